#include "config.h"

#include "core/service/desk.h"

#include "core/column.h"

#define ANSWER_MS 60000 /* an answer in hand is worth waiting for a database that comes back */

static const struct db_column take_columns[] = {
    COLUMN_INT(struct desk_job, job_id),    COLUMN_TEXT(struct desk_job, kind),
    COLUMN_TEXT(struct desk_job, service),  COLUMN_TEXT(struct desk_job, key),
    COLUMN_INT(struct desk_job, attempt),   COLUMN_TEXT(struct desk_job, mode),
    COLUMN_JSON(struct desk_job, payload),  COLUMN_TEXT(struct desk_job, url),
    COLUMN_INT(struct desk_job, timeout_s), COLUMN_JSON(struct desk_job, settings),
    COLUMN_INT(struct desk_job, lease_s),   COLUMN_END,
};

/* Never again by itself: each call takes another job. */
static const struct stmt take_stmt = {
    .name = "job_take",
    .text = "select * from api.job_take()",
    .columns = take_columns,
    .row_size = sizeof(struct desk_job),
    .repeat = DB_ONCE,
};

bool desk_take(struct db *db, struct db_rows **rows, struct err *err)
{
    return db_ask_now(db, &take_stmt, NULL, rows, err);
}

static const struct stmt answer_stmt = {
    .name = "job_answer",
    .text = "select api.job_answer($1, $2::int, $3, $4, $5)",
    .params = {DB_INT, DB_INT, DB_TEXT, DB_JSON, DB_TEXT},
    .repeat = DB_AGAIN,
    .deadline_ms = ANSWER_MS,
};

bool desk_answer(struct db *db, int64_t job_id, int64_t attempt, const char *outcome,
                 const char *answer, const char *why, struct err *err)
{
    struct db_arg args[] = {db_int(job_id), db_int(attempt), db_text(outcome), db_json(answer),
                            db_text(why && *why ? why : NULL)};

    return db_ask_now(db, &answer_stmt, args, NULL, err);
}

static const struct stmt sweep_stmt = {
    .name = "job_sweep", .text = "select api.job_sweep()", .repeat = DB_AGAIN};

static const struct stmt attachment_sweep_stmt = {
    .name = "attachment_sweep", .text = "select api.attachment_sweep()", .repeat = DB_AGAIN};

bool desk_sweep(struct db *db, struct err *err)
{
    return db_ask_now(db, &sweep_stmt, NULL, NULL, err) &&
           db_ask_now(db, &attachment_sweep_stmt, NULL, NULL, err);
}

static const struct db_column upkeep_columns[] = {
    COLUMN_INT(struct desk_upkeep, made),
    COLUMN_INT(struct desk_upkeep, detached),
    COLUMN_INT(struct desk_upkeep, checked),
    COLUMN_INT(struct desk_upkeep, faults),
    COLUMN_END,
};

static const struct stmt upkeep_stmt = {
    .name = "attendance_upkeep",
    .text = "select * from api.attendance_upkeep($1::int)",
    .params = {DB_INT},
    .columns = upkeep_columns,
    .row_size = sizeof(struct desk_upkeep),
    .repeat = DB_AGAIN,
};

bool desk_attendance(struct db *db, int64_t days, struct db_rows **rows, struct err *err)
{
    struct db_arg args[] = {db_int(days)};

    return db_ask_now(db, &upkeep_stmt, args, rows, err);
}

static const struct db_column lockout_columns[] = {
    COLUMN_INT(struct desk_lockout, locked),
    COLUMN_INT(struct desk_lockout, unlocked),
    COLUMN_TEXT(struct desk_lockout, error),
    COLUMN_END,
};

static const struct stmt lockout_stmt = {
    .name = "lockout_run",
    .text = "select * from api.lockout_run()",
    .columns = lockout_columns,
    .row_size = sizeof(struct desk_lockout),
    .repeat = DB_AGAIN,
};

bool desk_lockout(struct db *db, struct db_rows **rows, struct err *err)
{
    return db_ask_now(db, &lockout_stmt, NULL, rows, err);
}
