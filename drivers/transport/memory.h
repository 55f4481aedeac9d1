/* A transport whose other end is a function: for tests of devices without any bus. Its clock is its
 * own: it stands still until somebody waits, so a three-second time limit costs no time. */
#ifndef ANXIN_DRIVERS_TRANSPORT_MEMORY_H
#define ANXIN_DRIVERS_TRANSPORT_MEMORY_H

#include "drivers/transport/pipes.h"

struct memory_peer {
    /* The host wrote. Returns what the write ends with. */
    enum transport_status (*take)(void *self, enum pipe pipe, const uint8_t *bytes, size_t len,
                                  int64_t now);
    /* The host waits for bytes from `now` to `until` at most. Gives some and the time they came in
     * *at, or a status other than OK and the time of that. TIMEOUT is at `until`. */
    enum transport_status (*give)(void *self, enum pipe pipe, uint8_t *buf, size_t cap, size_t *got,
                                  int64_t now, int64_t until, int64_t *at);
    /* A control request; NULL: none is known. What comes back goes to `data`, *got says how much.
     */
    enum transport_status (*control)(void *self, uint8_t request_type, uint8_t request,
                                     uint16_t value, uint16_t index, uint8_t *data, size_t len,
                                     size_t *got, int64_t now);
    /* The host ended a halt. */
    enum transport_status (*clear)(void *self);
};

/* `peer` and `self` are kept. NULL only without memory. */
struct transport *memory_transport_new(const struct memory_peer *peer, void *self, bool split);

/* Lets time pass. */
void memory_transport_advance(struct transport *t, int64_t ms);

#endif
