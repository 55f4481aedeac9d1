#include "config.h"

#include "core/site.h"

#include "core/column.h"

static const struct db_column columns[] = {
    COLUMN_INT(struct site_row, id),
    COLUMN_TEXT(struct site_row, name),
    COLUMN_TEXT(struct site_row, note),
    COLUMN_BOOL(struct site_row, general_contractor),
    COLUMN_DAY(struct site_row, entered_on),
    COLUMN_DAY(struct site_row, exited_on),
    COLUMN_INT(struct site_row, employed),
    COLUMN_INT(struct site_row, invited),
    COLUMN_INT(struct site_row, gone),
    COLUMN_BOOL(struct site_row, sees),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "site_list",
    .text = "select * from api.site_list($1, $2)",
    .params = {DB_INT, DB_INT},
    .columns = columns,
    .row_size = sizeof(struct site_row),
    .repeat = DB_READ,
};

void site_list(struct db *db, int64_t project_id, int64_t participant_id, void *owner,
               db_done *done)
{
    struct db_arg args[] = {db_int(project_id),
                            participant_id ? db_int(participant_id) : db_null(DB_INT)};

    db_ask(db, &list_stmt, args, owner, done);
}
