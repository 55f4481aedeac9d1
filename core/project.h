/* Projects the signed-in person may open, and what waits for them there (SPEC 5.3, 6.3, 20.8). */
#ifndef ANXIN_CORE_PROJECT_H
#define ANXIN_CORE_PROJECT_H

#include "core/base/day.h"
#include "core/db/db.h"

struct project {
    int64_t project_id;
    const char *name, *region_name;
    const char *state, *state_name;
    const char *role, *role_name; /* mine on it */
    int64_t participant_id;       /* my company's record on it */
    const char *company_name;
    bool whole;                /* I see every worker, not my company's alone */
    const char *const *duties; /* what I may do on it; NULL at the end */
    int64_t workers, enrolled_today;
};

/* Rows of struct project. */
void project_list(struct db *db, void *owner, db_done *done);

/* May I? `project` may be NULL. Only to grey out a key: the database judges again. */
bool project_may(const struct project *project, const char *duty);

/* A copy that owns its strings. NULL when memory is out. */
struct project *project_copy(const struct project *project);
void project_free(struct project **project);

/* Kinds: application, approval, return, failure, expiry, warning … each a word of the database. */
struct waiting {
    const char *kind;
    int64_t project_id;
    const char *project_name;
    int64_t count;
    int64_t since;
};

/* Rows of struct waiting. */
void waiting_list(struct db *db, void *owner, db_done *done);

/* What a kind of waiting thing is called. */
const char *waiting_name(const char *kind);

#endif
