/* Companies on a project (SPEC 6.1). */
#ifndef ANXIN_CORE_PARTICIPANT_H
#define ANXIN_CORE_PARTICIPANT_H

#include "core/base/day.h"
#include "core/db/db.h"

struct participant {
    int64_t participant_id, company_id;
    const char *company_name, *short_name;
    const char *kind_names; /* one company may hold several kinds on a project */
    struct day entered_on, exited_on;
    const char *const *initials;
    int64_t live_teams, live_workers;
    bool mine; /* I may enrol into it */
};

/* Rows of struct participant. */
void participant_list(struct db *db, int64_t project_id, void *owner, db_done *done);

#endif
