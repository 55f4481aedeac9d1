/* A list laid over the screen, searched as one types. */
#ifndef ANXIN_KIT_PICKER_H
#define ANXIN_KIT_PICKER_H

#include <stdbool.h>

#include "core/base/err.h"
#include "tui/kit/choice.h"

struct ui;
struct picker;

/* `chosen` is NULL when it was left with Esc. The picker is closed before the call; the choice is
 * borrowed for it. */
typedef void picker_fn(void *owner, const struct choice *chosen);
/* What was typed, for lists that are asked for: answer with picker_offer. */
typedef void picker_ask_fn(void *owner, struct picker *picker, const char *typed, unsigned ticket);

/* Opens over the top screen and goes with it. `items` are copied. `ask` may be NULL: then the
 * list is searched here. `current`: a code to begin on, may be NULL. */
struct picker *picker_open(struct ui *ui, const char *title, const struct choice *items, int count,
                           const char *current, picker_ask_fn *ask, picker_fn *done, void *owner);
void picker_offer(struct picker *picker, unsigned ticket, const struct choice *items, int count);

#endif
