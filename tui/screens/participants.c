/* The companies on a project (SPEC 6.1): who is here as what, since when; the general contractor's
 * administrator enters them and lets them leave. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/participant.h"
#include "tui/app.h"
#include "tui/screens/leave.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct whole list;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct participant *current(const struct screen *screen)
{
    return whole_current(&page_of(screen)->list);
}

/* ---- the list ---- */

static void entered_text(const void *row, char *out, size_t size)
{
    list_day(((const struct participant *)row)->entered_on, out, size);
}

static void exited_text(const void *row, char *out, size_t size)
{
    list_day(((const struct participant *)row)->exited_on, out, size);
}

static enum role name_role(const void *row)
{
    const struct participant *it = row;

    if (day_is_set(it->exited_on))
        return ROLE_DIM;
    return it->general_contractor ? ROLE_STRONG : ROLE_VALUE;
}

#define ROW(member) offsetof(struct participant, member)

static const struct column columns[] = {
    {"company_name", N_("Company"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 20, 26, 2,
     ROW(company_name), NULL, name_role},
    {"kind_names", N_("Kinds"), COLUMN_STRING, 0, 12, 16, 1, ROW(kind_names), NULL, NULL},
    {"entered_on", N_("Entered on"), COLUMN_CALL, 0, 10, 10, 0, 0, entered_text, NULL},
    {"exited_on", N_("Exited on"), COLUMN_CALL, 0, 10, 10, 0, 0, exited_text, NULL},
    {"live_teams", N_("Teams"), COLUMN_INT64, COLUMN_RIGHT, 5, 5, 0, ROW(live_teams), NULL, NULL},
    {"live_workers", N_("People"), COLUMN_INT64, COLUMN_RIGHT, 6, 6, 0, ROW(live_workers), NULL,
     NULL},
    {"members", N_("Members"), COLUMN_INT64, COLUMN_RIGHT | COLUMN_SPARE, 7, 7, 0, ROW(members),
     NULL, NULL},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    return ((const struct participant *)row)->participant_id;
}

static const struct table_spec table = {
    .name = "participants",
    .columns = columns,
    .row_size = sizeof(struct participant),
    .row_id = row_id,
    .empty = N_("No company is on the project yet."),
};

static void ask(struct screen *screen, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    participant_list(app_db(app), app_project_id(app), owner, done);
}

/* ---- the screen ---- */

static bool participants_open(struct screen *screen, const void *arg, struct err *err)
{
    (void)arg;
    if (!app_need_project(app_of(screen), err))
        return false;
    if (!whole_open(&page_of(screen)->list, screen, &table, ask))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void participants_close(struct screen *screen)
{
    whole_close(&page_of(screen)->list);
}

static void participants_resume(struct screen *screen)
{
    whole_again(&page_of(screen)->list);
}

static enum handled participants_event(struct screen *screen, const struct event *event)
{
    return whole_event(&page_of(screen)->list, event);
}

static enum handled enter(struct screen *screen)
{
    return list_go(screen, "participant", NULL);
}

static enum handled change_kinds(struct screen *screen)
{
    char arg[24];

    snprintf(arg, sizeof arg, "%lld", (long long)current(screen)->participant_id);
    return list_go(screen, "participant", arg);
}

static enum handled open_site(struct screen *screen)
{
    const struct participant *it = current(screen);
    char arg[256];

    if (!it)
        return H_DONE;
    snprintf(arg, sizeof arg, "%lld %s", (long long)it->participant_id, it->company_name);
    return list_go(screen, "site", arg);
}

static enum handled leave(struct screen *screen)
{
    const struct participant *it = current(screen);
    struct leave_who who = {.id = it->participant_id};

    text_copy(who.name, sizeof who.name, it->company_name);
    return leave_open(screen, LEAVE_COMPANY, &who, 1);
}

static bool has_current(const struct screen *screen)
{
    return current(screen) != NULL;
}

/* The general contractor neither changes nor leaves; who has left, has. */
static bool may_change(const struct screen *screen)
{
    const struct participant *it = current(screen);

    return it && !it->general_contractor && !day_is_set(it->exited_on);
}

static const struct action actions[] = {
    {"enter", "F2", N_("Enter a company"), N_("Enters a certified company with its kinds."),
     "participant_write", ACTION_MAIN, NULL, enter},
    {"site", "Enter", N_("Teams"), N_("The company's teams with their people."), "worker_read",
     ACTION_MAIN, has_current, open_site},
    {"kinds", "F4", N_("Kinds"), N_("Changes what the company is on this project."),
     "participant_write", ACTION_MAIN, may_change, change_kinds},
    {"leave", "F8", N_("Exit"),
     N_("The company leaves the project; nobody of it may be at work, and no team on site."),
     "participant_write", ACTION_MAIN, may_change, leave},
    {.name = NULL},
};

const struct screen_ops screen_participants = {
    .name = "participants",
    .title = N_("Companies"),
    .help = N_("The companies on the project. The general contractor enters the others; a company "
               "must be here before its people join and its teams are made."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = participants_open,
    .event = participants_event,
    .resume = participants_resume,
    .close = participants_close,
};
