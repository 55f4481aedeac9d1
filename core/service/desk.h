/* The worker's calls to the database: jobs are taken here, and what came of them is told here.
 * Synchronous: a worker does one thing at a time. */
#ifndef ANXIN_SERVICE_DESK_H
#define ANXIN_SERVICE_DESK_H

#include "core/base/err.h"
#include "core/db/db.h"

struct desk_job {
    int64_t job_id;
    const char *kind, *service, *key;
    int64_t attempt;
    const char *mode;    /* send, inquire */
    const char *payload; /* JSON; personal */
    const char *url;
    int64_t timeout_s;
    const char *settings; /* JSON */
    int64_t lease_s;
};

/* The job that is due, under a lease; *rows->count is 0 when there is none. The row is a struct
 * desk_job. */
bool desk_take(struct db *db, struct db_rows **rows, struct err *err);

/* Tells what came of an attempt. `answer` is JSON or NULL, `why` fixed words or NULL. An attempt
 * that is not the job's any more is an ERR_CONFLICT with SQLSTATE AX002. */
bool desk_answer(struct db *db, int64_t job_id, int64_t attempt, const char *outcome,
                 const char *answer, const char *why, struct err *err);

/* Takes away what is past its time: jobs and codes, files that nobody finished storing. */
bool desk_sweep(struct db *db, struct err *err);

struct desk_upkeep {
    int64_t made, detached;  /* months of punches */
    int64_t checked, faults; /* days compared with their punches; differences newly found */
};

/* SPEC 10: attendance looked after, so many days compared with their punches at a time. One struct
 * desk_upkeep. */
bool desk_attendance(struct db *db, int64_t days, struct db_rows **rows, struct err *err);

struct desk_lockout {
    int64_t locked, unlocked;
    const char *error; /* why failed logins cannot be counted; NULL: they can */
};

/* SPEC 3.3: failed logins read from the log, accounts locked and unlocked. One struct
 * desk_lockout. */
bool desk_lockout(struct db *db, struct db_rows **rows, struct err *err);

#endif
