/* Over a net: the server must prove who it is before it gets as much as a proof of the password
 * (SPEC 22.2). The private test server listens on an address of the loop's own for once. */
#include "config.h"

#include "core/base/secret.h"
#include "core/db/db.h"
#include "tests/lib/test_cluster.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT_MS 30000

static struct test_cluster test;
static char address[32], neighbour[32], authority[256], other[256];

/* Two certificates for this address, each its own authority; the server has the first. */
static const char SCRIPT[] =
    "cd \"$1\" || exit 1\n"
    "for name in server other; do\n"
    "    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \\\n"
    "        -keyout $name.key -out $name.crt -subj /CN=anxin-test \\\n"
    "        -addext subjectAltName=IP:$2 > openssl.log 2>&1 || exit 1\n"
    "done\n"
    "cp server.key server.crt data/pg/ && chmod 600 data/pg/server.key || exit 1\n"
    "chown --reference=data/pg data/pg/server.key data/pg/server.crt || exit 1\n"
    "printf \"listen_addresses = '%s,%s'\\nssl = on\\n\" \"$2\" \"$3\" >> "
    "data/pg/postgresql.conf\n";

static int prepare(void)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        execl("/bin/bash", "bash", "-c", SCRIPT, "prepare", test.folder, address, neighbour,
              (char *)NULL);
        _exit(1);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return 1;
    return WEXITSTATUS(status);
}

static struct db *connect_to(const char *host, const char *sslmode, const char *root)
{
    struct db_where where = {.port = "5432", .database = CLUSTER_DATABASE};
    struct secret *secret = cluster_secret(&test.cluster, "ax_worker", NULL);
    struct err err;

    snprintf(where.host, sizeof where.host, "%s", host);
    snprintf(where.sslmode, sizeof where.sslmode, "%s", sslmode);
    snprintf(where.root_certificate, sizeof where.root_certificate, "%s", root);
    struct db *db = db_new(&where, "ax_worker", secret, NULL, &err);
    secret_free(&secret);
    assert_non_null(db);
    return db;
}

static void refused(const char *host, const char *root)
{
    struct db *db = connect_to(host, "", root);
    struct err err;

    for (int i = 0; i < LIMIT_MS / 50 && db_state(db) == DB_CONNECTING; i++)
        db_wait_online(db, 50, &err);
    assert_int_equal(db_state(db), DB_OFFLINE);
    err = *db_why(db);
    assert_string_equal(err.text, "The server could not prove who it is.");
    db_free(&db);
}

static void proved(void **state)
{
    struct db *db = connect_to(address, "", authority);
    struct err err;
    static const struct stmt stmt = {
        .name = "tls", .text = "select 1 from pg_stat_ssl where pid = pg_backend_pid() and ssl"};

    (void)state;
    assert_true(db_wait_online(db, LIMIT_MS, &err));
    assert_true(db_ask_now(db, &stmt, NULL, NULL, &err));
    db_free(&db);
}

static void another_authority(void **state)
{
    (void)state;
    refused(address, other);
}

static void no_authority(void **state)
{
    (void)state;
    refused(address, "");
}

/* The right certificate, but not for this address. */
static void another_name(void **state)
{
    (void)state;
    refused(neighbour, authority);
}

static void looked_up(void **state)
{
    char name[64];
    int a, b, c, d;
    struct err err;

    (void)state;
    assert_int_equal(sscanf(address, "%d.%d.%d.%d", &a, &b, &c, &d), 4);
    /* 127.66051 is what inet_aton makes of 127.1.2.3: a name to look up, not an address. */
    snprintf(name, sizeof name, "127.%d", (b << 16) | (c << 8) | d);
    struct db *db = connect_to(name, "verify-ca", authority);
    assert_true(db_wait_online(db, LIMIT_MS, &err));
    db_free(&db);
}

/* Without TLS there is no channel binding, and without that no answer to the server's challenge. */
static void plain(void **state)
{
    struct err err;
    struct db *db;

    (void)state;
    test_cluster_sql(&test, "alter system set ssl = off");
    assert_true(cluster_stop(&test.cluster, &err) && cluster_start(&test.cluster, &err));
    db = connect_to(address, "prefer", "");
    for (int i = 0; i < LIMIT_MS / 50 && db_state(db) == DB_CONNECTING; i++)
        db_wait_online(db, 50, &err);
    assert_int_equal(db_state(db), DB_OFFLINE);
    assert_non_null(strstr(db_why(db)->detail, "channel binding"));
    db_free(&db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 22.2: a server that proves who it is", proved),
        UNIT_TEST("SPEC 22.2: one of another authority is refused", another_authority),
        UNIT_TEST("SPEC 22.2: without an authority to ask, all are refused", no_authority),
        UNIT_TEST("SPEC 22.2: a certificate of another name is refused", another_name),
        UNIT_TEST("DESIGN 1: a name is looked up on a thread", looked_up),
        UNIT_TEST("SPEC 22.2: without TLS the password is not proved", plain),
    };
    struct err err;
    int status;

    setenv("LANGUAGE", "en", 1);
    unsetenv("HOME"); /* ~/.postgresql/root.crt of whoever runs this */
    if (!test_cluster_new(&test, &status))
        return status;
    snprintf(address, sizeof address, "127.%d.%d.%d", 1 + (int)getpid() % 250,
             (int)getpid() / 250 % 250, 7);
    snprintf(neighbour, sizeof neighbour, "%.*s8", (int)strlen(address) - 1, address);
    snprintf(authority, sizeof authority, "%s/server.crt", test.folder);
    snprintf(other, sizeof other, "%s/other.crt", test.folder);
    if (!cluster_stop(&test.cluster, &err) || prepare() != 0 ||
        !cluster_start(&test.cluster, &err)) {
        printf("1..0 # SKIP no openssl, or no address to listen on\n");
        test_cluster_free(&test);
        return 0;
    }
    status = UNIT_RUN(tests);
    test_cluster_free(&test);
    return status;
}
