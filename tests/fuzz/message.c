#include "config.h"

#include "core/service/message.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* The first byte is the status' class, the rest the body. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const long statuses[] = {200, 201, 302, 404, 409, 429, 500};
    struct desk_job job = {.kind = "registry", .mode = "send", .key = "k", .url = "https://x"};
    struct call_answer answer = {.end = CALL_ANSWERED};
    char body[4096], why[64], url[MESSAGE_URL_MAX], *json, *request;

    if (n < 1 || n >= sizeof body)
        return 0;
    if (bytes[0] >= 128)
        job.kind = "geocode";
    answer.status = statuses[bytes[0] % (sizeof statuses / sizeof *statuses)];
    memcpy(body, bytes + 1, n - 1);
    body[n - 1] = '\0';
    answer.body = body;
    answer.size = n - 1;
    fuzz_require((message_read(&job, &answer, &json, why) == OUTCOME_DONE) == (json != NULL));
    for (const char *c = json ? json : ""; *c; c++)
        fuzz_require((unsigned char)*c >= 0x20);
    message_free(&json);
    job.payload = body;
    job.settings = body;
    if (message_write(&job, url, &request, why))
        fuzz_require(bytes[0] >= 128 ? !request && strncmp(url, "https://x?ds=%7B", 16) == 0
                                     : request && strstr(request, "\"key\":\"k\""));
    message_free(&request);
    return 0;
}
