#include "config.h"

#include "tests/sim/usb_front.h"

#include "tests/sim/pty_front.h"

#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <umockdev.h>

#define HUB "/devices/pci0000:00/0000:00:14.0/usb1"
#define DEVICES_MAX 24

/* A transfer the host has submitted and not yet taken back. */
struct pending {
    struct pending *next;
    UMockdevIoctlData *urb;
    UMockdevIoctlData *buffer;
    bool done;
    bool hangs; /* a fault: never ends by itself */
};

struct usb_device {
    struct usb_front *front;
    char name[32];
    unsigned vendor, product;
    enum usb_look look;
    struct sim_model *model;
    int port;
    bool plugged;
    struct session *session; /* the last one */
};

/* One time of being plugged in. It goes on answering after the end, as the kernel does to who still
 * has the node open, and lives as long as the front. */
struct session {
    struct session *next;
    struct usb_device *device;
    int address;
    bool left; /* unplugged for the host's eyes; the bus follows in usb_front_turn() */
    UMockdevIoctlBase *handler;
    struct pending *pending;
    struct pty_front *line; /* an adapter's port; NULL for others */
};

struct usb_front {
    UMockdevTestbed *bed;
    char *root;
    pthread_mutex_t lock; /* glib has its own, which ThreadSanitizer does not see */
    struct usb_device devices[DEVICES_MAX];
    int count;
    int last_address;
    struct session *sessions;
};

/* ---- descriptors ---- */

static size_t put_endpoint(uint8_t *to, uint8_t address, uint8_t type)
{
    const uint8_t bytes[7] = {7, 5, address, type, 64, 0, type == 3 ? 4 : 0};

    memcpy(to, bytes, sizeof bytes);
    return sizeof bytes;
}

/* Interface class, subclass and protocol, and the pipes: address and type (2 bulk, 3 interrupt). */
static const struct {
    uint8_t class, subclass, protocol, count;
    uint8_t pipes[4][2];
} looks[] = {
    [USB_LOOK_SPLIT] = {0xFF, 0, 0, 4, {{0x81, 2}, {0x02, 2}, {0x85, 2}, {0x06, 2}}},
    [USB_LOOK_SINGLE] = {0xFF, 0, 0, 2, {{0x81, 2}, {0x02, 2}}},
    [USB_LOOK_INTERRUPT] = {0xFF, 0, 0, 2, {{0x81, 3}, {0x01, 3}}},
    [USB_LOOK_ODD] = {0xFF, 0, 0, 1, {{0x81, 2}}},
    [USB_LOOK_HID] = {0x03, 0, 0, 2, {{0x81, 3}, {0x01, 3}}},
    [USB_LOOK_DISK] = {0x08, 0x06, 0x50, 2, {{0x81, 2}, {0x02, 2}}},
    [USB_LOOK_SENSOR] = {0xFF, 0xFF, 0xFF, 2, {{0x81, 3}, {0x82, 2}}},
    [USB_LOOK_SERIAL] = {0xFF, 1, 2, 2, {{0x82, 2}, {0x02, 2}}},
};

static size_t put_descriptors(const struct usb_device *d, uint8_t to[96])
{
    uint8_t n = looks[d->look].count;
    const uint8_t ids[4] = {(uint8_t)d->vendor, (uint8_t)(d->vendor >> 8), (uint8_t)d->product,
                            (uint8_t)(d->product >> 8)};
    uint8_t device[18] = {18, 1, 0x10, 0x01, 0, 0, 0, 64, 0, 0, 0, 0, 0x63, 0x00, 0, 0, 0, 1};
    const uint8_t config[18] = {9,
                                2,
                                (uint8_t)(18 + 7 * n),
                                0,
                                1,
                                1,
                                0,
                                0xE0,
                                0,
                                9,
                                4,
                                0,
                                0,
                                n,
                                looks[d->look].class,
                                looks[d->look].subclass,
                                looks[d->look].protocol,
                                0};
    size_t used = sizeof device + sizeof config;

    memcpy(device + 8, ids, sizeof ids);
    memcpy(to, device, sizeof device);
    memcpy(to + sizeof device, config, sizeof config);
    for (uint8_t i = 0; i < n; i++)
        used += put_endpoint(to + used, looks[d->look].pipes[i][0], looks[d->look].pipes[i][1]);
    return used;
}

/* ---- transfers ---- */

static int64_t now_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

static struct usbdevfs_urb *urb_of(const struct pending *p)
{
    return (struct usbdevfs_urb *)(void *)p->urb->data;
}

