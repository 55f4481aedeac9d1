/* The queue of calls and the turn of the loop that serves it. */
#include "config.h"

#include "core/db/db.h"

#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/db/db_private.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define DEADLINE_MS 15000
#define GRACE_MS 5000 /* from a cancel to the answer that it was cancelled */
#define SLOW_MS 300   /* SPEC 20.3 */

/* ---- making and freeing ---- */

static struct secret *copy_secret(struct secret *from, struct err *err)
{
    struct secret *copy = secret_new(secret_size(from) + 1, err);

    if (copy) {
        secret_set(copy, secret_open(from), secret_size(from));
        secret_close(from);
    }
    return copy;
}

static bool open_descriptors(struct db *db, struct err *err)
{
    struct epoll_event event = {.events = EPOLLIN};

    db->watched = -1;
    db->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    db->watch = epoll_create1(EPOLL_CLOEXEC);
    if (db->wake >= 0 && db->watch >= 0 &&
        epoll_ctl(db->watch, EPOLL_CTL_ADD, db->wake, &event) == 0)
        return true;
    err_set(err, ERR_BUG, NULL, _("No file descriptor is left."), NULL);
    err_detail(err, "%s", strerror(errno));
    return false;
}

struct db *db_new(const struct db_where *where, const char *login, struct secret *password,
                  const struct db_hooks *hooks, struct err *err)
{
    struct db *db = calloc(1, sizeof *db);

    if (!db) {
        err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
        return NULL;
    }
    db->wake = db->watch = -1;
    db->where = *where;
    snprintf(db->login, sizeof db->login, "%s", login);
    if (hooks)
        db->hooks = *hooks;
    if ((password && !(db->password = copy_secret(password, err))) || !open_descriptors(db, err)) {
        db_free(&db);
        return NULL;
    }
    link_start(db);
    return db;
}

static void free_all(struct calls *calls)
{
    struct call *call;

    while ((call = calls_take(calls)))
        call_free(&call);
}

void db_free(struct db **db_at)
{
    struct db *db = *db_at;

    if (!db)
        return;
    link_close(db);
    call_free(&db->running);
    free_all(&db->queue);
    free_all(&db->ended);
    secret_free(&db->password);
    if (db->watch >= 0)
        close(db->watch);
    if (db->wake >= 0)
        close(db->wake);
    free(db);
    *db_at = NULL;
}

enum db_state db_state(const struct db *db)
{
    return db->state;
}

const struct err *db_why(const struct db *db)
{
    return &db->why;
}

const char *db_login(const struct db *db)
{
    return db->login;
}

int db_take_ended(struct db *db)
{
    int session = db->ended_session;

    db->ended_session = 0;
    return session;
}

void db_retry(struct db *db)
{
    if (db->step == LINK_REST && db->state != DB_DENIED)
        db->retry_at = 0;
}

void db_lock(struct db *db)
{
    secret_free(&db->password);
    db->locked = true;
}

bool db_unlock(struct db *db, struct secret *password)
{
    struct secret *copy = secret_new(secret_size(password) + 1, NULL);
    bool ok = copy && secret_set(copy, secret_open(password), secret_size(password));

    secret_close(password);
    if (!ok) {
        secret_free(&copy);
        return false;
    }
    secret_free(&db->password);
    db->password = copy;
    db->locked = false;
    if (db->step == LINK_REST)
        db->retry_at = 0;
    return true;
}

char *db_verifier(struct db *db, struct secret *password, struct err *err)
{
    /* With the method named, libpq asks nobody; it only wants a connection to keep its errors in. */
    PGconn *none = db->conn ? NULL : PQconnectStart("host=/ connect_timeout=1");
    char *verifier = PQencryptPasswordConn(db->conn ? db->conn : none, secret_open(password),
                                           db->login, "scram-sha-256");

    secret_close(password);
    if (none)
        PQfinish(none);
    if (!verifier)
        err_set(err, ERR_BUG, NULL, _("The password could not be prepared."), NULL);
    return verifier;
}

