#include "config.h"

#include "core/service/sms_code.h"

#include "core/base/i18n.h"
#include "core/column.h"

#include <string.h>

static const struct db_column row_columns[] = {
    COLUMN_INT(struct sms_code_row, code_id),     COLUMN_TEXT(struct sms_code_row, phone_masked),
    COLUMN_TEXT(struct sms_code_row, purpose),    COLUMN_TIME(struct sms_code_row, made_at),
    COLUMN_TIME(struct sms_code_row, expires_at), COLUMN_TEXT(struct sms_code_row, told_by_name),
    COLUMN_TIME(struct sms_code_row, told_at),    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "sms_code_list",
    .text = "select * from api.sms_code_list()",
    .columns = row_columns,
    .row_size = sizeof(struct sms_code_row),
    .repeat = DB_READ,
};

void sms_code_list(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &list_stmt, NULL, owner, done);
}

static const struct db_column code_columns[] = {
    COLUMN_TEXT(struct sms_code, phone),
    COLUMN_TEXT(struct sms_code, code),
    COLUMN_END,
};

static const struct stmt tell_stmt = {
    .name = "sms_code_tell",
    .text = "select * from api.sms_code_tell($1)",
    .params = {DB_INT},
    .columns = code_columns,
    .row_size = sizeof(struct sms_code),
    .repeat = DB_ONCE,
};

/* The first call's answer says nothing; if it failed, the second fails with the same words. */
static void noted(void *owner, struct db_rows **rows, const struct err *err)
{
    (void)owner;
    (void)rows;
    (void)err;
}

void sms_code_tell(struct db *db, int64_t code_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(code_id)};

    db_ask(db, &tell_stmt, args, owner, noted);
    db_ask(db, &tell_stmt, args, owner, done);
}

const char *sms_code_purpose(const char *purpose)
{
    static const struct {
        const char *purpose, *name;
    } names[] = {
        {"register", N_("registration")},      {"password", N_("lost password")},
        {"phone", N_("change of phone")},      {"contact", N_("project's contact")},
        {"agreement", N_("wage-day promise")},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].purpose, purpose) == 0)
            return gettext(names[i].name);
    return purpose;
}
