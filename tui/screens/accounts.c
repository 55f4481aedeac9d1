/* The accounts of the region, as the operator sees them (SPEC 3). */
#include "config.h"

#include "core/account_admin.h"
#include "core/base/i18n.h"
#include "core/export.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct accounts {
    struct account_filter filter;
    struct form *form;
    struct list *list;
};

struct line LIST_ROW(struct account_row);

static struct accounts *page_of(const struct screen *screen)
{
    return screen->state;
}

#define FILTER(member) FIELD_AT(struct account_filter, member)

static const struct field fields[] = {
    {.name = "search",
     .label = N_("Find"),
     .help = N_("Part of the name, the whole phone number or its last four digits."),
     .kind = FIELD_TEXT,
     .width = 16,
     FILTER(search)},
    {.name = "state",
     .label = N_("Accounts"),
     .kind = FIELD_CHOICE,
     .width = 16,
     FILTER(state)},
    {.name = NULL},
};

static bool offer_states(struct form *form)
{
    const struct choice items[] = {
        {.code = "live", .text = _("in use")},
        {.code = "new", .text = _("not checked")},
        {.code = "locked", .text = _("locked")},
        {.code = "regulator", .text = _("regulators")},
        {.code = "operator", .text = _("operators")},
        {.code = "closed", .text = _("closed")},
        {.code = "all", .text = _("all")},
    };

    return form_choices(form, "state", items, sizeof items / sizeof *items);
}

/* ---- the list ---- */

#define LINE(row) (((const struct line *)(row))->row)

static void state_text(const void *row, char *out, size_t size)
{
    const struct account_row *account = &LINE(row);
    const char *text = account->locked                    ? _("locked")
                       : !strcmp(account->state, "new")    ? _("not checked")
                       : !strcmp(account->state, "closed") ? _("closed")
                                                           : _("in use");

    snprintf(out, size, "%s", text);
}

static enum role state_role(const void *row)
{
    const struct account_row *account = &LINE(row);

    return account->locked                     ? ROLE_ERROR
           : !strcmp(account->state, "new")    ? ROLE_WARN
           : !strcmp(account->state, "closed") ? ROLE_DIM
                                               : ROLE_VALUE;
}

static void part_text(const void *row, char *out, size_t size)
{
    const char *part = LINE(row).part;
    const char *text = !part                        ? ""
                       : !strcmp(part, "operator")  ? _("operator")
                       : !strcmp(part, "regulator") ? _("regulator")
                                                    : _("company");

    snprintf(out, size, "%s", text);
}

static void last_text(const void *row, char *out, size_t size)
{
    char moment[32];

    snprintf(out, size, "%.10s", app_moment(LINE(row).last_login_at, moment, sizeof moment));
}

static void made_text(const void *row, char *out, size_t size)
{
    char moment[32];

    snprintf(out, size, "%.10s", app_moment(LINE(row).made_at, moment, sizeof moment));
}

#define ROW(member) offsetof(struct line, row.member)

static const struct column columns[] = {
    {"name", N_("Name"), COLUMN_STRING, COLUMN_SORT | COLUMN_KEY | COLUMN_FROZEN, 10, 12, 1,
     ROW(name), NULL, NULL},
    {"phone_masked", N_("Phone"), COLUMN_STRING, 0, 11, 11, 0, ROW(phone_masked), NULL, NULL},
    {"state", N_("State"), COLUMN_CALL, 0, 11, 11, 0, 0, state_text, state_role},
    {"part", N_("Part"), COLUMN_CALL, 0, 9, 9, 0, 0, part_text, NULL},
    {"place", N_("Office or company"), COLUMN_STRING, 0, 14, 20, 3, ROW(place), NULL, NULL},
    {"last_login_at", N_("Last sign-in"), COLUMN_CALL, COLUMN_SPARE, 10, 12, 0, 0, last_text, NULL},
    {"made_at", N_("Registered"), COLUMN_CALL, COLUMN_SORT | COLUMN_SPARE, 10, 10, 0, 0, made_text,
     NULL},
    {.name = NULL},
};

