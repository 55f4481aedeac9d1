/* Where the fields of a form stand, and how they look. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/form_private.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <string.h>

enum { DEFAULT_WIDTH = 30, LABEL_GAP = 3, NOTE_GAP = 3, LINE_GAP = 4, MOST_LINES = 4 };

static const struct canvas *canvas_of(const struct form *form)
{
    return ui_canvas(form->widget.screen->ui);
}

static const char *label_of(const struct box *box)
{
    if (box->label[0])
        return box->label;
    return box->field->label && box->field->label[0] ? _(box->field->label) : "";
}

static int width_of(const struct box *box)
{
    return box->field->width ? box->field->width : DEFAULT_WIDTH;
}

/* ---- side by side ---- */

static int lay_line(struct form *form, int width)
{
    const struct canvas *canvas = canvas_of(form);
    int x = 0, line = 0;

    for (int i = 0; i < form->count; i++) {
        struct box *box = &form->boxes[i];
        int label = canvas_width(canvas, label_of(box)), cells = width_of(box);

        if (!form_shows(box))
            continue;
        if (x > 0 && x + label + 2 + cells > width) {
            x = 0;
            line++;
        }
        box->line = line;
        box->lines = 1;
        box->x = x;
        box->value_x = x + label + 2;
        box->width = cells;
        if (box->value_x + cells > width)
            box->width = width - box->value_x;
        x = box->value_x + cells + LINE_GAP;
    }
    return line + 1;
}

/* ---- one below the other ---- */

static int widest_label(const struct form *form)
{
    const struct canvas *canvas = canvas_of(form);
    int widest = 0;

    for (int i = 0; i < form->count; i++) {
        const struct box *box = &form->boxes[i];
        int width = canvas_width(canvas, label_of(box));

        if (form_shows(box) && box->field->kind != FIELD_HEADING &&
            !(box->field->flags & FIELD_BESIDE) && width > widest)
            widest = width;
    }
    return widest;
}

static bool has_headings(const struct form *form)
{
    for (int i = 0; i < form->count; i++)
        if (form->boxes[i].field->kind == FIELD_HEADING && form_shows(&form->boxes[i]))
            return true;
    return false;
}

static int lines_of(const struct form *form, const struct box *box, int width)
{
    const char *text = box->edit.text, *next;
    int lines = 0;

    if (!box->read_only || width < 2 || !text[0])
        return 1;
    while (*text && lines < MOST_LINES) {
        text_wrap(text, width, canvas_of(form)->ambiguous, &next);
        lines++;
        if (next <= text)
            break;
        text = next;
    }
    return lines;
}

/* `airy`: a free line above and below each heading. */
static int lay_column(struct form *form, int width, bool airy)
{
    int indent = has_headings(form) ? 2 : 0, value_x = indent + widest_label(form) + LABEL_GAP;
    int line = 0, tallest = 1;
    const struct box *before = NULL;

    for (int i = 0; i < form->count; i++) {
        struct box *box = &form->boxes[i];

        if (!form_shows(box))
            continue;
        if (box->field->kind == FIELD_HEADING) {
            line += before ? 1 : 0;
            box->line = line;
            box->lines = 1;
            box->x = 0;
            line += airy ? 2 : 1;
            before = NULL;
            continue;
        }
        if ((box->field->flags & FIELD_BESIDE) && before) {
            box->line = before->line;
            box->x = before->value_x + width_of(before) + LABEL_GAP;
            box->value_x = box->x + canvas_width(canvas_of(form), label_of(box)) + 2;
        } else {
            box->line = line;
            box->x = indent;
            box->value_x = form->flags & FORM_NO_LABELS ? 0 : value_x;
            tallest = 1;
        }
        box->width = box->read_only && !(box->field->flags & FIELD_BESIDE) && !box->field->width
                         ? width - box->value_x
                         : width_of(box);
        if (box->value_x + box->width > width)
            box->width = width > box->value_x ? width - box->value_x : 0;
        box->lines = lines_of(form, box, box->width);
        tallest = box->lines > tallest ? box->lines : tallest;
        line = box->line + tallest;
        before = box;
    }
    return line;
}

int form_wants(const struct widget *widget, int width)
{
    struct form *form = (struct form *)widget;

    return form->flags & FORM_LINE ? lay_line(form, width) : lay_column(form, width, true);
}

