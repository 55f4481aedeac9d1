/* What a form, a table or any other part of a screen has in common. Embed it as first member. */
#ifndef ANXIN_KIT_WIDGET_H
#define ANXIN_KIT_WIDGET_H

#include <stdbool.h>

#include "core/base/err.h"
#include "tui/kit/action.h"
#include "tui/kit/canvas.h"
#include "tui/kit/event.h"

struct screen;
struct widget;

/* How a value put in by a script or an import went. */
enum widget_set {
    SET_DONE,
    SET_WAIT,    /* asked for, not yet known: try again with the same value */
    SET_BAD,     /* refused; err says why */
    SET_UNKNOWN, /* no such field here */
};

struct widget_ops {
    const char *name; /* keymap place: "table" */
    const struct action *actions;
    int (*wants)(const struct widget *, int width); /* rows it would fill at this width */
    void (*layout)(struct widget *, struct rect area);
    void (*paint)(const struct widget *, struct canvas *);
    void (*paint_over)(const struct widget *, struct canvas *); /* what lies over its neighbours */
    bool (*cursor)(const struct widget *, int *y, int *x);      /* false: no cursor */
    enum handled (*event)(struct widget *, const struct event *);
    void (*focused)(struct widget *, bool on);
    /* What the key bar shows instead of all, while the widget takes all keys; NULL: it does not. */
    const struct action *(*modal)(const struct widget *);
    bool (*changed)(const struct widget *);    /* holds input that was not saved */
    bool (*takes_text)(const struct widget *); /* wants typed characters and pasted text */
    enum widget_set (*set)(struct widget *, const char *field, const char *value, struct err *);
    const char *(*help)(const struct widget *, const char **label); /* of the focused field */
    const char *(*field)(const struct widget *); /* the focused field's name, in scripts */
    void (*flush)(struct widget *); /* the program is leaving: let the draft go out now */
    void (*free)(struct widget *);
};

struct widget {
    const struct widget_ops *ops;
    struct screen *screen;
    struct rect area;
    bool focusable;
};

#endif
