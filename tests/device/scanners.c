/* Scanners through the registry, the libusb code and the serial code that ship: every way a scanner
 * is carried, and what only has a scanner's numbers. */
#include "config.h"

#include "tests/device/usb_rig.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *transport;
    enum finger_format format;
} scanners[] = {{"scanner", "sensor", FINGER_FORMAT_RECORD},
                {"module", "serial", FINGER_FORMAT_MODULE},
                {"module-disk", "disk", FINGER_FORMAT_RECORD},
                {"module-raw", "raw", FINGER_FORMAT_RECORD}};
#define SCANNERS (sizeof scanners / sizeof scanners[0])

static void fingers_on_every_scanner(void **state)
{
    (void)state;
    for (size_t i = 0; i < SCANNERS; i++) {
        struct device_event event;
        struct device_info info;
        usb_say_on(scanners[i].name, "plug");
        struct registry *reg = usb_start(&usb_options);
        assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
        assert_int_equal(event.info.kind, DEVICE_KIND_FINGER);
        assert_string_equal(event.info.transport, scanners[i].transport);
        registry_want_fingers(reg, true);
        for (int time = 0; time < 2; time++) {
            usb_say_on(scanners[i].name, time ? "finger D1.2" : "finger D1.1");
            usb_expect_finger(reg, scanners[i].format, 0, &event);
            assert_int_equal(usb_list_one(reg, &info), 1);
            assert_int_equal(info.state, DEVICE_FINGER_ON);
            usb_say_on(scanners[i].name, "lift");
            assert_true(usb_wait(reg, DEVICE_EVENT_FINGER_LIFTED, 0, &event));
        }
        usb_say_on(scanners[i].name, "finger D1.1 poor");
        assert_true(usb_wait(reg, DEVICE_EVENT_FINGER_POOR, 0, &event));
        assert_true(event.err.hint[0] != '\0');
        assert_true(registry_ask(reg, event.device, DEVICE_REQUEST_TEST));
        assert_true(usb_wait(reg, DEVICE_EVENT_TESTED, 0, &event));
        assert_int_equal(event.err.code, ERR_NONE);
        usb_say_on(scanners[i].name, "unplug");
        assert_true(usb_wait(reg, DEVICE_EVENT_GONE, 0, &event));
        registry_free(&reg);
        usb_clean(NULL);
    }
}

/* Wanted before it was plugged, not wanted, wanted again. */
static void fingers_are_taken_while_wanted(void **state)
{
    struct registry *reg = usb_start(&usb_options);
    struct device_event event;

    (void)state;
    registry_want_fingers(reg, true);
    usb_say_on("scanner", "plug");
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    usb_say("finger D1.1");
    usb_expect_finger(reg, FINGER_FORMAT_RECORD, 0, &event);
    registry_want_fingers(reg, false);
    assert_true(usb_wait(reg, DEVICE_EVENT_FINGER_LIFTED, 0, &event));
    usb_say_on("scanner", "lift");
    unsigned edges = usb_edges("scanner");
    usb_say("finger D1.1");
    poll(NULL, 0, 200); /* nothing comes: nothing to wait for but time */
    assert_true(usb_edges("scanner") <= edges + 1);
    while (registry_next(reg, &event))
        assert_int_not_equal(event.kind, DEVICE_EVENT_FINGER_ON);
    registry_want_fingers(reg, true);
    usb_expect_finger(reg, FINGER_FORMAT_RECORD, 0, &event);
    registry_free(&reg);
}

static void two_scanners_and_a_reader_at_once(void **state)
{
    struct device_event event;
    unsigned sensor, module, reader;

    (void)state;
    struct registry *reg = usb_start(&usb_options);
    registry_want_fingers(reg, true);
    usb_say_on("scanner", "plug");
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    sensor = event.device;
    usb_say_on("module", "plug");
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    module = event.device;
    usb_say_on("reader", "plug");
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    reader = event.device;
    for (int time = 0; time < 3; time++) {
        int seen = 0;
        usb_say_on("scanner", "finger D1.1");
        usb_say_on("module", "finger D2.1");
        usb_say_on("reader", "card T1");
        int64_t until = usb_now() + PATIENCE_MS;
        while (seen != 7 && usb_now() < until) {
            struct pollfd fd = {.fd = registry_fd(reg), .events = POLLIN};
            poll(&fd, 1, 20);
            while (registry_next(reg, &event)) {
                if (event.kind == DEVICE_EVENT_CARD)
                    seen |= event.device == reader ? 1 : 64;
                else if (event.kind == DEVICE_EVENT_FINGER && event.device == sensor)
                    seen |= event.finger.format == FINGER_FORMAT_RECORD ? 2 : 64;
                else if (event.kind == DEVICE_EVENT_FINGER && event.device == module)
                    seen |= event.finger.format == FINGER_FORMAT_MODULE ? 4 : 64;
            }
        }
        assert_int_equal(seen, 7);
        usb_watched("reader");
        usb_say("on scanner lift");
        usb_say("on module lift");
        usb_say("on reader lift");
        assert_true(usb_wait(reg, DEVICE_EVENT_FINGER_LIFTED, sensor, &event));
        poll(NULL, 0, 50);
    }
    usb_say_on("module", "unplug");
    assert_true(usb_wait(reg, DEVICE_EVENT_GONE, module, &event));
    usb_say_on("scanner", "finger D3.1");
    usb_expect_finger(reg, FINGER_FORMAT_RECORD, sensor, &event);
    registry_free(&reg);
}

