/* A model of an ID-card reader: bytes in, bytes out, a clock, a list of faults. It knows nothing of
 * USB or of Anxin; fronts plug it in (memory_front.h, usb_front.h). Its own reading of the protocol
 * is written apart from the driver's, so that a mistake in one is not hidden by the other.
 *
 * Times are milliseconds of whatever clock the front has. */
#ifndef ANXIN_TESTS_SIM_READER_MODEL_H
#define ANXIN_TESTS_SIM_READER_MODEL_H

#include "tests/sim/cards.h"

enum sim_pipe { SIM_HEAD_OUT, SIM_HEAD_IN, SIM_BODY_OUT, SIM_BODY_IN, SIM_PIPES };

enum sim_io {
    SIM_OK,
    SIM_WAIT,  /* nothing yet */
    SIM_STALL, /* the endpoint is halted */
    SIM_GONE,  /* unplugged itself: a fault */
};

struct reader_model;

/* `split`: two pipes each way; else one. NULL without memory. */
struct reader_model *reader_model_new(bool split);
void reader_model_free(struct reader_model *model);
bool reader_model_is_split(const struct reader_model *model);

/* Lays a card down (copied; in place of one that lies there), takes it away. */
void reader_model_put(struct reader_model *model, const struct sim_card *card);
void reader_model_lift(struct reader_model *model);

/* The card's name, "" if none. */
const char *reader_model_card(const struct reader_model *model);

/* Power off and on: forgets what was being done; card and faults stay. */
void reader_model_power(struct reader_model *model);

/* Adds a fault or a habit, as README.md lists them: "cut=700", "once status:find=66",
 * "keeps-finding"; "none" takes all away. False if it is none. */
bool reader_model_fault(struct reader_model *model, const char *words);

/* The host wrote `len` bytes on a pipe. */
enum sim_io reader_model_write(struct reader_model *model, enum sim_pipe pipe, const uint8_t *bytes,
                               size_t len, int64_t now);

/* The host reads: at most one transfer's bytes. With SIM_WAIT, *ready is when bytes will be there,
 * or negative if none are on their way. */
enum sim_io reader_model_read(struct reader_model *model, enum sim_pipe pipe, uint8_t *buf,
                              size_t cap, size_t *got, int64_t now, int64_t *ready);

/* The host ended a halt. */
void reader_model_clear(struct reader_model *model);

/* A front calls this before each transfer it starts, either way: the faults "unplug-edge",
 * "stall-edge" and "hang-edge" strike here (SIM_WAIT: this transfer never ends). */
enum sim_io reader_model_edge(struct reader_model *model);

/* Another program has it: the fault "busy", for fronts that know of claiming. */
bool reader_model_is_busy(const struct reader_model *model);

/* How many cards were read whole, and how many requests came in, since the start. */
unsigned reader_model_reads(const struct reader_model *model);
unsigned reader_model_requests(const struct reader_model *model);
/* How many transfers were started since the last edge fault was set. */
unsigned reader_model_edges(const struct reader_model *model);

#endif
