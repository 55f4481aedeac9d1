/* Which pipes of a device to use, from its descriptors alone. */
#include "config.h"

#include "drivers/transport/usb.h"

#include <string.h>

/* Classes with drivers and users of their own: what sits there is no reader of ours. */
static bool is_others(uint8_t class)
{
    switch (class) {
    case LIBUSB_CLASS_AUDIO:
    case LIBUSB_CLASS_PHYSICAL:
    case LIBUSB_CLASS_PRINTER:
    case LIBUSB_CLASS_IMAGE:
    case LIBUSB_CLASS_MASS_STORAGE:
    case LIBUSB_CLASS_HUB:
    case LIBUSB_CLASS_SMART_CARD:
    case LIBUSB_CLASS_VIDEO:
    case LIBUSB_CLASS_WIRELESS:
        return true;
    default:
        return false;
    }
}

static uint8_t type_of(const struct libusb_endpoint_descriptor *endpoint)
{
    return endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK;
}

static bool has_bulk(const struct libusb_interface_descriptor *interface, uint8_t address)
{
    for (int i = 0; i < interface->bNumEndpoints; i++) {
        if (interface->endpoint[i].bEndpointAddress == address &&
            type_of(&interface->endpoint[i]) == LIBUSB_TRANSFER_TYPE_BULK)
            return true;
    }
    return false;
}

static bool split_shape(const struct libusb_interface_descriptor *interface,
                        struct usb_shape *shape)
{
    static const uint8_t endpoint[PIPE_COUNT] = {[PIPE_HEAD_OUT] = 0x02,
                                                 [PIPE_BODY_OUT] = 0x06,
                                                 [PIPE_HEAD_IN] = 0x81,
                                                 [PIPE_BODY_IN] = 0x85};

    for (int pipe = 0; pipe < PIPE_COUNT; pipe++) {
        if (!has_bulk(interface, endpoint[pipe]))
            return false;
    }
    *shape = (struct usb_shape){
        .split = true, .name = "split", .interface = interface->bInterfaceNumber};
    memcpy(shape->endpoint, endpoint, sizeof endpoint);
    return true;
}

/* The first pipe in and the first out, both bulk or both interrupt. Unless the interface has the
 * four pipes, there must be no others to choose from. */
static bool single_shape(const struct libusb_interface_descriptor *interface, bool among_others,
                         struct usb_shape *shape)
{
    int type = -1, in = 0, out = 0;

    *shape = (struct usb_shape){.interface = interface->bInterfaceNumber, .name = "single"};
    for (int i = 0; i < interface->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *e = &interface->endpoint[i];
        bool is_in = e->bEndpointAddress & LIBUSB_ENDPOINT_IN;
        uint8_t *to = &shape->endpoint[is_in ? PIPE_HEAD_IN : PIPE_HEAD_OUT];
        if (type_of(e) != LIBUSB_TRANSFER_TYPE_BULK && type_of(e) != LIBUSB_TRANSFER_TYPE_INTERRUPT)
            continue;
        if (type == -1)
            type = type_of(e);
        if (type_of(e) != type)
            return false;
        in += is_in;
        out += !is_in;
        if (*to == 0)
            *to = e->bEndpointAddress;
    }
    shape->interrupt = type == LIBUSB_TRANSFER_TYPE_INTERRUPT;
    return among_others ? in > 0 && out > 0 : in == 1 && out == 1;
}

/* The ways of one interface. */
static size_t interface_shapes(const struct libusb_interface_descriptor *interface,
                               const char *wanted, struct usb_shape shapes[USB_SHAPES_MAX])
{
    bool any = wanted == NULL || wanted[0] == '\0';
    bool want_split = any || strcmp(wanted, "split") == 0;
    bool want_single = any || strcmp(wanted, "single") == 0;
    struct usb_shape split;
    bool four = split_shape(interface, &split);
    size_t n = 0;

    if (four && want_split)
        shapes[n++] = split;
    if (want_single && single_shape(interface, four, &shapes[n]))
        n++;
    return n;
}

