/* The database's own building: three steps, three powers (DESIGN 3).
 *
 * init, by a superuser, once per cluster: the database, roles, extensions, revokes. migrate, by
 * ax_migrator: schema/migrations in order and once each, then schema/seed, then schema/api. demo:
 * made-up data for a trial. Every file is one transaction; an error names file and line. */
#ifndef ANXIN_DB_MIGRATE_H
#define ANXIN_DB_MIGRATE_H

#include "core/base/err.h"
#include "core/db/db.h"

#include <stdbool.h>
#include <stdio.h>

struct secret;

struct migrate_report {
    int migrations; /* applied now */
    int seeds;
    int apis;
};

/* Writes what init would do as SQL, for a database administrator to read and run. */
bool migrate_print_init(FILE *to, struct err *err);

/* Makes the database where->database if it is missing and runs schema/init in it. */
bool migrate_init(const struct db_where *where, const char *login, struct secret *password,
                  struct err *err);

/* Brings tables, code tables and functions up to this program's. Refuses, naming the file, when a
 * migration that was applied has been altered since. */
bool migrate_run(const struct db_where *where, const char *login, struct secret *password,
                 struct migrate_report *report, struct err *err);

/* Runs schema/demo/NAME.sql, each once. ERR_INPUT if another version of one was run already. */
bool migrate_demo(const struct db_where *where, const char *login, struct secret *password,
                  struct err *err);

struct migrate_password {
    const char *role;
    struct secret *password;
};

/* Gives roles their passwords, as SCRAM verifiers made here: the server never sees a password. A
 * role that does not exist is passed over. */
bool migrate_set_passwords(const struct db_where *where, const char *superuser,
                           struct secret *superuser_password,
                           const struct migrate_password *passwords, size_t count, struct err *err);

#endif
