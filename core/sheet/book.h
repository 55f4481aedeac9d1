/* Rows become an XLSX workbook of one sheet. Runs in anxin-sheet, and in tests. */
#ifndef ANXIN_SHEET_BOOK_H
#define ANXIN_SHEET_BOOK_H

#include "core/sheet/cell.h"

struct book;

/* Begins a workbook in the file `path`; rows already given lie in files without a name, not in
 * memory. NULL: no memory. */
struct book *book_open(const char *path, const char *title);

/* The next row; the first one is the heading, which stays in view. Numbers, days, moments and times
 * are written as such where their text is one, all else as text, never as a formula; a column of
 * texts is formatted as text below its end too, so that a number typed there stays whole. */
bool book_row(struct book *book, const struct sheet_cell *cells, size_t n);

/* Sets the widths, writes the file and frees *book. */
enum sheet_fault book_close(struct book **book, char *why, size_t size);

#endif
