/* A list on its way into a file (SPEC 20.5, 22.5): an XLSX workbook (core/sheet/), or CSV in UTF-8
 * with a BOM, so that office programs read the Chinese, lines ended by CR LF (RFC 4180).
 *
 * How the file comes into the folder is core/export_file.h's. In CSV a cell that a spreadsheet
 * would take for a formula is prefixed with an apostrophe; in a workbook a text never is one. */
#ifndef ANXIN_CORE_EXPORT_H
#define ANXIN_CORE_EXPORT_H

#include "core/base/digest.h"
#include "core/base/err.h"
#include "core/db/db.h"
#include "core/export_file.h"
#include "core/sheet/cell.h"

#include <stddef.h>
#include <stdint.h>

struct export;

enum export_format { EXPORT_XLSX, EXPORT_CSV };

struct export_result {
    char path[EXPORT_PATH_SIZE]; /* where the file stands now */
    int64_t rows;                /* without the heading */
    char sha256[DIGEST_SIZE];    /* of the file's bytes */
};

/* Starts `LIST-YYYYMMDD-HHMMSS.xlsx` or `.csv` in `folder`, which is made (0700) when missing.
 * `list` is one word of lower-case letters, digits, `-` and `_`; `title` names a workbook's sheet.
 * Returns NULL with `err` filled; the caller owns the result and gives it to export_close or
 * export_abandon. */
struct export *export_open(const char *folder, const char *list, const char *title,
                           enum export_format format, struct err *err);

/* Adds one line of `n` cells. The first line is the heading and not counted. */
bool export_row(struct export *file, const struct sheet_cell *cells, size_t n, struct err *err);

/* What a list shows in a cell as what it is: a day or moment written as such, a number where the
 * column is one of numbers, else a text. The text is borrowed. */
struct sheet_cell export_cell(const char *text, bool of_numbers);

/* No more lines come. *fd is what to poll for POLLIN before export_close, which would wait until
 * then for the workbook to be packed; -1: nothing. False: err says why, and only export_abandon is
 * left. */
bool export_end(struct export *file, int *fd, struct err *err);

/* After export_end: the file is whole, synced, named. Frees `*file` whatever happens and sets it to
 * NULL. */
bool export_close(struct export **file, struct export_result *result, struct err *err);

/* Throws the file away. `*file` may be NULL. */
void export_abandon(struct export **file);

/* Tells the database what left it (SPEC 20.5): list, filters (JSON, may be NULL), rows and digest.
 * No row is answered. */
void export_note(struct db *db, int64_t project_id, const char *list, const char *filters,
                 const struct export_result *result, void *owner, db_done *done);

/* The same for a list of a company's. */
void export_note_company(struct db *db, int64_t company_id, const char *list, const char *filters,
                         const struct export_result *result, void *owner, db_done *done);

/* The same for one of the operator's. */
void export_note_operator(struct db *db, const char *list, const char *filters,
                          const struct export_result *result, void *owner, db_done *done);

#endif