static void finish(struct pending *p, int status, size_t len)
{
    urb_of(p)->status = status;
    urb_of(p)->actual_length = (int)len;
    p->done = true;
}

static int error_of(enum sim_io io)
{
    return io == SIM_STALL ? -EPIPE : io == SIM_GONE ? -ENODEV : 0;
}

static bool is_pipe(uint8_t endpoint, enum sim_pipe *pipe)
{
    switch (endpoint) {
    case 0x81:
        *pipe = SIM_HEAD_IN;
        return true;
    case 0x82:
    case 0x85:
        *pipe = SIM_BODY_IN;
        return true;
    case 0x01:
    case 0x02:
        *pipe = SIM_HEAD_OUT;
        return true;
    case 0x06:
        *pipe = SIM_BODY_OUT;
        return true;
    default:
        return false;
    }
}

/* The host unplugged it in its own eyes: every transfer ends, the bus follows. */
static void leave(struct session *s)
{
    s->left = true;
    for (struct pending *p = s->pending; p != NULL; p = p->next) {
        if (!p->done)
            finish(p, -ENODEV, 0);
    }
}

/* Ends those transfers in that the model has something for. */
static void pump(struct session *s)
{
    for (struct pending *p = s->pending; p != NULL; p = p->next) {
        struct usbdevfs_urb *urb = urb_of(p);
        enum sim_pipe pipe;
        size_t got;
        int64_t ready;
        if (p->done || p->hangs || !is_pipe(urb->endpoint, &pipe) || !(urb->endpoint & 0x80))
            continue;
        enum sim_io io = sim_model_read(s->device->model, pipe, p->buffer->data,
                                        (size_t)urb->buffer_length, &got, now_ms(), &ready);
        if (io == SIM_GONE)
            leave(s);
        else if (io != SIM_WAIT)
            finish(p, error_of(io), got);
    }
}

/* The request lies in the first eight bytes of the buffer, its data behind. */
static void start_control(struct session *s, struct pending *p)
{
    uint8_t *bytes = p->buffer->data;
    size_t got = 0, room = (size_t)urb_of(p)->buffer_length;
    const struct sim_setup setup = {bytes[0], bytes[1], (uint16_t)(bytes[2] | bytes[3] << 8),
                                    (uint16_t)(bytes[4] | bytes[5] << 8)};
    enum sim_io io = sim_model_edge(s->device->model);

    if (io == SIM_OK)
        io = sim_model_control(s->device->model, &setup, bytes + 8, room - 8, &got, now_ms());
    if (io == SIM_GONE)
        leave(s);
    else if (io == SIM_WAIT)
        p->hangs = true;
    else
        finish(p, error_of(io), setup.type & 0x80 ? got : room - 8);
}

static void start(struct session *s, struct pending *p)
{
    struct usbdevfs_urb *urb = urb_of(p);
    enum sim_pipe pipe;
    bool known = urb->type != USBDEVFS_URB_TYPE_CONTROL && is_pipe(urb->endpoint, &pipe);
    if (urb->type == USBDEVFS_URB_TYPE_CONTROL && urb->buffer_length >= 8) {
        start_control(s, p);
        pump(s);
        return;
    }
    enum sim_io io = known ? sim_model_edge(s->device->model) : SIM_STALL;

    if (io == SIM_GONE) {
        leave(s);
    } else if (io == SIM_WAIT) {
        p->hangs = true;
    } else if (io != SIM_OK) {
        finish(p, -EPIPE, 0);
    } else if (!(urb->endpoint & 0x80)) {
        size_t len = (size_t)urb->buffer_length;
        io = sim_model_write(s->device->model, pipe, p->buffer->data, len, now_ms());
        finish(p, error_of(io), io == SIM_OK ? len : 0);
    }
    pump(s);
}

static void forget(struct pending *p)
{
    g_object_unref(p->urb);
    if (p->buffer != NULL)
        g_object_unref(p->buffer);
    free(p);
}

static void submit(struct session *s, UMockdevIoctlClient *client, UMockdevIoctlData *urb)
{
    struct usbdevfs_urb *u = (struct usbdevfs_urb *)(void *)urb->data;
    struct pending *p = calloc(1, sizeof *p), **end = &s->pending;

    if (p == NULL) {
        umockdev_ioctl_client_complete(client, -1, ENOMEM);
        return;
    }
    p->urb = g_object_ref(urb);
    if (u->buffer_length > 0) {
        /* The data stays the parent's; a reference keeps it until the transfer is taken back. */
        p->buffer = umockdev_ioctl_data_resolve(urb, G_STRUCT_OFFSET(struct usbdevfs_urb, buffer),
                                                (gsize)u->buffer_length, NULL);
        if (p->buffer != NULL)
            g_object_ref(p->buffer);
    }
    while (*end != NULL)
        end = &(*end)->next;
    *end = p;
    if (p->buffer == NULL)
        finish(p, -EINVAL, 0);
    else
        start(s, p);
    umockdev_ioctl_client_complete(client, 0, 0);
}

