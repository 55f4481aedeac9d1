/* A table of workers on its way in (SPEC 8.2): read, looked through by the database, asked about,
 * sent in batches; what is wrong goes back as a workbook. */
#ifndef ANXIN_TUI_IMPORT_RUN_H
#define ANXIN_TUI_IMPORT_RUN_H

#include "tui/kit/screen.h"

#include <stdint.h>

struct import_run;

/* Begins with an open file, which is taken. Everything is told on the screen; `ended` is called at
 * the end, whatever it was, and is to free the run. NULL: it could not begin, and the screen says
 * so. */
struct import_run *import_run_new(struct screen *screen, int64_t participant_id, int fd,
                                  const char *name, void (*ended)(struct screen *screen));
/* Nothing of it is called any more; lines already sent stay. *run may be NULL. */
void import_run_free(struct import_run **run);

#endif
