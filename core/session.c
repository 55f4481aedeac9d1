#include "config.h"

#include "core/session.h"

#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/phone.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOGIN_SIZE = 64, PASSWORD_SIZE = 512 };

/* What session_step has to do that may not be done inside a connection's callback. */
enum turn {
    TURN_NONE,
    TURN_LOGIN_KNOWN, /* open the person's own connection */
    TURN_OPEN,        /* it is open: ask who I am */
    TURN_IN,
    TURN_FAILED,
};

struct session {
    struct db_where where;
    char terminal[LOGIN_SIZE];
    struct secret *terminal_password;
    struct session_hooks hooks;
    bool settings_asked;

    struct db *door; /* the terminal's connection */
    struct db *own;  /* the person's */
    enum session_state state;
    enum turn turn;
    struct err why; /* TURN_FAILED */
    char login[LOGIN_SIZE];
    char zone[LOGIN_SIZE];
    struct secret *password; /* from sign_in until the connection has it */
    struct db_rows *me_rows;
    void *owner;
    session_done *done;

    struct { /* a password that is being proven */
        struct db *db;
        struct secret *password;
        void *owner;
        session_done *done;
    } proof;
    bool locked;
    void *again_owner; /* who waits for session_me_again */
    session_done *again_done;
};

/* ---- statements ---- */

struct hello_row {
    int64_t schema_version, client_min;
    int64_t server_time;
    const char *zone;
};

static const struct db_column hello_columns[] = {
    COLUMN_INT(struct hello_row, schema_version),
    COLUMN_INT(struct hello_row, client_min),
    COLUMN_TIME(struct hello_row, server_time),
    COLUMN_TEXT(struct hello_row, zone),
    COLUMN_END,
};

static const struct stmt hello_stmt = {
    .name = "hello",
    .text = "select * from api.hello($1)",
    .params = {DB_INT},
    .columns = hello_columns,
    .row_size = sizeof(struct hello_row),
    .repeat = DB_READ,
};

struct login_row {
    const char *login;
};

static const struct db_column login_columns[] = {
    COLUMN_TEXT(struct login_row, login),
    COLUMN_END,
};

static const struct stmt login_stmt = {
    .name = "login_name",
    .text = "select api.login_name($1) as login",
    .params = {DB_TEXT},
    .columns = login_columns,
    .row_size = sizeof(struct login_row),
    .repeat = DB_READ,
};

static const struct db_column me_columns[] = {
    COLUMN_INT(struct me, account_id),
    COLUMN_TEXT(struct me, name),
    COLUMN_TEXT(struct me, login),
    COLUMN_TEXT(struct me, phone_masked),
    COLUMN_TIME(struct me, last_login_at),
    COLUMN_TEXT(struct me, last_login_from),
    COLUMN_TEXTS(struct me, duties),
    COLUMN_TEXT(struct me, state),
    COLUMN_TEXT(struct me, document_kind),
    COLUMN_TEXT(struct me, document_tail),
    COLUMN_INT(struct me, idle_minutes),
    COLUMN_TEXT(struct me, language),
    COLUMN_END,
};

static const struct stmt me_stmt = {
    .name = "me",
    .text = "select * from api.me()",
    .columns = me_columns,
    .row_size = sizeof(struct me),
    .repeat = DB_READ,
};

static const struct stmt note_stmt = {
    .name = "sign_in_note",
    .text = "select 1 from api.sign_in_note()",
    .repeat = DB_ONCE,
};

/* ---- the two connections ---- */

/* Settings of the server that would let values into its log (SPEC 22.4); none when all is well. */
struct setting_row {
    const char *name, *value, *wanted;
};

static const struct db_column setting_columns[] = {
    COLUMN_TEXT(struct setting_row, name),
    COLUMN_TEXT(struct setting_row, value),
    COLUMN_TEXT(struct setting_row, wanted),
    COLUMN_END,
};

static const struct stmt settings_stmt = {
    .name = "settings_wrong",
    .text = "select * from api.settings_wrong()",
    .columns = setting_columns,
    .row_size = sizeof(struct setting_row),
    .repeat = DB_READ,
};

