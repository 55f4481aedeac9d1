/* Tables in and out: a file's rows, and rows as a workbook. The work is done by anxin-sheet, a
 * program of its own that runs beside this one: a hostile file meets no secret and no screen there,
 * and its libraries cost this program no memory.
 *
 * Nothing waits: the loop polls the descriptor for POLLIN and calls the _io function. */
#ifndef ANXIN_SHEET_SHEET_H
#define ANXIN_SHEET_SHEET_H

#include "core/base/err.h"
#include "core/sheet/cell.h"

enum sheet_state { SHEET_RUNS, SHEET_DONE, SHEET_FAILED };

/* The endings a table may come with, for file_choose: "xlsx", "csv", "txt", and "xls", whose
 * refusal says what to do. NULL at the end. */
extern const char *const sheet_endings[];

/* ---- in ---- */

struct sheet_in;

/* Begins to read a file; `fd` is taken whatever happens. NULL and err. */
struct sheet_in *sheet_in_begin(int fd, struct err *err);
int sheet_in_fd(const struct sheet_in *in);
/* Gives the rows that have come; the row function may stop it by false, which is SHEET_FAILED
 * without a text in err. SHEET_DONE: it was all. SHEET_FAILED: err says what is wrong with the file
 * and what to do; rows given before count for nothing. */
enum sheet_state sheet_in_io(struct sheet_in *in, sheet_row_fn *row, void *owner, struct err *err);
void sheet_in_free(struct sheet_in **in);

/* For commands and tests: reads and waits. */
bool sheet_in_now(int fd, sheet_row_fn *row, void *owner, struct err *err);

/* ---- out ---- */

struct sheet_out_job;

/* Begins a workbook in the open file `fd`, which stays the caller's. The first row is the heading.
 * NULL and err. */
struct sheet_out_job *sheet_out_begin(int fd, const char *title, struct err *err);
/* False and err: the program has ended; why, sheet_out_io says. */
bool sheet_out_row(struct sheet_out_job *out, const struct sheet_cell *cells, size_t n,
                   struct err *err);
/* No more rows come; the workbook is packed now. */
bool sheet_out_end(struct sheet_out_job *out, struct err *err);
int sheet_out_fd(const struct sheet_out_job *out);
enum sheet_state sheet_out_io(struct sheet_out_job *out, struct err *err);
/* Waits until it is done. */
bool sheet_out_wait(struct sheet_out_job *out, struct err *err);
void sheet_out_free(struct sheet_out_job **out);

#endif
