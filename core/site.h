/* The site from above: the companies of a project, the teams of a company, with their people
 * counted as far as one sees them (SPEC 6.3). */
#ifndef ANXIN_CORE_SITE_H
#define ANXIN_CORE_SITE_H

#include "core/base/day.h"
#include "core/db/db.h"

#include <stdbool.h>
#include <stdint.h>

struct site_row {
    int64_t id; /* participant_id or team_id */
    const char *name;
    const char *note; /* a company's kinds, a team's leader */
    bool general_contractor;
    struct day entered_on, exited_on;
    int64_t employed, invited, gone;
    bool sees; /* false: its people are not for me to see, and not counted */
};

/* Rows of struct site_row; participant_id 0: companies, else that company's teams. */
void site_list(struct db *db, int64_t project_id, int64_t participant_id, void *owner,
               db_done *done);

#endif
