/* A private database of a test program's own, for tests in C: what tests/lib/cluster.sh makes for
 * scripts. */
#ifndef ANXIN_TESTS_LIB_TEST_CLUSTER_H
#define ANXIN_TESTS_LIB_TEST_CLUSTER_H

#include "core/db/cluster.h"
#include "core/db/db.h"

#include <stdbool.h>

struct test_cluster {
    char folder[64];        /* under /tmp; removed at the end */
    struct cluster cluster; /* runs */
    struct db_where where;
};

/* Starts a copy of the build's template. False, after a TAP line that says why: PostgreSQL is not
 * there (the test skips) or it does not start (the test fails); *status is then the program's exit
 * status. */
bool test_cluster_new(struct test_cluster *test, int *status);
void test_cluster_free(struct test_cluster *test);

/* Kills the server as a power cut would, and waits until it is gone. */
void test_cluster_kill(struct test_cluster *test);

/* A connection of a service role ("postgres", "ax_migrator", "ax_worker", "t000001"). */
struct db *test_cluster_connect(struct test_cluster *test, const char *login,
                                const struct db_hooks *hooks);

/* Runs SQL of a test as superuser; ends the program when it fails. */
void test_cluster_sql(struct test_cluster *test, const char *sql);

#endif
