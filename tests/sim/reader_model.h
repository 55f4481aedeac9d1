/* A model of an ID-card reader. */
#ifndef ANXIN_TESTS_SIM_READER_MODEL_H
#define ANXIN_TESTS_SIM_READER_MODEL_H

#include "tests/sim/model.h"

struct reader_model;

/* `split`: two pipes each way; else one. NULL without memory. Ends with sim_model_free(). */
struct reader_model *reader_model_new(bool split);
struct sim_model *reader_model_base(struct reader_model *model);

/* Lays a card down (copied; in place of one that lies there), takes it away. */
void reader_model_put(struct reader_model *model, const struct sim_card *card);
void reader_model_lift(struct reader_model *model);

/* sim_model_fault() and the count of requests, for this model. */
bool reader_model_fault(struct reader_model *model, const char *words);
unsigned reader_model_requests(const struct reader_model *model);

#endif
