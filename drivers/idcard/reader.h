/* An ID-card reader as a device: the steps that turn a card on it into an event.
 *
 *   probe   11 FF; a good frame comes back -> it is a reader
 *   look    20 01 until a card is found
 *   read    20 02, 30 01, decode -> event; photo wiped
 *   watch   30 03 while the card lies there (91 or 90: still there), 20 01 where 30 03 cannot tell
 *
 * Two kinds of readers exist. After a good read one answers "no card" to 20 01 until the card is
 * lifted; the other goes on finding it. Both give one event for each time a card is laid down.
 *
 * Nothing of a card is kept: to know the same card again, a keyed digest of its text is. */
#ifndef ANXIN_DRIVERS_IDCARD_READER_H
#define ANXIN_DRIVERS_IDCARD_READER_H

#include "drivers/driver.h"

/* Milliseconds. Tests shorten them; the program uses reader_timing_default. */
struct reader_timing {
    int write;   /* to hand over a request */
    int quick;   /* until the whole answer to status, identity, find, select is there */
    int read;    /* … to 30 01 */
    int address; /* … to 30 03 */
    int gap;     /* silence in the middle of an answer that means it broke off */
    int poll;    /* pause between two looks for a card */
    int watch;   /* pause between two looks whether the card still lies there */
    int settle;  /* silence that ends stale data when the last exchange went wrong */
    int stale;   /* … when it went well */
    int repair;  /* pause before a reader that is out of order is asked again */
};

extern const struct reader_timing reader_timing_default;

extern const struct driver reader_driver;

#endif
