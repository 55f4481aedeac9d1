/* What the driver of EF01 modules does with one that works and with one that does not, on each way
 * its packets travel. */
#include "config.h"

#include "drivers/finger/ef01/module.h"
#include "drivers/finger/ef01/packet.h"
#include "drivers/finger/engine.h"
#include "tests/device/rig.h"
#include "tests/sim/ef01_model.h"

#include <stdio.h>
#include <string.h>

static const enum device_carrier carriers[] = {
    [EF01_WAY_SERIAL] = DEVICE_CARRIER_TTY,
    [EF01_WAY_DISK] = DEVICE_CARRIER_DISK,
    [EF01_WAY_RAW] = DEVICE_CARRIER_RAW,
};
#define WAYS 3

static void start(struct rig *rig, enum ef01_way way, const char *fault)
{
    rig_init_with(rig, &module_driver, carriers[way], ef01_model_new(way));
    assert_int_equal(rig_open(rig), DRIVER_YES);
    assert_non_null(rig->self);
    rig_run(rig, 1000);
    assert_int_equal(rig->count, 0);
    if (fault != NULL)
        rig_fault(rig, fault);
}

static void lay(struct rig *rig, const char *words)
{
    rig_finger(rig, words);
    rig_run(rig, 2000);
}

static void lift(struct rig *rig)
{
    rig_lift_finger(rig);
    rig_run(rig, 2000);
}

/* One touch: ON, the capture, LIFTED, in this order and nothing else. */
static void expect_touch(const struct rig *rig)
{
    assert_int_equal(rig->count, 3);
    assert_int_equal(rig->events[0].kind, DEVICE_EVENT_FINGER_ON);
    assert_int_equal(rig->events[1].kind, DEVICE_EVENT_FINGER);
    assert_int_equal(rig->events[2].kind, DEVICE_EVENT_FINGER_LIFTED);
}

/* After a fault is gone, the next finger is taken as if nothing had been. */
static void expect_well_again(struct rig *rig)
{
    rig_fault(rig, "none");
    rig_lift_finger(rig);
    rig_run(rig, 16000);
    rig_forget(rig);
    lay(rig, "D3.1");
    lift(rig);
    expect_touch(rig);
    assert_int_equal(rig->state, DEVICE_READY);
}

/* ---- modules that work ---- */

static void a_finger_on_every_way(void **state)
{
    (void)state;
    for (int way = 0; way < WAYS; way++) {
        struct rig rig;
        start(&rig, (enum ef01_way)way, NULL);
        assert_string_equal(rig.identity, "EF01 0009");
        for (int time = 0; time < 3; time++) {
            rig_forget(&rig);
            lay(&rig, "D1.1");
            assert_int_equal(rig.state, DEVICE_FINGER_ON);
            lift(&rig);
            expect_touch(&rig);
            const struct finger_capture *c = &rig.events[1].finger;
            if (way == EF01_WAY_SERIAL) {
                assert_int_equal(c->format, FINGER_FORMAT_MODULE);
                assert_string_equal(c->kind, "ef01/0009/512");
                assert_int_equal(c->len, 512);
                assert_int_equal(c->bytes[511], time + 1);
            } else {
                assert_int_equal(c->format, FINGER_FORMAT_RECORD);
                assert_string_equal(c->kind, FINGER_KIND_RECORD);
                assert_true(c->quality > 30 && c->minutiae >= 15);
            }
        }
        rig_clear(&rig);
    }
}

/* What came over USB is the finger that lay there: the engine tells it from another. */
static void records_that_the_engine_compares(void **state)
{
    struct finger_view views[3];
    struct finger_gallery *gallery = finger_gallery_new(1);
    struct rig rig;

    (void)state;
    assert_non_null(gallery);
    start(&rig, EF01_WAY_DISK, NULL);
    static const char *const fingers[] = {"D1.1", "D2.1", "D1.1"};
    for (int i = 0; i < 3; i++) {
        struct err err;
        size_t count;
        rig_forget(&rig);
        lay(&rig, fingers[i]);
        lift(&rig);
        expect_touch(&rig);
        const struct finger_capture *c = &rig.events[1].finger;
        assert_true(iso_record_read(c->bytes, c->len, &views[i], 1, &count, &err));
        assert_int_equal(count, 1);
        assert_int_equal(views[i].width, 256);
        assert_int_equal(views[i].height, 288);
    }
    assert_true(finger_gallery_add(gallery, 1, &views[0]));
    assert_true(finger_gallery_add(gallery, 2, &views[1]));
    struct finger_found found = finger_gallery_identify(gallery, &views[2]);
    assert_int_equal(found.answer, FINGER_SURE);
    assert_int_equal(found.person, 1);
    finger_gallery_free(&gallery);
    rig_clear(&rig);
}

