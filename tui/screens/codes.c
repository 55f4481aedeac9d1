/* One-time codes to tell by telephone, for operators, while no SMS service is on (SPEC 21.2). */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/service/sms_code.h"
#include "tui/app.h"
#include "tui/kit/loop.h"
#include "tui/kit/table.h"
#include "tui/kit/ui.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGAIN_MS = 5000, TOLD_ROWS = 4 };

struct line {
    int64_t id;
    char phone[24], purpose[64], made[24], until[24], told_by[64];
};

struct page {
    struct table *table;
    unsigned timer, ticket;
    int64_t shown;  /* the code that is open under the list; 0: none */
    char told[256]; /* number and code, as a sentence; wiped when the cursor leaves it */
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define ROW(member) offsetof(struct line, member)

static const struct column columns[] = {
    {"phone", N_("Phone"), COLUMN_TEXT, COLUMN_KEY, 12, 14, 0, ROW(phone), NULL, NULL},
    {"purpose", N_("For"), COLUMN_TEXT, 0, 14, 18, 1, ROW(purpose), NULL, NULL},
    {"made_at", N_("Asked at"), COLUMN_TEXT, 0, 16, 16, 0, ROW(made), NULL, NULL},
    {"expires_at", N_("Valid until"), COLUMN_TEXT, 0, 16, 16, 0, ROW(until), NULL, NULL},
    {"told_by", N_("Seen by"), COLUMN_TEXT, COLUMN_SPARE, 8, 12, 1, ROW(told_by), NULL, NULL},
    {.name = NULL},
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->id;
}

static void hide(struct screen *screen)
{
    struct page *page = page_of(screen);

    secret_wipe(page->told, sizeof page->told);
    page->shown = 0;
    screen_dirty(screen, DIRTY_PAINT);
}

static void moved(void *owner, struct table *table)
{
    if (page_of(owner)->shown && table_current_id(table) != page_of(owner)->shown)
        hide(owner);
}

static void ask(void *owner, struct table *table, const struct table_ask *wanted);

static const struct table_spec spec = {
    .name = "codes",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_id = line_id,
    .empty = N_("No code is waiting to be told. While an SMS service is on, it sends them itself."),
    .ask = ask,
    .moved = moved,
};

static void read_again(void *owner)
{
    page_of(owner)->timer = 0;
    table_reload(page_of(owner)->table, true);
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    size_t n = *rows ? (*rows)->count : 0;
    struct line *lines = calloc(n + 1, sizeof *lines);

    loop_stop(ui_loop(screen->ui), &page->timer);
    if (!err->code) /* else APP_ONLINE begins anew */
        page->timer = loop_after(ui_loop(screen->ui), AGAIN_MS, read_again, screen);
    if (err->code)
        table_failed(page->table, page->ticket, err);
    for (size_t i = 0; lines && i < n; i++) {
        const struct sms_code_row *row = (const struct sms_code_row *)(*rows)->data + i;
        lines[i].id = row->code_id;
        text_copy(lines[i].phone, sizeof lines[i].phone, row->phone_masked);
        text_copy(lines[i].purpose, sizeof lines[i].purpose, sms_code_purpose(row->purpose));
        app_moment(row->made_at, lines[i].made, sizeof lines[i].made);
        app_moment(row->expires_at, lines[i].until, sizeof lines[i].until);
        text_copy(lines[i].told_by, sizeof lines[i].told_by,
                  row->told_by_name ? row->told_by_name : "");
    }
    if (!err->code && lines)
        table_rows(page->table, page->ticket, lines, (int)n, false);
    free(lines);
    moved(screen, page->table); /* the open one may be over */
}

/* All of them at once: nothing stands before or behind a row. */
static void ask(void *owner, struct table *table, const struct table_ask *wanted)
{
    struct screen *screen = owner;

    if (wanted->from) {
        table_rows(table, wanted->ticket, NULL, 0, false);
        return;
    }
    page_of(screen)->ticket = wanted->ticket;
    sms_code_list(app_db(app_of(screen)), screen, came);
}

static void told(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct sms_code *code = *rows && (*rows)->count ? (*rows)->data : NULL;

    if (err->code) {
        ui_fail(screen->ui, err);
        hide(screen);
    } else if (code && table_current_id(page->table) == page->shown) {
        snprintf(page->told, sizeof page->told, _("%s: the code is %s"), code->phone, code->code);
        screen_dirty(screen, DIRTY_PAINT);
    }
}

static enum handled tell(struct screen *screen)
{
    struct page *page = page_of(screen);
    int64_t id = table_current_id(page->table);

    if (!id)
        return H_DONE;
    hide(screen);
    page->shown = id;
    sms_code_tell(app_db(app_of(screen)), id, screen, told);
    return H_DONE;
}

static enum handled refresh(struct screen *screen)
{
    read_again(screen);
    return H_DONE;
}

static bool codes_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    page->table = table_new(screen, &spec, screen);
    if (!page->table || !screen_add(screen, table_widget(page->table)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    return true;
}

static void codes_close(struct screen *screen)
{
    loop_stop(ui_loop(screen->ui), &page_of(screen)->timer);
    db_forget(app_db(app_of(screen)), screen);
}

static enum handled codes_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE)
        read_again(screen);
    return H_PASS;
}

static void codes_layout(struct screen *screen, struct rect content)
{
    struct widget *list = table_widget(page_of(screen)->table);

    content.h -= TOLD_ROWS;
    list->ops->layout(list, content);
}

static void codes_paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    const struct page *page = page_of(screen);
    struct rect row = {content.y + content.h - TOLD_ROWS + 1, content.x, 1, content.w};

    screen_paint_widgets(screen, canvas);
    if (*page->told)
        canvas_wrap(canvas, row, ROLE_STRONG, page->told);
    row.y++;
    row.h = 2;
    canvas_wrap(canvas, row, ROLE_DIM,
                *page->told
                    ? _("Tell it only to the person whose number this is: call back if in "
                        "doubt. That you looked is in the log.")
                    : _("Enter shows number and code of the row; that is kept in the log."));
}

static bool has_current(const struct screen *screen)
{
    return table_current_id(page_of(screen)->table) != 0;
}

static const struct action actions[] = {
    {"tell", "Enter", N_("Show the code"),
     N_("Shows number and code under the list; that you looked is kept in the log."), NULL,
     ACTION_MAIN, has_current, tell},
    {"refresh", "F5", N_("Read again"), N_("Reads the list again; it also does so by itself."),
     NULL, ACTION_MAIN, NULL, refresh},
    {.name = NULL},
};

const struct screen_ops screen_codes = {
    .name = "codes",
    .title = N_("Codes"),
    .help = N_("One-time codes that somebody waits for and no SMS service sends. The person calls; "
               "you find the number and tell the code. A code is valid for 5 minutes."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = codes_open,
    .layout = codes_layout,
    .paint = codes_paint,
    .event = codes_event,
    .close = codes_close,
};
