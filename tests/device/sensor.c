/* What the driver of U.are.U sensors does with one that works and with one that does not. */
#include "config.h"

#include "drivers/finger/engine.h"
#include "drivers/finger/uareu/picture.h"
#include "drivers/finger/uareu/sensor.h"
#include "tests/device/rig.h"
#include "tests/sim/uareu_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void start(struct rig *rig, const char *fault)
{
    rig_init_with(rig, &sensor_driver, DEVICE_CARRIER_SENSOR, uareu_model_new());
    if (fault != NULL)
        rig_fault(rig, fault);
    assert_int_equal(rig_open(rig), DRIVER_YES);
    if (rig->self != NULL)
        rig_run(rig, 1000);
}

static void lay(struct rig *rig, const char *words)
{
    rig_finger(rig, words);
    rig_run(rig, 3000);
}

static void lift(struct rig *rig)
{
    rig_lift_finger(rig);
    rig_run(rig, 2000);
}

static void expect_touch(const struct rig *rig)
{
    assert_int_equal(rig->count, 3);
    assert_int_equal(rig->events[0].kind, DEVICE_EVENT_FINGER_ON);
    assert_int_equal(rig->events[1].kind, DEVICE_EVENT_FINGER);
    assert_int_equal(rig->events[1].finger.format, FINGER_FORMAT_RECORD);
    assert_int_equal(rig->events[2].kind, DEVICE_EVENT_FINGER_LIFTED);
}

static void expect_well_again(struct rig *rig)
{
    rig_fault(rig, "none");
    rig_lift_finger(rig);
    rig_run(rig, 12000);
    rig_forget(rig);
    lay(rig, "D3.1");
    lift(rig);
    expect_touch(rig);
    assert_int_equal(rig->state, DEVICE_READY);
}

/* ---- pictures ---- */

/* What the model scrambles the driver unscrambles, whatever the length and the key. */
static void scrambled_and_unscrambled(void **state)
{
    static const uint32_t keys[] = {0, 1, 0x80000000u, 0xDEADBEEFu, 0xFFFFFFFFu, 0x9248144Du};
    uint8_t *bytes = malloc(PICTURE_MAX), *grey = malloc(PICTURE_MAX);
    uint8_t plain[PICTURE_WIDTH * 2];
    struct picture p;

    (void)state;
    for (size_t i = 0; i < sizeof plain; i++)
        plain[i] = (uint8_t)(i * 7 + i / 11);
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        memset(bytes, 0, PICTURE_HEAD);
        bytes[4] = 2;
        bytes[16] = PICTURE_SCRAMBLED;
        bytes[17] = 2;
        uareu_scramble(bytes + PICTURE_HEAD, plain, sizeof plain, keys[k]);
        assert_true(picture_begin(&p, bytes, PICTURE_HEAD + sizeof plain));
        assert_true(picture_decode(&p, keys[k]));
        assert_memory_equal(p.rows, plain, sizeof plain - 1);
        assert_int_equal(p.rows[sizeof plain - 1], 0);
        picture_grey(&p, grey);
        /* Turned by half and inverted: the first pixel is the last. */
        assert_int_equal(grey[PICTURE_WIDTH * PICTURE_HEIGHT - 1], (uint8_t)~plain[0]);
        assert_int_equal(grey[0], 0xFF);
    }
    free(bytes);
    free(grey);
}

static void heads_that_do_not_add_up(void **state)
{
    uint8_t *bytes = calloc(1, PICTURE_MAX);
    struct picture p;

    (void)state;
    assert_int_equal(picture_size(bytes), 0); /* no rows */
    bytes[4] = 290 & 255;
    bytes[5] = 290 >> 8;
    assert_int_equal(picture_size(bytes), 0); /* too many */
    bytes[4] = 100;
    bytes[5] = 0;
    assert_false(picture_begin(&p, bytes, PICTURE_HEAD + 100 * PICTURE_WIDTH - 1));
    assert_true(picture_begin(&p, bytes, PICTURE_HEAD + 100 * PICTURE_WIDTH));
    bytes[17] = 101; /* blocks tell of more rows than are stored */
    assert_false(picture_begin(&p, bytes, PICTURE_HEAD + 100 * PICTURE_WIDTH));
    bytes[16] = PICTURE_ABSENT;
    assert_true(picture_begin(&p, bytes, PICTURE_HEAD + 100 * PICTURE_WIDTH));
    bytes[18] = PICTURE_ABSENT;
    bytes[19] = 190; /* ... or of more than a picture has */
    assert_false(picture_begin(&p, bytes, PICTURE_HEAD + 100 * PICTURE_WIDTH));
    free(bytes);
}

