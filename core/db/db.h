/* One connection to PostgreSQL, asked without ever waiting for it.
 *
 * A struct db is one login's connection with a queue: calls are answered in the order they were
 * asked, one is in flight at a time. Nothing here blocks: the loop polls db_fd() for db_events(),
 * calls db_io() when the poll returns, and again no later than db_deadline() says. Names are looked
 * up and statements cancelled on helper threads, because libpq 15 can do neither without waiting.
 *
 * A statement is a constant: its text, the kinds of its parameters, and the columns it reads with
 * the place of each in the caller's row. One reader walks that table, so a struct and its query
 * cannot drift apart: a column that is missing or of another kind is an ERR_BUG at first use,
 * also when no row came.
 *
 * When the connection is lost it is made again after 0.5 to 30 s with jitter, with the password
 * kept in a struct secret. A call whose answer was lost is asked again by itself only if its
 * statement says that this is safe (enum db_repeat); otherwise it ends with ERR_OFFLINE and says
 * that the outcome is not known. Parameters and the server's DETAIL never reach a log. */
#ifndef ANXIN_DB_DB_H
#define ANXIN_DB_DB_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct day;    /* core/base/day.h */
struct log;    /* core/base/log.h */
struct secret; /* core/base/secret.h */
struct db;

/* What a parameter is sent as and what a column is read into. SQL null reads as the kind's nothing:
 * NULL, 0, false, a day of all zeros. */
enum db_kind {
    DB_END,   /* ends a list of parameters */
    DB_TEXT,  /* const char *: text, varchar, char, name, uuid */
    DB_INT,   /* int64_t: int2, int4, int8 */
    DB_BOOL,  /* bool */
    DB_DAY,   /* struct day: date */
    DB_TIME,  /* int64_t, microseconds since 1970-01-01 00:00 UTC: timestamptz, timestamp */
    DB_JSON,  /* const char *, JSON text: json, jsonb */
    DB_TEXTS, /* const char *const *, NULL at the end: text[]; elements that are null are left out
               */
    DB_BYTES, /* struct db_bytes: bytea */
};

/* A row's bytes point into the answer and live as long as it; null is {NULL, 0}. */
struct db_bytes {
    const unsigned char *at;
    size_t n;
};

/* May a call be asked again by itself when its answer was lost? */
enum db_repeat {
    DB_ONCE,  /* no: a second time could do it twice */
    DB_READ,  /* yes: it changes nothing */
    DB_AGAIN, /* yes: it carries a request id or a natural key and returns the first result again */
};

#define DB_PARAMS_MAX 12
#define DB_BYTES_MAX (16 << 20) /* of one argument */

struct db_column {
    const char *name; /* as the server calls it; NULL ends the array */
    enum db_kind kind;
    size_t offset; /* in the row's struct */
};

struct stmt {
    const char *name;                   /* for the log and the status line's sign of waiting */
    const char *text;                   /* SQL with $1 … */
    enum db_kind params[DB_PARAMS_MAX]; /* DB_END after the last */
    const struct db_column *columns;    /* NULL when no column is read; others are ignored */
    size_t row_size;                    /* of the row's struct */
    enum db_repeat repeat;
    int deadline_ms; /* for the answer, waiting in the queue included; 0 = 15 s */
    bool quiet;      /* who asks shows the progress of it all: no sign of waiting for each call */
};

/* The answer's rows: an array of the caller's structs; every pointer in it lives as long as this.
 */
struct db_rows {
    size_t count;
    void *data;        /* count * row_size bytes; NULL when count is 0 */
    struct arena *own; /* what the pointers point into */
};

/* Row i, or NULL past the end. */
const void *db_row(const struct db_rows *rows, const struct stmt *stmt, size_t i);

void db_rows_free(struct db_rows **rows);

/* An argument; strings are copied by db_ask. NULL text, JSON, array or day is SQL null. */
struct db_arg {
    enum db_kind kind;
    bool null;
    bool truth;
    int64_t integer;
    const char *text;
    const char *const *texts;
    struct db_bytes bytes;
    char day[16];
};

struct db_arg db_text(const char *text);
struct db_arg db_int(int64_t value);
struct db_arg db_bool(bool value);
struct db_arg db_day(const struct day *day); /* a day of all zeros is SQL null, too */
struct db_arg db_time(int64_t microseconds);
struct db_arg db_json(const char *json);
struct db_arg db_texts(const char *const *texts); /* NULL at the end */
struct db_arg db_bytes(const void *bytes, size_t n); /* NULL is SQL null */
struct db_arg db_null(enum db_kind kind);

