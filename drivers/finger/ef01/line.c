#include "config.h"

#include "drivers/finger/ef01/line.h"

#include "core/base/secret.h"

#include <string.h>

#define DISK_IN 0x85
#define DISK_OUT 0x86
#define ANSWER_SIZE 64 /* what an answer fills on the bare ways */
#define RAW_SEND 0
#define RAW_READ 1
#define RAW_TRIES 100
#define RAW_TRY_MS 100
/* An image is asked for in pieces of this size: the whole of a small one, half of the common large
 * one. No piece is more than the announcement of the raw way can say. */
#define IMAGE_PIECE 36864

struct line_ways {
    enum line_outcome (*send)(struct ef01_line *l, const uint8_t *bytes, size_t len, int timeout);
    /* The first bytes that come, at most `want`. */
    enum line_outcome (*receive)(struct ef01_line *l, uint8_t *bytes, size_t want, size_t *got,
                                 int timeout);
    enum line_outcome (*get_in_step)(struct ef01_line *l);
    bool bare;
};

static enum line_outcome from_transport(enum transport_status status)
{
    switch (status) {
    case TRANSPORT_OK:
        return LINE_REPLY;
    case TRANSPORT_TIMEOUT:
        return LINE_SILENT;
    case TRANSPORT_GONE:
        return LINE_UNPLUGGED;
    case TRANSPORT_STALL:
        return LINE_STALLED;
    case TRANSPORT_PROTO:
        break;
    }
    return LINE_REFUSED;
}

/* ---- a stream ---- */

static enum line_outcome stream_send(struct ef01_line *l, const uint8_t *bytes, size_t len,
                                     int timeout)
{
    return from_transport(transport_write(l->transport, bytes, len, timeout));
}

static enum line_outcome stream_receive(struct ef01_line *l, uint8_t *bytes, size_t want,
                                        size_t *got, int timeout)
{
    return from_transport(transport_read(l->transport, bytes, want, got, timeout));
}

/* Old bytes go before anything is asked. */
static enum line_outcome drain(struct ef01_line *l)
{
    size_t dropped;

    return from_transport(
        transport_drain(l->transport, l->in_step ? l->timing.stale : l->timing.settle, &dropped));
}

/* ---- a disk ---- */

static enum line_outcome from_bulk(enum bulk_outcome outcome)
{
    switch (outcome) {
    case BULK_DONE:
        return LINE_REPLY;
    case BULK_SILENT:
        return LINE_SILENT;
    case BULK_STALLED:
        return LINE_STALLED;
    case BULK_GONE:
        return LINE_UNPLUGGED;
    case BULK_FAILED:
    case BULK_BROKEN:
        return LINE_DAMAGED;
    case BULK_REFUSED:
        break;
    }
    return LINE_REFUSED;
}

static enum line_outcome disk_send(struct ef01_line *l, const uint8_t *bytes, size_t len,
                                   int timeout)
{
    return from_bulk(bulk_only_out(&l->bulk, DISK_OUT, bytes, len, timeout));
}

static enum line_outcome disk_receive(struct ef01_line *l, uint8_t *bytes, size_t want, size_t *got,
                                      int timeout)
{
    return from_bulk(bulk_only_in(&l->bulk, DISK_IN, bytes, want, got, timeout));
}

/* Wrapped answers carry a tag: nothing old is taken for new. After trouble both sides begin anew.
 */
static enum line_outcome disk_in_step(struct ef01_line *l)
{
    if (l->in_step)
        return LINE_REPLY;
    if (bulk_only_reset(&l->bulk, l->timing.write) == TRANSPORT_GONE)
        return LINE_UNPLUGGED;
    return drain(l);
}

/* ---- raw ---- */

/* The module says with two bytes that it is ready for `count` bytes one way. */
static enum line_outcome announce(struct ef01_line *l, uint8_t way, size_t count)
{
    enum transport_status status = TRANSPORT_TIMEOUT;

    for (int i = 0; i < RAW_TRIES; i++) {
        uint8_t ready[2];
        size_t got;
        status = transport_control(l->transport, 0xC0, way, (uint16_t)count, 0, ready, sizeof ready,
                                   &got, RAW_TRY_MS);
        if (status == TRANSPORT_OK && got == sizeof ready)
            return LINE_REPLY;
        if (status != TRANSPORT_OK && status != TRANSPORT_TIMEOUT)
            break;
    }
    return status == TRANSPORT_OK ? LINE_SILENT : from_transport(status);
}

static enum line_outcome raw_send(struct ef01_line *l, const uint8_t *bytes, size_t len,
                                  int timeout)
{
    enum line_outcome outcome = announce(l, RAW_SEND, len);

    return outcome == LINE_REPLY ? stream_send(l, bytes, len, timeout) : outcome;
}

