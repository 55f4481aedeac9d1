/* What the driver does with a reader that works, of every habit. */
#include "config.h"

#include "tests/device/rig.h"

#include <stdio.h>
#include <string.h>

static const char *const cards[] = {"T1", "T2", "T3", "T4", "T5"};

static void every_card_on_both_transports(void **state)
{
    (void)state;
    for (int split = 0; split < 2; split++) {
        struct rig rig;
        rig_init(&rig, split);
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        assert_string_equal(rig.identity, "05.01-20101129-0001228293-0296863149");
        rig_run(&rig, 500);
        assert_int_equal(rig.count, 0);
        for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
            rig_card(&rig, cards[i]);
            rig_run(&rig, 2000);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
            rig_expect_card(&rig, cards[i]);
            assert_int_equal(rig.state, DEVICE_CARD_ON);
            rig_lift(&rig);
            rig_run(&rig, 1000);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD_LIFTED), 1);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_FAULT), 0);
            assert_int_equal(rig.state, DEVICE_READY);
            rig_forget(&rig);
        }
        rig_clear(&rig);
    }
}

/* The habits a reader may have; each alone and together. */
static const char *const habits[][3] = {
    {NULL},
    {"keeps-finding"},
    {"no-address"},
    {"address-always"},
    {"keeps-finding", "no-address"},
    {"keeps-finding", "address-always"},
};

static void one_event_each_time_a_card_is_laid(void **state)
{
    (void)state;
    for (size_t h = 0; h < sizeof habits / sizeof habits[0]; h++) {
        struct rig rig;
        rig_init(&rig, h % 2);
        for (size_t i = 0; habits[h][i] != NULL; i++)
            rig_fault(&rig, habits[h][i]);
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        rig_run(&rig, 300);
        for (int time = 0; time < 3; time++) {
            const char *card = time < 2 ? "T1" : "T2";
            rig_card(&rig, card);
            rig_run(&rig, 20000); /* it lies there for long */
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
            rig_expect_card(&rig, card);
            rig_forget(&rig);
            rig_lift(&rig);
            rig_run(&rig, 2000);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_FAULT), 0);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 0);
            rig_forget(&rig);
        }
        rig_clear(&rig);
    }
}

static void a_card_that_lay_there_before(void **state)
{
    (void)state;
    for (size_t h = 0; h < sizeof habits / sizeof habits[0]; h++) {
        struct rig rig;
        rig_init(&rig, false);
        for (size_t i = 0; habits[h][i] != NULL; i++)
            rig_fault(&rig, habits[h][i]);
        rig_card(&rig, "T3");
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        rig_run(&rig, 10000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
        rig_expect_card(&rig, "T3");
        rig_lift(&rig);
        rig_run(&rig, 10000);
        rig_forget(&rig);
        rig_card(&rig, "T3");
        rig_run(&rig, 10000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
        rig_clear(&rig);
    }
}

/* One card taken away and another laid down at once, between two looks. */
static void cards_exchanged_quickly(void **state)
{
    (void)state;
    for (size_t h = 0; h < sizeof habits / sizeof habits[0]; h++) {
        struct rig rig;
        rig_init(&rig, true);
        for (size_t i = 0; habits[h][i] != NULL; i++)
            rig_fault(&rig, habits[h][i]);
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        rig_run(&rig, 300);
        for (size_t i = 0; i < 10; i++) {
            rig_forget(&rig);
            rig_card(&rig, cards[i % 5]);
            rig_run(&rig, 3000);
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
            rig_expect_card(&rig, cards[i % 5]);
        }
        rig_clear(&rig);
    }
}

/* The time from a card being laid down to its event, with a reader that answers at once. */
static void the_driver_adds_little_time(void **state)
{
    struct rig rig;

    (void)state;
    for (int split = 0; split < 2; split++) {
        rig_init(&rig, split);
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        rig_run(&rig, 1000);
        for (int i = 0; i < 50; i++) {
            rig_run(&rig, 7 * i % 40);
            int64_t laid = transport_now(rig.front.transport), waited;
            rig_card(&rig, "T1");
            do {
                int pause = reader_driver.step(rig.self);
                waited = transport_now(rig.front.transport) - laid;
                if (rig_events(&rig, DEVICE_EVENT_CARD) == 0)
                    memory_transport_advance(rig.front.transport, pause);
            } while (rig_events(&rig, DEVICE_EVENT_CARD) == 0);
            assert_true(waited <= 50);
            rig_lift(&rig);
            rig_run(&rig, 500);
            rig_forget(&rig);
        }
        rig_clear(&rig);
    }
}

/* 64-byte pieces, a cut at every byte, padding, a whole frame on the head pipe, old bytes. */
static void shapes_of_transfers(void **state)
{
    static const char *const shapes[] = {"pieces:all=64",  "pieces:all=1", "pad:all",
                                         "whole-head:all", "junk:all=1",   "junk:all=3"};

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        for (int split = 0; split < 2; split++) {
            struct rig rig;
            if (split && (strncmp(shapes[i], "junk", 4) == 0))
                continue; /* junk before seven counted bytes is no reply at all: see faults */
            rig_init(&rig, split);
            rig_fault(&rig, shapes[i]);
            assert_int_equal(rig_open(&rig), DRIVER_YES);
            rig_card(&rig, "T2");
            rig_run(&rig, 3000);
            rig_expect_card(&rig, "T2");
            assert_int_equal(rig_events(&rig, DEVICE_EVENT_FAULT), 0);
            rig_clear(&rig);
        }
    }
}

static void cut_in_two_at_every_byte(void **state)
{
    (void)state;
    for (int at = 1; at < 1295; at++) {
        struct rig rig;
        char fault[32];
        rig_init(&rig, at % 2);
        snprintf(fault, sizeof fault, "halves:all=%d", at);
        rig_fault(&rig, fault);
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        rig_card(&rig, "T5");
        rig_run(&rig, 400);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
        rig_expect_card(&rig, "T5");
        rig_clear(&rig);
    }
}

static void a_card_with_a_later_address(void **state)
{
    struct rig rig;

    (void)state;
    rig_init(&rig, false);
    assert_int_equal(rig_open(&rig), DRIVER_YES);
    rig_run(&rig, 300);
    rig.rack.cards[0].has_address = true;
    rig_card(&rig, "T1");
    rig_run(&rig, 5000);
    assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
    assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD_LIFTED), 0);
    rig_lift(&rig);
    rig_run(&rig, 1000);
    assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD_LIFTED), 1);
    rig_clear(&rig);
}