static void compared_on_the_module(void **state)
{
    static struct finger_capture taken;
    struct device_event event;

    (void)state;
    usb_say_on("module", "plug");
    struct registry *reg = usb_start(&usb_options);
    registry_want_fingers(reg, true);
    assert_false(registry_match(reg, 99, &taken, 1, 1));
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    usb_say("finger D1.1");
    usb_expect_finger(reg, FINGER_FORMAT_MODULE, 0, &event);
    taken = event.finger;
    usb_say("lift");
    assert_true(usb_wait(reg, DEVICE_EVENT_FINGER_LIFTED, 0, &event));
    for (int time = 0; time < 2; time++) {
        assert_true(registry_match(reg, event.device, &taken, 1, 40 + (unsigned)time));
        usb_say(time ? "finger D2.1" : "finger D1.1");
        assert_true(usb_wait(reg, DEVICE_EVENT_FINGER_MATCHED, 0, &event));
        assert_int_equal(event.match.token, 40 + time);
        assert_int_equal(event.match.same, time == 0);
        usb_say("lift");
        assert_true(usb_wait(reg, DEVICE_EVENT_FINGER_LIFTED, 0, &event));
    }
    /* Taken back: the finger is taken, nothing is compared. */
    assert_true(registry_match(reg, event.device, &taken, 1, 50));
    assert_true(registry_match(reg, event.device, NULL, 0, 0));
    usb_say("finger D1.1");
    usb_expect_finger(reg, FINGER_FORMAT_MODULE, 0, &event);
    usb_say("lift");
    do {
        assert_true(usb_wait(reg, DEVICE_EVENT_FINGER_LIFTED, 0, &event));
    } while (registry_next(reg, &event));
    registry_free(&reg);
}

static void a_reader_of_class_hid(void **state)
{
    struct device_event event;

    (void)state;
    usb_say_on("hid-reader", "plug");
    struct registry *reg = usb_start(&usb_options);
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    assert_string_equal(event.info.transport, "reports");
    for (int c = 1; c <= 5; c++) {
        char line[16], card[4];
        snprintf(card, sizeof card, "T%d", c);
        snprintf(line, sizeof line, "card %s", card);
        usb_say_on("hid-reader", line);
        usb_expect_card(reg, card, 0);
        usb_watched("hid-reader");
        usb_say_on("hid-reader", "lift");
        assert_true(usb_wait(reg, DEVICE_EVENT_CARD_LIFTED, 0, &event));
    }
    registry_free(&reg);
}

/* ---- what is no scanner ---- */

static void numbers_alone_are_not_enough(void **state)
{
    static const char *const names[] = {"not-scanner", "true-disk", "makers-scanner"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct device_event event;
        usb_say_on(names[i], "plug");
        struct registry *reg = usb_start(&usb_options);
        registry_want_fingers(reg, true);
        assert_true(usb_wait(reg, DEVICE_EVENT_FAULT, 0, &event));
        assert_int_equal(event.info.state, DEVICE_REFUSED);
        assert_true(event.err.hint[0] != '\0');
        unsigned edges = usb_edges(names[i]);
        poll(NULL, 0, 100);
        assert_int_equal(usb_edges(names[i]), edges);
        usb_say_on(names[i], "unplug");
        assert_true(usb_wait(reg, DEVICE_EVENT_GONE, 0, &event));
        registry_free(&reg);
    }
}

/* Nobody hears of an adapter on which something else hangs; it is on the devices page, at rest. */
static void something_else_on_an_adapter(void **state)
{
    struct device_info info;
    struct device_event event;
    int64_t until = usb_now() + PATIENCE_MS;

    (void)state;
    usb_say_on("adapter", "plug");
    struct registry *reg = usb_start(&usb_options);
    while ((!registry_settled(reg) || usb_list_one(reg, &info) != 1) && usb_now() < until)
        poll(NULL, 0, 5);
    usb_list_one(reg, &info);
    assert_int_equal(info.state, DEVICE_REFUSED);
    assert_int_equal(info.use, DEVICE_USE_ADAPTER);
    assert_false(registry_next(reg, &event));
    registry_free(&reg);
}

