#include "config.h"

#include "tests/sim/reader_model.h"

#include "tests/sim/reader_faults.h"

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

struct reader_model {
    bool split;
    struct fault_list faults;

    struct sim_card card;
    bool has_card;
    bool found, selected;
    bool was_read; /* this laying down of the card was read whole */

    uint8_t request[64];
    size_t request_len;
    struct chunk *first, *last;
    bool halted, gone;
    unsigned reads, requests, edges;
};

struct reader_model *reader_model_new(bool split)
{
    struct reader_model *m = calloc(1, sizeof *m);

    if (m != NULL)
        m->split = split;
    return m;
}

static void drop_chunks(struct reader_model *m)
{
    while (m->first != NULL) {
        struct chunk *next = m->first->next;
        free(m->first);
        m->first = next;
    }
    m->last = NULL;
}

void reader_model_free(struct reader_model *m)
{
    if (m != NULL)
        drop_chunks(m);
    free(m);
}

bool reader_model_is_split(const struct reader_model *m)
{
    return m->split;
}

void reader_model_lift(struct reader_model *m)
{
    m->has_card = m->found = m->selected = m->was_read = false;
    memset(&m->card, 0, sizeof m->card);
}

void reader_model_put(struct reader_model *m, const struct sim_card *card)
{
    reader_model_lift(m);
    m->card = *card;
    m->has_card = true;
}

const char *reader_model_card(const struct reader_model *m)
{
    return m->card.name;
}

void reader_model_power(struct reader_model *m)
{
    drop_chunks(m);
    m->request_len = 0;
    m->found = m->selected = m->was_read = m->halted = m->gone = false;
}

bool reader_model_fault(struct reader_model *m, const char *words)
{
    m->edges = 0;
    return fault_list_add(&m->faults, words);
}

bool reader_model_is_busy(const struct reader_model *m)
{
    return m->faults.busy;
}

unsigned reader_model_reads(const struct reader_model *m)
{
    return m->reads;
}

unsigned reader_model_requests(const struct reader_model *m)
{
    return m->requests;
}

unsigned reader_model_edges(const struct reader_model *m)
{
    return m->edges;
}

/* ---- what goes out ---- */

