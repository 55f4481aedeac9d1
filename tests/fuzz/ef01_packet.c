/* Packets of fingerprint modules from any bytes in any cuts: what is parsed is a packet that would
 * be written so; and images, parameters and a disk's answers of any content. */
#include "config.h"

#include "drivers/finger/ef01/packet.h"
#include "drivers/transport/bulk_only.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

/* A packet of data, written anew, has the same payload. */
static void again(const struct ef01_packet *packet)
{
    uint8_t bytes[EF01_PACKET_MAX];
    struct ef01_parser parser = {.have = 0};
    struct ef01_packet second;
    size_t used, n = ef01_data(packet->kind == EF01_LAST, packet->payload, packet->len, bytes);

    fuzz_require(ef01_parser_feed(&parser, bytes, n, &used, &second) == EF01_PARSE_PACKET);
    fuzz_require(used == n && second.len == packet->len);
    fuzz_require(memcmp(second.payload, packet->payload, packet->len) == 0);
}

static void feed(const uint8_t *bytes, size_t n, size_t piece)
{
    struct ef01_parser parser = {.have = 0};

    for (size_t at = 0; at < n;) {
        size_t most = n - at < piece ? n - at : piece, used;
        struct ef01_packet packet;
        enum ef01_parse parse = ef01_parser_feed(&parser, bytes + at, most, &used, &packet);
        fuzz_require(used <= most && (parse != EF01_PARSE_MORE || used == most));
        if (parse == EF01_PARSE_PACKET) {
            fuzz_require(packet.len >= 1 && packet.len <= EF01_PAYLOAD_MAX);
            ef01_answer_fit((enum ef01_command)bytes[0], &packet);
            fuzz_require(ef01_status_find(packet.payload[0])->text[0] != '\0');
            again(&packet);
        }
        at += used;
    }
    ef01_parser_reset(&parser);
    fuzz_require(!ef01_parser_inside(&parser));
}

static void image(const uint8_t *bytes, size_t n)
{
    int height;
    bool halves;

    fuzz_require(!ef01_image_size(n, &height, &halves) || height <= 360);
    uint8_t *out = malloc(2 * n + 1);
    fuzz_require(out != NULL);
    ef01_image_grey(bytes, n, true, out);
    for (size_t i = 0; i < 2 * n; i++)
        fuzz_require(out[i] % 17 == 0);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct ef01_parameters parameters;

    if (n == 0)
        return 0;
    feed(bytes, n, 1);
    feed(bytes, n, 7);
    feed(bytes, n, n);
    image(bytes, n);
    if (n >= 16 && ef01_parameters(bytes, &parameters))
        fuzz_require(parameters.packet >= 32 && parameters.packet <= 256);
    if (n >= BULK_CSW_SIZE)
        bulk_csw(bytes[n - 1], bytes);
    return 0;
}
