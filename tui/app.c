#include "config.h"

#include "tui/app_private.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/zone.h"
#include "core/duty.h"
#include "core/export.h"
#include "core/journal/journal.h"
#include "tui/kit/locale.h"
#include "tui/kit/script.h"
#include "tui/kit/term.h"
#include "tui/screens/places.h"
#include "tui/screens/screens.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- for screens ---- */

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
    app_link_soon(app);
    return session_db(app->session);
}

bool app_online(const struct app *app)
{
    return session_link(app->session) == DB_ONLINE;
}

const struct me *app_me(const struct app *app)
{
    return session_me(app->session);
}

struct session *app_session(const struct app *app)
{
    return app->session;
}

const struct project *app_project(const struct app *app)
{
    return app->project;
}

int64_t app_project_id(const struct app *app)
{
    return app->project ? app->project->project_id : 0;
}

bool app_open_project(struct app *app, const struct project *project)
{
    struct project *copy = project_copy(project);
    const struct me *me = session_me(app->session);
    char who[192];

    if (!copy)
        return false;
    project_free(&app->project);
    app->project = copy;
    app->enrolled_more = 0;
    ui_set_place(app->ui, copy->name);
    snprintf(who, sizeof who, "%s %s", copy->role_name, me ? me->name : "");
    ui_set_who(app->ui, who);
    ui_tell(app->ui, APP_PROJECT, NULL);
    return true;
}

bool app_may(const struct app *app, const char *duty)
{
    const struct company_mine *company = app_company(app);
    const struct me *me = session_me(app->session);

    return project_may(app->project, duty) || (company && duty_among(company->duties, duty)) ||
           (me && duty_among(me->duties, duty));
}

bool app_need_project(const struct app *app, struct err *err)
{
    if (app->project)
        return true;
    return err_set(err, ERR_INPUT, NULL, _("No project is open."),
                   _("Choose one on the first page."));
}

const struct code_book *app_codes(const struct app *app)
{
    return app->codes;
}

struct draft_keeper *app_drafts(struct app *app)
{
    app_link_soon(app);
    return app->drafts;
}

struct registry *app_registry(const struct app *app)
{
    return app->registry;
}

struct day app_today(const struct app *app)
{
    const char *zone = session_zone(app->session);
    time_t now = time(NULL);
    struct tm civil;
    struct day day;

    if (*zone && day_today(zone, &day, NULL))
        return day;
    localtime_r(&now, &civil);
    return (struct day){(int16_t)(civil.tm_year + 1900), (int8_t)(civil.tm_mon + 1),
                        (int8_t)civil.tm_mday};
}

char *app_moment(int64_t microseconds, char *out, size_t size)
{
    time_t seconds = (time_t)(microseconds / 1000000);
    struct tm civil;

    *out = '\0';
    if (microseconds != 0 && localtime_r(&seconds, &civil))
        strftime(out, size, "%Y-%m-%d %H:%M", &civil);
    return out;
}

char *app_whose(const char *who, int64_t changed_at, char *out, size_t size)
{
    char moment[32];

    app_moment(changed_at, moment, sizeof moment);
    if (who && *who)
        snprintf(out, size, _("Changed by %s at %s."), who, moment);
    else
        snprintf(out, size, _("Changed by somebody else at %s."), moment);
    return out;
}

int64_t app_enrolled_today(const struct app *app)
{
    return (app->project ? app->project->enrolled_today : 0) + app->enrolled_more;
}

void app_count_enrolled(struct app *app)
{
    app->enrolled_more++;
}

static struct app_memory *memory(struct app *app, const char *name)
{
    struct app_memory *room = NULL;

    for (size_t i = 0; i < APP_MEMORIES; i++) {
        struct app_memory *at = &app->memories[i];

        if (at->name && strcmp(at->name, name) == 0)
            return at;
        if (!at->name && !room)
            room = at;
    }
    return room;
}

const char *app_remembered(const struct app *app, const char *name)
{
    const struct app_memory *at = memory((struct app *)app, name);

    return at && at->name && at->text ? at->text : "";
}

