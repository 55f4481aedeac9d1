#include "config.h"

#include "core/base/day.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

bool day_is_set(struct day d)
{
    return d.year != 0;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int day_month_length(int year, int month)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month < 1 || month > 12)
        return 0;
    return month == 2 && is_leap(year) ? 29 : length[month - 1];
}

bool day_is_valid(struct day d)
{
    return d.year >= 1 && d.year <= 9999 && d.day >= 1 &&
           d.day <= day_month_length(d.year, d.month);
}

/* The separators that may follow year, month and day. */
static bool is_separator(uint32_t code, int after)
{
    static const uint32_t written[] = {0x5E74, 0x6708, 0x65E5}; /* year, month, day in Chinese */

    if (after < 2 && (code == '-' || code == '/' || code == '.'))
        return true;
    return code == written[after];
}

/* Splits into runs of digits: their values and lengths; returns how many, or -1. */
static int read_runs(const char *s, int value[3], int length[3])
{
    uint32_t code;
    uint32_t kind = 0; /* the separator after the year; "2026-11.23" is a slip of the finger */
    int n = 0;
    bool open = false;

    while (text_next(&s, &code)) {
        if (code >= '0' && code <= '9') {
            if (!open) {
                if (n == 3)
                    return -1;
                value[n] = length[n] = 0;
                open = true;
                n++;
            }
            if (++length[n - 1] > 8)
                return -1;
            value[n - 1] = value[n - 1] * 10 + (int)(code - '0');
        } else {
            if (!open || !is_separator(code, n - 1))
                return -1;
            if (n == 2 && (code < 0x80 || kind < 0x80) && code != kind)
                return -1;
            if (n == 1)
                kind = code;
            open = false;
        }
    }
    /* A separator at the end: only the written "day". */
    if (!open && !(n == 3 && kind >= 0x80))
        return -1;
    return n;
}

bool day_parse(const char *typed, struct day *out)
{
    char s[64];
    int value[3], length[3];
    int n;
    struct day d;

    if (!text_fold_number(s, sizeof s, typed, false))
        return false;
    n = read_runs(s, value, length);
    if (n == 1 && length[0] == 8) {
        d = (struct day){(int16_t)(value[0] / 10000), (int8_t)(value[0] / 100 % 100),
                         (int8_t)(value[0] % 100)};
    } else if (n == 3 && length[0] == 4 && length[1] <= 2 && length[2] <= 2) {
        d = (struct day){(int16_t)value[0], (int8_t)value[1], (int8_t)value[2]};
    } else {
        return false;
    }
    if (!day_is_valid(d))
        return false;
    *out = d;
    return true;
}

char *day_format(struct day d, char to[DAY_SIZE])
{
    char s[32];

    to[0] = '\0';
    if (day_is_valid(d)) {
        snprintf(s, sizeof s, "%04d-%02d-%02d", d.year, d.month, d.day);
        memcpy(to, s, DAY_SIZE);
    }
    return to;
}

bool day_err(struct day today, const char *field, struct err *err)
{
    char example[DAY_SIZE], text[160];

    snprintf(text, sizeof text, _("This is no day: type it as %s."), day_format(today, example));
    return err_set(err, ERR_INPUT, field, text, NULL);
}

int day_compare(struct day a, struct day b)
{
    if (a.year != b.year)
        return a.year - b.year;
    if (a.month != b.month)
        return a.month - b.month;
    return a.day - b.day;
}

/* Years begin in March here, so that the leap day is the last of its year; an era is 400 years.
 * The arithmetic is that of Howard Hinnant's days_from_civil. */
int32_t day_number(struct day d)
{
    int32_t year = d.year - (d.month <= 2);
    int32_t era = (year >= 0 ? year : year - 399) / 400;
    int32_t year_of_era = year - era * 400;
    int32_t day_of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct day day_from_number(int32_t number)
{
    int64_t n = (int64_t)number + 719468;
    int64_t era = (n >= 0 ? n : n - 146096) / 146097;
    int64_t day_of_era = n - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    int64_t year = year_of_era + era * 400 + (month >= 10);

    if (year < 1 || year > 9999)
        return DAY_NONE;
    return (struct day){(int16_t)year, (int8_t)(month < 10 ? month + 3 : month - 9),
                        (int8_t)(day_of_year - (153 * month + 2) / 5 + 1)};
}

struct day day_add_days(struct day d, int32_t days)
{
    int64_t number;

    if (!day_is_valid(d))
        return DAY_NONE;
    number = (int64_t)day_number(d) + days;
    if (number < INT32_MIN || number > INT32_MAX)
        return DAY_NONE;
    return day_from_number((int32_t)number);
}

struct day day_add_months(struct day d, int32_t months)
{
    int64_t count;
    int64_t year;
    int length;

    if (!day_is_valid(d))
        return DAY_NONE;
    count = (int64_t)d.year * 12 + d.month - 1 + months;
    year = count / 12;
    if (count < 12 || year > 9999)
        return DAY_NONE;
    d.year = (int16_t)year;
    d.month = (int8_t)(count % 12 + 1);
    length = day_month_length(d.year, d.month);
    if (d.day > length)
        d.day = (int8_t)length;
    return d;
}

int day_age(struct day birth, struct day on)
{
    int years;

    if (day_compare(on, birth) < 0)
        return -1;
    years = on.year - birth.year;
    if (on.month < birth.month || (on.month == birth.month && on.day < birth.day))
        years--;
    return years;
}
