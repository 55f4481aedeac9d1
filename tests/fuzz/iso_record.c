/* Records of minutiae: what is read can be matched and written, and is then read as the same. */
#include "config.h"

#include "drivers/finger/match/iso_record.h"
#include "drivers/finger/match/match.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <string.h>

static void match_it(const struct finger_view *view)
{
    static struct finger_probe probe;
    static struct finger_template with;
    static struct match_room *room;

    if (!room)
        room = match_room_new();
    fuzz_require(room);
    finger_probe_init(&probe, view);
    finger_template_init(&with, view);
    fuzz_require(isfinite(finger_match(&probe, &with, room)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct finger_view views[4], again;
    uint8_t written[ISO_ONE_VIEW_MAX];
    size_t count, one;
    struct err err = {.code = ERR_NONE};

    if (!iso_record_read(bytes, n, views, 4, &count, &err)) {
        fuzz_require(err.code == ERR_INPUT);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        fuzz_require(iso_record_read(written, iso_record_write(&views[i], written), &again, 1, &one,
                                     &err) &&
                     one == 1 && again.count == views[i].count);
        fuzz_require(memcmp(again.minutiae, views[i].minutiae,
                            views[i].count * sizeof *again.minutiae) == 0);
        match_it(&views[i]);
    }
    return 0;
}
