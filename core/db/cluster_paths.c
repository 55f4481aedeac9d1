/* Where things are: the data folder, the socket's folder, the server's programs, the system user.
 */
#include "config.h"

#include "core/db/cluster_private.h"

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/i18n.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SERVERS "/usr/lib/postgresql"
#define OLDEST 15

bool cluster_cannot(struct err *err, const char *what, const char *path, int wrong)
{
    char text[256];
    const char *hint = NULL;

    snprintf(text, sizeof text, "%s %s: %s", what, path, strerror(wrong));
    if (wrong == ENOSPC || wrong == EDQUOT)
        hint = _("Free some disk space, or choose another folder with --data DIR.");
    else if (wrong == EACCES || wrong == EPERM || wrong == EROFS)
        hint = _("Choose a folder you may write with --data DIR.");
    return err_set(err, ERR_INPUT, NULL, text, hint);
}

bool cluster_path(const struct cluster *cluster, const char *name, char to[CLUSTER_PATH_MAX],
                  struct err *err)
{
    int n = snprintf(to, CLUSTER_PATH_MAX, "%s/%s", cluster->data, name);

    if (n < 0 || n >= CLUSTER_PATH_MAX)
        return cluster_cannot(err, _("Cannot use the folder"), cluster->data, ENAMETOOLONG);
    return true;
}

static bool default_data(char to[CLUSTER_PATH_MAX], struct err *err)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int n;

    if (geteuid() == 0)
        n = snprintf(to, CLUSTER_PATH_MAX, "/var/lib/anxin");
    else if (state && state[0] == '/')
        n = snprintf(to, CLUSTER_PATH_MAX, "%s/anxin", state);
    else if (home && home[0] == '/')
        n = snprintf(to, CLUSTER_PATH_MAX, "%s/.local/state/anxin", home);
    else
        return err_set(err, ERR_INPUT, NULL, _("HOME is not set"), _("Say --data DIR."));
    if (n >= CLUSTER_PATH_MAX)
        return cluster_cannot(err, _("Cannot use the folder"), to, ENAMETOOLONG);
    return true;
}

/* Absolute and without symbolic links as far as it exists, so that one folder has one name. */
static bool absolute_data(const char *data, char to[CLUSTER_PATH_MAX], struct err *err)
{
    char whole[CLUSTER_PATH_MAX], *real, *cut, here[CLUSTER_PATH_MAX];
    int n;

    if (data[0] == '/')
        n = snprintf(whole, sizeof whole, "%s", data);
    else if (getcwd(here, sizeof here))
        n = snprintf(whole, sizeof whole, "%s/%s", here, data);
    else
        return cluster_cannot(err, _("Cannot use the folder"), data, errno);
    while (n > 1 && n < CLUSTER_PATH_MAX && whole[n - 1] == '/')
        whole[--n] = '\0';
    if (n >= CLUSTER_PATH_MAX)
        return cluster_cannot(err, _("Cannot use the folder"), data, ENAMETOOLONG);
    for (size_t end = (size_t)n; end > 0;) {
        snprintf(to, CLUSTER_PATH_MAX, "%.*s", (int)end, whole);
        real = realpath(to, NULL);
        if (real) {
            n = snprintf(to, CLUSTER_PATH_MAX, "%s%s", strcmp(real, "/") == 0 ? "" : real,
                         whole + end);
            free(real);
            return n < CLUSTER_PATH_MAX ||
                   cluster_cannot(err, _("Cannot use the folder"), data, ENAMETOOLONG);
        }
        cut = strrchr(to, '/');
        end = cut ? (size_t)(cut - to) : 0;
    }
    snprintf(to, CLUSTER_PATH_MAX, "%s", whole);
    return true;
}

static bool find_user(struct process_user *user, struct err *err)
{
    const struct passwd *entry;

    memset(user, 0, sizeof *user);
    user->uid = geteuid();
    user->gid = getegid();
    if (user->uid != 0)
        return true;
    entry = getpwnam("postgres");
    if (!entry)
        return err_set(err, ERR_INPUT, NULL, _("The system user postgres does not exist."),
                       _("Install PostgreSQL: apt install postgresql-15"));
    user->change = true;
    user->uid = entry->pw_uid;
    user->gid = entry->pw_gid;
    snprintf(user->name, sizeof user->name, "%s", entry->pw_name);
    return true;
}

/* The major version a data folder was made by; 0 when there is none. */
static long data_version(const struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX], *text = NULL;
    size_t n;
    long version = 0;

    if (cluster_path(cluster, "pg/PG_VERSION", path, NULL) && file_read(path, 16, &text, &n, NULL))
        version = strtol(text, NULL, 10);
    free(text);
    return version;
}

