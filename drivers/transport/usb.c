#include "config.h"

#include "drivers/transport/usb.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A whole number of packets at every speed, and more than the longest answer: less than a packet
 * would overflow. */
#define BUFFER_SIZE 4096
/* ... and for a pipe of large things, all of one: a device that sends as it scans does not wait. */
#define LARGE_SIZE 131072
/* How long a wait goes on before it looks whether it was cancelled. */
#define SLICE_US 50000
/* The kernel ends a discarded transfer at once; if not, the transfer is left to it. */
#define DISCARD_US 1000000

struct usb {
    struct transport base;
    struct transport_ops ops; /* with the shape's name */
    libusb_context *context;
    libusb_device_handle *handle;
    struct usb_shape shape;
    struct pipes pipes;
    struct libusb_transfer *transfer;
    uint8_t *buffer;
    size_t size;
    /* What came and was not yet asked for. */
    uint8_t *rest;
    size_t rest_len;
    enum pipe rest_pipe;
    int done;             /* for libusb's eyes */
    atomic_bool finished; /* the same for ours: another thread may have handled the event */
    bool lost;            /* a transfer never came back: nothing of it may be freed */
    atomic_bool cancelled;
};

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static enum transport_status from_libusb(int code)
{
    switch (code) {
    case LIBUSB_SUCCESS:
        return TRANSPORT_OK;
    case LIBUSB_ERROR_TIMEOUT:
        return TRANSPORT_TIMEOUT;
    case LIBUSB_ERROR_NO_DEVICE:
        return TRANSPORT_GONE;
    case LIBUSB_ERROR_PIPE:
        return TRANSPORT_STALL;
    default:
        return TRANSPORT_PROTO;
    }
}

/* ---- one transfer ---- */

static void LIBUSB_CALL transfer_done(struct libusb_transfer *transfer)
{
    struct usb *u = transfer->user_data;

    u->done = 1;
    atomic_store(&u->finished, true);
}

/* Waits for the transfer under way; cancels it when its time is over or the program wants to end.
 * False if it never came back. */
static bool wait_done(struct usb *u, int64_t until)
{
    bool discarded = false;

    while (!atomic_load(&u->finished)) {
        int64_t left = until - now_us();
        if (discarded && left <= 0)
            return false;
        if (!discarded && (left <= 0 || atomic_load(&u->cancelled))) {
            libusb_cancel_transfer(u->transfer);
            discarded = true;
            until = now_us() + DISCARD_US;
            left = DISCARD_US;
        }
        struct timeval slice = {0, left < SLICE_US ? (suseconds_t)left : SLICE_US};
        libusb_handle_events_timeout_completed(u->context, &slice, &u->done);
    }
    return true;
}

static enum transport_status transfer_status(const struct usb *u)
{
    switch (u->transfer->status) {
    case LIBUSB_TRANSFER_COMPLETED:
        return TRANSPORT_OK;
    case LIBUSB_TRANSFER_TIMED_OUT:
    case LIBUSB_TRANSFER_CANCELLED:
        return u->transfer->actual_length > 0 ? TRANSPORT_OK : TRANSPORT_TIMEOUT;
    case LIBUSB_TRANSFER_STALL:
        return TRANSPORT_STALL;
    case LIBUSB_TRANSFER_NO_DEVICE:
        return TRANSPORT_GONE;
    case LIBUSB_TRANSFER_ERROR:
    case LIBUSB_TRANSFER_OVERFLOW:
        break;
    }
    return TRANSPORT_PROTO;
}

/* Runs one transfer over u->buffer; u->transfer->actual_length then says how many bytes. */
static enum transport_status run(struct usb *u, enum pipe pipe, size_t len, int timeout_ms)
{
    int code;

    if (u->lost)
        return TRANSPORT_GONE;
    if (atomic_load(&u->cancelled))
        return TRANSPORT_TIMEOUT;
    u->done = 0;
    atomic_store(&u->finished, false);
    libusb_fill_bulk_transfer(u->transfer, u->handle, u->shape.endpoint[pipe], u->buffer, (int)len,
                              transfer_done, u, 0);
    if (u->shape.interrupt && !(u->shape.body_bulk && pipe == PIPE_BODY_IN))
        u->transfer->type = LIBUSB_TRANSFER_TYPE_INTERRUPT;
    u->transfer->actual_length = 0;
    code = libusb_submit_transfer(u->transfer);
    if (code != LIBUSB_SUCCESS)
        return from_libusb(code);
    if (!wait_done(u, now_us() + (int64_t)timeout_ms * 1000)) {
        u->lost = true;
        return TRANSPORT_GONE;
    }
    return transfer_status(u);
}