static void queue(struct reader_model *m, enum sim_pipe pipe, int64_t ready, enum sim_io what,
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
static void queue_pieces(struct reader_model *m, enum sim_pipe pipe, int64_t ready,
                         const uint8_t *bytes, size_t len, size_t piece)
{
    while (len > 0) {
        size_t n = piece > 0 && piece < len ? piece : len;
        queue(m, pipe, ready, SIM_OK, bytes, n);
        bytes += n;
        len -= n;
    }
}

/* Bytes of a reply, laid on the pipes as this reader does. `halves` cuts at that byte. */
static void queue_reply(struct reader_model *m, const struct faults_now *f, int64_t ready,
                        const uint8_t *bytes, size_t len)
{
    size_t head = m->split && !f->whole_head ? 7 : len;
    enum sim_pipe rest = head == len ? SIM_HEAD_IN : SIM_BODY_IN;

    if (head > len)
        head = len;
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

#define REPLY_ROOM (2 * (5 + 2 + 3 + 6 + SIM_TEXT + SIM_PHOTO + SIM_FINGERS + 1) + 512)

static uint8_t xor_of(const uint8_t *bytes, size_t len)
{
    uint8_t x = 0;

    while (len-- > 0)
        x ^= *bytes++;
    return x;
}

/* Builds the frame of a reply with what faults make of its form; returns its length. */
static size_t build_frame(uint8_t *out, const struct faults_now *f, uint8_t sw3,
                          const uint8_t *data, size_t len)
{
    static const uint8_t preamble[5] = {0xAA, 0xAA, 0xAA, 0x96, 0x69};
    size_t n = 0, start, said = len + 4 + (size_t)f->longer;

    for (long i = 0; i < f->junk && n < 256; i++)
        out[n++] = 0x55;
    start = n;
    memcpy(out + n, preamble, sizeof preamble);
    n += sizeof preamble;
    out[n++] = (uint8_t)(said >> 8);
    out[n++] = (uint8_t)said;
    out[n++] = 0;
    out[n++] = 0;
    out[n++] = sw3;
    if (len > 0)
        memcpy(out + n, data, len);
    n += len;
    out[n] = xor_of(out + start + 5, n - start - 5);
    if (f->bad_checksum)
        out[n] ^= 0x5A;
    n++;
    if (f->twice && n + (n - start) <= REPLY_ROOM) {
        memcpy(out + n, out + start, n - start);
        n += n - start;
    }
    while (f->pad && n % 64 != 0 && n < REPLY_ROOM)
        out[n++] = 0;
    return n;
}

static void answer(struct reader_model *m, const struct faults_now *f, int64_t now, uint8_t sw3,
                   const uint8_t *data, size_t len)
{
    uint8_t out[REPLY_ROOM];
    int64_t ready = now + f->late;
    size_t n;

    if (f->status > 0) {
        sw3 = (uint8_t)f->status;
        len = 0;
    }
    n = build_frame(out, f, sw3, data, len);
    if (f->garbage > 0) {
        for (n = 0; n < (size_t)f->garbage && n < sizeof out; n++)
            out[n] = (uint8_t)(37 * n + 11);
    }
    if (f->cut >= 0 && (size_t)f->cut < n)
        n = (size_t)f->cut;
    if (f->unplug >= 0 && (size_t)f->unplug < n)
        n = (size_t)f->unplug;
    if (f->stall >= 0 && (size_t)f->stall < n)
        n = (size_t)f->stall;
    queue_reply(m, f, ready, out, n);
    if (f->unplug >= 0 || f->stall >= 0) {
        enum sim_io what = f->unplug >= 0 ? SIM_GONE : SIM_STALL;
        queue(m, SIM_HEAD_IN, ready, what, NULL, 0);
        queue(m, SIM_BODY_IN, ready, what, NULL, 0);
    }
}

/* ---- what the module does ---- */

static void do_find(struct reader_model *m, const struct faults_now *f, int64_t now)
{
    static const uint8_t iin[4];
    bool finds = m->has_card && (!m->was_read || m->faults.keeps_finding);

    m->selected = m->selected && !finds;
    m->found = finds;
    answer(m, f, now, finds ? 0x9F : 0x80, iin, finds ? sizeof iin : 0);
}

static void do_select(struct reader_model *m, const struct faults_now *f, int64_t now)
{
    static const uint8_t serial[8];

    m->selected = m->has_card && m->found;
    answer(m, f, now, m->selected ? 0x90 : 0x81, serial, m->selected ? sizeof serial : 0);
}

static void do_read(struct reader_model *m, const struct faults_now *f, int64_t now, bool fingers)
{
    uint8_t data[6 + SIM_TEXT + SIM_PHOTO + SIM_FINGERS];
    size_t n = 0, prints = fingers ? m->card.fingers_len : 0;

    if (!m->has_card || !m->selected) {
        answer(m, f, now, 0x41, NULL, 0);
        return;
    }
    data[n++] = (uint8_t)((SIM_TEXT + f->text_size) >> 8);
    data[n++] = (uint8_t)(SIM_TEXT + f->text_size);
    data[n++] = SIM_PHOTO >> 8;
    data[n++] = 0;
    if (fingers) {
        data[n++] = (uint8_t)(prints >> 8);
        data[n++] = 0;
    }
    memcpy(data + n, m->card.text, SIM_TEXT);
    if (f->kind > 0) {
        data[n + 248] = (uint8_t)f->kind;
        data[n + 249] = 0;
    }
    n += SIM_TEXT;
    sim_photo(data + n);
    n += SIM_PHOTO;
    memcpy(data + n, m->card.fingers, prints);
    n += prints;
    m->was_read = true;
    m->reads++;
    answer(m, f, now, 0x90, data, n);
}

static void do_address(struct reader_model *m, const struct faults_now *f, int64_t now)
{
    if (m->faults.no_address)
        answer(m, f, now, 0x21, NULL, 0);
    else if (m->has_card && m->selected && m->card.has_address)
        answer(m, f, now, 0x90, m->card.address, SIM_ADDRESS);
    else if ((m->has_card && m->selected) || m->faults.address_always)
        answer(m, f, now, 0x91, NULL, 0);
    else
        answer(m, f, now, 0x41, NULL, 0);
}

static void obey(struct reader_model *m, int64_t now)
{
    static const uint8_t id[16] = {0x05, 0x00, 0x01, 0x00, 0x09, 0xB8, 0x32, 0x01,
                                   0x05, 0xBE, 0x12, 0x00, 0xAD, 0xC5, 0xB1, 0x11};
    struct faults_now f;
    unsigned word = (unsigned)m->request[7] << 8 | m->request[8];

    m->requests++;
    faults_for(&m->faults, word, &f);
    if (f.silent)
        return;
    if (f.swap_lift)
        reader_model_lift(m);
    if (m->request[6] == 3 && (word == 0x10FF || word == 0x11FF)) {
        answer(m, &f, now, 0x90, NULL, 0);
    } else if (m->request[6] == 3 && word == 0x12FF) {
        answer(m, &f, now, 0x90, id, sizeof id);
    } else if (m->request[6] == 3 && word == 0x2001) {
        do_find(m, &f, now);
    } else if (m->request[6] == 3 && word == 0x2002) {
        do_select(m, &f, now);
    } else if (m->request[6] == 3 && (word == 0x3001 || word == 0x3010)) {
        do_read(m, &f, now, word == 0x3010);
    } else if (m->request[6] == 3 && word == 0x3003) {
        do_address(m, &f, now);
    } else {
        answer(m, &f, now, 0x21, NULL, 0);
    }
    if (f.lift)
        reader_model_lift(m);
}

/* Looks at what was written: a whole request is obeyed, nonsense is answered as the paper says. */
static void look_at_request(struct reader_model *m, int64_t now)
{
    static const uint8_t preamble[5] = {0xAA, 0xAA, 0xAA, 0x96, 0x69};
    struct faults_now plain;
    size_t want;

    if (m->request_len < 7)
        return;
    want = ((size_t)m->request[5] << 8 | m->request[6]) + 7;
    faults_none(&plain);
    if (memcmp(m->request, preamble, sizeof preamble) != 0) {
        m->request_len = 0;
    } else if (want < 10 || want > sizeof m->request) {
        m->request_len = 0;
        answer(m, &plain, now, 0x11, NULL, 0);
    } else if (m->request_len >= want) {
        m->request_len = 0;
        if (xor_of(m->request + 5, want - 5) != 0)
            answer(m, &plain, now, 0x10, NULL, 0);
        else
            obey(m, now);
    }
}

/* ---- the pipes ---- */

enum sim_io reader_model_write(struct reader_model *m, enum sim_pipe pipe, const uint8_t *bytes,
                               size_t len, int64_t now)
{
    bool head = pipe == SIM_HEAD_OUT;

    if (m->gone)
        return SIM_GONE;
    if (m->faults.dead || (!m->split && pipe != SIM_HEAD_OUT))
        return SIM_OK;
    if (m->faults.echo) {
        queue(m, SIM_HEAD_IN, now, SIM_OK, bytes, len);
        return SIM_OK;
    }
    /* On split pipes a message is seven bytes on the head pipe and the rest on the other; what
     * comes otherwise is not understood. */
    if (m->split && head && len != 7)
        return SIM_OK;
    if (head)
        m->request_len = 0;
    if (m->request_len + len > sizeof m->request)
        return SIM_OK;
    memcpy(m->request + m->request_len, bytes, len);
    m->request_len += len;
    look_at_request(m, now);
    return SIM_OK;
}

enum sim_io reader_model_read(struct reader_model *m, enum sim_pipe pipe, uint8_t *buf, size_t cap,
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

void reader_model_clear(struct reader_model *m)
{
    if (m->halted)
        drop_chunks(m);
    m->halted = false;
}

enum sim_io reader_model_edge(struct reader_model *m)
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
