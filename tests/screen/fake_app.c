#include "config.h"

#include "tests/screen/fake_app.h"

#include "tests/screen/fake_db.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MEMORIES = 8, DEVICES_MOST = 8 };

struct app {
    struct loop *loop;
    struct ui *ui;
    struct code_book *codes;
    struct draft_keeper *drafts;
    struct project project;
    bool offline;
    struct {
        char name[32];
        char text[2048];
    } memories[MEMORIES];
    struct device_info devices[DEVICES_MOST];
    size_t device_count;
    unsigned device_asked;
    char enrolling[64];
    bool enrol_opened;
};

struct registry {
    int unused;
};

static struct app the_app;
static struct registry the_registry;

static bool enrol_open(struct screen *screen, const void *arg, struct err *err)
{
    (void)screen;
    (void)err;
    snprintf(the_app.enrolling, sizeof the_app.enrolling, "%s", arg ? (const char *)arg : "");
    the_app.enrol_opened = true;
    return true;
}

static const struct screen_ops enrol = {.name = "enrol", .title = "Enrol", .open = enrol_open};

/* Enrolment has tests of its own, with a reader: here it is enough that it was opened. */
static bool open_enrol(struct ui *ui, const char *name, const char *arg, struct err *err)
{
    return strcmp(name, "enrol") == 0 ? ui_push(ui, &enrol, arg, err)
                                      : ui_open_listed(ui, name, arg, err);
}

static const char *const all_duties[] = {
    "project_read",       "worker_read",      "worker_enrol",
    "worker_phone_write", "team_read",        "team_write",
    "list_export",        "id_number_reveal", "phone_reveal",
    "participant_write",  "member_read",      "member_write",
    "worker_exit",        "exit_read",        "exit_decide",
    "claim_decide",       "project_record",   NULL,
};

static bool may(void *app, const char *need)
{
    return app_may(app, need);
}

static const struct ui_hooks hooks = {.may = may, .open = open_enrol};

static void loaded(void *owner, const struct err *err)
{
    (void)owner;
    if (err->code)
        abort();
}

struct ui *fake_app_new(int rows, int cols)
{
    return fake_app_on(canvas_memory(rows, cols), NULL);
}

struct ui *fake_app_on(struct canvas *canvas, struct term *term)
{
    struct err err = {.code = ERR_NONE};
    struct ui_options options = {
        .canvas = canvas, .term = term, .hooks = &hooks, .screens = all_screens, .app = &the_app};

    memset(&the_app, 0, sizeof the_app);
    the_app.project = (struct project){
        .project_id = 1, .name = "天山花园二期", .duties = all_duties, .whole = true};
    the_app.loop = options.loop = loop_new(&err);
    the_app.ui = ui_new(&options, &err);
    the_app.codes = code_book_new(false);
    the_app.drafts = draft_keeper_new(fake_db(), NULL, "p000001");
    if (!the_app.ui || !the_app.codes || !the_app.drafts)
        abort();
    ui_set_place(the_app.ui, the_app.project.name);
    ui_set_who(the_app.ui, "劳资员 样本乙");
    code_book_load(the_app.codes, fake_db(), NULL, loaded);
    fake_turn();
    return the_app.ui;
}

static void answer(void *owner)
{
    fake_turn();
    loop_after(the_app.loop, 5, answer, owner);
}

int fake_app_run(void)
{
    answer(NULL);
    return ui_run(the_app.ui);
}

void fake_app_free(void)
{
    ui_free(&the_app.ui);
    code_book_free(&the_app.codes);
    draft_keeper_free(&the_app.drafts);
    loop_free(&the_app.loop);
    fake_forget_all();
}

void fake_duties(const char *const *duties)
{
    the_app.project.duties = duties;
}

void fake_online(bool online)
{
    the_app.offline = !online;
    ui_tell(the_app.ui, online ? APP_ONLINE : APP_OFFLINE, NULL);
}

void fake_devices(const struct device_info *devices, size_t n)
{
    if (n > 0)
        memcpy(the_app.devices, devices, n * sizeof *devices);
    the_app.device_count = n;
}

void fake_device_event(const struct device_event *event)
{
    ui_tell(the_app.ui, APP_DEVICE, event);
}

unsigned fake_device_asked(void)
{
    return the_app.device_asked;
}

void fake_settle(void)
{
    int turns = 0;

    do
        loop_turn(the_app.loop, 0);
    while (fake_turn() && ++turns < 100);
    loop_turn(the_app.loop, 0);
    ui_refresh(the_app.ui);
}

const char *fake_enrolling(void)
{
    return the_app.enrol_opened ? the_app.enrolling : NULL;
}

static bool shown(const char *text)
{
    char *screen = ui_text(the_app.ui);
    bool is = strstr(screen, text) != NULL;

    free(screen);
    return is;
}

