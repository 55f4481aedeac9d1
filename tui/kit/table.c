/* A table's window on its rows: asking, keeping, moving. */
#include "config.h"

#include "tui/kit/table.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/form.h"
#include "tui/kit/form_private.h"
#include "tui/kit/screen.h"
#include "tui/kit/table_private.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void clear_rows(struct table *table, int from, int to)
{
    for (int i = from; table->spec->row_clear && i < to; i++)
        table->spec->row_clear(table->rows + (size_t)i * table->spec->row_size);
}

void table_free_widget(struct widget *widget)
{
    struct table *table = (struct table *)widget;

    ui_busy_done(table->widget.screen->ui, &table->busy);
    clear_rows(table, 0, table->count);
    free(table->rows);
    free(table->marks);
    free(table->filters_seen);
    free(table);
}

struct table *table_new(struct screen *screen, const struct table_spec *spec, void *owner)
{
    struct table *table = calloc(1, sizeof *table);

    if (!table)
        return NULL;
    table->widget.ops = &table_ops;
    table->widget.screen = screen;
    table->widget.focusable = true;
    table->spec = spec;
    table->owner = owner;
    table->total = -1;
    table->first = -1;
    text_copy(table->sort, sizeof table->sort, spec->sort ? spec->sort : "");
    table->descending = spec->flags & TABLE_DESCENDING;
    while (spec->columns[table->columns].name && table->columns < TABLE_COLUMNS)
        table->columns++;
    if (spec->ask)
        table_reload(table, false);
    else
        table->at_start = table->at_end = true;
    return table;
}

struct widget *table_widget(struct table *table)
{
    return table ? &table->widget : NULL;
}

void table_dirty(struct table *table)
{
    screen_dirty(table->widget.screen, DIRTY_LAYOUT);
}

const char *table_at(const struct table *table, int row)
{
    if (row < 0 || row >= table->count)
        return NULL;
    return table->rows + (size_t)row * table->spec->row_size;
}

static int64_t id_of(const struct table *table, int row)
{
    const char *at = table_at(table, row);

    return at && table->spec->row_id ? table->spec->row_id(at) : 0;
}

/* ---- filters ---- */

static void told(void *who, enum form_told what)
{
    struct table *table = who;
    char *values;

    if (what == FORM_TOLD_LEFT) {
        screen_focus_on(table->widget.screen, &table->widget);
        return;
    }
    values = form_draft(table->filters);
    if (values && table->filters_seen && strcmp(values, table->filters_seen) == 0) {
        free(values);
        return; /* left without a change */
    }
    free(values);
    table_reload(table, false);
}

void table_filters(struct table *table, struct form *form)
{
    table->filters = form;
    form->told = told;
    form->told_who = table;
    free(table->filters_seen);
    table->filters_seen = form_draft(form);
}

/* ---- asking ---- */

void table_ask_rows(struct table *table, enum table_asked what)
{
    struct ui *ui = table->widget.screen->ui;
    struct table_ask ask = {.n = TABLE_PAGE,
                            .sort = table->sort,
                            .descending = table->descending,
                            .backwards = what == ASKED_BEFORE || what == ASKED_END};

    if (!table->spec->ask)
        return;
    if (what == ASKED_AFTER)
        ask.from = table_at(table, table->count - 1);
    else if (what == ASKED_BEFORE)
        ask.from = table_at(table, 0);
    else if (what == ASKED_NEW && table->keep_id)
        ask.from = table->keep_start ? NULL : table_at(table, table->top - 1);
    else if (what == ASKED_NEW && !table->go)
        ask.n = table_height(table) > TABLE_FIRST ? TABLE_PAGE : TABLE_FIRST;
    if (what == ASKED_NEW || what == ASKED_END)
        table->pending = 0; /* what was still to be moved is elsewhere now */
    if (++table->next_ticket == 0)
        table->next_ticket = 1;
    ask.ticket = table->ticket = table->next_ticket;
    table->asked = what;
    ui_busy_done(ui, &table->busy);
    table->busy = ui_busy(ui, _("Reading the list"), NULL, NULL);
    table->spec->ask(table->owner, table, &ask);
}

