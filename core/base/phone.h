/* Mobile numbers of mainland China: 11 digits, 1 and then 3 to 9. */
#ifndef ANXIN_BASE_PHONE_H
#define ANXIN_BASE_PHONE_H

#include "core/base/err.h"

#include <stddef.h>

enum phone_problem {
    PHONE_OK,
    PHONE_EMPTY,
    PHONE_SHORT,     /* `missing` digits are missing: also told while typing */
    PHONE_LONG,      /* `missing` is negative: so many too many */
    PHONE_CHARACTER, /* something that is no digit */
    PHONE_START,     /* 11 digits, but no mobile number begins so */
};

#define PHONE_SIZE 12

struct phone {
    char number[PHONE_SIZE];
    enum phone_problem problem;
    int missing;
};

/* Folds full-width digits, drops spaces, dashes and a leading +86, 0086 or 86, then checks. */
bool phone_parse(const char *typed, struct phone *out);

void phone_problem_text(const struct phone *phone, char *to, size_t size);
bool phone_err(const struct phone *phone, const char *field, struct err *err);

#endif
