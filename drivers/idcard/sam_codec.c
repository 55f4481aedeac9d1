#include "config.h"

#include "drivers/idcard/sam_codec.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <stdio.h>
#include <string.h>

static const uint8_t preamble[5] = {0xAA, 0xAA, 0xAA, 0x96, 0x69};

#define NO_ARGUMENT (-1)
#define ARGUMENT_IN_PARA (-2)

static const struct {
    const char *word;
    uint8_t cmd, para;
    int argument; /* 1: one data byte */
    uint8_t success;
    size_t data; /* bytes of a successful reply; the reads vary and are checked from inside */
} commands[SAM_COMMANDS] = {
    [SAM_RESET] = {"reset", 0x10, 0xFF, NO_ARGUMENT, 0x90, 0},
    [SAM_STATUS] = {"status", 0x11, 0xFF, NO_ARGUMENT, 0x90, 0},
    [SAM_ID] = {"id", 0x12, 0xFF, NO_ARGUMENT, 0x90, SAM_ID_SIZE},
    [SAM_FIND] = {"find", 0x20, 0x01, NO_ARGUMENT, 0x9F, 4},
    [SAM_SELECT] = {"select", 0x20, 0x02, NO_ARGUMENT, 0x90, 8},
    [SAM_READ] = {"read", 0x30, 0x01, NO_ARGUMENT, 0x90, 4 + SAM_TEXT_SIZE + SAM_PHOTO_SIZE},
    [SAM_READ_FINGERS] = {"read-fingers", 0x30, 0x10, NO_ARGUMENT, 0x90, 0},
    [SAM_READ_ADDRESS] = {"read-address", 0x30, 0x03, NO_ARGUMENT, 0x90, SAM_ADDRESS_SIZE},
    [SAM_UART_RATE] = {"uart-rate", 0x60, 0x00, ARGUMENT_IN_PARA, 0x90, 0},
    [SAM_FRAME_BYTES] = {"frame-bytes", 0x61, 0xFF, 1, 0x90, 0},
};

uint8_t sam_command_cmd(enum sam_command command)
{
    return commands[command].cmd;
}

uint8_t sam_command_para(enum sam_command command)
{
    return commands[command].para;
}

const char *sam_command_word(enum sam_command command)
{
    return commands[command].word;
}

uint8_t sam_success(enum sam_command command)
{
    return commands[command].success;
}

size_t sam_request(enum sam_command command, uint8_t argument, uint8_t out[SAM_REQUEST_MAX])
{
    uint8_t para = commands[command].para;
    bool has_data = commands[command].argument > 0;
    size_t n = sizeof preamble;

    if (commands[command].argument == ARGUMENT_IN_PARA)
        para = argument;
    memcpy(out, preamble, sizeof preamble);
    out[n++] = 0;
    out[n++] = has_data ? 4 : 3;
    out[n++] = commands[command].cmd;
    out[n++] = para;
    if (has_data)
        out[n++] = argument;

    uint8_t check = 0;
    for (size_t i = sizeof preamble; i < n; i++)
        check ^= out[i];
    out[n++] = check;
    return n;
}

/* ---- the parser ---- */

void sam_parser_reset(struct sam_parser *parser)
{
    secret_wipe(parser, sizeof *parser);
}

bool sam_parser_inside(const struct sam_parser *parser)
{
    return parser->matched > 0;
}

/* One byte of the preamble. Two or more AA, then 96, then 69. */
static void match_preamble(struct sam_parser *p, uint8_t byte)
{
    if (byte == 0xAA && p->matched < 4) {
        p->matched = p->matched < 3 ? p->matched + 1 : 3;
    } else if (byte == 0x96 && (p->matched == 2 || p->matched == 3)) {
        p->matched = 4;
    } else if (byte == 0x69 && p->matched == 4) {
        p->matched = 5;
        p->have = 0;
    } else {
        p->matched = byte == 0xAA;
    }
}

static size_t frame_len(const struct sam_parser *p)
{
    return (size_t)p->frame[0] << 8 | p->frame[1];
}

static enum sam_parse whole_frame(struct sam_parser *p, struct sam_reply *reply)
{
    uint8_t check = 0;

    for (size_t i = 0; i < p->have; i++)
        check ^= p->frame[i];
    p->matched = 0;
    if (check != 0) {
        secret_wipe(p->frame, sizeof p->frame);
        return SAM_PARSE_BAD_CHECKSUM;
    }
    memcpy(reply->sw, p->frame + 2, sizeof reply->sw);
    reply->data = p->frame + 5;
    reply->len = p->have - 6;
    return SAM_PARSE_FRAME;
}

enum sam_parse sam_parser_feed(struct sam_parser *p, const uint8_t *bytes, size_t len, size_t *used,
                               struct sam_reply *reply)
{
    memset(reply, 0, sizeof *reply);
    for (*used = 0; *used < len;) {
        uint8_t byte = bytes[(*used)++];
        if (p->matched < 5) {
            match_preamble(p, byte);
            continue;
        }
        p->frame[p->have++] = byte;
        if (p->have < 2)
            continue;
        /* The shortest reply is a status and its checksum. */
        if (frame_len(p) < 4 || frame_len(p) + 2 > sizeof p->frame) {
            p->matched = 0;
            return SAM_PARSE_BAD_LENGTH;
        }
        if (p->have == frame_len(p) + 2)
            return whole_frame(p, reply);
    }
    return SAM_PARSE_MORE;
}

/* ---- meaning ---- */

