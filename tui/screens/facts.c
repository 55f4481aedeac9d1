#include "config.h"

#include "tui/screens/facts.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2, GAP = 2, LABEL_MOST = 18, TWO_FROM = 72, BESIDE_MOST = 50 };

enum line_kind { LINE_HEADING, LINE_FACTS, LINE_TEXT };

struct fact {
    char *label, *value; /* label NULL: there is none */
    enum role role;
};

struct line {
    enum line_kind kind;
    struct fact fact[2];
};

struct facts {
    struct widget widget;
    struct line *lines;
    int count, room;
    struct fact *last; /* the one facts_role means */
    int top, rows;     /* first row shown, rows there are */
    bool told;         /* the corner says where we are */
    bool airy;         /* room for an empty line under each heading */
    bool broken;       /* memory was out: the page is not whole */
};

/* Where things stand at a width. */
struct ruler {
    int value, value_w;   /* of a fact that stands alone or first */
    int beside, beside_w; /* label of the second */
    int second, second_w; /* its value; 0 wide: there is only one column */
    int ambiguous;
};

static struct facts *facts_of(const struct widget *widget)
{
    return (struct facts *)widget;
}

static const struct canvas *canvas_of(const struct facts *facts)
{
    return ui_canvas(facts->widget.screen->ui);
}

/* ---- filling ---- */

static void wipe(char **text)
{
    if (*text)
        secret_wipe(*text, strlen(*text));
    free(*text);
    *text = NULL;
}

void facts_begin(struct facts *facts)
{
    for (int i = 0; i < facts->count; i++)
        for (int k = 0; k < 2; k++) {
            wipe(&facts->lines[i].fact[k].label);
            wipe(&facts->lines[i].fact[k].value);
        }
    facts->count = 0;
    facts->last = NULL;
    facts->broken = false;
}

static struct line *add_line(struct facts *facts, enum line_kind kind)
{
    struct line *lines;

    if (facts->count == facts->room) {
        int room = facts->room ? facts->room * 2 : 32;

        lines = realloc(facts->lines, (size_t)room * sizeof *lines);
        if (!lines) {
            facts->broken = true;
            return NULL;
        }
        facts->lines = lines;
        facts->room = room;
    }
    facts->lines[facts->count] = (struct line){.kind = kind};
    return &facts->lines[facts->count++];
}

static void put(struct facts *facts, struct fact *fact, enum role role, const char *label,
                const char *value)
{
    fact->label = label ? strdup(label) : NULL;
    fact->value = strdup(value && *value ? value : label ? "-" : "");
    fact->role = label && !(value && *value) ? ROLE_DIM : role;
    if (!fact->value || (label && !fact->label))
        facts->broken = true;
    facts->last = fact;
}

void facts_heading(struct facts *facts, const char *text)
{
    struct line *line = add_line(facts, LINE_HEADING);

    if (line)
        put(facts, &line->fact[0], ROLE_TITLE, NULL, text);
}

void facts_line(struct facts *facts, const char *label, const char *value)
{
    struct line *line = add_line(facts, LINE_FACTS);

    if (line)
        put(facts, &line->fact[0], ROLE_VALUE, label, value);
}

void facts_beside(struct facts *facts, const char *label, const char *value)
{
    if (!facts->count || facts->lines[facts->count - 1].kind != LINE_FACTS) {
        facts_line(facts, label, value);
        return;
    }
    put(facts, &facts->lines[facts->count - 1].fact[1], ROLE_VALUE, label, value);
}

void facts_role(struct facts *facts, enum role role)
{
    if (facts->last)
        facts->last->role = role;
}

void facts_text(struct facts *facts, enum role role, const char *text)
{
    struct line *line = add_line(facts, LINE_TEXT);

    if (line)
        put(facts, &line->fact[0], role, NULL, text);
}

void facts_end(struct facts *facts)
{
    screen_dirty(facts->widget.screen, DIRTY_LAYOUT);
}

/* ---- reading ---- */

bool facts_next(const struct facts *facts, size_t *at, struct fact_seen *seen)
{
    for (; *at < (size_t)facts->count * 2; ++*at) {
        const struct line *line = &facts->lines[*at / 2];
        const struct fact *fact = &line->fact[*at % 2];

        if (!fact->value)
            continue;
        *seen = (struct fact_seen){line->kind == LINE_HEADING, fact->label, fact->value};
        ++*at;
        return true;
    }
    return false;
}

