#include "config.h"

#include "core/service/message.h"

#include "core/base/secret.h"
#include "core/service/geocode.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMBERS_MAX = 60, NAME_MAX_BYTES = 40, TEXT_MAX_BYTES = 2000 };

/* What differs between the kinds of job. */
struct manner {
    const char *kind;
    const char *path;    /* added to the service's address */
    const char *inquiry; /* the same, before the key; NULL: nothing can be asked */
    bool may_be_unknown; /* 404: there is no such thing, which is an answer */
    /* A language of its own; NULL: the common one. */
    bool (*ask)(const struct desk_job *job, char *url, size_t size);
    char *(*keep)(const struct call_answer *answer);
    const char *token; /* message_token_member */
};

static const struct manner manners[] = {
    {.kind = "sms", .path = ""},
    {.kind = "registry", .path = "", .may_be_unknown = true},
    {.kind = "geocode", .ask = geocode_url, .keep = geocode_answer, .token = "tk"},
    {.kind = "deposit", .path = "/deposits", .inquiry = "/deposits/"},
};

static const struct manner *manner_of(const char *kind)
{
    for (size_t i = 0; i < sizeof manners / sizeof *manners; i++)
        if (strcmp(manners[i].kind, kind) == 0)
            return &manners[i];
    return NULL;
}

const char *message_token_member(const char *kind)
{
    const struct manner *manner = manner_of(kind);

    return manner ? manner->token : NULL;
}

const char *outcome_word(enum outcome outcome)
{
    static const char *const words[] = {"done", "again", "unclear", "refused", "absent"};

    return words[outcome];
}

static bool say(char why[64], const char *what)
{
    snprintf(why, 64, "%s", what);
    return false;
}

/* Copies the deployment's own words into the request. */
static bool add_settings(cJSON *request, const char *settings)
{
    static const char *const names[] = {"client_id", "sign"};
    cJSON *from = cJSON_Parse(settings ? settings : "{}");
    bool ok = from != NULL;

    for (size_t i = 0; ok && i < sizeof names / sizeof *names; i++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(from, names[i]);
        if (cJSON_IsString(item))
            ok = cJSON_AddStringToObject(request, names[i], item->valuestring) != NULL;
    }
    cJSON_Delete(from);
    return ok;
}

static char *request_of(const struct desk_job *job)
{
    cJSON *request = cJSON_Parse(job->payload ? job->payload : "");
    char *text = NULL;

    if (cJSON_IsObject(request)) {
        cJSON_DeleteItemFromObjectCaseSensitive(request, "key");
        if (cJSON_AddStringToObject(request, "key", job->key) &&
            add_settings(request, job->settings))
            text = cJSON_PrintUnformatted(request);
    }
    cJSON_Delete(request);
    return text;
}

bool message_write(const struct desk_job *job, char url[MESSAGE_URL_MAX], char **body, char why[64])
{
    const struct manner *manner = manner_of(job->kind);
    bool inquiry = strcmp(job->mode, "inquire") == 0;
    int n;

    *body = NULL;
    if (!manner || (inquiry && !manner->inquiry))
        return say(why, "this worker does not know the kind");
    if (manner->ask)
        return manner->ask(job, url, MESSAGE_URL_MAX) || say(why, "payload unusable");
    if (inquiry)
        n = snprintf(url, MESSAGE_URL_MAX, "%s%s%s", job->url, manner->inquiry, job->key);
    else
        n = snprintf(url, MESSAGE_URL_MAX, "%s%s", job->url, manner->path);
    if (n <= 0 || n >= MESSAGE_URL_MAX)
        return say(why, "address too long");
    if (inquiry)
        return true;
    *body = request_of(job);
    return *body || say(why, "payload unusable");
}

void message_free(char **body)
{
    if (*body)
        secret_wipe(*body, strlen(*body));
    cJSON_free(*body);
    *body = NULL;
}

/* No control characters: an answer ends on somebody's screen. */
static bool text_ok(const char *text, size_t max)
{
    size_t n = 0;

    for (; text[n]; n++)
        if (n >= max || (unsigned char)text[n] < 0x20 || text[n] == 0x7f)
            return false;
    return true;
}

static bool member_ok(const cJSON *item)
{
    if (!item->string || !item->string[0] || !text_ok(item->string, NAME_MAX_BYTES))
        return false;
    if (cJSON_IsString(item))
        return text_ok(item->valuestring, TEXT_MAX_BYTES);
    return cJSON_IsNumber(item) || cJSON_IsBool(item) || cJSON_IsNull(item);
}

/* The answer as JSON that was read and written again, or NULL. */
static char *flat_object(const struct call_answer *answer)
{
    const char *end = NULL;
    cJSON *object = NULL;
    const cJSON *item;
    bool ok = answer->body && strlen(answer->body) == answer->size;
    char *text = NULL;
    int count = 0;

    if (ok)
        object = cJSON_ParseWithLengthOpts(answer->body, answer->size + 1, &end, true);
    ok = cJSON_IsObject(object);
    for (item = ok ? object->child : NULL; ok && item; item = item->next)
        ok = ++count <= MEMBERS_MAX && member_ok(item);
    if (ok)
        text = cJSON_PrintUnformatted(object);
    cJSON_Delete(object);
    return text;
}

static enum outcome with_why(enum outcome outcome, const struct call_answer *answer, char why[64])
{
    snprintf(why, 64, "http %ld", answer->status);
    return outcome;
}

static enum outcome read_body(const struct manner *manner, const struct call_answer *answer,
                              char **json, char why[64])
{
    *json = manner && manner->keep ? manner->keep(answer) : flat_object(answer);
    if (*json)
        return OUTCOME_DONE;
    say(why, "answer unusable");
    return OUTCOME_UNCLEAR;
}

enum outcome message_read(const struct desk_job *job, const struct call_answer *answer, char **json,
                          char why[64])
{
    const struct manner *manner = manner_of(job->kind);
    bool inquiry = strcmp(job->mode, "inquire") == 0;

    *json = NULL;
    why[0] = '\0';
    if (answer->end != CALL_ANSWERED) {
        say(why, answer->why);
        return answer->end == CALL_UNREACHED ? OUTCOME_AGAIN : OUTCOME_UNCLEAR;
    }
    if (answer->status >= 200 && answer->status < 300)
        return read_body(manner, answer, json, why);
    if (answer->status == 404 && inquiry)
        return with_why(OUTCOME_ABSENT, answer, why);
    if (answer->status == 404 && manner && manner->may_be_unknown)
        return read_body(manner, answer, json, why);
    if (answer->status == 429)
        return with_why(OUTCOME_AGAIN, answer, why);
    if (answer->status == 408 || answer->status == 409 || answer->status == 425 ||
        answer->status >= 500 || answer->status < 200)
        return with_why(OUTCOME_UNCLEAR, answer, why);
    return with_why(OUTCOME_REFUSED, answer, why);
}
