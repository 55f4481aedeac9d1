#include "config.h"

#include "drivers/idcard/reader.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "drivers/idcard/reader_ids.h"
#include "drivers/idcard/sam_line.h"
#include "drivers/idcard/text_block.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* A card laid down shows within 50 ms plus the reader's own time, so looks are close together; a
 * reader takes one when it has answered the last. The long limits are the longest that working
 * clients use. */
const struct reader_timing reader_timing_default = {
    .write = 2000,
    .quick = 1000,
    .read = 3000,
    .address = 1500,
    .gap = 500,
    .poll = 20,
    .watch = 100,
    .settle = 20,
    .stale = 1,
    .repair = 2000,
};

/* What 30 03 is worth on this reader for asking whether the card still lies there. */
enum presence {
    PRESENCE_UNTRIED, /* not yet asked while no card was there */
    PRESENCE_LIKELY,  /* says no when there is none; not yet seen to say yes */
    PRESENCE_SURE,    /* has said both */
    PRESENCE_USELESS, /* says yes without a card, or nothing at all */
};

struct reader {
    struct driver_link link;
    struct sam_line line;
    int failures;  /* exchanges in a row that did not end as they should */
    unsigned told; /* the fault shown last, so that it is not told again at each look; 0 none */
    enum presence presence;
    bool finds_lying; /* this reader goes on finding a card it has read */

    /* The card that lies there, as far as known. */
    bool lying;
    bool fresh;      /* read just now, 30 03 not yet asked */
    bool said_yes;   /* 30 03 has said yes to this card */
    bool ask_find;   /* 30 03 cannot tell for this card: ask 20 01 */
    bool none_since; /* 20 01 has said "no card" since */
    bool shaky;      /* reading it again failed: perhaps it is being lifted */
    uint8_t key[crypto_generichash_KEYBYTES];
    uint8_t digest[crypto_generichash_BYTES_MIN];
};

#define MAX_FAILURES 3
#define STEP_FOUND 0

/* ---- telling the program ---- */

#define LAY_OR_PLUG                                                                                \
    N_("Lay the card down again. If this comes back, unplug the reader and plug it in again.")
#define PLUG_AGAIN N_("Unplug the reader, wait a moment, and plug it in again.")

static const char *const outcome_words[][2] = {
    [SAM_LINE_REPLY] = {"", ""},
    [SAM_LINE_SILENT] = {N_("The reader does not answer."), PLUG_AGAIN},
    [SAM_LINE_BROKE_OFF] = {N_("The reader's answer broke off."), LAY_OR_PLUG},
    [SAM_LINE_DAMAGED] = {N_("The reader's answer arrived damaged."), LAY_OR_PLUG},
    [SAM_LINE_STALLED] = {N_("The reader stopped in the middle of an answer."), LAY_OR_PLUG},
    [SAM_LINE_REFUSED] = {N_("The USB connection to the reader is disturbed."), PLUG_AGAIN},
    [SAM_LINE_UNPLUGGED] = {N_("The reader was unplugged."), ""},
};

static void tell(struct reader *r, enum device_event_kind kind, const struct err *err)
{
    struct device_event event = {.kind = kind};

    if (err != NULL)
        event.err = *err;
    r->link.emit(r->link.to, &event);
}

/* Tells a fault once, until it is another or all was well in between. */
static void tell_fault(struct reader *r, unsigned code, enum device_state state, struct err *err)
{
    bool told = r->told == code;

    r->told = code;
    r->link.show(r->link.to, state, err->text, err->hint);
    if (!told)
        tell(r, DEVICE_EVENT_FAULT, err);
}

static void fill_outcome(struct err *err, enum sam_outcome outcome, enum sam_command command)
{
    err_clear(err);
    err_set(err, ERR_DEVICE, NULL, gettext(outcome_words[outcome][0]),
            outcome_words[outcome][1][0] != '\0' ? gettext(outcome_words[outcome][1]) : NULL);
    err_detail(err, "%s: outcome %d", sam_command_word(command), (int)outcome);
}

static void fill_status(struct err *err, const struct sam_reply *reply, enum sam_command command)
{
    const struct sam_status *row = sam_status_find(reply->sw[2]);

    err_clear(err);
    /* A code that is no trouble in its place, such as "no card", is trouble in another's. */
    err_set(err, ERR_DEVICE, NULL, gettext(row->text),
            gettext(row->hint[0] != '\0' ? row->hint : LAY_OR_PLUG));
    err_detail(err, "%s: status %02X %02X %02X", sam_command_word(command), reply->sw[0],
               reply->sw[1], reply->sw[2]);
}

