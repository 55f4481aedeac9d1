#include "config.h"

#include "tests/screen/demo.h"

#include "core/base/i18n.h"

#include <stdio.h>
#include <string.h>

static bool check_phone(const void *record, const char *text, struct err *err)
{
    size_t n = strlen(text);
    char said[64];

    (void)record;
    if (n == 11)
        return true;
    snprintf(said, sizeof said, "%d more digits", 11 - (int)n);
    return err_set(err, ERR_INPUT, "phone", said, NULL);
}

#define AT(member) FIELD_AT(struct demo_person, member)

static const struct field fields[] = {
    {.name = "card", .label = N_("ID card"), .kind = FIELD_HEADING},
    {.name = "name", .label = "姓名", .flags = FIELD_READ_ONLY | FIELD_STRONG, AT(name)},
    {.name = "id_masked", .label = "证件号", .flags = FIELD_READ_ONLY, AT(id_masked)},
    {.name = "address", .label = "住址", .flags = FIELD_READ_ONLY, AT(address)},
    {.name = "registration", .label = "登记信息", .kind = FIELD_HEADING},
    {.name = "same_person",
     .label = "本人核对",
     .kind = FIELD_YES_NO,
     .store = STORE_BOOL,
     .yes_text = "已核对卡面与本人一致",
     .no_text = "未核对",
     AT(same_person)},
    {.name = "phone",
     .label = "手机号",
     .help = "The worker's own number, 11 digits.",
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED,
     .check = check_phone,
     .max = 11,
     AT(phone)},
    {.name = "company_id",
     .label = "企业",
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .flags = FIELD_REQUIRED,
     AT(company_id)},
    {.name = "team_id",
     .label = "班组",
     .help = "Part of the name, or initials.",
     .kind = FIELD_LOOKUP,
     .store = STORE_INT64,
     AT(team_id)},
    {.name = "trade", .label = "工种", .kind = FIELD_CHOICE, AT(trade)},
    {.name = "started_on", .label = "进场日期", .kind = FIELD_DAY, AT(started_on)},
    {.name = "remark", .label = "备注", .width = 20, AT(remark)},
    {.name = "password", .label = "密码", .kind = FIELD_SECRET, .width = 20, AT(password)},
    {.name = NULL},
};

static const struct choice companies[] = {
    {"11", "样本劳务有限公司", NULL, "yblwyxgs"},
    {"12", "样本建工集团有限公司", "总包", "ybjgjtyxgs"},
    {"13", "天山机械有限公司", NULL, "tsjxyxgs"},
};

static const struct choice trades[] = {
    {"020", "钢筋工", NULL, "gjg"},    {"030", "木工", NULL, "mg"}, {"040", "架子工", NULL, "jzg"},
    {"050", "混凝土工", NULL, "hntg"}, {"900", "杂工", NULL, "zg"},
};

static const struct choice teams[] = {
    {"7", "钢筋一班", "样本劳务", "gjyb"},
    {"8", "木工二班", "样本劳务", "mgeb"},
    {"9", "架子工班", "天山机械", "jzgb"},
};

static struct demo *demo_of(const struct screen *screen)
{
    return ui_app(screen->ui);
}

static void offer_teams(struct demo *demo, const char *typed, unsigned ticket)
{
    struct choice found[3];
    int n = 0;

    for (int i = 0; i < 3; i++)
        if (choice_match(&teams[i], typed) > 0)
            found[n++] = teams[i];
    form_offer(demo->form, ticket, found, n);
}

static void look_up(void *owner, struct form *form, const char *field, const char *typed,
                    unsigned ticket)
{
    struct demo *demo = demo_of(owner);

    (void)form;
    (void)field;
    snprintf(demo->asked_team, sizeof demo->asked_team, "%s", typed);
    demo->team_ticket = ticket;
    if (!demo->late)
        demo_answer_team(demo);
}

void demo_answer_team(struct demo *demo)
{
    offer_teams(demo, demo->asked_team, demo->team_ticket);
}

static void keep_draft(void *owner, const char *json)
{
    struct demo *demo = demo_of(owner);

    demo->drafts++;
    snprintf(demo->draft, sizeof demo->draft, "%s", json);
}

static const struct form_hooks hooks = {.look_up = look_up, .draft = keep_draft};

static bool open_form(struct screen *screen, const void *arg, struct err *err)
{
    struct demo_person *person = screen->state;
    struct demo *demo = demo_of(screen);

    (void)arg;
    (void)err;
    snprintf(person->name, sizeof person->name, "阿卜杜热合曼·努尔");
    snprintf(person->id_masked, sizeof person->id_masked, "110105********002X");
    snprintf(person->address, sizeof person->address, "北京市朝阳区样本路1号院2号楼303室");
    snprintf(person->started_on, sizeof person->started_on, "2026-11-23");
    demo->form = form_new(screen, fields, person, 0, &hooks, screen);
    form_choices(demo->form, "company_id", companies, 3);
    form_choices(demo->form, "trade", trades, 5);
    return screen_add(screen, form_widget(demo->form));
}

static enum handled act_save(struct screen *screen)
{
    struct demo *demo = demo_of(screen);
    struct err err = {0};

    if (!form_store(demo->form, &err)) {
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    demo->saves++;
    form_saved(demo->form);
    ui_say(screen->ui, MESSAGE_GOOD, "Saved.");
    return H_DONE;
}

static bool has_phone(const struct screen *screen)
{
    return form_value(demo_of(screen)->form, "phone")[0] != '\0';
}

static enum handled act_read(struct screen *screen)
{
    ui_say(screen->ui, MESSAGE_PLAIN, "Put the card on the reader.");
    return H_DONE;
}

static const struct action actions[] = {
    {.name = "save",
     .keys = "F2 ^S",
     .label = "Save",
     .help = "Saves and waits for the next.",
     .need = "worker_enrol",
     .flags = ACTION_MAIN,
     .run = act_save},
    {.name = "read_again",
     .keys = "F5",
     .label = "Read again",
     .help = "Reads the card again.",
     .enabled = has_phone,
     .run = act_read},
    {.name = NULL},
};

const struct screen_ops demo_form_screen = {
    .name = "form",
    .title = "登记",
    .help = "Enrols one worker from the identity card.",
    .state_size = sizeof(struct demo_person),
    .actions = actions,
    .open = open_form,
};
