/* Putting a document for anxin-print together, block by block (core/print/README.md). Texts are
 * copied; NULL is "". When memory is out the calls do nothing and paper_json returns NULL. */
#ifndef ANXIN_PRINT_PAPER_H
#define ANXIN_PRINT_PAPER_H

#include <stdbool.h>
#include <stddef.h>

struct paper;

enum paper_size { PAPER_A4, PAPER_A4_LANDSCAPE, PAPER_A3, PAPER_A3_LANDSCAPE };

struct paper *paper_new(const char *title, enum paper_size size);
void paper_free(struct paper **paper);

/* Small, at the top and the foot of every page; at the right of the foot stands the page's number.
 */
void paper_edges(struct paper *paper, const char *head_left, const char *head_right,
                 const char *foot_left);

void paper_title(struct paper *paper, const char *text);
void paper_heading(struct paper *paper, const char *text);
void paper_paragraph(struct paper *paper, const char *text);
void paper_page_break(struct paper *paper);

/* Labels and values in `columns` pairs side by side. */
void paper_grid(struct paper *paper, int columns);
void paper_grid_row(struct paper *paper, const char *label, const char *value);

/* A table; its head is repeated on every page it goes on on. */
struct paper_column {
    const char *head;
    double width; /* share of the page's */
    bool right;
};
void paper_table(struct paper *paper, const struct paper_column *columns, size_t n);
void paper_table_row(struct paper *paper, const char *const *cells, size_t n);

/* Boxes side by side to be signed and sealed, `height_mm` high. */
struct paper_box {
    const char *label, *foot;
};
void paper_signatures(struct paper *paper, const struct paper_box *boxes, size_t n, int height_mm);

/* The document; frees the paper. It is given to paper_json_free, which wipes it. */
char *paper_json(struct paper **paper);
void paper_json_free(char **json);

#endif
