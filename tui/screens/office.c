/* An office that regulates: made, or given another name (SPEC 17.1). */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/office.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/offer.h"
#include "tui/screens/screens.h"

#include <stdlib.h>
#include <string.h>

struct page {
    struct office_form record;
    struct form *form;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct office_form, member)

static const struct field fields[] = {
    {.name = "name",
     .label = N_("Office's name"),
     .help = N_("The office's full name, as it stands on its seal."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED,
     .width = 40,
     .max = 60,
     MEMBER(name)},
    {.name = "region",
     .label = N_("Region"),
     .help = N_("It and all below it are what the office's people see."),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 40,
     MEMBER(region)},
    {.name = "bureau",
     .label = N_("Kind of office"),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 24,
     MEMBER(bureau)},
    {.name = "industry",
     .label = N_("Industry"),
     .help = N_("Of an industry regulator: it sees that industry's projects."),
     .kind = FIELD_CHOICE,
     .width = 24,
     MEMBER(industry)},
    {.name = NULL},
};

static bool offer_bureaus(struct form *form)
{
    const struct choice items[] = {
        {.code = "hr", .text = _("hr bureau")},
        {.code = "industry", .text = _("industry regulator")},
    };

    return form_choices(form, "bureau", items, sizeof items / sizeof *items);
}

static void changed(void *owner, struct form *form, const char *field)
{
    (void)owner;
    if (!strcmp(field, "bureau"))
        form_hide(form, "industry", !!strcmp(form_value(form, "bureau"), "industry"));
}

static const struct form_hooks hooks = {.changed = changed};

static void saved(void *owner, struct db_rows **rows, const struct err *err)
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
    form_saved(page->form);
    ui_say(screen->ui, MESSAGE_GOOD, _("Saved."));
    ui_close(screen->ui, screen);
}

static enum handled save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};

    if (page->busy)
        return H_DONE;
    if (!form_store(page->form, &err)) {
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    if (strcmp(page->record.bureau, "industry") != 0)
        page->record.industry[0] = '\0';
    page->busy = ui_busy(screen->ui, _("Saving"), NULL, NULL);
    office_save(app_db(app_of(screen)), &page->record, screen, saved);
    return H_DONE;
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct office_row *row = err->code ? NULL : (*rows)->data;

    for (size_t i = 0; row && i < (*rows)->count; i++, row++) {
        if (row->office_id != page->record.office_id)
            continue;
        text_copy(page->record.name, sizeof page->record.name, row->name);
        text_copy(page->record.region, sizeof page->record.region, row->region);
        text_copy(page->record.bureau, sizeof page->record.bureau, row->bureau);
        text_copy(page->record.industry, sizeof page->record.industry,
                  row->industry ? row->industry : "");
        screen_set_part(screen, page->record.name);
        form_load(page->form);
        changed(screen, page->form, "bureau");
    }
    if (err->code)
        ui_fail(screen->ui, err);
}

static bool office_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    page->record.office_id = arg ? strtoll(arg, NULL, 10) : 0;
    text_copy(page->record.bureau, sizeof page->record.bureau, "hr");
    page->form = form_new(screen, fields, &page->record, 0, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)) || !offer_bureaus(page->form) ||
        !offer_codes(page->form, "region", app_codes(app), CODE_REGION, NULL) ||
        !offer_codes(page->form, "industry", app_codes(app), CODE_INDUSTRY, NULL))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    form_load(page->form);
    changed(screen, page->form, "bureau");
    if (!page->record.office_id) {
        screen_set_part(screen, _("new office"));
        return true;
    }
    form_read_only(page->form, "region", true);
    form_read_only(page->form, "bureau", true);
    form_read_only(page->form, "industry", true);
    office_page(app_db(app), screen, came);
    return true;
}

static void office_screen_close(struct screen *screen)
{
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page_of(screen)->busy);
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Saves the office and goes back to the list."),
     "regulator_manage", ACTION_MAIN, NULL, save},
    {.name = NULL},
};

const struct screen_ops screen_office = {
    .name = "office",
    .title = N_("Office"),
    .help = N_("Region, kind and industry say what its people see; they cannot be changed later."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = office_open,
    .close = office_screen_close,
};
