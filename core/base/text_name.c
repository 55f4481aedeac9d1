#include "config.h"

#include "core/base/text.h"
#include "core/base/text_out.h"
#include "core/base/text_table.h"

/* Far beyond the 50 characters that the rules for names ask for. */
#define NAME_MAX_CHARS 200

struct name {
    uint32_t code[NAME_MAX_CHARS];
    size_t count;
};

/* Full stops, which are also what they are: a dot only between two characters beyond ASCII. */
static bool is_weak_dot(uint32_t code)
{
    return code == '.' || code == 0x2024 || code == 0x3002 || code == 0xFE52 || code == 0xFF0E ||
           code == 0xFF61;
}

bool text_is_dot(uint32_t code)
{
    switch (code) {
    case TEXT_DOT:
    case 0x0387: /* Greek ano teleia */
    case 0x16EB: /* runic single dot */
    case 0x2022: /* bullet */
    case 0x2027: /* hyphenation point */
    case 0x2219: /* bullet operator */
    case 0x22C5: /* dot operator */
    case 0x25CF: /* black circle */
    case 0x2E31: /* word separator middle dot */
    case 0x2E33: /* raised dot */
    case TEXT_DOT_SHOWN:
    case 0xFF65: /* half-width katakana middle dot */
        return true;
    default:
        return is_weak_dot(code);
    }
}

static bool is_private(uint32_t code)
{
    return (code >= 0xE000 && code <= 0xF8FF) || (code >= 0xF0000 && code <= 0x10FFFD);
}

/* One width: as Unicode's compatibility forms do it. */
static uint32_t narrow(uint32_t code)
{
    if (code == 0x2024 || code == 0xFE52)
        return '.';
    if (code == 0xFF61)
        return 0x3002;
    return code >= 0xFF01 && code <= 0xFF5E ? code - 0xFF01 + '!' : code;
}

/* Controls, marks of direction, characters without width: nobody's name has them. */
static bool is_invisible(uint32_t code)
{
    return code != TEXT_REPLACEMENT && text_shown(code) == '?' && code != '?';
}

/* Reads `s` with private-use characters replaced and white space as single spaces inside. */
static bool read_name(struct name *name, const char *s)
{
    uint32_t code;
    bool space = false;

    name->count = 0;
    while (text_next(&s, &code)) {
        if (text_is_space(code)) {
            space = name->count > 0;
            continue;
        }
        if (is_invisible(code))
            continue;
        if (name->count + 2 > NAME_MAX_CHARS)
            return false;
        if (space)
            name->code[name->count++] = ' ';
        space = false;
        if (code >= TEXT_TABLE_PRIVATE_FIRST &&
            code < TEXT_TABLE_PRIVATE_FIRST + TEXT_TABLE_PRIVATE_COUNT)
            code = text_table_private[code - TEXT_TABLE_PRIVATE_FIRST];
        name->code[name->count++] = code;
    }
    return true;
}

/* The nearest character that is no space and no dot, before (step -1) or after (+1) place `at`; 0
 * if there is none. */
static uint32_t neighbour(const struct name *name, size_t at, int step)
{
    size_t i = at;

    do {
        if (step < 0 ? i == 0 : i + 1 >= name->count)
            return 0;
        i = step < 0 ? i - 1 : i + 1;
    } while (name->code[i] == ' ' || text_is_dot(name->code[i]));
    return name->code[i];
}

static uint32_t stored(const struct name *name, size_t at)
{
    uint32_t code = name->code[at];
    uint32_t left, right;

    if (!text_is_dot(code))
        return narrow(code);
    if (!is_weak_dot(code))
        return TEXT_DOT;
    left = narrow(neighbour(name, at, -1));
    right = narrow(neighbour(name, at, 1));
    return left < 0x80 || right < 0x80 ? narrow(code) : TEXT_DOT;
}

/* Reads a name and gives it the form it is stored in. */
static bool store(struct name *name, const char *typed)
{
    struct name raw;
    size_t n = 0;

    if (!read_name(&raw, typed))
        return false;
    for (size_t i = 0; i < raw.count; i++) {
        uint32_t code = stored(&raw, i);

        if (code == TEXT_DOT && n > 0 && name->code[n - 1] == ' ')
            n--;
        if (code == ' ' && n > 0 && name->code[n - 1] == TEXT_DOT)
            continue;
        name->code[n++] = code;
    }
    name->count = n;
    return true;
}

static bool write_name(char *to, size_t size, const struct name *name)
{
    struct text_out out = text_out_start(to, size);

    for (size_t i = 0; i < name->count; i++) {
        if (!text_out_char(&out, name->code[i]))
            return false;
    }
    return !out.full;
}

bool text_name_store(char *to, size_t size, const char *typed)
{
    struct name name;

    if (!store(&name, typed)) {
        text_copy(to, size, typed);
        return false;
    }
    return write_name(to, size, &name);
}

static uint32_t small(uint32_t code)
{
    if ((code >= 'A' && code <= 'Z') || (code >= 0xC0 && code <= 0xDE && code != 0xD7))
        return code + 0x20;
    return code;
}

/* What one writer puts between the parts of a name and another leaves out. */
static bool is_between_parts(uint32_t code)
{
    return code == ' ' || code == '.' || code == TEXT_DOT || code == 0x3002 || code == '-' ||
           code == '\'';
}

bool text_name_fold(char *to, size_t size, const char *name)
{
    struct name from;
    struct name folded = {.count = 0};

    if (!store(&from, name)) {
        text_copy(to, size, name);
        return false;
    }
    for (size_t i = 0; i < from.count; i++) {
        if (!is_between_parts(from.code[i]))
            folded.code[folded.count++] = small(from.code[i]);
    }
    return write_name(to, size, &folded);
}

bool text_name_display(char *to, size_t size, const char *name, int ambiguous)
{
    struct text_out out = text_out_start(to, size);
    uint32_t code;

    while (text_next(&name, &code)) {
        if (code == TEXT_DOT && ambiguous != 2)
            code = TEXT_DOT_SHOWN;
        if (!text_out_char(&out, code))
            return false;
    }
    return !out.full;
}

bool text_has_private(const char *name)
{
    uint32_t code;

    while (text_next(&name, &code)) {
        if (is_private(code) && !(code >= TEXT_TABLE_PRIVATE_FIRST &&
                                  code < TEXT_TABLE_PRIVATE_FIRST + TEXT_TABLE_PRIVATE_COUNT))
            return true;
    }
    return false;
}
