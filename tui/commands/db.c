/* anxin db: the database's own matters, private or on a server. */
#include "config.h"

#include "tui/commands/commands.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/db/admin.h"
#include "core/account.h"
#include "core/base/phone.h"
#include "core/db/cluster.h"
#include "core/db/operator.h"
#include "core/db/setup.h"
#include "core/settings.h"

#include <stdio.h>
#include <string.h>

/* What the word after `db` works on. */
struct place {
    struct cluster cluster;
    struct db_where where; /* the configured server; the private one's once it runs */
    bool private_one;
};

struct action {
    const char *name;
    int (*run)(struct place *place, int argc, char **argv);
    bool private_only;
};

/* --data always means a private cluster; else the configuration decides. */
static bool find_place(const struct command_options *options, struct place *place, struct err *err)
{
    struct settings config;
    bool configured = false;

    memset(place, 0, sizeof *place);
    if (!settings_read(&config, err))
        return false;
    if (!options->data && !settings_where(&config, &place->where, &configured, err))
        return false;
    place->private_one = !configured;
    if (configured)
        return true;
    const char *data = options->data ? options->data : config.data[0] ? config.data : NULL;
    return cluster_init(&place->cluster, data, err);
}

static void say_report(const struct migrate_report *report)
{
    printf(_("migrations applied: %d, code tables loaded: %d, function files run: %d\n"),
           report->migrations, report->seeds, report->apis);
}

static int start(struct place *place, int argc, char **argv)
{
    struct cluster *cluster = &place->cluster;
    struct migrate_report report;
    struct err err = {ERR_NONE};

    (void)argc;
    (void)argv;
    if (!cluster_start(cluster, &err) || !cluster_keep(cluster, true, &err) ||
        !setup_private(cluster, &report, &err))
        return command_complain(&err);
    printf(_("The database in %s runs (socket folder %s).\n"), cluster->data, cluster->sockets);
    if (report.migrations + report.seeds + report.apis > 0)
        say_report(&report);
    return COMMAND_OK;
}

static int stop(struct place *place, int argc, char **argv)
{
    struct err err = {ERR_NONE};

    (void)argc;
    (void)argv;
    if (!cluster_stop(&place->cluster, &err) || !cluster_keep(&place->cluster, false, &err))
        return command_complain(&err);
    printf(_("The database in %s is stopped.\n"), place->cluster.data);
    return COMMAND_OK;
}

#define STATUS_STOPPED 3 /* as LSB's init scripts say it */

static int status(struct place *place, int argc, char **argv)
{
    struct cluster *cluster = &place->cluster;
    enum cluster_state state;
    pid_t pid;

    (void)argc;
    (void)argv;
    if (!place->private_one) {
        struct err err = {ERR_NONE};
        if (!admin_ping(&place->where, &err))
            return command_complain(&err);
        printf(_("The server %s answers.\n"), place->where.host);
        return COMMAND_OK;
    }
    state = cluster_state(cluster, &pid);
    if (state == CLUSTER_RUNS)
        printf(_("The database in %s runs (process %ld, socket folder %s).\n"), cluster->data,
               (long)pid, cluster->sockets);
    else if (state == CLUSTER_STOPPED)
        printf(_("The database in %s is stopped.\n"), cluster->data);
    else
        printf(_("There is no database in %s.\n"), cluster->data);
    return state == CLUSTER_RUNS ? COMMAND_OK : STATUS_STOPPED;
}

static int init(struct place *place, int argc, char **argv)
{
    struct err err = {ERR_NONE};
    bool ok;

    if (argc == 2 && strcmp(argv[1], "--print") == 0)
        return migrate_print_init(stdout, &err) ? COMMAND_OK : command_complain(&err);
    if (argc != 1)
        return command_usage(&command_db);
    if (place->private_one)
        ok = cluster_start(&place->cluster, &err) && setup_init(&place->cluster, &err);
    else
        ok = admin_init(&place->where, &err);
    if (!ok)
        return command_complain(&err);
    printf(_("Roles, extensions and settings are in place.\n"));
    return COMMAND_OK;
}

static int migrate(struct place *place, int argc, char **argv)
{
    struct migrate_report report;
    struct err err = {ERR_NONE};
    bool ok;

    (void)argc;
    (void)argv;
    if (place->private_one)
        ok = cluster_start(&place->cluster, &err) && setup_again(&place->cluster, &report, &err);
    else
        ok = admin_migrate(&place->where, &report, &err);
    if (!ok)
        return command_complain(&err);
    say_report(&report);
    return COMMAND_OK;
}

