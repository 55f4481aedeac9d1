#include "config.h"

#include "drivers/idcard/text_block.h"

#include "core/base/day.h"
#include "core/base/idno.h"
#include "core/base/text.h"

#include <stddef.h>
#include <string.h>

#define TYPE_LETTER 248

/* One field of the chip's text: `units` UTF-16 units from byte `from`, to the member of
 * struct id_card at `member`, which is `size` bytes. */
struct piece {
    uint8_t from;
    uint8_t units;
    uint16_t member;
    uint16_t size;
};

#define PIECE(from, units, member)                                                                 \
    {                                                                                              \
        from, units, offsetof(struct id_card, member), sizeof(((struct id_card *)0)->member)       \
    }

struct map {
    char letter;
    enum id_card_kind kind;
    enum idno_kind number_kind;
    uint8_t sex; /* byte of the sex code */
    uint8_t birth, valid_from, valid_until;
    uint8_t piece_count;
    struct piece pieces[8];
    /* A Latin name that goes on elsewhere in the block, joined without a gap. */
    uint8_t more_from, more_units;
};

static const struct map maps[] = {
    {.letter = ' ',
     .kind = ID_CARD_RESIDENT,
     .number_kind = IDNO_RESIDENT,
     .sex = 30,
     .birth = 36,
     .valid_from = 188,
     .valid_until = 204,
     .piece_count = 4,
     .pieces = {PIECE(0, 15, name), PIECE(52, 35, address), PIECE(122, 18, number),
                PIECE(158, 15, issuer)}},
    {.letter = 'J',
     .kind = ID_CARD_PERMIT,
     .number_kind = IDNO_PERMIT,
     .sex = 30,
     .birth = 36,
     .valid_from = 188,
     .valid_until = 204,
     .piece_count = 6,
     .pieces = {PIECE(0, 15, name), PIECE(52, 35, address), PIECE(122, 18, number),
                PIECE(158, 15, issuer), PIECE(220, 9, travel_document),
                PIECE(238, 2, issue_count)}},
    {.letter = 'I',
     .kind = ID_CARD_FOREIGNER_2017,
     .number_kind = IDNO_FOREIGNER_2017,
     .sex = 120,
     .birth = 220,
     .valid_from = 188,
     .valid_until = 204,
     .piece_count = 6,
     .pieces = {PIECE(0, 60, name), PIECE(122, 15, number), PIECE(152, 3, nationality),
                PIECE(158, 15, other_name), PIECE(236, 2, card_version), PIECE(240, 4, authority)}},
    {.letter = 'Y',
     .kind = ID_CARD_FOREIGNER_2023,
     .number_kind = IDNO_FOREIGNER_2023,
     .sex = 30,
     .birth = 36,
     .valid_from = 188,
     .valid_until = 204,
     .piece_count = 6,
     .pieces = {PIECE(0, 15, name), PIECE(32, 2, renewals), PIECE(52, 35, other_name),
                PIECE(122, 18, number), PIECE(242, 3, nationality), PIECE(250, 3, old_number_link)},
     .more_from = 220,
     .more_units = 11},
};

static unsigned unit_at(const uint8_t *block, size_t byte)
{
    return (unsigned)block[byte] | (unsigned)block[byte + 1] << 8;
}

/* Trailing blanks only: a name may hold spaces, and a full field has no terminator. */
static size_t used_units(const uint8_t *block, size_t from, size_t units)
{
    while (units > 0) {
        unsigned u = unit_at(block, from + 2 * (units - 1));
        if (u != 0x0020 && u != 0x0000 && u != 0x3000)
            break;
        units--;
    }
    return units;
}

/* Characters that must reach no terminal, list or label: controls, direction marks, the byte-order
 * mark and what Unicode says is no character. */
