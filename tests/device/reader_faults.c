/* What the driver does with a reader that fails: a message, never a hang, a crash or a wrong
 * person, and all is well again afterwards. */
#include "config.h"

#include "drivers/idcard/sam_codec.h"
#include "tests/device/rig.h"

#include <stdio.h>
#include <string.h>

/* A rig that is at work, with the fault set and T1 laid down for some seconds. */
static void start(struct rig *rig, bool split, const char *fault)
{
    rig_init(rig, split);
    assert_int_equal(rig_open(rig), DRIVER_YES);
    rig_run(rig, 500);
    assert_int_equal(rig->count, 0);
    if (fault != NULL)
        rig_fault(rig, fault);
    rig_card(rig, "T1");
}

/* A fault was told, in words; any card that was read is T1. */
static const struct err *expect_fault(const struct rig *rig)
{
    const struct device_event *event = rig_last(rig, DEVICE_EVENT_FAULT);

    assert_non_null(event);
    assert_int_equal(event->err.code, ERR_DEVICE);
    assert_true(strlen(event->err.text) > 10);
    assert_true(strlen(event->err.hint) > 10);
    assert_true(event->err.detail[0] != '\0');
    if (rig_events(rig, DEVICE_EVENT_CARD) > 0)
        rig_expect_card(rig, "T1");
    return &event->err;
}

/* Without the fault the next card is read, and only it. */
static void expect_well_again(struct rig *rig)
{
    rig_fault(rig, "none");
    rig_lift(rig);
    rig_run(rig, 3000);
    assert_non_null(rig->self);
    rig_forget(rig);
    rig_card(rig, "T2");
    rig_run(rig, 6000);
    assert_int_equal(rig_events(rig, DEVICE_EVENT_CARD), 1);
    rig_expect_card(rig, "T2");
}

static void every_status_of_every_command(void **state)
{
    static const char *const commands[] = {"find", "select", "read", "read-address", "status"};
    int told = 0;

    (void)state;
    for (unsigned sw3 = 1; sw3 < 256; sw3++) {
        for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
            struct rig rig;
            char fault[32];
            bool fine = sw3 == 0x90 || sw3 == 0x9F;
            start(&rig, sw3 % 2, NULL);
            snprintf(fault, sizeof fault, "status:%s=%X", commands[c], sw3);
            rig_fault(&rig, fault);
            rig_run(&rig, 3000);
            if (rig_events(&rig, DEVICE_EVENT_CARD) > 0)
                rig_expect_card(&rig, "T1");
            /* The middle three stand between the card and the person: without a success, no card
             * and a message; but "no card" to find is no fault. */
            if (c <= 2 && !fine) {
                assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 0);
                bool idle = c == 0 && sw3 == 0x80;
                assert_int_equal(rig_events(&rig, DEVICE_EVENT_FAULT), !idle);
                if (!idle) {
                    assert_string_equal(expect_fault(&rig)->text,
                                        sam_status_find((uint8_t)sw3)->text);
                    told++;
                }
            }
            expect_well_again(&rig);
            rig_clear(&rig);
        }
    }
    assert_int_equal(told, 3 * 253 - 1);
}

static void lifted_between_every_two_steps(void **state)
{
    static const char *const moments[] = {"once lift-before:find",
                                          "once lift:find",
                                          "once lift-before:select",
                                          "once lift:select",
                                          "once lift-before:read",
                                          "once lift:read",
                                          "once lift-before:read-address",
                                          "once lift:read-address",
                                          "once lift:status"};

    (void)state;
    for (int keeps = 0; keeps < 2; keeps++) {
        for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
            struct rig rig;
            start(&rig, i % 2, moments[i]);
            if (keeps)
                rig_fault(&rig, "keeps-finding");
            rig_run(&rig, 3000);
            /* Between find and the end of the read, the clerk hears of it. */
            if (i >= 1 && i <= 4) {
                assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 0);
                expect_fault(&rig);
            } else if (i >= 5) {
                assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
            }
            expect_well_again(&rig);
            rig_clear(&rig);
        }
    }
}

