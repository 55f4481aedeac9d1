/* An EF01 fingerprint module as a device: the steps that turn a finger on it into an event.
 *
 *   probe   VfyPwd 00000000 within half a second -> it is a module
 *   look    GenImg until it is not "no finger"
 *   take    over USB: UpImage -> the engine makes a record of it
 *           over a serial line, where an image takes seven seconds: Img2Tz 1, UpChar 1 -> the
 *           module's own characteristics; compared on the module (DownChar 2, Match)
 *   watch   GenImg until it is "no finger" again
 *
 * The module's own library of prints is never used, and nothing is stored on it. */
#ifndef ANXIN_FINGER_EF01_MODULE_H
#define ANXIN_FINGER_EF01_MODULE_H

#include "drivers/driver.h"

/* Milliseconds. Tests shorten them; the program uses module_timing_default. */
struct module_timing {
    int write;  /* to hand over a packet */
    int probe;  /* until the whole answer to the password is there */
    int quick;  /* ... to every other command */
    int data;   /* until all of a print or an image is there */
    int more;   /* for the next piece of an image that may have no more */
    int gap;    /* silence in the middle of an answer that means it broke off */
    int poll;   /* pause between two looks for a finger */
    int watch;  /* pause between two looks whether it still lies there */
    int settle; /* silence that ends stale data when the last exchange went wrong */
    int stale;  /* ... when it went well */
    int repair; /* pause before a module that is out of order is asked again */
};

extern const struct module_timing module_timing_default;

extern const struct driver module_driver;

#endif
