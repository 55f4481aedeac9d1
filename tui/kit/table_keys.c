/* Keys of a table: moving, finding, sorting, marking. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/form.h"
#include "tui/kit/form_private.h"
#include "tui/kit/picker.h"
#include "tui/kit/screen.h"
#include "tui/kit/table_private.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- marks ---- */

int table_marked(const struct table *table)
{
    return table->mark_count;
}

int64_t table_marked_id(const struct table *table, int i)
{
    return i >= 0 && i < table->mark_count ? table->marks[i] : 0;
}

bool table_is_marked(const struct table *table, int64_t id)
{
    for (int i = 0; i < table->mark_count; i++)
        if (table->marks[i] == id)
            return true;
    return false;
}

void table_mark(struct table *table, int64_t id, bool on)
{
    for (int i = 0; i < table->mark_count; i++)
        if (table->marks[i] == id) {
            if (!on)
                table->marks[i] = table->marks[--table->mark_count];
            table_dirty(table);
            return;
        }
    if (!on || id == 0)
        return;
    if (table->mark_count == table->mark_room) {
        int room = table->mark_room ? table->mark_room * 2 : 64;
        int64_t *more = realloc(table->marks, (size_t)room * sizeof *more);

        if (!more)
            return;
        table->marks = more;
        table->mark_room = room;
    }
    table->marks[table->mark_count++] = id;
    table_dirty(table);
}

void table_unmark_all(struct table *table)
{
    table->mark_count = 0;
    table_dirty(table);
}

/* ---- actions ---- */

static struct table *table_of(const struct screen *screen)
{
    return (struct table *)screen_focus(screen);
}

/* The n-th filter that can be changed gets the focus. */
static enum handled to_filter(struct table *table, int n)
{
    struct form *form = table->filters;
    const struct box *last = NULL;

    for (int i = 0; i < form->count && n >= 0; i++)
        if (form_can_focus(&form->boxes[i])) {
            last = &form->boxes[i];
            n--;
        }
    if (last)
        form_focus(form, last->field->name);
    return H_DONE;
}

static bool has_filters(const struct screen *screen)
{
    return table_of(screen)->filters != NULL;
}

static bool has_more_filters(const struct screen *screen)
{
    const struct table *table = table_of(screen);

    return table->filters && table->filters->count > 1;
}

static enum handled act_find(struct screen *screen)
{
    return to_filter(table_of(screen), 0);
}

static enum handled act_filter(struct screen *screen)
{
    return to_filter(table_of(screen), 1);
}

static bool can_mark(const struct screen *screen)
{
    const struct table *table = table_of(screen);

    return (table->spec->flags & TABLE_MARKS) && table->spec->row_id && table->count > 0;
}

static void tell_marked(struct table *table)
{
    if (table->spec->marked)
        table->spec->marked(table->owner, table);
}

static enum handled act_mark(struct screen *screen)
{
    struct table *table = table_of(screen);
    int64_t id = table_current_id(table);

    table_mark(table, id, !table_is_marked(table, id));
    table_move(table, 1);
    tell_marked(table);
    return H_DONE;
}

static enum handled act_mark_all(struct screen *screen)
{
    struct table *table = table_of(screen);
    bool all = true;
    char said[160];

    for (int i = 0; i < table->count; i++)
        all = all && table_is_marked(table, table->spec->row_id(table_at(table, i)));
    for (int i = 0; i < table->count; i++)
        table_mark(table, table->spec->row_id(table_at(table, i)), !all);
    tell_marked(table);
    if (!table->at_end || !table->at_start) {
        snprintf(said, sizeof said,
                 _("Marked the %d rows read so far; narrow the list to mark all of it."),
                 table->mark_count);
        ui_say(screen->ui, MESSAGE_WARN, said);
    }
    return H_DONE;
}

static bool can_sort(const struct screen *screen)
{
    const struct column *column = table_of(screen)->spec->columns;

    for (; column->name; column++)
        if (column->flags & COLUMN_SORT)
            return true;
    return false;
}

static void sort_chosen(void *owner, const struct choice *chosen)
{
    struct table *table = owner;

    if (chosen)
        table_sort_by(table, chosen->code,
                      strcmp(chosen->code, table->sort) == 0 ? !table->descending : false);
}

static enum handled act_sort(struct screen *screen)
{
    struct table *table = table_of(screen);
    struct choice items[TABLE_COLUMNS];
    int n = 0;

