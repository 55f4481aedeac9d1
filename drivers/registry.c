#include "config.h"

#include "drivers/registry_internal.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* How often the watcher asks libusb whether something was plugged; a turn costs microseconds. A
 * wait inside libusb would be quicker by nothing a person sees, and would hold its event lock. */
#define WATCH_MS 200
/* Where libusb cannot tell by itself, every so many turns the bus is listed. */
#define RESCAN_TURNS 5

/* ---- events and state ---- */

void registry_post(struct attached *a, struct device_event *event)
{
    struct registry *reg = a->registry;

    pthread_mutex_lock(&reg->lock);
    event->device = a->info.device;
    event->info = a->info;
    event_queue_push(&reg->events, event);
    pthread_mutex_unlock(&reg->lock);
}

bool registry_set_info(struct attached *a, enum device_state state, const char *text,
                       const char *hint)
{
    struct device_info before;
    bool differs;

    pthread_mutex_lock(&a->registry->lock);
    before = a->info;
    a->info.state = state;
    text_copy(a->info.text, sizeof a->info.text, text != NULL ? text : "");
    text_copy(a->info.hint, sizeof a->info.hint, hint != NULL ? hint : "");
    differs = before.state != state || strcmp(before.text, a->info.text) != 0 ||
              strcmp(before.hint, a->info.hint) != 0;
    pthread_mutex_unlock(&a->registry->lock);
    return differs;
}

static void wake_watcher(struct registry *reg)
{
    uint64_t one = 1;

    if (write(reg->wake_fd, &one, sizeof one) < 0 && errno != EAGAIN)
        atomic_store(&reg->dirty, true); /* it looks by itself soon */
}

/* ---- devices come and go ---- */

void registry_forget_match(struct attached *a)
{
    for (size_t i = 0; i < a->match_count; i++)
        finger_capture_clear(&a->match_with[i]);
    free(a->match_with);
    a->match_with = NULL;
    a->match_count = 0;
}

static void free_attached(struct attached *a)
{
    registry_forget_match(a);
    libusb_unref_device(a->usb);
    free(a);
}

/* A thread of ours takes no signals: they are the program's. */
static bool start_thread(pthread_t *thread, void *(*body)(void *), void *argument)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = pthread_create(thread, NULL, body, argument) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

/* A device that is known, and known not to be for us (or for which no thread was to be had). */
static void report_only(struct attached *a)
{
    struct device_event event = {.kind = DEVICE_EVENT_FAULT};

    if (driver_speaks(a->id))
        err_set(&event.err, ERR_DEVICE, NULL, _("The device cannot be opened."), NULL);
    else if (a->id->use == DEVICE_USE_UPDATE)
        err_set(&event.err, ERR_DEVICE, NULL,
                _("This reader is in its update mode and cannot read cards now."),
                _("Unplug it and plug it in again; if it stays so, its supplier must repair it."));
    else if (a->driver->kind == DEVICE_KIND_FINGER)
        err_set(&event.err, ERR_DEVICE, NULL,
                _("This scanner speaks only its maker's own language."),
                _("Use another scanner; the manual lists those that work."));
    else
        err_set(&event.err, ERR_DEVICE, NULL,
                _("This reader speaks only its maker's own language."),
                _("Use a reader that follows the ministry's standard."));
    registry_set_info(a, DEVICE_REFUSED, event.err.text, event.err.hint);
    a->settled = true;
    registry_post(a, &event);
}

