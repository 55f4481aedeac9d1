/* What the account's and the operator's pages look like: reviewed pictures at 80x24 in Chinese,
 * full, empty and with an error; and whether their key bars and cells are whole in both languages.
 */
#include "config.h"

#include "tests/screen/desk_app.h"
#include "tests/screen/fake_app.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/site.h"
#include "tests/screen/snapshot.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- in place of the session ---- */

static const char *const duties[] = {"account_manage", "regulator_manage", "terminal_manage",
                                     "audit_read",     "terminal_bind",    NULL};
static struct me me = {.account_id = 1,
                       .name = "样本甲",
                       .login = "p000001",
                       .phone_masked = "199****0000",
                       .duties = duties,
                       .document_kind = "resident_id",
                       .document_tail = "002X",
                       .idle_minutes = 10};

/* ---- what the database answers ---- */

#define ACCOUNT                                                                                    \
    "account_id\tname\tlogin\tphone_masked\tstate\tdocument_kind\tdocument_tail\tchecked_how\t"    \
    "checked_by\tchecked_at\tmade_at\tlast_login_at\tlast_login_from\tlocked\tlocked_until\t"      \
    "locked_by\tclosed_at\tis_operator\tregulator_office\tcompanies\tpassword_release\t"           \
    "phone_release\n"

static void full(void)
{
    site_answers();
    desk_be(&me);
    me.state = "active";
    fake_answer("my_sessions", "since\tfrom_where\tprogram\n"
                               "2026-11-23 01:10\t10.1.2.3\tanxin\n");
    fake_answer("account_list",
                "account_id\tname\tphone_masked\tstate\tpart\tplace\tchecked_how\tchecked_by\t"
                "checked_at\tmade_at\tlast_login_at\tlocked\tat\n"
                "1\t样本甲\t199****0000\tactive\toperator\t\tinstall\t\t\t2026-11-01 01:00\t"
                "2026-11-23 01:00\t\t[\"a\", 1]\n"
                "2\t阿卜杜热合曼·努尔麦麦提托合提\t199****0013\tactive\tregulator\t"
                "示例人力资源和社会保障厅\toperator\t样本甲\t2026-11-02 01:00\t2026-11-02 "
                "01:00\t\t\t[\"b\", 2]\n"
                "3\t样本乙\t199****0001\tactive\tmember\t样本建工 样本劳务\tcard\t\t2026-11-03 "
                "01:00\t2026-11-03 01:00\t2026-11-22 08:00\tfailures\t[\"c\", 3]\n"
                "4\t李样本\t139****5678\tnew\t\t\t\t\t\t2026-11-23 01:00\t\t\t[\"d\", 4]\n");
    fake_answer("account_get",
                ACCOUNT "4\t李样本\tp123456\t139****5678\tnew\tresident_id\t002X\t\t\t\t2026-11-23 "
                        "01:00\t\t\t\t\t\t\tf\t\t\t\t\n");
    fake_answer("office_page",
                "office_id\tname\tregion\tregion_name\tbureau\tindustry\tregulators\tprojects\t"
                "closed_at\n"
                "1\t示例人力资源和社会保障厅\t650000\t新疆维吾尔自治区\thr\t\t1\t2\t\n"
                "2\t示例地区住房和城乡建设局\t653100\t喀什地区\tindustry\thousing\t1\t1\t\n");
    fake_answer("terminal_all",
                "terminal_id\tlogin\tname\tproject_name\tmade_by\tbound_by\tmade_at\tbound_at\t"
                "last_seen_at\twithdrawn_at\n"
                "1\tt000001\t项目部\t\t样本甲\t\t2026-11-01 01:00\t\t2026-11-23 01:00\t\n"
                "2\tt000002\t门卫室\t天山花园二期\t样本甲\t样本丙\t2026-11-01 01:00\t2026-11-02 "
                "01:00\t2026-11-23 01:00\t\n"
                "3\tt000003\t食堂\t\t样本甲\t\t2026-11-01 01:00\t\t\t2026-11-20 01:00\n");
    fake_answer("audit_chain_list", "chain_id\tname\tentries\thead_sha256\tlast_at\n"
                                    "0\t\t128\t9f86d081884c7d65\t2026-11-23 01:00\n"
                                    "1\t天山花园二期\t1042\t60303ae22b998861\t2026-11-23 00:40\n");
    fake_answer("audit_verify", "entries\tok\tfirst_bad\thead_sha256\n128\tf\t17\tabc\n");
    fake_answer("code_list:region", "code\tname\tname_en\tinitials\n"
                                    "650000\t新疆维吾尔自治区\tXinjiang\txjwwezzq\n");
    fake_answer("code_list:industry", "code\tname\tname_en\tinitials\n"
                                      "housing\t住建\tHousing\tzj\n");
    fake_answer("register_code", "");
}

