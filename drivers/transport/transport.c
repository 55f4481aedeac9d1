#include "config.h"

#include "drivers/transport/transport.h"

enum transport_status transport_write(struct transport *t, const uint8_t *data, size_t len,
                                      int timeout_ms)
{
    return t->ops->write(t, data, len, timeout_ms);
}

enum transport_status transport_read(struct transport *t, uint8_t *buf, size_t cap, size_t *got,
                                     int timeout_ms)
{
    *got = 0;
    return t->ops->read(t, buf, cap, got, timeout_ms);
}

enum transport_status transport_read_body(struct transport *t, uint8_t *buf, size_t cap,
                                          size_t *got, int timeout_ms)
{
    *got = 0;
    return t->ops->read_body(t, buf, cap, got, timeout_ms);
}

enum transport_status transport_control(struct transport *t, uint8_t request_type, uint8_t request,
                                        uint16_t value, uint16_t index, uint8_t *data, size_t len,
                                        size_t *got, int timeout_ms)
{
    *got = 0;
    return t->ops->control(t, request_type, request, value, index, data, len, got, timeout_ms);
}

enum transport_status transport_drain(struct transport *t, int quiet_ms, size_t *dropped)
{
    *dropped = 0;
    return t->ops->drain(t, quiet_ms, dropped);
}

enum transport_status transport_clear(struct transport *t)
{
    return t->ops->clear(t);
}

void transport_cancel(struct transport *t)
{
    t->ops->cancel(t);
}

int64_t transport_now(struct transport *t)
{
    return t->ops->now(t);
}

void transport_close(struct transport **t)
{
    if (*t != NULL)
        (*t)->ops->close(*t);
    *t = NULL;
}

const char *transport_name(const struct transport *t)
{
    return t != NULL ? t->ops->name : "";
}

const char *transport_status_word(enum transport_status status)
{
    switch (status) {
    case TRANSPORT_OK:
        return "ok";
    case TRANSPORT_TIMEOUT:
        return "timeout";
    case TRANSPORT_GONE:
        return "gone";
    case TRANSPORT_STALL:
        return "stall";
    case TRANSPORT_PROTO:
        return "protocol";
    }
    return "?";
}