static void attach(struct registry *reg, libusb_device *usb, const struct driver *driver,
                   const struct device_id *id)
{
    struct attached *a = calloc(1, sizeof *a);
    struct attached **end = &reg->devices;

    if (a == NULL)
        return;
    a->registry = reg;
    a->usb = libusb_ref_device(usb);
    a->driver = driver;
    a->id = id;
    a->info.vendor = id->vendor;
    a->info.product = id->product;
    a->info.kind = driver->kind;
    a->info.use = id->use;
    a->info.sure = id->sure;
    a->info.state = DEVICE_STARTING;
    text_copy(a->info.label, sizeof a->info.label, gettext(driver->label));
    text_copy(a->info.maker, sizeof a->info.maker, id->maker);
    text_copy(a->info.text, sizeof a->info.text, _("Starting..."));
    carrier_place(usb, a->info.place, sizeof a->info.place);

    pthread_mutex_lock(&reg->lock);
    a->info.device = ++reg->last_number;
    while (*end != NULL)
        end = &(*end)->next;
    *end = a;
    if (driver_speaks(id)) {
        reg->references++;
        a->has_thread = start_thread(&a->thread, device_thread, a);
        if (!a->has_thread)
            reg->references--;
    }
    pthread_mutex_unlock(&reg->lock);
    if (!a->has_thread)
        report_only(a);
}

static void depart(struct attached *a)
{
    struct device_event event = {.kind = DEVICE_EVENT_GONE};

    if (!a->has_thread)
        registry_post(a, &event);
    pthread_mutex_lock(&a->registry->lock);
    a->departed = true;
    a->ended = a->ended || !a->has_thread;
    if (a->transport != NULL)
        transport_cancel(a->transport);
    pthread_cond_broadcast(&a->registry->changed);
    pthread_mutex_unlock(&a->registry->lock);
}

static bool on_list(libusb_device *usb, libusb_device *const *list, ssize_t n)
{
    for (ssize_t i = 0; i < n; i++) {
        if (list[i] == usb)
            return true;
    }
    return false;
}

static bool is_attached(const struct registry *reg, libusb_device *usb)
{
    for (const struct attached *a = reg->devices; a != NULL; a = a->next) {
        if (a->usb == usb)
            return true;
    }
    return false;
}

/* Compares the bus with what is attached. Only the watcher changes the list of devices. */
static void rescan(struct registry *reg)
{
    libusb_device **list;
    ssize_t n = libusb_get_device_list(reg->context, &list);

    if (n < 0)
        return;
    for (struct attached *a = reg->devices; a != NULL; a = a->next) {
        if (!a->departed && !on_list(a->usb, list, n))
            depart(a);
    }
    for (ssize_t i = 0; i < n; i++) {
        struct libusb_device_descriptor d;
        const struct driver *driver;
        if (is_attached(reg, list[i]) || libusb_get_device_descriptor(list[i], &d) != 0)
            continue;
        const struct device_id *id = drivers_find(reg->drivers, d.idVendor, d.idProduct, &driver);
        if (id != NULL)
            attach(reg, list[i], driver, id);
    }
    libusb_free_device_list(list, 1);
}

/* Frees what departed and whose thread has ended. */
static void reap(struct registry *reg)
{
    pthread_mutex_lock(&reg->lock);
    for (struct attached **at = &reg->devices; *at != NULL;) {
        struct attached *a = *at;
        if (!a->departed || !a->ended) {
            at = &a->next;
            continue;
        }
        *at = a->next;
        if (a->has_thread)
            pthread_join(a->thread, NULL); /* ended: returns at once */
        free_attached(a);
    }
    pthread_mutex_unlock(&reg->lock);
}

static int LIBUSB_CALL plugged(libusb_context *context, libusb_device *usb,
                               libusb_hotplug_event event, void *user)
{
    struct registry *reg = user;

    (void)context, (void)usb, (void)event;
    /* Called from whichever thread handles events: the list is made by the watcher. */
    atomic_store(&reg->dirty, true);
    wake_watcher(reg);
    return 0;
}

static bool is_stopping(struct registry *reg)
{
    pthread_mutex_lock(&reg->lock);
    bool stopping = reg->stopping;
    pthread_mutex_unlock(&reg->lock);
    return stopping;
}

