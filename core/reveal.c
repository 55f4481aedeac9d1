#include "core/reveal.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/column.h"

#include <string.h>

enum { REASON_MIN = 4 };

bool reveal_reason_ok(const char *reason, struct err *err)
{
    char trimmed[256];

    text_trim(trimmed, sizeof trimmed, reason);
    if (text_length(trimmed) >= REASON_MIN)
        return true;
    return err_set(err, ERR_INPUT, "reason", _("Say in a few words why: it is kept in the log."),
                   NULL);
}

static const struct db_column columns[] = {
    COLUMN_TEXT(struct revealed, value),
    COLUMN_END,
};

/* Asked once: each answer is one look, and the log counts looks. */
static const struct stmt reveal_stmt = {
    .name = "reveal",
    .text = "select api.reveal($1, $2, $3, $4) as value",
    .params = {DB_INT, DB_INT, DB_TEXT, DB_TEXT},
    .columns = columns,
    .row_size = sizeof(struct revealed),
    .repeat = DB_ONCE,
};

/* The first call's answer says nothing; if it failed, the second fails with the same words. */
static void noted(void *owner, struct db_rows **rows, const struct err *err)
{
    (void)owner;
    (void)rows;
    (void)err;
}

/* Two calls, each a transaction of its own: the first writes down who looks at what and why, the
 * second answers. So the trace stands before the number leaves the database. */
void reveal(struct db *db, int64_t project_id, int64_t worker_id, const char *what,
            const char *reason, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_int(worker_id), db_text(what), db_text(reason)};

    db_ask(db, &reveal_stmt, args, owner, noted);
    db_ask(db, &reveal_stmt, args, owner, done);
}

static const struct db_column row_columns[] = {
    COLUMN_TIME(struct reveal_row, at),
    COLUMN_TEXT(struct reveal_row, by_name),
    COLUMN_TEXT(struct reveal_row, what),
    COLUMN_TEXT(struct reveal_row, reason),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "worker_reveals",
    .text = "select * from api.worker_reveals($1, $2)",
    .params = {DB_INT, DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct reveal_row),
    .repeat = DB_READ,
};

void reveal_list(struct db *db, int64_t project_id, int64_t worker_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_int(worker_id)};

    db_ask(db, &list_stmt, args, owner, done);
}

const char *reveal_what_name(const char *what)
{
    if (strcmp(what, "id_number") == 0)
        return _("ID number");
    if (strcmp(what, "phone") == 0)
        return _("phone");
    return what;
}
