#include "config.h"

#include "drivers/finger/ef01/module.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "drivers/finger/ef01/line.h"
#include "drivers/finger/ef01/module_ids.h"
#include "drivers/finger/scanner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A finger laid down shows within a fifth of a second. Each look lights the sensor, so looks are
 * not closer than that. The long limits are the longest that working programs use. */
const struct module_timing module_timing_default = {
    .write = 1000,
    .probe = 500,
    .quick = 1000,
    .data = 10000,
    .more = 300,
    .gap = 300,
    .poll = 150,
    .watch = 250,
    .settle = 100,
    .stale = 1,
    .repair = 2000,
};

#define MAX_FAILURES 3
#define BUFFER_TAKEN 1
#define BUFFER_GIVEN 2
#define FEATURES_BARE 512 /* what a module sends where it does not say how much */

struct module {
    struct scanner scanner;
    struct ef01_line line;
    struct ef01_parameters parameters;
    bool images; /* over USB */

    /* What registry_match() left, for the next finger. */
    struct finger_capture *with;
    size_t count;
    unsigned token;
};

static struct driver_link *link_of(struct module *m)
{
    return &m->scanner.link;
}

/* ---- telling the program ---- */

#define LAY_OR_PLUG                                                                                \
    N_("Lay the finger down again. If this comes back, unplug the scanner and plug it in again.")
#define PLUG_AGAIN N_("Unplug the scanner, wait a moment, and plug it in again.")

static const char *const outcome_words[][2] = {
    [LINE_REPLY] = {"", ""},
    [LINE_SILENT] = {N_("The scanner does not answer."), PLUG_AGAIN},
    [LINE_BROKE_OFF] = {N_("The scanner's answer broke off."), LAY_OR_PLUG},
    [LINE_DAMAGED] = {N_("The scanner's answer arrived damaged."), LAY_OR_PLUG},
    [LINE_STALLED] = {N_("The scanner stopped in the middle of an answer."), LAY_OR_PLUG},
    [LINE_REFUSED] = {N_("The connection to the scanner is disturbed."), PLUG_AGAIN},
    [LINE_UNPLUGGED] = {N_("The scanner was unplugged."), ""},
};

static void fill_outcome(struct err *err, enum line_outcome outcome, enum ef01_command command)
{
    err_clear(err);
    err_set(err, ERR_DEVICE, NULL, gettext(outcome_words[outcome][0]),
            outcome_words[outcome][1][0] != '\0' ? gettext(outcome_words[outcome][1]) : NULL);
    err_detail(err, "%s: outcome %d", ef01_command_word(command), (int)outcome);
}

static void fill_status(struct err *err, uint8_t code, enum ef01_command command)
{
    const struct ef01_status *row = ef01_status_find(code);

    err_clear(err);
    err_set(err, ERR_DEVICE, NULL, gettext(row->text),
            gettext(row->hint[0] != '\0' ? row->hint : LAY_OR_PLUG));
    err_detail(err, "%s: code %02X", ef01_command_word(command), code);
}

/* An exchange that brought no answer. */
static int failed(struct module *m, enum ef01_command command, enum line_outcome outcome)
{
    struct err err;

    if (outcome == LINE_UNPLUGGED)
        return DRIVER_STEP_GONE;
    m->scanner.failures++;
    fill_outcome(&err, outcome, command);
    scanner_fault(&m->scanner, 0x1000u + (unsigned)outcome, DEVICE_FAULTY, &err);
    if (outcome == LINE_STALLED && transport_clear(m->line.transport) == TRANSPORT_GONE)
        return DRIVER_STEP_GONE;
    return m->scanner.failures > MAX_FAILURES ? DRIVER_STEP_RESET : m->line.timing.poll;
}

/* An answer that says no where that is trouble. */
static int refused(struct module *m, enum ef01_command command, uint8_t code)
{
    struct err err;

    m->scanner.failures = 0;
    fill_status(&err, code, command);
    scanner_fault(&m->scanner, 0x2000u + code, DEVICE_FAULTY, &err);
    return m->line.timing.repair;
}

/* ---- taking a finger ---- */

#define TAKEN 0

/* Does the module say that it cannot, or is the finger to be laid down anew? */
static int said_no(struct module *m, enum ef01_command command, uint8_t code)
{
    const struct ef01_status *row = ef01_status_find(code);

    if (row->class == EF01_CLASS_NO_FINGER) /* lifted too soon */
        row = ef01_status_find(0x03);
    if (row->class != EF01_CLASS_POOR)
        return refused(m, command, code);
    scanner_poor(&m->scanner, gettext(row->text), gettext(row->hint));
    return TAKEN;
}

