/* Home (SPEC 20.8): what waits for me, drafts first; the projects I may open; what I can do. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/project.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/kit/table.h"
#include "tui/screens/places.h"
#include "tui/screens/screens.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS_MAX = 64, PROJECTS_MAX = 200 };

enum item_kind { ITEM_DRAFT, ITEM_WAITING };

/* One thing that waits for me. */
struct item {
    enum item_kind item;
    int64_t id;
    int64_t project_id;
    int64_t count;
    char what[128], where[128], since[20];
    char screen[48], subject[64], kind[48];
};

struct project_line {
    int64_t project_id;
    char name[128], region[64], state[32], role[48];
    int64_t workers, today;
};

struct state {
    struct table *items, *projects;
    struct table_spec item_spec, project_spec; /* the tables', for their word when empty */
    char why[256];                             /* the database did not answer */
    struct item item[ITEMS_MAX];
    int item_count;
    struct db_rows *project_rows;
};

/* ---- what is shown ---- */

static void count_text(const void *row, char *out, size_t size)
{
    const struct item *item = row;

    if (item->item == ITEM_DRAFT)
        text_copy(out, size, _("draft"));
    else
        snprintf(out, size, "%" PRId64, item->count);
}

static enum role count_role(const void *row)
{
    return ((const struct item *)row)->item == ITEM_DRAFT ? ROLE_WARN : ROLE_ACCENT;
}

static enum role dim(const void *row)
{
    (void)row;
    return ROLE_DIM;
}

static const struct column item_columns[] = {
    {.name = "what",
     .title = N_("What"),
     .kind = COLUMN_TEXT,
     .flags = COLUMN_KEY,
     .min = 30,
     .grow = 1,
     .offset = offsetof(struct item, what)},
    {.name = "count",
     .title = N_("Count"),
     .kind = COLUMN_CALL,
     .flags = COLUMN_RIGHT,
     .min = 6,
     .text = count_text,
     .role = count_role},
    {.name = "where",
     .title = N_("Where"),
     .kind = COLUMN_TEXT,
     .min = 16,
     .want = 22,
     .offset = offsetof(struct item, where)},
    {.name = "since",
     .title = N_("Since"),
     .kind = COLUMN_TEXT,
     .min = 16,
     .offset = offsetof(struct item, since),
     .role = dim},
    {.name = NULL},
};

static const struct column project_columns[] = {
    {.name = "name",
     .title = N_("Project"),
     .kind = COLUMN_TEXT,
     .flags = COLUMN_KEY,
     .min = 16,
     .grow = 1,
     .offset = offsetof(struct project_line, name)},
    {.name = "region",
     .title = N_("Region"),
     .kind = COLUMN_TEXT,
     .flags = COLUMN_SPARE,
     .min = 12,
     .offset = offsetof(struct project_line, region)},
    {.name = "state",
     .title = N_("State"),
     .kind = COLUMN_TEXT,
     .min = 8,
     .offset = offsetof(struct project_line, state)},
    {.name = "workers",
     .title = N_("Workers"),
     .kind = COLUMN_INT64,
     .flags = COLUMN_RIGHT,
     .min = 7,
     .offset = offsetof(struct project_line, workers)},
    {.name = "today",
     .title = N_("Today"),
     .kind = COLUMN_INT64,
     .flags = COLUMN_RIGHT,
     .min = 6,
     .offset = offsetof(struct project_line, today)},
    {.name = "role",
     .title = N_("My role"),
     .kind = COLUMN_TEXT,
     .min = 10,
     .offset = offsetof(struct project_line, role)},
    {.name = NULL},
};

static int64_t item_id(const void *row)
{
    return ((const struct item *)row)->id;
}

static int64_t project_id(const void *row)
{
    return ((const struct project_line *)row)->project_id;
}

static const struct table_spec item_spec = {
    .name = "items",
    .columns = item_columns,
    .row_size = sizeof(struct item),
    .row_id = item_id,
    .empty = " ", /* what it is, is known when the database has answered */
    .flags = TABLE_NO_HEAD | TABLE_NO_ROW_N,
};

static const struct table_spec project_spec = {
    .name = "projects",
    .columns = project_columns,
    .row_size = sizeof(struct project_line),
    .row_id = project_id,
    .empty = " ",
    .flags = TABLE_NO_ROW_N,
};

/* ---- asking ---- */