/* An exchange that brought no reply. */
static int failed(struct reader *r, enum sam_command command, enum sam_outcome outcome)
{
    struct err err;

    if (outcome == SAM_LINE_UNPLUGGED)
        return DRIVER_STEP_GONE;
    r->failures++;
    fill_outcome(&err, outcome, command);
    tell_fault(r, 0x1000u + (unsigned)outcome, DEVICE_FAULTY, &err);
    if (outcome == SAM_LINE_STALLED && transport_clear(r->link.transport) == TRANSPORT_GONE)
        return DRIVER_STEP_GONE;
    return r->failures > MAX_FAILURES ? DRIVER_STEP_RESET : r->line.timing.poll;
}

/* A reply that says no. */
static int refused(struct reader *r, enum sam_command command, const struct sam_reply *reply)
{
    enum sam_class class = sam_status_find(reply->sw[2])->class;
    bool module = class == SAM_CLASS_MODULE || class == SAM_CLASS_REQUEST;
    struct err err;

    if (class == SAM_CLASS_CARD && r->lying && r->finds_lying && !r->shaky) {
        r->shaky = true;
        return r->line.timing.poll;
    }
    fill_status(&err, reply, command);
    tell_fault(r, 0x2000u + reply->sw[2], module ? DEVICE_FAULTY : DEVICE_READY, &err);
    return module ? r->line.timing.repair : r->line.timing.poll;
}

/* ---- the card ---- */

static void show_ready(struct reader *r)
{
    r->told = 0;
    r->link.show(r->link.to, DEVICE_READY, _("Ready for a card."), NULL);
}

static void forget_card(struct reader *r)
{
    r->lying = r->fresh = r->said_yes = r->ask_find = r->none_since = r->shaky = false;
    secret_wipe(r->digest, sizeof r->digest);
}

static void lifted(struct reader *r)
{
    forget_card(r);
    show_ready(r);
    tell(r, DEVICE_EVENT_CARD_LIFTED, NULL);
}

static void decode(struct reader *r, const uint8_t *text)
{
    struct device_event event = {.kind = DEVICE_EVENT_CARD};
    enum text_block result = text_block_decode(text, &event.card);
    struct err err;

    if (result == TEXT_BLOCK_OK) {
        r->told = 0;
        r->link.show(r->link.to, DEVICE_CARD_ON, _("A card was read."), NULL);
        r->link.emit(r->link.to, &event);
    } else {
        const char *what = result == TEXT_BLOCK_KIND ? _("Cards of this kind are not supported.")
                                                     : _("The card holds no name or no number.");
        err_clear(&err);
        err_set(&err, ERR_DEVICE, NULL, what, _("Enter the person by hand and tell the operator."));
        tell_fault(r, 0x3000u + (unsigned)result, DEVICE_CARD_ON, &err);
    }
    device_event_clear(&event);
}

/* The text of a card that was read whole. Tells of it unless it is the one that lies there. */
static void card_read(struct reader *r, const uint8_t *text)
{
    uint8_t digest[sizeof r->digest];

    crypto_generichash(digest, sizeof digest, text, SAM_TEXT_SIZE, r->key, sizeof r->key);
    bool same = r->lying && memcmp(digest, r->digest, sizeof digest) == 0;
    if (same && !r->none_since) {
        r->finds_lying = true;
        r->shaky = false;
        r->told = 0;
        r->link.show(r->link.to, DEVICE_CARD_ON, _("A card was read."), NULL);
        return;
    }
    if (r->lying)
        lifted(r);
    forget_card(r);
    memcpy(r->digest, digest, sizeof digest);
    r->lying = r->fresh = true;
    decode(r, text);
}

/* A card was found: select, read. */
static int read_card(struct reader *r)
{
    struct sam_reply reply;
    struct sam_blocks blocks;
    enum sam_outcome outcome;

    if (!r->lying && r->told == 0)
        r->link.show(r->link.to, DEVICE_BUSY, _("Reading a card..."), NULL);
    outcome = sam_line_ask(&r->line, SAM_SELECT, &reply);
    if (outcome != SAM_LINE_REPLY)
        return failed(r, SAM_SELECT, outcome);
    if (reply.sw[2] != sam_success(SAM_SELECT))
        return refused(r, SAM_SELECT, &reply);

    outcome = sam_line_ask(&r->line, SAM_READ, &reply);
    if (outcome == SAM_LINE_REPLY && reply.sw[2] != sam_success(SAM_READ)) {
        return refused(r, SAM_READ, &reply);
    } else if (outcome == SAM_LINE_REPLY && sam_reply_blocks(SAM_READ, &reply, &blocks)) {
        r->failures = 0;
        card_read(r, blocks.text);
    } else {
        return failed(r, SAM_READ, outcome);
    }
    sam_parser_reset(&r->line.parser); /* text and photo are wiped at once */
    return STEP_FOUND;
}

