/* The image of a DigitalPersona U.are.U 4000, 4000B or 4500 as it comes over the wire. Bytes in,
 * bytes out: no I/O; the key comes from the sensor and is handed in.
 *
 *   64 bytes of head: 4 unknown | stored rows 2, little-endian | key number 1 | 9 unknown |
 *                     15 blocks of {flags, rows} | 18 unknown
 *   stored rows of 384 bytes, light ridges
 *
 * Rows may be scrambled with a 32-bit shift register whose state runs on through the blocks. Three
 * working programs agree; ../README.md says how sure each part is. */
#ifndef ANXIN_FINGER_UAREU_PICTURE_H
#define ANXIN_FINGER_UAREU_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PICTURE_WIDTH 384
#define PICTURE_HEIGHT 290
#define PICTURE_HEAD 64
#define PICTURE_MAX (PICTURE_HEAD + PICTURE_WIDTH * PICTURE_HEIGHT)
#define PICTURE_BLOCKS 15

enum picture_flag {
    PICTURE_NEW_KEY = 0x80,   /* from this block on another key */
    PICTURE_KEY_RESTS = 0x04, /* the register does not move in this block */
    PICTURE_SCRAMBLED = 0x02,
    PICTURE_ABSENT = 0x01, /* the rows were not sent */
};

struct picture {
    uint8_t *rows; /* inside what picture_begin() was given: decoded in place */
    int stored;
    uint8_t key_number; /* of the key that is needed now */
    struct {
        uint8_t flags, rows;
    } blocks[PICTURE_BLOCKS];
    int block; /* the next to decode */
    int row;   /* its first stored row */
};

/* How many bytes the whole image has, from its head. 0: no image begins so. */
size_t picture_size(const uint8_t head[PICTURE_HEAD]);

/* Keeps a pointer into `bytes`, which picture_decode() changes. False: too short, or the blocks do
 * not add up. */
bool picture_begin(struct picture *picture, uint8_t *bytes, size_t len);

/* Do the first two rows look like noise? Sensors say so nowhere. */
bool picture_looks_scrambled(const struct picture *picture);

/* Decodes with this key until the end (true) or until another key is needed: false; then get the
 * key of picture->key_number and call it again. */
bool picture_decode(struct picture *picture, uint32_t key);

/* Dark ridges, the fingertip up; rows that were not sent are white. `out` has
 * PICTURE_WIDTH * PICTURE_HEIGHT bytes. */
void picture_grey(const struct picture *picture, uint8_t *out);

#endif