static void discard(struct session *s, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    gulong address = *(gulong *)(void *)arg->data;

    for (struct pending *p = s->pending; p != NULL; p = p->next) {
        if (p->urb->client_addr == address && !p->done) {
            finish(p, -ENOENT, 0);
            umockdev_ioctl_client_complete(client, 0, 0);
            return;
        }
    }
    umockdev_ioctl_client_complete(client, -1, EINVAL);
}

/* Hands back an ended transfer. Returns false if there was none. */
static bool reap(struct session *s, UMockdevIoctlClient *client, UMockdevIoctlData *to)
{
    pump(s);
    for (struct pending **at = &s->pending; *at != NULL; at = &(*at)->next) {
        struct pending *p = *at;
        if (!p->done)
            continue;
        *at = p->next;
        umockdev_ioctl_data_set_ptr(to, 0, p->urb);
        umockdev_ioctl_client_complete(client, 0, 0);
        forget(p);
        return true;
    }
    umockdev_ioctl_client_complete(client, -1, s->left ? ENODEV : EAGAIN);
    return false;
}

/* Returns false after an empty reap. */
static bool serve(struct session *s, UMockdevIoctlClient *client, gulong request,
                  UMockdevIoctlData *arg, UMockdevIoctlData *data)
{
    bool ending = request == USBDEVFS_DISCARDURB || request == USBDEVFS_REAPURB ||
                  request == USBDEVFS_REAPURBNDELAY || request == USBDEVFS_RELEASEINTERFACE;

    if (s->left && !ending) {
        umockdev_ioctl_client_complete(client, -1, ENODEV);
        return true;
    }
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES:
        *(guint32 *)(void *)data->data =
            USBDEVFS_CAP_BULK_CONTINUATION | USBDEVFS_CAP_NO_PACKET_SIZE_LIM;
        break;
    case USBDEVFS_GETDRIVER:
        umockdev_ioctl_client_complete(client, -1, ENODATA);
        return true;
    case USBDEVFS_CLEAR_HALT:
        sim_model_clear(s->device->model);
        break;
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_DISCONNECT_CLAIM:
        if (s->device->model->faults.busy) {
            umockdev_ioctl_client_complete(client, -1, EBUSY);
            return true;
        }
        break;
    case USBDEVFS_RELEASEINTERFACE:
    case USBDEVFS_RESET:
    case USBDEVFS_CONNECT:
    case USBDEVFS_IOCTL:
    case USBDEVFS_SETCONFIGURATION:
    case USBDEVFS_SETINTERFACE:
        break;
    case USBDEVFS_SUBMITURB:
        submit(s, client, data);
        return true;
    case USBDEVFS_DISCARDURB:
        discard(s, client, arg);
        return true;
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
        return reap(s, client, data);
    default:
        umockdev_ioctl_client_complete(client, -1, ENOTTY);
        return true;
    }
    umockdev_ioctl_client_complete(client, 0, 0);
    return true;
}

static gboolean on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer user)
{
    struct session *s = user;
    gulong request = umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(client), *data = NULL;
    bool waiting;

    (void)base;
    if (_IOC_SIZE(request) > 0)
        data = umockdev_ioctl_data_resolve(arg, 0, _IOC_SIZE(request), NULL);
    if (_IOC_SIZE(request) > 0 && data == NULL) {
        umockdev_ioctl_client_complete(client, -1, EFAULT);
        return TRUE;
    }
    usb_front_lock(s->device->front);
    waiting = !serve(s, client, request, arg, data) && s->pending != NULL;
    usb_front_unlock(s->device->front);
    /* The node is a plain file, so the host asks again at once instead of sleeping: slow it a
     * little, or both processes do nothing but this. */
    if (waiting)
        g_usleep(300);
    return TRUE;
}

/* ---- the bus ---- */

