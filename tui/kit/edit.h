/* One line of text being edited: used by forms, filters, pickers and prompts. */
#ifndef ANXIN_KIT_EDIT_H
#define ANXIN_KIT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/kit/canvas.h"
#include "tui/kit/event.h"

enum edit_filter {
    EDIT_ANY,    /* whatever can be shown; control characters become spaces */
    EDIT_DIGITS, /* full-width digits folded, all else refused */
    EDIT_CODE,   /* digits and letters, folded to ASCII and upper case */
    EDIT_DAY,    /* digits and - . / + */
};

struct edit {
    char *text;    /* UTF-8, ends with 0; owned */
    size_t size;   /* bytes allocated */
    size_t length; /* bytes used */
    size_t at;     /* cursor, in bytes, at a character's edge */
    int max;       /* most characters */
    int skip;      /* cells scrolled out at the left */
    enum edit_filter filter;
    bool secret; /* shown as stars, wiped */
};

bool edit_init(struct edit *edit, int max, enum edit_filter filter, bool secret);
void edit_clear(struct edit *edit);                 /* wipes and frees */
void edit_set(struct edit *edit, const char *text); /* cursor at the end */
/* H_DONE: text or cursor changed, or the character was refused; *changed says which. */
enum handled edit_key(struct edit *edit, int key, bool *changed);
bool edit_paste(struct edit *edit, const char *text, size_t length);

/* Scrolls so that the cursor can be seen in `width` cells; call when laid out or changed. */
void edit_scroll(struct edit *edit, const struct canvas *canvas, int width);
void edit_paint(const struct edit *edit, struct canvas *canvas, int y, int x, int width,
                enum role role);
/* Cells from the left of the field to the cursor. */
int edit_cursor(const struct edit *edit, const struct canvas *canvas);

#endif
