/* Invented fingers: waves whose ridges end where the seed says. Nobody's. */
#ifndef ANXIN_SIM_FINGERS_H
#define ANXIN_SIM_FINGERS_H

#include <stdbool.h>
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
void finger_draw(unsigned seed, const struct finger_laid *laid, int width, int height,
                 uint8_t *out);

/* Where ridge `i` of FINGER_ENDS ends or forks in such an image. */
void finger_end(unsigned seed, const struct finger_laid *laid, int width, int height, int i,
                double *x, double *y);

/* A finger by its word: PERSON.N, N from 1 to 10, as "D1.2"; with " poor" behind it only its edge
 * touches. The same word is the same finger. */
struct sim_finger {
    char name[40];
    unsigned seed;
    bool poor;
};

/* False if the words are none. */
bool sim_finger_named(const char *words, struct sim_finger *to);

/* The touch-th time it is laid down: each a little otherwise. Not from two threads at once. */
void sim_finger_image(const struct sim_finger *finger, unsigned touch, int width, int height,
                      uint8_t *out);

/* Frees the drawings that are kept for the next time. */
void sim_fingers_clear(void);

#endif
