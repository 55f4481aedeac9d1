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

static void asks_the_geocoder(void **state)
{
    struct desk_job job = job_of("geocode", "send");
    char url[MESSAGE_URL_MAX], why[64], *body, *longest;

    (void)state;
    job.payload = "{\"address\":\"样本路1号\",\"region\":\"新疆 喀什市\",\"project_id\":7}";
    assert_true(message_write(&job, url, &body, why));
    assert_null(body);
    assert_string_equal(url, "https://service.example/v1?ds=%7B%22keyWord%22%3A%22"
                             "%E6%96%B0%E7%96%86%E5%96%80%E4%BB%80%E5%B8%82"
                             "%E6%A0%B7%E6%9C%AC%E8%B7%AF1%E5%8F%B7%22%7D");
    assert_string_equal(message_token_member("geocode"), "tk");
    assert_null(message_token_member("registry"));
    job.payload = "{\"address\":\"新疆样本路\",\"region\":\"新疆 喀什市\"}";
    assert_true(message_write(&job, url, &body, why));
    assert_string_equal(url, "https://service.example/v1?ds=%7B%22keyWord%22%3A%22"
                             "%E6%96%B0%E7%96%86%E6%A0%B7%E6%9C%AC%E8%B7%AF%22%7D");
    job.payload = "{\"region\":\"新疆\"}";
    assert_false(message_write(&job, url, &body, why));
    assert_string_equal(why, "payload unusable");
    longest = calloc(1, 2100);
    assert_non_null(longest);
    memset(longest, '&', 2000);
    memcpy(longest, "{\"address\":\"", 12);
    memcpy(longest + 1990, "\"}", 3);
    job.payload = longest;
    assert_false(message_write(&job, url, &body, why));
    free(longest);
}

static void hears_the_geocoder(void **state)
{
    static const struct {
        const char *answer, *kept;
    } cases[] = {
        {"{\"msg\":\"ok\",\"location\":{\"score\":100,\"lon\":\"75.989402\",\"lat\":39.470512},"
         "\"status\":\"0\"}",
         "{\"found\":true,\"longitude\":75.989402,\"latitude\":39.470512}"},
        {"{\"location\":{\"lon\":87.6167999999999999,\"lat\":-0.5},\"status\":\"0\"}",
         "{\"found\":true,\"longitude\":87.616800,\"latitude\":-0.500000}"},
        {"{\"msg\":\"none\",\"status\":\"101\"}", "{\"found\":false}"},
        {"{\"msg\":\"ok\",\"status\":\"0\"}", "{\"found\":false}"},
        {"{\"location\":{\"lon\":\"75,9\",\"lat\":\"39\"},\"status\":\"0\"}", NULL},
        {"{\"location\":{\"lon\":\"\",\"lat\":\"39\"},\"status\":\"0\"}", NULL},
        {"{\"location\":{\"lon\":\"nan\",\"lat\":\"39\"},\"status\":\"0\"}", NULL},
        {"{\"location\":{\"lon\":275,\"lat\":39},\"status\":\"0\"}", NULL},
        {"{\"location\":{\"lon\":1e999,\"lat\":39},\"status\":\"0\"}", NULL},
        {"{\"location\":[75,39],\"status\":\"0\"}", NULL},
        {"{\"location\":{\"lon\":75,\"lat\":39},\"status\":\"404\"}", NULL},
        {"{\"longitude\":75,\"latitude\":39}", NULL},
        {"[]", NULL},
        {"<html>", NULL},
    };
    char kept[512];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(read_text("geocode", "send", 200, cases[i].answer, kept),
                         cases[i].kept ? OUTCOME_DONE : OUTCOME_UNCLEAR);
        assert_string_equal(kept, cases[i].kept ? cases[i].kept : "answer unusable");
    }
    assert_int_equal(read_text("geocode", "send", 403, "{}", kept), OUTCOME_REFUSED);
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
        UNIT_TEST("SPEC 21.5: the geocoder is asked in its own language", asks_the_geocoder),
        UNIT_TEST("SPEC 21.5: its answer is a position, no such place, or none",
                  hears_the_geocoder),
        UNIT_TEST("SPEC 21.1: not reached is tried again, cut off may have been done",
                  judges_failures),
    };

    return UNIT_RUN(tests);
}
