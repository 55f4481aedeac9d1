#include "tui/screens/account_card.h"

#include "core/base/i18n.h"
#include "core/base/phone.h"
#include "core/base/text.h"
#include "tui/app.h"

#include <string.h>

const char *card_document_kind(enum id_card_kind kind)
{
    switch (kind) {
    case ID_CARD_RESIDENT:
        return "resident_id";
    case ID_CARD_PERMIT:
        return "hmt_permit";
    case ID_CARD_FOREIGNER_2017:
    case ID_CARD_FOREIGNER_2023:
        return "foreigner_id";
    case ID_CARD_NONE:
        break;
    }
    return "";
}

const char *card_sex(enum id_card_sex sex)
{
    switch (sex) {
    case ID_CARD_SEX_MALE:
        return "male";
    case ID_CARD_SEX_FEMALE:
        return "female";
    case ID_CARD_SEX_UNKNOWN:
    case ID_CARD_SEX_NOT_STATED:
        break;
    }
    return "unknown";
}

#define TAKE(member, text) text_copy(out->member, sizeof out->member, text)

static void take(struct account_card *out, const struct id_card *card)
{
    memset(out, 0, sizeof *out);
    TAKE(document_kind, card_document_kind(card->kind));
    TAKE(document_number, card->number);
    text_name_store(out->name, sizeof out->name, card->name);
    text_name_store(out->other_name, sizeof out->other_name, card->other_name);
    TAKE(sex, card_sex(card->sex));
    TAKE(birth_on, card->birth);
    TAKE(nationality, card->nationality);
    TAKE(address, card->address);
    TAKE(issuer, card->issuer);
    TAKE(valid_from, card->valid_from);
    TAKE(valid_until, card->long_term ? "" : card->valid_until);
    TAKE(travel_document, card->travel_document);
    TAKE(card_version, card->card_version);
}

bool account_card_read(const struct event *event, struct account_card *out)
{
    const struct device_event *device = event->data;

    if (event->kind != EV_APP || event->code != APP_DEVICE || device->kind != DEVICE_EVENT_CARD)
        return false;
    take(out, &device->card);
    return true;
}

void account_code_said(struct screen *screen, struct form *form, const struct db_rows *rows,
                       const struct err *err)
{
    const struct account_word *answer = err->code || !rows->count ? NULL : rows->data;

    if (err->code) {
        form_error(form, err);
        ui_fail(screen->ui, err);
        return;
    }
    form_focus(form, "code");
    ui_say(screen->ui, MESSAGE_GOOD,
           answer && strcmp(answer->word, "sms") != 0
               ? _("No SMS is sent here: call the operator, who reads the code to you. It is valid "
                   "for 5 minutes and 5 tries.")
               : _("An SMS was sent to this number. A code is valid for 5 minutes and 5 tries."));
}

bool account_phone_typed(struct screen *screen, struct form *form, char *out, size_t size)
{
    struct phone phone;
    struct err err;

    err_clear(&err);
    if (!phone_parse(form_value(form, "phone"), &phone)) {
        phone_err(&phone, "phone", &err);
        form_error(form, &err);
        ui_fail(screen->ui, &err);
        return false;
    }
    return text_copy(out, size, phone.number);
}

/* ---- the page of somebody who is not in ---- */

void account_code_wrong(struct err *err)
{
    err_set(err, ERR_INPUT, "code", _("The code is wrong or no longer valid."),
            _("F4 sends a new one; look into the SMS."));
}

void account_door_complain(struct account_door *door, const struct err *err)
{
    form_error(door->form, err);
    ui_fail(door->screen->ui, err);
}

bool account_door_open(struct account_door *door)
{
    struct err err;

    err_clear(&err);
    door->db = app_door(app_of(door->screen), &err);
    if (!door->db)
        ui_fail(door->screen->ui, &err);
    return door->db != NULL;
}

static void sent(void *owner, struct db_rows **rows, const struct err *err)
{
    struct account_door *door = owner;

    ui_busy_done(door->screen->ui, &door->busy);
    account_code_said(door->screen, door->form, *rows, err);
}

void account_door_send(struct account_door *door, enum account_code code)
{
    char phone[24];

    if (door->busy || !account_phone_typed(door->screen, door->form, phone, sizeof phone) ||
        !account_door_open(door))
        return;
    door->busy = ui_busy(door->screen->ui, _("Sending a code"), NULL, NULL);
    account_code_send(door->db, code, phone, door, sent);
}

void account_door_close(struct account_door *door)
{
    if (door->db) {
        db_forget(door->db, door);
        db_forget(door->db, door->screen);
    }
    if (door->screen)
        ui_busy_done(door->screen->ui, &door->busy);
}
