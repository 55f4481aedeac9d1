#include "config.h"

#include "drivers/finger/uareu/picture.h"

#include <string.h>

#define AT_ROWS 4
#define AT_KEY_NUMBER 6
#define AT_BLOCKS 16

/* A picture of a finger changes slowly along a row and from row to row; scrambled ones do not. */
#define NOISE 5000

size_t picture_size(const uint8_t head[PICTURE_HEAD])
{
    size_t rows = (size_t)head[AT_ROWS] | (size_t)head[AT_ROWS + 1] << 8;

    return rows > 0 && rows < PICTURE_HEIGHT ? PICTURE_HEAD + rows * PICTURE_WIDTH : 0;
}

bool picture_begin(struct picture *p, uint8_t *bytes, size_t len)
{
    size_t size = len >= PICTURE_HEAD ? picture_size(bytes) : 0;
    int stored = 0, all = 0;

    if (size == 0 || len < size)
        return false;
    *p = (struct picture){.rows = bytes + PICTURE_HEAD,
                          .stored = (int)((size - PICTURE_HEAD) / PICTURE_WIDTH),
                          .key_number = bytes[AT_KEY_NUMBER]};
    for (int i = 0; i < PICTURE_BLOCKS; i++) {
        p->blocks[i].flags = bytes[AT_BLOCKS + 2 * i];
        p->blocks[i].rows = bytes[AT_BLOCKS + 2 * i + 1];
        if (p->blocks[i].rows == 0)
            break;
        all += p->blocks[i].rows;
        stored += p->blocks[i].flags & PICTURE_ABSENT ? 0 : p->blocks[i].rows;
    }
    return stored <= p->stored && all <= PICTURE_HEIGHT;
}

bool picture_looks_scrambled(const struct picture *p)
{
    const uint8_t *a = p->rows, *b = p->rows + PICTURE_WIDTH;
    long sum = 0, squares = 0;

    if (p->stored < 2)
        return false;
    for (int x = 0; x < PICTURE_WIDTH; x++)
        sum += a[x] + b[x];
    for (int x = 0; x < PICTURE_WIDTH; x++) {
        long off = a[x] + b[x] - sum / PICTURE_WIDTH;
        squares += off * off;
    }
    return squares / PICTURE_WIDTH >= NOISE;
}

/* ---- the register ---- */

static uint32_t advance(uint32_t key)
{
    uint32_t taps = key & 0x9248144Du;

    taps ^= taps >> 16;
    taps ^= taps >> 8;
    taps ^= taps >> 4;
    taps ^= taps >> 2;
    taps ^= taps >> 1;
    return key >> 1 | (taps & 1) << 31;
}

static uint8_t mask_of(uint32_t key)
{
    static const int bits[8] = {4, 8, 11, 14, 18, 21, 24, 29};
    unsigned mask = 0;

    for (int i = 0; i < 8; i++)
        mask |= (key >> bits[i] & 1) << i;
    return (uint8_t)mask;
}

/* Each byte is the next one, unmasked; the last is lost. */
static uint32_t unscramble(uint8_t *bytes, size_t n, uint32_t key)
{
    for (size_t i = 0; i + 1 < n; i++) {
        bytes[i] = bytes[i + 1] ^ mask_of(key);
        key = advance(key);
    }
    bytes[n - 1] = 0;
    return advance(key);
}

static uint32_t pass_over(size_t n, uint32_t key)
{
    while (n-- > 0)
        key = advance(key);
    return key;
}

bool picture_decode(struct picture *p, uint32_t key)
{
    for (; p->block < PICTURE_BLOCKS && p->blocks[p->block].rows > 0; p->block++) {
        uint8_t *flags = &p->blocks[p->block].flags;
        int rows = p->blocks[p->block].rows;
        size_t n = (size_t)rows * PICTURE_WIDTH;
        if (*flags & PICTURE_NEW_KEY) {
            *flags &= (uint8_t)~PICTURE_NEW_KEY;
            p->key_number++;
            return false;
        }
        bool there = !(*flags & PICTURE_ABSENT);
        switch (*flags & (PICTURE_SCRAMBLED | PICTURE_KEY_RESTS)) {
        case PICTURE_SCRAMBLED:
            key = there ? unscramble(p->rows + (size_t)p->row * PICTURE_WIDTH, n, key)
                        : pass_over(n, key);
            break;
        case 0:
            key = pass_over(n, key);
            break;
        default:
            break;
        }
        p->row += there ? rows : 0;
    }
    return true;
}

/* The sensor lies on its head. */
void picture_grey(const struct picture *p, uint8_t *out)
{
    int at = 0, from = 0;

    memset(out, 0xFF, (size_t)PICTURE_WIDTH * PICTURE_HEIGHT);
    for (int i = 0; i < PICTURE_BLOCKS && p->blocks[i].rows > 0; i++) {
        int rows = p->blocks[i].rows;
        if (p->blocks[i].flags & PICTURE_ABSENT) {
            at += rows;
            continue;
        }
        for (int r = 0; r < rows; r++, at++, from++) {
            const uint8_t *row = p->rows + (size_t)from * PICTURE_WIDTH;
            uint8_t *to = out + (size_t)(PICTURE_HEIGHT - 1 - at) * PICTURE_WIDTH;
            for (int x = 0; x < PICTURE_WIDTH; x++)
                to[PICTURE_WIDTH - 1 - x] = (uint8_t)~row[x];
        }
    }
}
