/* What ui*.c, prompt.c, picker.c and help.c share. */
#ifndef ANXIN_KIT_UI_PRIVATE_H
#define ANXIN_KIT_UI_PRIVATE_H

#include "tui/kit/term.h"
#include "tui/kit/ui.h"

struct overlay;
struct script;

/* Something over the screen that takes all keys until it is answered. Its actions' run() is given
 * the screen under it and finds it with ui_overlay(). */
struct overlay_ops {
    const char *name;
    void (*layout)(struct overlay *overlay, struct rect content);
    void (*paint)(const struct overlay *overlay, struct canvas *canvas);
    bool (*cursor)(const struct overlay *overlay, int *y, int *x);
    enum handled (*event)(struct overlay *overlay, const struct event *event);
    enum widget_set (*set)(struct overlay *overlay, const char *field, const char *value,
                           struct err *err);
    bool takes_text;
    void (*free)(struct overlay *overlay);
};

struct overlay {
    const struct overlay_ops *ops;
    const struct action *actions;
    struct ui *ui;
    struct screen *over;
    struct overlay *below;
};

/* UI_DEPTH: screens over one another that are told of events. */
enum { UI_DEPTH = 32, UI_SLOTS = 8, UI_BUSY = 8, UI_SLOW_MS = 300, UI_MARGIN = 2 };

struct ui_slot {
    enum role role;
    char text[64];
};

struct ui_busy_row {
    unsigned number; /* 0: free */
    int64_t since;
    char what[96];
    ui_cancel_fn *cancel;
    void *owner;
};

struct ui {
    struct ui_options options;
    struct loop *loop;
    struct canvas *canvas;
    struct term *term;
    struct keymap *keymap;
    struct screen *top, *dead;
    struct overlay *overlay, *dead_overlays;
    struct messages messages;
    struct ui_slot slots[UI_SLOTS];
    struct ui_busy_row busy[UI_BUSY];
    unsigned busy_number, busy_timer;
    char place[96], who[96];
    unsigned dirty;
    int depth; /* handlers running: nothing is freed under them */
    bool leaving, paste_on;
    struct script *script; /* the one that drives it, until either ends */
};

/* Takes the overlay; the ui frees it after ui_overlay_close, when no handler runs any more. */
void ui_overlay_open(struct ui *ui, struct overlay *overlay);
void ui_overlay_close(struct overlay *overlay);
struct overlay *ui_overlay(const struct ui *ui);

/* Frees what was closed, if no handler is running. */
void ui_bury(struct ui *ui);

/* ui_paint.c */
void ui_layout(struct ui *ui);
void ui_paint(struct ui *ui);
bool ui_too_small(const struct ui *ui);

/* The tables of a screen in the order in which a key is looked for: focused widget, screen, the
 * program's global one, the kit's. Returns how many; `places` are their keymap places. */
enum { UI_TABLES = 5 };
int ui_tables(const struct screen *screen, const struct action *tables[UI_TABLES],
              const char *places[UI_TABLES]);
extern const struct action ui_kit_actions[];

/* script.c: the ui ends before its script */
void script_detach(struct script *script);

/* help.c */
enum handled ui_help(struct screen *screen);

#endif
