/* Certifying a company (SPEC 4.2): the four elements; then the legal representative's own card on
 * the reader, or a micro-deposit whose two decimals are typed in. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/company.h"
#include "tui/kit/loop.h"
#include "tui/screens/certify_private.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool certify_give_form(struct screen *screen, struct form **form, const struct field *fields,
                       void *record, const struct form_hooks *hooks)
{
    *form = form_new(screen, fields, record, 0, hooks, screen);
    if (!*form || !screen_add(screen, form_widget(*form)))
        return false;
    screen_focus_on(screen, form_widget(*form));
    return true;
}

void certify_drop_form(struct screen *screen, struct form **form)
{
    if (*form)
        screen_remove(screen, form_widget(*form));
    *form = NULL;
    certify_of(screen)->draft.form = certify_of(screen)->form;
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    const struct certification *it = *rows && (*rows)->count ? (*rows)->data : NULL;

    if (err->code || !it) {
        ui_fail(screen->ui, err);
        return;
    }
    screen_set_part(screen, it->company_name);
    text_copy(certify_of(screen)->record.name, sizeof certify_of(screen)->record.name,
              it->company_name);
    if (it->state && strcmp(it->state, "open") == 0 && strcmp(it->way, "deposit") == 0)
        certify_amount_show(screen, it);
    else
        certify_elements_show(screen, it);
}

void certify_read(struct screen *screen)
{
    certification_get(app_db(app_of(screen)), certify_of(screen)->company_id, screen, came);
}

static void service_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    if (err->code)
        ui_fail(screen->ui, err);
    else if ((*rows)->count)
        certify_of(screen)->deposits = ((const struct company_flag *)(*rows)->data)->flag;
    certify_read(screen);
}

static void begin_page(struct screen *screen)
{
    company_service_on(app_db(app_of(screen)), "deposit", screen, service_came);
}

/* ---- the end ---- */

void certify_done(struct screen *screen)
{
    struct app *app = app_of(screen);
    struct ui *ui = screen->ui;
    char text[500];

    snprintf(text, sizeof text, _("%s is certified. You are its administrator."),
             certify_of(screen)->record.name);
    page_draft_drop(&certify_of(screen)->draft);
    if (certify_of(screen)->form)
        form_saved(certify_of(screen)->form);
    app_read_companies(app);
    ui_close(ui, screen);
    ui_say(ui, MESSAGE_GOOD, text);
}

/* ---- the screen ---- */

static bool certify_open(struct screen *screen, const void *arg, struct err *err)
{
    struct certify *page = certify_of(screen);

    page->company_id = arg ? strtoll(arg, NULL, 10) : 0;
    if (!page->company_id)
        return err_set(err, ERR_INPUT, NULL, _("Which company? Find it first."),
                       _("My companies, F2."));
    page->facts = facts_new(screen);
    if (!page->facts)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    page->draft =
        (struct page_draft){.screen = screen, .question = _("This certification was not begun.")};
    page_draft_subject(&page->draft, 0, page->company_id);
    begin_page(screen);
    return true;
}

static void certify_close(struct screen *screen)
{
    struct certify *page = certify_of(screen);
    struct db *db = app_db(app_of(screen));

    if (db)
        db_forget(db, screen);
    if (page->door && app_me(app_of(screen)))
        db_forget(page->door, screen);
    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->card, sizeof page->card);
    page_draft_forget(&page->draft);
    loop_stop(ui_loop(screen->ui), &page->timer);
}

static enum handled certify_event(struct screen *screen, const struct event *event)
{
    struct certify *page = certify_of(screen);

    if (event->kind == EV_APP && event->code == APP_ONLINE && page->face == FACE_NONE)
        begin_page(screen);
    if (page->busy || page->face == FACE_NONE || page->face == FACE_AMOUNT ||
        (page->face == FACE_ELEMENTS && certify_by_deposit(screen)) ||
        !account_card_read(event, &page->card))
        return H_PASS;
    page->has_card = true;
    if (page->face == FACE_CARD)
        certify_card_send(screen);
    else
        certify_begin(screen);
    return H_DONE;
}

static enum handled look_again(struct screen *screen)
{
    certify_read(screen);
    return H_DONE;
}

static enum handled back(struct screen *screen)
{
    certify_elements_again(screen);
    return H_DONE;
}

static enum handled run_begin(struct screen *screen)
{
    certify_begin(screen);
    return H_DONE;
}

static bool shows_elements(const struct screen *screen)
{
    return certify_of(screen)->face == FACE_ELEMENTS && !certify_of(screen)->busy;
}

static bool shows_card(const struct screen *screen)
{
    return certify_of(screen)->face == FACE_CARD && !certify_of(screen)->busy;
}

static bool shows_amount(const struct screen *screen)
{
    return certify_of(screen)->face == FACE_AMOUNT && !certify_of(screen)->busy;
}

static bool was_typed(const struct screen *screen)
{
    return shows_elements(screen) && form_changed(certify_of(screen)->form);
}

static bool certify_may_close(struct screen *screen)
{
    return page_draft_may_close(&certify_of(screen)->draft);
}

static const struct action actions[] = {
    {"begin", "F2", N_("Go on"), N_("Checks the four elements and asks for the proof."), NULL,
     ACTION_WHEN, shows_elements, run_begin},
    {"answer", "F2", N_("This amount"), N_("Says which amount came; three tries."), NULL,
     ACTION_WHEN, shows_amount, certify_amount_answer},
    {"again", "F5", N_("Look again"), N_("Has the bank paid?"), NULL, ACTION_WHEN, shows_amount,
     look_again},
    {"change", "F8", N_("Correct"), N_("Back to the four elements."), NULL, ACTION_WHEN, shows_card,
     back},
    {"discard", "F8", N_("Undo changes"), N_("Throws away what was typed and not saved."), NULL,
     ACTION_WHEN, was_typed, certify_throw_away},
    {.name = NULL},
};

const struct screen_ops screen_certify = {
    .name = "certify",
    .title = N_("Certify a company"),
    .help =
        N_("Proves that you act for the company: with its legal representative's own ID card, or "
           "with an amount paid to the company's bank account. Who succeeds becomes the company's "
           "administrator."),
    .state_size = sizeof(struct certify),
    .actions = actions,
    .open = certify_open,
    .event = certify_event,
    .may_close = certify_may_close,
    .close = certify_close,
};
