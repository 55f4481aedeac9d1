#include "config.h"

#include "tests/sim/memory_front.h"

static enum transport_status status_of(enum sim_io io)
{
    switch (io) {
    case SIM_OK:
        return TRANSPORT_OK;
    case SIM_WAIT:
        return TRANSPORT_TIMEOUT;
    case SIM_STALL:
        return TRANSPORT_STALL;
    case SIM_GONE:
        break;
    }
    return TRANSPORT_GONE;
}

static enum transport_status take(void *self, enum pipe pipe, const uint8_t *bytes, size_t len,
                                  int64_t now)
{
    struct memory_front *front = self;
    enum sim_io io = sim_model_edge(front->model);

    if (io == SIM_OK)
        io = sim_model_write(front->model, (enum sim_pipe)pipe, bytes, len, now);
    return status_of(io);
}

static enum transport_status give(void *self, enum pipe pipe, uint8_t *buf, size_t cap, size_t *got,
                                  int64_t now, int64_t until, int64_t *at)
{
    struct memory_front *front = self;
    int64_t ready = now;
    enum sim_io io = sim_model_edge(front->model);

    *at = until;
    if (io != SIM_OK)
        return status_of(io);
    do {
        *at = ready;
        io = sim_model_read(front->model, (enum sim_pipe)pipe, buf, cap, got, *at, &ready);
    } while (io == SIM_WAIT && ready >= 0 && ready <= until);
    if (io == SIM_WAIT)
        *at = until;
    return status_of(io);
}

static enum transport_status clear(void *self)
{
    struct memory_front *front = self;

    sim_model_clear(front->model);
    return TRANSPORT_OK;
}

static enum transport_status control(void *self, uint8_t request_type, uint8_t request,
                                     uint16_t value, uint16_t index, uint8_t *data, size_t len,
                                     size_t *got, int64_t now)
{
    struct memory_front *front = self;
    const struct sim_setup setup = {request_type, request, value, index};
    enum sim_io io = sim_model_edge(front->model);

    if (io == SIM_OK)
        io = sim_model_control(front->model, &setup, data, len, got, now);
    return status_of(io);
}

bool memory_front_init(struct memory_front *front, struct sim_model *model)
{
    static const struct memory_peer peer = {take, give, control, clear};

    front->model = model;
    front->transport = memory_transport_new(&peer, front, model->split);
    return front->transport != NULL;
}
