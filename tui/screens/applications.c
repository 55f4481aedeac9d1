/* Applications for projects (SPEC 5.2): mine, my company's, those my office decides. */
#include "config.h"

#include "core/application.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/list.h"
#include "tui/screens/offer_project.h"
#include "tui/screens/screens.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct applications {
    struct application_filter filter;
    struct form *form;
    struct list *list;
    struct offer hr_office, industry_office;
    struct db_rows *counts;
};

struct line LIST_ROW(struct application_row);

static struct applications *applications_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- filters ---- */

#define FILTER(member) FIELD_AT(struct application_filter, member)

static const struct field fields[] = {
    {.name = "approval",
     .label = N_("Show"),
     .kind = FIELD_CHOICE,
     .width = 16,
     .no_text = N_("all"),
     FILTER(approval)},
    {.name = "search",
     .label = N_("Find"),
     .help = N_("Part of the project's or the general contractor's name, or initials."),
     .kind = FIELD_TEXT,
     .width = 14,
     FILTER(search)},
    {.name = "state",
     .label = N_("State"),
     .kind = FIELD_CHOICE,
     .width = 10,
     .no_text = N_("all"),
     FILTER(state)},
    {.name = "industry",
     .label = N_("Industry"),
     .kind = FIELD_CHOICE,
     .width = 8,
     .no_text = N_("all"),
     FILTER(industry)},
    {.name = "hr_office_id",
     .label = N_("HR bureau"),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .width = 18,
     .no_text = N_("all"),
     FILTER(hr_office_id)},
    {.name = "industry_office_id",
     .label = N_("Regulator"),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .width = 18,
     .no_text = N_("all"),
     FILTER(industry_office_id)},
    {.name = "in_assessment_scope",
     .label = N_("Assessed"),
     .kind = FIELD_CHOICE,
     .width = 6,
     .no_text = N_("all"),
     FILTER(in_assessment_scope)},
    {.name = NULL},
};

/* The tabs: each state with its count. */
static void offer_tabs(struct screen *screen)
{
    struct applications *state = applications_of(screen);
    const struct application_count *row = state->counts ? state->counts->data : NULL;
    size_t n = state->counts ? state->counts->count : 0;
    struct choice items[8] = {{.code = "", .text = _("all")}};
    char texts[8][64];
    int count = 1;

    for (size_t i = 0; i < n && count < 8; i++) {
        snprintf(texts[count], sizeof texts[count], "%s %" PRId64,
                 application_approval_name(row[i].approval), row[i].count);
        items[count] = (struct choice){.code = row[i].approval, .text = texts[count]};
        count++;
    }
    form_choices(state->form, "approval", items, count);
}

static void counts_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct applications *state = applications_of(screen);

    if (err->code)
        return; /* the list says what is wrong */
    db_rows_free(&state->counts);
    state->counts = *rows;
    *rows = NULL;
    offer_tabs(screen);
}

static bool offer_scope(struct form *form)
{
    const struct choice items[] = {{.code = "", .text = _("all")},
                                   {.code = "yes", .text = _("yes")},
                                   {.code = "no", .text = _("no")}};

    return form_choices(form, "in_assessment_scope", items, 3);
}

static bool open_filters(struct screen *screen)
{
    struct applications *state = applications_of(screen);
    struct app *app = app_of(screen);
    struct form *form = form_new(screen, fields, &state->filter, FORM_LINE, NULL, screen);

    state->form = form;
    if (!form || !screen_add(screen, form_widget(form)) || !offer_scope(form) ||
        !offer_codes(form, "state", app_codes(app), CODE_PROJECT_STATE, _("all")) ||
        !offer_codes(form, "industry", app_codes(app), CODE_INDUSTRY, _("all")))
        return false;
    state->hr_office =
        (struct offer){.app = app, .form = form, .field = "hr_office_id", .all = _("all")};
    state->industry_office =
        (struct offer){.app = app, .form = form, .field = "industry_office_id", .all = _("all")};
    offer_offices(&state->hr_office, "hr", NULL, NULL);
    offer_offices(&state->industry_office, "industry", NULL, NULL);
    return true;
}

/* ---- the list ---- */

static void approval_text(const void *row, char *out, size_t size)
{
    const struct application_row *a = &((const struct line *)row)->row;

    text_copy(out, size, a->waits_for_me ? _("to decide") : application_approval_name(a->approval));
}

static enum role approval_role(const void *row)
{
    const struct application_row *a = &((const struct line *)row)->row;

    if (a->waits_for_me)
        return ROLE_WARN;
    return a->approval && strcmp(a->approval, "rejected") == 0 ? ROLE_ERROR : ROLE_ACCENT;
}

#define ROW(member) offsetof(struct line, row.member)