/* Where a server is. Empty strings are libpq's defaults (a service's values are filled in by
 * core/config.h). A host that begins with '/' is a socket folder; any other but this machine's own
 * is reached with sslmode=verify-full and channel_binding=require unless `sslmode` says otherwise.
 */
struct db_where {
    char host[256];
    char port[16];
    char database[64];
    char sslmode[16];
    char root_certificate[512]; /* sslrootcert */
    char certificate[512];      /* sslcert, an enrolled terminal's */
    char key[512];              /* sslkey */
    int statement_timeout_ms;   /* the server's own net; 0 = 60 s, -1 = none */
};

enum db_state {
    DB_CONNECTING, /* the first time, or again: calls wait in the queue */
    DB_ONLINE,
    DB_OFFLINE, /* an attempt failed, another will be made: new calls fail at once */
    DB_DENIED,  /* the server refused the login or the password: no further attempt is made */
};

/* What the program around it wants to hear; members may be NULL. Called from db_io (and db_ask_now)
 * only. Neither may free the db. */
struct db_hooks {
    struct log *log; /* kept, not owned */
    void *owner;
    void (*state)(void *owner, struct db *db, enum db_state state);
    /* A call has been running for 0.3 s (on) and is over (off): SPEC 20.3. */
    void (*slow)(void *owner, struct db *db, const struct stmt *stmt, bool on);
};

/* Begins to connect. Copies everything, the secret into a secret of its own; hooks may be NULL.
 * NULL and err when memory or descriptors run out. */
struct db *db_new(const struct db_where *where, const char *login, struct secret *password,
                  const struct db_hooks *hooks, struct err *err);

/* Forgets every call without an answer, closes the connection, wipes the password. */
void db_free(struct db **db);

enum db_state db_state(const struct db *db);

/* Why it is OFFLINE or DENIED, in the user's words; ERR_NONE otherwise. Lives as long as the db. */
const struct err *db_why(const struct db *db);

const char *db_login(const struct db *db);

/* The password is forgotten; the connection that stands goes on, one that is lost is not made again
 * until db_unlock gives the password back. */
void db_lock(struct db *db);
bool db_unlock(struct db *db, struct secret *password);

/* What the server is given instead of a password: a SCRAM verifier made here. The caller's, for
 * db_verifier_free; NULL and err: no memory. */
char *db_verifier(struct db *db, struct secret *password, struct err *err);
void db_verifier_free(char **verifier);

/* The server's number of the session that it ended by somebody's order, also when it was made again
 * since; told once. 0: none. A server that stops ends its sessions with the same word. */
int db_take_ended(struct db *db);

/* Tries to connect now instead of at the end of the back-off. */
void db_retry(struct db *db);

/* The answer. `err` is never NULL: its code is ERR_NONE when all is well. On failure *rows is NULL
 * and err says why; a cancelled call ends with ERR_CONFLICT and SQLSTATE 57014. The rows are freed
 * when this returns, unless it takes them by setting *rows to NULL. It may ask, forget and cancel;
 * it may not free the db. */
typedef void db_done(void *owner, struct db_rows **rows, const struct err *err);

/* Queues a call. `args` holds as many as the statement has parameters (NULL when none) and is
 * copied. `done` is called exactly once, later, never from inside db_ask, unless the owner is
 * forgotten. */
void db_ask(struct db *db, const struct stmt *stmt, const struct db_arg *args, void *owner,
            db_done *done);

/* `owner` is going away: its calls never call back. Those that wait are dropped, a running read is
 * cancelled on the server, a running write is left to end. */
void db_forget(struct db *db, const void *owner);

/* Esc: the owner's waiting calls end with an error, the running one is cancelled on the server (it
 * may still end well when the cancel comes too late). */
void db_cancel(struct db *db, const void *owner);

/* The same for the running call alone, whoever asked it. */
void db_cancel_running(struct db *db);

/* Whether a call is running or waits; the statement that runs, or NULL. */
bool db_busy(const struct db *db);
const struct stmt *db_running(const struct db *db);

/* For the poll loop: a descriptor (-1 when there is only time to wait for), the poll events it
 * needs, and the milliseconds until db_io must be called whatever happens (-1: never). All three
 * change with every db_io and db_ask. */
int db_fd(const struct db *db);
short db_events(const struct db *db);
int db_deadline(const struct db *db);
void db_io(struct db *db);

/* For commands and tests: asks and waits; other owners' calls go on meanwhile. *rows is the
 * caller's; rows may be NULL. Never call it from a done or a hook. */
bool db_ask_now(struct db *db, const struct stmt *stmt, const struct db_arg *args,
                struct db_rows **rows, struct err *err);

/* Waits until it is online, or denied, or `ms` are over. */
bool db_wait_online(struct db *db, int ms, struct err *err);

#endif
