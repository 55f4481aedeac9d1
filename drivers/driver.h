/* The contract between the program and its devices.
 *
 * The program owns one registry. The registry watches the USB bus, finds the driver for each device
 * it knows (by vendor and product *and* by a handshake: numbers are re-used by unrelated products),
 * and runs one thread per attached device. Only that thread talks to the device; it hands events
 * back through a queue and an eventfd that the screen's loop polls. Nothing here that the screen
 * calls waits for a device.
 *
 * Thread safety: all registry_* functions are called from the program's one thread. */
#ifndef ANXIN_DRIVERS_DRIVER_H
#define ANXIN_DRIVERS_DRIVER_H

#include "core/base/err.h"
#include "drivers/finger_capture.h"
#include "drivers/id_card.h"
#include "drivers/transport/transport.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How sure we are that a row of an id table, or a way to talk to it, is right. */
enum device_sure {
    DEVICE_SURE_SAYSO,     /* one source names it */
    DEVICE_SURE_PUBLISHED, /* several independent sources agree */
    DEVICE_SURE_TRIED,     /* we had one in our hands */
};

/* What may be done with a device of this id. */
enum device_use {
    DEVICE_USE_SPEAK,   /* probe it, then use it */
    DEVICE_USE_ADAPTER, /* a serial adapter, whatever hangs on it: ask, and say nothing if it is no
                           device of ours */
    DEVICE_USE_UPDATE,  /* a reader in its update mode: report it, never send it anything */
    DEVICE_USE_FOREIGN, /* speaks its maker's own protocol: report it, leave it alone */
};

/* What a device is to the program. */
enum device_kind {
    DEVICE_KIND_CARD,   /* reads ID cards */
    DEVICE_KIND_FINGER, /* takes fingerprints */
};

/* How the bytes of a protocol travel; carrier.h finds the pipes or the port. */
enum device_carrier {
    DEVICE_CARRIER_PIPES,   /* bulk or interrupt pipes, split or a single pair */
    DEVICE_CARRIER_REPORTS, /* an HID interface: a single pair, writes filled up to 64 bytes */
    DEVICE_CARRIER_TTY,     /* the kernel's serial port of a USB adapter */
    DEVICE_CARRIER_DISK,    /* mass storage, bulk-only, with two commands of its own */
    DEVICE_CARRIER_RAW,     /* bulk 02 and 81, each transfer announced on endpoint 0 */
    DEVICE_CARRIER_SENSOR,  /* registers on endpoint 0, interrupt 81, bulk 82 in */
};

struct device_id {
    uint16_t vendor;
    uint16_t product;
    enum device_use use;
    enum device_sure sure;
    enum device_carrier carrier;
    const char *maker; /* names seen on such devices, for the devices page */
    bool stock_number; /* a chip maker's number that true disks have too: no quirk for it */
};

enum device_state {
    DEVICE_STARTING,  /* being opened and asked what it is */
    DEVICE_READY,     /* works, nothing on it */
    DEVICE_BUSY,      /* reading a card, taking a finger */
    DEVICE_CARD_ON,   /* a card was read and lies there still (as far as the reader tells) */
    DEVICE_FINGER_ON, /* a finger was taken and lies there still */
    DEVICE_FAULTY,    /* does not work; `text` and `hint` say why; tried again by itself */
    DEVICE_REFUSED, /* not ours, or not to be used; tried again only when plugged anew or tested */
    DEVICE_LEFT,    /* unplugged */
};

/* One line of the devices page. Texts are translated already. No personal data. */
struct device_info {
    unsigned device; /* the number events carry; never used twice in a registry */
    uint16_t vendor;
    uint16_t product;
    enum device_kind kind;
    enum device_use use;
    enum device_state state;
    enum device_sure sure;
    char label[64];     /* "ID card reader" */
    char maker[64];     /* from the id table */
    char place[32];     /* bus and port: "1-2.3" */
    char transport[16]; /* "split", "single", "serial", …; "" when none is open */
    char identity[64];  /* the module's number or kind, "" before it is known */
    char text[160];     /* the state in words */
    char hint[160];     /* what to do, "" when nothing */
};

enum device_event_kind {
    DEVICE_EVENT_NONE,
    DEVICE_EVENT_ATTACHED,    /* a device is ready for use; `info` */
    DEVICE_EVENT_CARD,        /* a card was read; `card` */
    DEVICE_EVENT_CARD_LIFTED, /* the card read last is gone (some readers cannot tell: no event) */
    DEVICE_EVENT_FAULT,       /* `err` says what and what to do; `info` the state now */
    DEVICE_EVENT_GONE,        /* unplugged; the last event of this `device` */
    DEVICE_EVENT_PROGRESS,    /* `info` changed: a card is being read, a test ended, … */
    DEVICE_EVENT_TESTED, /* answer to DEVICE_REQUEST_TEST: `err.code` ERR_NONE when it passed */

