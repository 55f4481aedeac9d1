/* Companies on a project: who is here, who comes, who leaves (SPEC 6.1). */
#ifndef ANXIN_CORE_PARTICIPANT_H
#define ANXIN_CORE_PARTICIPANT_H

#include "core/base/day.h"
#include "core/db/db.h"

/* The kind of which a project has one, whose company never leaves (GB/T national kinds). */
#define PARTICIPANT_GENERAL_CONTRACTOR "009"

struct participant {
    int64_t participant_id, company_id;
    const char *company_name, *short_name;
    const char *const *kinds; /* codes; one company may hold several kinds on a project */
    const char *kind_names;
    bool general_contractor;
    struct day entered_on, exited_on;
    const char *const *initials;
    int64_t live_teams, live_workers; /* 0 also where I do not see that company's people */
    int64_t members;
    bool mine; /* I may enrol into it */
    int64_t changed_at;
    const char *changed_by; /* NULL: nobody since it entered */
};

/* Rows of struct participant. */
void participant_list(struct db *db, int64_t project_id, void *owner, db_done *done);

/* `kinds`: codes, NULL at the end. No row is read. */
void participant_enter(struct db *db, int64_t project_id, const char *request_id,
                       int64_t company_id, const char *const *kinds, struct day entered_on,
                       void *owner, db_done *done);
/* Changed since `changed_at`: an ERR_CONFLICT with SQLSTATE AX006. */
void participant_kinds(struct db *db, int64_t project_id, const char *request_id,
                       int64_t participant_id, const char *const *kinds, int64_t changed_at,
                       void *owner, db_done *done);

struct participant_exited {
    int64_t members; /* whose roles on the project ended with it */
};

/* One row of struct participant_exited. */
void participant_exit(struct db *db, int64_t project_id, const char *request_id,
                      int64_t participant_id, struct day exited_on, void *owner, db_done *done);

#endif