static bool add_to_bus(struct usb_front *front, const char *path, int address, const char *extra,
                       const uint8_t *descriptors, size_t len)
{
    GString *text = g_string_new(NULL);
    GError *error = NULL;

    g_string_append_printf(text,
                           "P: %s\nN: bus/usb/001/%03d\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
                           "E: DEVNAME=/dev/bus/usb/001/%03d\nE: BUSNUM=001\nE: DEVNUM=%03d\n"
                           "E: MAJOR=189\nE: MINOR=%d\n%sA: busnum=1\\n\nA: devnum=%d\\n\n"
                           "A: bConfigurationValue=1\\n\nA: speed=12\\n\nH: descriptors=",
                           path, address, address, address, address - 1, extra, address);
    for (size_t i = 0; i < len; i++)
        g_string_append_printf(text, "%02X", descriptors[i]);
    g_string_append_c(text, '\n');
    bool ok = umockdev_testbed_add_from_string(front->bed, text->str, &error);
    if (!ok) {
        fprintf(stderr, "usb front: %s\n", error->message);
        g_error_free(error);
    }
    g_string_free(text, TRUE);
    return ok;
}

/* The bus's own hub, so that there is a bus when nothing is plugged. */
static bool add_hub(struct usb_front *front)
{
    static const uint8_t hub[] = {18, 1, 0, 2, 9, 0,  1, 64, 0x6B, 0x1D, 2,    0, 0, 6, 0,
                                  0,  0, 1, 9, 2, 25, 0, 1,  1,    0,    0xE0, 0, 9, 4, 0,
                                  0,  1, 9, 0, 0, 0,  7, 5,  0x81, 3,    4,    0, 12};

    front->last_address = 1;
    return add_to_bus(front, HUB, 1, "A: idVendor=1d6b\\n\nA: idProduct=0002\\n\n", hub,
                      sizeof hub);
}

struct usb_front *usb_front_new(void)
{
    struct usb_front *front = calloc(1, sizeof *front);
    const char *preload = getenv("LD_PRELOAD");

    if (front == NULL || preload == NULL || strstr(preload, "libumockdev-preload") == NULL) {
        fputs("usb front: not run under libumockdev-preload.so.0\n", stderr);
        free(front);
        return NULL;
    }
    pthread_mutex_init(&front->lock, NULL);
    front->bed = umockdev_testbed_new();
    front->root = umockdev_testbed_get_root_dir(front->bed);
    if (!add_hub(front)) {
        usb_front_free(front);
        return NULL;
    }
    return front;
}

/* No more ioctls come. */
static void end_session(struct session *s)
{
    pty_front_free(s->line);
    g_signal_handlers_disconnect_by_data(s->handler, s);
    while (s->pending != NULL) {
        struct pending *next = s->pending->next;
        forget(s->pending);
        s->pending = next;
    }
    g_object_unref(s->handler);
    free(s);
}

void usb_front_free(struct usb_front *front)
{
    if (front == NULL)
        return;
    for (int i = 0; i < front->count; i++)
        usb_device_unplug(&front->devices[i]);
    for (struct session *s = front->sessions, *next; s != NULL; s = next) {
        char node[64];
        next = s->next;
        snprintf(node, sizeof node, "/dev/bus/usb/001/%03d", s->address);
        umockdev_testbed_detach_ioctl(front->bed, node, NULL);
        end_session(s);
    }
    g_object_unref(front->bed);
    g_free(front->root);
    pthread_mutex_destroy(&front->lock);
    free(front);
}

const char *usb_front_root(const struct usb_front *front)
{
    return front->root;
}

void usb_front_lock(struct usb_front *front)
{
    pthread_mutex_lock(&front->lock);
}

void usb_front_unlock(struct usb_front *front)
{
    pthread_mutex_unlock(&front->lock);
}

struct usb_device *usb_front_add(struct usb_front *front, const char *name, unsigned vendor,
                                 unsigned product, enum usb_look look, struct sim_model *model)
{
    if (front->count == DEVICES_MAX)
        return NULL;
    struct usb_device *d = &front->devices[front->count++];
    *d = (struct usb_device){.front = front,
                             .vendor = vendor,
                             .product = product,
                             .look = look,
                             .model = model,
                             .port = front->count};
    snprintf(d->name, sizeof d->name, "%s", name);
    return d;
}

bool usb_device_plugged(const struct usb_device *d)
{
    return d->plugged;
}

const char *usb_device_name(const struct usb_device *d)
{
    return d->name;
}

/* ---- an adapter's serial port ---- */

/* The model of an adapter unplugged itself; called under the lock. */
static void line_left(void *user)
{
    leave(user);
}

/* What the kernel makes of an adapter: its interface, and under it the port. umockdev puts a pty
 * there and hands out the far end. */
