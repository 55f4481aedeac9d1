/* Minutiae, their records, matching and the gallery: on invented fingers, and on FVC2002 where it
 * is. */
#include "config.h"

#include "drivers/finger/match/extract.h"
#include "drivers/finger/match/gallery.h"
#include "drivers/finger/match/iso_record.h"
#include "drivers/finger/match/match.h"
#include "drivers/finger/match/pgm.h"
#include "drivers/finger/match/trial.h"
#include "tests/sim/fingers.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 300, HEIGHT = 340 };

static struct finger_extractor *extractor;

static const struct finger_laid straight = {0, 0, 0, 0.05};

static void lay(unsigned seed, const struct finger_laid *laid, struct finger_view *view)
{
    static uint8_t grey[WIDTH * HEIGHT];
    struct err err = {.code = ERR_NONE};

    finger_draw(seed, laid, WIDTH, HEIGHT, grey);
    assert_true(finger_extract(extractor, grey, WIDTH, HEIGHT, view, &err));
}

static float score(const struct finger_view *a, const struct finger_view *b)
{
    static struct finger_probe probe;
    static struct finger_template with;
    struct match_room *room = match_room_new();
    float result;

    assert_non_null(room);
    finger_probe_init(&probe, a);
    finger_template_init(&with, b);
    result = finger_match(&probe, &with, room);
    match_room_free(&room);
    return result;
}

/* ---- extraction ---- */

/* The minutia nearest to a place, and how far it is. */
static double nearest(const struct finger_view *view, double x, double y)
{
    double best = 1000;

    for (int i = 0; i < view->count; i++)
        best = fmin(best, hypot(view->minutiae[i].x - x, view->minutiae[i].y - y));
    return best;
}

static void finds_the_ends(void **state)
{
    int found = 0, wrong = 0;

    (void)state;
    for (unsigned seed = 1; seed <= 5; seed++) {
        struct finger_view view;
        double x, y;

        lay(seed, &straight, &view);
        assert_in_range(view.quality, 60, 100);
        for (int i = 0; i < FINGER_ENDS; i++) {
            finger_end(seed, &straight, WIDTH, HEIGHT, i, &x, &y);
            found += nearest(&view, x, y) < 8;
        }
        for (int k = 0; k < view.count; k++) {
            double best = 1000;

            for (int i = 0; i < FINGER_ENDS; i++) {
                finger_end(seed, &straight, WIDTH, HEIGHT, i, &x, &y);
                best = fmin(best, hypot(view.minutiae[k].x - x, view.minutiae[k].y - y));
            }
            wrong += best >= 8;
        }
    }
    /* The outermost lie at the print's edge, where an end is a cut. */
    assert_in_range(found, 5 * FINGER_ENDS * 6 / 10, 5 * FINGER_ENDS);
    assert_in_range(wrong, 0, 5 * FINGER_ENDS / 20);
}