size_t usb_shapes(const struct libusb_config_descriptor *config, const char *wanted,
                  struct usb_shape shapes[USB_SHAPES_MAX])
{
    /* An interface of the vendor's own class before one of any other. */
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < config->bNumInterfaces; i++) {
            if (config->interface[i].num_altsetting < 1)
                continue;
            const struct libusb_interface_descriptor *d = &config->interface[i].altsetting[0];
            bool vendors = d->bInterfaceClass == LIBUSB_CLASS_VENDOR_SPEC;
            if (vendors != (pass == 0) || is_others(d->bInterfaceClass))
                continue;
            size_t n = interface_shapes(d, wanted, shapes);
            if (n > 0)
                return n;
        }
    }
    return 0;
}

/* ---- the other carriers ---- */

/* The first interface of this class (-1: any that is not others') that `fits` says yes to. */
static bool find_interface(const struct libusb_config_descriptor *config, int class,
                           bool (*fits)(const struct libusb_interface_descriptor *interface,
                                        struct usb_shape *shape),
                           struct usb_shape *shape)
{
    for (int i = 0; i < config->bNumInterfaces; i++) {
        if (config->interface[i].num_altsetting < 1)
            continue;
        const struct libusb_interface_descriptor *d = &config->interface[i].altsetting[0];
        bool right = class >= 0 ? d->bInterfaceClass == class : !is_others(d->bInterfaceClass);
        if (right && fits(d, shape))
            return true;
    }
    return false;
}

static bool one_pair(const struct libusb_interface_descriptor *interface, struct usb_shape *shape)
{
    return single_shape(interface, false, shape);
}

static bool one_bulk_pair(const struct libusb_interface_descriptor *interface,
                          struct usb_shape *shape)
{
    return one_pair(interface, shape) && !shape->interrupt;
}

static bool sensor_pipes(const struct libusb_interface_descriptor *interface,
                         struct usb_shape *shape)
{
    *shape = (struct usb_shape){
        .interface = interface->bInterfaceNumber, .interrupt = true, .body_bulk = true};
    for (int i = 0; i < interface->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *e = &interface->endpoint[i];
        if (e->bEndpointAddress == 0x81 && type_of(e) == LIBUSB_TRANSFER_TYPE_INTERRUPT)
            shape->endpoint[PIPE_HEAD_IN] = 0x81;
        if (e->bEndpointAddress == 0x82 && type_of(e) == LIBUSB_TRANSFER_TYPE_BULK)
            shape->endpoint[PIPE_BODY_IN] = 0x82;
    }
    return shape->endpoint[PIPE_HEAD_IN] != 0 && shape->endpoint[PIPE_BODY_IN] != 0;
}

bool usb_shape_reports(const struct libusb_config_descriptor *config, struct usb_shape *shape)
{
    if (!find_interface(config, LIBUSB_CLASS_HID, one_pair, shape))
        return false;
    shape->fill = 64;
    shape->name = "reports";
    return true;
}

bool usb_shape_disk(const struct libusb_config_descriptor *config, struct usb_shape *shape)
{
    bool found = find_interface(config, LIBUSB_CLASS_MASS_STORAGE, one_bulk_pair, shape);

    shape->name = "disk";
    return found;
}

bool usb_shape_raw(const struct libusb_config_descriptor *config, struct usb_shape *shape)
{
    bool found = find_interface(config, -1, one_bulk_pair, shape);

    shape->name = "raw";
    return found;
}

bool usb_shape_sensor(const struct libusb_config_descriptor *config, struct usb_shape *shape)
{
    bool found = find_interface(config, LIBUSB_CLASS_VENDOR_SPEC, sensor_pipes, shape);

    shape->name = "sensor";
    return found;
}
