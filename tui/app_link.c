/* The connections in the loop: what is polled for, when, and what the status row says of it. */
#include "tui/app_private.h"

#include "core/base/i18n.h"

#include <poll.h>
#include <stdio.h>

enum { SETTLE_MS = 1000 };

static void ready(void *owner, int fd, short revents);
static void due(void *owner);

void app_link_changed(void *owner, enum db_state state)
{
    struct app *app = owner;

    (void)state;
    app->link_heard = true;
}

static void give_up_waiting(void *owner)
{
    struct app *app = owner;
    struct db *dbs[APP_CONNECTIONS];
    size_t n = session_connections(app->session, dbs);

    for (size_t i = 0; i < n; i++)
        db_cancel_running(dbs[i]);
    app_link_soon(app);
}

/* SPEC 20.3: what takes longer than 0.3 s is seen, and Esc cancels it. The kit counts the time. */
static void show_waiting(struct app *app, struct db *const *dbs, size_t n)
{
    const struct stmt *running = NULL;

    for (size_t i = 0; i < n && !running; i++)
        running = db_running(dbs[i]);
    if (running && running->quiet)
        running = NULL;
    if (running == app->running)
        return;
    app->running = running;
    if (app->waiting != 0)
        ui_busy_done(app->ui, &app->waiting);
    if (running)
        app->waiting = ui_busy(app->ui, _("Waiting for the database"), give_up_waiting, app);
}

void app_link_show(struct app *app)
{
    char text[64];
    size_t waiting = draft_waiting(app->drafts);

    switch (session_link(app->session)) {
    case DB_ONLINE:
        ui_set_status(app->ui, SLOT_LINK, ROLE_LABEL, _("online"));
        break;
    case DB_CONNECTING:
        ui_set_status(app->ui, SLOT_LINK, ROLE_DIM, _("connecting"));
        break;
    case DB_OFFLINE:
    case DB_DENIED:
        ui_set_status(app->ui, SLOT_LINK, ROLE_WARN, _("OFFLINE"));
        break;
    }
    app->drafts_shown = waiting;
    if (waiting > 0)
        snprintf(text, sizeof text, _("%zu drafts wait"), waiting);
    ui_set_status(app->ui, SLOT_DRAFTS, ROLE_WARN, waiting > 0 ? text : NULL);
}

static void link_lost(struct app *app)
{
    ui_say(
        app->ui, MESSAGE_WARN,
        _("The database cannot be reached. Go on typing: what you type is kept, and can be saved "
          "when the link is back."));
    ui_tell(app->ui, APP_OFFLINE, NULL);
}

static void link_back(struct app *app)
{
    app->warm = false;
    draft_online(app->drafts);
    ui_say(app->ui, MESSAGE_GOOD, _("The database is back."));
    ui_tell(app->ui, APP_ONLINE, NULL);
}

/* Nobody is in, and the terminal's own connection is refused. */
static void tell_refusal(struct app *app)
{
    struct err err;

    err_clear(&err);
    if (session_refused(app->session, &err))
        ui_fail(app->ui, &err);
}

/* Told after the connections' callbacks are over, so that screens may ask and close. */
static void tell_link(struct app *app)
{
    enum db_state now = session_link(app->session), before = app->link;

    if (!app->link_heard)
        return;
    app->link_heard = false;
    app_link_show(app);
    if (now == DB_CONNECTING || now == before)
        return;
    app->link = now;
    if (!app->in) {
        tell_refusal(app);
        return;
    }
    if (now == DB_ONLINE)
        link_back(app);
    else if (before == DB_ONLINE)
        link_lost(app);
}

static bool wanted(const int *fds, size_t n, int fd)
{
    for (size_t i = 0; i < n; i++) {
        if (fds[i] == fd)
            return true;
    }
    return false;
}

/* Connections open and close descriptors as they like: what was watched and is not wanted now goes
 * first, because its number may be in use again. */
static void watch(struct app *app, struct db *const *dbs, size_t n)
{
    int fds[APP_CONNECTIONS] = {-1, -1, -1};

    for (size_t i = 0; i < n; i++)
        fds[i] = db_fd(dbs[i]);
    for (size_t i = 0; i < APP_CONNECTIONS; i++) {
        if (app->fds[i] >= 0 && !wanted(fds, APP_CONNECTIONS, app->fds[i]))
            loop_unwatch(app->loop, app->fds[i]);
    }
    for (size_t i = 0; i < APP_CONNECTIONS; i++) {
        app->fds[i] = fds[i];
        if (fds[i] >= 0)
            loop_watch(app->loop, fds[i], db_events(dbs[i]), ready, app);
    }
}

static void set_deadline(struct app *app, struct db *const *dbs, size_t n)
{
    int soonest = -1;

    for (size_t i = 0; i < n; i++) {
        int ms = db_deadline(dbs[i]);

        if (ms >= 0 && (soonest < 0 || ms < soonest))
            soonest = ms;
    }
    loop_stop(app->loop, &app->deadline);
    if (soonest >= 0)
        app->deadline = loop_after(app->loop, soonest, due, app);
}

void app_link_poll(struct app *app)
{
    struct db *dbs[APP_CONNECTIONS];
    size_t n;

    tell_link(app);
    app_ended_look(app);
    app_server_look(app);
    if (draft_waiting(app->drafts) != app->drafts_shown)
        app_link_show(app);
    n = session_connections(app->session, dbs);
    watch(app, dbs, n);
    show_waiting(app, dbs, n);
    set_deadline(app, dbs, n);
}

/* Every connection is looked at: there are two at most, and one that has nothing to do returns at
 * once. */
static void turn(struct app *app)
{
    struct db *dbs[APP_CONNECTIONS];
    size_t n = session_connections(app->session, dbs);

    for (size_t i = 0; i < n; i++)
        db_io(dbs[i]);
    session_step(app->session);
    app_visit_step(app);
    app_link_poll(app);
}

static void ready(void *owner, int fd, short revents)
{
    (void)fd;
    (void)revents;
    turn(owner);
}

static void due(void *owner)
{
    struct app *app = owner;

    app->deadline = 0;
    turn(app);
}

static void due_soon(void *owner)
{
    struct app *app = owner;

    app->soon = 0;
    turn(app);
}

void app_link_soon(struct app *app)
{
    if (app->soon == 0)
        app->soon = loop_after(app->loop, 0, due_soon, app);
}

/* The person leaves: drafts kept and dropped with the last key are given a moment to arrive. What
 * does not is in the journal. */
void app_link_settle(struct app *app)
{
    struct db *db = session_db(app->session);
    int64_t end = loop_now() + SETTLE_MS;

    while (db && draft_pending(app->drafts) && db_state(db) == DB_ONLINE && loop_now() < end) {
        struct pollfd ready_for = {db_fd(db), db_events(db), 0};

        poll(&ready_for, 1, 50);
        db_io(db);
    }
}
