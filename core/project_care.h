/* What a project's administrator looks after (SPEC 5.3, 5.4): its states, its settings; and the
 * people on it. Its facts are core/application.h's project_get. */
#ifndef ANXIN_CORE_PROJECT_CARE_H
#define ANXIN_CORE_PROJECT_CARE_H

#include "core/base/day.h"
#include "core/base/err.h"
#include "core/base/money.h"
#include "core/db/db.h"
#include "core/record.h"

struct project_person {
    const char *name, *role, *company_name, *remark;
    int64_t from_at;
};

/* Rows of struct project_person, the administrators first. */
void project_people(struct db *db, int64_t project_id, void *owner, db_done *done);

struct project_state {
    const char *state;
    struct day from_on;
    const char *reason, *changed_by; /* NULL: it began so */
    int64_t changed_at;
};

/* Rows of struct project_state, the newest first. */
void project_states(struct db *db, int64_t project_id, void *owner, db_done *done);

/* The next state, as a form holds it. */
struct project_state_form {
    char state[16], from_on[DAY_SIZE], reason[512];
};

bool project_state_parse(struct project_state_form *form, struct day today, struct err *err);
void project_state_change(struct db *db, int64_t project_id, const char *request_id,
                          const struct project_state_form *form, void *owner, db_done *done);

struct project_settings {
    int64_t changed_at, attendance_radius_m, wage_day, minimum_wage_fen;
    const char *changed_by, *attendance_points, *zone, *standard_hours, *attended_rule, *longitude,
        *latitude;
    bool closed_site, second_reviewer;
};

/* One row of struct project_settings. */
void project_settings_get(struct db *db, int64_t project_id, void *owner, db_done *done);

struct project_settings_form {
    char changed_at[48];
    char attendance_radius_m[12], attendance_points[480], wage_day[8], zone[32], standard_hours[8],
        attended_rule[16], minimum_wage_fen[MONEY_SIZE];
    bool closed_site, second_reviewer;
    char minimum_wage_sent[24]; /* what project_settings_parse makes of it: fen, as digits */
};

extern const struct record_shape project_settings_shape;

void project_settings_from(struct project_settings_form *form,
                           const struct project_settings *settings);
bool project_settings_parse(struct project_settings_form *form, struct err *err);

struct project_settings_saved {
    int64_t changed_at;
};

/* One row of struct project_settings_saved; AX006 as everywhere. */
void project_settings_save(struct db *db, int64_t project_id, const char *request_id,
                           const struct project_settings_form *form, void *owner, db_done *done);

#endif
