/* The USB numbers of ID-card readers, and what may be done with each. One table: the registry, the
 * udev rules and the devices page all read it. Where each row comes from: README.md here. */
#ifndef ANXIN_DRIVERS_IDCARD_READER_IDS_H
#define ANXIN_DRIVERS_IDCARD_READER_IDS_H

#include "drivers/driver.h"

#define READER_ID_COUNT 12
extern const struct device_id reader_ids[READER_ID_COUNT];

#endif