void table_reload(struct table *table, bool keep)
{
    keep = keep && table->count > 0;
    if (!table->spec->ask)
        return;
    if (table->filters) {
        free(table->filters_seen);
        table->filters_seen = form_draft(table->filters);
    }
    table->keep_id = keep ? id_of(table, table->cursor) : 0;
    table->keep_top = table->cursor - table->top;
    table->keep_start = table->at_start && table->top == 0;
    table->keep_first = table->first < 0 ? -1 : table->first + table->top;
    if (!keep)
        table->total = -1;
    table_ask_rows(table, ASKED_NEW);
    if (table->spec->count) {
        if (++table->next_ticket == 0)
            table->next_ticket = 1;
        table->count_ticket = table->next_ticket;
        table->spec->count(table->owner, table, table->count_ticket);
    }
}

/* The next page is fetched while the cursor still has rows to go; nobody has gone anywhere yet as
 * long as it is on the first row, and the window full is enough. */
void table_prefetch(struct table *table)
{
    int edge = table->cursor > 0 ? TABLE_EDGE : table_height(table);

    if (table->asked != ASKED_NOTHING || table->count == 0 || !table->spec->ask)
        return;
    if (!table->at_end && table->count - table->cursor < edge)
        table_ask_rows(table, ASKED_AFTER);
    else if (!table->at_start && table->cursor < TABLE_EDGE)
        table_ask_rows(table, ASKED_BEFORE);
}

/* ---- answers ---- */

static bool make_room(struct table *table, int count)
{
    char *more;

    if (count <= table->room)
        return true;
    more = realloc(table->rows, (size_t)count * table->spec->row_size);
    if (!more)
        return false;
    table->rows = more;
    table->room = count;
    return true;
}

static void drop_front(struct table *table, int n)
{
    size_t size = table->spec->row_size;

    if (n <= 0)
        return;
    clear_rows(table, 0, n);
    memmove(table->rows, table->rows + (size_t)n * size, (size_t)(table->count - n) * size);
    table->count -= n;
    table->cursor -= n;
    table->top -= n;
    table->at_start = false;
    if (table->first >= 0)
        table->first += n;
}

static void drop_back(struct table *table, int n)
{
    if (n <= 0)
        return;
    clear_rows(table, table->count - n, table->count);
    table->count -= n;
    table->at_end = false;
}

static void add_after(struct table *table, const char *rows, int n, bool more)
{
    size_t size = table->spec->row_size;
    int over = table->count + n - TABLE_KEPT;

    table->at_end = !more;
    drop_front(table, over > table->top - TABLE_PAGE ? table->top - TABLE_PAGE : over);
    if (n <= 0 || !make_room(table, table->count + n))
        return;
    memcpy(table->rows + (size_t)table->count * size, rows, (size_t)n * size);
    table->count += n;
}

/* Rows came nearest first, that is the wrong way round. */
static void add_before(struct table *table, const char *rows, int n, bool more)
{
    size_t size = table->spec->row_size;
    int behind = table->count - table->top - 2 * TABLE_PAGE, over = table->count + n - TABLE_KEPT;

    table->at_start = !more;
    drop_back(table, over > behind ? behind : over);
    table->first = !more ? 0 : table->first < 0 ? -1 : table->first - n;
    if (n <= 0 || !make_room(table, table->count + n))
        return;
    memmove(table->rows + (size_t)n * size, table->rows, (size_t)table->count * size);
    for (int i = 0; i < n; i++)
        memcpy(table->rows + (size_t)(n - 1 - i) * size, rows + (size_t)i * size, size);
    table->count += n;
    table->cursor += n;
    table->top += n;
}

