/* One command to an EF01 module and what it answers, over any of the three ways its packets travel:
 *
 *   stream  a serial port: packets both ways; data comes in packets behind the answer
 *   disk    bulk-only mass storage: command 86 carries bytes to the module, 85 from it; answers
 * fill 64 bytes, data comes bare and without an answer before it raw     bulk pipes; a vendor
 * request on endpoint 0 announces each transfer; otherwise as disk
 *
 * Drained before, matched, within time limits. */
#ifndef ANXIN_FINGER_EF01_LINE_H
#define ANXIN_FINGER_EF01_LINE_H

#include "drivers/driver.h"
#include "drivers/finger/ef01/module.h"
#include "drivers/finger/ef01/packet.h"
#include "drivers/transport/bulk_only.h"

enum line_outcome {
    LINE_REPLY,
    LINE_SILENT,
    LINE_BROKE_OFF, /* something began and did not end */
    LINE_DAMAGED,   /* checksum or length wrong, or not the bytes that were due */
    LINE_STALLED,
    LINE_REFUSED, /* the host's side would not carry it */
    LINE_UNPLUGGED,
};

struct line_ways;

struct ef01_line {
    struct transport *transport; /* the caller's */
    struct module_timing timing;
    const struct line_ways *ways;
    struct bulk_only bulk;
    struct ef01_parser parser;
    bool bare;     /* data comes without packets and without an answer */
    bool in_step;  /* the last exchange ended as it should: nothing stale is expected */
    size_t image;  /* how many bytes this module's image has; 0 before the first */
    size_t packet; /* payload of a packet of data that is sent to it */
};

void ef01_line_init(struct ef01_line *line, struct transport *transport,
                    enum device_carrier carrier, const struct module_timing *timing);

struct ef01_answer {
    uint8_t code;
    uint8_t results[16];
};

/* Sends a command, waits for its answer. */
enum line_outcome ef01_ask(struct ef01_line *line, enum ef01_command command,
                           const uint8_t *parameters, size_t n, struct ef01_answer *answer);

/* A command that data follows: at most `cap` bytes. With LINE_REPLY and answer->code 0 there are
 * *got of them; with another code none. On the bare ways `due` bytes are waited for (0: whatever an
 * image may have; found out once). */
enum line_outcome ef01_fetch(struct ef01_line *line, enum ef01_command command,
                             const uint8_t *parameters, size_t n, size_t due, uint8_t *data,
                             size_t cap, size_t *got, struct ef01_answer *answer);

/* Characteristics to a buffer of the module. */
enum line_outcome ef01_load(struct ef01_line *line, uint8_t buffer, const uint8_t *data, size_t len,
                            struct ef01_answer *answer);

#endif
