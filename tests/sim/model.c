#include "config.h"

#include "tests/sim/model.h"

#include <stdlib.h>
#include <string.h>

/* One transfer on its way to the host, or what happens in its place. */
struct chunk {
    struct chunk *next;
    enum sim_pipe pipe;
    int64_t ready;
    enum sim_io what; /* SIM_OK: bytes; SIM_STALL, SIM_GONE */
    size_t len, at;
    uint8_t bytes[];
};

void sim_model_init(struct sim_model *m, const struct sim_ops *ops)
{
    memset(m, 0, sizeof *m);
    m->ops = ops;
    m->faults.commands = ops->commands;
}

void sim_model_drop(struct sim_model *m)
{
    while (m->first != NULL) {
        struct chunk *next = m->first->next;
        free(m->first);
        m->first = next;
    }
    m->last = NULL;
}

void sim_model_free(struct sim_model *m)
{
    if (m == NULL)
        return;
    sim_model_drop(m);
    m->ops->free(m);
}

void sim_model_power(struct sim_model *m)
{
    sim_model_drop(m);
    m->halted = m->gone = false;
    m->ops->power(m);
}

bool sim_model_fault(struct sim_model *m, const char *words)
{
    m->edges = 0;
    return fault_list_add(&m->faults, words);
}

/* ---- what goes out ---- */

void sim_model_queue(struct sim_model *m, enum sim_pipe pipe, int64_t ready, enum sim_io what,
                     const uint8_t *bytes, size_t len)
{
    struct chunk *c = calloc(1, sizeof *c + len);

    if (c == NULL)
        return;
    c->pipe = pipe;
    c->ready = ready;
    c->what = what;
    c->len = len;
    if (len > 0)
        memcpy(c->bytes, bytes, len);
    if (m->last != NULL)
        m->last->next = c;
    else
        m->first = c;
    m->last = c;
}

/* One pipe's share of a reply, in transfers of `piece` bytes (0: one). */
static void queue_pieces(struct sim_model *m, enum sim_pipe pipe, int64_t ready,
                         const uint8_t *bytes, size_t len, size_t piece)
{
    while (len > 0) {
        size_t n = piece > 0 && piece < len ? piece : len;
        sim_model_queue(m, pipe, ready, SIM_OK, bytes, n);
        bytes += n;
        len -= n;
    }
}

/* `halves` cuts at that byte. */
static void queue_reply(struct sim_model *m, const struct faults_now *f, int64_t ready,
                        const uint8_t *bytes, size_t len, size_t head)
{
    enum sim_pipe rest = head == len ? SIM_HEAD_IN : SIM_BODY_IN;

    if (f->halves > 0 && (size_t)f->halves < len) {
        size_t cut = (size_t)f->halves, first = cut < head ? cut : head;
        queue_pieces(m, SIM_HEAD_IN, ready, bytes, first, 0);
        queue_pieces(m, SIM_HEAD_IN, ready, bytes + first, head - first, 0);
        if (cut > head)
            queue_pieces(m, rest, ready, bytes + head, cut - head, 0);
        else
            cut = head;
        queue_pieces(m, rest, ready, bytes + cut, len - cut, 0);
        return;
    }
    queue_pieces(m, SIM_HEAD_IN, ready, bytes, head, (size_t)f->pieces);
    queue_pieces(m, rest, ready, bytes + head, len - head, (size_t)f->pieces);
}

void sim_model_reply(struct sim_model *m, const struct faults_now *f, int64_t now,
                     const uint8_t *bytes, size_t len, size_t head)
{
    int64_t ready = now + f->late;

    if (f->cut >= 0 && (size_t)f->cut < len)
        len = (size_t)f->cut;
    if (f->unplug >= 0 && (size_t)f->unplug < len)
        len = (size_t)f->unplug;
    if (f->stall >= 0 && (size_t)f->stall < len)
        len = (size_t)f->stall;
    queue_reply(m, f, ready, bytes, len, head < len ? head : len);
    if (f->unplug >= 0 || f->stall >= 0) {
        enum sim_io what = f->unplug >= 0 ? SIM_GONE : SIM_STALL;
        sim_model_queue(m, SIM_HEAD_IN, ready, what, NULL, 0);
        sim_model_queue(m, SIM_BODY_IN, ready, what, NULL, 0);
    }
}

/* ---- the pipes ---- */

enum sim_io sim_model_write(struct sim_model *m, enum sim_pipe pipe, const uint8_t *bytes,
                            size_t len, int64_t now)
{
    if (m->gone)
        return SIM_GONE;
    if (m->faults.dead)
        return SIM_OK;
    if (m->faults.echo) {
        sim_model_queue(m, SIM_HEAD_IN, now, SIM_OK, bytes, len);
        return SIM_OK;
    }
    return m->ops->write(m, pipe, bytes, len, now);
}

enum sim_io sim_model_read(struct sim_model *m, enum sim_pipe pipe, uint8_t *buf, size_t cap,
                           size_t *got, int64_t now, int64_t *ready)
{
    struct chunk **at = &m->first, *before = NULL;

    *got = 0;
    *ready = -1;
    if (m->gone)
        return SIM_GONE;
    if (m->halted)
        return SIM_STALL;
    while (*at != NULL && (*at)->pipe != pipe) {
        before = *at;
        at = &(*at)->next;
    }
    struct chunk *c = *at;
    if (c == NULL && m->faults.talk) {
        memset(buf, 0x3F, cap);
        *got = cap;
        return SIM_OK;
    }
    if (c == NULL)
        return SIM_WAIT;
    if (c->ready > now) {
        *ready = c->ready;
        return SIM_WAIT;
    }
    enum sim_io what = c->what;
    m->halted = what == SIM_STALL;
    m->gone = what == SIM_GONE;
    *got = c->len - c->at < cap ? c->len - c->at : cap;
    memcpy(buf, c->bytes + c->at, *got);
    c->at += *got;
    if (c->at == c->len) {
        *at = c->next;
        if (m->last == c)
            m->last = before;
        free(c);
    }
    return what;
}

enum sim_io sim_model_control(struct sim_model *m, const struct sim_setup *setup, uint8_t *data,
                              size_t len, size_t *got, int64_t now)
{
    *got = 0;
    if (m->gone)
        return SIM_GONE;
    if (m->ops->control == NULL || m->faults.dead || m->faults.echo)
        return SIM_STALL;
    return m->ops->control(m, setup, data, len, got, now);
}

void sim_model_clear(struct sim_model *m)
{
    if (m->halted)
        sim_model_drop(m);
    m->halted = false;
}

enum sim_io sim_model_edge(struct sim_model *m)
{
    m->edges++;
    if (m->gone)
        return SIM_GONE;
    if (m->faults.unplug_edge > 0 && m->edges >= (unsigned)m->faults.unplug_edge) {
        m->gone = true;
        return SIM_GONE;
    }
    if (m->faults.stall_edge > 0 && m->edges == (unsigned)m->faults.stall_edge) {
        m->halted = true;
        return SIM_STALL;
    }
    if (m->faults.hang_edge > 0 && m->edges == (unsigned)m->faults.hang_edge)
        return SIM_WAIT;
    return SIM_OK;
}
