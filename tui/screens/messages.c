/* The last messages, whole: what the message row said, when, and what to do about it. */
#include "config.h"

#include "core/base/i18n.h"
#include "tui/app.h"
#include "tui/kit/table.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { WHOLE_ROWS = 5 };

struct line {
    int64_t id; /* 1: the newest */
    struct message message;
};

struct page {
    struct table *table;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static void time_text(const void *row, char *out, size_t size)
{
    const struct line *line = row;
    struct tm tm;

    localtime_r(&line->message.at, &tm);
    if (!strftime(out, size, "%m-%d %H:%M:%S", &tm))
        out[0] = 0;
}

static const struct {
    enum role role;
    const char *name;
} kinds[] = {
    [MESSAGE_PLAIN] = {ROLE_VALUE, N_("note")},
    [MESSAGE_GOOD] = {ROLE_GOOD, N_("done")},
    [MESSAGE_WARN] = {ROLE_WARN, N_("warning")},
    [MESSAGE_ERROR] = {ROLE_ERROR, N_("error")},
};

static void kind_text(const void *row, char *out, size_t size)
{
    snprintf(out, size, "%s", gettext(kinds[((const struct line *)row)->message.kind].name));
}

static enum role kind_role(const void *row)
{
    return kinds[((const struct line *)row)->message.kind].role;
}

static const struct column columns[] = {
    {"time", N_("Time"), COLUMN_CALL, COLUMN_KEY, 14, 14, 0, 0, time_text, NULL},
    {"kind", N_("Type"), COLUMN_CALL, 0, 7, 7, 0, 0, kind_text, kind_role},
    {"text", N_("Message"), COLUMN_TEXT, 0, 30, 50, 1, offsetof(struct line, message.text), NULL,
     NULL},
    {.name = NULL},
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->id;
}

static void moved(void *owner, struct table *table)
{
    (void)table;
    screen_dirty(owner, DIRTY_PAINT);
}

static const struct table_spec spec = {
    .name = "messages",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_id = line_id,
    .empty = N_("There are no messages yet."),
    .moved = moved,
};

static void fill(struct screen *screen)
{
    const struct messages *messages = ui_messages(screen->ui);
    struct line lines[MESSAGE_KEPT];
    int n = 0;

    memset(lines, 0, sizeof lines);
    for (const struct message *at; n < MESSAGE_KEPT && (at = messages_at(messages, n)); n++)
        lines[n] = (struct line){.id = n + 1, .message = *at};
    table_put(page_of(screen)->table, lines, n);
}

static bool messages_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    page->table = table_new(screen, &spec, screen);
    if (!page->table || !screen_add(screen, table_widget(page->table)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    fill(screen);
    return true;
}

static void messages_layout(struct screen *screen, struct rect content)
{
    struct widget *list = table_widget(page_of(screen)->table);

    content.h -= WHOLE_ROWS;
    list->ops->layout(list, content);
}

/* Under the list, the message the cursor is on stands whole. */
static void messages_paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    const struct line *line = table_current(page_of(screen)->table);
    struct rect whole = {content.y + content.h - WHOLE_ROWS + 1, content.x, WHOLE_ROWS - 1,
                         content.w};

    screen_paint_widgets(screen, canvas);
    if (line)
        canvas_wrap(canvas, whole, kind_role(line), line->message.text);
}

const struct screen_ops screen_messages = {
    .name = "messages",
    .title = N_("Messages"),
    .help = N_("What the message row said, the latest first. The one under the cursor stands "
               "whole below the list, with what to do about it."),
    .state_size = sizeof(struct page),
    .open = messages_open,
    .layout = messages_layout,
    .paint = messages_paint,
};