/* An empty list says that there is nothing, or that nothing is known. */
static void say_empty(struct state *state, struct table_spec *spec, const char *nothing,
                      const struct err *err)
{
    if (err->code != ERR_NONE)
        text_copy(state->why, sizeof state->why, err->text);
    spec->empty = err->code != ERR_NONE ? state->why : nothing;
}

static void show_items(struct screen *screen)
{
    struct state *state = screen->state;

    table_put(state->items, state->item, state->item_count);
    screen_dirty(screen, DIRTY_LAYOUT);
}

static struct item *new_item(struct state *state, enum item_kind kind)
{
    struct item *item = &state->item[state->item_count];

    if (state->item_count >= ITEMS_MAX)
        return NULL;
    memset(item, 0, sizeof *item);
    item->item = kind;
    item->id = ++state->item_count;
    return item;
}

static const struct project *find_project(const struct state *state, int64_t id)
{
    const struct project *rows = state->project_rows ? state->project_rows->data : NULL;

    for (size_t i = 0; rows && i < state->project_rows->count; i++) {
        if (rows[i].project_id == id)
            return &rows[i];
    }
    return NULL;
}

/* A draft's screen in the user's words. */
static const char *draft_name(const char *screen)
{
    if (strcmp(screen, "enrol") == 0)
        return _("A worker was not saved yet");
    if (strcmp(screen, "team") == 0)
        return _("A team was not saved yet");
    if (strcmp(screen, "application") == 0)
        return _("A page of an application was not saved yet");
    if (strcmp(screen, "project_settings") == 0)
        return _("A project's settings were not saved yet");
    return _("A form was not saved yet");
}

static void drafts_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct state *state = screen->state;
    const struct draft_row *draft = err->code == ERR_NONE ? (*rows)->data : NULL;

    for (size_t i = 0; draft && i < (*rows)->count; i++) {
        struct item *item = new_item(state, ITEM_DRAFT);
        const struct project *project;

        if (!item)
            break;
        item->project_id = strtoll(draft[i].subject, NULL, 10);
        project = find_project(state, item->project_id);
        text_copy(item->what, sizeof item->what, draft_name(draft[i].screen));
        text_copy(item->where, sizeof item->where, project ? project->name : "");
        text_copy(item->screen, sizeof item->screen, draft[i].screen);
        text_copy(item->subject, sizeof item->subject, draft[i].subject);
        app_moment(draft[i].saved_at, item->since, sizeof item->since);
    }
    show_items(screen);
    /* the cursor says it; the message line is the welcome's, with the last sign-in (SPEC 3.3) */
    if (draft && (*rows)->count > 0)
        screen_focus_on(screen, table_widget(state->items));
    else if (err->code == ERR_NONE)
        screen_focus_on(screen, table_widget(state->projects));
}

static void waiting_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct state *state = screen->state;
    const struct waiting *waiting = err->code == ERR_NONE ? (*rows)->data : NULL;

    for (size_t i = 0; waiting && i < (*rows)->count; i++) {
        struct item *item = new_item(state, ITEM_WAITING);

        if (!item)
            break;
        item->project_id = waiting[i].project_id;
        item->count = waiting[i].count;
        text_copy(item->what, sizeof item->what, waiting_name(waiting[i].kind));
        text_copy(item->where, sizeof item->where,
                  waiting[i].project_name ? waiting[i].project_name : "");
        text_copy(item->kind, sizeof item->kind, waiting[i].kind);
        app_moment(waiting[i].since, item->since, sizeof item->since);
    }
    say_empty(state, &state->item_spec, N_("Nothing waits for you."), err);
    if (err->code != ERR_NONE)
        ui_fail(screen->ui, err);
    show_items(screen);
}

static void show_projects(struct state *state)
{
    const struct project *rows = state->project_rows->data;
    size_t n =
        state->project_rows->count < PROJECTS_MAX ? state->project_rows->count : PROJECTS_MAX;
    struct project_line *lines = calloc(n ? n : 1, sizeof *lines);

    if (!lines)
        return;
    for (size_t i = 0; i < n; i++) {
        lines[i].project_id = rows[i].project_id;
        text_copy(lines[i].name, sizeof lines->name, rows[i].name);
        text_copy(lines[i].region, sizeof lines->region, rows[i].region_name);
        text_copy(lines[i].state, sizeof lines->state, rows[i].state_name);
        text_copy(lines[i].role, sizeof lines->role, rows[i].role_name);
        lines[i].workers = rows[i].workers;
        lines[i].today = rows[i].enrolled_today;
    }
    table_put(state->projects, lines, (int)n);
    free(lines);
}

