#include "config.h"

#include "drivers/finger/match/match.h"

#include <math.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979f

enum {
    LENGTH_CELL = MATCH_LENGTH_MAX / MATCH_LENGTH_CELLS,
    LENGTH_LEAST = 6, /* two nearer minutiae are no edge */
    TRIALS = 6,       /* ways of lying that are tried */
    VOTES_LEAST = 5,  /* of the best pair; fewer: not one finger */
    REFITS = 3,       /* of the best trials */
    PAIRS_FOR_REFIT = 5,
    REACH = 14,         /* pixels between two that fall together */
    TURN = 18,          /* 256ths of a turn between them: 25 degrees */
    OVERLAP_LEAST = 12, /* a smaller overlap counts as that many minutiae */
    MARGIN = 8,         /* pixels around the other's points that still overlap */
    RESOLUTION = 197,   /* pixels per centimetre of the points */
};

/* One point of each that fall together. */
struct pairing {
    int8_t mate[MATCH_MINUTIAE]; /* of each probe point: the other's; -1 */
    int count;
    float score;
};

struct trial {
    int probe, with, votes;
};

/* Turn, then shift. */
struct placing {
    float cos, sin, x, y;
    uint8_t turn;
};

struct match_room {
    uint8_t votes[MATCH_MINUTIAE][MATCH_MINUTIAE];
    float x[MATCH_MINUTIAE], y[MATCH_MINUTIAE];
    struct pairing pairings[TRIALS], again;
    float cos[256], sin[256];
};

struct match_room *match_room_new(void)
{
    struct match_room *room = malloc(sizeof *room);

    for (int i = 0; room && i < 256; i++) {
        room->cos[i] = cosf((float)i * PI / 128);
        room->sin[i] = sinf((float)i * PI / 128);
    }
    return room;
}

void match_room_free(struct match_room **room)
{
    if (*room)
        sodium_memzero(*room, sizeof **room);
    free(*room);
    *room = NULL;
}

/* ---- making ready ---- */

static uint8_t angle_of(float y, float x)
{
    return (uint8_t)lrintf(atan2f(y, x) * (128 / PI));
}

static int by_quality(const void *a, const void *b)
{
    return ((const struct minutia *)b)->quality - ((const struct minutia *)a)->quality;
}

static int by_x(const void *a, const void *b)
{
    const struct match_point *p = a, *q = b;

    return p->x != q->x ? p->x - q->x : p->y - q->y;
}

static void take_points(struct finger_template *to, const struct finger_view *view)
{
    struct minutia best[FINGER_MINUTIAE_MAX];
    int resolution = view->resolution ? view->resolution : RESOLUTION;

    memcpy(best, view->minutiae, view->count * sizeof *best);
    qsort(best, view->count, sizeof *best, by_quality);
    to->count = view->count < MATCH_MINUTIAE ? view->count : MATCH_MINUTIAE;
    to->top = INT16_MAX;
    to->bottom = INT16_MIN;
    for (int i = 0; i < to->count; i++) {
        struct match_point *point = &to->points[i];

        *point = (struct match_point){(int16_t)(best[i].x * RESOLUTION / resolution),
                                      (int16_t)(best[i].y * RESOLUTION / resolution),
                                      (uint8_t)-best[i].angle, best[i].type};
        if (point->y < to->top)
            to->top = point->y;
        if (point->y > to->bottom)
            to->bottom = point->y;
    }
    qsort(to->points, to->count, sizeof *to->points, by_x);
    for (int i = 0, k = 0; k <= 64; k++) {
        while (i < to->count && to->points[i].x < k * 16)
            i++;
        to->window[k] = (uint8_t)i;
    }
}

