#include "config.h"

#include "core/print/block.h"

#include <math.h>
#include <string.h>

enum { CELL_PADDING = 4, GAP = 8 };

static double room_across(const struct page *page)
{
    return page->width - 2 * page->margin;
}

static PangoAlignment align_of(const cJSON *object, PangoAlignment otherwise)
{
    const char *word = document_text(object, "align");

    if (strcmp(word, "right") == 0)
        return PANGO_ALIGN_RIGHT;
    if (strcmp(word, "center") == 0)
        return PANGO_ALIGN_CENTER;
    return *word ? PANGO_ALIGN_LEFT : otherwise;
}

static struct cell cell_of(struct page *page, const char *text, double x, double width,
                           const struct look *look)
{
    return (struct cell){.layout = page_layout(page, text, width - 2 * CELL_PADDING, look),
                         .x = x,
                         .width = width};
}

static void free_cells(struct cell *cells, int n)
{
    for (int i = 0; i < n; i++)
        g_object_unref(cells[i].layout);
}

/* ---- words ---- */

static void set_words(struct page *page, const cJSON *block, const struct look *look, double before,
                      double after)
{
    struct cell cell = {.layout =
                            page_layout(page, document_text(block, "text"), room_across(page), look),
                        .x = page->margin,
                        .width = room_across(page),
                        .bare = true};

    if (!page_is_fresh(page))
        page->y += before;
    page_row(page, &cell, 1, 0);
    page->y += after;
    free_cells(&cell, 1);
}

static void set_title(struct page *page, const cJSON *block)
{
    const struct look look = {1.8, true, false, align_of(block, PANGO_ALIGN_CENTER)};

    set_words(page, block, &look, 0, 14);
}

/* A heading does not stand alone at the foot of a page. */
static void set_heading(struct page *page, const cJSON *block)
{
    const struct look look = {1.15, true, false, align_of(block, PANGO_ALIGN_LEFT)};

    if (page->bottom - page->y < 70 && !page_is_fresh(page))
        page_next(page);
    set_words(page, block, &look, 10, 4);
}

static void set_paragraph(struct page *page, const cJSON *block)
{
    const struct look look = {1, false, false, align_of(block, PANGO_ALIGN_LEFT)};

    set_words(page, block, &look, 0, 5);
}

/* ---- label and value ---- */

static void set_grid(struct page *page, const cJSON *block)
{
    const struct look label = {0.95, false, true, PANGO_ALIGN_LEFT};
    const struct look value = {1, false, false, PANGO_ALIGN_LEFT};
    int pairs = (int)document_number(block, "columns", 2);
    double across = room_across(page) / pairs, label_width = fmin(across * 0.36, 120);
    const cJSON *row = cJSON_GetObjectItemCaseSensitive(block, "rows")->child;

    while (row) {
        struct cell cells[6];
        int n = 0;

        for (int i = 0; i < pairs && row; i++, row = row->next) {
            const cJSON *name = row->child;
            double x = page->margin + across * i;
            /* the last pair of a row that is not full takes what is left */
            double width = row->next ? across : across * (pairs - i);

            cells[n] = cell_of(page, name->valuestring, x, label_width, &label);
            cells[n++].shaded = true;
            cells[n++] = cell_of(page, name->next->valuestring, x + label_width,
                                 width - label_width, &value);
        }
        page_row(page, cells, n, CELL_PADDING);
        free_cells(cells, n);
    }
    page->y += GAP;
}

/* ---- tables ---- */

struct table {
    const cJSON *columns;
    double x[DOCUMENT_COLUMNS], width[DOCUMENT_COLUMNS];
    int count;
};

static void measure(struct page *page, struct table *table)
{
    double sum = 0, x = page->margin;
    const cJSON *column;

    cJSON_ArrayForEach(column, table->columns) sum += document_number(column, "width", 1);
    cJSON_ArrayForEach(column, table->columns)
    {
        int i = table->count++;

        table->width[i] = document_number(column, "width", 1) / sum * room_across(page);
        table->x[i] = x;
        x += table->width[i];
    }
}

