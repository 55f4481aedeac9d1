/* Commands, as the makers' manuals and working programs have them: GenImg 01, Img2Tz 02, Match 03,
 * UpChar 08, DownChar 09, UpImage 0A, ReadSysPara 0F, VfyPwd 13. */
#include "config.h"

#include "tests/sim/ef01_model.h"

#include <stdlib.h>
#include <string.h>

enum {
    WIDTH = 256,
    HEIGHT_MAX = 360,
    PICTURE_MOST = WIDTH * HEIGHT_MAX,
    FEATURES = 512,
    FEATURES_MOST = 2048,
    BUFFERS = 2,
    CBW = 31,
    ROOM = 131072,
};

static const struct fault_command commands[] = {
    {"image", 0x01},         {"extract", 0x02},       {"match", 0x03},
    {"send-features", 0x08}, {"load-features", 0x09}, {"send-image", 0x0A},
    {"parameters", 0x0F},    {"password", 0x13},      {NULL, 0},
};

struct ef01 {
    struct sim_model base;
    enum ef01_way way;

    struct sim_finger finger;
    bool has_finger;
    unsigned touches;
    bool imaged; /* an image was taken of what lies there */
    uint8_t picture[PICTURE_MOST];
    uint8_t buffers[BUFFERS][FEATURES_MOST];
    size_t filled[BUFFERS];

    uint8_t in[1024]; /* what came and was not yet understood */
    size_t in_len;
    int loading; /* DownChar's buffer, 1 or 2; 0: none */

    /* What is to be fetched on the ways that are asked for it. */
    uint8_t out[ROOM];
    size_t out_at, out_len;
    struct faults_now out_faults;
    uint8_t tag[4]; /* of the disk's command under way */
    size_t expect;  /* bytes of its data that are still to come */
};

static struct ef01 *ef01_of(struct sim_model *base)
{
    return (struct ef01 *)base;
}

/* Nothing is there to be fetched. */
static void empty(struct ef01 *m)
{
    m->out_at = m->out_len = 0;
    faults_none(&m->out_faults);
}

/* ---- answers ---- */

/* Lays a packet at `to`; returns its length. */
static size_t packet(uint8_t *to, uint8_t kind, const uint8_t *payload, size_t n)
{
    unsigned sum = kind + ((n + 2) >> 8) + ((n + 2) & 255);

    to[0] = 0xEF;
    to[1] = 0x01;
    memset(to + 2, 0xFF, 4);
    to[6] = kind;
    to[7] = (uint8_t)((n + 2) >> 8);
    to[8] = (uint8_t)(n + 2);
    for (size_t i = 0; i < n; i++) {
        to[9 + i] = payload[i];
        sum += payload[i];
    }
    to[9 + n] = (uint8_t)(sum >> 8);
    to[10 + n] = (uint8_t)sum;
    return n + 11;
}

/* What faults make of the form of bytes that go out. */
static size_t deform(uint8_t *bytes, size_t n, const struct faults_now *f)
{
    if (f->bad_checksum)
        bytes[n - 1] ^= 0x5A;
    if (f->address)
        bytes[5] ^= 0x11;
    if (f->longer > 0) {
        bytes[7] = (uint8_t)((n - 9 + (size_t)f->longer) >> 8);
        bytes[8] = (uint8_t)(n - 9 + (size_t)f->longer);
    }
    if (f->junk > 0 && n + (size_t)f->junk < ROOM) {
        memmove(bytes + f->junk, bytes, n);
        memset(bytes, 0x55, (size_t)f->junk);
        n += (size_t)f->junk;
    }
    if (f->twice && 2 * n < ROOM) {
        memcpy(bytes + n, bytes, n);
        n *= 2;
    }
    if (f->garbage > 0) {
        for (n = 0; n < (size_t)f->garbage && n < ROOM; n++)
            bytes[n] = (uint8_t)(37 * n + 11);
    }
    return n;
}

/* Sends bytes, or keeps them until they are asked for. */
static void send_out(struct ef01 *m, const struct faults_now *f, int64_t now, const uint8_t *bytes,
                     size_t n)
{
    if (m->way == EF01_WAY_SERIAL) {
        sim_model_reply(&m->base, f, now, bytes, n, n);
        return;
    }
    if (bytes != m->out)
        memcpy(m->out, bytes, n);
    m->out_at = 0;
    m->out_len = n;
    m->out_faults = *f;
}