static void images_of_every_size(void **state)
{
    static const char *const sizes[] = {"image=36864", "image=73728", "image=92160"};

    (void)state;
    for (int way = EF01_WAY_DISK; way < WAYS; way++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            struct rig rig;
            start(&rig, (enum ef01_way)way, sizes[i]);
            for (int time = 0; time < 2; time++) {
                rig_forget(&rig);
                lay(&rig, "D1.1");
                lift(&rig);
                expect_touch(&rig);
            }
            rig_clear(&rig);
        }
    }
}

static void characteristics_of_every_size(void **state)
{
    static const int sizes[] = {1, 127, 128, 129, 256, 512, 810, 1536, 2048};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct rig rig;
        char fault[32], kind[32];
        snprintf(fault, sizeof fault, "features=%d", sizes[i]);
        snprintf(kind, sizeof kind, "ef01/0009/%d", sizes[i]);
        start(&rig, EF01_WAY_SERIAL, fault);
        lay(&rig, "D1.1");
        lift(&rig);
        expect_touch(&rig);
        assert_string_equal(rig.events[1].finger.kind, kind);
        assert_int_equal(rig.events[1].finger.len, sizes[i]);
        rig_clear(&rig);
    }
}

static void it_rests_while_nobody_wants_fingers(void **state)
{
    (void)state;
    for (int way = 0; way < WAYS; way++) {
        struct rig rig;
        rig_init_with(&rig, &module_driver, carriers[way], ef01_model_new((enum ef01_way)way));
        rig.wanted = false;
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        rig_run(&rig, 200000);
        unsigned asked = rig.base->requests;
        rig_finger(&rig, "D1.1");
        rig_run(&rig, 200000);
        assert_int_equal(rig.base->requests, asked);
        assert_int_equal(rig.count, 0);
        rig.wanted = true;
        assert_int_equal(module_driver.request(rig.self, DEVICE_REQUEST_LOOK), 0);
        rig_run(&rig, 2000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER), 1);
        rig.wanted = false; /* with the finger on it */
        rig_run(&rig, 2000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER_LIFTED), 1);
        assert_int_equal(rig.state, DEVICE_READY);
        rig_clear(&rig);
    }
}

static void poor_fingers_are_told(void **state)
{
    (void)state;
    for (int way = 0; way < WAYS; way++) {
        struct rig rig;
        start(&rig, (enum ef01_way)way, NULL);
        lay(&rig, "D1.1 poor");
        assert_int_equal(rig.count, 2);
        assert_int_equal(rig.events[1].kind, DEVICE_EVENT_FINGER_POOR);
        assert_true(rig.events[1].err.text[0] != '\0' && rig.events[1].err.hint[0] != '\0');
        assert_int_equal(rig.state, DEVICE_FINGER_ON);
        lift(&rig);
        assert_int_equal(rig.events[2].kind, DEVICE_EVENT_FINGER_LIFTED);
        expect_well_again(&rig);
        rig_clear(&rig);
    }
}

/* ---- comparing on the module ---- */

static void compared_on_the_module(void **state)
{
    static struct finger_capture given[4];
    struct rig rig;
    static const char *const fingers[] = {"D1.1", "D2.1", "D1.2", "D1.1"};

    (void)state;
    start(&rig, EF01_WAY_SERIAL, NULL);
    for (int i = 0; i < 4; i++) {
        rig_forget(&rig);
        lay(&rig, fingers[i]);
        lift(&rig);
        given[i] = rig_last(&rig, DEVICE_EVENT_FINGER)->finger;
    }
    rig.match_with = given;
    rig.match_count = 4;
    static const struct {
        const char *finger;
        bool same;
        int index;
    } asked[] = {{"D1.2", true, 2}, {"D9.9", false, -1}, {"D2.1", true, 1}};
    for (size_t i = 0; i < 3; i++) {
        rig_forget(&rig);
        assert_int_equal(module_driver.request(rig.self, DEVICE_REQUEST_MATCH), 0);
        lay(&rig, asked[i].finger);
        const struct device_event *e = rig_last(&rig, DEVICE_EVENT_FINGER_MATCHED);
        assert_non_null(e);
        assert_int_equal(e->err.code, ERR_NONE);
        assert_int_equal(e->match.token, 7);
        assert_int_equal(e->match.same, asked[i].same);
        assert_int_equal(e->match.index, asked[i].index);
        assert_int_equal(e->match.score, asked[i].same ? 0x7B : 0);
        lift(&rig);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER_MATCHED), 1);
    }
    /* It was asked for one finger: the next is not compared. */
    rig_forget(&rig);
    lay(&rig, "D1.1");
    lift(&rig);
    expect_touch(&rig);
    rig_clear(&rig);
}

