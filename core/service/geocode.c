#include "config.h"

#include "core/service/geocode.h"

#include "core/base/secret.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEGREES_SIZE = 24 };

/* RFC 3986: all but the unreserved is written as %XX. */
static bool append_escaped(char *url, size_t size, const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    static const char digits[] = "0123456789ABCDEF";
    size_t n = strlen(url);

    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (n + 4 > size)
            return false;
        if (strchr(plain, *text)) {
            url[n++] = *text;
        } else {
            url[n++] = '%';
            url[n++] = digits[byte >> 4];
            url[n++] = digits[byte & 15];
        }
        url[n] = '\0';
    }
    return true;
}

static const char *text_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(item) ? item->valuestring : "";
}

/* An address that does not say where it is belongs to the project's region. */
static char *question_of(const cJSON *payload)
{
    const char *address = text_of(payload, "address"), *region = text_of(payload, "region");
    cJSON *question = cJSON_CreateObject();
    char where[1024], *text = NULL;
    int n = 0;

    for (const char *c = region; *c && n < 400; c++) /* the levels' names are set apart by spaces */
        if (*c != ' ')
            where[n++] = *c;
    if (n >= 400 || strncmp(address, where, strcspn(region, " ")) == 0)
        n = 0;
    if (*address &&
        snprintf(where + n, sizeof where - (size_t)n, "%s", address) <
            (int)(sizeof where - (size_t)n) &&
        cJSON_AddStringToObject(question, "keyWord", where))
        text = cJSON_PrintUnformatted(question);
    cJSON_Delete(question);
    secret_wipe(where, sizeof where);
    return text;
}

bool geocode_url(const struct desk_job *job, char *url, size_t size)
{
    cJSON *payload = cJSON_Parse(job->payload ? job->payload : "");
    char *question = cJSON_IsObject(payload) ? question_of(payload) : NULL;
    bool good = question && snprintf(url, size, "%s?ds=", job->url) < (int)size &&
                append_escaped(url, size, question);

    if (question)
        secret_wipe(question, strlen(question));
    cJSON_free(question);
    cJSON_Delete(payload);
    return good;
}

/* A number, or a text that is one. */
static bool degrees(const cJSON *location, const char *name, double most, char out[DEGREES_SIZE])
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(location, name);
    double value = cJSON_IsNumber(item) ? item->valuedouble : NAN;
    char *end;

    if (cJSON_IsString(item) && item->valuestring[0] &&
        item->valuestring[strspn(item->valuestring, "-.0123456789")] == '\0') {
        value = strtod(item->valuestring, &end);
        if (*end)
            return false;
    }
    return fabs(value) <= most && snprintf(out, DEGREES_SIZE, "%.6f", value) < DEGREES_SIZE;
}

char *geocode_answer(const struct call_answer *answer)
{
    const char *end = NULL;
    char longitude[DEGREES_SIZE], latitude[DEGREES_SIZE], *text = NULL;
    cJSON *object = NULL, *kept = cJSON_CreateObject();
    const cJSON *location;
    bool found = false, good;

    if (answer->body && strlen(answer->body) == answer->size)
        object = cJSON_ParseWithLengthOpts(answer->body, answer->size + 1, &end, true);
    location = cJSON_GetObjectItemCaseSensitive(object, "location");
    good = strcmp(text_of(object, "status"), "101") == 0;
    if (!good && strcmp(text_of(object, "status"), "0") == 0) {
        found = degrees(location, "lon", 180, longitude) && degrees(location, "lat", 90, latitude);
        good = found || !location;
    }
    if (good && cJSON_AddBoolToObject(kept, "found", found) &&
        (!found || (cJSON_AddRawToObject(kept, "longitude", longitude) &&
                    cJSON_AddRawToObject(kept, "latitude", latitude))))
        text = cJSON_PrintUnformatted(kept);
    cJSON_Delete(kept);
    cJSON_Delete(object);
    return text;
}
