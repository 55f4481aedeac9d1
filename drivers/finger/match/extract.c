#include "config.h"

#include "drivers/finger/match/extract.h"

#include "core/base/i18n.h"
#include "drivers/finger/match/ridges.h"
#include "drivers/finger/match/skeleton.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979f

enum {
    FOUND_MAX = 1500,
    REACH = 12,       /* pixels walked along a line to see which way it goes */
    ENDING_LEAST = 8, /* a shorter line is a speck */
    BRANCH_LEAST = 6, /* a shorter branch of a fork is a spur */
    EDGE = 14,        /* pixels to the border of the print: endings there are cuts */
    GAP = 11,         /* pixels over which a broken ridge is mended */
    NEAR = 6,         /* two this near are one blemish */
    CROWD = 18,       /* ... and more than CROWD_MOST of them this near are a smear */
    CROWD_MOST = 4,
};

struct found {
    int x, y;
    enum minutia_type type;
    float turn;    /* radians, +x towards +y */
    float quality; /* 0 … 1 */
    bool dead;
};

struct finding {
    const struct ridges *ridges;
    const struct skeleton *skeleton;
    uint8_t *deep; /* per cell: EDGE pixels inside the print */
    struct found *found;
    int count;
};

/* ---- how deep inside ---- */

/* Cells whose neighbours for EDGE pixels around are all of the print and of the image. */
static bool find_deep(struct finding *f, struct work_room *room)
{
    const struct ridges *r = f->ridges;
    int reach = EDGE / RIDGE_CELL, pad = RIDGE_PAD / RIDGE_CELL;
    struct plane share;
    bool ok = plane_init(&share, r->cw, r->ch, room);

    f->deep = room_take(room, (size_t)r->cw * (size_t)r->ch);
    ok = ok && f->deep;
    for (int y = pad; ok && y < r->ch - pad; y++) {
        for (int x = pad; x < r->cw - pad; x++)
            share.at[y * r->cw + x] = r->inside[y * r->cw + x];
    }
    ok = ok && plane_level(&share, reach, 1, room);
    for (int i = 0; ok && i < r->cw * r->ch; i++)
        f->deep[i] = share.at[i] > 0.99f;
    return ok;
}

/* ---- one by one ---- */

static float turn_to(const struct finding *f, int from, int to)
{
    int w = f->skeleton->w;

    return atan2f((float)(to / w - from / w), (float)(to % w - from % w));
}

static float turn_between(float a, float b)
{
    return fabsf(remainderf(a - b, 2 * PI));
}

/* The flow at a pixel, the way round that is nearer to `turn`: steadier than a walk of a few
 * pixels. */
static float along_flow(const struct finding *f, int x, int y, float turn)
{
    float flow = (float)f->ridges->flow[ridges_cell(f->ridges, x, y)] * PI / RIDGE_DIRECTIONS;
    float way = turn_between(flow, turn) > PI / 2 ? flow + PI : flow;

    /* Near a core the flow turns within its own window; there the walk knows better. */
    return turn_between(way, turn) > 0.6f ? turn : way;
}

static bool take_ending(struct finding *f, int pixel, int x, int y)
{
    int first[3];
    struct walk walk;
    float turn;

    if (skeleton_branches(f->skeleton, pixel, first) != 1)
        return false;
    walk = skeleton_walk(f->skeleton, pixel, first[0], REACH);
    if (walk.length < ENDING_LEAST)
        return false;
    turn = turn_to(f, pixel, walk.last);
    f->found[f->count] =
        (struct found){.x = x, .y = y, .type = MINUTIA_ENDING, .turn = along_flow(f, x, y, turn)};
    return true;
}

static bool take_fork(struct finding *f, int pixel, int x, int y)
{
    int first[3], last[3];
    float turn[3], narrowest = 9, middle = 0;

    if (skeleton_branches(f->skeleton, pixel, first) != 3)
        return false;
    for (int k = 0; k < 3; k++) {
        struct walk walk = skeleton_walk(f->skeleton, pixel, first[k], REACH);

        if (walk.length < BRANCH_LEAST)
            return false;
        last[k] = walk.last;
        turn[k] = turn_to(f, pixel, walk.last);
    }
    for (int a = 0; a < 3; a++) {
        int b = (a + 1) % 3;
        float between = turn_between(turn[a], turn[b]);

        if (last[a] == last[b])
            return false; /* a hole in a ridge: a pore */
        if (between < narrowest) {
            narrowest = between;
            middle = turn[b] + remainderf(turn[a] - turn[b], 2 * PI) / 2;
        }
    }
    if (narrowest > 1.9f)
        return false;
    f->found[f->count] =
        (struct found){.x = x, .y = y, .type = MINUTIA_FORK, .turn = along_flow(f, x, y, middle)};
    return true;
}

static void find_all(struct finding *f)
{
    const struct skeleton *s = f->skeleton;

    for (int y = 3; y < s->h - 3; y++) {
        for (int x = 3; x < s->w - 3; x++) {
            int pixel = y * s->w + x, lines;

            if (!s->on[pixel] || !f->deep[ridges_cell(f->ridges, x, y)] || f->count == FOUND_MAX)
                continue;
            lines = skeleton_lines(s, pixel);
            if ((lines == 1 && take_ending(f, pixel, x, y)) ||
                (lines == 3 && take_fork(f, pixel, x, y)))
                f->count++;
        }
    }
}

/* ---- which of them are true ---- */

static void judge_pair(struct found *a, struct found *b)
{
    int dx = a->x - b->x, dy = a->y - b->y, apart = dx * dx + dy * dy;
    bool facing = turn_between(a->turn, b->turn) > 2.3f;

    if (apart < NEAR * NEAR)
        a->dead = b->dead = true;
    /* A ridge broken by a scar: two endings that look away from each other. */
    if (apart < GAP * GAP && a->type == MINUTIA_ENDING && b->type == MINUTIA_ENDING && facing)
        a->dead = b->dead = true;
}

