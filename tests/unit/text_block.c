#include "config.h"

#include "drivers/idcard/text_block.h"
#include "tests/sim/cards.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static struct sim_rack rack;

static void put(uint8_t *block, size_t at, unsigned unit)
{
    block[at] = (uint8_t)unit;
    block[at + 1] = (uint8_t)(unit >> 8);
}

static void copy_of(int card, uint8_t block[TEXT_BLOCK_SIZE])
{
    memcpy(block, rack.cards[card].text, TEXT_BLOCK_SIZE);
}

static void resident(void **state)
{
    struct id_card c;

    (void)state;
    assert_int_equal(text_block_decode(rack.cards[0].text, &c), TEXT_BLOCK_OK);
    assert_int_equal(c.kind, ID_CARD_RESIDENT);
    assert_string_equal(c.name, "李样本");
    assert_int_equal(c.sex, ID_CARD_SEX_FEMALE);
    assert_string_equal(c.birth, "1949-12-31");
    assert_string_equal(c.address, "北京市朝阳区样本路1号院2号楼303室");
    assert_string_equal(c.number, "11010519491231002X");
    assert_string_equal(c.issuer, "北京市公安局朝阳分局");
    assert_string_equal(c.valid_from, "2010-01-01");
    assert_true(c.long_term);
    assert_string_equal(c.valid_until, "");
    assert_string_equal(c.other_name, "");
    assert_string_equal(c.nationality, "");
    assert_int_equal(c.flags, 0);
}

static void resident_full_name(void **state)
{
    struct id_card c;

    (void)state;
    assert_int_equal(text_block_decode(rack.cards[1].text, &c), TEXT_BLOCK_OK);
    assert_string_equal(c.name, "阿卜杜热合曼·努尔麦麦提托合提");
    assert_int_equal(c.sex, ID_CARD_SEX_MALE);
    assert_string_equal(c.birth, "1880-01-01");
    assert_string_equal(c.address, "新疆莎车县样本乡1村1组001号");
    assert_string_equal(c.number, "653125188001010010");
    assert_string_equal(c.issuer, "莎车县公安局");
    assert_string_equal(c.valid_from, "2020-06-01");
    assert_false(c.long_term);
    assert_string_equal(c.valid_until, "2040-06-01");
    assert_int_equal(c.flags, ID_CARD_NAME_FULL);
}

static void permit(void **state)
{
    struct id_card c;

    (void)state;
    assert_int_equal(text_block_decode(rack.cards[2].text, &c), TEXT_BLOCK_OK);
    assert_int_equal(c.kind, ID_CARD_PERMIT);
    assert_string_equal(c.name, "样本甲");
    assert_int_equal(c.sex, ID_CARD_SEX_FEMALE);
    assert_string_equal(c.birth, "1994-08-23");
    assert_string_equal(c.address, "广东省深圳市福田区样本路8号");
    assert_string_equal(c.number, "810000199408230021");
    assert_string_equal(c.issuer, "深圳市公安局福田分局");
    assert_string_equal(c.valid_from, "2018-09-01");
    assert_string_equal(c.valid_until, "2023-09-01");
    assert_string_equal(c.travel_document, "H12345678");
    assert_string_equal(c.issue_count, "01");
    assert_int_equal(c.flags, 0);
}

static void foreigner_2017(void **state)
{
    struct id_card c;

    (void)state;
    assert_int_equal(text_block_decode(rack.cards[3].text, &c), TEXT_BLOCK_OK);
    assert_int_equal(c.kind, ID_CARD_FOREIGNER_2017);
    assert_string_equal(c.name, "ZHENGJIAN YANGBEN");
    assert_string_equal(c.other_name, "证件样本");
    assert_int_equal(c.sex, ID_CARD_SEX_FEMALE);
    assert_string_equal(c.birth, "1981-08-03");
    assert_string_equal(c.number, "CAN110081080310");
    assert_string_equal(c.nationality, "CAN");
    assert_string_equal(c.valid_from, "2015-10-25");
    assert_string_equal(c.valid_until, "2025-10-24");
    assert_string_equal(c.card_version, "01");
    assert_string_equal(c.authority, "1500");
    assert_string_equal(c.address, "");
    assert_int_equal(c.flags, 0);
}