static void another_program_has_it(void **state)
{
    struct device_event event;

    (void)state;
    usb_say_on("module-disk", "fault busy");
    usb_say_on("module-disk", "plug");
    struct registry *reg = usb_start(&usb_options);
    assert_true(usb_wait(reg, DEVICE_EVENT_FAULT, 0, &event));
    assert_int_equal(event.info.state, DEVICE_FAULTY);
    usb_say_on("module-disk", "fault none");
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    registry_free(&reg);
}

/* ---- faults at every transfer ---- */

/* Whatever happens at this transfer: told or survived, and then the next finger is taken, on the
 * scanner plugged anew if it went. */
static void one_edge(size_t i, const char *fault, int edge)
{
    struct registry_options choices = usb_options;
    struct device_event event;
    const char *name = scanners[i].name;
    char line[64];
    int64_t until = usb_now() + PATIENCE_MS;
    bool gone = false;

    choices.timings = usb_brisk;
    snprintf(line, sizeof line, "fault %s=%d", fault, edge);
    usb_say_on(name, line);
    usb_say_on(name, "finger D1.1");
    usb_say_on(name, "plug");
    struct registry *reg = usb_start(&choices);
    registry_want_fingers(reg, true);
    while (usb_edges(name) < (unsigned)edge + 2 && usb_plugged(name)) {
        if (usb_now() > until)
            fail_msg("%s %s=%d: hangs", name, fault, edge);
        struct pollfd fd = {.fd = registry_fd(reg), .events = POLLIN};
        poll(&fd, 1, 5);
        while (registry_next(reg, &event)) {
            gone = gone || event.kind == DEVICE_EVENT_GONE;
            usb_try_again(reg, &event);
            if (event.info.state == DEVICE_REFUSED)
                registry_ask(reg, event.device, DEVICE_REQUEST_TEST);
            if (event.kind == DEVICE_EVENT_FINGER)
                usb_say_on(name, "lift"); /* so that more is said */
        }
    }
    usb_say_on(name, "fault none");
    usb_say_on(name, "lift");
    if (!usb_plugged(name)) {
        if (!gone && !usb_wait(reg, DEVICE_EVENT_GONE, 0, &event))
            fail_msg("%s %s=%d: not told that it is gone", name, fault, edge);
        usb_say_on(name, "plug");
    }
    for (;;) { /* until it is open, and nothing old lies on it */
        struct device_info info;
        if (usb_list_one(reg, &info) == 1 && info.state == DEVICE_READY)
            break;
        if (info.state == DEVICE_REFUSED)
            registry_ask(reg, info.device, DEVICE_REQUEST_TEST);
        if (usb_now() > until)
            fail_msg("%s %s=%d: not ready again: %s", name, fault, edge, info.text);
        poll(NULL, 0, 5);
    }
    while (registry_next(reg, &event))
        continue;
    usb_say_on(name, "finger D2.1");
    if (!usb_wait(reg, DEVICE_EVENT_FINGER, 0, &event))
        fail_msg("%s %s=%d: the next finger is not taken", name, fault, edge);
    assert_int_equal(event.finger.format, scanners[i].format);
    registry_free(&reg);
    usb_clean(NULL);
}

static void edges(const char *fault)
{
    for (size_t i = 0; i < SCANNERS; i++) {
        /* Each of them is tried without a bus too: here every other will do. */
        for (int edge = 1 + (int)i % 2; edge <= 24; edge += 2)
            one_edge(i, fault, edge);
    }
}

static void unplugged_at_every_transfer(void **state)
{
    (void)state;
    edges("unplug-edge");
}

static void halted_at_every_transfer(void **state)
{
    (void)state;
    edges("stall-edge");
}

static void hanging_at_every_transfer(void **state)
{
    (void)state;
    edges("hang-edge");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        USB_TEST("SPEC 19.3: fingers on every scanner", fingers_on_every_scanner),
        USB_TEST("SPEC 19.3: fingers are taken while they are wanted",
                 fingers_are_taken_while_wanted),
        USB_TEST("SPEC 19.1: two scanners and a reader at once", two_scanners_and_a_reader_at_once),
        USB_TEST("SPEC 12.2: one to one on the module", compared_on_the_module),
        USB_TEST("SPEC 19.2: a reader of class HID", a_reader_of_class_hid),
        USB_TEST("SPEC 19.4: numbers alone make no scanner", numbers_alone_are_not_enough),
        USB_TEST("SPEC 19.4: something else on a serial adapter", something_else_on_an_adapter),
        USB_TEST("SPEC 19.4: another program has the scanner", another_program_has_it),
        USB_TEST("SPEC 19.4: unplugged at every transfer", unplugged_at_every_transfer),
        USB_TEST("SPEC 19.4: halted at every transfer", halted_at_every_transfer),
        USB_TEST("SPEC 19.4: hanging at every transfer", hanging_at_every_transfer),
    };

    return USB_RUN(tests, argc, argv);
}
