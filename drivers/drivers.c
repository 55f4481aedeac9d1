/* The drivers of this program, and what follows from their tables. */
#include "config.h"

#include "drivers/driver.h"
#include "drivers/finger/ef01/module.h"
#include "drivers/finger/uareu/sensor.h"
#include "drivers/idcard/reader.h"

#include <stdarg.h>
#include <stdio.h>

const struct driver *const drivers_all[] = {&reader_driver, &module_driver, &sensor_driver, NULL};

const struct device_id *drivers_find(const struct driver *const *drivers, uint16_t vendor,
                                     uint16_t product, const struct driver **driver)
{
    for (; *drivers != NULL; drivers++) {
        for (size_t i = 0; i < (*drivers)->id_count; i++) {
            const struct device_id *id = &(*drivers)->ids[i];
            if (id->vendor == vendor && id->product == product) {
                *driver = *drivers;
                return id;
            }
        }
    }
    return NULL;
}

/* Adds to a text that may be too long for its room, and counts all of it. */
struct text_out {
    char *out;
    size_t cap, n;
};

static void add(struct text_out *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct text_out *to, const char *format, ...)
{
    va_list arguments;
    bool fits = to->n < to->cap;

    va_start(arguments, format);
    int n = vsnprintf(fits ? to->out + to->n : NULL, fits ? to->cap - to->n : 0, format, arguments);
    va_end(arguments);
    if (n > 0)
        to->n += (size_t)n;
}

/* A serial adapter is used through the port the kernel makes of it, the others as they are. */
static void rule(struct text_out *to, const struct device_id *id)
{
    if (id->carrier == DEVICE_CARRIER_TTY)
        add(to,
            "SUBSYSTEM==\"tty\", ATTRS{idVendor}==\"%04x\", ATTRS{idProduct}==\"%04x\", "
            "MODE=\"0660\", GROUP=\"plugdev\", TAG+=\"uaccess\"\n",
            id->vendor, id->product);
    else
        add(to,
            "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", ATTR{idVendor}==\"%04x\", "
            "ATTR{idProduct}==\"%04x\", MODE=\"0660\", GROUP=\"plugdev\", TAG+=\"uaccess\"\n",
            id->vendor, id->product);
}

size_t drivers_udev_rules(const struct driver *const *drivers, char *out, size_t cap)
{
    struct text_out to = {out, cap, 0};

    add(&to, "# Devices Anxin may talk to; made from its drivers' tables. The person at the\n"
             "# screen gets them (uaccess), and so does the group plugdev.\n");
    for (; *drivers != NULL; drivers++) {
        for (size_t i = 0; i < (*drivers)->id_count; i++) {
            if (driver_speaks(&(*drivers)->ids[i]))
                rule(&to, &(*drivers)->ids[i]);
        }
    }
    return to.n;
}

size_t drivers_storage_quirks(const struct driver *const *drivers, char *out, size_t cap)
{
    struct text_out to = {out, cap, 0};
    const char *before = "options usb-storage quirks=";

    add(&to,
        "# Fingerprint scanners that pretend to be disks; made from Anxin's drivers' tables. The\n"
        "# kernel's usb-storage leaves them alone (i: ignore).\n");
    for (; *drivers != NULL; drivers++) {
        for (size_t i = 0; i < (*drivers)->id_count; i++) {
            const struct device_id *id = &(*drivers)->ids[i];
            if (id->carrier != DEVICE_CARRIER_DISK || id->stock_number || !driver_speaks(id))
                continue;
            add(&to, "%s%04x:%04x:i", before, id->vendor, id->product);
            before = ",";
        }
    }
    add(&to, "\n");
    return to.n;
}
