/* Bytes to and from one device, over whatever carries them. Three users of this header: the codecs'
 * devices (drivers/idcard, drivers/finger), the carriers (usb.c, tty.c, memory.c) and tests.
 *
 * Every call has a time limit in milliseconds; none waits longer (plus scheduling). A transport is
 * used by one thread; only transport_cancel() may be called from another. */
#ifndef ANXIN_DRIVERS_TRANSPORT_TRANSPORT_H
#define ANXIN_DRIVERS_TRANSPORT_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum transport_status {
    TRANSPORT_OK,
    TRANSPORT_TIMEOUT, /* nothing (more) came in time; also after transport_cancel() */
    TRANSPORT_GONE,    /* unplugged: close it */
    TRANSPORT_STALL,   /* the endpoint is halted: transport_clear(), then start over */
    TRANSPORT_PROTO,   /* refused, overflowed, or otherwise not as it should be */
};

struct transport;

struct transport_ops {
    const char *name; /* "split", "single", "serial", … */
    /* Sends all of `data`. A message is one call: where the device wants it in pieces or on two
     * pipes, the carrier cuts it. */
    enum transport_status (*write)(struct transport *t, const uint8_t *data, size_t len,
                                   int timeout_ms);
    /* Waits for bytes and returns the first that come: *got is 1…cap with OK, 0 otherwise. Cuts
     * mean nothing: the caller joins. `cap` must be at least TRANSPORT_READ_MIN. */
    enum transport_status (*read)(struct transport *t, uint8_t *buf, size_t cap, size_t *got,
                                  int timeout_ms);
    /* The same from the second way in, where a device has one for large things beside its answers:
     * what the interrupt pipe is not for. PROTO where there is none. */
    enum transport_status (*read_body)(struct transport *t, uint8_t *buf, size_t cap, size_t *got,
                                       int timeout_ms);
    /* A control request on endpoint 0, for devices that need one; `data` both ways by the top bit
     * of request_type. */
    enum transport_status (*control)(struct transport *t, uint8_t request_type, uint8_t request,
                                     uint16_t value, uint16_t index, uint8_t *data, size_t len,
                                     size_t *got, int timeout_ms);
    /* Throws away what the device still has to say until nothing came for `quiet_ms`; reads at
     * most `TRANSPORT_DRAIN_MAX` bytes. Returns how many bytes were thrown away in *dropped. */
    enum transport_status (*drain)(struct transport *t, int quiet_ms, size_t *dropped);
    /* Ends a halt of the endpoints. */
    enum transport_status (*clear)(struct transport *t);
    /* From any thread: the call that waits now, and all later ones, return TIMEOUT at once. */
    void (*cancel)(struct transport *t);
    /* Milliseconds of a clock that never goes back: what the time limits are measured with. */
    int64_t (*now)(struct transport *t);
    /* Frees it. */
    void (*close)(struct transport *t);
};

#define TRANSPORT_READ_MIN 512
#define TRANSPORT_DRAIN_MAX 65536

struct transport {
    const struct transport_ops *ops;
};

/* The same by name, so that calls read as verbs. transport_close() takes a pointer to NULL it. */
enum transport_status transport_write(struct transport *t, const uint8_t *data, size_t len,
                                      int timeout_ms);
enum transport_status transport_read(struct transport *t, uint8_t *buf, size_t cap, size_t *got,
                                     int timeout_ms);
enum transport_status transport_read_body(struct transport *t, uint8_t *buf, size_t cap,
                                          size_t *got, int timeout_ms);
enum transport_status transport_control(struct transport *t, uint8_t request_type, uint8_t request,
                                        uint16_t value, uint16_t index, uint8_t *data, size_t len,
                                        size_t *got, int timeout_ms);
enum transport_status transport_drain(struct transport *t, int quiet_ms, size_t *dropped);
enum transport_status transport_clear(struct transport *t);
void transport_cancel(struct transport *t);
int64_t transport_now(struct transport *t);
void transport_close(struct transport **t);
const char *transport_name(const struct transport *t);
const char *transport_status_word(enum transport_status status);

#endif
