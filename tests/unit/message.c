/* What is said to outside services, and what their answers mean (SPEC 21). */
#include "config.h"

#include "core/service/message.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct desk_job job_of(const char *kind, const char *mode)
{
    return (struct desk_job){.kind = kind,
                             .mode = mode,
                             .key = "key:1",
                             .url = "https://service.example/v1",
                             .payload = "{\"phone\":\"19900000001\",\"key\":\"not this\"}",
                             .settings = "{\"client_id\":\"xj\",\"other\":\"no\"}"};
}

static void writes(void **state)
{
    struct desk_job job = job_of("sms", "send");
    char url[MESSAGE_URL_MAX], why[64], *body;

    (void)state;
    assert_true(message_write(&job, url, &body, why));
    assert_string_equal(url, "https://service.example/v1");
    assert_string_equal(body, "{\"phone\":\"19900000001\",\"key\":\"key:1\",\"client_id\":\"xj\"}");
    message_free(&body);
    assert_null(body);
    job = job_of("deposit", "send");
    assert_true(message_write(&job, url, &body, why));
    assert_string_equal(url, "https://service.example/v1/deposits");
    message_free(&body);
}

static void inquires(void **state)
{
    struct desk_job job = job_of("deposit", "inquire");
    char url[MESSAGE_URL_MAX], why[64], *body;

    (void)state;
    assert_true(message_write(&job, url, &body, why));
    assert_string_equal(url, "https://service.example/v1/deposits/key:1");
    assert_null(body);
    job = job_of("sms", "inquire");
    assert_false(message_write(&job, url, &body, why));
    job = job_of("nothing", "send");
    assert_false(message_write(&job, url, &body, why));
    job = job_of("sms", "send");
    job.payload = "[1]";
    assert_false(message_write(&job, url, &body, why));
    assert_string_equal(why, "payload unusable");
}

static enum outcome read_text(const char *kind, const char *mode, long status, const char *text,
                              char kept[512])
{
    struct desk_job job = job_of(kind, mode);
    struct call_answer answer = {.end = CALL_ANSWERED, .status = status};
    char why[64], *json, *copy = strdup(text);
    enum outcome outcome;

    answer.body = copy;
    answer.size = strlen(text);
    outcome = message_read(&job, &answer, &json, why);
    snprintf(kept, 512, "%s", json ? json : why);
    assert_int_equal(json != NULL, outcome == OUTCOME_DONE);
    message_free(&json);
    free(copy);
    return outcome;
}

static void judges_statuses(void **state)
{
    static const struct {
        const char *kind, *mode;
        long status;
        enum outcome outcome;
    } cases[] = {
        {"sms", "send", 200, OUTCOME_DONE},        {"sms", "send", 201, OUTCOME_DONE},
        {"sms", "send", 301, OUTCOME_REFUSED},     {"sms", "send", 400, OUTCOME_REFUSED},
        {"sms", "send", 401, OUTCOME_REFUSED},     {"sms", "send", 404, OUTCOME_REFUSED},
        {"sms", "send", 408, OUTCOME_UNCLEAR},     {"sms", "send", 409, OUTCOME_UNCLEAR},
        {"sms", "send", 429, OUTCOME_AGAIN},       {"sms", "send", 500, OUTCOME_UNCLEAR},
        {"sms", "send", 503, OUTCOME_UNCLEAR},     {"registry", "send", 404, OUTCOME_DONE},
        {"deposit", "send", 404, OUTCOME_REFUSED}, {"deposit", "inquire", 404, OUTCOME_ABSENT},
        {"deposit", "inquire", 200, OUTCOME_DONE}, {"deposit", "inquire", 500, OUTCOME_UNCLEAR},
    };
    char kept[512];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(
            read_text(cases[i].kind, cases[i].mode, cases[i].status, "{\"a\":1}", kept),
            cases[i].outcome);
}

static void judges_bodies(void **state)
{
    static const char *const bad[] = {
        "",
        "null",
        "[]",
        "\"text\"",
        "{",
        "{} {}",
        "{\"a\":{}}",
        "{\"a\":[1]}",
        "{\"a\":\"\\u001b[2J\"}",
        "{\"\":1}",
        "{\"a\":1}trailing",
        "<html>",
    };
    char kept[512], *deep, *many;
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(read_text("registry", "send", 200, bad[i], kept), OUTCOME_UNCLEAR);
        assert_string_equal(kept, "answer unusable");
    }
    assert_int_equal(read_text("registry", "send", 200,
                               " {\"found\":true, \"name\":\"样本\",\"n\":12.5,\"x\":null}\n",
                               kept),
                     OUTCOME_DONE);
    assert_string_equal(kept, "{\"found\":true,\"name\":\"样本\",\"n\":12.5,\"x\":null}");
    deep = calloc(1, 20001);
    assert_non_null(deep);
    memset(deep, '[', 20000);
    assert_int_equal(read_text("registry", "send", 200, deep, kept), OUTCOME_UNCLEAR);
    free(deep);
    many = calloc(1, 4096);
    assert_non_null(many);
    for (int i = 0; i < 100; i++)
        n += (size_t)snprintf(many + n, 4096 - n, "%c\"m%d\":1", i ? ',' : '{', i);
    snprintf(many + n, 4096 - n, "}");
    assert_int_equal(read_text("registry", "send", 200, many, kept), OUTCOME_UNCLEAR);
    free(many);
}

static void judges_failures(void **state)
{
    struct desk_job job = job_of("sms", "send");
    struct call_answer answer = {.end = CALL_UNREACHED, .why = "no connection"};
    char why[64], *json;

    (void)state;
    assert_int_equal(message_read(&job, &answer, &json, why), OUTCOME_AGAIN);
    assert_string_equal(why, "no connection");
    answer.end = CALL_CUT;
    assert_int_equal(message_read(&job, &answer, &json, why), OUTCOME_UNCLEAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 21.1: a request carries the job's key and the deployment's words", writes),
        UNIT_TEST("SPEC 21.3: an inquiry names the key and sends nothing", inquires),
        UNIT_TEST("SPEC 21.1: what each status means for the next try", judges_statuses),
        UNIT_TEST("SPEC 22.5: an answer is one flat object, or none", judges_bodies),
        UNIT_TEST("SPEC 21.1: not reached is tried again, cut off may have been done",
                  judges_failures),
    };

    return UNIT_RUN(tests);
}