static int take_image(struct module *m)
{
    uint8_t *bytes = malloc(EF01_IMAGE_MAX), *grey = malloc(EF01_IMAGE_MAX);
    struct ef01_answer answer;
    size_t got = 0;
    int height, next = TAKEN;
    bool halves;
    enum line_outcome outcome = LINE_REFUSED;

    if (bytes != NULL && grey != NULL)
        outcome =
            ef01_fetch(&m->line, EF01_SEND_IMAGE, NULL, 0, 0, bytes, EF01_IMAGE_MAX, &got, &answer);
    if (outcome == LINE_REPLY && ef01_image_size(got, &height, &halves)) {
        ef01_image_grey(bytes, got, halves, grey);
        scanner_image(&m->scanner, grey, EF01_IMAGE_WIDTH, height);
    } else {
        m->line.image = 0; /* learned anew */
        next = failed(m, EF01_SEND_IMAGE, outcome == LINE_REPLY ? LINE_DAMAGED : outcome);
    }
    if (bytes != NULL)
        secret_wipe(bytes, EF01_IMAGE_MAX);
    if (grey != NULL)
        secret_wipe(grey, EF01_IMAGE_MAX);
    free(bytes);
    free(grey);
    return next;
}

static int take_features(struct module *m)
{
    static const uint8_t buffer = BUFFER_TAKEN;
    uint8_t bytes[FINGER_BYTES_MAX];
    char kind[FINGER_KIND_MAX];
    struct ef01_answer answer;
    size_t got;
    enum line_outcome outcome = ef01_ask(&m->line, EF01_EXTRACT, &buffer, 1, &answer);

    if (outcome != LINE_REPLY)
        return failed(m, EF01_EXTRACT, outcome);
    if (answer.code != 0)
        return said_no(m, EF01_EXTRACT, answer.code);
    outcome = ef01_fetch(&m->line, EF01_SEND_FEATURES, &buffer, 1, FEATURES_BARE, bytes,
                         sizeof bytes, &got, &answer);
    if (outcome == LINE_REPLY && answer.code == 0 && got > 0) {
        snprintf(kind, sizeof kind, "ef01/%04X/%zu", m->parameters.system, got);
        scanner_features(&m->scanner, kind, bytes, got);
    }
    secret_wipe(bytes, sizeof bytes);
    if (outcome != LINE_REPLY || (answer.code == 0 && got == 0))
        return failed(m, EF01_SEND_FEATURES, outcome == LINE_REPLY ? LINE_DAMAGED : outcome);
    return answer.code == 0 ? TAKEN : said_no(m, EF01_SEND_FEATURES, answer.code);
}

/* ---- comparing on the module ---- */

static void forget_match(struct module *m)
{
    for (size_t i = 0; i < m->count; i++)
        finger_capture_clear(&m->with[i]);
    m->count = 0;
}

/* Compares what lies in the first buffer with one that it was given. */
static enum line_outcome compare_one(struct module *m, const struct finger_capture *with,
                                     struct ef01_answer *answer, enum ef01_command *command)
{
    *command = EF01_LOAD_FEATURES;
    enum line_outcome outcome = ef01_load(&m->line, BUFFER_GIVEN, with->bytes, with->len, answer);
    if (outcome != LINE_REPLY || answer->code != 0)
        return outcome;
    *command = EF01_MATCH;
    return ef01_ask(&m->line, EF01_MATCH, NULL, 0, answer);
}

