/* Are two impressions of one finger? A score: the higher, the more alike.
 *
 * Every minutia keeps edges to its nearest neighbours, told by what neither shift nor rotation
 * changes: the length, and the angle at each end. Edges alike in both impressions vote for pairs of
 * minutiae; the pairs with most votes are tried as the way one lies on the other; what then falls
 * together is counted, against what could have.
 *
 * Pure and without state: any number of threads may match at once, each with its own room. */
#ifndef ANXIN_FINGER_MATCH_H
#define ANXIN_FINGER_MATCH_H

#include "drivers/finger/match/minutia.h"

#include <stdint.h>

enum {
    MATCH_MINUTIAE = 80,    /* the best of a view */
    MATCH_EDGES = 7,        /* of each minutia */
    MATCH_LENGTH_MAX = 180, /* pixels */
    MATCH_LENGTH_CELLS = 15,
    MATCH_ANGLE_CELLS = 24,
    MATCH_CELLS = MATCH_LENGTH_CELLS * MATCH_ANGLE_CELLS * MATCH_ANGLE_CELLS,
};

struct match_point {
    int16_t x, y;
    uint8_t angle; /* clockwise as seen: y goes down */
    uint8_t type;
};

struct match_edge {
    uint8_t from, to, length, angle_from, angle_to;
};

/* A view made ready to be searched for: 3.4 kB. */
struct finger_template {
    uint8_t count;
    uint16_t edge_count;
    int16_t top, bottom;                       /* of all points */
    uint8_t window[65];                        /* first point with x >= 16 * i */
    struct match_point points[MATCH_MINUTIAE]; /* by x */
    struct match_edge edges[MATCH_MINUTIAE * MATCH_EDGES];
};

/* A view made ready to search with: 54 kB. */
struct finger_probe {
    struct finger_template view;
    uint16_t start[MATCH_CELLS + 1];
    uint16_t edge[MATCH_MINUTIAE * MATCH_EDGES * 8];
};

/* What one thread needs while it matches. */
struct match_room;
struct match_room *match_room_new(void); /* NULL: no memory */
void match_room_free(struct match_room **room);

void finger_template_init(struct finger_template *to, const struct finger_view *view);
void finger_probe_init(struct finger_probe *probe, const struct finger_view *view);

float finger_match(const struct finger_probe *probe, const struct finger_template *with,
                   struct match_room *room);

#endif
