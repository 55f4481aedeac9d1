/* The site from above: project → companies → teams → workers. Enter goes down, Backspace and Left
 * go up; each row counts its people. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/site.h"
#include "tui/app.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct page {
    struct whole list;
    int64_t participant_id; /* whose teams are shown; 0: the companies */
    int64_t back;           /* the company to come back to */
    bool direct;            /* opened on a company's teams: up leaves the page */
    char company_name[128];
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct site_row *current(const struct screen *screen)
{
    return whole_current(&page_of(screen)->list);
}

/* ---- the list ---- */

/* A company whose people are not for me to see has no figures; one that has nobody has a nought. */
static void figure(const struct site_row *row, int64_t n, char *out, size_t size)
{
    if (row->sees)
        snprintf(out, size, "%" PRId64, n);
    else
        text_copy(out, size, "-");
}

static void employed_text(const void *row, char *out, size_t size)
{
    figure(row, ((const struct site_row *)row)->employed, out, size);
}

static void invited_text(const void *row, char *out, size_t size)
{
    figure(row, ((const struct site_row *)row)->invited, out, size);
}

static void gone_text(const void *row, char *out, size_t size)
{
    figure(row, ((const struct site_row *)row)->gone, out, size);
}

static void entered_text(const void *row, char *out, size_t size)
{
    list_day(((const struct site_row *)row)->entered_on, out, size);
}

static void exited_text(const void *row, char *out, size_t size)
{
    list_day(((const struct site_row *)row)->exited_on, out, size);
}

static enum role name_role(const void *row)
{
    const struct site_row *it = row;

    if (day_is_set(it->exited_on))
        return ROLE_DIM;
    return it->general_contractor ? ROLE_STRONG : ROLE_VALUE;
}

static enum role dim(const void *row)
{
    (void)row;
    return ROLE_DIM;
}

#define ROW(member) offsetof(struct site_row, member)

static const struct column columns[] = {
    {"name", N_("Company or team"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 20, 28, 2, ROW(name),
     NULL, name_role},
    {"note", N_("Kind, leader"), COLUMN_STRING, 0, 12, 16, 1, ROW(note), NULL, dim},
    {"employed", N_("At work"), COLUMN_CALL, COLUMN_RIGHT, 7, 7, 0, 0, employed_text, NULL},
    {"invited", N_("Invited"), COLUMN_CALL, COLUMN_RIGHT, 7, 7, 0, 0, invited_text, NULL},
    {"gone", N_("Left"), COLUMN_CALL, COLUMN_RIGHT, 6, 6, 0, 0, gone_text, NULL},
    {"exited_on", N_("Exited on"), COLUMN_CALL, 0, 10, 10, 0, 0, exited_text, dim},
    {"entered_on", N_("Entered on"), COLUMN_CALL, COLUMN_SPARE, 10, 10, 0, 0, entered_text, dim},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    return ((const struct site_row *)row)->id;
}

static const struct table_spec table = {
    .name = "site",
    .columns = columns,
    .row_size = sizeof(struct site_row),
    .row_id = row_id,
    .empty = N_("There is nothing here yet."),
};

static void ask(struct screen *screen, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    site_list(app_db(app), app_project_id(app), page_of(screen)->participant_id, owner, done);
}

/* Come up again: onto the company it went down from. */
static void came(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (page->back && !page->participant_id)
        table_go(page->list.table, page->back);
    page->back = 0;
}

/* ---- up and down ---- */

static void show_teams(struct screen *screen, int64_t participant_id, const char *name)
{
    struct page *page = page_of(screen);

    page->participant_id = participant_id;
    text_copy(page->company_name, sizeof page->company_name, name);
    page->list.empty = N_("This company has no team here. Teams are made on the page of teams.");
    screen_set_part(screen, page->company_name);
    table_put(page->list.table, NULL, 0);
    whole_again(&page->list);
}

static enum handled up(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (!page->participant_id || page->direct)
        return H_CLOSE;
    page->back = page->participant_id;
    page->participant_id = 0;
    page->list.empty = table.empty;
    screen_set_part(screen, "");
    table_put(page->list.table, NULL, 0);
    whole_again(&page->list);
    return H_DONE;
}

static enum handled down(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct site_row *row = current(screen);
    char arg[256], name[128];

    if (page->participant_id) {
        snprintf(arg, sizeof arg, "team %lld %s", (long long)row->id, row->name ? row->name : "");
        return list_go(screen, "workers", arg);
    }
    text_copy(name, sizeof name, row->name ? row->name : "");
    show_teams(screen, row->id, name);
    return H_DONE;
}

/* Everybody under the row, in one list. */
static enum handled open_workers(struct screen *screen)
{
    const struct page *page = page_of(screen);
    const struct site_row *row = current(screen);
    char arg[256];

    snprintf(arg, sizeof arg, "%s %lld %s", page->participant_id ? "team" : "company",
             (long long)row->id, row->name ? row->name : "");
    return list_go(screen, "workers", arg);
}

static enum handled enrol(struct screen *screen)
{
    return list_go(screen, "enrol", NULL);
}

static enum handled open_team(struct screen *screen)
{
    char arg[24];

    snprintf(arg, sizeof arg, "%lld", (long long)current(screen)->id);
    return list_go(screen, "team", arg);
}

static bool has_current(const struct screen *screen)
{
    return current(screen) && current(screen)->sees;
}

static bool on_team(const struct screen *screen)
{
    return page_of(screen)->participant_id && current(screen);
}

/* ---- the screen ---- */

/* ARG "ID NAME": that company's teams. */
static bool site_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    long long participant = 0;
    int used = 0;

    if (!app_need_project(app_of(screen), err))
        return false;
    page->direct = arg && sscanf(arg, "%lld %n", &participant, &used) == 1 && participant > 0;
    if (page->direct) {
        page->participant_id = participant;
        text_copy(page->company_name, sizeof page->company_name, (const char *)arg + used);
        screen_set_part(screen, page->company_name);
    }
    page->list.came = came;
    if (!whole_open(&page->list, screen, &table, ask))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void site_close(struct screen *screen)
{
    whole_close(&page_of(screen)->list);
}

static void site_resume(struct screen *screen)
{
    whole_again(&page_of(screen)->list);
}

static enum handled site_event(struct screen *screen, const struct event *event)
{
    return whole_event(&page_of(screen)->list, event);
}

static const struct action actions[] = {
    {"down", "Enter", N_("Down"), N_("From a company to its teams, from a team to its workers."),
     NULL, ACTION_MAIN, has_current, down},
    {"up", "Backspace Left", N_("Up"), N_("From teams back to the companies."), NULL, ACTION_MAIN,
     NULL, up},
    {"enrol", "F2", N_("Enrol"), N_("Enrols workers with their cards."), "worker_enrol",
     ACTION_MAIN, NULL, enrol},
    {"workers", "F3", N_("Workers"), N_("The workers under the row in one list."), "worker_read",
     ACTION_MAIN, has_current, open_workers},
    {"team", "F4", N_("Team"), N_("The team's own page."), "team_read", ACTION_MAIN | ACTION_WHEN,
     on_team, open_team},
    {.name = NULL},
};

const struct screen_ops screen_site = {
    .name = "site",
    .title = N_("Site"),
    .help = N_("The project from above: its companies, each one's teams, each team's workers, with "
               "how many are at work, invited and gone."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = site_open,
    .event = site_event,
    .resume = site_resume,
    .close = site_close,
};