    /* Scanners, while fingers are wanted (registry_want_fingers). Each touch gives ON, then one of
     * FINGER or POOR (or FAULT), then LIFTED. */
    DEVICE_EVENT_FINGER_ON,     /* a finger lies there and is being taken: say "hold still" */
    DEVICE_EVENT_FINGER,        /* it was taken; `finger` */
    DEVICE_EVENT_FINGER_POOR,   /* not well enough; `err` says what to do differently */
    DEVICE_EVENT_FINGER_LIFTED, /* the next one may be laid down */
    /* Answer to registry_match(): `match`; with err.code set it could not be compared. */
    DEVICE_EVENT_FINGER_MATCHED,
};

/* How a finger that a module took compares with those it was given (registry_match). */
struct device_match {
    unsigned token; /* the caller's, from registry_match() */
    bool same;      /* the module itself says so: its thresholds, not the engine's */
    int score;      /* the module's own measure; 0 when not the same */
    int index;      /* which of those given was the best; -1: none */
};

struct device_event {
    enum device_event_kind kind;
    unsigned device;
    struct device_info info;
    struct id_card card;          /* DEVICE_EVENT_CARD only */
    struct finger_capture finger; /* DEVICE_EVENT_FINGER only */
    struct device_match match;    /* DEVICE_EVENT_FINGER_MATCHED only */
    struct err err;               /* FAULT, TESTED, FINGER_POOR, FINGER_MATCHED */
};

/* What the program may ask of a device. Answers come as events. */
enum device_request {
    DEVICE_REQUEST_TEST,  /* ask the device for its state and identity; answered by TESTED */
    DEVICE_REQUEST_READ,  /* read the card again even if it was read already and not lifted */
    DEVICE_REQUEST_LOOK,  /* whether fingers are wanted has changed; made by the registry */
    DEVICE_REQUEST_MATCH, /* there is something to compare; made by registry_match() */
};

/* ---- what a driver is -------------------------------------------------------------------- */

/* What the registry hands a driver for one attached device. All callbacks of a driver are called
 * from the thread of that device, one at a time. */
struct driver_link {
    struct transport *transport; /* open; belongs to the registry, valid until close() returns */
    const struct device_id *id;
    const void *timing; /* the driver's own timing struct, or NULL for its defaults */
    /* Hands an event to the program: copies it, never blocks. The driver fills kind, card, err;
     * `device` and `info` are filled by the registry. */
    void (*emit)(void *to, const struct device_event *event);
    /* Changes this device's line on the devices page, and nothing else. `text` and `hint` are
     * copied, may be NULL. Never blocks. */
    void (*show)(void *to, enum device_state state, const char *text, const char *hint);
    /* The module's number for the devices page; copied. Never blocks. */
    void (*name)(void *to, const char *identity);
    /* Does the program want fingers now? When that changes, request(LOOK) is called. Scanners rest
     * otherwise: a lit sensor wears and shines. */
    bool (*wanted)(void *to);
    /* Takes what registry_match() left: up to `cap` captures to compare the next finger with, and
     * the caller's token. Returns how many, 0 when there is nothing. The caller wipes them. */
    size_t (*take_match)(void *to, struct finger_capture *with, size_t cap, unsigned *token);
    void *to;
};

enum driver_answer {
    DRIVER_YES,  /* the device is what the id table says */
    DRIVER_NO,   /* something else answered, or nothing did; err says which */
    DRIVER_GONE, /* unplugged meanwhile */
};

/* step() returns how many milliseconds may pass before the next step, or one of these. */
#define DRIVER_STEP_GONE (-1)  /* unplugged */
#define DRIVER_STEP_RESET (-2) /* stopped making sense: close, wait, open and probe anew */

struct driver {
    const char *name;  /* "idcard" */
    const char *label; /* msgid: "ID card reader" */
    enum device_kind kind;
    const struct device_id *ids;
    size_t id_count;

    /* Called once after a transport was opened, before open(). Asks the device whether it is what
     * its numbers claim. May block for a second or two. Fills `err` unless it returns DRIVER_YES.
     */
    enum driver_answer (*probe)(const struct driver_link *link, struct err *err);

    /* Called after probe() said yes. Makes the driver's own state; may talk to the device and block
     * for a second or two. Returns NULL and fills `err` when it cannot go on. */
    void *(*open)(const struct driver_link *link, struct err *err);