static const struct column columns[] = {
    {"name", N_("Project"), COLUMN_STRING, COLUMN_SORT | COLUMN_KEY | COLUMN_FROZEN, 18, 24, 3,
     ROW(name), NULL, NULL},
    {"approval", N_("Approval"), COLUMN_CALL, 0, 10, 10, 0, 0, approval_text, approval_role},
    {"region_name", N_("Region"), COLUMN_STRING, 0, 8, 10, 0, ROW(region_name), NULL, NULL},
    {"company_name", N_("General contractor"), COLUMN_STRING, COLUMN_SORT, 20, 22, 2,
     ROW(company_name), NULL, NULL},
    {"hr_office_name", N_("HR bureau"), COLUMN_STRING, COLUMN_SPARE, 16, 20, 1, ROW(hr_office_name),
     NULL, NULL},
    {"industry_name", N_("Industry"), COLUMN_STRING, COLUMN_SPARE, 6, 8, 0, ROW(industry_name),
     NULL, NULL},
    {"industry_office_name", N_("Industry regulator"), COLUMN_STRING, COLUMN_SPARE, 16, 20, 1,
     ROW(industry_office_name), NULL, NULL},
    {"state_name", N_("State"), COLUMN_STRING, 0, 8, 8, 0, ROW(state_name), NULL, NULL},
    {"programme", N_("Programme"), COLUMN_STRING, COLUMN_SPARE, 10, 14, 0, ROW(programme), NULL,
     NULL},
    {"client_name", N_("Client"), COLUMN_STRING, COLUMN_SPARE, 14, 20, 1, ROW(client_name), NULL,
     NULL},
    {.name = NULL},
};

static const struct list_order orders[] = {
    {"name", "name"}, {"company_name", "company"}, {NULL, NULL}};

#define TEXT(member) offsetof(struct application_row, member)

static const size_t texts[] = {
    TEXT(approval),
    TEXT(name),
    TEXT(region_name),
    TEXT(company_name),
    TEXT(hr_office_name),
    TEXT(industry_name),
    TEXT(industry_office_name),
    TEXT(state_name),
    TEXT(programme),
    TEXT(client_name),
    TEXT(at),
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->row.project_id;
}

static const struct table_spec table = {
    .name = "applications",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_clear = list_row_clear,
    .row_id = line_id,
    .empty = N_("No application is found. Look at the filters."),
    .sort = "name",
    .ask = list_ask,
};

static void fetch(struct screen *screen, const struct list_from *from, void *owner, db_done *done)
{
    application_list(app_db(app_of(screen)), &applications_of(screen)->filter, from->sort,
                     from->backwards, from->after, from->n, owner, done);
}

static void note_export(struct screen *screen, const char *filters,
                        const struct export_result *result, void *owner, db_done *done)
{
    application_export_note(app_db(app_of(screen)), filters, result, owner, done);
}

static const struct list_spec list = {
    .table = &table,
    .orders = orders,
    .at_row = offsetof(struct line, row),
    .row_size = sizeof(struct application_row),
    .at = TEXT(at),
    .texts = texts,
    .text_count = sizeof texts / sizeof *texts,
    .fetch = fetch,
    .filter_shape = &application_filter_shape,
    .filter_at = offsetof(struct applications, filter),
    .note = note_export,
};

/* ---- the screen ---- */

static void ask_counts(struct screen *screen)
{
    application_counts(app_db(app_of(screen)), screen, counts_came);
}

static bool open(struct screen *screen, const void *arg, struct err *err)
{
    struct applications *state = applications_of(screen);

    if (arg)
        text_copy(state->filter.approval, sizeof state->filter.approval, arg);
    if (open_filters(screen))
        state->list = list_new(screen, &list, state->form, !arg || !*(const char *)arg);
    if (!state->list)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    ask_counts(screen);
    return true;
}

static void close(struct screen *screen)
{
    struct applications *state = applications_of(screen);

    list_free(&state->list);
    offer_forget(&state->hr_office);
    offer_forget(&state->industry_office);
    db_forget(app_db(app_of(screen)), screen);
    db_rows_free(&state->counts);
}

static void resume(struct screen *screen)
{
    ask_counts(screen);
    list_again(applications_of(screen)->list);
}

static enum handled event(struct screen *screen, const struct event *event)
{
    return list_event(applications_of(screen)->list, event);
}

/* Its own people write it while it is a draft; a rejected one they read first. */
static enum handled open_current(struct screen *screen)
{
    const struct application_row *row = list_current(applications_of(screen)->list);
    char arg[24];

    if (!row)
        return H_DONE;
    snprintf(arg, sizeof arg, "%lld", (long long)row->project_id);
    return list_go(screen, strcmp(row->approval, "draft") == 0 ? "application" : "application_view",
                   arg);
}

static enum handled open_new(struct screen *screen)
{
    return list_go(screen, "application", NULL);
}

static enum handled export_all(struct screen *screen)
{
    list_export(applications_of(screen)->list);
    return H_DONE;
}

static bool has_current(const struct screen *screen)
{
    return list_current(applications_of(screen)->list) != NULL;
}

static bool has_company(const struct screen *screen)
{
    return app_company(app_of(screen)) != NULL;
}

static bool has_rows(const struct screen *screen)
{
    return has_current(screen) && !list_exporting(applications_of(screen)->list);
}

static const struct action actions[] = {
    {"new", "F2", N_("New application"),
     N_("Applies for a project, for the open company: a certified general contractor."),
     "application_make", ACTION_MAIN, has_company, open_new},
    {"open", "Enter", N_("Open"),
     N_("Opens the application: to go on with it, to read or decide it."), NULL, ACTION_MAIN,
     has_current, open_current},
    {"export", "F7", N_("Export"),
     N_("Writes the list, as it is filtered and sorted now, into a file."), "list_export",
     ACTION_MAIN, has_rows, export_all},
    {.name = NULL},
};

const struct screen_ops screen_applications = {
    .name = "applications",
    .title = N_("Project applications"),
    .help = N_(
        "Applications for projects: drafts, those that wait to be decided, approved and rejected "
        "ones, with their counts."),
    .state_size = sizeof(struct applications),
    .actions = actions,
    .open = open,
    .event = event,
    .resume = resume,
    .close = close,
};
