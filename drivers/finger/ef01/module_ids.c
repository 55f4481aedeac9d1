#include "config.h"

#include "drivers/finger/ef01/module_ids.h"

#define DISK(vendor, product, sure, stock)                                                         \
    {                                                                                              \
        vendor, product, DEVICE_USE_SPEAK, sure, DEVICE_CARRIER_DISK, "Synochip", stock            \
    }
#define ADAPTER(vendor, product, maker)                                                            \
    {                                                                                              \
        vendor, product, DEVICE_USE_ADAPTER, DEVICE_SURE_PUBLISHED, DEVICE_CARRIER_TTY, maker,     \
            false                                                                                  \
    }
#define FOREIGN(vendor, product, maker)                                                            \
    {                                                                                              \
        vendor, product, DEVICE_USE_FOREIGN, DEVICE_SURE_SAYSO, DEVICE_CARRIER_PIPES, maker, false \
    }

const struct device_id module_ids[MODULE_ID_COUNT] = {
    DISK(0x2109, 0x7638, DEVICE_SURE_PUBLISHED, false),
    DISK(0x2009, 0x7638, DEVICE_SURE_SAYSO, false),
    DISK(0x2109, 0x7368, DEVICE_SURE_SAYSO, false),
    DISK(0x0483, 0x5720, DEVICE_SURE_SAYSO, true),
    {0x0453, 0x9005, DEVICE_USE_SPEAK, DEVICE_SURE_SAYSO, DEVICE_CARRIER_RAW, "Synochip", false},
    ADAPTER(0x1A86, 0x7523, "CH340"),
    ADAPTER(0x10C4, 0xEA60, "CP210x"),
    ADAPTER(0x0403, 0x6001, "FT232"),
    ADAPTER(0x067B, 0x2303, "PL2303"),
    FOREIGN(0x1B55, 0x0120, "ZKTeco Live20R"),
    FOREIGN(0x1B55, 0x0124, "ZKTeco ZK9500"),
    FOREIGN(0x1B55, 0x0840, "ZKTeco ZK4500"),
    FOREIGN(0x1162, 0x0320, "SecuGen"),
    FOREIGN(0x1162, 0x0322, "SecuGen"),
    FOREIGN(0x1162, 0x0330, "SecuGen"),
    FOREIGN(0x1162, 0x2200, "SecuGen"),
    FOREIGN(0x1491, 0x0020, "Futronic"),
};
