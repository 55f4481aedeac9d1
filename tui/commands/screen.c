/* The program with a screen: finds or starts its database, then opens it. */
#include "config.h"

#include "tui/commands/commands.h"

#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/db/cluster.h"
#include "core/db/operator.h"
#include "core/db/setup.h"
#include "core/settings.h"
#include "tui/app.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORKER_MS 3000
#define WORKER_LONG_MS 70000

/* Everything app_run is told, and what has to be undone after it. */
struct visit {
    struct settings settings;
    struct app_options app;
    struct cluster cluster;
    struct secret *password;
    struct log *log;
    bool joined;
    pid_t worker;       /* `anxin worker`, beside a private database; 0: none */
    char temporary[64]; /* the demonstration's folder; removed at the end */
    char accounts[1024], exports[1024], log_path[1024];
};

/* What the page of the first start asks for: only whoever owns the database is here to ask. */
static bool make_operator(void *maker, const char *phone, const char *name, const char *password,
                          struct err *err)
{
    struct visit *visit = maker;
    struct secret *secret = secret_new(strlen(password) + 1, err);
    bool ok = secret && secret_set(secret, password, strlen(password)) &&
              operator_make_private(&visit->cluster, phone, name, secret, err);

    secret_free(&secret);
    return ok;
}

static void patience(const char *what)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "%s\n", what);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void remove_tree(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Demonstrations of ours whose program was killed: their servers still run. */
static void sweep_temporary(void)
{
    const struct dirent *entry;
    DIR *tmp = opendir("/tmp");

    while (tmp && (entry = readdir(tmp))) {
        char path[300];
        struct cluster cluster;
        struct stat st;
        if (strncmp(entry->d_name, "anxin-demo-", 11) != 0)
            continue;
        snprintf(path, sizeof path, "/tmp/%s", entry->d_name);
        if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
            !cluster_init(&cluster, path, NULL) || !cluster_is_abandoned(&cluster))
            continue;
        if (cluster_stop(&cluster, NULL))
            remove_tree(path);
    }
    if (tmp)
        closedir(tmp);
}

static bool make_temporary(struct visit *visit, struct err *err)
{
    sweep_temporary();
    snprintf(visit->temporary, sizeof visit->temporary, "/tmp/anxin-demo-XXXXXX");
    if (!mkdtemp(visit->temporary)) {
        visit->temporary[0] = '\0';
        return err_set(err, ERR_INPUT, NULL, _("No folder can be made in /tmp."),
                       _("Say --data DIR."));
    }
    /* As root, the server's own user must be able to pass through. */
    return geteuid() != 0 || chmod(visit->temporary, 0755) == 0 ||
           err_set(err, ERR_INPUT, NULL, _("No folder can be made in /tmp."), NULL);
}

/* Jobs and the lock-out (DESIGN 7): the private database has its worker while a program uses it. */
static void begin_worker(struct visit *visit)
{
    struct process_files files = {.in = -1, .error = -1};
    char program[1024], log[CLUSTER_PATH_MAX + 16];
    const char *const argv[] = {program, "--data", visit->cluster.data, "worker", "--child", NULL};
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    struct err err;

    if (n <= 0)
        return;
    program[n] = '\0';
    snprintf(log, sizeof log, "%s/worker.log", visit->cluster.data);
    files.out = process_log(log, &err);
    visit->worker = files.out < 0 ? -1 : process_begin(argv, &files, &err);
    if (files.out >= 0)
        close(files.out);
    if (visit->worker < 0)
        log_write(visit->log, LOG_LEVEL_WARNING, "worker", "%s", err.text);
}

