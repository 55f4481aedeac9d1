#include "config.h"

#include "drivers/finger/match/skeleton.h"

#include <string.h>

enum { BORDER = 2 };

static void around(int w, int step[8])
{
    const int steps[8] = {1, w + 1, w, w - 1, -1, -w - 1, -w, -w + 1};

    memcpy(step, steps, sizeof steps);
}

/* ---- thinning: Zhang and Suen, 1984 ---- */

/* Bit k of a neighbourhood is neighbour k. May the middle go in this half of a round? */
static bool may_go(unsigned ring, int half)
{
    unsigned east = ring & 1, south = ring >> 2 & 1, west = ring >> 4 & 1, north = ring >> 6 & 1;
    int set = 0, rises = 0;

    for (int k = 0; k < 8; k++) {
        set += ring >> k & 1;
        rises += !(ring >> k & 1) && (ring >> ((k + 1) & 7) & 1);
    }
    if (set < 2 || set > 6 || rises != 1)
        return false;
    return half == 0 ? !(north && east && south) && !(east && south && west)
                     : !(north && east && west) && !(north && south && west);
}

static void go_table(uint8_t table[256])
{
    for (unsigned ring = 0; ring < 256; ring++)
        table[ring] = (uint8_t)(may_go(ring, 0) | may_go(ring, 1) << 1);
}

static unsigned ring_of(const uint8_t *p, const int step[8])
{
    unsigned ring = 0;

    for (int k = 0; k < 8; k++)
        ring |= (unsigned)p[step[k]] << k;
    return ring;
}

/* One half of a round over the pixels that are left; those that go are taken out together. */
static int half_round(struct skeleton *s, const uint8_t table[256], const int step[8], int *left,
                      int *count, int *gone, int half)
{
    int kept = 0, n = 0;

    for (int i = 0; i < *count; i++) {
        if (table[ring_of(s->on + left[i], step)] >> half & 1)
            gone[n++] = left[i];
        else
            left[kept++] = left[i];
    }
    for (int i = 0; i < n; i++)
        s->on[gone[i]] = 0;
    *count = kept;
    return n;
}

static bool thin(struct skeleton *s, struct work_room *room)
{
    size_t mark = room->used;
    int n = s->w * s->h, count = 0, step[8];
    int *left = room_take(room, (size_t)n * sizeof *left);
    int *gone = room_take(room, (size_t)n * sizeof *gone);
    uint8_t table[256];

    if (!left || !gone)
        return false;
    around(s->w, step);
    go_table(table);
    for (int i = 0; i < n; i++) {
        if (s->on[i])
            left[count++] = i;
    }
    while (half_round(s, table, step, left, &count, gone, 0) +
               half_round(s, table, step, left, &count, gone, 1) >
           0) {
    }
    room_back(room, mark);
    return true;
}

/* ---- from the ridges ---- */

/* A pixel is on a ridge if most of its neighbours are. */
static void draw(struct skeleton *s, const struct ridges *r)
{
    for (int y = BORDER; y < s->h - BORDER; y++) {
        for (int x = BORDER; x < s->w - BORDER; x++) {
            const float *p = r->lines.at + (size_t)y * (size_t)s->w + (size_t)x;
            int on = 0;

            if (!r->inside[ridges_cell(r, x, y)])
                continue;
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++)
                    on += p[dy * s->w + dx] < 0;
            }
            s->on[y * s->w + x] = on >= 5;
        }
    }
}

bool skeleton_init(struct skeleton *s, const struct ridges *r, struct work_room *room)
{
    *s = (struct skeleton){r->w, r->h, room_take(room, (size_t)r->w * (size_t)r->h)};
    if (!s->on)
        return false;
    draw(s, r);
    return thin(s, room);
}

/* ---- walks ---- */

int skeleton_lines(const struct skeleton *s, int pixel)
{
    int step[8], rises = 0;

    around(s->w, step);
    for (int k = 0; k < 8; k++)
        rises += !s->on[pixel + step[k]] && s->on[pixel + step[(k + 1) & 7]];
    return rises;
}

static bool neighbours(const struct skeleton *s, int a, int b)
{
    int dx = a % s->w - b % s->w, dy = a / s->w - b / s->w;

    return dx * dx + dy * dy <= 1;
}

int skeleton_branches(const struct skeleton *s, int pixel, int first[3])
{
    int step[8], n = 0;

    around(s->w, step);
    for (int diagonal = 0; diagonal < 2; diagonal++) { /* straight neighbours first */
        for (int k = diagonal; k < 8; k += 2) {
            int next = pixel + step[k];
            bool beside = false;

            if (!s->on[next])
                continue;
            for (int i = 0; i < n; i++)
                beside = beside || neighbours(s, next, first[i]);
            if (!beside && n < 3)
                first[n++] = next;
        }
    }
    return n;
}

/* The pixel after `now`, away from `before`; -1: none. Where two touch, the straight one. */
static int next_pixel(const struct skeleton *s, const int step[8], int before, int now)
{
    int best = -1;

    for (int k = 0; k < 8; k++) {
        int next = now + step[k];
        int dx = next % s->w - before % s->w, dy = next / s->w - before / s->w;

        if (!s->on[next] || next == before || (dx * dx + dy * dy <= 1))
            continue;
        if (best < 0 || k % 2 == 0)
            best = next;
    }
    return best;
}

struct walk skeleton_walk(const struct skeleton *s, int pixel, int first, int most)
{
    struct walk walk = {1, first, WALK_ON};
    int before = pixel, step[8];

    around(s->w, step);
    for (; walk.length < most; walk.length++) {
        int lines = skeleton_lines(s, walk.last), next;

        if (lines >= 3) {
            walk.end = WALK_FORK;
            break;
        }
        next = next_pixel(s, step, before, walk.last);
        if (lines <= 1 || next < 0) {
            walk.end = WALK_ENDING;
            break;
        }
        before = walk.last;
        walk.last = next;
    }
    return walk;
}
