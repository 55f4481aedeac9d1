#include "config.h"

#include "core/base/money.h"
#include "tests/unit/unit.h"

#include <string.h>

static void sums_are_read(void **state)
{
    static const struct {
        const char *typed;
        int64_t fen;
    } right[] = {
        {"1234", 123400},           {"1,234.5", 123450},      {"0.01", 1},
        {"860万", 860000000},       {"1.2亿元", 12000000000}, {" １２３.４５ 元", 12345},
        {"¥3000000.00", 300000000}, {"1.23456万", 1234560},   {"0", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        int64_t fen = -1;

        assert_true(money_parse(right[i].typed, &fen));
        assert_int_equal(fen, right[i].fen);
    }
}

static void others_are_refused(void **state)
{
    static const char *const wrong[] = {"",
                                        "元",
                                        "-5",
                                        "1.234",
                                        "1.",
                                        ".5",
                                        "1,23",
                                        "12,34.00",
                                        "1.2.3",
                                        "十",
                                        "1.2345678万",
                                        "1e5",
                                        "99999999999999999999"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t fen = 7;

        assert_false(money_parse(wrong[i], &fen));
        assert_int_equal(fen, 7);
    }
}

static void sums_are_written(void **state)
{
    char text[MONEY_SIZE];

    (void)state;
    assert_string_equal(money_format(0, text), "0.00");
    assert_string_equal(money_format(5, text), "0.05");
    assert_string_equal(money_format(123456789, text), "1,234,567.89");
    assert_string_equal(money_format(-100000, text), "-1,000.00");
    assert_string_equal(money_format(INT64_MIN, text), "-92,233,720,368,547,758.08");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 4: yuan are read as people write them, into fen", sums_are_read),
        UNIT_TEST("DESIGN 4: what is no sum, or less than a fen, is refused", others_are_refused),
        UNIT_TEST("DESIGN 4: fen are written as yuan", sums_are_written),
    };

    return UNIT_RUN(tests);
}