static void scroll_to_focus(struct form *form, int height)
{
    const struct box *box = form->focus < 0 ? NULL : &form->boxes[form->focus];
    int most = form->lines > height ? form->lines - height : 0;

    if (box && box->line < form->top)
        form->top = box->line;
    if (box && box->line + box->lines > form->top + height)
        form->top = box->line + box->lines - height;
    /* the heading above the first field is shown with it */
    if (box && form->top == box->line && form->top <= 2)
        form->top = 0;
    form->top = form->top > most ? most : form->top;
}

static void lay_drop(struct form *form, struct rect area)
{
    const struct canvas *canvas = canvas_of(form);
    const struct box *box = &form->boxes[form->focus];
    int y = area.y + box->line - form->top, below = canvas->rows - 3 - (y + 1), above = y - 2;
    int rows = form->list.count > 0 ? form->list.count : 1;
    int width = droplist_width(&form->list, canvas) + 2;
    int x = area.x + box->value_x - 1; /* so that its text stands under the value */

    rows = rows > FORM_DROP_ROWS ? FORM_DROP_ROWS : rows;
    width = width < box->width + 1 ? box->width + 1 : width; /* as far as the field goes */
    width = width < 16 ? 16 : width;
    if (x + width > canvas->cols - 1)
        width = canvas->cols - 1 - x;
    if (rows > below && above > below) {
        rows = rows > above ? above : rows;
        form->drop = (struct rect){y - rows, x, rows, width};
    } else {
        rows = rows > below ? below : rows;
        form->drop = (struct rect){y + 1, x, rows, width};
    }
    droplist_rows(&form->list, rows);
}

void form_layout(struct widget *widget, struct rect area)
{
    struct form *form = (struct form *)widget;

    widget->area = area;
    if (form->flags & FORM_LINE) {
        form->lines = lay_line(form, area.w);
    } else {
        form->lines = lay_column(form, area.w, true);
        if (form->lines > area.h)
            form->lines = lay_column(form, area.w, false);
    }
    scroll_to_focus(form, area.h > 0 ? area.h : 1);
    for (int i = 0; i < form->count; i++)
        edit_scroll(&form->boxes[i].edit, canvas_of(form), form->boxes[i].width);
    if (form->focus >= 0)
        edit_scroll(&form->typed, canvas_of(form), form->boxes[form->focus].width);
    if (form->open && form->focus >= 0)
        lay_drop(form, area);
}

/* ---- painting ---- */

static int y_of(const struct form *form, const struct box *box)
{
    int y = box->line - form->top;

    return y < 0 || y >= form->widget.area.h ? -1 : form->widget.area.y + y;
}

static enum role value_role(const struct form *form, const struct box *box, bool focused)
{
    if (focused)
        return ROLE_FIELD_FOCUS;
    if (form->flags & FORM_LINE)
        return form_box_value(box)[0] ? ROLE_ACCENT : ROLE_VALUE;
    return ROLE_FIELD;
}

static void paint_value(const struct form *form, const struct box *box, struct canvas *canvas,
                        int y)
{
    struct rect area = form->widget.area;
    bool focused = form->has_focus && form->focus >= 0 && box == &form->boxes[form->focus];
    int x = area.x + box->value_x;
    const char *text = box->edit.text;

    if (box->read_only) {
        int left = area.y + area.h - y;

        canvas_wrap(canvas, (struct rect){y, x, box->lines < left ? box->lines : left, box->width},
                    box->field->flags & FIELD_STRONG ? ROLE_STRONG : ROLE_VALUE, text);
        return;
    }
    if (focused && form->open) {
        edit_paint(&form->typed, canvas, y, x, box->width, ROLE_FIELD_FOCUS);
        return;
    }
    if (form_is_choice(box) || box->field->kind == FIELD_YES_NO) {
        enum role role = value_role(form, box, focused);

        if (!text[0] && box->field->no_text && box->field->no_text[0])
            text = _(box->field->no_text);
        if (!(form->flags & FORM_LINE) || focused)
            canvas_fill(canvas, (struct rect){y, x, 1, box->width}, role);
        canvas_text(canvas, y, x, box->width, role, text);
        return;
    }
    if ((form->flags & FORM_LINE) && !focused && !text[0]) {
        canvas_fill(canvas, (struct rect){y, x, 1, box->width}, ROLE_FIELD);
        return;
    }
    edit_paint(&box->edit, canvas, y, x, box->width, value_role(form, box, focused));
}

