/* Signing in, the first page and enrolment before a database that answers what the test says:
 * reviewed pictures at 80x24 in Chinese, and what the keys do. */
#include "config.h"

#include "core/demo.h"
#include "tests/screen/desk_app.h"
#include "tests/screen/fake_app.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/snapshot.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"
#include "tui/kit/form.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct ui *ui;

static void show(const struct screen_ops *ops)
{
    struct err err = {ERR_NONE};

    ui = fake_app_new(24, 80);
    fake_devices(&desk_reader, 1);
    assert_true(ui_push(ui, ops, NULL, &err));
    fake_settle();
}

/* A value put into a field, as a script does. */
static enum widget_set put(const char *field, const char *value, struct err *err)
{
    struct widget *form = screen_focus(ui_top(ui));

    return form->ops->set(form, field, value, err);
}

static void done(void)
{
    fake_app_free();
    desk_forget();
    desk_answers();
}

static int start(void **state)
{
    (void)state;
    i18n_start("zh");
    desk_forget();
    desk_answers();
    return 0;
}

static void picture(const char *name)
{
    char path[64], *text;

    fake_settle();
    snprintf(path, sizeof path, "desk/%s", name);
    text = ui_text(ui);
    assert_true(snapshot_matches(path, text));
    free(text);
}

/* ---- pictures ---- */

static void pictures_of_sign_in(void **state)
{
    (void)state;
    show(&screen_sign_in);
    picture("sign_in-empty");
    done();
    desk_demo(true);
    desk_refuse_sign_in(ERR_DENIED, "password", "手机号或密码不正确。",
                        "连续输错10次，账号锁定15分钟。");
    show(&screen_sign_in);
    picture("sign_in-full");
    fake_keys("\"19900000001\" Tab \"wrong-password\" F2");
    picture("sign_in-error");
    assert_int_equal(desk_signed_in(), 1);
    done();
}

static void pictures_of_home(void **state)
{
    (void)state;
    fake_answer("draft_list", "screen\tsubject\tsaved_at\nenrol\t1\t2026-11-23 02:10\n");
    fake_answer("waiting", "kind\tproject_id\tproject_name\tcount\tsince\n"
                           "invited\t1\t天山花园二期\t12\t2026-11-20 01:00\n");
    show(&screen_home);
    picture("home-full");
    done();
    fake_answer("project_list", "");
    show(&screen_home);
    picture("home-empty");
    assert_false(fake_shows("登记")); /* keys that could only answer that it is not possible */
    assert_false(fake_shows("班组"));
    done();
    fake_refuse("project_list", ERR_OFFLINE, "", "数据库连不上。", "会自动重连。");
    fake_refuse("waiting", ERR_OFFLINE, "", "数据库连不上。", "会自动重连。");
    show(&screen_home);
    picture("home-away");
    done();
}

static void pictures_of_enrol(void **state)
{
    (void)state;
    show(&screen_enrol);
    picture("enrol-rest");
    desk_lay(&desk_t1);
    picture("enrol-card");
    fake_keys("Enter F2");
    picture("enrol-error");
    done();
    fake_answer("card_look",
                DESK_LOOK "t\t102\t李样本\t199****0011\t19900000011\tworker\t120\t2\t11\tt\t"
                          "钢筋一班\t2026-11-01\t0\t\tlive_here\tover_age\n");
    show(&screen_enrol);
    desk_lay(&desk_t1);
    picture("enrol-blocked");
    done();
    fake_answer("card_look",
                DESK_LOOK "t\t103\t阿卜杜热合曼\t199****0012\t19900000012\tworker\t120\t2\t11"
                          "\tf\t\t\t1\t\t\tover_age,name_maybe_cut,live_elsewhere\n");
    show(&screen_enrol);
    desk_lay(&desk_t2);
    picture("enrol-known");
    done();
    show(&screen_enrol);
    fake_devices(NULL, 0);
    fake_keys("F6");
    picture("enrol-no-reader");
    fake_keys("F5");
    picture("enrol-by-hand");
    done();
}

/* ---- what the keys do ---- */

static void one_key_confirms(void **state)
{
    (void)state;
    show(&screen_enrol);
    desk_lay(&desk_t1);
    fake_keys("Enter \"19900000011\"");
    assert_true(fake_shows("19900000011"));
    assert_true(fake_hides("尚未"));
    done();
}

