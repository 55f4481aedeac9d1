/* ISO/IEC 19794-2:2005 finger minutiae records, and ANSI INCITS 378-2004 ones for reading.
 * Pure: bytes in, structs out. */
#ifndef ANXIN_FINGER_ISO_RECORD_H
#define ANXIN_FINGER_ISO_RECORD_H

#include "core/base/err.h"
#include "drivers/finger/match/minutia.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    ISO_VIEWS_MAX = 176,
    ISO_ONE_VIEW_MAX = 24 + 4 + 6 * FINGER_MINUTIAE_MAX + 2, /* bytes of a record of one view */
};

/* Reads the n bytes of a record; at most `most` views go to `views`, *count says how many.
 * Extension blocks are passed over. False with ERR_INPUT and what is wrong: magic, length,
 * coordinates outside the image, a format that is neither (2011, compact cards). */
bool iso_record_read(const uint8_t *bytes, size_t n, struct finger_view *views, size_t most,
                     size_t *count, struct err *err);

/* Writes a record of one view into `out` (ISO_ONE_VIEW_MAX bytes are enough); returns its length.
 * Device id 0: not reported. */
size_t iso_record_write(const struct finger_view *view, uint8_t *out);

#endif
