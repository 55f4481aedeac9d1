/* Images of a U.are.U from any bytes: refused, or decoded within their bounds. */
#include "config.h"

#include "drivers/finger/uareu/picture.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct picture picture;
    uint8_t *whole, *grey;
    size_t size = n >= PICTURE_HEAD ? picture_size(bytes) : 0;

    if (size == 0)
        return 0;
    /* The head is the input's; the rows are what there is of it, again and again. */
    whole = malloc(size);
    grey = malloc((size_t)PICTURE_WIDTH * PICTURE_HEIGHT);
    fuzz_require(whole != NULL && grey != NULL);
    for (size_t at = 0; at < size; at += n)
        memcpy(whole + at, bytes, size - at < n ? size - at : n);
    if (picture_begin(&picture, whole, size)) {
        int keys = 0;
        picture_looks_scrambled(&picture);
        while (!picture_decode(&picture, 0x12345678u * (unsigned)(keys + 1)))
            fuzz_require(++keys <= PICTURE_BLOCKS);
        fuzz_require(picture.row <= picture.stored);
        picture_grey(&picture, grey);
    }
    free(whole);
    free(grey);
    return 0;
}
