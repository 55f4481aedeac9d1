#include "config.h"

#include "core/application.h"
#include "core/base/text.h"
#include "tests/unit/unit.h"

#include <string.h>

static const struct day today = {2026, 11, 23};

static const char *wrong_field(const struct application_pages *from, int page)
{
    static struct err err;
    struct application_pages pages = *from;

    err_clear(&err);
    return application_parse(&pages, page, today, &err) ? "" : err.field;
}

static void a_page_may_have_gaps(void **state)
{
    struct application_pages pages = {.name = "样本", .region = "653101"};

    (void)state;
    for (int page = 1; page <= APPLICATION_PAGES; page++)
        assert_string_equal(wrong_field(&pages, page), "");
    pages.region[0] = '\0';
    assert_string_equal(wrong_field(&pages, 1), "region");
}

static void values_are_checked(void **state)
{
    struct application_pages pages = {.name = "样本", .region = "653101"};

    (void)state;
    text_copy(pages.investment_fen, sizeof pages.investment_fen, "much");
    assert_string_equal(wrong_field(&pages, 1), "investment_fen");
    text_copy(pages.contact_phone, sizeof pages.contact_phone, "123");
    assert_string_equal(wrong_field(&pages, 2), "contact_phone");
    text_copy(pages.contact_phone, sizeof pages.contact_phone, "");
    text_copy(pages.contact_email, sizeof pages.contact_email, "at.example.com");
    assert_string_equal(wrong_field(&pages, 2), "contact_email");
    text_copy(pages.planned_start_on, sizeof pages.planned_start_on, "2026-12-01");
    text_copy(pages.planned_end_on, sizeof pages.planned_end_on, "2026-11-01");
    assert_string_equal(wrong_field(&pages, 3), "planned_end_on");
    text_copy(pages.planned_end_on, sizeof pages.planned_end_on, "2027-11-01");
    text_copy(pages.longitude, sizeof pages.longitude, "75.1234567");
    assert_string_equal(wrong_field(&pages, 3), "longitude");
    text_copy(pages.transfer_cycle_days, sizeof pages.transfer_cycle_days, "32");
    assert_string_equal(wrong_field(&pages, 4), "transfer_cycle_days");
}

static void a_sum_goes_as_fen(void **state)
{
    struct application_pages pages = {
        .name = "样本", .region = "653101", .investment_fen = "1200万"};
    struct err err = {.code = ERR_NONE};
    char *json;

    (void)state;
    assert_true(application_parse(&pages, 1, today, &err));
    assert_string_equal(pages.investment_fen, "12,000,000.00");
    json = record_to_json(&application_page_shape[0], &pages);
    assert_non_null(strstr(json, "\"investment_fen\":\"1200000000\""));
    record_json_free(&json);
}

static void a_position_is_read(void **state)
{
    char longitude[16], latitude[16];
    struct err err = {.code = ERR_NONE};

    (void)state;
    assert_true(application_position("{\"longitude\": 75.9893, \"latitude\": 39.4677}", longitude,
                                     latitude, &err));
    assert_string_equal(longitude, "75.989300");
    assert_string_equal(latitude, "39.467700");
    assert_false(
        application_position("{\"longitude\": 275, \"latitude\": 39}", longitude, latitude, &err));
    assert_false(application_position("[]", longitude, latitude, &err));
    assert_false(application_position("not json", longitude, latitude, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 5.1: a page may be saved with gaps, but has a name and a region",
                  a_page_may_have_gaps),
        UNIT_TEST("SPEC 5.1: what stands on a page is checked for its form", values_are_checked),
        UNIT_TEST("SPEC 5.1: a sum is typed in yuan and goes as fen", a_sum_goes_as_fen),
        UNIT_TEST("SPEC 21.5: the geocoder's answer is a position, or none", a_position_is_read),
    };

    return UNIT_RUN(tests);
}