static void forget(struct app_memory *at)
{
    free(at->name);
    free(at->text);
    *at = (struct app_memory){NULL, NULL};
}

void app_remember(struct app *app, const char *name, const char *text)
{
    struct app_memory *at = memory(app, name);

    if (!at)
        return;
    forget(at);
    if (text && *text) {
        at->name = strdup(name);
        at->text = strdup(text);
    }
}

void app_forget_all(struct app *app)
{
    for (size_t i = 0; i < APP_MEMORIES; i++)
        forget(&app->memories[i]);
}

const char *app_export_folder(const struct app *app)
{
    return app->export_folder;
}

const char *app_import_folder(const struct app *app)
{
    const char *configured = app->options->import_folder;

    return configured && *configured ? configured : app->export_folder;
}

const char *app_demo_accounts(const struct app *app)
{
    return app->options->demo_accounts;
}

/* ---- for the kit ---- */

static bool may(void *owner, const char *need)
{
    return app_may(owner, need);
}

static bool signed_in(void *owner)
{
    const struct app *app = owner;

    return app->in;
}

static bool idle(void *owner)
{
    const struct app *app = owner;
    struct db *dbs[APP_CONNECTIONS];
    size_t n = session_connections(app->session, dbs);

    for (size_t i = 0; i < n; i++) {
        if (db_busy(dbs[i]))
            return false;
    }
    return true;
}

/* Nothing opens over a locked screen, and only what leads to the check for a new account. */
static bool open_by_name(struct ui *ui, const char *name, const char *arg, struct err *err)
{
    static const char *const of_new[] = {"person_check", "password", "devices", "messages", NULL};
    const struct app *app = ui_app(ui);
    bool allowed = !app_is_new(app);

    for (size_t i = 0; !allowed && of_new[i]; i++)
        allowed = strcmp(of_new[i], name) == 0;
    if (app->locked)
        return err_set(err, ERR_DENIED, NULL, _("The screen is locked."), NULL);
    if (!allowed)
        return err_set(err, ERR_DENIED, NULL, _("First your identity card has to be read."), NULL);
    return ui_open_listed(ui, name, arg, err);
}

static const struct ui_hooks hooks = {
    .open = open_by_name,
    .awake = app_awake,
    .idle = idle,
    .may = may,
    .login = app_visit_login,
    .signed_in = signed_in,
};

static enum handled open_named(struct screen *screen, const char *name)
{
    struct err err;

