#include "config.h"

#include "tests/sim/fingers.h"

#include <math.h>

#define PI 3.14159265358979

enum { SPACING = 9, REACH_X = 105, REACH_Y = 140 };

/* A number between 0 and 1 from a seed and its place. */
static double chance(unsigned seed, unsigned place)
{
    uint32_t v = seed * 2654435761u + place * 2246822519u + 374761393u;

    v = (v ^ v >> 15) * 2246822519u;
    v = (v ^ v >> 13) * 3266489917u;
    return (v ^ v >> 16) / 4294967296.0;
}

/* Ends stand on a shaken grid, so that no two are one blemish. */
static void place_of(unsigned seed, int i, double *x, double *y, double *sign)
{
    int column = i % 6, row = i / 6;

    *x = (column - 2.5) * 32 + (chance(seed, (unsigned)i * 3) - 0.5) * 14;
    *y = (row - 2.5) * 40 + (chance(seed, (unsigned)i * 3 + 1) - 0.5) * 18;
    *sign = chance(seed, (unsigned)i * 3 + 2) < 0.5 ? -1 : 1;
}

/* Ridges run across, bent like an arch, and each end adds a turn of the wave around it. */
static double wave(unsigned seed, double x, double y)
{
    double bend = 18 + 14 * chance(seed, 900), phase = 2 * PI / SPACING * y;

    phase += 2 * PI / SPACING * bend * cos(x / (70 + 30 * chance(seed, 901)));
    for (int i = 0; i < FINGER_ENDS; i++) {
        double ex, ey, sign;

        place_of(seed, i, &ex, &ey, &sign);
        phase += sign * atan2(y - ey, x - ex);
    }
    return cos(phase);
}

void finger_draw(unsigned seed, const struct finger_laid *laid, int width, int height, uint8_t *out)
{
    double c = cos(laid->turn), s = sin(laid->turn);

    for (int py = 0; py < height; py++) {
        for (int px = 0; px < width; px++) {
            double x = px - width / 2.0 - laid->right, y = py - height / 2.0 - laid->down;
            double u = c * x + s * y, v = -s * x + c * y;
            double round = u * u / (REACH_X * REACH_X) + v * v / (REACH_Y * REACH_Y);
            double grey = 245, noise = chance(seed + 77, (unsigned)(py * width + px)) - 0.5;

            if (round < 1)
                grey = 130 + 90 * wave(seed, u, v);
            grey += 160 * laid->noise * noise;
            out[py * width + px] = (uint8_t)(grey < 0 ? 0 : grey > 255 ? 255 : grey);
        }
    }
}

void finger_end(unsigned seed, const struct finger_laid *laid, int width, int height, int i,
                double *x, double *y)
{
    double u, v, sign, c = cos(laid->turn), s = sin(laid->turn);

    place_of(seed, i, &u, &v, &sign);
    *x = c * u - s * v + width / 2.0 + laid->right;
    *y = s * u + c * v + height / 2.0 + laid->down;
}
