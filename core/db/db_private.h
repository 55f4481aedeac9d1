/* Between the files of the connection only. */
#ifndef ANXIN_DB_DB_PRIVATE_H
#define ANXIN_DB_DB_PRIVATE_H

#include "core/db/connect.h"
#include "core/db/db.h"

#include <libpq-fe.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- memory that lives and dies together (db_row.c) ---- */

struct arena *arena_new(void);
void *arena_take(struct arena *arena, size_t n); /* zeroed and aligned; NULL when there is none */
void arena_free(struct arena **arena);

/* ---- calls ---- */

enum call_end { CALL_GOES_ON, CALL_CANCELLED, CALL_TOO_LONG };

struct call {
    struct call *next;
    const struct stmt *stmt;
    char *values[DB_PARAMS_MAX]; /* as text, DB_BYTES as they are; NULL is null */
    int sizes[DB_PARAMS_MAX];
    int count;
    void *owner;
    db_done *done; /* NULL once the owner has been forgotten */
    int64_t asked_at, deadline;
    int tries;
    enum call_end end; /* why a cancel was sent */
    struct err err;    /* for those that end without an answer */
};

struct calls {
    struct call *first, *last;
};

void calls_add(struct calls *calls, struct call *call);
void calls_add_first(struct calls *calls, struct call *call);
struct call *calls_take(struct calls *calls);

/* NULL and nothing when memory is out. A statement and arguments that do not fit give a call whose
 * err says so. */
struct call *call_new(const struct stmt *stmt, const struct db_arg *args, void *owner,
                      db_done *done);
void call_free(struct call **call);

/* Reads an answer into rows. NULL and err (ERR_BUG) when columns and statement differ. */
struct db_rows *rows_read(const struct stmt *stmt, const PGresult *result, struct err *err);

/* ---- errors (db_error.c) ---- */

/* What the server said, in the user's words; the rest goes to the log under a reference. */
void db_error_fill(const PGresult *result, const struct stmt *stmt, struct log *log,
                   struct err *err);

/* ---- threads for what libpq 15 cannot do without waiting (db_helper.c) ---- */

#define ADDRESSES_MAX 8
#define ADDRESS_SIZE 64

struct helper {
    atomic_int users; /* the thread and the db */
    atomic_bool over;
    int wake; /* an eventfd of its own */
    /* the look-up of a name: */
    char host[256];
    char addresses[ADDRESSES_MAX][ADDRESS_SIZE];
    int count;
    /* the cancel: */
    PGcancel *cancel;
};

/* Both return NULL when no thread can be had. `wake` is written to when it is over. */
struct helper *helper_look_up(const char *host, int wake);
struct helper *helper_cancel(PGconn *conn, int wake);
void helper_drop(struct helper **helper);

/* ---- the connection ---- */

enum link_step {
    LINK_REST,    /* until retry_at; for good when DENIED */
    LINK_LOOK_UP, /* a helper looks the host's addresses up */
    LINK_CONNECT, /* PQconnectPoll */
    LINK_UP,
    LINK_ASLEEP, /* the server closed an idle session; the next call wakes it */
};

struct db {
    struct db_where where;
    char login[64];
    struct secret *password;
    bool locked; /* without its password: nothing is tried */
    struct db_hooks hooks;
    enum db_state state;
    enum db_state told; /* the state the hook was last called with */
    struct err why;

    enum link_step step;
    PGconn *conn;
    int watch;   /* epoll: what db_fd gives */
    int wake;    /* eventfd: helpers */
    int watched; /* the socket in watch, -1 for none */
    bool want_write;
    char addresses[ADDRESSES_MAX][ADDRESS_SIZE];
    int address_count, address_next;
    struct helper *look_up, *cancel;
    int64_t step_deadline, retry_at;
    int failures;       /* attempts in a row */
    bool answered;      /* at least once since it is up */
    char last_fatal[6]; /* SQLSTATE of what the server said unasked */
    int session;        /* the server's number for it */
    int ended_session;  /* one that was ended by order, until db_take_ended */

    struct calls queue, ended;
    struct call *running;
    PGresult *result;        /* the running call's first */
    const struct call *slow; /* the call the slow hook was told about */
};

int64_t db_now(void); /* ms, monotonic */

/* db_link.c */
void link_start(struct db *db); /* begins an attempt now */
void link_step(struct db *db);  /* whatever can be done without waiting */
void link_lost(struct db *db);  /* the connection broke: what ran is asked again or ends */
void link_watch(struct db *db, bool write); /* keeps the poll set in step with the socket */
void link_close(struct db *db);
int64_t link_deadline(const struct db *db); /* when link_step must be called; INT64_MAX: never */

/* db.c: the call ends without an answer, with what err says. */
void db_end(struct db *db, struct call *call, const struct err *err);

#endif