static void judge(struct finding *f)
{
    for (int i = 0; i < f->count; i++) {
        int crowd = 0;

        for (int j = 0; j < f->count; j++) {
            int dx = f->found[i].x - f->found[j].x, dy = f->found[i].y - f->found[j].y;

            if (i == j)
                continue;
            crowd += dx * dx + dy * dy < CROWD * CROWD;
            if (j > i)
                judge_pair(&f->found[i], &f->found[j]);
        }
        if (crowd > CROWD_MOST)
            f->found[i].dead = true;
    }
}

/* How clear the ridges are around: the flow's agreement, and how steadily the lines swing. */
static float clearness(const struct ridges *r, int x, int y)
{
    float sum = 0, agree = 0;
    int n = 0;

    for (int dy = -12; dy <= 12; dy += 4) {
        for (int dx = -12; dx <= 12; dx += 4) {
            int px = x + dx, py = y + dy, cell;

            if (px < 0 || py < 0 || px >= r->w || py >= r->h)
                continue;
            cell = ridges_cell(r, px, py);
            agree += r->inside[cell] ? r->coherence.at[cell] : 0;
            sum += r->inside[cell];
            n++;
        }
    }
    return n > 0 ? 0.5f * (agree + 0.5f * sum) / (0.75f * (float)n) : 0;
}

/* ---- the view ---- */

static int better(const void *a, const void *b)
{
    float x = ((const struct found *)a)->quality, y = ((const struct found *)b)->quality;

    return (x < y) - (x > y);
}

static void keep_best(struct finding *f)
{
    int kept = 0;

    for (int i = 0; i < f->count; i++) {
        struct found *one = &f->found[i];

        if (one->dead)
            continue;
        one->quality = clearness(f->ridges, one->x, one->y);
        f->found[kept++] = *one;
    }
    f->count = kept;
    qsort(f->found, (size_t)f->count, sizeof *f->found, better);
    if (f->count > FINGER_EXTRACTED_MAX)
        f->count = FINGER_EXTRACTED_MAX;
}

static uint8_t percent(float share)
{
    long n = lrintf(share * 100);

    return (uint8_t)(n < 1 ? 1 : n > 100 ? 100 : n);
}

/* Half for the area that is clear ridge, half for enough minutiae. */
static uint8_t view_quality(const struct finding *f)
{
    const struct ridges *r = f->ridges;
    float clear = 0, enough = (float)f->count / 30;
    int inside = 0;

    for (int i = 0; i < r->cw * r->ch; i++) {
        inside += r->inside[i];
        clear += r->inside[i] && r->coherence.at[i] > 0.4f;
    }
    if (inside == 0)
        return 0;
    clear *= (float)(RIDGE_CELL * RIDGE_CELL) / 40000; /* 200 by 200 pixels of it are plenty */
    return percent(0.5f * (clear < 1 ? clear : 1) + 0.5f * (enough < 1 ? enough : 1));
}

static void fill(const struct finding *f, struct finger_view *view)
{
    *view = (struct finger_view){.width = (uint16_t)(f->ridges->w - 2 * RIDGE_PAD),
                                 .height = (uint16_t)(f->ridges->h - 2 * RIDGE_PAD),
                                 .resolution = 197,
                                 .quality = view_quality(f),
                                 .count = (uint8_t)f->count};
    for (int i = 0; i < f->count; i++) {
        const struct found *one = &f->found[i];

        view->minutiae[i] = (struct minutia){.x = (uint16_t)(one->x - RIDGE_PAD),
                                             .y = (uint16_t)(one->y - RIDGE_PAD),
                                             .angle = (uint8_t)lrintf(-one->turn * 128 / PI),
                                             .type = (uint8_t)one->type,
                                             .quality = percent(one->quality)};
    }
}

/* ---- the extractor ---- */

struct finger_extractor {
    struct work_room room;
    struct found found[FOUND_MAX];
};

struct finger_extractor *finger_extractor_new(void)
{
    return calloc(1, sizeof(struct finger_extractor));
}

void finger_extractor_free(struct finger_extractor **slot)
{
    struct finger_extractor *extractor = *slot;

    *slot = NULL;
    if (!extractor)
        return;
    room_clear(&extractor->room);
    sodium_memzero(extractor, sizeof *extractor);
    free(extractor);
}

/* Eight planes at most live at once, and little besides. */
static size_t room_for(int width, int height)
{
    size_t pixels = (size_t)(width + 2 * RIDGE_PAD) * (size_t)(height + 2 * RIDGE_PAD);

    return pixels * (8 * sizeof(float) + 4) + 65536;
}

bool finger_extract(struct finger_extractor *extractor, const uint8_t *grey, int width, int height,
                    struct finger_view *view, struct err *err)
{
    struct work_room *room = &extractor->room;
    struct ridges ridges;
    struct skeleton skeleton;
    struct finding f = {.ridges = &ridges, .skeleton = &skeleton, .found = extractor->found};

    if (width < FINGER_IMAGE_MIN || height < FINGER_IMAGE_MIN || width > FINGER_IMAGE_MAX ||
        height > FINGER_IMAGE_MAX)
        return err_set(err, ERR_INPUT, NULL, _("This is not the size of a finger's image."), NULL);
    if (!room_reserve(room, room_for(width, height)) ||
        !ridges_init(&ridges, grey, width, height, room) ||
        !skeleton_init(&skeleton, &ridges, room) || !find_deep(&f, room))
        return err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
    find_all(&f);
    judge(&f);
    keep_best(&f);
    fill(&f, view);
    return true;
}
