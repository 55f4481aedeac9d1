/* Only for the files that read tables. */
#ifndef ANXIN_SHEET_TAKE_PRIVATE_H
#define ANXIN_SHEET_TAKE_PRIVATE_H

#include "core/sheet/cell.h"

#include <zip.h>

struct sheet_out {
    sheet_row_fn *row;
    void *owner;
    int64_t rows; /* given so far */
    char *why;
    size_t why_size;
};

/* Says why, and returns the fault. */
enum sheet_fault sheet_fault_of(struct sheet_out *out, enum sheet_fault fault, const char *why);

/* Gives a row to the sink, without its empty end; nothing where all is empty. */
enum sheet_fault sheet_give(struct sheet_out *out, int64_t number, const struct sheet_cell *cells,
                            size_t n);

/* Bytes that grow. */
struct sheet_text {
    char *bytes; /* terminated once something was added */
    size_t used, room;
};

bool sheet_text_add(struct sheet_text *text, const char *bytes, size_t n, size_t most);
void sheet_text_clear(struct sheet_text *text);

/* UTF-8 without a BOM, terminated. */
enum sheet_fault csv_take(const char *text, struct sheet_out *out);

enum sheet_fault xlsx_take(const void *bytes, size_t n, struct sheet_out *out);

#endif