static void answer(struct ef01 *m, const struct faults_now *f, int64_t now, uint8_t code,
                   const uint8_t *results, size_t n)
{
    static uint8_t bytes[ROOM];
    uint8_t payload[32] = {code};
    size_t len;

    if (f->status > 0) {
        payload[0] = (uint8_t)f->status;
        n = 0;
    } else if (n > 0) {
        memcpy(payload + 1, results, n);
    }
    len = deform(bytes, packet(bytes, 7, payload, n + 1), f);
    if (m->way != EF01_WAY_SERIAL && len < 64 && f->garbage == 0) {
        memset(bytes + len, 0, 64 - len);
        len = 64; /* answers fill 64 bytes there */
    }
    send_out(m, f, now, bytes, len);
}

/* Data: behind an answer and in packets on a line, bare elsewhere. The answer and all packets are
 * one reply for the faults that count bytes. */
static void give_data(struct ef01 *m, const struct faults_now *f, int64_t now, const uint8_t *data,
                      size_t len)
{
    static uint8_t bytes[ROOM];
    static const uint8_t done[1] = {0};
    size_t n = 0;

    if (m->way != EF01_WAY_SERIAL) {
        send_out(m, f, now, data, len);
        return;
    }
    if (f->status > 0) {
        answer(m, f, now, 0, NULL, 0);
        return;
    }
    n += packet(bytes, 7, done, 1);
    for (size_t at = 0; at < len;) {
        size_t piece = len - at < 128 ? len - at : 128;
        n += packet(bytes + n, at + piece == len ? 8 : 2, data + at, piece);
        at += piece;
    }
    m->base.reads++;
    send_out(m, f, now, bytes, deform(bytes, n, f));
}

/* ---- what the module does ---- */

static void take_image(struct ef01 *m, const struct faults_now *f, int64_t now)
{
    if (m->has_finger && f->status == 0)
        m->imaged = true;
    answer(m, f, now, m->has_finger ? 0x00 : 0x02, NULL, 0);
}

/* The characteristics of this model: whose finger it is, and which touch. */
static void extract(struct ef01 *m, const struct faults_now *f, int64_t now, uint8_t buffer)
{
    size_t n = m->base.faults.features > 0 ? (size_t)m->base.faults.features : FEATURES;

    if (buffer < 1 || buffer > BUFFERS || !m->imaged) {
        answer(m, f, now, buffer < 1 || buffer > BUFFERS ? 0x01 : 0x15, NULL, 0);
        return;
    }
    if (m->finger.poor || f->status > 0) {
        answer(m, f, now, 0x07, NULL, 0);
        return;
    }
    uint8_t *to = m->buffers[buffer - 1];
    n = n < FEATURES_MOST ? n : FEATURES_MOST;
    for (size_t i = 0; i < n; i++)
        to[i] = (uint8_t)(m->finger.seed >> 8 * (i % 4)) ^ (uint8_t)(i >= 64 ? 7 * i : 0);
    to[n - 1] = (uint8_t)m->touches;
    m->filled[buffer - 1] = n;
    answer(m, f, now, 0, NULL, 0);
}

static void match(struct ef01 *m, const struct faults_now *f, int64_t now)
{
    static const uint8_t score[2] = {0x00, 0x7B};
    bool same = m->filled[0] > 0 && m->filled[0] == m->filled[1] &&
                memcmp(m->buffers[0], m->buffers[1], 64) == 0;

    answer(m, f, now, same ? 0x00 : 0x08, score, same ? sizeof score : 0);
}

static int height_of(const struct ef01 *m)
{
    return m->base.faults.image == PICTURE_MOST ? HEIGHT_MAX : 288;
}

static void send_image(struct ef01 *m, const struct faults_now *f, int64_t now)
{
    size_t want = m->base.faults.image > 0 ? (size_t)m->base.faults.image : WIDTH * 288 / 2;
    static uint8_t out[PICTURE_MOST];

    if (!m->imaged) {
        answer(m, f, now, 0x0F, NULL, 0);
        return;
    }
    sim_finger_image(&m->finger, m->touches, WIDTH, height_of(m), m->picture);
    if (want == WIDTH * 288 / 2) {
        for (size_t i = 0; i < want; i++)
            out[i] = (uint8_t)((m->picture[2 * i] & 0xF0) | m->picture[2 * i + 1] >> 4);
    } else {
        memcpy(out, m->picture, want < sizeof out ? want : sizeof out);
    }
    if (m->way != EF01_WAY_SERIAL)
        m->base.reads++;
    give_data(m, f, now, out, want < sizeof out ? want : sizeof out);
}

static void send_features(struct ef01 *m, const struct faults_now *f, int64_t now, uint8_t buffer)
{
    if (buffer < 1 || buffer > BUFFERS || m->filled[buffer - 1] == 0)
        answer(m, f, now, 0x0D, NULL, 0);
    else
        give_data(m, f, now, m->buffers[buffer - 1], m->filled[buffer - 1]);
}

