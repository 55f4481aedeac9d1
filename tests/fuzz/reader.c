/* A device that answers with the input: whatever it says, the driver waits, gives up or goes on, in
 * bounded time, and any card or finger it tells of is whole. The clock costs nothing. */
#include "config.h"

#include "drivers/finger/ef01/module.h"
#include "drivers/finger/uareu/sensor.h"
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

/* A byte says how many come back, the next ones what; those above say an error. */
static enum transport_status control(void *self, uint8_t request_type, uint8_t request,
                                     uint16_t value, uint16_t index, uint8_t *data, size_t len,
                                     size_t *got, int64_t now)
{
    struct talker *t = self;

    (void)request, (void)value, (void)index, (void)now;
    *got = 0;
    if (t->at >= t->n)
        return TRANSPORT_STALL;
    uint8_t say = t->bytes[t->at++];
    if (say >= 0xF0)
        return (enum transport_status)(say % 5);
    if (!(request_type & 0x80))
        return TRANSPORT_OK;
    while (*got < len && *got < say && t->at < t->n)
        data[(*got)++] = t->bytes[t->at++];
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
    if (event->kind == DEVICE_EVENT_FINGER)
        fuzz_require(event->finger.len > 0 && event->finger.len <= FINGER_BYTES_MAX &&
                     event->finger.kind[0] != '\0');
    if (event->kind == DEVICE_EVENT_FAULT || event->kind == DEVICE_EVENT_FINGER_POOR)
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

static bool wanted(void *to)
{
    (void)to;
    return true;
}

static size_t take_match(void *to, struct finger_capture *with, size_t cap, unsigned *token)
{
    (void)to, (void)cap;
    memset(with, 0, sizeof *with);
    with->format = FINGER_FORMAT_MODULE;
    with->len = 200;
    *token = 1;
    return 1;
}

static const struct {
    const struct driver *driver;
    enum device_carrier carrier;
    bool split;
} devices[] = {
    {&reader_driver, DEVICE_CARRIER_PIPES, false}, {&reader_driver, DEVICE_CARRIER_PIPES, true},
    {&module_driver, DEVICE_CARRIER_TTY, false},   {&module_driver, DEVICE_CARRIER_DISK, false},
    {&module_driver, DEVICE_CARRIER_RAW, false},   {&sensor_driver, DEVICE_CARRIER_SENSOR, false}};
#define DEVICES (sizeof devices / sizeof devices[0])

/* The first byte says which device it is, and whether it was probed before. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const struct memory_peer peer = {take, give, control, clear};
    struct talker talker = {bytes, n, 1};
    struct err err;

    if (n == 0)
        return 0;
    size_t which = (bytes[0] & 1) + (bytes[0] >> 2) % (DEVICES / 2) * 2;
    const struct driver *driver = devices[which].driver;
    const struct device_id id = {.use = DEVICE_USE_SPEAK, .carrier = devices[which].carrier};
    struct transport *t = memory_transport_new(&peer, &talker, devices[which].split);
    const struct driver_link link = {.transport = t,
                                     .id = &id,
                                     .emit = emit,
                                     .show = show,
                                     .name = name,
                                     .wanted = wanted,
                                     .take_match = take_match};
    void *self = NULL;
    fuzz_require(t != NULL);
    if (bytes[0] & 2 || driver->probe(&link, &err) == DRIVER_YES)
        self = driver->open(&link, &err);
    for (int i = 0; self != NULL && i < 40; i++) {
        int64_t before = transport_now(t);
        int pause = i == 20  ? driver->request(self, DEVICE_REQUEST_READ)
                    : i == 5 ? driver->request(self, DEVICE_REQUEST_MATCH)
                             : driver->step(self);
        fuzz_require(transport_now(t) - before < 60000);
        if (pause < 0)
            break;
        memory_transport_advance(t, pause);
    }
    if (self != NULL)
        driver->close(self);
    transport_close(&t);
    return 0;
}
