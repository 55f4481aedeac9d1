/* The private cluster as the program sees it: started once by whoever comes first, stopped by
 * whoever leaves last. */
#include "config.h"

#include "core/db/cluster.h"

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/db/cluster_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOCK_MS 120000 /* the other may be making the database or waiting for a recovery */

/* The file stays when it is unlocked: removing it would let two programs hold "the" lock. */
int cluster_lock(const struct cluster *cluster, const char *name, struct err *err)
{
    const struct timespec ms20 = {0, 20 * 1000 * 1000};
    char path[CLUSTER_PATH_MAX];
    int fd;

    if (!cluster_path(cluster, name, path, err))
        return -1;
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        cluster_cannot(err, _("Cannot write"), path, errno);
        return -1;
    }
    for (int waited = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited += 20) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || waited > LOCK_MS) {
            close(fd);
            err_set(err, ERR_CONFLICT, NULL,
                    _("Another program has been starting or stopping the database for too long."),
                    _("End it and try again."));
            return -1;
        }
        nanosleep(&ms20, NULL);
    }
    return fd;
}

/* A folder with other things in it is not ours to fill. */
static bool is_foreign(const struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX];
    const struct dirent *entry;
    bool foreign = false;
    DIR *folder;

    if (!cluster_path(cluster, "lock", path, NULL) || access(path, F_OK) == 0)
        return false;
    folder = opendir(cluster->data);
    while (folder && !foreign && (entry = readdir(folder)))
        foreign = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                  strcmp(entry->d_name, "lost+found") != 0;
    if (folder)
        closedir(folder);
    return foreign;
}

static bool make_data_folder(const struct cluster *cluster, struct err *err)
{
    char text[256];

    if (!file_make_folder(cluster->data, cluster->user.change ? 0755 : 0700, NULL))
        return cluster_cannot(err, _("Cannot make the folder"), cluster->data, errno);
    if (is_foreign(cluster)) {
        snprintf(text, sizeof text, _("The folder %s holds other things."), cluster->data);
        return err_set(err, ERR_INPUT, NULL, text, _("Choose an empty or a new folder."));
    }
    if (access(cluster->data, W_OK | X_OK) != 0)
        return cluster_cannot(err, _("Cannot write into the folder"), cluster->data, errno);
    if (!process_may(&cluster->user, cluster->data, X_OK)) {
        snprintf(text, sizeof text, _("The system user postgres cannot enter %s"), cluster->data);
        return err_set(err, ERR_INPUT, NULL, text,
                       _("Choose a folder outside root's home with --data DIR."));
    }
    return true;
}

static bool start_locked(struct cluster *cluster, struct err *err)
{
    if (server_pid(cluster) > 0) {
        cluster_look_at_place(cluster);
        if (server_has_socket(cluster))
            return true;
        /* Its folder went away with the session it was made in: nobody can reach it any more. */
        if (!server_stop(cluster, err))
            return false;
    }
    if (!cluster_make_sockets(cluster, err) || !cluster_make(cluster, err) ||
        !server_start(cluster, err))
        return false;
    if (cluster->made)
        cluster_sync(cluster);
    return true;
}

/* One program at a time. */
static bool under_lock(struct cluster *cluster, bool (*act)(struct cluster *, struct err *),
                       struct err *err)
{
    int fd = cluster_lock(cluster, "lock", err);
    bool ok = fd >= 0 && act(cluster, err);

    if (fd >= 0)
        close(fd);
    return ok;
}

bool cluster_start(struct cluster *cluster, struct err *err)
{
    return make_data_folder(cluster, err) && under_lock(cluster, start_locked, err);
}

enum cluster_state cluster_state(struct cluster *cluster, pid_t *pid)
{
    char path[CLUSTER_PATH_MAX];
    pid_t found = server_pid(cluster);

