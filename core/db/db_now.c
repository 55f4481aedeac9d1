/* For commands and tests: what the loop does, done here until the answer is there. */
#include "config.h"

#include "core/db/db.h"

#include "core/base/i18n.h"
#include "core/db/db_private.h"

#include <poll.h>

static void turn(struct db *db, int most_ms)
{
    struct pollfd fd = {.fd = db_fd(db), .events = db_events(db)};
    int wait = db_deadline(db);

    if (most_ms >= 0 && (wait < 0 || wait > most_ms))
        wait = most_ms;
    poll(&fd, 1, wait);
    db_io(db);
}

struct now {
    struct db_rows *rows;
    struct err err;
    bool over;
};

static void now_done(void *owner, struct db_rows **rows, const struct err *err)
{
    struct now *now = owner;

    now->rows = *rows;
    *rows = NULL;
    now->err = *err;
    now->over = true;
}

bool db_ask_now(struct db *db, const struct stmt *stmt, const struct db_arg *args,
                struct db_rows **rows, struct err *err)
{
    struct now now = {NULL, {ERR_NONE}, false};

    db_ask(db, stmt, args, &now, now_done);
    while (!now.over)
        turn(db, -1);
    if (rows)
        *rows = now.rows;
    else
        db_rows_free(&now.rows);
    if (err)
        *err = now.err;
    return now.err.code == ERR_NONE;
}

bool db_wait_online(struct db *db, int ms, struct err *err)
{
    int64_t until = db_now() + ms;

    while (db->state != DB_ONLINE && db->state != DB_DENIED && db_now() < until)
        turn(db, (int)(until - db_now()));
    if (db->state == DB_ONLINE)
        return true;
    if (err)
        *err = db->why;
    if (err && err->code == ERR_NONE)
        err_set(err, ERR_OFFLINE, NULL, _("The database cannot be reached."), NULL);
    return false;
}
