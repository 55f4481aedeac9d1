/* Members of a project and how one becomes one (SPEC 6.2); claims of recorded projects (SPEC 5.6),
 * which are asked for in the same place and decided in the same way. */
#ifndef ANXIN_CORE_MEMBER_H
#define ANXIN_CORE_MEMBER_H

#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

#include <stdbool.h>
#include <stdint.h>

struct member_row {
    int64_t member_id, account_id;
    const char *name, *phone_masked;
    const char *role, *role_name, *remark;
    int64_t participant_id;
    const char *company_name;
    bool general_contractor;
    int64_t from_at, until_at; /* until_at 0: a member now */
    const char *end_kind;      /* how it ended: member_end_name */
    bool me;
    const char *at;
};

struct member_filter {
    char search[64];
    char role[32];
    char past[8]; /* no, yes, all; empty is no */
};

extern const struct record_shape member_filter_shape;

/* Rows of struct member_row; `sort` is company, name, role or from. */
void member_list(struct db *db, int64_t project_id, const struct member_filter *filter,
                 const char *sort, bool backwards, const char *after, int n, void *owner,
                 db_done *done);

/* How a membership ended, in the user's words; "" for NULL. */
const char *member_end_name(const char *end_kind);

/* These read no row. A member changed by another meanwhile: ERR_CONFLICT with AX006. */
void member_change(struct db *db, int64_t project_id, const char *request_id, int64_t member_id,
                   const char *role, const char *remark, void *owner, db_done *done);
void member_remove(struct db *db, int64_t project_id, const char *request_id, int64_t member_id,
                   const char *reason, void *owner, db_done *done);
void member_leave(struct db *db, int64_t project_id, const char *request_id, void *owner,
                  db_done *done);

/* ---- applying ---- */

/* A project that has a company of mine on it. */
struct project_found {
    const char *kind; /* join; claim: my company is to take it over */
    int64_t project_id, participant_id;
    const char *project_name, *region_name;
    const char *company_name;    /* mine */
    const char *contractor_name; /* the general contractor */
    bool member;
    const char *state, *reason; /* of my last application: open, accepted, refused, withdrawn */
    int64_t since;
};

/* Rows of struct project_found; "" finds all. */
void project_find(struct db *db, const char *typed, void *owner, db_done *done);

/* Joins or claims, as the row says. No row is read. */
void project_apply(struct db *db, const struct project_found *project, const char *request_id,
                   const char *message, void *owner, db_done *done);
void project_apply_withdraw(struct db *db, int64_t participant_id, void *owner, db_done *done);

/* Somebody who asks: to join a project, or to take one over for the company. */
struct applicant {
    int64_t id; /* of the application or the claim */
    const char *name, *phone_masked;
    const char *where; /* the applicant's company; of a claim the project */
    bool general_contractor;
    const char *message;
    int64_t applied_at;
    const char *before; /* the last role here, in words; NULL: never any */
};

/* Rows of struct applicant. */
void application_list(struct db *db, int64_t project_id, void *owner, db_done *done);
void claim_list(struct db *db, int64_t company_id, void *owner, db_done *done);

struct decided {
    bool done; /* false: somebody was quicker; the rest says what they did */
    const char *state, *decided_by;
    int64_t decided_at;
};

/* One row of struct decided. `role` NULL: refused, for `reason`. */
void application_decide(struct db *db, int64_t project_id, const char *request_id, int64_t id,
                        const char *role, const char *remark, const char *reason, void *owner,
                        db_done *done);
void claim_decide(struct db *db, int64_t company_id, const char *request_id, int64_t id,
                  bool accept, const char *reason, void *owner, db_done *done);

/* ---- recording ---- */

struct project_record {
    char name[256];
    char region[8], industry[24];
    int64_t company_id;
};

extern const struct record_shape project_record_shape;

bool project_record_parse(struct project_record *record, struct err *err);
/* No row is read. */
void project_record(struct db *db, const char *request_id, const struct project_record *record,
                    void *owner, db_done *done);
#endif
