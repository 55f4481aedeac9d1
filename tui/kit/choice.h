/* One thing out of several: for choice and lookup fields and for the picker. */
#ifndef ANXIN_KIT_CHOICE_H
#define ANXIN_KIT_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

/* All strings are borrowed by whoever is given one and copied where kept. */
struct choice {
    const char *code;     /* what is stored: "120", "木工"; never NULL */
    const char *text;     /* what is shown; never NULL */
    const char *note;     /* shown dim behind it; may be NULL */
    const char *initials; /* "gjyb gjb": spellings apart by spaces; may be NULL */
};

/* An owned list of choices. */
struct choices {
    struct choice *items; /* strings lie in `store` */
    int count;
    char *store;
};

bool choices_copy(struct choices *choices, const struct choice *items, int count);
void choices_clear(struct choices *choices);

/* Does it answer to what was typed: part of the text or note, the beginning of a spelling of the
 * initials, the code itself? 0 is no; more is better (exact, beginning, initials, inside). */
int choice_match(const struct choice *choice, const char *typed);
/* The one whose code or whole text this is; -1: none, or several texts alike. */
int choices_find(const struct choices *choices, const char *code_or_text);

#endif
