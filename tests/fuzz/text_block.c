/* Any 256 bytes as a card's text: every field is valid UTF-8 without a control character, dates are
 * dates, and the ethnicity's bytes change nothing. */
#include "config.h"

#include "core/base/day.h"
#include "core/base/text.h"
#include "drivers/idcard/text_block.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void check_text(const char *text, size_t size)
{
    const char *end = memchr(text, 0, size);
    uint32_t code;

    fuzz_require(end != NULL);
    fuzz_require(text_is_valid(text, (size_t)(end - text)));
    while (text_next(&text, &code))
        fuzz_require(code >= 0x20 && (code < 0x7F || code >= 0xA0));
}

static void check_date(const char *text)
{
    struct day day;

    fuzz_require(text[0] == '\0' || (strlen(text) == 10 && day_parse(text, &day)));
}

#define CHECK(member) check_text(card.member, sizeof card.member)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    uint8_t block[TEXT_BLOCK_SIZE] = {0};
    struct id_card card, again;

    memcpy(block, bytes, n < sizeof block ? n : sizeof block);
    if (text_block_decode(block, &card) != TEXT_BLOCK_OK) {
        fuzz_require(card.kind == ID_CARD_NONE && card.name[0] == '\0' && card.number[0] == '\0');
        return 0;
    }
    fuzz_require(card.kind != ID_CARD_NONE && card.name[0] != '\0' && card.number[0] != '\0');
    CHECK(name);
    CHECK(other_name);
    CHECK(number);
    CHECK(address);
    CHECK(issuer);
    CHECK(nationality);
    CHECK(travel_document);
    CHECK(issue_count);
    CHECK(card_version);
    CHECK(authority);
    CHECK(renewals);
    CHECK(old_number_link);
    CHECK(old_number);
    check_date(card.birth);
    check_date(card.valid_from);
    check_date(card.valid_until);
    fuzz_require(!card.long_term || card.valid_until[0] == '\0');
    if (card.kind == ID_CARD_RESIDENT) {
        memset(block + 32, 0x39, 4);
        fuzz_require(text_block_decode(block, &again) == TEXT_BLOCK_OK);
        fuzz_require(memcmp(&card, &again, sizeof card) == 0);
    }
    return 0;
}
