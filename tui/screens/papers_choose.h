/* Which of a project's papers to open (SPEC 5.1, page 4). */
#ifndef ANXIN_TUI_PAPERS_CHOOSE_H
#define ANXIN_TUI_PAPERS_CHOOSE_H

#include "tui/kit/screen.h"

#include <stdint.h>

/* Asks for the kind, then opens its files; `subject` stands in their title. */
void papers_choose(struct screen *screen, int64_t project_id, const char *subject);

#endif
