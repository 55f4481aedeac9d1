/* The rack of pretend cards, fingers and devices beside the program, while $ANXIN_SIM names its
 * socket.
 *
 * A Unix stream socket; one line in ("card T1", "finger T1.2", "lift", "plug reader", "rack"), one
 * or more lines out, the last of which begins with "ok" or "error". Asked without waiting, in the
 * loop. */
#ifndef ANXIN_TUI_RACK_H
#define ANXIN_TUI_RACK_H

#include "core/base/err.h"
#include "tui/kit/loop.h"

#include <stdbool.h>
#include <stddef.h>

struct rack;

enum rack_kind { RACK_CARD, RACK_FINGER, RACK_DEVICE };

/* A line of the rack. */
struct rack_item {
    enum rack_kind kind;
    bool on;         /* lies on the reader or scanner, is plugged in */
    char name[32];   /* what commands call it */
    char title[128]; /* what a person calls it */
};

struct rack_hooks {
    /* The rack as it is now. */
    void (*listed)(void *owner, const struct rack_item *items, size_t n);
    /* A command could not be done, or the socket is gone. */
    void (*failed)(void *owner, const struct err *err);
};

/* Connects to `path` and asks for the list. NULL and err when there is nobody. */
struct rack *rack_new(struct loop *loop, const char *path, const struct rack_hooks *hooks,
                      void *owner, struct err *err);
void rack_free(struct rack **rack);

/* Sends a command; the list comes anew behind it. False: the one before is not answered yet. */
bool rack_do(struct rack *rack, const char *verb, const char *name);

#endif
