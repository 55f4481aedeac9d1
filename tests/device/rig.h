/* A real driver on a model of its device over the memory transport, with what it said. */
#ifndef ANXIN_TESTS_DEVICE_RIG_H
#define ANXIN_TESTS_DEVICE_RIG_H

#include "drivers/idcard/reader.h"
#include "tests/sim/memory_front.h"
#include "tests/sim/reader_model.h"
#include "tests/unit/unit.h"

#define RIG_EVENTS 64

struct rig {
    struct sim_rack rack;
    const struct driver *driver;
    struct reader_model *model; /* of an ID-card reader; NULL for others */
    struct sim_model *base;
    struct memory_front front;
    struct driver_link link;
    void *self;                              /* the driver's; NULL until rig_open() */
    bool wanted;                             /* fingers are; true at the start */
    const struct finger_capture *match_with; /* for DEVICE_REQUEST_MATCH */
    size_t match_count;
    struct device_event events[RIG_EVENTS];
    size_t count;
    enum device_state state;
    char identity[64];
    int last; /* what the last step returned */
    int resets;
};

/* An ID-card reader and a transport to it; nothing asked of it yet. */
void rig_init(struct rig *rig, bool split);
/* Another driver and model (taken); the id is the driver's first that is carried so. */
void rig_init_with(struct rig *rig, const struct driver *driver, enum device_carrier carrier,
                   struct sim_model *model);
void rig_clear(struct rig *rig);

/* Adds a fault; fails the test if it is none. */
void rig_fault(struct rig *rig, const char *words);

/* Probes and, if that says yes, opens. */
enum driver_answer rig_open(struct rig *rig);

/* Steps until `ms` of the transport's time have passed or the device is gone; starts the reader
 * anew when it gives up, as the registry does. Steps that take no time at all fail the test: the
 * driver would never wait. */
void rig_run(struct rig *rig, int64_t ms);

/* Lays down T1…T5. */
void rig_card(struct rig *rig, const char *name);
void rig_lift(struct rig *rig);

/* Lays down a finger by its word ("D1.1", "D1.1 poor"). */
void rig_finger(struct rig *rig, const char *words);
void rig_lift_finger(struct rig *rig);

/* How many events of a kind there are since the last rig_forget(). */
size_t rig_events(const struct rig *rig, enum device_event_kind kind);
/* The last of them; NULL if none. */
const struct device_event *rig_last(const struct rig *rig, enum device_event_kind kind);
void rig_forget(struct rig *rig);

/* The last card read is the one laid down under this name, every field of it; and nothing else was
 * ever read. */
void rig_expect_card(const struct rig *rig, const char *name);

#endif