static void paint_box(const struct form *form, const struct box *box, struct canvas *canvas)
{
    struct rect area = form->widget.area;
    int y = y_of(form, box), note_x = area.x + box->value_x + box->width + NOTE_GAP;

    if (y < 0 || !form_shows(box))
        return;
    if (box->field->kind == FIELD_HEADING) {
        canvas_text(canvas, y, area.x, area.w, ROLE_TITLE, label_of(box));
        return;
    }
    if (!(form->flags & FORM_NO_LABELS))
        canvas_text(canvas, y, area.x + box->x, box->value_x - box->x, ROLE_LABEL, label_of(box));
    paint_value(form, box, canvas, y);
    if (!box->note[0] || (form->flags & FORM_LINE))
        return;
    /* Beside the field; where that is too narrow, behind what is written in it. */
    if (box->read_only || canvas_width(canvas, box->note) > area.x + area.w - note_x) {
        int used = canvas_width(canvas, box->edit.text);

        used = used > box->width || box->lines > 1 ? box->width : used;
        note_x = area.x + box->value_x + used + NOTE_GAP;
    }
    canvas_text(canvas, y, note_x, area.x + area.w - note_x, box->note_role, box->note);
}

static bool is_blank(const struct canvas *canvas, int y, int x, int width)
{
    for (int i = x; i < x + width; i++) {
        const struct cell *cell = canvas_at(canvas, y, i);

        if (cell->width != 1 || cell->bytes[0] != ' ' || cell->role == ROLE_FIELD ||
            cell->role == ROLE_FIELD_FOCUS)
            return false;
    }
    return true;
}

/* That lines lie beyond an edge: at the right end of the row beside it, or, where a field goes that
 * far, as a sign in the left margin. No arrows: their width is ambiguous. */
static void paint_more(const struct form *form, struct canvas *canvas, int y, const char *text,
                       const char *sign)
{
    struct rect area = form->widget.area;
    int width = canvas_width(canvas, text), x = area.x + area.w - width;

    if (x > area.x && is_blank(canvas, y, x - 1, width + 1))
        canvas_text(canvas, y, x, width, ROLE_DIM, text);
    else if (area.x >= 2)
        canvas_text(canvas, y, area.x - 2, 1, ROLE_DIM, sign);
}

static void paint_edges(const struct form *form, struct canvas *canvas)
{
    struct rect area = form->widget.area;
    int below = form->lines - form->top - area.h;
    char text[64];

    if ((form->flags & FORM_LINE) || area.h < 2)
        return;
    if (form->top > 0) {
        snprintf(text, sizeof text, _("%d more above"), form->top);
        paint_more(form, canvas, area.y, text, "^");
    }
    if (below > 0) {
        snprintf(text, sizeof text, _("%d more below"), below);
        paint_more(form, canvas, area.y + area.h - 1, text, "v");
    }
}

void form_paint(const struct widget *widget, struct canvas *canvas)
{
    const struct form *form = (const struct form *)widget;

    for (int i = 0; i < form->count; i++)
        paint_box(form, &form->boxes[i], canvas);
    paint_edges(form, canvas);
}

void form_paint_over(const struct widget *widget, struct canvas *canvas)
{
    const struct form *form = (const struct form *)widget;

    if (form->open && form->has_focus)
        droplist_paint(&form->list, canvas, form->drop);
}

bool form_cursor(const struct widget *widget, int *y, int *x)
{
    const struct form *form = (const struct form *)widget;
    const struct box *box = form->focus < 0 ? NULL : &form->boxes[form->focus];
    int at = 0;

    if (!box || y_of(form, box) < 0)
        return false;
    if (form->open)
        at = edit_cursor(&form->typed, canvas_of(form));
    else if (!form_is_choice(box) && box->field->kind != FIELD_YES_NO)
        at = edit_cursor(&box->edit, canvas_of(form));
    *y = y_of(form, box);
    *x = widget->area.x + box->value_x + at;
    return true;
}
