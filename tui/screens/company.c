/* The open company's record (SPEC 4.1): its administrator corrects what was not certified, its
 * members read it. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/company.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/company_fields.h"
#include "tui/screens/conflict.h"
#include "tui/screens/list.h"
#include "tui/screens/offer.h"
#include "tui/screens/page_draft.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

/* What is done with the record once it was read. */
enum then { THEN_SHOW, THEN_ASK };

struct facts_of {
    char certified[96], source[96], people[64];
};

struct page {
    struct company_form record;
    struct facts_of told; /* read-only lines */
    struct form *form, *told_form;
    char request_id[UUID_SIZE];
    enum then then;
    struct conflict conflict;
    struct page_draft draft;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define TOLD(member) FIELD_AT(struct facts_of, member)

static const struct field told_fields[] = {
    {.name = "certified",
     .label = N_("Certified"),
     .flags = FIELD_READ_ONLY,
     .width = 50,
     TOLD(certified)},
    {.name = "source", .label = N_("Added"), .flags = FIELD_READ_ONLY, .width = 50, TOLD(source)},
    {.name = "people", .label = N_("Members"), .flags = FIELD_READ_ONLY, .width = 50, TOLD(people)},
    {.name = NULL},
};

static bool may_write(const struct screen *screen)
{
    return app_may(app_of(screen), "company_write");
}

static void keep_draft(void *owner, const char *json)
{
    page_draft_keep(&page_of(owner)->draft, json);
}

static const struct form_hooks hooks = {.draft = keep_draft};

/* ---- reading ---- */

static const char *source_text(const char *source)
{
    static const struct {
        const char *source, *text;
    } texts[] = {
        {"registry", N_("from the business registry")},
        {"manual", N_("by hand: nobody has compared it with the register")},
        {"install", N_("when the system was set up")},
    };

    for (size_t i = 0; source && i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i].source, source) == 0)
            return gettext(texts[i].text);
    return "";
}

static void tell(struct page *page, const struct company *company)
{
    char moment[32];

    app_moment(company->certified_at, moment, sizeof moment);
    snprintf(page->told.certified, sizeof page->told.certified, "%s",
             company->certified_at ? moment : _("not yet"));
    text_copy(page->told.source, sizeof page->told.source, source_text(company->source));
    if (company->applications)
        snprintf(page->told.people, sizeof page->told.people,
                 ngettext("%lld; %lld applicant waits", "%lld; %lld applicants wait",
                          (unsigned long)company->applications),
                 (long long)company->members, (long long)company->applications);
    else
        snprintf(page->told.people, sizeof page->told.people, "%lld", (long long)company->members);
    form_load(page->told_form);
}

static void show(struct screen *screen, const struct company *company)
{
    struct page *page = page_of(screen);

    company_form_from(&page->record, company);
    form_load(page->form);
    tell(page, company);
    screen_set_part(screen, company->short_name);
    company_fields_fix_others(page->form, !may_write(screen));
    if (may_write(screen))
        page_draft_offer(&page->draft);
}

/* ---- somebody else was faster ---- */

static void save(struct screen *screen);

static void form_from(void *form, const void *row)
{
    company_form_from(form, row);
}

static void made_after(struct screen *screen, const void *row)
{
    struct company_form theirs;

    company_form_from(&theirs, row);
    text_copy(page_of(screen)->record.changed_at, sizeof theirs.changed_at, theirs.changed_at);
}

static void take(struct screen *screen, const void *row)
{
    page_draft_drop(&page_of(screen)->draft);
    show(screen, row);
}

static const struct conflict_ops conflict_ops = {
    .form_size = sizeof(struct company_form),
    .form_from = form_from,
    .after = made_after,
    .take = take,
    .save = save,
};

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct company *company = *rows && (*rows)->count ? (*rows)->data : NULL;

    if (err->code || !company) {
        ui_fail(screen->ui, err);
    } else if (page->then == THEN_SHOW) {
        show(screen, company);
    } else {
        conflict_ask(&page->conflict, screen, page->form, &conflict_ops, rows, company,
                     company->changed_by, company->changed_at);
    }
}