/* The finger just taken against all that registry_match() left. */
static int compare(struct module *m)
{
    struct device_event event = {.kind = DEVICE_EVENT_FINGER_MATCHED,
                                 .match = {.token = m->token, .index = -1}};
    struct ef01_answer answer = {.code = 0};
    enum ef01_command command = EF01_MATCH;
    enum line_outcome outcome = LINE_REPLY;
    enum ef01_class class = EF01_CLASS_DONE;
    int next = TAKEN;

    for (size_t i = 0; i < m->count && outcome == LINE_REPLY; i++) {
        outcome = compare_one(m, &m->with[i], &answer, &command);
        class = ef01_status_find(answer.code)->class;
        if (outcome != LINE_REPLY || (class != EF01_CLASS_DONE && class != EF01_CLASS_DIFFERS))
            break;
        int score = answer.results[0] << 8 | answer.results[1];
        if (class == EF01_CLASS_DONE && (!event.match.same || score > event.match.score)) {
            event.match.same = true;
            event.match.score = score;
            event.match.index = (int)i;
        }
    }
    forget_match(m);
    if (outcome != LINE_REPLY) {
        fill_outcome(&event.err, outcome, command);
        next = failed(m, command, outcome);
    } else if (class != EF01_CLASS_DONE && class != EF01_CLASS_DIFFERS) {
        fill_status(&event.err, answer.code, command);
        next = refused(m, command, answer.code);
    }
    link_of(m)->emit(link_of(m)->to, &event);
    return next;
}

static int take(struct module *m)
{
    int next;

    scanner_finger_on(&m->scanner);
    next = m->images ? take_image(m) : take_features(m);
    if (next == TAKEN && m->count > 0 && !m->images)
        next = compare(m);
    else if (next != TAKEN)
        scanner_try_again(&m->scanner);
    return next == TAKEN ? m->line.timing.watch : next;
}

/* ---- the steps ---- */

/* Answers that come late come before the answer to this question, and none has its size. */
static int get_in_step(struct module *m)
{
    struct ef01_answer answer;
    enum line_outcome outcome = ef01_ask(&m->line, EF01_PARAMETERS, NULL, 0, &answer);

    if (outcome != LINE_REPLY)
        return failed(m, EF01_PARAMETERS, outcome);
    return answer.code == 0 ? TAKEN : refused(m, EF01_PARAMETERS, answer.code);
}

static int look(struct module *m)
{
    struct ef01_answer answer;
    enum line_outcome outcome = ef01_ask(&m->line, EF01_TAKE_IMAGE, NULL, 0, &answer);

    if (outcome != LINE_REPLY)
        return failed(m, EF01_TAKE_IMAGE, outcome);
    enum ef01_class class = ef01_status_find(answer.code)->class;
    if (class == EF01_CLASS_NO_FINGER) {
        if (m->scanner.on)
            scanner_lifted(&m->scanner);
        else
            scanner_ready(&m->scanner);
        return m->line.timing.poll;
    }
    if (class != EF01_CLASS_DONE && class != EF01_CLASS_POOR)
        return refused(m, EF01_TAKE_IMAGE, answer.code);
    m->scanner.failures = 0;
    if (m->scanner.on && !m->scanner.again)
        return m->line.timing.watch;
    if (class == EF01_CLASS_DONE)
        return take(m);
    scanner_finger_on(&m->scanner);
    return said_no(m, EF01_TAKE_IMAGE, answer.code) == TAKEN ? m->line.timing.watch
                                                             : m->line.timing.repair;
}

static int module_step(void *self)
{
    struct module *m = self;

    if (!scanner_wanted(&m->scanner)) {
        if (m->scanner.on)
            scanner_lifted(&m->scanner);
        else if (m->scanner.told == 0)
            scanner_ready(&m->scanner);
        return SCANNER_REST_MS;
    }
    if (!m->line.in_step) {
        int next = get_in_step(m);
        if (next != TAKEN)
            return next;
    }
    return look(m);
}

/* ---- probe, open, test ---- */

static void line_init(struct ef01_line *line, const struct driver_link *link)
{
    const struct module_timing *timing =
        link->timing != NULL ? link->timing : &module_timing_default;

    ef01_line_init(line, link->transport, link->id->carrier, timing);
}

static void fill_stranger(const struct driver_link *link, struct err *err)
{
    err_clear(err);
    if (link->id->use == DEVICE_USE_ADAPTER)
        err_set(err, ERR_DEVICE, NULL,
                _("Nothing on this serial adapter answers as a fingerprint scanner."),
                _("It is left alone."));
    else
        err_set(err, ERR_DEVICE, NULL,
                _("This device has the numbers of a fingerprint scanner, but does not answer as "
                  "one."),
                _("It is left alone. If it is a scanner, unplug it and plug it in again."));
}

static enum driver_answer module_probe(const struct driver_link *link, struct err *err)
{
    static const uint8_t password[4];
    struct ef01_line line;
    struct ef01_answer answer;
    enum line_outcome outcome = LINE_SILENT;