void db_verifier_free(char **verifier)
{
    if (*verifier)
        secret_wipe(*verifier, strlen(*verifier));
    PQfreemem(*verifier);
    *verifier = NULL;
}

/* ---- asking ---- */

void db_end(struct db *db, struct call *call, const struct err *err)
{
    call->err = *err;
    calls_add(&db->ended, call);
}

void db_ask(struct db *db, const struct stmt *stmt, const struct db_arg *args, void *owner,
            db_done *done)
{
    struct call *call = call_new(stmt, args, owner, done);

    if (!call) { /* nothing can be promised any more */
        fputs("anxin: no memory is left\n", stderr);
        abort();
    }
    call->asked_at = db_now();
    call->deadline = call->asked_at + (stmt->deadline_ms > 0 ? stmt->deadline_ms : DEADLINE_MS);
    if (call->err.code != ERR_NONE)
        calls_add(&db->ended, call);
    else if (db->state == DB_OFFLINE || db->state == DB_DENIED)
        db_end(db, call, &db->why);
    else
        calls_add(&db->queue, call);
}

static void not_slow(struct db *db, const struct call *call)
{
    if (db->slow != call)
        return;
    db->slow = NULL;
    if (db->hooks.slow)
        db->hooks.slow(db->hooks.owner, db, call->stmt, false);
}

/* Takes the owner's calls out of a list; they are freed, or, with `err`, end with it. */
static void take_out(struct db *db, struct calls *calls, const void *owner, const struct err *err)
{
    struct calls rest = {NULL, NULL};
    struct call *call;

    while ((call = calls_take(calls))) {
        if (call->owner != owner)
            calls_add(&rest, call);
        else if (err)
            db_end(db, call, err);
        else {
            not_slow(db, call);
            call_free(&call);
        }
    }
    *calls = rest;
}

static void cancel_running(struct db *db, enum call_end end)
{
    int64_t limit = db_now() + GRACE_MS;

    if (db->running->end != CALL_GOES_ON)
        return;
    db->running->end = end;
    db->running->deadline = limit;
    if (db->conn && !db->cancel)
        db->cancel = helper_cancel(db->conn, db->wake);
}

void db_forget(struct db *db, const void *owner)
{
    take_out(db, &db->queue, owner, NULL);
    take_out(db, &db->ended, owner, NULL);
    if (db->running && db->running->owner == owner) {
        db->running->done = NULL;
        not_slow(db, db->running);
        if (db->running->stmt->repeat == DB_READ)
            cancel_running(db, CALL_CANCELLED);
    }
}

static void is_cancelled(struct err *err)
{
    err_set(err, ERR_CONFLICT, NULL, _("Cancelled."), NULL);
    memcpy(err->sqlstate, "57014", 6);
}

void db_cancel(struct db *db, const void *owner)
{
    struct err err;

    is_cancelled(&err);
    take_out(db, &db->queue, owner, &err);
    if (db->running && db->running->owner == owner)
        cancel_running(db, CALL_CANCELLED);
}

void db_cancel_running(struct db *db)
{
    if (db->running)
        cancel_running(db, CALL_CANCELLED);
}

bool db_busy(const struct db *db)
{
    return db->running || db->queue.first || db->ended.first;
}

const struct stmt *db_running(const struct db *db)
{
    return db->running ? db->running->stmt : NULL;
}

/* ---- a turn of the loop ---- */

/* Calls the one who asked, and frees the call. */
static void report(struct db *db, struct call *call, struct db_rows **rows, const struct err *err)
{
    not_slow(db, call);
    if (call->done)
        call->done(call->owner, rows, err);
    db_rows_free(rows);
    call_free(&call);
}

/* Refused because of others at work at the same moment; nothing was done, so it may be done again.
 */