static void settings_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct session *session = owner;

    for (size_t i = 0; err->code == ERR_NONE && i < (*rows)->count; i++) {
        const struct setting_row *row = db_row(*rows, &settings_stmt, i);
        log_write(session->hooks.log, LOG_LEVEL_WARNING, "db",
                  "the server's %s is %s and must be %s: values may come into its log", row->name,
                  row->value, row->wanted);
    }
}

static void link_changed(void *owner, struct db *db, enum db_state state)
{
    struct session *session = owner;

    if (db == session->door && state == DB_ONLINE && !session->settings_asked) {
        session->settings_asked = true;
        db_ask(db, &settings_stmt, NULL, session, settings_known);
    }
    if (db == session->own && session->state == SESSION_ENTERING && session->turn == TURN_NONE) {
        if (state == DB_ONLINE)
            session->turn = TURN_OPEN;
        else if (state == DB_DENIED || state == DB_OFFLINE)
            session->turn = TURN_FAILED;
    }
    if (session->hooks.link && (db == session->own || !session->own))
        session->hooks.link(session->hooks.owner, state);
}

static struct db *open_db(struct session *session, const char *login, struct secret *password,
                          struct err *err)
{
    struct db_hooks hooks = {.log = session->hooks.log, .owner = session, .state = link_changed};

    return db_new(&session->where, login, password, &hooks, err);
}

struct session *session_new(const struct db_where *where, const char *terminal,
                            struct secret **terminal_password, const struct session_hooks *hooks,
                            struct err *err)
{
    struct session *session = calloc(1, sizeof *session);

    if (!session) {
        err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
        return NULL;
    }
    session->where = *where;
    text_copy(session->terminal, sizeof session->terminal, terminal);
    session->terminal_password = *terminal_password;
    *terminal_password = NULL;
    if (hooks)
        session->hooks = *hooks;
    return session;
}

void session_free(struct session **slot)
{
    struct session *session = *slot;

    *slot = NULL;
    if (!session)
        return;
    session_sign_out(session);
    db_free(&session->door);
    secret_free(&session->terminal_password);
    free(session);
}

bool session_prepare(struct session *session, struct err *err)
{
    if (!session->door)
        session->door = open_db(session, session->terminal, session->terminal_password, err);
    return session->door != NULL;
}

enum session_state session_state(const struct session *session)
{
    return session->state;
}

const struct me *session_me(const struct session *session)
{
    return session->state == SESSION_IN ? db_row(session->me_rows, &me_stmt, 0) : NULL;
}

const char *session_zone(const struct session *session)
{
    return session->zone;
}

struct db *session_db(const struct session *session)
{
    return session->state == SESSION_IN ? session->own : NULL;
}

enum db_state session_link(const struct session *session)
{
    const struct db *db = session->own ? session->own : session->door;

    return db ? db_state(db) : DB_CONNECTING;
}

const struct err *session_why(const struct session *session)
{
    const struct db *db = session->own ? session->own : session->door;
    const struct err *why = db ? db_why(db) : NULL;

    return why && why->code != ERR_NONE ? why : NULL;
}

size_t session_connections(const struct session *session, struct db *out[SESSION_CONNECTIONS])
{
    size_t n = 0;

    if (session->door)
        out[n++] = session->door;
    if (session->own)
        out[n++] = session->own;
    if (session->proof.db)
        out[n++] = session->proof.db;
    return n;
}

/* ---- signing in ---- */

static void fail(struct session *session, const struct err *err)
{
    session->why = *err;
    session->turn = TURN_FAILED;
}

static void wrong(struct session *session)
{
    struct err err;

    err_clear(&err);
    err_set(&err, ERR_DENIED, "password", _("Phone number or password is wrong."),
            _("After 10 wrong tries the account is locked for 15 minutes."));
    fail(session, &err);
}

bool session_refused(const struct session *session, struct err *err)
{
    if (!session->door || db_state(session->door) != DB_DENIED)
        return false;
    err_set(err, ERR_DENIED, NULL, _("This terminal is not let in any more: it was withdrawn."),
            _("Ask the operator to enrol it again."));
    return true;
}

