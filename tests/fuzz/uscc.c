#include "config.h"

#include "core/base/phone.h"
#include "core/base/text.h"
#include "core/base/uscc.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void check_phone(const char *typed)
{
    struct phone phone, again;
    char text[128];

    if (phone_parse(typed, &phone)) {
        fuzz_require(strlen(phone.number) == 11);
        fuzz_require(phone_parse(phone.number, &again));
        fuzz_require(strcmp(phone.number, again.number) == 0);
    } else {
        phone_problem_text(&phone, text, sizeof text);
        fuzz_require(text[0] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct uscc uscc, again;
    char repairs[4][USCC_SIZE];
    char typed[512];
    char text[128];
    size_t found;

    text_repair(typed, sizeof typed, (const char *)bytes, n);
    if (uscc_parse(typed, &uscc)) {
        fuzz_require(strlen(uscc.code) == 18);
        fuzz_require(uscc_parse(uscc.code, &again));
        fuzz_require(strcmp(uscc.code, again.code) == 0);
    } else {
        uscc_problem_text(&uscc, text, sizeof text);
        fuzz_require(text[0] != '\0' && text_is_valid(text, strlen(text)));
    }
    found = uscc_repairs(typed, repairs, 4);
    fuzz_require(found <= 4);
    for (size_t i = 0; i < found; i++)
        fuzz_require(uscc_parse(repairs[i], &again) && again.inner_fits);
    check_phone(typed);
    return 0;
}