static enum line_outcome raw_receive(struct ef01_line *l, uint8_t *bytes, size_t want, size_t *got,
                                     int timeout)
{
    int64_t until = transport_now(l->transport) + timeout;
    enum line_outcome outcome = announce(l, RAW_READ, want);

    while (outcome == LINE_REPLY && *got < want) {
        uint8_t some[TRANSPORT_READ_MIN];
        size_t n, room = want - *got;
        int64_t left = until - transport_now(l->transport);
        /* An answer may be shorter than what was announced; nothing more comes then. */
        if (*got > 0 && left > l->timing.gap)
            left = l->timing.gap;
        if (left <= 0 && *got == 0)
            return LINE_SILENT;
        outcome = stream_receive(l, some, sizeof some, &n, left > 0 ? (int)left : 0);
        if (outcome == LINE_SILENT && *got > 0)
            return LINE_REPLY;
        memcpy(bytes + *got, some, n < room ? n : room);
        secret_wipe(some, sizeof some);
        if (n > room)
            return LINE_DAMAGED;
        *got += n;
        if (want == ANSWER_SIZE && *got >= EF01_PACKET_MIN)
            break; /* whatever is missing is asked for anew */
    }
    return outcome;
}

static const struct line_ways stream_ways = {stream_send, stream_receive, drain, false};
static const struct line_ways disk_ways = {disk_send, disk_receive, disk_in_step, true};
static const struct line_ways raw_ways = {raw_send, raw_receive, drain, true};

void ef01_line_init(struct ef01_line *l, struct transport *transport, enum device_carrier carrier,
                    const struct module_timing *timing)
{
    memset(l, 0, sizeof *l);
    l->transport = l->bulk.transport = transport;
    l->timing = *timing;
    l->ways = carrier == DEVICE_CARRIER_DISK  ? &disk_ways
              : carrier == DEVICE_CARRIER_RAW ? &raw_ways
                                              : &stream_ways;
    l->bare = l->ways->bare;
    l->packet = 128;
}

/* ---- one packet ---- */

static int limit_of(const struct ef01_line *l, enum ef01_command command)
{
    return command == EF01_VERIFY_PASSWORD ? l->timing.probe : l->timing.quick;
}

/* Bytes that were read and not yet parsed: an answer and the data behind it may come together. */
struct left {
    uint8_t bytes[TRANSPORT_READ_MIN];
    size_t at, n;
};

/* Waits for the next good packet. */
static enum line_outcome next_packet(struct ef01_line *l, int64_t until, struct left *left,
                                     struct ef01_packet *packet)
{
    for (;;) {
        size_t used;
        enum ef01_parse parse =
            ef01_parser_feed(&l->parser, left->bytes + left->at, left->n - left->at, &used, packet);
        left->at += used;
        if (parse != EF01_PARSE_MORE)
            return parse == EF01_PARSE_PACKET ? LINE_REPLY : LINE_DAMAGED;
        bool inside = ef01_parser_inside(&l->parser);
        int64_t wait = until - transport_now(l->transport);
        if (wait <= 0)
            return inside ? LINE_BROKE_OFF : LINE_SILENT;
        if (inside && wait > l->timing.gap)
            wait = l->timing.gap;
        left->at = left->n = 0;
        enum line_outcome outcome = l->ways->receive(
            l, left->bytes, l->bare ? ANSWER_SIZE : sizeof left->bytes, &left->n, (int)wait);
        if (outcome != LINE_REPLY)
            return outcome == LINE_SILENT && inside ? LINE_BROKE_OFF : outcome;
    }
}

/* Zeros may fill up what carried the last packet. */
static bool all_zero(const struct left *left)
{
    for (size_t i = left->at; i < left->n; i++) {
        if (left->bytes[i] != 0)
            return false;
    }
    return true;
}

static enum line_outcome wait_answer(struct ef01_line *l, enum ef01_command command,
                                     struct left *left, struct ef01_answer *answer)
{
    int64_t until = transport_now(l->transport) + limit_of(l, command);
    struct ef01_packet packet;
    enum line_outcome outcome;

    do {
        outcome = next_packet(l, until, left, &packet);
    } while (outcome == LINE_REPLY && ef01_answer_fit(command, &packet) == EF01_FIT_STALE);
    if (outcome != LINE_REPLY)
        return outcome;
    answer->code = packet.payload[0];
    for (size_t i = 1; i < packet.len && i <= sizeof answer->results; i++)
        answer->results[i - 1] = packet.payload[i];
    return LINE_REPLY;
}

static enum line_outcome begin(struct ef01_line *l, enum ef01_command command,
                               const uint8_t *parameters, size_t n, struct ef01_answer *answer)
{
    uint8_t packet[EF01_PACKET_MAX];
    size_t len = ef01_command(command, parameters, n, packet);
    enum line_outcome outcome = l->ways->get_in_step(l);

    memset(answer, 0, sizeof *answer);
    ef01_parser_reset(&l->parser);
    l->in_step = false;
    return outcome == LINE_REPLY ? l->ways->send(l, packet, len, l->timing.write) : outcome;
}

