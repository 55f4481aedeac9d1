#include "config.h"

#include "tests/sim/reader_model.h"

#include <stdlib.h>
#include <string.h>

static const struct fault_command commands[] = {
    {"read", 0x3001},         {"reset", 0x10FF},        {"status", 0x11FF},
    {"id", 0x12FF},           {"find", 0x2001},         {"select", 0x2002},
    {"read-fingers", 0x3010}, {"read-address", 0x3003}, {NULL, 0},
};

struct reader_model {
    struct sim_model base;
    struct sim_card card;
    bool has_card;
    bool found, selected;
    bool was_read; /* this laying down of the card was read whole */

    uint8_t request[64];
    size_t request_len;
};

static struct reader_model *reader_of(struct sim_model *base)
{
    return (struct reader_model *)base;
}

struct sim_model *reader_model_base(struct reader_model *m)
{
    return &m->base;
}

static void lift(struct sim_model *base, int64_t now)
{
    struct reader_model *m = reader_of(base);

    (void)now;
    m->has_card = m->found = m->selected = m->was_read = false;
    memset(&m->card, 0, sizeof m->card);
}

void reader_model_lift(struct reader_model *m)
{
    lift(&m->base, 0);
}

static void put_card(struct sim_model *base, const struct sim_card *card)
{
    struct reader_model *m = reader_of(base);

    lift(base, 0);
    m->card = *card;
    m->has_card = true;
}

void reader_model_put(struct reader_model *m, const struct sim_card *card)
{
    put_card(&m->base, card);
}

static const char *lying(const struct sim_model *base)
{
    return ((const struct reader_model *)base)->card.name;
}

static void power(struct sim_model *base)
{
    struct reader_model *m = reader_of(base);

    m->request_len = 0;
    m->found = m->selected = m->was_read = false;
}

bool reader_model_fault(struct reader_model *m, const char *words)
{
    return sim_model_fault(&m->base, words);
}

unsigned reader_model_requests(const struct reader_model *m)
{
    return m->base.requests;
}

/* ---- what goes out ---- */

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
    sim_model_reply(&m->base, f, now, out, n, m->base.split && !f->whole_head ? 7 : n);
}

/* ---- what the module does ---- */

static void do_find(struct reader_model *m, const struct faults_now *f, int64_t now)
{
    static const uint8_t iin[4];
    bool finds = m->has_card && (!m->was_read || m->base.faults.keeps_finding);

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
    m->base.reads++;
    answer(m, f, now, 0x90, data, n);
}

static void do_address(struct reader_model *m, const struct faults_now *f, int64_t now)
{
    if (m->base.faults.no_address)
        answer(m, f, now, 0x21, NULL, 0);
    else if (m->has_card && m->selected && m->card.has_address)
        answer(m, f, now, 0x90, m->card.address, SIM_ADDRESS);
    else if ((m->has_card && m->selected) || m->base.faults.address_always)
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

    m->base.requests++;
    faults_for(&m->base.faults, word, &f);
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

static enum sim_io take(struct sim_model *base, enum sim_pipe pipe, const uint8_t *bytes,
                        size_t len, int64_t now)
{
    struct reader_model *m = reader_of(base);
    bool head = pipe == SIM_HEAD_OUT;

    if (!base->split && pipe != SIM_HEAD_OUT)
        return SIM_OK;
    /* On split pipes a message is seven bytes on the head pipe and the rest on the other; what
     * comes otherwise is not understood. */
    if (base->split && head && len != 7)
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

static void let_go(struct sim_model *base)
{
    free(base);
}

static const struct sim_ops ops = {
    .commands = commands,
    .power = power,
    .write = take,
    .put_card = put_card,
    .lift = lift,
    .lying = lying,
    .free = let_go,
};

struct reader_model *reader_model_new(bool split)
{
    struct reader_model *m = calloc(1, sizeof *m);

    if (m != NULL) {
        sim_model_init(&m->base, &ops);
        m->base.split = split;
    }
    return m;
}
