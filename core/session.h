/* A person's visit: from a phone number and a password to a connection of their own, and back.
 *
 * Two logins are used, one after the other. The terminal's own asks which login belongs to the
 * phone number; a number nobody has is answered with a login too, so that nothing can be learnt
 * from it. The second connection is that login's, with the password the person typed. A number
 * nobody has and a wrong password end with the same words.
 *
 * The password stays in the connection's struct secret until sign-out, for reconnecting.
 *
 * Whoever owns the session polls the connections it lists (session_connections) and calls
 * session_step after each db_io; callbacks come from session_step alone. */
#ifndef ANXIN_CORE_SESSION_H
#define ANXIN_CORE_SESSION_H

#include "core/base/err.h"
#include "core/db/db.h"

struct log;
struct secret;
struct session;

/* What this program tells the server it is (api.hello). */
#define SESSION_CLIENT 1

enum session_state {
    SESSION_OUT,      /* nobody is signed in */
    SESSION_ENTERING, /* a sign-in is on its way */
    SESSION_IN,
};

/* Who is signed in. Strings live until sign-out. */
struct me {
    int64_t account_id;
    const char *name, *login, *phone_masked;
    int64_t last_login_at; /* 0: this is the first time */
    const char *last_login_from;
    const char *const *duties; /* bound to no project or company: operator's, regulator's */
    const char *state;         /* active; new: nobody has seen the card yet (SPEC 3.1) */
    const char *document_kind, *document_tail; /* of a new account, as typed */
    int64_t idle_minutes;
    const char *language; /* "zh", "en", which this person works in; NULL: the terminal's */
};

struct session_hooks {
    void *owner;
    /* The link went down or came back, of the connection that matters now. */
    void (*link)(void *owner, enum db_state state);
    struct log *log; /* borrowed; NULL: nothing is logged */
};

/* `terminal` is the terminal's login; takes *terminal_password and sets it to NULL. */
struct session *session_new(const struct db_where *where, const char *terminal,
                            struct secret **terminal_password, const struct session_hooks *hooks,
                            struct err *err);
void session_free(struct session **session);

enum session_state session_state(const struct session *session);
const struct me *session_me(const struct session *session); /* NULL while nobody is in */

/* The server's time zone, "" before it was heard. */
const char *session_zone(const struct session *session);

/* The signed-in person's connection; NULL while nobody is in. */
struct db *session_db(const struct session *session);

/* How the link stands: the person's connection, else the terminal's. */
enum db_state session_link(const struct session *session);
const struct err *session_why(const struct session *session); /* NULL: nothing is wrong */

/* Begins to connect the terminal, so that the sign-in finds it ready. */
bool session_prepare(struct session *session, struct err *err);

/* `err->code` is ERR_NONE when the person is in. */
typedef void session_done(void *owner, const struct err *err);

/* Begins a sign-in; `done` is called once, from session_step. Copies both; the caller empties the
 * password. One under way is given up first, without a call. */
void session_sign_in(struct session *session, const char *phone, const struct secret *password,
                     void *owner, session_done *done);

/* Asks anew who is in, since that changed: session_me's strings are other ones afterwards. */
void session_me_again(struct session *session, void *owner, session_done *done);

/* The terminal's own connection, opened again if need be: for what only a terminal may ask (a
 * registration, a card that was read). NULL and err when it cannot be. */
struct db *session_door(struct session *session, struct err *err);
/* The same as it stands; NULL: it is closed. */
struct db *session_door_open(const struct session *session);
/* A signed-in person needs it no more. */
void session_close_door(struct session *session);

/* Is this the password of whoever is in? Proven by a connection made with it, which is closed again.
 * `done` as session_sign_in's; one proof at a time, a second takes the first one's place. */
void session_prove(struct session *session, const struct secret *password, void *owner,
                   session_done *done);
void session_forget_proof(struct session *session);

/* The password is wiped; the connection stays, but is not made again. A proof that ends well gives
 * the password back (session_prove while locked). */
void session_lock(struct session *session);
bool session_locked(const struct session *session);

/* The number of the person's session that the server ended by order; told once, 0: none. Then
 * account_session_ended says over the door whose order it was. */
int session_take_ended(struct session *session);

/* The terminal itself is not let in any more (SPEC 19.5): true and why. */
bool session_refused(const struct session *session, struct err *err);

/* What the server's answers are in from now on, also after a reconnect: i18n_language. */
void session_speak(struct session *session);

/* Gives a sign-in up, or signs out: connection closed, password wiped. Nothing may hold on to
 * session_db() any more. */
void session_sign_out(struct session *session);

/* Up to SESSION_CONNECTIONS of them to poll; returns how many. */
enum { SESSION_CONNECTIONS = 3 };
size_t session_connections(const struct session *session, struct db *out[SESSION_CONNECTIONS]);
void session_step(struct session *session);

#endif