bool facts_whole(const struct facts *facts)
{
    return !facts->broken;
}

/* ---- where things stand ---- */

/* One width for all labels: a second fact may have to stand below the first. */
static int label_width(const struct facts *facts)
{
    int most = 0;

    for (int i = 0; i < facts->count; i++)
        for (int k = 0; k < 2; k++) {
            const char *label = facts->lines[i].fact[k].label;
            int width = label ? canvas_width(canvas_of(facts), label) : 0;

            if (width > most)
                most = width;
        }
    return most < LABEL_MOST ? most : LABEL_MOST;
}

static struct ruler measure(const struct facts *facts, int width)
{
    struct ruler ruler = {.ambiguous = canvas_of(facts)->ambiguous};
    int label = label_width(facts);

    ruler.value = INDENT + label + GAP;
    ruler.value_w = width - ruler.value;
    if (width < TWO_FROM)
        return ruler;
    ruler.beside = width / 2 + GAP < BESIDE_MOST ? width / 2 + GAP : BESIDE_MOST;
    ruler.second = ruler.beside + label + GAP;
    ruler.second_w = width - ruler.second;
    return ruler;
}

static int wrapped(const char *text, int width, int ambiguous)
{
    int rows = 0;

    do {
        rows++;
        text_wrap(text, width > 1 ? width : 1, ambiguous, &text);
    } while (*text);
    return rows;
}

/* Do both facts stand on one row? */
static bool fits_beside(const struct facts *facts, const struct line *line,
                        const struct ruler *ruler)
{
    const struct canvas *canvas = canvas_of(facts);

    return ruler->second_w > 0 &&
           canvas_width(canvas, line->fact[0].value) <= ruler->beside - ruler->value - GAP &&
           canvas_width(canvas, line->fact[1].value) <= ruler->second_w;
}

static int line_rows(const struct facts *facts, int i, const struct ruler *ruler)
{
    const struct line *line = &facts->lines[i];
    int width = facts->widget.area.w;
    int rows;

    if (!line->fact[0].value)
        return 0;
    if (line->kind == LINE_HEADING)
        return 1 + (i > 0) + facts->airy;
    if (line->kind == LINE_TEXT)
        return wrapped(line->fact[0].value, width - INDENT, ruler->ambiguous);
    if (line->fact[1].value && fits_beside(facts, line, ruler))
        return 1;
    rows = wrapped(line->fact[0].value, ruler->value_w, ruler->ambiguous);
    if (line->fact[1].value)
        rows += wrapped(line->fact[1].value, ruler->value_w, ruler->ambiguous);
    return rows;
}

/* ---- painting ---- */

/* A picture of rows `from` on, `h` of them, at the widget's area. */
struct pen {
    struct canvas *canvas;
    struct rect area;
    int row; /* where the next row is: negative above the window */
};

static bool in_sight(const struct pen *pen)
{
    return pen->row >= 0 && pen->row < pen->area.h;
}

static void write_at(const struct pen *pen, int x, int width, enum role role, const char *text)
{
    if (in_sight(pen))
        canvas_text(pen->canvas, pen->area.y + pen->row, pen->area.x + x, width, role, text);
}

static void write_wrapped(struct pen *pen, int x, int width, const struct fact *fact)
{
    const char *text = fact->value, *next = text;
    char piece[1024];

    do {
        size_t bytes = text_wrap(text, width > 1 ? width : 1, pen->canvas->ambiguous, &next);

        snprintf(piece, sizeof piece, "%.*s", (int)bytes, text);
        write_at(pen, x, width, fact->role, piece);
        secret_wipe(piece, sizeof piece);
        pen->row++;
        text = next;
    } while (*text);
}

static void paint_facts(const struct facts *facts, struct pen *pen, const struct line *line,
                        const struct ruler *ruler)
{
    const struct fact *first = &line->fact[0], *second = &line->fact[1];
    int label_w = ruler->value - INDENT - GAP;

    if (second->value && fits_beside(facts, line, ruler)) {
        write_at(pen, INDENT, label_w, ROLE_LABEL, first->label);
        write_at(pen, ruler->value, ruler->beside - ruler->value - GAP, first->role, first->value);
        write_at(pen, ruler->beside, ruler->second - ruler->beside - GAP, ROLE_LABEL,
                 second->label);
        write_at(pen, ruler->second, ruler->second_w, second->role, second->value);
        pen->row++;
        return;
    }
    for (int k = 0; k < 2 && line->fact[k].value; k++) {
        write_at(pen, INDENT, label_w, ROLE_LABEL, line->fact[k].label);
        write_wrapped(pen, ruler->value, ruler->value_w, &line->fact[k]);
    }
}

