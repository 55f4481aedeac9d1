/* The life of one attached device: open, probe, serve, and again after trouble, until it leaves. */
#include "config.h"

#include "drivers/registry_internal.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <time.h>

#define RETRY_MS 2000
/* After the device was lost in a transfer: time for the bus to say so too. */
#define LOST_MS 200
/* How often the handshake may fail before the device is left alone. A reader that was plugged in a
 * moment ago may still be starting. */
#define PROBES 2

static struct timespec in_ms(int ms)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

static bool may_go_on(const struct attached *a)
{
    return !a->departed && !a->registry->stopping;
}

/* Waits `ms` (for ever if negative) unless something is asked of the device or it has to end.
 * Returns whether to go on. */
static bool pause_for(struct attached *a, int ms)
{
    struct registry *reg = a->registry;
    struct timespec until = in_ms(ms > 0 ? ms : 0);
    bool go_on;

    pthread_mutex_lock(&reg->lock);
    while (may_go_on(a) && a->asked == 0 && ms != 0) {
        if (ms < 0)
            pthread_cond_wait(&reg->changed, &reg->lock);
        else if (pthread_cond_timedwait(&reg->changed, &reg->lock, &until) != 0)
            break;
    }
    go_on = may_go_on(a);
    pthread_mutex_unlock(&reg->lock);
    return go_on;
}

static bool take_request(struct attached *a, enum device_request *request)
{
    bool found = false;

    pthread_mutex_lock(&a->registry->lock);
    for (unsigned i = 0; i < 32 && !found; i++) {
        if (a->asked & 1u << i) {
            a->asked &= ~(1u << i);
            *request = (enum device_request)i;
            found = true;
        }
    }
    pthread_mutex_unlock(&a->registry->lock);
    return found;
}

/* ---- what the driver may call ---- */

static void link_emit(void *to, const struct device_event *event)
{
    struct device_event copy = *event;

    registry_post(to, &copy);
    device_event_clear(&copy);
}

static void link_show(void *to, enum device_state state, const char *text, const char *hint)
{
    struct attached *a = to;
    struct device_event event = {.kind = DEVICE_EVENT_PROGRESS};

    if (registry_set_info(a, state, text, hint) && a->announced)
        registry_post(a, &event);
}

static void link_name(void *to, const char *identity)
{
    struct attached *a = to;

    pthread_mutex_lock(&a->registry->lock);
    text_copy(a->info.identity, sizeof a->info.identity, identity);
    pthread_mutex_unlock(&a->registry->lock);
}

static bool link_wanted(void *to)
{
    struct attached *a = to;

    pthread_mutex_lock(&a->registry->lock);
    bool wanted = a->registry->fingers_wanted;
    pthread_mutex_unlock(&a->registry->lock);
    return wanted;
}

static size_t link_take_match(void *to, struct finger_capture *with, size_t cap, unsigned *token)
{
    struct attached *a = to;
    size_t n = 0;

    pthread_mutex_lock(&a->registry->lock);
    for (; n < a->match_count && n < cap; n++)
        with[n] = a->match_with[n];
    *token = a->match_token;
    registry_forget_match(a);
    pthread_mutex_unlock(&a->registry->lock);
    return n;
}

/* ---- telling of trouble ---- */

static void tell_trouble(struct attached *a, enum device_state state, const struct err *err)
{
    struct device_event event = {.kind = DEVICE_EVENT_FAULT, .err = *err};
    bool asked_test;
    bool changed = registry_set_info(a, state, err->text, err->hint);

    pthread_mutex_lock(&a->registry->lock);
    a->settled = true;
    asked_test = a->asked & 1u << DEVICE_REQUEST_TEST;
    a->asked = 0;
    pthread_mutex_unlock(&a->registry->lock);
    /* Whatever else hangs on a serial adapter is nobody's fault. */
    if (changed && (a->served || a->id->use != DEVICE_USE_ADAPTER))
        registry_post(a, &event);
    if (asked_test) {
        event.kind = DEVICE_EVENT_TESTED;
        registry_post(a, &event);
    }
}

/* ---- one life ---- */

/* The transport is known to the registry while it is open, so that it can be cancelled. */
static void set_transport(struct attached *a, struct transport *transport)
{
    pthread_mutex_lock(&a->registry->lock);
    a->transport = transport;
    text_copy(a->info.transport, sizeof a->info.transport, transport_name(transport));
    if (transport != NULL && !may_go_on(a))
        transport_cancel(transport);
    pthread_mutex_unlock(&a->registry->lock);
}

