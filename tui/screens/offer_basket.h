/* A list being put together for a choice field: what offer*.c share. */
#ifndef ANXIN_TUI_OFFER_BASKET_H
#define ANXIN_TUI_OFFER_BASKET_H

#include "tui/kit/choice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts that choices point to while they are handed over. */
enum { BASKET_NOTE = 160 };

struct slot {
    char code[24];
    char initials[80];
    char note[BASKET_NOTE];
};

struct basket {
    struct choice *items;
    struct slot *slots;
    int count;
};

/* Room for `most`, after a first line `all` that stands for no choice (NULL: none). False: no
 * memory; basket_clear all the same. */
bool basket_init(struct basket *basket, size_t most, const char *all);
void basket_clear(struct basket *basket);

/* Room for the note of the one that is added next. */
char *basket_note(struct basket *basket);

/* Strings are borrowed until basket_clear; `initials` may be NULL. */
void basket_add(struct basket *basket, const char *code, const char *text, const char *note,
                const char *const *initials);
void basket_add_id(struct basket *basket, int64_t id, const char *text, const char *note,
                   const char *const *initials);

#endif
