/* Plugs a model into a memory transport: no bus, a clock of its own. */
#ifndef ANXIN_TESTS_SIM_MEMORY_FRONT_H
#define ANXIN_TESTS_SIM_MEMORY_FRONT_H

#include "drivers/transport/memory.h"
#include "tests/sim/model.h"

struct memory_front {
    struct sim_model *model; /* the caller's */
    struct transport *transport;
};

/* Makes a transport to `model`. False without memory. Closed with transport_close(). */
bool memory_front_init(struct memory_front *front, struct sim_model *model);

#endif
