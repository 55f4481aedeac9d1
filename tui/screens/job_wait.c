#include "config.h"

#include "tui/screens/job_wait.h"

#include "core/base/i18n.h"
#include "core/job.h"
#include "tui/app.h"
#include "tui/kit/loop.h"
#include "tui/kit/ui.h"

#include <string.h>

enum { DEADLINE_MS = 20000, PAUSE_FIRST_MS = 250, PAUSE_LONGEST_MS = 1000 };

static void ask(void *owner);

void job_wait_stop(struct job_wait *wait)
{
    struct db *db;

    if (!wait->screen)
        return;
    db = app_db(app_of(wait->screen));
    if (db)
        db_forget(db, wait);
    loop_stop(ui_loop(wait->screen->ui), &wait->timer);
    ui_busy_done(wait->screen->ui, &wait->busy);
    wait->screen = NULL;
}

bool job_waiting(const struct job_wait *wait)
{
    return wait->screen != NULL;
}

static void end(struct job_wait *wait, enum job_end how, const char *answer, const struct err *err)
{
    struct err none = {.code = ERR_NONE};

    job_wait_stop(wait);
    wait->done(wait->owner, how, answer, err ? err : &none);
}

static void failed(struct job_wait *wait)
{
    struct err err;

    err_clear(&err);
    err_set(&err, ERR_CONFLICT, NULL, _("The service gave no answer."),
            _("Try again later, or fill the fields in by hand."));
    end(wait, JOB_FAILED, NULL, &err);
}

static void late(struct job_wait *wait)
{
    struct err err;

    err_clear(&err);
    err_set(&err, ERR_CONFLICT, NULL, _("The service has not answered yet."),
            _("Try again later, or fill the fields in by hand."));
    end(wait, JOB_LATE, NULL, &err);
}

static void again(struct job_wait *wait)
{
    if (loop_now() >= wait->until) {
        late(wait);
        return;
    }
    wait->timer = loop_after(ui_loop(wait->screen->ui), wait->pause_ms, ask, wait);
    wait->pause_ms = wait->pause_ms * 2 < PAUSE_LONGEST_MS ? wait->pause_ms * 2 : PAUSE_LONGEST_MS;
}

static void state_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct job_wait *wait = owner;
    const struct job_state *job = *rows && (*rows)->count ? (*rows)->data : NULL;

    if (err->code == ERR_OFFLINE)
        again(wait); /* the line may come back before the deadline */
    else if (err->code)
        end(wait, JOB_FAILED, NULL, err);
    else if (!job || strcmp(job->state, "dead") == 0 || strcmp(job->state, "by_hand") == 0)
        failed(wait);
    else if (strcmp(job->state, "done") == 0)
        end(wait, JOB_ANSWERED, job->answer ? job->answer : "{}", NULL);
    else
        again(wait);
}

static void ask(void *owner)
{
    struct job_wait *wait = owner;
    struct db *db = app_db(app_of(wait->screen));

    wait->timer = 0;
    if (db)
        job_state(db, wait->job_id, wait, state_came);
    else
        again(wait);
}

static void left(void *owner)
{
    end(owner, JOB_LEFT, NULL, NULL);
}

void job_wait_start(struct job_wait *wait, struct screen *screen, int64_t job_id, const char *what,
                    int deadline_ms, void *owner, job_wait_done *done)
{
    job_wait_stop(wait);
    *wait = (struct job_wait){
        .screen = screen,
        .job_id = job_id,
        .until = loop_now() + (deadline_ms > 0 ? deadline_ms : DEADLINE_MS),
        .pause_ms = PAUSE_FIRST_MS,
        .owner = owner,
        .done = done,
    };
    wait->busy = ui_busy(screen->ui, what, left, wait);
    again(wait);
}
