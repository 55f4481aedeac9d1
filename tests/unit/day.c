#include "config.h"

#include "core/base/day.h"
#include "core/base/file.h"
#include "core/base/zone.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct day parsed(const char *typed)
{
    struct day d = DAY_NONE;

    assert_true(day_parse(typed, &d));
    return d;
}

static void assert_day(struct day d, const char *expected)
{
    char s[DAY_SIZE];

    assert_string_equal(day_format(d, s), expected);
}

static void spellings(void **state)
{
    static const char *const typed[] = {
        "2026-11-23",       "20261123",       "2026.11.23",     "2026/11/23",
        " 2026-11-23 ",     "2026年11月23日", "2026年11月23日", "２０２６－１１－２３",
        "２０２６１１２３", "2026 11 23",     "2026．11．23",
    };

    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
        assert_day(parsed(typed[i]), "2026-11-23");
    assert_day(parsed("2026-1-3"), "2026-01-03");
    assert_day(parsed("2024-02-29"), "2024-02-29");
    assert_day(parsed("2000.2.29"), "2000-02-29");
    assert_day(parsed("0001-01-01"), "0001-01-01");
}

static void refused(void **state)
{
    static const char *const typed[] = {
        "",
        "2026",
        "2026-11",
        "2026-11-",
        "2026-11-23-",
        "-2026-11-23",
        "2026-13-01",
        "2026-00-10",
        "2026-11-31",
        "2025-02-29",
        "1900-02-29",
        "2026-11-0",
        "26-11-23",
        "202611231",
        "2026112",
        "2026-11.23",
        "2026-111-2",
        "20261123日",
        "0000-01-01",
        "99991332",
        "2026-11-23x",
        "二〇二六年一月一日",
        "2026--11-23",
        "2026年11-23",
        "长期",
        "20261123 20261124",
        "99999999999999999999-01-01",
    };
    struct day d = {1, 2, 3};

    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
        assert_false(day_parse(typed[i], &d));
    assert_int_equal(d.year, 1); /* untouched */
}

static void formatting(void **state)
{
    (void)state;
    assert_day(DAY_NONE, "");
    assert_day((struct day){2026, 2, 30}, "");
    assert_false(day_is_set(DAY_NONE));
    assert_false(day_is_valid(DAY_NONE));
}

/* Every day of a thousand years follows the one before; the C library counts the same. */
static void numbers(void **state)
{
    struct day d = {1600, 1, 1};

    (void)state;
    assert_int_equal(day_number((struct day){1970, 1, 1}), 0);
    assert_int_equal(day_number((struct day){2000, 3, 1}), 11017);
    for (int32_t n = day_number(d); d.year < 2600; n++) {
        struct day next = day_from_number(n);
        time_t moment = (time_t)n * 86400;
        struct tm tm;

        assert_true(day_is_valid(next));
        assert_int_equal(day_compare(d, next), 0);
        assert_int_equal(day_number(next), n);
        assert_non_null(gmtime_r(&moment, &tm));
        assert_int_equal(tm.tm_year + 1900, d.year);
        assert_int_equal(tm.tm_mon + 1, d.month);
        assert_int_equal(tm.tm_mday, d.day);
        d = day_add_days(d, 1);
        assert_true(day_compare(d, next) > 0);
    }
    assert_false(day_is_set(day_from_number(INT32_MAX)));
    assert_false(day_is_set(day_from_number(INT32_MIN)));
    assert_false(day_is_set(day_add_days((struct day){9999, 12, 31}, 1)));
    assert_false(day_is_set(day_add_days((struct day){1, 1, 1}, -1)));
    assert_false(day_is_set(day_add_days((struct day){2026, 1, 1}, INT32_MAX)));
}

static void months(void **state)
{
    static const int length[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0};

    (void)state;
    for (int month = 0; month <= 13; month++)
        assert_int_equal(day_month_length(2026, month), length[month]);
    assert_int_equal(day_month_length(2024, 2), 29);
    assert_int_equal(day_month_length(1900, 2), 28);
    assert_int_equal(day_month_length(2000, 2), 29);
    assert_day(day_add_months(parsed("2026-01-31"), 2), "2026-03-31");
    assert_day(day_add_months(parsed("0002-01-01"), -12), "0001-01-01");
    assert_day(day_add_months(parsed("2026-01-31"), 1), "2026-02-28");
    assert_day(day_add_months(parsed("2024-01-31"), 1), "2024-02-29");
    assert_day(day_add_months(parsed("2026-03-31"), -1), "2026-02-28");
    assert_day(day_add_months(parsed("2026-11-23"), 2), "2027-01-23");
    assert_day(day_add_months(parsed("2026-01-23"), -1), "2025-12-23");
    assert_day(day_add_months(parsed("2026-01-23"), -13), "2024-12-23");
    assert_day(day_add_months(parsed("2026-12-31"), 12), "2027-12-31");
    assert_day(day_add_months(parsed("0001-01-01"), -1), "");
    assert_day(day_add_months(parsed("9999-12-01"), 1), "");
    assert_day(day_add_months(parsed("2026-12-01"), INT32_MAX), "");
    assert_day(day_add_months(DAY_NONE, 1), "");
}

