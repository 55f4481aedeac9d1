/* The ridges thinned to lines of one pixel, and walks along them. */
#ifndef ANXIN_FINGER_SKELETON_H
#define ANXIN_FINGER_SKELETON_H

#include "drivers/finger/match/ridges.h"

#include <stdbool.h>
#include <stdint.h>

struct skeleton {
    int w, h;
    uint8_t *on; /* 1: a line passes; two pixels at each border are 0 */
};

/* Lies in the room. False: it is used up. */
bool skeleton_init(struct skeleton *skeleton, const struct ridges *ridges, struct work_room *room);

/* How many lines leave this pixel: 1 an ending, 2 a line, 3 a fork. */
int skeleton_lines(const struct skeleton *skeleton, int pixel);

/* Where the lines leave it: at most 3 first pixels, no two of them neighbours. Returns how many. */
int skeleton_branches(const struct skeleton *skeleton, int pixel, int first[3]);

enum walk_end { WALK_ON, WALK_ENDING, WALK_FORK };

/* Goes from `pixel` by way of its branch `first`, at most `most` pixels. */
struct walk {
    int length; /* pixels, the first included */
    int last;
    enum walk_end end;
};
struct walk skeleton_walk(const struct skeleton *skeleton, int pixel, int first, int most);

#endif
