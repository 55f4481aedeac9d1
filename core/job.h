/* Jobs for outside services (SPEC 21): how far one is, the operator's list, one sent again. The
 * worker's side is core/service/. */
#ifndef ANXIN_CORE_JOB_H
#define ANXIN_CORE_JOB_H

#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

struct job_state {
    const char *state;      /* queued, taken, done, dead, unknown, by_hand */
    const char *answer;     /* JSON; NULL unless done and of a kind that shows its answer */
    const char *last_error; /* for an operator's eyes, English words; NULL */
};

/* One row of struct job_state, to the person whose job it is. A job of somebody else and one that
 * is not there are refused alike. */
void job_state(struct db *db, int64_t job_id, void *owner, db_done *done);

struct job_row {
    int64_t job_id;
    const char *kind, *kind_name, *subject, *state;
    int64_t attempt, tries, inquiries;
    int64_t next_try_at, lease_until, made_at, done_at, expires_at; /* moments; 0: none */
    const char *last_error, *by_name, *key;
    int64_t project_id, company_id; /* 0: none */
    const char *at;
};

struct job_filter {
    int64_t job_id;
    char state[16]; /* "": all */
    char kind[32];
};

extern const struct record_shape job_filter_shape;

/* The operator's list: `n` rows of struct job_row behind `after`, the newest first. */
void job_list(struct db *db, const struct job_filter *filter, const char *sort, bool backwards,
              const char *after, int n, void *owner, db_done *done);

/* A dead job once more, or one left to be done by hand. What is unknown is never sent again. */
void job_resend(struct db *db, int64_t job_id, void *owner, db_done *done);

/* The kind of job in the user's words. */
const char *job_kind_name(const struct job_row *job);

/* A last error in the user's words: those the worker and the database write are known here, others
 * ("http 503") stand as they are. */
const char *job_error_words(const char *error);

/* A state in the user's words. */
const char *job_state_name(const char *state);

#endif
