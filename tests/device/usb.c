/* The registry and the libusb code that ship, with devices that work and devices that are no
 * readers. */
#include "config.h"

#include "tests/device/usb_rig.h"

#include "drivers/transport/usb.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

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
        usb_say_on(readers[i].name, "plug");
        reg = usb_start(&usb_options);
        assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
        assert_string_equal(event.info.transport, readers[i].transport);
        assert_string_equal(event.info.identity, "05.01-20101129-0001228293-0296863149");
        assert_true(registry_settled(reg));
        for (int c = 1; c <= 5; c++) {
            char card[4];
            snprintf(card, sizeof card, "T%d", c);
            snprintf(line, sizeof line, "card %s", card);
            usb_say_on(readers[i].name, line);
            usb_expect_card(reg, card, 0);
            usb_watched(readers[i].name);
            usb_say_on(readers[i].name, "lift");
            assert_true(usb_wait(reg, DEVICE_EVENT_CARD_LIFTED, 0, &event));
        }
        registry_free(&reg);
        assert_null(reg);
        usb_clean(NULL);
    }
}

static void plugged_and_unplugged(void **state)
{
    struct registry *reg = usb_start(&usb_options);
    struct device_event event;
    struct device_info info;
    unsigned last = 0;

    (void)state;
    for (int time = 0; time < 5; time++) {
        const char *card = time % 2 ? "T1" : "T2";
        char line[32];
        usb_say("plug");
        assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
        assert_true(event.device > last);
        last = event.device;
        snprintf(line, sizeof line, "card %s", card);
        usb_say(line);
        usb_expect_card(reg, card, last);
        assert_int_equal(usb_list_one(reg, &info), 1);
        assert_int_equal(info.device, last);
        usb_say("unplug");
        usb_say("lift");
        assert_true(usb_wait(reg, DEVICE_EVENT_GONE, last, &event));
        assert_int_equal(usb_list_one(reg, &info), 0);
    }
    registry_free(&reg);
}

static void two_readers_and_strangers_at_once(void **state)
{
    struct device_event event;
    struct registry *reg;
    unsigned first, second;

    (void)state;
    usb_say("plug reader");
    usb_say("plug stranger");
    reg = usb_start(&usb_options);
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    first = event.device;
    usb_say("plug reader2");
    usb_say("plug update-mode");
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    second = event.device;
    assert_true(second != first);
    for (int time = 0; time < 5; time++) {
        usb_say("on reader card T1");
        usb_say("on reader2 card T4");
        struct device_event a, b;
        assert_true(usb_wait(reg, DEVICE_EVENT_CARD, 0, &a));
        assert_true(usb_wait(reg, DEVICE_EVENT_CARD, 0, &b));
        if (a.device != first) {
            event = a;
            a = b;
            b = event;
        }
        assert_int_equal(a.device, first);
        assert_string_equal(a.card.name, "李样本");
        assert_int_equal(b.device, second);
        assert_string_equal(b.card.name, "ZHENGJIAN YANGBEN");
        usb_watched("reader");
        usb_watched("reader2");
        usb_say("on reader lift");
        usb_say("on reader2 lift");
        assert_true(usb_wait(reg, DEVICE_EVENT_CARD_LIFTED, 0, &event));
        assert_true(usb_wait(reg, DEVICE_EVENT_CARD_LIFTED, 0, &event));
    }
    usb_say("unplug reader2");
    assert_true(usb_wait(reg, DEVICE_EVENT_GONE, second, &event));
    usb_say("card T2");
    usb_expect_card(reg, "T2", first);
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
    usb_say("plug stranger");
    reg = usb_start(&usb_options);
    assert_true(usb_wait(reg, DEVICE_EVENT_FAULT, 0, &event));
    assert_int_equal(event.info.state, DEVICE_REFUSED);
    assert_string_equal(event.err.text,
                        "This device has the numbers of an ID card reader, but does "
                        "not answer as one.");
    assert_true(registry_settled(reg));
    edges = usb_edges("stranger");
    assert_true(edges > 0);
    poll(NULL, 0, 100); /* nothing more comes: nothing to wait for but time */
    assert_int_equal(usb_edges("stranger"), edges);
    /* Asked for a test, it is tried once more, and says the same. */
    assert_true(registry_ask(reg, event.device, DEVICE_REQUEST_TEST));
    assert_true(usb_wait(reg, DEVICE_EVENT_TESTED, event.device, &event));
    assert_int_equal(event.err.code, ERR_DEVICE);
    assert_int_equal(usb_list_one(reg, &info), 1);
    assert_int_equal(info.state, DEVICE_REFUSED);
    usb_say("unplug stranger");
    assert_true(usb_wait(reg, DEVICE_EVENT_GONE, info.device, &event));
    registry_free(&reg);
}

