#include "config.h"

#include "core/record.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool add(cJSON *object, const struct record_field *field, const char *record)
{
    const char *at = record + field->offset;
    char number[24];
    int64_t id;

    switch (field->kind) {
    case RECORD_TEXT:
        return !*at || cJSON_AddStringToObject(object, field->name, at);
    case RECORD_FLAG:
        return cJSON_AddBoolToObject(object, field->name, *(const bool *)at) != NULL;
    case RECORD_ID:
        memcpy(&id, at, sizeof id);
        snprintf(number, sizeof number, "%" PRId64, id);
        return id == 0 || cJSON_AddRawToObject(object, field->name, number);
    }
    return false;
}

/* The tree holds copies of personal data: wiped before it goes back to the heap. */
static void tree_free(cJSON *object)
{
    cJSON *item = NULL;

    cJSON_ArrayForEach(item, object)
    {
        if (item->valuestring)
            secret_wipe(item->valuestring, strlen(item->valuestring));
    }
    cJSON_Delete(object);
}

char *record_to_json(const struct record_shape *shape, const void *record)
{
    cJSON *object = cJSON_CreateObject();
    char *text = NULL;
    bool ok = object != NULL;

    for (size_t i = 0; ok && i < shape->count; i++)
        ok = add(object, &shape->fields[i], record);
    if (ok)
        text = cJSON_PrintUnformatted(object);
    tree_free(object);
    return text;
}

void record_json_free(char **json)
{
    if (*json) {
        secret_wipe(*json, strlen(*json));
        cJSON_free(*json);
    }
    *json = NULL;
}

const struct record_field *record_find(const struct record_shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->count; i++) {
        if (strcmp(shape->fields[i].name, name) == 0)
            return &shape->fields[i];
    }
    return NULL;
}

static bool take_text(const struct record_field *field, char *at, const cJSON *item)
{
    size_t length;

    if (!cJSON_IsString(item))
        return cJSON_IsNull(item);
    length = strlen(item->valuestring);
    if (length >= field->size)
        return false;
    memcpy(at, item->valuestring, length + 1);
    return true;
}

static bool take(const struct record_field *field, char *record, const cJSON *item)
{
    char *at = record + field->offset;
    int64_t id;

    switch (field->kind) {
    case RECORD_TEXT:
        return take_text(field, at, item);
    case RECORD_FLAG:
        *(bool *)at = cJSON_IsTrue(item);
        return cJSON_IsBool(item) || cJSON_IsNull(item);
    case RECORD_ID:
        /* Ids are far below 2^53, where a double is still exact. */
        if (!cJSON_IsNumber(item))
            return cJSON_IsNull(item);
        if (!(item->valuedouble >= 0 && item->valuedouble < 9007199254740992.0))
            return false;
        id = (int64_t)item->valuedouble;
        memcpy(at, &id, sizeof id);
        return true;
    }
    return false;
}

bool record_from_json(const struct record_shape *shape, void *record, const char *json,
                      struct err *err)
{
    cJSON *object = cJSON_Parse(json);
    const cJSON *item = NULL;
    bool ok = cJSON_IsObject(object);

    memset(record, 0, shape->record_size);
    for (item = ok ? object->child : NULL; ok && item; item = item->next) {
        const struct record_field *field = item->string ? record_find(shape, item->string) : NULL;

        if (field)
            ok = take(field, record, item);
    }
    tree_free(object);
    if (!ok) {
        secret_wipe(record, shape->record_size);
        err_set(err, ERR_INPUT, NULL, _("This draft cannot be read any more."), NULL);
    }
    return ok;
}

void record_moment(int64_t microseconds, char *to, size_t size)
{
    time_t seconds = (time_t)(microseconds / 1000000);
    int rest = (int)(microseconds % 1000000);
    struct tm utc;
    char date[24];

    gmtime_r(&seconds, &utc);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(to, size, "%s.%06dZ", date, rest);
}
