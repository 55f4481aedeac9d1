#include "config.h"

#include "tests/screen/scene.h"

#include "tests/screen/desk_app.h"
#include "tests/screen/fake_app.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/site.h"

#include "core/base/i18n.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct device_info devices[] = {
    {.device = 1,
     .vendor = 0x0400,
     .product = 0xc35a,
     .state = DEVICE_READY,
     .sure = DEVICE_SURE_PUBLISHED,
     .label = "身份证读卡器",
     .maker = "样本 100U",
     .place = "1-2.3",
     .transport = "split",
     .identity = "05.01-20260101-0000012345-0000012345",
     .text = "等待放卡"},
    {.device = 2,
     .vendor = 0x0483,
     .product = 0x5090,
     .state = DEVICE_FAULTY,
     .sure = DEVICE_SURE_SAYSO,
     .label = "身份证读卡器",
     .maker = "样本 16D",
     .place = "1-3",
     .transport = "single",
     .text = "读卡器没有应答",
     .hint = "拔出读卡器,等两秒再插入。"},
    {.device = 3,
     .vendor = 0x05ba,
     .product = 0x000a,
     .kind = DEVICE_KIND_FINGER,
     .state = DEVICE_FINGER_ON,
     .sure = DEVICE_SURE_PUBLISHED,
     .label = "指纹仪",
     .maker = "DigitalPersona U.are.U 4500",
     .place = "1-4",
     .transport = "sensor",
     .text = "已采集一枚指纹。"},
};

static const struct {
    const char *name;
    void (*answers)(void);
} moods[SCENE_MOODS] = {{"full", site_answers}, {"empty", site_empty}, {"away", site_away}};

/* ---- what the desk's scenes find ---- */

static void accounts(void)
{
    desk_answers();
    desk_demo(true);
}

static void waiting(void)
{
    desk_answers();
    fake_answer("draft_list", "screen\tsubject\tsaved_at\nenrol\t1\t2026-11-23 02:10\n");
    fake_answer("waiting", "kind\tproject_id\tproject_name\tcount\tsince\n"
                           "invited\t1\t天山花园二期\t12\t2026-11-20 01:00\n");
}

/* ---- the table ---- */

#define OF_WORKERS                                                                                 \
    {                                                                                              \
        "Find", "Company", "Team", "Trade", "Kind", "State"                                        \
    }
#define OF_TEAM                                                                                    \
    {                                                                                              \
        "Company", "Team's name", "Entered on", "Team leader", "Phone", "Document",                \
            "Responsible person"                                                                   \
    }

