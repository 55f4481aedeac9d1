/* A compiled file of the tz database (RFC 8536); day.h is what the rest of the program uses. */
#ifndef ANXIN_BASE_ZONE_H
#define ANXIN_BASE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZONE_OFFSET_LIMIT 100000 /* seconds, beyond the 26 hours that the format allows */

/* Seconds east of UTC at `moment` (seconds since 1970); after the last change that the file lists
 * its offset goes on. False if the bytes are no such file. */
bool zone_offset(const void *bytes, size_t n, int64_t moment, int32_t *offset);

/* Once, before the program has threads: gives TZ a place in the environment, so that zone_use()
 * only ever changes a value there while other threads read it. */
void zone_prepare(void);

/* Makes `zone` ("Asia/Urumqi") the process's local time, so that moments stand beside the days of
 * day_today() in the same zone. False, and nothing changed, if it is not known here. */
bool zone_use(const char *zone);

#endif
