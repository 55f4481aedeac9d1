/* The connection: looked up, made, lost, made again. Nothing here waits. */
#include "config.h"

#include "core/db/db_private.h"

#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/secret.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define ATTEMPT_MS 8000 /* one address, from the first packet to "ready" */
#define LOOK_UP_MS 10000
#define BACK_OFF_MIN_MS 500
#define BACK_OFF_MAX_MS 30000

int64_t db_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void set_state(struct db *db, enum db_state state)
{
    db->state = state; /* db_io tells the hook when the turn is over */
}

void link_watch(struct db *db, bool write)
{
    int fd = db->conn ? PQsocket(db->conn) : -1;
    struct epoll_event event = {.events = EPOLLIN | (write ? EPOLLOUT : 0u)};

    /* libpq may have closed a socket and opened another with the same number. */
    if (fd >= 0 && epoll_ctl(db->watch, EPOLL_CTL_MOD, fd, &event) != 0)
        epoll_ctl(db->watch, EPOLL_CTL_ADD, fd, &event);
    db->watched = fd;
    db->want_write = write;
}

void link_close(struct db *db)
{
    helper_drop(&db->look_up);
    helper_drop(&db->cancel);
    PQclear(db->result);
    db->result = NULL;
    if (db->conn) {
        if (db->watched >= 0)
            epoll_ctl(db->watch, EPOLL_CTL_DEL, db->watched, NULL);
        PQfinish(db->conn);
    }
    db->conn = NULL;
    db->watched = -1;
    db->want_write = false;
}

/* 0.5 s, doubling to 30 s, each drawn from half to the whole: a thousand terminals that lost the
 * same server do not come back in one moment. */
static int64_t back_off(int failures)
{
    int64_t span = BACK_OFF_MIN_MS;

    while (failures-- > 1 && span < BACK_OFF_MAX_MS)
        span *= 2;
    if (span > BACK_OFF_MAX_MS)
        span = BACK_OFF_MAX_MS;
    span = span / 2 + (int64_t)randombytes_uniform((uint32_t)(span / 2) + 1);
    return span < BACK_OFF_MIN_MS ? BACK_OFF_MIN_MS : span;
}

static void log_why(struct db *db)
{
    char reference[LOG_REFERENCE_SIZE];

    log_err(db->hooks.log, "db", &db->why, reference);
}

/* No further attempt: whoever waits learns why. */
static void denied(struct db *db)
{
    struct call *call;

    link_close(db);
    set_state(db, DB_DENIED);
    db->step = LINK_REST;
    db->retry_at = INT64_MAX;
    while ((call = calls_take(&db->queue)))
        db_end(db, call, &db->why);
}

static void failed(struct db *db)
{
    if (db->why.code == ERR_DENIED) {
        log_why(db);
        denied(db);
        return;
    }
    if (db->failures == 0)
        log_why(db);
    db->failures++;
    link_close(db);
    set_state(db, DB_OFFLINE);
    db->step = LINK_REST;
    db->retry_at = db_now() + back_off(db->failures);
}

static void keep_fatal(void *owner, const PGresult *notice)
{
    struct db *db = owner;
    const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *sqlstate = PQresultErrorField(notice, PG_DIAG_SQLSTATE);

    if (!severity || !sqlstate)
        return;
    if (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0)
        snprintf(db->last_fatal, sizeof db->last_fatal, "%s", sqlstate);
    else if (strcmp(severity, "WARNING") == 0)
        log_write(db->hooks.log, LOG_LEVEL_WARNING, "db", "server warning %s", sqlstate);
}

/* One attempt with one address (NULL: the host needs none). */
static void try_address(struct db *db, const char *address)
{
    struct connect_params params;
    const char *password;

    link_close(db);
    password = db->password ? secret_open(db->password) : NULL;
    connect_fill(&params, &db->where, db->login, password, address);
    db->conn = PQconnectStartParams(params.keys, params.values, 0);
    if (db->password)
        secret_close(db->password);
    db->step = LINK_CONNECT;
    db->step_deadline = db_now() + ATTEMPT_MS;
    db->last_fatal[0] = '\0';
    if (db->conn) {
        PQsetErrorVerbosity(db->conn, PQERRORS_VERBOSE);
        PQsetNoticeReceiver(db->conn, keep_fatal, db);
        link_watch(db, true);
    }
}

/* The next of the addresses; without one left, the attempt has failed. */
static void next_address(struct db *db)
{
    if (db->address_next < db->address_count)
        try_address(db, db->addresses[db->address_next++]);
    else
        failed(db);
}

