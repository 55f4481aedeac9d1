/* Leaving a site (SPEC 6.1, 7.3, 8.4): a form of a day and a reason over the list of those who
 * leave. Each has a result of its own; those that could not leave stay on the page with the
 * reason. */
#include "config.h"

#include "tui/screens/leave.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/leaving.h"
#include "core/participant.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/prompt.h"
#include "tui/kit/table.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line {
    int64_t id;
    char name[128], said[320];
    bool bad;
};

struct record {
    char ended_on[DAY_SIZE];
    char reason[256];
};

/* What the page is opened with. */
struct asked {
    enum leave_kind kind;
    const struct leave_who *who;
    size_t count;
};

struct page {
    enum leave_kind kind;
    struct record record;
    struct form *form;
    struct table *table;
    struct line *lines;
    size_t count;
    char request_id[UUID_SIZE];
    char asked_day[DAY_SIZE], asked_reason[256]; /* what the request id stands for */
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct record, member)

static const struct field fields[] = {
    {.name = "ended_on",
     .label = N_("Last day"),
     .help = N_("Not before anybody's first day, and not in the future."),
     .kind = FIELD_DAY,
     .flags = FIELD_REQUIRED,
     .width = 12,
     MEMBER(ended_on)},
    {.name = "reason",
     .label = N_("Reason"),
     .help = N_("Why they leave; it stays in their record."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED,
     .width = 44,
     .max = 100,
     MEMBER(reason)},
    {.name = NULL},
};

static enum role said_role(const void *row)
{
    return ((const struct line *)row)->bad ? ROLE_ERROR : ROLE_DIM;
}

static const struct column columns[] = {
    {"name", N_("Who leaves"), COLUMN_TEXT, COLUMN_KEY, 14, 20, 0, offsetof(struct line, name),
     NULL, NULL},
    {"said", N_("Result"), COLUMN_TEXT, 0, 30, 50, 1, offsetof(struct line, said), NULL, said_role},
    {.name = NULL},
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->id;
}

static const struct table_spec table = {
    .name = "leaving",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_id = line_id,
    .empty = " ",
};

static void show(struct screen *screen)
{
    struct page *page = page_of(screen);

    table_put(page->table, page->lines, (int)page->count);
    screen_dirty(screen, DIRTY_LAYOUT);
}

/* ---- saving ---- */

static struct line *find_line(struct page *page, int64_t id)
{
    for (size_t i = 0; i < page->count; i++)
        if (page->lines[i].id == id)
            return &page->lines[i];
    return NULL;
}

/* Who has left goes off the page; the others say why. */
static void take_results(struct page *page, const struct db_rows *rows)
{
    const struct left *left = rows->data;
    size_t kept = 0;

    for (size_t i = 0; i < rows->count; i++) {
        struct line *line = find_line(page, left[i].id);

        if (!line)
            continue;
        line->bad = !left_done(&left[i]);
        if (line->bad)
            left_say(&left[i], line->said, sizeof line->said);
        if (left[i].name)
            text_copy(line->name, sizeof line->name, left[i].name);
    }
    for (size_t i = 0; i < page->count; i++)
        if (page->lines[i].bad)
            page->lines[kept++] = page->lines[i];
    page->count = kept;
}

static void failed(struct screen *screen, const struct err *err)
{
    struct err shown = *err;

    if (!strcmp(shown.field, "exited_on"))
        text_copy(shown.field, sizeof shown.field, "ended_on");
    form_error(page_of(screen)->form, &shown);
    ui_fail(screen->ui, &shown);
}

static void left_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    char text[400];
    bool all;

    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        failed(screen, err);
        return;
    }
    all = left_sum(*rows, text, sizeof text);
    take_results(page, *rows);
    form_saved(page->form);
    page->asked_day[0] = 0; /* what is sent next is another call */
    ui_say(screen->ui, all ? MESSAGE_GOOD : MESSAGE_WARN, text);
    if (all)
        ui_close(screen->ui, screen);
    else
        show(screen);
}

static void company_left(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct participant_exited *exited = *rows ? (*rows)->data : NULL;
    char text[256];

    ui_busy_done(screen->ui, &page->busy);
    if (err->code || !exited) {
        failed(screen, err);
        return;
    }
    form_saved(page->form);
    snprintf(text, sizeof text, _("%s has left. Roles of its people that ended here: %lld."),
             page->lines[0].name, (long long)exited->members);
    ui_say(screen->ui, MESSAGE_GOOD, text);
    ui_close(screen->ui, screen);
}

static void send(struct screen *screen, struct day day)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    int64_t *ids = calloc(page->count + 1, sizeof *ids);

    for (size_t i = 0; ids && i < page->count; i++)
        ids[i] = page->lines[i].id;
    if (!ids)
        return;
    page->busy = ui_busy(screen->ui, _("Saving the exit"), NULL, NULL);
    if (page->kind == LEAVE_WORKERS)
        worker_exit(app_db(app), app_project_id(app), page->request_id, ids, page->count, day,
                    page->record.reason, screen, left_came);
    else if (page->kind == LEAVE_TEAMS)
        team_exit(app_db(app), app_project_id(app), page->request_id, ids, page->count, day, screen,
                  left_came);
    else
        participant_exit(app_db(app), app_project_id(app), page->request_id, ids[0], day, screen,
                         company_left);
    free(ids);
}

