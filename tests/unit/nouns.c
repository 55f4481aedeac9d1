#include "config.h"

#include "core/demo.h"
#include "core/invitation.h"
#include "core/reveal.h"
#include "core/team.h"
#include "core/worker.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct day today = {2026, 11, 23};

/* The published specimen T1, as a reader gives it, and what a clerk adds. */
static struct enrolment t1(void)
{
    return (struct enrolment){
        .document_kind = "resident_id",
        .document_number = "11010519491231002X",
        .name = "李样本",
        .sex = "female",
        .birth_on = "1949-12-31",
        .address = "北京市朝阳区样本路1号院2号楼303室",
        .issuer = "北京市公安局朝阳分局",
        .valid_from = "2010-01-01",
        .same_person = true,
        .phone = "199 0000 0001",
        .participant_id = 3,
        .team_id = 7,
        .worker_kind = "worker",
        .trade = "020",
        .started_on = "2026/11/3",
        .consent_text_version = "paper",
        .consent_means = "signed_paper",
    };
}

static void enrolment_is_stored_in_one_form(void **state)
{
    struct enrolment e = t1();
    struct err err = {ERR_NONE};

    (void)state;
    assert_true(enrolment_parse(&e, today, &err));
    assert_string_equal(e.phone, "19900000001");
    assert_string_equal(e.started_on, "2026-11-03");
    assert_string_equal(e.document_number, "11010519491231002X");
}

static void enrolment_says_what_is_missing(void **state)
{
    static const struct {
        size_t offset;
        const char *value, *field;
    } wrong[] = {
        {offsetof(struct enrolment, document_number), "", "document_number"},
        {offsetof(struct enrolment, name), "", "name"},
        {offsetof(struct enrolment, consent_means), "", "consent_means"},
        {offsetof(struct enrolment, phone), "1990000000", "phone"},
        {offsetof(struct enrolment, phone), "", "phone"},
        {offsetof(struct enrolment, worker_kind), "", "worker_kind"},
        {offsetof(struct enrolment, trade), "", "trade"},
        {offsetof(struct enrolment, started_on), "", "started_on"},
        {offsetof(struct enrolment, started_on), "2026-02-30", "started_on"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct enrolment e = t1();
        struct err err = {ERR_NONE};

        memcpy((char *)&e + wrong[i].offset, wrong[i].value, strlen(wrong[i].value) + 1);
        assert_false(enrolment_parse(&e, today, &err));
        assert_int_equal(err.code, ERR_INPUT);
        assert_string_equal(err.field, wrong[i].field);
        assert_true(err.text[0] != '\0');
    }
}

static void the_days_allowed_are_said(void **state)
{
    struct {
        const char *day;
        bool right;
    } days[] = {{"1999-12-31", false},
                {"2000-01-01", true},
                {"2099-01-01", false},
                {"", true},
                {"", false}};
    char last[DAY_SIZE], after[DAY_SIZE];

    (void)state;
    days[3].day = day_format(day_add_days(today, 366), last);
    days[4].day = day_format(day_add_days(today, 367), after);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct enrolment e = t1();
        struct err err = {ERR_NONE};

        snprintf(e.started_on, sizeof e.started_on, "%s", days[i].day);
        assert_int_equal(enrolment_parse(&e, today, &err), days[i].right);
        if (days[i].right)
            continue;
        assert_string_equal(err.field, "started_on");
        assert_non_null(strstr(err.text, "2000-01-01"));
        assert_non_null(strstr(err.text, last));
    }
}

static void the_example_is_today(void **state)
{
    struct enrolment e = t1();
    struct err err = {ERR_NONE};
    char now[DAY_SIZE];

    (void)state;
    snprintf(e.started_on, sizeof e.started_on, "2026-02-30");
    assert_false(enrolment_parse(&e, today, &err));
    assert_non_null(strstr(err.text, day_format(today, now)));
}