    line_init(&line, link);
    /* A second time if the first brought something: old data may have been in the way. */
    for (int i = 0; i < 2; i++) {
        outcome = ef01_ask(&line, EF01_VERIFY_PASSWORD, password, sizeof password, &answer);
        if (outcome == LINE_REPLY || outcome == LINE_SILENT || outcome == LINE_UNPLUGGED)
            break;
        if (outcome == LINE_STALLED && transport_clear(link->transport) == TRANSPORT_GONE)
            outcome = LINE_UNPLUGGED;
    }
    err_clear(err);
    if (outcome == LINE_UNPLUGGED)
        return DRIVER_GONE;
    if (outcome == LINE_REPLY && answer.code == 0)
        return DRIVER_YES;
    if (outcome == LINE_REPLY)
        fill_status(err, answer.code, EF01_VERIFY_PASSWORD);
    else
        fill_stranger(link, err);
    err_detail(err, "probe over %s: outcome %d", transport_name(link->transport), (int)outcome);
    return DRIVER_NO;
}

/* What it is, for the devices page and for the name of what it gives. */
static enum line_outcome ask_parameters(struct module *m, uint8_t *code)
{
    struct ef01_answer answer;
    char text[48];
    enum line_outcome outcome = LINE_DAMAGED;

    for (int i = 0; i < 2 && outcome != LINE_REPLY && outcome != LINE_UNPLUGGED; i++)
        outcome = ef01_ask(&m->line, EF01_PARAMETERS, NULL, 0, &answer);
    *code = answer.code;
    if (outcome != LINE_REPLY || answer.code != 0)
        return outcome;
    if (!ef01_parameters(answer.results, &m->parameters))
        return LINE_DAMAGED;
    m->line.packet = m->parameters.packet;
    snprintf(text, sizeof text, "EF01 %04X", m->parameters.system);
    link_of(m)->name(link_of(m)->to, text);
    return LINE_REPLY;
}

static void *module_open(const struct driver_link *link, struct err *err)
{
    struct module *m = calloc(1, sizeof *m);
    uint8_t code = 0;

    err_clear(err);
    if (m == NULL) {
        err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
        return NULL;
    }
    scanner_init(&m->scanner, link);
    line_init(&m->line, link);
    m->images = m->line.bare;
    enum line_outcome outcome = ask_parameters(m, &code);
    if (outcome != LINE_REPLY || code != 0) {
        if (outcome != LINE_REPLY)
            fill_outcome(err, outcome, EF01_PARAMETERS);
        else
            fill_status(err, code, EF01_PARAMETERS);
        free(m);
        return NULL;
    }
    scanner_ready(&m->scanner);
    return m;
}

static int test(struct module *m)
{
    struct err err;
    uint8_t code = 0;
    enum line_outcome outcome = ask_parameters(m, &code);

    err_clear(&err);
    if (outcome != LINE_REPLY)
        fill_outcome(&err, outcome, EF01_PARAMETERS);
    else if (code != 0)
        fill_status(&err, code, EF01_PARAMETERS);
    scanner_tested(&m->scanner, &err);
    if (outcome != LINE_REPLY)
        return failed(m, EF01_PARAMETERS, outcome);
    return code == 0 ? 0 : refused(m, EF01_PARAMETERS, code);
}

static int module_request(void *self, enum device_request request)
{
    struct module *m = self;

    switch (request) {
    case DEVICE_REQUEST_TEST:
        return test(m);
    case DEVICE_REQUEST_MATCH:
        forget_match(m);
        if (m->with == NULL)
            m->with = calloc(REGISTRY_MATCH_MAX, sizeof *m->with);
        if (m->with != NULL)
            m->count =
                link_of(m)->take_match(link_of(m)->to, m->with, REGISTRY_MATCH_MAX, &m->token);
        return 0;
    case DEVICE_REQUEST_LOOK:
    case DEVICE_REQUEST_READ:
        break;
    }
    return 0;
}

static void module_close(void *self)
{
    struct module *m = self;

    forget_match(m);
    free(m->with);
    scanner_clear(&m->scanner);
    ef01_parser_reset(&m->line.parser);
    free(m);
}

const struct driver module_driver = {
    .name = "ef01",
    .label = N_("Fingerprint scanner"),
    .kind = DEVICE_KIND_FINGER,
    .ids = module_ids,
    .id_count = MODULE_ID_COUNT,
    .probe = module_probe,
    .open = module_open,
    .step = module_step,
    .request = module_request,
    .close = module_close,
};
