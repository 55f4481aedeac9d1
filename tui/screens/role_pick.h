/* Which role on the project? And for "other": which duty? (SPEC 6.2) */
#ifndef ANXIN_TUI_ROLE_PICK_H
#define ANXIN_TUI_ROLE_PICK_H

#include "tui/kit/screen.h"

#include <stdbool.h>

/* Both words are borrowed for the call; not called when it is left with Esc. */
typedef void role_pick_fn(void *screen, const char *role, const char *remark);

/* Embedded by the screen, which must outlive the questions. */
struct role_pick {
    struct screen *screen;
    char role[32];
    role_pick_fn *done;
};

/* `administrator`: may be project administrator (the general contractor's people); `now`: the role
 * to begin on, may be NULL. */
void role_pick_open(struct role_pick *pick, struct screen *screen, bool administrator,
                    const char *now, role_pick_fn *done);

#endif
