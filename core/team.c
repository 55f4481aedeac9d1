#include "config.h"

#include "core/team.h"

#include "core/base/i18n.h"
#include "core/base/idno.h"
#include "core/base/phone.h"
#include "core/base/text.h"
#include "core/column.h"

#include <string.h>

static const struct record_field filter_fields[] = {
    RECORD_TEXT_OF(struct team_filter, search),
    RECORD_ID_OF(struct team_filter, participant_id),
    RECORD_TEXT_OF(struct team_filter, exited),
};

const struct record_shape team_filter_shape = {
    filter_fields,
    sizeof filter_fields / sizeof *filter_fields,
    sizeof(struct team_filter),
};

static const struct db_column row_columns[] = {
    COLUMN_INT(struct team_row, team_id),
    COLUMN_INT(struct team_row, participant_id),
    COLUMN_TEXT(struct team_row, company_name),
    COLUMN_TEXT(struct team_row, name),
    COLUMN_TEXT(struct team_row, leader_name),
    COLUMN_TEXT(struct team_row, leader_phone_masked),
    COLUMN_TEXT(struct team_row, responsible_name),
    COLUMN_DAY(struct team_row, entered_on),
    COLUMN_DAY(struct team_row, exited_on),
    COLUMN_INT(struct team_row, live_workers),
    COLUMN_TEXTS(struct team_row, initials),
    COLUMN_TIME(struct team_row, changed_at),
    COLUMN_TEXT(struct team_row, project_name),
    COLUMN_TEXT(struct team_row, leader_document_masked),
    COLUMN_TIME(struct team_row, made_at),
    COLUMN_JSON(struct team_row, at),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "team_list",
    .text = "select * from api.team_list($1, $2, $3, $4, $5, $6)",
    .params = {DB_INT, DB_JSON, DB_TEXT, DB_BOOL, DB_JSON, DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct team_row),
    .repeat = DB_READ,
};

void team_list(struct db *db, int64_t project_id, const struct team_filter *filter,
               const char *sort, bool backwards, const char *after, int n, void *owner,
               db_done *done)
{
    char *filters = record_to_json(&team_filter_shape, filter);
    struct db_arg args[] = {db_int(project_id), db_json(filters), db_text(sort),
                            db_bool(backwards), db_json(after),   db_int(n)};

    db_ask(db, &list_stmt, args, owner, done);
    record_json_free(&filters);
}

static const struct db_column team_columns[] = {
    COLUMN_INT(struct team, team_id),
    COLUMN_INT(struct team, participant_id),
    COLUMN_TEXT(struct team, company_name),
    COLUMN_TEXT(struct team, name),
    COLUMN_DAY(struct team, entered_on),
    COLUMN_DAY(struct team, exited_on),
    COLUMN_TEXT(struct team, leader_name),
    COLUMN_TEXT(struct team, leader_phone),
    COLUMN_TEXT(struct team, leader_document_kind),
    COLUMN_TEXT(struct team, leader_document_tail),
    COLUMN_TEXT(struct team, responsible_name),
    COLUMN_TEXT(struct team, responsible_phone),
    COLUMN_TEXT(struct team, responsible_document_kind),
    COLUMN_TEXT(struct team, responsible_document_tail),
    COLUMN_INT(struct team, live_workers),
    COLUMN_TIME(struct team, changed_at),
    COLUMN_TEXT(struct team, changed_by),
    COLUMN_END,
};

static const struct stmt get_stmt = {
    .name = "team_get",
    .text = "select * from api.team_get($1, $2)",
    .params = {DB_INT, DB_INT},
    .columns = team_columns,
    .row_size = sizeof(struct team),
    .repeat = DB_READ,
};

void team_get(struct db *db, int64_t project_id, int64_t team_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_int(team_id)};

    db_ask(db, &get_stmt, args, owner, done);
}

/* ---- the form ---- */

static const struct record_field form_fields[] = {
    RECORD_ID_OF(struct team_form, team_id),
    RECORD_TEXT_OF(struct team_form, changed_at),
    RECORD_ID_OF(struct team_form, participant_id),
    RECORD_TEXT_OF(struct team_form, name),
    RECORD_TEXT_OF(struct team_form, entered_on),
    RECORD_TEXT_OF(struct team_form, leader_name),
    RECORD_TEXT_OF(struct team_form, leader_phone),
    RECORD_TEXT_OF(struct team_form, leader_document_kind),
    RECORD_TEXT_OF(struct team_form, leader_document_number),
    RECORD_TEXT_OF(struct team_form, responsible_name),
    RECORD_TEXT_OF(struct team_form, responsible_phone),
    RECORD_TEXT_OF(struct team_form, responsible_document_kind),
    RECORD_TEXT_OF(struct team_form, responsible_document_number),
};

