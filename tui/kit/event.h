/* What reaches a screen or a widget: keys, pasted text, and what the program tells its screens.
 *
 * A key is one int: a Unicode code point for what a person types, a small control code, or one of
 * the K_ names below. Resizing is no event: it is a call of layout(). */
#ifndef ANXIN_KIT_EVENT_H
#define ANXIN_KIT_EVENT_H

#include <stdbool.h>
#include <stddef.h>

enum key {
    K_NONE = 0,
    K_TAB = 9,
    K_ENTER = 13,
    K_ESC = 27,
    K_BACKSPACE = 127,
    K_SPECIAL = 0x110000, /* above every code point */
    K_UP,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_HOME,
    K_END,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_INSERT,
    K_DELETE,
    K_BACKTAB,
    K_PASTE_START, /* bracketed paste; never leaves the terminal's own reader */
    K_PASTE_END,
    K_CLICK, /* of the mouse; nor does this */
    K_F0 = K_SPECIAL + 64, /* K_F(1) … K_F(24) */
};

#define K_F(n) (K_F0 + (n))
#define K_CTRL(letter) ((letter)&0x1f)

/* A key by its word: "F2", "^S", "Esc", "Enter", "Tab", "S-Tab", "PgDn", "Space", or one character.
 * Returns K_NONE for a word that names no key. `word` ends at a space or at its end; `next`, when
 * given, is set behind it. */
int key_parse(const char *word, const char **next);

/* The word that key_parse reads back; `out` takes up to 16 bytes. Returns out. */
const char *key_word(int key, char *out, size_t size);

/* As a person reads it on the key bar, in the language of the screen. Returns out. */
const char *key_label(int key, char *out, size_t size);

/* Is this something to be put into a text field? */
bool key_is_text(int key);

enum event_kind {
    EV_KEY,   /* key */
    EV_PASTE, /* text, length: what was pasted into the terminal, UTF-8, line ends as they came */
    EV_CLICK, /* y, x: the cell that was clicked, inside the widget that gets it */
    EV_APP,   /* code, data: of the program's own choosing (a card, a lost connection) */
};

struct event {
    enum event_kind kind;
    int key;
    const char *text; /* borrowed for the call */
    size_t length;
    int y, x;
    int code;
    const void *data; /* borrowed for the call */
};

/* What a handler answers. A handler never draws; it changes state and sets dirty bits. */
enum handled {
    H_PASS,  /* not mine: ask the next (widget, screen, global) */
    H_DONE,  /* done */
    H_CLOSE, /* done, and close this screen without asking */
};

enum dirty {
    DIRTY_NONE = 0,
    DIRTY_LAYOUT = 1, /* sizes changed: lay out, then paint */
    DIRTY_PAINT = 2,  /* contents changed */
    DIRTY_CURSOR = 4, /* only the cursor moved */
};

#endif