static enum transport_status give_rest(struct usb *u, uint8_t *bytes, size_t len, size_t *got)
{
    *got = u->rest_len < len ? u->rest_len : len;
    memcpy(bytes, u->rest, *got);
    u->rest += *got;
    u->rest_len -= *got;
    if (u->rest_len == 0)
        secret_wipe(u->buffer, u->size);
    return TRANSPORT_OK;
}

static enum transport_status move_out(struct usb *u, enum pipe pipe, const uint8_t *bytes,
                                      size_t len, size_t *got, int timeout_ms)
{
    if (len > BUFFER_SIZE)
        return TRANSPORT_PROTO;
    u->rest_len = 0;
    memcpy(u->buffer, bytes, len);
    if (len < u->shape.fill) {
        memset(u->buffer + len, 0, u->shape.fill - len);
        len = u->shape.fill;
    }
    enum transport_status status = run(u, pipe, len, timeout_ms);
    *got = (size_t)u->transfer->actual_length;
    if (status == TRANSPORT_OK && *got < len)
        return TRANSPORT_TIMEOUT;
    return status;
}

static enum transport_status move(void *self, enum pipe pipe, uint8_t *bytes, size_t len,
                                  size_t *got, int timeout_ms)
{
    struct usb *u = self;
    int64_t until = now_us() + (int64_t)timeout_ms * 1000;

    *got = 0;
    if (pipe == PIPE_HEAD_OUT || pipe == PIPE_BODY_OUT)
        return move_out(u, pipe, bytes, len, got, timeout_ms);
    if (u->rest_len > 0 && u->rest_pipe == pipe)
        return give_rest(u, bytes, len, got);
    for (;;) {
        size_t ask = pipe == PIPE_BODY_IN ? u->size : BUFFER_SIZE;
        enum transport_status status = run(u, pipe, ask, timeout_ms);
        if (status != TRANSPORT_OK)
            return status;
        if (u->transfer->actual_length > 0)
            break;
        /* An empty packet says nothing: go on waiting. */
        timeout_ms = (int)((until - now_us()) / 1000);
        if (timeout_ms <= 0)
            return TRANSPORT_TIMEOUT;
    }
    u->rest = u->buffer;
    u->rest_len = (size_t)u->transfer->actual_length;
    u->rest_pipe = pipe;
    return give_rest(u, bytes, len, got);
}

/* ---- the transport ---- */

static enum transport_status usb_write(struct transport *t, const uint8_t *data, size_t len,
                                       int timeout_ms)
{
    return pipes_write(&((struct usb *)t)->pipes, data, len, timeout_ms);
}

static enum transport_status usb_read(struct transport *t, uint8_t *buf, size_t cap, size_t *got,
                                      int timeout_ms)
{
    return pipes_read(&((struct usb *)t)->pipes, buf, cap, got, timeout_ms);
}

static enum transport_status usb_read_body(struct transport *t, uint8_t *buf, size_t cap,
                                           size_t *got, int timeout_ms)
{
    struct usb *u = (struct usb *)t;

    return u->shape.endpoint[PIPE_BODY_IN] != 0 ? move(u, PIPE_BODY_IN, buf, cap, got, timeout_ms)
                                                : TRANSPORT_PROTO;
}

static enum transport_status usb_control(struct transport *t, uint8_t request_type, uint8_t request,
                                         uint16_t value, uint16_t index, uint8_t *data, size_t len,
                                         size_t *got, int timeout_ms)
{
    struct usb *u = (struct usb *)t;
    int n;

    if (u->lost)
        return TRANSPORT_GONE;
    if (atomic_load(&u->cancelled))
        return TRANSPORT_TIMEOUT;
    if (len > UINT16_MAX || timeout_ms <= 0)
        return TRANSPORT_PROTO;
    n = libusb_control_transfer(u->handle, request_type, request, value, index, data, (uint16_t)len,
                                (unsigned)timeout_ms);
    if (n < 0)
        return from_libusb(n);
    *got = (size_t)n;
    return TRANSPORT_OK;
}