const struct record_shape team_form_shape = {
    form_fields,
    sizeof form_fields / sizeof *form_fields,
    sizeof(struct team_form),
};

static void take(char *to, size_t size, const char *from)
{
    text_copy(to, size, from ? from : "");
}

void team_form_from(struct team_form *form, const struct team *team)
{
    memset(form, 0, sizeof *form);
    form->team_id = team->team_id;
    form->participant_id = team->participant_id;
    record_moment(team->changed_at, form->changed_at, sizeof form->changed_at);
    take(form->name, sizeof form->name, team->name);
    day_format(team->entered_on, form->entered_on);
    take(form->leader_name, sizeof form->leader_name, team->leader_name);
    take(form->leader_phone, sizeof form->leader_phone, team->leader_phone);
    take(form->leader_document_kind, sizeof form->leader_document_kind, team->leader_document_kind);
    take(form->responsible_name, sizeof form->responsible_name, team->responsible_name);
    take(form->responsible_phone, sizeof form->responsible_phone, team->responsible_phone);
    take(form->responsible_document_kind, sizeof form->responsible_document_kind,
         team->responsible_document_kind);
}

static bool parse_phone(char *typed, size_t size, bool needed, const char *field, struct err *err)
{
    struct phone phone;

    if (!*typed && !needed)
        return true;
    if (!phone_parse(typed, &phone))
        return phone_err(&phone, field, err);
    return text_copy(typed, size, phone.number);
}

static bool parse_number(char *typed, size_t size, struct day today, const char *field,
                         struct err *err)
{
    struct idno number;

    if (!*typed)
        return true;
    if (!idno_parse(typed, today, &number))
        return idno_err(&number, field, err);
    return text_copy(typed, size, number.number);
}

static bool parse_name(char *typed, size_t size)
{
    char stored[128];

    return text_name_store(stored, sizeof stored, typed) && text_copy(typed, size, stored);
}

static bool parse_entry(struct team_form *form, struct day today, struct err *err)
{
    struct day day;

    if (!day_parse(form->entered_on, &day))
        return day_err(today, "entered_on", err);
    day_format(day, form->entered_on);
    return true;
}

bool team_parse(struct team_form *form, struct day today, struct err *err)
{
    char name[sizeof form->name];

    if (form->participant_id == 0)
        return err_set(err, ERR_INPUT, "participant_id", _("Choose the company."), NULL);
    text_trim(name, sizeof name, form->name);
    text_copy(form->name, sizeof form->name, name);
    if (!*form->name)
        return err_set(err, ERR_INPUT, "name", _("Type the team's name."), NULL);
    if (!parse_entry(form, today, err))
        return false;
    parse_name(form->leader_name, sizeof form->leader_name);
    if (!*form->leader_name)
        return err_set(err, ERR_INPUT, "leader_name", _("Type the team leader's name."), NULL);
    parse_name(form->responsible_name, sizeof form->responsible_name);
    return parse_phone(form->leader_phone, sizeof form->leader_phone, true, "leader_phone", err) &&
           parse_number(form->leader_document_number, sizeof form->leader_document_number, today,
                        "leader_document_number", err) &&
           parse_phone(form->responsible_phone, sizeof form->responsible_phone, false,
                       "responsible_phone", err) &&
           parse_number(form->responsible_document_number, sizeof form->responsible_document_number,
                        today, "responsible_document_number", err);
}

static const struct db_column saved_columns[] = {
    COLUMN_INT(struct team_saved, team_id),
    COLUMN_TIME(struct team_saved, changed_at),
    COLUMN_END,
};

static const struct stmt save_stmt = {
    .name = "team_save",
    .text = "select * from api.team_save($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_JSON},
    .columns = saved_columns,
    .row_size = sizeof(struct team_saved),
    .repeat = DB_AGAIN,
};

void team_save(struct db *db, int64_t project_id, const char *request_id,
               const struct team_form *form, void *owner, db_done *done)
{
    char *json = record_to_json(&team_form_shape, form);
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_json(json)};

    db_ask(db, &save_stmt, args, owner, done);
    record_json_free(&json);
}
