/* A screen is a const struct of functions, a table of actions, and its widgets.
 *
 * The kit keeps the frame: title row (place / thing / part; who), content, message, status, key
 * bar. A screen with a form or a table needs open() and its actions; layout, paint, cursor and
 * key handling of widgets are done for it.
 *
 * Life: open → layout → (event | resume | layout)* → close. paint is const, asks nothing of the
 * database and changes nothing. */
#ifndef ANXIN_KIT_SCREEN_H
#define ANXIN_KIT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "tui/kit/action.h"
#include "tui/kit/canvas.h"
#include "tui/kit/event.h"
#include "tui/kit/widget.h"

struct ui;

struct screen_ops {
    const char *name;             /* script word, draft key, keymap place */
    const char *title;            /* N_("Enrol") */
    const char *help;             /* N_(): what this screen is for; NULL */
    size_t state_size;            /* zeroed and freed by the kit; wiped when freed */
    const struct action *actions; /* may be NULL */
    /* `arg` is what ui_push was given, borrowed for the call. False: the screen is not shown. */
    bool (*open)(struct screen *screen, const void *arg, struct err *err);
    /* NULL: one widget fills the content, of two the first takes the rows it wants. */
    void (*layout)(struct screen *screen, struct rect content);
    /* NULL: the widgets. With it, call screen_paint_widgets when wanted. */
    void (*paint)(const struct screen *screen, struct canvas *canvas, struct rect content);
    /* NULL, or false: the focused widget's cursor. */
    bool (*cursor)(const struct screen *screen, int *y, int *x);
    /* Before widget and actions, for keys and paste; the only place for EV_APP. */
    enum handled (*event)(struct screen *screen, const struct event *event);
    void (*resume)(struct screen *screen); /* on top again, after another was closed */
    /* NULL: asks when a form has changes. False: stays (it may have put a question of its own). */
    bool (*may_close)(struct screen *screen);
    void (*close)(struct screen *screen); /* free what open() made; widgets are freed by the kit */
};

enum { SCREEN_WIDGETS = 6 };

struct screen {
    const struct screen_ops *ops;
    struct ui *ui;
    void *state;
    struct rect content;
    struct widget *widgets[SCREEN_WIDGETS]; /* in Tab order */
    int widget_count;
    int focus; /* index, -1: none */
    unsigned dirty;
    char part[96];   /* third part of the title row: a worker's name, a month */
    char corner[96]; /* right end of the status row */
    char arg[64];    /* what it was opened with by its word, cut; "" for nothing */
    struct screen *below;
};

/* The screen owns the widget from now on. The first that can take the focus gets it. */
bool screen_add(struct screen *screen, struct widget *widget);
/* Takes it out again and frees it. */
void screen_remove(struct screen *screen, struct widget *widget);
struct widget *screen_focus(const struct screen *screen);
void screen_focus_on(struct screen *screen, struct widget *widget);
void screen_paint_widgets(const struct screen *screen, struct canvas *canvas);
void screen_dirty(struct screen *screen, enum dirty bits);
void screen_set_part(struct screen *screen, const char *text);
void screen_set_corner(struct screen *screen, const char *text);
/* Runs an action of the focused widget, the screen or the global table by its name, if it is
 * enabled. False with err (no such action, not now, not permitted). */
bool screen_do(struct screen *screen, const char *name, struct err *err);
/* Has the screen or the global table something for this key? */
bool screen_key_taken(const struct screen *screen, int key);

#endif
