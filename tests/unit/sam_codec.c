#include "config.h"

#include "drivers/idcard/sam_codec.h"
#include "tests/sim/cards.h"
#include "tests/unit/unit.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* ---- requests ---- */

static void requests_as_published(void **state)
{
    static const struct {
        enum sam_command command;
        uint8_t argument;
        size_t len;
        const uint8_t bytes[SAM_REQUEST_MAX];
    } published[] = {
        {SAM_RESET, 0, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x10, 0xFF, 0xEC}},
        {SAM_STATUS, 0, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x11, 0xFF, 0xED}},
        {SAM_ID, 0, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x12, 0xFF, 0xEE}},
        {SAM_FIND, 0, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x20, 0x01, 0x22}},
        {SAM_SELECT, 0, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x20, 0x02, 0x21}},
        {SAM_READ, 0, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x30, 0x01, 0x32}},
        {SAM_READ_FINGERS, 0, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x30, 0x10, 0x23}},
        {SAM_READ_ADDRESS, 0, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x30, 0x03, 0x30}},
        {SAM_UART_RATE, 0, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x60, 0x00, 0x63}},
        {SAM_UART_RATE, 1, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x60, 0x01, 0x62}},
        {SAM_UART_RATE, 4, 10, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x60, 0x04, 0x67}},
        {SAM_FRAME_BYTES, 0x50, 11, {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4, 0x61, 0xFF, 0x50, 0xCA}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        uint8_t out[SAM_REQUEST_MAX];
        assert_int_equal(sam_request(published[i].command, published[i].argument, out),
                         published[i].len);
        assert_memory_equal(out, published[i].bytes, published[i].len);
        assert_int_equal(sam_command_cmd(published[i].command), published[i].bytes[7]);
    }
}

/* ---- replies ---- */

/* Feeds all bytes in pieces of `piece`; returns the last result that was not MORE. */
static enum sam_parse feed(struct sam_parser *p, const uint8_t *bytes, size_t len, size_t piece,
                           struct sam_reply *reply)
{
    enum sam_parse last = SAM_PARSE_MORE;

    for (size_t at = 0; at < len;) {
        size_t n = len - at < piece ? len - at : piece, used;
        struct sam_reply r;
        enum sam_parse got = sam_parser_feed(p, bytes + at, n, &used, &r);
        assert_true(used > 0 && used <= n);
        at += used;
        if (got != SAM_PARSE_MORE) {
            last = got;
            *reply = r;
            if (got == SAM_PARSE_FRAME)
                assert_int_equal(at, len); /* only whole frames are fed here */
        }
    }
    return last;
}