enum line_outcome ef01_ask(struct ef01_line *l, enum ef01_command command,
                           const uint8_t *parameters, size_t n, struct ef01_answer *answer)
{
    struct left left = {.n = 0};
    enum line_outcome outcome = begin(l, command, parameters, n, answer);

    if (outcome == LINE_REPLY)
        outcome = wait_answer(l, command, &left, answer);
    l->in_step = outcome == LINE_REPLY && all_zero(&left);
    return outcome;
}

/* ---- data ---- */

static enum line_outcome take_packets(struct ef01_line *l, struct left *left, uint8_t *data,
                                      size_t cap, size_t *got)
{
    int64_t until = transport_now(l->transport) + l->timing.data;

    for (;;) {
        struct ef01_packet packet;
        /* The next one follows soon, however long all of them take. */
        int64_t soon = transport_now(l->transport) + l->timing.quick;
        enum line_outcome outcome = next_packet(l, soon < until ? soon : until, left, &packet);
        if (outcome != LINE_REPLY)
            return outcome == LINE_SILENT ? LINE_BROKE_OFF : outcome;
        if (packet.kind == EF01_ANSWER || packet.len > cap - *got)
            return LINE_DAMAGED;
        memcpy(data + *got, packet.payload, packet.len);
        *got += packet.len;
        if (packet.kind == EF01_LAST)
            return LINE_REPLY;
    }
}

static enum line_outcome take_bare(struct ef01_line *l, size_t due, uint8_t *data, size_t *got)
{
    while (*got < due) {
        size_t piece = due - *got < IMAGE_PIECE ? due - *got : IMAGE_PIECE, n = 0;
        enum line_outcome outcome = l->ways->receive(l, data + *got, piece, &n, l->timing.data);
        *got += n;
        if (outcome != LINE_REPLY)
            return outcome == LINE_SILENT && *got > 0 ? LINE_BROKE_OFF : outcome;
        if (n < piece)
            return LINE_BROKE_OFF;
    }
    return LINE_REPLY;
}

/* The first image of this module: a piece, and another, and what then is missing to the largest, as
 * long as they come. */
static enum line_outcome learn_image(struct ef01_line *l, uint8_t *data, size_t cap, size_t *got)
{
    enum line_outcome outcome = take_bare(l, IMAGE_PIECE, data, got);

    while (outcome == LINE_REPLY && *got < cap) {
        size_t piece = cap - *got < IMAGE_PIECE ? cap - *got : IMAGE_PIECE, n = 0;
        enum line_outcome more = l->ways->receive(l, data + *got, piece, &n, l->timing.more);
        if (more == LINE_UNPLUGGED)
            return more;
        if (more != LINE_REPLY || n == 0)
            break;
        if (n < piece)
            return LINE_BROKE_OFF;
        *got += n;
    }
    if (outcome == LINE_REPLY)
        l->image = *got;
    return outcome;
}

enum line_outcome ef01_fetch(struct ef01_line *l, enum ef01_command command,
                             const uint8_t *parameters, size_t n, size_t due, uint8_t *data,
                             size_t cap, size_t *got, struct ef01_answer *answer)
{
    struct left left = {.n = 0};
    enum line_outcome outcome = begin(l, command, parameters, n, answer);
    bool learning = l->bare && due == 0 && l->image == 0;

    *got = 0;
    if (outcome == LINE_REPLY && learning) {
        outcome = learn_image(l, data, cap, got);
    } else if (outcome == LINE_REPLY && l->bare) {
        outcome = take_bare(l, due > 0 ? due : l->image, data, got);
    } else if (outcome == LINE_REPLY) {
        outcome = wait_answer(l, command, &left, answer);
        if (outcome == LINE_REPLY && answer->code == 0)
            outcome = take_packets(l, &left, data, cap, got);
    }
    /* Having asked for more than there was, the two sides are not together. */
    l->in_step = outcome == LINE_REPLY && all_zero(&left) && !learning;
    secret_wipe(&left, sizeof left);
    ef01_parser_reset(&l->parser);
    return outcome;
}

enum line_outcome ef01_load(struct ef01_line *l, uint8_t buffer, const uint8_t *data, size_t len,
                            struct ef01_answer *answer)
{
    struct left left = {.n = 0};
    enum line_outcome outcome = begin(l, EF01_LOAD_FEATURES, &buffer, 1, answer);

    if (outcome == LINE_REPLY && l->bare)
        outcome = l->ways->send(l, data, len, l->timing.data);
    else if (outcome == LINE_REPLY)
        outcome = wait_answer(l, EF01_LOAD_FEATURES, &left, answer);
    for (size_t at = 0; outcome == LINE_REPLY && !l->bare && answer->code == 0 && at < len;) {
        uint8_t packet[EF01_PACKET_MAX];
        size_t n = len - at < l->packet ? len - at : l->packet;
        size_t size = ef01_data(at + n == len, data + at, n, packet);
        outcome = l->ways->send(l, packet, size, l->timing.write);
        secret_wipe(packet, sizeof packet);
        at += n;
    }
    l->in_step = outcome == LINE_REPLY && all_zero(&left);
    return outcome;
}
