#include "config.h"

#include "drivers/transport/pipes.h"

#include "core/base/secret.h"

#include <string.h>

#define MESSAGE_MAX 1024

enum transport_status pipes_write(struct pipes *p, const uint8_t *data, size_t len, int timeout_ms)
{
    uint8_t copy[MESSAGE_MAX];
    size_t head = p->split && len > PIPES_HEAD ? PIPES_HEAD : len;
    size_t got;
    enum transport_status status;

    if (len > sizeof copy)
        return TRANSPORT_PROTO;
    memcpy(copy, data, len);
    p->head = p->body = 0;
    status = p->move(p->self, PIPE_HEAD_OUT, copy, head, &got, timeout_ms);
    if (status == TRANSPORT_OK && head < len)
        status = p->move(p->self, PIPE_BODY_OUT, copy + head, len - head, &got, timeout_ms);
    return status;
}

/* Keeps account of what came, to know where the rest will come. */
static void count_in(struct pipes *p, enum pipe pipe, const uint8_t *bytes, size_t got)
{
    if (pipe == PIPE_BODY_IN) {
        p->body = got < p->body ? p->body - got : 0;
        if (p->body == 0)
            p->head = 0;
        return;
    }
    for (size_t i = 0; i < got && p->head + i < PIPES_HEAD; i++)
        p->first[p->head + i] = bytes[i];
    p->head += got;
    if (p->head == PIPES_HEAD)
        p->body = (size_t)p->first[PIPES_HEAD - 2] << 8 | p->first[PIPES_HEAD - 1];
}

enum transport_status pipes_read(struct pipes *p, uint8_t *buf, size_t cap, size_t *got,
                                 int timeout_ms)
{
    bool body = p->split && p->head == PIPES_HEAD && p->body > 0;
    enum pipe pipe = body ? PIPE_BODY_IN : PIPE_HEAD_IN;
    enum transport_status status = p->move(p->self, pipe, buf, cap, got, timeout_ms);

    if (p->split)
        count_in(p, pipe, buf, *got);
    return status;
}

static enum transport_status drain_pipe(struct pipes *p, enum pipe pipe, int quiet_ms,
                                        size_t *dropped)
{
    uint8_t rubbish[TRANSPORT_READ_MIN];
    enum transport_status status;

    do {
        size_t got = 0;
        status = p->move(p->self, pipe, rubbish, sizeof rubbish, &got, quiet_ms);
        *dropped += got;
    } while (status == TRANSPORT_OK && *dropped < TRANSPORT_DRAIN_MAX);
    secret_wipe(rubbish, sizeof rubbish);
    if (status == TRANSPORT_OK)
        return TRANSPORT_PROTO; /* it never stops talking */
    return status == TRANSPORT_TIMEOUT ? TRANSPORT_OK : status;
}

enum transport_status pipes_drain(struct pipes *p, int quiet_ms, size_t *dropped)
{
    enum transport_status status;
    size_t before;

    /* What comes while the second pipe is drained has its beginning on the first: again, until
     * both were quiet. */
    do {
        before = *dropped;
        status = drain_pipe(p, PIPE_HEAD_IN, quiet_ms, dropped);
        if (status == TRANSPORT_OK && p->split)
            status = drain_pipe(p, PIPE_BODY_IN, quiet_ms, dropped);
    } while (status == TRANSPORT_OK && p->split && *dropped != before);
    return status;
}
