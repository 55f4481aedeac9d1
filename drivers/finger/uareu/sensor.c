#include "config.h"

#include "drivers/finger/uareu/sensor.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "drivers/finger/scanner.h"
#include "drivers/finger/uareu/picture.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct sensor_timing sensor_timing_default = {
    .control = 1000,
    .turn = 10,
    .power = 300,
    .wait = 500,
    .image = 2000,
    .gap = 500,
    .settle = 20,
    .repair = 1000,
};

/* Registers, through vendor request 04. */
enum {
    REG_POWER = 0x07,
    REG_SCRAMBLE = 0x33, /* write key number and a seed of ours */
    REG_KEY = 0x34,      /* read the key, masked with that seed */
    REG_MODE = 0x4E,
    REG_INFO = 0xF0,
};
enum { MODE_REST = 0x00, MODE_WAIT_ON = 0x10, MODE_WAIT_OFF = 0x12, MODE_TAKE = 0x20 };
enum { SAYS_UP = 0x56AA, SAYS_ON = 0x0101, SAYS_OFF = 0x0200, SAYS_NOTHING = -1 };

#define TURNS 100
#define WAKES 3
#define MAX_FAILURES 3
#define SILENT_WAITS 4

static const struct device_id sensor_ids[] = {
    {0x05BA, 0x0007, DEVICE_USE_SPEAK, DEVICE_SURE_PUBLISHED, DEVICE_CARRIER_SENSOR,
     "DigitalPersona U.are.U 4000", false},
    {0x05BA, 0x0008, DEVICE_USE_SPEAK, DEVICE_SURE_PUBLISHED, DEVICE_CARRIER_SENSOR,
     "DigitalPersona U.are.U 4000B", false},
    {0x05BA, 0x000A, DEVICE_USE_SPEAK, DEVICE_SURE_PUBLISHED, DEVICE_CARRIER_SENSOR,
     "DigitalPersona U.are.U 4500", false},
    {0x045E, 0x00BB, DEVICE_USE_SPEAK, DEVICE_SURE_PUBLISHED, DEVICE_CARRIER_SENSOR, "Microsoft",
     false},
    {0x045E, 0x00BC, DEVICE_USE_SPEAK, DEVICE_SURE_PUBLISHED, DEVICE_CARRIER_SENSOR, "Microsoft",
     false},
    {0x045E, 0x00BD, DEVICE_USE_SPEAK, DEVICE_SURE_PUBLISHED, DEVICE_CARRIER_SENSOR, "Microsoft",
     false},
    /* Wants to be answered in AES first. */
    {0x045E, 0x00CA, DEVICE_USE_FOREIGN, DEVICE_SURE_PUBLISHED, DEVICE_CARRIER_SENSOR, "Microsoft",
     false},
};

struct sensor {
    struct scanner scanner;
    struct transport *transport;
    struct sensor_timing timing;
    int mode;   /* as it was written last; -1: not known */
    int silent; /* waits in a row in which it said nothing */
};

/* ---- registers ---- */

static enum transport_status read_register(struct sensor *s, uint16_t reg, uint8_t *to, size_t n)
{
    size_t got;
    enum transport_status status =
        transport_control(s->transport, 0xC0, 0x04, reg, 0, to, n, &got, s->timing.control);

    return status == TRANSPORT_OK && got != n ? TRANSPORT_PROTO : status;
}

static enum transport_status write_register(struct sensor *s, uint16_t reg, uint8_t *from, size_t n)
{
    size_t got;

    return transport_control(s->transport, 0x40, 0x04, reg, 0, from, n, &got, s->timing.control);
}

static enum transport_status set_mode(struct sensor *s, uint8_t mode)
{
    if (s->mode == mode)
        return TRANSPORT_OK;
    s->mode = -1;
    enum transport_status status = write_register(s, REG_MODE, &mode, 1);
    if (status == TRANSPORT_OK)
        s->mode = mode;
    return status;
}

/* What the sensor says next; SAYS_NOTHING with TIMEOUT. */
static enum transport_status hear(struct sensor *s, int timeout, int *said)
{
    uint8_t bytes[TRANSPORT_READ_MIN];
    size_t got;
    enum transport_status status = transport_read(s->transport, bytes, sizeof bytes, &got, timeout);

    *said = status == TRANSPORT_OK && got >= 2 ? bytes[0] << 8 | bytes[1] : SAYS_NOTHING;
    return status;
}

/* ---- telling the program ---- */

#define PLUG_AGAIN N_("Unplug the scanner, wait a moment, and plug it in again.")
#define LAY_OR_PLUG                                                                                \
    N_("Lay the finger down again. If this comes back, unplug the scanner and plug it in again.")

