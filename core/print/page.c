#include "config.h"

#include "core/print/page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The first family that has a letter is taken. Each is a Debian package's, README.md names them. */
#define FAMILIES                                                                                   \
    "WenQuanYi Micro Hei, Noto Sans CJK SC, WenQuanYi Zen Hei, AR PL UMing CN, UKIJ Tuz, "         \
    "UKIJ Tuz Tom, Noto Naskh Arabic, DejaVu Sans, sans-serif"

enum { HEAD_ROOM = 30, RULE_AT = 14 };

void page_size(const cJSON *document, double *width, double *height)
{
    const cJSON *page = cJSON_GetObjectItemCaseSensitive(document, "page");
    bool a3 = strcmp(document_text(page, "size"), "A3") == 0;
    double across = (a3 ? 297 : 210) * MM, down = (a3 ? 420 : 297) * MM;
    bool turned = document_flag(page, "landscape");

    *width = turned ? down : across;
    *height = turned ? across : down;
}

/* ---- text ---- */

PangoLayout *page_layout(struct page *page, const char *text, double width, const struct look *look)
{
    PangoLayout *layout = pango_cairo_create_layout(page->cr);
    PangoFontDescription *font = pango_font_description_copy(page->font);

    pango_font_description_set_size(font, (int)(page->font_pt * look->scale * PANGO_SCALE));
    if (look->bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(fmax(width, 1) * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, look->align);
    pango_layout_set_line_spacing(layout, 1.15f);
    pango_layout_set_text(layout, text, -1);
    page->unknown += pango_layout_get_unknown_glyphs_count(layout);
    return layout;
}

double page_layout_height(PangoLayout *layout)
{
    int height;

    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

static void ink(struct page *page, bool grey)
{
    double shade = grey ? 0.35 : 0.0;

    cairo_set_source_rgb(page->cr, shade, shade, shade);
}

void page_draw(struct page *page, PangoLayout *layout, double x, double y, bool grey)
{
    ink(page, grey);
    cairo_move_to(page->cr, x, y);
    pango_cairo_show_layout(page->cr, layout);
}

bool page_has_letters(struct page *page, enum letters letters)
{
    static const struct look plain = {1, false, false, PANGO_ALIGN_LEFT};
    /* among them those that fonts for Arabic alone do not have */
    const char *sample = letters == LETTERS_HAN ? "安薪工资" : "ئەۇۆۈۋېڭگچپژھ";
    int before = page->unknown;
    PangoLayout *layout = page_layout(page, sample, 1000, &plain);
    bool has = page->unknown == before;

    g_object_unref(layout);
    page->unknown = before;
    return has;
}

/* ---- pages ---- */

/* "{n}" and "{m}" become this page's number and that of all. */
static void number_pages(const struct page *page, const char *from, char *out, size_t size)
{
    size_t n = 0;

    while (*from && n + 12 < size) {
        int value = strncmp(from, "{n}", 3) == 0   ? page->number
                    : strncmp(from, "{m}", 3) == 0 ? page->total
                                                   : -1;
        if (value >= 0) {
            n += (size_t)snprintf(out + n, size - n, "%d", value);
            from += 3;
        } else {
            out[n++] = *from++;
        }
    }
    out[n] = '\0';
}

static void edge_text(struct page *page, const cJSON *edge, const char *side, double y)
{
    const struct look look = {0.8, false, true,
                              strcmp(side, "right") == 0 ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT};
    char text[1024];
    PangoLayout *layout;

    number_pages(page, document_text(edge, side), text, sizeof text);
    if (!text[0])
        return;
    layout = page_layout(page, text, page->width - 2 * page->margin, &look);
    pango_layout_set_height(layout, -1);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    page_draw(page, layout, page->margin, y, true);
    g_object_unref(layout);
}

static void rule(struct page *page, double y)
{
    cairo_set_source_rgb(page->cr, 0.6, 0.6, 0.6);
    cairo_set_line_width(page->cr, 0.5);
    cairo_move_to(page->cr, page->margin, y);
    cairo_line_to(page->cr, page->width - page->margin, y);
    cairo_stroke(page->cr);
}

static void begin_page(struct page *page)
{
    const cJSON *header = cJSON_GetObjectItemCaseSensitive(page->document, "header");
    const cJSON *footer = cJSON_GetObjectItemCaseSensitive(page->document, "footer");

    page->number++;
    page->top = page->margin + (header ? HEAD_ROOM : 0);
    page->bottom = page->height - page->margin - (footer ? HEAD_ROOM : 0);
    page->y = page->top;
    if (header) {
        edge_text(page, header, "left", page->margin - 2);
        edge_text(page, header, "right", page->margin - 2);
        rule(page, page->margin + RULE_AT);
    }
    if (footer) {
        edge_text(page, footer, "left", page->bottom + HEAD_ROOM - 14);
        edge_text(page, footer, "right", page->bottom + HEAD_ROOM - 14);
    }
}

void page_open(struct page *page, cairo_t *cr, const cJSON *document, int total)
{
    const cJSON *sheet = cJSON_GetObjectItemCaseSensitive(document, "page");

    *page = (struct page){.cr = cr, .document = document, .total = total};
    page_size(document, &page->width, &page->height);
    page->margin = document_number(sheet, "margin_mm", 18) * MM;
    page->font_pt = document_number(document, "font_pt", 10);
    page->font = pango_font_description_from_string(FAMILIES);
    begin_page(page);
}

void page_close(struct page *page)
{
    cairo_show_page(page->cr);
    pango_font_description_free(page->font);
    page->font = NULL;
}

void page_next(struct page *page)
{
    cairo_show_page(page->cr);
    begin_page(page);
    if (page->again)
        page->again(page, page->again_owner);
}

bool page_is_fresh(const struct page *page)
{
    return page->y <= page->top;
}

/* ---- rows ---- */

static double line_height(PangoLayout *layout, int i)
{
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);
    PangoRectangle logical;

    pango_layout_line_get_extents(line, NULL, &logical);
    return (double)logical.height * 1.15 / PANGO_SCALE;
}

/* How many lines of a cell fit into `room` from where it goes on, and how high they are. */
static int lines_that_fit(const struct cell *cell, double room, double *height)
{
    int lines = pango_layout_get_line_count(cell->layout), n = 0;
    double used = 0;

    while (cell->from + n < lines) {
        double more = line_height(cell->layout, cell->from + n);

        if (used + more > room)
            break;
        used += more;
        n++;
    }
    *height = used;
    return n;
}

static bool is_done(const struct cell *cell)
{
    return cell->from >= pango_layout_get_line_count(cell->layout);
}

static double line_offset(const struct cell *cell, PangoLayoutLine *line, double padding)
{
    PangoRectangle logical;
    PangoAlignment align = pango_layout_get_alignment(cell->layout);
    bool backwards = pango_layout_line_get_resolved_direction(line) == PANGO_DIRECTION_RTL;
    double free_room;

    pango_layout_line_get_extents(line, NULL, &logical);
    free_room = cell->width - 2 * padding - (double)logical.width / PANGO_SCALE;
    if (align == PANGO_ALIGN_CENTER)
        return padding + free_room / 2;
    return padding + ((align == PANGO_ALIGN_RIGHT) != backwards ? free_room : 0);
}

static void draw_lines(struct page *page, struct cell *cell, int n, double padding)
{
    double y = page->y + padding;

    ink(page, false);
    for (int i = 0; i < n; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(cell->layout, cell->from + i);
        PangoRectangle logical;
        double height = line_height(cell->layout, cell->from + i);

        pango_layout_line_get_extents(line, NULL, &logical);
        cairo_move_to(page->cr, cell->x + line_offset(cell, line, padding),
                      y - (double)logical.y / PANGO_SCALE);
        pango_cairo_show_layout_line(page->cr, line);
        y += height;
    }
    cell->from += n;
}

static void draw_frame(struct page *page, const struct cell *cell, double height)
{
    if (cell->bare)
        return;
    cairo_rectangle(page->cr, cell->x, page->y, cell->width, height);
    if (cell->shaded) {
        cairo_set_source_rgb(page->cr, 0.93, 0.93, 0.93);
        cairo_fill_preserve(page->cr);
    }
    cairo_set_source_rgb(page->cr, 0.3, 0.3, 0.3);
    cairo_set_line_width(page->cr, 0.5);
    cairo_stroke(page->cr);
}

static double whole_height(const struct cell *cells, int n, double padding)
{
    double most = 0, height;

    for (int i = 0; i < n; i++) {
        lines_that_fit(&cells[i], 1e9, &height);
        most = fmax(most, height);
    }
    return most + 2 * padding;
}

/* What fits of the row here; false when there is more. */
static bool part_of_row(struct page *page, struct cell *cells, int n, double padding, bool force)
{
    double room = page->bottom - page->y - 2 * padding, most = 0;
    int fit[DOCUMENT_COLUMNS * 2], any = 0;
    bool done = true;

    for (int i = 0; i < n; i++) {
        double height;

        fit[i] = lines_that_fit(&cells[i], room, &height);
        if (force && fit[i] == 0 && !is_done(&cells[i])) {
            fit[i] = 1; /* a line higher than a page: better cut than for ever */
            height = line_height(cells[i].layout, cells[i].from);
        }
        any += fit[i];
        most = fmax(most, height);
    }
    if (any == 0 && !force)
        return false;
    for (int i = 0; i < n; i++) {
        draw_frame(page, &cells[i], most + 2 * padding);
        draw_lines(page, &cells[i], fit[i], padding);
        done = done && is_done(&cells[i]);
    }
    page->y += most + 2 * padding;
    return done;
}

void page_row(struct page *page, struct cell *cells, int n, double padding)
{
    double height = whole_height(cells, n, padding);

    if (!page_is_fresh(page) && page->y + height > page->bottom &&
        (height <= page->bottom - page->top - 60 || page->bottom - page->y < 60))
        page_next(page);
    for (bool force = false; !part_of_row(page, cells, n, padding, force);
         force = page->number < DOCUMENT_PAGES) {
        if (page->number >= DOCUMENT_PAGES)
            return;
        page_next(page);
    }
}
