#include "config.h"

#include "core/base/idno.h"
#include "core/base/text.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const struct day today = {2026, 11, 23};
    struct idno idno, again;
    char typed[512];
    char text[128];
    struct err err;
    bool good;

    text_repair(typed, sizeof typed, (const char *)bytes, n);
    good = idno_parse(typed, today, &idno);
    fuzz_require(good == (idno.problem == IDNO_OK));
    idno_problem_text(&idno, text, sizeof text);
    fuzz_require(good == (text[0] == '\0'));
    fuzz_require(text_is_valid(text, strlen(text)));
    fuzz_require(idno_err(&idno, "n", &err) == good);
    if (good) {
        size_t length = strlen(idno.number);

        fuzz_require(idno.kind != IDNO_NONE);
        fuzz_require(length == (idno.kind == IDNO_FOREIGNER_2017 ? 15 : 18));
        fuzz_require(day_is_valid(idno.birth) && day_compare(idno.birth, today) <= 0);
        fuzz_require(idno_parse_kind(idno.number, idno.kind, today, &again));
        fuzz_require(memcmp(&idno, &again, sizeof idno) == 0);
    } else if (idno.problem == IDNO_CHARACTER) {
        fuzz_require(idno.place >= 1 && idno.place <= 18);
    } else if (idno.problem == IDNO_SHORT) {
        fuzz_require(idno.missing >= 1 && idno.missing <= 17);
    }
    idno_earlier_foreigner(typed, typed, typed, text);
    return 0;
}
