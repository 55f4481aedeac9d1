#include "config.h"

#include "core/company.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/column.h"

#include <string.h>

static const struct db_column mine_columns[] = {
    COLUMN_INT(struct company_mine, company_id),  COLUMN_TEXT(struct company_mine, name),
    COLUMN_TEXT(struct company_mine, short_name), COLUMN_TEXT(struct company_mine, uscc),
    COLUMN_BOOL(struct company_mine, certified),  COLUMN_TEXTS(struct company_mine, roles),
    COLUMN_TEXTS(struct company_mine, duties),    COLUMN_END,
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

static const struct db_column found_columns[] = {
    COLUMN_INT(struct company_found, company_id),   COLUMN_TEXT(struct company_found, name),
    COLUMN_TEXT(struct company_found, short_name),  COLUMN_TEXT(struct company_found, uscc),
    COLUMN_TEXT(struct company_found, region_name), COLUMN_BOOL(struct company_found, certified),
    COLUMN_BOOL(struct company_found, mine),        COLUMN_BOOL(struct company_found, on_site),
    COLUMN_TEXTS(struct company_found, initials),   COLUMN_END,
};

static const struct stmt find_stmt = {
    .name = "company_find",
    .text = "select * from api.company_find($1, $2)",
    .params = {DB_TEXT, DB_INT},
    .columns = found_columns,
    .row_size = sizeof(struct company_found),
    .repeat = DB_READ,
};

static const struct stmt offer_stmt = {
    .name = "participant_offer",
    .text = "select * from api.participant_offer($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_INT},
    .columns = found_columns,
    .row_size = sizeof(struct company_found),
    .repeat = DB_READ,
};

void company_find(struct db *db, int64_t project_id, const char *typed, int n, void *owner,
                  db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(typed), db_int(n)};

    if (project_id)
        db_ask(db, &offer_stmt, args, owner, done);
    else
        db_ask(db, &find_stmt, args + 1, owner, done);
}

/* ---- the record ---- */

static const struct db_column company_columns[] = {
    COLUMN_INT(struct company, company_id),
    COLUMN_TIME(struct company, changed_at),
    COLUMN_TEXT(struct company, changed_by),
    COLUMN_TEXT(struct company, name),
    COLUMN_TEXT(struct company, short_name),
    COLUMN_TEXT(struct company, uscc),
    COLUMN_TEXT(struct company, legal_representative),
    COLUMN_TEXT(struct company, registry_number),
    COLUMN_DAY(struct company, founded_on),
    COLUMN_INT(struct company, registered_capital_fen),
    COLUMN_TEXT(struct company, address),
    COLUMN_TEXT(struct company, region),
    COLUMN_TEXT(struct company, region_name),
    COLUMN_TEXT(struct company, phone),
    COLUMN_TIME(struct company, certified_at),
    COLUMN_TEXT(struct company, source),
    COLUMN_INT(struct company, members),
    COLUMN_INT(struct company, applications),
    COLUMN_END,
};

static const struct stmt get_stmt = {
    .name = "company_get",
    .text = "select * from api.company_get($1)",
    .params = {DB_INT},
    .columns = company_columns,
    .row_size = sizeof(struct company),
    .repeat = DB_READ,
};

void company_get(struct db *db, int64_t company_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id)};

    db_ask(db, &get_stmt, args, owner, done);
}

#define CHANGEABLE                                                                                 \
    RECORD_TEXT_OF(struct company_form, short_name), RECORD_TEXT_OF(struct company_form, region),  \
        RECORD_TEXT_OF(struct company_form, registry_number),                                      \
        RECORD_TEXT_OF(struct company_form, founded_on),                                           \
        RECORD_ID_OF(struct company_form, registered_capital_fen),                                 \
        RECORD_TEXT_OF(struct company_form, address), RECORD_TEXT_OF(struct company_form, phone)

static const struct record_field form_fields[] = {
    RECORD_ID_OF(struct company_form, company_id),
    RECORD_TEXT_OF(struct company_form, changed_at),
    CHANGEABLE,
};

static const struct record_field add_fields[] = {
    RECORD_TEXT_OF(struct company_form, name),
    RECORD_TEXT_OF(struct company_form, uscc),
    RECORD_TEXT_OF(struct company_form, legal_representative),
    CHANGEABLE,
};

#define SHAPE(fields)                                                                              \
    {                                                                                              \
        fields, sizeof fields / sizeof *fields, sizeof(struct company_form)                        \
    }

const struct record_shape company_form_shape = SHAPE(form_fields);
const struct record_shape company_add_shape = SHAPE(add_fields);

static void take(char *to, size_t size, const char *from)
{
    text_copy(to, size, from ? from : "");
}

