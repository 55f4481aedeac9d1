#include "config.h"

#include "core/duty.h"

#include <stdlib.h>
#include <string.h>

bool duty_among(const char *const *duties, const char *duty)
{
    for (; duties && *duties; duties++) {
        if (strcmp(*duties, duty) == 0)
            return true;
    }
    return false;
}

const char *const *duties_copy(const char *const *from)
{
    const char *const *copy;
    char **to;
    size_t n = 0;

    while (from && from[n])
        n++;
    to = calloc(n + 1, sizeof *to);
    copy = (const char *const *)to;
    for (size_t i = 0; to && i < n; i++) {
        to[i] = strdup(from[i]);
        if (!to[i]) {
            duties_free(&copy);
            return NULL;
        }
    }
    return copy;
}

void duties_free(const char *const **slot)
{
    const char *const *duties = *slot;

    *slot = NULL;
    for (size_t i = 0; duties && duties[i]; i++)
        free((char *)duties[i]);
    free((void *)duties);
}
