/* A session that somebody ended from elsewhere (SPEC 3.3, 19.5): who sits here is shown the first
 * page and told why, instead of a link that never comes back. What was typed is kept as a draft. */
#include "tui/app_private.h"

#include "core/account.h"
#include "core/base/i18n.h"

#include <stdio.h>

/* From the end to the question: the order is written down in the moment after it was carried out.
 */
enum { ASK_MS = 700 };

static void turn_out(struct app *app, const char *word)
{
    struct err err;

    err_clear(&err);
    account_ended_err(word, &err);
    app_sign_out(app);
    ui_fail(app->ui, &err);
}

/* Without an answer, and with none of ours, the password decides: one that is not taken is of no
 * use. */
static void judge(struct app *app, const char *word)
{
    if (app->in && (word || session_link(app->session) == DB_DENIED))
        turn_out(app, word);
}

static void answered(void *owner, struct db_rows **rows, const struct err *err)
{
    struct app *app = owner;
    const struct account_word *word =
        err->code == ERR_NONE && (*rows)->count ? (*rows)->data : NULL;

    judge(app, word ? word->word : NULL);
}

static void ask(void *owner)
{
    struct app *app = owner;
    struct err err;
    const struct me *me = session_me(app->session);
    struct db *door;

    app->ended_timer = 0;
    err_clear(&err);
    if (!app->in || !me)
        return;
    door = app->ended ? app_door(app, &err) : NULL;
    if (door)
        account_session_ended(door, me->login, app->ended, app, answered);
    else
        judge(app, NULL);
    app->ended = 0;
}

void app_ended_look(struct app *app)
{
    int session = session_take_ended(app->session);

    if (session)
        app->ended = session;
    if (app->in && app->ended_timer == 0 && (session || session_link(app->session) == DB_DENIED) &&
        !app->leaving)
        app->ended_timer = loop_after(app->loop, ASK_MS, ask, app);
}

void app_ended_stop(struct app *app)
{
    struct err err;
    struct db *door;

    err_clear(&err);
    loop_stop(app->loop, &app->ended_timer);
    app->ended = 0;
    door = session_door_open(app->session);
    if (door)
        db_forget(door, app);
}
