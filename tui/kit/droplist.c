#include "config.h"

#include "tui/kit/droplist.h"

#include "core/base/i18n.h"
#include "tui/kit/event.h"

#include <stdlib.h>
#include <string.h>

void droplist_clear(struct droplist *list)
{
    free(list->order);
    memset(list, 0, sizeof *list);
}

static void show_current(struct droplist *list)
{
    if (list->current >= list->count)
        list->current = list->count - 1;
    if (list->current < 0)
        list->current = 0;
    if (list->current < list->top)
        list->top = list->current;
    if (list->rows > 0 && list->current >= list->top + list->rows)
        list->top = list->current - list->rows + 1;
}

bool droplist_narrow(struct droplist *list, const struct choices *all, const char *typed,
                     const char *code)
{
    const char *wanted = typed ? typed : "";

    if (all->count > list->room) {
        int *more = realloc(list->order, (size_t)all->count * sizeof *more);

        if (!more)
            return false;
        list->order = more;
        list->room = all->count;
    }
    list->all = all;
    list->count = 0;
    /* five passes over a short list, best matches first, each in the list's own order */
    for (int rank = 5; rank >= 1; rank--)
        for (int i = 0; i < all->count; i++)
            if (choice_match(&all->items[i], wanted) == rank)
                list->order[list->count++] = i;
    list->current = list->top = 0;
    for (int i = 0; code && i < list->count; i++)
        if (strcmp(all->items[list->order[i]].code, code) == 0)
            list->current = i;
    show_current(list);
    return true;
}

bool droplist_key(struct droplist *list, int key)
{
    int page = list->rows > 1 ? list->rows - 1 : 1;

    switch (key) {
    case K_UP:
        list->current--;
        break;
    case K_DOWN:
        list->current++;
        break;
    case K_PAGE_UP:
        list->current -= page;
        break;
    case K_PAGE_DOWN:
        list->current += page;
        break;
    case K_HOME:
        list->current = 0;
        break;
    case K_END:
        list->current = list->count - 1;
        break;
    default:
        return false;
    }
    show_current(list);
    return true;
}

const struct choice *droplist_current(const struct droplist *list)
{
    if (!list->all || list->current < 0 || list->current >= list->count)
        return NULL;
    return &list->all->items[list->order[list->current]];
}

/* Where the notes stand, one below the other: behind the widest text that has one, of those that
 * leave them half the line. */
static int note_column(const struct droplist *list, const struct canvas *canvas, int most)
{
    int column = 0;

    for (int i = 0; list->all && i < list->count; i++) {
        const struct choice *item = &list->all->items[list->order[i]];
        int width = item->note && item->note[0] ? canvas_width(canvas, item->text) : 0;

        if (width > column && width <= most)
            column = width;
    }
    return column;
}

int droplist_width(const struct droplist *list, const struct canvas *canvas)
{
    int widest = 0, column = note_column(list, canvas, canvas->cols / 2);

    for (int i = 0; list->all && i < list->count; i++) {
        const struct choice *item = &list->all->items[list->order[i]];
        int width = canvas_width(canvas, item->text);

        if (item->note && item->note[0])
            width = (width > column ? width : column) + 2 + canvas_width(canvas, item->note);
        widest = width > widest ? width : widest;
    }
    return widest;
}

void droplist_rows(struct droplist *list, int rows)
{
    list->rows = rows;
    show_current(list);
}

static void paint_line(const struct droplist *list, struct canvas *canvas, struct rect line, int i,
                       int column)
{
    const struct choice *item = &list->all->items[list->order[i]];
    bool current = i == list->current;
    int used;

    if (current)
        canvas_fill(canvas, line, ROLE_PANEL_FOCUS);
    used = canvas_text(canvas, line.y, line.x + 1, line.w - 2,
                       current ? ROLE_PANEL_FOCUS : ROLE_PANEL, item->text);
    used = used > column ? used : column;
    if (item->note && item->note[0] && line.w - used - 4 > 3)
        canvas_text(canvas, line.y, line.x + used + 3, line.w - used - 4,
                    current ? ROLE_PANEL_FOCUS : ROLE_PANEL_DIM, item->note);
}

void droplist_paint(const struct droplist *list, struct canvas *canvas, struct rect area)
{
    int column = note_column(list, canvas, area.w / 2);

    canvas_fill(canvas, area, ROLE_PANEL);
    if (list->count == 0)
        canvas_text(canvas, area.y, area.x + 1, area.w - 2, ROLE_PANEL_DIM,
                    list->waiting ? _("Looking ...") : _("Nothing found"));
    for (int row = 0; row < area.h && list->top + row < list->count; row++)
        paint_line(list, canvas, (struct rect){area.y + row, area.x, 1, area.w}, list->top + row,
                   column);
}