static void foreigner_2023(void **state)
{
    struct id_card c;

    (void)state;
    assert_int_equal(text_block_decode(rack.cards[4].text, &c), TEXT_BLOCK_OK);
    assert_int_equal(c.kind, ID_CARD_FOREIGNER_2023);
    assert_string_equal(c.name, "证件样本");
    assert_string_equal(c.other_name, "ZHENGJIAN YANGBEN");
    assert_int_equal(c.sex, ID_CARD_SEX_FEMALE);
    assert_string_equal(c.birth, "1981-08-03");
    assert_string_equal(c.number, "911124198108030024");
    assert_string_equal(c.nationality, "CAN");
    assert_string_equal(c.valid_from, "2023-09-15");
    assert_string_equal(c.valid_until, "2033-09-14");
    assert_string_equal(c.renewals, "01");
    assert_string_equal(c.old_number_link, "001");
    assert_string_equal(c.old_number, "CAN110081080310");
    assert_string_equal(c.address, "");
    assert_string_equal(c.issuer, "");
    assert_int_equal(c.flags, 0);
}

/* Whatever stands in the ethnicity's place, the card decoded is the same to the last byte. */
static void ethnicity_is_never_decoded(void **state)
{
    struct id_card before, after;
    uint8_t block[TEXT_BLOCK_SIZE];

    (void)state;
    copy_of(0, block);
    assert_int_equal(text_block_decode(block, &before), TEXT_BLOCK_OK);
    for (unsigned code = 0; code < 100; code++) {
        put(block, 32, '0' + code / 10);
        put(block, 34, '0' + code % 10);
        assert_int_equal(text_block_decode(block, &after), TEXT_BLOCK_OK);
        assert_memory_equal(&before, &after, sizeof before);
    }
    put(block, 32, 0xD800);
    put(block, 34, 0x6C49);
    assert_int_equal(text_block_decode(block, &after), TEXT_BLOCK_OK);
    assert_memory_equal(&before, &after, sizeof before);
}

static void other_letters_are_refused(void **state)
{
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    copy_of(0, block);
    for (unsigned unit = 0; unit < 65536; unit++) {
        bool known = unit == ' ' || unit == 'I' || unit == 'J' || unit == 'Y';
        put(block, 248, unit);
        if (!known) {
            assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_KIND);
            assert_int_equal(c.kind, ID_CARD_NONE);
            assert_string_equal(c.name, "");
        }
    }
}

static void blank_cards_are_refused(void **state)
{
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    assert_true(sim_encode(block, TEXT_BLOCK_SIZE / 2, ""));
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_BLANK);
    copy_of(0, block);
    assert_true(sim_encode(block + 122, 18, ""));
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_BLANK);
    assert_string_equal(c.name, "");
    copy_of(0, block);
    assert_true(sim_encode(block, 15, ""));
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_BLANK);
}

static void names_are_trimmed_at_the_end_only(void **state)
{
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    copy_of(0, block);
    assert_true(sim_encode(block, 15, " 样 本 甲"));
    put(block, 26, 0x3000);
    put(block, 28, 0x0000);
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_string_equal(c.name, " 样 本 甲");
    assert_int_equal(c.flags & ID_CARD_NAME_FULL, 0);
}

