/* What every scanner tells the program, said in one place: fingers that come and go, what was
 * taken, faults told once. Used by a driver from its own thread. */
#ifndef ANXIN_FINGER_SCANNER_H
#define ANXIN_FINGER_SCANNER_H

#include "drivers/driver.h"

/* While nobody wants fingers a scanner rests; the registry wakes it. */
#define SCANNER_REST_MS 60000

struct finger_extractor;

struct scanner {
    struct driver_link link;
    unsigned told; /* the fault told last, so that it is not told again at each look; 0: none */
    int failures;  /* exchanges in a row that did not end as they should */
    bool on;       /* a finger lies there */
    bool again;    /* ... and is to be taken once more */
    bool retried;  /* ... or was already */
    struct finger_extractor *extractor; /* made at the first image */
};

void scanner_init(struct scanner *scanner, const struct driver_link *link);
void scanner_clear(struct scanner *scanner);

bool scanner_wanted(const struct scanner *scanner);
/* All is well and no finger lies there: waits for one, or rests. */
void scanner_ready(struct scanner *scanner);

/* A finger lies there; then one of the next four; then it was lifted. */
void scanner_finger_on(struct scanner *scanner);
/* The module's own characteristics of it. */
void scanner_features(struct scanner *scanner, const char *kind, const uint8_t *bytes, size_t len);
/* Its image: width * height grey bytes, dark ridges, 500 dpi. It becomes a record, or is told to be
 * poor. The caller wipes it. */
void scanner_image(struct scanner *scanner, const uint8_t *grey, int width, int height);
void scanner_poor(struct scanner *scanner, const char *text, const char *hint);
/* Taking it failed, and not for the finger's sake: once, it is tried again while it lies there. */
void scanner_try_again(struct scanner *scanner);
void scanner_lifted(struct scanner *scanner);

/* Tells a fault once, until it is another or all was well in between. */
void scanner_fault(struct scanner *scanner, unsigned code, enum device_state state,
                   const struct err *err);
void scanner_tested(struct scanner *scanner, const struct err *err);

#endif
