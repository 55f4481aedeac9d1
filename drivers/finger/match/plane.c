#include "config.h"

#include "drivers/finger/match/plane.h"

#include <string.h>

bool plane_init(struct plane *plane, int w, int h, struct work_room *room)
{
    *plane = (struct plane){w, h, room_take(room, (size_t)w * (size_t)h * sizeof *plane->at)};
    return plane->at != NULL;
}

/* A row's running mean. */
static void mean_row(const float *from, float *to, const float *share, int w, int r)
{
    float sum = 0;
    int n = 0;

    for (int x = 0; x < r && x < w; x++, n++)
        sum += from[x];
    for (int x = 0; x < w; x++) {
        if (x + r < w) {
            sum += from[x + r];
            n++;
        }
        if (x - r - 1 >= 0) {
            sum -= from[x - r - 1];
            n--;
        }
        to[x] = sum * share[n];
    }
}

static void add_row(float *sum, const float *row, int w, float sign)
{
    for (int x = 0; x < w; x++)
        sum[x] += sign * row[x];
}

/* All columns' running means at once, row by row. `sum` has w numbers. */
static void mean_columns(const float *from, float *to, float *sum, int w, int h, int r)
{
    int n = 0;

    memset(sum, 0, (size_t)w * sizeof *sum);
    for (int y = 0; y < r && y < h; y++, n++)
        add_row(sum, from + (size_t)y * (size_t)w, w, 1);
    for (int y = 0; y < h; y++) {
        float *row = to + (size_t)y * (size_t)w, share;

        if (y + r < h) {
            add_row(sum, from + (size_t)(y + r) * (size_t)w, w, 1);
            n++;
        }
        if (y - r - 1 >= 0) {
            add_row(sum, from + (size_t)(y - r - 1) * (size_t)w, w, -1);
            n--;
        }
        share = 1 / (float)n;
        for (int x = 0; x < w; x++)
            row[x] = sum[x] * share;
    }
}

void plane_mean(const struct plane *from, struct plane *to, struct plane *room, int r, int times)
{
    float share[2 * PLANE_RADIUS_MAX + 2], sum[PLANE_WIDTH_MAX];

    for (int n = 1; n <= 2 * r + 1; n++)
        share[n] = 1 / (float)n;
    for (int k = 0; k < times; k++) {
        const float *source = k == 0 ? from->at : to->at;

        for (int y = 0; y < from->h; y++)
            mean_row(source + (size_t)y * (size_t)from->w, room->at + (size_t)y * (size_t)from->w,
                     share, from->w, r);
        mean_columns(room->at, to->at, sum, from->w, from->h, r);
    }
}

bool plane_level(struct plane *plane, int r, int times, struct work_room *room)
{
    size_t mark = room->used;
    struct plane spare;
    bool ok = plane_init(&spare, plane->w, plane->h, room);

    if (ok)
        plane_mean(plane, plane, &spare, r, times);
    room_back(room, mark);
    return ok;
}