/* The nearest neighbours of point `from`, nearest first. */
static int nearest(const struct finger_template *t, int from, int out[MATCH_EDGES])
{
    int apart[MATCH_EDGES], n = 0;

    for (int i = 0; i < t->count; i++) {
        int dx = t->points[i].x - t->points[from].x, dy = t->points[i].y - t->points[from].y;
        int d = dx * dx + dy * dy, at;

        if (i == from || d >= MATCH_LENGTH_MAX * MATCH_LENGTH_MAX ||
            d < LENGTH_LEAST * LENGTH_LEAST || (n == MATCH_EDGES && d >= apart[n - 1]))
            continue;
        at = n < MATCH_EDGES ? n++ : n - 1;
        for (; at > 0 && apart[at - 1] > d; at--) {
            apart[at] = apart[at - 1];
            out[at] = out[at - 1];
        }
        apart[at] = d;
        out[at] = i;
    }
    return n;
}

static void take_edges(struct finger_template *t)
{
    t->edge_count = 0;
    for (int from = 0; from < t->count; from++) {
        int to[MATCH_EDGES], n = nearest(t, from, to);

        for (int i = 0; i < n; i++) {
            const struct match_point *a = &t->points[from], *b = &t->points[to[i]];
            float dx = (float)(b->x - a->x), dy = (float)(b->y - a->y);
            uint8_t way = angle_of(dy, dx);

            t->edges[t->edge_count++] = (struct match_edge){
                (uint8_t)from, (uint8_t)to[i], (uint8_t)sqrtf(dx * dx + dy * dy),
                (uint8_t)(way - a->angle), (uint8_t)(way - b->angle)};
        }
    }
}

void finger_template_init(struct finger_template *to, const struct finger_view *view)
{
    memset(to, 0, sizeof *to);
    take_points(to, view);
    take_edges(to);
}

/* A value's cell and the one it is nearer to of the two beside. */
static void two_cells(int twice, int cells, bool around, int out[2])
{
    out[0] = twice / 2;
    out[1] = twice % 2 ? out[0] + 1 : out[0] - 1;
    if (around) {
        out[0] = (out[0] + cells) % cells;
        out[1] = (out[1] + cells) % cells;
    }
}

/* The cells within half a cell of an edge, at most 8. */
static int cells_of(const struct match_edge *edge, int out[8])
{
    int length[2], from[2], to[2], n = 0;

    two_cells(edge->length * 2 / LENGTH_CELL, MATCH_LENGTH_CELLS, false, length);
    two_cells(edge->angle_from * 2 * MATCH_ANGLE_CELLS / 256, MATCH_ANGLE_CELLS, true, from);
    two_cells(edge->angle_to * 2 * MATCH_ANGLE_CELLS / 256, MATCH_ANGLE_CELLS, true, to);
    for (int i = 0; i < 8; i++) {
        int l = length[i >> 2];

        if (l >= 0 && l < MATCH_LENGTH_CELLS)
            out[n++] = (l * MATCH_ANGLE_CELLS + from[i >> 1 & 1]) * MATCH_ANGLE_CELLS + to[i & 1];
    }
    return n;
}

static int cell_of(const struct match_edge *edge)
{
    return (edge->length / LENGTH_CELL * MATCH_ANGLE_CELLS +
            edge->angle_from * MATCH_ANGLE_CELLS / 256) *
               MATCH_ANGLE_CELLS +
           edge->angle_to * MATCH_ANGLE_CELLS / 256;
}

void finger_probe_init(struct finger_probe *probe, const struct finger_view *view)
{
    uint16_t fill[MATCH_CELLS];
    int cells[8];

    finger_template_init(&probe->view, view);
    memset(probe->start, 0, sizeof probe->start);
    for (int i = 0; i < probe->view.edge_count; i++) {
        int n = cells_of(&probe->view.edges[i], cells);

        for (int k = 0; k < n; k++)
            probe->start[cells[k] + 1]++;
    }
    for (int i = 0; i < MATCH_CELLS; i++)
        probe->start[i + 1] = (uint16_t)(probe->start[i + 1] + probe->start[i]);
    memcpy(fill, probe->start, sizeof fill);
    for (int i = 0; i < probe->view.edge_count; i++) {
        int n = cells_of(&probe->view.edges[i], cells);

        for (int k = 0; k < n; k++)
            probe->edge[fill[cells[k]]++] = (uint16_t)i;
    }
}

/* ---- votes ---- */

