/* In place of tui/app_account.c and app_lock.c: the terminal's connection is the one database there is,
 * every password but "wrong" is right. */
#include "config.h"

#include "tests/screen/fake_db.h"
#include "tui/app.h"

#include <string.h>

struct db *app_door(struct app *app, struct err *err)
{
    (void)app;
    (void)err;
    return fake_db();
}

void app_close_door(struct app *app)
{
    (void)app;
}

void app_prove(struct app *app, const char *password, void *owner, session_done *done)
{
    struct err err;

    (void)app;
    err_clear(&err);
    if (strcmp(password, "wrong") == 0)
        err_set(&err, ERR_DENIED, "password", "密码不对。", NULL);
    done(owner, &err);
}

void app_adopt_password(struct app *app, const char *password, void *owner, session_done *done)
{
    app_prove(app, password, owner, done);
}

void app_forget_proof(struct app *app)
{
    (void)app;
}

void app_me_again(struct app *app, void *owner, session_done *done)
{
    struct err err;

    (void)app;
    err_clear(&err);
    done(owner, &err);
}

bool app_is_new(const struct app *app)
{
    const struct me *me = app_me(app);

    return me && me->state && strcmp(me->state, "new") == 0;
}

bool app_first_page(struct app *app, struct err *err)
{
    return ui_open(app_ui(app), "home", NULL, err);
}

bool app_make_operator(struct app *app, const char *phone, const char *name, const char *password,
                       struct err *err)
{
    (void)app;
    (void)phone;
    (void)name;
    (void)password;
    (void)err;
    return true;
}

void app_lock(struct app *app)
{
    (void)app;
}

bool app_locked(const struct app *app)
{
    (void)app;
    return false;
}

void app_unlocked(struct app *app)
{
    (void)app;
}
