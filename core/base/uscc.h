/* The unified social credit code of a company, 18 characters (GB 32100-2015).
 *
 * Its own check character rejects. Characters 9 to 17 are an organisation code with a check of its
 * own (GB 11714), which only warns: old registers hold some that fail. */
#ifndef ANXIN_BASE_USCC_H
#define ANXIN_BASE_USCC_H

#include "core/base/err.h"

#include <stddef.h>

enum uscc_problem {
    USCC_OK,
    USCC_EMPTY,
    USCC_SHORT, /* `missing` characters are missing */
    USCC_LONG,
    USCC_CHARACTER, /* `place`: I, O, S, V, Z and marks do not occur */
    USCC_CHECK,
};

#define USCC_SIZE 19

struct uscc {
    char code[USCC_SIZE]; /* folded: ASCII, capitals, no spaces */
    enum uscc_problem problem;
    bool inner_fits; /* false: warn */
    int missing;
    int place; /* from 1 */
};

/* Folds and checks. True if it can be used; look at `inner_fits` for the warning. */
bool uscc_parse(const char *typed, struct uscc *out);

void uscc_problem_text(const struct uscc *uscc, char *to, size_t size);
bool uscc_err(const struct uscc *uscc, const char *field, struct err *err);

/* Codes that differ from a refused one in one character and pass both checks, the likeliest
 * (characters that look alike) first; returns how many, at most `max`. */
size_t uscc_repairs(const char *typed, char (*to)[USCC_SIZE], size_t max);

#endif
