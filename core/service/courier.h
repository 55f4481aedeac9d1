/* The worker at work (SPEC 21.1): takes the job that is due, makes the call, tells what came of it.
 *
 * Claim, send, record: the attempt is in the database before anything is sent, and the lease is
 * many times longer than a call may last. Killed at any moment, the next worker finds a lease that
 * ran out, and the job's kind says what that means. */
#ifndef ANXIN_SERVICE_COURIER_H
#define ANXIN_SERVICE_COURIER_H

#include "core/base/err.h"
#include "core/db/db.h"

struct log;

struct courier {
    struct db *db;           /* borrowed; ax_worker's */
    const char *keys_folder; /* core/service/key_ring.h; borrowed */
    struct log *log;         /* borrowed; may be NULL */
};

enum courier_step {
    COURIER_IDLE,   /* nothing is due */
    COURIER_WORKED, /* a job was seen to, well or badly */
    COURIER_FAILED, /* the database does not answer; err says why */
};

/* One job. One line in the log, without anything personal. */
enum courier_step courier_step(struct courier *courier, struct err *err);

/* The chores beside the jobs: what is past its time, and the lock-out. `said` remembers what was
 * last said about the server's log; zero it at first. */
struct courier_chores {
    bool said_blind;
};
bool courier_chores(struct courier *courier, struct courier_chores *said, struct err *err);

#endif
