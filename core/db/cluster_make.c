/* Making a private cluster: folders, secrets, keys, initdb, its configuration. Every step can be
 * cut off at any moment and done again: files are written aside and renamed, and the database's own
 * folder gets its name only when it is whole. */
#include "config.h"

#include "core/db/cluster_private.h"

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define ROOM_MIB 100 /* a new cluster takes about 40 MiB */

static const char *const SECRETS[] = {"superuser", "ax_migrator", "ax_worker", "terminal"};
static const char *const KEYS[] = {"blind", "seal"};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool exists(const struct cluster *cluster, const char *name)
{
    char path[CLUSTER_PATH_MAX];

    return cluster_path(cluster, name, path, NULL) && access(path, F_OK) == 0;
}

/* Gives a path to the server's user when that is not us. */
static bool give(const struct cluster *cluster, const char *path, struct err *err)
{
    if (cluster->user.change && lchown(path, cluster->user.uid, cluster->user.gid) != 0)
        return cluster_cannot(err, _("Cannot change the owner of"), path, errno);
    return true;
}

static bool make_folder(const struct cluster *cluster, const char *name, bool of_server,
                        struct err *err)
{
    char path[CLUSTER_PATH_MAX];

    if (!cluster_path(cluster, name, path, err))
        return false;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return cluster_cannot(err, _("Cannot make the folder"), path, errno);
    return !of_server || give(cluster, path, err);
}

static bool check_room(const struct cluster *cluster, struct err *err)
{
    struct statvfs room;
    char text[256];

    if (statvfs(cluster->data, &room) != 0)
        return cluster_cannot(err, _("Cannot use the folder"), cluster->data, errno);
    unsigned long long free_mib =
        (unsigned long long)room.f_bavail * (unsigned long long)room.f_frsize / (1024 * 1024);
    if (free_mib >= ROOM_MIB)
        return true;
    snprintf(text, sizeof text, _("Only %llu MiB are free in %s; a new database needs %d MiB."),
             free_mib, cluster->data, ROOM_MIB);
    return err_set(err, ERR_INPUT, NULL, text,
                   _("Free some disk space, or choose another folder with --data DIR."));
}

static bool make_secret(const struct cluster *cluster, const char *name, struct err *err)
{
    char path[CLUSTER_PATH_MAX], text[64], part[64];
    unsigned char bytes[24];
    bool ok;

    snprintf(part, sizeof part, "secrets/%s", name);
    if (exists(cluster, part))
        return true;
    if (!cluster_path(cluster, part, path, err))
        return false;
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    ok = file_replace(path, 0600, text, strlen(text), err);
    secret_wipe(bytes, sizeof bytes);
    secret_wipe(text, sizeof text);
    /* Whatever was set up with another password must be set up again. */
    if (ok && cluster_path(cluster, "stamp", path, NULL))
        unlink(path);
    return ok;
}

static bool make_key(const struct cluster *cluster, const char *name, struct err *err)
{
    char path[CLUSTER_PATH_MAX], aside[CLUSTER_PATH_MAX], hex[65], part[64];
    unsigned char bytes[32];
    bool ok;

    snprintf(part, sizeof part, "keys/%s", name);
    if (exists(cluster, part))
        return true;
    if (!cluster_path(cluster, part, path, err) ||
        snprintf(aside, sizeof aside, "%s.new", path) >= (int)sizeof aside)
        return false;
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    unlink(aside);
    ok = file_create(aside, 0400, hex, 64, err) && give(cluster, aside, err);
    if (ok && rename(aside, path) != 0)
        ok = cluster_cannot(err, _("Cannot write"), path, errno);
    secret_wipe(bytes, sizeof bytes);
    secret_wipe(hex, sizeof hex);
    return ok;
}

