#include "config.h"

#include "drivers/transport/memory.h"

#include <stdatomic.h>
#include <stdlib.h>

struct memory {
    struct transport base;
    const struct memory_peer *peer;
    void *self;
    struct pipes pipes;
    int64_t now;
    atomic_bool cancelled;
};

static enum transport_status move(void *self, enum pipe pipe, uint8_t *bytes, size_t len,
                                  size_t *got, int timeout_ms)
{
    struct memory *m = self;
    enum transport_status status;
    int64_t at = m->now;

    *got = 0;
    if (atomic_load(&m->cancelled))
        return TRANSPORT_TIMEOUT;
    if (pipe == PIPE_HEAD_OUT || pipe == PIPE_BODY_OUT) {
        status = m->peer->take(m->self, pipe, bytes, len, m->now);
        if (status == TRANSPORT_OK)
            *got = len;
        return status;
    }
    status = m->peer->give(m->self, pipe, bytes, len, got, m->now, m->now + timeout_ms, &at);
    if (at > m->now)
        m->now = at;
    return status;
}

static enum transport_status memory_write(struct transport *t, const uint8_t *data, size_t len,
                                          int timeout_ms)
{
    return pipes_write(&((struct memory *)t)->pipes, data, len, timeout_ms);
}

static enum transport_status memory_read(struct transport *t, uint8_t *buf, size_t cap, size_t *got,
                                         int timeout_ms)
{
    return pipes_read(&((struct memory *)t)->pipes, buf, cap, got, timeout_ms);
}

static enum transport_status memory_read_body(struct transport *t, uint8_t *buf, size_t cap,
                                              size_t *got, int timeout_ms)
{
    return move(t, PIPE_BODY_IN, buf, cap, got, timeout_ms);
}

static enum transport_status memory_control(struct transport *t, uint8_t request_type,
                                            uint8_t request, uint16_t value, uint16_t index,
                                            uint8_t *data, size_t len, size_t *got, int timeout_ms)
{
    struct memory *m = (struct memory *)t;

    (void)timeout_ms;
    if (atomic_load(&m->cancelled))
        return TRANSPORT_TIMEOUT;
    if (m->peer->control == NULL)
        return TRANSPORT_STALL; /* what a device does with a request it does not know */
    return m->peer->control(m->self, request_type, request, value, index, data, len, got, m->now);
}

static enum transport_status memory_drain(struct transport *t, int quiet_ms, size_t *dropped)
{
    return pipes_drain(&((struct memory *)t)->pipes, quiet_ms, dropped);
}

static enum transport_status memory_clear(struct transport *t)
{
    struct memory *m = (struct memory *)t;

    return m->peer->clear(m->self);
}

static void memory_cancel(struct transport *t)
{
    atomic_store(&((struct memory *)t)->cancelled, true);
}

static int64_t memory_now(struct transport *t)
{
    return ((struct memory *)t)->now;
}

static void memory_close(struct transport *t)
{
    free(t);
}

static const struct transport_ops memory_ops = {
    .name = "memory",
    .write = memory_write,
    .read = memory_read,
    .read_body = memory_read_body,
    .control = memory_control,
    .drain = memory_drain,
    .clear = memory_clear,
    .cancel = memory_cancel,
    .now = memory_now,
    .close = memory_close,
};

struct transport *memory_transport_new(const struct memory_peer *peer, void *self, bool split)
{
    struct memory *m = calloc(1, sizeof *m);

    if (m == NULL)
        return NULL;
    m->base.ops = &memory_ops;
    m->peer = peer;
    m->self = self;
    m->pipes = (struct pipes){.split = split, .move = move, .self = m};
    return &m->base;
}

void memory_transport_advance(struct transport *t, int64_t ms)
{
    ((struct memory *)t)->now += ms;
}
