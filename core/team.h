/* Teams of a project (SPEC 7.1, 7.2). */
#ifndef ANXIN_CORE_TEAM_H
#define ANXIN_CORE_TEAM_H

#include "core/base/day.h"
#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

struct team_row {
    int64_t team_id, participant_id;
    const char *company_name, *name;
    const char *leader_name, *leader_phone_masked, *responsible_name;
    struct day entered_on, exited_on;
    int64_t live_workers;
    const char *const *initials;
    int64_t changed_at, made_at;
    const char *project_name, *leader_document_masked;
    const char *at; /* given back to get the rows behind it */
};

struct team_filter {
    char search[64];
    int64_t participant_id;
    char exited[8]; /* no, yes, all; empty is the database's default, no */
};

extern const struct record_shape team_filter_shape;

/* `n` rows of struct team_row behind `after`; `sort` is name, leader, company or entered,
 * with `-` and `backwards` as worker_list has them. */
void team_list(struct db *db, int64_t project_id, const struct team_filter *filter,
               const char *sort, bool backwards, const char *after, int n, void *owner,
               db_done *done);

/* One team as the database has it. */
struct team {
    int64_t team_id, participant_id;
    const char *company_name, *name;
    struct day entered_on, exited_on;
    const char *leader_name, *leader_phone, *leader_document_kind, *leader_document_tail;
    const char *responsible_name, *responsible_phone;
    const char *responsible_document_kind, *responsible_document_tail;
    int64_t live_workers;
    int64_t changed_at;
    const char *changed_by;
};

void team_get(struct db *db, int64_t project_id, int64_t team_id, void *owner, db_done *done);

/* A team as the form holds it; also the draft of the form. A document number that is left empty
 * stays as it was. */
struct team_form {
    int64_t team_id; /* 0: a new one */
    char changed_at[48];
    int64_t participant_id;
    char name[128];
    char entered_on[DAY_SIZE];
    char leader_name[128], leader_phone[16];
    char leader_document_kind[16], leader_document_number[20];
    char responsible_name[128], responsible_phone[16];
    char responsible_document_kind[16], responsible_document_number[20];
};

extern const struct record_shape team_form_shape;

/* Fills a form from a team. */
void team_form_from(struct team_form *form, const struct team *team);

/* Puts what was typed into its stored form and checks what can be told without the database. */
bool team_parse(struct team_form *form, struct day today, struct err *err);

struct team_saved {
    int64_t team_id;
    int64_t changed_at;
};

/* One row of struct team_saved. A change made by somebody else since `changed_at` is an
 * ERR_CONFLICT with SQLSTATE AX006. */
void team_save(struct db *db, int64_t project_id, const char *request_id,
               const struct team_form *form, void *owner, db_done *done);

#endif
