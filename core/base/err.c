#include "config.h"

#include "core/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Copies whole UTF-8 characters only. */
static void copy_cut(char *to, size_t size, const char *from)
{
    size_t n = from ? strlen(from) : 0;

    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)from[n] & 0xC0) == 0x80)
            n--;
    }
    if (n > 0)
        memcpy(to, from, n);
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
