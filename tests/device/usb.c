/* The registry and the libusb code that ship, on a USB bus that umockdev pretends. Started by
 * itself under anxin-sim, whose socket plugs and faults. */
#include "config.h"

#include "drivers/driver.h"
#include "drivers/idcard/reader.h"
#include "drivers/idcard/text_block.h"
#include "drivers/transport/usb.h"
#include "tests/sim/cards.h"
#include "tests/sim/sim_client.h"
#include "tests/unit/unit.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* For what must happen: generous, a loaded machine is slow. */
#define PATIENCE_MS 30000

static const struct reader_timing quick = {.write = 200,
                                           .quick = 400,
                                           .read = 1000,
                                           .address = 400,
                                           .gap = 250,
                                           .poll = 5,
                                           .watch = 5,
                                           .settle = 5,
                                           .stale = 1,
                                           .repair = 20};

/* Where every exchange may fail and is made again: short limits. */
static const struct reader_timing brisk = {.write = 60,
                                           .quick = 60,
                                           .read = 80,
                                           .address = 60,
                                           .gap = 40,
                                           .poll = 2,
                                           .watch = 2,
                                           .settle = 2,
                                           .stale = 1,
                                           .repair = 5};

static const struct registry_options options = {
    .timing = &quick, .retry_ms = 20, .watch_ms = 10, .free_ms = PATIENCE_MS};

/* The devices of anxin-sim that are used here. */
static const char *const devices[] = {"reader",   "reader2",   "four-pipes",  "interrupt",
                                      "stranger", "odd-pipes", "update-mode", "makers-own"};

static struct sim_rack rack;
static int sim;

static int64_t now_ms(void)
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

static void say(const char *line)
{
    char answer[8192];

    if (!ask(answer, "%s", line))
        fail_msg("%s: %s", line, answer);
}

static void say_on(const char *device, const char *line)
{
    char answer[8192];

    if (!ask(answer, "on %s %s", device, line))
        fail_msg("%s: %s: %s", device, line, answer);
}

/* Transfers begun on a device since its last fault was set. */
static unsigned edges_of(const char *device)
{
    char answer[8192];

    assert_true(ask(answer, "on %s edges", device));
    return (unsigned)strtoul(answer + strlen("edges "), NULL, 10);
}

static bool is_plugged(const char *device)
{
    char answer[8192], words[64];

    assert_true(ask(answer, "rack"));
    snprintf(words, sizeof words, "device %s plugged", device);
    return strstr(answer, words) != NULL;
}

static int clean(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        char answer[8192];
        ask(answer, "on %s unplug", devices[i]);
        ask(answer, "on %s lift", devices[i]);
        if (strcmp(devices[i], "stranger") != 0 && strcmp(devices[i], "interrupt") != 0)
            ask(answer, "on %s fault none", devices[i]);
    }
    return 0;
}

/* ---- the program's side ---- */

/* Waits for an event of this kind; others are passed over, but a card must be one of the rack. */
static bool wait_for(struct registry *reg, enum device_event_kind kind, unsigned device,
                     struct device_event *event)
{
    int64_t until = now_ms() + PATIENCE_MS;

    while (now_ms() < until) {
        struct pollfd fd = {.fd = registry_fd(reg), .events = POLLIN};
        poll(&fd, 1, 20);
        while (registry_next(reg, event)) {
            if (event->kind == kind && (device == 0 || event->device == device))
                return true;
        }
    }
    return false;
}

static void expect_card(struct registry *reg, const char *name, unsigned device)
{
    const struct sim_card *card = sim_rack_find(&rack, name);
    struct device_event event;
    struct id_card expected;

    assert_int_equal(text_block_decode(card->text, &expected), TEXT_BLOCK_OK);
    assert_true(wait_for(reg, DEVICE_EVENT_CARD, device, &event));
    assert_memory_equal(&event.card, &expected, sizeof expected);
}

/* Waits until the driver has looked whether the card still lies there: a hand is never so quick. */
static void watched(const char *name)
{
    int64_t until = now_ms() + PATIENCE_MS;

    for (unsigned from = edges_of(name); edges_of(name) < from + 12 && now_ms() < until;)
        poll(NULL, 0, 2);
}

