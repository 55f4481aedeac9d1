/* The private cluster: PostgreSQL for one office or a trial, started by the program itself.
 *
 * Everything is under one data folder: pg/ (PGDATA), secrets/ (0700: generated passwords of
 * superuser, ax_migrator, ax_worker and terminal, 0600), keys/ (blind and seal, 0400, the
 * server's), lock, users.lock, place, keep, log/. The server listens on a socket only and asks
 * everybody for a SCRAM password. It runs as the person who starts it or, for root, as the system
 * user postgres, by fork and setresuid. cluster_start makes and starts the server; what is in it
 * (roles, tables) is core/db/setup.h's.
 *
 * Whoever owns the operating-system account owns the data. */
#ifndef ANXIN_DB_CLUSTER_H
#define ANXIN_DB_CLUSTER_H

#include "core/base/err.h"
#include "core/db/db.h"
#include "core/db/process.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct secret;

#define CLUSTER_PATH_MAX 1024
#define CLUSTER_SOCKET_MAX 90 /* the folder; with the socket's own name at most 107 bytes */
#define CLUSTER_DATABASE "anxin"
#define CLUSTER_SUPERUSER "postgres"
#define CLUSTER_TERMINAL "t000001" /* the terminal's login */

struct cluster {
    char data[CLUSTER_PATH_MAX];      /* the data folder, absolute */
    char sockets[CLUSTER_SOCKET_MAX]; /* the socket's folder */
    char programs[256];               /* where initdb and postgres are */
    struct process_user user;         /* whom the server runs as */
    bool made;                        /* cluster_start made a new one */
    bool moved;                       /* the data folder is not where it was at the last start */
    int users;                        /* descriptor of users.lock, -1 when not held */
};

/* Finds paths, owner and programs; makes nothing. `data` may be NULL for the default folder:
 * $XDG_STATE_HOME/anxin (or ~/.local/state/anxin); for root /var/lib/anxin. */
bool cluster_init(struct cluster *cluster, const char *data, struct err *err);

/* Makes what is missing, starts the server unless it runs, and waits until it answers. Safe when
 * called by several processes at once, and after a kill -9 of anything. */
bool cluster_start(struct cluster *cluster, struct err *err);

/* Fast stop: running statements are cancelled. True also when it did not run. */
bool cluster_stop(struct cluster *cluster, struct err *err);

enum cluster_state { CLUSTER_NONE, CLUSTER_STOPPED, CLUSTER_RUNS };
enum cluster_state cluster_state(struct cluster *cluster, pid_t *pid);

/* cluster_start, and this process counts among the users until cluster_leave() or its end.
 * cluster_leave() stops the server when no other program uses it and nobody asked to keep it. */
bool cluster_join(struct cluster *cluster, struct err *err);
/* The same of a server that runs; false where none does: nothing is started. */
bool cluster_join_running(struct cluster *cluster, struct err *err);
void cluster_leave(struct cluster *cluster);

/* Whether the folder was once a running program's and no living one uses it: left by a kill -9. */
bool cluster_is_abandoned(const struct cluster *cluster);

/* `anxin db start` keeps the server when the last program ends; `anxin db stop` ends that. */
bool cluster_keep(const struct cluster *cluster, bool keep, struct err *err);

/* Whether its server ended without having been stopped: killed, or out of memory. One that was
 * stopped, by `anxin db stop` or with the machine, has put its pid file away. */
bool cluster_died(struct cluster *cluster);

/* Starts a server that died, in a thread with a copy of `cluster`; one that was started or stopped
 * by somebody else meanwhile stays as it is. The descriptor becomes readable when that is over;
 * cluster_revival_end waits for it, says how it went, and sets *revival (may be NULL) to NULL. */
struct cluster_revival;
struct cluster_revival *cluster_revive(const struct cluster *cluster, struct err *err);
int cluster_revival_fd(const struct cluster_revival *revival);
bool cluster_revival_end(struct cluster_revival **revival, struct err *err);

/* Where to connect, once it runs. */
void cluster_where(const struct cluster *cluster, struct db_where *where);

/* Reads secrets/NAME; the secret is the caller's. */
struct secret *cluster_secret(const struct cluster *cluster, const char *name, struct err *err);

/* keys/NAME's path (absolute), as the server is to know it. */
bool cluster_key_path(const struct cluster *cluster, const char *name, char *to, size_t size);

/* Notes that the recorded paths are right for where the data folder is now. */
bool cluster_settle(struct cluster *cluster, struct err *err);

#endif
