/* Grey images as files: PGM, the binary kind ("P5", up to 255). Pure. */
#ifndef ANXIN_FINGER_PGM_H
#define ANXIN_FINGER_PGM_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* *grey points into `bytes`: *width * *height of them. */
bool pgm_read(const uint8_t *bytes, size_t n, const uint8_t **grey, int *width, int *height,
              struct err *err);

#endif