static void *watch(void *argument)
{
    struct registry *reg = argument;
    struct pollfd wake = {.fd = reg->wake_fd, .events = POLLIN};
    uint64_t ignored;

    for (unsigned turn = 0; !is_stopping(reg); turn++) {
        struct timeval none = {0, 0};
        libusb_handle_events_timeout_completed(reg->context, &none, NULL);
        if (atomic_exchange(&reg->dirty, false) ||
            (!reg->has_hotplug && turn % RESCAN_TURNS == 0)) {
            rescan(reg);
            pthread_mutex_lock(&reg->lock);
            reg->scanned = true;
            pthread_mutex_unlock(&reg->lock);
        }
        reap(reg);
        if (poll(&wake, 1, reg->options.watch_ms > 0 ? reg->options.watch_ms : WATCH_MS) > 0 &&
            read(reg->wake_fd, &ignored, sizeof ignored) < 0)
            continue;
    }
    registry_unref(reg);
    return NULL;
}

/* ---- start and end ---- */

static void registry_destroy(struct registry *reg)
{
    for (struct attached *a = reg->devices, *next; a != NULL; a = next) {
        next = a->next;
        free_attached(a);
    }
    if (reg->context != NULL) {
        if (reg->has_hotplug)
            libusb_hotplug_deregister_callback(reg->context, reg->hotplug);
        libusb_exit(reg->context);
    }
    event_queue_clear(&reg->events);
    if (reg->wake_fd >= 0)
        close(reg->wake_fd);
    pthread_cond_destroy(&reg->changed);
    pthread_mutex_destroy(&reg->lock);
    free(reg);
}

void registry_unref(struct registry *reg)
{
    pthread_mutex_lock(&reg->lock);
    bool last = --reg->references == 0;
    pthread_mutex_unlock(&reg->lock);
    if (last)
        registry_destroy(reg);
}

static struct registry *alloc_registry(const struct registry_options *options)
{
    struct registry *reg = calloc(1, sizeof *reg);
    pthread_condattr_t monotonic;

    if (reg == NULL)
        return NULL;
    if (options != NULL)
        reg->options = *options;
    reg->drivers = reg->options.drivers != NULL ? reg->options.drivers : drivers_all;
    pthread_mutex_init(&reg->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&reg->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    reg->references = 1;
    atomic_init(&reg->dirty, true);
    reg->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return reg;
}

void registry_thread_ends(struct attached *a)
{
    struct registry *reg = a->registry;

    pthread_mutex_lock(&reg->lock);
    a->ended = true;
    bool last = --reg->references == 0;
    pthread_cond_broadcast(&reg->changed);
    pthread_mutex_unlock(&reg->lock);
    /* From here on `a` may be freed, and the thread is being joined under the lock. */
    if (last)
        registry_destroy(reg);
}

struct registry *registry_new(const struct registry_options *options, struct err *err)
{
    struct registry *reg = alloc_registry(options);
    int code = LIBUSB_ERROR_NO_MEM;

    err_clear(err);
    if (reg == NULL) {
        err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
        return NULL;
    }
    if (event_queue_init(&reg->events) && reg->wake_fd >= 0 && sodium_init() >= 0)
        code = libusb_init(&reg->context);
    if (code == LIBUSB_SUCCESS && libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG))
        reg->has_hotplug =
            libusb_hotplug_register_callback(
                reg->context,
                LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0,
                LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                plugged, reg, &reg->hotplug) == LIBUSB_SUCCESS;
    if (code == LIBUSB_SUCCESS) {
        reg->references++;
        if (start_thread(&reg->watcher, watch, reg))
            return reg;
        reg->references--;
    }
    err_set(err, ERR_DEVICE, NULL, _("USB cannot be used on this computer."),
            _("Readers will not work; everything else does."));
    err_detail(err, "libusb_init: %s", libusb_error_name(code));
    registry_unref(reg);
    return NULL;
}

static bool all_ended(const struct registry *reg)
{
    for (const struct attached *a = reg->devices; a != NULL; a = a->next) {
        if (a->has_thread && !a->ended)
            return false;
    }
    return true;
}

