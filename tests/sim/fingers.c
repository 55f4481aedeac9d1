#include "config.h"

#include "tests/sim/fingers.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979

enum { SPACING = 9, REACH_X = 105, REACH_Y = 140, APART = 23 };

/* A number between 0 and 1 from a seed and its place. */
static double chance(unsigned seed, unsigned place)
{
    uint32_t v = seed * 2654435761u + place * 2246822519u + 374761393u;

    v = (v ^ v >> 15) * 2246822519u;
    v = (v ^ v >> 13) * 3266489917u;
    return (v ^ v >> 16) / 4294967296.0;
}

struct end {
    double x, y, sign;
};

/* Anywhere in the oval, but no two so near that they are one blemish. */
static void place_ends(unsigned seed, struct end ends[FINGER_ENDS])
{
    unsigned place = 0;

    for (int i = 0; i < FINGER_ENDS;) {
        double x = (chance(seed, place) * 2 - 1) * REACH_X,
               y = (chance(seed, place + 1) * 2 - 1) * REACH_Y;
        bool near = x * x / (REACH_X * REACH_X) + y * y / (REACH_Y * REACH_Y) > 0.85;

        for (int k = 0; k < i && !near; k++)
            near = hypot(x - ends[k].x, y - ends[k].y) < APART;
        place += 3;
        if (!near)
            ends[i++] = (struct end){x, y, chance(seed, place) < 0.5 ? -1 : 1};
    }
}

/* Ridges run across, bent like an arch, and each end adds a turn of the wave around it. */
static double wave(unsigned seed, const struct end ends[FINGER_ENDS], double x, double y)
{
    double bend = 18 + 14 * chance(seed, 100900), phase = 2 * PI / SPACING * y;

    phase += 2 * PI / SPACING * bend * cos(x / (70 + 30 * chance(seed, 100901)));
    for (int i = 0; i < FINGER_ENDS; i++)
        phase += ends[i].sign * atan2(y - ends[i].y, x - ends[i].x);
    return cos(phase);
}

void finger_draw(unsigned seed, const struct finger_laid *laid, int width, int height, uint8_t *out)
{
    struct end ends[FINGER_ENDS];
    double c = cos(laid->turn), s = sin(laid->turn);

    place_ends(seed, ends);
    for (int py = 0; py < height; py++) {
        for (int px = 0; px < width; px++) {
            double x = px - width / 2.0 - laid->right, y = py - height / 2.0 - laid->down;
            double u = c * x + s * y, v = -s * x + c * y;
            double round = u * u / (REACH_X * REACH_X) + v * v / (REACH_Y * REACH_Y);
            double grey = 245, noise = chance(seed + 77, (unsigned)(py * width + px)) - 0.5;

            if (round < 1)
                grey = 130 + 90 * wave(seed, ends, u, v);
            grey += 160 * laid->noise * noise;
            out[py * width + px] = (uint8_t)(grey < 0 ? 0 : grey > 255 ? 255 : grey);
        }
    }
}

void finger_end(unsigned seed, const struct finger_laid *laid, int width, int height, int i,
                double *x, double *y)
{
    struct end ends[FINGER_ENDS];
    double c = cos(laid->turn), s = sin(laid->turn);

    place_ends(seed, ends);
    *x = c * ends[i].x - s * ends[i].y + width / 2.0 + laid->right;
    *y = s * ends[i].x + c * ends[i].y + height / 2.0 + laid->down;
}

bool sim_finger_named(const char *words, struct sim_finger *to)
{
    size_t len = strcspn(words, " ");
    const char *dot = memchr(words, '.', len);
    char *end;

    memset(to, 0, sizeof *to);
    if (dot == NULL || dot == words || len >= sizeof to->name)
        return false;
    long number = strtol(dot + 1, &end, 10);
    if (number < 1 || number > 10 || end != words + len || dot[1] == '0')
        return false;
    to->poor = strcmp(words + len, " poor") == 0;
    if (words[len] != '\0' && !to->poor)
        return false;
    memcpy(to->name, words, len);
    to->seed = 2166136261u;
    for (size_t i = 0; i < len; i++)
        to->seed = (to->seed ^ (unsigned char)words[i]) * 16777619u;
    return true;
}

/* Drawing takes a hundred milliseconds, and tests lay the same finger down a thousand times: the
 * last few drawings are kept. */
static struct drawn {
    unsigned seed, touch;
    bool poor;
    int width, height;
    uint8_t *grey;
} drawn[6];

static bool is_drawn(const struct drawn *d, const struct sim_finger *finger, unsigned touch,
                     int width, int height)
{
    return d->grey != NULL && d->seed == finger->seed && d->touch == touch &&
           d->poor == finger->poor && d->width == width && d->height == height;
}

static void keep_drawing(const struct sim_finger *finger, unsigned touch, int width, int height,
                         const uint8_t *grey)
{
    static unsigned next;
    struct drawn *d = &drawn[next++ % (sizeof drawn / sizeof drawn[0])];
    size_t size = (size_t)width * (size_t)height;

    free(d->grey);
    *d = (struct drawn){finger->seed, touch, finger->poor, width, height, malloc(size)};
    if (d->grey != NULL)
        memcpy(d->grey, grey, size);
}

void sim_fingers_clear(void)
{
    for (size_t i = 0; i < sizeof drawn / sizeof drawn[0]; i++) {
        free(drawn[i].grey);
        drawn[i].grey = NULL;
    }
}

void sim_finger_image(const struct sim_finger *finger, unsigned touch, int width, int height,
                      uint8_t *out)
{
    struct finger_laid laid = {.turn = (chance(finger->seed, 7000 + touch) - 0.5) * 0.3,
                               .right = (chance(finger->seed, 8000 + touch) - 0.5) * 16,
                               .down = (chance(finger->seed, 9000 + touch) - 0.5) * 16,
                               .noise = 0.2};

    for (size_t i = 0; i < sizeof drawn / sizeof drawn[0]; i++) {
        if (is_drawn(&drawn[i], finger, touch, width, height)) {
            memcpy(out, drawn[i].grey, (size_t)width * (size_t)height);
            return;
        }
    }
    if (finger->poor)
        laid.down = height / 2.0 + REACH_Y - 25;
    finger_draw(finger->seed, &laid, width, height, out);
    keep_drawing(finger, touch, width, height, out);
}
