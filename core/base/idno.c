#include "config.h"

#include "core/base/idno.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

#define LENGTH_18 18
#define LENGTH_15 15
#define EARLIEST_BIRTH 1850
#define LATEST_BIRTH 2200

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* ISO 7064 MOD 11-2. */
char idno_check_18(const char number[17])
{
    static const int weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (int i = 0; i < 17; i++) {
        if (!is_digit(number[i]))
            return 0;
        sum += (number[i] - '0') * weight[i];
    }
    return "10X98765432"[sum % 11];
}

/* The rule of machine-readable travel documents (ICAO 9303). */
char idno_check_15(const char number[14])
{
    static const int weight[] = {7, 3, 1};
    int sum = 0;

    for (int i = 0; i < 14; i++) {
        int value;

        if (is_digit(number[i]))
            value = number[i] - '0';
        else if (is_letter(number[i]))
            value = number[i] - 'A' + 10;
        else if (number[i] == '<')
            value = 0;
        else
            return 0;
        sum += value * weight[i % 3];
    }
    return (char)('0' + sum % 10);
}

static int digits(const char *s, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++)
        value = value * 10 + (s[i] - '0');
    return value;
}

static struct day day_at(const char *yyyymmdd)
{
    return (struct day){(int16_t)digits(yyyymmdd, 4), (int8_t)digits(yyyymmdd + 4, 2),
                        (int8_t)digits(yyyymmdd + 6, 2)};
}

/* First two digits of the areas of GB/T 2260, and of the numbers for residence permits. */
static bool is_province(int code)
{
    return (code >= 11 && code <= 15) || (code >= 21 && code <= 23) || (code >= 31 && code <= 37) ||
           (code >= 41 && code <= 46) || (code >= 50 && code <= 54) || (code >= 61 && code <= 65) ||
           code == 71 || code == 81 || code == 82 || code == 83;
}

static enum idno_kind kind_of_18(const char *number)
{
    if (number[0] == '9' && is_province(digits(number + 1, 2)))
        return IDNO_FOREIGNER_2023;
    if (memcmp(number, "810000", 6) == 0 || memcmp(number, "820000", 6) == 0 ||
        memcmp(number, "830000", 6) == 0)
        return IDNO_PERMIT;
    return IDNO_RESIDENT;
}

/* True if `c` can stand at `place` (from 0) of a number that begins with a letter or not. */
static bool may_stand(char c, size_t place, bool old_foreigner)
{
    if (old_foreigner)
        return place < 3 ? is_letter(c) : is_digit(c);
    if (place == 0)
        return c >= '1' && c <= '9';
    return is_digit(c) || (c == 'X' && place == LENGTH_18 - 1);
}

/* Characters and length; false with the problem set. */
static bool check_form(const char *s, struct idno *out, bool *old_foreigner)
{
    size_t n = strlen(s);
    size_t length;

    *old_foreigner = is_letter(s[0]);
    length = *old_foreigner ? LENGTH_15 : LENGTH_18;
    if (n == 0) {
        out->problem = IDNO_EMPTY;
        return false;
    }
    for (size_t i = 0; i < n && i < length; i++) {
        if (!may_stand(s[i], i, *old_foreigner)) {
            out->problem = IDNO_CHARACTER;
            out->place = (int)i + 1; /* all before it are ASCII: bytes are characters */
            return false;
        }
    }
    if (n > length) {
        out->problem = IDNO_LONG;
        return false;
    }
    if (n < length) {
        out->problem = IDNO_SHORT;
        out->missing = (int)(length - n);
        return false;
    }
    return true;
}

static bool is_birth(struct day birth, struct day today)
{
    return day_is_valid(birth) && birth.year >= EARLIEST_BIRTH && birth.year <= LATEST_BIRTH &&
           !(day_is_set(today) && day_compare(birth, today) > 0);
}

static void read_18(struct day today, struct idno *out)
{
    out->kind = kind_of_18(out->number);
    out->sex = (out->number[16] - '0') % 2 ? IDNO_MALE : IDNO_FEMALE;
    out->birth = day_at(out->number + 6);
    if (!is_birth(out->birth, today)) {
        out->birth = DAY_NONE;
        out->problem = IDNO_DATE;
    } else if (idno_check_18(out->number) != out->number[17]) {
        out->problem = IDNO_CHECK;
    }
}