    for (const struct column *c = table->spec->columns; c->name && n < TABLE_COLUMNS; c++) {
        if (!(c->flags & COLUMN_SORT))
            continue;
        items[n].code = c->name;
        items[n].text = _(c->title);
        items[n].note = strcmp(c->name, table->sort) != 0 ? NULL
                        : table->descending               ? _("now descending")
                                                          : _("now ascending");
        items[n++].initials = c->name;
    }
    picker_open(screen->ui, _("Sort by"), items, n, table->sort, NULL, sort_chosen, table);
    return H_DONE;
}

static enum handled act_refresh(struct screen *screen)
{
    table_reload(table_of(screen), true);
    return H_DONE;
}

static const struct action actions[] = {
    {.name = "find",
     .keys = "/",
     .label = N_("Find"),
     .help = N_("Searches: name, initials, phone, or the last digits of the ID number."),
     .flags = ACTION_WHEN | ACTION_MAIN,
     .enabled = has_filters,
     .run = act_find},
    {.name = "filter",
     .keys = "F4",
     .label = N_("Filter"),
     .help = N_("Goes to the filters above the list."),
     .flags = ACTION_WHEN,
     .enabled = has_more_filters,
     .run = act_filter},
    {.name = "mark",
     .keys = "Space",
     .label = N_("Mark"),
     .help = N_("Marks the row, or takes its mark away."),
     .flags = ACTION_WHEN,
     .enabled = can_mark,
     .run = act_mark},
    {.name = "mark_all",
     .keys = "a",
     .label = N_("Mark all"),
     .help = N_("Marks all rows read so far, or none."),
     .flags = ACTION_WHEN | ACTION_HIDDEN,
     .enabled = can_mark,
     .run = act_mark_all},
    {.name = "sort",
     .keys = "s",
     .label = N_("Sort"),
     .help = N_("Sorts by another column; the same column again turns the order round."),
     .flags = ACTION_WHEN,
     .enabled = can_sort,
     .run = act_sort},
    {.name = "refresh",
     .keys = "^R",
     .label = N_("Read again"),
     .help = N_("Reads the list again; the cursor stays."),
     .flags = ACTION_HIDDEN,
     .run = act_refresh},
    {.name = NULL},
};

/* ---- keys ---- */

static void to_start(struct table *table)
{
    if (table->at_start) {
        table_move(table, -table->cursor);
        return;
    }
    table->keep_id = 0;
    table_ask_rows(table, ASKED_NEW);
}

static void to_end(struct table *table)
{
    if (table->at_end)
        table_move(table, table->count - 1 - table->cursor);
    else
        table_ask_rows(table, ASKED_END);
}

static enum handled sideways(struct table *table, int step)
{
    if (step > 0 && table->more_right)
        table->shift++;
    else if (step < 0 && table->shift > 0)
        table->shift--;
    else
        return H_PASS;
    table_dirty(table);
    return H_DONE;
}

static enum handled table_key(struct table *table, int key)
{
    int page = table_height(table) - 1;

    switch (key) {
    case K_UP:
        table_move(table, -1);
        return H_DONE;
    case K_DOWN:
        table_move(table, 1);
        return H_DONE;
    case K_PAGE_UP:
        table_move(table, -(page > 0 ? page : 1));
        return H_DONE;
    case K_PAGE_DOWN:
        table_move(table, page > 0 ? page : 1);
        return H_DONE;
    case K_HOME:
        to_start(table);
        return H_DONE;
    case K_END:
        to_end(table);
        return H_DONE;
    case K_LEFT:
        return sideways(table, -1);
    case K_RIGHT:
        return sideways(table, 1);
    default:
        break;
    }
    /* a digit or a Chinese character begins a search */
    if (table->filters && key_is_text(key) && (key >= 0x80 || (key >= '0' && key <= '9')) &&
        !screen_key_taken(table->widget.screen, key)) {
        to_filter(table, 0);
        ui_key(table->widget.screen->ui, key);
        return H_DONE;
    }
    return H_PASS;
}

static enum handled table_event(struct widget *widget, const struct event *event)
{
    struct table *table = (struct table *)widget;
    int row = event->y - widget->area.y - (table->spec->flags & TABLE_NO_HEAD ? 0 : 1);

    if (event->kind == EV_KEY)
        return table_key(table, event->key);
    if (event->kind != EV_CLICK)
        return H_PASS;
    if (row >= 0 && table->top + row < table->count)
        table_move(table, table->top + row - table->cursor);
    return H_DONE;
}

static void table_focused(struct widget *widget, bool on)
{
    struct table *table = (struct table *)widget;

    table->has_focus = on;
    table_corner(table);
    table_dirty(table);
}

const struct widget_ops table_ops = {
    .name = "table",
    .actions = actions,
    .wants = table_wants,
    .layout = table_layout,
    .paint = table_paint,
    .event = table_event,
    .focused = table_focused,
    .free = table_free_widget,
};
