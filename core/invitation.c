#include "core/invitation.h"

#include "core/base/i18n.h"
#include "core/base/idno.h"
#include "core/base/phone.h"
#include "core/base/text.h"
#include "core/column.h"

static const struct record_field fields[] = {
    RECORD_TEXT_OF(struct invitation_form, name),
    RECORD_TEXT_OF(struct invitation_form, document_kind),
    RECORD_TEXT_OF(struct invitation_form, document_number),
    RECORD_TEXT_OF(struct invitation_form, phone),
    RECORD_ID_OF(struct invitation_form, participant_id),
    RECORD_ID_OF(struct invitation_form, team_id),
    RECORD_TEXT_OF(struct invitation_form, worker_kind),
    RECORD_TEXT_OF(struct invitation_form, trade),
};

const struct record_shape invitation_form_shape = {
    fields,
    sizeof fields / sizeof *fields,
    sizeof(struct invitation_form),
};

static bool parse_number(struct invitation_form *form, struct day today, struct err *err)
{
    struct idno number;

    if (!idno_parse(form->document_number, today, &number))
        return idno_err(&number, "document_number", err);
    return text_copy(form->document_number, sizeof form->document_number, number.number);
}

static bool parse_phone(struct invitation_form *form, struct err *err)
{
    struct phone phone;

    if (!phone_parse(form->phone, &phone))
        return phone_err(&phone, "phone", err);
    return text_copy(form->phone, sizeof form->phone, phone.number);
}

bool invitation_parse(struct invitation_form *form, struct day today, struct err *err)
{
    char name[sizeof form->name];

    if (!text_name_store(name, sizeof name, form->name) || !*name)
        return err_set(err, ERR_INPUT, "name", _("Type the worker's name."), NULL);
    text_copy(form->name, sizeof form->name, name);
    if (!parse_number(form, today, err) || !parse_phone(form, err))
        return false;
    if (form->participant_id == 0)
        return err_set(err, ERR_INPUT, "participant_id", _("Choose the company."), NULL);
    if (form->team_id == 0)
        return err_set(err, ERR_INPUT, "team_id", _("Choose the team."), NULL);
    if (!*form->worker_kind)
        return err_set(err, ERR_INPUT, "worker_kind", _("Choose what kind of worker this is."),
                       NULL);
    if (!*form->trade)
        return err_set(err, ERR_INPUT, "trade", _("Choose the trade."), NULL);
    return true;
}

static const struct db_column columns[] = {
    COLUMN_INT(struct invitation_saved, invitation_id),
    COLUMN_END,
};

static const struct stmt save_stmt = {
    .name = "invitation_save",
    .text = "select invitation_id from api.invitation_save($1, $2, $3) as t(invitation_id)",
    .params = {DB_INT, DB_TEXT, DB_JSON},
    .columns = columns,
    .row_size = sizeof(struct invitation_saved),
    .repeat = DB_AGAIN,
};

void invitation_save(struct db *db, int64_t project_id, const char *request_id,
                     const struct invitation_form *form, void *owner, db_done *done)
{
    char *json = record_to_json(&invitation_form_shape, form);
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_json(json)};

    db_ask(db, &save_stmt, args, owner, done);
    record_json_free(&json);
}
