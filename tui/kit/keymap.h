/* Which key does what: the defaults of the action tables, with a person's own choices over them.
 *
 * The text has a line for each change, "workers.export = F9", "back = F10 Esc", "#" begins a
 * comment; the part before the dot is a screen's name, or form, table, prompt, picker, global, and
 * may be left out. */
#ifndef ANXIN_KIT_KEYMAP_H
#define ANXIN_KIT_KEYMAP_H

#include <stdbool.h>

#include "core/base/err.h"
#include "tui/kit/action.h"

struct keymap;

struct keymap *keymap_new(void);
void keymap_free(struct keymap **keymap);
/* False at the first line that cannot be read; err->text names it. Lines before it count. */
bool keymap_read(struct keymap *keymap, const char *text, struct err *err);

/* The keys of an action, as words ("F2 ^S"). `place`: the screen's or widget's name. */
const char *keymap_keys(const struct keymap *keymap, const char *place,
                        const struct action *action);
/* The action of a table that `key` runs, or NULL. */
const struct action *keymap_find(const struct keymap *keymap, const char *place,
                                 const struct action *table, int key);

#endif
