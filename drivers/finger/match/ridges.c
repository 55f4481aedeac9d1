#include "config.h"

#include "drivers/finger/match/ridges.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979f

enum {
    MEAN_RADIUS = 12,       /* pixels: what is levelled out */
    FLOW_RADIUS = 3,        /* cells, twice over: about two ridges to each side */
    INSIDE_RADIUS = 3,      /* cells */
    ALONG = 5,              /* steps to each side that a line is smoothed along its ridge */
    STRIDE = 2,             /* pixels a step: what lies between is in the mean of 3 by 3 */
    REACH = ALONG * STRIDE, /* less than RIDGE_PAD: nothing is read outside */
    ACROSS = 7,             /* and looked at across it */
    TAPS = 15,              /* 2 * ACROSS + 1, the most that is summed up */
    SPACING_MIN = 5,        /* pixels from ridge to ridge: a child's */
    SPACING_MAX = 14,       /* and a broad man's */
    WINDOW_ALONG = 10,      /* half the window in which the spacing is measured, pixels */
    WINDOW_ACROSS = 24,
    WINDOW_STEP = 4, /* cells from window to window */
};

/* ---- level and contrast ---- */

/* A row of the image becomes one between the pads: mean 0, deviation about 1. */
static void level_row(const uint8_t *grey, const float *mean, const float *square, int w, float *to,
                      float *deviation)
{
    for (int x = 0; x < w; x++) {
        float variance = square[x] - mean[x] * mean[x];
        float spread = variance > 0 ? sqrtf(variance) : 0;
        float value = (grey[x] - mean[x]) / (spread + 4);

        deviation[x] = spread;
        to[x] = value > 2 ? 2 : value < -2 ? -2 : value;
    }
}

static bool level(struct ridges *r, const uint8_t *grey, struct plane *deviation,
                  struct work_room *room)
{
    int w = r->w - 2 * RIDGE_PAD, h = r->h - 2 * RIDGE_PAD;
    size_t mark = room->used;
    struct plane mean, square, spare;
    bool ok = plane_init(&mean, w, h, room) && plane_init(&square, w, h, room) &&
              plane_init(&spare, w, h, room);

    for (int i = 0; ok && i < w * h; i++) {
        mean.at[i] = grey[i];
        square.at[i] = mean.at[i] * mean.at[i];
    }
    if (ok) {
        plane_mean(&mean, &mean, &spare, MEAN_RADIUS, 1);
        plane_mean(&square, &square, &spare, MEAN_RADIUS, 1);
    }
    for (int y = 0; ok && y < h; y++) {
        size_t from = (size_t)y * (size_t)w;
        size_t to = (size_t)(y + RIDGE_PAD) * (size_t)r->w + RIDGE_PAD;

        level_row(grey + from, mean.at + from, square.at + from, w, r->grey.at + to,
                  deviation->at + to);
    }
    room_back(room, mark);
    return ok;
}

/* ---- which way ---- */

/* Squares and product of the gradient, summed for each cell. */
static void gradients(const struct plane *image, struct plane *xx, struct plane *yy,
                      struct plane *xy)
{
    int w = image->w;

    for (int y = 1; y < image->h - 1; y++) {
        const float *up = image->at + (size_t)(y - 1) * (size_t)w, *row = up + w, *down = row + w;
        size_t cells = (size_t)(y / RIDGE_CELL) * (size_t)xx->w;

        for (int x = 1; x < w - 1; x++) {
            float dx =
                up[x + 1] + 2 * row[x + 1] + down[x + 1] - up[x - 1] - 2 * row[x - 1] - down[x - 1];
            float dy = down[x - 1] + 2 * down[x] + down[x + 1] - up[x - 1] - 2 * up[x] - up[x + 1];
            size_t cell = cells + (size_t)(x / RIDGE_CELL);

            xx->at[cell] += dx * dx;
            yy->at[cell] += dy * dy;
            xy->at[cell] += dx * dy;
        }
    }
}

/* The flow of `image`: across it the gradient is strongest. */
static bool find_flow(struct ridges *r, const struct plane *image, struct work_room *room)
{
    size_t mark = room->used;
    struct plane xx, yy, xy;
    bool ok = plane_init(&xx, r->cw, r->ch, room) && plane_init(&yy, r->cw, r->ch, room) &&
              plane_init(&xy, r->cw, r->ch, room);

    if (ok)
        gradients(image, &xx, &yy, &xy);
    ok = ok && plane_level(&xx, FLOW_RADIUS, 2, room) && plane_level(&yy, FLOW_RADIUS, 2, room) &&
         plane_level(&xy, FLOW_RADIUS, 2, room);
    for (int i = 0; ok && i < r->cw * r->ch; i++) {
        float d = xx.at[i] - yy.at[i], s = xx.at[i] + yy.at[i];
        float turn = 0.5f * atan2f(2 * xy.at[i], d) + PI / 2;
        int direction = (int)lrintf(turn * RIDGE_DIRECTIONS / PI);

        r->coherence.at[i] = s > 0 ? sqrtf(d * d + 4 * xy.at[i] * xy.at[i]) / s : 0;
        r->flow[i] = (uint8_t)((direction + RIDGE_DIRECTIONS) % RIDGE_DIRECTIONS);
    }
    room_back(room, mark);
    return ok;
}

