/* The day of a moment in a zone, from the tz database's compiled files (RFC 8536). The C library
 * knows one zone at a time, TZ, which belongs to the whole process. */
#include "config.h"

#include "core/base/day.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/zone.h"

#include <stdlib.h>
#include <string.h>

#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define HEADER_SIZE 44

struct zone_data {
    const unsigned char *bytes;
    size_t size;
    size_t at; /* of the block being read */
    uint32_t utc_count, standard_count, leap_count, time_count, type_count, name_count;
    size_t time_size; /* bytes of a moment: 4 in the first block, 8 in the second */
};

static bool is_zone_name(const char *zone)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";

    return zone[0] != '\0' && zone[0] != '/' && strlen(zone) < 64 &&
           strspn(zone, allowed) == strlen(zone);
}

static uint32_t big32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t moment_at(const struct zone_data *z, size_t index)
{
    const unsigned char *p = z->bytes + z->at + HEADER_SIZE + index * z->time_size;

    if (z->time_size == 4)
        return (int32_t)big32(p);
    return (int64_t)((uint64_t)big32(p) << 32 | big32(p + 4));
}

static size_t block_size(const struct zone_data *z)
{
    return HEADER_SIZE + z->time_count * (z->time_size + 1) + z->type_count * (size_t)6 +
           z->name_count + z->leap_count * (z->time_size + 4) + z->standard_count + z->utc_count;
}

/* Reads the header at z->at. False if the block is not whole. */
static bool read_header(struct zone_data *z, size_t time_size)
{
    const unsigned char *p = z->bytes + z->at;

    if (z->size - z->at < HEADER_SIZE || memcmp(p, "TZif", 4) != 0)
        return false;
    z->utc_count = big32(p + 20);
    z->standard_count = big32(p + 24);
    z->leap_count = big32(p + 28);
    z->time_count = big32(p + 32);
    z->type_count = big32(p + 36);
    z->name_count = big32(p + 40);
    z->time_size = time_size;
    if (z->type_count == 0 || z->time_count > 100000 || z->type_count > 256 ||
        z->name_count > 100000 || z->leap_count > 100000 || z->standard_count > 256 ||
        z->utc_count > 256)
        return false;
    return block_size(z) <= z->size - z->at;
}

bool zone_offset(const void *bytes, size_t n, int64_t moment, int32_t *offset)
{
    struct zone_data z = {.bytes = bytes, .size = n};
    const unsigned char *types, *kinds;
    size_t low = 0;
    size_t high;
    size_t kind = 0;

    if (!read_header(&z, 4))
        return false;
    if (z.bytes[4] >= '2') {
        z.at = block_size(&z);
        if (!read_header(&z, 8))
            return false;
    }
    kinds = z.bytes + z.at + HEADER_SIZE + z.time_count * z.time_size;
    types = kinds + z.time_count;
    for (high = z.time_count; low < high;) {
        size_t middle = low + (high - low) / 2;

        if (moment_at(&z, middle) <= moment)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0)
        kind = kinds[low - 1];
    if (kind >= z.type_count)
        return false;
    *offset = (int32_t)big32(types + kind * 6);
    return *offset > -ZONE_OFFSET_LIMIT && *offset < ZONE_OFFSET_LIMIT;
}

bool day_of(const char *zone, time_t moment, struct day *out, struct err *err)
{
    char path[sizeof ZONE_FOLDER + 64] = ZONE_FOLDER;
    char *bytes = NULL;
    size_t n;
    int32_t offset = 0;
    int64_t local;
    bool ok = false;

    if (is_zone_name(zone)) {
        memcpy(path + sizeof ZONE_FOLDER - 1, zone, strlen(zone) + 1);
        ok = file_read(path, 1 << 20, &bytes, &n, NULL) && zone_offset(bytes, n, moment, &offset);
        free(bytes);
    }
    if (!ok)
        return err_set(err, ERR_INPUT, "zone", _("This time zone is not known here."),
                       _("Install the time zones (package tzdata) or correct the name."));
    local = (int64_t)moment + offset;
    *out = day_from_number((int32_t)((local >= 0 ? local : local - 86399) / 86400));
    return true;
}

bool day_today(const char *zone, struct day *out, struct err *err)
{
    return day_of(zone, time(NULL), out, err);
}

void zone_prepare(void)
{
    setenv("TZ", ":/etc/localtime", 0); /* what no TZ at all means, too */
}

bool zone_use(const char *zone)
{
    const char *now = getenv("TZ");
    struct day day;

    if (now && strcmp(now, zone) == 0)
        return true;
    if (!day_today(zone, &day, NULL) || setenv("TZ", zone, 1) != 0)
        return false;
    tzset();
    return true;
}
