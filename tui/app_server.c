/* The private server killed under the running program: it is started again by itself. One that was
 * stopped (`anxin db stop`, the machine going down) is left alone, and joined when it runs again. */
#include "tui/app_private.h"

#include "core/base/i18n.h"
#include "core/db/cluster.h"

#include <poll.h>

enum { AGAIN_MS = 10000 }; /* after a start that failed */

static void revived(void *owner, int fd, short revents)
{
    struct app *app = owner;
    struct db *dbs[APP_CONNECTIONS];
    struct err err = {.code = ERR_NONE};
    size_t n = session_connections(app->session, dbs);

    (void)revents;
    loop_unwatch(app->loop, fd);
    if (!cluster_revival_end(&app->revival, &err)) {
        app->revive_after = loop_now() + AGAIN_MS;
        ui_fail(app->ui, &err);
        return;
    }
    for (size_t i = 0; i < n; i++)
        db_retry(dbs[i]);
    app_link_soon(app);
}

void app_server_look(struct app *app)
{
    struct cluster *cluster = app->options->cluster;
    struct err err = {.code = ERR_NONE};

    if (!cluster || app->revival || session_link(app->session) != DB_OFFLINE ||
        loop_now() < app->revive_after || !cluster_died(cluster))
        return;
    app->revival = cluster_revive(cluster, &err);
    if (!app->revival)
        ui_fail(app->ui, &err);
    else if (loop_watch(app->loop, cluster_revival_fd(app->revival), POLLIN, revived, app))
        ui_say(app->ui, MESSAGE_WARN,
               _("The database was killed and is being started again. Go on typing: what you type "
                 "is kept."));
}

void app_server_end(struct app *app)
{
    if (!app->revival)
        return;
    loop_unwatch(app->loop, cluster_revival_fd(app->revival));
    cluster_revival_end(&app->revival, NULL);
}
