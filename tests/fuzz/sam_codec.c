/* The parser of replies: the first byte says how the rest is cut. In one piece or in many, the same
 * frames come out; each that comes out is one that could have been sent. */
#include "config.h"

#include "drivers/idcard/sam_codec.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* A digest of everything the parser said. */
struct said {
    uint64_t hash;
    unsigned frames, bad;
};

static void add(struct said *said, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        said->hash = (said->hash ^ bytes[i]) * 1099511628211u;
}

static void check_frame(struct said *said, const struct sam_reply *reply)
{
    struct sam_blocks blocks;

    fuzz_require(reply->len <= SAM_REPLY_MAX - 11);
    said->frames++;
    add(said, reply->sw, sizeof reply->sw);
    add(said, reply->data, reply->len);
    fuzz_require(sam_status_find(reply->sw[2])->text[0] != '\0');
    for (int c = 0; c < SAM_COMMANDS; c++) {
        enum sam_fit fit = sam_reply_fit(c, reply);
        bool read = c == SAM_READ || c == SAM_READ_FINGERS;
        bool done = reply->sw[2] == sam_success(c);
        if (read && done && fit == SAM_FIT_YES) {
            fuzz_require(sam_reply_blocks(c, reply, &blocks));
            fuzz_require(blocks.text >= reply->data);
            fuzz_require(blocks.fingers + blocks.fingers_len == reply->data + reply->len);
        }
        fuzz_require(fit != SAM_FIT_YES || done || reply->len == 0);
    }
}

static void feed(struct said *said, const uint8_t *bytes, size_t n, size_t piece)
{
    struct sam_parser parser = {0};

    for (size_t at = 0; at < n;) {
        size_t len = n - at < piece ? n - at : piece, used;
        struct sam_reply reply;
        enum sam_parse parse = sam_parser_feed(&parser, bytes + at, len, &used, &reply);
        fuzz_require(used > 0 && used <= len);
        at += used;
        if (parse == SAM_PARSE_FRAME)
            check_frame(said, &reply);
        said->bad += parse == SAM_PARSE_BAD_CHECKSUM || parse == SAM_PARSE_BAD_LENGTH;
        fuzz_require(parse != SAM_PARSE_MORE || used == len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct said whole = {.hash = 1469598103934665603u}, cut = whole;

    if (n < 2)
        return 0;
    feed(&whole, bytes + 1, n - 1, n);
    feed(&cut, bytes + 1, n - 1, (size_t)bytes[0] % 97 + 1);
    fuzz_require(whole.hash == cut.hash && whole.frames == cut.frames && whole.bad == cut.bad);
    return 0;
}