static void long_latin_names_join_without_a_gap(void **state)
{
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    copy_of(4, block);
    assert_true(sim_encode(block + 52, 35, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFGH"));
    assert_true(sim_encode(block + 220, 11, "IJKLM NOPQR"));
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_string_equal(c.other_name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFGHIJKLM NOPQR");
    assert_int_equal(c.flags, ID_CARD_NAME_FULL);
    /* A blank at the seam parts two words. */
    assert_true(sim_encode(block + 52, 35, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFG"));
    assert_true(sim_encode(block + 220, 11, "SMITH"));
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_string_equal(c.other_name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFG SMITH");
}

static void foreigner_without_a_chinese_name(void **state)
{
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    copy_of(4, block);
    assert_true(sim_encode(block, 15, ""));
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_string_equal(c.name, "ZHENGJIAN YANGBEN");
    assert_string_equal(c.other_name, "");
}

static void odd_characters_are_kept_or_replaced(void **state)
{
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    copy_of(0, block);
    put(block, 0, 0xD842); /* a pair: U+20BB7 */
    put(block, 2, 0xDFB7);
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_string_equal(c.name, "𠮷本");
    assert_int_equal(c.flags, 0);
    put(block, 2, 0x6837); /* half of one */
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_string_equal(c.name, "\xEF\xBF\xBD样本");
    assert_int_equal(c.flags, ID_CARD_ODD_CHARACTER);
    put(block, 0, 0xDFB7);
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_int_equal(c.flags, ID_CARD_ODD_CHARACTER);
    put(block, 0, 0xE863);
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_int_equal(c.flags, ID_CARD_PRIVATE_USE);
}

/* What could steer a terminal or hide a letter never leaves the decoder. */
static void controls_never_get_through(void **state)
{
    static const unsigned bad[] = {0x01,   0x0A,   0x1B,   0x7F,   0x9B,   0x200B, 0x202E,
                                   0x2066, 0xFEFF, 0xFFFE, 0xFFFF, 0xFDD0, 0x2028};
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        copy_of(0, block);
        put(block, 2, bad[i]);
        assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
        assert_string_equal(c.name, "李\xEF\xBF\xBD本");
        assert_int_equal(c.flags, ID_CARD_ODD_CHARACTER);
    }
}

static void sex_codes(void **state)
{
    static const struct {
        unsigned unit;
        enum id_card_sex sex;
    } codes[] = {{'1', ID_CARD_SEX_MALE},       {'2', ID_CARD_SEX_FEMALE},
                 {'9', ID_CARD_SEX_NOT_STATED}, {'0', ID_CARD_SEX_UNKNOWN},
                 {'3', ID_CARD_SEX_UNKNOWN},    {' ', ID_CARD_SEX_UNKNOWN},
                 {0x7537, ID_CARD_SEX_UNKNOWN}};
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        copy_of(0, block);
        put(block, 30, codes[i].unit);
        assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
        assert_int_equal(c.sex, codes[i].sex);
        assert_int_equal(c.flags, codes[i].unit == '1' ? ID_CARD_SEX_DIFFERS : 0);
    }
}

static void the_number_is_compared(void **state)
{
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    copy_of(0, block);
    put(block, 36 + 14, '0'); /* birth 1949-12-30 */
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_int_equal(c.flags, ID_CARD_BIRTH_DIFFERS);
    copy_of(0, block);
    put(block, 122 + 34, '1'); /* check digit */
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_int_equal(c.flags, ID_CARD_NUMBER_CHECK);
    assert_string_equal(c.number, "110105194912310021");
    copy_of(0, block);
    put(block, 122 + 34, 'x'); /* small letter: not what a card has */
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_int_equal(c.flags, ID_CARD_NUMBER_CHECK);
    copy_of(3, block); /* a century apart is no difference on a 15-character number */
    put(block, 220, '2');
    put(block, 222, '0');
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_string_equal(c.birth, "2081-08-03");
    assert_int_equal(c.flags & ID_CARD_BIRTH_DIFFERS, 0);
}

static void dates(void **state)
{
    static const char *const odd[] = {"20101301", "20100230", "2010010",  "201001 1",
                                      "长期长期", "2010年1",  "00000000", "２０１００１０１"};
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;

    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        copy_of(1, block);
        assert_true(sim_encode(block + 188, 8, odd[i]));
        assert_true(sim_encode(block + 204, 8, odd[i]));
        assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
        assert_string_equal(c.valid_from, "");
        assert_string_equal(c.valid_until, "");
        assert_false(c.long_term);
        assert_int_equal(c.flags & ID_CARD_ODD_DATE, ID_CARD_ODD_DATE);
    }
    copy_of(1, block);
    assert_true(sim_encode(block + 204, 8, ""));
    assert_int_equal(text_block_decode(block, &c), TEXT_BLOCK_OK);
    assert_string_equal(c.valid_until, "");
    assert_int_equal(c.flags & ID_CARD_ODD_DATE, 0);
}

/* Any bytes: decoded or refused, always terminated, never beyond a field. */
static void any_bytes(void **state)
{
    uint8_t block[TEXT_BLOCK_SIZE];
    struct id_card c;
    unsigned seed = 20261123;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        for (size_t i = 0; i < sizeof block; i++) {
            seed = seed * 1103515245u + 12345u;
            block[i] = (uint8_t)(seed >> 16);
        }
        put(block, 248, (unsigned)" IJY"[round % 4]);
        if (text_block_decode(block, &c) != TEXT_BLOCK_OK)
            continue;
        assert_non_null(memchr(c.name, 0, sizeof c.name));
        assert_non_null(memchr(c.other_name, 0, sizeof c.other_name));
        assert_non_null(memchr(c.address, 0, sizeof c.address));
        assert_non_null(memchr(c.number, 0, sizeof c.number));
        assert_non_null(memchr(c.issuer, 0, sizeof c.issuer));
    }
}

static void cards_can_be_wiped(void **state)
{
    static const struct id_card zero;
    struct id_card c;

    (void)state;
    assert_int_equal(text_block_decode(rack.cards[4].text, &c), TEXT_BLOCK_OK);
    id_card_clear(&c);
    assert_memory_equal(&c, &zero, sizeof c);
}

static int setup(void **state)
{
    (void)state;
    return sim_rack_init(&rack) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    sim_rack_clear(&rack);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 19.2: a resident card (T1)", resident),
        UNIT_TEST("SPEC 3.5: a name that fills its field is flagged (T2)", resident_full_name),
        UNIT_TEST("SPEC 3.4: a permit for Hong Kong, Macao and Taiwan (T3)", permit),
        UNIT_TEST("SPEC 3.4: a foreigner's card of 2017 (T4)", foreigner_2017),
        UNIT_TEST("SPEC 3.4: a foreigner's card of 2023 and the number it replaced (T5)",
                  foreigner_2023),
        UNIT_TEST("SPEC 22.4: ethnicity is never decoded", ethnicity_is_never_decoded),
        UNIT_TEST("SPEC 19.4: any other type letter is refused", other_letters_are_refused),
        UNIT_TEST("SPEC 19.4: a card without name or number is refused", blank_cards_are_refused),
        UNIT_TEST("SPEC 3.5: names are never cut at a space", names_are_trimmed_at_the_end_only),
        UNIT_TEST("SPEC 3.5: long Latin names join without a gap",
                  long_latin_names_join_without_a_gap),
        UNIT_TEST("SPEC 3.5: a foreigner without a Chinese name", foreigner_without_a_chinese_name),
        UNIT_TEST("SPEC 3.5: rare characters are kept, halves replaced and flagged",
                  odd_characters_are_kept_or_replaced),
        UNIT_TEST("SPEC 22.5: control and direction characters never get through",
                  controls_never_get_through),
        UNIT_TEST("SPEC 19.2: sex codes, and what is none of them is unknown", sex_codes),
        UNIT_TEST("SPEC 3.4: number against check digit, birth and sex", the_number_is_compared),
        UNIT_TEST("SPEC 19.2: dates that are none are empty and flagged", dates),
        UNIT_TEST("SPEC 19.4: any 256 bytes", any_bytes),
        UNIT_TEST("SPEC 22.4: a decoded card can be wiped", cards_can_be_wiped),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
