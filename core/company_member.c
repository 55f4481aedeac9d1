#include "config.h"

#include "core/company_member.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/column.h"

#include <stdio.h>
#include <string.h>

const char *const company_roles[] = {"administrator", "hr",      "staff", "manager",
                                     "seal_keeper",   "finance", NULL};

static const struct {
    const char *role, *name, *note;
} role_texts[] = {
    {"administrator", N_("Administrator"), N_("everything but the seal and the finance acts")},
    {"hr", N_("HR"), N_("accepts, removes and checks members")},
    {"staff", N_("Staff"), N_("may join projects")},
    {"manager", N_("Manager"), N_("reads the company's reports")},
    {"seal_keeper", N_("Seal keeper"), N_("stamps e-contracts")},
    {"finance", N_("Finance"), N_("reviews wage sheets, releases payouts")},
};

const char *company_role_name(const char *role)
{
    for (size_t i = 0; i < sizeof role_texts / sizeof *role_texts; i++) {
        if (strcmp(role_texts[i].role, role) == 0)
            return gettext(role_texts[i].name);
    }
    return role;
}

static bool role_among(const char *roles, const char *role)
{
    size_t n = strlen(role);

    for (const char *at = roles; (at = strstr(at, role)); at += n)
        if ((at == roles || at[-1] == ',') && (at[n] == ',' || !at[n]))
            return true;
    return false;
}

void company_roles_text(const char *roles, char *to, size_t size)
{
    size_t used = 0;

    text_copy(to, size, "");
    for (int i = 0; company_roles[i] && used < size; i++) {
        if (roles && role_among(roles, company_roles[i]))
            used += (size_t)snprintf(to + used, size - used, "%s%s", used ? _(", ") : "",
                                     company_role_name(company_roles[i]));
    }
}

const char *company_role_note(const char *role)
{
    for (size_t i = 0; i < sizeof role_texts / sizeof *role_texts; i++) {
        if (strcmp(role_texts[i].role, role) == 0)
            return gettext(role_texts[i].note);
    }
    return "";
}

static const struct db_column place_columns[] = {
    COLUMN_TEXT(struct company_place, kind),
    COLUMN_INT(struct company_place, company_id),
    COLUMN_TEXT(struct company_place, name),
    COLUMN_TEXT(struct company_place, uscc),
    COLUMN_BOOL(struct company_place, certified),
    COLUMN_TEXTS(struct company_place, roles),
    COLUMN_INT(struct company_place, application_id),
    COLUMN_INT(struct company_place, certification_id),
    COLUMN_TEXT(struct company_place, state),
    COLUMN_TEXT(struct company_place, note),
    COLUMN_TIME(struct company_place, since),
    COLUMN_END,
};

static const struct stmt desk_stmt = {
    .name = "company_desk",
    .text = "select * from api.company_desk()",
    .columns = place_columns,
    .row_size = sizeof(struct company_place),
    .repeat = DB_READ,
};

void company_desk(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &desk_stmt, NULL, owner, done);
}

static const struct stmt answers_seen_stmt = {
    .name = "company_answers_seen",
    .text = "select api.company_answers_seen()",
    .repeat = DB_AGAIN,
};

void company_answers_seen(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &answers_seen_stmt, NULL, owner, done);
}

static const struct stmt apply_stmt = {
    .name = "company_apply",
    .text = "select api.company_apply($1, $2)",
    .params = {DB_INT, DB_TEXT},
    .repeat = DB_AGAIN,
};

void company_apply(struct db *db, int64_t company_id, const char *message, void *owner,
                   db_done *done)
{
    struct db_arg args[] = {db_int(company_id), db_text(message)};

    db_ask(db, &apply_stmt, args, owner, done);
}

static const struct stmt withdraw_stmt = {
    .name = "company_apply_withdraw",
    .text = "select api.company_apply_withdraw($1)",
    .params = {DB_INT},
    .repeat = DB_AGAIN,
};

void company_apply_withdraw(struct db *db, int64_t application_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(application_id)};

    db_ask(db, &withdraw_stmt, args, owner, done);
}

static const struct stmt leave_stmt = {
    .name = "company_leave",
    .text = "select api.company_leave($1)",
    .params = {DB_INT},
    .repeat = DB_ONCE,
};

void company_leave(struct db *db, int64_t company_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id)};

    db_ask(db, &leave_stmt, args, owner, done);
}

/* ---- the directory ---- */

static const struct record_field filter_fields[] = {
    RECORD_TEXT_OF(struct company_member_filter, search),
    RECORD_TEXT_OF(struct company_member_filter, state),
    RECORD_TEXT_OF(struct company_member_filter, role),
};

const struct record_shape company_member_filter_shape = {
    filter_fields,
    sizeof filter_fields / sizeof *filter_fields,
    sizeof(struct company_member_filter),
};

static const struct db_column row_columns[] = {
    COLUMN_INT(struct company_member_row, id),
    COLUMN_TEXT(struct company_member_row, kind),
    COLUMN_INT(struct company_member_row, account_id),
    COLUMN_INT(struct company_member_row, application_id),
    COLUMN_TEXT(struct company_member_row, name),
    COLUMN_TEXT(struct company_member_row, phone_masked),
    COLUMN_TEXT(struct company_member_row, roles),
    COLUMN_TIME(struct company_member_row, since),
    COLUMN_TIME(struct company_member_row, until_at),
    COLUMN_TEXT(struct company_member_row, note),
    COLUMN_BOOL(struct company_member_row, me),
    COLUMN_JSON(struct company_member_row, at),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "company_member_list",
    .text = "select id, kind, account_id, application_id, name, phone_masked,"
            " array_to_string(roles, ',') as roles, since, until_at, note, me, at"
            " from api.company_member_list($1, $2, $3, $4, $5, $6)",
    .params = {DB_INT, DB_JSON, DB_TEXT, DB_BOOL, DB_JSON, DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct company_member_row),
    .repeat = DB_READ,
};

