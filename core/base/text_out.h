/* A buffer being filled with whole characters; only text*.c need it. */
#ifndef ANXIN_BASE_TEXT_OUT_H
#define ANXIN_BASE_TEXT_OUT_H

#include "core/base/text.h"

#include <string.h>

struct text_out {
    char *to;
    size_t size;
    size_t used;
    bool full; /* something did not fit: nothing more is taken */
};

static inline struct text_out text_out_start(char *to, size_t size)
{
    if (size > 0)
        to[0] = '\0';
    return (struct text_out){to, size, 0, size == 0};
}

static inline bool text_out_bytes(struct text_out *out, const char *bytes, size_t n)
{
    if (out->full || n >= out->size - out->used) {
        out->full = true;
        return false;
    }
    memcpy(out->to + out->used, bytes, n);
    out->used += n;
    out->to[out->used] = '\0';
    return true;
}

static inline bool text_out_char(struct text_out *out, uint32_t code)
{
    char bytes[4];

    return text_out_bytes(out, bytes, text_put(bytes, code));
}

#endif
