#include "config.h"

#include "core/db/admin.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/db/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

bool admin_ping(const struct db_where *where, struct err *err)
{
    struct connect_params params;
    char text[256];

    connect_fill(&params, where, NULL, NULL, NULL);
    if (PQpingParams(params.keys, params.values, 0) == PQPING_OK)
        return true;
    snprintf(text, sizeof text, _("The database cannot be reached (%s)."), where->host);
    return err_set(err, ERR_OFFLINE, NULL, text, NULL);
}

/* ---- a password typed ---- */

struct secret *admin_ask_password(const char *login, struct err *err)
{
    struct termios old, quiet;
    struct secret *secret = secret_new(256, err);
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
    bool shown = tty >= 0 && tcgetattr(tty, &old) == 0;
    int fd = tty >= 0 ? tty : STDIN_FILENO;
    char c;

    if (shown) {
        quiet = old;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(tty, TCSAFLUSH, &quiet);
        dprintf(tty, _("Password of %s: "), login);
    }
    while (secret && read(fd, &c, 1) == 1 && c != '\n' && c != '\r')
        if (!secret_append(secret, &c, 1))
            break;
    if (shown) {
        tcsetattr(tty, TCSAFLUSH, &old);
        dprintf(tty, "\n");
    }
    if (tty >= 0)
        close(tty);
    return secret;
}

bool admin_init(const struct db_where *where, struct err *err)
{
    static const char *const roles[] = {"ax_migrator", "ax_worker"};
    struct migrate_password passwords[2];
    const char *login = getenv("PGUSER");
    struct secret *password;
    bool ok;

    login = login && login[0] ? login : CLUSTER_SUPERUSER;
    password = admin_ask_password(login, err);
    ok = password && migrate_init(where, login, password, err);
    memset(passwords, 0, sizeof passwords);
    for (size_t i = 0; ok && i < 2; i++) {
        passwords[i].role = roles[i];
        passwords[i].password = admin_ask_password(roles[i], err);
        ok = passwords[i].password != NULL;
    }
    ok = ok && migrate_set_passwords(where, login, password, passwords, 2, err);
    for (size_t i = 0; i < 2; i++)
        secret_free(&passwords[i].password);
    secret_free(&password);
    return ok;
}

bool admin_migrate(const struct db_where *where, struct migrate_report *report, struct err *err)
{
    struct secret *password = admin_ask_password("ax_migrator", err);
    bool ok = password && migrate_run(where, "ax_migrator", password, report, err);

    secret_free(&password);
    return ok;
}

/* ---- psql ---- */

/* A pgpass line for any host, so that only the password counts; '\' and ':' are escaped. The file
 * has no name: psql opens it as its own descriptor, and with psql's end it is gone. */
static int password_in_memory(struct secret *password)
{
    const char *plain = secret_open(password);
    int fd = memfd_create("anxin-pgpass", 0);
    bool ok = fd >= 0 && fchmod(fd, 0600) == 0 && dprintf(fd, "*:*:*:*:") > 0;

    for (const char *c = plain; ok && *c; c++)
        ok = ((*c != '\\' && *c != ':') || write(fd, "\\", 1) == 1) && write(fd, c, 1) == 1;
    ok = ok && write(fd, "\n", 1) == 1;
    secret_close(password);
    if (!ok && fd >= 0)
        close(fd);
    return ok ? fd : -1;
}

static void set_variable(const char *name, const char *value)
{
    if (value && value[0])
        setenv(name, value, 1);
}

/* In the child, after the fork of a program that has no threads. */
static void exec_psql(const struct db_where *where, const char *as, int argc, char **argv, int fd)
{
    char **words = calloc((size_t)argc + 2, sizeof *words), pass[64], name[] = "psql";

    if (!words)
        _exit(127);
    words[0] = name;
    for (int i = 0; i < argc; i++)
        words[i + 1] = argv[i];
    set_variable("PGHOST", where->host);
    set_variable("PGPORT", where->port);
    set_variable("PGDATABASE", where->database);
    set_variable("PGUSER", as);
    set_variable("PGSSLMODE", where->sslmode[0]               ? where->sslmode
                              : connect_is_local(where->host) ? NULL
                                                              : "verify-full");
    set_variable("PGSSLROOTCERT", where->root_certificate);
    set_variable("PGSSLCERT", where->certificate);
    set_variable("PGSSLKEY", where->key);
    set_variable("PGAPPNAME", "anxin psql");
    unsetenv("PGSERVICE");
    unsetenv("PGPASSWORD");
    if (fd >= 0) {
        snprintf(pass, sizeof pass, "/proc/self/fd/%d", fd);
        set_variable("PGPASSFILE", pass);
    }
    signal(SIGPIPE, SIG_DFL);
    execvp("psql", words);
    _exit(127);
}

static int run_psql(const struct db_where *where, const char *as, int argc, char **argv, int fd,
                    struct err *err)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, old;
    int status = -1;
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0)
        exec_psql(where, as, argc, argv, fd);
    sigaction(SIGINT, &ignore, &old); /* it is psql's to interrupt */
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    sigaction(SIGINT, &old, NULL);
    if (pid < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 127)) {
        err_set(err, ERR_INPUT, NULL, _("psql cannot be started."),
                _("Install it: apt install postgresql-client"));
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int admin_psql_private(const struct cluster *cluster, const char *as, int argc, char **argv,
                       struct err *err)
{
    struct db_where where;
    struct secret *password;
    const char *role = as ? as : "ax_migrator", *file = role;
    int fd, status;

    if (strcmp(role, "superuser") == 0 || strcmp(role, CLUSTER_SUPERUSER) == 0) {
        role = CLUSTER_SUPERUSER;
        file = "superuser";
    } else if (strcmp(role, "terminal") == 0 || strcmp(role, CLUSTER_TERMINAL) == 0) {
        role = CLUSTER_TERMINAL;
        file = "terminal";
    }
    cluster_where(cluster, &where);
    /* Anybody else's password is not ours: psql asks for it. */
    if (strcmp(file, "superuser") != 0 && strcmp(file, "terminal") != 0 &&
        strcmp(file, "ax_migrator") != 0 && strcmp(file, "ax_worker") != 0)
        return run_psql(&where, role, argc, argv, -1, err);
    password = cluster_secret(cluster, file, err);
    if (!password)
        return -1;
    fd = password_in_memory(password);
    secret_free(&password);
    if (fd < 0) {
        err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
        return -1;
    }
    status = run_psql(&where, role, argc, argv, fd, err);
    close(fd);
    return status;
}

int admin_psql(const struct db_where *where, const char *as, int argc, char **argv, struct err *err)
{
    return run_psql(where, as ? as : "ax_migrator", argc, argv, -1, err);
}
