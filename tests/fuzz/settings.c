#include "config.h"

#include "core/settings.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct settings settings;
    char text[4096];
    struct err err;

    if (n >= sizeof text)
        return 0;
    memcpy(text, bytes, n);
    text[n] = '\0';
    err_clear(&err);
    if (settings_parse(&settings, "fuzz", text, &err))
        fuzz_require(settings.ambiguous_width >= 0 && settings.ambiguous_width <= 2);
    else
        fuzz_require(err.code == ERR_INPUT && strncmp(err.text, "fuzz, line ", 11) == 0);
    return 0;
}
