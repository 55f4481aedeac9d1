#include "config.h"

#include "core/office.h"

#include "core/base/i18n.h"
#include "core/base/idno.h"
#include "core/base/phone.h"
#include "core/base/text.h"
#include "core/column.h"

static const struct db_column row_columns[] = {
    COLUMN_INT(struct office_row, office_id),
    COLUMN_TEXT(struct office_row, name),
    COLUMN_TEXT(struct office_row, region),
    COLUMN_TEXT(struct office_row, region_name),
    COLUMN_TEXT(struct office_row, bureau),
    COLUMN_TEXT(struct office_row, industry),
    COLUMN_INT(struct office_row, regulators),
    COLUMN_INT(struct office_row, projects),
    COLUMN_TIME(struct office_row, closed_at),
    COLUMN_END,
};

static const struct stmt page_stmt = {
    .name = "office_page",
    .text = "select * from api.office_page()",
    .columns = row_columns,
    .row_size = sizeof(struct office_row),
    .repeat = DB_READ,
};

void office_page(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &page_stmt, NULL, owner, done);
}

static const struct record_field office_fields[] = {
    RECORD_ID_OF(struct office_form, office_id),  RECORD_TEXT_OF(struct office_form, name),
    RECORD_TEXT_OF(struct office_form, region),   RECORD_TEXT_OF(struct office_form, bureau),
    RECORD_TEXT_OF(struct office_form, industry),
};

static const struct record_shape office_shape = {
    office_fields, sizeof office_fields / sizeof *office_fields, sizeof(struct office_form)};

static const struct stmt save_stmt = {
    .name = "office_save",
    .text = "select from api.office_save($1)",
    .params = {DB_JSON},
    .repeat = DB_ONCE,
};

void office_save(struct db *db, const struct office_form *form, void *owner, db_done *done)
{
    char *json = record_to_json(&office_shape, form);
    struct db_arg args[] = {db_json(json)};

    db_ask(db, &save_stmt, args, owner, done);
    record_json_free(&json);
}

static const struct stmt close_stmt = {
    .name = "office_close",
    .text = "select api.office_close($1)",
    .params = {DB_INT},
    .repeat = DB_ONCE,
};

void office_close(struct db *db, int64_t office_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(office_id)};

    db_ask(db, &close_stmt, args, owner, done);
}

static const struct record_field regulator_fields[] = {
    RECORD_TEXT_OF(struct regulator_form, phone),
    RECORD_TEXT_OF(struct regulator_form, name),
    RECORD_TEXT_OF(struct regulator_form, document_kind),
    RECORD_TEXT_OF(struct regulator_form, document_number),
    RECORD_ID_OF(struct regulator_form, office_id),
};

static const struct record_shape regulator_shape = {
    regulator_fields, sizeof regulator_fields / sizeof *regulator_fields,
    sizeof(struct regulator_form)};

bool regulator_parse(struct regulator_form *form, struct day today, struct err *err)
{
    char name[sizeof form->name];
    struct phone phone;
    struct idno number;

    if (!phone_parse(form->phone, &phone))
        return phone_err(&phone, "phone", err);
    text_copy(form->phone, sizeof form->phone, phone.number);
    if (!text_name_store(name, sizeof name, form->name) || !*name)
        return err_set(err, ERR_INPUT, "name", _("Type the name as it is on the card."), NULL);
    text_copy(form->name, sizeof form->name, name);
    if (!idno_parse(form->document_number, today, &number))
        return idno_err(&number, "document_number", err);
    text_copy(form->document_number, sizeof form->document_number, number.number);
    return true;
}

static const struct stmt regulator_stmt = {
    .name = "regulator_save",
    .text = "select from api.regulator_save($1)",
    .params = {DB_JSON},
    .repeat = DB_ONCE,
};

void regulator_save(struct db *db, const struct regulator_form *form, void *owner, db_done *done)
{
    char *json = record_to_json(&regulator_shape, form);
    struct db_arg args[] = {db_json(json)};

    db_ask(db, &regulator_stmt, args, owner, done);
    record_json_free(&json);
}
