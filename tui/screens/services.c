/* The outside services, for operators (SPEC 21): which are there, which are switched on. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/service/service.h"
#include "tui/app.h"
#include "tui/kit/table.h"
#include "tui/kit/ui.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

enum { SERVICES_MAX = 16, NOTE_ROWS = 4 };

struct line {
    int64_t id;
    char service[24], name[64], url[320], state[24];
    bool enabled;
    int64_t waiting, failed;
};

struct page {
    struct table *table;
    char lockout[300]; /* why failed logins lock nobody out; "": they do */
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static enum role state_role(const void *row)
{
    return ((const struct line *)row)->enabled ? ROLE_GOOD : ROLE_DIM;
}

static enum role failed_role(const void *row)
{
    return ((const struct line *)row)->failed ? ROLE_ERROR : ROLE_DIM;
}

#define ROW(member) offsetof(struct line, member)

static const struct column columns[] = {
    {"service", N_("Service"), COLUMN_TEXT, COLUMN_KEY, 14, 18, 0, ROW(name), NULL, NULL},
    {"state", N_("State"), COLUMN_TEXT, 0, 8, 10, 0, ROW(state), NULL, state_role},
    {"waiting", N_("Waiting"), COLUMN_INT64, COLUMN_RIGHT, 7, 7, 0, ROW(waiting), NULL, NULL},
    {"failed", N_("Failed"), COLUMN_INT64, COLUMN_RIGHT, 6, 6, 0, ROW(failed), NULL, failed_role},
    {"url", N_("Web address"), COLUMN_TEXT, 0, 20, 40, 1, ROW(url), NULL, NULL},
    {.name = NULL},
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->id;
}

static const struct table_spec spec = {
    .name = "services",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_id = line_id,
    .empty = N_("The services have not been read yet."),
};

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct line lines[SERVICES_MAX];
    int n = 0;

    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    memset(lines, 0, sizeof lines);
    for (size_t i = 0; i < (*rows)->count && n < SERVICES_MAX; i++, n++) {
        const struct service_row *row = (const struct service_row *)(*rows)->data + i;
        struct line *line = &lines[n];

        line->id = n + 1;
        line->enabled = row->enabled;
        line->waiting = row->waiting;
        line->failed = row->failed;
        text_copy(line->service, sizeof line->service, row->service);
        text_copy(line->name, sizeof line->name, service_name(row->service));
        text_copy(line->url, sizeof line->url, row->url ? row->url : "");
        text_copy(line->state, sizeof line->state, row->enabled ? _("on") : _("off"));
    }
    table_put(page_of(screen)->table, lines, n);
}

static void lockout_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    const struct lockout_state *state = *rows && (*rows)->count ? (*rows)->data : NULL;

    if (err->code || !state)
        return;
    text_copy(page_of(screen)->lockout, sizeof page_of(screen)->lockout, lockout_why(state->error));
    screen_dirty(screen, DIRTY_PAINT);
}

static void read_all(struct screen *screen)
{
    struct db *db = app_db(app_of(screen));

    service_list(db, screen, came);
    lockout_state(db, screen, lockout_came);
}

static bool services_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    page->table = table_new(screen, &spec, screen);
    if (!page->table || !screen_add(screen, table_widget(page->table)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    read_all(screen);
    return true;
}

static void services_close(struct screen *screen)
{
    db_forget(app_db(app_of(screen)), screen);
}

static enum handled services_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE)
        read_all(screen);
    return H_PASS;
}

static void services_layout(struct screen *screen, struct rect content)
{
    struct widget *list = table_widget(page_of(screen)->table);

    content.h -= NOTE_ROWS;
    list->ops->layout(list, content);
}

/* Under the list: where secrets lie, and whether failed logins are seen. */
static void services_paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    const struct page *page = page_of(screen);
    struct rect row = {content.y + content.h - NOTE_ROWS + 1, content.x, 1, content.w};

    screen_paint_widgets(screen, canvas);
    canvas_wrap(canvas, row, ROLE_DIM,
                _("Keys and certificates lie in files on the worker's machine."));
    row.y++;
    row.h = 2;
    if (*page->lockout)
        canvas_wrap(canvas, row, ROLE_WARN, page->lockout);
}

static enum handled open_current(struct screen *screen)
{
    const struct line *line = table_current(page_of(screen)->table);

    return line ? list_go(screen, "service", line->service) : H_DONE;
}

static enum handled open_jobs(struct screen *screen)
{
    return list_go(screen, "jobs", NULL);
}

static enum handled read_again(struct screen *screen)
{
    read_all(screen);
    return H_DONE;
}

static bool has_current(const struct screen *screen)
{
    return table_current(page_of(screen)->table) != NULL;
}

static const struct action actions[] = {
    {"open", "Enter", N_("Set up"), N_("Where the service is reached, and whether it is on."), NULL,
     ACTION_MAIN, has_current, open_current},
    {"jobs", "F3", N_("Jobs"), N_("What is sent to the services."), NULL, ACTION_MAIN, NULL,
     open_jobs},
    {"refresh", "F5", N_("Read again"), N_("Reads the list again."), NULL, ACTION_MAIN, NULL,
     read_again},
    {.name = NULL},
};

const struct screen_ops screen_services = {
    .name = "services",
    .title = N_("Services"),
    .help = N_("The services outside that the worker calls. One that is off has its fallback: "
               "codes are told by telephone, companies and places are typed in by hand."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = services_open,
    .layout = services_layout,
    .paint = services_paint,
    .event = services_event,
    .resume = read_all,
    .close = services_close,
};