static void a_comparison_that_fails_says_so(void **state)
{
    static struct finger_capture given[1];
    static const char *const faults[] = {"silent:match",         "status:match=01",
                                         "bad-checksum:match",   "status:load-features=0E",
                                         "silent:load-features", "cut:load-features=5"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rig rig;
        start(&rig, EF01_WAY_SERIAL, NULL);
        lay(&rig, "D1.1");
        lift(&rig);
        given[0] = rig_last(&rig, DEVICE_EVENT_FINGER)->finger;
        rig.match_with = given;
        rig.match_count = 1;
        rig_fault(&rig, faults[i]);
        rig_forget(&rig);
        module_driver.request(rig.self, DEVICE_REQUEST_MATCH);
        lay(&rig, "D1.1");
        const struct device_event *e = rig_last(&rig, DEVICE_EVENT_FINGER_MATCHED);
        assert_non_null(e);
        assert_int_equal(e->err.code, ERR_DEVICE);
        assert_false(e->match.same);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FAULT), 1);
        rig.match_count = 0;
        expect_well_again(&rig);
        rig_clear(&rig);
    }
}

/* ---- faults ---- */

/* Every code of the protocol as the answer to every command: something is told, no finger is. */
static void every_code_of_every_command(void **state)
{
    static const char *const words[] = {"image", "extract", "send-features"};

    (void)state;
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        for (int code = 1; code < 256; code++) {
            struct rig rig;
            char fault[48];
            snprintf(fault, sizeof fault, "status:%s=%02X", words[w], (unsigned)code);
            start(&rig, EF01_WAY_SERIAL, fault);
            lay(&rig, "D1.1");
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER), 0);
            bool unseen = w == 0 && code == 2;
            size_t told =
                rig_events(&rig, DEVICE_EVENT_FINGER_POOR) + rig_events(&rig, DEVICE_EVENT_FAULT);
            assert_int_equal(told, unseen ? 0 : 1);
            if (code % 16 == 3)
                expect_well_again(&rig);
            rig_clear(&rig);
        }
    }
}

/* The whole talk of one touch on a line is cut, stalled or unplugged at every byte. */
static void cut_at_every_byte_on_a_line(void **state)
{
    static const struct {
        const char *word;
        int bytes;
    } answers[] = {{"image", 12}, {"extract", 12}, {"send-features", 12 + 4 * 139}};

    (void)state;
    for (size_t a = 0; a < sizeof answers / sizeof answers[0]; a++) {
        for (int at = 0; at < answers[a].bytes; at++) {
            struct rig rig;
            char fault[48];
            snprintf(fault, sizeof fault, "once cut:%s=%d", answers[a].word, at);
            start(&rig, EF01_WAY_SERIAL, fault);
            rig_finger(&rig, "D1.1");
            rig_run(&rig, 4000);
            /* Told; and as the finger lies there still, it is taken once more. */
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_FAULT), 1);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER_ON), 1);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER), 1);
            if (at % 23 == 0 || at < 12)
                expect_well_again(&rig);
            rig_clear(&rig);
        }
    }
}

static void unplugged_at_every_byte_on_a_line(void **state)
{
    (void)state;
    for (int at = 0; at < 12 + 4 * 139; at++) {
        struct rig rig;
        char fault[48];
        snprintf(fault, sizeof fault, "unplug:send-features=%d", at);
        start(&rig, EF01_WAY_SERIAL, fault);
        lay(&rig, "D1.1");
        assert_int_equal(rig.last, DRIVER_STEP_GONE);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER), 0);
        rig_clear(&rig);
    }
}

static void in_two_pieces_at_every_byte(void **state)
{
    (void)state;
    for (int at = 1; at < 12 + 4 * 139; at++) {
        struct rig rig;
        char fault[48];
        snprintf(fault, sizeof fault, "halves:all=%d", at);
        start(&rig, EF01_WAY_SERIAL, fault);
        lay(&rig, "D1.1");
        lift(&rig);
        expect_touch(&rig);
        assert_int_equal(rig.events[1].finger.len, 512);
        rig_clear(&rig);
    }
}