/* ---- sensors that work ---- */

static void fingers_clear_and_scrambled(void **state)
{
    static const char *const habits[] = {NULL, "clear=1", "keys=1", "keys=2", "keys=3"};
    struct finger_gallery *gallery = finger_gallery_new(1);
    struct finger_view view;
    struct err err;
    size_t count;

    (void)state;
    for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++) {
        struct rig rig;
        start(&rig, habits[i]);
        for (int time = 0; time < 3; time++) {
            rig_forget(&rig);
            lay(&rig, time == 1 ? "D2.1" : "D1.1");
            assert_int_equal(rig.state, DEVICE_FINGER_ON);
            lift(&rig);
            expect_touch(&rig);
            const struct finger_capture *c = &rig.events[1].finger;
            assert_true(c->quality > 30 && c->minutiae >= 15);
            assert_true(iso_record_read(c->bytes, c->len, &view, 1, &count, &err));
            if (i == 0 && time < 2)
                assert_true(finger_gallery_add(gallery, time + 1, &view));
            struct finger_found found = finger_gallery_identify(gallery, &view);
            assert_int_equal(found.answer, FINGER_SURE);
            assert_int_equal(found.person, time == 1 ? 2 : 1);
        }
        rig_clear(&rig);
    }
    finger_gallery_free(&gallery);
}

static void it_rests_while_nobody_wants_fingers(void **state)
{
    struct rig rig;

    (void)state;
    rig_init_with(&rig, &sensor_driver, DEVICE_CARRIER_SENSOR, uareu_model_new());
    rig.wanted = false;
    assert_int_equal(rig_open(&rig), DRIVER_YES);
    rig_finger(&rig, "D1.1");
    rig_run(&rig, 200000);
    assert_int_equal(rig.count, 0);
    assert_int_equal(rig.base->requests, 1); /* told once to rest */
    rig.wanted = true;
    rig_run(&rig, 3000);
    assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER), 1);
    rig.wanted = false;
    rig_run(&rig, 3000);
    assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER_LIFTED), 1);
    rig_clear(&rig);
}

static void poor_fingers_are_told(void **state)
{
    struct rig rig;

    (void)state;
    start(&rig, NULL);
    lay(&rig, "D1.1 poor");
    assert_int_equal(rig.count, 2);
    assert_int_equal(rig.events[1].kind, DEVICE_EVENT_FINGER_POOR);
    assert_true(rig.events[1].err.hint[0] != '\0');
    expect_well_again(&rig);
    rig_clear(&rig);
}

/* ---- faults ---- */

static void images_cut_halved_halted_unplugged(void **state)
{
    static const char *const words[] = {"cut", "halves", "stall", "unplug"};

    (void)state;
    for (int at = 1; at < 110656; at += at < 80 || at > 110630 ? 1 : 4999) {
        struct rig rig;
        char fault[48];
        start(&rig, NULL);
        snprintf(fault, sizeof fault, "%s:image=%d", words[at % 4], at);
        rig_fault(&rig, fault);
        rig_finger(&rig, "D1.1");
        rig_run(&rig, 4000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER), at % 4 == 1 ? 1 : 0);
        if (at % 4 == 3)
            assert_int_equal(rig.last, DRIVER_STEP_GONE);
        else if (at % 4 != 1)
            assert_true(rig_events(&rig, DEVICE_EVENT_FAULT) >= 1);
        if (at % 4 != 3)
            expect_well_again(&rig);
        rig_clear(&rig);
    }
}

static void damaged_images(void **state)
{
    static const char *const faults[] = {"silent:image", "garbage:image=64", "longer:image=1",
                                         "stall:key=0",  "cut:key=2",        "late:image=2500",
                                         "stall:image=0"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rig rig;
        start(&rig, NULL);
        rig_fault(&rig, faults[i]);
        rig_finger(&rig, "D1.1");
        rig_run(&rig, 4000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER), 0);
        assert_true(rig_events(&rig, DEVICE_EVENT_FAULT) >= 1);
        const struct device_event *e = rig_last(&rig, DEVICE_EVENT_FAULT);
        assert_true(e->err.text[0] != '\0' && e->err.hint[0] != '\0');
        expect_well_again(&rig);
        rig_clear(&rig);
    }
}

