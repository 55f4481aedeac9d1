/* A paper on its way into the export folder (core/print/print.h): the sign that it is going on, Esc
 * that gives it up, and the message that names the file. */
#ifndef ANXIN_TUI_PAPER_JOB_H
#define ANXIN_TUI_PAPER_JOB_H

#include "tui/kit/screen.h"

#include <stdbool.h>

struct print_job;

/* Embedded by the screen, zeroed. */
struct paper_job {
    struct screen *screen;
    struct print_job *print; /* NULL: none is going on */
    unsigned busy;
};

/* Takes *json (paper_json's; NULL: no memory) and sets it to NULL. `stem` is the file's name
 * without its ending. One that is going on is said, and no second one begun. */
void paper_job_start(struct paper_job *job, struct screen *screen, char **json, const char *stem);

bool paper_job_runs(const struct paper_job *job);

/* Nothing comes any more, no file is left: call in the screen's close(). */
void paper_job_stop(struct paper_job *job);

#endif