/* Works until it is unplugged, out of its mind, or the program ends. Returns the pause before the
 * next try. */
static int serve(struct attached *a, const struct driver_link *link)
{
    struct device_event event = {.kind = DEVICE_EVENT_ATTACHED};
    enum device_request request;
    struct err err;
    int next = 0;
    void *self = a->driver->open(link, &err);

    if (self == NULL) {
        tell_trouble(a, DEVICE_FAULTY, &err);
        return RETRY_MS;
    }
    pthread_mutex_lock(&a->registry->lock);
    a->settled = a->announced = true;
    pthread_mutex_unlock(&a->registry->lock);
    a->served = true;
    a->noes = 0;
    registry_post(a, &event);
    while (next >= 0 && pause_for(a, next))
        next =
            take_request(a, &request) ? a->driver->request(self, request) : a->driver->step(self);
    a->driver->close(self);
    return next == DRIVER_STEP_GONE ? LOST_MS : RETRY_MS;
}

static const void *timing_of(const struct attached *a)
{
    const struct driver_timing *row = a->registry->options.timings;

    for (; row != NULL && row->driver != NULL; row++) {
        if (row->driver == a->driver)
            return row->timing;
    }
    return NULL;
}

static struct driver_link link_of(struct attached *a, struct transport *transport)
{
    return (struct driver_link){.transport = transport,
                                .id = a->id,
                                .timing = timing_of(a),
                                .emit = link_emit,
                                .show = link_show,
                                .name = link_name,
                                .wanted = link_wanted,
                                .take_match = link_take_match,
                                .to = a};
}

/* Tries one way to talk to it. True when that settled the matter, with the pause in *next. */
static bool try_way(struct attached *a, const struct carrier_way *way, int *next, struct err *err)
{
    bool gone;
    struct transport *transport = carrier_open(a->registry->context, a->usb, way, &gone, err);

    if (transport == NULL) {
        if (!gone)
            tell_trouble(a, DEVICE_FAULTY, err);
        *next = gone ? LOST_MS : RETRY_MS;
        return true;
    }
    set_transport(a, transport);
    struct driver_link link = link_of(a, transport);
    enum driver_answer answer = a->driver->probe(&link, err);
    if (answer == DRIVER_YES)
        *next = serve(a, &link);
    else if (answer == DRIVER_GONE)
        *next = LOST_MS;
    set_transport(a, NULL);
    transport_close(&transport);
    return answer != DRIVER_NO;
}

/* Returns the pause before the next life; negative: until something is asked of it. */
static int live(struct attached *a)
{
    struct carrier_way ways[CARRIER_WAYS_MAX];
    struct err err;
    int next = RETRY_MS;
    size_t n = carrier_ways(a->usb, a->id->carrier, a->registry->options.transport, ways);

    err_clear(&err);
    for (size_t i = 0; i < n; i++) {
        if (try_way(a, &ways[i], &next, &err))
            return next;
        if (!pause_for(a, 0))
            return 0;
    }
    if (n == 0)
        carrier_none(a->id->carrier, &err);
    /* The kernel may still be making the port, the device may still be starting; one that answered
     * before will again. Pipes that are not there will not come. */
    bool may_come = n > 0 || a->id->carrier == DEVICE_CARRIER_TTY;
    if (may_come && (a->served || ++a->noes < PROBES))
        return RETRY_MS;
    tell_trouble(a, DEVICE_REFUSED, &err);
    return -1;
}

/* It was there a moment ago. What was asked of it is past; the bus is looked at again. */
static void lost(struct attached *a)
{
    pthread_mutex_lock(&a->registry->lock);
    a->asked = 0;
    pthread_mutex_unlock(&a->registry->lock);
    atomic_store(&a->registry->dirty, true);
}

void *device_thread(void *attached)
{
    struct attached *a = attached;
    struct registry *reg = a->registry;
    struct device_event event = {.kind = DEVICE_EVENT_GONE};
    int next = 0;

    while (pause_for(a, next)) {
        next = live(a);
        if (next == RETRY_MS && reg->options.retry_ms > 0)
            next = reg->options.retry_ms;
        if (next == LOST_MS)
            lost(a);
    }
    pthread_mutex_lock(&reg->lock);
    bool departed = a->departed;
    pthread_mutex_unlock(&reg->lock);
    if (departed) {
        registry_set_info(a, DEVICE_LEFT, _("Unplugged."), NULL);
        registry_post(a, &event);
    }
    registry_thread_ends(a);
    return NULL;
}
