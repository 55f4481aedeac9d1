/* The legal representative's own card, which a terminal's reader answers for. */
#include "config.h"

#include "tui/screens/certify_private.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

void certify_card_show(struct screen *screen, const char *wrong)
{
    struct certify *page = certify_of(screen);

    page->face = FACE_CARD;
    certify_drop_form(screen, &page->form);
    facts_begin(page->facts);
    facts_line(page->facts, _("Company"), page->record.name);
    facts_role(page->facts, ROLE_STRONG);
    facts_line(page->facts, _("Legal representative"), page->record.legal_representative);
    facts_heading(page->facts, _("Lay the legal representative's own card on the reader"));
    facts_text(page->facts, ROLE_LABEL,
               _("Its number and name must be those that were typed. The page waits ten minutes."));
    if (wrong)
        facts_text(page->facts, ROLE_ERROR, wrong);
    facts_end(page->facts);
    screen_dirty(screen, DIRTY_LAYOUT);
}

static void card_answered(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct certify *page = certify_of(screen);
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    const char *wrong = answer ? certification_card_text(answer->word) : NULL;

    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->card, sizeof page->card);
    page->has_card = false;
    if (!answer) {
        ui_fail(screen->ui, err);
        certify_read(screen); /* the token may be too old: the elements again */
    } else if (wrong) {
        certify_card_show(screen, wrong);
        ui_say(screen->ui, MESSAGE_ERROR, wrong);
    } else {
        certify_done(screen);
    }
}

void certify_card_send(struct screen *screen)
{
    struct certify *page = certify_of(screen);
    struct err err = {.code = ERR_NONE};

    page->door = app_door(app_of(screen), &err);
    if (!page->door) {
        ui_fail(screen->ui, &err);
        return;
    }
    page->busy = ui_busy(screen->ui, _("Checking the card"), NULL, NULL);
    certification_card(page->door, page->token, &page->card, screen, card_answered);
}