static void replies_as_published(void **state)
{
    static const struct {
        enum sam_command command;
        const char *hex;
        uint8_t sw3;
        size_t data;
    } published[] = {
        {SAM_STATUS,
         "AAAAAA96690004000090"
         "94",
         0x90, 0},
        {SAM_ID,
         "AAAAAA96690014000090"
         "0500010009B8320105BE1200ADC5B111"
         "63",
         0x90, 16},
        {SAM_FIND,
         "AAAAAA96690004000080"
         "84",
         0x80, 0},
        {SAM_FIND,
         "AAAAAA9669000800009F"
         "00000000"
         "97",
         0x9F, 4},
        {SAM_SELECT,
         "AAAAAA9669000C000090"
         "0000000000000000"
         "9C",
         0x90, 8},
        {SAM_SELECT,
         "AAAAAA96690004000081"
         "85",
         0x81, 0},
        {SAM_READ,
         "AAAAAA96690004000041"
         "45",
         0x41, 0},
        {SAM_READ_ADDRESS,
         "AAAAAA96690004000091"
         "95",
         0x91, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        uint8_t bytes[64];
        size_t len;
        struct sam_parser p = {0};
        struct sam_reply reply;
        assert_int_equal(sodium_hex2bin(bytes, sizeof bytes, published[i].hex,
                                        strlen(published[i].hex), NULL, &len, NULL),
                         0);
        for (size_t piece = 1; piece <= len; piece++) {
            assert_int_equal(feed(&p, bytes, len, piece, &reply), SAM_PARSE_FRAME);
            assert_int_equal(reply.sw[2], published[i].sw3);
            assert_int_equal(reply.len, published[i].data);
            assert_int_equal(sam_reply_fit(published[i].command, &reply), SAM_FIT_YES);
        }
    }
}

/* ---- the worked frames: header + text + picture (+ fingers) + checksum ---- */

static const struct {
    const char *name;
    enum sam_command command;
    int card; /* T1 is 0 */
    size_t fingers, total;
    uint8_t check;
    const char *sha256;
} worked[] = {
    {"F1", SAM_READ, 0, 0, 1295, 0xBD,
     "0fa083f159bbf686e3a6890f6359860ee96af4177679e4309e2853faaa881ead"},
    {"F2", SAM_READ, 1, 0, 1295, 0x80,
     "da3cef3ecc68ba43e9b5951ce155708197c09db27e2d660bf4a0794679407120"},
    {"F3", SAM_READ_FINGERS, 1, 1024, 2321, 0x87,
     "574c32ef4295a77f473e7ce8284984162a6256260616fc62d269a2ea5f2c8d14"},
    {"F4", SAM_READ_FINGERS, 1, 512, 1809, 0x9A,
     "15ca2a7fe1aef941d3105ad97a5730e2a7f5da7eeab2f0c227d4dd2cb96a9baf"},
    {"F5", SAM_READ_FINGERS, 4, 0, 1297, 0x14,
     "f5078309cb2f1c61295e70cd157be19db7c6a5d10ddb312a830296a5f12fabb7"},
    {"F6", SAM_READ, 2, 0, 1295, 0xB0,
     "7596424bffccd152869302aed34c50f2f89bd51512439ed9f2eac033a7ea77c3"},
    {"F7", SAM_READ, 3, 0, 1295, 0x7C,
     "4f0f122a5946b57387dbe843912ff124872eb99ac5db5628e3d72f5ac77113b0"},
    {"F8", SAM_READ, 4, 0, 1295, 0x16,
     "40703960085d6e5a53482bed90c44e58dce6f92d14b9f474f5580bb97d5b20e4"},
};

static size_t build(const struct sim_card *card, enum sam_command command, size_t fingers,
                    uint8_t out[SAM_REPLY_MAX])
{
    size_t n = 5, head = command == SAM_READ_FINGERS ? 6 : 4;
    size_t len = 4 + head + SIM_TEXT + SIM_PHOTO + fingers;
    uint8_t check = 0;

    memcpy(out, "\xAA\xAA\xAA\x96\x69", 5);
    out[n++] = (uint8_t)(len >> 8);
    out[n++] = (uint8_t)len;
    memcpy(out + n, "\0\0\x90\1\0\4\0", 7);
    n += 7;
    if (head == 6) {
        out[n++] = (uint8_t)(fingers >> 8);
        out[n++] = (uint8_t)fingers;
    }
    memcpy(out + n, card->text, SIM_TEXT);
    n += SIM_TEXT;
    sim_photo(out + n);
    n += SIM_PHOTO;
    memcpy(out + n, card->fingers, fingers);
    n += fingers;
    for (size_t i = 5; i < n; i++)
        check ^= out[i];
    out[n++] = check;
    return n;
}

static void worked_frames(void **state)
{
    struct sim_rack rack;

    (void)state;
    assert_true(sim_rack_init(&rack));
    for (size_t i = 0; i < sizeof worked / sizeof worked[0]; i++) {
        uint8_t frame[SAM_REPLY_MAX], hash[crypto_hash_sha256_BYTES];
        char hex[2 * sizeof hash + 1];
        struct sam_parser p = {0};
        struct sam_reply reply;
        struct sam_blocks blocks;
        const struct sim_card *card = &rack.cards[worked[i].card];
        size_t len = build(card, worked[i].command, worked[i].fingers, frame);

        assert_int_equal(len, worked[i].total);
        assert_int_equal(frame[len - 1], worked[i].check);
        crypto_hash_sha256(hash, frame, len);
        assert_string_equal(sodium_bin2hex(hex, sizeof hex, hash, sizeof hash), worked[i].sha256);

        for (size_t piece = 1; piece <= len; piece += piece < 70 ? 1 : 61) {
            assert_int_equal(feed(&p, frame, len, piece, &reply), SAM_PARSE_FRAME);
            assert_int_equal(sam_reply_fit(worked[i].command, &reply), SAM_FIT_YES);
            assert_true(sam_reply_blocks(worked[i].command, &reply, &blocks));
            assert_memory_equal(blocks.text, card->text, SIM_TEXT);
            assert_int_equal(blocks.photo_len, SIM_PHOTO);
            assert_int_equal(blocks.fingers_len, worked[i].fingers);
        }
    }
    sim_rack_clear(&rack);
}

/* F9 and F10: the later address. */
static void worked_address_frames(void **state)
{
    uint8_t frame[81] = {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x4A, 0x00, 0x00, 0x90};
    uint8_t hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    struct sam_parser p = {0};
    struct sam_reply reply;

    (void)state;
    assert_true(sim_encode(frame + 10, SIM_ADDRESS / 2, "北京市朝阳区样本路9号"));
    for (size_t i = 5; i < 80; i++)
        frame[80] ^= frame[i];
    assert_int_equal(frame[80], 0x7D);
    crypto_hash_sha256(hash, frame, sizeof frame);
    assert_string_equal(sodium_bin2hex(hex, sizeof hex, hash, sizeof hash),
                        "6be58a7d3d33ef33d9e2763dc77b182c5f28a54e5a2751e3f9f0022308a840c5");
    assert_int_equal(feed(&p, frame, sizeof frame, 64, &reply), SAM_PARSE_FRAME);
    assert_int_equal(sam_reply_fit(SAM_READ_ADDRESS, &reply), SAM_FIT_YES);
    assert_int_equal(reply.len, SAM_ADDRESS_SIZE);
}

static void every_wrong_byte_is_refused(void **state)
{
    struct sim_rack rack;
    uint8_t frame[SAM_REPLY_MAX];

    (void)state;
    assert_true(sim_rack_init(&rack));
    size_t len = build(&rack.cards[0], SAM_READ, 0, frame);
    for (size_t at = 0; at < len; at++) {
        struct sam_parser p = {0};
        struct sam_reply reply;
        enum sam_parse got = SAM_PARSE_MORE;
        frame[at] ^= 0x41;
        for (size_t i = 0; i < len && got == SAM_PARSE_MORE;) {
            size_t used;
            got = sam_parser_feed(&p, frame + i, len - i, &used, &reply);
            i += used;
        }
        frame[at] ^= 0x41;
        /* The first AA alone is not needed: two are enough. */
        assert_int_equal(got == SAM_PARSE_FRAME, at == 0);
    }
    sim_rack_clear(&rack);
}

static void junk_before_a_frame_is_skipped(void **state)
{
    static const uint8_t frame[] = {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4, 0, 0, 0x90, 0x94};
    static const struct {
        const char *junk;
        size_t len;
    } before[] = {{"\x55", 1},
                  {"\xAA", 1},
                  {"\xAA\xAA\xAA\xAA", 4},
                  {"\xAA\xAA\x96", 3},
                  {"\xAA\x96\x69", 3},
                  {"\xAA\xAA\x96\xAA", 4},
                  {"\x00\x69\x96\xAA\x00", 5},
                  {"\x96\x69\x00\x04", 4}};

    (void)state;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        uint8_t bytes[32];
        struct sam_parser p = {0};
        struct sam_reply reply;
        memcpy(bytes, before[i].junk, before[i].len);
        memcpy(bytes + before[i].len, frame, sizeof frame);
        assert_int_equal(feed(&p, bytes, before[i].len + sizeof frame, 1, &reply), SAM_PARSE_FRAME);
        assert_int_equal(reply.sw[2], 0x90);
    }
}

