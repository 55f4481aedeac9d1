#include "config.h"

#include "tests/device/usb_rig.h"

#include "drivers/finger/ef01/module.h"
#include "drivers/finger/uareu/sensor.h"
#include "drivers/idcard/text_block.h"
#include "tests/sim/cards.h"
#include "tests/sim/sim_client.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct reader_timing reader_quick = {.write = 200,
                                                  .quick = 400,
                                                  .read = 1000,
                                                  .address = 400,
                                                  .gap = 250,
                                                  .poll = 5,
                                                  .watch = 5,
                                                  .settle = 5,
                                                  .stale = 1,
                                                  .repair = 20};

static const struct reader_timing reader_brisk = {.write = 60,
                                                  .quick = 80,
                                                  .read = 80,
                                                  .address = 60,
                                                  .gap = 40,
                                                  .poll = 2,
                                                  .watch = 2,
                                                  .settle = 2,
                                                  .stale = 1,
                                                  .repair = 5};

static const struct module_timing module_quick = {.write = 200,
                                                  .probe = 400,
                                                  .quick = 400,
                                                  .data = 2000,
                                                  .more = 50,
                                                  .gap = 250,
                                                  .poll = 5,
                                                  .watch = 5,
                                                  .settle = 10,
                                                  .stale = 1,
                                                  .repair = 20};

static const struct module_timing module_brisk = {.write = 60,
                                                  .probe = 80,
                                                  .quick = 80,
                                                  .data = 200,
                                                  .more = 20,
                                                  .gap = 60,
                                                  .poll = 2,
                                                  .watch = 2,
                                                  .settle = 4,
                                                  .stale = 1,
                                                  .repair = 5};

static const struct sensor_timing sensor_quick = {.control = 400,
                                                  .turn = 2,
                                                  .power = 200,
                                                  .wait = 100,
                                                  .image = 1000,
                                                  .gap = 250,
                                                  .settle = 2,
                                                  .repair = 20};

static const struct sensor_timing sensor_brisk = {.control = 100,
                                                  .turn = 1,
                                                  .power = 50,
                                                  .wait = 20,
                                                  .image = 150,
                                                  .gap = 60,
                                                  .settle = 1,
                                                  .repair = 5};

const struct driver_timing usb_quick[] = {{&reader_driver, &reader_quick},
                                          {&module_driver, &module_quick},
                                          {&sensor_driver, &sensor_quick},
                                          {NULL, NULL}};
const struct driver_timing usb_brisk[] = {{&reader_driver, &reader_brisk},
                                          {&module_driver, &module_brisk},
                                          {&sensor_driver, &sensor_brisk},
                                          {NULL, NULL}};

const struct registry_options usb_options = {
    .timings = usb_quick, .retry_ms = 20, .watch_ms = 10, .free_ms = PATIENCE_MS};

const char *const usb_devices[USB_DEVICES] = {
    "reader",      "reader2",    "four-pipes", "interrupt",   "stranger",      "odd-pipes",
    "update-mode", "makers-own", "hid-reader", "scanner",     "module",        "module-disk",
    "module-raw",  "adapter",    "true-disk",  "not-scanner", "makers-scanner"};

/* Devices that have their fault for good. */
static const char *const habitual[] = {"stranger", "interrupt", "hid-reader",
                                       "adapter",  "true-disk", "not-scanner"};

static struct sim_rack rack;
static int sim;

int64_t usb_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- words to the simulator ---- */

