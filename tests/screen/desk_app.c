/* What the sign-in page, the first page and enrolment ask of the program beside fake_app.c. */
#include "config.h"

#include "tests/screen/desk_app.h"

#include "tests/screen/fake_app.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/site.h"

#include <stdio.h>
#include <stdlib.h>

static struct {
    struct err sign_in;
    char accounts[512];
    char phone[24];
    int64_t enrolled;
    int signed_in, signed_out;
} desk;

static const struct me the_officer = {.account_id = 1, .name = "样本乙", .login = "p000001"};
static const struct me *me = &the_officer;

void desk_refuse_sign_in(enum err_code code, const char *field, const char *text, const char *hint)
{
    err_clear(&desk.sign_in);
    if (code != ERR_NONE)
        err_set(&desk.sign_in, code, field, text, hint);
}

void desk_demo(bool on)
{
    const char *top = getenv("TOP_SRCDIR");

    desk.accounts[0] = '\0';
    if (on)
        snprintf(desk.accounts, sizeof desk.accounts, "%s/schema/demo/accounts.tsv",
                 top ? top : ".");
}

void desk_forget(void)
{
    desk_refuse_sign_in(ERR_NONE, NULL, NULL, NULL);
    desk_demo(false);
    desk.phone[0] = '\0';
    desk.enrolled = desk.signed_in = desk.signed_out = 0;
}

void desk_be(const struct me *person)
{
    me = person ? person : &the_officer;
}

int desk_signed_in(void)
{
    return desk.signed_in;
}

const char *desk_phone(void)
{
    return desk.phone;
}

int desk_signed_out(void)
{
    return desk.signed_out;
}

/* ---- who comes, and what is known ---- */

const struct id_card desk_t1 = {
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

const struct id_card desk_t2 = {
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

const struct device_info desk_reader = {
    .device = 1, .state = DEVICE_READY, .label = "身份证读卡器", .text = "等待放卡"};

void desk_answers(void)
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
    fake_answer("card_look", DESK_LOOK "f\t\t\t\t\t\t\t\t\tf\t\t\t0\t\t\tover_age\n");
    fake_answer("worker_enrol", "worker_id\tengagement_id\treturning\n9\t9\tf\n");
    fake_answer("invitation_save", "invitation_id\n9\n");
}

void desk_lay(const struct id_card *card)
{
    struct device_event event = {.kind = DEVICE_EVENT_CARD, .device = 1, .card = *card};

    fake_device_event(&event);
    fake_settle();
}

/* ---- in place of tui/app.c and app_visit.c ---- */

const struct me *app_me(const struct app *app)
{
    (void)app;
    return me;
}

const char *app_demo_accounts(const struct app *app)
{
    (void)app;
    return desk.accounts[0] ? desk.accounts : NULL;
}

void app_sign_in(struct app *app, const char *phone, const struct secret *password, void *owner,
                 session_done *done)
{
    (void)app;
    (void)password;
    snprintf(desk.phone, sizeof desk.phone, "%s", phone);
    desk.signed_in++;
    done(owner, &desk.sign_in);
}

void app_give_up_sign_in(struct app *app)
{
    (void)app;
}

void app_sign_out(struct app *app)
{
    (void)app;
    desk.signed_out++;
}

bool app_open_project(struct app *app, const struct project *project)
{
    (void)app;
    (void)project;
    return true;
}

int64_t app_enrolled_today(const struct app *app)
{
    (void)app;
    return desk.enrolled;
}

void app_count_enrolled(struct app *app)
{
    (void)app;
    desk.enrolled++;
}