static void set_head(struct page *page, void *owner)
{
    const struct table *table = owner;
    const struct look look = {0.95, true, false, PANGO_ALIGN_CENTER};
    struct cell cells[DOCUMENT_COLUMNS];
    void (*again)(struct page *, void *) = page->again;
    const cJSON *column;
    int n = 0;

    page->again = NULL; /* a head that is higher than a page is not begun again for ever */
    cJSON_ArrayForEach(column, table->columns)
    {
        cells[n] =
            cell_of(page, document_text(column, "head"), table->x[n], table->width[n], &look);
        cells[n++].shaded = true;
    }
    page_row(page, cells, n, CELL_PADDING);
    free_cells(cells, n);
    page->again = again;
}

static void set_row(struct page *page, const struct table *table, const cJSON *row)
{
    struct cell cells[DOCUMENT_COLUMNS];
    const cJSON *column = table->columns->child, *text = row->child;

    for (int i = 0; i < table->count; i++, column = column->next, text = text->next) {
        const struct look look = {0.95, false, false, align_of(column, PANGO_ALIGN_LEFT)};

        cells[i] = cell_of(page, text->valuestring, table->x[i], table->width[i], &look);
    }
    page_row(page, cells, table->count, CELL_PADDING);
    free_cells(cells, table->count);
}

static void set_table(struct page *page, const cJSON *block)
{
    struct table table = {.columns = cJSON_GetObjectItemCaseSensitive(block, "columns")};
    const cJSON *row;

    measure(page, &table);
    if (page->bottom - page->y < 60 && !page_is_fresh(page))
        page_next(page);
    set_head(page, &table);
    page->again = set_head;
    page->again_owner = &table;
    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(block, "rows"))
        set_row(page, &table, row);
    page->again = NULL;
    page->y += GAP;
}

/* ---- the rest ---- */

static void set_box(struct page *page, const cJSON *box, double x, double width, double height)
{
    const struct look label = {1, true, false, PANGO_ALIGN_LEFT};
    const struct look foot = {0.95, false, true, PANGO_ALIGN_LEFT};
    PangoLayout *layout;

    cairo_set_source_rgb(page->cr, 0.3, 0.3, 0.3);
    cairo_set_line_width(page->cr, 0.5);
    cairo_rectangle(page->cr, x, page->y, width, height);
    cairo_stroke(page->cr);
    layout = page_layout(page, document_text(box, "label"), width - 2 * CELL_PADDING, &label);
    page_draw(page, layout, x + CELL_PADDING, page->y + CELL_PADDING, false);
    g_object_unref(layout);
    layout = page_layout(page, document_text(box, "foot"), width - 2 * CELL_PADDING, &foot);
    page_draw(page, layout, x + CELL_PADDING,
              page->y + height - page_layout_height(layout) - CELL_PADDING, true);
    g_object_unref(layout);
}

static void set_signatures(struct page *page, const cJSON *block)
{
    const cJSON *boxes = cJSON_GetObjectItemCaseSensitive(block, "boxes"), *box;
    double height = document_number(block, "height_mm", 32) * MM, x = page->margin, width;

    width = (room_across(page) - GAP * (cJSON_GetArraySize(boxes) - 1)) / cJSON_GetArraySize(boxes);
    page->y += GAP;
    if (page->y + height > page->bottom)
        page_next(page);
    cJSON_ArrayForEach(box, boxes)
    {
        set_box(page, box, x, width, height);
        x += width + GAP;
    }
    page->y += height + GAP;
}

static void set_space(struct page *page, const cJSON *block)
{
    page->y += document_number(block, "mm", 5) * MM;
    if (page->y > page->bottom)
        page_next(page);
}

static void set_page_break(struct page *page, const cJSON *block)
{
    (void)block;
    page_next(page);
}

static const struct {
    const char *kind;
    void (*set)(struct page *page, const cJSON *block);
} kinds[] = {
    {"title", set_title}, {"heading", set_heading}, {"paragraph", set_paragraph},
    {"grid", set_grid},   {"table", set_table},     {"signatures", set_signatures},
    {"space", set_space}, {"page_break", set_page_break},
};

void blocks_set(struct page *page, const cJSON *document)
{
    const cJSON *block;

    cJSON_ArrayForEach(block, cJSON_GetObjectItemCaseSensitive(document, "body"))
    {
        const char *kind = document_text(block, "kind");

        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (strcmp(kind, kinds[i].kind) == 0 && page->number < DOCUMENT_PAGES)
                kinds[i].set(page, block);
    }
}
