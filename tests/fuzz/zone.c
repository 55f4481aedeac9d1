/* Files of the tz database, at a moment that the last bytes choose. */
#include "config.h"

#include "core/base/zone.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    int64_t moment = 0;
    int32_t offset = 0;

    if (n >= sizeof moment)
        memcpy(&moment, bytes + n - sizeof moment, sizeof moment);
    if (zone_offset(bytes, n, moment, &offset)) {
        fuzz_require(n >= 44 && memcmp(bytes, "TZif", 4) == 0);
        fuzz_require(offset > -ZONE_OFFSET_LIMIT && offset < ZONE_OFFSET_LIMIT);
    }
    zone_offset(bytes, n, 1795368600, &offset);
    return 0;
}
