#include "config.h"

#include "core/base/day.h"
#include "core/base/text.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char typed[512];
    char written[DAY_SIZE];
    struct day d = DAY_NONE;
    struct day other;
    int32_t step = 0;

    text_repair(typed, sizeof typed, (const char *)bytes, n);
    memcpy(&step, bytes, n < sizeof step ? n : sizeof step);
    if (day_parse(typed, &d)) {
        fuzz_require(day_is_valid(d));
        fuzz_require(strlen(day_format(d, written)) == 10);
        fuzz_require(day_parse(written, &other) && day_compare(d, other) == 0);
        fuzz_require(day_compare(day_from_number(day_number(d)), d) == 0);
    } else {
        fuzz_require(!day_is_set(d));
        d = day_from_number(step);
    }
    for (int i = 0; i < 2; i++) {
        other = i == 0 ? day_add_days(d, step) : day_add_months(d, step);
        fuzz_require(!day_is_set(other) || day_is_valid(other));
        if (day_is_set(other)) {
            fuzz_require((step >= 0) == (day_compare(other, d) >= 0) || step == 0);
            fuzz_require(day_age(d, other) >= (step >= 0 ? 0 : -1));
        }
    }
    day_of(typed, step, &other, NULL);
    return 0;
}
