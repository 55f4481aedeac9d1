#include "config.h"

#include "core/base/phone.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

#define DIGITS 11

bool phone_parse(const char *typed, struct phone *out)
{
    char s[64];
    const char *at = s;
    size_t n;
    bool fitted;

    memset(out, 0, sizeof *out);
    fitted = text_fold_number(s, sizeof s, typed, true);
    if (strncmp(at, "+86", 3) == 0)
        at += 3;
    else if (strncmp(at, "0086", 4) == 0)
        at += 4;
    else if (strncmp(at, "86", 2) == 0 && strlen(at) == DIGITS + 2)
        at += 2;
    n = strlen(at);
    if (n == 0) {
        out->problem = PHONE_EMPTY;
    } else if (strspn(at, "0123456789") != n) {
        out->problem = PHONE_CHARACTER;
    } else if (n > DIGITS || !fitted) {
        out->problem = PHONE_LONG;
        out->missing = DIGITS - (int)n;
    } else if (n < DIGITS) {
        out->problem = PHONE_SHORT;
        out->missing = DIGITS - (int)n;
    } else if (at[0] != '1' || at[1] < '3') {
        out->problem = PHONE_START;
    }
    if (n <= DIGITS)
        memcpy(out->number, at, n + 1);
    return out->problem == PHONE_OK;
}

void phone_problem_text(const struct phone *phone, char *to, size_t size)
{
    char s[256] = "";

    switch (phone->problem) {
    case PHONE_OK:
        break;
    case PHONE_EMPTY:
        snprintf(s, sizeof s, "%s", _("The mobile number is missing."));
        break;
    case PHONE_SHORT:
        snprintf(s, sizeof s,
                 ngettext("%d digit is missing.", "%d digits are missing.",
                          (unsigned long)phone->missing),
                 phone->missing);
        break;
    case PHONE_LONG:
        snprintf(
            s, sizeof s,
            ngettext("%d digit too many.", "%d digits too many.", (unsigned long)-phone->missing),
            -phone->missing);
        break;
    case PHONE_CHARACTER:
        snprintf(s, sizeof s, "%s", _("A mobile number has digits only."));
        break;
    case PHONE_START:
        snprintf(s, sizeof s, "%s", _("A mobile number begins with 13 to 19."));
        break;
    }
    text_copy(to, size, s);
}

bool phone_err(const struct phone *phone, const char *field, struct err *err)
{
    char s[256];

    if (phone->problem == PHONE_OK) {
        err_clear(err);
        return true;
    }
    phone_problem_text(phone, s, sizeof s);
    return err_set(err, ERR_INPUT, field, s, NULL);
}
