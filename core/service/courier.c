#include "config.h"

#include "core/service/courier.h"

#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/service/call.h"
#include "core/service/desk.h"
#include "core/service/key_ring.h"
#include "core/service/message.h"

#include <string.h>
#include <time.h>

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct errand {
    const struct desk_job *job;
    int64_t taken_at;
    struct key_ring keys;
    char url[MESSAGE_URL_MAX];
    char *body, *json; /* sent; kept of the answer */
    char why[64];
};

/* Sends, and judges the answer. Whatever keeps the request from being sent is "again". */
static enum outcome send(struct courier *courier, struct errand *errand)
{
    const struct desk_job *job = errand->job;
    struct call call = {.url = errand->url,
                        .key = job->key,
                        .keys = &errand->keys,
                        .token_member = message_token_member(job->kind)};
    struct call_answer answer;
    enum outcome outcome;
    struct err err = {.code = ERR_NONE};

    if (!message_write(job, errand->url, &errand->body, errand->why))
        return OUTCOME_REFUSED;
    if (!key_ring_open(&errand->keys, courier->keys_folder, job->service, &err)) {
        strncpy(errand->why, "key file unusable", sizeof errand->why - 1);
        return OUTCOME_AGAIN;
    }
    /* A machine that slept, or a database that was slow: the lease may be nearly over, and then
     * this attempt is somebody else's to judge. */
    if (now_ms() - errand->taken_at > job->lease_s * 1000 / 4) {
        strncpy(errand->why, "too late to send", sizeof errand->why - 1);
        return OUTCOME_AGAIN;
    }
    call.body = errand->body;
    call.timeout_ms = (int)job->timeout_s * 1000;
    call_make(&call, &answer);
    outcome = message_read(job, &answer, &errand->json, errand->why);
    call_answer_clear(&answer);
    return outcome;
}

enum courier_step courier_step(struct courier *courier, struct err *err)
{
    struct errand errand = {.taken_at = now_ms()};
    struct db_rows *rows;
    const struct desk_job *job;
    enum outcome outcome;
    bool told;

    if (!desk_take(courier->db, &rows, err))
        return COURIER_FAILED;
    if (rows->count == 0) {
        db_rows_free(&rows);
        return COURIER_IDLE;
    }
    errand.job = job = rows->data;
    outcome = send(courier, &errand);
    told = desk_answer(courier->db, job->job_id, job->attempt, outcome_word(outcome), errand.json,
                       errand.why, err);
    log_write(courier->log, outcome == OUTCOME_DONE && told ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
              "worker", "job %lld %s %s attempt %lld %s: %s%s%s, %lld ms%s", (long long)job->job_id,
              job->kind, job->key, (long long)job->attempt, job->mode, outcome_word(outcome),
              errand.why[0] ? ", " : "", errand.why, (long long)(now_ms() - errand.taken_at),
              told ? "" : ", not recorded");
    if (!told)
        log_err(courier->log, "worker", err, (char[LOG_REFERENCE_SIZE]){""});
    key_ring_clear(&errand.keys);
    message_free(&errand.body);
    message_free(&errand.json);
    secret_wipe(errand.url, sizeof errand.url);
    db_rows_free(&rows);
    return told || err->code != ERR_OFFLINE ? COURIER_WORKED : COURIER_FAILED;
}

/* Days of attendance compared with their punches in one round of chores. */
#define CHORE_DAYS 2

static bool look_after_attendance(struct courier *courier, struct err *err)
{
    struct db_rows *rows;
    const struct desk_upkeep *upkeep;

    if (!desk_attendance(courier->db, CHORE_DAYS, &rows, err))
        return false;
    upkeep = rows->count ? rows->data : NULL;
    if (upkeep && (upkeep->made || upkeep->detached))
        log_write(courier->log, LOG_LEVEL_INFO, "worker",
                  "months of punches made: %lld, put away: %lld", (long long)upkeep->made,
                  (long long)upkeep->detached);
    if (upkeep && upkeep->faults)
        log_write(courier->log, LOG_LEVEL_WARNING, "worker",
                  "attendance that its punches do not make: %lld in %lld days",
                  (long long)upkeep->faults, (long long)upkeep->checked);
    db_rows_free(&rows);
    return true;
}

bool courier_chores(struct courier *courier, struct courier_chores *said, struct err *err)
{
    struct db_rows *rows;
    const struct desk_lockout *lockout;

    if (!desk_sweep(courier->db, err) || !look_after_attendance(courier, err) ||
        !desk_lockout(courier->db, &rows, err))
        return false;
    lockout = rows->count ? rows->data : NULL;
    if (lockout && lockout->error && !said->said_blind)
        log_write(courier->log, LOG_LEVEL_WARNING, "worker", "failed logins lock nobody out: %s",
                  lockout->error);
    else if (lockout && !lockout->error && said->said_blind)
        log_write(courier->log, LOG_LEVEL_INFO, "worker", "the server's log can be read again");
    if (lockout && (lockout->locked || lockout->unlocked))
        log_write(courier->log, LOG_LEVEL_INFO, "worker", "logins locked: %lld, unlocked: %lld",
                  (long long)lockout->locked, (long long)lockout->unlocked);
    said->said_blind = lockout && lockout->error;
    db_rows_free(&rows);
    return true;
}
