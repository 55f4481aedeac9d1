#include "config.h"

#include "core/base/phone.h"
#include "tests/unit/unit.h"

#include <string.h>

static void good_numbers(void **state)
{
    static const char *const typed[] = {
        "19900000001",    " 199 0000 0001 ",        "199-0000-0001",
        "+8619900000001", "+86 199 00000001",       "008619900000001",
        "8619900000001",  "１９９０００００００１", "199—0000—0001",
    };

    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        struct phone phone;
        struct err err;

        assert_true(phone_parse(typed[i], &phone));
        assert_string_equal(phone.number, "19900000001");
        assert_true(phone_err(&phone, "phone", &err));
        assert_int_equal(err.code, ERR_NONE);
    }
}

static void starts(void **state)
{
    (void)state;
    for (char second = '0'; second <= '9'; second++) {
        char typed[] = "1?900000001";
        struct phone phone;

        typed[1] = second;
        assert_int_equal(phone_parse(typed, &phone), second >= '3');
    }
}

static void problems(void **state)
{
    static const struct {
        const char *typed;
        enum phone_problem problem;
        int missing;
        const char *text;
    } bad[] = {
        {"", PHONE_EMPTY, 0, "The mobile number is missing."},
        {"+86", PHONE_EMPTY, 0, NULL},
        {"1990000000", PHONE_SHORT, 1, "1 digit is missing."},
        {"199000000", PHONE_SHORT, 2, "2 digits are missing."},
        {"1", PHONE_SHORT, 10, NULL},
        {"199000000011", PHONE_LONG, -1, "1 digit too many."},
        {"199000000011234567890123456789012345678901234567890123456789012345678901234567890",
         PHONE_LONG, -52, NULL},
        {"861990000000", PHONE_LONG, -1, NULL},
        {"86199000000011", PHONE_LONG, -3, NULL},
        {"1990000000a", PHONE_CHARACTER, 0, "A mobile number has digits only."},
        {"1990000000一", PHONE_CHARACTER, 0, NULL},
        {"22900000001", PHONE_START, 0, NULL},
        {"12900000001", PHONE_START, 0, "A mobile number begins with 13 to 19."},
        {"09914567890", PHONE_START, 0, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct phone phone;
        struct err err;

        assert_false(phone_parse(bad[i].typed, &phone));
        assert_int_equal(phone.problem, bad[i].problem);
        assert_int_equal(phone.missing, bad[i].missing);
        assert_false(phone_err(&phone, "phone", &err));
        assert_string_equal(err.field, "phone");
        if (bad[i].text)
            assert_string_equal(err.text, bad[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 3.1: mobile numbers as people type them", good_numbers),
        UNIT_TEST("SPEC 3.1: mobile numbers begin with 13 to 19", starts),
        UNIT_TEST("SPEC 20.4: the message says how many digits are missing", problems),
    };

    return UNIT_RUN(tests);
}