static void vote(const struct finger_probe *probe, const struct finger_template *with,
                 struct match_room *room)
{
    memset(room->votes, 0, sizeof room->votes);
    for (int i = 0; i < with->edge_count; i++) {
        const struct match_edge *e = &with->edges[i];
        int cell = cell_of(e);

        if (e->length >= MATCH_LENGTH_MAX)
            continue;
        for (int k = probe->start[cell]; k < probe->start[cell + 1]; k++) {
            const struct match_edge *p = &probe->view.edges[probe->edge[k]];
            uint8_t *a = &room->votes[p->from][e->from], *b = &room->votes[p->to][e->to];

            *a = (uint8_t)(*a + (*a < 255));
            *b = (uint8_t)(*b + (*b < 255));
        }
    }
}

/* The pairs with most votes, most first. */
static int elect(const struct finger_probe *probe, const struct finger_template *with,
                 const struct match_room *room, struct trial out[TRIALS])
{
    int n = 0;

    for (int i = 0; i < probe->view.count; i++) {
        for (int k = 0; k < with->count; k++) {
            int votes = room->votes[i][k], at;

            if (votes < 2 || (n == TRIALS && votes <= out[n - 1].votes))
                continue;
            at = n < TRIALS ? n++ : n - 1;
            for (; at > 0 && out[at - 1].votes < votes; at--)
                out[at] = out[at - 1];
            out[at] = (struct trial){i, k, votes};
        }
    }
    return n;
}

/* ---- laying one on the other ---- */

static int turned(uint8_t a, uint8_t b)
{
    int d = (int8_t)(uint8_t)(a - b);

    return d < 0 ? -d : d;
}

/* The other's point that falls nearest to (x, y), or -1. */
static int mate_of(const struct finger_template *with, float x, float y, uint8_t angle,
                   uint8_t type, const uint64_t taken[2], float *worth)
{
    int first = (int)(x - REACH) >> 4, best = -1;

    *worth = 0;
    for (int k = with->window[first < 0 ? 0 : first > 64 ? 64 : first]; k < with->count; k++) {
        float dx = x - with->points[k].x, dy = y - with->points[k].y, apart, value;
        int turn;

        if (dx > REACH)
            continue;
        if (dx < -REACH)
            break;
        apart = dx * dx + dy * dy;
        turn = turned(angle, with->points[k].angle);
        if (apart > REACH * REACH || turn > TURN || (taken[k >> 6] >> (k & 63) & 1))
            continue;
        value = (1 - sqrtf(apart) / (1.6f * REACH)) * (1 - (float)turn / (1.6f * TURN));
        if (type != with->points[k].type)
            value *= 0.85f;
        if (value > *worth) {
            *worth = value;
            best = k;
        }
    }
    return best;
}

/* Points of one that lie where the other has points at all. */
static int within(const float *x, const float *y, int n, float left, float top, float right,
                  float bottom)
{
    int count = 0;

    for (int i = 0; i < n; i++)
        count += x[i] >= left - MARGIN && x[i] <= right + MARGIN && y[i] >= top - MARGIN &&
                 y[i] <= bottom + MARGIN;
    return count > OVERLAP_LEAST ? count : OVERLAP_LEAST;
}

static int with_within(const struct finger_template *t, float left, float top, float right,
                       float bottom)
{
    int count = 0;

    for (int i = 0; i < t->count; i++) {
        float x = t->points[i].x, y = t->points[i].y;

        count +=
            x >= left - MARGIN && x <= right + MARGIN && y >= top - MARGIN && y <= bottom + MARGIN;
    }
    return count > OVERLAP_LEAST ? count : OVERLAP_LEAST;
}

