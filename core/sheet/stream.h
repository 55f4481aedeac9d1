/* Rows between the program and anxin-sheet, either way: items of one letter, a text and a nought.
 * README.md has the letters. */
#ifndef ANXIN_SHEET_STREAM_H
#define ANXIN_SHEET_STREAM_H

#include "core/sheet/cell.h"

#include <stdio.h>

enum {
    STREAM_ROW = 'r',   /* its number; its cells follow */
    STREAM_TITLE = 'S', /* of the sheet; before the first row */
    STREAM_END = 'z',   /* nothing is missing */
};

/* False: it could not be written. */
bool stream_put(FILE *to, char letter, const char *text);
bool stream_put_row(FILE *to, int64_t number, const struct sheet_cell *cells, size_t n);

/* What comes, put together to rows. Start with zeros but for `row` and `owner`. */
struct stream {
    sheet_row_fn *row; /* as in cell.h, but rows come whole, their empty ends too */
    void *owner;
    char title[128];
    bool ended;
    /* private */
    char *bytes; /* of the row, and what came of the next item */
    size_t used, room, begin;
    int64_t number; /* 0: no row yet */
    size_t count;
    struct sheet_cell cells[SHEET_COLUMNS_MOST];
    size_t starts[SHEET_COLUMNS_MOST];
};

/* Takes the next bytes. False: they make no sense, memory is out, or nobody takes the row. */
bool stream_take(struct stream *stream, const char *bytes, size_t n);
void stream_clear(struct stream *stream);

#endif