/* ---- where ---- */

/* Only the largest piece is kept: the rest is dirt or another finger's edge. */
static bool keep_largest(struct ridges *r, struct work_room *room)
{
    size_t mark = room->used;
    int n = r->cw * r->ch, *stack = room_take(room, (size_t)n * sizeof *stack);
    uint8_t label = 1, best = 0;
    int most = 0;

    if (!stack)
        return false;
    for (int i = 0; i < n && label < 255; i++) {
        int depth = 0, size = 0;

        if (r->inside[i] != 1)
            continue;
        label++;
        r->inside[i] = label;
        stack[depth++] = i;
        while (depth > 0) {
            int cell = stack[--depth], x = cell % r->cw, y = cell / r->cw;
            int next[4] = {x > 0 ? cell - 1 : -1, x + 1 < r->cw ? cell + 1 : -1,
                           y > 0 ? cell - r->cw : -1, y + 1 < r->ch ? cell + r->cw : -1};

            size++;
            for (int k = 0; k < 4; k++) {
                if (next[k] >= 0 && r->inside[next[k]] == 1) {
                    r->inside[next[k]] = label;
                    stack[depth++] = next[k];
                }
            }
        }
        if (size > most) {
            most = size;
            best = label;
        }
    }
    for (int i = 0; i < n; i++)
        r->inside[i] = best > 0 && r->inside[i] == best;
    r->area = (float)most / (float)n;
    room_back(room, mark);
    return true;
}

/* Where there is contrast and the flow is clear, holes and fringes levelled. */
static bool find_inside(struct ridges *r, const struct plane *deviation, struct work_room *room)
{
    size_t mark = room->used;
    struct plane share;
    bool ok = plane_init(&share, r->cw, r->ch, room);
    float strongest = 0;

    for (int i = 0; i < r->w * r->h; i++) {
        if (deviation->at[i] > strongest)
            strongest = deviation->at[i];
    }
    for (int y = 0; ok && y < r->ch; y++) {
        for (int x = 0; x < r->cw; x++) {
            int px = x * RIDGE_CELL + RIDGE_CELL / 2, py = y * RIDGE_CELL + RIDGE_CELL / 2;
            float spread;

            px = px < r->w ? px : r->w - 1;
            py = py < r->h ? py : r->h - 1;
            spread = deviation->at[(size_t)py * (size_t)r->w + (size_t)px];
            share.at[y * r->cw + x] =
                spread > 0.12f * strongest && spread > 8 && r->coherence.at[y * r->cw + x] > 0.2f;
        }
    }
    ok = ok && plane_level(&share, INSIDE_RADIUS, 1, room);
    for (int i = 0; ok && i < r->cw * r->ch; i++)
        r->inside[i] = share.at[i] > 0.55f;
    ok = ok && keep_largest(r, room);
    for (int i = 0; ok && i < r->cw * r->ch; i++)
        share.at[i] = r->inside[i];
    ok = ok && plane_level(&share, (ACROSS + RIDGE_CELL - 1) / RIDGE_CELL, 1, room);
    for (int i = 0; ok && i < r->cw * r->ch; i++)
        r->near[i] = share.at[i] > 0;
    room_back(room, mark);
    return ok;
}

/* ---- how far apart ---- */

/* Offsets of a step along each direction, in pixels. */
static void steps(float dx[RIDGE_DIRECTIONS], float dy[RIDGE_DIRECTIONS])
{
    for (int d = 0; d < RIDGE_DIRECTIONS; d++) {
        dx[d] = cosf((float)d * PI / RIDGE_DIRECTIONS);
        dy[d] = sinf((float)d * PI / RIDGE_DIRECTIONS);
    }
}

