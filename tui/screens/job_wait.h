/* A look-up that the worker makes outside (business registry, geocoder): the screen asks the
 * database, which writes a job, and waits here until it is answered. The busy sign stands
 * meanwhile; Esc gives the wait up (the job itself goes on). */
#ifndef ANXIN_TUI_JOB_WAIT_H
#define ANXIN_TUI_JOB_WAIT_H

#include "core/base/err.h"
#include "tui/kit/screen.h"

#include <stdint.h>

enum job_end {
    JOB_ANSWERED, /* `answer` is the service's answer, JSON */
    JOB_FAILED,   /* the service refused, or could not be reached often enough */
    JOB_LATE,     /* no answer by the deadline: it may still come */
    JOB_LEFT,     /* Esc */
};

/* `err` is never NULL: for JOB_FAILED and JOB_LATE it holds words for the user, else ERR_NONE.
 * `answer` lives for the call. The wait is over: another may be started from here. */
typedef void job_wait_done(void *owner, enum job_end end, const char *answer,
                           const struct err *err);

/* Embedded by the screen, zeroed; its address is the owner of its calls. */
struct job_wait {
    struct screen *screen;
    int64_t job_id;
    int64_t until; /* loop_now() */
    int pause_ms;
    unsigned timer, busy;
    void *owner;
    job_wait_done *done;
};

/* `what` is the busy sign's text, translated. 0 ms: 20 seconds. One that is running is given up
 * first, without a call. */
void job_wait_start(struct job_wait *wait, struct screen *screen, int64_t job_id, const char *what,
                    int deadline_ms, void *owner, job_wait_done *done);

/* Nothing comes any more: call in the screen's close(). */
void job_wait_stop(struct job_wait *wait);

bool job_waiting(const struct job_wait *wait);

#endif