static void put_new(struct table *table, const char *rows, int n, bool more)
{
    int64_t keep = table->keep_id;

    clear_rows(table, 0, table->count);
    table->count = table->cursor = table->top = 0;
    table->at_start = !keep || table->keep_start;
    table->first = table->at_start ? 0 : table->keep_first;
    add_after(table, rows, n, more);
    for (int i = 0; keep && i < table->count; i++)
        if (id_of(table, i) == keep)
            table->cursor = i;
    if (keep && table->cursor == 0 && id_of(table, 0) != keep)
        table->cursor = table->keep_top < table->count ? table->keep_top : table->count - 1;
    if (table->cursor < 0)
        table->cursor = 0;
    table->keep_id = 0;
}

static void put_end(struct table *table, const char *rows, int n, bool more)
{
    clear_rows(table, 0, table->count);
    table->count = table->cursor = table->top = 0;
    table->first = -1;
    table->at_end = true;
    add_before(table, rows, n, more);
    table->cursor = table->count > 0 ? table->count - 1 : 0;
    table->top = 0;
    if (table->first < 0 && table->total >= table->count)
        table->first = table->total - table->count;
}

static void go_to(struct table *table, int64_t id)
{
    for (int i = 0; i < table->count; i++)
        if (id_of(table, i) == id) {
            table_move(table, i - table->cursor);
            return;
        }
}

void table_rows(struct table *table, unsigned ticket, const void *rows, int n, bool more)
{
    enum table_asked asked = table->asked;
    int pending = table->pending;

    if (ticket != table->ticket || asked == ASKED_NOTHING) {
        for (int i = 0; table->spec->row_clear && i < n; i++) {
            /* too late: nobody will look at them */
            char *copy = malloc(table->spec->row_size);

            if (copy) {
                memcpy(copy, (const char *)rows + (size_t)i * table->spec->row_size,
                       table->spec->row_size);
                table->spec->row_clear(copy);
            }
            free(copy);
        }
        return;
    }
    table->asked = ASKED_NOTHING;
    table->failed[0] = '\0';
    ui_busy_done(table->widget.screen->ui, &table->busy);
    if (asked == ASKED_NEW)
        put_new(table, rows, n, more);
    else if (asked == ASKED_END)
        put_end(table, rows, n, more);
    else if (asked == ASKED_AFTER)
        add_after(table, rows, n, more);
    else
        add_before(table, rows, n, more);
    table->pending = 0;
    table_cursor_to(table, table->cursor);
    if (pending)
        table_move(table, pending);
    if (table->go)
        go_to(table, table->go);
    table->go = 0;
    table_dirty(table);
    if (table->spec->moved)
        table->spec->moved(table->owner, table);
}

void table_counted(struct table *table, unsigned ticket, int64_t count)
{
    if (ticket != table->count_ticket)
        return;
    table->total = count;
    if (table->first < 0 && table->at_end && count >= table->count)
        table->first = count - table->count;
    table_corner(table);
    table_dirty(table);
}

void table_failed(struct table *table, unsigned ticket, const struct err *err)
{
    if (ticket != table->ticket || table->asked == ASKED_NOTHING)
        return;
    table->asked = ASKED_NOTHING;
    table->pending = 0;
    ui_busy_done(table->widget.screen->ui, &table->busy);
    if (table->count == 0)
        snprintf(table->failed, sizeof table->failed, "%s", err->text);
    ui_fail(table->widget.screen->ui, err);
    table_dirty(table);
}

/* ---- rows that are simply there ---- */

static int compare_rows(const void *a, const void *b, void *data)
{
    const struct table *table = data;
    const struct column *column = table->spec->columns;
    char left[512], right[512];
    int64_t x = 0, y = 0;
    int order;

    while (column->name && strcmp(column->name, table->sort) != 0)
        column++;
    if (!column->name)
        return 0;
    if (column->kind == COLUMN_INT64) {
        memcpy(&x, (const char *)a + column->offset, sizeof x);
        memcpy(&y, (const char *)b + column->offset, sizeof y);
        order = x < y ? -1 : x > y;
    } else {
        table_cell(column, a, left, sizeof left);
        table_cell(column, b, right, sizeof right);
        order = strcmp(left, right);
    }
    return table->descending ? -order : order;
}