/* Over USB an image is large: every byte of its two ends, and some between. */
static void images_cut_and_halved(void **state)
{
    static const char *const words[] = {"cut", "halves", "stall", "unplug"};

    (void)state;
    for (int way = EF01_WAY_DISK; way < WAYS; way++) {
        for (int at = 1; at < 36864; at += at < 70 || at > 36800 ? 1 : 1511) {
            struct rig rig;
            char fault[48];
            const char *word = words[at % 4];
            snprintf(fault, sizeof fault, "%s:send-image=%d", word, at);
            start(&rig, (enum ef01_way)way, fault);
            rig_finger(&rig, "D1.1");
            rig_run(&rig, 11500);
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
}

static void damaged_answers(void **state)
{
    static const char *const faults[] = {"bad-checksum",
                                         "bad-checksum:extract",
                                         "bad-checksum:send-features",
                                         "address",
                                         "address:extract",
                                         "longer:image=40",
                                         "longer:extract=60000",
                                         "longer:send-features=1",
                                         "garbage:image=64",
                                         "garbage:extract=300",
                                         "garbage:send-features=900",
                                         "silent",
                                         "silent:extract",
                                         "silent:send-features",
                                         "bad-checksum:all",
                                         "silent:all",
                                         "garbage:all=64",
                                         "late:extract=1500",
                                         "late:send-features=3000",
                                         "dead",
                                         "echo",
                                         "talk"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rig rig;
        start(&rig, EF01_WAY_SERIAL, faults[i]);
        rig_finger(&rig, "D1.1");
        rig_run(&rig, 8000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FINGER), 0);
        assert_true(rig_events(&rig, DEVICE_EVENT_FAULT) >= 1);
        const struct device_event *e = rig_last(&rig, DEVICE_EVENT_FAULT);
        assert_true(e->err.text[0] != '\0' && e->err.hint[0] != '\0');
        expect_well_again(&rig);
        rig_clear(&rig);
    }
}

static void damaged_answers_over_usb(void **state)
{
    static const char *const faults[] = {
        "bad-checksum", "address", "silent",  "garbage=64",        "silent:send-image",
        "cut=5",        "cut=0",   "dead",    "status=18",         "csw-failed:all",
        "csw-tag:all",  "talk",    "stall=0", "stall:send-image=0"};

    (void)state;
    for (int way = EF01_WAY_DISK; way < WAYS; way++) {
        for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
            struct rig rig;
            bool wraps = strncmp(faults[i], "csw", 3) == 0;
            /* Who talks between answers that carry a tag disturbs nobody. */
            bool harmless = strcmp(faults[i], "talk") == 0 && way == EF01_WAY_DISK;
            if (harmless || (wraps && way != EF01_WAY_DISK))
                continue;
            start(&rig, (enum ef01_way)way, faults[i]);
            rig_finger(&rig, "D1.1");
            rig_run(&rig, 12000);
            if (rig_events(&rig, DEVICE_EVENT_FINGER) != 0 ||
                rig_events(&rig, DEVICE_EVENT_FAULT) == 0)
                fail_msg("%s, way %d", faults[i], way);
            expect_well_again(&rig);
            rig_clear(&rig);
        }
    }
}

/* An answer that comes after its time is never taken for another command's. */
static void late_answers_are_dropped(void **state)
{
    static const char *const words[] = {"image", "extract", "send-features"};

    (void)state;
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        for (int late = 1000; late < 4000; late += 61) {
            struct rig rig;
            char fault[48];
            snprintf(fault, sizeof fault, "once late:%s=%d", words[w], late);
            start(&rig, EF01_WAY_SERIAL, fault);
            rig_finger(&rig, "D1.1");
            rig_run(&rig, 1200);
            rig_lift_finger(&rig);
            rig_run(&rig, 6000);
            rig_forget(&rig);
            lay(&rig, "D2.1");
            lift(&rig);
            expect_touch(&rig);
            /* The second finger's characteristics, not the first's. */
            assert_int_equal(rig.events[1].finger.bytes[511], 2);
            rig_clear(&rig);
        }
    }
}

static void two_answers_in_one_and_junk_before(void **state)
{
    static const char *const faults[] = {"twice",       "twice:extract", "twice:all",
                                         "once junk=1", "once junk=9",   "junk:all=3",
                                         "pieces:all=1"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rig rig;
        start(&rig, EF01_WAY_SERIAL, faults[i]);
        lay(&rig, "D1.1");
        lift(&rig);
        expect_touch(&rig);
        assert_int_equal(rig.events[1].finger.len, 512);
        rig_clear(&rig);
    }
}

