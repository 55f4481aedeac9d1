#include "config.h"

#include "core/account_admin.h"

#include "core/column.h"

static const struct record_field filter_fields[] = {
    RECORD_TEXT_OF(struct account_filter, search),
    RECORD_TEXT_OF(struct account_filter, state),
};

const struct record_shape account_filter_shape = {
    filter_fields,
    sizeof filter_fields / sizeof *filter_fields,
    sizeof(struct account_filter),
};

static const struct db_column row_columns[] = {
    COLUMN_INT(struct account_row, account_id),   COLUMN_TEXT(struct account_row, name),
    COLUMN_TEXT(struct account_row, phone_masked), COLUMN_TEXT(struct account_row, state),
    COLUMN_TEXT(struct account_row, part),        COLUMN_TEXT(struct account_row, place),
    COLUMN_TEXT(struct account_row, checked_how), COLUMN_TEXT(struct account_row, checked_by),
    COLUMN_TIME(struct account_row, checked_at),  COLUMN_TIME(struct account_row, made_at),
    COLUMN_TIME(struct account_row, last_login_at), COLUMN_TEXT(struct account_row, locked),
    COLUMN_JSON(struct account_row, at),          COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "account_list",
    .text = "select * from api.account_list($1, $2, $3, $4, $5)",
    .params = {DB_JSON, DB_TEXT, DB_BOOL, DB_JSON, DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct account_row),
    .repeat = DB_READ,
};

void account_list(struct db *db, const struct account_filter *filter, const char *sort,
                  bool backwards, const char *after, int n, void *owner, db_done *done)
{
    char *filters = record_to_json(&account_filter_shape, filter);
    struct db_arg args[] = {db_json(filters), db_text(sort), db_bool(backwards), db_json(after),
                            db_int(n)};

    db_ask(db, &list_stmt, args, owner, done);
    record_json_free(&filters);
}

static const struct db_column facts_columns[] = {
    COLUMN_INT(struct account_facts, account_id),
    COLUMN_TEXT(struct account_facts, name),
    COLUMN_TEXT(struct account_facts, login),
    COLUMN_TEXT(struct account_facts, phone_masked),
    COLUMN_TEXT(struct account_facts, state),
    COLUMN_TEXT(struct account_facts, document_kind),
    COLUMN_TEXT(struct account_facts, document_tail),
    COLUMN_TEXT(struct account_facts, checked_how),
    COLUMN_TEXT(struct account_facts, checked_by),
    COLUMN_TIME(struct account_facts, checked_at),
    COLUMN_TIME(struct account_facts, made_at),
    COLUMN_TIME(struct account_facts, last_login_at),
    COLUMN_TEXT(struct account_facts, last_login_from),
    COLUMN_TEXT(struct account_facts, locked),
    COLUMN_TIME(struct account_facts, locked_until),
    COLUMN_TEXT(struct account_facts, locked_by),
    COLUMN_TIME(struct account_facts, closed_at),
    COLUMN_BOOL(struct account_facts, is_operator),
    COLUMN_TEXT(struct account_facts, regulator_office),
    COLUMN_TEXTS(struct account_facts, companies),
    COLUMN_TIME(struct account_facts, password_release),
    COLUMN_TIME(struct account_facts, phone_release),
    COLUMN_END,
};

static const struct stmt get_stmt = {
    .name = "account_get",
    .text = "select * from api.account_get($1)",
    .params = {DB_INT},
    .columns = facts_columns,
    .row_size = sizeof(struct account_facts),
    .repeat = DB_READ,
};

void account_get(struct db *db, int64_t account_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(account_id)};

    db_ask(db, &get_stmt, args, owner, done);
}

#define ACT(NAME, TEXT)                                                                            \
    {                                                                                              \
        .name = NAME, .text = TEXT, .params = {DB_INT}, .repeat = DB_AGAIN                         \
    }

static const struct stmt acts[] = {
    [ACCOUNT_LOCK] = ACT("account_lock", "select api.account_lock($1)"),
    [ACCOUNT_UNLOCK] = ACT("account_unlock", "select api.account_unlock($1)"),
    [ACCOUNT_CLOSE] = ACT("account_close", "select api.account_close($1)"),
    [ACCOUNT_WITHDRAW] = ACT("regulator_withdraw", "select api.regulator_withdraw($1)"),
    [ACCOUNT_RELEASE_PASSWORD] =
        ACT("account_release", "select from api.account_release($1, 'password')"),
    [ACCOUNT_RELEASE_PHONE] =
        ACT("account_release", "select from api.account_release($1, 'phone')"),
};

void account_do(struct db *db, enum account_act act, int64_t account_id, void *owner,
                db_done *done)
{
    struct db_arg args[] = {db_int(account_id)};

    db_ask(db, &acts[act], args, owner, done);
}

static const struct stmt check_stmt = {
    .name = "account_check",
    .text = "select from api.account_check($1, $2)",
    .params = {DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};

void account_check(struct db *db, int64_t account_id, const char *document_number, void *owner,
                   db_done *done)
{
    struct db_arg args[] = {db_int(account_id), db_text(document_number)};

    db_ask(db, &check_stmt, args, owner, done);
}