static void projects_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct state *state = screen->state;
    struct app *app = app_of(screen);
    const struct project *now;

    say_empty(state, &state->project_spec, N_("No project is yours yet. F9 lists what you can do."),
              err);
    if (err->code != ERR_NONE) {
        ui_fail(screen->ui, err);
        return;
    }
    db_rows_free(&state->project_rows);
    state->project_rows = *rows;
    *rows = NULL;
    show_projects(state);
    now = find_project(state, app_project_id(app));
    if (now)
        app_open_project(app, now); /* its figures are new */
    else if (state->project_rows->count > 0)
        app_open_project(app, state->project_rows->data);
    table_go(state->projects, app_project_id(app));
    screen_dirty(screen, DIRTY_LAYOUT);
}

static void ask(struct screen *screen)
{
    struct state *state = screen->state;
    struct app *app = app_of(screen);
    struct db *db = app_db(app);

    db_forget(db, screen);
    state->item_count = 0;
    project_list(db, screen, projects_known);
    draft_list(app_drafts(app), screen, drafts_known);
    waiting_list(db, screen, waiting_known);
}

/* ---- actions ---- */

static enum handled go(struct screen *screen, const char *name, const char *arg)
{
    struct err err;

    err_clear(&err);
    if (!ui_open(screen->ui, name, arg, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

static enum handled enrol(struct screen *screen)
{
    return go(screen, "enrol", NULL);
}

static enum handled workers(struct screen *screen)
{
    return go(screen, "workers", NULL);
}

static enum handled teams(struct screen *screen)
{
    return go(screen, "teams", NULL);
}

/* Where what waits is dealt with. */
static const struct {
    const char *kind, *screen, *arg;
} waiting_pages[] = {
    {"invited", "workers", "invited"},
    {"name_maybe_cut", "workers", NULL},
    {"member_application", "applicants", NULL},
    {"exit_proposed", "exits", NULL},
    {"project_claim", "claims", NULL},
    {"application_decide", "applications", "pending"},
    {"application_rejected", "applications", "rejected"},
    {"application_draft", "applications", "draft"},
    {"company_application", "company_members", "applicant"},
    {"company_self_grant", "company_members", NULL},
    {"company_refused", "companies", NULL},
    {"company_deposit", "companies", NULL},
    {"office_missing", "offices", NULL},
    {"code_to_tell", "codes", NULL},
};

static enum handled open_waiting(struct screen *screen, const struct item *item)
{
    for (size_t i = 0; i < sizeof waiting_pages / sizeof *waiting_pages; i++) {
        if (strcmp(waiting_pages[i].kind, item->kind) == 0)
            return go(screen, waiting_pages[i].screen, waiting_pages[i].arg);
    }
    return H_DONE;
}

/* What waits in a company has its name beside it. */
static void open_company(struct app *app, const char *name)
{
    size_t count;
    const struct company_mine *mine = app_companies(app, &count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(mine[i].name, name) == 0)
            app_open_company(app, mine[i].company_id);
    }
}

static enum handled open_item(struct screen *screen, const struct item *item)
{
    struct state *state = screen->state;
    const struct project *project = find_project(state, item->project_id);
    const char *slash = strchr(item->subject, '/');

    if (project && project->project_id != app_project_id(app_of(screen)))
        app_open_project(app_of(screen), project);
    if (item->item == ITEM_WAITING) {
        open_company(app_of(screen), item->where);
        return open_waiting(screen, item);
    }
    if (strcmp(item->screen, "enrol") == 0)
        return go(screen, "enrol", "draft");
    return go(screen, item->screen, slash ? slash + 1 : NULL);
}

static enum handled open_project(struct screen *screen)
{
    struct state *state = screen->state;
    const struct project *project = find_project(state, table_current_id(state->projects));

    if (!project)
        return H_DONE;
    if (project->project_id != app_project_id(app_of(screen)))
        app_open_project(app_of(screen), project);
    return go(screen, "site", NULL);
}

static enum handled open_current(struct screen *screen)
{
    struct state *state = screen->state;
    const struct item *item = table_current(state->items);

    if (screen_focus(screen) == table_widget(state->items))
        return item ? open_item(screen, item) : H_DONE;
    return open_project(screen);
}

static enum handled refresh(struct screen *screen)
{
    ask(screen);
    return H_DONE;
}

static void sign_out_answered(void *owner, bool yes)
{
    struct screen *screen = owner;

    if (yes)
        app_sign_out(app_of(screen));
}

static enum handled sign_out(struct screen *screen)
{
    prompt_yes_no(screen->ui, _("Sign out?"), NULL, sign_out_answered, screen);
    return H_DONE;
}

static bool any_project(const struct screen *screen)
{
    const struct state *state = screen->state;

    return state->project_rows ? state->project_rows->count > 0
                               : app_project(app_of(screen)) != NULL;
}

static bool anything(const struct screen *screen)
{
    return any_project(screen) || ((const struct state *)screen->state)->item_count > 0;
}

static const struct action actions[] = {
    {"open", "Enter", N_("Open"), N_("Goes on with the draft, or opens the project."), NULL,
     ACTION_MAIN | ACTION_WHEN, anything, open_current},
    {"enrol", "F2", N_("Enrol"), N_("Enrols workers with their cards."), "worker_enrol",
     ACTION_MAIN | ACTION_WHEN, any_project, enrol},
    {"workers", "F3", N_("Workers"), N_("The workers of the open project."), NULL,
     ACTION_MAIN | ACTION_WHEN, any_project, workers},
    {"teams", "F4", N_("Teams"), N_("The teams of the open project."), NULL,
     ACTION_MAIN | ACTION_WHEN, any_project, teams},
    {"refresh", "F5", N_("Anew"), N_("Asks the database again."), NULL, 0, NULL, refresh},
    {"places", "F9", N_("Menu"), N_("Every page you may open."), NULL, ACTION_MAIN, NULL,
     places_open},
    {"back", "F10 Esc", N_("Sign out"), N_("Ends this visit."), NULL, ACTION_MAIN | ACTION_LAST,
     NULL, sign_out},
    {0},
};

/* ---- life ---- */

static bool open(struct screen *screen, const void *arg, struct err *err)
{
    struct state *state = screen->state;

    (void)arg;
    if (!app_me(app_of(screen)))
        return err_set(err, ERR_DENIED, NULL, _("Sign in first."), NULL);
    state->item_spec = item_spec;
    state->project_spec = project_spec;
    state->items = table_new(screen, &state->item_spec, screen);
    state->projects = table_new(screen, &state->project_spec, screen);
    if (!state->items || !screen_add(screen, table_widget(state->items)) || !state->projects ||
        !screen_add(screen, table_widget(state->projects)))
        return err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
    screen_focus_on(screen, table_widget(state->projects));
    ask(screen);
    return true;
}

static int item_rows(const struct state *state, struct rect content)
{
    int rows = state->item_count > 0 ? state->item_count : 2, most = content.h / 2 - 3;

    return rows < most ? rows : most;
}

static int project_title(const struct state *state, struct rect content)
{
    return content.y + 2 + item_rows(state, content) + 1;
}

static void place(struct widget *widget, struct rect area)
{
    widget->area = area;
    widget->ops->layout(widget, area);
}

static void layout(struct screen *screen, struct rect content)
{
    struct state *state = screen->state;
    struct rect items = content, projects = content;

    items.y += state->item_count > 0 ? 2 : 1; /* an empty list leaves a row free itself */
    items.h = item_rows(state, content);
    projects.y = project_title(state, content) + 2;
    projects.h = content.y + content.h - projects.y;
    place(table_widget(state->items), items);
    place(table_widget(state->projects), projects);
}

static void paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    const struct state *state = screen->state;

    canvas_text(canvas, content.y, content.x, content.w, ROLE_TITLE, _("Waits for me"));
    canvas_text(canvas, project_title(state, content), content.x, content.w, ROLE_TITLE,
                _("Projects"));
    screen_paint_widgets(screen, canvas);
}

static enum handled event(struct screen *screen, const struct event *event)
{
    if (event->kind != EV_APP || event->code != APP_ONLINE)
        return H_PASS;
    ask(screen);
    return H_DONE;
}

static void resume(struct screen *screen)
{
    ask(screen);
}

/* Leaving home is signing out, which asks. */
static bool may_close(struct screen *screen)
{
    sign_out(screen);
    return false;
}

static void close(struct screen *screen)
{
    struct state *state = screen->state;
    struct db *db = app_db(app_of(screen));

    if (db)
        db_forget(db, screen);
    db_rows_free(&state->project_rows);
}

const struct screen_ops screen_home = {
    .name = "home",
    .title = N_("Home"),
    .help = N_("What waits for you, and your projects. Tab goes from one list to the other; Enter "
               "opens."),
    .state_size = sizeof(struct state),
    .actions = actions,
    .open = open,
    .layout = layout,
    .paint = paint,
    .event = event,
    .resume = resume,
    .may_close = may_close,
    .close = close,
};
