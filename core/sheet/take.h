/* A file becomes rows: XLSX, or CSV of any usual coding and separator, recognised by content.
 * Runs in anxin-sheet, and in tests. */
#ifndef ANXIN_SHEET_TAKE_H
#define ANXIN_SHEET_TAKE_H

#include "core/sheet/cell.h"

/* Reads `n` bytes of a file and gives its rows to `row`. `why` (of `size` bytes) gets a word for
 * the log, "" when all is well; it never holds what stands in the file. */
enum sheet_fault sheet_take(const void *bytes, size_t n, sheet_row_fn *row, void *owner, char *why,
                            size_t size);

#endif