/* 30 03 without a card: a reader that says yes now cannot be trusted when it says yes later. */
static int learn_presence(struct reader *r)
{
    struct sam_reply reply;
    enum sam_outcome outcome = sam_line_ask(&r->line, SAM_READ_ADDRESS, &reply);

    if (outcome == SAM_LINE_UNPLUGGED)
        return DRIVER_STEP_GONE;
    r->presence = PRESENCE_USELESS;
    if (outcome == SAM_LINE_REPLY) {
        enum sam_class class = sam_status_find(reply.sw[2])->class;
        if (class == SAM_CLASS_CARD || class == SAM_CLASS_NO_CARD)
            r->presence = PRESENCE_LIKELY;
    } else if (outcome == SAM_LINE_STALLED) {
        transport_clear(r->link.transport);
    }
    sam_parser_reset(&r->line.parser);
    return r->line.timing.poll;
}

static int look(struct reader *r)
{
    struct sam_reply reply;
    enum sam_outcome outcome = sam_line_ask(&r->line, SAM_FIND, &reply);

    if (outcome != SAM_LINE_REPLY)
        return failed(r, SAM_FIND, outcome);
    r->failures = 0;
    if (reply.sw[2] == sam_success(SAM_FIND)) {
        int pause = read_card(r);
        return pause == STEP_FOUND && !r->fresh ? r->line.timing.watch : pause;
    }
    if (sam_status_find(reply.sw[2])->class != SAM_CLASS_NO_CARD)
        return refused(r, SAM_FIND, &reply);

    if (r->lying && !r->finds_lying) {
        /* "No card" from a reader that says so of any card it has read: it may lie there. */
        r->none_since = true;
        r->ask_find = r->presence != PRESENCE_UNTRIED;
        return r->line.timing.poll;
    }
    if (r->lying)
        lifted(r);
    show_ready(r);
    return r->presence == PRESENCE_UNTRIED ? learn_presence(r) : r->line.timing.poll;
}

/* A card was read: does it still lie there? */
static int watch(struct reader *r)
{
    struct sam_reply reply;
    bool fresh = r->fresh;

    r->fresh = false;
    if (r->ask_find || r->presence == PRESENCE_USELESS)
        return look(r);
    enum sam_outcome outcome = sam_line_ask(&r->line, SAM_READ_ADDRESS, &reply);
    uint8_t sw3 = reply.sw[2];
    sam_parser_reset(&r->line.parser);
    if (outcome != SAM_LINE_REPLY)
        return failed(r, SAM_READ_ADDRESS, outcome);
    r->failures = 0;
    if (sw3 == sam_success(SAM_READ_ADDRESS) || sam_status_find(sw3)->class == SAM_CLASS_ABSENT) {
        /* A yes counts only from a reader that has said no without a card. */
        if (r->presence == PRESENCE_LIKELY)
            r->presence = PRESENCE_SURE;
        r->said_yes = true;
        r->ask_find = r->presence != PRESENCE_SURE;
        return r->line.timing.watch;
    }
    if (r->presence == PRESENCE_SURE || r->said_yes) {
        r->presence = PRESENCE_SURE;
        lifted(r);
        return look(r);
    }
    /* It has never said yes: that it says no right after a read tells nothing. */
    r->ask_find = fresh;
    return look(r);
}

/* ---- after something went wrong ---- */

/* Answers that come late come before the answer to a status request: the module does one thing
 * after another. So nothing is asked about cards before it has answered one. */
static int get_in_step(struct reader *r)
{
    struct sam_reply reply;
    enum sam_outcome outcome = sam_line_ask(&r->line, SAM_STATUS, &reply);

    if (outcome != SAM_LINE_REPLY)
        return failed(r, SAM_STATUS, outcome);
    if (reply.sw[2] != sam_success(SAM_STATUS))
        return refused(r, SAM_STATUS, &reply);
    return 0;
}

static int reader_step(void *self)
{
    struct reader *r = self;

    if (!r->line.in_step) {
        int pause = get_in_step(r);
        if (pause != 0)
            return pause;
    }
    return r->lying ? watch(r) : look(r);
}

/* ---- probe, open, test ---- */

static void reader_init(struct reader *r, const struct driver_link *link)
{
    memset(r, 0, sizeof *r);
    r->link = *link;
    r->line.transport = link->transport;
    r->line.timing =
        link->timing != NULL ? *(const struct reader_timing *)link->timing : reader_timing_default;
    crypto_generichash_keygen(r->key);
}

static enum driver_answer reader_probe(const struct driver_link *link, struct err *err)
{
    struct reader r;
    struct sam_reply reply;
    enum sam_outcome outcome = SAM_LINE_SILENT;

