#include "config.h"

#include "drivers/finger/ef01/packet.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <string.h>

#define HEAD 9 /* up to the payload */

static const struct {
    enum ef01_command command;
    const char *word;
    int results; /* bytes behind the confirmation code of a success */
} commands[] = {
    {EF01_TAKE_IMAGE, "image", 0},
    {EF01_EXTRACT, "extract", 0},
    {EF01_MATCH, "match", 2},
    {EF01_SEND_FEATURES, "send-features", 0},
    {EF01_LOAD_FEATURES, "load-features", 0},
    {EF01_SEND_IMAGE, "send-image", 0},
    {EF01_PARAMETERS, "parameters", 16},
    {EF01_VERIFY_PASSWORD, "password", 0},
};
#define COMMANDS (sizeof commands / sizeof commands[0])

const char *ef01_command_word(enum ef01_command command)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        if (commands[i].command == command)
            return commands[i].word;
    }
    return "?";
}

/* ---- writing ---- */

static uint16_t sum_of(const uint8_t *bytes, size_t n)
{
    unsigned sum = 0;

    while (n-- > 0)
        sum += *bytes++;
    return (uint16_t)sum;
}

/* The payload lies at out + HEAD already. */
static size_t finish(enum ef01_kind kind, size_t n, uint8_t out[EF01_PACKET_MAX])
{
    size_t length = n + 2;
    const uint8_t head[HEAD] = {
        0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, (uint8_t)kind, (uint8_t)(length >> 8), (uint8_t)length};

    memcpy(out, head, HEAD);
    uint16_t sum = sum_of(out + 6, n + 3);
    out[HEAD + n] = (uint8_t)(sum >> 8);
    out[HEAD + n + 1] = (uint8_t)sum;
    return HEAD + n + 2;
}

size_t ef01_command(enum ef01_command command, const uint8_t *parameters, size_t n,
                    uint8_t out[EF01_PACKET_MAX])
{
    out[HEAD] = (uint8_t)command;
    if (n > 0)
        memcpy(out + HEAD + 1, parameters, n);
    return finish(EF01_COMMAND, n + 1, out);
}

size_t ef01_data(bool last, const uint8_t *data, size_t n, uint8_t out[EF01_PACKET_MAX])
{
    memcpy(out + HEAD, data, n);
    return finish(last ? EF01_LAST : EF01_DATA, n, out);
}

/* ---- reading ---- */

void ef01_parser_reset(struct ef01_parser *parser)
{
    secret_wipe(parser, sizeof *parser);
}

bool ef01_parser_inside(const struct ef01_parser *parser)
{
    return parser->have > 0;
}

static bool is_kind(uint8_t kind)
{
    return kind == EF01_DATA || kind == EF01_ANSWER || kind == EF01_LAST;
}

/* The head is whole: can a packet begin so? */
static bool good_head(const uint8_t *b)
{
    size_t length = (size_t)b[7] << 8 | b[8];
    uint32_t address =
        (uint32_t)b[2] << 24 | (uint32_t)b[3] << 16 | (uint32_t)b[4] << 8 | (uint32_t)b[5];

    return address == EF01_ADDRESS && is_kind(b[6]) && length > 2 && length - 2 <= EF01_PAYLOAD_MAX;
}

/* Adds a byte; true when the packet is whole, with *result. */
static bool add_byte(struct ef01_parser *p, uint8_t byte, enum ef01_parse *result)
{
    static const uint8_t begins[2] = {0xEF, 0x01};

    if (p->have < 2 && byte != begins[p->have]) {
        p->have = byte == begins[0];
        p->bytes[0] = byte;
        return false;
    }
    p->bytes[p->have++] = byte;
    if (p->have < HEAD)
        return false;
    if (p->have == HEAD && !good_head(p->bytes)) {
        *result = EF01_PARSE_BAD;
        return true;
    }
    size_t payload = ((size_t)p->bytes[7] << 8 | p->bytes[8]) - 2;
    if (p->have < HEAD + payload + 2)
        return false;
    uint16_t said = (uint16_t)(p->bytes[HEAD + payload] << 8 | p->bytes[HEAD + payload + 1]);
    *result = said == sum_of(p->bytes + 6, payload + 3) ? EF01_PARSE_PACKET : EF01_PARSE_BAD;
    return true;
}

enum ef01_parse ef01_parser_feed(struct ef01_parser *p, const uint8_t *bytes, size_t len,
                                 size_t *used, struct ef01_packet *packet)
{
    enum ef01_parse result = EF01_PARSE_MORE;

    for (*used = 0; *used < len;) {
        if (!add_byte(p, bytes[(*used)++], &result))
            continue;
        *packet = (struct ef01_packet){.kind = (enum ef01_kind)p->bytes[6],
                                       .payload = p->bytes + HEAD,
                                       .len = p->have > HEAD + 2 ? p->have - HEAD - 2 : 0};
        p->have = 0;
        return result;
    }
    return EF01_PARSE_MORE;
}

/* ---- meaning ---- */

enum ef01_fit ef01_answer_fit(enum ef01_command command, const struct ef01_packet *answer)
{
    if (answer->kind != EF01_ANSWER)
        return EF01_FIT_STALE;
    if (answer->payload[0] != 0)
        return EF01_FIT_YES;
    for (size_t i = 0; i < COMMANDS; i++) {
        if (commands[i].command == command)
            return answer->len == 1 + (size_t)commands[i].results ? EF01_FIT_YES : EF01_FIT_STALE;
    }
    return EF01_FIT_STALE;
}

