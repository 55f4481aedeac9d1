/* The open project's next state (SPEC 5.3): from a day on, for a reason. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/project_care.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/offer.h"
#include "tui/screens/screens.h"

#include <string.h>

struct page {
    struct project_state_form record;
    struct form *form;
    char request_id[UUID_SIZE];
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct project_state_form, member)

static const struct field fields[] = {
    {.name = "state",
     .label = N_("State"),
     .help = N_("Suspended days raise no attendance or wage warning."),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 20,
     MEMBER(state)},
    {.name = "from_on",
     .label = N_("From day"),
     .help = N_("The day it began; not one to come."),
     .kind = FIELD_DAY,
     .flags = FIELD_REQUIRED,
     .width = 12,
     MEMBER(from_on)},
    {.name = "reason",
     .label = N_("Reason"),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED,
     .width = 50,
     .max = 120,
     MEMBER(reason)},
    {.name = NULL},
};

static void saved(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        page->request_id[0] = '\0';
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    form_saved(page->form);
    ui_say(screen->ui, MESSAGE_GOOD, _("The project's state is changed."));
    ui_close(screen->ui, screen);
}

static enum handled run_save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    struct err err = {.code = ERR_NONE};

    if (!form_store(page->form, &err) ||
        !project_state_parse(&page->record, app_today(app), &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    if (!*page->request_id)
        uuid_make(page->request_id);
    page->busy = ui_busy(screen->ui, _("Changing the state"), NULL, NULL);
    project_state_change(app_db(app), app_project_id(app), page->request_id, &page->record, screen,
                         saved);
    return H_DONE;
}

static bool not_busy(const struct screen *screen)
{
    return !page_of(screen)->busy;
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Changes the project's state and goes back."),
     "project_state_write", ACTION_MAIN, not_busy, run_save},
    {.name = NULL},
};

static bool open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    (void)arg;
    if (!app_need_project(app, err))
        return false;
    day_format(app_today(app), page->record.from_on);
    page->form = form_new(screen, fields, &page->record, 0, NULL, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)) ||
        !offer_codes(page->form, "state", app_codes(app), CODE_PROJECT_STATE, NULL))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    return true;
}

static void close(struct screen *screen)
{
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page_of(screen)->busy);
}

const struct screen_ops screen_project_state = {
    .name = "project_state",
    .title = N_("Change state"),
    .help =
        N_("The project's next state. It is accepted only when everything before its acceptance "
           "is done; the message names what is missing."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = open,
    .close = close,
};
