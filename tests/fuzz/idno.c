/* Identity numbers: any bytes, with and without a day; what is called good keeps its promises. */
#include "core/base/idno.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct day some_day = {2026, 11, 23};
    char *typed = malloc(size + 1);
    if (typed == NULL)
        return 0;
    memcpy(typed, data, size);
    typed[size] = '\0';
    struct idno out, again;
    if (idno_parse(typed, some_day, &out)) {
        size_t length = strlen(out.number);
        if ((length != 18 && length != 15) || out.problem != IDNO_OK)
            abort();
        if (!idno_parse(out.number, some_day, &again) || again.kind != out.kind)
            abort();
    }
    idno_parse(typed, (struct day){0, 0, 0}, &out);
    free(typed);
    return 0;
}