static struct registry *start(const struct registry_options *choices)
{
    struct err err;
    struct registry *reg = registry_new(choices, &err);

    if (reg == NULL)
        fail_msg("%s %s", err.text, err.detail);
    return reg;
}

static size_t list_one(struct registry *reg, struct device_info *info)
{
    memset(info, 0, sizeof *info);
    return registry_list(reg, info, 1);
}

/* ---- readers that work ---- */

static void readers_of_every_shape(void **state)
{
    static const struct {
        const char *name, *transport;
    } readers[] = {{"reader", "split"},
                   {"reader2", "single"},
                   {"four-pipes", "single"},
                   {"interrupt", "single"}};

    (void)state;
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        struct registry *reg;
        struct device_event event;
        char line[64];
        say_on(readers[i].name, "plug");
        reg = start(&options);
        assert_true(wait_for(reg, DEVICE_EVENT_ATTACHED, 0, &event));
        assert_string_equal(event.info.transport, readers[i].transport);
        assert_string_equal(event.info.identity, "05.01-20101129-0001228293-0296863149");
        assert_true(registry_settled(reg));
        for (int c = 1; c <= 5; c++) {
            char card[4];
            snprintf(card, sizeof card, "T%d", c);
            snprintf(line, sizeof line, "card %s", card);
            say_on(readers[i].name, line);
            expect_card(reg, card, 0);
            watched(readers[i].name);
            say_on(readers[i].name, "lift");
            assert_true(wait_for(reg, DEVICE_EVENT_CARD_LIFTED, 0, &event));
        }
        registry_free(&reg);
        assert_null(reg);
        clean(NULL);
    }
}

static void plugged_and_unplugged(void **state)
{
    struct registry *reg = start(&options);
    struct device_event event;
    struct device_info info;
    unsigned last = 0;

    (void)state;
    for (int time = 0; time < 5; time++) {
        const char *card = time % 2 ? "T1" : "T2";
        char line[32];
        say("plug");
        assert_true(wait_for(reg, DEVICE_EVENT_ATTACHED, 0, &event));
        assert_true(event.device > last);
        last = event.device;
        snprintf(line, sizeof line, "card %s", card);
        say(line);
        expect_card(reg, card, last);
        assert_int_equal(list_one(reg, &info), 1);
        assert_int_equal(info.device, last);
        say("unplug");
        say("lift");
        assert_true(wait_for(reg, DEVICE_EVENT_GONE, last, &event));
        assert_int_equal(list_one(reg, &info), 0);
    }
    registry_free(&reg);
}