void company_form_from(struct company_form *form, const struct company *company)
{
    memset(form, 0, sizeof *form);
    form->company_id = company->company_id;
    record_moment(company->changed_at, form->changed_at, sizeof form->changed_at);
    take(form->name, sizeof form->name, company->name);
    take(form->uscc, sizeof form->uscc, company->uscc);
    take(form->legal_representative, sizeof form->legal_representative,
         company->legal_representative);
    take(form->short_name, sizeof form->short_name, company->short_name);
    take(form->region, sizeof form->region, company->region);
    take(form->registry_number, sizeof form->registry_number, company->registry_number);
    if (day_is_set(company->founded_on))
        day_format(company->founded_on, form->founded_on);
    form->registered_capital_fen = company->registered_capital_fen;
    if (company->registered_capital_fen)
        money_format(company->registered_capital_fen, form->capital);
    take(form->address, sizeof form->address, company->address);
    take(form->phone, sizeof form->phone, company->phone);
}

static bool trim(char *typed, size_t size)
{
    char trimmed[640];

    return text_trim(trimmed, sizeof trimmed, typed) && text_copy(typed, size, trimmed);
}

bool company_parse(struct company_form *form, struct day today, struct err *err)
{
    struct day day;

    trim(form->short_name, sizeof form->short_name);
    trim(form->address, sizeof form->address);
    trim(form->phone, sizeof form->phone);
    if (*form->founded_on) {
        if (!day_parse(form->founded_on, &day))
            return day_err(today, "founded_on", err);
        day_format(day, form->founded_on);
    }
    form->registered_capital_fen = 0;
    if (*form->capital && (!money_parse(form->capital, &form->registered_capital_fen) ||
                           form->registered_capital_fen < 0))
        return money_err("registered_capital_fen", err);
    if (!*form->region)
        return err_set(err, ERR_INPUT, "region", _("Choose the region of registration."), NULL);
    return true;
}

bool company_add_parse(struct company_form *form, struct day today, struct err *err)
{
    char name[sizeof form->legal_representative];
    struct uscc uscc;

    trim(form->name, sizeof form->name);
    if (!*form->name)
        return err_set(err, ERR_INPUT, "name", _("Type the company's full name."), NULL);
    if (!uscc_parse(form->uscc, &uscc))
        return uscc_err(&uscc, "uscc", err);
    text_copy(form->uscc, sizeof form->uscc, uscc.code);
    if (text_name_store(name, sizeof name, form->legal_representative))
        text_copy(form->legal_representative, sizeof form->legal_representative, name);
    if (!*form->legal_representative)
        return err_set(err, ERR_INPUT, "legal_representative",
                       _("Type the legal representative's name."), NULL);
    return company_parse(form, today, err);
}

static const struct db_column saved_columns[] = {
    COLUMN_TIME(struct company_saved, changed_at),
    COLUMN_END,
};

static const struct stmt save_stmt = {
    .name = "company_save",
    .text = "select * from api.company_save($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_JSON},
    .columns = saved_columns,
    .row_size = sizeof(struct company_saved),
    .repeat = DB_AGAIN,
};

void company_save(struct db *db, const char *request_id, const struct company_form *form,
                  void *owner, db_done *done)
{
    char *json = record_to_json(&company_form_shape, form);
    struct db_arg args[] = {db_int(form->company_id), db_text(request_id), db_json(json)};

    db_ask(db, &save_stmt, args, owner, done);
    record_json_free(&json);
}

/* ---- not listed ---- */

static const struct db_column number_columns[] = {
    COLUMN_INT(struct company_number, number),
    COLUMN_END,
};

static const struct stmt add_stmt = {
    .name = "company_add",
    .text = "select api.company_add($1, $2) as number",
    .params = {DB_TEXT, DB_JSON},
    .columns = number_columns,
    .row_size = sizeof(struct company_number),
    .repeat = DB_AGAIN,
};

void company_add(struct db *db, const char *request_id, const struct company_form *form,
                 void *owner, db_done *done)
{
    char *json = record_to_json(&company_add_shape, form);
    struct db_arg args[] = {db_text(request_id), db_json(json)};

    db_ask(db, &add_stmt, args, owner, done);
    record_json_free(&json);
}

static const struct stmt look_up_stmt = {
    .name = "company_look_up",
    .text = "select api.company_look_up($1, $2) as number",
    .params = {DB_TEXT, DB_TEXT},
    .columns = number_columns,
    .row_size = sizeof(struct company_number),
    .repeat = DB_AGAIN,
};

void company_look_up(struct db *db, const char *request_id, const char *name, void *owner,
                     db_done *done)
{
    struct db_arg args[] = {db_text(request_id), db_text(name)};

    db_ask(db, &look_up_stmt, args, owner, done);
}

static const struct db_column flag_columns[] = {
    COLUMN_BOOL(struct company_flag, flag),
    COLUMN_END,
};

static const struct stmt service_stmt = {
    .name = "service_on",
    .text = "select api.service_on($1) as flag",
    .params = {DB_TEXT},
    .columns = flag_columns,
    .row_size = sizeof(struct company_flag),
    .repeat = DB_READ,
};

void company_service_on(struct db *db, const char *service, void *owner, db_done *done)
{
    struct db_arg args[] = {db_text(service)};

    db_ask(db, &service_stmt, args, owner, done);
}