static bool wait_for(const char *text, bool wanted)
{
    int64_t end = loop_now() + 20000;

    fake_settle();
    while (shown(text) != wanted) {
        if (loop_now() > end) {
            char *screen = ui_text(the_app.ui);

            fprintf(stderr, "%s \"%s\":\n%s\n", wanted ? "never showed" : "still shows", text,
                    screen);
            free(screen);
            return false;
        }
        loop_turn(the_app.loop, 20);
        fake_settle();
    }
    return true;
}

bool fake_shows(const char *text)
{
    return wait_for(text, true);
}

bool fake_hides(const char *text)
{
    return wait_for(text, false);
}

void fake_keys(const char *keys)
{
    while (*keys) {
        const char *end;

        if (*keys == ' ') {
            keys++;
        } else if (*keys == '"' && (end = strchr(keys + 1, '"'))) {
            ui_paste(the_app.ui, keys + 1, (size_t)(end - keys - 1));
            keys = end + 1;
        } else {
            int key = key_parse(keys, &end);

            if (key == K_NONE)
                abort();
            ui_key(the_app.ui, key);
            keys = end;
        }
        fake_settle();
    }
}

/* ---- what tui/app.c gives ---- */

struct app *app_of(const struct screen *screen)
{
    return ui_app(screen->ui);
}

struct ui *app_ui(const struct app *app)
{
    return app->ui;
}

struct db *app_db(struct app *app)
{
    (void)app;
    return fake_db();
}

bool app_online(const struct app *app)
{
    return !app->offline;
}

const struct project *app_project(const struct app *app)
{
    return &app->project;
}

int64_t app_project_id(const struct app *app)
{
    return app->project.project_id;
}

bool app_need_project(const struct app *app, struct err *err)
{
    (void)app;
    (void)err;
    return true;
}

bool app_may(const struct app *app, const char *duty)
{
    for (const char *const *has = app->project.duties; has && *has; has++)
        if (!strcmp(*has, duty))
            return true;
    return false;
}

const struct company_mine *app_companies(const struct app *app, size_t *count)
{
    static const struct company_mine mine[] = {{.company_id = 1, .name = "样本建工集团有限公司"}};

    (void)app;
    *count = 1;
    return mine;
}

bool app_open_company(struct app *app, int64_t company_id)
{
    (void)app;
    return company_id == 1;
}

void app_read_companies(struct app *app)
{
    (void)app;
}

const struct company_mine *app_company(const struct app *app)
{
    static const struct company_mine mine = {
        .company_id = 1, .name = "样本建工集团有限公司", .short_name = "样本建工"};

    (void)app;
    return &mine;
}

bool app_need_company(const struct app *app, struct err *err)
{
    (void)app;
    (void)err;
    return true;
}

const struct code_book *app_codes(const struct app *app)
{
    return app->codes;
}

struct draft_keeper *app_drafts(struct app *app)
{
    return app->drafts;
}

struct registry *app_registry(const struct app *app)
{
    (void)app;
    return &the_registry;
}

struct day app_today(const struct app *app)
{
    (void)app;
    return (struct day){2026, 11, 23};
}

char *app_moment(int64_t microseconds, char *out, size_t size)
{
    time_t seconds = (time_t)(microseconds / 1000000);
    struct tm civil;

    *out = 0;
    if (microseconds && gmtime_r(&seconds, &civil))
        strftime(out, size, "%Y-%m-%d %H:%M", &civil);
    return out;
}

char *app_whose(const char *who, int64_t changed_at, char *out, size_t size)
{
    char moment[32];

    snprintf(out, size, "Changed by %s at %s.", who && *who ? who : "somebody else",
             app_moment(changed_at, moment, sizeof moment));
    return out;
}

const char *app_remembered(const struct app *app, const char *name)
{
    for (int i = 0; i < MEMORIES; i++)
        if (!strcmp(app->memories[i].name, name))
            return app->memories[i].text;
    return "";
}

void app_remember(struct app *app, const char *name, const char *text)
{
    for (int i = 0; i < MEMORIES; i++)
        if (!app->memories[i].name[0] || !strcmp(app->memories[i].name, name)) {
            snprintf(app->memories[i].name, sizeof app->memories[i].name, "%s", name);
            snprintf(app->memories[i].text, sizeof app->memories[i].text, "%s", text ? text : "");
            return;
        }
}

const char *app_import_folder(const struct app *app)
{
    return app_export_folder(app);
}

const char *app_export_folder(const struct app *app)
{
    (void)app;
    return getenv("ANXIN_EXPORT");
}

/* ---- what drivers/registry.c gives ---- */

size_t registry_list(struct registry *registry, struct device_info *out, size_t cap)
{
    (void)registry;
    for (size_t i = 0; i < the_app.device_count && i < cap; i++)
        out[i] = the_app.devices[i];
    return the_app.device_count;
}

bool registry_ask(struct registry *registry, unsigned device, enum device_request request)
{
    (void)registry;
    the_app.device_asked = request == DEVICE_REQUEST_TEST ? device : 0;
    return true;
}