/* Exchanged for another card at every step: what is told is one card or the other, whole. */
static void exchanged_between_every_two_steps(void **state)
{
    (void)state;
    for (int steps = 1; steps < 12; steps++) {
        for (int keeps = 0; keeps < 2; keeps++) {
            struct rig rig;
            start(&rig, keeps, NULL);
            if (keeps)
                rig_fault(&rig, "keeps-finding");
            unsigned from = reader_model_requests(rig.model);
            int before = 0;
            while (reader_model_requests(rig.model) < from + (unsigned)steps && before++ < 100) {
                int pause = reader_driver.step(rig.self);
                memory_transport_advance(rig.front.transport, pause);
            }
            rig_card(&rig, "T2");
            rig_run(&rig, 4000);
            const struct device_event *last = rig_last(&rig, DEVICE_EVENT_CARD);
            assert_non_null(last);
            assert_string_equal(last->card.number, "653125188001010010");
            for (size_t i = 0; i < rig.count; i++) {
                if (rig.events[i].kind != DEVICE_EVENT_CARD)
                    continue;
                const struct id_card *c = &rig.events[i].card;
                bool first = strcmp(c->number, "11010519491231002X") == 0;
                assert_string_equal(c->name, first ? "李样本" : "阿卜杜热合曼·努尔麦麦提托合提");
            }
            rig_clear(&rig);
        }
    }
}

static void cut_at_every_byte(void **state)
{
    (void)state;
    for (int at = 0; at < 1295; at++) {
        struct rig rig;
        char fault[32];
        snprintf(fault, sizeof fault, "cut=%d", at);
        start(&rig, at % 2, fault);
        rig_run(&rig, 4000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 0);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FAULT), 1);
        expect_fault(&rig);
        if (at % 37 == 0 || at < 20)
            expect_well_again(&rig);
        rig_clear(&rig);
    }
}

/* The short replies, cut at every byte, on every command. */
static void short_replies_cut(void **state)
{
    static const char *const commands[] = {"find", "select", "read-address", "status"};

    (void)state;
    for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
        for (int at = 0; at < 11; at++) {
            struct rig rig;
            char fault[32];
            snprintf(fault, sizeof fault, "cut:%s=%d", commands[c], at);
            start(&rig, at % 2, fault);
            rig_run(&rig, 5000);
            if (c < 2)
                expect_fault(&rig);
            expect_well_again(&rig);
            rig_clear(&rig);
        }
    }
}

static void damaged_replies(void **state)
{
    static const char *const faults[] = {
        "bad-checksum",     "bad-checksum:find", "bad-checksum:select",
        "longer=1",         "longer=64",         "longer=1026",
        "longer=60000",     "longer:find=3",     "longer:select=900",
        "garbage=1295",     "garbage=11",        "garbage:find=64",
        "garbage:select=1", "text-size=1",       "text-size=3",
        "silent",           "silent:find",       "silent:select",
        "stall=0",          "stall=7",           "stall=100",
        "stall:find=0",     "stall:select=3",    "bad-checksum:all",
        "silent:all",       "garbage:all=64"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        for (int split = 0; split < 2; split++) {
            struct rig rig;
            start(&rig, split, faults[i]);
            rig_run(&rig, 4000);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 0);
            expect_fault(&rig);
            expect_well_again(&rig);
            rig_clear(&rig);
        }
    }
}

static void once_damaged_is_read_again(void **state)
{
    static const char *const faults[] = {
        "once bad-checksum",      "once cut=700",         "once silent",
        "once stall=64",          "once garbage=99",      "once late=3500",
        "once bad-checksum:find", "once late:select=1500"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rig rig;
        start(&rig, i % 2, faults[i]);
        /* This kind of reader finds the card again although it was read on its side. */
        rig_fault(&rig, "keeps-finding");
        rig_run(&rig, 9000);
        expect_fault(&rig);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
        rig_expect_card(&rig, "T1");
        assert_int_equal(rig.state, DEVICE_CARD_ON);
        rig_clear(&rig);
    }
}

/* A read's answer that comes after the time limit, when another card lies there already, is never
 * taken for that card's. */
