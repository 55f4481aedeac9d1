#include "config.h"

#include "core/base/text.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void check_cells(const char *s, size_t size, int cells, int ambiguous, int align)
{
    char to[256];
    const char *at = s;
    int used = align == 3 ? text_cut(to, size, s, cells, ambiguous)
                          : text_fit(to, size, s, cells, (enum text_align)align, ambiguous);

    fuzz_require(strlen(to) < size && text_is_valid(to, strlen(to)));
    fuzz_require(text_width_as(to, ambiguous) == used && used <= cells);
    while (*at) {
        const char *next;
        size_t n = text_wrap(at, cells, ambiguous, &next);

        fuzz_require(next > at && next >= at + n);
        at = next;
    }
    while (at > s) {
        const char *before = text_back(s, at);

        fuzz_require(before < at && at - before <= 4);
        at = before;
    }
}

static void check_names(const char *s)
{
    char stored[1024], again[1024], folded[1024], of_stored[1024];

    if (text_name_store(stored, sizeof stored, s)) {
        fuzz_require(text_name_store(again, sizeof again, stored));
        fuzz_require(strcmp(stored, again) == 0);
        fuzz_require(text_name_fold(folded, sizeof folded, s));
        fuzz_require(text_name_fold(of_stored, sizeof of_stored, stored));
        fuzz_require(strcmp(folded, of_stored) == 0);
        fuzz_require(text_name_fold(again, sizeof again, folded));
        fuzz_require(strcmp(folded, again) == 0);
        text_name_display(again, sizeof again, stored, 1);
        fuzz_require(text_is_valid(again, strlen(again)));
        fuzz_require(text_name_fold(of_stored, sizeof of_stored, again));
        fuzz_require(strcmp(folded, of_stored) == 0);
    }
    fuzz_require(text_is_valid(stored, strlen(stored)));
}

static void check_csv(const char *s)
{
    char cell[2 * 600 + 4];
    size_t n;

    fuzz_require(text_csv_cell(cell, sizeof cell, s));
    n = strlen(cell);
    fuzz_require(n >= 2 && cell[0] == '"' && cell[n - 1] == '"');
    fuzz_require(!strchr("=+@\t\r\n", cell[1]) || cell[1] == '\0');
    for (size_t i = 1; i < n - 1; i++) {
        if (cell[i] == '"') {
            fuzz_require(cell[i + 1] == '"' && i + 1 < n - 1);
            i++;
        }
    }
}

static void check_folds(const char *s, size_t size)
{
    static bool (*const folds[])(char *, size_t, const char *) = {
        text_fold_ascii, text_mask_id, text_mask_phone, text_mask_card, text_trim, text_copy,
    };
    char to[600];

    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++) {
        folds[i](to, size, s);
        fuzz_require(strlen(to) < size && text_is_valid(to, strlen(to)));
    }
    fuzz_require(text_mask_id(to, sizeof to, s) && text_length(to) == text_length(s));
    if (text_length(s) > 0)
        fuzz_require(strchr(to, '*'));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char raw[512];
    char s[600];
    uint8_t choice[3] = {0, 0, 0};

    memcpy(choice, bytes, n < 3 ? n : 3);
    /* First as bytes, then repaired. */
    n = n < sizeof raw - 1 ? n : sizeof raw - 1;
    if (n > 0)
        memcpy(raw, bytes, n);
    raw[n] = '\0';
    check_cells(raw, 1 + choice[0] % 255u, choice[1] % 40, 1 + choice[2] % 2, choice[2] / 2 % 4);
    text_repair(s, sizeof s, (const char *)bytes, n / 3);
    fuzz_require(text_is_valid(s, strlen(s)));
    check_cells(s, 1 + choice[0] % 255u, choice[1] % 40, 1 + choice[2] % 2, choice[2] / 2 % 4);
    check_names(s);
    check_names(raw);
    check_csv(s);
    check_folds(s, 1 + choice[0] % 255u);
    return 0;
}