    if (pid)
        *pid = found;
    if (found > 0)
        return CLUSTER_RUNS;
    if (!cluster_path(cluster, "pg/PG_VERSION", path, NULL) || access(path, F_OK) != 0)
        return CLUSTER_NONE;
    return CLUSTER_STOPPED;
}

bool cluster_stop(struct cluster *cluster, struct err *err)
{
    if (cluster_state(cluster, NULL) != CLUSTER_RUNS)
        return true;
    return under_lock(cluster, server_stop, err);
}

static bool hold_users(struct cluster *cluster, struct err *err)
{
    char path[CLUSTER_PATH_MAX];

    if (cluster->users >= 0)
        return true;
    if (!cluster_path(cluster, "users.lock", path, err))
        return false;
    cluster->users = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (cluster->users < 0)
        return cluster_cannot(err, _("Cannot write"), path, errno);
    return flock(cluster->users, LOCK_SH | LOCK_NB) == 0 ||
           cluster_cannot(err, _("Cannot lock"), path, errno);
}

/* Under the lock, so that the last to leave cannot stop what we just found running. */
static bool join_locked(struct cluster *cluster, struct err *err)
{
    return hold_users(cluster, err) && start_locked(cluster, err);
}

bool cluster_join(struct cluster *cluster, struct err *err)
{
    if (!make_data_folder(cluster, err))
        return false;
    if (under_lock(cluster, join_locked, err))
        return true;
    cluster_leave(cluster);
    return false;
}

bool cluster_join_running(struct cluster *cluster, struct err *err)
{
    int fd = cluster_lock(cluster, "lock", err);
    bool ok;

    if (fd < 0)
        return false;
    ok = (server_pid(cluster) > 0 && server_has_socket(cluster)) ||
         err_set(err, ERR_OFFLINE, NULL, _("The database does not run."), NULL);
    ok = ok && hold_users(cluster, err);
    close(fd);
    return ok;
}

void cluster_leave(struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX];
    int fd;

    if (cluster->users < 0)
        return;
    fd = cluster_lock(cluster, "lock", NULL);
    if (fd >= 0 && flock(cluster->users, LOCK_EX | LOCK_NB) == 0 &&
        cluster_path(cluster, "keep", path, NULL) && access(path, F_OK) != 0)
        server_stop(cluster, NULL);
    close(cluster->users);
    cluster->users = -1;
    if (fd >= 0)
        close(fd);
}

bool cluster_is_abandoned(const struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX];
    bool free_now;
    int fd;

    if (!cluster_path(cluster, "users.lock", path, NULL))
        return false;
    fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    free_now = flock(fd, LOCK_EX | LOCK_NB) == 0;
    close(fd);
    return free_now;
}

bool cluster_keep(const struct cluster *cluster, bool keep, struct err *err)
{
    char path[CLUSTER_PATH_MAX];

    if (!cluster_path(cluster, "keep", path, err))
        return false;
    if (keep)
        return file_replace(path, 0600, "", 0, err);
    if (unlink(path) != 0 && errno != ENOENT)
        return cluster_cannot(err, _("Cannot remove"), path, errno);
    return true;
}

void cluster_where(const struct cluster *cluster, struct db_where *where)
{
    memset(where, 0, sizeof *where);
    snprintf(where->host, sizeof where->host, "%s", cluster->sockets);
    snprintf(where->port, sizeof where->port, "5432");
    snprintf(where->database, sizeof where->database, "%s", CLUSTER_DATABASE);
}

struct secret *cluster_secret(const struct cluster *cluster, const char *name, struct err *err)
{
    char path[CLUSTER_PATH_MAX], part[64];

    snprintf(part, sizeof part, "secrets/%s", name);
    return cluster_path(cluster, part, path, err) ? secret_from_file(path, err) : NULL;
}

bool cluster_key_path(const struct cluster *cluster, const char *name, char *to, size_t size)
{
    int n = snprintf(to, size, "%s/keys/%s", cluster->data, name);

    return n > 0 && (size_t)n < size;
}