bool sam_reply_blocks(enum sam_command command, const struct sam_reply *reply,
                      struct sam_blocks *blocks)
{
    size_t head = command == SAM_READ_FINGERS ? 6 : 4;
    const uint8_t *d = reply->data;

    memset(blocks, 0, sizeof *blocks);
    if (reply->len < head)
        return false;
    size_t text = (size_t)d[0] << 8 | d[1];
    size_t photo = (size_t)d[2] << 8 | d[3];
    size_t fingers = head == 6 ? (size_t)d[4] << 8 | d[5] : 0;
    if (text != SAM_TEXT_SIZE || photo > SAM_PHOTO_SIZE ||
        reply->len != head + text + photo + fingers)
        return false;
    blocks->text = d + head;
    blocks->photo = blocks->text + text;
    blocks->photo_len = photo;
    blocks->fingers = blocks->photo + photo;
    blocks->fingers_len = fingers;
    return true;
}

/* A success of this size belongs to some other command. */
static bool other_commands_size(enum sam_command command, size_t len)
{
    for (int c = 0; c < SAM_COMMANDS; c++) {
        if (c != (int)command && c != SAM_READ && c != SAM_READ_FINGERS && commands[c].data == len)
            return true;
    }
    return false;
}

enum sam_fit sam_reply_fit(enum sam_command command, const struct sam_reply *reply)
{
    uint8_t sw3 = reply->sw[2];
    bool read = command == SAM_READ || command == SAM_READ_FINGERS;
    struct sam_blocks blocks;

    if (sw3 != 0x90 && sw3 != 0x9F)
        return reply->len == 0 ? SAM_FIT_YES : SAM_FIT_STALE;
    if (sw3 != commands[command].success)
        return SAM_FIT_STALE;
    if (read && sam_reply_blocks(command, reply, &blocks))
        return SAM_FIT_YES;
    if (read && !other_commands_size(command, reply->len))
        return SAM_FIT_BROKEN;
    if (!read && reply->len == commands[command].data)
        return SAM_FIT_YES;
    return SAM_FIT_STALE;
}

#define LAY_AGAIN                                                                                  \
    N_("Lay the card flat on the reader again and leave it there until the name appears.")
#define TRY_OTHER                                                                                  \
    N_("Lay it down again. If other cards work, have this card checked by its issuing office.")
#define PLUG_AGAIN N_("Unplug the reader, wait a moment, and plug it in again.")

static const struct sam_status statuses[] = {
    {0x90, SAM_CLASS_DONE, N_("The reader has done it."), ""},
    {0x9F, SAM_CLASS_DONE, N_("There is a card on the reader."), ""},
    {0x10, SAM_CLASS_REQUEST, N_("A request reached the reader damaged."), PLUG_AGAIN},
    {0x11, SAM_CLASS_REQUEST, N_("A request reached the reader with a wrong length."), PLUG_AGAIN},
    {0x21, SAM_CLASS_REQUEST, N_("The reader does not know this command."),
     N_("This model may be too old: note its name and tell the operator.")},
    {0x23, SAM_CLASS_REQUEST, N_("The reader does not permit this."), PLUG_AGAIN},
    {0x24, SAM_CLASS_MODULE, N_("The reader reports an unknown error."), PLUG_AGAIN},
    {0x31, SAM_CLASS_CARD, N_("The card did not accept the reader."), TRY_OTHER},
    {0x32, SAM_CLASS_CARD, N_("The reader did not accept the card."), TRY_OTHER},
    {0x33, SAM_CLASS_CARD, N_("The card's data did not pass the reader's check."), LAY_AGAIN},
    {0x40, SAM_CLASS_CARD, N_("The reader does not know this type of card."),
     N_("Use the ID card or residence permit itself, not a bank or transport card.")},
    {0x41, SAM_CLASS_CARD, N_("The card could not be read."), LAY_AGAIN},
    {0x47, SAM_CLASS_CARD, N_("The reader got no answer from the card's chip."), LAY_AGAIN},
    {0x60, SAM_CLASS_MODULE, N_("The reader's security module failed its own test."),
     N_("Unplug the reader and plug it in again; if this comes back, it must be repaired.")},
    {0x66, SAM_CLASS_MODULE, N_("The reader's security module is not authorised."),
     N_("Only the reader's supplier can mend this: use another reader.")},
    {0x80, SAM_CLASS_NO_CARD, N_("There is no card on the reader."), ""},
    {0x81, SAM_CLASS_CARD, N_("The card was taken away too early."), LAY_AGAIN},
    {0x91, SAM_CLASS_ABSENT, N_("The card does not hold this item."), ""},
};

static const struct sam_status unknown = {
    0x00, SAM_CLASS_MODULE, N_("The reader reports an error that is in no manual."), PLUG_AGAIN};

const struct sam_status *sam_status_find(uint8_t sw3)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (statuses[i].sw3 == sw3)
            return &statuses[i];
    }
    return &unknown;
}

const struct sam_status *sam_status_row(size_t i)
{
    return i < sizeof statuses / sizeof statuses[0] ? &statuses[i] : NULL;
}

static unsigned little(const uint8_t *at, size_t n)
{
    unsigned value = 0;

    while (n-- > 0)
        value = value << 8 | at[n];
    return value;
}

void sam_id_text(const uint8_t id[SAM_ID_SIZE], char to[SAM_ID_TEXT])
{
    snprintf(to, SAM_ID_TEXT, "%02u.%02u-%u-%010u-%010u", little(id, 2), little(id + 2, 2),
             little(id + 4, 4), little(id + 8, 4), little(id + 12, 4));
}
