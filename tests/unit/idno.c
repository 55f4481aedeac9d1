#include "config.h"

#include "core/base/idno.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static const struct day today = {2026, 11, 23};

/* The samples that the standard and the issuing offices print, and what is in them. */
static void good_numbers(void **state)
{
    static const struct {
        const char *number;
        enum idno_kind kind;
        struct day birth;
        enum idno_sex sex;
    } good[] = {
        {"11010519491231002X", IDNO_RESIDENT, {1949, 12, 31}, IDNO_FEMALE},
        {"440524188001010014", IDNO_RESIDENT, {1880, 1, 1}, IDNO_MALE},
        {"810000199408230021", IDNO_PERMIT, {1994, 8, 23}, IDNO_FEMALE},
        {"830000199201300022", IDNO_PERMIT, {1992, 1, 30}, IDNO_FEMALE},
        {"911124198108030024", IDNO_FOREIGNER_2023, {1981, 8, 3}, IDNO_FEMALE},
        {"932682198501010017", IDNO_FOREIGNER_2023, {1985, 1, 1}, IDNO_MALE},
        {"CAN110081080310", IDNO_FOREIGNER_2017, {1981, 8, 3}, IDNO_SEX_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct idno idno;

        assert_true(idno_parse(good[i].number, today, &idno));
        assert_int_equal(idno.problem, IDNO_OK);
        assert_int_equal(idno.kind, good[i].kind);
        assert_string_equal(idno.number, good[i].number);
        assert_int_equal(day_compare(idno.birth, good[i].birth), 0);
        assert_int_equal(idno.sex, good[i].sex);
        assert_int_equal(idno.birth_year_guessed, good[i].kind == IDNO_FOREIGNER_2017);
    }
}

static void macao_and_generated(void **state)
{
    char number[IDNO_SIZE] = "82000019900101001";
    struct idno idno;

    (void)state;
    number[17] = idno_check_18(number);
    assert_true(idno_parse(number, today, &idno));
    assert_int_equal(idno.kind, IDNO_PERMIT);
    /* 71 and 99 are areas of no permit and no foreigner's number. */
    memcpy(number, "710000", 6);
    number[17] = idno_check_18(number);
    assert_true(idno_parse(number, today, &idno));
    assert_int_equal(idno.kind, IDNO_RESIDENT);
    memcpy(number, "990001", 6);
    number[17] = idno_check_18(number);
    assert_true(idno_parse(number, today, &idno));
    assert_int_equal(idno.kind, IDNO_RESIDENT);
}

/* Only 9 and a province's number begin a foreigner's number; and so no invented area 99 does. */
static void provinces(void **state)
{
    static const char codes[] = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
                                "50 51 52 53 54 61 62 63 64 65 71 81 82 83 ";

    (void)state;
    for (int code = 0; code < 100; code++) {
        char number[IDNO_SIZE], listed[8];
        struct idno idno;

        snprintf(number, sizeof number, "9%02d12419810803002", code);
        number[17] = idno_check_18(number);
        number[18] = '\0';
        snprintf(listed, sizeof listed, " %02d ", code);
        assert_true(idno_parse(number, today, &idno));
        assert_int_equal(idno.kind, strstr(codes, listed) ? IDNO_FOREIGNER_2023 : IDNO_RESIDENT);
    }
}

static void folding(void **state)
{
    struct idno idno;

    (void)state;
    assert_true(idno_parse(" 110105 19491231 002x ", today, &idno));
    assert_string_equal(idno.number, "11010519491231002X");
    assert_true(idno_parse("１１０１０５１９４９１２３１００２Ｘ", today, &idno));
    assert_string_equal(idno.number, "11010519491231002X");
    assert_true(idno_parse("１１０１０５１９４９１２３１００２ｘ　", today, &idno));
    assert_string_equal(idno.number, "11010519491231002X");
    assert_true(idno_parse("can110081080310", today, &idno));
    assert_string_equal(idno.number, "CAN110081080310");
}

/* Each single wrong digit and each swap of neighbours is seen: that is what MOD 11-2 is for. */
static void every_slip_is_seen(void **state)
{
    static const char good[] = "11010519491231002X";
    struct idno idno;

    (void)state;
    for (int i = 0; i < 17; i++) {
        for (char c = '0'; c <= '9'; c++) {
            char s[IDNO_SIZE];

            memcpy(s, good, sizeof s);
            s[i] = c;
            assert_int_equal(idno_parse(s, today, &idno), c == good[i]);
        }
    }
    for (int i = 0; i < 16; i++) {
        char s[IDNO_SIZE];

        memcpy(s, good, sizeof s);
        s[i] = good[i + 1];
        s[i + 1] = good[i];
        assert_int_equal(idno_parse(s, today, &idno), good[i] == good[i + 1]);
    }
    for (const char *c = "0123456789X"; *c; c++) {
        char s[IDNO_SIZE];

        memcpy(s, good, sizeof s);
        s[17] = *c;
        assert_int_equal(idno_parse(s, today, &idno), *c == 'X');
    }
}

static void problems(void **state)
{
    static const struct {
        const char *typed;
        enum idno_problem problem;
        int missing, place;
        const char *text;
    } bad[] = {
        {"", IDNO_EMPTY, 0, 0, "The ID number is missing."},
        {"  ", IDNO_EMPTY, 0, 0, "The ID number is missing."},
        {"11010519491231002", IDNO_SHORT, 1, 0, "1 character is missing."},
        {"110105194912310", IDNO_SHORT, 3, 0, "3 characters are missing."},
        {"11010519491231002X1", IDNO_LONG, 0, 0, "The ID number is too long."},
        {"1101051949l231002X", IDNO_CHARACTER, 0, 11,
         "Character 11 cannot stand there in an ID number."},
        {"1101051949123100X2", IDNO_CHARACTER, 0, 17, NULL},
        {"11010519491231002Y", IDNO_CHARACTER, 0, 18, NULL},
        {"1101张", IDNO_CHARACTER, 0, 5, NULL},
        {"-1010519491231002X", IDNO_CHARACTER, 0, 1, NULL},
        {"01010519491231002X", IDNO_CHARACTER, 0, 1, NULL},
        {"110105194912310020", IDNO_CHECK, 0, 0, "The check digit does not fit: a digit is wrong."},
        {"110105194913310025", IDNO_DATE, 0, 0, "The birth date in the ID number is not possible."},
        {"110105190002290025", IDNO_DATE, 0, 0, NULL},
        {"11010520270101002X", IDNO_DATE, 0, 0, NULL},
        {"110105184912310025", IDNO_DATE, 0, 0, NULL},
        {"110105000001010025", IDNO_DATE, 0, 0, NULL},
        {"CAN11008108031", IDNO_SHORT, 1, 0, NULL},
        {"CAN110081080311", IDNO_CHECK, 0, 0, NULL},
        {"CAN110081133310", IDNO_DATE, 0, 0, NULL},
        {"CA1110081080310", IDNO_CHARACTER, 0, 3, NULL},
        {"CAN1100810803101", IDNO_LONG, 0, 0, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct idno idno;
        struct err err;
        char text[128];

        assert_false(idno_parse(bad[i].typed, today, &idno));
        assert_int_equal(idno.problem, bad[i].problem);
        assert_int_equal(idno.missing, bad[i].missing);
        assert_int_equal(idno.place, bad[i].place);
        idno_problem_text(&idno, text, sizeof text);
        assert_true(strlen(text) > 10);
        if (bad[i].text)
            assert_string_equal(text, bad[i].text);
        assert_false(idno_err(&idno, "document_number", &err));
        assert_int_equal(err.code, ERR_INPUT);
        assert_string_equal(err.field, "document_number");
        assert_string_equal(err.text, text);
        /* What is wrong is said without the number. */
        assert_null(strstr(err.text, "110105"));
    }
}

static void wanted_kind(void **state)
{
    struct idno idno;

    (void)state;
    assert_true(idno_parse_kind("11010519491231002X", IDNO_RESIDENT, today, &idno));
    assert_true(idno_parse_kind("11010519491231002X", IDNO_NONE, today, &idno));
    assert_false(idno_parse_kind("11010519491231002X", IDNO_PERMIT, today, &idno));
    assert_int_equal(idno.problem, IDNO_OTHER_KIND);
    assert_false(idno_parse_kind("810000199408230021", IDNO_RESIDENT, today, &idno));
    assert_int_equal(idno.problem, IDNO_OTHER_KIND);
    assert_true(idno_parse_kind("CAN110081080310", IDNO_FOREIGNER_2023, today, &idno));
    assert_true(idno_parse_kind("911124198108030024", IDNO_FOREIGNER_2017, today, &idno));
    assert_false(idno_parse_kind("911124198108030024", IDNO_RESIDENT, today, &idno));
    /* A wrong digit is told before a wrong kind. */
    assert_false(idno_parse_kind("110105194912310020", IDNO_PERMIT, today, &idno));
    assert_int_equal(idno.problem, IDNO_CHECK);
}

static void century_of_2017(void **state)
{
    char number[16];
    struct idno idno;

    (void)state;
    /* 05 is 2005 for who is alive today, 27 is still to come. */
    memcpy(number, "CAN11000508031", 15);
    number[14] = idno_check_15(number);
    number[15] = '\0';
    assert_true(idno_parse(number, today, &idno));
    assert_int_equal(idno.birth.year, 2005);
    assert_true(idno_parse(number, DAY_NONE, &idno));
    assert_int_equal(idno.birth.year, 1905);
    memcpy(number, "CAN11002708031", 15);
    number[14] = idno_check_15(number);
    assert_true(idno_parse(number, today, &idno));
    assert_int_equal(idno.birth.year, 1927);
    /* 29 February 1900 never was. */
    memcpy(number, "CAN11000002291", 15);
    number[14] = idno_check_15(number);
    assert_true(idno_parse(number, DAY_NONE, &idno));
    assert_int_equal(idno.birth.year, 2000);
}

static void earlier_number(void **state)
{
    char earlier[16] = "";

    (void)state;
    assert_true(idno_earlier_foreigner("CAN", "911124198108030024", "001", earlier));
    assert_string_equal(earlier, "CAN110081080310");
    assert_false(idno_earlier_foreigner("CAN", "911124198108030024", "", earlier));
    assert_false(idno_earlier_foreigner("CAN", "911124198108030024", "   ", earlier));
    assert_false(idno_earlier_foreigner("", "911124198108030024", "001", earlier));
    assert_false(idno_earlier_foreigner("CAN", "91112419810803002", "001", earlier));
    assert_string_equal(earlier, "CAN110081080310");
}

/* Without a day to compare with, the years of birth have bounds all the same. */
static void years_of_birth(void **state)
{
    static const int years[] = {1849, 1850, 2200, 2201, 9999};

    (void)state;
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        char number[IDNO_SIZE];
        struct idno idno;

        snprintf(number, sizeof number, "990001%04d0101001", years[i]);
        number[17] = idno_check_18(number);
        number[18] = '\0';
        assert_int_equal(idno_parse(number, DAY_NONE, &idno), years[i] >= 1850 && years[i] <= 2200);
    }
}

static void checks_refuse(void **state)
{
    (void)state;
    assert_int_equal(idno_check_18("1101051949123100A"), 0);
    assert_int_equal(idno_check_18("11010519491231002"), 'X');
    assert_int_equal(idno_check_15("CAN11008108031"), '0');
    assert_int_equal(idno_check_15("D<<11008108031"), '4');
    assert_int_equal(idno_check_15("CAN1100810803 "), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 3.4: published specimen numbers of every kind are good", good_numbers),
        UNIT_TEST("SPEC 3.4: Macao permits are known, Taiwan's area 71 and 99 are resident numbers",
                  macao_and_generated),
        UNIT_TEST("SPEC 3.4: a foreigner's number names a province", provinces),
        UNIT_TEST("SPEC 3.4: spaces, full width and small letters are folded", folding),
        UNIT_TEST("SPEC 3.4: every wrong digit and every swap fails the check digit",
                  every_slip_is_seen),
        UNIT_TEST("SPEC 3.4, 20.4: the message says what is wrong with a number", problems),
        UNIT_TEST("SPEC 3.4: a number of another kind of document is refused", wanted_kind),
        UNIT_TEST("SPEC 3.4: the century of a 2017 foreigner's number", century_of_2017),
        UNIT_TEST("SPEC 3.4: the years of birth have bounds", years_of_birth),
        UNIT_TEST("SPEC 3.4: a 2023 card leads to the number it replaced", earlier_number),
        UNIT_TEST("SPEC 3.4: check digits refuse what has none", checks_refuse),
    };

    return UNIT_RUN(tests);
}