void table_put(struct table *table, const void *rows, int n)
{
    int64_t keep = id_of(table, table->cursor);

    clear_rows(table, 0, table->count);
    table->count = 0;
    if (!make_room(table, n > 0 ? n : 1))
        return;
    if (n > 0)
        memcpy(table->rows, rows, (size_t)n * table->spec->row_size);
    table->count = n;
    table->first = 0;
    table->total = n;
    table->at_start = table->at_end = true;
    if (table->sort[0] && n > 1)
        qsort_r(table->rows, (size_t)n, table->spec->row_size, compare_rows, table);
    for (int i = 0; keep && i < n; i++)
        if (id_of(table, i) == keep)
            table->cursor = i;
    table_cursor_to(table, table->cursor);
    table_dirty(table);
}

bool table_sort_by(struct table *table, const char *name, bool descending)
{
    const struct column *column = table->spec->columns;

    while (column->name && strcmp(column->name, name) != 0)
        column++;
    if (!column->name || !(column->flags & COLUMN_SORT))
        return false;
    text_copy(table->sort, sizeof table->sort, name);
    table->descending = descending;
    if (table->spec->ask) {
        table_reload(table, false);
        return true;
    }
    if (table->count > 1)
        qsort_r(table->rows, (size_t)table->count, table->spec->row_size, compare_rows, table);
    table_cursor_to(table, 0);
    table_dirty(table);
    return true;
}

const char *table_sort(const struct table *table, bool *descending)
{
    if (descending)
        *descending = table->descending;
    return table->sort;
}

/* ---- the cursor ---- */

int table_height(const struct table *table)
{
    int height = table->widget.area.h - (table->spec->flags & TABLE_NO_HEAD ? 0 : 1);

    return height > 0 ? height : 1;
}

void table_cursor_to(struct table *table, int row)
{
    int height = table_height(table);

    row = row >= table->count ? table->count - 1 : row;
    row = row < 0 ? 0 : row;
    table->cursor = row;
    if (row < table->top)
        table->top = row;
    if (row >= table->top + height)
        table->top = row - height + 1;
    /* no empty lines at the end while there are rows above */
    if (table->at_end && table->top + height > table->count)
        table->top = table->count - height;
    if (table->top < 0)
        table->top = 0;
    table_corner(table);
    table_prefetch(table);
}

void table_move(struct table *table, int step)
{
    int wanted = table->cursor + step, before = table->cursor;

    if (wanted >= table->count && !table->at_end)
        table->pending = (table->pending > 0 ? table->pending : 0) + wanted - table->count + 1;
    else if (wanted < 0 && !table->at_start)
        table->pending = (table->pending < 0 ? table->pending : 0) + wanted;
    else
        table->pending = 0;
    table_cursor_to(table, wanted);
    if (table->cursor != before && table->spec->moved)
        table->spec->moved(table->owner, table);
    screen_dirty(table->widget.screen, DIRTY_PAINT);
}

void table_go(struct table *table, int64_t id)
{
    if (table_loading(table))
        table->go = id;
    else
        go_to(table, id);
}

/* ---- what a screen asks ---- */

const void *table_current(const struct table *table)
{
    return table_at(table, table->cursor);
}

int64_t table_current_id(const struct table *table)
{
    return id_of(table, table->cursor);
}

int table_shown(const struct table *table)
{
    return table->count;
}

const void *table_row(const struct table *table, int i)
{
    return table_at(table, i);
}

int64_t table_total(const struct table *table)
{
    if (table->total >= 0)
        return table->total;
    return table->at_end && table->first >= 0 && !table_loading(table) ? table->first + table->count
                                                                       : -1;
}

bool table_loading(const struct table *table)
{
    return table->asked != ASKED_NOTHING;
}
