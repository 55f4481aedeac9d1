#include "core/participant.h"

#include "core/column.h"

static const struct db_column columns[] = {
    COLUMN_INT(struct participant, participant_id), COLUMN_INT(struct participant, company_id),
    COLUMN_TEXT(struct participant, company_name),  COLUMN_TEXT(struct participant, short_name),
    COLUMN_TEXT(struct participant, kind_names),    COLUMN_DAY(struct participant, entered_on),
    COLUMN_DAY(struct participant, exited_on),      COLUMN_TEXTS(struct participant, initials),
    COLUMN_INT(struct participant, live_teams),     COLUMN_INT(struct participant, live_workers),
    COLUMN_BOOL(struct participant, mine),          COLUMN_END,
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