static void never_spoken_to(void **state)
{
    static const char *const names[] = {"update-mode", "makers-own", "odd-pipes"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct device_event event;
        struct registry *reg;
        usb_say_on(names[i], "plug");
        reg = usb_start(&usb_options);
        assert_true(usb_wait(reg, DEVICE_EVENT_FAULT, 0, &event));
        assert_int_equal(event.info.state, DEVICE_REFUSED);
        assert_true(event.err.hint[0] != '\0');
        usb_say_on(names[i], "unplug");
        assert_true(usb_wait(reg, DEVICE_EVENT_GONE, event.device, &event));
        assert_int_equal(usb_edges(names[i]), 0);
        registry_free(&reg);
    }
}

static void another_program_has_it(void **state)
{
    struct device_event event;
    struct registry *reg;

    (void)state;
    usb_say("fault busy");
    usb_say("plug");
    reg = usb_start(&usb_options);
    assert_true(usb_wait(reg, DEVICE_EVENT_FAULT, 0, &event));
    assert_int_equal(event.info.state, DEVICE_FAULTY);
    assert_string_equal(event.err.text, "Another program is using the device.");
    usb_say("fault none"); /* the other program ends: tried again by itself */
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
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
    struct registry_options choices = usb_options;
    struct device_event event;
    struct registry *reg;

    (void)state;
    choices.transport = "single";
    usb_say("plug four-pipes");
    reg = usb_start(&choices);
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    assert_string_equal(event.info.transport, "single");
    registry_free(&reg);
    usb_say("unplug four-pipes");
    usb_say("plug reader2"); /* has one pair: it cannot be spoken to over two */
    choices.transport = "split";
    reg = usb_start(&choices);
    assert_true(usb_wait(reg, DEVICE_EVENT_FAULT, 0, &event));
    assert_int_equal(event.info.state, DEVICE_REFUSED);
    registry_free(&reg);
}

/* ---- the end ---- */

/* The program ends while a device says nothing: a read's three seconds are not waited for. */
static void ends_while_a_device_is_silent(void **state)
{
    struct registry *reg;
    struct device_event event;
    int64_t from;

    (void)state;
    usb_say("plug");
    reg = usb_start(NULL); /* the true time limits */
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    usb_say("fault silent");
    usb_say("card T1");
    int64_t until = usb_now() + PATIENCE_MS;
    while (usb_now() < until) {
        struct device_info info;
        if (usb_list_one(reg, &info) == 1 && info.state == DEVICE_BUSY)
            break;
        poll(NULL, 0, 5);
    }
    from = usb_now();
    registry_free(&reg);
    assert_true(usb_now() - from < 2500);
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
    static const struct device_id ids[] = {{0x0400, 0xC35A, DEVICE_USE_SPEAK, DEVICE_SURE_SAYSO,
                                            DEVICE_CARRIER_PIPES, "nobody", false}};
    static const struct driver lost = {"hanging", "a driver", DEVICE_KIND_CARD, ids,     1, yes,
                                       open_it,   hang,       hang_request,     close_it};
    static const struct driver *const drivers[] = {&lost, NULL};
    struct registry_options choices = {.drivers = drivers, .free_ms = 300};
    struct registry *reg;
    struct device_event event;

    (void)state;
    atomic_store(&hang_on, true);
    usb_say("plug");
    reg = usb_start(&choices);
    assert_true(usb_wait(reg, DEVICE_EVENT_ATTACHED, 0, &event));
    int64_t from = usb_now();
    while (!atomic_load(&hanging) && usb_now() - from < PATIENCE_MS)
        poll(NULL, 0, 5);
    from = usb_now();
    registry_free(&reg);
    assert_true(usb_now() - from < REGISTRY_FREE_MS);
    assert_false(atomic_load(&closed));
    /* The thread that was left behind ends by itself when the call comes back. */
    atomic_store(&hang_on, false);
    from = usb_now();
    while (!atomic_load(&closed) && usb_now() - from < PATIENCE_MS)
        poll(NULL, 0, 5);
    assert_true(atomic_load(&closed));
}

static void nothing_plugged_in(void **state)
{
    struct registry *reg = usb_start(&usb_options);
    struct device_event event;
    struct device_info info;
    int64_t until = usb_now() + PATIENCE_MS;

    (void)state;
    while (!registry_settled(reg) && usb_now() < until)
        poll(NULL, 0, 5);
    assert_true(registry_settled(reg));
    assert_int_equal(usb_list_one(reg, &info), 0);
    assert_false(registry_next(reg, &event));
    assert_false(registry_ask(reg, 1, DEVICE_REQUEST_TEST));
    registry_free(&reg);
    registry_free(&reg); /* NULL by now: fine */
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
        USB_TEST("SPEC 19.4: the end does not wait for a silent device",
                 ends_while_a_device_is_silent),
        USB_TEST("SPEC 19.4: the end comes although a driver hangs", ends_although_a_driver_hangs),
    };

    return USB_RUN(tests, argc, argv);
}
