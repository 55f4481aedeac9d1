/* A reader that answers with the input: whatever it says, the driver waits, gives up or goes on, in
 * bounded time, and any card it tells of is whole. The clock costs nothing. */
#include "config.h"

#include "drivers/idcard/reader.h"
#include "drivers/transport/memory.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

struct talker {
    const uint8_t *bytes;
    size_t n, at;
};

static enum transport_status take(void *self, enum pipe pipe, const uint8_t *bytes, size_t len,
                                  int64_t now)
{
    (void)self, (void)pipe, (void)bytes, (void)len, (void)now;
    return TRANSPORT_OK;
}

/* A byte of the input says what comes: how many bytes, or what error. */
static enum transport_status give(void *self, enum pipe pipe, uint8_t *buf, size_t cap, size_t *got,
                                  int64_t now, int64_t until, int64_t *at)
{
    struct talker *t = self;

    (void)pipe;
    *at = until;
    if (t->at >= t->n)
        return TRANSPORT_TIMEOUT;
    uint8_t say = t->bytes[t->at++];
    if (say >= 0xF0)
        return (enum transport_status)(say % 5 == TRANSPORT_OK ? TRANSPORT_TIMEOUT : say % 5);
    size_t len = say == 0xEF ? 1400 : say;
    *at = now;
    *got = len < cap ? len : cap;
    if (*got > t->n - t->at)
        *got = t->n - t->at;
    memcpy(buf, t->bytes + t->at, *got);
    t->at += *got;
    if (*got == 0) {
        *at = until;
        return TRANSPORT_TIMEOUT;
    }
    return TRANSPORT_OK;
}

static enum transport_status clear(void *self)
{
    (void)self;
    return TRANSPORT_OK;
}

static void emit(void *to, const struct device_event *event)
{
    (void)to;
    if (event->kind == DEVICE_EVENT_CARD)
        fuzz_require(event->card.name[0] != '\0' && event->card.number[0] != '\0');
    if (event->kind == DEVICE_EVENT_FAULT)
        fuzz_require(event->err.text[0] != '\0');
}

static void show(void *to, enum device_state state, const char *text, const char *hint)
{
    (void)to, (void)state, (void)hint;
    fuzz_require(text[0] != '\0');
}

static void name(void *to, const char *identity)
{
    (void)to;
    fuzz_require(strlen(identity) < 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const struct memory_peer peer = {take, give, NULL, clear};
    struct talker talker = {bytes, n, 1};
    struct err err;

    if (n == 0)
        return 0;
    struct transport *t = memory_transport_new(&peer, &talker, bytes[0] & 1);
    const struct driver_link link = {.transport = t, .emit = emit, .show = show, .name = name};
    void *reader = NULL;
    fuzz_require(t != NULL);
    if (bytes[0] & 2 || reader_driver.probe(&link, &err) == DRIVER_YES)
        reader = reader_driver.open(&link, &err);
    for (int i = 0; reader != NULL && i < 40; i++) {
        int64_t before = transport_now(t);
        int pause = i == 20 ? reader_driver.request(reader, DEVICE_REQUEST_READ)
                            : reader_driver.step(reader);
        fuzz_require(transport_now(t) - before < 60000);
        if (pause < 0)
            break;
        memory_transport_advance(t, pause);
    }
    if (reader != NULL)
        reader_driver.close(reader);
    transport_close(&t);
    return 0;
}
