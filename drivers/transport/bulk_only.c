#include "config.h"

#include "drivers/transport/bulk_only.h"

#include "core/base/secret.h"

#include <string.h>

#define RESET_REQUEST 0xFF

static void put32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

void bulk_cbw(uint32_t tag, uint8_t command, bool in, uint32_t length, uint8_t out[BULK_CBW_SIZE])
{
    static const uint8_t signature[4] = {0x55, 0x53, 0x42, 0x43};

    memset(out, 0, BULK_CBW_SIZE);
    memcpy(out, signature, sizeof signature);
    put32(out + 4, tag);
    put32(out + 8, length);
    out[12] = in ? 0x80 : 0;
    out[14] = 10;
    out[15] = command;
}

static bool is_csw(uint32_t tag, const uint8_t *bytes)
{
    static const uint8_t signature[4] = {0x55, 0x53, 0x42, 0x53};
    uint8_t wanted[4];

    put32(wanted, tag);
    return memcmp(bytes, signature, sizeof signature) == 0 && memcmp(bytes + 4, wanted, 4) == 0;
}

enum bulk_csw bulk_csw(uint32_t tag, const uint8_t bytes[BULK_CSW_SIZE])
{
    if (!is_csw(tag, bytes) || bytes[12] > 1)
        return BULK_CSW_OTHER;
    return bytes[12] == 0 ? BULK_CSW_DONE : BULK_CSW_FAILED;
}

static enum bulk_outcome from_transport(enum transport_status status)
{
    switch (status) {
    case TRANSPORT_OK:
        return BULK_DONE;
    case TRANSPORT_TIMEOUT:
        return BULK_SILENT;
    case TRANSPORT_GONE:
        return BULK_GONE;
    case TRANSPORT_STALL:
        return BULK_STALLED;
    case TRANSPORT_PROTO:
        break;
    }
    return BULK_REFUSED;
}

static enum bulk_outcome from_csw(enum bulk_csw csw)
{
    return csw == BULK_CSW_DONE ? BULK_DONE : csw == BULK_CSW_FAILED ? BULK_FAILED : BULK_BROKEN;
}

static enum bulk_outcome send_cbw(struct bulk_only *b, uint8_t command, bool in, size_t len,
                                  int timeout_ms)
{
    uint8_t cbw[BULK_CBW_SIZE];

    b->tag++;
    bulk_cbw(b->tag, command, in, (uint32_t)len, cbw);
    return from_transport(transport_write(b->transport, cbw, sizeof cbw, timeout_ms));
}

/* One way in carries data and CSW, one behind the other; where the cuts between transfers are does
 * not matter. The CSW is known by its tag, so that less data than asked for is no riddle. */
struct incoming {
    uint8_t tail[BULK_CSW_SIZE]; /* the last bytes that came */
    size_t tail_len;
    uint8_t *data;
    size_t len, got; /* the room, and what is known to be data */
};

/* Returns false when more came than there can be. */
static bool take(struct incoming *in, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (in->tail_len == BULK_CSW_SIZE) {
            if (in->got == in->len)
                return false;
            in->data[in->got++] = in->tail[0];
            memmove(in->tail, in->tail + 1, BULK_CSW_SIZE - 1);
            in->tail_len--;
        }
        in->tail[in->tail_len++] = bytes[i];
    }
    return true;
}

static bool ended(const struct incoming *in, uint32_t tag)
{
    return in->tail_len == BULK_CSW_SIZE && is_csw(tag, in->tail);
}

static enum bulk_outcome collect(struct bulk_only *b, struct incoming *in, int timeout_ms)
{
    uint8_t bytes[TRANSPORT_READ_MIN];
    enum bulk_outcome outcome = BULK_DONE;
    int halts = 0;

    while (!ended(in, b->tag) && outcome == BULK_DONE) {
        size_t got;
        enum transport_status status =
            transport_read(b->transport, bytes, sizeof bytes, &got, timeout_ms);
        if (status == TRANSPORT_STALL && halts++ == 0)
            /* So a device ends data that is less than asked for; the CSW comes behind. */
            outcome = from_transport(transport_clear(b->transport));
        else if (status != TRANSPORT_OK)
            outcome = from_transport(status);
        else if (!take(in, bytes, got))
            outcome = BULK_BROKEN;
    }
    secret_wipe(bytes, sizeof bytes);
    if (outcome == BULK_SILENT && (in->got > 0 || in->tail_len > 0))
        outcome = BULK_BROKEN;
    return outcome == BULK_DONE ? from_csw(bulk_csw(b->tag, in->tail)) : outcome;
}

enum bulk_outcome bulk_only_out(struct bulk_only *b, uint8_t command, const uint8_t *data,
                                size_t len, int timeout_ms)
{
    struct incoming in = {.len = 0};
    enum bulk_outcome outcome = send_cbw(b, command, false, len, timeout_ms);

    if (outcome == BULK_DONE)
        outcome = from_transport(transport_write(b->transport, data, len, timeout_ms));
    return outcome == BULK_DONE ? collect(b, &in, timeout_ms) : outcome;
}

enum bulk_outcome bulk_only_in(struct bulk_only *b, uint8_t command, uint8_t *data, size_t len,
                               size_t *got, int timeout_ms)
{
    struct incoming in = {.data = data, .len = len};
    enum bulk_outcome outcome = send_cbw(b, command, true, len, timeout_ms);

    if (outcome == BULK_DONE)
        outcome = collect(b, &in, timeout_ms);
    *got = in.got;
    return outcome;
}

enum transport_status bulk_only_reset(struct bulk_only *b, int timeout_ms)
{
    size_t got;
    enum transport_status status =
        transport_control(b->transport, 0x21, RESET_REQUEST, 0, 0, NULL, 0, &got, timeout_ms);

    if (status == TRANSPORT_GONE)
        return status;
    /* What does not know the reset may still know the rest of it. */
    return transport_clear(b->transport);
}
