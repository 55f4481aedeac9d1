#include "config.h"

#include "core/base/err.h"

#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Copies whole UTF-8 characters only: also of a text that somebody else has cut in the middle of
 * one. */
static void copy_cut(char *to, size_t size, const char *from)
{
    size_t n = from ? strlen(from) : 0;
    const char *last;
    uint32_t code;

    if (n >= size)
        n = size - 1;
    if (n > 0)
        memcpy(to, from, n);
    to[n] = '\0';
    for (last = to + n; last > to && ((unsigned char)last[-1] & 0xC0) == 0x80;)
        last--;
    if (last > to && ((unsigned char)last[-1] & 0xC0) == 0xC0)
        last--;
    n = (size_t)(last - to);
    if (to[n] != '\0' && text_sequence(to + n, strlen(to + n), &code) == 0)
        to[n] = '\0';
}

void err_clear(struct err *err)
{
    if (err)
        memset(err, 0, sizeof *err);
}

bool err_set(struct err *err, enum err_code code, const char *field, const char *text,
             const char *hint)
{
    if (err) {
        err_clear(err);
        err->code = code;
        copy_cut(err->field, sizeof err->field, field);
        copy_cut(err->text, sizeof err->text, text);
        copy_cut(err->hint, sizeof err->hint, hint);
    }
    return false;
}

void err_detail(struct err *err, const char *format, ...)
{
    va_list args;

    if (!err)
        return;
    va_start(args, format);
    vsnprintf(err->detail, sizeof err->detail, format, args);
    va_end(args);
}