static void lay(const struct finger_template *probe, const struct finger_template *with,
                const struct placing *at, struct match_room *room, struct pairing *out)
{
    uint64_t taken[2] = {0, 0};
    float left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY, sum = 0;

    out->count = 0;
    for (int i = 0; i < probe->count; i++) {
        const struct match_point *p = &probe->points[i];
        float x = at->cos * p->x - at->sin * p->y + at->x;
        float y = at->sin * p->x + at->cos * p->y + at->y, worth;
        int mate = mate_of(with, x, y, (uint8_t)(p->angle + at->turn), p->type, taken, &worth);

        room->x[i] = x;
        room->y[i] = y;
        left = x < left ? x : left;
        right = x > right ? x : right;
        top = y < top ? y : top;
        bottom = y > bottom ? y : bottom;
        out->mate[i] = (int8_t)mate;
        if (mate >= 0) {
            taken[mate >> 6] |= UINT64_C(1) << (mate & 63);
            sum += worth;
            out->count++;
        }
    }
    out->score = 0;
    if (out->count >= 4) {
        float could = (float)within(room->x, room->y, probe->count, with->points[0].x, with->top,
                                    with->points[with->count - 1].x, with->bottom) *
                      (float)with_within(with, left, top, right, bottom);
        float few = out->count < 12 ? (float)out->count / 12 : 1;

        out->score = 100 * sum * sum / could * few + sum;
    }
}

/* The placing that brings the pairs nearest together, by least squares. */
static bool refit(const struct finger_template *probe, const struct finger_template *with,
                  const struct pairing *pairs, struct placing *out)
{
    float px = 0, py = 0, wx = 0, wy = 0, c = 0, s = 0, length;
    float n = (float)pairs->count;

    for (int i = 0; i < probe->count; i++) {
        if (pairs->mate[i] < 0)
            continue;
        px += probe->points[i].x / n;
        py += probe->points[i].y / n;
        wx += with->points[pairs->mate[i]].x / n;
        wy += with->points[pairs->mate[i]].y / n;
    }
    for (int i = 0; i < probe->count; i++) {
        float x, y, u, v;

        if (pairs->mate[i] < 0)
            continue;
        x = probe->points[i].x - px;
        y = probe->points[i].y - py;
        u = with->points[pairs->mate[i]].x - wx;
        v = with->points[pairs->mate[i]].y - wy;
        c += x * u + y * v;
        s += x * v - y * u;
    }
    length = sqrtf(c * c + s * s);
    if (length <= 0)
        return false;
    out->cos = c / length;
    out->sin = s / length;
    out->turn = angle_of(out->sin, out->cos);
    out->x = wx - out->cos * px + out->sin * py;
    out->y = wy - out->sin * px - out->cos * py;
    return true;
}

static void try_pair(const struct finger_template *probe, const struct finger_template *with,
                     const struct trial *trial, struct match_room *room, struct pairing *out)
{
    const struct match_point *a = &probe->points[trial->probe], *b = &with->points[trial->with];
    uint8_t turn = (uint8_t)(b->angle - a->angle);
    struct placing at = {.cos = room->cos[turn], .sin = room->sin[turn], .turn = turn};

    at.x = b->x - at.cos * a->x + at.sin * a->y;
    at.y = b->y - at.sin * a->x - at.cos * a->y;
    lay(probe, with, &at, room, out);
}

float finger_match(const struct finger_probe *probe, const struct finger_template *with,
                   struct match_room *room)
{
    struct trial trials[TRIALS];
    float best = 0;
    int n;

    if (probe->view.count == 0 || with->count == 0)
        return 0;
    vote(probe, with, room);
    n = elect(probe, with, room, trials);
    if (n == 0 || trials[0].votes < VOTES_LEAST)
        return 0;
    for (int i = 0; i < n; i++) {
        try_pair(&probe->view, with, &trials[i], room, &room->pairings[i]);
        best = fmaxf(best, room->pairings[i].score);
    }
    for (int k = 0; k < REFITS; k++) {
        struct pairing *top = NULL;
        struct placing at;

        for (int i = 0; i < n; i++) {
            struct pairing *p = &room->pairings[i];

            if (p->count >= PAIRS_FOR_REFIT && (!top || p->score > top->score))
                top = p;
        }
        if (!top || !refit(&probe->view, with, top, &at))
            break;
        lay(&probe->view, with, &at, room, &room->again);
        best = fmaxf(best, room->again.score);
        top->count = 0; /* done */
    }
    return best;
}
