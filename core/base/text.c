#include "config.h"

#include "core/base/text.h"

#include <string.h>

/* Overlong forms, surrogates and codes beyond U+10FFFF are not valid (RFC 3629). */
size_t text_sequence(const char *bytes, size_t n, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)bytes;
    size_t length;
    uint32_t c;

    if (n == 0)
        return 0;
    if (s[0] < 0x80) {
        *code = s[0];
        return 1;
    }
    if ((s[0] & 0xE0) == 0xC0)
        length = 2;
    else if ((s[0] & 0xF0) == 0xE0)
        length = 3;
    else if ((s[0] & 0xF8) == 0xF0)
        length = 4;
    else
        return 0;
    if (length > n)
        return 0;
    c = s[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    if (c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *code = c;
    return length;
}

bool text_next(const char **at, uint32_t *code)
{
    size_t length;

    if (**at == '\0')
        return false;
    /* At most four bytes are looked at, and none behind the terminating zero. */
    length = text_sequence(*at, strnlen(*at, 4), code);
    if (length == 0) {
        *code = TEXT_REPLACEMENT;
        length = 1;
    }
    *at += length;
    return true;
}

const char *text_back(const char *start, const char *at)
{
    /* The nearest of the up to four starts whose character ends exactly here. */
    for (size_t n = 4; n > 1; n--) {
        uint32_t code;

        if ((size_t)(at - start) >= n && text_sequence(at - n, n, &code) == n)
            return at - n;
    }
    return at > start ? at - 1 : start;
}

size_t text_put(char to[4], uint32_t code)
{
    unsigned char b[4];
    size_t n;

    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        code = TEXT_REPLACEMENT;
    if (code < 0x80) {
        b[0] = (unsigned char)code;
        n = 1;
    } else if (code < 0x800) {
        b[0] = (unsigned char)(0xC0 | code >> 6);
        b[1] = (unsigned char)(0x80 | (code & 0x3F));
        n = 2;
    } else if (code < 0x10000) {
        b[0] = (unsigned char)(0xE0 | code >> 12);
        b[1] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
        b[2] = (unsigned char)(0x80 | (code & 0x3F));
        n = 3;
    } else {
        b[0] = (unsigned char)(0xF0 | code >> 18);
        b[1] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
        b[2] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
        b[3] = (unsigned char)(0x80 | (code & 0x3F));
        n = 4;
    }
    memcpy(to, b, n);
    return n;
}

size_t text_length(const char *s)
{
    uint32_t code;
    size_t n = 0;

    while (text_next(&s, &code))
        n++;
    return n;
}

bool text_is_valid(const char *bytes, size_t n)
{
    while (n > 0) {
        uint32_t code;
        size_t length = text_sequence(bytes, n, &code);

        if (length == 0 || code == 0)
            return false;
        bytes += length;
        n -= length;
    }
    return true;
}

bool text_is_han(uint32_t code)
{
    return code == 0x3005 || code == 0x3007 || (code >= 0x2E80 && code <= 0x2FDF) ||
           (code >= 0x3400 && code <= 0x4DBF) || (code >= 0x4E00 && code <= 0x9FFF) ||
           (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x20000 && code <= 0x3FFFD);
}

bool text_is_space(uint32_t code)
{
    return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0xA0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
           code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}
