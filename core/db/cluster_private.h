/* Between the files of the private cluster only. */
#ifndef ANXIN_DB_CLUSTER_PRIVATE_H
#define ANXIN_DB_CLUSTER_PRIVATE_H

#include "core/db/cluster.h"

/* data folder + "/" + name; false and err when too long. */
bool cluster_path(const struct cluster *cluster, const char *name, char to[CLUSTER_PATH_MAX],
                  struct err *err);

/* Says what could not be done with which path, why, and what to do about it. */
bool cluster_cannot(struct err *err, const char *what, const char *path, int wrong);

/* Takes the exclusive lock on the file `name` of the data folder, waiting for two minutes; returns
 * its descriptor, to be closed, or -1. */
int cluster_lock(const struct cluster *cluster, const char *name, struct err *err);

/* Whether the data folder is where it was: fills cluster->moved. */
void cluster_look_at_place(struct cluster *cluster);

/* Chooses the socket's folder and makes it. */
bool cluster_make_sockets(struct cluster *cluster, struct err *err);

/* Folders, secrets, keys, initdb, configuration: whatever is missing. Under the lock. */
bool cluster_make(struct cluster *cluster, struct err *err);

/* Has a new database written to the disk by a program that goes on beside us. A thousand files one
 * by one take seconds on a slow disk; until it is done, within seconds of the first start, a power
 * cut can cost a database in which there is nothing yet. */
void cluster_sync(const struct cluster *cluster);

/* The server's processes (cluster_server.c). Under the lock. */
bool server_start(struct cluster *cluster, struct err *err);
bool server_stop(struct cluster *cluster, struct err *err);

/* postmaster.pid: the pid if that very server lives, 0 if none does. Fills cluster->sockets from
 * it. */
pid_t server_pid(struct cluster *cluster);

/* Whether the running server's socket is still there. */
bool server_has_socket(const struct cluster *cluster);

#endif
