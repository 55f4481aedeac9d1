#include "config.h"

#include "core/base/text.h"
#include "core/base/text_out.h"

static uint32_t ascii(uint32_t code)
{
    if (code == 0x3000)
        return ' ';
    return code >= 0xFF01 && code <= 0xFF5E ? code - 0xFF01 + '!' : code;
}

bool text_fold_ascii(char *to, size_t size, const char *from)
{
    struct text_out out = text_out_start(to, size);
    uint32_t code;

    while (text_next(&from, &code)) {
        if (!text_out_char(&out, ascii(code)))
            return false;
    }
    return !out.full;
}

/* Hyphens, dashes, the minus sign, and the long mark that a Chinese keyboard may give. */
static bool is_dash(uint32_t code)
{
    return code == '-' || (code >= 0x2010 && code <= 0x2015) || code == 0x2212 || code == 0x30FC ||
           code == 0xFE63;
}

bool text_fold_number(char *to, size_t size, const char *from, bool dashes)
{
    struct text_out out = text_out_start(to, size);
    uint32_t code;

    while (text_next(&from, &code)) {
        code = ascii(code);
        if (text_is_space(code) || (dashes && is_dash(code)))
            continue;
        if (code >= 'a' && code <= 'z')
            code = code - 'a' + 'A';
        if (!text_out_char(&out, code))
            return false;
    }
    return !out.full;
}

/* Shows the first `head` and last `tail` characters if that hides at least four. */
static bool mask(char *to, size_t size, const char *s, size_t head, size_t tail)
{
    struct text_out out = text_out_start(to, size);
    size_t n = text_length(s);
    bool too_short = n < head + tail + 4;
    uint32_t code;

    for (size_t i = 0; text_next(&s, &code); i++) {
        bool hidden = too_short || (i >= head && i < n - tail);

        if (!text_out_char(&out, hidden ? '*' : code))
            return false;
    }
    return !out.full;
}

bool text_mask_id(char *to, size_t size, const char *number)
{
    return mask(to, size, number, 6, 4);
}

bool text_mask_phone(char *to, size_t size, const char *number)
{
    return mask(to, size, number, 3, 4);
}

bool text_mask_card(char *to, size_t size, const char *number)
{
    return mask(to, size, number, 0, 4);
}

/* A minus, digits and at most one point. */
static bool is_negative_number(const char *s)
{
    size_t digits = 0;
    size_t points = 0;

    for (s++; *s; s++) {
        if (*s >= '0' && *s <= '9')
            digits++;
        else if (*s == '.')
            points++;
        else
            return false;
    }
    return digits > 0 && points <= 1;
}

static bool is_formula(const char *s)
{
    const char *at = s;
    const char *first = s;
    uint32_t code;

    while (text_next(&at, &code)) {
        switch (ascii(code)) {
        case '\t':
        case '\r':
        case '\n':
        case '=':
        case '+':
        case '@':
            return true;
        case '-':
            return !is_negative_number(first);
        default:
            break;
        }
        /* Spaces and what is never seen: some programs pass over them. */
        if (!text_is_space(code) && text_shown(code) != '?' && text_char_width(code, 1) != 0)
            return false;
        if (code == '?')
            return false;
        first = at;
    }
    return false;
}

bool text_csv_cell(char *to, size_t size, const char *s)
{
    struct text_out out = text_out_start(to, size);
    uint32_t code;

    text_out_bytes(&out, "\"", 1);
    if (is_formula(s))
        text_out_bytes(&out, "'", 1);
    while (text_next(&s, &code)) {
        if (code == '"')
            text_out_bytes(&out, "\"", 1);
        text_out_char(&out, code);
    }
    text_out_bytes(&out, "\"", 1);
    return !out.full;
}
