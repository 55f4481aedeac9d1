/* A server that was killed is started again, beside the program's loop: recovery takes its time,
 * and the lock may be another program's that does the same. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/db/cluster_private.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The thread's own from its start until it is joined, `over` excepted. */
struct cluster_revival {
    struct cluster cluster; /* a copy */
    pthread_t thread;
    int over; /* eventfd */
    bool ok;
    struct err err;
};

bool cluster_died(struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX];

    return cluster_path(cluster, "pg/postmaster.pid", path, NULL) && access(path, F_OK) == 0 &&
           server_pid(cluster) == 0;
}

static bool revive(struct cluster *cluster, struct err *err)
{
    int lock = cluster_lock(cluster, "lock", err);
    bool ok;

    if (lock < 0)
        return false;
    /* Another may have started it, or stopped it for good, while we waited for the lock. */
    ok = !cluster_died(cluster) || (cluster_make_sockets(cluster, err) && server_start(cluster, err));
    close(lock);
    return ok;
}

static void *work(void *argument)
{
    struct cluster_revival *revival = argument;

    revival->ok = revive(&revival->cluster, &revival->err);
    eventfd_write(revival->over, 1);
    return NULL;
}

struct cluster_revival *cluster_revive(const struct cluster *cluster, struct err *err)
{
    struct cluster_revival *revival = calloc(1, sizeof *revival);
    sigset_t all, old;
    int wrong = ENOMEM;

    if (revival) {
        revival->cluster = *cluster;
        revival->over = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &old); /* signals are the loop's */
        wrong = revival->over < 0
                    ? errno
                    : pthread_create(&revival->thread, NULL, work, revival);
        pthread_sigmask(SIG_SETMASK, &old, NULL);
    }
    if (wrong == 0)
        return revival;
    cluster_cannot(err, _("Cannot start the database in"), cluster->data, wrong);
    if (revival && revival->over >= 0)
        close(revival->over);
    free(revival);
    return NULL;
}

int cluster_revival_fd(const struct cluster_revival *revival)
{
    return revival->over;
}

bool cluster_revival_end(struct cluster_revival **revival, struct err *err)
{
    bool ok;

    if (!*revival)
        return true;
    pthread_join((*revival)->thread, NULL);
    ok = (*revival)->ok;
    if (!ok && err)
        *err = (*revival)->err;
    close((*revival)->over);
    free(*revival);
    *revival = NULL;
    return ok;
}