/* Words that mean nothing, words in pieces, two images for one. */
static void odd_habits_do_no_harm(void **state)
{
    static const char *const faults[] = {
        "once status:on=0800", "once status:on=FFFF", "once cut:on=1",       "once silent:off",
        "twice:image",         "pieces:image=64",     "once status:off=56AA"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rig rig;
        start(&rig, NULL);
        rig_fault(&rig, faults[i]);
        lay(&rig, "D1.1");
        rig_run(&rig, 3000);
        lift(&rig);
        rig_run(&rig, 3000);
        expect_touch(&rig);
        expect_well_again(&rig);
        rig_clear(&rig);
    }
}

static void trouble_at_every_transfer(void **state)
{
    static const char *const words[] = {"unplug-edge", "stall-edge", "hang-edge"};

    (void)state;
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        for (int edge = 1; edge < 40; edge++) {
            struct rig rig;
            char fault[48];
            start(&rig, NULL);
            snprintf(fault, sizeof fault, "%s=%d", words[w], edge);
            rig_fault(&rig, fault);
            rig_finger(&rig, "D1.1");
            rig_run(&rig, 4000);
            if (w == 0 && rig.base->gone)
                assert_int_equal(rig.last, DRIVER_STEP_GONE);
            else
                expect_well_again(&rig);
            rig_clear(&rig);
        }
    }
}

static void one_that_does_not_wake(void **state)
{
    static const char *const faults[] = {"asleep", "silent:up"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rig rig;
        rig_init_with(&rig, &sensor_driver, DEVICE_CARRIER_SENSOR, uareu_model_new());
        rig_fault(&rig, faults[i]);
        int64_t before = transport_now(rig.front.transport);
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        assert_null(rig.self); /* it is one, and out of order */
        assert_true(transport_now(rig.front.transport) - before < 10000);
        rig_fault(&rig, "none");
        sim_model_power(rig.base);
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        assert_non_null(rig.self);
        rig_clear(&rig);
    }
}

static void strangers(void **state)
{
    static const char *const habits[] = {"dead", "echo", "stall:power=0", "cut:info=3"};

    (void)state;
    for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++) {
        struct rig rig;
        rig_init_with(&rig, &sensor_driver, DEVICE_CARRIER_SENSOR, uareu_model_new());
        rig_fault(&rig, habits[i]);
        assert_int_equal(rig_open(&rig), DRIVER_NO);
        rig_clear(&rig);
    }
}

static void a_test_of_the_device(void **state)
{
    struct rig rig;

    (void)state;
    start(&rig, NULL);
    assert_int_equal(sensor_driver.request(rig.self, DEVICE_REQUEST_TEST), 0);
    assert_int_equal(rig_last(&rig, DEVICE_EVENT_TESTED)->err.code, ERR_NONE);
    rig_fault(&rig, "stall:info=0");
    assert_true(sensor_driver.request(rig.self, DEVICE_REQUEST_TEST) >= 0);
    assert_int_equal(rig_last(&rig, DEVICE_EVENT_TESTED)->err.code, ERR_DEVICE);
    expect_well_again(&rig);
    rig_clear(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 19.3: scrambled and unscrambled", scrambled_and_unscrambled),
        UNIT_TEST("SPEC 19.4: heads that do not add up", heads_that_do_not_add_up),
        UNIT_TEST("SPEC 19.3: fingers, clear and scrambled with one key and several",
                  fingers_clear_and_scrambled),
        UNIT_TEST("SPEC 19.3: it rests while nobody wants fingers",
                  it_rests_while_nobody_wants_fingers),
        UNIT_TEST("SPEC 12.1: poor fingers are told, with what to do", poor_fingers_are_told),
        UNIT_TEST("SPEC 19.4: images cut, halved, halted, unplugged",
                  images_cut_halved_halted_unplugged),
        UNIT_TEST("SPEC 19.4: damaged images", damaged_images),
        UNIT_TEST("SPEC 19.4: odd habits do no harm", odd_habits_do_no_harm),
        UNIT_TEST("SPEC 19.4: trouble at every transfer", trouble_at_every_transfer),
        UNIT_TEST("SPEC 19.4: one that does not wake", one_that_does_not_wake),
        UNIT_TEST("SPEC 19.4: what is no sensor is left alone", strangers),
        UNIT_TEST("SPEC 19.1: a test of the device", a_test_of_the_device),
    };

    return UNIT_RUN(tests);
}