/* What must not be made anew beside data that was made with it. */
static bool is_missing(const struct cluster *cluster, const char *name, struct err *err)
{
    char path[CLUSTER_PATH_MAX], text[256];

    if (!cluster_path(cluster, name, path, err))
        return true;
    if (access(path, F_OK) == 0)
        return false;
    snprintf(text, sizeof text, _("%s is missing, and the data cannot be used without it."), path);
    err_set(err, ERR_INPUT, NULL, text, _("Bring it back from the backup."));
    return true;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static bool write_file(const struct cluster *cluster, const char *folder, const char *name,
                       const char *text, struct err *err)
{
    char path[CLUSTER_PATH_MAX], *old = NULL;
    size_t n;
    bool same;

    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return cluster_cannot(err, _("Cannot use the folder"), folder, ENAMETOOLONG);
    same = file_read(path, 65536, &old, &n, NULL) && strcmp(old, text) == 0;
    free(old);
    return same || (file_replace(path, 0600, text, strlen(text), err) && give(cluster, path, err));
}

/* A configuration value between single quotes, which are doubled; inside, double quotes keep a
 * folder's commas and spaces together. */
static bool quoted_folder(const char *folder, char *to, size_t size)
{
    size_t n = 0;

    for (const char *c = folder; *c; c++) {
        if (n + 3 >= size || *c == '\n')
            return false;
        if (*c == '\'' || *c == '"' || *c == '\\')
            to[n++] = *c;
        to[n++] = *c;
    }
    to[n] = '\0';
    return true;
}

/* Small, for one office; no parameter and no row's value ever comes into the server's log. */
static const char SETTINGS[] =
    "# Written by anxin at every start; put settings of your own into postgresql.conf.\n"
    "listen_addresses = ''\n"
    "port = 5432\n"
    "unix_socket_directories = '\"%s\"'\n"
    "unix_socket_permissions = 0700\n"
    "max_connections = 40\n"
    "password_encryption = scram-sha-256\n"
    "shared_buffers = 32MB\n"
    "work_mem = 8MB\n"
    "maintenance_work_mem = 32MB\n"
    "huge_pages = off\n"
    "wal_level = minimal\n"
    "max_wal_senders = 0\n"
    "min_wal_size = 8MB\n"
    "max_wal_size = 128MB\n"
    "autovacuum_max_workers = 1\n"
    "max_worker_processes = 2\n"
    "max_parallel_workers_per_gather = 0\n"
    "jit = off\n"
    "timezone = 'Asia/Shanghai'\n"
    "datestyle = 'iso, ymd'\n"
    "lc_messages = 'C'\n"
    "default_text_search_config = 'pg_catalog.simple'\n"
    "client_connection_check_interval = 10s\n"
    "idle_in_transaction_session_timeout = 30s\n"
    "log_destination = 'jsonlog'\n"
    "logging_collector = on\n"
    "log_directory = '../log'\n"
    "log_filename = 'server-%%a'\n"
    "log_truncate_on_rotation = on\n"
    "log_rotation_age = 1d\n"
    "log_rotation_size = 0\n"
    "log_file_mode = 0600\n"
    "log_timezone = 'UTC'\n"
    "log_min_messages = log\n"
    "log_error_verbosity = terse\n"
    "log_min_error_statement = panic\n"
    "log_statement = none\n"
    "log_parameter_max_length = 0\n"
    "log_parameter_max_length_on_error = 0\n";

/* The last line is the same for everybody: a name that does not exist fails as a wrong password. */
static const char HBA[] = "# Written by anxin at every start.\n"
                          "local all all scram-sha-256\n"
                          "host  all all all scram-sha-256\n";

static const char OWN_SETTINGS[] = "include 'anxin.conf'\n"
                                   "# Settings of your own, below this line, win.\n";

static bool write_settings(const struct cluster *cluster, const char *folder, struct err *err)
{
    char text[sizeof SETTINGS + 2 * CLUSTER_SOCKET_MAX], sockets[2 * CLUSTER_SOCKET_MAX];

    if (!quoted_folder(cluster->sockets, sockets, sizeof sockets))
        return cluster_cannot(err, _("Cannot use the folder"), cluster->sockets, EINVAL);
    snprintf(text, sizeof text, SETTINGS, sockets);
    return write_file(cluster, folder, "anxin.conf", text, err) &&
           write_file(cluster, folder, "pg_hba.conf", HBA, err);
}

/* initdb's own words: its last line that is not empty. */
static bool initdb_failed(const struct cluster *cluster, char *output, struct err *err)
{
    char text[256], *line = output, *last = output;
    bool full = strstr(output, "No space left") != NULL;

    for (; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, "initdb: error", 13) == 0 || strstr(line, "FATAL") == line) {
            last = line;
            break;
        }
        if (*line && *line != '\n')
            last = line;
    }
    last[strcspn(last, "\n")] = '\0';
    snprintf(text, sizeof text, _("PostgreSQL could not make a database in %s: %s"), cluster->data,
             last);
    err_set(err, ERR_INPUT, NULL, text,
            full ? _("Free some disk space, or choose another folder with --data DIR.") : NULL);
    err_detail(err, "initdb: %s", last);
    return false;
}