static bool start_private(struct visit *visit, const char *data, bool demo, struct err *err)
{
    struct cluster *cluster = &visit->cluster;
    bool missing = false;

    if (!cluster_init(cluster, data, err))
        return false;
    if (cluster_state(cluster, NULL) == CLUSTER_NONE)
        patience(_("Making the database, a few seconds..."));
    if (!cluster_join(cluster, err))
        return false;
    visit->joined = true;
    if (!setup_private(cluster, NULL, err) || (demo && !setup_demo(cluster, err)))
        return false;
    if (!demo && !operator_missing(cluster, &missing, err))
        return false;
    if (missing) {
        visit->app.make_operator = make_operator;
        visit->app.maker = visit;
    }
    cluster_where(cluster, &visit->app.where);
    visit->app.cluster = cluster;
    visit->app.terminal = CLUSTER_TERMINAL;
    visit->password = cluster_secret(cluster, "terminal", err);
    visit->app.data = cluster->data;
    return visit->password != NULL;
}

static bool find_server(struct visit *visit, const struct command_options *options, struct err *err)
{
    const struct settings *settings = &visit->settings;
    bool configured = false;

    if (options->demo) {
        if (!options->data && !make_temporary(visit, err))
            return false;
        return start_private(visit, options->data ? options->data : visit->temporary, true, err);
    }
    if (!options->data && !settings_where(settings, &visit->app.where, &configured, err))
        return false;
    if (!configured)
        return start_private(visit,
                             options->data       ? options->data
                             : settings->data[0] ? settings->data
                                                 : NULL,
                             false, err);
    visit->app.terminal = settings->terminal;
    visit->password = settings_terminal_password(settings, err);
    return visit->password != NULL;
}

/* Where lists are exported to: as configured, else a folder of its own in the home folder. */
static void find_folders(struct visit *visit)
{
    const char *exports = getenv("ANXIN_EXPORT");

    /* Empty: core/export.h's own default. A demonstration that goes takes its exports along. */
    if (visit->settings.export_folder[0])
        snprintf(visit->exports, sizeof visit->exports, "%s", visit->settings.export_folder);
    else if (visit->temporary[0] && !(exports && *exports))
        snprintf(visit->exports, sizeof visit->exports, "%s/exports", visit->temporary);
    visit->app.export_folder = visit->exports;
    if (visit->app.data)
        snprintf(visit->log_path, sizeof visit->log_path, "%s/anxin.log", visit->app.data);
    else if (!settings_path("anxin.log", visit->log_path, sizeof visit->log_path))
        return;
    visit->log = log_open(visit->log_path, LOG_LEVEL_INFO, NULL);
    visit->app.log = visit->log;
}

static void end_visit(struct visit *visit)
{
    secret_free(&visit->password);
    /* A call under way is ended in good order; a folder that goes must wait for it. */
    process_end(&visit->worker, visit->temporary[0] ? WORKER_LONG_MS : WORKER_MS);
    log_close(&visit->log);
    if (visit->joined)
        cluster_leave(&visit->cluster);
    if (visit->temporary[0])
        remove_tree(visit->temporary);
}

int command_screen(const struct command_options *options)
{
    struct visit *visit = calloc(1, sizeof *visit);
    struct err err = {ERR_NONE};
    int status;

    if (!visit)
        return COMMAND_FAILED;
    if (!settings_read(&visit->settings, &err) || !find_server(visit, options, &err)) {
        status = command_complain(&err);
    } else {
        find_folders(visit);
        visit->app.terminal_password = &visit->password;
        if (options->demo) {
            setup_demo_accounts_path(visit->accounts, sizeof visit->accounts);
            visit->app.demo_accounts = visit->accounts;
        }
        visit->app.script = options->script;
        visit->app.language = visit->settings.language;
        visit->app.ambiguous = visit->settings.ambiguous_width;
        visit->app.full_bar = visit->settings.full_bar;
        visit->app.mouse = visit->settings.mouse;
        visit->app.idle_seconds = visit->settings.idle_seconds;
        visit->app.reader_pipes = visit->settings.reader_pipes;
        visit->app.import_folder = visit->settings.import_folder;
        if (visit->joined)
            begin_worker(visit);
        status = app_run(&visit->app);
    }
    end_visit(visit);
    free(visit);
    return status;
}
