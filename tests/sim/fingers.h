/* Invented fingers: waves whose ridges end where the seed says. Nobody's. */
#ifndef ANXIN_SIM_FINGERS_H
#define ANXIN_SIM_FINGERS_H

#include <stdint.h>

enum { FINGER_ENDS = 36 };

/* How it is laid down. */
struct finger_laid {
    double turn;        /* radians */
    double right, down; /* pixels from the middle */
    double noise;       /* 0 … 1 */
};

/* Draws width * height grey bytes, dark ridges, 500 dpi: an oval of ridges, white around. The same
 * seed is the same finger. */
void finger_draw(unsigned seed, const struct finger_laid *laid, int width, int height, uint8_t *out);

/* Where ridge `i` of FINGER_ENDS ends or forks in such an image. */
void finger_end(unsigned seed, const struct finger_laid *laid, int width, int height, int i,
                double *x, double *y);

#endif