    reader_init(&r, link);
    /* A second time if the first brought something: old data may have been in the way. */
    for (int i = 0; i < 2; i++) {
        outcome = sam_line_ask(&r.line, SAM_STATUS, &reply);
        if (outcome == SAM_LINE_REPLY || outcome == SAM_LINE_SILENT ||
            outcome == SAM_LINE_UNPLUGGED)
            break;
        if (outcome == SAM_LINE_STALLED && transport_clear(link->transport) == TRANSPORT_GONE)
            outcome = SAM_LINE_UNPLUGGED;
    }
    sam_parser_reset(&r.line.parser);
    if (outcome == SAM_LINE_REPLY)
        return DRIVER_YES;
    err_clear(err);
    if (outcome == SAM_LINE_UNPLUGGED)
        return DRIVER_GONE;
    err_set(err, ERR_DEVICE, NULL,
            _("This device has the numbers of an ID card reader, but does not answer as one."),
            _("It is left alone. If it is a reader, unplug it and plug it in again."));
    err_detail(err, "probe over %s: %s", transport_name(link->transport),
               outcome == SAM_LINE_SILENT ? "no answer" : "no frame");
    return DRIVER_NO;
}

/* The module's number; some answer wrongly the first time after power-up. */
static enum sam_outcome ask_identity(struct reader *r)
{
    struct sam_reply reply;
    char text[SAM_ID_TEXT];
    enum sam_outcome outcome = SAM_LINE_DAMAGED;

    for (int i = 0; i < 3 && (outcome == SAM_LINE_DAMAGED || outcome == SAM_LINE_BROKE_OFF); i++) {
        outcome = sam_line_ask(&r->line, SAM_ID, &reply);
        if (outcome == SAM_LINE_REPLY && reply.sw[2] == sam_success(SAM_ID)) {
            sam_id_text(reply.data, text);
            r->link.name(r->link.to, text);
        }
    }
    return outcome;
}

static void *reader_open(const struct driver_link *link, struct err *err)
{
    struct reader *r = malloc(sizeof *r);

    err_clear(err);
    if (r == NULL) {
        err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
        return NULL;
    }
    reader_init(r, link);
    /* Works without: the number is for the devices page. */
    if (ask_identity(r) == SAM_LINE_STALLED)
        transport_clear(link->transport);
    r->link.show(r->link.to, DEVICE_READY, _("Ready for a card."), NULL);
    return r;
}

static int test(struct reader *r)
{
    struct sam_reply reply;
    struct err err;
    enum sam_outcome outcome = sam_line_ask(&r->line, SAM_STATUS, &reply);

    err_clear(&err);
    if (outcome == SAM_LINE_REPLY && reply.sw[2] == sam_success(SAM_STATUS))
        outcome = ask_identity(r);
    else if (outcome == SAM_LINE_REPLY)
        fill_status(&err, &reply, SAM_STATUS);
    if (outcome != SAM_LINE_REPLY)
        fill_outcome(&err, outcome, SAM_STATUS);
    tell(r, DEVICE_EVENT_TESTED, &err);
    if (outcome == SAM_LINE_REPLY)
        return 0;
    return failed(r, SAM_STATUS, outcome);
}

/* A card that lies there is selected still; if the reader has forgotten that, the next look finds
 * it, or it has to be lifted and laid down again. */
static int read_again(struct reader *r)
{
    struct sam_reply reply;
    struct sam_blocks blocks;
    bool lay = r->lying;
    enum sam_outcome outcome;

    forget_card(r);
    if (!lay)
        return 0;
    outcome = sam_line_ask(&r->line, SAM_READ, &reply);
    if (outcome == SAM_LINE_REPLY && reply.sw[2] == sam_success(SAM_READ) &&
        sam_reply_blocks(SAM_READ, &reply, &blocks))
        card_read(r, blocks.text);
    sam_parser_reset(&r->line.parser);
    return outcome == SAM_LINE_UNPLUGGED ? DRIVER_STEP_GONE : 0;
}

static int reader_request(void *self, enum device_request request)
{
    struct reader *r = self;

    switch (request) {
    case DEVICE_REQUEST_TEST:
        return test(r);
    case DEVICE_REQUEST_READ:
        return read_again(r);
    case DEVICE_REQUEST_LOOK:
    case DEVICE_REQUEST_MATCH:
        break;
    }
    return 0;
}

static void reader_close(void *self)
{
    struct reader *r = self;

    secret_wipe(r, sizeof *r);
    free(r);
}

const struct driver reader_driver = {
    .name = "idcard",
    .label = N_("ID card reader"),
    .kind = DEVICE_KIND_CARD,
    .ids = reader_ids,
    .id_count = READER_ID_COUNT,
    .probe = reader_probe,
    .open = reader_open,
    .step = reader_step,
    .request = reader_request,
    .close = reader_close,
};
