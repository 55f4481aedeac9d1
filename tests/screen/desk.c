/* Signing in, the first page and enrolment before a database that answers what the test says:
 * reviewed pictures at 80x24 in Chinese, and what the keys do. */
#include "config.h"

#include "core/demo.h"
#include "tests/screen/desk_app.h"
#include "tests/screen/fake_app.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/site.h"
#include "tests/screen/snapshot.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"
#include "tui/kit/form.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct ui *ui;

/* The published specimens T1 and T2. */
static const struct id_card t1 = {
    .kind = ID_CARD_RESIDENT,
    .sex = ID_CARD_SEX_FEMALE,
    .name = "李样本",
    .birth = "1949-12-31",
    .number = "11010519491231002X",
    .address = "北京市朝阳区样本路1号院2号楼303室",
    .issuer = "北京市公安局朝阳分局",
    .valid_from = "2010-01-01",
    .long_term = true,
};

static const struct id_card t2 = {
    .kind = ID_CARD_RESIDENT,
    .sex = ID_CARD_SEX_MALE,
    .flags = ID_CARD_NAME_FULL,
    .name = "阿卜杜热合曼·努尔麦麦提托合提",
    .birth = "1880-01-01",
    .number = "653125188001010010",
    .address = "新疆莎车县样本乡1村1组001号",
    .issuer = "莎车县公安局",
    .valid_from = "2020-06-01",
    .valid_until = "2040-06-01",
};

static const struct device_info ready = {
    .device = 1, .state = DEVICE_READY, .label = "身份证读卡器", .text = "等待放卡"};

#define LOOK                                                                                       \
    "known\tworker_id\tname\tphone_masked\tphone\tworker_kind\ttrade\tparticipant_id\tteam_id\t"   \
    "live_here\tlive_team_name\tlive_since\tlive_elsewhere\tinvitation_id\tblocks\twarnings\n"

static void answers(void)
{
    site_answers();
    fake_answer("code_list:worker_kind", "code\tname\tname_en\tinitials\n"
                                         "worker\t建筑工人\tWorker\tjzgr\n");
    fake_answer("code_list:document_kind", "code\tname\tname_en\tinitials\n"
                                           "resident_id\t居民身份证\tResident ID card\tjmsfz\n");
    fake_answer("draft_get", "content\n");
    fake_answer("draft_list", "screen\tsubject\tsaved_at\n");
    fake_answer("draft_save", "");
    fake_answer("draft_drop", "");
    fake_answer("waiting", "kind\tproject_id\tproject_name\tcount\tsince\n");
    fake_answer(
        "project_list",
        "project_id\tname\tregion_name\tstate\tstate_name\trole\trole_name\tparticipant_id\t"
        "company_name\twhole\tduties\tworkers\tenrolled_today\n"
        "1\t天山花园二期\t天山区\tin_progress\t在建\twage_officer\t劳资员\t2\t"
        "样本劳务有限公司\tt\tworker_enrol\t1111\t23\n"
        "2\t样本学府一标段\t沙依巴克区\tin_progress\t在建\tother\t其他人员\t5\t"
        "样本劳务有限公司\tt\tworker_read\t40\t0\n");
    fake_answer("card_look", LOOK "f\t\t\t\t\t\t\t\t\tf\t\t\t0\t\t\tover_age\n");
    fake_answer("worker_enrol", "worker_id\tengagement_id\treturning\n9\t9\tf\n");
    fake_answer("invitation_save", "invitation_id\n9\n");
}

static void show(const struct screen_ops *ops)
{
    struct err err = {ERR_NONE};

    ui = fake_app_new(24, 80);
    fake_devices(&ready, 1);
    assert_true(ui_push(ui, ops, NULL, &err));
    fake_settle();
}

static void lay(const struct id_card *card)
{
    struct device_event event = {.kind = DEVICE_EVENT_CARD, .device = 1, .card = *card};

    fake_device_event(&event);
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
    answers();
}

