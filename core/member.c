#include "config.h"

#include "core/member.h"

#include "core/base/i18n.h"
#include "core/column.h"

#include <string.h>

static const struct record_field filter_fields[] = {
    RECORD_TEXT_OF(struct member_filter, search),
    RECORD_TEXT_OF(struct member_filter, role),
    RECORD_TEXT_OF(struct member_filter, past),
};

const struct record_shape member_filter_shape = {
    filter_fields,
    sizeof filter_fields / sizeof *filter_fields,
    sizeof(struct member_filter),
};

static const struct db_column row_columns[] = {
    COLUMN_INT(struct member_row, member_id),
    COLUMN_INT(struct member_row, account_id),
    COLUMN_TEXT(struct member_row, name),
    COLUMN_TEXT(struct member_row, phone_masked),
    COLUMN_TEXT(struct member_row, role),
    COLUMN_TEXT(struct member_row, role_name),
    COLUMN_TEXT(struct member_row, remark),
    COLUMN_INT(struct member_row, participant_id),
    COLUMN_TEXT(struct member_row, company_name),
    COLUMN_BOOL(struct member_row, general_contractor),
    COLUMN_TIME(struct member_row, from_at),
    COLUMN_TIME(struct member_row, until_at),
    COLUMN_TEXT(struct member_row, end_kind),
    COLUMN_BOOL(struct member_row, me),
    COLUMN_JSON(struct member_row, at),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "member_list",
    .text = "select * from api.member_list($1, $2, $3, $4, $5, $6)",
    .params = {DB_INT, DB_JSON, DB_TEXT, DB_BOOL, DB_JSON, DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct member_row),
    .repeat = DB_READ,
};

void member_list(struct db *db, int64_t project_id, const struct member_filter *filter,
                 const char *sort, bool backwards, const char *after, int n, void *owner,
                 db_done *done)
{
    char *filters = record_to_json(&member_filter_shape, filter);
    struct db_arg args[] = {db_int(project_id), db_json(filters), db_text(sort),
                            db_bool(backwards), db_json(after),   db_int(n)};

    db_ask(db, &list_stmt, args, owner, done);
    record_json_free(&filters);
}

static const struct {
    const char *kind, *name;
} ends[] = {
    {"role", N_("another role")},
    {"left", N_("has left")},
    {"removed", N_("removed")},
    {"company_left", N_("has left the company")},
    {"company_exited", N_("the company has left")},
};

const char *member_end_name(const char *end_kind)
{
    for (size_t i = 0; end_kind && i < sizeof ends / sizeof *ends; i++) {
        if (strcmp(ends[i].kind, end_kind) == 0)
            return gettext(ends[i].name);
    }
    return end_kind ? end_kind : "";
}

static const struct stmt change_stmt = {
    .name = "member_change",
    .text = "select api.member_change($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_TEXT, DB_TEXT},
    .repeat = DB_AGAIN,
};

void member_change(struct db *db, int64_t project_id, const char *request_id, int64_t member_id,
                   const char *role, const char *remark, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_int(member_id),
                            db_text(role), db_text(remark)};

    db_ask(db, &change_stmt, args, owner, done);
}

static const struct stmt remove_stmt = {
    .name = "member_remove",
    .text = "select api.member_remove($1, $2, $3, $4)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_TEXT},
    .repeat = DB_AGAIN,
};

void member_remove(struct db *db, int64_t project_id, const char *request_id, int64_t member_id,
                   const char *reason, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_int(member_id),
                            db_text(reason)};

    db_ask(db, &remove_stmt, args, owner, done);
}

static const struct stmt leave_stmt = {
    .name = "member_leave",
    .text = "select api.member_leave($1, $2)",
    .params = {DB_INT, DB_TEXT},
    .repeat = DB_AGAIN,
};

void member_leave(struct db *db, int64_t project_id, const char *request_id, void *owner,
                  db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id)};

    db_ask(db, &leave_stmt, args, owner, done);
}
