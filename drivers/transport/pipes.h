/* How the messages of one protocol lie on a device's pipes, whatever moves the bytes.
 *
 *   single   one pipe out, one pipe in
 *   split    the first seven bytes of a message on a head pipe, the rest on a body pipe, both ways;
 *            the last two of the seven say, high byte first, how long the rest is
 *
 * Shared by usb.c and memory.c, so that what the tests run is what ships. */
#ifndef ANXIN_DRIVERS_TRANSPORT_PIPES_H
#define ANXIN_DRIVERS_TRANSPORT_PIPES_H

#include "drivers/transport/transport.h"

#define PIPES_HEAD 7

enum pipe {
    PIPE_HEAD_OUT, /* the only one out on a single pair */
    PIPE_HEAD_IN,  /* the only one in on a single pair */
    PIPE_BODY_OUT,
    PIPE_BODY_IN,
    PIPE_COUNT,
};

/* Moves bytes on one pipe. Out: all of `len`. In: the first that come, up to `len`; *got says how
 * many, at least one with OK. */
typedef enum transport_status pipe_move(void *self, enum pipe pipe, uint8_t *bytes, size_t len,
                                        size_t *got, int timeout_ms);

struct pipes {
    bool split;
    uint8_t first[PIPES_HEAD]; /* what came on the head pipe of the message under way */
    size_t head;               /* how many bytes came there */
    size_t body;               /* how many are still to come on the body pipe */
    pipe_move *move;
    void *self;
};

enum transport_status pipes_write(struct pipes *pipes, const uint8_t *data, size_t len,
                                  int timeout_ms);

/* On split pipes: the head pipe until seven bytes came, then the body pipe until the length they
 * tell is there, then the head pipe again. If more than seven came on the head pipe, the device
 * sends whole messages there: stays on it until the next write. */
enum transport_status pipes_read(struct pipes *pipes, uint8_t *buf, size_t cap, size_t *got,
                                 int timeout_ms);

enum transport_status pipes_drain(struct pipes *pipes, int quiet_ms, size_t *dropped);

#endif