static bool programs_of(const char *folder, struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX];

    snprintf(path, sizeof path, "%s/postgres", folder);
    if (access(path, X_OK) != 0)
        return false;
    snprintf(path, sizeof path, "%s/initdb", folder);
    if (access(path, X_OK) != 0)
        return false;
    return snprintf(cluster->programs, sizeof cluster->programs, "%s", folder) <
           (int)sizeof cluster->programs;
}

/* The newest server, or the one that made the data. ANXIN_SERVER names its folder outright. */
static bool find_programs(struct cluster *cluster, struct err *err)
{
    const char *said = getenv("ANXIN_SERVER");
    long made_by = data_version(cluster), best = 0;
    char folder[256], text[256];
    struct dirent *entry;
    DIR *servers;

    if (said && said[0]) {
        if (programs_of(said, cluster))
            return true;
        snprintf(text, sizeof text, _("PostgreSQL's server programs are not in %s"), said);
        return err_set(err, ERR_INPUT, NULL, text, _("ANXIN_SERVER names the wrong folder."));
    }
    servers = opendir(SERVERS);
    while (servers && (entry = readdir(servers))) {
        long version = strtol(entry->d_name, NULL, 10);
        if (version < OLDEST || version <= best || (made_by > 0 && version != made_by))
            continue;
        snprintf(folder, sizeof folder, SERVERS "/%ld/bin", version);
        if (programs_of(folder, cluster))
            best = version;
    }
    if (servers)
        closedir(servers);
    if (best > 0)
        return true;
    snprintf(text, sizeof text,
             _("PostgreSQL %ld's server programs are not installed (looked in %s)"),
             made_by > 0 ? made_by : (long)OLDEST, SERVERS);
    snprintf(folder, sizeof folder, _("Install them: apt install postgresql-%ld"),
             made_by > 0 ? made_by : (long)OLDEST);
    return err_set(err, ERR_INPUT, NULL, text, folder);
}

bool cluster_init(struct cluster *cluster, const char *data, struct err *err)
{
    char chosen[CLUSTER_PATH_MAX];

    memset(cluster, 0, sizeof *cluster);
    cluster->users = -1;
    if (!data && !default_data(chosen, err))
        return false;
    return absolute_data(data ? data : chosen, cluster->data, err) &&
           find_user(&cluster->user, err) && find_programs(cluster, err);
}

/* A folder for sockets must be ours, and nobody else's to write: /tmp is everybody's. */
static bool own_folder(const struct cluster *cluster, const char *path, mode_t mode, uid_t owner)
{
    struct stat st;

    if (mkdir(path, mode) == 0) {
        if (cluster->user.change && chown(path, owner, (gid_t)-1) != 0)
            return false;
    } else if (errno != EEXIST) {
        return false;
    }
    if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != owner)
        return false;
    return (st.st_mode & 0777) == mode || chmod(path, mode) == 0;
}

/* `base` is made for the program's user, and in it a folder for this data folder's server. */
static bool try_sockets(struct cluster *cluster, const char *base)
{
    char hex[DIGEST_SIZE], path[CLUSTER_PATH_MAX];
    bool root = cluster->user.change;
    int n;

    if (strchr(base, ',')) /* libpq would read it as two hosts */
        return false;
    digest_of(cluster->data, strlen(cluster->data), hex);
    n = snprintf(path, sizeof path, "%s/%.12s", base, hex);
    if (n >= CLUSTER_SOCKET_MAX || !own_folder(cluster, base, root ? 0755 : 0700, geteuid()) ||
        !own_folder(cluster, path, 0700, cluster->user.uid) ||
        !process_may(&cluster->user, path, W_OK | X_OK))
        return false;
    memcpy(cluster->sockets, path, (size_t)n + 1);
    return true;
}

bool cluster_make_sockets(struct cluster *cluster, struct err *err)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char base[CLUSTER_PATH_MAX];

    if (runtime && runtime[0] == '/') {
        int n = snprintf(base, sizeof base, "%s/anxin", runtime);
        if (n < (int)sizeof base && try_sockets(cluster, base))
            return true;
    }
    if (cluster->user.change && try_sockets(cluster, "/run/anxin"))
        return true;
    snprintf(base, sizeof base, "/tmp/anxin-%ld", (long)geteuid());
    if (try_sockets(cluster, base))
        return true;
    return err_set(err, ERR_INPUT, NULL, _("No folder for the database's socket could be made."),
                   _("Set XDG_RUNTIME_DIR to a short folder of your own."));
}
