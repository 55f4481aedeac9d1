#include "config.h"

#include "core/base/image.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct image image, shorter;
    bool is = image_look(bytes, n, &image);

    fuzz_require(is == (image.format != IMAGE_NONE));
    fuzz_require(image.width >= 0 && image.width <= IMAGE_SIDE_MAX);
    fuzz_require(image.height >= 0 && image.height <= IMAGE_SIDE_MAX);
    fuzz_require((image_format_name(image.format)[0] != '\0') == is);
    for (size_t i = 0; i < n && i < 64; i++)
        image_look(bytes, i, &shorter);
    return 0;
}
