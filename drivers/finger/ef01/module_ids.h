/* The USB numbers of EF01 modules and of the adapters they hang on; and of scanners that cannot be
 * spoken to. Where each row comes from: drivers/finger/README.md. */
#ifndef ANXIN_FINGER_EF01_MODULE_IDS_H
#define ANXIN_FINGER_EF01_MODULE_IDS_H

#include "drivers/driver.h"

#define MODULE_ID_COUNT 17
extern const struct device_id module_ids[MODULE_ID_COUNT];

#endif
