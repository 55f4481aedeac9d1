/* A project's papers (SPEC 5.1, 5.2): the application form, filled in, to print; and the scans of
 * each kind, with how many are there. */
#ifndef ANXIN_TUI_PAPERS_H
#define ANXIN_TUI_PAPERS_H

#include "core/application.h"
#include "tui/kit/screen.h"
#include "tui/screens/paper_job.h"

/* Embedded by the screen, zeroed; its address is the owner of its calls. */
struct papers {
    struct screen *screen;
    /* The record as the screen shows it now; NULL: none. */
    const struct application *(*now)(const struct screen *screen);
    struct paper_job job;
    bool asked;
};

/* Asks what there is, then which is meant; then prints or opens it. */
void papers_choose(struct papers *papers, struct screen *screen,
                   const struct application *(*now)(const struct screen *screen));

/* Call in the screen's close(). */
void papers_close(struct papers *papers);

#endif