static bool run_initdb(const struct cluster *cluster, const char *folder, struct err *err)
{
    char program[300], output[4096];
    const char *const argv[] = {program,
                                "-D",
                                folder,
                                "-U",
                                CLUSTER_SUPERUSER,
                                "--pwfile=/dev/fd/3",
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C.UTF-8",
                                "--lc-collate=C",
                                "--lc-messages=C",
                                "--text-search-config=simple",
                                "--data-checksums",
                                "--wal-segsize=1",
                                "--no-instructions",
                                "--no-sync", /* cluster_sync does it, beside the first start */
                                NULL};
    struct secret *secret = cluster_secret(cluster, "superuser", err);
    int status;

    if (!secret)
        return false;
    snprintf(program, sizeof program, "%s/initdb", cluster->programs);
    status = process_run(&cluster->user, argv, secret_open(secret), output, sizeof output, err);
    secret_close(secret);
    secret_free(&secret);
    return status == 0 || (status > 0 && initdb_failed(cluster, output, err));
}

void cluster_sync(const struct cluster *cluster)
{
    char program[300], pg[CLUSTER_PATH_MAX], log[CLUSTER_PATH_MAX];
    const char *const argv[] = {program, "--sync-only", "-D", pg, NULL};

    snprintf(program, sizeof program, "%s/initdb", cluster->programs);
    if (cluster_path(cluster, "pg", pg, NULL) && cluster_path(cluster, "log/sync.log", log, NULL))
        process_stay(&cluster->user, argv, log, NULL);
}

/* What earlier attempts left; an initdb whose program was killed may still be writing there, so
 * what cannot be removed now is left to the next time. */
static void remove_leftovers(const struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX];
    const struct dirent *entry;
    DIR *folder = opendir(cluster->data);

    while (folder && (entry = readdir(folder)))
        if (strncmp(entry->d_name, "pg.new", 6) == 0 &&
            cluster_path(cluster, entry->d_name, path, NULL))
            nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (folder)
        closedir(folder);
}

/* Makes pg.new-… whole and then calls it pg. */
static bool make_database(struct cluster *cluster, struct err *err)
{
    char aside[CLUSTER_PATH_MAX], path[CLUSTER_PATH_MAX];

    if (!cluster_path(cluster, "pg.new-XXXXXX", aside, err) ||
        !cluster_path(cluster, "pg", path, err) || !check_room(cluster, err))
        return false;
    remove_leftovers(cluster);
    if (!mkdtemp(aside))
        return cluster_cannot(err, _("Cannot make the folder"), aside, errno);
    if (!give(cluster, aside, err) || !run_initdb(cluster, aside, err) ||
        !write_file(cluster, aside, "postgresql.conf", OWN_SETTINGS, err) ||
        !write_settings(cluster, aside, err))
        return false;
    if (rename(aside, path) != 0)
        return cluster_cannot(err, _("Cannot make the folder"), path, errno);
    cluster->made = true;
    return true;
}

static bool make_secrets_and_keys(const struct cluster *cluster, bool whole, struct err *err)
{
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        char name[32];
        snprintf(name, sizeof name, "keys/%s", KEYS[i]);
        if (whole ? is_missing(cluster, name, err) : !make_key(cluster, KEYS[i], err))
            return false;
    }
    if (whole && is_missing(cluster, "secrets/superuser", err))
        return false;
    for (size_t i = 0; i < COUNT(SECRETS); i++)
        if (!make_secret(cluster, SECRETS[i], err))
            return false;
    return true;
}

void cluster_look_at_place(struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX], *place = NULL;
    size_t n;

    cluster->moved = !cluster_path(cluster, "place", path, NULL) ||
                     !file_read(path, CLUSTER_PATH_MAX, &place, &n, NULL) ||
                     strcmp(place, cluster->data) != 0;
    free(place);
}

bool cluster_settle(struct cluster *cluster, struct err *err)
{
    char path[CLUSTER_PATH_MAX];

    if (!cluster_path(cluster, "place", path, err) ||
        !file_replace(path, 0600, cluster->data, strlen(cluster->data), err))
        return false;
    cluster->moved = false;
    return true;
}

bool cluster_make(struct cluster *cluster, struct err *err)
{
    char path[CLUSTER_PATH_MAX];
    bool whole = exists(cluster, "pg/PG_VERSION");

    if (!cluster_path(cluster, "pg", path, err))
        return false;
    if (!whole && access(path, F_OK) == 0) {
        char text[CLUSTER_PATH_MAX + 64];
        snprintf(text, sizeof text, _("%s is not a whole database."), path);
        return err_set(err, ERR_INPUT, NULL, text, _("Bring it back from the backup."));
    }
    if (!make_folder(cluster, "secrets", false, err) || !make_folder(cluster, "keys", true, err) ||
        !make_folder(cluster, "log", true, err) || !make_secrets_and_keys(cluster, whole, err))
        return false;
    if (!whole && !make_database(cluster, err))
        return false;
    cluster_look_at_place(cluster);
    return write_settings(cluster, path, err);
}