static bool is_clash(const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    return sqlstate && (strcmp(sqlstate, "40001") == 0 || strcmp(sqlstate, "40P01") == 0);
}

static void took_too_long(const struct call *call, struct err *err)
{
    err_set(err, ERR_OFFLINE, NULL, _("The database took too long."),
            call->stmt->repeat == DB_ONCE ? _("Look whether it is there before you repeat it.")
                                          : _("Try again."));
    memcpy(err->sqlstate, "57014", 6);
}

/* The running call's answer is whole. */
static void answer(struct db *db)
{
    struct call *call = db->running;
    PGresult *result = db->result;
    ExecStatusType status = PQresultStatus(result);
    struct db_rows *rows = NULL;
    struct err err;

    db->running = NULL;
    db->result = NULL;
    db->answered = true;
    db->failures = 0;
    err_clear(&err);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        rows = rows_read(call->stmt, result, &err);
        if (!rows)
            log_write(db->hooks.log, LOG_LEVEL_ERROR, "db", "%s", err.detail);
    } else if (is_clash(result) && call->end == CALL_GOES_ON && ++call->tries < 3) {
        PQclear(result);
        calls_add_first(&db->queue, call);
        return;
    } else {
        db_error_fill(result, call->stmt, db->hooks.log, &err);
        if (strcmp(err.sqlstate, "57014") == 0 && call->end == CALL_CANCELLED)
            is_cancelled(&err);
        else if (strcmp(err.sqlstate, "57014") == 0)
            took_too_long(call, &err);
    }
    PQclear(result);
    report(db, call, &rows, &err);
}

/* The server is going, so this "error" is no answer to the statement. */
static bool is_farewell(const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    return sqlstate && (strncmp(sqlstate, "57P", 3) == 0 || strncmp(sqlstate, "08", 2) == 0);
}

/* Everything that has come from the server. False when the connection is lost. */
static bool read_answers(struct db *db)
{
    PGresult *result;

    if (PQconsumeInput(db->conn) != 1)
        return false;
    /* PQisBusy also reads what the server says unasked. */
    while (!PQisBusy(db->conn) && db->running) {
        result = PQgetResult(db->conn);
        if (!result) {
            if (PQstatus(db->conn) == CONNECTION_BAD || !db->result)
                return false;
            answer(db);
            return true; /* one at a time: the caller sends the next */
        }
        if (is_farewell(result)) {
            snprintf(db->last_fatal, sizeof db->last_fatal, "%s",
                     PQresultErrorField(result, PG_DIAG_SQLSTATE));
            PQclear(result);
            return false;
        }
        if (db->result)
            PQclear(result);
        else
            db->result = result;
        if (PQresultStatus(db->result) == PGRES_COPY_IN ||
            PQresultStatus(db->result) == PGRES_COPY_OUT)
            return false; /* no statement of ours copies */
    }
    return PQstatus(db->conn) != CONNECTION_BAD;
}

/* Sends the next call once nothing is in flight; while a cancel is under way it could hit the
 * wrong statement. */
static bool send_next(struct db *db)
{
    struct call *call;
    const char *values[DB_PARAMS_MAX];
    int formats[DB_PARAMS_MAX];
    bool ok;

    if (db->running || db->cancel || !(call = calls_take(&db->queue)))
        return true;
    for (int i = 0; i < call->count; i++) {
        values[i] = call->values[i];
        formats[i] = call->stmt->params[i] == DB_BYTES;
    }
    db->running = call;
    ok = PQsendQueryParams(db->conn, call->stmt->text, call->count, NULL, values, call->sizes,
                           formats, 1) == 1;
    return ok && PQflush(db->conn) >= 0;
}

