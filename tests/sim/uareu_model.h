/* A model of a U.are.U 4500: registers, what it says on its interrupt pipe, scrambled images. */
#ifndef ANXIN_TESTS_SIM_UAREU_MODEL_H
#define ANXIN_TESTS_SIM_UAREU_MODEL_H

#include "tests/sim/model.h"

/* NULL without memory. Ends with sim_model_free(). */
struct sim_model *uareu_model_new(void);

/* Its own scrambler, for tests of the codec: scrambles the n bytes that `from` shows through a
 * register that begins as `key` into `to`; returns the register. */
uint32_t uareu_scramble(uint8_t *to, const uint8_t *from, size_t n, uint32_t key);

#endif