static void two_readers_and_strangers_at_once(void **state)
{
    struct device_event event;
    struct registry *reg;
    unsigned first, second;

    (void)state;
    say("plug reader");
    say("plug stranger");
    reg = start(&options);
    assert_true(wait_for(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    first = event.device;
    say("plug reader2");
    say("plug update-mode");
    assert_true(wait_for(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    second = event.device;
    assert_true(second != first);
    for (int time = 0; time < 5; time++) {
        say("on reader card T1");
        say("on reader2 card T4");
        struct device_event a, b;
        assert_true(wait_for(reg, DEVICE_EVENT_CARD, 0, &a));
        assert_true(wait_for(reg, DEVICE_EVENT_CARD, 0, &b));
        if (a.device != first) {
            event = a;
            a = b;
            b = event;
        }
        assert_int_equal(a.device, first);
        assert_string_equal(a.card.name, "李样本");
        assert_int_equal(b.device, second);
        assert_string_equal(b.card.name, "ZHENGJIAN YANGBEN");
        watched("reader");
        watched("reader2");
        say("on reader lift");
        say("on reader2 lift");
        assert_true(wait_for(reg, DEVICE_EVENT_CARD_LIFTED, 0, &event));
        assert_true(wait_for(reg, DEVICE_EVENT_CARD_LIFTED, 0, &event));
    }
    say("unplug reader2");
    assert_true(wait_for(reg, DEVICE_EVENT_GONE, second, &event));
    say("card T2");
    expect_card(reg, "T2", first);
    registry_free(&reg);
}

/* ---- what is no reader ---- */

static void a_stranger_is_left_alone(void **state)
{
    struct device_event event;
    struct device_info info;
    struct registry *reg;
    unsigned edges;

    (void)state;
    say("plug stranger");
    reg = start(&options);
    assert_true(wait_for(reg, DEVICE_EVENT_FAULT, 0, &event));
    assert_int_equal(event.info.state, DEVICE_REFUSED);
    assert_string_equal(event.err.text,
                        "This device has the numbers of an ID card reader, but does "
                        "not answer as one.");
    assert_true(registry_settled(reg));
    edges = edges_of("stranger");
    assert_true(edges > 0);
    poll(NULL, 0, 100); /* nothing more comes: nothing to wait for but time */
    assert_int_equal(edges_of("stranger"), edges);
    /* Asked for a test, it is tried once more, and says the same. */
    assert_true(registry_ask(reg, event.device, DEVICE_REQUEST_TEST));
    assert_true(wait_for(reg, DEVICE_EVENT_TESTED, event.device, &event));
    assert_int_equal(event.err.code, ERR_DEVICE);
    assert_int_equal(list_one(reg, &info), 1);
    assert_int_equal(info.state, DEVICE_REFUSED);
    say("unplug stranger");
    assert_true(wait_for(reg, DEVICE_EVENT_GONE, info.device, &event));
    registry_free(&reg);
}

static void never_spoken_to(void **state)
{
    static const char *const names[] = {"update-mode", "makers-own", "odd-pipes"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct device_event event;
        struct registry *reg;
        say_on(names[i], "plug");
        reg = start(&options);
        assert_true(wait_for(reg, DEVICE_EVENT_FAULT, 0, &event));
        assert_int_equal(event.info.state, DEVICE_REFUSED);
        assert_true(event.err.hint[0] != '\0');
        say_on(names[i], "unplug");
        assert_true(wait_for(reg, DEVICE_EVENT_GONE, event.device, &event));
        assert_int_equal(edges_of(names[i]), 0);
        registry_free(&reg);
    }
}

static void another_program_has_it(void **state)
{
    struct device_event event;
    struct registry *reg;

    (void)state;
    say("fault busy");
    say("plug");
    reg = start(&options);
    assert_true(wait_for(reg, DEVICE_EVENT_FAULT, 0, &event));
    assert_int_equal(event.info.state, DEVICE_FAULTY);
    assert_string_equal(event.err.text, "Another program is using the device.");
    say("fault none"); /* the other program ends: tried again by itself */
    assert_true(wait_for(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    registry_free(&reg);
}

static void words_for_opening(void **state)
{
    struct err err;

    (void)state;
    usb_err(&err, LIBUSB_ERROR_ACCESS);
    assert_non_null(strstr(err.hint, "udev"));
    usb_err(&err, LIBUSB_ERROR_NO_DEVICE);
    assert_int_equal(err.code, ERR_DEVICE);
    usb_err(&err, LIBUSB_ERROR_OTHER);
    assert_true(err.hint[0] != '\0');
}

static void the_configuration_decides(void **state)
{
    struct registry_options choices = options;
    struct device_event event;
    struct registry *reg;

    (void)state;
    choices.transport = "single";
    say("plug four-pipes");
    reg = start(&choices);
    assert_true(wait_for(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    assert_string_equal(event.info.transport, "single");
    registry_free(&reg);
    say("unplug four-pipes");
    say("plug reader2"); /* has one pair: it cannot be spoken to over two */
    choices.transport = "split";
    reg = start(&choices);
    assert_true(wait_for(reg, DEVICE_EVENT_FAULT, 0, &event));
    assert_int_equal(event.info.state, DEVICE_REFUSED);
    registry_free(&reg);
}

/* ---- faults at every transfer ---- */

/* One case: the fault at one transfer of a reader with T1 on it. Whatever happens, T1 is read right
 * or not at all, and without the fault T2 is read on the reader, plugged anew if it went. */
static void one_edge(const char *fault, int edge, const char *device)
{
    struct registry *reg;
    struct device_event event;
    struct registry_options choices = options;
    int64_t until = now_ms() + PATIENCE_MS;
    bool gone = false;
    char line[64];

    choices.timing = &brisk;
    snprintf(line, sizeof line, "fault %s=%d", fault, edge);
    say_on(device, line);
    say_on(device, "card T1");
    say_on(device, "plug");
    reg = start(&choices);
    while (edges_of(device) < (unsigned)edge + 4 && is_plugged(device)) {
        if (now_ms() > until)
            fail_msg("%s=%d: hangs", fault, edge);
        struct pollfd fd = {.fd = registry_fd(reg), .events = POLLIN};
        poll(&fd, 1, 5);
        while (registry_next(reg, &event)) {
            gone = gone || event.kind == DEVICE_EVENT_GONE;
            if (event.kind == DEVICE_EVENT_CARD)
                assert_string_equal(event.card.number, "11010519491231002X");
        }
    }
    say_on(device, "fault none");
    say_on(device, "lift");
    if (!is_plugged(device)) {
        if (!gone && !wait_for(reg, DEVICE_EVENT_GONE, 0, &event))
            fail_msg("%s=%d: not told that it is gone", fault, edge);
        say_on(device, "plug");
    }
    say_on(device, "card T2");
    do {
        if (!wait_for(reg, DEVICE_EVENT_CARD, 0, &event)) {
            struct device_info info;
            list_one(reg, &info);
            fail_msg("%s=%d: the next card is not read: %s", fault, edge, info.text);
        }
    } while (strcmp(event.card.number, "11010519491231002X") == 0);
    assert_string_equal(event.card.name, "阿卜杜热合曼·努尔麦麦提托合提");
    registry_free(&reg);
    clean(NULL);
}

static void edges(const char *fault, int step)
{
    for (int edge = 1; edge <= 44; edge += step)
        one_edge(fault, edge, devices[edge % 2]);
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
            struct registry_options choices = options;
            struct registry *reg;
            struct device_event event;
            char line[64];
            bool harmless =
                strncmp(faults[i], "twice", 5) == 0 || strncmp(faults[i], "pieces", 6) == 0;
            bool leaves = strncmp(faults[i], "unplug", 6) == 0;
            say_on(devices[device], "plug");
            choices.timing = harmless ? &quick : &brisk;
            reg = start(&choices);
            assert_true(wait_for(reg, DEVICE_EVENT_ATTACHED, 0, &event));
            snprintf(line, sizeof line, "fault %s", faults[i]);
            say_on(devices[device], line);
            say_on(devices[device], "card T3");
            if (leaves) {
                assert_true(wait_for(reg, DEVICE_EVENT_GONE, 0, &event));
            } else if (harmless) {
                expect_card(reg, "T3", 0);
            } else {
                assert_true(wait_for(reg, DEVICE_EVENT_FAULT, 0, &event));
                assert_int_equal(event.err.code, ERR_DEVICE);
                assert_true(strlen(event.err.text) > 10 && strlen(event.err.hint) > 10);
            }
            registry_free(&reg);
            clean(NULL);
        }
    }
}

/* ---- the end ---- */

/* The program ends while a device says nothing: a read's three seconds are not waited for. */
static void ends_while_a_device_is_silent(void **state)
{
    struct registry *reg;
    struct device_event event;
    int64_t from;

    (void)state;
    say("plug");
    reg = start(NULL); /* the true time limits */
    assert_true(wait_for(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    say("fault silent");
    say("card T1");
    int64_t until = now_ms() + PATIENCE_MS;
    while (now_ms() < until) {
        struct device_info info;
        if (list_one(reg, &info) == 1 && info.state == DEVICE_BUSY)
            break;
        poll(NULL, 0, 5);
    }
    from = now_ms();
    registry_free(&reg);
    assert_true(now_ms() - from < 2500);
}

static atomic_bool hang_on, hanging, closed;

static enum driver_answer yes(const struct driver_link *link, struct err *err)
{
    (void)link, (void)err;
    return DRIVER_YES;
}

static void *open_it(const struct driver_link *link, struct err *err)
{
    (void)link, (void)err;
    return &hang_on;
}

/* A driver that has lost itself in a call. */
static int hang(void *self)
{
    atomic_store(&hanging, true);
    while (atomic_load((atomic_bool *)self))
        poll(NULL, 0, 5);
    return 1;
}

static int hang_request(void *self, enum device_request request)
{
    (void)request;
    return hang(self);
}

static void close_it(void *self)
{
    (void)self;
    atomic_store(&closed, true);
}

static void ends_although_a_driver_hangs(void **state)
{
    static const struct device_id ids[] = {
        {0x0400, 0xC35A, DEVICE_USE_SPEAK, DEVICE_SURE_SAYSO, "nobody"}};
    static const struct driver lost = {"hanging", "a driver", ids,          1,       yes,
                                       open_it,   hang,       hang_request, close_it};
    static const struct driver *const drivers[] = {&lost, NULL};
    struct registry_options choices = {.drivers = drivers, .free_ms = 300};
    struct registry *reg;
    struct device_event event;

    (void)state;
    atomic_store(&hang_on, true);
    say("plug");
    reg = start(&choices);
    assert_true(wait_for(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    int64_t from = now_ms();
    while (!atomic_load(&hanging) && now_ms() - from < PATIENCE_MS)
        poll(NULL, 0, 5);
    from = now_ms();
    registry_free(&reg);
    assert_true(now_ms() - from < REGISTRY_FREE_MS);
    assert_false(atomic_load(&closed));
    /* The thread that was left behind ends by itself when the call comes back. */
    atomic_store(&hang_on, false);
    from = now_ms();
    while (!atomic_load(&closed) && now_ms() - from < PATIENCE_MS)
        poll(NULL, 0, 5);
    assert_true(atomic_load(&closed));
}

static void nothing_plugged_in(void **state)
{
    struct registry *reg = start(&options);
    struct device_event event;
    struct device_info info;
    int64_t until = now_ms() + PATIENCE_MS;

    (void)state;
    while (!registry_settled(reg) && now_ms() < until)
        poll(NULL, 0, 5);
    assert_true(registry_settled(reg));
    assert_int_equal(list_one(reg, &info), 0);
    assert_false(registry_next(reg, &event));
    assert_false(registry_ask(reg, 1, DEVICE_REQUEST_TEST));
    registry_free(&reg);
    registry_free(&reg); /* NULL by now: fine */
}

#define USB_TEST(sentence, function)                                                               \
    {                                                                                              \
        sentence, function, NULL, clean, NULL                                                      \
    }

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        USB_TEST("SPEC 19.1: nothing plugged in", nothing_plugged_in),
        USB_TEST("SPEC 19.2: readers of every shape of pipes", readers_of_every_shape),
        USB_TEST("SPEC 19.1: plugged and unplugged again and again", plugged_and_unplugged),
        USB_TEST("SPEC 19.1: two readers and strangers at once", two_readers_and_strangers_at_once),
        USB_TEST("SPEC 19.4: something else with a reader's numbers is left alone",
                 a_stranger_is_left_alone),
        USB_TEST("SPEC 19.2: update mode, makers' own protocols, odd pipes are never spoken to",
                 never_spoken_to),
        USB_TEST("SPEC 19.4: another program has the reader", another_program_has_it),
        USB_TEST("SPEC 20.4: words for a device that cannot be opened", words_for_opening),
        USB_TEST("SPEC 19.2: the configuration overrides the descriptors",
                 the_configuration_decides),
        USB_TEST("SPEC 19.4: faults over USB", faults_over_usb),
        USB_TEST("SPEC 19.4: unplugged at every transfer", unplugged_at_every_transfer),
        USB_TEST("SPEC 19.4: halted at every transfer", halted_at_every_transfer),
        USB_TEST("SPEC 19.4: hanging at every transfer", hanging_at_every_transfer),
        USB_TEST("SPEC 19.4: the end does not wait for a silent device",
                 ends_while_a_device_is_silent),
        USB_TEST("SPEC 19.4: the end comes although a driver hangs", ends_although_a_driver_hangs),
    };

    if (getenv("ANXIN_SIM") == NULL) {
        const char *top = getenv("TOP_BUILDDIR");
        char program[4096];
        snprintf(program, sizeof program, "%s/tests/sim/anxin-sim", top != NULL ? top : ".");
        execl(program, program, "--unplugged", "--", argv[0], argc > 1 ? argv[1] : NULL, NULL);
        return 1;
    }
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* "*halted*": one alone */
    sim = sim_client_connect();
    if (sim < 0 || !sim_rack_init(&rack))
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    sim_rack_clear(&rack);
    close(sim);
    return failures;
}
