#include "config.h"

#include "drivers/idcard/sam_line.h"

#include "core/base/secret.h"

#include <string.h>

static int limit_of(const struct sam_line *l, enum sam_command command)
{
    switch (command) {
    case SAM_READ:
    case SAM_READ_FINGERS:
        return l->timing.read;
    case SAM_READ_ADDRESS:
        return l->timing.address;
    default:
        return l->timing.quick;
    }
}

static enum sam_outcome from_transport(enum transport_status status,
                                       const struct sam_parser *parser)
{
    switch (status) {
    case TRANSPORT_OK:
        return SAM_LINE_REPLY;
    case TRANSPORT_TIMEOUT:
        return sam_parser_inside(parser) ? SAM_LINE_BROKE_OFF : SAM_LINE_SILENT;
    case TRANSPORT_GONE:
        return SAM_LINE_UNPLUGGED;
    case TRANSPORT_STALL:
        return SAM_LINE_STALLED;
    case TRANSPORT_PROTO:
        break;
    }
    return SAM_LINE_REFUSED;
}

static bool all_zero(const uint8_t *bytes, size_t len)
{
    while (len > 0 && bytes[len - 1] == 0)
        len--;
    return len == 0;
}

/* Feeds what came; true when the exchange is over, with *outcome. */
static bool take_bytes(struct sam_line *l, enum sam_command command, const uint8_t *bytes,
                       size_t len, struct sam_reply *reply, enum sam_outcome *outcome)
{
    while (len > 0) {
        size_t used;
        enum sam_parse parse = sam_parser_feed(&l->parser, bytes, len, &used, reply);
        bytes += used;
        len -= used;
        if (parse == SAM_PARSE_MORE)
            break;
        enum sam_fit fit =
            parse == SAM_PARSE_FRAME ? sam_reply_fit(command, reply) : SAM_FIT_BROKEN;
        if (fit == SAM_FIT_STALE)
            continue;
        *outcome = fit == SAM_FIT_YES ? SAM_LINE_REPLY : SAM_LINE_DAMAGED;
        /* Zeros fill up the last packet. Other bytes behind the frame belong to no answer of ours:
         * whatever they are, they go before the next request. */
        l->in_step = fit == SAM_FIT_YES && all_zero(bytes, len);
        return true;
    }
    return false;
}

static enum sam_outcome wait_reply(struct sam_line *l, enum sam_command command,
                                   struct sam_reply *reply)
{
    uint8_t bytes[TRANSPORT_READ_MIN];
    int64_t until = transport_now(l->transport) + limit_of(l, command);
    enum sam_outcome outcome = SAM_LINE_SILENT;

    for (;;) {
        size_t got;
        int64_t left = until - transport_now(l->transport);
        if (left <= 0) {
            outcome = sam_parser_inside(&l->parser) ? SAM_LINE_BROKE_OFF : SAM_LINE_SILENT;
            break;
        }
        if (sam_parser_inside(&l->parser) && left > l->timing.gap)
            left = l->timing.gap;
        enum transport_status status =
            transport_read(l->transport, bytes, sizeof bytes, &got, (int)left);
        if (status != TRANSPORT_OK) {
            outcome = from_transport(status, &l->parser);
            break;
        }
        if (take_bytes(l, command, bytes, got, reply, &outcome))
            break;
    }
    secret_wipe(bytes, sizeof bytes);
    return outcome;
}

enum sam_outcome sam_line_ask(struct sam_line *l, enum sam_command command, struct sam_reply *reply)
{
    uint8_t request[SAM_REQUEST_MAX];
    size_t len = sam_request(command, 0, request), dropped;
    int quiet = l->in_step ? l->timing.stale : l->timing.settle;
    enum transport_status status = transport_drain(l->transport, quiet, &dropped);

    memset(reply, 0, sizeof *reply);
    sam_parser_reset(&l->parser);
    l->in_step = false;
    if (status == TRANSPORT_OK)
        status = transport_write(l->transport, request, len, l->timing.write);
    if (status != TRANSPORT_OK)
        return from_transport(status, &l->parser);
    return wait_reply(l, command, reply);
}
