#include "config.h"

#include "tests/device/rig.h"

#include "drivers/idcard/text_block.h"

#include <stdlib.h>
#include <string.h>

static void emit(void *to, const struct device_event *event)
{
    struct rig *rig = to;

    assert_true(rig->count < RIG_EVENTS);
    rig->events[rig->count++] = *event;
}

static void show(void *to, enum device_state state, const char *text, const char *hint)
{
    struct rig *rig = to;

    (void)hint;
    assert_non_null(text);
    assert_true(text[0] != '\0');
    rig->state = state;
}

static void name(void *to, const char *identity)
{
    struct rig *rig = to;

    assert_true(strlen(identity) < sizeof rig->identity);
    memcpy(rig->identity, identity, strlen(identity) + 1);
}

static bool wanted(void *to)
{
    return ((struct rig *)to)->wanted;
}

static size_t take_match(void *to, struct finger_capture *with, size_t cap, unsigned *token)
{
    struct rig *rig = to;
    size_t n = rig->match_count < cap ? rig->match_count : cap;

    for (size_t i = 0; i < n; i++)
        with[i] = rig->match_with[i];
    *token = 7;
    return n;
}

void rig_init_with(struct rig *rig, const struct driver *driver, enum device_carrier carrier,
                   struct sim_model *model)
{
    memset(rig, 0, sizeof *rig);
    assert_true(sim_rack_init(&rig->rack));
    assert_non_null(model);
    rig->driver = driver;
    rig->base = model;
    rig->wanted = true;
    assert_true(memory_front_init(&rig->front, model));
    rig->link = (struct driver_link){.transport = rig->front.transport,
                                     .emit = emit,
                                     .show = show,
                                     .name = name,
                                     .wanted = wanted,
                                     .take_match = take_match,
                                     .to = rig};
    for (size_t i = 0; i < driver->id_count && rig->link.id == NULL; i++) {
        if (driver->ids[i].carrier == carrier && driver_speaks(&driver->ids[i]))
            rig->link.id = &driver->ids[i];
    }
    assert_non_null(rig->link.id);
}

void rig_init(struct rig *rig, bool split)
{
    struct reader_model *model = reader_model_new(split);

    assert_non_null(model);
    rig_init_with(rig, &reader_driver, DEVICE_CARRIER_PIPES, reader_model_base(model));
    rig->model = model;
}

void rig_clear(struct rig *rig)
{
    if (rig->self != NULL)
        rig->driver->close(rig->self);
    transport_close(&rig->front.transport);
    sim_model_free(rig->base);
    sim_rack_clear(&rig->rack);
}

void rig_fault(struct rig *rig, const char *words)
{
    if (!sim_model_fault(rig->base, words))
        fail_msg("no such fault: %s", words);
}

enum driver_answer rig_open(struct rig *rig)
{
    struct err err;
    enum driver_answer answer = rig->driver->probe(&rig->link, &err);

    if (answer == DRIVER_YES) {
        rig->self = rig->driver->open(&rig->link, &err);
        if (rig->self == NULL)
            assert_true(err.text[0] != '\0');
    } else if (answer == DRIVER_NO) {
        assert_int_equal(err.code, ERR_DEVICE);
        assert_true(err.text[0] != '\0');
    }
    return answer;
}

/* What the registry does with a device that stopped making sense. */
static void start_anew(struct rig *rig)
{
    if (rig->self != NULL) {
        rig->driver->close(rig->self);
        rig->resets++;
    }
    rig->self = NULL;
    memory_transport_advance(rig->front.transport, 2000);
    rig_open(rig);
}

void rig_run(struct rig *rig, int64_t ms)
{
    int64_t until = transport_now(rig->front.transport) + ms;
    int idle = 0;

    do {
        int64_t before = transport_now(rig->front.transport);
        if (rig->self != NULL)
            rig->last = rig->driver->step(rig->self);
        if (rig->last == DRIVER_STEP_GONE)
            return;
        if (rig->self == NULL || rig->last == DRIVER_STEP_RESET)
            start_anew(rig);
        else
            memory_transport_advance(rig->front.transport, rig->last);
        idle = transport_now(rig->front.transport) == before ? idle + 1 : 0;
        if (idle > 10)
            fail_msg("the driver turns without waiting");
    } while (transport_now(rig->front.transport) < until);
}

void rig_card(struct rig *rig, const char *name_of)
{
    const struct sim_card *card = sim_rack_find(&rig->rack, name_of);

    assert_non_null(card);
    reader_model_put(rig->model, card);
}

void rig_lift(struct rig *rig)
{
    reader_model_lift(rig->model);
}

void rig_finger(struct rig *rig, const char *words)
{
    struct sim_finger finger;

    assert_true(sim_finger_named(words, &finger));
    rig->base->ops->put_finger(rig->base, &finger, transport_now(rig->front.transport));
}

void rig_lift_finger(struct rig *rig)
{
    rig->base->ops->lift(rig->base, transport_now(rig->front.transport));
}

size_t rig_events(const struct rig *rig, enum device_event_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < rig->count; i++)
        n += rig->events[i].kind == kind;
    return n;
}

const struct device_event *rig_last(const struct rig *rig, enum device_event_kind kind)
{
    for (size_t i = rig->count; i-- > 0;) {
        if (rig->events[i].kind == kind)
            return &rig->events[i];
    }
    return NULL;
}

void rig_forget(struct rig *rig)
{
    rig->count = 0;
}

void rig_expect_card(const struct rig *rig, const char *name_of)
{
    const struct sim_card *card = sim_rack_find(&rig->rack, name_of);
    struct id_card expected;

    assert_non_null(card);
    assert_int_equal(text_block_decode(card->text, &expected), TEXT_BLOCK_OK);
    assert_true(rig_events(rig, DEVICE_EVENT_CARD) > 0);
    for (size_t i = 0; i < rig->count; i++) {
        if (rig->events[i].kind == DEVICE_EVENT_CARD)
            assert_memory_equal(&rig->events[i].card, &expected, sizeof expected);
    }
}