const struct scene scenes[] = {
    {.name = "sign_in",
     .ops = &screen_sign_in,
     .answers = accounts,
     .typed = "199",
     .labels = {"Phone number", "Password"}},
    {.name = "home",
     .ops = &screen_home,
     .answers = waiting,
     .labels = {"Waits for me", "Projects", "My role", "Workers"}},
    {.name = "enrol",
     .ops = &screen_enrol,
     .answers = desk_answers,
     .labels = {"Put the card on the reader", "Enrolled last"}},
    {.name = "enrol-card",
     .ops = &screen_enrol,
     .answers = desk_answers,
     .card = &desk_t2,
     .labels = {"Name", "ID number", "Same person", "Consent", "Phone", "Team", "Trade"}},
    {.name = "enrol-phone",
     .ops = &screen_enrol,
     .answers = desk_answers,
     .card = &desk_t1,
     .keys = "Enter",
     .typed = "199",
     .labels = {"Name", "ID number", "Same person", "Consent", "Phone", "Team", "Trade"}},
    {.name = "enrol-hand",
     .ops = &screen_enrol,
     .answers = desk_answers,
     .keys = "F5",
     .typed = "阿卜杜·样本",
     .labels = {"Name", "Document", "ID number", "Phone", "Company", "Kind", "Trade"}},
    {.name = "workers", .ops = &screen_workers, .moods = true, .labels = OF_WORKERS},
    {.name = "workers-find", .ops = &screen_workers, .keys = "/", .typed = "样本"},
    {.name = "workers-filters", .ops = &screen_workers, .keys = "F4", .over = true},
    {.name = "workers-help", .ops = &screen_workers, .keys = "F1", .over = true},
    {.name = "worker", .ops = &screen_worker, .arg = "102", .moods = true},
    {.name = "worker-reveal",
     .ops = &screen_worker,
     .arg = "102",
     .keys = "F3",
     .typed = "核对",
     .over = true},
    {.name = "site", .ops = &screen_site, .moods = true},
    {.name = "site-teams", .ops = &screen_site, .keys = "Enter"},
    {.name = "participants", .ops = &screen_participants, .moods = true},
    {.name = "participant",
     .ops = &screen_participant,
     .arg = "2",
     .moods = true,
     .labels = {"Company", "Entered on"}},
    {.name = "participant-new", .ops = &screen_participant, .labels = {"Company", "Entered on"}},
    {.name = "members",
     .ops = &screen_members,
     .moods = true,
     .labels = {"Find", "Role", "Members"}},
    {.name = "members-role", .ops = &screen_members, .keys = "Enter", .over = true},
    {.name = "applicants", .ops = &screen_applicants, .moods = true},
    {.name = "claims", .ops = &screen_claims, .moods = true},
    {.name = "exits", .ops = &screen_exits, .moods = true},
    {.name = "imports", .ops = &screen_imports, .moods = true},
    {.name = "join", .ops = &screen_join, .moods = true, .labels = {"Find"}},
    {.name = "record",
     .ops = &screen_record,
     .moods = true,
     .labels = {"Project", "Region", "Industry", "General contractor"}},
    {.name = "companies", .ops = &screen_companies, .moods = true},
    {.name = "company",
     .ops = &screen_company,
     .moods = true,
     .keys = "Tab",
     .labels = {"Full name", "Legal representative", "Short name", "Region", "Company address"}},
    {.name = "company_add",
     .ops = &screen_company_add,
     .moods = true,
     .keys = "Tab",
     .labels = {"Full name"}},
    {.name = "certify", .ops = &screen_certify, .arg = "9", .moods = true},
    {.name = "certify-amount",
     .ops = &screen_certify,
     .arg = "9",
     .answers = site_deposit_answers,
     .labels = {"Amount: 0.", "Tries left", "There by"}},
    {.name = "company_members",
     .ops = &screen_company_members,
     .moods = true,
     .labels = {"Find", "Role", "Who"}},
    {.name = "company_roles",
     .ops = &screen_company_roles,
     .arg = "member 8 hr,staff 阿卜杜热合曼·努尔麦麦提",
     .moods = true,
     .labels = {"Staff", "HR", "Manager", "Finance", "Seal keeper", "Administrator"}},
    {.name = "workers-leave", .ops = &screen_workers, .moods = true, .keys = "F8"},
    {.name = "teams-leave", .ops = &screen_teams, .moods = true, .keys = "F8"},
    {.name = "applications",
     .ops = &screen_applications,
     .moods = true,
     .labels = {"Find", "State", "Industry", "HR bureau"}},
    {.name = "application", .ops = &screen_application, .arg = "5", .moods = true},
    {.name = "application-basics",
     .ops = &screen_application,
     .arg = "5 1",
     .answers = site_papers_draft,
     .labels = {"Basics", "Units", "Time and place", "Contract and papers"}},
    {.name = "application-units",
     .ops = &screen_application,
     .arg = "5 2",
     .answers = site_papers_draft},
    {.name = "application-time",
     .ops = &screen_application,
     .arg = "5 3",
     .answers = site_papers_draft},
    {.name = "application-contract",
     .ops = &screen_application,
     .arg = "5 4",
     .answers = site_papers_draft},
    {.name = "application-papers",
     .ops = &screen_application,
     .arg = "5 4",
     .answers = site_papers_draft,
     .keys = "F3",
     .over = true},
    {.name = "application_view", .ops = &screen_application_view, .arg = "5", .moods = true},
    {.name = "project", .ops = &screen_project, .moods = true},
    {.name = "project_state",
     .ops = &screen_project_state,
     .moods = true,
     .labels = {"State", "From day", "Reason"}},
    {.name = "project_settings", .ops = &screen_project_settings, .moods = true},
    {.name = "teams", .ops = &screen_teams, .moods = true},
    {.name = "attachments", .ops = &screen_attachments, .arg = "permit_scan", .moods = true},
    {.name = "team", .ops = &screen_team, .arg = "11", .moods = true, .labels = OF_TEAM},
    {.name = "team-new",
     .ops = &screen_team,
     .moods = true,
     .keys = "Tab",
     .typed = "七号班",
     .labels = OF_TEAM},
    {.name = "team-help", .ops = &screen_team, .arg = "11", .keys = "F1", .over = true},
    {.name = "messages", .ops = &screen_messages, .moods = true},
    {.name = "devices", .ops = &screen_devices, .moods = true},
    {.name = "jobs", .ops = &screen_jobs, .moods = true},
    {.name = "jobs-filters", .ops = &screen_jobs, .keys = "F4", .over = true},
    {.name = "job", .ops = &screen_job, .arg = "9", .moods = true},
    {.name = "services", .ops = &screen_services, .moods = true},
    {.name = "service", .ops = &screen_service, .arg = "sms", .moods = true},
    {.name = "codes", .ops = &screen_codes, .moods = true},
};

const size_t scene_count = sizeof scenes / sizeof *scenes;

const char *scene_mood_name(enum scene_mood mood)
{
    return moods[mood].name;
}

const struct scene *scene_find(const char *name)
{
    for (size_t i = 0; i < scene_count; i++)
        if (strcmp(scenes[i].name, name) == 0)
            return &scenes[i];
    return NULL;
}

/* ---- playing one ---- */

struct ui *scene_open(const struct scene *scene, enum scene_mood mood, struct canvas *canvas,
                      struct term *term)
{
    struct err err = {.code = ERR_NONE};
    struct ui *ui;

    if (scene->answers)
        scene->answers();
    else
        moods[mood].answers();
    ui = fake_app_on(canvas, term);
    if (scene->answers) {
        fake_devices(&desk_reader, 1);
    } else if (mood == SCENE_FULL) {
        fake_devices(devices, sizeof devices / sizeof *devices);
        ui_say(ui, MESSAGE_ERROR, "读卡器没有应答。拔出读卡器,等两秒再插入。");
        ui_hush(ui);
    }
    if (!ui_push(ui, scene->ops, scene->arg, &err)) {
        fprintf(stderr, "%s: %s\n", scene->name, err.text);
        abort();
    }
    fake_settle();
    if (scene->card)
        desk_lay(scene->card);
    if (scene->keys)
        fake_keys(scene->keys);
    return ui;
}

void scene_status(struct ui *ui)
{
    ui_set_status(ui, 0, ROLE_VALUE, _("Reader: ready"));
    ui_set_status(ui, 1, ROLE_LABEL, _("online"));
    ui_refresh(ui);
}

void scene_close(void)
{
    fake_app_free();
    desk_forget();
}

void scene_still(char *text)
{
    static const char shape[] = "00-00 00:00:00";

    for (; *text; text++) {
        size_t n = 0;

        while (shape[n] &&
               (shape[n] == '0' ? text[n] >= '0' && text[n] <= '9' : text[n] == shape[n]))
            n++;
        if (!shape[n])
            memcpy(text, shape, n);
    }
}