static void empty(void)
{
    full();
    me.state = "active";
    fake_answer("my_sessions", "since\tfrom_where\tprogram\n");
    fake_answer("account_list", "account_id\tname\n");
    fake_answer("account_get",
                ACCOUNT "9\t样本癸\tp123457\t\tclosed\t\t\tcard\t\t2026-11-02 01:00\t2026-11-01 "
                        "01:00\t2026-11-20 01:00\t\t\t\t\t2026-11-22 01:00\tf\t\t\t\t\n");
    fake_answer("office_page", "office_id\tname\n");
    fake_answer("terminal_all", "terminal_id\tlogin\n");
    fake_answer("audit_chain_list", "chain_id\tname\n");
}

static void away(void)
{
    static const char *const stmts[] = {"my_sessions",  "account_list", "account_get",
                                        "office_page",  "terminal_all", "audit_chain_list",
                                        "register_code"};

    site_away();
    desk_be(&me);
    me.state = "active";
    for (size_t i = 0; i < sizeof stmts / sizeof *stmts; i++)
        fake_refuse(stmts[i], ERR_OFFLINE, "", "连不上数据库。", "请检查网络。");
}

/* ---- views ---- */

static const struct {
    const char *name;
    const struct screen_ops *ops;
    const char *arg, *keys;
    const char *state; /* of the account; NULL: in use */
} views[] = {
    {"register", &screen_register, "19912345678", "F4", NULL},
    {"forgotten", &screen_forgotten, "19912345678", NULL, NULL},
    {"person_check", &screen_person_check, NULL, NULL, "new"},
    {"lock", &screen_lock, NULL, NULL, NULL},
    {"first_start", &screen_first_start, NULL, NULL, NULL},
    {"my_account", &screen_my_account, NULL, NULL, NULL},
    {"password", &screen_password, NULL, NULL, NULL},
    {"phone", &screen_phone, NULL, NULL, NULL},
    {"accounts", &screen_accounts, NULL, NULL, NULL},
    {"account", &screen_account, "4", NULL, NULL},
    {"offices", &screen_offices, NULL, NULL, NULL},
    {"office", &screen_office, NULL, NULL, NULL},
    {"regulator", &screen_regulator, "1", NULL, NULL},
    {"terminals", &screen_terminals, NULL, NULL, NULL},
    {"audit", &screen_audit, NULL, "F2", NULL},
};

static const struct {
    const char *name;
    void (*answers)(void);
} moods[] = {{"full", full}, {"empty", empty}, {"away", away}};

enum { VIEWS = sizeof views / sizeof *views, MOODS = sizeof moods / sizeof *moods };

static struct ui *show(int view, int mood, int rows, int cols)
{
    struct err err = {.code = ERR_NONE};
    struct ui *ui;

    moods[mood].answers();
    if (views[view].state)
        me.state = views[view].state;
    ui = fake_app_new(rows, cols);
    fake_duties(duties);
    assert_true(ui_push(ui, views[view].ops, views[view].arg, &err));
    fake_settle();
    if (views[view].keys)
        fake_keys(views[view].keys);
    fake_settle();
    return ui;
}

static void pictures(void **state)
{
    char name[80];
    int wrong = 0;

    (void)state;
    i18n_start("zh");
    for (int view = 0; view < VIEWS; view++)
        for (int mood = 0; mood < MOODS; mood++) {
            struct ui *ui = show(view, mood, 24, 80);
            char *text = ui_text(ui);

            snprintf(name, sizeof name, "account/%s-%s", views[view].name, moods[mood].name);
            wrong += !snapshot_matches(name, text);
            free(text);
            fake_app_free();
        }
    assert_int_equal(wrong, 0);
}

/* No wide character is half there, and what can be done stands on the key bar in whole words. */
static void rules(int view, int mood, int rows, int cols)
{
    struct ui *ui = show(view, mood, rows, cols);
    const struct canvas *canvas = ui_canvas(ui);
    const struct screen *screen = ui_top(ui);
    char bar[2048] = "";
    size_t used = 0;

    for (int y = 0; y < canvas->rows; y++)
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell *cell = canvas_at(canvas, y, x);
            const struct cell *next = canvas_at(canvas, y, x + 1);

            assert_false(cell->width == 2 && (!next || next->width != 0));
            if (y == canvas->rows - 1 && cell->width)
                used += (size_t)snprintf(bar + used, sizeof bar - used, "%s", cell->bytes);
        }
    for (const struct action *a = screen->ops->actions; a && a->name; a++)
        if ((a->flags & ACTION_MAIN) && action_enabled(screen, a, NULL) &&
            !strstr(bar, gettext(a->label)))
            fail_msg("%s at %dx%d: %s is not on the key bar: %s", views[view].name, cols, rows,
                     a->name, bar);
    fake_app_free();
}

static void walk(const char *language)
{
    i18n_start(language);
    for (int view = 0; view < VIEWS; view++)
        for (int mood = 0; mood < MOODS; mood++) {
            rules(view, mood, 24, 80);
            rules(view, mood, 36, 120);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 9: each page of the account and the operator looks as reviewed",
                  pictures),
        UNIT_TEST("SPEC 20.1: nothing is cut or split, in Chinese", walk_chinese),
        UNIT_TEST("SPEC 20.1: nothing is cut or split, in English", walk_english),
    };

    return UNIT_RUN(tests);
}
