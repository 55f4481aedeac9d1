/* For tests of the registry and the libusb code that ship, on a USB bus that umockdev pretends: the
 * test program starts itself under anxin-sim and talks to its socket. */
#ifndef ANXIN_TESTS_DEVICE_USB_RIG_H
#define ANXIN_TESTS_DEVICE_USB_RIG_H

#include "drivers/driver.h"
#include "drivers/idcard/reader.h"
#include "tests/unit/unit.h"

/* For what must happen: generous, a loaded machine is slow. */
#define PATIENCE_MS 30000

/* Limits that hold on a loaded machine; and, where every exchange may fail and is made again, short
 * ones. */
extern const struct driver_timing usb_quick[];
extern const struct driver_timing usb_brisk[];
extern const struct registry_options usb_options; /* with usb_quick */

/* The devices of anxin-sim; the first two are readers, split and single. */
#define USB_DEVICES 17
extern const char *const usb_devices[USB_DEVICES];

/* A test after which nothing is plugged in, no card lies anywhere, no fault is left. */
#define USB_TEST(sentence, function)                                                               \
    {                                                                                              \
        sentence, function, NULL, usb_clean, NULL                                                  \
    }

/* main(): starts under anxin-sim if need be, runs the tests; argv[1] may name some ("*halted*"). */
#define USB_RUN(tests, argc, argv) usb_run(tests, sizeof(tests) / sizeof(tests)[0], argc, argv)
int usb_run(const struct CMUnitTest *tests, size_t count, int argc, char **argv);

int64_t usb_now(void); /* milliseconds */

/* Words to the simulator; anything but "ok" fails the test. */
void usb_say(const char *line);
void usb_say_on(const char *device, const char *line);

/* Transfers begun on a device since its last fault was set. */
unsigned usb_edges(const char *device);
bool usb_plugged(const char *device);
int usb_clean(void **state);

/* Starts a registry; fails the test if it cannot. */
struct registry *usb_start(const struct registry_options *options);

/* A reader that was too slow for the short limits is left alone as no reader, on a loaded machine:
 * asks for another try. */
void usb_try_again(struct registry *reg, const struct device_event *event);

/* Waits for an event of this kind, of this device if it is not 0; others are passed over. */
bool usb_wait(struct registry *reg, enum device_event_kind kind, unsigned device,
              struct device_event *event);

/* Waits for a finger's touch: FINGER_ON and FINGER of this device (or any, 0) with this format. */
void usb_expect_finger(struct registry *reg, enum finger_format format, unsigned device,
                       struct device_event *event);

/* Waits for a card, which must be this one in every field. */
void usb_expect_card(struct registry *reg, const char *name, unsigned device);

/* Waits until the driver has looked whether the card still lies there: a hand is never so quick. */
void usb_watched(const char *name);

/* The first line of the devices page; returns how many there are. */
size_t usb_list_one(struct registry *reg, struct device_info *info);

#endif
