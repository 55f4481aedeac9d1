/* The first operator (SPEC 1): nobody who is signed in could make one, so whoever owns the database
 * does. */
#ifndef ANXIN_DB_OPERATOR_H
#define ANXIN_DB_OPERATOR_H

#include "core/base/err.h"
#include "core/db/cluster.h"

#include <stdbool.h>

struct secret;

/* Whether a private database, which runs, has nobody who operates it. A file in its data folder
 * remembers that somebody does, so that later starts need not ask. */
bool operator_missing(const struct cluster *cluster, bool *missing, struct err *err);

/* Makes an account that operates the private database. `phone` as it is kept. */
bool operator_make_private(const struct cluster *cluster, const char *phone, const char *name,
                           struct secret *password, struct err *err);

/* The same on a configured server, as ax_migrator, whose password is asked for on the terminal. */
bool operator_make(const struct db_where *where, const char *phone, const char *name,
                   struct secret *password, struct err *err);

#endif
