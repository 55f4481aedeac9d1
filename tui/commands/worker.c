/* anxin worker: makes the calls to outside services (SPEC 21) and locks logins out (SPEC 3.3). */
#include "config.h"

#include "tui/commands/commands.h"

#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/db/cluster.h"
#include "core/service/call.h"
#include "core/service/courier.h"
#include "core/settings.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOGIN "ax_worker"
#define CONNECT_MS 15000
#define IDLE_MS 1000        /* between looks for work */
#define AWAY_MS 5000        /* after the database did not answer */
#define CHORES_MS 10000     /* between looks at failed logins */
#define CHILD_DELAY_MS 1500 /* the screen comes first */

struct worker {
    bool once, child;
    struct cluster cluster;
    bool joined;
    struct settings settings;
    struct courier courier;
    struct courier_chores chores;
    char keys_folder[SETTINGS_PATH_MAX + 16], log_path[SETTINGS_PATH_MAX + 16];
    sigset_t ending;
    pid_t parent;
};

/* Waits, but not longer than until somebody wants us to end: then true. */
static bool ended(struct worker *worker, int ms)
{
    const struct timespec wait = {ms / 1000, (ms % 1000) * 1000000L};
    int got;

    do
        got = sigtimedwait(&worker->ending, NULL, &wait);
    while (got < 0 && errno == EINTR);
    return got > 0 || (worker->child && getppid() != worker->parent);
}

static bool connect(struct worker *worker, const struct db_where *where, struct secret *password,
                    struct err *err)
{
    worker->courier.db = password ? db_new(where, LOGIN, password, NULL, err) : NULL;
    secret_free(&password);
    return worker->courier.db && db_wait_online(worker->courier.db, CONNECT_MS, err);
}

/* The program's own child starts nothing: where the server does not run, the person has stopped it,
 * and it is waited for. */
static bool join(struct worker *worker, struct err *err)
{
    if (!worker->child)
        return cluster_join(&worker->cluster, err);
    while (!cluster_join_running(&worker->cluster, err))
        if (err->code != ERR_OFFLINE || ended(worker, IDLE_MS))
            return false;
    return true;
}

static bool connect_private(struct worker *worker, const char *data, struct err *err)
{
    struct cluster *cluster = &worker->cluster;
    struct db_where where;

    if (!cluster_init(cluster, data, err))
        return false;
    if (cluster_state(cluster, NULL) == CLUSTER_NONE)
        return err_set(err, ERR_INPUT, NULL, _("There is no database here yet."), NULL);
    if (!join(worker, err))
        return false;
    worker->joined = true;
    snprintf(worker->keys_folder, sizeof worker->keys_folder, "%s/services", cluster->data);
    snprintf(worker->log_path, sizeof worker->log_path, "%s/worker.log", cluster->data);
    cluster_where(cluster, &where);
    return connect(worker, &where, cluster_secret(cluster, LOGIN, err), err);
}

static bool connect_server(struct worker *worker, const struct db_where *where, struct err *err)
{
    const struct settings *settings = &worker->settings;

    snprintf(worker->keys_folder, sizeof worker->keys_folder, "%s", settings->services_folder);
    if (!settings->services_folder[0])
        settings_path("services", worker->keys_folder, sizeof worker->keys_folder);
    snprintf(worker->log_path, sizeof worker->log_path, "%s", settings->worker_log);
    if (!settings->worker_log[0])
        settings_path("worker.log", worker->log_path, sizeof worker->log_path);
    return connect(worker, where, settings_worker_password(settings, err), err);
}

static bool connect_any(struct worker *worker, const struct command_options *options,
                        struct err *err)
{
    const char *data = options->data;
    struct db_where where;
    bool configured = false;

    if (!settings_read(&worker->settings, err) ||
        (!data && !settings_where(&worker->settings, &where, &configured, err)))
        return false;
    if (configured)
        return connect_server(worker, &where, err);
    if (!data && worker->settings.data[0])
        data = worker->settings.data;
    return connect_private(worker, data, err);
}

static bool is_denied(const struct worker *worker)
{
    return db_state(worker->courier.db) == DB_DENIED;
}

/* Until told to end; a database that is away is waited for. */
static void run_on(struct worker *worker)
{
    struct err err;
    int rest = 0; /* until the next chores */
    int wait = 0;

    while (!ended(worker, wait) && !is_denied(worker)) {
        enum courier_step step;

        err_clear(&err);
        rest -= wait;
        if (rest <= 0) {
            if (!courier_chores(&worker->courier, &worker->chores, &err))
                log_write(worker->courier.log, LOG_LEVEL_WARNING, "worker",
                          "the chores were not done: %s %s", err.sqlstate, err.detail);
            rest = CHORES_MS;
        }
        step = courier_step(&worker->courier, &err);
        wait = step == COURIER_WORKED ? 0 : step == COURIER_IDLE ? IDLE_MS : AWAY_MS;
        if (step == COURIER_FAILED)
            log_write(worker->courier.log, LOG_LEVEL_WARNING, "worker",
                      "the database does not answer: %s", err.sqlstate);
    }
}

static bool run_once(struct worker *worker, struct err *err)
{
    enum courier_step step;

    if (!courier_chores(&worker->courier, &worker->chores, err))
        return false;
    do
        step = courier_step(&worker->courier, err);
    while (step == COURIER_WORKED && !ended(worker, 0));
    return step != COURIER_FAILED;
}

static bool read_words(struct worker *worker, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--once") == 0)
            worker->once = true;
        else if (strcmp(argv[i], "--child") == 0)
            worker->child = true;
        else
            return false;
    }
    return true;
}

static void take_signals(struct worker *worker)
{
    sigemptyset(&worker->ending);
    sigaddset(&worker->ending, SIGTERM);
    sigaddset(&worker->ending, SIGINT);
    sigaddset(&worker->ending, SIGHUP);
    sigprocmask(SIG_BLOCK, &worker->ending, NULL);
    worker->parent = getppid();
}

static int work(struct worker *worker, const struct command_options *options)
{
    struct err err = {ERR_NONE};
    bool ok = call_begin(&err) && connect_any(worker, options, &err);

    if (ok) {
        worker->courier.keys_folder = worker->keys_folder;
        worker->courier.log = log_open(worker->log_path, LOG_LEVEL_INFO, NULL);
        if (worker->once)
            ok = run_once(worker, &err);
        else
            run_on(worker);
        if (ok && is_denied(worker)) {
            err = *db_why(worker->courier.db);
            ok = false;
        }
    }
    db_free(&worker->courier.db);
    if (worker->joined)
        cluster_leave(&worker->cluster);
    log_close(&worker->courier.log);
    call_end();
    return ok ? COMMAND_OK : command_complain(&err);
}

static int run(int argc, char **argv, const struct command_options *options)
{
    struct worker *worker = calloc(1, sizeof *worker);
    int status = COMMAND_OK;

    if (!worker)
        return COMMAND_FAILED;
    take_signals(worker);
    if (!read_words(worker, argc, argv))
        status = command_usage(&command_worker);
    else if (!worker->child || !ended(worker, CHILD_DELAY_MS))
        status = work(worker, options);
    free(worker);
    return status;
}

const struct command command_worker = {
    "worker", "[--once]", N_("make the calls to outside services; --once: those that are due"),
    run};
