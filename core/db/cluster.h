/* The private cluster: PostgreSQL for one office or a trial, started by the program itself.
 *
 * Everything is under one data folder: pg/ (PGDATA), secrets/ (0700; generated passwords of
 * superuser, ax_migrator, ax_worker and terminal, 0600), keys/ (blind and seal, 0400), lock,
 * users.lock, log/. The server listens on a socket only and asks everybody for a SCRAM password. It
 * runs as the person who starts it or, for root, as the system user postgres, by fork and
 * setresuid.
 *
 * Whoever owns the operating-system account owns the data. */
#ifndef ANXIN_DB_CLUSTER_H
#define ANXIN_DB_CLUSTER_H

#include "core/base/err.h"
#include "core/db/db.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct secret;

#define CLUSTER_PATH_MAX 1024
#define CLUSTER_SOCKET_MAX 90 /* the folder; with the file's name at most 107 bytes */
#define CLUSTER_DATABASE "anxin"
#define CLUSTER_TERMINAL "t000001" /* the terminal's login */

struct cluster {
    char data[CLUSTER_PATH_MAX];      /* the data folder, absolute */
    char sockets[CLUSTER_SOCKET_MAX]; /* the socket's folder */
    uid_t uid;                        /* whom the server runs as */
    gid_t gid;
    bool root; /* this process is root and must become uid for the server's programs */
    int users; /* descriptor of users.lock, -1 when not held */
};

/* Fills paths and owner; makes nothing. `data` may be NULL for the default folder:
 * $XDG_STATE_HOME/anxin (or ~/.local/state/anxin); for root /var/lib/anxin. */
bool cluster_init(struct cluster *cluster, const char *data, struct err *err);

/* Makes what is missing (folders, secrets, keys, the cluster and its superuser's steps are not
 * part of it: see migrate.h), starts the server if it does not run, and waits until it answers.
 * Safe when called by several processes at once, and after a kill -9 of anything. */
bool cluster_start(struct cluster *cluster, struct err *err);

bool cluster_stop(struct cluster *cluster, struct err *err);

enum cluster_state { CLUSTER_NONE, CLUSTER_STOPPED, CLUSTER_RUNS };
enum cluster_state cluster_state(const struct cluster *cluster, pid_t *pid);

/* Counts this process among the users until cluster_leave() or its end. cluster_leave() stops the
 * server when no other program uses it. */
bool cluster_join(struct cluster *cluster, struct err *err);
void cluster_leave(struct cluster *cluster);

/* Where to connect. */
void cluster_where(const struct cluster *cluster, struct db_where *where);

/* Reads secrets/NAME; the secret is the caller's. */
struct secret *cluster_secret(const struct cluster *cluster, const char *name, struct err *err);

#endif
