/* Workers invited by a table (SPEC 8.2): its rows become lines, each checked here as far as can be
 * told without the database, and there; good lines are invited, the others come back in a workbook
 * of the person's own rows with a column that says what is wrong. */
#ifndef ANXIN_CORE_WORKER_IMPORT_H
#define ANXIN_CORE_WORKER_IMPORT_H

#include "core/base/day.h"
#include "core/db/db.h"
#include "core/record.h"
#include "core/sheet/cell.h"

#include <stddef.h>
#include <stdint.h>

enum { WORKER_IMPORT_BATCH = 250, WORKER_IMPORT_MOST = 20000 };

struct worker_import;

/* NULL: no memory. */
struct worker_import *worker_import_new(struct day today);
void worker_import_free(struct worker_import **import); /* wiped */

/* A sheet_row_fn; `owner` is the struct worker_import. The headings are the first row that names a
 * name and a number; what stands above them is passed over. False: no memory, or too many rows. */
bool worker_import_row(void *owner, int64_t number, const struct sheet_cell *cells, size_t n);
/* After the last row: numbers that stand twice are found. False and err: there is no row to import,
 * or a heading is missing. */
bool worker_import_ready(struct worker_import *import, struct err *err);

size_t worker_import_count(const struct worker_import *import);
size_t worker_import_good(const struct worker_import *import); /* and not invited yet */
size_t worker_import_invited(const struct worker_import *import);
/* What is wrong with the first bad line: "B3 ID number: …". "" if none is. */
const char *worker_import_first_fault(const struct worker_import *import);

/* The next lines that are good and not invited, from the line *at on, as JSON; *at moves behind
 * them. NULL with *count 0: there are no more; with *count 1: no memory. Give it to
 * record_json_free. */
char *worker_import_batch(const struct worker_import *import, size_t *at, size_t *count);
/* What the database said of a line; message NULL: it is invited. */
void worker_import_say(struct worker_import *import, int64_t line, const char *field,
                       const char *message);

/* The person's rows with what is wrong, as a workbook NAME-errors.xlsx in `folder`; only the bad
 * ones if some were invited. Waits until it is written. `path` has EXPORT_PATH_SIZE bytes. */
bool worker_import_return(const struct worker_import *import, const char *folder, const char *name,
                          char *path, struct err *err);
/* An empty table with the headings. */
bool worker_import_template(const char *folder, char *path, struct err *err);

/* ---- the database ---- */

struct worker_import_line {
    int64_t import_id, line;
    int64_t worker_id;           /* 0: refused */
    const char *field, *message; /* the message is translated by worker_import_say */
};

/* Rows of struct worker_import_line, only the refused ones, without import_id. */
void worker_import_check(struct db *db, int64_t project_id, int64_t participant_id,
                         const char *lines, void *owner, db_done *done);
/* Rows of struct worker_import_line, one for each line. import_id 0: the first of a table. */
void worker_import_send(struct db *db, int64_t project_id, const char *request_id,
                        int64_t participant_id, int64_t import_id, const char *file_name,
                        const char *lines, void *owner, db_done *done);

/* The record. */
struct import_row {
    int64_t invitation_id;
    const char *name, *phone_masked, *id_masked;
    int64_t invited_at;
    const char *company_name, *team_name, *state; /* joined, withdrawn, invited */
    const char *file_name, *invited_by, *at;
};

struct import_filter {
    char search[64];
};

extern const struct record_shape import_filter_shape;

/* Rows of struct import_row; `sort` is time, as team_list has it. */
void import_list(struct db *db, int64_t project_id, const struct import_filter *filter,
                 const char *sort, bool backwards, const char *after, int n, void *owner,
                 db_done *done);

#endif
