/* The idle lock (SPEC 3.3): after some minutes without a key the lock page lies over everything and the
 * password is wiped. Screens and drafts stay as they are; their connection stands, and is made again
 * only once the password was typed. */
#include "tui/app_private.h"

#include "core/base/i18n.h"
#include "tui/screens/screens.h"

static void due(void *owner);

static int64_t idle_ms(const struct app *app)
{
    const struct me *me = session_me(app->session);
    int64_t ms = (me ? me->idle_minutes : 0) * 60000;
    int64_t most = (int64_t)app->options->idle_seconds * 1000;

    return most > 0 && (ms == 0 || most < ms) ? most : ms;
}

static void arm(struct app *app, int64_t ms)
{
    loop_stop(app->loop, &app->idle_timer);
    if (ms > 0)
        app->idle_timer = loop_after(app->loop, ms, due, app);
}

void app_idle_start(struct app *app)
{
    app->awake_at = loop_now();
    arm(app, idle_ms(app));
}

void app_idle_stop(struct app *app)
{
    loop_stop(app->loop, &app->idle_timer);
    app->locked = false;
}

/* One timer for a whole visit: a key only notes the time. */
void app_awake(void *owner)
{
    struct app *app = owner;

    app->awake_at = loop_now();
}

static void due(void *owner)
{
    struct app *app = owner;
    int64_t rest = app->awake_at + idle_ms(app) - loop_now();

    app->idle_timer = 0;
    if (!app->in || app->locked)
        return;
    if (rest > 0)
        arm(app, rest);
    else
        app_lock(app);
}

void app_lock(struct app *app)
{
    struct err err;

    err_clear(&err);
    if (!app->in || app->locked)
        return;
    session_forget_proof(app->session);
    if (!ui_push(app->ui, &screen_lock, NULL, &err)) {
        ui_fail(app->ui, &err);
        arm(app, idle_ms(app));
        return;
    }
    app->locked = true;
    session_lock(app->session);
}

void app_unlocked(struct app *app)
{
    app->locked = false;
    app_idle_start(app);
    app_link_soon(app);
}

bool app_locked(const struct app *app)
{
    return app->locked;
}
