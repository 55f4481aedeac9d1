/* Between the files of migrate only. */
#ifndef ANXIN_DB_MIGRATE_PRIVATE_H
#define ANXIN_DB_MIGRATE_PRIVATE_H

#include "core/base/err.h"
#include "core/db/schema_files.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* begin, with this runner the only one and no long wait behind other people's statements. */
bool migrate_begin(PGconn *conn, struct err *err);

/* Whether the database knows the file with this very content; and noting that (`owner` for the
 * api's, NULL for seeds). */
bool migrate_is_known(PGconn *conn, const struct schema_file *file, bool *known, struct err *err);
bool migrate_note(PGconn *conn, const struct schema_file *file, const char *owner, struct err *err);

/* Loads those files of schema/seed that have changed; all in one transaction. */
bool migrate_seeds(PGconn *conn, int *loaded, struct err *err);

/* The SCRAM verifier of a password, made here: the password itself never leaves this process. Freed
 * by migrate_verifier_free, which wipes it. */
struct secret;
char *migrate_verifier(PGconn *conn, const char *role, struct secret *password, struct err *err);
void migrate_verifier_free(char **verifier);

#endif
