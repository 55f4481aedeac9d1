/* Pages that text is set on, from the top down: fonts, headers and footers, rows of cells that go
 * on overleaf where they must. Lengths are points, 72 to the inch. */
#ifndef ANXIN_PRINT_PAGE_H
#define ANXIN_PRINT_PAGE_H

#include "core/print/document.h"

#include <pango/pangocairo.h>
#include <stdbool.h>

#define MM (72.0 / 25.4)

struct page {
    cairo_t *cr;
    const cJSON *document;
    double width, height, margin;
    double top, bottom; /* of what may be written on */
    double y;
    double font_pt;
    int number, total; /* total: 0 while it is only counted */
    int unknown;       /* letters that no font has */
    PangoFontDescription *font;
    /* called at the top of a page that a block goes on on; NULL: nothing is repeated */
    void (*again)(struct page *page, void *owner);
    void *again_owner;
};

/* A4 or A3 as the document says; *width and *height in points. */
void page_size(const cJSON *document, double *width, double *height);

void page_open(struct page *page, cairo_t *cr, const cJSON *document, int total);
void page_close(struct page *page);
void page_next(struct page *page);
bool page_is_fresh(const struct page *page); /* nothing is written on it */

/* The font is there for Chinese, for Uyghur, if the document has such letters. */
enum letters { LETTERS_HAN = 1, LETTERS_ARABIC = 2 };
bool page_has_letters(struct page *page, enum letters letters);

struct look {
    double scale; /* of the document's font */
    bool bold;
    bool grey;
    PangoAlignment align;
};

/* A text to be set, `width` wide; freed with g_object_unref. */
PangoLayout *page_layout(struct page *page, const char *text, double width,
                         const struct look *look);
double page_layout_height(PangoLayout *layout);
void page_draw(struct page *page, PangoLayout *layout, double x, double y, bool grey);

struct cell {
    PangoLayout *layout;
    double x, width;
    bool shaded, bare; /* bare: no lines around it */
    int from;          /* the line it goes on with */
};

/* Sets a row of cells and moves down; a row that fits on a page stays together. */
void page_row(struct page *page, struct cell *cells, int n, double padding);

#endif
