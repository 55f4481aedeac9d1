/* The minutiae of a grey image (DESIGN 6: image scanners; the host extracts). */
#ifndef ANXIN_FINGER_EXTRACT_H
#define ANXIN_FINGER_EXTRACT_H

#include "core/base/err.h"
#include "drivers/finger/match/minutia.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    FINGER_IMAGE_MIN = 90, /* pixels to a side */
    FINGER_IMAGE_MAX = 1000,
    FINGER_EXTRACTED_MAX = 80, /* the best of them; more are noise */
};

/* The engine's number goes with every template and every punch: records of another number are
 * still matched, but a figure measured with one says nothing of another. */
enum { FINGER_ENGINE = 1 };

/* What one thread needs while it extracts; grows with the largest image, and is wiped when freed.
 */
struct finger_extractor;
struct finger_extractor *finger_extractor_new(void); /* NULL: no memory */
void finger_extractor_free(struct finger_extractor **extractor);

/* `grey`: width * height bytes, row by row from the top, dark ridges, 500 dpi. Fills the whole
 * view but finger, view and impression. view->quality (0 … 100) says what the image is worth: how
 * much of it is clear ridge, and how many minutiae were found. False: sizes that cannot be, or no
 * memory. */
bool finger_extract(struct finger_extractor *extractor, const uint8_t *grey, int width, int height,
                    struct finger_view *view, struct err *err);

#endif