static void obey(struct ef01 *m, const uint8_t *payload, size_t n, int64_t now)
{
    static const uint8_t parameters[16] = {0,    0,    0,    9,    3, 0xE8, 0, 3,
                                           0xFF, 0xFF, 0xFF, 0xFF, 0, 2,    0, 6};
    struct faults_now f;

    m->base.requests++;
    faults_for(&m->base.faults, payload[0], &f);
    if (f.silent)
        return;
    if (f.swap_lift)
        m->base.ops->lift(&m->base, now);
    switch (payload[0]) {
    case 0x01:
        take_image(m, &f, now);
        break;
    case 0x02:
        extract(m, &f, now, n > 1 ? payload[1] : 0);
        break;
    case 0x03:
        match(m, &f, now);
        break;
    case 0x08:
        send_features(m, &f, now, n > 1 ? payload[1] : 0);
        break;
    case 0x09:
        m->loading = n > 1 && payload[1] >= 1 && payload[1] <= BUFFERS ? payload[1] : 0;
        if (m->loading)
            m->filled[m->loading - 1] = 0;
        if (m->way == EF01_WAY_SERIAL)
            answer(m, &f, now, m->loading ? 0x00 : 0x0E, NULL, 0);
        break;
    case 0x0A:
        send_image(m, &f, now);
        break;
    case 0x0F:
        answer(m, &f, now, 0, parameters, sizeof parameters);
        break;
    case 0x13:
        answer(m, &f, now,
               n == 5 && payload[1] + payload[2] + payload[3] + payload[4] == 0 ? 0 : 0x13, NULL,
               0);
        break;
    default:
        answer(m, &f, now, 0x19, NULL, 0);
        break;
    }
    if (f.lift)
        m->base.ops->lift(&m->base, now);
}

static void load(struct ef01 *m, const uint8_t *data, size_t n)
{
    size_t *filled = &m->filled[m->loading - 1];

    if (*filled + n <= FEATURES_MOST) {
        memcpy(m->buffers[m->loading - 1] + *filled, data, n);
        *filled += n;
    }
}

/* ---- bytes from the host ---- */

/* A whole packet that came. */
static void take_packet(struct ef01 *m, const uint8_t *p, size_t payload, int64_t now)
{
    struct faults_now plain;
    unsigned sum = 0;

    for (size_t i = 6; i < 9 + payload; i++)
        sum += p[i];
    faults_none(&plain);
    if ((sum & 0xFFFF) != ((unsigned)p[9 + payload] << 8 | p[10 + payload])) {
        answer(m, &plain, now, 0x01, NULL, 0);
    } else if (p[6] == 1) {
        obey(m, p + 9, payload, now);
    } else if (m->loading && (p[6] == 2 || p[6] == 8)) {
        load(m, p + 9, payload);
        m->loading = p[6] == 8 ? 0 : m->loading;
    }
}

static void understand(struct ef01 *m, int64_t now)
{
    for (;;) {
        size_t at = 0;
        while (at + 1 < m->in_len && (m->in[at] != 0xEF || m->in[at + 1] != 0x01))
            at++;
        memmove(m->in, m->in + at, m->in_len - at);
        m->in_len -= at;
        if (m->in_len < 9)
            return;
        size_t length = (size_t)m->in[7] << 8 | m->in[8];
        if (length < 3 || length > 258) {
            m->in_len = 0;
            return;
        }
        if (m->in_len < 9 + length)
            return;
        take_packet(m, m->in, length - 2, now);
        memmove(m->in, m->in + 9 + length, m->in_len - 9 - length);
        m->in_len -= 9 + length;
    }
}

static void take_bytes(struct ef01 *m, const uint8_t *bytes, size_t len, int64_t now)
{
    if (m->loading && m->way != EF01_WAY_SERIAL) {
        load(m, bytes, len);
        m->loading = 0;
        return;
    }
    if (m->in_len + len > sizeof m->in)
        m->in_len = 0;
    if (len > sizeof m->in)
        return;
    memcpy(m->in + m->in_len, bytes, len);
    m->in_len += len;
    understand(m, now);
}

/* ---- the disk ---- */

static void status_word(struct ef01 *m, uint8_t status, const struct faults_now *f, int64_t now)
{
    uint8_t csw[13] = {0x55, 0x53, 0x42, 0x53};

    memcpy(csw + 4, m->tag, 4);
    if (f->csw_tag)
        csw[4] ^= 0x3C;
    csw[12] = f->csw_failed ? 1 : status;
    sim_model_queue(&m->base, SIM_HEAD_IN, now + f->late, SIM_OK, csw, sizeof csw);
}