static void login_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct session *session = owner;
    const struct login_row *row = err->code == ERR_NONE ? db_row(*rows, &login_stmt, 0) : NULL;
    struct err said = *err;

    if (err->code != ERR_NONE) {
        if (strcmp(err->sqlstate, "AX005") == 0)
            err_set(&said, ERR_DENIED, NULL, _("Too many sign-ins at this terminal within an hour."),
                    _("Wait a while, or use another terminal."));
        session_refused(session, &said);
        fail(session, &said);
    } else if (!row || !row->login) {
        wrong(session);
    } else {
        text_copy(session->login, sizeof session->login, row->login);
        session->turn = TURN_LOGIN_KNOWN;
    }
}

static void hello_heard(void *owner, struct db_rows **rows, const struct err *err)
{
    struct session *session = owner;
    const struct hello_row *row = err->code == ERR_NONE ? db_row(*rows, &hello_stmt, 0) : NULL;
    struct err old;

    if (err->code != ERR_NONE) {
        fail(session, err);
    } else if (row && row->client_min > SESSION_CLIENT) {
        err_clear(&old);
        err_set(&old, ERR_DENIED, NULL, _("This program is too old for the database."),
                _("Install the current version."));
        fail(session, &old);
    } else if (row && row->zone) {
        text_copy(session->zone, sizeof session->zone, row->zone);
    }
}

static void me_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct session *session = owner;

    if (err->code != ERR_NONE) {
        fail(session, err);
    } else if ((*rows)->count == 1) {
        session->me_rows = *rows;
        *rows = NULL;
    } else {
        wrong(session);
    }
}

static void me_again(void *owner, struct db_rows **rows, const struct err *err)
{
    struct session *session = owner;
    session_done *done = session->again_done;
    struct err none;

    err_clear(&none);
    if (err->code == ERR_NONE && (*rows)->count == 1) {
        db_rows_free(&session->me_rows);
        session->me_rows = *rows;
        *rows = NULL;
    }
    session->again_done = NULL;
    if (done)
        done(session->again_owner, err->code != ERR_NONE ? err : &none);
}

void session_me_again(struct session *session, void *owner, session_done *done)
{
    if (session->state != SESSION_IN)
        return;
    session->again_owner = owner;
    session->again_done = done;
    db_ask(session->own, &me_stmt, NULL, session, me_again);
}

static void noted(void *owner, struct db_rows **rows, const struct err *err)
{
    struct session *session = owner;

    (void)rows;
    if (session->turn == TURN_FAILED)
        return;
    if (err->code != ERR_NONE)
        fail(session, err);
    else
        session->turn = TURN_IN;
}

void session_sign_in(struct session *session, const char *typed, const struct secret *password,
                     void *owner, session_done *done)
{
    struct secret *from = (struct secret *)password;
    struct phone phone;
    struct db_arg args[1];
    struct err err;

    session_sign_out(session);
    session->owner = owner;
    session->done = done;
    session->state = SESSION_ENTERING;
    err_clear(&err);
    if (!phone_parse(typed, &phone)) {
        phone_err(&phone, "phone", &err);
        fail(session, &err);
        return;
    }
    session->password = secret_new(PASSWORD_SIZE, &err);
    if (!session->password || !session_prepare(session, &err)) {
        fail(session, &err);
        return;
    }
    if (!secret_set(session->password, secret_open(from), secret_size(from)))
        wrong(session);
    secret_close(from);
    args[0] = db_text(phone.number);
    if (session->turn == TURN_NONE)
        db_ask(session->door, &login_stmt, args, session, login_known);
}

int session_take_ended(struct session *session)
{
    return session->state == SESSION_IN ? db_take_ended(session->own) : 0;
}

static const struct stmt speak_stmt = {
    .name = "speak",
    .text = "select set_config('anxin.language', $1, false)",
    .params = {DB_TEXT},
    .repeat = DB_AGAIN,
};

void session_speak(struct session *session)
{
    struct db_arg args[] = {db_text(i18n_language() == I18N_ENGLISH ? "en" : "zh")};

    if (session->own)
        db_ask(session->own, &speak_stmt, args, session, NULL);
}

void session_sign_out(struct session *session)
{
    if (session->door)
        db_forget(session->door, session);
    session_forget_proof(session);
    session->locked = false;
    session->again_done = NULL;
    db_free(&session->own);
    secret_free(&session->password);
    db_rows_free(&session->me_rows);
    session->state = SESSION_OUT;
    session->turn = TURN_NONE;
    session->done = NULL;
    memset(session->login, 0, sizeof session->login);
    err_clear(&session->why);
}

