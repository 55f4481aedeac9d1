/* The ways to reach a device on the bus: pipes of its own, or the serial port the kernel made of
 * it. */
#ifndef ANXIN_DRIVERS_CARRIER_H
#define ANXIN_DRIVERS_CARRIER_H

#include "drivers/driver.h"
#include "drivers/transport/usb.h"

#define CARRIER_WAYS_MAX 6
#define CARRIER_PORT_MAX 64

struct carrier_way {
    struct usb_shape shape;
    char port[CARRIER_PORT_MAX]; /* "/dev/ttyUSB0"; "" when it is pipes */
    int rate;                    /* of the port */
};

/* The ways worth trying, best first; `wanted` as usb_shapes() has it, for pipes. Reads descriptors
 * and sysfs, no more. Returns how many, 0 if none fits. */
size_t carrier_ways(libusb_device *usb, enum device_carrier carrier, const char *wanted,
                    struct carrier_way ways[CARRIER_WAYS_MAX]);

/* Opens one. NULL and `err` (ERR_DEVICE) when it cannot be had; *gone then says whether it was
 * unplugged. */
struct transport *carrier_open(libusb_context *context, libusb_device *usb,
                               const struct carrier_way *way, bool *gone, struct err *err);

/* Bus and ports, as sysfs names a device: "1-2.3". */
void carrier_place(libusb_device *usb, char *to, size_t size);

/* Why there is no way: for the devices page. */
void carrier_none(enum device_carrier carrier, struct err *err);

#endif