static void test_and_read_again(void **state)
{
    (void)state;
    for (int keeps = 0; keeps < 2; keeps++) {
        struct rig rig;
        rig_init(&rig, false);
        if (keeps)
            rig_fault(&rig, "keeps-finding");
        assert_int_equal(rig_open(&rig), DRIVER_YES);
        rig_run(&rig, 300);
        assert_int_equal(reader_driver.request(rig.self, DEVICE_REQUEST_TEST), 0);
        assert_int_equal(rig_last(&rig, DEVICE_EVENT_TESTED)->err.code, ERR_NONE);
        rig_card(&rig, "T1");
        rig_run(&rig, 1000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 1);
        assert_true(reader_driver.request(rig.self, DEVICE_REQUEST_READ) >= 0);
        rig_run(&rig, 1000);
        assert_int_equal(rig_events(&rig, DEVICE_EVENT_CARD), 2);
        rig_expect_card(&rig, "T1");
        rig_forget(&rig);
        rig_fault(&rig, "status:status=60");
        assert_true(reader_driver.request(rig.self, DEVICE_REQUEST_TEST) >= 0);
        assert_int_equal(rig_last(&rig, DEVICE_EVENT_TESTED)->err.code, ERR_DEVICE);
        rig_fault(&rig, "none");
        rig_fault(&rig, "dead");
        assert_true(reader_driver.request(rig.self, DEVICE_REQUEST_TEST) >= 0);
        assert_int_equal(rig_last(&rig, DEVICE_EVENT_TESTED)->err.code, ERR_DEVICE);
        rig_clear(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 19.2: every card on both transports", every_card_on_both_transports),
        UNIT_TEST("SPEC 19.1: one event each time a card is laid down, on readers of every habit",
                  one_event_each_time_a_card_is_laid),
        UNIT_TEST("SPEC 19.1: a card that lay there before the start",
                  a_card_that_lay_there_before),
        UNIT_TEST("SPEC 19.1: cards exchanged between two looks are both seen",
                  cards_exchanged_quickly),
        UNIT_TEST("SPEC 23: the driver adds at most 50 ms", the_driver_adds_little_time),
        UNIT_TEST("SPEC 19.4: transfers of any shape", shapes_of_transfers),
        UNIT_TEST("SPEC 19.4: a reply cut in two at every byte", cut_in_two_at_every_byte),
        UNIT_TEST("SPEC 19.2: a card with a later address", a_card_with_a_later_address),
        UNIT_TEST("SPEC 19.1: a reader is tested, a card read again", test_and_read_again),
    };

    return UNIT_RUN(tests);
}
