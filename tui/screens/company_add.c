/* A company that is not listed (SPEC 4.6): looked up in the business registry by its exact full
 * name, or, where none is connected, typed by hand. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/company.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/picker.h"
#include "tui/screens/company_fields.h"
#include "tui/screens/facts.h"
#include "tui/screens/job_wait.h"
#include "tui/screens/list.h"
#include "tui/screens/offer.h"
#include "tui/screens/page_draft.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

enum { REPAIRS = 8 };

struct page {
    struct company_form record;
    struct form *form;
    struct facts *facts;
    struct job_wait wait;
    char request_id[UUID_SIZE], asked[DIGEST_SIZE]; /* the last call, and what it held */
    char repairs[REPAIRS][USCC_SIZE]; /* codes that differ from the typed one in one character */
    size_t repair_count;
    bool known, registry; /* is there a registry? */
    struct page_draft draft;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- the code ---- */

static void judge_code(struct page *page)
{
    const char *typed = form_value(page->form, "uscc");
    char text[200];
    struct uscc uscc;

    page->repair_count = *typed ? uscc_repairs(typed, page->repairs, REPAIRS) : 0;
    if (!*typed)
        return;
    if (!uscc_parse(typed, &uscc)) {
        uscc_problem_text(&uscc, text, sizeof text);
        if (page->repair_count == 1)
            snprintf(text, sizeof text, _("F5: %s?"), page->repairs[0]);
        else if (page->repair_count)
            text_copy(text, sizeof text, _("One character wrong: F5"));
        form_note(page->form, "uscc", ROLE_WARN, text);
    } else if (!uscc.inner_fits) {
        form_note(page->form, "uscc", ROLE_WARN, _("Unusual: compare it with the licence."));
    }
}

static void field_changed(void *owner, struct form *form, const char *field)
{
    struct screen *screen = owner;

    (void)form;
    if (strcmp(field, "uscc") == 0)
        judge_code(page_of(screen));
    screen_dirty(screen, DIRTY_LAYOUT);
}

static void keep_draft(void *owner, const char *json)
{
    page_draft_keep(&page_of(owner)->draft, json);
}

static const struct form_hooks hooks = {
    .changed = field_changed, .typed = field_changed, .draft = keep_draft};

static void draft_came(struct screen *screen)
{
    judge_code(page_of(screen));
    screen_dirty(screen, DIRTY_LAYOUT);
}

/* ---- asking ---- */

/* The list has it now: join it or certify it, as with any other. */
static void go_on(struct screen *screen, const struct company_found *found)
{
    struct ui *ui = screen->ui;
    struct err err = {.code = ERR_NONE};
    char arg[24], text[400];

    snprintf(arg, sizeof arg, "%lld", (long long)found->company_id);
    snprintf(text, sizeof text, _("%s is listed now. Certify it, if nobody has."), found->name);
    page_draft_drop(&page_of(screen)->draft);
    form_saved(page_of(screen)->form);
    ui_close(ui, screen);
    if (!ui_open(ui, "certify", arg, &err))
        ui_fail(ui, &err);
    else
        ui_say(ui, MESSAGE_GOOD, text);
}

static void found_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    ui_busy_done(screen->ui, &page->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    else if (!(*rows)->count)
        ui_say(
            screen->ui, MESSAGE_WARN,
            _("The business registry knows no company of this full name: compare each character."));
    else
        go_on(screen, (*rows)->data);
}

static void added(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    page->busy = ui_busy(screen->ui, _("Asking"), NULL, NULL);
    company_find(app_db(app_of(screen)), 0, page->record.uscc, 1, screen, found_came);
}

/* With a registry the name is enough. `why`: what is to be typed, and why. */
static void show_fields(struct screen *screen, bool registry, const char *why)
{
    struct page *page = page_of(screen);

    page->registry = registry;
    for (const struct field *field = company_fields; field->name; field++)
        if (field->kind != FIELD_HEADING && strcmp(field->name, "name") != 0)
            form_hide(page->form, field->name, registry);
    facts_begin(page->facts);
    facts_text(page->facts, ROLE_LABEL, why);
    facts_end(page->facts);
    screen_dirty(screen, DIRTY_LAYOUT);
}

static void looked_up(void *owner, enum job_end end, const char *answer, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    (void)answer;
    (void)err;
    if (end == JOB_ANSWERED) {
        page->busy = ui_busy(screen->ui, _("Asking"), NULL, NULL);
        company_find(app_db(app_of(screen)), 0, page->record.name, 1, screen, found_came);
    } else if (end != JOB_LEFT) {
        /* the database takes the form then, too */
        show_fields(screen, false,
                    _("The business registry gives no answer: type what stands on the licence."));
        form_focus(page->form, "uscc");
    }
}

static void job_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    job_wait_start(&page->wait, screen, ((const struct company_number *)(*rows)->data)->number,
                   _("Asking the business registry"), 0, screen, looked_up);
}

/* The same content asked again is the same request: an answer that was lost comes back. */
static void name_request(struct page *page)
{
    char *json = record_to_json(&company_add_shape, &page->record);
    char digest[DIGEST_SIZE] = "";

    if (json)
        digest_of(json, strlen(json), digest);
    if (!json || strcmp(digest, page->asked))
        uuid_make(page->request_id);
    memcpy(page->asked, digest, sizeof page->asked);
    record_json_free(&json);
}

