/* Faults over USB: at every transfer, and a line of each. */
#include "config.h"

#include "tests/device/usb_rig.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

/* One case: the fault at one transfer of a reader with T1 on it. Whatever happens, T1 is read right
 * or not at all, and without the fault T2 is read on the reader, plugged anew if it went. */
static void one_edge(const char *fault, int edge, const char *device)
{
    struct registry *reg;
    struct device_event event;
    struct registry_options choices = usb_options;
    int64_t until = usb_now() + PATIENCE_MS;
    bool gone = false;
    char line[64];

    choices.timings = usb_brisk;
    snprintf(line, sizeof line, "fault %s=%d", fault, edge);
    usb_say_on(device, line);
    usb_say_on(device, "card T1");
    usb_say_on(device, "plug");
    reg = usb_start(&choices);
    while (usb_edges(device) < (unsigned)edge + 4 && usb_plugged(device)) {
        if (usb_now() > until)
            fail_msg("%s=%d: hangs", fault, edge);
        struct pollfd fd = {.fd = registry_fd(reg), .events = POLLIN};
        poll(&fd, 1, 5);
        while (registry_next(reg, &event)) {
            gone = gone || event.kind == DEVICE_EVENT_GONE;
            usb_try_again(reg, &event);
            if (event.kind == DEVICE_EVENT_CARD)
                assert_string_equal(event.card.number, "11010519491231002X");
        }
    }
    usb_say_on(device, "fault none");
    usb_say_on(device, "lift");
    if (!usb_plugged(device)) {
        if (!gone && !usb_wait(reg, DEVICE_EVENT_GONE, 0, &event))
            fail_msg("%s=%d: not told that it is gone", fault, edge);
        usb_say_on(device, "plug");
    }
    usb_say_on(device, "card T2");
    do {
        if (!usb_wait(reg, DEVICE_EVENT_CARD, 0, &event)) {
            struct device_info info;
            usb_list_one(reg, &info);
            fail_msg("%s=%d: the next card is not read: %s", fault, edge, info.text);
        }
    } while (strcmp(event.card.number, "11010519491231002X") == 0);
    assert_string_equal(event.card.name, "阿卜杜热合曼·努尔麦麦提托合提");
    registry_free(&reg);
    usb_clean(NULL);
}

static void edges(const char *fault, int step)
{
    for (int edge = 1; edge <= 44; edge += step)
        one_edge(fault, edge, usb_devices[edge % 2]);
}

static void unplugged_at_every_transfer(void **state)
{
    (void)state;
    edges("unplug-edge", 1);
}

static void halted_at_every_transfer(void **state)
{
    (void)state;
    edges("stall-edge", 1);
}

static void hanging_at_every_transfer(void **state)
{
    (void)state;
    edges("hang-edge", 1);
}

/* A line of every fault, once over USB: the rest is tested without a bus. */
static void faults_over_usb(void **state)
{
    static const char *const faults[] = {"bad-checksum", "cut=700",       "cut=5",      "silent",
                                         "longer=64",    "garbage=100",   "stall=100",  "stall=0",
                                         "status=41",    "status:all=66", "kind=X",     "late=3000",
                                         "twice:all",    "pieces:all=64", "unplug=0",   "unplug=7",
                                         "unplug=64",    "unplug=700",    "unplug=1295"};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        for (int device = 0; device < 2; device++) {
            struct registry_options choices = usb_options;
            struct registry *reg;
            struct device_event event;
            char line[64];
            bool harmless =
                strncmp(faults[i], "twice", 5) == 0 || strncmp(faults[i], "pieces", 6) == 0;
            bool leaves = strncmp(faults[i], "unplug", 6) == 0;
            usb_say_on(usb_devices[device], "plug");
            choices.timings = harmless ? usb_quick : usb_brisk;
            reg = usb_start(&choices);
            assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
            snprintf(line, sizeof line, "fault %s", faults[i]);
            usb_say_on(usb_devices[device], line);
            usb_say_on(usb_devices[device], "card T3");
            if (leaves) {
                assert_true(usb_wait(reg, DEVICE_EVENT_GONE, 0, &event));
            } else if (harmless) {
                usb_expect_card(reg, "T3", 0);
            } else {
                assert_true(usb_wait(reg, DEVICE_EVENT_FAULT, 0, &event));
                assert_int_equal(event.err.code, ERR_DEVICE);
                assert_true(strlen(event.err.text) > 10 && strlen(event.err.hint) > 10);
            }
            registry_free(&reg);
            usb_clean(NULL);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        USB_TEST("SPEC 19.4: faults over USB", faults_over_usb),
        USB_TEST("SPEC 19.4: unplugged at every transfer", unplugged_at_every_transfer),
        USB_TEST("SPEC 19.4: halted at every transfer", halted_at_every_transfer),
        USB_TEST("SPEC 19.4: hanging at every transfer", hanging_at_every_transfer),
    };

    return USB_RUN(tests, argc, argv);
}
