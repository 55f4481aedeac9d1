/* The drivers of this program, and what follows from their tables. */
#include "config.h"

#include "drivers/driver.h"
#include "drivers/idcard/reader.h"

#include <stdio.h>

const struct driver *const drivers_all[] = {&reader_driver, NULL};

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

static size_t rule(const struct device_id *id, char *out, size_t cap)
{
    int n = snprintf(out, cap,
                     "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", ATTR{idVendor}==\"%04x\", "
                     "ATTR{idProduct}==\"%04x\", MODE=\"0660\", GROUP=\"plugdev\", "
                     "TAG+=\"uaccess\"\n",
                     id->vendor, id->product);

    return n > 0 ? (size_t)n : 0;
}

size_t drivers_udev_rules(const struct driver *const *drivers, char *out, size_t cap)
{
    size_t n = 0;
    int head = snprintf(out, cap,
                        "# Devices Anxin may talk to; made from its drivers' tables. The person at "
                        "the\n# screen gets them (uaccess), and so does the group plugdev.\n");

    if (head > 0)
        n = (size_t)head;
    for (; *drivers != NULL; drivers++) {
        for (size_t i = 0; i < (*drivers)->id_count; i++) {
            const struct device_id *id = &(*drivers)->ids[i];
            if (id->use == DEVICE_USE_SPEAK)
                n += rule(id, n < cap ? out + n : NULL, n < cap ? cap - n : 0);
        }
    }
    return n;
}