static void read_15(struct day today, struct idno *out)
{
    const char *s = out->number + 7;
    struct day day = {0, (int8_t)digits(s + 2, 2), (int8_t)digits(s + 4, 2)};
    struct day nineteen = day;
    struct day twenty = day;

    out->kind = IDNO_FOREIGNER_2017;
    out->birth_year_guessed = true;
    nineteen.year = (int16_t)(1900 + digits(s, 2));
    twenty.year = (int16_t)(2000 + digits(s, 2));
    if (is_birth(twenty, today) && (day_is_set(today) || !day_is_valid(nineteen)))
        out->birth = twenty;
    else if (is_birth(nineteen, today))
        out->birth = nineteen;
    else
        out->problem = IDNO_DATE;
    if (out->problem == IDNO_OK && idno_check_15(out->number) != out->number[14])
        out->problem = IDNO_CHECK;
}

bool idno_parse(const char *typed, struct day today, struct idno *out)
{
    char s[64];
    bool old_foreigner;
    size_t n;

    memset(out, 0, sizeof *out);
    text_fold_number(s, sizeof s, typed, false);
    n = strlen(s);
    if (n < IDNO_SIZE)
        memcpy(out->number, s, n + 1);
    if (!check_form(s, out, &old_foreigner))
        return false;
    if (old_foreigner)
        read_15(today, out);
    else
        read_18(today, out);
    return out->problem == IDNO_OK;
}

static bool is_foreigner(enum idno_kind kind)
{
    return kind == IDNO_FOREIGNER_2017 || kind == IDNO_FOREIGNER_2023;
}

bool idno_parse_kind(const char *typed, enum idno_kind kind, struct day today, struct idno *out)
{
    if (!idno_parse(typed, today, out))
        return false;
    if (kind != IDNO_NONE && kind != out->kind && !(is_foreigner(kind) && is_foreigner(out->kind)))
        out->problem = IDNO_OTHER_KIND;
    return out->problem == IDNO_OK;
}

void idno_problem_text(const struct idno *idno, char *to, size_t size)
{
    char s[256] = "";

    switch (idno->problem) {
    case IDNO_OK:
        break;
    case IDNO_EMPTY:
        snprintf(s, sizeof s, "%s", _("The ID number is missing."));
        break;
    case IDNO_SHORT:
        snprintf(s, sizeof s,
                 ngettext("%d character is missing.", "%d characters are missing.",
                          (unsigned long)idno->missing),
                 idno->missing);
        break;
    case IDNO_LONG:
        snprintf(s, sizeof s, "%s", _("The ID number is too long."));
        break;
    case IDNO_CHARACTER:
        snprintf(s, sizeof s, _("Character %d cannot stand there in an ID number."), idno->place);
        break;
    case IDNO_DATE:
        snprintf(s, sizeof s, "%s", _("The birth date in the ID number is not possible."));
        break;
    case IDNO_CHECK:
        snprintf(s, sizeof s, "%s", _("The check digit does not fit: a digit is wrong."));
        break;
    case IDNO_OTHER_KIND:
        snprintf(s, sizeof s, "%s", _("This is the number of another kind of document."));
        break;
    }
    text_copy(to, size, s);
}

bool idno_err(const struct idno *idno, const char *field, struct err *err)
{
    char s[256];

    if (idno->problem == IDNO_OK) {
        err_clear(err);
        return true;
    }
    idno_problem_text(idno, s, sizeof s);
    return err_set(err, ERR_INPUT, field, s, NULL);
}

bool idno_earlier_foreigner(const char *country, const char *number, const char *link, char to[16])
{
    char s[16];

    if (strlen(country) != 3 || strlen(number) != LENGTH_18 || strlen(link) != 3)
        return false;
    memcpy(s, country, 3);
    memcpy(s + 3, number + 1, 2);
    memcpy(s + 5, link, 2);
    memcpy(s + 7, number + 8, 6);
    s[13] = link[2];
    s[14] = idno_check_15(s);
    s[15] = '\0';
    for (size_t i = 0; i < LENGTH_15; i++) {
        if (!may_stand(s[i], i, true))
            return false;
    }
    memcpy(to, s, sizeof s);
    return true;
}
