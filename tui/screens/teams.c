/* The teams of a project (SPEC 7.2). */
#include "config.h"

#include "core/base/i18n.h"
#include "core/team.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/leave.h"
#include "tui/screens/list.h"
#include "tui/screens/offer.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct teams {
    struct team_filter filter;
    struct form *form;
    struct list *list;
    struct offer companies;
};

struct line LIST_ROW(struct team_row);

static struct teams *teams_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- filters ---- */

#define FILTER(member) FIELD_AT(struct team_filter, member)

static const struct field fields[] = {
    {.name = "search",
     .label = N_("Find"),
     .help = N_("Part of the team's or its leader's name, or its initials."),
     .kind = FIELD_TEXT,
     .width = 14,
     FILTER(search)},
    {.name = "participant_id",
     .label = N_("Company"),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .width = 22,
     .no_text = N_("all"),
     FILTER(participant_id)},
    {.name = "exited",
     .label = N_("Teams"),
     .help = N_("A team that has left never returns; a new one is made."),
     .kind = FIELD_CHOICE,
     .width = 10,
     FILTER(exited)},
    {.name = NULL},
};

static bool offer_exited(struct form *form)
{
    const struct choice items[] = {
        {.code = "no", .text = _("on site")},
        {.code = "yes", .text = _("exited")},
        {.code = "all", .text = _("all")},
    };

    return form_choices(form, "exited", items, sizeof items / sizeof *items);
}

static bool open_filters(struct screen *screen)
{
    struct teams *teams = teams_of(screen);
    struct form *form = form_new(screen, fields, &teams->filter, FORM_LINE, NULL, screen);

    teams->form = form;
    if (!form || !screen_add(screen, form_widget(form)) || !offer_exited(form))
        return false;
    teams->companies = (struct offer){
        .app = app_of(screen), .form = form, .field = "participant_id", .all = _("all")};
    offer_companies(&teams->companies);
    return true;
}

/* ---- the list ---- */

static void entered_text(const void *row, char *out, size_t size)
{
    list_day(((const struct line *)row)->row.entered_on, out, size);
}

static void exited_text(const void *row, char *out, size_t size)
{
    list_day(((const struct line *)row)->row.exited_on, out, size);
}

static void made_text(const void *row, char *out, size_t size)
{
    app_moment(((const struct line *)row)->row.made_at, out, size);
}

static enum role name_role(const void *row)
{
    return day_is_set(((const struct line *)row)->row.exited_on) ? ROLE_DIM : ROLE_VALUE;
}

#define ROW(member) offsetof(struct line, row.member)

static const struct column columns[] = {
    {"name", N_("Team"), COLUMN_STRING, COLUMN_SORT | COLUMN_KEY | COLUMN_FROZEN, 12, 14, 2,
     ROW(name), NULL, name_role},
    {"company_name", N_("Company"), COLUMN_STRING, COLUMN_SORT, 20, 22, 2, ROW(company_name), NULL,
     NULL},
    {"leader_name", N_("Leader"), COLUMN_STRING, 0, 12, 14, 1, ROW(leader_name), NULL, NULL},
    {"leader_phone_masked", N_("Phone"), COLUMN_STRING, 0, 11, 11, 0, ROW(leader_phone_masked),
     NULL, NULL},
    {"live_workers", N_("People"), COLUMN_INT64, COLUMN_RIGHT, 6, 6, 0, ROW(live_workers), NULL,
     NULL},
    {"responsible_name", N_("Responsible"), COLUMN_STRING, COLUMN_SPARE, 11, 12, 0,
     ROW(responsible_name), NULL, NULL},
    {"entered_on", N_("Entered on"), COLUMN_CALL, COLUMN_SORT | COLUMN_SPARE, 10, 10, 0, 0,
     entered_text, NULL},
    {"exited_on", N_("Exited on"), COLUMN_CALL, COLUMN_SORT | COLUMN_SPARE, 10, 10, 0, 0,
     exited_text, NULL},
    {"project", N_("Project"), COLUMN_STRING, COLUMN_EXPORT_ONLY, 20, 20, 0, ROW(project_name),
     NULL, NULL},
    {"leader_document", N_("Leader's document"), COLUMN_STRING, COLUMN_EXPORT_ONLY, 18, 18, 0,
     ROW(leader_document_masked), NULL, NULL},
    {"made_at", N_("Made at"), COLUMN_CALL, COLUMN_EXPORT_ONLY, 16, 16, 0, 0, made_text, NULL},
    {.name = NULL},
};

static const struct list_order orders[] = {
    {"name", "name"},
    {"company_name", "company"},
    {"entered_on", "entered"},
    {"exited_on", "exited"},
    {NULL, NULL},
};

#define TEXT(member) offsetof(struct team_row, member)