static bool ask(char answer[8192], const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool ask(char answer[8192], const char *format, ...)
{
    char line[128];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    return sim_client_ask(sim, line, answer, 8192);
}

void usb_say(const char *line)
{
    char answer[8192];

    if (!ask(answer, "%s", line))
        fail_msg("%s: %s", line, answer);
}

void usb_say_on(const char *device, const char *line)
{
    char answer[8192];

    if (!ask(answer, "on %s %s", device, line))
        fail_msg("%s: %s: %s", device, line, answer);
}

unsigned usb_edges(const char *device)
{
    char answer[8192];

    assert_true(ask(answer, "on %s edges", device));
    return (unsigned)strtoul(answer + strlen("edges "), NULL, 10);
}

bool usb_plugged(const char *device)
{
    char answer[8192], words[64];

    assert_true(ask(answer, "rack"));
    snprintf(words, sizeof words, "device %s plugged", device);
    return strstr(answer, words) != NULL;
}

int usb_clean(void **state)
{
    (void)state;
    for (size_t i = 0; i < USB_DEVICES; i++) {
        char answer[8192];
        ask(answer, "on %s unplug", usb_devices[i]);
        ask(answer, "on %s lift", usb_devices[i]);
        bool keeps = false;
        for (size_t h = 0; h < sizeof habitual / sizeof habitual[0]; h++)
            keeps = keeps || strcmp(usb_devices[i], habitual[h]) == 0;
        if (!keeps)
            ask(answer, "on %s fault none", usb_devices[i]);
    }
    return 0;
}

/* ---- the program's side ---- */

void usb_try_again(struct registry *reg, const struct device_event *event)
{
    bool told = event->kind == DEVICE_EVENT_FAULT || event->kind == DEVICE_EVENT_TESTED;

    if (told && event->info.state == DEVICE_REFUSED && event->info.use == DEVICE_USE_SPEAK)
        registry_ask(reg, event->device, DEVICE_REQUEST_TEST);
}

bool usb_wait(struct registry *reg, enum device_event_kind kind, unsigned device,
              struct device_event *event)
{
    int64_t until = usb_now() + PATIENCE_MS;

    while (usb_now() < until) {
        struct pollfd fd = {.fd = registry_fd(reg), .events = POLLIN};
        poll(&fd, 1, 20);
        while (registry_next(reg, event)) {
            if (event->kind == kind && (device == 0 || event->device == device))
                return true;
            usb_try_again(reg, event);
        }
    }
    return false;
}

void usb_expect_card(struct registry *reg, const char *name, unsigned device)
{
    const struct sim_card *card = sim_rack_find(&rack, name);
    struct device_event event;
    struct id_card expected;

    assert_int_equal(text_block_decode(card->text, &expected), TEXT_BLOCK_OK);
    assert_true(usb_wait(reg, DEVICE_EVENT_CARD, device, &event));
    assert_memory_equal(&event.card, &expected, sizeof expected);
}

void usb_expect_finger(struct registry *reg, enum finger_format format, unsigned device,
                       struct device_event *event)
{
    assert_true(usb_wait(reg, DEVICE_EVENT_FINGER_ON, device, event));
    assert_true(usb_wait(reg, DEVICE_EVENT_FINGER, event->device, event));
    assert_int_equal(event->finger.format, format);
    assert_true(event->finger.len > 0);
}

void usb_watched(const char *name)
{
    int64_t until = usb_now() + PATIENCE_MS;

    for (unsigned from = usb_edges(name); usb_edges(name) < from + 12 && usb_now() < until;)
        poll(NULL, 0, 2);
}

struct registry *usb_start(const struct registry_options *choices)
{
    struct err err;
    struct registry *reg = registry_new(choices, &err);

    if (reg == NULL)
        fail_msg("%s %s", err.text, err.detail);
    return reg;
}

size_t usb_list_one(struct registry *reg, struct device_info *info)
{
    memset(info, 0, sizeof *info);
    return registry_list(reg, info, 1);
}

int usb_run(const struct CMUnitTest *tests, size_t count, int argc, char **argv)
{
    if (getenv("ANXIN_SIM") == NULL) {
        const char *top = getenv("TOP_BUILDDIR");
        char program[4096];
        snprintf(program, sizeof program, "%s/tests/sim/anxin-sim", top != NULL ? top : ".");
        execl(program, program, "--unplugged", "--", argv[0], argc > 1 ? argv[1] : NULL, NULL);
        return 1;
    }
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    sim = sim_client_connect();
    if (sim < 0 || !sim_rack_init(&rack))
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failures = _cmocka_run_group_tests("usb", tests, count, NULL, NULL);
    sim_rack_clear(&rack);
    close(sim);
    return failures;
}
