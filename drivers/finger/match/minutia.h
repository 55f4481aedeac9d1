/* What is kept of a fingerprint: the points where ridges end or fork.
 *
 * Coordinates and angles are those of ISO/IEC 19794-2:2005: origin top left, x right, y down, in
 * pixels of 500 per inch; an angle is a 256th of a turn, counter-clockwise as seen from +x. The
 * direction of an ending leads back along its ridge, that of a fork into the valley between its
 * two close branches. */
#ifndef ANXIN_FINGER_MINUTIA_H
#define ANXIN_FINGER_MINUTIA_H

#include <stdint.h>

enum { FINGER_MINUTIAE_MAX = 255 }; /* what a view of a record can hold */

enum minutia_type {
    MINUTIA_OTHER = 0,
    MINUTIA_ENDING = 1,
    MINUTIA_FORK = 2,
};

struct minutia {
    uint16_t x, y; /* less than 16384 */
    uint8_t angle;
    uint8_t type;    /* enum minutia_type */
    uint8_t quality; /* 1 … 100; 0: not reported */
};

/* One impression of one finger. */
struct finger_view {
    uint16_t width, height; /* of the image, pixels */
    uint16_t resolution;    /* pixels per centimetre; 197: 500 per inch */
    uint8_t finger;         /* 0: unknown, 1 … 5 right thumb to little finger, 6 … 10 left */
    uint8_t view;           /* 0 …: which of the finger's */
    uint8_t impression;     /* 0: live, plain */
    uint8_t quality;        /* 0 … 100 */
    uint8_t count;
    struct minutia minutiae[FINGER_MINUTIAE_MAX];
};

#endif
