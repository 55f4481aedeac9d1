/* The offices that regulate (SPEC 17.1), for the operator. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/office.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct whole list;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define ROW(row) ((const struct office_row *)(row))

static void kind_text(const void *row, char *out, size_t size)
{
    snprintf(out, size, "%s",
             !strcmp(ROW(row)->bureau, "hr") ? _("hr bureau") : _("industry regulator"));
}

static void state_text(const void *row, char *out, size_t size)
{
    snprintf(out, size, "%s", ROW(row)->closed_at ? _("closed") : "");
}

static enum role name_role(const void *row)
{
    return ROW(row)->closed_at ? ROLE_DIM : ROLE_VALUE;
}

#define AT(member) offsetof(struct office_row, member)

static const struct column columns[] = {
    {"name", N_("Office"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 26, 34, 2, AT(name), NULL,
     name_role},
    {"region_name", N_("Region"), COLUMN_STRING, 0, 14, 18, 1, AT(region_name), NULL, NULL},
    {"bureau", N_("Kind of office"), COLUMN_CALL, 0, 18, 18, 0, 0, kind_text, NULL},
    {"regulators", N_("People"), COLUMN_INT64, COLUMN_RIGHT, 6, 6, 0, AT(regulators), NULL, NULL},
    {"projects", N_("Projects"), COLUMN_INT64, COLUMN_RIGHT | COLUMN_SPARE, 8, 8, 0, AT(projects),
     NULL, NULL},
    {"state", N_("State"), COLUMN_CALL, COLUMN_SPARE, 6, 8, 0, 0, state_text, NULL},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    return ROW(row)->office_id;
}

static const struct table_spec spec = {
    .name = "offices",
    .columns = columns,
    .row_size = sizeof(struct office_row),
    .row_id = row_id,
    .empty = N_("There is no office yet. F2 makes the first."),
};

static void ask(struct screen *screen, void *owner, db_done *done)
{
    office_page(app_db(app_of(screen)), owner, done);
}

static void again(struct screen *screen)
{
    whole_again(&page_of(screen)->list);
}

static bool offices_open(struct screen *screen, const void *arg, struct err *err)
{
    (void)arg;
    return whole_open(&page_of(screen)->list, screen, &spec, ask) ||
           err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
}

static void offices_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    whole_close(&page->list);
}

static enum handled offices_event(struct screen *screen, const struct event *event)
{
    return whole_event(&page_of(screen)->list, event);
}

static const struct office_row *current(const struct screen *screen)
{
    return whole_current(&page_of(screen)->list);
}

static bool is_open(const struct screen *screen)
{
    return current(screen) && !current(screen)->closed_at;
}

static enum handled go(struct screen *screen, const char *name)
{
    char arg[24];

    snprintf(arg, sizeof arg, "%lld", (long long)current(screen)->office_id);
    return list_go(screen, name, arg);
}

static enum handled open_current(struct screen *screen)
{
    return go(screen, "office");
}

static enum handled new_office(struct screen *screen)
{
    return list_go(screen, "office", NULL);
}

static enum handled new_regulator(struct screen *screen)
{
    struct err err = {.code = ERR_NONE};

    if (!is_open(screen)) {
        err_set(&err, ERR_INPUT, NULL,
                _("A regulator is somebody of an office: make the office first."),
                _("F2 makes one."));
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    return go(screen, "regulator");
}

static enum handled people(struct screen *screen)
{
    return list_go(screen, "accounts", "regulator");
}

static void closed(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    ui_busy_done(screen->ui, &page_of(screen)->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    else
        again(screen);
}

static void close_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (!yes || page->busy || !is_open(screen))
        return;
    page->busy = ui_busy(screen->ui, _("Working"), NULL, NULL);
    office_close(app_db(app_of(screen)), current(screen)->office_id, screen, closed);
}

static enum handled close_office(struct screen *screen)
{
    prompt_yes_no(screen->ui, _("Close this office?"), _("No new project names it any more."),
                  close_answered, screen);
    return H_DONE;
}

static void note(struct screen *screen, const struct export_result *result, void *owner,
                 db_done *done)
{
    export_note_operator(app_db(app_of(screen)), spec.name, NULL, result, owner, done);
}

static enum handled export_all(struct screen *screen)
{
    whole_export(&page_of(screen)->list, note);
    return H_DONE;
}

static bool has_rows(const struct screen *screen)
{
    return whole_exportable(&page_of(screen)->list);
}

static const struct action actions[] = {
    {"new", "F2", N_("New office"), N_("An hr bureau or an industry regulator."),
     "regulator_manage", ACTION_MAIN, NULL, new_office},
    {"regulator", "F3", N_("New regulator"), N_("Somebody of this office, whose card you saw."),
     "regulator_manage", ACTION_MAIN, NULL, new_regulator},
    {"people", "F4", N_("Regulators"), N_("All regulators' accounts."), NULL, ACTION_MAIN, NULL,
     people},
    {"open", "Enter", N_("Rename"), N_("Corrects the office's name."), NULL, 0, is_open,
     open_current},
    {"export", "F7", N_("Export"), N_("Writes the list into a file of the export folder."),
     "list_export", ACTION_MAIN, has_rows, export_all},
    {"close", "F8", N_("Close office"), N_("Closes an office that has no people any more."),
     "regulator_manage", 0, is_open, close_office},
    {.name = NULL},
};

const struct screen_ops screen_offices = {
    .name = "offices",
    .title = N_("Offices"),
    .help = N_("The offices that regulate. A project names an hr bureau and an industry regulator; "
               "their people see it."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = offices_open,
    .event = offices_event,
    .resume = again,
    .close = offices_close,
};