enum trouble { TROUBLE_WAKE, TROUBLE_REGISTER, TROUBLE_HALT, TROUBLE_SILENT, TROUBLE_IMAGE };

static const char *const trouble_words[][2] = {
    [TROUBLE_WAKE] = {N_("The scanner does not start."), PLUG_AGAIN},
    [TROUBLE_REGISTER] = {N_("The connection to the scanner is disturbed."), PLUG_AGAIN},
    [TROUBLE_HALT] = {N_("The scanner stopped in the middle of an answer."), LAY_OR_PLUG},
    [TROUBLE_SILENT] = {N_("The scanner sends no image."), LAY_OR_PLUG},
    [TROUBLE_IMAGE] = {N_("The scanner's image arrived damaged."), LAY_OR_PLUG},
};

static void fill_trouble(struct err *err, enum trouble trouble, enum transport_status status)
{
    err_clear(err);
    err_set(err, ERR_DEVICE, NULL, gettext(trouble_words[trouble][0]),
            gettext(trouble_words[trouble][1]));
    err_detail(err, "sensor: %s", transport_status_word(status));
}

static int failed(struct sensor *s, enum trouble trouble, enum transport_status status)
{
    struct err err;

    if (status == TRANSPORT_GONE)
        return DRIVER_STEP_GONE;
    s->mode = -1;
    s->scanner.failures++;
    fill_trouble(&err, status == TRANSPORT_STALL ? TROUBLE_HALT : trouble, status);
    scanner_fault(&s->scanner, 0x1000u + (unsigned)trouble, DEVICE_FAULTY, &err);
    if (status == TRANSPORT_STALL && transport_clear(s->transport) == TRANSPORT_GONE)
        return DRIVER_STEP_GONE;
    return s->scanner.failures > MAX_FAILURES ? DRIVER_STEP_RESET : s->timing.repair;
}

/* ---- waking ---- */

/* Waits `ms`: nothing else is to be heard meanwhile, and an end of the program is noticed. */
static enum transport_status pass(struct sensor *s, int ms, bool *up)
{
    int said;
    enum transport_status status = hear(s, ms, &said);

    *up = *up || said == SAYS_UP;
    return status == TRANSPORT_TIMEOUT ? TRANSPORT_OK : status;
}

/* Turns until the power register has (or has not) these bits; writes `value` each time. */
static enum transport_status turn_until(struct sensor *s, uint8_t value, uint8_t bits, bool set,
                                        bool *up)
{
    enum transport_status status = TRANSPORT_OK;
    uint8_t power = 0;

    for (int i = 0; i < TURNS && status == TRANSPORT_OK; i++) {
        uint8_t copy = value;
        status = write_register(s, REG_POWER, &copy, 1);
        if (status == TRANSPORT_OK)
            status = read_register(s, REG_POWER, &power, 1);
        if (status != TRANSPORT_OK || ((power & bits) != 0) == set)
            return status;
        status = pass(s, s->timing.turn, up);
    }
    return status == TRANSPORT_OK ? TRANSPORT_PROTO : status;
}

/* One try to bring it up. */
static enum transport_status wake_once(struct sensor *s, bool *up)
{
    uint8_t power = 0;
    enum transport_status status = read_register(s, REG_POWER, &power, 1);

    if (status == TRANSPORT_OK && (power & 0x84) == 0x84)
        status = turn_until(s, power & 0x0F, 0x01, true, up);
    if (status == TRANSPORT_OK && !(power & 0x80)) {
        uint8_t off = power | 0x80;
        status = write_register(s, REG_POWER, &off, 1);
    }
    if (status == TRANSPORT_OK)
        status = turn_until(s, power & 0x0F, 0x80, false, up);
    int64_t until = transport_now(s->transport) + s->timing.power;
    while (status == TRANSPORT_OK && !*up) {
        int64_t left = until - transport_now(s->transport);
        if (left <= 0)
            return TRANSPORT_TIMEOUT;
        status = pass(s, (int)left, up);
    }
    return status;
}

static enum transport_status wake(struct sensor *s)
{
    enum transport_status status = TRANSPORT_TIMEOUT;
    bool up = false;

    for (int i = 0; i < WAKES && !up && status != TRANSPORT_GONE; i++) {
        status = wake_once(s, &up);
        if (status == TRANSPORT_STALL && transport_clear(s->transport) == TRANSPORT_GONE)
            status = TRANSPORT_GONE;
    }
    s->mode = -1;
    return status;
}

/* ---- taking a finger ---- */

static enum transport_status drop_old_images(struct sensor *s)
{
    uint8_t rubbish[TRANSPORT_READ_MIN];
    enum transport_status status;
    size_t got, all = 0;

