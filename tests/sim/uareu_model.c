#include "config.h"

#include "tests/sim/uareu_model.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 384, ROWS = 290, STORED = 288, HEAD = 64, PICTURE = HEAD + STORED * WIDTH };

/* Faults of registers name them; those of what it says, the mode that brings it about. */
static const struct fault_command commands[] = {
    {"image", 0x20}, {"on", 0x10},  {"off", 0x12},  {"up", 0x56AA}, {"power", 0x07},
    {"mode", 0x4E},  {"key", 0x34}, {"info", 0xF0}, {NULL, 0},
};

struct uareu {
    struct sim_model base;
    uint8_t power, mode;
    bool up; /* it has said that it is */
    struct sim_finger finger;
    bool has_finger;
    unsigned touches;
    uint8_t key_number;
    uint32_t seed;
    uint8_t upright[WIDTH * ROWS]; /* the finger as one sees it */
    uint8_t picture[PICTURE];
};

static struct uareu *uareu_of(struct sim_model *base)
{
    return (struct uareu *)base;
}

/* ---- what it says ---- */

static void say(struct uareu *m, unsigned word, unsigned fault, int64_t now)
{
    uint8_t bytes[64] = {(uint8_t)(word >> 8), (uint8_t)word};
    struct faults_now f;

    faults_for(&m->base.faults, fault, &f);
    if (f.silent)
        return;
    if (f.status > 0) {
        bytes[0] = (uint8_t)(f.status >> 8);
        bytes[1] = (uint8_t)f.status;
    }
    sim_model_reply(&m->base, &f, now, bytes, sizeof bytes, sizeof bytes);
}

/* ---- the image ---- */

/* A register of 32 bits, moved right; the new top bit is the parity of eleven of them. */
static uint32_t turn(uint32_t reg)
{
    static const int taps[] = {0, 2, 3, 6, 10, 12, 19, 22, 25, 28, 31};
    uint32_t top = 0;

    for (size_t i = 0; i < sizeof taps / sizeof taps[0]; i++)
        top ^= reg >> taps[i] & 1;
    return reg >> 1 | top << 31;
}

static uint8_t shown(uint32_t reg)
{
    return (uint8_t)((reg >> 4 & 1) | (reg >> 8 & 1) << 1 | (reg >> 11 & 1) << 2 |
                     (reg >> 14 & 1) << 3 | (reg >> 18 & 1) << 4 | (reg >> 21 & 1) << 5 |
                     (reg >> 24 & 1) << 6 | (reg >> 29 & 1) << 7);
}

/* The first byte is a stranger: each true byte goes out one later, masked. */
uint32_t uareu_scramble(uint8_t *to, const uint8_t *from, size_t n, uint32_t key)
{
    to[0] = 0x6B;
    for (size_t i = 0; i + 1 < n; i++) {
        to[i + 1] = from[i] ^ shown(key);
        key = turn(key);
    }
    return turn(key);
}

/* The secret of each key number; the host learns it through the registers. */
static uint32_t secret_of(uint8_t number)
{
    return 0x1A2B3C4Du * (number + 1u) ^ 0x55AA1234u;
}

static void draw(struct uareu *m)
{
    static uint8_t lying[WIDTH * ROWS];
    static const uint8_t blocks[4][2] = {{0x02, 100}, {0x02, 88}, {0x00, 50}, {0x02, 50}};
    uint32_t key = secret_of(m->key_number);
    uint8_t number = m->key_number;
    int row = 0;

    for (int i = 0; i < WIDTH * ROWS; i++)
        lying[i] = (uint8_t)(255 - m->upright[WIDTH * ROWS - 1 - i]);
    memset(m->picture, 0, HEAD);
    m->picture[4] = STORED & 255;
    m->picture[5] = STORED >> 8;
    m->picture[6] = number;
    for (int b = 0; b < 4; b++) {
        uint8_t flags = m->base.faults.clear ? 0x00 : blocks[b][0], rows = blocks[b][1];
        size_t n = (size_t)rows * WIDTH;
        if (b > 0 && b <= m->base.faults.keys) {
            flags |= 0x80;
            key = secret_of(++number);
        }
        m->picture[16 + 2 * b] = flags;
        m->picture[17 + 2 * b] = rows;
        uint8_t *to = m->picture + HEAD + (size_t)row * WIDTH;
        if (flags & 0x02) {
            key = uareu_scramble(to, lying + (size_t)row * WIDTH, n, key);
        } else {
            memcpy(to, lying + (size_t)row * WIDTH, n);
            for (size_t i = 0; i < n; i++)
                key = turn(key);
        }
        row += rows;
    }
}

static void give_image(struct uareu *m, int64_t now)
{
    struct faults_now f;

    faults_for(&m->base.faults, 0x20, &f);
    if (f.silent)
        return;
    draw(m);
    if (f.longer > 0)
        m->picture[5] = 0x40; /* more rows than there are */
    if (f.garbage > 0)
        memset(m->picture, 0x2F, HEAD);
    if (f.cut < 0 && f.stall < 0 && f.unplug < 0)
        m->base.reads++;
    sim_model_reply(&m->base, &f, now, m->picture, sizeof m->picture, 0);
    if (f.twice)
        sim_model_reply(&m->base, &f, now, m->picture, sizeof m->picture, 0);
}

