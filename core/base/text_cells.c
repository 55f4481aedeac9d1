#include "config.h"

#include "core/base/text.h"
#include "core/base/text_out.h"
#include "core/base/text_table.h"

static bool within(const struct text_range *table, size_t count, uint32_t code)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (code > table[middle].last)
            low = middle + 1;
        else if (code < table[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

/* Han extensions that Unicode 14 knows: B to G and the compatibility supplement. */
static bool is_known_plane_2_or_3(uint32_t code)
{
    static const struct text_range known[] = {
        {0x20000, 0x2A6DF}, {0x2A700, 0x2B738}, {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1},
        {0x2CEB0, 0x2EBE0}, {0x2F800, 0x2FA1D}, {0x30000, 0x3134A},
    };

    return within(known, sizeof known / sizeof known[0], code);
}

/* Controls, characters that turn the direction of writing or are never seen, and codes that are
 * no characters: a terminal would act on them or be out of step after them. */
static bool is_harmful(uint32_t code)
{
    static const struct text_range harmful[] = {
        {0x0000, 0x001F}, {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x061C, 0x061C},
        {0x180E, 0x180E}, {0x200B, 0x200B},   {0x200E, 0x200F},   {0x2028, 0x202E},
        {0x2060, 0x206F}, {0xD800, 0xDFFF},   {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},
        {0xFFF0, 0xFFFF}, {0xE0000, 0xE00FF}, {0xE01F0, 0xE0FFF},
    };

    return code > 0x10FFFF || (code & 0xFFFE) == 0xFFFE ||
           within(harmful, sizeof harmful / sizeof harmful[0], code);
}

uint32_t text_shown(uint32_t code)
{
    if (code >= 0x20 && code < 0x7F)
        return code;
    if (code >= 0x20000 && code <= 0x3FFFF)
        return is_known_plane_2_or_3(code) ? code : TEXT_GETA;
    return is_harmful(code) ? '?' : code;
}

int text_char_width(uint32_t code, int ambiguous)
{
    code = text_shown(code);
    if (code < 0x7F)
        return 1;
    if (within(text_table_wide, text_table_wide_count, code))
        return 2;
    if (within(text_table_zero, text_table_zero_count, code))
        return 0;
    if (ambiguous == 2 && within(text_table_ambiguous, text_table_ambiguous_count, code))
        return 2;
    return 1;
}

int text_width(const char *s)
{
    return text_width_as(s, 1);
}

int text_width_as(const char *s, int ambiguous)
{
    uint32_t code;
    int width = 0;

    while (text_next(&s, &code))
        width += text_char_width(code, ambiguous);
    return width;
}

size_t text_prefix(const char *s, int cells, int ambiguous, int *width)
{
    const char *at = s;
    const char *end = s;
    uint32_t code;
    int used = 0;

    while (text_next(&at, &code)) {
        int more = text_char_width(code, ambiguous);

        if (used + more > cells)
            break;
        used += more;
        end = at;
    }
    if (width)
        *width = used;
    return (size_t)(end - s);
}

/* Copies `n` bytes of `s` as they are shown; returns the cells that found room. */
static int put_shown(struct text_out *out, const char *s, size_t n, int ambiguous)
{
    const char *end = s + n;
    uint32_t code;
    int used = 0;

    while (s < end && text_next(&s, &code)) {
        if (!text_out_char(out, text_shown(code)))
            break;
        used += text_char_width(code, ambiguous);
    }
    return used;
}

static int put_cut(struct text_out *out, const char *s, int cells, int ambiguous)
{
    size_t n = text_prefix(s, cells, ambiguous, NULL);
    bool marked = s[n] != '\0' && cells >= 4;
    int used;

    if (marked)
        n = text_prefix(s, cells - 2, ambiguous, NULL);
    used = put_shown(out, s, n, ambiguous);
    if (marked && text_out_bytes(out, "..", 2))
        used += 2;
    return used;
}

int text_cut(char *to, size_t size, const char *s, int cells, int ambiguous)
{
    struct text_out out = text_out_start(to, size);

    return put_cut(&out, s, cells, ambiguous);
}

static int put_spaces(struct text_out *out, int n)
{
    int done = 0;

    while (done < n && text_out_bytes(out, " ", 1))
        done++;
    return done;
}

int text_fit(char *to, size_t size, const char *s, int cells, enum text_align align, int ambiguous)
{
    struct text_out out = text_out_start(to, size);
    int before = 0;
    int used = 0;

    if (align != TEXT_LEFT) {
        int width = text_width_as(s, ambiguous);

        /* What is cut may still leave half a wide character's cell free. */
        if (width > cells) {
            char cut[1024];

            width = text_cut(cut, sizeof cut, s, cells, ambiguous);
        }
        before = cells > width ? cells - width : 0;
        if (align == TEXT_CENTRE)
            before /= 2;
        used = put_spaces(&out, before);
    }
    used += put_cut(&out, s, cells - before, ambiguous);
    return used + put_spaces(&out, cells - used);
}

static bool is_closing(uint32_t code)
{
    static const uint32_t closing[] = {
        '!',    ')',    ',',    '.',    ':',    ';',    '?',    ']',    '}',    0x2019,
        0x201D, 0x3001, 0x3002, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0x30FB,
        0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D,
    };

    for (size_t i = 0; i < sizeof closing / sizeof closing[0]; i++) {
        if (closing[i] == code)
            return true;
    }
    return false;
}

static bool is_opening(uint32_t code)
{
    return code == '(' || code == '[' || code == '{' || code == 0x2018 || code == 0x201C ||
           code == 0x3008 || code == 0x300A || code == 0x300C || code == 0x300E || code == 0x3010 ||
           code == 0x3014 || code == 0xFF08 || code == 0xFF3B || code == 0xFF5B;
}

static bool may_break_between(uint32_t left, uint32_t right)
{
    if (is_opening(left) || is_closing(right) || text_char_width(right, 1) == 0)
        return false;
    return text_char_width(left, 1) == 2 || text_char_width(right, 1) == 2;
}

static const char *skip_spaces(const char *at)
{
    while (*at == ' ')
        at++;
    return at;
}

size_t text_wrap(const char *s, int cells, int ambiguous, const char **next)
{
    const char *at = s;
    const char *line_end = NULL; /* of the best break so far */
    const char *go_on = NULL;
    uint32_t left = 0;
    uint32_t code;
    int used = 0;

    for (;;) {
        const char *before = at;

        if (!text_next(&at, &code) || code == '\n') {
            *next = at;
            return (size_t)(before - s);
        }
        if (code == ' ' && left != ' ' && left != 0) {
            line_end = before;
            go_on = skip_spaces(before);
        } else if (left != 0 && may_break_between(left, code)) {
            line_end = go_on = before;
        }
        used += text_char_width(code, ambiguous);
        if (used > cells && code != ' ') {
            if (!line_end) /* one long word: cut it, but move on by a character at least */
                line_end = go_on = before > s ? before : at;
            *next = *go_on == '\n' ? go_on + 1 : go_on;
            return (size_t)(line_end - s);
        }
        left = code;
    }
}