static bool is_odd(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xFEFF ||
           (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || (code >= 0xFDD0 && code <= 0xFDEF) ||
           (code & 0xFFFE) == 0xFFFE;
}

static bool is_private(uint32_t code)
{
    return (code >= 0xE000 && code <= 0xF8FF) || code >= 0xF0000;
}

/* Takes one character of `units` units at `from`; returns how many units it was. */
static size_t take_character(const uint8_t *block, size_t from, size_t units, uint32_t *code)
{
    unsigned first = unit_at(block, from);

    *code = first;
    if (first < 0xD800 || first > 0xDFFF)
        return 1;
    if (first < 0xDC00 && units > 1) {
        unsigned second = unit_at(block, from + 2);
        if (second >= 0xDC00 && second <= 0xDFFF) {
            *code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return 2;
        }
    }
    *code = TEXT_REPLACEMENT;
    return 1;
}

/* Appends a field to `to`, which holds text already or is "". */
static void decode_text(const uint8_t *block, size_t from, size_t units, char *to, size_t size,
                        unsigned *flags)
{
    size_t n = strlen(to);

    units = used_units(block, from, units);
    while (units > 0) {
        uint32_t code;
        char utf8[4];
        size_t taken = take_character(block, from, units, &code);
        if (is_odd(code))
            code = TEXT_REPLACEMENT;
        if (code == TEXT_REPLACEMENT)
            *flags |= ID_CARD_ODD_CHARACTER;
        if (is_private(code))
            *flags |= ID_CARD_PRIVATE_USE;
        size_t bytes = text_put(utf8, code);
        if (n + bytes >= size)
            break;
        memcpy(to + n, utf8, bytes);
        n += bytes;
        from += 2 * taken;
        units -= taken;
    }
    to[n] = '\0';
}

/* Eight digits YYYYMMDD as an ISO text; blank is "" and no flag. */
static void decode_date(const uint8_t *block, size_t from, char to[11], unsigned *flags)
{
    char digits[ID_CARD_TEXT(8)] = "";
    unsigned ignored = 0;
    struct day day;

    to[0] = '\0';
    decode_text(block, from, 8, digits, sizeof digits, &ignored);
    if (digits[0] == '\0')
        return;
    if (strlen(digits) == 8 && strspn(digits, "0123456789") == 8 && day_parse(digits, &day))
        day_format(day, to);
    else
        *flags |= ID_CARD_ODD_DATE;
}

static const char long_term[] = "长期";

static bool is_long_term(const uint8_t *block, size_t from)
{
    char text[ID_CARD_TEXT(8)] = "";
    unsigned ignored = 0;

    decode_text(block, from, 8, text, sizeof text, &ignored);
    return strcmp(text, long_term) == 0;
}

static enum id_card_sex decode_sex(unsigned unit)
{
    switch (unit) {
    case '1':
        return ID_CARD_SEX_MALE;
    case '2':
        return ID_CARD_SEX_FEMALE;
    case '9':
        return ID_CARD_SEX_NOT_STATED;
    default:
        return ID_CARD_SEX_UNKNOWN;
    }
}

/* The number tells birth and sex a second time: a difference is for the clerk to look at. */
static void check_number(struct id_card *card, enum idno_kind kind)
{
    struct idno number;
    struct day birth;
    bool male = card->sex == ID_CARD_SEX_MALE, female = card->sex == ID_CARD_SEX_FEMALE;

    /* What the card says must be what is meant: a number that only folds into a good one is odd. */
    if (!idno_parse_kind(card->number, kind, DAY_NONE, &number) ||
        strcmp(number.number, card->number) != 0)
        card->flags |= ID_CARD_NUMBER_CHECK;
    if (day_is_set(number.birth) && day_parse(card->birth, &birth)) {
        bool same_day = number.birth.month == birth.month && number.birth.day == birth.day;
        int years = number.birth.year - birth.year;
        if (number.birth_year_guessed)
            years %= 100;
        if (!same_day || years != 0)
            card->flags |= ID_CARD_BIRTH_DIFFERS;
    }
    if ((number.sex == IDNO_MALE && female) || (number.sex == IDNO_FEMALE && male))
        card->flags |= ID_CARD_SEX_DIFFERS;
}

static const struct map *find_map(const uint8_t *block)
{
    unsigned letter = unit_at(block, TYPE_LETTER);

    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        if ((unsigned)maps[i].letter == letter)
            return &maps[i];
    }
    return NULL;
}

static bool name_is_full(const uint8_t *block, const struct map *map)
{
    const struct piece *name = &map->pieces[0];

    if (used_units(block, name->from, name->units) == name->units)
        return true;
    return map->more_units > 0 &&
           used_units(block, map->more_from, map->more_units) == map->more_units;
}

static void decode_pieces(const uint8_t *block, const struct map *map, struct id_card *card)
{
    for (size_t i = 0; i < map->piece_count; i++) {
        const struct piece *p = &map->pieces[i];
        char *to = (char *)card + p->member;
        bool goes_on = map->more_units > 0 && to == card->other_name &&
                       used_units(block, map->more_from, map->more_units) > 0;
        decode_text(block, p->from, p->units, to, p->size, &card->flags);
        if (goes_on) {
            /* The first part is full, spaces at its end included: they part the words. */
            size_t used = used_units(block, p->from, p->units), n = strlen(to);
            for (; used < p->units && n + 1 < p->size; used++)
                to[n++] = ' ';
            to[n] = '\0';
            decode_text(block, map->more_from, map->more_units, to, p->size, &card->flags);
        }
    }
}

enum text_block text_block_decode(const uint8_t block[TEXT_BLOCK_SIZE], struct id_card *card)
{
    const struct map *map = find_map(block);

    memset(card, 0, sizeof *card);
    if (map == NULL)
        return TEXT_BLOCK_KIND;
    decode_pieces(block, map, card);
    if (card->name[0] == '\0' && card->other_name[0] != '\0') {
        memcpy(card->name, card->other_name, sizeof card->name);
        memset(card->other_name, 0, sizeof card->other_name);
    }
    if (card->name[0] == '\0' || card->number[0] == '\0') {
        id_card_clear(card);
        return TEXT_BLOCK_BLANK;
    }
    card->kind = map->kind;
    card->sex = decode_sex(unit_at(block, map->sex));
    decode_date(block, map->birth, card->birth, &card->flags);
    decode_date(block, map->valid_from, card->valid_from, &card->flags);
    card->long_term = is_long_term(block, map->valid_until);
    if (!card->long_term)
        decode_date(block, map->valid_until, card->valid_until, &card->flags);
    if (name_is_full(block, map))
        card->flags |= ID_CARD_NAME_FULL;
    check_number(card, map->number_kind);
    if (card->old_number_link[0] != '\0' &&
        !idno_earlier_foreigner(card->nationality, card->number, card->old_number_link,
                                card->old_number))
        card->old_number[0] = '\0';
    return TEXT_BLOCK_OK;
}
