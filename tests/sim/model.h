/* What every model of a device is: bytes in, bytes out, a clock, a list of faults. A model knows
 * nothing of USB or of Anxin; fronts plug it in (memory_front.h, pty_front.h, usb_front.h). Each
 * model's own reading of its protocol is written apart from the driver's, so that a mistake in one
 * is not hidden by the other.
 *
 * Times are milliseconds of whatever clock the front has. */
#ifndef ANXIN_TESTS_SIM_MODEL_H
#define ANXIN_TESTS_SIM_MODEL_H

#include "tests/sim/cards.h"
#include "tests/sim/faults.h"
#include "tests/sim/fingers.h"

#include <stdint.h>

enum sim_pipe { SIM_HEAD_OUT, SIM_HEAD_IN, SIM_BODY_OUT, SIM_BODY_IN, SIM_PIPES };

enum sim_io {
    SIM_OK,
    SIM_WAIT,  /* nothing yet */
    SIM_STALL, /* the endpoint is halted */
    SIM_GONE,  /* unplugged itself: a fault */
};

/* A control request. */
struct sim_setup {
    uint8_t type, request;
    uint16_t value, index;
};

struct sim_model;

struct sim_ops {
    const struct fault_command *commands; /* the words faults may name; ends with NULL */
    /* Power off and on: forgets what was being done; what lies on it and faults stay. */
    void (*power)(struct sim_model *model);
    /* The host wrote on a pipe. */
    enum sim_io (*write)(struct sim_model *model, enum sim_pipe pipe, const uint8_t *bytes,
                         size_t len, int64_t now);
    /* A control request; NULL: it knows none. What it says goes to `data` (len bytes), *got. */
    enum sim_io (*control)(struct sim_model *model, const struct sim_setup *setup, uint8_t *data,
                           size_t len, size_t *got, int64_t now);
    /* Lays something down in place of what lies there; NULL: it takes no such thing. Copies. */
    void (*put_card)(struct sim_model *model, const struct sim_card *card);
    void (*put_finger)(struct sim_model *model, const struct sim_finger *finger, int64_t now);
    void (*lift)(struct sim_model *model, int64_t now);
    /* The name of what lies there, "" if nothing. */
    const char *(*lying)(const struct sim_model *model);
    void (*free)(struct sim_model *model);
};

struct chunk;

struct sim_model {
    const struct sim_ops *ops;
    bool split;
    int rate; /* of a serial line, baud; 0: none */
    struct fault_list faults;
    struct chunk *first, *last; /* on their way to the host */
    bool halted, gone;
    unsigned reads;    /* cards read whole, fingers given whole */
    unsigned requests; /* that came in */
    unsigned edges;    /* transfers begun since the last fault was set */
};

void sim_model_init(struct sim_model *model, const struct sim_ops *ops);
/* Frees it; NULL is fine. */
void sim_model_free(struct sim_model *model);

/* ---- for fronts ---- */

void sim_model_power(struct sim_model *model);

/* Adds a fault or a habit, as README.md lists them: "cut=700", "once status:find=66"; "none" takes
 * all away. False if it is none. */
bool sim_model_fault(struct sim_model *model, const char *words);

enum sim_io sim_model_write(struct sim_model *model, enum sim_pipe pipe, const uint8_t *bytes,
                            size_t len, int64_t now);
/* The host reads: at most one transfer's bytes. With SIM_WAIT, *ready is when bytes will be there,
 * or negative if none are on their way. */
enum sim_io sim_model_read(struct sim_model *model, enum sim_pipe pipe, uint8_t *buf, size_t cap,
                           size_t *got, int64_t now, int64_t *ready);
enum sim_io sim_model_control(struct sim_model *model, const struct sim_setup *setup, uint8_t *data,
                              size_t len, size_t *got, int64_t now);
/* The host ended a halt. */
void sim_model_clear(struct sim_model *model);
/* A front calls this before each transfer it starts, either way: the faults "unplug-edge",
 * "stall-edge" and "hang-edge" strike here (SIM_WAIT: this transfer never ends). */
enum sim_io sim_model_edge(struct sim_model *model);

/* ---- for models ---- */

void sim_model_drop(struct sim_model *model); /* all that is on its way */

/* One transfer to the host, or what happens in its place. */
void sim_model_queue(struct sim_model *model, enum sim_pipe pipe, int64_t ready, enum sim_io what,
                     const uint8_t *bytes, size_t len);

/* Bytes of a reply, with what faults make of them: cut, unplugged, halted, in pieces, late. `head`
 * of them go on the head pipe, the rest on the body pipe. */
void sim_model_reply(struct sim_model *model, const struct faults_now *faults, int64_t now,
                     const uint8_t *bytes, size_t len, size_t head);

#endif
