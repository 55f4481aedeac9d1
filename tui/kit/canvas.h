/* A grid of cells that screens draw on. The picture is complete in memory; a back-end (curses, or
 * none at all in tests and scripts) shows it. So both show the same.
 *
 * A cell holds one character with the marks that join it (UTF-8) and its role; a wide character
 * takes two cells, of which the second is empty. Drawing never splits a wide character: the half
 * that does not fit is a space. Names are shown as SPEC 3.5 and core/base/text.h say: the middle
 * dot with the width the terminal gives it, an unprintable character as U+3013. */
#ifndef ANXIN_KIT_CANVAS_H
#define ANXIN_KIT_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "tui/kit/theme.h"

struct rect {
    int y, x, h, w;
};

enum { CELL_BYTES = 22 };

struct cell {
    char bytes[CELL_BYTES]; /* UTF-8, ends with 0; empty in the right half of a wide character */
    uint8_t width;          /* 1, 2; 0 in the right half */
    uint8_t role;           /* enum role */
};

struct canvas;

/* What a back-end does; `self` is its own. */
struct canvas_ops {
    void (*show)(void *self, const struct canvas *canvas);
    void (*redraw)(void *self); /* the terminal was disturbed: all anew at the next show */
    void (*size)(void *self, int *rows, int *cols);
    void (*free)(void *self);
};

struct canvas {
    int rows, cols;
    struct cell *cells;     /* rows * cols */
    int cursor_y, cursor_x; /* -1: no cursor wanted */
    int ambiguous;          /* cells of a character of ambiguous width: 1 or 2 */
    const struct canvas_ops *ops;
    void *self;
};

/* A canvas without a terminal: tests, scripts without one. */
struct canvas *canvas_memory(int rows, int cols);

/* The curses canvas; opens the terminal (standard input and output). See term.h for keys. */
struct term;
struct canvas *canvas_curses(struct term *term);

void canvas_free(struct canvas **canvas);
/* Also on the memory back-end: a new size; the content is blank. */
bool canvas_resize(struct canvas *canvas, int rows, int cols);
void canvas_show(struct canvas *canvas);

void canvas_clear(struct canvas *canvas);
void canvas_fill(struct canvas *canvas, struct rect area, enum role role);

/* Draws `text` from (y, x) over at most `width` cells, cut to whole characters; a cut text ends
 * in an ellipsis. Control characters are dropped. Returns the cells used. */
int canvas_text(struct canvas *canvas, int y, int x, int width, enum role role, const char *text);
/* The same without an ellipsis, starting `skip` cells into the text: an editor's window. */
int canvas_clip(struct canvas *canvas, int y, int x, int width, enum role role, const char *text,
                int skip);
/* The same, at the right end of the width. Returns the cells used. */
int canvas_right(struct canvas *canvas, int y, int x, int width, enum role role, const char *text);
/* Cells of a text as this canvas would draw it. */
int canvas_width(const struct canvas *canvas, const char *text);
/* Draws over several lines, broken at spaces or between Chinese characters. Returns the lines. */
int canvas_wrap(struct canvas *canvas, struct rect area, enum role role, const char *text);
/* Changes the role of cells that are drawn already. */
void canvas_paint_role(struct canvas *canvas, struct rect area, enum role role);

const struct cell *canvas_at(const struct canvas *canvas, int y, int x);

/* The picture as text, a line a row, blanks at line ends dropped; with `roles`, a second line
 * under each with role letters is added (see tests/screen). The caller frees it. NULL: no memory.
 */
char *canvas_to_text(const struct canvas *canvas, bool roles);

#endif