static void empty_images(void **state)
{
    static uint8_t grey[WIDTH * HEIGHT];
    struct finger_view view;
    struct err err = {.code = ERR_NONE};

    (void)state;
    memset(grey, 255, sizeof grey);
    assert_true(finger_extract(extractor, grey, WIDTH, HEIGHT, &view, &err));
    assert_int_equal(view.count, 0);
    assert_int_equal(view.quality, 0);
    for (size_t i = 0, v = 1; i < sizeof grey;
         i++, v = v * 6364136223846793005u + 1442695040888963407u)
        grey[i] = (uint8_t)(v >> 56);
    assert_true(finger_extract(extractor, grey, WIDTH, HEIGHT, &view, &err));
    assert_in_range(view.quality, 0, 60);
    assert_false(finger_extract(extractor, grey, FINGER_IMAGE_MIN - 1, HEIGHT, &view, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_false(finger_extract(extractor, grey, WIDTH, FINGER_IMAGE_MAX + 1, &view, &err));
}

static void smallest_and_largest(void **state)
{
    static uint8_t grey[FINGER_IMAGE_MAX * FINGER_IMAGE_MAX];
    struct finger_view view;
    struct err err = {.code = ERR_NONE};

    (void)state;
    finger_draw(3, &straight, FINGER_IMAGE_MIN, FINGER_IMAGE_MIN, grey);
    assert_true(finger_extract(extractor, grey, FINGER_IMAGE_MIN, FINGER_IMAGE_MIN, &view, &err));
    finger_draw(3, &straight, FINGER_IMAGE_MAX, FINGER_IMAGE_MAX, grey);
    assert_true(finger_extract(extractor, grey, FINGER_IMAGE_MAX, FINGER_IMAGE_MAX, &view, &err));
    assert_in_range(view.count, FINGER_ENDS / 2, FINGER_EXTRACTED_MAX);
}

/* ---- records ---- */

static void record_round_trip(void **state)
{
    struct finger_view view, back;
    uint8_t bytes[ISO_ONE_VIEW_MAX];
    size_t n, count;
    struct err err = {.code = ERR_NONE};

    (void)state;
    lay(1, &straight, &view);
    view.finger = 2;
    view.view = 1;
    n = iso_record_write(&view, bytes);
    assert_int_equal(n, 24 + 4 + 6 * view.count + 2);
    assert_true(iso_record_read(bytes, n, &back, 1, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(back.count, view.count);
    assert_memory_equal(back.minutiae, view.minutiae, view.count * sizeof *view.minutiae);
    assert_int_equal(back.finger, 2);
    assert_int_equal(back.view, 1);
    assert_int_equal(back.width, WIDTH);
    assert_int_equal(back.quality, view.quality);
}

/* Two minutiae, by hand from the table of the standard. */
static const uint8_t by_hand[] = {
    'F',  'M',  'R', 0,   ' ', '2', '0', 0, 0, 0, 0, 42, /* length */
    0,    0,                                             /* device */
    0,    200,  1,   0,                                  /* 200 x 256 */
    0,    197,  0,   197, 1,   0,                        /* resolution, views */
    7,    0x20, 55,  2,                                  /* left index, view 2, quality, minutiae */
    0x40, 100,  0,   50,  64,  80,                       /* an ending at (100, 50), 90 degrees */
    0x80, 10,   0,   255, 128, 0,                        /* a fork at (10, 255), 180 degrees */
    0,    0,
};

static void record_by_hand(void **state)
{
    struct finger_view view;
    size_t count;
    struct err err = {.code = ERR_NONE};

    (void)state;
    assert_true(iso_record_read(by_hand, sizeof by_hand, &view, 1, &count, &err));
    assert_int_equal(view.finger, 7);
    assert_int_equal(view.view, 2);
    assert_int_equal(view.minutiae[0].type, MINUTIA_ENDING);
    assert_int_equal(view.minutiae[0].x, 100);
    assert_int_equal(view.minutiae[0].angle, 64);
    assert_int_equal(view.minutiae[1].type, MINUTIA_FORK);
    assert_int_equal(view.minutiae[1].y, 255);
}

static void record_refused(void **state)
{
    static const struct {
        size_t at;
        uint8_t value;
    } damage[] = {
        {0, 'f'}, {6, '3'},   {11, 41},   {11, 43},  /* magic, version, length */
        {14, 90}, {19, 90},   {21, 98},   {22, 177}, /* size, resolution, views */
        {27, 3},  {28, 0x41}, {34, 0xc0}, {37, 0},   /* count, x, type; the last is harmless */
        {41, 1},                                     /* extension */
    };
    struct finger_view views[2];
    size_t count;

    (void)state;
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        uint8_t bytes[sizeof by_hand];
        struct err err = {.code = ERR_NONE};
        bool harmless = damage[i].at == 37;

        memcpy(bytes, by_hand, sizeof bytes);
        bytes[damage[i].at] = damage[i].value;
        if (iso_record_read(bytes, sizeof bytes, views, 2, &count, &err) != harmless)
            fail_msg("damage at %zu", damage[i].at);
        if (!harmless)
            assert_int_equal(err.code, ERR_INPUT);
    }
    for (size_t n = 0; n < sizeof by_hand; n++) {
        struct err err = {.code = ERR_NONE};

        assert_false(iso_record_read(by_hand, n, views, 2, &count, &err));
    }
}

static void pgm_files(void **state)
{
    static const char good[] = "P5 # made\n3 2\n255\n......", cut[] = "P5 3 2 255 .....";
    const uint8_t *grey;
    int w, h;
    struct err err = {.code = ERR_NONE};

    (void)state;
    assert_true(pgm_read((const uint8_t *)good, sizeof good - 1, &grey, &w, &h, &err));
    assert_int_equal(w * 10 + h, 32);
    assert_ptr_equal(grey, good + sizeof good - 1 - 6);
    assert_false(pgm_read((const uint8_t *)cut, sizeof cut - 1, &grey, &w, &h, &err));
    assert_false(pgm_read((const uint8_t *)"P6 1 1 255 .", 12, &grey, &w, &h, &err));
    assert_false(pgm_read((const uint8_t *)"P5 1 1 65535 ..", 15, &grey, &w, &h, &err));
    assert_false(pgm_read((const uint8_t *)"P5 99999999 1 255 .", 19, &grey, &w, &h, &err));
}

/* ---- matching ---- */

static void same_and_other(void **state)
{
    static const struct finger_laid laid[] = {
        {0.35, 12, -9, 0.2},
        {-0.6, -20, 15, 0.2},
        {3.0, 5, 5, 0.1},
        {0.05, 45, 30, 0.3},
    };

    (void)state;
    for (unsigned seed = 1; seed <= 4; seed++) {
        struct finger_view a, b;

        lay(seed, &straight, &a);
        for (size_t i = 0; i < sizeof laid / sizeof *laid; i++) {
            lay(seed, &laid[i], &b);
            assert_true(score(&a, &b) >= FINGER_SCORE_MANY);
            assert_true(fabsf(score(&a, &b) - score(&b, &a)) < 30);
            lay(seed + 50, &laid[i], &b);
            assert_true(score(&a, &b) < FINGER_SCORE_ONE);
        }
    }
}

static void nothing_to_match(void **state)
{
    struct finger_view none = {.width = 300, .height = 300, .resolution = 197}, one = none, all;

    (void)state;
    one.count = 1;
    one.minutiae[0] = (struct minutia){10, 10, 0, MINUTIA_ENDING, 50};
    lay(1, &straight, &all);
    assert_true(score(&none, &all) == 0);
    assert_true(score(&all, &none) == 0);
    assert_true(score(&one, &one) == 0);
    all.count = FINGER_MINUTIAE_MAX; /* all at one place, and more than are looked at */
    for (int i = 0; i < FINGER_MINUTIAE_MAX; i++)
        all.minutiae[i] = (struct minutia){5, 5, 0, MINUTIA_FORK, 1};
    assert_true(score(&all, &all) == 0);
}

/* ---- the gallery ---- */

static void one_among_many(void **state)
{
    static const struct finger_laid again = {0.2, 8, -6, 0.2};
    struct finger_gallery *gallery = finger_gallery_new(3);
    struct finger_view view;
    struct finger_found found;

    (void)state;
    assert_non_null(gallery);
    for (unsigned seed = 1; seed <= 20; seed++) {
        lay(seed, &straight, &view);
        view.finger = (uint8_t)(1 + seed % 10);
        assert_true(finger_gallery_add(gallery, 100 + seed, &view));
    }
    lay(7, &again, &view);
    found = finger_gallery_identify(gallery, &view);
    assert_int_equal(found.answer, FINGER_SURE);
    assert_int_equal(found.person, 107);
    assert_int_equal(found.finger, 8);
    assert_true(found.second < FINGER_SCORE_ONE);
    assert_int_equal(finger_gallery_verify(gallery, 107, &view).answer, FINGER_SURE);
    assert_int_equal(finger_gallery_verify(gallery, 108, &view).answer, FINGER_NOBODY);
    assert_int_equal(finger_gallery_verify(gallery, 999, &view).answer, FINGER_NOBODY);

    /* The same finger under a second person: nobody is far enough ahead. */
    lay(7, &straight, &view);
    finger_gallery_add(gallery, 500, &view);
    lay(7, &again, &view);
    found = finger_gallery_identify(gallery, &view);
    assert_int_equal(found.answer, FINGER_ASK);
    assert_true(found.score - found.second < FINGER_LEAD);

    /* A second view of one person is no second person. */
    finger_gallery_remove(gallery, 500);
    finger_gallery_add(gallery, 107, &view);
    assert_int_equal(finger_gallery_count(gallery), 21);
    found = finger_gallery_identify(gallery, &view);
    assert_int_equal(found.answer, FINGER_SURE);

    finger_gallery_remove(gallery, 107);
    assert_int_equal(finger_gallery_identify(gallery, &view).answer, FINGER_NOBODY);
    lay(200, &straight, &view);
    assert_int_equal(finger_gallery_identify(gallery, &view).answer, FINGER_NOBODY);
    finger_gallery_free(&gallery);
    assert_null(gallery);
}

static void threads_agree(void **state)
{
    struct finger_gallery *one = finger_gallery_new(1), *many = finger_gallery_new(8);
    struct finger_view view;

    (void)state;
    for (unsigned seed = 1; seed <= 12; seed++) {
        lay(seed, &straight, &view);
        for (unsigned person = seed; person <= 600; person += 12) { /* more than two blocks */
            assert_true(finger_gallery_add(one, person, &view));
            assert_true(finger_gallery_add(many, person, &view));
        }
    }
    for (unsigned seed = 1; seed <= 12; seed++) {
        const struct finger_laid laid = {0.1 * seed, 3, 4, 0.2};
        struct finger_found a, b;

        lay(seed, &laid, &view);
        a = finger_gallery_identify(one, &view);
        b = finger_gallery_identify(many, &view);
        assert_true(a.score == b.score && a.second == b.second && a.answer == b.answer);
    }
    finger_gallery_free(&one);
    finger_gallery_free(&many);
}

/* ---- figures ---- */

static void judges(void **state)
{
    struct trial_scores genuine = {0}, impostor = {0};
    struct trial_result result;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        trial_add(&genuine, 50 + (float)i);
        trial_add(&impostor, (float)i * 0.1f);
    }
    result = trial_judge(&genuine, &impostor);
    assert_true(fabs(result.reject_01 - 0.05) < 0.002); /* 50 of 1000 are at most 99.8 */
    assert_true(fabs(result.worst - 99.9f) < 0.01f);
    assert_true(fabs(result.equal - 0.0455) < 0.004);
    trial_clear(&genuine);
    trial_clear(&impostor);
    result = trial_judge(&genuine, &impostor);
    assert_true(result.equal == 0);
}

static int setup(void **state)
{
    (void)state;
    extractor = finger_extractor_new();
    return extractor ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    finger_extractor_free(&extractor);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 12.1: the ends and forks of ridges are found where they are",
                  finds_the_ends),
        UNIT_TEST("SPEC 12.1: paper and noise are no finger; sizes are checked", empty_images),
        UNIT_TEST("SPEC 12.1: the smallest and the largest image", smallest_and_largest),
        UNIT_TEST("DESIGN 6: a record is read as it was written", record_round_trip),
        UNIT_TEST("DESIGN 6: a record by hand from the standard's table", record_by_hand),
        UNIT_TEST("DESIGN 6: damaged and cut records are refused", record_refused),
        UNIT_TEST("DESIGN 6: grey images", pgm_files),
        UNIT_TEST("SPEC 12.2: one finger is known turned, shifted and in noise, another is not",
                  same_and_other),
        UNIT_TEST("SPEC 12.2: views without minutiae match nothing", nothing_to_match),
        UNIT_TEST("SPEC 12.2: one among many needs a lead on the second person", one_among_many),
        UNIT_TEST("DESIGN 6: any number of threads find the same", threads_agree),
        UNIT_TEST("DESIGN 9: error rates are counted right", judges),
    };

    return (cmocka_set_message_output(CM_OUTPUT_TAP),
            cmocka_run_group_tests(tests, setup, teardown));
}
