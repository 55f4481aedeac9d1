/* The terminal: opened, asked how wide it draws ambiguous characters, read key by key. The only
 * users of curses are this and canvas_curses.c. */
#ifndef ANXIN_KIT_TERM_H
#define ANXIN_KIT_TERM_H

#include <stdbool.h>

#include "core/base/err.h"
#include "tui/kit/theme.h"

struct term;

struct term_options {
    int ambiguous; /* 1, 2; 0: ask the terminal, else as the locale has it */
    int colours;   /* 0: none, 16, 256; -1: as the terminal can (and $NO_COLOR says) */
    bool mouse;    /* take clicks and the wheel; then the terminal marks text with Shift only */
};

/* Opens the terminal of standard input and output. Fails without one, or when $TERM is unknown. */
struct term *term_open(const struct term_options *options, struct err *err);
void term_close(struct term **term);

int term_fd(const struct term *term); /* to watch for POLLIN; POLLHUP: it is gone */
/* The next waiting key (event.h), K_NONE: no more. A paste is read whole: K_PASTE_START is
 * returned and *paste is the text (owned by the term until the next call). K_CLICK: see below. */
int term_key(struct term *term, const char **paste);
/* The cell of the last K_CLICK. */
void term_click(const struct term *term, int *y, int *x);
/* May change once, when the terminal answers the question asked at the start. */
int term_ambiguous(const struct term *term);
enum theme_depth term_depth(const struct term *term);
void term_paste_on(struct term *term, bool on); /* bracketed paste, inside text fields */
void term_beep(struct term *term);

#endif