static enum transport_status usb_drain(struct transport *t, int quiet_ms, size_t *dropped)
{
    struct usb *u = (struct usb *)t;

    *dropped += u->rest_len;
    u->rest_len = 0;
    secret_wipe(u->buffer, u->lost ? 0 : u->size);
    return pipes_drain(&u->pipes, quiet_ms, dropped);
}

static enum transport_status usb_clear(struct transport *t)
{
    struct usb *u = (struct usb *)t;

    if (u->lost)
        return TRANSPORT_GONE;
    for (int pipe = 0; pipe < PIPE_COUNT; pipe++) {
        if (u->shape.endpoint[pipe] == 0)
            continue;
        if (atomic_load(&u->cancelled))
            return TRANSPORT_TIMEOUT;
        int code = libusb_clear_halt(u->handle, u->shape.endpoint[pipe]);
        if (code != LIBUSB_SUCCESS)
            return from_libusb(code);
    }
    return TRANSPORT_OK;
}

static void usb_cancel(struct transport *t)
{
    atomic_store(&((struct usb *)t)->cancelled, true);
}

static int64_t usb_now(struct transport *t)
{
    (void)t;
    return now_us() / 1000;
}

static void usb_close(struct transport *t)
{
    struct usb *u = (struct usb *)t;

    if (u->lost)
        return; /* the kernel may still write to the buffer: this little is left behind */
    libusb_release_interface(u->handle, u->shape.interface);
    libusb_close(u->handle);
    libusb_free_transfer(u->transfer);
    secret_wipe(u->buffer, u->size);
    free(u->buffer);
    free(u);
}

static const struct transport_ops usb_ops = {
    .write = usb_write,
    .read = usb_read,
    .read_body = usb_read_body,
    .control = usb_control,
    .drain = usb_drain,
    .clear = usb_clear,
    .cancel = usb_cancel,
    .now = usb_now,
    .close = usb_close,
};

void usb_err(struct err *err, int code)
{
    const char *hint = NULL;
    const char *text = _("The device cannot be opened.");

    switch (code) {
    case LIBUSB_ERROR_ACCESS:
        text = _("This user may not use the device.");
        hint = _("Install the program's udev rules, then unplug the device and plug it in again.");
        break;
    case LIBUSB_ERROR_BUSY:
        text = _("Another program is using the device.");
        hint = _("Close the other program; the device is tried again by itself.");
        break;
    case LIBUSB_ERROR_NO_DEVICE:
        text = _("The device was unplugged.");
        break;
    default:
        hint = _("Unplug it, wait a moment, and plug it in again.");
        break;
    }
    err_clear(err);
    err_set(err, ERR_DEVICE, NULL, text, hint);
    err_detail(err, "libusb: %s", libusb_error_name(code));
}

struct transport *usb_transport_new(libusb_context *context, libusb_device *device,
                                    const struct usb_shape *shape, bool *gone, struct err *err)
{
    libusb_device_handle *handle = NULL;
    struct usb *u = NULL;
    int code = libusb_open(device, &handle);

    if (code == LIBUSB_SUCCESS) {
        libusb_set_auto_detach_kernel_driver(handle, 1);
        code = libusb_claim_interface(handle, shape->interface);
    }
    if (code == LIBUSB_SUCCESS) {
        u = calloc(1, sizeof *u);
        if (u != NULL) {
            u->size = shape->body_bulk ? LARGE_SIZE : BUFFER_SIZE;
            u->buffer = calloc(1, u->size);
            u->transfer = libusb_alloc_transfer(0);
        }
        if (u == NULL || u->buffer == NULL || u->transfer == NULL)
            code = LIBUSB_ERROR_NO_MEM;
    }
    *gone = code == LIBUSB_ERROR_NO_DEVICE;
    if (code != LIBUSB_SUCCESS) {
        usb_err(err, code);
        if (u != NULL) {
            libusb_free_transfer(u->transfer);
            free(u->buffer);
            free(u);
        }
        if (handle != NULL)
            libusb_close(handle);
        return NULL;
    }
    u->ops = usb_ops;
    u->ops.name = shape->name;
    u->base.ops = &u->ops;
    u->context = context;
    u->handle = handle;
    u->shape = *shape;
    u->pipes = (struct pipes){.split = shape->split, .move = move, .self = u};
    return &u->base;
}