static void the_next_person_keeps(void **state)
{
    struct err err = {ERR_NONE};

    (void)state;
    show(&screen_enrol);
    desk_lay(&desk_t1);
    fake_keys("Enter \"19900000011\"");
    assert_int_equal(put("team_id", "钢筋一班", &err), SET_DONE);
    assert_int_equal(put("trade", "120", &err), SET_DONE);
    fake_keys("F2");
    fake_settle();
    assert_int_equal(fake_asked("worker_enrol"), 1);
    assert_non_null(strstr(fake_arg("worker_enrol", 2), "\"participant_id\":2"));
    assert_non_null(strstr(fake_arg("worker_enrol", 2), "\"same_person\":true"));
    assert_non_null(strstr(fake_arg("worker_enrol", 2), "\"consent_means\":\"signed_paper\""));
    assert_non_null(strstr(fake_arg("worker_enrol", 2), "\"phone\":\"19900000011\""));
    assert_null(strstr(fake_arg("worker_enrol", 2), "valid_until"));
    desk_lay(&desk_t2);
    assert_true(fake_shows("钢筋一班"));
    assert_true(fake_shows("样本劳务有限公司"));
    assert_true(fake_hides("19900000011"));
    fake_keys("F2");
    assert_int_equal(fake_asked("worker_enrol"), 1); /* not without the look */
    done();
}

/* Each thing that is missing gets the focus in the order of the form, and its own words. */
static void the_first_missing_is_said(void **state)
{
    struct err err = {ERR_NONE};

    (void)state;
    show(&screen_enrol);
    desk_lay(&desk_t1);
    fake_keys("F2");
    assert_string_equal(form_focused((struct form *)screen_focus(ui_top(ui))), "same_person");
    assert_true(fake_shows("本人核对：请核对证件与本人，确认是同一人。"));
    assert_int_equal(put("same_person", "yes", &err), SET_DONE);
    fake_keys("F2");
    assert_string_equal(form_focused((struct form *)screen_focus(ui_top(ui))), "consent_means");
    assert_int_equal(put("consent_means", "yes", &err), SET_DONE);
    fake_keys("F2");
    assert_string_equal(form_focused((struct form *)screen_focus(ui_top(ui))), "phone");
    fake_keys("\"19900000011\"");
    put("team_id", "11", &err);
    put("trade", "120", &err);
    put("started_on", "2099-01-01", &err);
    fake_keys("F2");
    assert_string_equal(form_focused((struct form *)screen_focus(ui_top(ui))), "started_on");
    assert_true(fake_shows("进场日期：应在 2000-01-01 至"));
    fake_settle();
    assert_int_equal(fake_asked("worker_enrol"), 0);
    done();
}

static void sent_again_under_one_name(void **state)
{
    struct err err = {ERR_NONE};
    char first[64];

    (void)state;
    fake_refuse("worker_enrol", ERR_OFFLINE, "", "数据库连不上。", "");
    show(&screen_enrol);
    desk_lay(&desk_t1);
    fake_keys("Enter \"19900000011\"");
    put("team_id", "11", &err);
    put("trade", "120", &err);
    fake_keys("F2");
    fake_settle();
    assert_int_equal(fake_asked("worker_enrol"), 1);
    snprintf(first, sizeof first, "%s", fake_arg("worker_enrol", 1));
    assert_int_equal(strlen(first), 36);
    assert_true(fake_shows("19900000011")); /* the form stays */
    fake_answer("worker_enrol", "worker_id\tengagement_id\treturning\n9\t9\tf\n");
    fake_online(false);
    fake_online(true); /* saved by itself, and under the same request id */
    fake_settle();
    assert_int_equal(fake_asked("worker_enrol"), 2);
    assert_string_equal(fake_arg("worker_enrol", 1), first);
    assert_true(fake_hides("19900000011"));
    done();
}

/* Nobody answers it: what it was about is wiped and freed (the sanitizers see a lost block). */
static void a_question_goes_with_its_page(void **state)
{
    (void)state;
    fake_answer("draft_get", "content\n{\"phase\":\"card\"}\n");
    show(&screen_enrol);
    assert_true(fake_shows("继续填写"));
    done();
}