/* The window's ridges seen from the side: mean along the flow for each place across it. */
static bool side_view(const struct ridges *r, int cx, int cy, float ux, float uy,
                      float out[2 * WINDOW_ACROSS + 1])
{
    for (int v = -WINDOW_ACROSS; v <= WINDOW_ACROSS; v++) {
        float sum = 0;
        int n = 0;

        for (int u = -WINDOW_ALONG; u <= WINDOW_ALONG; u += 2) {
            int x = (int)lrintf((float)cx + (float)u * ux - (float)v * uy);
            int y = (int)lrintf((float)cy + (float)u * uy + (float)v * ux);

            if (x < 0 || y < 0 || x >= r->w || y >= r->h)
                continue;
            sum += r->grey.at[(size_t)y * (size_t)r->w + (size_t)x];
            n++;
        }
        if (n == 0)
            return false;
        out[v + WINDOW_ACROSS] = sum / (float)n;
    }
    return true;
}

/* The distance at which the side view is most like itself; 0: none is clear. */
static float like_itself(const float *view, int n)
{
    float like[SPACING_MAX + 3], self = 0;
    int best = 0;

    for (int i = 0; i < n; i++)
        self += view[i] * view[i];
    self /= (float)n;
    for (int lag = SPACING_MIN - 1; lag <= SPACING_MAX + 1; lag++) {
        float sum = 0;

        for (int i = 0; i + lag < n; i++)
            sum += view[i] * view[i + lag];
        like[lag] = sum / (float)(n - lag);
    }
    for (int lag = SPACING_MIN; lag <= SPACING_MAX; lag++) {
        if (like[lag] >= like[lag - 1] && like[lag] >= like[lag + 1]) {
            best = lag; /* the first peak: later ones are its multiples */
            break;
        }
    }
    if (best == 0 || self <= 0 || like[best] < 0.25f * self)
        return 0;
    /* A parabola through the peak's three points. */
    {
        float a = like[best - 1], b = like[best], c = like[best + 1], bend = a - 2 * b + c;

        return (float)best + (bend < 0 ? 0.5f * (a - c) / bend : 0);
    }
}

/* Measured in windows, spread over the cells between, and levelled; where nothing was clear the
 * mean of what was stands. */
static bool find_spacing(struct ridges *r, const float *ux, const float *uy, struct work_room *room)
{
    size_t mark = room->used;
    struct plane known;
    float view[2 * WINDOW_ACROSS + 1], sum = 0, mean;
    int n = 0;
    bool ok = plane_init(&known, r->cw, r->ch, room);

    for (int cy = WINDOW_STEP / 2; ok && cy < r->ch; cy += WINDOW_STEP) {
        for (int cx = WINDOW_STEP / 2; cx < r->cw; cx += WINDOW_STEP) {
            int cell = cy * r->cw + cx;
            float spacing = 0;

            if (!r->inside[cell])
                continue;
            if (side_view(r, cx * RIDGE_CELL, cy * RIDGE_CELL, ux[r->flow[cell]], uy[r->flow[cell]],
                          view))
                spacing = like_itself(view, 2 * WINDOW_ACROSS + 1);
            if (spacing > 0) {
                r->spacing.at[cell] = spacing;
                known.at[cell] = 1;
                sum += spacing;
                n++;
            }
        }
    }
    mean = n > 0 ? sum / (float)n : 9;
    ok = ok && plane_level(&r->spacing, 2 * WINDOW_STEP, 2, room) &&
         plane_level(&known, 2 * WINDOW_STEP, 2, room);
    for (int i = 0; ok && i < r->cw * r->ch; i++)
        r->spacing.at[i] = known.at[i] > 0.005f ? r->spacing.at[i] / known.at[i] : mean;
    room_back(room, mark);
    return ok;
}

/* ---- the lines ---- */

static void offsets(int out[RIDGE_DIRECTIONS][TAPS], int half, int stride, int w, const float *ux,
                    const float *uy)
{
    for (int d = 0; d < RIDGE_DIRECTIONS; d++) {
        for (int k = -half; k <= half; k++)
            out[d][k + half] = (int)lrintf((float)(k * stride) * uy[d]) * w +
                               (int)lrintf((float)(k * stride) * ux[d]);
    }
}

/* Each pixel inside becomes the weighted sum of those at the offsets of its cell's direction. */
static void smooth_along(const struct ridges *r, const struct plane *from, struct plane *to,
                         int at[RIDGE_DIRECTIONS][TAPS])
{
    float weight[2 * ALONG + 1];

    for (int k = -ALONG; k <= ALONG; k++)
        weight[k + ALONG] = expf(-0.5f * (float)(k * k) / (0.25f * ALONG * ALONG));
    for (int y = REACH; y < r->h - REACH; y++) {
        for (int x = REACH; x < r->w - REACH; x++) {
            size_t i = (size_t)y * (size_t)r->w + (size_t)x;
            int cell = ridges_cell(r, x, y);
            const float *p = from->at + i;
            const int *step = at[r->flow[cell]];
            float sum = 0;

            if (!r->near[cell])
                continue;

            for (int k = 0; k <= 2 * ALONG; k++)
                sum += weight[k] * p[step[k]];
            to->at[i] = sum;
        }
    }
}