static void go(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    struct err err = {.code = ERR_NONE};

    if (!form_store(page->form, &err) ||
        (!page->registry && !company_add_parse(&page->record, app_today(app), &err))) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    if (page->registry)
        uuid_make(page->request_id);
    else
        name_request(page);
    page->busy = ui_busy(screen->ui, _("Asking"), NULL, NULL);
    if (page->registry)
        company_look_up(app_db(app), page->request_id, page->record.name, screen, job_came);
    else
        company_add(app_db(app), page->request_id, &page->record, screen, added);
}

static enum handled run(struct screen *screen)
{
    go(screen);
    return H_DONE;
}

/* ---- the screen ---- */

static void service_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (err->code || !(*rows)->count) {
        ui_fail(screen->ui, err);
        return;
    }
    page_draft_offer(&page->draft);
    page->known = true;
    if (((const struct company_flag *)(*rows)->data)->flag)
        show_fields(screen, true, _("The business registry is asked by the exact full name."));
    else
        show_fields(screen, false,
                    _("No business registry is connected: type what stands on the licence."));
}

static void ask_service(struct screen *screen)
{
    company_service_on(app_db(app_of(screen)), "registry", screen, service_came);
}

static bool add_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    page->facts = facts_new(screen);
    page->form = form_new(screen, company_fields, &page->record, 0, &hooks, screen);
    if (!page->facts || !page->form || !screen_add(screen, form_widget(page->form)) ||
        !offer_codes(page->form, "region", app_codes(app_of(screen)), CODE_REGION, NULL))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    screen_focus_on(screen, form_widget(page->form));
    for (const struct field *field = company_fields; field->name; field++)
        if (field->kind == FIELD_HEADING)
            form_hide(page->form, field->name, true);
    page->draft = (struct page_draft){.screen = screen,
                                      .form = page->form,
                                      .question = _("This company was not added."),
                                      .save = go,
                                      .came = draft_came};
    page_draft_subject(&page->draft, 0, 0);
    ask_service(screen);
    return true;
}

static void add_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    job_wait_stop(&page->wait);
    page_draft_forget(&page->draft);
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
}

static bool add_may_close(struct screen *screen)
{
    return page_draft_may_close(&page_of(screen)->draft);
}

static enum handled add_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE && !page_of(screen)->known)
        ask_service(screen);
    return H_PASS;
}

static void repair_chosen(void *owner, const struct choice *choice)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};
    char code[USCC_SIZE];

    if (!choice)
        return;
    text_copy(code, sizeof code, choice->code);
    form_set(page->form, "uscc", code, &err);
    form_note(page->form, "uscc", ROLE_DIM, NULL);
    judge_code(page);
}

static enum handled take_repair(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct choice items[REPAIRS];

    for (size_t i = 0; i < page->repair_count; i++)
        items[i] = (struct choice){.code = page->repairs[i], .text = page->repairs[i]};
    picker_open(screen->ui, _("Which code stands on the licence?"), items, (int)page->repair_count,
                NULL, NULL, repair_chosen, screen);
    return H_DONE;
}

static bool has_repair(const struct screen *screen)
{
    return page_of(screen)->repair_count > 0;
}

static bool may_ask(const struct screen *screen)
{
    const struct page *page = page_of(screen);

    return page->known && !page->busy && !job_waiting(&page->wait);
}

static bool may_look_up(const struct screen *screen)
{
    return may_ask(screen) && page_of(screen)->registry;
}

static bool may_add(const struct screen *screen)
{
    return may_ask(screen) && !page_of(screen)->registry;
}

static bool was_typed(const struct screen *screen)
{
    return may_ask(screen) && form_changed(page_of(screen)->form);
}

static enum handled throw_away(struct screen *screen)
{
    struct page *page = page_of(screen);

    page_draft_drop(&page->draft);
    memset(&page->record, 0, sizeof page->record);
    form_load(page->form);
    page->repair_count = 0;
    return H_DONE;
}

static const struct action actions[] = {
    {"look_up", "F2", N_("Look up"), N_("Asks the business registry by the full name."), NULL,
     ACTION_WHEN, may_look_up, run},
    {"add", "F2", N_("Add"), N_("Adds the company to the list."), NULL, ACTION_WHEN, may_add, run},
    {"repair", "F5", N_("Repair the code"),
     N_("Codes that fit and differ from the typed one in one character."), NULL, ACTION_WHEN,
     has_repair, take_repair},
    {"discard", "F8", N_("Undo changes"), N_("Throws away what was typed and not saved."), NULL,
     ACTION_WHEN, was_typed, throw_away},
    {.name = NULL},
};

const struct screen_ops screen_company_add = {
    .name = "company_add",
    .title = N_("Company not listed"),
    .help =
        N_("A company that the list does not have. With a business registry connected, its exact "
           "full name is enough; else type what stands on its business licence."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = add_open,
    .event = add_event,
    .may_close = add_may_close,
    .close = add_close,
};