static const size_t texts[] = {
    TEXT(company_name),
    TEXT(name),
    TEXT(leader_name),
    TEXT(leader_phone_masked),
    TEXT(responsible_name),
    TEXT(project_name),
    TEXT(leader_document_masked),
    TEXT(at),
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->row.team_id;
}

static const struct table_spec table = {
    .name = "teams",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_clear = list_row_clear,
    .row_id = line_id,
    .empty = N_("No team is found. Look at the filters, or make the first team with F2."),
    .sort = "name",
    .ask = list_ask,
    .flags = TABLE_MARKS,
};

static void fetch(struct screen *screen, const struct list_from *from, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    team_list(app_db(app), app_project_id(app), &teams_of(screen)->filter, from->sort,
              from->backwards, from->after, from->n, owner, done);
}

static const struct list_spec list = {
    .table = &table,
    .orders = orders,
    .at_row = offsetof(struct line, row),
    .row_size = sizeof(struct team_row),
    .at = TEXT(at),
    .texts = texts,
    .text_count = sizeof texts / sizeof *texts,
    .fetch = fetch,
    .filter_shape = &team_filter_shape,
    .filter_at = offsetof(struct teams, filter),
};

/* ---- the screen ---- */

static bool teams_open(struct screen *screen, const void *arg, struct err *err)
{
    struct teams *teams = teams_of(screen);

    (void)arg;
    if (!app_need_project(app_of(screen), err))
        return false;
    snprintf(teams->filter.exited, sizeof teams->filter.exited, "no");
    if (open_filters(screen))
        teams->list = list_new(screen, &list, teams->form, true);
    if (!teams->list)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void teams_close(struct screen *screen)
{
    struct teams *teams = teams_of(screen);

    list_free(&teams->list);
    offer_forget(&teams->companies);
}

static void teams_resume(struct screen *screen)
{
    table_unmark_all(list_table(teams_of(screen)->list));
    list_again(teams_of(screen)->list);
}

static enum handled teams_event(struct screen *screen, const struct event *event)
{
    return list_event(teams_of(screen)->list, event);
}

static enum handled open_current(struct screen *screen)
{
    const struct team_row *row = list_current(teams_of(screen)->list);
    char arg[24];

    if (!row)
        return H_DONE;
    snprintf(arg, sizeof arg, "%lld", (long long)row->team_id);
    return list_go(screen, "team", arg);
}

static enum handled open_new(struct screen *screen)
{
    return list_go(screen, "team", NULL);
}

static enum handled open_workers(struct screen *screen)
{
    const struct team_row *row = list_current(teams_of(screen)->list);
    char arg[256];

    if (!row)
        return H_DONE;
    snprintf(arg, sizeof arg, "team %lld %s", (long long)row->team_id, row->name ? row->name : "");
    return list_go(screen, "workers", arg);
}

static const char *line_name(const void *row)
{
    return ((const struct line *)row)->row.name;
}

static enum handled leave(struct screen *screen)
{
    return leave_open_chosen(screen, LEAVE_TEAMS, list_table(teams_of(screen)->list), line_name,
                             line_id);
}

static bool may_leave(const struct screen *screen)
{
    const struct list *it = teams_of(screen)->list;
    const struct team_row *row = list_current(it);

    return row && (table_marked(list_table(it)) || !day_is_set(row->exited_on));
}

static enum handled export_all(struct screen *screen)
{
    list_export(teams_of(screen)->list);
    return H_DONE;
}

static bool has_current(const struct screen *screen)
{
    return list_current(teams_of(screen)->list) != NULL;
}

static bool has_rows(const struct screen *screen)
{
    return has_current(screen) && !list_exporting(teams_of(screen)->list);
}

static const struct action actions[] = {
    {"new", "F2", N_("New team"), N_("Makes a new team of a company on the project."), "team_write",
     ACTION_MAIN, NULL, open_new},
    {"open", "Enter", N_("Open"), N_("Shows the team; who may, corrects it there."), NULL,
     ACTION_MAIN, has_current, open_current},
    {"workers", "F3", N_("Workers"), N_("The workers of this team."), NULL, ACTION_MAIN,
     has_current, open_workers},
    {"export", "F7", N_("Export"),
     N_("Writes the list, as it is filtered and sorted now, into a file; numbers stay masked."),
     "list_export", ACTION_MAIN, has_rows, export_all},
    {"leave", "F8", N_("Retire"),
     N_("The marked teams, or the current one, leave for good; nobody may be at work in them."),
     "team_write", ACTION_MAIN, may_leave, leave},
    {.name = NULL},
};

const struct screen_ops screen_teams = {
    .name = "teams",
    .title = N_("Teams"),
    .help = N_("The teams of the companies on the project. A team must be there before its "
               "workers are enrolled."),
    .state_size = sizeof(struct teams),
    .actions = actions,
    .open = teams_open,
    .event = teams_event,
    .resume = teams_resume,
    .close = teams_close,
};
