/* What the account's own pages need of the program: the terminal's connection, a password proven,
 * who I am read anew, the first page of a visit. */
#include "tui/app_private.h"

#include "core/account.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <stdio.h>
#include <string.h>

struct db *app_door(struct app *app, struct err *err)
{
    struct db *door = session_door(app->session, err);

    if (door)
        app_link_soon(app);
    return door;
}

void app_close_door(struct app *app)
{
    session_close_door(app->session);
    app_link_soon(app);
}

void app_prove(struct app *app, const char *password, void *owner, session_done *done)
{
    struct secret *secret;
    struct err err;

    err_clear(&err);
    secret = secret_new(strlen(password) + 1, &err);
    if (!secret) {
        done(owner, &err);
        return;
    }
    secret_set(secret, password, strlen(password));
    session_prove(app->session, secret, owner, done);
    secret_free(&secret);
    app_link_soon(app);
}

void app_adopt_password(struct app *app, const char *password, void *owner, session_done *done)
{
    session_lock(app->session); /* the old one is of no use any more */
    app_prove(app, password, owner, done);
}

void app_forget_proof(struct app *app)
{
    session_forget_proof(app->session);
    app_link_soon(app);
}

void app_me_again(struct app *app, void *owner, session_done *done)
{
    session_me_again(app->session, owner, done);
    app_link_soon(app);
}

bool app_is_new(const struct app *app)
{
    const struct me *me = session_me(app->session);

    return me && me->state && strcmp(me->state, "new") == 0;
}

/* The server's word for a connection over its own socket. */
static const char *from_where(const char *from)
{
    return from && *from && strcmp(from, "local") != 0 ? from : _("this computer");
}

/* "Welcome, …", and where else this login is signed in (SPEC 3.3). */
static void welcome(struct app *app, const struct account_session *others, size_t count)
{
    const struct me *me = session_me(app->session);
    char moment[32], text[256], more[200];

    if (!me)
        return;
    if (me->last_login_at == 0)
        snprintf(text, sizeof text, _("Welcome, %s. This is your first sign-in."), me->name);
    else
        snprintf(text, sizeof text, _("Welcome, %s. Last sign-in: %s, from %s."), me->name,
                 app_moment(me->last_login_at, moment, sizeof moment),
                 from_where(me->last_login_from));
    ui_say(app->ui, MESSAGE_PLAIN, text);
    if (count == 0)
        return;
    snprintf(more, sizeof more,
             _("Also signed in from %s since %s; if that is not you, change your "
               "password."),
             from_where(others->from_where), app_moment(others->since, moment, sizeof moment));
    ui_say(app->ui, MESSAGE_WARN, more);
}

bool app_first_page(struct app *app, struct err *err)
{
    if (!ui_open(app->ui, app_is_new(app) ? "person_check" : "home", NULL, err))
        return false;
    welcome(app, app->others ? app->others->data : NULL, app->others ? app->others->count : 0);
    db_rows_free(&app->others);
    return true;
}

bool app_make_operator(struct app *app, const char *phone, const char *name, const char *password,
                       struct err *err)
{
    return app->options->make_operator(app->options->maker, phone, name, password, err);
}