#define AGAIN N_("Lift the finger and lay it down again.")
#define PLUG N_("Unplug the scanner, wait a moment, and plug it in again.")

static const struct ef01_status statuses[] = {
    {0x00, EF01_CLASS_DONE, N_("Done."), ""},
    {0x01, EF01_CLASS_REQUEST, N_("The scanner did not understand a command."), PLUG},
    {0x02, EF01_CLASS_NO_FINGER, N_("No finger lies on the scanner."), ""},
    {0x03, EF01_CLASS_POOR, N_("The scanner could not see the finger."), AGAIN},
    {0x04, EF01_CLASS_POOR, N_("The finger is too dry."),
     N_("Breathe on the fingertip or moisten it a little, then lay it down again.")},
    {0x05, EF01_CLASS_POOR, N_("The finger is too wet."),
     N_("Wipe finger and scanner dry, then lay it down again.")},
    {0x06, EF01_CLASS_POOR, N_("The print is smudged."),
     N_("Wipe finger and scanner clean, then lay it down again without moving it.")},
    {0x07, EF01_CLASS_POOR, N_("Too little of the finger is to be seen."),
     N_("Lay the middle of the fingertip on the scanner, flat, or take another finger.")},
    {0x08, EF01_CLASS_DIFFERS, N_("The fingers do not match."), ""},
    {0x09, EF01_CLASS_DIFFERS, N_("The finger was not found."), ""},
    {0x0A, EF01_CLASS_POOR, N_("The prints are not of one finger."), AGAIN},
    {0x0B, EF01_CLASS_REQUEST, N_("The scanner did not understand a command."), PLUG},
    {0x0C, EF01_CLASS_MODULE, N_("The scanner cannot read its own memory."), PLUG},
    {0x0D, EF01_CLASS_MODULE, N_("The scanner could not hand over the print."), PLUG},
    {0x0E, EF01_CLASS_MODULE, N_("The scanner takes no data."), PLUG},
    {0x0F, EF01_CLASS_MODULE, N_("The scanner could not hand over the image."), PLUG},
    {0x10, EF01_CLASS_MODULE, N_("The scanner could not erase a print."), PLUG},
    {0x11, EF01_CLASS_MODULE, N_("The scanner could not erase its memory."), PLUG},
    {0x13, EF01_CLASS_PASSWORD, N_("A password is set on this scanner."),
     N_("Have its supplier remove the password, or use another scanner.")},
    {0x15, EF01_CLASS_POOR, N_("The scanner has no usable image."), AGAIN},
    {0x18, EF01_CLASS_MODULE, N_("The scanner's memory is faulty."), PLUG},
    {0x19, EF01_CLASS_MODULE, N_("The scanner reports an error it does not explain."), PLUG},
    {0x1A, EF01_CLASS_REQUEST, N_("The scanner did not understand a command."), PLUG},
    {0x1B, EF01_CLASS_REQUEST, N_("The scanner did not understand a command."), PLUG},
    {0x1C, EF01_CLASS_REQUEST, N_("The scanner did not understand a command."), PLUG},
    {0x1D, EF01_CLASS_MODULE, N_("The scanner's own connection is disturbed."), PLUG},
    {0x1E, EF01_CLASS_POOR, N_("The print could not be taken."), AGAIN},
    {0x1F, EF01_CLASS_MODULE, N_("The scanner's memory is full."), PLUG},
    {0x20, EF01_CLASS_REQUEST, N_("The scanner has another address than expected."),
     N_("Have its supplier set it back, or use another scanner.")},
    {0x21, EF01_CLASS_PASSWORD, N_("A password is set on this scanner."),
     N_("Have its supplier remove the password, or use another scanner.")},
    {0xFF, EF01_CLASS_MODULE, N_("The scanner reports an unknown error."), PLUG},
};
#define STATUSES (sizeof statuses / sizeof statuses[0])

const struct ef01_status *ef01_status_find(uint8_t code)
{
    for (size_t i = 0; i < STATUSES; i++) {
        if (statuses[i].code == code)
            return &statuses[i];
    }
    return &statuses[STATUSES - 1];
}

const struct ef01_status *ef01_status_row(size_t i)
{
    return i < STATUSES ? &statuses[i] : NULL;
}

static uint16_t get16(const uint8_t *from)
{
    return (uint16_t)(from[0] << 8 | from[1]);
}

bool ef01_parameters(const uint8_t b[16], struct ef01_parameters *to)
{
    uint16_t size = get16(b + 12);

    *to = (struct ef01_parameters){.system = get16(b + 2),
                                   .capacity = get16(b + 4),
                                   .security = get16(b + 6),
                                   .address = (uint32_t)get16(b + 8) << 16 | get16(b + 10),
                                   .packet = (uint16_t)(size <= 3 ? 32u << size : 0),
                                   .rate = 9600u * get16(b + 14)};
    return size <= 3;
}

/* ---- images ---- */

bool ef01_image_size(size_t bytes, int *height, bool *halves)
{
    static const struct {
        size_t bytes;
        int height;
        bool halves;
    } sizes[] = {{36864, 288, true}, {73728, 288, false}, {92160, 360, false}};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (sizes[i].bytes == bytes) {
            *height = sizes[i].height;
            *halves = sizes[i].halves;
            return true;
        }
    }
    return false;
}

void ef01_image_grey(const uint8_t *bytes, size_t n, bool halves, uint8_t *out)
{
    if (!halves) {
        memcpy(out, bytes, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = (uint8_t)((bytes[i] >> 4) * 17);
        out[2 * i + 1] = (uint8_t)((bytes[i] & 15) * 17);
    }
}