/* Across the ridge: a wave of the local spacing, so that what is wider or narrower than a ridge
 * goes. Its sum is zero. */
static void waves(float out[SPACING_MAX + 1][2 * ACROSS + 1])
{
    for (int s = SPACING_MIN; s <= SPACING_MAX; s++) {
        float sum = 0, spread = 0.42f * (float)s;

        for (int k = -ACROSS; k <= ACROSS; k++) {
            float fade = expf(-0.5f * (float)(k * k) / (spread * spread));

            out[s][k + ACROSS] = fade * cosf(2 * PI * (float)k / (float)s);
            sum += out[s][k + ACROSS];
        }
        for (int k = 0; k <= 2 * ACROSS; k++)
            out[s][k] -= sum / (2 * ACROSS + 1);
    }
}

static void wave_across(const struct ridges *r, const struct plane *from, struct plane *to,
                        int at[RIDGE_DIRECTIONS][TAPS])
{
    float wave[SPACING_MAX + 1][2 * ACROSS + 1];

    waves(wave);
    for (int y = REACH; y < r->h - REACH; y++) {
        for (int x = REACH; x < r->w - REACH; x++) {
            int cell = ridges_cell(r, x, y);
            size_t i = (size_t)y * (size_t)r->w + (size_t)x;
            const float *p = from->at + i, *weight;
            const int *step;
            float sum = 0;
            int s;

            if (!r->inside[cell])
                continue;
            s = (int)lrintf(r->spacing.at[cell]);
            weight = wave[s < SPACING_MIN ? SPACING_MIN : s > SPACING_MAX ? SPACING_MAX : s];
            step = at[r->flow[cell]];
            for (int k = 0; k <= 2 * ACROSS; k++)
                sum += weight[k] * p[step[k]];
            to->at[i] = sum;
        }
    }
}

/* `means`: of 3 by 3 pixels. */
static bool draw_lines(struct ridges *r, const struct plane *means, struct plane *along,
                       struct work_room *room)
{
    size_t mark = room->used;
    float ux[RIDGE_DIRECTIONS], uy[RIDGE_DIRECTIONS], vx[RIDGE_DIRECTIONS];
    int(*at)[TAPS] = room_take(room, sizeof(int[RIDGE_DIRECTIONS][TAPS]));

    if (!at)
        return false;
    steps(ux, uy);
    for (int d = 0; d < RIDGE_DIRECTIONS; d++)
        vx[d] = -uy[d];
    offsets(at, ALONG, STRIDE, r->w, ux, uy);
    smooth_along(r, means, along, at);
    offsets(at, ACROSS, 1, r->w, vx, ux);
    wave_across(r, along, &r->lines, at);
    room_back(room, mark);
    return true;
}

/* ---- together ---- */

static bool find(struct ridges *r, const uint8_t *grey, struct work_room *room)
{
    float ux[RIDGE_DIRECTIONS], uy[RIDGE_DIRECTIONS];
    size_t mark = room->used;
    struct plane deviation, means, spare;
    bool ok = plane_init(&deviation, r->w, r->h, room) && level(r, grey, &deviation, room) &&
              plane_init(&means, r->w, r->h, room) && plane_init(&spare, r->w, r->h, room);

    steps(ux, uy);
    if (ok)
        plane_mean(&r->grey, &means, &spare, 1, 1);
    ok = ok && find_flow(r, &means, room) && find_inside(r, &deviation, room) &&
         find_spacing(r, ux, uy, room);
    if (ok)
        memset(spare.at, 0, (size_t)r->w * (size_t)r->h * sizeof *spare.at);
    ok = ok && draw_lines(r, &means, &spare, room);
    room_back(room, mark);
    return ok;
}

bool ridges_init(struct ridges *r, const uint8_t *grey, int w, int h, struct work_room *room)
{
    size_t cells;

    *r = (struct ridges){.w = w + 2 * RIDGE_PAD, .h = h + 2 * RIDGE_PAD};
    r->cw = (r->w + RIDGE_CELL - 1) / RIDGE_CELL;
    r->ch = (r->h + RIDGE_CELL - 1) / RIDGE_CELL;
    cells = (size_t)r->cw * (size_t)r->ch;
    r->flow = room_take(room, cells);
    r->inside = room_take(room, cells);
    r->near = room_take(room, cells);
    return r->flow && r->inside && r->near && plane_init(&r->grey, r->w, r->h, room) &&
           plane_init(&r->lines, r->w, r->h, room) &&
           plane_init(&r->coherence, r->cw, r->ch, room) &&
           plane_init(&r->spacing, r->cw, r->ch, room) && find(r, grey, room);
}
