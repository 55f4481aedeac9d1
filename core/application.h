/* Applications for a project (SPEC 5.1, 5.2): four pages that a general contractor's member fills
 * in, hands in, and two regulators' offices decide; the same record read back as the facts of an
 * approved project. Money is fen here and yuan in the form. */
#ifndef ANXIN_CORE_APPLICATION_H
#define ANXIN_CORE_APPLICATION_H

#include "core/base/day.h"
#include "core/base/digest.h"
#include "core/base/err.h"
#include "core/base/money.h"
#include "core/db/db.h"
#include "core/export.h"
#include "core/record.h"

#include <stdbool.h>
#include <stdint.h>

enum { APPLICATION_PAGES = 4 };

/* ---- as the database has it ---- */

struct application {
    int64_t project_id, company_id, round;
    const char *approval, *state; /* approval: draft, pending, approved, rejected */
    const char *company_name;     /* the general contractor */
    /* page 1 */
    const char *name, *region, *region_name, *region_path, *project_type, *programme,
        *project_class, *nature, *ownership, *floor_area_m2, *industry, *hr_office_name,
        *industry_office_name;
    int64_t investment_fen, hr_office_id, industry_office_id;
    /* page 2 */
    int64_t client, designer, supervision_firm, surveyor, safety_authority, quality_authority,
        occupant;
    const char *client_name, *designer_name, *supervision_firm_name, *surveyor_name,
        *safety_authority_name, *quality_authority_name, *occupant_name;
    int64_t administrator_id, contact_id;
    const char *administrator_name, *contact_name, *contact_position, *contact_email,
        *contact_phone, *confirmed_phone;
    /* page 3 */
    struct day planned_start_on, planned_end_on, actual_start_on;
    const char *address, *longitude, *latitude;
    bool geocoded; /* the position is the geocoder's */
    /* page 4; permit and guarantee: "true", "false", NULL while not answered */
    const char *contract_number, *permit, *permit_number, *guarantee, *guarantor, *guarantor_uscc;
    int64_t contract_price_fen, transfer_cycle_days, guarantee_fen;
    struct day contract_signed_on, permit_issued_on, permit_valid_until, guarantee_from_on,
        guarantee_until_on;
    /* its assessment; a reason: a regulator said otherwise than the rule */
    bool in_assessment_scope;
    const char *assessment_reason, *assessment_by_name;
    /* its way */
    const char *made_by_name, *submitted_by_name;
    int64_t made_at, submitted_at, approved_at;
    int64_t changed_at_1, changed_at_2, changed_at_3, changed_at_4;
    const char *changed_by_1, *changed_by_2, *changed_by_3, *changed_by_4;
    bool may_write;
    const char *may_decide; /* the bureau I decide it for; NULL */
};

/* One row of struct application: an application, or an approved project. */
void application_get(struct db *db, int64_t project_id, void *owner, db_done *done);
void project_get(struct db *db, int64_t project_id, void *owner, db_done *done);

/* When a page was saved last, and by whom. */
int64_t application_page_at(const struct application *application, int page);
const char *application_page_by(const struct application *application, int page);

struct application_missing {
    int64_t page;
    const char *field;
};

/* Rows of struct application_missing: what must be there before it can be handed in. */
void application_missing(struct db *db, int64_t project_id, void *owner, db_done *done);

struct application_decision {
    int64_t round;
    const char *bureau, *office_name, *decision, *reason, *decided_by;
    int64_t decided_at;
};

/* Rows of struct application_decision, the newest round first. */
void application_decisions(struct db *db, int64_t project_id, void *owner, db_done *done);

/* ---- the list ---- */

struct application_row {
    int64_t project_id;
    const char *approval, *name, *region_name, *company_name, *hr_office_name, *industry_name,
        *industry_office_name, *state_name, *programme, *client_name;
    bool in_assessment_scope, waits_for_me;
    int64_t changed_at;
    const char *at;
};

struct application_filter {
    char search[64]; /* the project's or the general contractor's name, or initials */
    char approval[16];
    char industry[16], state[16], in_assessment_scope[8]; /* yes, no */
    int64_t hr_office_id, industry_office_id;
};

extern const struct record_shape application_filter_shape;

/* `sort` is name, company or changed. */
void application_list(struct db *db, const struct application_filter *filter, const char *sort,
                      bool backwards, const char *after, int n, void *owner, db_done *done);

/* The list left the database (SPEC 20.5). No row. */
void application_export_note(struct db *db, const char *filters, const struct export_result *result,
                             void *owner, db_done *done);

/* "draft" and so on in the user's words. */
const char *application_approval_name(const char *approval);

struct application_count {
    const char *approval;
    int64_t count;
};