    /* Called again and again while the device is there. Does one round (looks for a card, reads
     * it), may block as long as one read takes (seconds), returns the pause before the next round
     * in milliseconds or a DRIVER_STEP_ value. Must return soon after transport_cancel(). */
    int (*step)(void *self);

    /* Called between two steps when the program asked for something. May block like step();
     * returns like step(). */
    int (*request)(void *self, enum device_request request);

    /* Called once, also after GONE. Must not block; wipes what it keeps. */
    void (*close)(void *self);
};

/* Is it to be asked what it is? */
static inline bool driver_speaks(const struct device_id *id)
{
    return id->use == DEVICE_USE_SPEAK || id->use == DEVICE_USE_ADAPTER;
}

/* ---- the registry -------------------------------------------------------------------------- */

struct registry;

struct driver_timing {
    const struct driver *driver;
    const void *timing; /* that driver's own struct */
};

struct registry_options {
    /* NULL: all drivers of this program. Otherwise ends with NULL; kept, not copied. */
    const struct driver *const *drivers;
    /* "split", "single", or NULL / "" to find out from the descriptors. Kept, not copied. */
    const char *transport;
    /* Handed to its driver as driver_link.timing; ends with driver NULL. Drivers that are not in it
     * have their defaults. Kept, not copied. */
    const struct driver_timing *timings;
    int retry_ms; /* pause before a faulty device is tried again; 0: 2000 */
    int watch_ms; /* how often the bus is asked for what was plugged; 0: 200 */
    int free_ms;  /* how long registry_free() waits for the threads; 0: REGISTRY_FREE_MS */
};

/* Starts watching. `options` may be NULL. Returns NULL and fills `err` (ERR_DEVICE) when USB cannot
 * be used at all; the program goes on without devices then. Ends with registry_free(). */
struct registry *registry_new(const struct registry_options *options, struct err *err);

/* Stops all threads and frees everything. Returns within REGISTRY_FREE_MS even when a device hangs:
 * a thread that does not come back is left to end by itself. Sets *registry to NULL; NULL is fine.
 */
#define REGISTRY_FREE_MS 4000
void registry_free(struct registry **registry);

/* Readable while events wait. For poll(2) only; never read it. */
int registry_fd(const struct registry *registry);

/* Takes the oldest event, false if there is none. The caller owns the copy and wipes it with
 * device_event_clear() when it held a card. Never blocks. */
bool registry_next(struct registry *registry, struct device_event *event);

/* Copies up to `cap` lines of the devices page, in the order they were plugged; returns how many
 * devices there are. Devices that left are not listed. Never blocks. */
size_t registry_list(struct registry *registry, struct device_info *out, size_t cap);

/* True once every device that was there at the start is known to work or not to work. */
bool registry_settled(struct registry *registry);

/* Queues a request to one device; false when there is no such device. Never blocks. */
bool registry_ask(struct registry *registry, unsigned device, enum device_request request);

/* Whether scanners, those plugged later too, take the fingers laid on them. Off at the start. A
 * page that takes fingers says true when it opens and false when it closes. Never blocks. */
void registry_want_fingers(struct registry *registry, bool wanted);

/* For a scanner whose captures are FINGER_FORMAT_MODULE: compare the next finger it takes with
 * these `count` (1 … REGISTRY_MATCH_MAX) captures of the same format, on the module itself. The
 * answer is FINGER_MATCHED with this `token`, behind that finger's FINGER event; it comes once, or
 * not at all when nobody lays a finger down, `registry_match` is called anew, or `count` is 0
 * (which takes the wish back). Copies. False when there is no such scanner. Captures that are
 * records are compared by the engine (drivers/finger/engine.h), not here. */
#define REGISTRY_MATCH_MAX 12
bool registry_match(struct registry *registry, unsigned device, const struct finger_capture *with,
                    size_t count, unsigned token);

void device_event_clear(struct device_event *event);

/* Every driver of this program; ends with NULL. */
extern const struct driver *const drivers_all[];

/* The row for these numbers, and through *driver the driver that has it; NULL if none. */
const struct device_id *drivers_find(const struct driver *const *drivers, uint16_t vendor,
                                     uint16_t product, const struct driver **driver);

/* Writes the modprobe line that keeps usb-storage off the scanners that pretend to be disks.
 * Returns as drivers_udev_rules() does. */
size_t drivers_storage_quirks(const struct driver *const *drivers, char *out, size_t cap);

/* Writes the udev rules for every device that may be spoken to, made from the id tables. Returns
 * the length without the final zero (which is always written if cap > 0); more than cap - 1 means
 * it did not fit. */
size_t drivers_udev_rules(const struct driver *const *drivers, char *out, size_t cap);

#endif
