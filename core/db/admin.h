/* An administrator's steps from the command line: on the configured server with a password typed,
 * and psql without the password ever being in argv, the environment or a file. */
#ifndef ANXIN_DB_ADMIN_H
#define ANXIN_DB_ADMIN_H

#include "core/base/err.h"
#include "core/db/cluster.h"
#include "core/db/migrate.h"

#include <stdbool.h>

struct secret;

/* Whether a server accepts connections at all. */
bool admin_ping(const struct db_where *where, struct err *err);

/* Asks for a password on the terminal, without showing it; the caller's. */
struct secret *admin_ask_password(const char *login, struct err *err);

/* `db init` and `db migrate` on a configured server. The login is PGUSER, else postgres and
 * ax_migrator; the password is asked for on the terminal. init also asks for the passwords that the
 * service roles are to have. */
bool admin_init(const struct db_where *where, struct err *err);
bool admin_migrate(const struct db_where *where, struct migrate_report *report, struct err *err);

/* Runs psql to its end and returns its exit status; -1 and err when it could not be started.
 * `as`: a role (NULL: ax_migrator); on the private cluster one of those whose password lies in
 * secrets/. The password is in an unnamed file in memory that only psql is given. */
int admin_psql_private(const struct cluster *cluster, const char *as, int argc, char **argv,
                       struct err *err);
int admin_psql(const struct db_where *where, const char *as, int argc, char **argv,
               struct err *err);

#endif
