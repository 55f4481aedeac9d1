/* What the two files that know curses share. */
#ifndef ANXIN_KIT_TERM_PRIVATE_H
#define ANXIN_KIT_TERM_PRIVATE_H

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <stdbool.h>
#include <stddef.h>

#include "tui/kit/term.h"

struct term {
    SCREEN *screen;
    WINDOW *keys; /* a 1×1 pad that keys are read from */
    int ambiguous;
    bool asked; /* the terminal has not yet said where its cursor is */
    enum theme_depth depth;
    bool paste_sent, pasting;
    int pushed; /* a key read ahead */
    char *paste;
    size_t paste_size, paste_room;
    int click_y, click_x;
};

/* What follows newterm(); tests give it a terminal of their own. */
void term_setup(struct term *term, const struct term_options *options);

#endif