static void impossible_lengths_are_refused(void **state)
{
    (void)state;
    for (unsigned len = 0; len < 65536; len++) {
        uint8_t head[7] = {0xAA, 0xAA, 0xAA, 0x96, 0x69, (uint8_t)(len >> 8), (uint8_t)len};
        struct sam_parser p = {0};
        struct sam_reply reply;
        size_t used;
        enum sam_parse got = sam_parser_feed(&p, head, sizeof head, &used, &reply);
        bool possible = len >= 4 && len <= SAM_REPLY_MAX - 7;
        assert_int_equal(got, possible ? SAM_PARSE_MORE : SAM_PARSE_BAD_LENGTH);
    }
}

/* Every reply of one command, offered to every other: a late one is never taken for the answer. */
static void late_replies_do_not_fit(void **state)
{
    static const uint8_t zeros[SAM_REPLY_MAX] = {0};
    static const size_t size[SAM_COMMANDS] = {0, 0, 16, 4, 8, 1284, 1286, 70, 0, 0};
    uint8_t card[SAM_REPLY_MAX] = {1, 0, 4, 0};

    (void)state;
    for (int asked = 0; asked < SAM_COMMANDS; asked++) {
        for (int came = 0; came < SAM_COMMANDS; came++) {
            struct sam_reply reply = {{0, 0, sam_success(came)}, zeros, size[came]};
            bool alike = size[asked] == size[came] && sam_success(asked) == sam_success(came);
            if (came == SAM_READ || came == SAM_READ_FINGERS)
                reply.data = card;
            if (asked == SAM_READ_FINGERS && came == SAM_READ)
                continue; /* refused as broken: see below */
            if (asked == SAM_READ && came == SAM_READ_FINGERS)
                continue;
            assert_int_equal(sam_reply_fit(asked, &reply), alike ? SAM_FIT_YES : SAM_FIT_STALE);
        }
    }
    struct sam_reply one = {{0, 0, 0x90}, card, 1284}, other = {{0, 0, 0x90}, card, 1286};
    assert_int_equal(sam_reply_fit(SAM_READ_FINGERS, &one), SAM_FIT_BROKEN);
    assert_int_equal(sam_reply_fit(SAM_READ, &other), SAM_FIT_BROKEN);
}

