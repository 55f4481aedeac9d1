#include "config.h"

#include "tests/sim/cards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct {
    const char *name;
    const char *title;
    const char *hex;
} specimens[] = {
    {"T1", "李样本 resident",
     "4E6737682C672000200020002000200020002000200020002000200020003200"
     "30003100310039003400390031003200330031001753AC4E025E1D6733963A53"
     "37682C67EF8D3100F75362963200F7537C69330030003300A45B200020002000"
     "2000200020002000200020002000200020002000200020002000310031003000"
     "3100300035003100390034003900310032003300310030003000320058001753"
     "AC4E025E6C51895B405C1D6733960652405C2000200020002000200032003000"
     "3100300030003100300031007F951F6720002000200020002000200020002000"
     "2000200020002000200020002000200020002000200020002000200020002000"},
    {"T2", "阿卜杜热合曼·努尔麦麦提托合提 resident",
     "3F965C535C67ED700854FC66B700AA52145CA69EA69ED06358620854D0633100"
     "3000350031003800380030003000310030003100B06586758E83668FBF533768"
     "2C67614E310051673100C47E300030003100F753200020002000200020002000"
     "2000200020002000200020002000200020002000200020002000360035003300"
     "3100320035003100380038003000300031003000310030003000310030008E83"
     "668FBF536C51895B405C20002000200020002000200020002000200032003000"
     "3200300030003600300031003200300034003000300036003000310020002000"
     "2000200020002000200020002000200020002000200020002000200020002000"},
    {"T3", "样本甲 permit",
     "37682C6732752000200020002000200020002000200020002000200020003200"
     "20002000310039003900340030003800320033007F5E1C4E0177F16D3357025E"
     "8F7930753A5337682C67EF8D3800F75320002000200020002000200020002000"
     "2000200020002000200020002000200020002000200020002000380031003000"
     "300030003000310039003900340030003800320033003000300032003100F16D"
     "3357025E6C51895B405C8F7930750652405C2000200020002000200032003000"
     "3100380030003900300031003200300032003300300039003000310048003100"
     "3200330034003500360037003800300031002000200020004A00200020002000"},
    {"T4", "ZHENGJIAN YANGBEN foreigner_2017",
     "5A00480045004E0047004A00490041004E002000590041004E00470042004500"
     "4E00200020002000200020002000200020002000200020002000200020002000"
     "2000200020002000200020002000200020002000200020002000200020002000"
     "2000200020002000200020002000200020002000200020003200430041004E00"
     "310031003000300038003100300038003000330031003000430041004E00C18B"
     "F64E37682C672000200020002000200020002000200020002000200032003000"
     "3100350031003000320035003200300032003500310030003200340031003900"
     "3800310030003800300033003000310031003500300030004900200020002000"},
    {"T5", "证件样本 foreigner_2023",
     "C18BF64E37682C67200020002000200020002000200020002000200020003200"
     "30003100310039003800310030003800300033005A00480045004E0047004A00"
     "490041004E002000590041004E004700420045004E0020002000200020002000"
     "2000200020002000200020002000200020002000200020002000390031003100"
     "3100320034003100390038003100300038003000330030003000320034002000"
     "2000200020002000200020002000200020002000200020002000200032003000"
     "3200330030003900310035003200300033003300300039003100340020002000"
     "200020002000200020002000200020002000430041004E005900300030003100"},
};
/* clang-format on */

void sim_photo(uint8_t photo[SIM_PHOTO])
{
    static const uint8_t head[4] = {0x57, 0x4C, 0x66, 0x00};

    memcpy(photo, head, sizeof head);
    for (int i = 4; i < SIM_PHOTO; i++)
        photo[i] = (uint8_t)(7 * i + 3);
}

/* Two prints: a right thumb and a left one, nothing in them. */
static void add_fingers(struct sim_card *card)
{
    static const uint8_t heads[2][7] = {{0x43, 1, 1, 1, 1, 0x0B, 0x50},
                                        {0x43, 1, 1, 1, 1, 0x10, 0x46}};

    memcpy(card->fingers, heads[0], sizeof heads[0]);
    memcpy(card->fingers + 512, heads[1], sizeof heads[1]);
    card->fingers_len = SIM_FINGERS;
}