static void disk_command(struct ef01 *m, const uint8_t *cbw, int64_t now)
{
    size_t len = (size_t)cbw[8] | (size_t)cbw[9] << 8 | (size_t)cbw[10] << 16;
    struct faults_now plain;

    faults_none(&plain);
    memcpy(m->tag, cbw + 4, 4);
    if (cbw[15] == 0x86 && !(cbw[12] & 0x80) && len <= sizeof m->in) {
        m->expect = len;
    } else if (cbw[15] == 0x85 && cbw[12] & 0x80) {
        size_t have = m->out_len - m->out_at, n = have < len ? have : len;
        struct faults_now f = m->out_faults;
        sim_model_reply(&m->base, &f, now, m->out + m->out_at, n, n);
        m->out_at += n;
        if (have == 0)
            status_word(m, 1, &plain, now); /* there is nothing to fetch */
        else if (f.cut < 0 && f.unplug < 0 && f.stall < 0)
            status_word(m, 0, &f, now);
        else if (f.stall >= 0)
            return;
    } else {
        status_word(m, 1, &plain, now);
    }
}

static void disk_take(struct ef01 *m, const uint8_t *bytes, size_t len, int64_t now)
{
    static const uint8_t signature[4] = {0x55, 0x53, 0x42, 0x43};
    struct faults_now plain;

    faults_none(&plain);
    if (m->expect > 0 && len == m->expect) {
        m->expect = 0;
        empty(m);
        take_bytes(m, bytes, len, now);
        status_word(m, 0, &plain, now);
    } else if (len == CBW && memcmp(bytes, signature, sizeof signature) == 0) {
        m->expect = 0;
        disk_command(m, bytes, now);
    }
}

static enum sim_io take(struct sim_model *base, enum sim_pipe pipe, const uint8_t *bytes,
                        size_t len, int64_t now)
{
    struct ef01 *m = ef01_of(base);

    if (pipe != SIM_HEAD_OUT)
        return SIM_OK;
    if (m->way == EF01_WAY_DISK)
        disk_take(m, bytes, len, now);
    else if (m->way == EF01_WAY_SERIAL || (m->expect > 0 && len == m->expect))
        take_bytes(m, bytes, len, now);
    m->expect = m->way == EF01_WAY_RAW ? 0 : m->expect;
    return SIM_OK;
}

/* ---- endpoint 0 ---- */

static enum sim_io control(struct sim_model *base, const struct sim_setup *setup, uint8_t *data,
                           size_t len, size_t *got, int64_t now)
{
    struct ef01 *m = ef01_of(base);

    if (m->way == EF01_WAY_DISK && setup->type == 0x21 && setup->request == 0xFF) {
        m->expect = 0;
        m->in_len = 0;
        sim_model_drop(base);
        return SIM_OK;
    }
    if (m->way != EF01_WAY_RAW || setup->type != 0xC0 || setup->request > 1 || len < 2)
        return SIM_STALL;
    data[0] = data[1] = 0;
    *got = 2;
    m->expect = setup->request == 0 ? setup->value : 0;
    if (setup->request == 0) {
        empty(m);
    } else {
        size_t have = m->out_len - m->out_at, n = have < setup->value ? have : setup->value;
        sim_model_reply(base, &m->out_faults, now, m->out + m->out_at, n, n);
        m->out_at += n;
    }
    return SIM_OK;
}

/* ---- the rest ---- */

static void lift(struct sim_model *base, int64_t now)
{
    struct ef01 *m = ef01_of(base);

    (void)now;
    m->has_finger = m->imaged = false;
    memset(&m->finger, 0, sizeof m->finger);
}

static void put_finger(struct sim_model *base, const struct sim_finger *finger, int64_t now)
{
    struct ef01 *m = ef01_of(base);

    lift(base, now);
    m->finger = *finger;
    m->has_finger = true;
    m->touches++;
    /* Drawn now: a scanner's image is there as soon as it is asked for. */
    if (m->way != EF01_WAY_SERIAL)
        sim_finger_image(&m->finger, m->touches, WIDTH, height_of(m), m->picture);
}

static const char *lying(const struct sim_model *base)
{
    return ((const struct ef01 *)base)->finger.name;
}

static void power(struct sim_model *base)
{
    struct ef01 *m = ef01_of(base);

    m->in_len = m->expect = 0;
    empty(m);
    m->loading = 0;
    m->imaged = false;
    m->filled[0] = m->filled[1] = 0;
}

static void let_go(struct sim_model *base)
{
    free(base);
}

static const struct sim_ops ops = {
    .commands = commands,
    .power = power,
    .write = take,
    .control = control,
    .put_finger = put_finger,
    .lift = lift,
    .lying = lying,
    .free = let_go,
};

struct sim_model *ef01_model_new(enum ef01_way way)
{
    struct ef01 *m = calloc(1, sizeof *m);

    if (m == NULL)
        return NULL;
    sim_model_init(&m->base, &ops);
    m->way = way;
    empty(m);
    m->base.rate = way == EF01_WAY_SERIAL ? 57600 : 0;
    return &m->base;
}