    do {
        status = transport_read_body(s->transport, rubbish, sizeof rubbish, &got, s->timing.settle);
        all += got;
    } while (status == TRANSPORT_OK && all < 2 * PICTURE_MAX);
    secret_wipe(rubbish, sizeof rubbish);
    return status == TRANSPORT_TIMEOUT ? TRANSPORT_OK : status;
}

/* Reads until the image is whole, as its head tells. */
static enum transport_status read_picture(struct sensor *s, uint8_t *bytes, size_t *len)
{
    size_t due = PICTURE_HEAD;
    enum transport_status status = TRANSPORT_OK;

    for (*len = 0; *len < due && status == TRANSPORT_OK;) {
        uint8_t some[TRANSPORT_READ_MIN];
        size_t got;
        status = transport_read_body(s->transport, some, sizeof some, &got,
                                     *len == 0 ? s->timing.image : s->timing.gap);
        /* What follows a short image in its last packet is nothing. */
        size_t fits = got < PICTURE_MAX - *len ? got : PICTURE_MAX - *len;
        memcpy(bytes + *len, some, fits);
        secret_wipe(some, sizeof some);
        bool head = *len < PICTURE_HEAD && *len + fits >= PICTURE_HEAD;
        *len += fits;
        if (head && (due = picture_size(bytes)) == 0)
            return TRANSPORT_PROTO;
    }
    return status;
}

/* The key of the picture's number, masked on its way with a seed of ours. */
static enum transport_status ask_key(struct sensor *s, uint8_t number, uint32_t *key)
{
    uint32_t seed = randombytes_random();
    uint8_t ask[5] = {number, (uint8_t)seed, (uint8_t)(seed >> 8), (uint8_t)(seed >> 16),
                      (uint8_t)(seed >> 24)};
    uint8_t got[4] = {0};
    enum transport_status status = write_register(s, REG_SCRAMBLE, ask, sizeof ask);

    if (status == TRANSPORT_OK)
        status = read_register(s, REG_KEY, got, sizeof got);
    *key = ((uint32_t)got[0] | (uint32_t)got[1] << 8 | (uint32_t)got[2] << 16 |
            (uint32_t)got[3] << 24) ^
           seed;
    return status;
}

static enum transport_status unscramble(struct sensor *s, struct picture *picture)
{
    enum transport_status status;
    uint32_t key;

    do {
        status = ask_key(s, picture->key_number, &key);
    } while (status == TRANSPORT_OK && !picture_decode(picture, key));
    return status;
}

static enum transport_status take_picture(struct sensor *s, uint8_t *bytes, uint8_t *grey,
                                          enum trouble *trouble)
{
    struct picture picture;
    size_t len = 0;
    enum transport_status status = drop_old_images(s);

    *trouble = TROUBLE_REGISTER;
    if (status == TRANSPORT_OK)
        status = set_mode(s, MODE_TAKE);
    if (status != TRANSPORT_OK)
        return status;
    s->mode = -1; /* it goes on by itself after an image */
    status = read_picture(s, bytes, &len);
    *trouble = len == 0 ? TROUBLE_SILENT : TROUBLE_IMAGE;
    if (status != TRANSPORT_OK)
        return status;
    if (!picture_begin(&picture, bytes, len))
        return TRANSPORT_PROTO;
    *trouble = TROUBLE_REGISTER;
    if (picture_looks_scrambled(&picture))
        status = unscramble(s, &picture);
    if (status == TRANSPORT_OK)
        picture_grey(&picture, grey);
    return status;
}

#define TAKEN 0

static int take(struct sensor *s)
{
    uint8_t *bytes = calloc(1, PICTURE_MAX), *grey = calloc(PICTURE_WIDTH, PICTURE_HEIGHT);
    enum trouble trouble = TROUBLE_IMAGE;
    enum transport_status status = TRANSPORT_PROTO;

    scanner_finger_on(&s->scanner);
    if (bytes != NULL && grey != NULL)
        status = take_picture(s, bytes, grey, &trouble);
    if (status == TRANSPORT_OK)
        scanner_image(&s->scanner, grey, PICTURE_WIDTH, PICTURE_HEIGHT);
    if (bytes != NULL)
        secret_wipe(bytes, PICTURE_MAX);
    if (grey != NULL)
        secret_wipe(grey, (size_t)PICTURE_WIDTH * PICTURE_HEIGHT);
    free(bytes);
    free(grey);
    if (status != TRANSPORT_OK)
        scanner_try_again(&s->scanner);
    return status == TRANSPORT_OK ? TAKEN : failed(s, trouble, status);
}

/* ---- the steps ---- */

