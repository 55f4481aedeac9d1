/* Plugs models into a USB bus that umockdev pretends: what libusb opens in a child process
 * (or in this one) are these devices. No kernel module, no root.
 *
 * Both this process and the one that uses libusb run under LD_PRELOAD=libumockdev-preload.so.0
 * (else plugging is not heard); the latter also needs UMOCKDEV_DIR=usb_front_root().
 *
 * umockdev answers ioctls in a thread of its own: every access to a model goes through the front,
 * or between usb_front_lock() and usb_front_unlock(). */
#ifndef ANXIN_TESTS_SIM_USB_FRONT_H
#define ANXIN_TESTS_SIM_USB_FRONT_H

#include "tests/sim/model.h"

/* What a device looks like to the host. */
enum usb_look {
    USB_LOOK_SPLIT,     /* bulk 81, 02, 85, 06 */
    USB_LOOK_SINGLE,    /* bulk 81, 02 */
    USB_LOOK_INTERRUPT, /* interrupt 81, 01 */
    USB_LOOK_ODD,       /* bulk 81 alone */
    USB_LOOK_HID,       /* class HID, interrupt 81, 01 */
    USB_LOOK_DISK,      /* class mass storage, bulk 81, 02 */
    USB_LOOK_SENSOR,    /* interrupt 81, bulk 82 */
    USB_LOOK_SERIAL,    /* an adapter: the system makes a serial port of it */
};

struct usb_front;
struct usb_device;

/* NULL when umockdev cannot be used; says why on stderr. */
struct usb_front *usb_front_new(void);

/* Unplugs everything and removes the bus. */
void usb_front_free(struct usb_front *front);

/* The folder for UMOCKDEV_DIR. */
const char *usb_front_root(const struct usb_front *front);

/* Adds a device, not yet plugged. `model` stays the caller's. `name` is copied. */
struct usb_device *usb_front_add(struct usb_front *front, const char *name, unsigned vendor,
                                 unsigned product, enum usb_look look, struct sim_model *model);

/* False if it is plugged (not plugged) already. A device plugged again has a new address. */
bool usb_device_plug(struct usb_device *device);
bool usb_device_unplug(struct usb_device *device);
bool usb_device_plugged(const struct usb_device *device);
const char *usb_device_name(const struct usb_device *device);

/* Does what models ask for: a device that unplugged itself leaves the bus. Call now and then from
 * the thread that made the front. */
void usb_front_turn(struct usb_front *front);

void usb_front_lock(struct usb_front *front);
void usb_front_unlock(struct usb_front *front);

#endif