static void ages(void **state)
{
    struct day on = parsed("2026-11-23");

    (void)state;
    assert_int_equal(day_age(parsed("2010-11-23"), on), 16);
    assert_int_equal(day_age(parsed("2010-11-24"), on), 15);
    assert_int_equal(day_age(parsed("2010-12-01"), on), 15);
    assert_int_equal(day_age(parsed("2010-01-31"), on), 16);
    assert_int_equal(day_age(parsed("1966-11-23"), on), 60);
    assert_int_equal(day_age(on, on), 0);
    assert_int_equal(day_age(parsed("2026-11-24"), on), -1);
    assert_int_equal(day_age(parsed("2008-02-29"), parsed("2026-02-28")), 17);
    assert_int_equal(day_age(parsed("2008-02-29"), parsed("2026-03-01")), 18);
    assert_int_equal(day_age(parsed("2008-02-29"), parsed("2024-02-29")), 16);
}

static void zones(void **state)
{
    /* 2026-11-22 17:30:00 UTC: 23:30 in Urumqi, 01:30 of the next day in Shanghai. */
    const time_t evening = 1795368600;
    struct day d = DAY_NONE;
    struct err err;

    (void)state;
    assert_true(day_of("Asia/Urumqi", evening, &d, &err));
    assert_day(d, "2026-11-22");
    assert_true(day_of("Asia/Shanghai", evening, &d, &err));
    assert_day(d, "2026-11-23");
    assert_true(day_of("UTC", evening, &d, &err));
    assert_day(d, "2026-11-22");
    /* Before 1970, and with changes of the clock: 1986-06-01 15:30 UTC is the next day only in
     * Shanghai's summer time. */
    assert_true(day_of("UTC", -1, &d, &err));
    assert_day(d, "1969-12-31");
    assert_true(day_of("Asia/Shanghai", 518023800, &d, &err));
    assert_day(d, "1986-06-02");
    assert_true(day_of("Asia/Shanghai", 518023800 - 86400 * 60, &d, &err));
    assert_day(d, "1986-04-02");
    assert_true(day_today("Asia/Urumqi", &d, &err));
    assert_true(d.year >= 2024);
}

/* A terminal on a bare server has no zone of its own. */
static void local_time_is_the_zones(void **state)
{
    const time_t evening = 1795368600; /* 17:30 UTC */
    struct tm civil;

    (void)state;
    assert_true(zone_use("Asia/Urumqi"));
    assert_non_null(localtime_r(&evening, &civil));
    assert_int_equal(civil.tm_hour, 23);
    assert_false(zone_use("Nowhere/Atall"));
    assert_false(zone_use(""));
    assert_non_null(localtime_r(&evening, &civil));
    assert_int_equal(civil.tm_hour, 23);
    assert_true(zone_use("Asia/Shanghai"));
    assert_non_null(localtime_r(&evening, &civil));
    assert_int_equal(civil.tm_hour, 1);
}

/* A compiled zone is read whole or not at all. */
static void zone_files(void **state)
{
    const char *top = getenv("TOP_SRCDIR");
    char path[512];
    struct err err;
    char *bytes;
    int32_t offset = 0;
    size_t n;

    (void)state;
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/zone/shanghai", top ? top : ".");
    assert_true(file_read(path, 4096, &bytes, &n, &err));
    assert_true(zone_offset(bytes, n, 0, &offset));
    assert_int_equal(offset, 8 * 3600);
    /* Before 1901, which only the second block with its longer moments reaches: local time. */
    assert_true(zone_offset(bytes, n, -3000000000, &offset));
    assert_int_equal(offset, 8 * 3600 + 5 * 60 + 43);
    assert_true(zone_offset(bytes, n, 4102444800, &offset));
    assert_int_equal(offset, 8 * 3600);
    /* What stands behind the second block ("\nCST-8\n") is not needed; all before it is. */
    assert_true(zone_offset(bytes, n - 7, 0, &offset));
    for (size_t i = 0; i < n - 7; i++) {
        char *part = malloc(i + 1);

        assert_non_null(part);
        memcpy(part, bytes, i);
        assert_false(zone_offset(part, i, 0, &offset));
        free(part);
    }
    for (size_t i = 20; i < 44; i += 4) {
        char was = bytes[i];

        bytes[i] = 1; /* 16 million of something */
        assert_false(zone_offset(bytes, n, 0, &offset));
        bytes[i] = was;
    }
    bytes[0] = 't';
    assert_false(zone_offset(bytes, n, 0, &offset));
    free(bytes);
}

static void unknown_zones(void **state)
{
    static const char *const bad[] = {"",     "Asia/Nowhere", "../../etc/passwd", "/etc/localtime",
                                      "Asia", "tzdata.zi",    "Asia/Ürümqi"};
    struct day d = {1, 2, 3};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct err err;

        err_clear(&err);
        assert_false(day_of(bad[i], 0, &d, &err));
        assert_int_equal(err.code, ERR_INPUT);
        assert_string_equal(err.field, "zone");
    }
    assert_int_equal(d.year, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 20: moments are told in the server's zone, whatever the terminal's",
                  local_time_is_the_zones),
        UNIT_TEST("days are read in each usual spelling", spellings),
        UNIT_TEST("days that do not exist, and what is no day, are refused", refused),
        UNIT_TEST("no day is written as nothing", formatting),
        UNIT_TEST("a thousand years of days, counted one by one", numbers),
        UNIT_TEST("months end with their last day", months),
        UNIT_TEST("SPEC 8.7: ages are full years on the day", ages),
        UNIT_TEST("SPEC 5.4: the day is that of the project's zone", zones),
        UNIT_TEST("a zone's file is read whole or not at all", zone_files),
        UNIT_TEST("a zone that is unknown, or a path, is refused", unknown_zones),
    };

    return UNIT_RUN(tests);
}