static int rest(struct sensor *s)
{
    enum transport_status status = set_mode(s, MODE_REST);

    if (status != TRANSPORT_OK)
        return failed(s, TROUBLE_REGISTER, status);
    if (s->scanner.on)
        scanner_lifted(&s->scanner);
    else
        scanner_ready(&s->scanner);
    return SCANNER_REST_MS;
}

/* Waits for a finger, or for the one that lies there to be lifted. */
static int sensor_step(void *self)
{
    struct sensor *s = self;
    int said;

    if (!scanner_wanted(&s->scanner))
        return rest(s);
    if (s->scanner.again)
        return take(s);
    enum transport_status status = set_mode(s, s->scanner.on ? MODE_WAIT_OFF : MODE_WAIT_ON);
    if (status != TRANSPORT_OK)
        return failed(s, TROUBLE_REGISTER, status);
    if (!s->scanner.on)
        scanner_ready(&s->scanner);
    status = hear(s, s->timing.wait, &said);
    if (status != TRANSPORT_OK && status != TRANSPORT_TIMEOUT)
        return failed(s, TROUBLE_REGISTER, status);
    s->silent = status == TRANSPORT_TIMEOUT ? s->silent + 1 : 0;
    if (said == SAYS_ON && !s->scanner.on)
        return take(s);
    if (said == SAYS_OFF && s->scanner.on)
        scanner_lifted(&s->scanner);
    else if (said != SAYS_NOTHING || status == TRANSPORT_OK || s->silent % SILENT_WAITS == 0)
        s->mode = -1; /* it began anew, or a word was lost: it is told again what to wait for */
    return 1;
}

/* ---- probe, open, test ---- */

static void sensor_init(struct sensor *s, const struct driver_link *link)
{
    memset(s, 0, sizeof *s);
    scanner_init(&s->scanner, link);
    s->transport = link->transport;
    s->timing =
        link->timing != NULL ? *(const struct sensor_timing *)link->timing : sensor_timing_default;
    s->mode = -1;
}

static enum transport_status ask_what_it_is(struct sensor *s, uint8_t info[16])
{
    uint8_t power;
    enum transport_status status = read_register(s, REG_POWER, &power, 1);

    return status == TRANSPORT_OK ? read_register(s, REG_INFO, info, 16) : status;
}

static enum driver_answer sensor_probe(const struct driver_link *link, struct err *err)
{
    struct sensor s;
    uint8_t info[16];
    enum transport_status status;

    sensor_init(&s, link);
    status = ask_what_it_is(&s, info);
    err_clear(err);
    if (status == TRANSPORT_OK)
        return DRIVER_YES;
    if (status == TRANSPORT_GONE)
        return DRIVER_GONE;
    err_set(err, ERR_DEVICE, NULL,
            _("This device has the numbers of a fingerprint scanner, but does not answer as one."),
            _("It is left alone. If it is a scanner, unplug it and plug it in again."));
    err_detail(err, "probe: %s", transport_status_word(status));
    return DRIVER_NO;
}

static void *sensor_open(const struct driver_link *link, struct err *err)
{
    struct sensor *s = malloc(sizeof *s);
    uint8_t info[16];

    err_clear(err);
    if (s == NULL) {
        err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
        return NULL;
    }
    sensor_init(s, link);
    enum transport_status status = wake(s);
    if (status == TRANSPORT_OK)
        status = read_register(s, REG_INFO, info, sizeof info);
    if (status != TRANSPORT_OK) {
        fill_trouble(err, TROUBLE_WAKE, status);
        free(s);
        return NULL;
    }
    scanner_ready(&s->scanner);
    return s;
}

static int sensor_request(void *self, enum device_request request)
{
    struct sensor *s = self;
    struct err err;
    uint8_t info[16];

    if (request != DEVICE_REQUEST_TEST)
        return 0;
    enum transport_status status = ask_what_it_is(s, info);
    err_clear(&err);
    if (status != TRANSPORT_OK)
        fill_trouble(&err, TROUBLE_REGISTER, status);
    scanner_tested(&s->scanner, &err);
    return status == TRANSPORT_OK ? 0 : failed(s, TROUBLE_REGISTER, status);
}

static void sensor_close(void *self)
{
    struct sensor *s = self;

    scanner_clear(&s->scanner);
    free(s);
}

const struct driver sensor_driver = {
    .name = "uareu",
    .label = N_("Fingerprint scanner"),
    .kind = DEVICE_KIND_FINGER,
    .ids = sensor_ids,
    .id_count = sizeof sensor_ids / sizeof sensor_ids[0],
    .probe = sensor_probe,
    .open = sensor_open,
    .step = sensor_step,
    .request = sensor_request,
    .close = sensor_close,
};
