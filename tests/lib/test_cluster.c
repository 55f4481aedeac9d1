#include "config.h"

#include "tests/lib/test_cluster.h"

#include "core/base/secret.h"
#include "core/db/connect.h"
#include "core/db/sql.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* cluster.sh does the work, so that there is one way to make a template. */
static const char SCRIPT[] = ". \"$TOP_SRCDIR/tests/lib/cluster.sh\"\n"
                             "cluster_new >&2 && trap - EXIT && printf '%s' \"$cluster_folder\"";

static int run(const char *script, char *output, size_t size)
{
    int out[2], status;
    size_t have = 0;
    ssize_t n;
    pid_t pid;

    if (pipe(out) != 0)
        return 99;
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        dup2(out[1], 1);
        close(out[0]);
        close(out[1]);
        execl("/bin/bash", "bash", "-c", script, (char *)NULL);
        _exit(99);
    }
    close(out[1]);
    while (have + 1 < size && (n = read(out[0], output + have, size - 1 - have)) > 0)
        have += (size_t)n;
    output[have] = '\0';
    close(out[0]);
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
        return 99;
    return WEXITSTATUS(status);
}

static bool has_server(void)
{
    struct cluster cluster;
    struct err err;

    return cluster_init(&cluster, "/tmp", &err);
}

bool test_cluster_new(struct test_cluster *test, int *status)
{
    char path[128];
    struct err err;

    memset(test, 0, sizeof *test);
    *status = 0;
    if (!has_server()) {
        printf("1..0 # SKIP PostgreSQL's server is not installed\n");
        return false;
    }
    *status = run(SCRIPT, test->folder, sizeof test->folder);
    if (*status != 0 || strncmp(test->folder, "/tmp/anxin-", 11) != 0) {
        printf("Bail out! the test database cannot be made\n");
        *status = 99;
        return false;
    }
    setenv("XDG_RUNTIME_DIR", test->folder, 1);
    snprintf(path, sizeof path, "%s/config", test->folder);
    setenv("XDG_CONFIG_HOME", path, 1);
    snprintf(path, sizeof path, "%s/data", test->folder);
    if (!cluster_init(&test->cluster, path, &err) || !cluster_start(&test->cluster, &err)) {
        printf("Bail out! %s\n", err.text);
        *status = 99;
        return false;
    }
    cluster_where(&test->cluster, &test->where);
    return true;
}

void test_cluster_free(struct test_cluster *test)
{
    char script[128], none[8];

    if (!test->folder[0])
        return;
    cluster_stop(&test->cluster, NULL);
    snprintf(script, sizeof script, "rm -rf '%s'", test->folder);
    run(script, none, sizeof none);
}

void test_cluster_kill(struct test_cluster *test)
{
    const struct timespec ms10 = {0, 10 * 1000 * 1000};
    pid_t pid;

    if (cluster_state(&test->cluster, &pid) != CLUSTER_RUNS)
        return;
    kill(pid, SIGKILL);
    for (int i = 0; i < 2000 && cluster_state(&test->cluster, NULL) == CLUSTER_RUNS; i++)
        nanosleep(&ms10, NULL);
}

static struct secret *secret_of(struct test_cluster *test, const char *login)
{
    const char *name = strcmp(login, CLUSTER_SUPERUSER) == 0  ? "superuser"
                       : strcmp(login, CLUSTER_TERMINAL) == 0 ? "terminal"
                                                              : login;

    return cluster_secret(&test->cluster, name, NULL);
}

struct db *test_cluster_connect(struct test_cluster *test, const char *login,
                                const struct db_hooks *hooks)
{
    struct secret *secret = secret_of(test, login);
    struct err err;
    struct db *db = db_new(&test->where, login, secret, hooks, &err);

    secret_free(&secret);
    return db;
}

void test_cluster_sql(struct test_cluster *test, const char *sql)
{
    struct secret *secret = secret_of(test, CLUSTER_SUPERUSER);
    struct err err = {ERR_NONE};
    PGconn *conn = connect_now(&test->where, CLUSTER_SUPERUSER, secret, NULL, &err);

    secret_free(&secret);
    if (!conn || !sql_run(conn, "test", sql, &err)) {
        printf("Bail out! %s\n", err.text);
        PQfinish(conn);
        test_cluster_free(test);
        exit(99);
    }
    PQfinish(conn);
}
