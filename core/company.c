#include "config.h"

#include "core/company.h"

#include "core/column.h"

static const struct db_column mine_columns[] = {
    COLUMN_INT(struct company_mine, company_id),   COLUMN_TEXT(struct company_mine, name),
    COLUMN_TEXT(struct company_mine, short_name),  COLUMN_TEXT(struct company_mine, uscc),
    COLUMN_BOOL(struct company_mine, certified),   COLUMN_TEXTS(struct company_mine, roles),
    COLUMN_TEXTS(struct company_mine, duties),     COLUMN_END,
};

static const struct stmt mine_stmt = {
    .name = "company_mine",
    .text = "select * from api.company_mine()",
    .columns = mine_columns,
    .row_size = sizeof(struct company_mine),
    .repeat = DB_READ,
};

void company_mine(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &mine_stmt, NULL, owner, done);
}
