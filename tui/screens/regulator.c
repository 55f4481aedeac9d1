/* A regulator: an account made and checked by the operator, who has seen the card (SPEC 3.1). */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/office.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/offer.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OFFICES_MOST = 400 };

struct page {
    struct regulator_form record;
    struct form *form;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct regulator_form, member)

static const struct field fields[] = {
    {.name = "office_id",
     .label = N_("Office"),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .flags = FIELD_REQUIRED,
     .width = 40,
     MEMBER(office_id)},
    {.name = "name",
     .label = N_("Name"),
     .help = N_("As it is on the card you have seen."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_NAME,
     .width = 30,
     .max = 60,
     MEMBER(name)},
    {.name = "phone",
     .label = N_("Phone"),
     .help = N_("They sign in with it, and set the first password with a code sent there."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED,
     .width = 16,
     .max = 16,
     MEMBER(phone)},
    {.name = "document_kind",
     .label = N_("Document"),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 30,
     MEMBER(document_kind)},
    {.name = "document_number",
     .label = N_("Number"),
     .help = N_("From the card you have seen. Your name is kept as the one who checked."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_LETTERS,
     .width = 20,
     .max = 18,
     MEMBER(document_number)},
    {.name = NULL},
};

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
    ui_say(screen->ui, MESSAGE_GOOD,
           _("Saved. Within 7 days they set a password: \"Forgotten password\" on the first page."));
    ui_close(screen->ui, screen);
}

static enum handled save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};

    if (page->busy)
        return H_DONE;
    if (!form_store(page->form, &err) ||
        !regulator_parse(&page->record, app_today(app_of(screen)), &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    page->busy = ui_busy(screen->ui, _("Saving"), NULL, NULL);
    regulator_save(app_db(app_of(screen)), &page->record, screen, saved);
    return H_DONE;
}

static void offices_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct office_row *row = err->code ? NULL : (*rows)->data;
    struct choice items[OFFICES_MOST];
    char codes[OFFICES_MOST][12];
    int n = 0;

    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    for (size_t i = 0; i < (*rows)->count && n < OFFICES_MOST; i++, row++) {
        if (row->closed_at)
            continue;
        snprintf(codes[n], sizeof codes[n], "%lld", (long long)row->office_id);
        items[n] =
            (struct choice){.code = codes[n], .text = row->name, .note = row->region_name};
        n++;
    }
    form_choices(page->form, "office_id", items, n);
    form_load_field(page->form, "office_id");
    form_focus(page->form, page->record.office_id ? "name" : "office_id");
}

static bool regulator_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    page->record.office_id = arg ? strtoll(arg, NULL, 10) : 0;
    text_copy(page->record.document_kind, sizeof page->record.document_kind, "resident_id");
    page->form = form_new(screen, fields, &page->record, 0, NULL, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)) ||
        !offer_codes(page->form, "document_kind", app_codes(app), CODE_DOCUMENT_KIND, NULL))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    form_load(page->form);
    screen_set_part(screen, _("new regulator"));
    office_page(app_db(app), screen, offices_came);
    return true;
}

static void regulator_close(struct screen *screen)
{
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page_of(screen)->busy);
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Makes the account; the person sets the password."),
     "regulator_manage", ACTION_MAIN, NULL, save},
    {.name = NULL},
};

const struct screen_ops screen_regulator = {
    .name = "regulator",
    .title = N_("Regulator"),
    .help = N_("You have the person and the card before you: number and name are taken from it."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = regulator_open,
    .close = regulator_close,
};