static bool add_port(struct session *s, const char *path)
{
    struct usb_front *front = s->device->front;
    char text[512], node[32];
    GError *error = NULL;
    int port = s->device->port, n;

    snprintf(node, sizeof node, "/dev/ttyUSB%d", s->address);
    n = snprintf(text, sizeof text,
                 "P: %s/1-%d:1.0\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
                 "A: bInterfaceNumber=00\\n\n\n"
                 "P: %s/1-%d:1.0/ttyUSB%d/tty/ttyUSB%d\nN: ttyUSB%d\nE: SUBSYSTEM=tty\n"
                 "E: DEVNAME=%s\nE: MAJOR=188\nE: MINOR=%d\nA: dev=188:%d\\n\n",
                 path, port, path, port, s->address, s->address, s->address, node, s->address,
                 s->address);
    if (n < 0 || (size_t)n >= sizeof text ||
        !umockdev_testbed_add_from_string(front->bed, text, &error)) {
        fprintf(stderr, "usb front: %s\n", error != NULL ? error->message : "no port");
        g_clear_error(&error);
        return false;
    }
    int fd = umockdev_testbed_get_dev_fd(front->bed, node);
    s->line = fd >= 0 ? pty_front_new(fd, s->device->model, &front->lock, line_left, s) : NULL;
    return s->line != NULL;
}

/* The far end closes with the port: who has the near one open hears that it is gone. */
static void remove_port(struct session *s, const char *path)
{
    char below[160];

    pty_front_free(s->line);
    s->line = NULL;
    snprintf(below, sizeof below, "%s/1-%d:1.0/ttyUSB%d/tty/ttyUSB%d", path, s->device->port,
             s->address, s->address);
    umockdev_testbed_uevent(s->device->front->bed, below, "remove");
    umockdev_testbed_remove_device(s->device->front->bed, below);
    snprintf(below, sizeof below, "%s/1-%d:1.0", path, s->device->port);
    umockdev_testbed_remove_device(s->device->front->bed, below);
}

static struct session *new_session(struct usb_device *d)
{
    struct session *session = calloc(1, sizeof *session);

    if (session == NULL)
        return NULL;
    session->device = d;
    session->address = ++d->front->last_address;
    session->handler = umockdev_ioctl_base_new();
    g_signal_connect(session->handler, "handle-ioctl", G_CALLBACK(on_ioctl), session);
    session->next = d->front->sessions;
    d->front->sessions = session;
    return session;
}

bool usb_device_plug(struct usb_device *d)
{
    char node[64], path[96], extra[160];
    uint8_t descriptors[96];
    GError *error = NULL;
    struct session *session = d->plugged ? NULL : new_session(d);

    if (session == NULL)
        return false;
    snprintf(node, sizeof node, "/dev/bus/usb/001/%03d", session->address);
    snprintf(path, sizeof path, HUB "/1-%d", d->port);
    snprintf(extra, sizeof extra,
             "E: PRODUCT=%x/%x/63\nA: idVendor=%04x\\n\nA: idProduct=%04x\\n\n", d->vendor,
             d->product, d->vendor, d->product);
    usb_front_lock(d->front);
    sim_model_power(d->model);
    d->session = session;
    d->plugged = true;
    usb_front_unlock(d->front);

    /* Before the device is there: who hears of it opens it at once. */
    if (!umockdev_testbed_attach_ioctl(d->front->bed, node, session->handler, &error)) {
        fprintf(stderr, "usb front: %s\n", error->message);
        g_error_free(error);
        return false;
    }
    if (!add_to_bus(d->front, path, session->address, extra, descriptors,
                    put_descriptors(d, descriptors)))
        return false;
    return d->look != USB_LOOK_SERIAL || add_port(session, path);
}

bool usb_device_unplug(struct usb_device *d)
{
    char path[96];

    if (!d->plugged)
        return false;
    snprintf(path, sizeof path, "/sys" HUB "/1-%d", d->port);
    usb_front_lock(d->front);
    d->plugged = false;
    leave(d->session);
    usb_front_unlock(d->front);
    if (d->look == USB_LOOK_SERIAL)
        remove_port(d->session, path);
    umockdev_testbed_uevent(d->front->bed, path, "remove");
    umockdev_testbed_remove_device(d->front->bed, path);
    return true;
}

void usb_front_turn(struct usb_front *front)
{
    for (int i = 0; i < front->count; i++) {
        struct usb_device *d = &front->devices[i];
        usb_front_lock(front);
        bool left = d->plugged && d->session->left;
        usb_front_unlock(front);
        if (left)
            usb_device_unplug(d);
    }
}
