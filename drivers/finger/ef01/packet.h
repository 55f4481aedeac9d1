/* Packets of the EF01 fingerprint modules (Synochip AS60x, ZhianTec ZFM, GROW R30x and R5xx and
 * others). Bytes in, bytes out: no I/O, no clock, nothing kept but what the caller holds.
 *
 *   EF 01 | address 4 | kind | length 2 | payload | checksum 2        all big-endian
 *
 * length counts payload and checksum; checksum is the 16-bit sum of kind, length and payload. A
 * command's payload is its code and parameters; an answer's is a confirmation code and results.
 * Four independent working programs agree on this; ../README.md says how sure each part is. */
#ifndef ANXIN_FINGER_EF01_PACKET_H
#define ANXIN_FINGER_EF01_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EF01_ADDRESS 0xFFFFFFFFu /* what modules are delivered with */
#define EF01_PAYLOAD_MAX 256
#define EF01_PACKET_MAX (9 + EF01_PAYLOAD_MAX + 2)
#define EF01_PACKET_MIN 12

enum ef01_kind {
    EF01_COMMAND = 1,
    EF01_DATA = 2,
    EF01_ANSWER = 7,
    EF01_LAST = 8, /* the last packet of data */
};

enum ef01_command {
    EF01_TAKE_IMAGE = 0x01,      /* GenImg */
    EF01_EXTRACT = 0x02,         /* Img2Tz: buffer */
    EF01_MATCH = 0x03,           /* buffer 1 against 2 -> score 2 */
    EF01_SEND_FEATURES = 0x08,   /* UpChar: buffer; data follows */
    EF01_LOAD_FEATURES = 0x09,   /* DownChar: buffer; data is to follow */
    EF01_SEND_IMAGE = 0x0A,      /* UpImage; data follows */
    EF01_PARAMETERS = 0x0F,      /* ReadSysPara -> 16 bytes */
    EF01_VERIFY_PASSWORD = 0x13, /* VfyPwd: 4 bytes */
};

/* "image", "extract", …: for logs and tests. "?" for what is none. */
const char *ef01_command_word(enum ef01_command command);

/* Writes a command with `n` bytes of parameters (at most 32); returns its length. */
size_t ef01_command(enum ef01_command command, const uint8_t *parameters, size_t n,
                    uint8_t out[EF01_PACKET_MAX]);
/* Writes a packet of data, `n` at most EF01_PAYLOAD_MAX. */
size_t ef01_data(bool last, const uint8_t *data, size_t n, uint8_t out[EF01_PACKET_MAX]);

/* ---- what comes ---- */

struct ef01_packet {
    enum ef01_kind kind;
    const uint8_t *payload; /* inside the parser: good until it is fed or reset again */
    size_t len;
};

enum ef01_parse {
    EF01_PARSE_MORE,   /* all bytes taken, no packet yet */
    EF01_PARSE_PACKET, /* a good packet */
    EF01_PARSE_BAD,    /* length, checksum, kind or address is wrong: dropped */
};

/* Joins what comes in any cuts; bytes before EF 01 are skipped. All zeros is a fresh one. */
struct ef01_parser {
    uint8_t bytes[EF01_PACKET_MAX];
    size_t have;
};

/* Forgets everything and wipes the buffer (it may have held a finger). */
void ef01_parser_reset(struct ef01_parser *parser);

/* Takes bytes until a packet is whole or found bad; *used says how many. */
enum ef01_parse ef01_parser_feed(struct ef01_parser *parser, const uint8_t *bytes, size_t len,
                                 size_t *used, struct ef01_packet *packet);

/* True while a packet has begun and is not yet whole. */
bool ef01_parser_inside(const struct ef01_parser *parser);

/* ---- what an answer means ---- */

enum ef01_fit {
    EF01_FIT_YES,   /* this command's success, or a code any command may get */
    EF01_FIT_STALE, /* another command's answer that came late: drop it, go on waiting */
};

/* There are no sequence numbers: an answer is matched by its size. */
enum ef01_fit ef01_answer_fit(enum ef01_command command, const struct ef01_packet *answer);

enum ef01_class {
    EF01_CLASS_DONE,
    EF01_CLASS_NO_FINGER,
    EF01_CLASS_POOR,     /* the finger: too dry, too wet, too few features; say so, take it again */
    EF01_CLASS_DIFFERS,  /* compared, and not the same */
    EF01_CLASS_REQUEST,  /* the module did not understand us */
    EF01_CLASS_PASSWORD, /* somebody has set a password on it */
    EF01_CLASS_MODULE,   /* the module itself is out of order */
};

struct ef01_status {
    uint8_t code;
    enum ef01_class class;
    const char *text; /* msgid: what happened */
    const char *hint; /* msgid: what to do; "" if nothing */
};

/* Never NULL: unknown codes have a row of their own (EF01_CLASS_MODULE, code FF). */
const struct ef01_status *ef01_status_find(uint8_t code);
/* The rows of the table, for tests; NULL past the end. */
const struct ef01_status *ef01_status_row(size_t i);

struct ef01_parameters {
    uint16_t system;   /* the kind of module, as far as it says */
    uint16_t capacity; /* how many it could keep itself; not used */
    uint16_t security;
    uint32_t address;
    uint16_t packet; /* bytes of payload in a packet of data: 32 … 256 */
    uint32_t rate;   /* baud */
};

/* The 16 bytes behind the confirmation code. False when they make no sense. */
bool ef01_parameters(const uint8_t bytes[16], struct ef01_parameters *to);

/* ---- images ---- */

/* Modules send two pixels to a byte, the high half first, or one to a byte; how many bytes came
 * says which, and how tall the image is. */
#define EF01_IMAGE_WIDTH 256
#define EF01_IMAGE_MAX 92160
bool ef01_image_size(size_t bytes, int *height, bool *halves);

/* One byte a pixel: `out` has EF01_IMAGE_WIDTH * height bytes. */
void ef01_image_grey(const uint8_t *bytes, size_t n, bool halves, uint8_t *out);

#endif