/* ---- the terminal's connection, and a password proven ---- */

struct db *session_door(struct session *session, struct err *err)
{
    return session_prepare(session, err) ? session->door : NULL;
}

struct db *session_door_open(const struct session *session)
{
    return session->door;
}

void session_close_door(struct session *session)
{
    if (session->state == SESSION_IN)
        db_free(&session->door);
}

void session_forget_proof(struct session *session)
{
    db_free(&session->proof.db);
    secret_free(&session->proof.password);
    session->proof.done = NULL;
}

/* The person's login with the password typed, in a connection of its own. */
void session_prove(struct session *session, const struct secret *password, void *owner,
                   session_done *done)
{
    struct secret *from = (struct secret *)password;
    struct err err;

    session_forget_proof(session);
    err_clear(&err);
    session->proof.owner = owner;
    session->proof.done = done;
    session->proof.password = secret_new(PASSWORD_SIZE, &err);
    if (session->proof.password)
        secret_set(session->proof.password, secret_open(from), secret_size(from));
    secret_close(from);
    if (session->proof.password && session->login[0])
        session->proof.db =
            db_new(&session->where, session->login, session->proof.password, NULL, &err);
    if (!session->proof.db) {
        session_forget_proof(session);
        if (done)
            done(owner, &err);
    }
}

void session_lock(struct session *session)
{
    if (session->state != SESSION_IN)
        return;
    session->locked = true;
    db_lock(session->own);
}

bool session_locked(const struct session *session)
{
    return session->locked;
}

static void proof_step(struct session *session)
{
    enum db_state state = session->proof.db ? db_state(session->proof.db) : DB_CONNECTING;
    session_done *done = session->proof.done;
    void *owner = session->proof.owner;
    struct err err;

    if (state == DB_CONNECTING)
        return;
    err_clear(&err);
    if (state == DB_DENIED)
        err_set(&err, ERR_DENIED, "password", _("The password is wrong."),
                _("After 10 wrong tries the account is locked for 15 minutes."));
    else if (state == DB_OFFLINE)
        err = *db_why(session->proof.db);
    else if (session->locked && session->own && db_unlock(session->own, session->proof.password))
        session->locked = false;
    session_forget_proof(session);
    if (done)
        done(owner, &err);
}

/* ---- steps ---- */

static void open_own(struct session *session)
{
    struct err err;

    err_clear(&err);
    session->own = open_db(session, session->login, session->password, &err);
    secret_free(&session->password);
    if (!session->own)
        fail(session, &err);
}

static void ask_who(struct session *session)
{
    struct db_arg args[] = {db_int(SESSION_CLIENT)};

    db_ask(session->own, &hello_stmt, args, session, hello_heard);
    db_ask(session->own, &me_stmt, NULL, session, me_known);
    db_ask(session->own, &note_stmt, NULL, session, noted);
}

/* The reason of a connection that did not come up, unless a call's answer said it already. */
static void judge_connection(struct session *session)
{
    if (session->why.code != ERR_NONE || !session->own)
        return;
    if (db_state(session->own) == DB_DENIED)
        wrong(session);
    else
        session->why = *db_why(session->own);
}

static void finish(struct session *session, const struct err *why)
{
    session_done *done = session->done;
    void *owner = session->owner;
    struct err err = *why;

    session->done = NULL;
    err_clear(&session->why);
    if (err.code != ERR_NONE)
        session_sign_out(session);
    else
        session->state = SESSION_IN;
    if (done)
        done(owner, &err);
}

void session_step(struct session *session)
{
    enum turn turn = session->turn;
    struct err none;

    proof_step(session);
    session->turn = TURN_NONE;
    err_clear(&none);
    switch (turn) {
    case TURN_NONE:
        break;
    case TURN_LOGIN_KNOWN:
        open_own(session);
        break;
    case TURN_OPEN:
        ask_who(session);
        break;
    case TURN_IN:
        db_free(&session->door); /* one connection less for the server to keep */
        finish(session, &none);
        break;
    case TURN_FAILED:
        judge_connection(session);
        finish(session, &session->why);
        break;
    }
}
