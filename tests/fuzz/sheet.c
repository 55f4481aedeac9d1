#include "config.h"

#include "core/sheet/number.h"
#include "core/sheet/take.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static bool row(void *owner, int64_t number, const struct sheet_cell *cells, size_t n)
{
    int64_t *last = owner;

    fuzz_require(number > 0 && n > 0 && n <= SHEET_COLUMNS_MOST && cells[n - 1].text[0]);
    for (size_t i = 0; i < n; i++) {
        char text[32];
        enum sheet_damage damage;

        fuzz_require(strlen(cells[i].text) <= SHEET_CELL_MOST);
        damage = sheet_number(&cells[i], text, sizeof text);
        fuzz_require(damage == SHEET_WHOLE || !text[0]);
        sheet_words(&cells[i], text, sizeof text);
    }
    *last = number;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char why[64];
    int64_t last = 0;
    enum sheet_fault fault = sheet_take(bytes, n, row, &last, why, sizeof why);

    fuzz_require((fault == SHEET_GOOD) == (why[0] == '\0'));
    fuzz_require(fault != SHEET_GOOD || last > 0);
    return 0;
}
