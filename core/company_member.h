/* Who belongs to a company, who asks to, and where I belong myself (SPEC 4.3 to 4.5). */
#ifndef ANXIN_CORE_COMPANY_MEMBER_H
#define ANXIN_CORE_COMPANY_MEMBER_H

#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

#include <stdbool.h>
#include <stdint.h>

/* The six roles, in the order they are offered in; NULL at the end. */
extern const char *const company_roles[];
/* "Finance", in the user's language. */
const char *company_role_name(const char *role);
/* "Staff, HR" of "hr,staff". */
void company_roles_text(const char *roles, char *to, size_t size);
/* What it lets its holder do, in a few words. */
const char *company_role_note(const char *role);

/* ---- mine ---- */

/* Where I belong, where I have applied, what I am certifying: one line each. */
struct company_place {
    const char *kind; /* member, application, certification */
    int64_t company_id;
    const char *name, *uscc;
    bool certified;
    const char *const *roles; /* mine; NULL at the end */
    int64_t application_id, certification_id;
    const char *state; /* member; waiting, refused; deposit_asked, deposit_sent */
    const char *note;  /* a refusal's reason */
    int64_t since;
};
void company_desk(struct db *db, void *owner, db_done *done);

/* These four read no row. */
void company_answers_seen(struct db *db, void *owner, db_done *done);
void company_apply(struct db *db, int64_t company_id, const char *message, void *owner,
                   db_done *done);
void company_apply_withdraw(struct db *db, int64_t application_id, void *owner, db_done *done);
void company_leave(struct db *db, int64_t company_id, void *owner, db_done *done);

/* ---- the directory ---- */

struct company_member_row {
    int64_t id;       /* of the row: an account's, or minus an application's */
    const char *kind; /* member, applicant, left */
    int64_t account_id, application_id;
    const char *name, *phone_masked;
    const char *roles; /* hr,staff */
    int64_t since, until_at;
    const char *note; /* the applicant's message; why somebody was removed */
    bool me;
    const char *at;
};

struct company_member_filter {
    char search[64];
    char state[12]; /* member, applicant, left, all; empty is member */
    char role[24];
};

extern const struct record_shape company_member_filter_shape;

/* Rows of struct company_member_row; `sort` is name or since. */
void company_member_list(struct db *db, int64_t company_id,
                         const struct company_member_filter *filter, const char *sort,
                         bool backwards, const char *after, int n, void *owner, db_done *done);

/* accepted, refused; was_accepted, was_refused, was_withdrawn: somebody was faster, and who. */
struct company_decided {
    const char *outcome, *by_name;
    int64_t at;
};
/* What that means, in the user's words. */
void company_decided_text(const struct company_decided *decided, const char *name, char *to,
                          size_t size);
/* Accepts with `roles` (NULL at the end), or, when they are NULL, refuses with `reason`. */
void company_decide(struct db *db, int64_t company_id, int64_t application_id,
                    const char *const *roles, const char *reason, void *owner, db_done *done);

/* `seen`: the roles as they were on the screen. Others meanwhile: ERR_CONFLICT with AX006. */
void company_roles_set(struct db *db, int64_t company_id, int64_t account_id,
                       const char *const *roles, const char *const *seen, void *owner,
                       db_done *done);
void company_member_remove(struct db *db, int64_t company_id, int64_t account_id,
                           const char *reason, void *owner, db_done *done);

/* By somebody who has the person's card before them: a new account becomes usable. */
void company_member_check(struct db *db, int64_t company_id, const char *phone,
                          const char *document_number, void *owner, db_done *done);

/* A role of power that an administrator has given themselves. */
struct company_self_grant {
    int64_t grant_id, account_id;
    const char *name, *role, *role_name;
    int64_t at;
};
void company_self_grants(struct db *db, int64_t company_id, void *owner, db_done *done);
void company_self_grants_seen(struct db *db, int64_t company_id, int64_t up_to, void *owner,
                              db_done *done);

#endif
