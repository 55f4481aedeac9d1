/* How every connection of ours is made: its parameters, and what a refusal means. libpq's own
 * names stay in core/db. */
#ifndef ANXIN_DB_CONNECT_H
#define ANXIN_DB_CONNECT_H

#include "core/base/err.h"
#include "core/db/db.h"

#include <libpq-fe.h>
#include <stdbool.h>

#define CONNECT_PARAMS_MAX 24

struct connect_params {
    const char *keys[CONNECT_PARAMS_MAX + 1];
    const char *values[CONNECT_PARAMS_MAX + 1];
    int count;
    char options[512];
};

/* True for a socket folder and for this machine's own addresses. */
bool connect_is_local(const char *host);

/* Points into `where` and the strings given. `address` (may be NULL) is the host's numeric address;
 * `password` may be NULL and is read when libpq is called. */
void connect_fill(struct connect_params *params, const struct db_where *where, const char *login,
                  const char *password, const char *address);

/* Overwrites the copy of the password that the connection keeps: it is of no further use. */
void connect_wipe_password(PGconn *conn);

/* The SQLSTATE of a failed attempt ("" when the server was not reached). The connection must have
 * verbose errors set. */
void connect_sqlstate(const PGconn *conn, char to[6]);

/* Why the attempt failed, in the user's words: ERR_DENIED when another try with the same password
 * is useless, else ERR_OFFLINE. */
void connect_error(const PGconn *conn, const struct db_where *where, struct err *err);

/* For commands: connects and waits, at most 10 s. NULL and err on failure. `database` may be NULL
 * for where's. */
PGconn *connect_now(const struct db_where *where, const char *login, struct secret *password,
                    const char *database, struct err *err);

#endif