static void enrolment_needs_the_look(void **state)
{
    struct enrolment e = t1();
    struct err err = {ERR_NONE};

    (void)state;
    e.same_person = false;
    assert_false(enrolment_parse(&e, today, &err));
    assert_string_equal(err.field, "same_person");
    e = t1();
    e.team_id = 0;
    assert_false(enrolment_parse(&e, today, &err));
    assert_string_equal(err.field, "team_id");
}

static void names_get_the_one_dot(void **state)
{
    struct enrolment e = t1();
    struct err err = {ERR_NONE};

    (void)state;
    snprintf(e.name, sizeof e.name, "阿卜杜热合曼・努尔麦麦提托合提");
    assert_true(enrolment_parse(&e, today, &err));
    assert_string_equal(e.name, "阿卜杜热合曼\302\267努尔麦麦提托合提");
}

static void record_there_and_back(void **state)
{
    struct enrolment e = t1(), back;
    struct err err = {ERR_NONE};
    char *json = record_to_json(&enrolment_shape, &e);

    (void)state;
    assert_non_null(json);
    assert_non_null(strstr(json, "\"team_id\":7"));
    assert_non_null(strstr(json, "\"same_person\":true"));
    assert_null(strstr(json, "valid_until")); /* empty text is left out */
    assert_null(strstr(json, "invitation_id"));
    assert_true(record_from_json(&enrolment_shape, &back, json, &err));
    assert_memory_equal(&e, &back, sizeof e);
    record_json_free(&json);
    assert_null(json);
}

static void record_refuses_what_it_cannot_hold(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{\"phone\":\"12345678901234567890\"}",
        "{\"phone\":{\"a\":1}}",
        "{\"team_id\":\"7\"}",
        "{\"team_id\":-1}",
        "{\"team_id\":1e30}",
        "{\"same_person\":\"yes\"}",
        "{\"phone\":\"1\"",
    };
    struct enrolment e;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct err err = {ERR_NONE};
        struct enrolment none = {.phone = ""};

        assert_false(record_from_json(&enrolment_shape, &e, bad[i], &err));
        assert_int_equal(err.code, ERR_INPUT);
        assert_memory_equal(&e, &none, sizeof e);
    }
    assert_true(record_from_json(&enrolment_shape, &e, "{\"of_a_later_version\":[1,{}]}", NULL));
}

static void team_is_parsed(void **state)
{
    struct team_form form = {
        .participant_id = 3,
        .name = "  钢筋一班 ",
        .entered_on = "20261101",
        .leader_name = "样本甲",
        .leader_phone = "199 0000 0002",
        .leader_document_kind = "resident_id",
        .leader_document_number = "11010519491231002x",
    };
    struct err err = {ERR_NONE};

    (void)state;
    assert_true(team_parse(&form, today, &err));
    assert_string_equal(form.name, "钢筋一班");
    assert_string_equal(form.entered_on, "2026-11-01");
    assert_string_equal(form.leader_phone, "19900000002");
    assert_string_equal(form.leader_document_number, "11010519491231002X");
    form.leader_document_number[17] = '1';
    assert_false(team_parse(&form, today, &err));
    assert_string_equal(err.field, "leader_document_number");
    form.leader_document_number[0] = '\0';
    form.leader_phone[0] = '\0';
    assert_false(team_parse(&form, today, &err));
    assert_string_equal(err.field, "leader_phone");
}

static void team_keeps_its_moment(void **state)
{
    const struct team team = {
        .team_id = 9,
        .participant_id = 3,
        .name = "木工二班",
        .entered_on = {2026, 3, 1},
        .changed_at = 1795420800000001, /* 2026-11-23 08:00:00.000001 UTC */
    };
    struct team_form form;
    char *json;

    (void)state;
    team_form_from(&form, &team);
    assert_string_equal(form.changed_at, "2026-11-23T08:00:00.000001Z");
    assert_string_equal(form.entered_on, "2026-03-01");
    json = record_to_json(&team_form_shape, &form);
    assert_non_null(strstr(json, "\"team_id\":9"));
    assert_null(strstr(json, "leader_document_number")); /* left out: it stays as it is */
    record_json_free(&json);
}