/* Rows of struct application_count, for the tabs. */
void application_counts(struct db *db, void *owner, db_done *done);

/* ---- the form ---- */

/* Every page's fields as typed; also the pages' drafts. */
struct application_pages {
    char changed_at[APPLICATION_PAGES][48];
    /* 1 */
    char name[256], region[8], project_type[8], programme[256], project_class[8], nature[24],
        ownership[24], investment_fen[MONEY_SIZE], floor_area_m2[20], industry[16];
    int64_t hr_office_id, industry_office_id;
    /* 2 */
    char company_name[256]; /* the general contractor; only shown */
    int64_t client, designer, supervision_firm, surveyor, safety_authority, quality_authority,
        occupant, administrator_id, contact_id;
    char contact_position[128], contact_email[200], contact_phone[16];
    /* 3 */
    char planned_start_on[DAY_SIZE], planned_end_on[DAY_SIZE], actual_start_on[DAY_SIZE], state[16],
        address[512], longitude[16], latitude[16];
    /* 4 */
    char contract_number[128], contract_price_fen[MONEY_SIZE], contract_signed_on[DAY_SIZE],
        transfer_cycle_days[8], permit[8], permit_number[128], permit_issued_on[DAY_SIZE],
        permit_valid_until[DAY_SIZE], guarantee[8], guarantor[256], guarantor_uscc[20],
        guarantee_fen[MONEY_SIZE], guarantee_from_on[DAY_SIZE], guarantee_until_on[DAY_SIZE];
    /* what application_parse makes of the sums: fen, as digits */
    struct {
        char investment[24], contract_price[24], guarantee[24];
    } fen;
};

extern const struct record_shape application_page_shape[APPLICATION_PAGES];

void application_pages_from(struct application_pages *form, const struct application *application);

/* Puts what was typed on one page (1 … 4) into its stored form and checks what can be told without
 * the database. What is missing is no mistake yet; only the first page needs name and region. */
bool application_parse(struct application_pages *form, int page, struct day today, struct err *err);

/* ---- verbs ---- */

struct application_made {
    int64_t project_id, changed_at;
};

/* The first page of a new one: one row of struct application_made. */
void application_make(struct db *db, int64_t company_id, const char *request_id,
                      const struct application_pages *form, void *owner, db_done *done);

struct application_saved {
    int64_t changed_at;
};

/* One page: one row of struct application_saved. A change made by somebody else since the page's
 * changed_at is an ERR_CONFLICT with SQLSTATE AX006. */
void application_save(struct db *db, int64_t project_id, const char *request_id, int page,
                      const struct application_pages *form, void *owner, db_done *done);

/* No rows to read. */
void application_submit(struct db *db, int64_t project_id, const char *request_id, void *owner,
                        db_done *done);
void application_withdraw(struct db *db, int64_t project_id, void *owner, db_done *done);
void application_drop(struct db *db, int64_t project_id, void *owner, db_done *done);

struct application_decided {
    const char *approval; /* after it: pending, approved, rejected */
};

/* An office's word on the submission `round`: one row of struct application_decided. */
void application_decide(struct db *db, int64_t project_id, const char *request_id, int64_t round,
                        bool approve, const char *reason, void *owner, db_done *done);

void application_assess(struct db *db, int64_t project_id, bool in_scope, const char *reason,
                        void *owner, db_done *done);

void application_code_send(struct db *db, int64_t project_id, const char *phone, void *owner,
                           db_done *done);

struct application_confirmed {
    bool confirmed; /* false: it was not this code */
};
void application_code_check(struct db *db, int64_t project_id, const char *phone, const char *code,
                            void *owner, db_done *done);

struct application_job {
    int64_t job_id;
};
/* One row of struct application_job, for tui/screens/job_wait.h. */
void application_geocode(struct db *db, int64_t project_id, const char *address,
                         const char *request_id, void *owner, db_done *done);

/* The geocoder's answer, JSON, into degrees with six decimals. */
bool application_position(const char *answer, char longitude[16], char latitude[16],
                          struct err *err);

/* ---- what can be named ---- */

struct office_offer {
    int64_t office_id;
    const char *name, *region_name;
    const char *const *initials;
};

/* Rows of struct office_offer: open offices of a bureau ("hr", "industry") for a region and an
 * industry. */
void office_find(struct db *db, const char *bureau, const char *region, const char *industry,
                 void *owner, db_done *done);

struct company_person {
    int64_t account_id;
    const char *name, *phone_masked;
    const char *const *initials;
};

/* Rows of struct company_person: a company's members by what was typed of their name. */
void company_people(struct db *db, int64_t company_id, const char *typed, void *owner,
                    db_done *done);

#endif
