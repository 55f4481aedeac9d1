#include "config.h"

#include "core/base/text.h"
#include "tui/kit/canvas.h"
#include "tui/kit/term_private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

struct painter {
    struct term *term;
    struct cell *shown; /* what curses was given last */
    int rows, cols;
    attr_t attrs[ROLE_COUNT];
    short pairs[ROLE_COUNT];
    bool cursor_on;
};

static attr_t curses_attrs(unsigned attrs)
{
    attr_t out = A_NORMAL;

    out |= attrs & ATTR_BOLD ? A_BOLD : 0;
    out |= attrs & ATTR_DIM ? A_DIM : 0;
    out |= attrs & ATTR_UNDERLINE ? A_UNDERLINE : 0;
    out |= attrs & ATTR_REVERSE ? A_REVERSE : 0;
    return out;
}

/* Roles that look alike share a colour pair. */
static void set_roles(struct painter *painter)
{
    short next = 1;

    for (int i = 0; i < ROLE_COUNT; i++) {
        struct theme_look look = theme_look((enum role)i, painter->term->depth);

        painter->attrs[i] = curses_attrs(look.attrs);
        painter->pairs[i] = 0;
        if (painter->term->depth == THEME_MONO || (look.fore < 0 && look.back < 0))
            continue;
        for (int j = 0; j < i && !painter->pairs[i]; j++) {
            struct theme_look other = theme_look((enum role)j, painter->term->depth);

            if (other.fore == look.fore && other.back == look.back)
                painter->pairs[i] = painter->pairs[j];
        }
        if (!painter->pairs[i]) {
            init_pair(next, look.fore, look.back);
            painter->pairs[i] = next++;
        }
    }
}

/* The terminal draws it wider than libc believes (or the other way round): something of the width
 * that both agree on takes its place. */
static wchar_t stand_in(wchar_t code, int width)
{
    static const wchar_t pairs[][2] = {
        {0x00B7, 0x30FB}, {0x2014, 0x30FC}, {0x2018, 0x300E}, {0x2019, 0x300F},
        {0x201C, 0x300C}, {0x201D, 0x300D}, {0x00D7, 0xFF38}, {0x2605, 0xFF0A},
        {0x2606, 0xFF4F}, {0x2026, 0x3003}, {0x25CF, 0xFF2F}, {0x25CB, 0xFF4F},
    };

    for (size_t i = 0; width == 2 && i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i][0] == code && wcwidth(pairs[i][1]) == 2)
            return pairs[i][1];
    return width == 2 ? (wchar_t)TEXT_GETA : L'?';
}

static void put_cell(const struct painter *painter, int y, int x, const struct cell *cell)
{
    wchar_t wide[CCHARW_MAX + 1];
    const char *at = cell->bytes;
    uint32_t code;
    cchar_t out;
    int n = 0;

    while (n < CCHARW_MAX && text_next(&at, &code)) {
        wide[n] = (wchar_t)code;
        if (n == 0 && wcwidth(wide[0]) != cell->width)
            wide[0] = stand_in(wide[0], cell->width);
        else if (n > 0 && wcwidth(wide[n]) != 0)
            break;
        n++;
    }
    wide[n] = L'\0';
    if (setcchar(&out, wide, painter->attrs[cell->role], painter->pairs[cell->role], NULL) == OK)
        mvadd_wch(y, x, &out);
}

static bool same_size(struct painter *painter, const struct canvas *canvas)
{
    size_t count = (size_t)canvas->rows * (size_t)canvas->cols;

    if (painter->rows == canvas->rows && painter->cols == canvas->cols)
        return true;
    free(painter->shown);
    painter->shown = calloc(count, sizeof *painter->shown);
    if (!painter->shown) {
        painter->rows = painter->cols = 0;
        return false;
    }
    painter->rows = canvas->rows;
    painter->cols = canvas->cols;
    erase();
    return true;
}

static void show(void *self, const struct canvas *canvas)
{
    struct painter *painter = self;
    bool cursor = canvas->cursor_y >= 0;

    set_term(painter->term->screen);
    if (!same_size(painter, canvas))
        return;
    for (int y = 0; y < canvas->rows; y++)
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell *cell = canvas_at(canvas, y, x);
            struct cell *before = &painter->shown[(size_t)y * (size_t)canvas->cols + (size_t)x];

            if (memcmp(cell, before, sizeof *cell) == 0)
                continue;
            *before = *cell;
            if (cell->width > 0)
                put_cell(painter, y, x, cell);
        }
    if (cursor)
        move(canvas->cursor_y, canvas->cursor_x);
    leaveok(stdscr, !cursor);
    if (cursor != painter->cursor_on)
        curs_set(cursor);
    painter->cursor_on = cursor;
    refresh();
}

static void redraw(void *self)
{
    struct painter *painter = self;

    set_term(painter->term->screen);
    clearok(curscr, TRUE);
}

/* The window's size, told to curses too. */
static void size(void *self, int *rows, int *cols)
{
    struct painter *painter = self;
    struct winsize window;

    set_term(painter->term->screen);
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_row > 0 && window.ws_col > 0 &&
        is_term_resized(window.ws_row, window.ws_col))
        resizeterm(window.ws_row, window.ws_col);
    getmaxyx(stdscr, *rows, *cols);
}

static void free_painter(void *self)
{
    struct painter *painter = self;

    free(painter->shown);
    free(painter);
}

static const struct canvas_ops curses_ops = {show, redraw, size, free_painter};

struct canvas *canvas_curses(struct term *term)
{
    struct canvas *canvas = calloc(1, sizeof *canvas);
    struct painter *painter = calloc(1, sizeof *painter);
    int rows, cols;

    if (!canvas || !painter) {
        free(canvas);
        free(painter);
        return NULL;
    }
    painter->term = term;
    painter->cursor_on = true;
    set_term(term->screen);
    set_roles(painter);
    canvas->ops = &curses_ops;
    canvas->self = painter;
    canvas->ambiguous = term->ambiguous;
    getmaxyx(stdscr, rows, cols);
    if (!canvas_resize(canvas, rows, cols))
        canvas_free(&canvas);
    return canvas;
}