static void inner_lengths_must_add_up(void **state)
{
    uint8_t data[2400] = {1, 0, 4, 0};
    struct sam_reply reply = {{0, 0, 0x90}, data, 1284};
    struct sam_blocks blocks;

    (void)state;
    assert_true(sam_reply_blocks(SAM_READ, &reply, &blocks));
    for (size_t len = 0; len < sizeof data; len++) {
        reply.len = len;
        assert_int_equal(sam_reply_blocks(SAM_READ, &reply, &blocks), len == 1284);
    }
    reply.len = 1284;
    data[1] = 1; /* a text of 257 bytes, the picture a byte shorter: adds up, and is refused */
    data[2] = 3, data[3] = 0xFF;
    assert_false(sam_reply_blocks(SAM_READ, &reply, &blocks));
    data[0] = 0xFF, data[1] = 0xFF, data[2] = 0xFF, data[3] = 0xFF;
    assert_false(sam_reply_blocks(SAM_READ, &reply, &blocks));
}

static void every_status_has_words(void **state)
{
    static const uint8_t known[] = {0x90, 0x9F, 0x10, 0x11, 0x21, 0x23, 0x24, 0x31, 0x32,
                                    0x33, 0x40, 0x41, 0x47, 0x60, 0x66, 0x80, 0x81, 0x91};
    size_t rows = 0;

    (void)state;
    while (sam_status_row(rows) != NULL)
        rows++;
    assert_int_equal(rows, sizeof known);
    for (size_t i = 0; i < sizeof known; i++) {
        const struct sam_status *row = sam_status_find(known[i]);
        assert_int_equal(row->sw3, known[i]);
        assert_true(strlen(row->text) > 10);
        bool trouble = row->class == SAM_CLASS_CARD || row->class == SAM_CLASS_MODULE ||
                       row->class == SAM_CLASS_REQUEST;
        assert_int_equal(row->hint[0] != '\0', trouble); /* trouble says what to do */
    }
    for (unsigned sw3 = 0; sw3 < 256; sw3++) {
        const struct sam_status *row = sam_status_find((uint8_t)sw3);
        if (memchr(known, (int)sw3, sizeof known) == NULL) {
            assert_int_equal(row->class, SAM_CLASS_MODULE);
            assert_true(strlen(row->hint) > 10);
        }
    }
}

static void module_number(void **state)
{
    static const uint8_t id[16] = {0x05, 0x00, 0x01, 0x00, 0x09, 0xB8, 0x32, 0x01,
                                   0x05, 0xBE, 0x12, 0x00, 0xAD, 0xC5, 0xB1, 0x11};
    char text[SAM_ID_TEXT];

    (void)state;
    sam_id_text(id, text);
    assert_string_equal(text, "05.01-20101129-0001228293-0296863149");
    memset(text, 0, sizeof text);
    sam_id_text((const uint8_t[16]){0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
                text);
    assert_string_equal(text, "65535.65535-4294967295-4294967295-4294967295");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 19.2: requests are the published bytes", requests_as_published),
        UNIT_TEST("SPEC 19.2: published replies are understood in any cut", replies_as_published),
        UNIT_TEST("SPEC 19.2: worked frames F1 to F8", worked_frames),
        UNIT_TEST("SPEC 19.2: worked frames F9 and F10", worked_address_frames),
        UNIT_TEST("SPEC 19.4: one wrong byte anywhere is refused", every_wrong_byte_is_refused),
        UNIT_TEST("SPEC 19.4: junk before a frame is skipped", junk_before_a_frame_is_skipped),
        UNIT_TEST("SPEC 19.4: impossible lengths are refused", impossible_lengths_are_refused),
        UNIT_TEST("SPEC 19.4: a late reply never answers another command", late_replies_do_not_fit),
        UNIT_TEST("SPEC 19.4: inner lengths must add up", inner_lengths_must_add_up),
        UNIT_TEST("SPEC 19.4: every status code has words for the user", every_status_has_words),
        UNIT_TEST("SPEC 19.2: the module's number is printed as on its label", module_number),
    };

    return UNIT_RUN(tests);
}