void company_member_list(struct db *db, int64_t company_id,
                         const struct company_member_filter *filter, const char *sort,
                         bool backwards, const char *after, int n, void *owner, db_done *done)
{
    char *filters = record_to_json(&company_member_filter_shape, filter);
    struct db_arg args[] = {db_int(company_id), db_json(filters), db_text(sort),
                            db_bool(backwards), db_json(after),   db_int(n)};

    db_ask(db, &list_stmt, args, owner, done);
    record_json_free(&filters);
}

static const struct db_column decided_columns[] = {
    COLUMN_TEXT(struct company_decided, outcome),
    COLUMN_TEXT(struct company_decided, by_name),
    COLUMN_TIME(struct company_decided, at),
    COLUMN_END,
};

void company_decided_text(const struct company_decided *decided, const char *name, char *to,
                          size_t size)
{
    const char *by = decided->by_name ? decided->by_name : "";

    if (strcmp(decided->outcome, "accepted") == 0)
        snprintf(to, size, _("%s is accepted."), name);
    else if (strcmp(decided->outcome, "refused") == 0)
        snprintf(to, size, _("%s is refused."), name);
    else if (strcmp(decided->outcome, "was_accepted") == 0)
        snprintf(to, size, _("%s was accepted already, by %s."), name, by);
    else if (strcmp(decided->outcome, "was_refused") == 0)
        snprintf(to, size, _("%s was refused already, by %s."), name, by);
    else
        snprintf(to, size, _("%s had taken the application back."), name);
}

static const struct stmt decide_stmt = {
    .name = "company_decide",
    .text = "select * from api.company_decide($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_INT, DB_BOOL, DB_TEXTS, DB_TEXT},
    .columns = decided_columns,
    .row_size = sizeof(struct company_decided),
    .repeat = DB_AGAIN,
};

void company_decide(struct db *db, int64_t company_id, int64_t application_id,
                    const char *const *roles, const char *reason, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id), db_int(application_id), db_bool(roles != NULL),
                            roles ? db_texts(roles) : db_null(DB_TEXTS), db_text(reason)};

    db_ask(db, &decide_stmt, args, owner, done);
}

static const struct stmt roles_stmt = {
    .name = "company_roles_set",
    .text = "select api.company_roles_set($1, $2, $3, $4)",
    .params = {DB_INT, DB_INT, DB_TEXTS, DB_TEXTS},
    .repeat = DB_AGAIN,
};

void company_roles_set(struct db *db, int64_t company_id, int64_t account_id,
                       const char *const *roles, const char *const *seen, void *owner,
                       db_done *done)
{
    struct db_arg args[] = {db_int(company_id), db_int(account_id), db_texts(roles),
                            db_texts(seen)};

    db_ask(db, &roles_stmt, args, owner, done);
}

static const struct stmt remove_stmt = {
    .name = "company_member_remove",
    .text = "select api.company_member_remove($1, $2, $3)",
    .params = {DB_INT, DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};

void company_member_remove(struct db *db, int64_t company_id, int64_t account_id,
                           const char *reason, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id), db_int(account_id), db_text(reason)};

    db_ask(db, &remove_stmt, args, owner, done);
}

static const struct stmt check_stmt = {
    .name = "member_check",
    .text = "select api.member_check($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_TEXT},
    .repeat = DB_ONCE,
};

void company_member_check(struct db *db, int64_t company_id, const char *phone,
                          const char *document_number, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id), db_text(phone), db_text(document_number)};

    db_ask(db, &check_stmt, args, owner, done);
}

static const struct db_column grant_columns[] = {
    COLUMN_INT(struct company_self_grant, grant_id),
    COLUMN_INT(struct company_self_grant, account_id),
    COLUMN_TEXT(struct company_self_grant, name),
    COLUMN_TEXT(struct company_self_grant, role),
    COLUMN_TEXT(struct company_self_grant, role_name),
    COLUMN_TIME(struct company_self_grant, at),
    COLUMN_END,
};

static const struct stmt grants_stmt = {
    .name = "company_self_grants",
    .text = "select * from api.company_self_grants($1)",
    .params = {DB_INT},
    .columns = grant_columns,
    .row_size = sizeof(struct company_self_grant),
    .repeat = DB_READ,
};

void company_self_grants(struct db *db, int64_t company_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id)};

    db_ask(db, &grants_stmt, args, owner, done);
}

static const struct stmt grants_seen_stmt = {
    .name = "company_self_grants_seen",
    .text = "select api.company_self_grants_seen($1, $2)",
    .params = {DB_INT, DB_INT},
    .repeat = DB_AGAIN,
};

void company_self_grants_seen(struct db *db, int64_t company_id, int64_t up_to, void *owner,
                              db_done *done)
{
    struct db_arg args[] = {db_int(company_id), db_int(up_to)};

    db_ask(db, &grants_seen_stmt, args, owner, done);
}
