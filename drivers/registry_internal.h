/* What registry.c (the program's side, the watcher) and device_thread.c (one thread per device)
 * share. */
#ifndef ANXIN_DRIVERS_REGISTRY_INTERNAL_H
#define ANXIN_DRIVERS_REGISTRY_INTERNAL_H

#include "drivers/carrier.h"
#include "drivers/driver.h"
#include "drivers/event_queue.h"

#include <pthread.h>
#include <stdatomic.h>

/* One device on the bus that a driver's table names. */
struct attached {
    struct registry *registry;
    struct attached *next;
    libusb_device *usb; /* a reference of our own */
    const struct driver *driver;
    const struct device_id *id;
    pthread_t thread;
    bool has_thread; /* not so for devices that are only reported */

    /* Under the registry's lock. */
    struct device_info info;
    struct transport *transport;       /* open now; for transport_cancel() */
    bool departed;                     /* no longer on the bus */
    bool ended;                        /* the thread is done with everything */
    bool announced;                    /* ATTACHED was sent */
    bool settled;                      /* known to work or not */
    unsigned asked;                    /* 1 << enum device_request */
    struct finger_capture *match_with; /* what registry_match() left; its own memory */
    size_t match_count;
    unsigned match_token;

    /* The thread's own. */
    bool served; /* has worked before */
    int noes;    /* probes in a row that said no */
};

struct registry {
    libusb_context *context;
    libusb_hotplug_callback_handle hotplug;
    bool has_hotplug;
    const struct driver *const *drivers;
    struct registry_options options;
    pthread_t watcher;
    int wake_fd; /* wakes the watcher */
    atomic_bool dirty;

    pthread_mutex_t lock;
    pthread_cond_t changed; /* stopping, departed, asked, ended */
    struct event_queue events;
    struct attached *devices; /* in the order they were plugged */
    unsigned last_number;
    bool scanned;
    bool fingers_wanted;
    bool stopping;
    int references; /* the program's, the watcher's and each thread's */
};

/* Adds what is missing to `event` and queues it. Takes the lock. */
void registry_post(struct attached *a, struct device_event *event);

/* Changes the device's line; true if it differs from before. Takes the lock. */
bool registry_set_info(struct attached *a, enum device_state state, const char *text,
                       const char *hint);

/* Wipes and frees what registry_match() left. Under the lock. */
void registry_forget_match(struct attached *a);

/* Lets go of one reference; the last one frees everything. */
void registry_unref(struct registry *registry);

/* The last thing a device's thread does: says that it ended and lets go of its reference. */
void registry_thread_ends(struct attached *a);

/* The body of a device's thread; `attached` is its argument. */
void *device_thread(void *attached);

#endif
