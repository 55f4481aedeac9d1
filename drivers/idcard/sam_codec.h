/* Frames of the security module (SAM) inside every Chinese ID-card reader. Bytes in, bytes out: no
 * I/O, no clock, nothing kept but what the caller holds.
 *
 *   request  AA AA AA 96 69 | LEN hi, lo | CMD PARA      | data | CHK
 *   reply    AA AA AA 96 69 | LEN hi, lo | SW1  SW2  SW3 | data | CHK
 *
 * LEN counts what follows it, CHK included; CHK is the XOR of everything from LEN to the last data
 * byte. The same bytes travel over USB, a UART or TCP. Source: the makers' published paper of the
 * SAM protocol and working programs; drivers/idcard/README.md says how sure each part is. */
#ifndef ANXIN_DRIVERS_IDCARD_SAM_CODEC_H
#define ANXIN_DRIVERS_IDCARD_SAM_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAM_HEADER_SIZE 7   /* preamble and LEN: the first of the two pipes carries just these */
#define SAM_REQUEST_MAX 11  /* bytes of the longest request */
#define SAM_REPLY_MAX 2321  /* bytes of the longest reply: text, photo and two fingerprints */
#define SAM_TEXT_SIZE 256   /* the card's text: UTF-16LE, see text_block.h */
#define SAM_PHOTO_SIZE 1024 /* the card's picture, compressed; Anxin never opens it */
#define SAM_ADDRESS_SIZE 70 /* the newest address written on the card later on */
#define SAM_ID_SIZE 16

enum sam_command {
    SAM_RESET,        /* 10 FF */
    SAM_STATUS,       /* 11 FF; also "is this a reader at all?" */
    SAM_ID,           /* 12 FF: the module's number */
    SAM_FIND,         /* 20 01 */
    SAM_SELECT,       /* 20 02 */
    SAM_READ,         /* 30 01: text and photo */
    SAM_READ_FINGERS, /* 30 10: text, photo and fingerprints; not used by Anxin */
    SAM_READ_ADDRESS, /* 30 03: later address; also "does the card still lie there?" */
    SAM_UART_RATE,    /* 60 0n: argument 0…4; serial readers only */
    SAM_FRAME_BYTES,  /* 61 FF n: most bytes in one radio frame */
    SAM_COMMANDS,
};

/* The two bytes that name a command. */
uint8_t sam_command_cmd(enum sam_command command);
uint8_t sam_command_para(enum sam_command command);
/* "find", "select", …: for logs and tests. */
const char *sam_command_word(enum sam_command command);

/* Writes a request; `argument` only matters to UART_RATE and FRAME_BYTES. Returns its length. */
size_t sam_request(enum sam_command command, uint8_t argument, uint8_t out[SAM_REQUEST_MAX]);

/* ---- replies ---- */

struct sam_reply {
    uint8_t sw[3];
    const uint8_t *data; /* inside the parser's buffer: good until it is fed or reset again */
    size_t len;
};

enum sam_parse {
    SAM_PARSE_MORE,         /* all bytes taken, no frame yet */
    SAM_PARSE_FRAME,        /* a good frame */
    SAM_PARSE_BAD_CHECKSUM, /* a whole frame whose XOR is wrong: dropped */
    SAM_PARSE_BAD_LENGTH,   /* a header whose LEN no reply can have: dropped */
};

/* Joins what comes in any cuts. Bytes before the preamble are skipped; as other clients do, two
 * leading AA are enough. The caller may set it to all zeros instead of sam_parser_reset. */
struct sam_parser {
    uint8_t frame[SAM_REPLY_MAX - 5]; /* from LEN on */
    size_t have;                      /* bytes of it */
    uint8_t matched;                  /* bytes of the preamble seen */
};

/* Forgets everything and wipes the buffer (it may have held a card). */
void sam_parser_reset(struct sam_parser *parser);

/* Takes bytes until a frame is whole or found bad; *used says how many. With SAM_PARSE_FRAME the
 * reply is filled; bytes behind it are left to the caller. After anything but MORE, the next call
 * starts looking for a preamble again. */
enum sam_parse sam_parser_feed(struct sam_parser *parser, const uint8_t *bytes, size_t len,
                               size_t *used, struct sam_reply *reply);

/* True while a frame has begun and is not yet whole. */
bool sam_parser_inside(const struct sam_parser *parser);

/* ---- what a reply means ---- */

enum sam_fit {
    SAM_FIT_YES,    /* this command's success, or an error code any command may get */
    SAM_FIT_STALE,  /* another command's answer that came late: drop it, go on waiting */
    SAM_FIT_BROKEN, /* claims success, but its inner lengths do not add up */
};

/* There are no sequence numbers: a reply is matched by its code and size. */
enum sam_fit sam_reply_fit(enum sam_command command, const struct sam_reply *reply);

/* SW3 of a successful reply to `command`: 9F for find, 90 otherwise. */
uint8_t sam_success(enum sam_command command);

enum sam_class {
    SAM_CLASS_DONE,    /* 90, 9F */
    SAM_CLASS_NO_CARD, /* 80: idle */
    SAM_CLASS_ABSENT,  /* 91: the card does not have this item */
    SAM_CLASS_CARD,    /* the card was moved, damaged, or is of another kind: lay it down again */
    SAM_CLASS_REQUEST, /* the reader did not understand us */
    SAM_CLASS_MODULE,  /* the reader itself is out of order */
};

struct sam_status {
    uint8_t sw3;
    enum sam_class class;
    const char *text; /* msgid: what happened */
    const char *hint; /* msgid: what to do; "" if nothing */
};

/* Never NULL: unknown codes have a row of their own (SAM_CLASS_MODULE, sw3 0). */
const struct sam_status *sam_status_find(uint8_t sw3);

/* The rows of the table, for tests and the README; NULL past the end. */
const struct sam_status *sam_status_row(size_t i);

/* The inner blocks of a read. Pointers into the reply. */
struct sam_blocks {
    const uint8_t *text; /* SAM_TEXT_SIZE bytes */
    const uint8_t *photo;
    size_t photo_len;
    const uint8_t *fingers;
    size_t fingers_len;
};

/* `command` is READ or READ_FINGERS: the inner header is four or six bytes by what was asked, never
 * by what came. False when the lengths do not add up or the text is not 256 bytes. */
bool sam_reply_blocks(enum sam_command command, const struct sam_reply *reply,
                      struct sam_blocks *blocks);

/* The module's number as printed on its label: 05.01-20101129-0001228293-0296863149. */
#define SAM_ID_TEXT 48
void sam_id_text(const uint8_t id[SAM_ID_SIZE], char to[SAM_ID_TEXT]);

#endif
