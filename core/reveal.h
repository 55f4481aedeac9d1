/* A masked number shown whole, for a reason (SPEC 3.6): the database judges, logs it, and the
 * worker can see who looked. */
#ifndef ANXIN_CORE_REVEAL_H
#define ANXIN_CORE_REVEAL_H

#include "core/base/err.h"
#include "core/db/db.h"

/* `reason` needs to say something: it is refused below 4 characters. */
bool reveal_reason_ok(const char *reason, struct err *err);

struct revealed {
    const char *value;
};

/* `what` is id_number or phone. One row of struct revealed. */
void reveal(struct db *db, int64_t project_id, int64_t worker_id, const char *what,
            const char *reason, void *owner, db_done *done);

struct reveal_row {
    int64_t at;
    const char *by_name, *what, *reason;
};

/* Who looked at this worker's numbers: rows of struct reveal_row, the latest first. */
void reveal_list(struct db *db, int64_t project_id, int64_t worker_id, void *owner, db_done *done);

/* The kinds of number in the user's words. */
const char *reveal_what_name(const char *what);

#endif
