/* A regulator records a project and names its general contractor, which then claims it (SPEC 5.6).
 */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/member.h"
#include "core/participant.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/company_pick.h"
#include "tui/screens/offer.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct project_record record;
    struct project_record asked; /* what the request id stands for */
    struct form *form;
    struct offer companies;
    char request_id[UUID_SIZE];
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct project_record, member)

static const struct field fields[] = {
    {.name = "name",
     .label = N_("Project"),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED,
     .width = 44,
     .max = 80,
     MEMBER(name)},
    {.name = "region",
     .label = N_("Region"),
     .help = N_("A county or district of your own region."),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 30,
     MEMBER(region)},
    {.name = "industry",
     .label = N_("Industry"),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 30,
     MEMBER(industry)},
    {.name = "company_id",
     .label = N_("General contractor"),
     .help = N_("A part of its name, the beginning of its credit code, or its initials. One of its "
                "people claims the project."),
     .kind = FIELD_LOOKUP,
     .store = STORE_INT64,
     .flags = FIELD_REQUIRED,
     .width = 44,
     MEMBER(company_id)},
    {.name = NULL},
};

static void look_up(void *owner, struct form *form, const char *field, const char *typed,
                    unsigned ticket)
{
    (void)form;
    (void)field;
    offer_company(&page_of(owner)->companies, 0, typed, ticket);
}

static const struct form_hooks hooks = {.look_up = look_up};

static void saved(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    char text[400];

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    form_saved(page->form);
    snprintf(text, sizeof text, _("%s is recorded; it waits for a claim by %s."), page->record.name,
             form_shown(page->form, "company_id"));
    ui_say(screen->ui, MESSAGE_GOOD, text);
    ui_close(screen->ui, screen);
}

static enum handled run_save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};

    if (!form_store(page->form, &err) || !project_record_parse(&page->record, &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    if (!*page->request_id || memcmp(&page->asked, &page->record, sizeof page->asked) != 0)
        uuid_make(page->request_id);
    page->asked = page->record;
    page->busy = ui_busy(screen->ui, _("Saving the project"), NULL, NULL);
    project_record(app_db(app_of(screen)), page->request_id, &page->record, screen, saved);
    return H_DONE;
}

static bool record_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    (void)arg;
    page->form = form_new(screen, fields, &page->record, 0, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)) ||
        !offer_codes(page->form, "region", app_codes(app), CODE_REGION, NULL) ||
        !offer_codes(page->form, "industry", app_codes(app), CODE_INDUSTRY, NULL))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    page->companies = (struct offer){.app = app, .form = page->form, .field = "company_id"};
    return true;
}

static void record_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (!page->form)
        return;
    offer_forget(&page->companies);
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
}

static bool may_save(const struct screen *screen)
{
    return !page_of(screen)->busy;
}

static const struct action actions[] = {
    {"save", "F2", N_("Record"), N_("Records the project; its general contractor can claim it."),
     "project_record", ACTION_MAIN, may_save, run_save},
    {.name = NULL},
};

const struct screen_ops screen_record = {
    .name = "record",
    .title = N_("Record a project"),
    .help = N_("A project that its general contractor has not registered itself: the few facts "
               "that are needed for claiming it."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = record_open,
    .close = record_close,
};
