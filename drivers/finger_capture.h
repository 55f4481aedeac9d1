/* One touch of a finger as a scanner gives it: what can be compared later, and nothing else. No
 * image leaves a driver (SPEC 22.4): scanners that take one have the engine make a record of it.
 *
 * It is a person's data: seal it, wipe it with finger_capture_clear(). */
#ifndef ANXIN_DRIVERS_FINGER_CAPTURE_H
#define ANXIN_DRIVERS_FINGER_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum finger_format {
    FINGER_FORMAT_NONE,
    /* An ISO/IEC 19794-2:2005 record of one view, finger position 0: iso_record_read() and the
     * engine compare it with any other record, whatever scanner it is from. */
    FINGER_FORMAT_RECORD,
    /* A module's own characteristics: only a module of the same `kind` can compare them
     * (registry_match). */
    FINGER_FORMAT_MODULE,
};

#define FINGER_BYTES_MAX 2048
#define FINGER_KIND_MAX 32

struct finger_capture {
    enum finger_format format;
    /* Stored beside the bytes; what is of another kind is never compared. "iso-19794-2:2005", or
     * "ef01/0009/512": protocol, system number, size. */
    char kind[FINGER_KIND_MAX];
    uint8_t quality;  /* 0 … 100; a module does not tell it: 0 */
    uint8_t minutiae; /* of a record; 0 for a module */
    uint16_t len;
    uint8_t bytes[FINGER_BYTES_MAX];
};

#define FINGER_KIND_RECORD "iso-19794-2:2005"

/* May these two be compared? */
bool finger_capture_alike(const struct finger_capture *a, const struct finger_capture *b);
void finger_capture_clear(struct finger_capture *capture);

#endif