/* ---- registers ---- */

/* Says what its mode is waiting for, if that is so already. */
static void look(struct uareu *m, int64_t now)
{
    if (m->mode == 0x10 && m->has_finger)
        say(m, 0x0101, 0x10, now);
    else if (m->mode == 0x12 && !m->has_finger)
        say(m, 0x0200, 0x12, now);
    else
        return;
    m->mode = 0;
}

static void set_power(struct uareu *m, uint8_t value, int64_t now)
{
    bool was_off = m->power & 0x80;

    m->power = value;
    if (was_off && !(value & 0x80) && !m->base.faults.asleep) {
        m->up = true;
        say(m, 0x56AA, 0x56AA, now);
    }
    if (m->base.faults.asleep)
        m->power |= 0x80;
}

static enum sim_io write_to(struct uareu *m, uint16_t reg, const uint8_t *data, size_t len,
                            int64_t now)
{
    switch (reg) {
    case 0x07:
        set_power(m, data[0], now);
        return SIM_OK;
    case 0x33:
        if (len != 5)
            return SIM_STALL;
        m->seed = (uint32_t)data[1] | (uint32_t)data[2] << 8 | (uint32_t)data[3] << 16 |
                  (uint32_t)data[4] << 24;
        m->seed ^= secret_of(data[0]);
        return SIM_OK;
    case 0x4E:
        m->base.requests++;
        m->mode = data[0];
        if (m->mode == 0x20 && m->up) {
            m->mode = 0;
            give_image(m, now);
        }
        if (m->up)
            look(m, now);
        return SIM_OK;
    default:
        return SIM_STALL;
    }
}

static enum sim_io read_from(struct uareu *m, uint16_t reg, uint8_t *data, size_t len, size_t *got)
{
    static const uint8_t info[16] = {0x05, 0x0A};

    memset(data, 0, len);
    *got = len;
    switch (reg) {
    case 0x07:
        data[0] = m->power;
        return SIM_OK;
    case 0x34:
        for (size_t i = 0; i < 4 && i < len; i++)
            data[i] = (uint8_t)(m->seed >> 8 * i);
        return SIM_OK;
    case 0xF0:
        memcpy(data, info, len < sizeof info ? len : sizeof info);
        return SIM_OK;
    default:
        *got = 0;
        return SIM_STALL;
    }
}

static enum sim_io control(struct sim_model *base, const struct sim_setup *setup, uint8_t *data,
                           size_t len, size_t *got, int64_t now)
{
    struct uareu *m = uareu_of(base);
    struct faults_now f;

    if (setup->request != 0x04 || len == 0 || (setup->type != 0xC0 && setup->type != 0x40))
        return SIM_STALL;
    faults_for(&base->faults, setup->value, &f);
    if (f.stall >= 0)
        return SIM_STALL;
    if (f.unplug >= 0) {
        base->gone = true;
        return SIM_GONE;
    }
    if (setup->type == 0x40)
        return write_to(m, setup->value, data, len, now);
    enum sim_io io = read_from(m, setup->value, data, len, got);
    if (f.cut >= 0 && (size_t)f.cut < *got)
        *got = (size_t)f.cut;
    if (f.garbage > 0)
        memset(data, 0xA5, len);
    return io;
}

/* ---- the rest ---- */

static enum sim_io take(struct sim_model *base, enum sim_pipe pipe, const uint8_t *bytes,
                        size_t len, int64_t now)
{
    (void)base, (void)pipe, (void)bytes, (void)len, (void)now;
    return SIM_STALL; /* it has no way in but endpoint 0 */
}

static void lift(struct sim_model *base, int64_t now)
{
    struct uareu *m = uareu_of(base);

    m->has_finger = false;
    memset(&m->finger, 0, sizeof m->finger);
    if (m->up)
        look(m, now);
}

static void put_finger(struct sim_model *base, const struct sim_finger *finger, int64_t now)
{
    struct uareu *m = uareu_of(base);

    m->finger = *finger;
    m->has_finger = true;
    m->touches++;
    sim_finger_image(&m->finger, m->touches, WIDTH, ROWS, m->upright);
    if (m->up)
        look(m, now);
}

static const char *lying(const struct sim_model *base)
{
    return ((const struct uareu *)base)->finger.name;
}

static void power(struct sim_model *base)
{
    struct uareu *m = uareu_of(base);

    m->power = 0x80;
    m->mode = 0;
    m->up = false;
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

struct sim_model *uareu_model_new(void)
{
    struct uareu *m = calloc(1, sizeof *m);

    if (m == NULL)
        return NULL;
    sim_model_init(&m->base, &ops);
    m->key_number = 3;
    power(&m->base);
    return &m->base;
}
