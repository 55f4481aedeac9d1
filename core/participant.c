#include "config.h"

#include "core/participant.h"

#include "core/column.h"

static const struct db_column columns[] = {
    COLUMN_INT(struct participant, participant_id),
    COLUMN_INT(struct participant, company_id),
    COLUMN_TEXT(struct participant, company_name),
    COLUMN_TEXT(struct participant, short_name),
    COLUMN_TEXTS(struct participant, kinds),
    COLUMN_TEXT(struct participant, kind_names),
    COLUMN_BOOL(struct participant, general_contractor),
    COLUMN_DAY(struct participant, entered_on),
    COLUMN_DAY(struct participant, exited_on),
    COLUMN_TEXTS(struct participant, initials),
    COLUMN_INT(struct participant, live_teams),
    COLUMN_INT(struct participant, live_workers),
    COLUMN_INT(struct participant, members),
    COLUMN_BOOL(struct participant, mine),
    COLUMN_TIME(struct participant, changed_at),
    COLUMN_TEXT(struct participant, changed_by),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "participant_list",
    .text = "select * from api.participant_list($1)",
    .params = {DB_INT},
    .columns = columns,
    .row_size = sizeof(struct participant),
    .repeat = DB_READ,
};

void participant_list(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id)};

    db_ask(db, &list_stmt, args, owner, done);
}

static const struct stmt enter_stmt = {
    .name = "participant_enter",
    .text = "select api.participant_enter($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_TEXTS, DB_DAY},
    .repeat = DB_AGAIN,
};

void participant_enter(struct db *db, int64_t project_id, const char *request_id,
                       int64_t company_id, const char *const *kinds, struct day entered_on,
                       void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_int(company_id),
                            db_texts(kinds), db_day(&entered_on)};

    db_ask(db, &enter_stmt, args, owner, done);
}

static const struct stmt kinds_stmt = {
    .name = "participant_kinds",
    .text = "select api.participant_kinds($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_TEXTS, DB_TIME},
    .repeat = DB_AGAIN,
};

void participant_kinds(struct db *db, int64_t project_id, const char *request_id,
                       int64_t participant_id, const char *const *kinds, int64_t changed_at,
                       void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_int(participant_id),
                            db_texts(kinds), db_time(changed_at)};

    db_ask(db, &kinds_stmt, args, owner, done);
}

static const struct db_column exited_columns[] = {
    COLUMN_INT(struct participant_exited, members),
    COLUMN_END,
};

static const struct stmt exit_stmt = {
    .name = "participant_exit",
    .text = "select * from api.participant_exit($1, $2, $3, $4)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_DAY},
    .columns = exited_columns,
    .row_size = sizeof(struct participant_exited),
    .repeat = DB_AGAIN,
};

void participant_exit(struct db *db, int64_t project_id, const char *request_id,
                      int64_t participant_id, struct day exited_on, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_int(participant_id),
                            db_day(&exited_on)};

    db_ask(db, &exit_stmt, args, owner, done);
}
