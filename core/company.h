/* Companies: found, read, kept, added when they are not listed (SPEC 4.1, 4.6). Who belongs to them
 * is core/company_member.h's, certifying them core/certification.h's. */
#ifndef ANXIN_CORE_COMPANY_H
#define ANXIN_CORE_COMPANY_H

#include "core/base/day.h"
#include "core/base/err.h"
#include "core/base/money.h"
#include "core/base/uscc.h"
#include "core/db/db.h"
#include "core/record.h"

#include <stdbool.h>
#include <stdint.h>

/* One I am a member of. */
struct company_mine {
    int64_t company_id;
    const char *name, *short_name, *uscc;
    bool certified;
    const char *const *roles;  /* mine there; NULL at the end */
    const char *const *duties; /* what they let me do there; NULL at the end */
};

/* Rows of struct company_mine, in the order of their names. */
void company_mine(struct db *db, void *owner, db_done *done);

/* What a public register says of a company. */
struct company_found {
    int64_t company_id;
    const char *name, *short_name, *uscc, *region_name;
    bool certified, mine;
    bool on_site; /* on the project that is asked for */
    const char *const *initials;
};

/* At most `n` rows of struct company_found whose name, code or initials hold what was typed, the
 * likeliest first. `project_id`: who could enter this project, which asks for the right to enter
 * companies; 0: any company. */
void company_find(struct db *db, int64_t project_id, const char *typed, int n, void *owner,
                  db_done *done);

/* ---- the record ---- */

struct company {
    int64_t company_id, changed_at;
    const char *changed_by;
    const char *name, *short_name, *uscc, *legal_representative;
    const char *registry_number;
    struct day founded_on;
    int64_t registered_capital_fen; /* 0: not told */
    const char *address, *region, *region_name, *phone;
    int64_t certified_at; /* 0: not yet */
    const char *source;   /* install, registry, manual */
    int64_t members, applications;
};

/* One row of struct company, for its members. */
void company_get(struct db *db, int64_t company_id, void *owner, db_done *done);

/* What a company's administrator may change; and, with name, code and legal representative, the
 * form for one that is not listed. */
struct company_form {
    int64_t company_id;
    char changed_at[48];
    char name[320], uscc[40], legal_representative[128];
    char short_name[128], region[8], registry_number[40], founded_on[DAY_SIZE];
    char capital[MONEY_SIZE]; /* yuan as typed, of registered_capital_fen */
    int64_t registered_capital_fen;
    char address[640], phone[24];
};

extern const struct record_shape company_form_shape, company_add_shape;

void company_form_from(struct company_form *form, const struct company *company);

/* Put what was typed into its stored form and check what can be told without the database. */
bool company_parse(struct company_form *form, struct day today, struct err *err);
bool company_add_parse(struct company_form *form, struct day today, struct err *err);

struct company_saved {
    int64_t changed_at;
};
/* A change made by somebody else since `changed_at` is an ERR_CONFLICT with SQLSTATE AX006. */
void company_save(struct db *db, const char *request_id, const struct company_form *form,
                  void *owner, db_done *done);

/* ---- not listed ---- */

struct company_number {
    int64_t number;
};
/* One row of struct company_number: the company's id. */
void company_add(struct db *db, const char *request_id, const struct company_form *form,
                 void *owner, db_done *done);
/* Asks the business registry by the exact full name; one row of struct company_number: the job to
 * wait for. What it finds is listed when the job is done. */
void company_look_up(struct db *db, const char *request_id, const char *name, void *owner,
                     db_done *done);

struct company_flag {
    bool flag;
};
/* Is this outside service configured? One row of struct company_flag. */
void company_service_on(struct db *db, const char *service, void *owner, db_done *done);

#endif
