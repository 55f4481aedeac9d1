#include "config.h"

#include "core/service/call.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/service/key_ring.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_MS 5000
#define KEY_MAX 128

bool call_begin(struct err *err)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ||
           err_set(err, ERR_BUG, NULL, _("The library for outside services does not start."), NULL);
}

void call_end(void)
{
    curl_global_cleanup();
}

/* libcurl's: keeps what comes, up to the limit; a shorter count than was given ends the call. */
static size_t take(char *bytes, size_t one, size_t n, void *owner)
{
    struct call_answer *answer = owner;
    char *more;

    n *= one;
    if (answer->size + n > CALL_ANSWER_MAX) {
        snprintf(answer->why, sizeof answer->why, "answer too long");
        return 0;
    }
    more = realloc(answer->body, answer->size + n + 1);
    if (!more)
        return 0;
    answer->body = more;
    memcpy(answer->body + answer->size, bytes, n);
    answer->size += n;
    answer->body[answer->size] = '\0';
    return n;
}

/* The headers of every call; NULL: no memory. */
static struct curl_slist *headers_of(const struct call *call)
{
    char key[KEY_MAX + 32];
    struct curl_slist *list = curl_slist_append(NULL, "Accept: application/json");
    struct curl_slist *longer = NULL;

    snprintf(key, sizeof key, "Idempotency-Key: %s", call->key);
    if (list)
        longer = curl_slist_append(list, key);
    if (longer && call->body)
        longer = curl_slist_append(longer, "Content-Type: application/json; charset=utf-8");
    if (longer && call->body) /* no "Expect: 100-continue": it costs a second of waiting */
        longer = curl_slist_append(longer, "Expect:");
    if (!longer)
        curl_slist_free_all(list);
    return longer;
}

/* The token as a member of the question; libcurl has its copy when this returns. */
static CURLcode set_question(CURL *curl, const struct call *call)
{
    struct secret *token = call->keys->token;
    char *escaped = curl_easy_escape(curl, secret_open(token), 0);
    size_t size = strlen(call->url) + strlen(call->token_member) + (escaped ? strlen(escaped) : 0);
    char *url = malloc(size + 3);
    CURLcode code = CURLE_OUT_OF_MEMORY;

    secret_close(token);
    if (url && escaped) {
        snprintf(url, size + 3, "%s&%s=%s", call->url, call->token_member, escaped);
        code = curl_easy_setopt(curl, CURLOPT_URL, url);
        secret_wipe(url, strlen(url));
        secret_wipe(escaped, strlen(escaped));
    }
    free(url);
    curl_free(escaped);
    return code;
}

static bool set_up(CURL *curl, const struct call *call, struct curl_slist *headers,
                   struct call_answer *answer)
{
    const struct key_ring *keys = call->keys;
    long connect = call->timeout_ms < CONNECT_MS ? call->timeout_ms : CONNECT_MS;
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(curl, CURLOPT_URL, call->url);
    bad |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    bad |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    bad |= curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
    bad |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect);
    bad |= curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_USERAGENT, "anxin/" PACKAGE_VERSION);
    bad |= curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    bad |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    bad |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    if (call->body) {
        bad |= curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(call->body));
        bad |= curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body);
    }
    if (keys->authorities[0]) {
        bad |= curl_easy_setopt(curl, CURLOPT_CAINFO, keys->authorities);
        bad |= curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    if (keys->certificate[0])
        bad |= curl_easy_setopt(curl, CURLOPT_SSLCERT, keys->certificate);
    if (keys->key[0])
        bad |= curl_easy_setopt(curl, CURLOPT_SSLKEY, keys->key);
    if (keys->token && call->token_member) {
        bad |= set_question(curl, call);
    } else if (keys->token) {
        bad |= curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        bad |= curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, secret_open(keys->token));
        secret_close(keys->token); /* libcurl has its copy */
    }
    return bad == CURLE_OK;
}

static const char *words_for(CURLcode code)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return "timeout";
    case CURLE_COULDNT_RESOLVE_HOST:
        return "name not found";
    case CURLE_COULDNT_CONNECT:
        return "no connection";
    case CURLE_PEER_FAILED_VERIFICATION:
        return "certificate not trusted";
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
        return "certificate file unusable";
    case CURLE_SSL_CONNECT_ERROR:
        return "no tls";
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return "connection cut";
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return "address unusable";
    default:
        return "call failed";
    }
}

static void perform(CURL *curl, struct call_answer *answer)
{
    CURLcode code = curl_easy_perform(curl);
    curl_off_t before = 0; /* microseconds until the request could be sent; 0: it never was */

    if (code == CURLE_OK) {
        answer->end = CALL_ANSWERED;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
        return;
    }
    curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &before);
    answer->end = before > 0 ? CALL_CUT : CALL_UNREACHED;
    if (!answer->why[0])
        snprintf(answer->why, sizeof answer->why, "%s", words_for(code));
}

void call_make(const struct call *call, struct call_answer *answer)
{
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = headers_of(call);

    memset(answer, 0, sizeof *answer);
    answer->end = CALL_UNREACHED;
    if (curl && headers && set_up(curl, call, headers, answer))
        perform(curl, answer);
    else
        snprintf(answer->why, sizeof answer->why, "call could not be made");
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}

void call_answer_clear(struct call_answer *answer)
{
    if (answer->body)
        secret_wipe(answer->body, answer->size);
    free(answer->body);
    memset(answer, 0, sizeof *answer);
}
