/* Exits of workers that wait for a reviewer (SPEC 6.2, 8.4). */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/leaving.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct whole list;
    int64_t ids[LEAVING_MAX]; /* what a question is about */
    size_t count;
    char request_id[UUID_SIZE];
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct exit_row *current(const struct screen *screen)
{
    return whole_current(&page_of(screen)->list);
}

static void ended_text(const void *row, char *out, size_t size)
{
    list_day(((const struct exit_row *)row)->ended_on, out, size);
}

static void started_text(const void *row, char *out, size_t size)
{
    list_day(((const struct exit_row *)row)->started_on, out, size);
}

static void proposed_text(const void *row, char *out, size_t size)
{
    app_moment(((const struct exit_row *)row)->proposed_at, out, size);
}

#define ROW(member) offsetof(struct exit_row, member)

static const struct column columns[] = {
    {"name", N_("Name"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 12, 18, 1, ROW(name), NULL,
     NULL},
    {"team_name", N_("Team"), COLUMN_STRING, 0, 10, 12, 1, ROW(team_name), NULL, NULL},
    {"started_on", N_("Started on"), COLUMN_CALL, COLUMN_SPARE, 10, 10, 0, 0, started_text, NULL},
    {"ended_on", N_("Last day"), COLUMN_CALL, 0, 10, 10, 0, 0, ended_text, NULL},
    {"reason", N_("Reason"), COLUMN_STRING, 0, 14, 18, 2, ROW(reason), NULL, NULL},
    {"proposed_by", N_("Proposed by"), COLUMN_STRING, 0, 10, 12, 0, ROW(proposed_by), NULL, NULL},
    {"company_name", N_("Company"), COLUMN_STRING, COLUMN_SPARE, 16, 20, 1, ROW(company_name), NULL,
     NULL},
    {"proposed_at", N_("Since"), COLUMN_CALL, COLUMN_SPARE, 16, 16, 0, 0, proposed_text, NULL},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    return ((const struct exit_row *)row)->exit_id;
}

static const struct table_spec table = {
    .name = "exits",
    .columns = columns,
    .row_size = sizeof(struct exit_row),
    .row_id = row_id,
    .empty = N_("No exit waits for approval."),
    .flags = TABLE_MARKS,
};

static void ask(struct screen *screen, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    exit_list(app_db(app), app_project_id(app), owner, done);
}

/* ---- deciding ---- */

static void decided(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    char text[400];
    bool all;

    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    all = left_sum(*rows, text, sizeof text);
    ui_say(screen->ui, all ? MESSAGE_GOOD : MESSAGE_WARN, text);
    table_unmark_all(page->list.table);
    whole_again(&page->list);
}

static void decide(struct screen *screen, bool accept, const char *reason)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    exit_decide(app_db(app), app_project_id(app), page->request_id, page->ids, page->count, accept,
                reason, screen, decided);
}

static void choose(struct screen *screen)
{
    struct page *page = page_of(screen);

    page->count = whole_chosen(page->list.table, page->ids, LEAVING_MAX);
    uuid_make(page->request_id);
}

static void approve_answered(void *owner, bool yes)
{
    if (yes)
        decide(owner, true, NULL);
}

static enum handled approve(struct screen *screen)
{
    char text[128];

    choose(screen);
    snprintf(text, sizeof text, _("Approve %zu exits?"), page_of(screen)->count);
    prompt_yes_no(screen->ui, text, _("They have left from their last day on."), approve_answered,
                  screen);
    return H_DONE;
}

static void reason_given(void *owner, const char *reason)
{
    if (reason)
        decide(owner, false, reason);
}

static enum handled refuse(struct screen *screen)
{
    choose(screen);
    prompt_text(screen->ui, _("Why do they stay?"), _("Reason"), _("It is recorded."), 2, false,
                reason_given, screen);
    return H_DONE;
}

static void taken_back(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("The exit was taken back."));
    whole_again(&page_of(screen)->list);
}

static enum handled take_back(struct screen *screen)
{
    struct app *app = app_of(screen);

    exit_withdraw(app_db(app), app_project_id(app), current(screen)->exit_id, screen, taken_back);
    return H_DONE;
}

static enum handled open_worker(struct screen *screen)
{
    char arg[24];

    snprintf(arg, sizeof arg, "%lld", (long long)current(screen)->worker_id);
    return list_go(screen, "worker", arg);
}

/* ---- the screen ---- */

static bool exits_open(struct screen *screen, const void *arg, struct err *err)
{
    (void)arg;
    if (!app_need_project(app_of(screen), err))
        return false;
    if (!whole_open(&page_of(screen)->list, screen, &table, ask))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void exits_close(struct screen *screen)
{
    whole_close(&page_of(screen)->list);
    db_forget(app_db(app_of(screen)), screen);
}

static void exits_resume(struct screen *screen)
{
    whole_again(&page_of(screen)->list);
}

static enum handled exits_event(struct screen *screen, const struct event *event)
{
    return whole_event(&page_of(screen)->list, event);
}

static bool has_current(const struct screen *screen)
{
    return current(screen) != NULL;
}

static bool is_own(const struct screen *screen)
{
    return current(screen) && current(screen)->own;
}

static const struct action actions[] = {
    {"approve", "F2", N_("Approve"), N_("Approves the marked exits, or the current one."),
     "exit_decide", ACTION_MAIN, has_current, approve},
    {"refuse", "F8", N_("Refuse"), N_("They stay at work; a reason is asked for."), "exit_decide",
     ACTION_MAIN, has_current, refuse},
    {"open", "Enter", N_("Worker"), N_("Shows the worker."), "worker_read", ACTION_MAIN, has_current,
     open_worker},
    {"withdraw", "F6", N_("Take back"), N_("Takes back an exit that I proposed."), "worker_exit",
     ACTION_MAIN, is_own, take_back},
    {.name = NULL},
};

const struct screen_ops screen_exits = {
    .name = "exits",
    .title = N_("Exits to approve"),
    .help = N_("Where the project has a reviewer, a wage officer proposes exits and the reviewer "
               "or an administrator approves them. Space marks several."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = exits_open,
    .event = exits_event,
    .resume = exits_resume,
    .close = exits_close,
};
