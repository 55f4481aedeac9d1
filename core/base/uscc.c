#include "config.h"

#include "core/base/uscc.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

#define LENGTH 18

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* Value of a character, -1 if it does not occur. */
static int value_of(char c)
{
    const char *at = c ? strchr(alphabet, c) : NULL;

    return at ? (int)(at - alphabet) : -1;
}

/* GB 32100: weights are the powers of 3 modulo 31. */
static bool outer_fits(const char *code)
{
    int weight = 1;
    int sum = 0;

    for (int i = 0; i < LENGTH - 1; i++) {
        sum += value_of(code[i]) * weight;
        weight = weight * 3 % 31;
    }
    return value_of(code[LENGTH - 1]) == (31 - sum % 31) % 31;
}

/* GB 11714 over the characters 9 to 17; letters count from A = 10 without gaps. */
static bool inner_fits(const char *code)
{
    static const int weight[] = {3, 7, 9, 10, 5, 8, 4, 2};
    const char *inner = code + 8;
    int sum = 0;
    int check;

    for (int i = 0; i < 8; i++) {
        int value = inner[i] <= '9' ? inner[i] - '0' : inner[i] - 'A' + 10;

        sum += value * weight[i];
    }
    check = 11 - sum % 11;
    return inner[8] == (check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check));
}

bool uscc_parse(const char *typed, struct uscc *out)
{
    char s[64];
    size_t n;

    memset(out, 0, sizeof *out);
    text_fold_number(s, sizeof s, typed, true);
    n = strlen(s);
    for (size_t i = 0; i < n && i < LENGTH; i++) {
        if (value_of(s[i]) < 0) {
            out->problem = USCC_CHARACTER;
            out->place = (int)text_length(s) - (int)text_length(s + i) + 1;
            break;
        }
    }
    if (n <= LENGTH)
        memcpy(out->code, s, n + 1);
    if (n == 0) {
        out->problem = USCC_EMPTY;
    } else if (out->problem == USCC_OK && n < LENGTH) {
        out->problem = USCC_SHORT;
        out->missing = LENGTH - (int)n;
    } else if (out->problem == USCC_OK && n > LENGTH) {
        out->problem = USCC_LONG;
    } else if (out->problem == USCC_OK) {
        out->inner_fits = inner_fits(s);
        if (!outer_fits(s))
            out->problem = USCC_CHECK;
    }
    return out->problem == USCC_OK;
}

void uscc_problem_text(const struct uscc *uscc, char *to, size_t size)
{
    char s[256] = "";

    switch (uscc->problem) {
    case USCC_OK:
        break;
    case USCC_EMPTY:
        snprintf(s, sizeof s, "%s", _("The social credit code is missing."));
        break;
    case USCC_SHORT:
        snprintf(s, sizeof s,
                 ngettext("%d character is missing.", "%d characters are missing.",
                          (unsigned long)uscc->missing),
                 uscc->missing);
        break;
    case USCC_LONG:
        snprintf(s, sizeof s, "%s", _("Longer than 18 characters."));
        break;
    case USCC_CHARACTER:
        snprintf(s, sizeof s,
                 _("Character %d cannot stand in a social credit code (no I, O, S, V, Z)."),
                 uscc->place);
        break;
    case USCC_CHECK:
        snprintf(s, sizeof s, "%s", _("The check character does not fit: compare each character."));
        break;
    }
    text_copy(to, size, s);
}

bool uscc_err(const struct uscc *uscc, const char *field, struct err *err)
{
    char s[256];

    if (uscc->problem == USCC_OK) {
        err_clear(err);
        return true;
    }
    uscc_problem_text(uscc, s, sizeof s);
    return err_set(err, ERR_INPUT, field, s, NULL);
}

static bool look_alike(char a, char b)
{
    static const char *const pairs[] = {
        "0O", "0D", "0Q", "1I", "1L", "2Z", "5S", "6G", "8B", "UV", "YV", "WN", "WM", "MN",
        "HN", "PR", "KX", "CG", "EF", "17", "38", "4A", "69", "QO", "UW", "TY", "XY",
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if ((pairs[i][0] == a && pairs[i][1] == b) || (pairs[i][0] == b && pairs[i][1] == a))
            return true;
    }
    return false;
}

/* One pass over all single changes, either those between look-alikes or the others. */
static size_t add_repairs(char s[USCC_SIZE], bool alike, char (*to)[USCC_SIZE], size_t found,
                          size_t max)
{
    for (int i = 0; i < LENGTH; i++) {
        char was = s[i];

        for (const char *c = alphabet; *c && found < max; c++) {
            struct uscc tried;

            if (*c == was || look_alike(was, *c) != alike)
                continue;
            if (i >= 2 && i < 8 && (*c < '0' || *c > '9'))
                continue; /* the place of registration is digits alone */
            s[i] = *c;
            if (uscc_parse(s, &tried) && tried.inner_fits)
                memcpy(to[found++], s, USCC_SIZE);
        }
        s[i] = was;
    }
    return found;
}

size_t uscc_repairs(const char *typed, char (*to)[USCC_SIZE], size_t max)
{
    char s[64];
    struct uscc whole;
    size_t found;

    text_fold_number(s, sizeof s, typed, true);
    if (strlen(s) != LENGTH || (uscc_parse(s, &whole) && whole.inner_fits))
        return 0;
    found = add_repairs(s, true, to, 0, max);
    return add_repairs(s, false, to, found, max);
}