static void another_card_asks(void **state)
{
    (void)state;
    show(&screen_enrol);
    desk_lay(&desk_t1);
    desk_lay(&desk_t2); /* nothing was typed yet: nothing to ask */
    assert_true(fake_shows("莎车县"));
    fake_keys("Enter \"1990000\"");
    desk_lay(&desk_t1);
    assert_true(fake_shows("另一张"));
    fake_keys("n");
    assert_true(fake_shows("莎车县"));
    assert_true(fake_shows("1990000"));
    desk_lay(&desk_t1);
    fake_keys("y");
    assert_true(fake_shows("北京市朝阳区"));
    done();
}

static void only_who_may(void **state)
{
    static const char *const reads[] = {"worker_read", NULL};
    struct err err = {ERR_NONE};

    (void)state;
    ui = fake_app_new(24, 80);
    fake_duties(reads);
    assert_false(ui_push(ui, &screen_enrol, NULL, &err));
    assert_int_equal(err.code, ERR_DENIED);
    done();
}

/* Operator, regulators and finance stand last in the file: a terminal of 24 rows shows them too. */
static void every_account_is_seen(void **state)
{
    struct demo_account accounts[32];
    size_t count;

    (void)state;
    desk_demo(true);
    count = demo_accounts(app_demo_accounts(NULL), accounts, 32, NULL);
    assert_true(count >= 15);
    show(&screen_sign_in);
    for (size_t i = 0; i < count; i++) {
        assert_true(fake_shows(accounts[i].phone));
        accounts[i].role_name[strcspn(accounts[i].role_name, " ")] = '\0'; /* without the place */
        assert_true(fake_shows(accounts[i].role_name));
    }
    fake_keys("F3");
    for (size_t i = 1; i < count; i++)
        fake_keys("Down");
    fake_keys("Enter F2");
    assert_int_equal(desk_signed_in(), 1);
    assert_string_equal(desk_phone(), accounts[count - 1].phone);
    done();
}

/* The lists of the first page have no filters, no marks and no other order. */
static void help_lists_what_works(void **state)
{
    static const char *const absent[] = {"查找", "筛选", "标记", "排序"};

    (void)state;
    show(&screen_home);
    fake_keys("F1");
    assert_true(fake_shows("按键"));
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_false(fake_shows(absent[i]));
    done();
}

static void signing_out_asks(void **state)
{
    (void)state;
    show(&screen_home);
    fake_keys("F10");
    assert_true(fake_shows("退出登录？"));
    fake_keys("n");
    fake_settle();
    assert_int_equal(desk_signed_out(), 0);
    fake_keys("F10 y");
    fake_settle();
    assert_int_equal(desk_signed_out(), 1);
    done();
}

#define DESK_TEST(sentence, function)                                                              \
    {                                                                                              \
        sentence, function, start, NULL, NULL                                                      \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST("DESIGN 9: the sign-in page looks as it was reviewed", pictures_of_sign_in),
        DESK_TEST("DESIGN 9: the first page looks as it was reviewed", pictures_of_home),
        DESK_TEST("DESIGN 9: enrolment looks as it was reviewed", pictures_of_enrol),
        DESK_TEST("SPEC 8.1: one key confirms person and consent", one_key_confirms),
        DESK_TEST("SPEC 8.1: the next person keeps company, team and trade", the_next_person_keeps),
        DESK_TEST("SPEC 20.4: the first thing missing gets the focus and its own words",
                  the_first_missing_is_said),
        DESK_TEST("SPEC 22.6: what could not be sent is sent again under the same request id",
                  sent_again_under_one_name),
        DESK_TEST("SPEC 20.7: a question about a draft goes with its page",
                  a_question_goes_with_its_page),
        DESK_TEST("SPEC 20.2: another card does not take an unsaved form away", another_card_asks),
        DESK_TEST("SPEC 6.2: enrolling needs the duty", only_who_may),
        DESK_TEST("SPEC 20.1: a demonstration's accounts are all seen at 80 by 24, and chosen",
                  every_account_is_seen),
        DESK_TEST("SPEC 20.2: help leaves out the keys that this list does not have",
                  help_lists_what_works),
        DESK_TEST("SPEC 3.3: signing out asks", signing_out_asks),
    };

    return UNIT_RUN(tests);
}