static void read_company(struct screen *screen, enum then then)
{
    page_of(screen)->then = then;
    company_get(app_db(app_of(screen)), app_company(app_of(screen))->company_id, screen, came);
}

/* ---- saving ---- */

static void saved(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code && !strcmp(err->sqlstate, "AX006")) {
        read_company(screen, THEN_ASK);
        return;
    }
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    page_draft_drop(&page->draft);
    form_saved(page->form);
    ui_say(screen->ui, MESSAGE_GOOD, _("Saved."));
    read_company(screen, THEN_SHOW);
    app_read_companies(app_of(screen));
}

static void save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    struct err err = {.code = ERR_NONE};

    if (page->busy)
        return;
    if (!form_store(page->form, &err) || !company_parse(&page->record, app_today(app), &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    uuid_make(page->request_id);
    page->busy = ui_busy(screen->ui, _("Saving the company"), NULL, NULL);
    company_save(app_db(app), page->request_id, &page->record, screen, saved);
}

/* ---- the screen ---- */

static bool company_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    (void)arg;
    if (!app_need_company(app, err))
        return false;
    page->told_form = form_new(screen, told_fields, &page->told, 0, NULL, screen);
    page->form = form_new(screen, company_fields, &page->record, 0, &hooks, screen);
    if (!page->told_form || !screen_add(screen, form_widget(page->told_form)) || !page->form ||
        !screen_add(screen, form_widget(page->form)) ||
        !offer_codes(page->form, "region", app_codes(app), CODE_REGION, NULL))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    screen_focus_on(screen, form_widget(page->form));
    company_fields_fix_certified(page->form, true);
    company_fields_fix_others(page->form, true);
    page->draft = (struct page_draft){.screen = screen,
                                      .form = page->form,
                                      .question = _("The company's record was not saved."),
                                      .save = save};
    page_draft_subject(&page->draft, 0, app_company(app)->company_id);
    read_company(screen, THEN_SHOW);
    return true;
}

static void company_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    conflict_clear(&page->conflict);
    page_draft_forget(&page->draft);
}

static bool company_may_close(struct screen *screen)
{
    return page_draft_may_close(&page_of(screen)->draft);
}

static enum handled company_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE && !form_changed(page_of(screen)->form))
        read_company(screen, THEN_SHOW);
    return H_PASS;
}

static void company_resume(struct screen *screen)
{
    if (!form_changed(page_of(screen)->form) && app_company(app_of(screen)))
        read_company(screen, THEN_SHOW);
}

static enum handled run_save(struct screen *screen)
{
    save(screen);
    return H_DONE;
}

static enum handled undo(struct screen *screen)
{
    page_draft_drop(&page_of(screen)->draft);
    read_company(screen, THEN_SHOW);
    return H_DONE;
}

static enum handled open_members(struct screen *screen)
{
    return list_go(screen, "company_members", NULL);
}

static bool may_save(const struct screen *screen)
{
    return may_write(screen) && !page_of(screen)->busy;
}

static bool was_changed(const struct screen *screen)
{
    return may_save(screen) && form_changed(page_of(screen)->form);
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Saves what was corrected."), "company_write", ACTION_MAIN,
     may_save, run_save},
    {"members", "F3", N_("Members"), N_("Who belongs to the company, and who wants to."), NULL,
     ACTION_MAIN, NULL, open_members},
    {"discard", "F8", N_("Undo changes"), N_("Shows the record as it is kept."), NULL, ACTION_WHEN,
     was_changed, undo},
    {.name = NULL},
};

const struct screen_ops screen_company = {
    .name = "company",
    .title = N_("Company"),
    .help =
        N_("The company's record. Name, social credit code and legal representative are what was "
           "certified and stay; its administrator corrects the rest."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = company_open,
    .event = company_event,
    .resume = company_resume,
    .may_close = company_may_close,
    .close = company_close,
};
