/* A plane of numbers, one for each pixel or cell, and the means of their neighbourhoods. */
#ifndef ANXIN_FINGER_PLANE_H
#define ANXIN_FINGER_PLANE_H

#include "drivers/finger/match/work_room.h"

#include <stdbool.h>
#include <stddef.h>

enum { PLANE_RADIUS_MAX = 32, PLANE_WIDTH_MAX = 1100 };

struct plane {
    int w, h;
    float *at; /* w * h, row by row; borrowed from an room */
};

/* Zeros, out of the room. False: it is used up. */
bool plane_init(struct plane *plane, int w, int h, struct work_room *room);

/* The mean over the (2r+1)² neighbours that are inside, `times` times over: two come close to a
 * Gaussian. `to` and `from` may be one. `room` has the same size and is overwritten. r <=
 * PLANE_RADIUS_MAX, w <= PLANE_WIDTH_MAX. */
void plane_mean(const struct plane *from, struct plane *to, struct plane *room, int r, int times);
/* The same for planes of cells, with room of its own; false: the room is used up. */
bool plane_level(struct plane *plane, int r, int times, struct work_room *room);

#endif
