/* The frame that all screens share: the stack of screens, what lies over them, title, message,
 * status and key bar, and the one place where painting is done.
 *
 * A turn: all waiting keys are handled, then descriptors and timers, then (if anything is dirty)
 * one layout, one paint, one cursor. */
#ifndef ANXIN_KIT_UI_H
#define ANXIN_KIT_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "tui/kit/canvas.h"
#include "tui/kit/event.h"
#include "tui/kit/keymap.h"
#include "tui/kit/loop.h"
#include "tui/kit/message.h"
#include "tui/kit/screen.h"
#include "tui/kit/theme.h"

struct ui;
struct term;

enum { UI_MIN_ROWS = 24, UI_MIN_COLS = 80 };

/* What the program answers the kit. Each may be NULL. `app` is what ui_new was given. */
struct ui_hooks {
    bool (*may)(void *app, const char *need); /* has the person this duty? NULL: all */
    /* A screen by its script word, as the word "open" and the help's list ask; NULL: looked up in
     * `screens` and pushed with the text as argument. */
    bool (*open)(struct ui *ui, const char *name, const char *arg, struct err *err);
    /* A script's "login": begins it. The script waits until `signed_in` says so. */
    bool (*login)(struct ui *ui, const char *phone, const char *password, struct err *err);
    bool (*signed_in)(void *app);
    /* A script's "wait-idle" waits until this says so, too: the program's own calls. */
    bool (*idle)(void *app);
    /* A key was pressed (idle lock). */
    void (*awake)(void *app);
    /* The last screen was closed, or the person asked to leave: NULL ends the loop. */
    void (*leave)(struct ui *ui);
};

struct ui_options {
    struct loop *loop;                       /* borrowed */
    struct canvas *canvas;                   /* taken */
    struct term *term;                       /* taken; NULL: no keyboard */
    const struct ui_hooks *hooks;            /* borrowed, may be NULL */
    const struct screen_ops *const *screens; /* NULL-terminated, may be NULL */
    const struct action *globals;            /* the program's own global actions, may be NULL */
    const char *keymap;                      /* text of the person's own keys, may be NULL */
    bool full_bar;                           /* tables show the whole current row reversed */
    void *app;
};

struct ui *ui_new(const struct ui_options *options, struct err *err);
void ui_free(struct ui **ui);

void *ui_app(const struct ui *ui);
struct loop *ui_loop(const struct ui *ui);
struct canvas *ui_canvas(const struct ui *ui);
const struct keymap *ui_keymap(const struct ui *ui);
const struct ui_hooks *ui_hooks(const struct ui *ui);
bool ui_full_bar(const struct ui *ui);
bool ui_has_keyboard(const struct ui *ui); /* a terminal is attached */

/* Screens. ui_push opens over the top one; false: err says why, nothing changed. ui_open finds the
 * screen by its script word (see ui_hooks.open); ui_open_listed finds it in `screens`, asking nobody,
 * and is what that hook ends with. */
bool ui_push(struct ui *ui, const struct screen_ops *ops, const void *arg, struct err *err);
bool ui_open(struct ui *ui, const char *name, const char *arg, struct err *err);
bool ui_open_listed(struct ui *ui, const char *name, const char *arg, struct err *err);
struct screen *ui_top(const struct ui *ui);
/* Closes the top screen; with `ask`, only if may_close agrees. False: it stays (a question may
 * now be open, which closes it if answered so). */
bool ui_pop(struct ui *ui, bool ask);
/* Closes all screens, without asking: signing out. */
void ui_pop_all(struct ui *ui);
/* Closes this screen wherever it is in the stack. */
void ui_close(struct ui *ui, struct screen *screen);
/* All screens get an EV_APP, from the top. */
void ui_tell(struct ui *ui, int code, const void *data);

/* Title row. Borrowed strings are copied. */
void ui_set_place(struct ui *ui, const char *place);
void ui_set_who(struct ui *ui, const char *who);

/* Status row, left part, in order of `slot` (0 … 7). NULL or "" takes it away. */
void ui_set_status(struct ui *ui, int slot, enum role role, const char *text);

/* Message row. */
void ui_say(struct ui *ui, enum message_kind kind, const char *text);
/* An error in the user's words: text, then hint; keeps it whole for the error page. */
void ui_fail(struct ui *ui, const struct err *err);
void ui_hush(struct ui *ui); /* an acting key was pressed */
const struct messages *ui_messages(const struct ui *ui);

/* Work that is going on: after 0.3 s the message row shows `what`, with "Esc cancels" where
 * `cancel` is given. Several may run; the newest is shown. The number ends it. */
typedef void ui_cancel_fn(void *owner);
unsigned ui_busy(struct ui *ui, const char *what, ui_cancel_fn *cancel, void *owner);
void ui_busy_say(struct ui *ui, unsigned number, const char *what); /* how far it is by now */
void ui_busy_done(struct ui *ui, unsigned *number);
bool ui_is_busy(const struct ui *ui);
bool ui_is_slow(const struct ui *ui); /* its sign is shown */

void ui_dirty(struct ui *ui, enum dirty bits);
/* Everything anew: the terminal was disturbed. */
void ui_redraw(struct ui *ui);

/* One key, as if typed; one paste. Used by the terminal, scripts and tests. */
void ui_key(struct ui *ui, int key);
void ui_paste(struct ui *ui, const char *text, size_t length);
/* A new size (memory canvas) or the terminal's own when rows is 0. */
void ui_resize(struct ui *ui, int rows, int cols);
/* Lays out and paints if anything is dirty; the loop does it each turn. */
void ui_refresh(struct ui *ui);

/* Runs until left, or until the terminal is gone (which ends cleanly, status 0). */
int ui_run(struct ui *ui);
void ui_leave(struct ui *ui, int status);

/* For scripts: a value into a field of the open question or of the top screen; an action of either
 * by name. */
enum widget_set ui_set(struct ui *ui, const char *field, const char *value, struct err *err);
bool ui_do(struct ui *ui, const char *action, struct err *err);

/* The screen as text, as canvas_to_text; the caller frees it. */
char *ui_text(struct ui *ui);

#endif
