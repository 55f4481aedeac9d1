/* Devices on USB through libusb: which pipes to use, and the bytes over them. */
#ifndef ANXIN_DRIVERS_TRANSPORT_USB_H
#define ANXIN_DRIVERS_TRANSPORT_USB_H

#include "core/base/err.h"
#include "drivers/transport/pipes.h"

#include <libusb.h>

/* One way to talk to a device: an interface and its pipes. */
struct usb_shape {
    bool split;
    uint8_t interface;
    uint8_t endpoint[PIPE_COUNT]; /* addresses; 0 where there is none */
    bool interrupt;               /* the pair is interrupt pipes, not bulk */
    bool body_bulk;               /* ... and the body pipe in is a bulk pipe for large things */
    uint8_t fill;                 /* writes are filled up with zeros to this many bytes; 0: not */
    const char *name;             /* of the transport; "split", "single", … */
};

#define USB_SHAPES_MAX 2

/* The ways worth trying, best first: split where the interface has bulk endpoints 02, 06, 81 and
 * 85, then (or where it has just one pair) single on the first pair in and out. `wanted` is "split"
 * or "single" to have only that, NULL or "" for both. Interfaces of classes that others own (disk,
 * audio, keyboard, …) are passed over. Returns how many, 0 if none fits. Does no I/O. */
size_t usb_shapes(const struct libusb_config_descriptor *config, const char *wanted,
                  struct usb_shape shapes[USB_SHAPES_MAX]);

/* The one way of the other carriers: an interface that has what they need. False if none does. */
bool usb_shape_reports(const struct libusb_config_descriptor *config, struct usb_shape *shape);
bool usb_shape_disk(const struct libusb_config_descriptor *config, struct usb_shape *shape);
bool usb_shape_raw(const struct libusb_config_descriptor *config, struct usb_shape *shape);
bool usb_shape_sensor(const struct libusb_config_descriptor *config, struct usb_shape *shape);

/* Opens and claims, taking the interface from a kernel driver if one has it. NULL and `err`
 * (ERR_DEVICE) when it cannot be had; *gone then says whether it was unplugged. */
struct transport *usb_transport_new(libusb_context *context, libusb_device *device,
                                    const struct usb_shape *shape, bool *gone, struct err *err);

/* Fills `err` for a libusb error of opening or claiming. */
void usb_err(struct err *err, int code);

#endif
