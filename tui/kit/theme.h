/* Colour by meaning. A cell carries a role; the theme says how a role looks at each depth. */
#ifndef ANXIN_KIT_THEME_H
#define ANXIN_KIT_THEME_H

#include <stdbool.h>

enum role {
    ROLE_PLAIN,       /* the empty screen and ordinary text */
    ROLE_BAR,         /* title row: what is where */
    ROLE_BAR_NAME,    /* title row: the program's name */
    ROLE_BAR_STRONG,  /* title row: where I am now */
    ROLE_TITLE,       /* a heading in the content */
    ROLE_LABEL,       /* what stands beside a value */
    ROLE_VALUE,       /* a value that is read */
    ROLE_STRONG,      /* the one thing that matters */
    ROLE_ACCENT,      /* a state, a mark */
    ROLE_GOOD,        /* went well */
    ROLE_WARN,        /* look twice */
    ROLE_ERROR,       /* wrong */
    ROLE_DIM,         /* there if one looks for it */
    ROLE_FIELD,       /* a value that can be changed */
    ROLE_FIELD_FOCUS, /* the one being changed */
    ROLE_CELL_FOCUS,  /* the key cell of the current row */
    ROLE_ROW_FOCUS,   /* the rest of it, where the full bar is chosen */
    ROLE_MARK,        /* a marked row */
    ROLE_HEAD,        /* column titles */
    ROLE_PANEL,       /* what lies over the screen: a list, a question */
    ROLE_PANEL_DIM,
    ROLE_PANEL_STRONG,
    ROLE_PANEL_ACCENT,
    ROLE_PANEL_FOCUS, /* its current line */
    ROLE_PANEL_FIELD, /* its text being typed */
    ROLE_KEY,         /* key bar: the key */
    ROLE_KEY_LABEL,   /* key bar: what it does */
    ROLE_KEY_OFF,     /* key bar: not now, or not by this person */
    ROLE_COUNT,
};

enum theme_depth { THEME_MONO, THEME_16, THEME_256 };

enum theme_attr { ATTR_BOLD = 1, ATTR_DIM = 2, ATTR_UNDERLINE = 4, ATTR_REVERSE = 8 };

struct theme_look {
    short fore, back; /* palette numbers; -1 is the terminal's own */
    unsigned attrs;   /* enum theme_attr */
};

/* How `role` looks; never fails. */
struct theme_look theme_look(enum role role, enum theme_depth depth);

/* A word for tests and settings: "label". */
const char *theme_role_name(enum role role);

#endif
