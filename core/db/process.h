/* Starting programs, the server's and our own helper: the server's as another system user when this
 * process is root; with an environment of our own making, no descriptor passed on but those
 * named, and never through a shell. */
#ifndef ANXIN_DB_PROCESS_H
#define ANXIN_DB_PROCESS_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct process_user {
    bool change; /* this process is root and becomes uid:gid; else it stays who it is */
    uid_t uid;
    gid_t gid;
    char name[64];
};

/* Runs a program to its end. `input` (may be NULL) is what it reads from descriptor 3; its standard
 * output and error come back in `output`, cut to what fits, terminated. Returns its exit
 * status, 128 + signal when killed, or -1 and err when it could not be started. */
int process_run(const struct process_user *user, const char *const *argv, const char *input,
                char *output, size_t size, struct err *err);

/* Starts a program that stays: its own session, a child of init, standard output and error
 * appended to the file `log`. Returns its pid, or -1 and err. */
pid_t process_stay(const struct process_user *user, const char *const *argv, const char *log,
                   struct err *err);

/* What a program that runs beside this one has as 0, 1 and 2; in -1: nothing to read, error -1: the
 * same as out. */
struct process_files {
    int in, out, error;
};

/* Starts a program as who this process is, with nothing else open; it gets SIGTERM when this one
 * dies, however it dies. It is the caller's child: waitpid or process_end. Returns its pid, or -1
 * and err. */
pid_t process_begin(const char *const *argv, const struct process_files *files, struct err *err);

/* Sends SIGTERM and waits for the end, at most `ms`: then it is left to end by itself. Sets *pid to
 * 0; nothing happens for one that is not positive. */
void process_end(pid_t *pid, int ms);

/* Opens a log to append to, made with mode 0600. -1 and err. */
int process_log(const char *path, struct err *err);

/* Whether the user may do what access(2) asks (R_OK, W_OK, X_OK) with this path. */
bool process_may(const struct process_user *user, const char *path, int mode);

#endif
