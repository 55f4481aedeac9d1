/* How wide the columns of a table are, and how it looks. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/screen.h"
#include "tui/kit/table_private.h"
#include "tui/kit/ui.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* LIT: cells of the key cell that are lit, if it is that wide; LIT_MOST: for a longer text. What is
 * lit is sent twice with each move, three bytes for two cells of Chinese (SPEC 20.6). */
enum { GAP = 2, MARK_WIDTH = 2, LIT = 16, LIT_MOST = 20 };

char *table_number(int64_t number, char *out, size_t size)
{
    char digits[24];
    size_t n, at = 0;

    snprintf(digits, sizeof digits, "%" PRId64, number);
    n = strlen(digits);
    for (size_t i = 0; i < n && at + 2 < size; i++) {
        if (i > 0 && (n - i) % 3 == 0 && digits[i - 1] != '-')
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

void table_cell(const struct column *column, const void *row, char *out, size_t size)
{
    const char *at = (const char *)row + column->offset;
    const char *string = NULL;
    int64_t number = 0;
    int small = 0;
    bool yes = false;

    out[0] = '\0';
    switch (column->kind) {
    case COLUMN_TEXT:
        text_copy(out, size, at);
        break;
    case COLUMN_STRING:
        memcpy(&string, at, sizeof string);
        text_copy(out, size, string ? string : "");
        break;
    case COLUMN_INT64:
        memcpy(&number, at, sizeof number);
        table_number(number, out, size);
        break;
    case COLUMN_INT:
        memcpy(&small, at, sizeof small);
        table_number(small, out, size);
        break;
    case COLUMN_YES_NO:
        memcpy(&yes, at, sizeof yes);
        text_copy(out, size, yes ? _("yes") : _("no"));
        break;
    case COLUMN_CALL:
        column->text(row, out, size);
        break;
    }
}

/* "row 5 of 1,111" in the status row. */
void table_corner(struct table *table)
{
    char row[32], all[32], said[96] = "";
    int64_t known = table_total(table);

    if (table->spec->flags & TABLE_NO_ROW_N)
        return;
    if (table->count > 0) {
        int64_t loaded = (table->first < 0 ? 0 : table->first) + table->count;

        table_number(known >= 0 ? known : loaded, all, sizeof all);
        if (table->first < 0)
            snprintf(said, sizeof said, _("%s rows"), all);
        else
            snprintf(said, sizeof said, known >= 0 ? _("row %s of %s") : _("row %s of %s or more"),
                     table_number(table->first + table->cursor + 1, row, sizeof row), all);
    }
    if (table->mark_count > 0) {
        size_t n = strlen(said);

        snprintf(said + n, sizeof said - n, _("  %d marked"), table->mark_count);
    }
    if (strcmp(said, table->widget.screen->corner) != 0)
        screen_set_corner(table->widget.screen, said);
}

/* ---- columns ---- */

/* Tight columns stand together, but apart from what is before them. */
static int gap_before(const struct table *table, int i)
{
    int before = i - 1;

    while (before >= 0 && table->width[before] == 0)
        before--;
    if (before < 0)
        return 0;
    return table->spec->columns[before].flags & table->spec->columns[i].flags & COLUMN_TIGHT ? 0
                                                                                             : GAP;
}

static int total_width(const struct table *table)
{
    int width = 0;

    for (int i = 0; i < table->columns; i++)
        if (table->width[i] > 0)
            width += table->width[i] + gap_before(table, i);
    return width;
}

static void take_wanted(struct table *table, bool wanted)
{
    for (int i = 0; i < table->columns; i++) {
        const struct column *column = &table->spec->columns[i];
        int title = canvas_width(ui_canvas(table->widget.screen->ui),
                                 column->title && column->title[0] ? _(column->title) : "");
        int width = wanted && column->want > column->min ? column->want : column->min;

        if (column->flags & COLUMN_EXPORT_ONLY)
            width = 0;
        else if (width < title && !(column->flags & COLUMN_TIGHT))
            width = title; /* no title is ever cut */
        table->width[i] = width;
    }
}

static void share_rest(struct table *table, int rest)
{
    int shares = 0;

    for (int i = 0; i < table->columns; i++)
        shares += table->width[i] > 0 ? table->spec->columns[i].grow : 0;
    for (int i = 0; shares > 0 && i < table->columns; i++)
        if (table->width[i] > 0)
            table->width[i] += rest * table->spec->columns[i].grow / shares;
}

/* Columns between `min` and `want`: what is missing is taken from those that have most to give. */
static void squeeze(struct table *table, int width)
{
    while (total_width(table) > width) {
        int most = -1, spare = 0;

        for (int i = 0; i < table->columns; i++) {
            int least = table->spec->columns[i].min;
            int title =
                canvas_width(ui_canvas(table->widget.screen->ui),
                             table->spec->columns[i].title ? _(table->spec->columns[i].title) : "");

            least = least < title ? title : least;
            if (table->width[i] - least > spare) {
                spare = table->width[i] - least;
                most = i;
            }
        }
        if (most < 0)
            return;
        table->width[most]--;
    }
}

static void drop_spare(struct table *table, int width)
{
    for (int i = table->columns - 1; i >= 0 && total_width(table) > width; i--)
        if (table->spec->columns[i].flags & COLUMN_SPARE)
            table->width[i] = 0;
}

static void place(struct table *table, int x, int width)
{
    int skip = table->shift, end = x + width;

    table->more_right = false;
    for (int i = 0; i < table->columns; i++) {
        if (table->width[i] == 0)
            continue;
        if (skip > 0 && !(table->spec->columns[i].flags & COLUMN_FROZEN)) {
            skip--;
            table->width[i] = 0;
            continue;
        }
        x += gap_before(table, i);
        table->x[i] = x;
        if (x + table->width[i] > end) {
            table->more_right = true;
            table->width[i] = 0;
            end = x; /* nothing further right, so that the order stays */
            continue;
        }
        x += table->width[i];
    }
    if (skip > 0)
        table->shift -= skip;
}

int table_wants(const struct widget *widget, int width)
{
    const struct table *table = (const struct table *)widget;

    (void)width;
    return table->count + 1;
}

void table_layout(struct widget *widget, struct rect area)
{
    struct table *table = (struct table *)widget;
    int marks = table->spec->flags & TABLE_MARKS ? MARK_WIDTH : 0, width = area.w - marks, rest;

    widget->area = area;
    take_wanted(table, true);
    squeeze(table, width);
    drop_spare(table, width);
    rest = width - total_width(table);
    if (rest > 0) {
        table->shift = 0;
        share_rest(table, rest);
    }
    place(table, area.x + marks, width);
    table_cursor_to(table, table->cursor);
}

/* ---- painting ---- */

static int key_column(const struct table *table)
{
    for (int i = 0; i < table->columns; i++)
        if (table->spec->columns[i].flags & COLUMN_KEY)
            return i;
    return 0;
}

static void paint_head(const struct table *table, struct canvas *canvas, int y)
{
    for (int i = 0; i < table->columns; i++) {
        const struct column *column = &table->spec->columns[i];
        bool sorted = table->sort[0] && strcmp(column->name, table->sort) == 0;
        const char *title = column->title && column->title[0] ? _(column->title) : "";
        int width = table->width[i], used;

        if (width == 0)
            continue;
        if (column->flags & COLUMN_RIGHT) {
            canvas_right(canvas, y, table->x[i], width, ROLE_HEAD, title);
            continue;
        }
        used = canvas_text(canvas, y, table->x[i], width, ROLE_HEAD, title);
        if (sorted && used + 2 <= width)
            canvas_text(canvas, y, table->x[i] + used + 1, 1, ROLE_ACCENT,
                        table->descending ? "v" : "^");
    }
}

static enum role cell_role(const struct table *table, int column, int row, const char *at)
{
    const struct column *c = &table->spec->columns[column];
    bool current = row == table->cursor && table->has_focus;

    if (current && column == key_column(table))
        return ROLE_CELL_FOCUS;
    if (current && ui_full_bar(table->widget.screen->ui))
        return ROLE_ROW_FOCUS;
    return c->role ? c->role(at) : ROLE_VALUE;
}

/* Of a name too long to be lit whole, the part before its last dot or space that fits. */
static int lit_part(const struct canvas *canvas, const char *text)
{
    char part[LIT_MOST * 4];
    const char *at = text;
    uint32_t code;
    int cells = 0;

    while (text_next(&at, &code) && (size_t)(at - text) < sizeof part) {
        int width;

        memcpy(part, text, (size_t)(at - text));
        part[at - text] = '\0';
        width = canvas_width(canvas, part);
        if (width > LIT_MOST)
            break;
        if (code == TEXT_DOT || code == ' ')
            cells = width - text_char_width(code == ' ' ? ' ' : TEXT_DOT_SHOWN, 1);
    }
    return cells > 3 ? cells : LIT_MOST;
}

static int lit(const struct table *table, const struct canvas *canvas, int column, const char *text)
{
    int width = table->width[column], used = canvas_width(canvas, text);

    if (ui_full_bar(table->widget.screen->ui))
        return width;
    used = used > width ? width : used;
    if (used > LIT_MOST)
        return lit_part(canvas, text);
    if (table->spec->columns[column].flags & COLUMN_RIGHT)
        return width > LIT_MOST ? LIT_MOST : width;
    return used >= LIT ? used : LIT > width ? width : LIT;
}

static void paint_key(const struct table *table, struct canvas *canvas, int y, int column,
                      const char *text)
{
    int x = table->x[column], width = table->width[column],
        cells = lit(table, canvas, column, text);

    canvas_text(canvas, y, x, width, ROLE_VALUE, text);
    canvas_paint_role(canvas, (struct rect){y, x, 1, cells}, ROLE_CELL_FOCUS);
}

static void paint_row(const struct table *table, struct canvas *canvas, int y, int row)
{
    const char *at = table_at(table, row);
    bool current = row == table->cursor && table->has_focus;
    char text[1024];

    if (current && ui_full_bar(table->widget.screen->ui))
        canvas_fill(canvas, (struct rect){y, table->widget.area.x, 1, table->widget.area.w},
                    ROLE_ROW_FOCUS);
    if ((table->spec->flags & TABLE_MARKS) && table->spec->row_id &&
        table_is_marked(table, table->spec->row_id(at)))
        canvas_text(canvas, y, table->widget.area.x, 1, ROLE_MARK, "*");
    for (int i = 0; i < table->columns; i++) {
        enum role role;

        if (table->width[i] == 0)
            continue;
        role = cell_role(table, i, row, at);
        table_cell(&table->spec->columns[i], at, text, sizeof text);
        if (table->spec->columns[i].flags & COLUMN_RIGHT)
            canvas_right(canvas, y, table->x[i], table->width[i], role, text);
        else if (role == ROLE_CELL_FOCUS)
            paint_key(table, canvas, y, i, text);
        else
            canvas_text(canvas, y, table->x[i], table->width[i], role, text);
    }
}

void table_paint(const struct widget *widget, struct canvas *canvas)
{
    const struct table *table = (const struct table *)widget;
    struct rect area = widget->area;
    int y = area.y, end = area.y + area.h;

    if (area.h < 1)
        return;
    if (!(table->spec->flags & TABLE_NO_HEAD))
        paint_head(table, canvas, y++);
    if (table->count == 0) {
        const char *said = table->failed[0]       ? table->failed
                           : table_loading(table) ? ""
                           : table->spec->empty   ? _(table->spec->empty)
                                                  : _("Nothing here.");

        canvas_wrap(canvas, (struct rect){y + 1, area.x, 3, area.w},
                    table->failed[0] ? ROLE_ERROR : ROLE_DIM, said);
        return;
    }
    for (int row = table->top; row < table->count && y < end; row++)
        paint_row(table, canvas, y++, row);
}
