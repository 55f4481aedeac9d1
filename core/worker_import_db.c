/* What the database is asked for when workers are invited by a table. */
#include "config.h"

#include "core/column.h"
#include "core/worker_import.h"

enum { DEADLINE_MS = 60000 }; /* of one batch */

static const struct db_column line_columns[] = {
    COLUMN_INT(struct worker_import_line, import_id), COLUMN_INT(struct worker_import_line, line),
    COLUMN_INT(struct worker_import_line, worker_id), COLUMN_TEXT(struct worker_import_line, field),
    COLUMN_TEXT(struct worker_import_line, message),  COLUMN_END,
};

static const struct stmt check_stmt = {
    .name = "worker_import_check",
    .text = "select 0::bigint as import_id, line, 0::bigint as worker_id, field, message"
            " from api.worker_import_check($1, $2, $3)",
    .params = {DB_INT, DB_INT, DB_JSON},
    .columns = line_columns,
    .row_size = sizeof(struct worker_import_line),
    .repeat = DB_READ,
    .deadline_ms = DEADLINE_MS,
    .quiet = true,
};

void worker_import_check(struct db *db, int64_t project_id, int64_t participant_id,
                         const char *lines, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_int(participant_id), db_json(lines)};

    db_ask(db, &check_stmt, args, owner, done);
}

static const struct stmt send_stmt = {
    .name = "worker_import",
    .text = "select import_id, line, coalesce(worker_id, 0) as worker_id, field, message"
            " from api.worker_import($1, $2, $3, nullif($4, 0), $5, $6)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_INT, DB_TEXT, DB_JSON},
    .columns = line_columns,
    .row_size = sizeof(struct worker_import_line),
    .repeat = DB_AGAIN,
    .deadline_ms = DEADLINE_MS,
    .quiet = true,
};

void worker_import_send(struct db *db, int64_t project_id, const char *request_id,
                        int64_t participant_id, int64_t import_id, const char *file_name,
                        const char *lines, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_int(participant_id),
                            db_int(import_id),  db_text(file_name),  db_json(lines)};

    db_ask(db, &send_stmt, args, owner, done);
}

static const struct db_column row_columns[] = {
    COLUMN_INT(struct import_row, invitation_id), COLUMN_TEXT(struct import_row, name),
    COLUMN_TEXT(struct import_row, phone_masked), COLUMN_TEXT(struct import_row, id_masked),
    COLUMN_TIME(struct import_row, invited_at),   COLUMN_TEXT(struct import_row, company_name),
    COLUMN_TEXT(struct import_row, team_name),    COLUMN_TEXT(struct import_row, state),
    COLUMN_TEXT(struct import_row, file_name),    COLUMN_TEXT(struct import_row, invited_by),
    COLUMN_JSON(struct import_row, at),           COLUMN_END,
};

static const struct record_field filter_fields[] = {
    RECORD_TEXT_OF(struct import_filter, search),
};

const struct record_shape import_filter_shape = {filter_fields, 1, sizeof(struct import_filter)};

static const struct stmt list_stmt = {
    .name = "import_list",
    .text = "select * from api.import_list($1, $2, $3, $4, $5, $6)",
    .params = {DB_INT, DB_JSON, DB_TEXT, DB_BOOL, DB_JSON, DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct import_row),
    .repeat = DB_READ,
};

void import_list(struct db *db, int64_t project_id, const struct import_filter *filter,
                 const char *sort, bool backwards, const char *after, int n, void *owner,
                 db_done *done)
{
    char *filters = record_to_json(&import_filter_shape, filter);
    struct db_arg args[] = {db_int(project_id), db_json(filters), db_text(sort),
                            db_bool(backwards), db_json(after),   db_int(n)};

    db_ask(db, &list_stmt, args, owner, done);
    record_json_free(&filters);
}
