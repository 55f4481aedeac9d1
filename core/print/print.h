/* Printing into a PDF in the export folder: a document (paper.h) is handed to anxin-print, a program
 * of its own that runs beside this one, and the paper takes its name once it is whole.
 *
 * Nothing waits: the loop polls print_fd() for POLLIN and calls print_io(). */
#ifndef ANXIN_PRINT_PRINT_H
#define ANXIN_PRINT_PRINT_H

#include "core/base/err.h"
#include "core/export_file.h"

#include <stdbool.h>

struct print_job;

/* Begins to print `json` into FOLDER/STEM.pdf (or STEM-2.pdf …). Copies everything. NULL and err when
 * it cannot be started; NULL json is "no memory is left". */
struct print_job *print_begin(const char *json, const char *folder, const char *stem,
                              struct err *err);

int print_fd(const struct print_job *job);

enum print_state { PRINT_RUNS, PRINT_DONE, PRINT_FAILED };

/* PRINT_DONE: `path` (EXPORT_PATH_SIZE) is the paper; *unknown (may be NULL) says how many letters no
 * font has, which stand as boxes. PRINT_FAILED: err says why, no file is left. After either the job
 * is only to be freed. */
enum print_state print_io(struct print_job *job, char *path, int *unknown, struct err *err);

/* Ends it if it still runs, without a file. */
void print_free(struct print_job **job);

/* For commands and tests: prints and waits. */
bool print_now(const char *json, const char *folder, const char *stem, char *path, int *unknown,
               struct err *err);

#endif
