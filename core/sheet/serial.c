#include "config.h"

#include "core/sheet/serial.h"

#include "core/base/day.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400, LAST_SERIAL = 2958465, NEVER_WAS = 60 };

static bool number_of(const char *text, double *value)
{
    char *end;

    if (!strchr("-+.0123456789", text[0]) || !text[0] || strpbrk(text, "xXnNpP"))
        return false;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

bool serial_number(const char *text, char to[SERIAL_SIZE])
{
    double value;

    if (!number_of(text, &value))
        return false;
    if (fabs(value) >= 1e15 && fabs(value) < 1e21)
        snprintf(to, SERIAL_SIZE, "%.0f", value);
    else
        snprintf(to, SERIAL_SIZE, "%.15g", value);
    return true;
}

static void put_time(int seconds, char *to, size_t size)
{
    if (seconds % 60)
        snprintf(to, size, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    else
        snprintf(to, size, "%02d:%02d", seconds / 3600, seconds / 60 % 60);
}

enum sheet_kind serial_day(const char *text, bool from_1904, char to[SERIAL_SIZE])
{
    struct day first = from_1904 ? (struct day){1904, 1, 1} : (struct day){1899, 12, 30};
    char day[DAY_SIZE], time[12];
    double value;
    int64_t all;
    int32_t days;
    int rest;

    if (!number_of(text, &value) || value < 0 || value > LAST_SERIAL)
        return SHEET_NUMBER;
    all = llround(value * DAY_SECONDS);
    days = (int32_t)(all / DAY_SECONDS);
    rest = (int)(all % DAY_SECONDS);
    put_time(rest, time, sizeof time);
    if (days == 0 && (rest > 0 || !from_1904)) {
        snprintf(to, SERIAL_SIZE, "%s", time);
        return SHEET_TIME;
    }
    if (days == NEVER_WAS && !from_1904)
        return SHEET_NUMBER;
    if (days < NEVER_WAS && !from_1904)
        days++;
    day_format(day_from_number(day_number(first) + days), day);
    snprintf(to, SERIAL_SIZE, "%s%s%s", day, rest ? " " : "", rest ? time : "");
    return rest ? SHEET_MOMENT : SHEET_DAY;
}

bool serial_format(const char *code)
{
    for (; *code; code++) {
        if (*code == '"' || *code == '[') {
            const char *end = strchr(code + 1, *code == '"' ? '"' : ']');

            if (!end)
                return false;
            code = end;
        } else if ((*code == '\\' || *code == '_' || *code == '*') && code[1]) {
            code++;
        } else if (*code == ';') {
            return false; /* the rest is for other signs */
        } else if (strchr("yYmMdDhHsS", *code)) {
            return true;
        }
    }
    return false;
}

bool serial_builtin(long number)
{
    return (number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
           (number >= 45 && number <= 47) || (number >= 50 && number <= 58);
}