static void late_replies_are_dropped(void **state)
{
    static const char *const faults[] = {"once late=%d", "once late:select=%d", "once late:find=%d",
                                         "once late:read-address=%d", "once late:status=%d"};

    (void)state;
    for (size_t f = 0; f < sizeof faults / sizeof faults[0]; f++) {
        for (int late = 900; late < 6000; late += 53) {
            struct rig rig;
            char fault[32];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(fault, sizeof fault, faults[f], late);
#pragma GCC diagnostic pop
            start(&rig, late % 2, fault);
            while (rig_events(&rig, DEVICE_EVENT_FAULT) == 0 &&
                   rig_events(&rig, DEVICE_EVENT_CARD) == 0)
                rig_run(&rig, 1);
            rig_forget(&rig);
            rig_card(&rig, "T2");
            rig_run(&rig, 12000);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
            rig_expect_card(&rig, "T2");
            rig_clear(&rig);
        }
    }
}

static void two_frames_in_one_transfer(void **state)
{
    static const char *const faults[] = {"twice", "twice:find", "twice:select",
                                         "twice:read-address", "twice:all"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        for (int split = 0; split < 2; split++) {
            struct rig rig;
            start(&rig, split, faults[i]);
            rig_run(&rig, 3000);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
            rig_expect_card(&rig, "T1");
            rig_card(&rig, "T2");
            rig_forget(&rig);
            rig_run(&rig, 3000);
            rig_expect_card(&rig, "T2");
            rig_clear(&rig);
        }
    }
}

static void junk_before_replies(void **state)
{
    (void)state;
    for (int n = 1; n < 100; n += 7) {
        for (int split = 0; split < 2; split++) {
            struct rig rig;
            char fault[32];
            snprintf(fault, sizeof fault, "once junk=%d", n);
            start(&rig, split, fault);
            rig_fault(&rig, "keeps-finding");
            rig_run(&rig, 6000);
            /* On one pipe it is skipped; on two the seven bytes that count are wrong, and the card
             * is read once more. */
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
            rig_expect_card(&rig, "T1");
            rig_clear(&rig);
        }
    }
}

static void unknown_kinds_of_card(void **state)
{
    static const char letters[] = "ABCZj0";

    (void)state;
    for (size_t i = 0; i < sizeof letters - 1; i++) {
        for (int keeps = 0; keeps < 2; keeps++) {
            struct rig rig;
            char fault[16];
            snprintf(fault, sizeof fault, "kind=%c", letters[i]);
            start(&rig, i % 2, fault);
            if (keeps)
                rig_fault(&rig, "keeps-finding");
            rig_run(&rig, 5000);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 0);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_FAULT), 1);
            assert_string_equal(rig_last(&rig, DEVICE_EVENT_FAULT)->err.text,
                                "Cards of this kind are not supported.");
            expect_well_again(&rig);
            rig_clear(&rig);
        }
    }
}

static void out_of_order(void **state)
{
    (void)state;
    for (int code = 0; code < 2; code++) {
        struct rig rig;
        rig_init(&rig, code);
        rig_fault(&rig, code ? "status:all=66" : "status:all=60");
        assert_int_equal(rig_open(&rig), DRIVER_YES); /* a reader, though it takes no commands */
        rig_run(&rig, 7000);
        assert_int_equal(rig.state, DEVICE_FAULTY);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_FAULT), 1);
        assert_string_equal(rig_last(&rig, DEVICE_EVENT_FAULT)->err.text,
                            sam_status_find(code ? 0x66 : 0x60)->text);
        rig_card(&rig, "T1");
        rig_run(&rig, 5000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 0);
        expect_well_again(&rig);
        rig_clear(&rig);
    }
}

static void unplugged_at_every_byte(void **state)
{
    (void)state;
    for (int at = 0; at <= 1295; at++) {
        struct rig rig;
        char fault[32];
        snprintf(fault, sizeof fault, "unplug=%d", at);
        start(&rig, at % 2, fault);
        rig_run(&rig, 9000);
        assert_int_equal(rig.last, DRIVER_STEP_GONE);
        if (at < 1295)
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 0);
        else
            rig_expect_card(&rig, "T1");
        rig_clear(&rig);
    }
}