static int psql(struct place *place, int argc, char **argv)
{
    const char *as = NULL;
    struct err err = {ERR_NONE};
    int status;

    if (argc >= 2 && strcmp(argv[1], "--as") == 0) {
        if (argc < 3 || argv[2][0] == '-' || argv[2][0] == '\0')
            return command_usage(&command_db);
        as = argv[2];
        argv += 2;
        argc -= 2;
    }
    if (argc >= 2 && strcmp(argv[1], "--") == 0) {
        argv++;
        argc--;
    }
    if (place->private_one && !cluster_join(&place->cluster, &err))
        return command_complain(&err);
    status = place->private_one ? admin_psql_private(&place->cluster, as, argc - 1, argv + 1, &err)
                                : admin_psql(&place->where, as, argc - 1, argv + 1, &err);
    if (place->private_one)
        cluster_leave(&place->cluster);
    return status >= 0 ? status : command_complain(&err);
}

/* The new operator's password, typed twice where a person types it. */
static struct secret *new_password(const char *phone, struct err *err)
{
    struct secret *password = admin_ask_password(phone, err);
    struct secret *again = password ? admin_ask_password(phone, err) : NULL;
    bool ok = again && account_password_check(secret_open(password), phone, NULL, err);

    if (password)
        secret_close(password);
    if (ok && !secret_equals(again, secret_open(password), secret_size(password)))
        ok = err_set(err, ERR_INPUT, NULL, _("The two are not the same."), NULL);
    if (again)
        secret_close(password);
    secret_free(&again);
    if (!ok)
        secret_free(&password);
    return password;
}

/* db operator PHONE NAME: the first account, or one more, that operates this database. */
static int operator_add(struct place *place, int argc, char **argv)
{
    struct err err = {ERR_NONE};
    struct secret *password = NULL;
    struct phone phone;
    bool ok;

    if (argc != 3)
        return command_usage(&command_db);
    if (!phone_parse(argv[1], &phone)) {
        phone_err(&phone, NULL, &err);
        return command_complain(&err);
    }
    if (place->private_one && !cluster_join(&place->cluster, &err))
        return command_complain(&err);
    ok = (!place->private_one || setup_private(&place->cluster, NULL, &err)) &&
         (password = new_password(phone.number, &err)) &&
         (place->private_one
              ? operator_make_private(&place->cluster, phone.number, argv[2], password, &err)
              : operator_make(&place->where, phone.number, argv[2], password, &err));
    secret_free(&password);
    if (place->private_one)
        cluster_leave(&place->cluster);
    if (!ok)
        return command_complain(&err);
    printf(_("%s operates this database now: sign in with %s and that password.\n"), argv[2],
           phone.number);
    return COMMAND_OK;
}

static const struct action ACTIONS[] = {
    {"init", init, false}, {"migrate", migrate, false}, {"start", start, true},
    {"stop", stop, true},  {"status", status, false},   {"psql", psql, false},
    {"operator", operator_add, false},
};

static int run(int argc, char **argv, const struct command_options *options)
{
    struct err err = {ERR_NONE};
    struct place place;

    for (size_t i = 0; argc > 1 && i < sizeof ACTIONS / sizeof ACTIONS[0]; i++) {
        if (strcmp(argv[1], ACTIONS[i].name) != 0)
            continue;
        if (argc > 2 && (ACTIONS[i].run == start || ACTIONS[i].run == stop ||
                         ACTIONS[i].run == status || ACTIONS[i].run == migrate))
            break;
        /* Printing needs neither a server nor its programs. */
        if (ACTIONS[i].run == init && argc == 3 && strcmp(argv[2], "--print") == 0)
            return init(NULL, argc - 1, argv + 1);
        if (!find_place(options, &place, &err))
            return command_complain(&err);
        if (ACTIONS[i].private_only && !place.private_one) {
            err_set(&err, ERR_INPUT, NULL,
                    _("A server is configured; anxin starts and stops only its private database."),
                    _("Say --data DIR for a private one."));
            return command_complain(&err);
        }
        return ACTIONS[i].run(&place, argc - 1, argv + 1);
    }
    return command_usage(&command_db);
}

const struct command command_db = {
    "db", "init [--print] | migrate | start | stop | status | operator PHONE NAME | psql [--as ROLE] "
          "[WORD...]",
    N_("make, start, stop and look at the database"), run};
