/* The open company's record (SPEC 4.1): its administrator corrects what was not certified, its
 * members read it. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/company.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/prompt.h"
#include "tui/screens/list.h"
#include "tui/screens/offer.h"
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
    struct db_rows *newer; /* as somebody else has changed it meanwhile */
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct company_form, member)

static const struct field fields[] = {
    {.name = "head", .label = N_("Registered"), .kind = FIELD_HEADING},
    {.name = "name",
     .label = N_("Full name"),
     .flags = FIELD_READ_ONLY | FIELD_STRONG,
     .width = 50,
     MEMBER(name)},
    {.name = "uscc",
     .label = N_("Social credit code"),
     .flags = FIELD_READ_ONLY,
     .width = 20,
     MEMBER(uscc)},
    {.name = "legal_representative",
     .label = N_("Legal representative"),
     .flags = FIELD_READ_ONLY,
     .width = 30,
     MEMBER(legal_representative)},
    {.name = "may_head", .label = N_("May be corrected"), .kind = FIELD_HEADING},
    {.name = "short_name",
     .label = N_("Short name"),
     .help = N_("As lists show it."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED,
     .width = 30,
     .max = 40,
     MEMBER(short_name)},
    {.name = "region",
     .label = N_("Region"),
     .help = N_("Where it is registered."),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 30,
     MEMBER(region)},
    {.name = "registry_number",
     .label = N_("Registry number"),
     .help = N_("Of the commercial register, where it has one beside the social credit code."),
     .kind = FIELD_TEXT,
     .width = 24,
     .max = 30,
     MEMBER(registry_number)},
    {.name = "founded_on",
     .label = N_("Founded on"),
     .kind = FIELD_DAY,
     .width = 12,
     MEMBER(founded_on)},
    {.name = "registered_capital_fen",
     .label = N_("Registered capital"),
     .help = N_("In yuan; also 500万, 1.2亿."),
     .kind = FIELD_TEXT,
     .width = 24,
     MEMBER(capital)},
    {.name = "address",
     .label = N_("Company address"),
     .kind = FIELD_TEXT,
     .width = 50,
     .max = 200,
     MEMBER(address)},
    {.name = "phone",
     .label = N_("Phone"),
     .kind = FIELD_TEXT,
     .width = 20,
     .max = 20,
     MEMBER(phone)},
    {.name = NULL},
};

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

static void fix(struct page *page, bool fixed)
{
    for (const struct field *field = fields; field->name; field++)
        if (field->kind != FIELD_HEADING && !(field->flags & FIELD_READ_ONLY))
            form_read_only(page->form, field->name, fixed);
}

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
    fix(page, !may_write(screen));
}

static void conflict_answered(void *owner, int answer);

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct company *company = *rows && (*rows)->count ? (*rows)->data : NULL;
    char moment[32], text[300];

    if (err->code || !company) {
        ui_fail(screen->ui, err);
    } else if (page->then == THEN_SHOW) {
        show(screen, company);
    } else {
        app_moment(company->changed_at, moment, sizeof moment);
        snprintf(text, sizeof text, _("Changed by %s at %s."),
                 company->changed_by ? company->changed_by : _("somebody else"), moment);
        db_rows_free(&page->newer);
        page->newer = *rows;
        *rows = NULL;
        prompt_conflict(screen->ui, text, conflict_answered, screen);
    }
}

static void read_company(struct screen *screen, enum then then)
{
    page_of(screen)->then = then;
    company_get(app_db(app_of(screen)), app_company(app_of(screen))->company_id, screen, came);
}

/* ---- saving ---- */

static void save(struct screen *screen);

/* Theirs stands beside mine wherever they differ. */
static void compare(struct screen *screen, const struct company_form *theirs)
{
    struct page *page = page_of(screen);
    char text[700];

    for (const struct field *field = fields; field->name; field++) {
        const char *value = (const char *)theirs + field->offset;

        if (field->kind == FIELD_HEADING || !strcmp(value, form_value(page->form, field->name)))
            continue;
        snprintf(text, sizeof text, _("theirs: %s"), *value ? value : _("nothing"));
        form_note(page->form, field->name, ROLE_WARN, text);
    }
    ui_say(screen->ui, MESSAGE_WARN,
           _("Both are shown. F2 saves what stands in the fields, F8 takes theirs."));
}

static void conflict_answered(void *owner, int answer)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct company_form theirs;

    if (answer == CONFLICT_STAY || !page->newer)
        return;
    company_form_from(&theirs, page->newer->data);
    if (answer == CONFLICT_DROP) {
        show(screen, page->newer->data);
        return;
    }
    text_copy(page->record.changed_at, sizeof page->record.changed_at, theirs.changed_at);
    if (answer == CONFLICT_SEE)
        compare(screen, &theirs);
    else
        save(screen);
}

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
    page->form = form_new(screen, fields, &page->record, 0, NULL, screen);
    if (!page->told_form || !screen_add(screen, form_widget(page->told_form)) || !page->form ||
        !screen_add(screen, form_widget(page->form)) ||
        !offer_codes(page->form, "region", app_codes(app), CODE_REGION, NULL))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    screen_focus_on(screen, form_widget(page->form));
    fix(page, true);
    read_company(screen, THEN_SHOW);
    return true;
}

static void company_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    db_rows_free(&page->newer);
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
    .close = company_close,
};
