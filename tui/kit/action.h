/* One row of a const table says all there is to say about something a person can do: its name (in
 * scripts and settings), its key, its words on the key bar and on the F1 page, who may, when. */
#ifndef ANXIN_KIT_ACTION_H
#define ANXIN_KIT_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/kit/event.h"

struct screen;
struct ui;

enum action_flags {
    ACTION_MAIN = 1,   /* stays on a narrow key bar */
    ACTION_HIDDEN = 2, /* on the F1 page and in scripts, not on the bar */
    ACTION_LAST = 4,   /* at the end of the bar */
    ACTION_WHEN = 8,   /* while it is not possible it is off the bar and its key is free */
};

/* A table ends with a row whose name is NULL. Widgets' own actions find their widget with
 * screen_focus(). */
struct action {
    const char *name;  /* "save": script word and setting */
    const char *keys;  /* "F2 ^S": default keys, the first is the one shown; NULL: none */
    const char *label; /* N_("Save") */
    const char *help;  /* N_("Saves the form and waits for the next card.") */
    const char *need;  /* duty that the person must have, NULL: none */
    unsigned flags;
    bool (*enabled)(const struct screen *screen); /* NULL: always */
    enum handled (*run)(struct screen *screen);
};

/* Can it be done now, by this person? Answers false for either reason; *denied tells which. */
bool action_enabled(const struct screen *screen, const struct action *action, bool *denied);

#endif