static int nibble(char c)
{
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

static struct sim_card *new_card(struct sim_rack *rack)
{
    if (rack->count == rack->room) {
        size_t room = rack->room > 0 ? 2 * rack->room : 16;
        struct sim_card *more = realloc(rack->cards, room * sizeof *more);
        if (more == NULL)
            return NULL;
        rack->cards = more;
        rack->room = room;
    }
    struct sim_card *card = &rack->cards[rack->count++];
    memset(card, 0, sizeof *card);
    return card;
}

bool sim_rack_init(struct sim_rack *rack)
{
    memset(rack, 0, sizeof *rack);
    for (size_t i = 0; i < sizeof specimens / sizeof specimens[0]; i++) {
        struct sim_card *card = new_card(rack);
        if (card == NULL)
            return false;
        snprintf(card->name, sizeof card->name, "%s", specimens[i].name);
        snprintf(card->title, sizeof card->title, "%s", specimens[i].title);
        for (size_t b = 0; b < SIM_TEXT; b++)
            card->text[b] = (uint8_t)(nibble(specimens[i].hex[2 * b]) << 4 |
                                      nibble(specimens[i].hex[2 * b + 1]));
    }
    add_fingers(&rack->cards[1]);
    return true;
}

void sim_rack_clear(struct sim_rack *rack)
{
    free(rack->cards);
    memset(rack, 0, sizeof *rack);
}

const struct sim_card *sim_rack_find(const struct sim_rack *rack, const char *name)
{
    for (size_t i = 0; i < rack->count; i++) {
        if (strcmp(rack->cards[i].name, name) == 0)
            return &rack->cards[i];
    }
    return NULL;
}

/* ---- encoding ---- */

/* The character at *at; false at the end or for what is no UTF-8 (then **at is not 0). */
static bool next_code(const char **at, uint32_t *code)
{
    const unsigned char *s = (const unsigned char *)*at;
    int more = s[0] < 0x80 ? 0 : s[0] < 0xE0 ? 1 : s[0] < 0xF0 ? 2 : 3;

    if (s[0] == 0 || (s[0] >= 0x80 && s[0] < 0xC2) || s[0] > 0xF4)
        return false;
    *code = more == 0 ? s[0] : s[0] & (0x3Fu >> more);
    for (int i = 1; i <= more; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return false;
        *code = *code << 6 | (s[i] & 0x3Fu);
    }
    *at += more + 1;
    return true;
}

static void put_unit(uint8_t *to, size_t unit, uint32_t value)
{
    to[2 * unit] = (uint8_t)value;
    to[2 * unit + 1] = (uint8_t)(value >> 8);
}

bool sim_encode(uint8_t *to, size_t units, const char *text)
{
    size_t n = 0;
    uint32_t code;

    while (next_code(&text, &code)) {
        if (n + (code > 0xFFFF) >= units)
            return false;
        if (code > 0xFFFF) {
            put_unit(to, n++, 0xD800 + ((code - 0x10000) >> 10));
            code = 0xDC00 + ((code - 0x10000) & 0x3FF);
        }
        put_unit(to, n++, code);
    }
    if (*text != '\0')
        return false;
    while (n < units)
        put_unit(to, n++, ' ');
    return true;
}

/* ---- rack files ---- */

enum kind { RESIDENT, PERMIT, FOREIGNER_2017, FOREIGNER_2023, KINDS };

static const char *const kind_words[KINDS] = {"resident", "permit", "foreigner_2017",
                                              "foreigner_2023"};
static const char kind_letters[KINDS] = {' ', 'J', 'I', 'Y'};

/* Where each word of a rack file goes on each kind of card: byte and units; 0 units: not there. */
static const struct {
    const char *word;
    struct {
        uint8_t from, units;
    } place[KINDS];
} fields[] = {
    {"name", {{0, 15}, {0, 15}, {0, 60}, {0, 15}}},
    {"other-name", {{0, 0}, {0, 0}, {158, 15}, {52, 35}}},
    {"sex", {{30, 1}, {30, 1}, {120, 1}, {30, 1}}},
    {"birth", {{36, 8}, {36, 8}, {220, 8}, {36, 8}}},
    {"address", {{52, 35}, {52, 35}, {0, 0}, {0, 0}}},
    {"number", {{122, 18}, {122, 18}, {122, 15}, {122, 18}}},
    {"issuer", {{158, 15}, {158, 15}, {0, 0}, {0, 0}}},
    {"from", {{188, 8}, {188, 8}, {188, 8}, {188, 8}}},
    {"until", {{204, 8}, {204, 8}, {204, 8}, {204, 8}}},
    {"nationality", {{0, 0}, {0, 0}, {152, 3}, {242, 3}}},
    {"travel-document", {{0, 0}, {220, 9}, {0, 0}, {0, 0}}},
    {"issue-count", {{0, 0}, {238, 2}, {0, 0}, {0, 0}}},
    {"version", {{0, 0}, {0, 0}, {236, 2}, {0, 0}}},
    {"authority", {{0, 0}, {0, 0}, {240, 4}, {0, 0}}},
    {"renewals", {{0, 0}, {0, 0}, {0, 0}, {32, 2}}},
    {"link", {{0, 0}, {0, 0}, {0, 0}, {250, 3}}},
};

static bool set_field(struct sim_card *card, enum kind kind, const char *word, const char *value)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcmp(fields[i].word, word) != 0 || fields[i].place[kind].units == 0)
            continue;
        if (strcmp(word, "name") == 0)
            snprintf(card->title, sizeof card->title, "%s %s", value, kind_words[kind]);
        return sim_encode(card->text + fields[i].place[kind].from, fields[i].place[kind].units,
                          value);
    }
    return false;
}

