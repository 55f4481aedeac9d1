#include "config.h"

#include "core/worker.h"

#include "core/column.h"

/* ---- the list ---- */

static const struct record_field filter_fields[] = {
    RECORD_TEXT_OF(struct worker_filter, search),
    RECORD_ID_OF(struct worker_filter, participant_id),
    RECORD_ID_OF(struct worker_filter, team_id),
    RECORD_TEXT_OF(struct worker_filter, worker_kind),
    RECORD_TEXT_OF(struct worker_filter, trade),
    RECORD_TEXT_OF(struct worker_filter, state),
};

const struct record_shape worker_filter_shape = {
    filter_fields,
    sizeof filter_fields / sizeof *filter_fields,
    sizeof(struct worker_filter),
};

static const struct db_column row_columns[] = {
    COLUMN_TEXT(struct worker_row, kind),         COLUMN_INT(struct worker_row, worker_id),
    COLUMN_INT(struct worker_row, invitation_id), COLUMN_INT(struct worker_row, engagement_id),
    COLUMN_TEXT(struct worker_row, name),         COLUMN_TEXT(struct worker_row, sex),
    COLUMN_TEXT(struct worker_row, company_name), COLUMN_TEXT(struct worker_row, team_name),
    COLUMN_TEXT(struct worker_row, worker_kind),  COLUMN_TEXT(struct worker_row, worker_kind_name),
    COLUMN_TEXT(struct worker_row, trade),        COLUMN_TEXT(struct worker_row, trade_name),
    COLUMN_TEXT(struct worker_row, state),        COLUMN_TEXT(struct worker_row, state_name),
    COLUMN_TEXT(struct worker_row, phone_masked), COLUMN_TEXT(struct worker_row, document_kind),
    COLUMN_TEXT(struct worker_row, id_masked),    COLUMN_DAY(struct worker_row, started_on),
    COLUMN_DAY(struct worker_row, ended_on),      COLUMN_TIME(struct worker_row, enrolled_at),
    COLUMN_JSON(struct worker_row, at),           COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "worker_list",
    .text = "select * from api.worker_list($1, $2, $3, $4, $5, $6)",
    .params = {DB_INT, DB_JSON, DB_TEXT, DB_BOOL, DB_JSON, DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct worker_row),
    .repeat = DB_READ,
};

void worker_list(struct db *db, int64_t project_id, const struct worker_filter *filter,
                 const char *sort, bool backwards, const char *after, int n, void *owner,
                 db_done *done)
{
    char *filters = record_to_json(&worker_filter_shape, filter);
    struct db_arg args[] = {db_int(project_id), db_json(filters), db_text(sort),
                            db_bool(backwards), db_json(after),   db_int(n)};

    db_ask(db, &list_stmt, args, owner, done);
    record_json_free(&filters);
}

static const struct db_column count_columns[] = {
    COLUMN_INT(struct worker_count, count),
    COLUMN_END,
};

static const struct stmt count_stmt = {
    .name = "worker_count",
    .text = "select api.worker_count($1, $2) as count",
    .params = {DB_INT, DB_JSON},
    .columns = count_columns,
    .row_size = sizeof(struct worker_count),
    .repeat = DB_READ,
};

void worker_count(struct db *db, int64_t project_id, const struct worker_filter *filter,
                  void *owner, db_done *done)
{
    char *filters = record_to_json(&worker_filter_shape, filter);
    struct db_arg args[] = {db_int(project_id), db_json(filters)};

    db_ask(db, &count_stmt, args, owner, done);
    record_json_free(&filters);
}

/* ---- one worker ---- */

static const struct db_column worker_columns[] = {
    COLUMN_INT(struct worker, worker_id),
    COLUMN_TEXT(struct worker, name),
    COLUMN_BOOL(struct worker, name_maybe_cut),
    COLUMN_TEXT(struct worker, other_name),
    COLUMN_TEXT(struct worker, sex),
    COLUMN_DAY(struct worker, birth_on),
    COLUMN_TEXT(struct worker, nationality),
    COLUMN_TEXT(struct worker, document_kind),
    COLUMN_TEXT(struct worker, id_masked),
    COLUMN_DAY(struct worker, valid_from),
    COLUMN_DAY(struct worker, valid_until),
    COLUMN_TEXT(struct worker, issuer),
    COLUMN_TEXT(struct worker, address),
    COLUMN_TEXT(struct worker, phone_masked),
    COLUMN_TEXT(struct worker, worker_kind),
    COLUMN_TEXT(struct worker, worker_kind_name),
    COLUMN_TEXT(struct worker, trade),
    COLUMN_TEXT(struct worker, trade_name),
    COLUMN_INT(struct worker, participant_id),
    COLUMN_INT(struct worker, team_id),
    COLUMN_TEXT(struct worker, company_name),
    COLUMN_TEXT(struct worker, team_name),
    COLUMN_TEXT(struct worker, state),
    COLUMN_TEXT(struct worker, state_name),
    COLUMN_DAY(struct worker, started_on),
    COLUMN_DAY(struct worker, ended_on),
    COLUMN_TIME(struct worker, enrolled_at),
    COLUMN_TEXT(struct worker, enrolled_by),
    COLUMN_TIME(struct worker, consent_at),
    COLUMN_TEXT(struct worker, consent_means),
    COLUMN_TEXT(struct worker, consent_by),
    COLUMN_TEXT(struct worker, same_person_by),
    COLUMN_TIME(struct worker, same_person_at),
    COLUMN_TIME(struct worker, changed_at),
    COLUMN_TEXT(struct worker, changed_by),
    COLUMN_END,
};

static const struct stmt get_stmt = {
    .name = "worker_get",
    .text = "select * from api.worker_get($1, $2)",
    .params = {DB_INT, DB_INT},
    .columns = worker_columns,
    .row_size = sizeof(struct worker),
    .repeat = DB_READ,
};

void worker_get(struct db *db, int64_t project_id, int64_t worker_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_int(worker_id)};

    db_ask(db, &get_stmt, args, owner, done);
}

static const struct db_column engagement_columns[] = {
    COLUMN_INT(struct worker_engagement, engagement_id),
    COLUMN_TEXT(struct worker_engagement, company_name),
    COLUMN_TEXT(struct worker_engagement, team_name),
    COLUMN_TEXT(struct worker_engagement, trade_name),
    COLUMN_DAY(struct worker_engagement, started_on),
    COLUMN_DAY(struct worker_engagement, ended_on),
    COLUMN_END,
};

static const struct stmt history_stmt = {
    .name = "worker_history",
    .text = "select * from api.worker_history($1, $2)",
    .params = {DB_INT, DB_INT},
    .columns = engagement_columns,
    .row_size = sizeof(struct worker_engagement),
    .repeat = DB_READ,
};

void worker_history(struct db *db, int64_t project_id, int64_t worker_id, void *owner,
                    db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_int(worker_id)};

    db_ask(db, &history_stmt, args, owner, done);
}

static const struct stmt phone_save_stmt = {
    .name = "worker_phone_save",
    .text = "select api.worker_phone_save($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_TEXT, DB_TIME},
    .repeat = DB_AGAIN,
};

void worker_phone_save(struct db *db, int64_t project_id, const char *request_id, int64_t worker_id,
                       const char *phone, int64_t changed_at, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_int(worker_id),
                            db_text(phone), db_time(changed_at)};

    db_ask(db, &phone_save_stmt, args, owner, done);
}
