#include "config.h"

#include "drivers/carrier.h"

#include "core/base/i18n.h"
#include "drivers/transport/tty.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SYSFS "/sys/bus/usb/devices"

/* The rates modules are delivered with, the commonest first. */
static const int rates[] = {57600, 115200, 9600};
#define RATES (sizeof rates / sizeof rates[0])

void carrier_place(libusb_device *usb, char *to, size_t size)
{
    uint8_t ports[8];
    int n = libusb_get_port_numbers(usb, ports, sizeof ports);
    int used = snprintf(to, size, "%u", libusb_get_bus_number(usb));

    for (int i = 0; i < n && used > 0 && (size_t)used < size; i++)
        used += snprintf(to + used, size - (size_t)used, "%c%u", i == 0 ? '-' : '.', ports[i]);
}

/* ---- the serial port ---- */

/* The first name in a folder that begins so. */
static bool find_name(const char *folder, const char *begins, char *to, size_t size)
{
    DIR *dir = opendir(folder);
    bool found = false;

    if (dir == NULL)
        return false;
    for (struct dirent *e; !found && (e = readdir(dir)) != NULL;)
        found = strncmp(e->d_name, begins, strlen(begins)) == 0 &&
                (size_t)snprintf(to, size, "%s", e->d_name) < size;
    closedir(dir);
    return found;
}

/* Adapters' ports lie in the interface's folder (ttyUSB0), those of the CDC class one deeper
 * (tty/ttyACM0). */
static bool find_port(const char *place, char port[CARRIER_PORT_MAX])
{
    char folder[128], begins[40], interface[40], deeper[256], name[40];

    snprintf(folder, sizeof folder, SYSFS "/%s", place);
    snprintf(begins, sizeof begins, "%s:", place);
    if (!find_name(folder, begins, interface, sizeof interface))
        return false;
    snprintf(deeper, sizeof deeper, "%s/%s", folder, interface);
    if (!find_name(deeper, "ttyUSB", name, sizeof name)) {
        snprintf(deeper, sizeof deeper, "%s/%s/tty", folder, interface);
        if (!find_name(deeper, "ttyACM", name, sizeof name))
            return false;
    }
    snprintf(port, CARRIER_PORT_MAX, "/dev/%s", name);
    return true;
}

static size_t tty_ways(libusb_device *usb, struct carrier_way ways[CARRIER_WAYS_MAX])
{
    char place[32], port[CARRIER_PORT_MAX];

    carrier_place(usb, place, sizeof place);
    if (!find_port(place, port))
        return 0;
    for (size_t i = 0; i < RATES; i++) {
        ways[i] = (struct carrier_way){.rate = rates[i]};
        memcpy(ways[i].port, port, sizeof port);
    }
    return RATES;
}

/* ---- pipes ---- */

static size_t pipe_ways(const struct libusb_config_descriptor *config, enum device_carrier carrier,
                        const char *wanted, struct carrier_way ways[CARRIER_WAYS_MAX])
{
    struct usb_shape shapes[USB_SHAPES_MAX];
    size_t n = 0;

    switch (carrier) {
    case DEVICE_CARRIER_PIPES:
        n = usb_shapes(config, wanted, shapes);
        break;
    case DEVICE_CARRIER_REPORTS:
        n = usb_shape_reports(config, &shapes[0]);
        break;
    case DEVICE_CARRIER_DISK:
        n = usb_shape_disk(config, &shapes[0]);
        break;
    case DEVICE_CARRIER_RAW:
        n = usb_shape_raw(config, &shapes[0]);
        break;
    case DEVICE_CARRIER_SENSOR:
        n = usb_shape_sensor(config, &shapes[0]);
        break;
    case DEVICE_CARRIER_TTY:
        break;
    }
    for (size_t i = 0; i < n; i++)
        ways[i] = (struct carrier_way){.shape = shapes[i]};
    return n;
}

size_t carrier_ways(libusb_device *usb, enum device_carrier carrier, const char *wanted,
                    struct carrier_way ways[CARRIER_WAYS_MAX])
{
    struct libusb_config_descriptor *config = NULL;
    size_t n = 0;

    if (carrier == DEVICE_CARRIER_TTY)
        return tty_ways(usb, ways);
    if (libusb_get_active_config_descriptor(usb, &config) == LIBUSB_SUCCESS ||
        libusb_get_config_descriptor(usb, 0, &config) == LIBUSB_SUCCESS) {
        n = pipe_ways(config, carrier, wanted, ways);
        libusb_free_config_descriptor(config);
    }
    return n;
}

/* ---- opening ---- */

/* The port's troubles are those of any device: the same words. */
static int libusb_code(int code)
{
    switch (code) {
    case EACCES:
    case EPERM:
        return LIBUSB_ERROR_ACCESS;
    case EBUSY:
        return LIBUSB_ERROR_BUSY;
    case ENOENT:
    case ENXIO:
    case ENODEV:
    case EIO:
        return LIBUSB_ERROR_NO_DEVICE;
    default:
        return LIBUSB_ERROR_OTHER;
    }
}

struct transport *carrier_open(libusb_context *context, libusb_device *usb,
                               const struct carrier_way *way, bool *gone, struct err *err)
{
    int code = 0;

    if (way->port[0] == '\0')
        return usb_transport_new(context, usb, &way->shape, gone, err);
    struct transport *transport = tty_transport_new(way->port, way->rate, &code);
    *gone = transport == NULL && libusb_code(code) == LIBUSB_ERROR_NO_DEVICE;
    if (transport == NULL) {
        usb_err(err, libusb_code(code));
        err_detail(err, "%s: errno %d", way->port, code);
    }
    return transport;
}

void carrier_none(enum device_carrier carrier, struct err *err)
{
    err_clear(err);
    if (carrier == DEVICE_CARRIER_TTY)
        err_set(err, ERR_DEVICE, NULL, _("The system has made no serial port of this adapter."),
                _("Unplug it, wait a moment, and plug it in again."));
    else
        err_set(err, ERR_DEVICE, NULL, _("This device has no pipes a reader would have."),
                _("It is left alone."));
}
