#include "config.h"

#include "core/base/uscc.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static void good_codes(void **state)
{
    static const char *const good[] = {"91110000600037341L", "91331122MA2A0M9B7N",
                                       "91330322254505447T"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct uscc uscc;

        assert_true(uscc_parse(good[i], &uscc));
        assert_string_equal(uscc.code, good[i]);
        assert_true(uscc.inner_fits);
    }
}

static void folding(void **state)
{
    struct uscc uscc;

    (void)state;
    assert_true(uscc_parse(" 9133-1122 ma2a0m9b7n", &uscc));
    assert_string_equal(uscc.code, "91331122MA2A0M9B7N");
    assert_true(uscc_parse("９１３３１１２２ＭＡ２Ａ０Ｍ９Ｂ７Ｎ", &uscc));
    assert_string_equal(uscc.code, "91331122MA2A0M9B7N");
}

/* Codes may begin with a letter (A, N, Y); the outer check is the only judge. */
static void letter_first(void **state)
{
    char s[USCC_SIZE] = "N2331122MA2A0M9B70";
    struct uscc uscc;
    int good = 0;

    (void)state;
    for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c; c++) {
        s[17] = *c;
        good += uscc_parse(s, &uscc);
    }
    assert_int_equal(good, 1);
}

static void inner_warns(void **state)
{
    char s[USCC_SIZE] = "91331122MA2A0M9B8N"; /* inner check 8 in place of 7 */
    struct uscc uscc;
    int good = 0;

    (void)state;
    for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c; c++) {
        s[17] = *c;
        if (uscc_parse(s, &uscc)) {
            good++;
            assert_false(uscc.inner_fits);
        }
    }
    assert_int_equal(good, 1);
}

/* The inner check is 0 to 9 or X: of the codes with one inner body, exactly one has it right. */
static void inner_digits(void **state)
{
    int seen_x = 0, seen_0 = 0;

    (void)state;
    for (int body = 0; body < 40; body++) {
        int fitting = 0;

        for (const char *inner = "0123456789X"; *inner; inner++) {
            for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c; c++) {
                char s[USCC_SIZE];
                struct uscc uscc;

                snprintf(s, sizeof s, "91110000%08d%c%c", body * 7, *inner, *c);
                if (uscc_parse(s, &uscc) && uscc.inner_fits) {
                    fitting++;
                    seen_x += *inner == 'X';
                    seen_0 += *inner == '0';
                }
            }
        }
        assert_int_equal(fitting, 1);
    }
    assert_true(seen_x > 0 && seen_0 > 0);
}

static void every_slip_is_seen(void **state)
{
    static const char good[] = "91331122MA2A0M9B7N";
    struct uscc uscc;

    (void)state;
    for (int i = 0; i < 18; i++) {
        for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c; c++) {
            char s[USCC_SIZE];

            memcpy(s, good, sizeof s);
            s[i] = *c;
            assert_int_equal(uscc_parse(s, &uscc), *c == good[i]);
        }
    }
}

static void problems(void **state)
{
    static const struct {
        const char *typed;
        enum uscc_problem problem;
        int missing, place;
        const char *text;
    } bad[] = {
        {"", USCC_EMPTY, 0, 0, "The social credit code is missing."},
        {"91331122MA2A0M9B", USCC_SHORT, 2, 0, "2 characters are missing."},
        {"91331122MA2A0M9B7N0", USCC_LONG, 0, 0, "Longer than 18 characters."},
        {"91331122MA2AOM9B7N", USCC_CHARACTER, 0, 13, NULL},
        {"91331122MA2A0M9B7I", USCC_CHARACTER, 0, 18, NULL},
        {"S1331122MA2A0M9B7N", USCC_CHARACTER, 0, 1, NULL},
        {"9133企业", USCC_CHARACTER, 0, 5, NULL},
        {"91331122MA2A0M9B7P", USCC_CHECK, 0, 0, NULL},
        {"91450100MA5WA6Y12D", USCC_CHECK, 0, 0, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct uscc uscc;
        struct err err;

        assert_false(uscc_parse(bad[i].typed, &uscc));
        assert_int_equal(uscc.problem, bad[i].problem);
        assert_int_equal(uscc.missing, bad[i].missing);
        assert_int_equal(uscc.place, bad[i].place);
        assert_false(uscc_err(&uscc, "uscc", &err));
        assert_string_equal(err.field, "uscc");
        assert_true(strlen(err.text) > 10);
        if (bad[i].text)
            assert_string_equal(err.text, bad[i].text);
    }
}

static void repairs(void **state)
{
    char found[8][USCC_SIZE];
    bool listed = false;
    size_t n;

    (void)state;
    /* Read wrongly from print: W for N, look-alikes, so it comes first. */
    n = uscc_repairs("91450100MA5WA6Y12D", found, 8);
    assert_true(n >= 1);
    assert_string_equal(found[0], "91450100MA5NA6Y12D");
    /* Letters that do not occur: O for 0. */
    n = uscc_repairs("91331122MA2AOM9B7N", found, 8);
    assert_true(n >= 1);
    assert_string_equal(found[0], "91331122MA2A0M9B7N");
    for (size_t i = 0; i < n; i++) {
        struct uscc uscc;

        assert_true(uscc_parse(found[i], &uscc));
        assert_true(uscc.inner_fits);
    }
    /* A slip between characters that do not look alike is found as well. */
    n = uscc_repairs("91331122MA2A0M9B4N", found, 8);
    for (size_t i = 0; i < n; i++)
        listed |= strcmp(found[i], "91331122MA2A0M9B7N") == 0;
    assert_true(listed);
    assert_int_equal(uscc_repairs("91331122MA2AOM9B7N", found, 0), 0);
    assert_int_equal(uscc_repairs("91331122MA2A0M9B7N", found, 8), 0);
    assert_int_equal(uscc_repairs("91331122", found, 8), 0);
    assert_int_equal(uscc_repairs("", found, 8), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 4.1: published codes are good", good_codes),
        UNIT_TEST("SPEC 4.1: spaces, dashes, full width and small letters are folded", folding),
        UNIT_TEST("SPEC 4.1: a code may begin with a letter", letter_first),
        UNIT_TEST("SPEC 4.1: the inner organisation code only warns", inner_warns),
        UNIT_TEST("SPEC 4.1: each organisation code has one check character", inner_digits),
        UNIT_TEST("SPEC 4.1: every wrong character fails the check", every_slip_is_seen),
        UNIT_TEST("SPEC 4.1, 20.4: the message says what is wrong with a code", problems),
        UNIT_TEST("SPEC 4.1: a code with one wrong character is mended", repairs),
    };

    return UNIT_RUN(tests);
}