static bool is_numeric(const char *host)
{
    unsigned char bytes[16];

    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

void link_start(struct db *db)
{
    const char *host = db->where.host;

    link_close(db);
    db->address_count = db->address_next = 0;
    if (host[0] == '\0' || host[0] == '/' || host[0] == '@') {
        try_address(db, NULL);
    } else if (is_numeric(host)) {
        try_address(db, host);
    } else {
        db->look_up = helper_look_up(host, db->wake);
        db->step = LINK_LOOK_UP;
        db->step_deadline = db_now() + (db->look_up ? LOOK_UP_MS : 0);
    }
}

static void looked_up(struct db *db)
{
    if (db->look_up && atomic_load(&db->look_up->over)) {
        memcpy(db->addresses, db->look_up->addresses, sizeof db->addresses);
        db->address_count = db->look_up->count;
        helper_drop(&db->look_up);
        connect_error(NULL, &db->where, &db->why); /* if there is none */
        next_address(db);
    } else if (db_now() >= db->step_deadline) {
        connect_error(NULL, &db->where, &db->why);
        failed(db);
    }
}

static void came_up(struct db *db)
{
    connect_wipe_password(db->conn);
    PQsetnonblocking(db->conn, 1);
    link_watch(db, false);
    db->step = LINK_UP;
    db->answered = false;
    db->session = PQbackendPID(db->conn);
    err_clear(&db->why);
    set_state(db, DB_ONLINE);
    log_write(db->hooks.log, LOG_LEVEL_INFO, "db", "connected as %s", db->login);
}

/* Whether the socket is ready for what PQconnectPoll waits for; it must not be called before. */
static bool is_ready(const struct db *db)
{
    struct pollfd fd = {.fd = PQsocket(db->conn), .events = db->want_write ? POLLOUT : POLLIN};

    return fd.fd >= 0 && poll(&fd, 1, 0) > 0;
}

static void connecting(struct db *db)
{
    PostgresPollingStatusType status = PGRES_POLLING_READING;

    if (!db->conn || PQstatus(db->conn) == CONNECTION_BAD) {
        status = PGRES_POLLING_FAILED;
    } else {
        while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED && is_ready(db)) {
            status = PQconnectPoll(db->conn);
            if (status != PGRES_POLLING_FAILED)
                link_watch(db, status == PGRES_POLLING_WRITING);
        }
        if (status != PGRES_POLLING_OK && db_now() >= db->step_deadline)
            status = PGRES_POLLING_FAILED;
    }
    if (status == PGRES_POLLING_OK) {
        came_up(db);
    } else if (status == PGRES_POLLING_FAILED) {
        connect_error(db->conn, &db->where, &db->why);
        if (db->why.code == ERR_DENIED)
            failed(db);
        else
            next_address(db);
    }
}

void link_step(struct db *db)
{
    enum link_step before;

    do {
        before = db->step;
        switch (db->step) {
        case LINK_REST:
            if (!db->locked && db_now() >= db->retry_at)
                link_start(db);
            break;
        case LINK_LOOK_UP:
            looked_up(db);
            break;
        case LINK_CONNECT:
            connecting(db);
            break;
        case LINK_ASLEEP:
            if (!db->locked && db->queue.first)
                link_start(db);
            break;
        case LINK_UP:
            break;
        }
    } while (db->step != before);
}

#define TRIES_MAX 3

/* The call whose answer was lost with the connection. */
static void settle_running(struct db *db)
{
    struct call *call = db->running;
    struct err err;

    db->running = NULL;
    if (!call)
        return;
    if (call->end == CALL_GOES_ON && call->stmt->repeat != DB_ONCE && ++call->tries < TRIES_MAX &&
        call->done) {
        calls_add_first(&db->queue, call);
        return;
    }
    err_set(&err, ERR_OFFLINE, NULL,
            call->stmt->repeat == DB_READ ? _("The connection was lost before the answer came.")
                                          : _("The connection was lost; it is not known whether "
                                              "this was saved."),
            call->stmt->repeat == DB_READ ? NULL
                                          : _("Look whether it is there before you repeat it."));
    db_end(db, call, &err);
}

void link_lost(struct db *db)
{
    bool asleep = !db->running && strcmp(db->last_fatal, "57P05") == 0;
    bool proved = db->answered;

    if (strcmp(db->last_fatal, "57P01") == 0)
        db->ended_session = db->session;
    connect_error(db->conn, &db->where, &db->why);
    settle_running(db);
    link_close(db);
    if (asleep) { /* idle_session_timeout: nobody misses it until the next call */
        err_clear(&db->why);
        db->step = LINK_ASLEEP;
        return;
    }
    log_write(db->hooks.log, LOG_LEVEL_WARNING, "db", "connection lost %s", db->last_fatal);
    db->step = LINK_REST;
    if (proved) { /* at once, and only if that fails it is called offline */
        db->failures = 0;
        db->retry_at = db_now();
        set_state(db, DB_CONNECTING);
    } else { /* it breaks as soon as it is made: no hurry */
        db->failures++;
        db->retry_at = db_now() + back_off(db->failures);
        set_state(db, DB_OFFLINE);
    }
}

int64_t link_deadline(const struct db *db)
{
    if (db->locked && (db->step == LINK_REST || db->step == LINK_ASLEEP))
        return INT64_MAX;
    if (db->step == LINK_REST)
        return db->retry_at;
    if (db->step == LINK_LOOK_UP || db->step == LINK_CONNECT)
        return db->step_deadline;
    if (db->step == LINK_ASLEEP && db->queue.first)
        return 0;
    return INT64_MAX;
}