static void facts_paint(const struct widget *widget, struct canvas *canvas)
{
    const struct facts *facts = facts_of(widget);
    struct ruler ruler = measure(facts, widget->area.w);
    struct pen pen = {.canvas = canvas, .area = widget->area, .row = -facts->top};

    for (int i = 0; i < facts->count; i++) {
        const struct line *line = &facts->lines[i];

        if (!line->fact[0].value)
            continue;
        if (line->kind == LINE_FACTS) {
            paint_facts(facts, &pen, line, &ruler);
        } else if (line->kind == LINE_TEXT) {
            write_wrapped(&pen, INDENT, widget->area.w - INDENT, &line->fact[0]);
        } else {
            pen.row += i > 0;
            write_at(&pen, 0, widget->area.w, line->fact[0].role, line->fact[0].value);
            pen.row += 1 + facts->airy;
        }
    }
}

/* ---- moving ---- */

static void scroll_to(struct facts *facts, int top)
{
    int most = facts->rows - facts->widget.area.h;
    char text[64];

    if (top > most)
        top = most;
    if (top < 0)
        top = 0;
    facts->top = top;
    facts->widget.focusable = most > 0;
    text[0] = 0;
    if (most > 0)
        snprintf(text, sizeof text, _("Lines %d to %d of %d"), top + 1, top + facts->widget.area.h,
                 facts->rows);
    if (most > 0 || facts->told)
        screen_set_corner(facts->widget.screen, text);
    facts->told = most > 0;
    screen_dirty(facts->widget.screen, DIRTY_PAINT);
}

static int count_rows(const struct facts *facts)
{
    struct ruler ruler = measure(facts, facts->widget.area.w);
    int rows = 0;

    for (int i = 0; i < facts->count; i++)
        rows += line_rows(facts, i, &ruler);
    return rows;
}

static void facts_layout(struct widget *widget, struct rect area)
{
    struct facts *facts = facts_of(widget);

    widget->area = area;
    facts->airy = true;
    facts->airy = count_rows(facts) <= area.h;
    facts->rows = count_rows(facts);
    scroll_to(facts, facts->top);
}

static int facts_wants(const struct widget *widget, int width)
{
    struct facts wide = *facts_of(widget);

    wide.widget.area.w = width;
    wide.airy = false;
    return count_rows(&wide);
}

static enum handled facts_event(struct widget *widget, const struct event *event)
{
    struct facts *facts = facts_of(widget);
    int page = widget->area.h > 1 ? widget->area.h - 1 : 1;

    if (event->kind != EV_KEY || facts->rows <= widget->area.h)
        return H_PASS;
    switch (event->key) {
    case K_UP:
        scroll_to(facts, facts->top - 1);
        return H_DONE;
    case K_DOWN:
        scroll_to(facts, facts->top + 1);
        return H_DONE;
    case K_PAGE_UP:
        scroll_to(facts, facts->top - page);
        return H_DONE;
    case K_PAGE_DOWN:
        scroll_to(facts, facts->top + page);
        return H_DONE;
    case K_HOME:
        scroll_to(facts, 0);
        return H_DONE;
    case K_END:
        scroll_to(facts, facts->rows);
        return H_DONE;
    default:
        return H_PASS;
    }
}

void facts_free(struct facts **facts)
{
    if (!*facts)
        return;
    facts_begin(*facts);
    free((*facts)->lines);
    free(*facts);
    *facts = NULL;
}

static void widget_free(struct widget *widget)
{
    struct facts *facts = facts_of(widget);

    facts_free(&facts);
}

static const struct widget_ops facts_ops = {
    .name = "facts",
    .wants = facts_wants,
    .layout = facts_layout,
    .paint = facts_paint,
    .event = facts_event,
    .free = widget_free,
};

struct facts *facts_new(struct screen *screen)
{
    struct facts *facts = calloc(1, sizeof *facts);

    if (!facts)
        return NULL;
    facts->widget.ops = &facts_ops;
    facts->widget.screen = screen;
    facts->widget.focusable = true;
    if (!screen || screen_add(screen, &facts->widget))
        return facts;
    free(facts);
    return NULL;
}