/* The same asked again is the same request: an answer that was lost comes back. */
static void name_request(struct page *page)
{
    if (strcmp(page->asked_day, page->record.ended_on) == 0 &&
        strcmp(page->asked_reason, page->record.reason) == 0)
        return;
    uuid_make(page->request_id);
    text_copy(page->asked_day, sizeof page->asked_day, page->record.ended_on);
    text_copy(page->asked_reason, sizeof page->asked_reason, page->record.reason);
}

static void answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct day day;

    if (yes && day_parse(page_of(screen)->record.ended_on, &day)) {
        name_request(page_of(screen));
        send(screen, day);
    }
}

static void question(const struct page *page, char *text, size_t size)
{
    if (page->kind == LEAVE_WORKERS)
        snprintf(text, size, _("Exit %zu workers, last day %s?"), page->count,
                 page->record.ended_on);
    else if (page->kind == LEAVE_TEAMS)
        snprintf(text, size, _("Exit %zu teams, last day %s?"), page->count,
                 page->record.ended_on);
    else
        snprintf(text, size, _("%s leaves the project, last day %s?"), page->lines[0].name,
                 page->record.ended_on);
}

static const char *consequence(const struct page *page)
{
    if (page->kind == LEAVE_WORKERS)
        return _("Wages that are owed stay payable. Who comes again is enrolled anew.");
    if (page->kind == LEAVE_TEAMS)
        return _("A team that has left never returns; a new one is made.");
    return _("The roles of its people here end. It may enter again later.");
}

static enum handled run_save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};
    char text[256];

    if (!form_store(page->form, &err)) {
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    question(page, text, sizeof text);
    prompt_yes_no(screen->ui, text, consequence(page), answered, screen);
    return H_DONE;
}

/* ---- the screen ---- */

static const char *title(enum leave_kind kind)
{
    static const char *const titles[] = {
        [LEAVE_WORKERS] = N_("workers leave"),
        [LEAVE_TEAMS] = N_("teams leave"),
        [LEAVE_COMPANY] = N_("a company leaves"),
    };

    return gettext(titles[kind]);
}

static bool leave_opened(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    const struct asked *asked = arg;

    if (!app_need_project(app_of(screen), err))
        return false;
    page->kind = asked->kind;
    page->lines = calloc(asked->count + 1, sizeof *page->lines);
    for (size_t i = 0; page->lines && i < asked->count; i++) {
        page->lines[i].id = asked->who[i].id;
        text_copy(page->lines[i].name, sizeof page->lines[i].name, asked->who[i].name);
        page->count++;
    }
    day_format(app_today(app_of(screen)), page->record.ended_on);
    page->form = form_new(screen, fields, &page->record, 0, NULL, screen);
    if (!page->lines || !page->form || !screen_add(screen, form_widget(page->form)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    page->table = table_new(screen, &table, screen);
    if (!page->table || !screen_add(screen, table_widget(page->table)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    if (page->kind != LEAVE_WORKERS) {
        form_hide(page->form, "reason", true);
    } else {
        form_focus(page->form, "reason");
    }
    screen_set_part(screen, title(page->kind));
    show(screen);
    return true;
}

static void leave_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    free(page->lines);
}

static bool may_save(const struct screen *screen)
{
    return !page_of(screen)->busy && page_of(screen)->count > 0 && app_online(app_of(screen));
}

static const struct action actions[] = {
    {"save", "F2", N_("Exit"), N_("Asks once more, then exits them with this day and reason."),
     NULL, ACTION_MAIN, may_save, run_save},
    {.name = NULL},
};

static const struct screen_ops screen_leave = {
    .name = "leave",
    .title = N_("Exit"),
    .help = N_("Who leaves the site, on which day and why. Who cannot leave stays in the list with "
               "the reason."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = leave_opened,
    .close = leave_close,
};

enum handled leave_open(struct screen *screen, enum leave_kind kind, const struct leave_who *who,
                        size_t count)
{
    struct asked asked = {.kind = kind, .who = who, .count = count};
    struct err err = {.code = ERR_NONE};

    if (count && !ui_push(screen->ui, &screen_leave, &asked, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

enum handled leave_open_chosen(struct screen *screen, enum leave_kind kind,
                               const struct table *rows, const char *(*name)(const void *row),
                               int64_t (*id)(const void *row))
{
    int64_t ids[LEAVING_MAX];
    size_t n = whole_chosen(rows, ids, LEAVING_MAX);
    struct leave_who *who = calloc(n + 1, sizeof *who);

    for (size_t i = 0; who && i < n; i++) {
        who[i].id = ids[i];
        for (int k = 0; k < table_shown(rows); k++)
            if (id(table_row(rows, k)) == ids[i])
                text_copy(who[i].name, sizeof who[i].name, name(table_row(rows, k)));
    }
    if (who)
        leave_open(screen, kind, who, n);
    free(who);
    return H_DONE;
}