void registry_free(struct registry **registry)
{
    struct registry *reg = *registry;
    struct timespec until;

    if (reg == NULL)
        return;
    *registry = NULL;
    int ms = reg->options.free_ms > 0 ? reg->options.free_ms : REGISTRY_FREE_MS;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;

    pthread_mutex_lock(&reg->lock);
    reg->stopping = true;
    pthread_cond_broadcast(&reg->changed);
    pthread_mutex_unlock(&reg->lock);
    wake_watcher(reg);
    /* It never waits long: after it, nobody changes the list. */
    pthread_join(reg->watcher, NULL);

    pthread_mutex_lock(&reg->lock);
    for (struct attached *a = reg->devices; a != NULL; a = a->next) {
        if (a->transport != NULL)
            transport_cancel(a->transport);
    }
    while (!all_ended(reg) && pthread_cond_timedwait(&reg->changed, &reg->lock, &until) == 0)
        continue;
    for (struct attached *a = reg->devices; a != NULL; a = a->next) {
        if (a->has_thread && a->ended)
            pthread_join(a->thread, NULL);
        else if (a->has_thread)
            pthread_detach(a->thread);
    }
    pthread_mutex_unlock(&reg->lock);
    registry_unref(reg);
}

/* ---- the program's side ---- */

int registry_fd(const struct registry *reg)
{
    return reg->events.fd;
}

bool registry_next(struct registry *reg, struct device_event *event)
{
    pthread_mutex_lock(&reg->lock);
    bool found = event_queue_pop(&reg->events, event);
    pthread_mutex_unlock(&reg->lock);
    return found;
}

size_t registry_list(struct registry *reg, struct device_info *out, size_t cap)
{
    size_t n = 0;

    pthread_mutex_lock(&reg->lock);
    for (const struct attached *a = reg->devices; a != NULL; a = a->next) {
        if (a->departed)
            continue;
        if (n < cap)
            out[n] = a->info;
        n++;
    }
    pthread_mutex_unlock(&reg->lock);
    return n;
}

bool registry_settled(struct registry *reg)
{
    pthread_mutex_lock(&reg->lock);
    bool settled = reg->scanned;
    for (const struct attached *a = reg->devices; a != NULL; a = a->next)
        settled = settled && (a->settled || a->departed);
    pthread_mutex_unlock(&reg->lock);
    return settled;
}

bool registry_ask(struct registry *reg, unsigned device, enum device_request request)
{
    bool found = false;

    pthread_mutex_lock(&reg->lock);
    for (struct attached *a = reg->devices; a != NULL; a = a->next) {
        if (a->info.device == device && !a->departed && a->has_thread) {
            a->asked |= 1u << request;
            found = true;
        }
    }
    pthread_cond_broadcast(&reg->changed);
    pthread_mutex_unlock(&reg->lock);
    return found;
}

void registry_want_fingers(struct registry *reg, bool wanted)
{
    pthread_mutex_lock(&reg->lock);
    for (struct attached *a = reg->devices; a != NULL && wanted != reg->fingers_wanted;
         a = a->next) {
        if (a->info.kind == DEVICE_KIND_FINGER && a->announced)
            a->asked |= 1u << DEVICE_REQUEST_LOOK;
    }
    reg->fingers_wanted = wanted;
    pthread_cond_broadcast(&reg->changed);
    pthread_mutex_unlock(&reg->lock);
}

/* Under the lock. */
static bool leave_match(struct attached *a, const struct finger_capture *with, size_t count,
                        unsigned token)
{
    registry_forget_match(a);
    if (count > 0)
        a->match_with = calloc(count, sizeof *with);
    if (count > 0 && a->match_with == NULL)
        return false;
    if (count > 0)
        memcpy(a->match_with, with, count * sizeof *with);
    a->match_count = count;
    a->match_token = token;
    a->asked |= 1u << DEVICE_REQUEST_MATCH;
    return true;
}

bool registry_match(struct registry *reg, unsigned device, const struct finger_capture *with,
                    size_t count, unsigned token)
{
    bool left = false;

    if (count > REGISTRY_MATCH_MAX)
        return false;
    pthread_mutex_lock(&reg->lock);
    for (struct attached *a = reg->devices; a != NULL; a = a->next) {
        if (a->info.device == device && !a->departed && a->announced &&
            a->info.kind == DEVICE_KIND_FINGER)
            left = leave_match(a, with, count, token);
    }
    pthread_cond_broadcast(&reg->changed);
    pthread_mutex_unlock(&reg->lock);
    return left;
}
