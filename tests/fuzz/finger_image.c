/* Images: files of them, and any bytes as one. */
#include "config.h"

#include "drivers/finger/match/extract.h"
#include "drivers/finger/match/pgm.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

enum { SIDE = FINGER_IMAGE_MIN + 6 };

/* The bytes over and over, as a small image. */
static void extract_it(const uint8_t *bytes, size_t n)
{
    static struct finger_extractor *extractor;
    static uint8_t grey[SIDE * SIDE];
    struct finger_view view;
    struct err err = {.code = ERR_NONE};

    if (!extractor)
        extractor = finger_extractor_new();
    fuzz_require(extractor);
    for (size_t i = 0; i < sizeof grey; i++)
        grey[i] = bytes[i % n];
    fuzz_require(finger_extract(extractor, grey, SIDE, SIDE, &view, &err));
    fuzz_require(view.count <= FINGER_EXTRACTED_MAX && view.quality <= 100);
    for (int i = 0; i < view.count; i++)
        fuzz_require(view.minutiae[i].x < SIDE && view.minutiae[i].y < SIDE);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const uint8_t *grey;
    int width, height;
    struct err err = {.code = ERR_NONE};

    if (pgm_read(bytes, n, &grey, &width, &height, &err))
        fuzz_require(width > 0 && height > 0 &&
                     grey + (size_t)width * (size_t)height <= bytes + n);
    if (n > 0)
        extract_it(bytes, n);
    return 0;
}
