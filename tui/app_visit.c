/* A person's visit: from the sign-in page to the first page, and out again. */
#include "tui/app_private.h"

#include "core/account.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/zone.h"
#include "core/worker.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

static void entered(struct app *app, const struct err *err)
{
    session_done *done = app->entered;

    app->entered = NULL;
    if (err->code == ERR_NONE)
        zone_use(session_zone(app->session)); /* an unknown one leaves the terminal's */
    if (err->code != ERR_NONE) {
        app_visit_end(app);
        session_sign_out(app->session);
    } else {
        app->in = true;
        app_idle_start(app);
        app->link = session_link(app->session);
        app_link_show(app);
    }
    app_link_soon(app);
    if (done)
        done(app->entering, err);
}

/* What a connection's answer ended: taken up when the connection is not in a call of ours any more,
 * since a sign-in that failed closes it. */
static void entered_later(struct app *app, const struct err *err)
{
    app->verdict = *err;
    app->judged = true;
    app_link_soon(app);
}

static void warmed(void *owner, struct db_rows **rows, const struct err *err)
{
    (void)owner;
    (void)rows;
    (void)err; /* whoever opens the list is told */
}

/* A connection's first list costs the server ten times a later one, since it has yet to read
 * functions and catalogue. It does that while the person looks at the first page (SPEC 23). */
static void warm(struct app *app)
{
    const struct worker_filter all = {0};
    struct db *db = session_db(app->session);

    if (!app->in || app->warm || !app_may(app, "worker_read") || !db || db_state(db) != DB_ONLINE ||
        db_busy(db))
        return;
    app->warm = true;
    worker_list(db, app_project_id(app), &all, "name", false, NULL, 1, app, warmed);
}

void app_visit_step(struct app *app)
{
    struct err err = app->verdict;

    if (app->leaving) {
        app->leaving = false;
        app_give_up_sign_in(app);
    }
    if (app->judged) {
        app->judged = false;
        entered(app, &err);
    }
    warm(app);
}

/* The project most people have is one; it is open from the start. */
static void projects_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct app *app = owner;

    if (err->code == ERR_NONE && (*rows)->count > 0)
        app_open_project(app, (const struct project *)(*rows)->data);
    entered_later(app, err);
}

static void codes_known(void *owner, const struct err *err)
{
    struct app *app = owner;

    if (err->code != ERR_NONE || app_is_new(app)) {
        entered_later(app, err);
    } else {
        project_list(session_db(app->session), app, projects_known);
        app_read_companies(app);
    }
}

/* Where else one is signed in; without an answer the welcome says nothing of it. */
static void others_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct app *app = owner;

    if (err->code != ERR_NONE)
        return;
    app->others = *rows;
    *rows = NULL;
}

/* What stands on the screen already is made again. */
static void speak(struct app *app, bool english)
{
    i18n_speak(english ? I18N_ENGLISH : I18N_CHINESE);
    app_link_show(app);
    app_devices_show(app);
}

/* In the person's own language, where the terminal can show it. True: English. */
static bool speak_as(struct app *app, const char *language)
{
    bool english =
        language && !app->english_only ? strcmp(language, "en") == 0 : app->english;

    speak(app, english);
    if (english != app->english)
        session_speak(app->session);
    return english;
}

static void signed_in(void *owner, const struct err *err)
{
    struct app *app = owner;
    const struct me *me = session_me(app->session);
    struct err wrong;

    if (err->code != ERR_NONE) {
        entered(app, err);
        return;
    }
    app->codes = code_book_new(speak_as(app, me->language));
    app->drafts = draft_keeper_new(session_db(app->session), app->journal, me->login);
    if (!app->codes || !app->drafts) {
        err_clear(&wrong);
        err_set(&wrong, ERR_BUG, NULL, _("Out of memory."), NULL);
        entered(app, &wrong);
        return;
    }
    ui_set_who(app->ui, me->name);
    account_sessions(session_db(app->session), app, others_known);
    code_book_load(app->codes, session_db(app->session), app, codes_known);
}

void app_sign_in(struct app *app, const char *phone, const struct secret *password, void *owner,
                 session_done *done)
{
    app->leaving = false;
    app_visit_end(app);
    app->entering = owner;
    app->entered = done;
    session_sign_in(app->session, phone, password, app, signed_in);
    app_link_soon(app);
}

/* Lets go of everything that belongs to the person; the session itself is ended by the caller. */
void app_visit_end(struct app *app)
{
    struct db *db = session_db(app->session);

    app_link_settle(app);
    app_ended_stop(app);
    app_idle_stop(app);
    app->in = false;
    app->warm = false;
    app->judged = false;
    app->entered = NULL;
    app->enrolled_more = 0;
    if (db) {
        db_forget(db, app);
        if (app->codes)
            code_book_forget(app->codes, db);
    }
    draft_keeper_free(&app->drafts);
    code_book_free(&app->codes);
    project_free(&app->project);
    db_rows_free(&app->companies);
    db_rows_free(&app->others);
    app->company_id = 0;
    app_forget_all(app);
    ui_set_place(app->ui, "");
    ui_set_who(app->ui, "");
}

void app_give_up_sign_in(struct app *app)
{
    struct err err;

    err_clear(&err);
    app_visit_end(app);
    session_sign_out(app->session);
    if (!session_prepare(app->session, &err))
        ui_fail(app->ui, &err);
    app->link = DB_CONNECTING;
    app_link_show(app);
    app_link_soon(app);
}

/* What is closed with a key is buried after the key: until then its screens want their connection.
 */
void app_sign_out(struct app *app)
{
    struct err err;

    err_clear(&err);
    ui_pop_all(app->ui);
    speak(app, app->english);
    if (!ui_push(app->ui, &screen_sign_in, NULL, &err))
        ui_fail(app->ui, &err);
    app->leaving = true;
    app_link_soon(app);
}

/* ---- a script's "login" ---- */

static void script_in(void *owner, const struct err *err)
{
    struct app *app = owner;
    struct err wrong;

    if (err->code != ERR_NONE)
        ui_fail(app->ui, err);
    else if (!app_first_page(app, &wrong))
        ui_fail(app->ui, &wrong);
}

bool app_visit_login(struct ui *ui, const char *phone, const char *typed, struct err *err)
{
    struct app *app = ui_app(ui);
    struct secret *password = secret_new(strlen(typed) + 1, err);

    if (!password)
        return false;
    secret_set(password, typed, strlen(typed));
    if (ui_top(ui) && ui_top(ui)->ops != &screen_sign_in)
        app_sign_out(app);
    app_sign_in(app, phone, password, app, script_in);
    secret_free(&password);
    return true;
}