static void serve(struct db *db)
{
    bool alive = true;

    if (db->cancel && atomic_load(&db->cancel->over))
        helper_drop(&db->cancel);
    while (alive && db->step == LINK_UP) {
        const struct call *before = db->running;
        int left = PQflush(db->conn);
        alive = left >= 0 && read_answers(db);
        if (alive && db->step == LINK_UP)
            alive = send_next(db);
        if (alive && db->running == before)
            break;
    }
    if (!alive)
        link_lost(db);
    else if (db->step == LINK_UP)
        link_watch(db, PQflush(db->conn) == 1);
}

/* Calls that have waited too long in the queue. */
static void drop_late(struct db *db, int64_t now)
{
    struct calls rest = {NULL, NULL};
    struct call *call;
    struct err err;

    while ((call = calls_take(&db->queue))) {
        if (now < call->deadline) {
            calls_add(&rest, call);
            continue;
        }
        if (db->state == DB_ONLINE) {
            took_too_long(call, &err);
            err.hint[0] = '\0';
        } else {
            err = db->why;
            if (err.code == ERR_NONE)
                err_set(&err, ERR_OFFLINE, NULL, _("The database cannot be reached."), NULL);
        }
        db_end(db, call, &err);
    }
    db->queue = rest;
}

/* First a cancel; when that is not answered either, the connection is given up. */
static void check_running(struct db *db, int64_t now)
{
    struct call *call = db->running;
    struct err err;

    if (!call || now < call->deadline)
        return;
    if (call->end == CALL_GOES_ON) {
        cancel_running(db, CALL_TOO_LONG);
        return;
    }
    db->running = NULL;
    if (call->end == CALL_CANCELLED)
        is_cancelled(&err);
    else
        took_too_long(call, &err);
    db_end(db, call, &err);
    link_lost(db);
}

static const struct call *oldest(const struct db *db)
{
    return db->running ? db->running : db->queue.first;
}

static void check_slow(struct db *db, int64_t now)
{
    const struct call *call = oldest(db);

    if (db->slow || !call || !call->done || now < call->asked_at + SLOW_MS)
        return;
    db->slow = call;
    if (db->hooks.slow)
        db->hooks.slow(db->hooks.owner, db, call->stmt, true);
}

/* Only as many as there are now: who asks again while offline waits for the next turn. */
static void report_ended(struct db *db)
{
    struct call *call;
    int count = 0;

    for (call = db->ended.first; call; call = call->next)
        count++;
    while (count-- > 0 && (call = calls_take(&db->ended))) {
        struct err err = call->err;
        struct db_rows *rows = NULL;
        report(db, call, &rows, &err);
    }
}

void db_io(struct db *db)
{
    eventfd_t waked;
    int64_t now;

    eventfd_read(db->wake, &waked);
    link_step(db);
    serve(db);
    now = db_now();
    check_running(db, now);
    drop_late(db, now);
    check_slow(db, now);
    report_ended(db);
    if (db->told != db->state) {
        db->told = db->state;
        if (db->hooks.state)
            db->hooks.state(db->hooks.owner, db, db->state);
    }
}

int db_fd(const struct db *db)
{
    return db->watch;
}

short db_events(const struct db *db)
{
    (void)db;
    return POLLIN;
}

static void sooner(int64_t *at, int64_t other)
{
    if (other < *at)
        *at = other;
}

int db_deadline(const struct db *db)
{
    int64_t at = link_deadline(db), now = db_now();
    const struct call *call = oldest(db);

    if (db->ended.first || db->told != db->state)
        return 0;
    if (db->step == LINK_UP && !db->running && !db->cancel && db->queue.first)
        return 0;
    if (db->running)
        sooner(&at, db->running->deadline);
    if (call && call->done && !db->slow)
        sooner(&at, call->asked_at + SLOW_MS);
    for (call = db->queue.first; call; call = call->next)
        sooner(&at, call->deadline);
    if (at == INT64_MAX)
        return -1;
    return at <= now ? 0 : at - now > INT_MAX ? INT_MAX : (int)(at - now);
}