static bool set_kind(struct sim_card *card, const char *value, enum kind *kind)
{
    for (*kind = 0; *kind < KINDS; (*kind)++) {
        if (strcmp(value, kind_words[*kind]) == 0) {
            card->text[248] = (uint8_t)kind_letters[*kind];
            card->text[249] = 0;
            return true;
        }
    }
    return false;
}

/* One line "word value" of the card being described. */
static bool take_line(struct sim_rack *rack, struct sim_card **card, enum kind *kind,
                      const char *word, const char *value)
{
    if (strcmp(word, "card") == 0) {
        if (value[0] == '\0' || sim_rack_find(rack, value) != NULL)
            return false;
        *card = new_card(rack);
        *kind = RESIDENT;
        if (*card == NULL)
            return false;
        snprintf((*card)->name, sizeof(*card)->name, "%s", value);
        return sim_encode((*card)->text, SIM_TEXT / 2, "");
    }
    if (*card == NULL)
        return false;
    if (strcmp(word, "kind") == 0)
        return set_kind(*card, value, kind);
    if (strcmp(word, "later-address") == 0) {
        (*card)->has_address = true;
        return sim_encode((*card)->address, SIM_ADDRESS / 2, value);
    }
    return set_field(*card, *kind, word, value);
}

bool sim_rack_load(struct sim_rack *rack, const char *path, char *message, size_t size)
{
    FILE *file = fopen(path, "r");
    struct sim_card *card = NULL;
    enum kind kind = RESIDENT;
    char line[512];
    int number = 0;
    bool ok = true;

    if (file == NULL) {
        snprintf(message, size, "%s: cannot be read", path);
        return false;
    }
    while (ok && fgets(line, sizeof line, file) != NULL) {
        number++;
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '\0' || line[0] == '#')
            continue;
        char *value = line + strcspn(line, " ");
        if (*value != '\0')
            *value++ = '\0';
        ok = take_line(rack, &card, &kind, line, value);
    }
    fclose(file);
    if (!ok)
        snprintf(message, size, "%s:%d: wrong line", path, number);
    return ok;
}
