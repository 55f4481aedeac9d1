/* The geocoder speaks as the national platform for geographic information does (天地图,
 * lbs.tianditu.gov.cn, "geocoder"): positions are CGCS2000, which is what a construction permit and
 * an attendance area are drawn in (WGS 84 to the centimetre, not the shifted GCJ-02 of map
 * portals).
 *
 *   GET ADDRESS?ds={"keyWord":"…"}&tk=KEY
 *   {"msg":"ok","status":"0","location":{"lon":75.989402,"lat":39.470512,"score":100,…}}
 *
 * status 101: no such place. lon and lat come as numbers or as texts. No I/O. */
#ifndef ANXIN_SERVICE_GEOCODE_H
#define ANXIN_SERVICE_GEOCODE_H

#include "core/service/call.h"
#include "core/service/desk.h"

#include <stdbool.h>
#include <stddef.h>

/* The question for a job's payload ({"address", "region"}), without its key. False: it holds no
 * address, or one too long. */
bool geocode_url(const struct desk_job *job, char *url, size_t size);

/* What is kept of the answer: {"found":true,"longitude":…,"latitude":…} in degrees with six
 * decimals, or {"found":false}; NULL: it is no such answer. Given back to message_free. */
char *geocode_answer(const struct call_answer *answer);

#endif