/* At every transfer either way, from the first of the probe on: unplugged, halted, hanging. */
static void at_every_transfer(void **state)
{
    static const char *const faults[] = {"unplug-edge=%d", "stall-edge=%d", "hang-edge=%d"};

    (void)state;
    for (size_t f = 0; f < sizeof faults / sizeof faults[0]; f++) {
        for (int edge = 1; edge < 90; edge++) {
            struct rig rig;
            char fault[32];
            rig_init(&rig, edge % 2);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(fault, sizeof fault, faults[f], edge);
#pragma GCC diagnostic pop
            rig_fault(&rig, fault);
            rig_card(&rig, "T1");
            enum driver_answer answer = rig_open(&rig);
            if (answer == DRIVER_YES) {
                rig_run(&rig, 12000);
                assert_true(f != 0 || rig.last == DRIVER_STEP_GONE);
                if (rig_events(&rig, DEVICE_EVENT_CARD) > 0)
                    rig_expect_card(&rig, "T1");
            }
            if (f != 0) {
                if (answer == DRIVER_NO)
                    assert_int_equal(rig_open(&rig), DRIVER_YES);
                assert_true(answer != DRIVER_GONE);
                expect_well_again(&rig);
            }
            rig_clear(&rig);
        }
    }
}

static void no_reader_at_all(void **state)
{
    static const char *const others[] = {"dead", "echo", "talk", "garbage:all=64", "silent:all"};

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        for (int split = 0; split < 2; split++) {
            struct rig rig;
            rig_init(&rig, split);
            rig_fault(&rig, others[i]);
            assert_int_equal(rig_open(&rig), DRIVER_NO);
            assert_true(transport_now(rig.front.transport) < 3000);
            rig_clear(&rig);
        }
    }
}

/* A reader that stops answering for good is given up so that it can be opened anew. */
static void given_up_for_a_new_start(void **state)
{
    static const char *const faults[] = {"dead", "talk", "silent:all", "garbage:all=30"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rig rig;
        start(&rig, i % 2, faults[i]);
        rig_run(&rig, 20000);
        assert_true(rig.resets > 0);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 0);
        assert_true(rig_events(&rig, DEVICE_EVENT_FAULT) >= 1);
        expect_well_again(&rig);
        rig_clear(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 19.4: every status code of every command", every_status_of_every_command),
        UNIT_TEST("SPEC 19.4: a card lifted between every two steps",
                  lifted_between_every_two_steps),
        UNIT_TEST("SPEC 19.4: a card exchanged between every two steps is never mixed",
                  exchanged_between_every_two_steps),
        UNIT_TEST("SPEC 19.4: the reply cut at every byte", cut_at_every_byte),
        UNIT_TEST("SPEC 19.4: short replies cut at every byte", short_replies_cut),
        UNIT_TEST("SPEC 19.4: damaged replies of every sort", damaged_replies),
        UNIT_TEST("SPEC 19.4: damaged once, read the second time", once_damaged_is_read_again),
        UNIT_TEST("SPEC 19.4: a late reply never becomes a wrong person", late_replies_are_dropped),
        UNIT_TEST("SPEC 19.4: two frames in one transfer", two_frames_in_one_transfer),
        UNIT_TEST("SPEC 19.4: junk before a reply", junk_before_replies),
        UNIT_TEST("SPEC 19.4: unknown kinds of card are refused once", unknown_kinds_of_card),
        UNIT_TEST("SPEC 19.4: a module that failed or is not authorised", out_of_order),
        UNIT_TEST("SPEC 19.4: unplugged at every byte", unplugged_at_every_byte),
        UNIT_TEST("SPEC 19.4: unplugged, halted or hanging at every transfer", at_every_transfer),
        UNIT_TEST("SPEC 19.4: something else with a reader's numbers", no_reader_at_all),
        UNIT_TEST("SPEC 19.4: a reader that is silent for good is opened anew",
                  given_up_for_a_new_start),
    };

    return UNIT_RUN(tests);
}
