#include "config.h"

#include "core/base/text.h"
#include "core/base/text_out.h"

bool text_repair(char *to, size_t size, const char *bytes, size_t n)
{
    struct text_out out = text_out_start(to, size);
    bool whole = true;

    while (n > 0) {
        uint32_t code;
        size_t length = text_sequence(bytes, n, &code);

        if (length == 0 || code == 0) {
            whole = false;
            code = TEXT_REPLACEMENT;
            length = 1;
        }
        if (!text_out_char(&out, code))
            return false;
        bytes += length;
        n -= length;
    }
    return whole;
}

bool text_copy(char *to, size_t size, const char *from)
{
    struct text_out out = text_out_start(to, size);
    uint32_t code;

    while (text_next(&from, &code)) {
        if (!text_out_char(&out, code))
            return false;
    }
    return !out.full;
}

bool text_trim(char *to, size_t size, const char *from)
{
    struct text_out out = text_out_start(to, size);
    const char *end = from;
    const char *at = from;
    uint32_t code;

    while (text_next(&at, &code)) {
        if (!text_is_space(code))
            end = at;
        else if (end == from)
            end = from = at;
    }
    while (from < end && text_next(&from, &code)) {
        if (!text_out_char(&out, code))
            return false;
    }
    return !out.full;
}
