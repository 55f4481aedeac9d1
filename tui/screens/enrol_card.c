/* The card: what it says, at once; what the database knows of it, a moment later. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/screens/account_card.h"
#include "tui/screens/enrol_private.h"

#include <stdio.h>
#include <string.h>

#define TAKE(member, text) text_copy(out->member, sizeof out->member, text)

void enrol_from_card(struct enrolment *out, const struct id_card *card)
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

void enrol_card_line(struct enrol *enrol, enum role role, const char *text)
{
    struct enrol_line *line = &enrol->lines[enrol->line_count];

    if (enrol->line_count >= ENROL_LINES)
        return;
    line->role = role;
    text_copy(line->text, sizeof line->text, text);
    enrol->line_count++;
}

/* What the card alone tells, before the database has answered. Said here only where the answer
 * would not say it again. */
void enrol_card_judge(struct enrol *enrol, const struct id_card *card)
{
    enrol->line_count = 0;
    enrol->blocked = false;
    enrol->name_full = (card->flags & ID_CARD_NAME_FULL) != 0;
    if (card->flags & (ID_CARD_PRIVATE_USE | ID_CARD_ODD_CHARACTER))
        enrol_card_line(enrol, ROLE_WARN,
                        _("A character of the card cannot be shown: compare with the print."));
    if (card->flags & ID_CARD_ODD_DATE)
        enrol_card_line(enrol, ROLE_WARN, _("A date on the card is no date: compare it."));
}

static void say_words(struct enrol *enrol, const struct card_look *look, const char *const *words,
                      enum role role)
{
    char text[200];

    for (; words && *words; words++) {
        card_look_say(look, *words, text, sizeof text);
        enrol_card_line(enrol, role, text);
    }
}

static void looked(void *owner, struct db_rows **rows, const struct err *err)
{
    struct enrol *enrol = owner;
    const struct card_look *look;

    screen_dirty(enrol->screen, DIRTY_LAYOUT);
    if (err->code != ERR_NONE || (*rows)->count == 0) {
        enrol->look = LOOK_FAILED;
        if (err->code == ERR_OFFLINE)
            enrol_card_line(enrol, ROLE_WARN,
                            _("Offline: whether this person is known is looked up on saving."));
        else
            ui_fail(enrol->screen->ui, err);
        return;
    }
    look = (*rows)->data;
    enrol->look = LOOK_DONE;
    enrol->known = look->known;
    enrol->blocked = look->blocks && *look->blocks;
    say_words(enrol, look, look->blocks, ROLE_ERROR);
    say_words(enrol, look, look->warnings, ROLE_WARN);
    if (enrol->blocked)
        enrol_form_close(enrol); /* nothing to fill in: the reason stands in its place */
    else
        enrol_form_known(enrol, look);
    if (enrol->blocked)
        ui_say(enrol->screen->ui, MESSAGE_ERROR,
               _("This person cannot be enrolled here; the reason stands beside the card."));
    else if (look->invitation_id != 0)
        ui_say(enrol->screen->ui, MESSAGE_GOOD,
               _("Invited and here now. Look from the card to the person, then press Enter."));
    else if (look->known)
        ui_say(enrol->screen->ui, MESSAGE_GOOD,
               _("Known on this project. Look from the card to the person, then press Enter."));
    else
        ui_say(enrol->screen->ui, MESSAGE_GOOD,
               _("New here. Look from the card to the person, then press Enter."));
}

void enrol_card_ask(struct enrol *enrol)
{
    struct db *db = app_db(enrol->app);

    enrol->look = LOOK_ASKED;
    enrol->known = false;
    card_look(db, app_project_id(enrol->app), &enrol->record.e, enrol, looked);
}