    err_clear(&err);
    if (!ui_open(screen->ui, name, NULL, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

static enum handled open_messages(struct screen *screen)
{
    return open_named(screen, "messages");
}

static enum handled open_devices(struct screen *screen)
{
    return open_named(screen, "devices");
}

static enum handled lock_now(struct screen *screen)
{
    app_lock(app_of(screen));
    return H_DONE;
}

static bool not_locked(const struct screen *screen)
{
    return !app_of(screen)->locked;
}

static bool is_in(const struct screen *screen)
{
    return app_of(screen)->in && not_locked(screen);
}

static const struct action globals[] = {
    {"messages", "F11", N_("Messages"), N_("The last messages, with their time."), NULL,
     ACTION_HIDDEN, not_locked, open_messages},
    {"devices", "^D", N_("Devices"), N_("Readers: what is plugged in and how it is."), NULL,
     ACTION_HIDDEN, not_locked, open_devices},
    {"places", "F9", N_("Menu"), N_("Every page you may open from here."), NULL, ACTION_HIDDEN,
     not_locked, places_open},
    {"lock", "^K", N_("Lock"), N_("Locks the screen until your password is typed."), NULL,
     ACTION_HIDDEN, is_in, lock_now},
    {0},
};

/* ---- running ---- */

/* A script without a terminal has its screen in memory. */
static bool open_canvas(const struct app_options *options, struct term **term,
                        struct canvas **canvas, struct err *err)
{
    struct term_options wanted = {options->ambiguous, -1, false};

    if (options->script && !(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))) {
        *canvas = canvas_memory(UI_MIN_ROWS, UI_MIN_COLS);
    } else {
        *term = term_open(&wanted, err);
        if (!*term)
            return false;
        *canvas = canvas_curses(*term);
    }
    return *canvas || err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
}

static bool open_ui(struct app *app, struct err *err)
{
    struct term *term = NULL;
    struct canvas *canvas = NULL;
    struct ui_options options = {
        .loop = app->loop,
        .hooks = &hooks,
        .screens = all_screens,
        .globals = globals,
        .keymap = app->options->keymap,
        .full_bar = app->options->full_bar,
        .app = app,
    };

    if (!open_canvas(app->options, &term, &canvas, err)) {
        term_close(&term);
        return false;
    }
    options.term = term;
    options.canvas = canvas;
    app->ui = ui_new(&options, err);
    return app->ui != NULL;
}

static bool open_session(struct app *app, struct err *err)
{
    struct session_hooks session_hooks = {
        .owner = app, .link = app_link_changed, .log = app->options->log};

    app->session = session_new(&app->options->where, app->options->terminal,
                               app->options->terminal_password, &session_hooks, err);
    return app->session && session_prepare(app->session, err);
}

/* The journal for what cannot be sent while the link is down; never a reason not to start. */
static void open_journal(struct app *app, struct err *err)
{
    const char *data = app->options->data;
    char path[1100], key[1100];

    if (data) {
        snprintf(path, sizeof path, "%s/journal.sqlite", data);
        snprintf(key, sizeof key, "%s/secrets/journal", data);
    }
    app->journal = journal_open(data ? path : NULL, data ? key : NULL, err);
}

static bool start(struct app *app, struct script **script, struct err *err)
{
    if (app->options->script && !(*script = script_read(app->options->script, err)))
        return false;
    app->loop = loop_new(err);
    return app->loop &&
           export_folder(app->options->export_folder, app->export_folder, sizeof app->export_folder,
                         err) &&
           open_session(app, err) && open_ui(app, err) &&
           ui_push(app->ui, &screen_sign_in, NULL, err) &&
           (!app->options->make_operator || ui_push(app->ui, &screen_first_start, NULL, err));
}

static void stop(struct app *app)
{
    if (app->ui) {
        app_devices_stop(app);
        ui_pop_all(app->ui);
        app_visit_end(app);
    }
    if (app->loop)
        app_server_end(app);
    if (app->session)
        session_sign_out(app->session);
    session_free(&app->session);
    journal_close(&app->journal);
    ui_free(&app->ui);
    loop_free(&app->loop);
}

/* Threads take over the mask of the one that starts them: without this a device's or a lookup's
 * thread would be handed the signal that the loop waits for, and die of it with all of us. */
static void block_signals(sigset_t *before)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGWINCH};
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaddset(&set, signals[i]);
    pthread_sigmask(SIG_BLOCK, &set, before);
}

int app_run(const struct app_options *options)
{
    struct app app = {.options = options, .fds = {-1, -1, -1}};
    struct locale_state locale;
    struct script *script = NULL;
    sigset_t signals;
    struct err err;
    int status = 1;

    block_signals(&signals);
    err_clear(&err);
    zone_prepare();
    locale_start(options->language, !options->script, &locale);
    app.english = strncmp(locale.language, "en", 2) == 0;
    if (start(&app, &script, &err)) {
        app_link_show(&app);
        app_link_poll(&app);
        app_devices_start(&app);
        open_journal(&app, &err);
        if (err.code != ERR_NONE)
            ui_fail(app.ui, &err);
        err_clear(&err);
        if (locale_hint(&locale))
            ui_say(app.ui, MESSAGE_PLAIN, locale_hint(&locale));
        if (script)
            script_start(script, app.ui);
        status = ui_run(app.ui);
    }
    script_free(&script); /* it has a timer in the loop */
    stop(&app);
    pthread_sigmask(SIG_SETMASK, &signals, NULL);
    if (err.code != ERR_NONE)
        fprintf(stderr, "anxin: %s %s\n", err.text, err.hint);
    return status;
}
