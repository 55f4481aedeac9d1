/* A serial port as a transport: 8N1, no flow control, nothing interpreted. */
#ifndef ANXIN_DRIVERS_TRANSPORT_TTY_H
#define ANXIN_DRIVERS_TRANSPORT_TTY_H

#include "drivers/transport/transport.h"

/* Opens `path` for this program alone. `rate` is in baud: 9600, 19200, 38400, 57600 or 115200. NULL
 * with errno's number in *code; ENOENT, ENXIO, ENODEV and EIO mean that it is gone. */
struct transport *tty_transport_new(const char *path, int rate, int *code);

#endif
