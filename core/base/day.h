/* Civil days: no time, no zone. "Today" and the day of a moment need a zone, the project's. */
#ifndef ANXIN_BASE_DAY_H
#define ANXIN_BASE_DAY_H

#include "core/base/err.h"

#include <stdint.h>
#include <time.h>

struct day {
    int16_t year; /* 1 … 9999; 0 means "no day" */
    int8_t month;
    int8_t day;
};

#define DAY_NONE ((struct day){0, 0, 0})
#define DAY_SIZE 11 /* bytes of "2026-11-23" with its terminating zero */

bool day_is_set(struct day d);
bool day_is_valid(struct day d);           /* exists in the Gregorian calendar */
int day_month_length(int year, int month); /* 0 for a month that is none */

/* Reads 2026-11-23, 2026/1/3, 2026.11.23, 20261123, 2026年11月23日, also in full-width digits and
 * with spaces around. False, and *out untouched, for anything else and for days that do not
 * exist. */
bool day_parse(const char *typed, struct day *out);

/* As 2026-11-23; "" for no day. Returns `to`. */
char *day_format(struct day d, char to[DAY_SIZE]);

/* ERR_INPUT: what was typed into `field` is no day; the example is `today`. False. */
bool day_err(struct day today, const char *field, struct err *err);

/* < 0, 0, > 0. No day comes before every day. */
int day_compare(struct day a, struct day b);

/* Days since 1970-01-01, and back. */
int32_t day_number(struct day d);
struct day day_from_number(int32_t number);

/* Out of years 1 … 9999 gives DAY_NONE. A month that is too short gives its last day:
 * 2026-01-31 plus one month is 2026-02-28. */
struct day day_add_days(struct day d, int32_t days);
struct day day_add_months(struct day d, int32_t months);

/* Full years on day `on`; -1 before birth. Who was born on 29 February is a year older on 1 March.
 */
int day_age(struct day birth, struct day on);

/* The day it is in `zone` ("Asia/Urumqi", a name of the tz database) at `moment`. Does not touch
 * TZ. ERR_INPUT if the zone is unknown. */
bool day_of(const char *zone, time_t moment, struct day *out, struct err *err);
bool day_today(const char *zone, struct day *out, struct err *err);

#endif