/* Something at every transfer of the first four seconds; then all is well again or it is gone. */
static void trouble_at_every_transfer(void **state)
{
    static const char *const words[] = {"unplug-edge", "stall-edge", "hang-edge"};

    (void)state;
    for (int way = 0; way < WAYS; way++) {
        for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
            for (int edge = 1; edge < 60; edge++) {
                struct rig rig;
                char fault[48];
                start(&rig, (enum ef01_way)way, NULL);
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
}

/* ---- what is no module ---- */

static void strangers(void **state)
{
    static const char *const habits[] = {"dead",
                                         "echo",
                                         "talk",
                                         "garbage:all=64",
                                         "silent:all",
                                         "status:password=13",
                                         "status:password=21",
                                         "bad-checksum:all"};

    (void)state;
    for (int way = 0; way < WAYS; way++) {
        for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++) {
            struct rig rig;
            rig_init_with(&rig, &module_driver, carriers[way], ef01_model_new((enum ef01_way)way));
            rig_fault(&rig, habits[i]);
            int64_t before = transport_now(rig.front.transport);
            enum driver_answer answer = rig_open(&rig);
            if (answer != DRIVER_NO)
                fail_msg("%s, way %d: %d", habits[i], way, (int)answer);
            assert_true(transport_now(rig.front.transport) - before < 15000);
            rig_clear(&rig);
        }
    }
}

static void a_test_of_the_device(void **state)
{
    (void)state;
    for (int way = 0; way < WAYS; way++) {
        struct rig rig;
        start(&rig, (enum ef01_way)way, NULL);
        assert_int_equal(module_driver.request(rig.self, DEVICE_REQUEST_TEST), 0);
        assert_int_equal(rig_last(&rig, DEVICE_EVENT_TESTED)->err.code, ERR_NONE);
        rig_fault(&rig, "status:parameters=1D");
        assert_true(module_driver.request(rig.self, DEVICE_REQUEST_TEST) >= 0);
        assert_int_equal(rig_last(&rig, DEVICE_EVENT_TESTED)->err.code, ERR_DEVICE);
        rig_fault(&rig, "none");
        rig_fault(&rig, "dead");
        assert_true(module_driver.request(rig.self, DEVICE_REQUEST_TEST) >= 0);
        assert_int_equal(rig_last(&rig, DEVICE_EVENT_TESTED)->err.code, ERR_DEVICE);
        rig_clear(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 19.3: a finger on a module, on every way its packets travel",
                  a_finger_on_every_way),
        UNIT_TEST("SPEC 12.2: the engine knows the finger that a module's image shows",
                  records_that_the_engine_compares),
        UNIT_TEST("SPEC 19.3: images of every size", images_of_every_size),
        UNIT_TEST("SPEC 19.3: characteristics of every size", characteristics_of_every_size),
        UNIT_TEST("SPEC 19.3: it rests while nobody wants fingers",
                  it_rests_while_nobody_wants_fingers),
        UNIT_TEST("SPEC 12.1: poor fingers are told, with what to do", poor_fingers_are_told),
        UNIT_TEST("SPEC 12.2: one to one on the module", compared_on_the_module),
        UNIT_TEST("SPEC 19.4: a comparison that fails says so", a_comparison_that_fails_says_so),
        UNIT_TEST("SPEC 19.4: every code as the answer to every command",
                  every_code_of_every_command),
        UNIT_TEST("SPEC 19.4: cut at every byte", cut_at_every_byte_on_a_line),
        UNIT_TEST("SPEC 19.4: unplugged at every byte", unplugged_at_every_byte_on_a_line),
        UNIT_TEST("SPEC 19.4: in two pieces at every byte", in_two_pieces_at_every_byte),
        UNIT_TEST("SPEC 19.4: images cut, halved, halted, unplugged", images_cut_and_halved),
        UNIT_TEST("SPEC 19.4: damaged answers", damaged_answers),
        UNIT_TEST("SPEC 19.4: damaged answers over USB", damaged_answers_over_usb),
        UNIT_TEST("SPEC 19.4: late answers are dropped", late_answers_are_dropped),
        UNIT_TEST("SPEC 19.4: answers twice, junk before them", two_answers_in_one_and_junk_before),
        UNIT_TEST("SPEC 19.4: trouble at every transfer", trouble_at_every_transfer),
        UNIT_TEST("SPEC 19.4: what is no module is left alone", strangers),
        UNIT_TEST("SPEC 19.1: a test of the device", a_test_of_the_device),
    };

    return UNIT_RUN(tests);
}