static int start(void **state)
{
    (void)state;
    i18n_start("zh");
    desk_forget();
    answers();
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
    lay(&t1);
    picture("enrol-card");
    fake_keys("Enter F2");
    picture("enrol-error");
    done();
    fake_answer("card_look",
                LOOK "t\t102\t李样本\t199****0011\t19900000011\tworker\t120\t2\t11\tt\t"
                     "钢筋一班\t2026-11-01\t0\t\tlive_here\tover_age\n");
    show(&screen_enrol);
    lay(&t1);
    picture("enrol-blocked");
    done();
    fake_answer("card_look",
                LOOK "t\t103\t阿卜杜热合曼\t199****0012\t19900000012\tworker\t120\t2\t11"
                     "\tf\t\t\t1\t\t\tover_age,name_maybe_cut,live_elsewhere\n");
    show(&screen_enrol);
    lay(&t2);
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

/* ---- rules that every scene keeps ---- */

static void scene_sign_in(void)
{
    desk_demo(true);
    show(&screen_sign_in);
}

static void scene_home(void)
{
    fake_answer("draft_list", "screen\tsubject\tsaved_at\nenrol\t1\t2026-11-23 02:10\n");
    show(&screen_home);
}

static void scene_rest(void)
{
    show(&screen_enrol);
}

static void scene_card(void)
{
    show(&screen_enrol);
    lay(&t2);
}

static void scene_hand(void)
{
    show(&screen_enrol);
    fake_keys("F5");
}

static const struct {
    const char *name;
    void (*play)(void);
    const char *labels[9];
} scenes[] = {
    {"sign_in", scene_sign_in, {"Phone number", "Password"}},
    {"home", scene_home, {"Waits for me", "Projects", "My role", "Workers"}},
    {"rest", scene_rest, {"Put the card on the reader", "Enrolled last"}},
    {"card", scene_card, {"Name", "ID number", "Same person", "Consent", "Phone", "Team", "Trade"}},
    {"hand", scene_hand, {"Name", "Document", "ID number", "Phone", "Company", "Kind", "Trade"}},
};

static void broken(const char *scene, const char *what)
{
    char *text = ui_text(ui);

    fprintf(stderr, "%s: %s\n%s\n", scene, what, text);
    free(text);
    fail();
}

/* No half of a wide character, no control character, a cursor only inside the content. */
static void cells_are_whole(const char *scene)
{
    const struct canvas *canvas = ui_canvas(ui);

    for (int y = 0; y < canvas->rows; y++)
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell *cell = canvas_at(canvas, y, x);
            const struct cell *next = x + 1 < canvas->cols ? canvas_at(canvas, y, x + 1) : NULL;

            if ((cell->width == 2) != (next && next->width == 0))
                broken(scene, "half a wide character");
            if (cell->width && (unsigned char)cell->bytes[0] < ' ')
                broken(scene, "a control character");
        }
    if (canvas->cursor_y >= 0 &&
        (canvas->cursor_y < 2 || canvas->cursor_y > canvas->rows - 4 || canvas->cursor_x < 0))
        broken(scene, "the cursor is not in the content");
}

static void words_are_whole(const char *scene, const char *const labels[9])
{
    const struct screen *screen = ui_top(ui);
    char *text = ui_text(ui);
    const char *bar;

    for (int i = 0; i < 9 && labels[i]; i++)
        if (!strstr(text, gettext(labels[i])))
            broken(scene, labels[i]);
    text[strlen(text) - 1] = '\0';
    bar = strrchr(text, '\n');
    assert_non_null(bar);
    for (const struct action *a = screen->ops->actions; a->name; a++)
        if ((a->flags & ACTION_MAIN) && action_enabled(screen, a, NULL) &&
            !strstr(bar, gettext(a->label)))
            broken(scene, a->name);
    free(text);
}

static void walk(const char *language)
{
    static const int sizes[][2] = {{24, 80}, {36, 120}};

    i18n_start(language);
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        for (int size = 0; size < 2; size++)
            for (int ambiguous = 1; ambiguous <= 2; ambiguous++) {
                scenes[i].play();
                ui_canvas(ui)->ambiguous = ambiguous;
                ui_resize(ui, sizes[size][0], sizes[size][1]);
                ui_refresh(ui);
                cells_are_whole(scenes[i].name);
                words_are_whole(scenes[i].name, scenes[i].labels);
                done();
            }
}

static void walk_chinese(void **state)
{
    (void)state;
    walk("zh");
}

static void walk_english(void **state)
{
    (void)state;
    walk("en");
}

/* ---- what the keys do ---- */

static void one_key_confirms(void **state)
{
    (void)state;
    show(&screen_enrol);
    lay(&t1);
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
    lay(&t1);
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
    lay(&t2);
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
    lay(&t1);
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
    lay(&t1);
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

static void another_card_asks(void **state)
{
    (void)state;
    show(&screen_enrol);
    lay(&t1);
    lay(&t2); /* nothing was typed yet: nothing to ask */
    assert_true(fake_shows("莎车县"));
    fake_keys("Enter \"1990000\"");
    lay(&t1);
    assert_true(fake_shows("另一张"));
    fake_keys("n");
    assert_true(fake_shows("莎车县"));
    assert_true(fake_shows("1990000"));
    lay(&t1);
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
    fake_keys("F3 Down Down Down Down Down Down Down Down Down Down Down Down Down Down Enter F2");
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
        DESK_TEST("SPEC 20.1: nothing is cut or split, in Chinese", walk_chinese),
        DESK_TEST("SPEC 20.1: nothing is cut or split, in English", walk_english),
        DESK_TEST("SPEC 8.1: one key confirms person and consent", one_key_confirms),
        DESK_TEST("SPEC 8.1: the next person keeps company, team and trade", the_next_person_keeps),
        DESK_TEST("SPEC 20.4: the first thing missing gets the focus and its own words",
                  the_first_missing_is_said),
        DESK_TEST("SPEC 22.6: what could not be sent is sent again under the same request id",
                  sent_again_under_one_name),
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
