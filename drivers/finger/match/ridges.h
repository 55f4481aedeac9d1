/* From a grey image to the lines of its ridges: which way they run, how far apart they are, where
 * there are any, and the image they make when noise is smoothed away along them.
 *
 * Flow and spacing are known for each cell of RIDGE_CELL pixels, since they change slowly. */
#ifndef ANXIN_FINGER_RIDGES_H
#define ANXIN_FINGER_RIDGES_H

#include "drivers/finger/match/plane.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    RIDGE_PAD = 16, /* empty pixels around the image, so that its edge is worked like the rest */
    RIDGE_CELL = 4,
    RIDGE_DIRECTIONS = 64, /* of half a turn */
};

struct ridges {
    int w, h;               /* pixels, RIDGE_PAD on each side included */
    int cw, ch;             /* cells */
    struct plane grey;      /* local mean 0, deviation about 1 */
    struct plane lines;     /* smoothed; below zero: on a ridge */
    struct plane coherence; /* per cell, 0 … 1: how much the neighbourhood agrees on the flow */
    struct plane spacing;   /* per cell, pixels from ridge to ridge */
    uint8_t *flow;          /* per cell: direction along the ridge, 0 is +x, counted towards +y */
    uint8_t *inside;        /* per cell: is there a fingerprint? */
    uint8_t *near;          /* ... or one within reach */
    float area;             /* share of the image that is inside */
};

/* `grey`: w * h bytes, dark ridges, 500 dpi. Everything lies in the room. False: it is used up. */
bool ridges_init(struct ridges *ridges, const uint8_t *grey, int w, int h, struct work_room *room);

/* The cell of a pixel. */
static inline int ridges_cell(const struct ridges *ridges, int x, int y)
{
    return y / RIDGE_CELL * ridges->cw + x / RIDGE_CELL;
}

#endif
