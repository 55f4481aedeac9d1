/* A model of an EF01 fingerprint module, on any of the three ways its packets travel. */
#ifndef ANXIN_TESTS_SIM_EF01_MODEL_H
#define ANXIN_TESTS_SIM_EF01_MODEL_H

#include "tests/sim/model.h"

enum ef01_way {
    EF01_WAY_SERIAL, /* packets on a line of 57600 baud */
    EF01_WAY_DISK,   /* in the wrapping of a disk */
    EF01_WAY_RAW,    /* announced on endpoint 0 */
};

/* NULL without memory. Ends with sim_model_free(). */
struct sim_model *ef01_model_new(enum ef01_way way);

#endif