static const struct list_order orders[] = {{"name", "name"}, {"made_at", "made"}, {NULL, NULL}};

#define TEXT(member) offsetof(struct account_row, member)

static const size_t texts[] = {
    TEXT(name),        TEXT(phone_masked), TEXT(state),  TEXT(part), TEXT(place),
    TEXT(checked_how), TEXT(checked_by),   TEXT(locked), TEXT(at),
};

static int64_t line_id(const void *row)
{
    return LINE(row).account_id;
}

static const struct table_spec table = {
    .name = "accounts",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_clear = list_row_clear,
    .row_id = line_id,
    .empty = N_("No account is found. Look at the filters."),
    .sort = "name",
    .ask = list_ask,
};

static void fetch(struct screen *screen, const struct list_from *from, void *owner, db_done *done)
{
    account_list(app_db(app_of(screen)), &page_of(screen)->filter, from->sort, from->backwards,
                 from->after, from->n, owner, done);
}

static void note_export(struct screen *screen, const char *filters,
                        const struct export_result *result, void *owner, db_done *done)
{
    export_note_operator(app_db(app_of(screen)), table.name, filters, result, owner, done);
}

static const struct list_spec list = {
    .table = &table,
    .orders = orders,
    .at_row = offsetof(struct line, row),
    .row_size = sizeof(struct account_row),
    .at = TEXT(at),
    .texts = texts,
    .text_count = sizeof texts / sizeof *texts,
    .fetch = fetch,
    .filter_shape = &account_filter_shape,
    .filter_at = offsetof(struct accounts, filter),
    .note = note_export,
};

/* ---- the screen ---- */

static bool accounts_open(struct screen *screen, const void *arg, struct err *err)
{
    struct accounts *page = page_of(screen);

    snprintf(page->filter.state, sizeof page->filter.state, "%s",
             arg && *(const char *)arg ? (const char *)arg : "live");
    page->form = form_new(screen, fields, &page->filter, FORM_LINE, NULL, screen);
    if (page->form && screen_add(screen, form_widget(page->form)) && offer_states(page->form))
        page->list = list_new(screen, &list, page->form, !arg);
    if (!page->list)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void accounts_close(struct screen *screen)
{
    list_free(&page_of(screen)->list);
}

static void accounts_resume(struct screen *screen)
{
    list_again(page_of(screen)->list);
}

static enum handled accounts_event(struct screen *screen, const struct event *event)
{
    return list_event(page_of(screen)->list, event);
}

static enum handled open_current(struct screen *screen)
{
    const struct account_row *row = list_current(page_of(screen)->list);
    char arg[24];

    if (!row)
        return H_DONE;
    snprintf(arg, sizeof arg, "%lld", (long long)row->account_id);
    return list_go(screen, "account", arg);
}

static bool has_current(const struct screen *screen)
{
    return list_current(page_of(screen)->list) != NULL;
}

static enum handled export_all(struct screen *screen)
{
    list_export(page_of(screen)->list);
    return H_DONE;
}

static bool has_rows(const struct screen *screen)
{
    return has_current(screen) && !list_exporting(page_of(screen)->list);
}

static const struct action actions[] = {
    {"open", "Enter", N_("Open"), N_("Shows the account; it is checked, locked or closed there."),
     NULL, ACTION_MAIN, has_current, open_current},
    {"export", "F7", N_("Export"),
     N_("Writes the list as it is filtered now into a file of the export folder; phones are masked."),
     "list_export", ACTION_MAIN, has_rows, export_all},
    {.name = NULL},
};

const struct screen_ops screen_accounts = {
    .name = "accounts",
    .title = N_("Accounts"),
    .help = N_("Everybody who may sign in. Phones are masked; a whole number is found, too."),
    .state_size = sizeof(struct accounts),
    .actions = actions,
    .open = accounts_open,
    .event = accounts_event,
    .resume = accounts_resume,
    .close = accounts_close,
};