static void invitation_is_parsed(void **state)
{
    struct invitation_form form = {
        .name = "样本甲",
        .document_kind = "resident_id",
        .document_number = "11010519491231002x",
        .phone = "19900000001",
        .participant_id = 1,
        .team_id = 2,
        .worker_kind = "worker",
        .trade = "020",
    };
    struct err err = {ERR_NONE};

    (void)state;
    assert_true(invitation_parse(&form, today, &err));
    assert_string_equal(form.document_number, "11010519491231002X");
    form.document_number[5] = '6';
    assert_false(invitation_parse(&form, today, &err));
    assert_string_equal(err.field, "document_number");
}

static void reasons_say_something(void **state)
{
    struct err err = {ERR_NONE};

    (void)state;
    assert_false(reveal_reason_ok("", &err));
    assert_false(reveal_reason_ok("  x  ", &err));
    assert_string_equal(err.field, "reason");
    assert_true(reveal_reason_ok("核对工资卡", &err));
}

static void accounts_are_read(void **state)
{
    char text[] = "# comment\nphone\tname\trole_name\tpassword\n"
                  "19900000001\t样本乙\t劳资员\tanxin-demo-1\r\n"
                  "\n19900000002\t样本丙\n";
    struct demo_account out[4];

    (void)state;
    assert_int_equal(demo_accounts_parse(text, out, 4), 2);
    assert_string_equal(out[0].phone, "19900000001");
    assert_string_equal(out[0].role_name, "劳资员");
    assert_string_equal(out[0].password, "anxin-demo-1");
    assert_string_equal(out[1].name, "样本丙");
    assert_string_equal(out[1].password, "");
}

static void blocks_are_told_plainly(void **state)
{
    const struct card_look look = {
        .live_here = true, .live_team_name = "钢筋一班", .live_since = {2026, 11, 1}};
    char text[200];

    (void)state;
    card_look_say(&look, "live_here", text, sizeof text);
    assert_non_null(strstr(text, "钢筋一班"));
    assert_non_null(strstr(text, "2026-11-01"));
    card_look_say(&look, "under_16", text, sizeof text);
    assert_string_equal(text, "Younger than 16: must not be enrolled.");
    card_look_say(&look, "of_a_later_version", text, sizeof text);
    assert_string_equal(text, "of_a_later_version");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 8.1: an enrolment is put into its stored form",
                  enrolment_is_stored_in_one_form),
        UNIT_TEST("SPEC 20.4: an enrolment says which field is missing or wrong",
                  enrolment_says_what_is_missing),
        UNIT_TEST("SPEC 20.4: a start too far away is refused with the days that are allowed",
                  the_days_allowed_are_said),
        UNIT_TEST("SPEC 20.4: what is no day is answered with today as the example",
                  the_example_is_today),
        UNIT_TEST("SPEC 8.1: without the look from card to person there is no enrolment",
                  enrolment_needs_the_look),
        UNIT_TEST("SPEC 3.5: a look-alike dot in a name is stored as U+00B7",
                  names_get_the_one_dot),
        UNIT_TEST("SPEC 20.7: a record goes to JSON and comes back the same",
                  record_there_and_back),
        UNIT_TEST("SPEC 20.7: a draft that cannot be held is refused and leaves nothing behind",
                  record_refuses_what_it_cannot_hold),
        UNIT_TEST("SPEC 7.1: a team is checked and put into its stored form", team_is_parsed),
        UNIT_TEST("SPEC 7.2: a team to be changed carries the moment it was read to the digit",
                  team_keeps_its_moment),
        UNIT_TEST("SPEC 8.2: an invitation by hand needs a number that fits", invitation_is_parsed),
        UNIT_TEST("SPEC 3.6: a reveal needs a reason that says something", reasons_say_something),
        UNIT_TEST("DESIGN 8: the demonstration's accounts are read", accounts_are_read),
        UNIT_TEST("SPEC 8.7: blocks and warnings are told in plain words", blocks_are_told_plainly),
    };

    return UNIT_RUN(tests);
}
