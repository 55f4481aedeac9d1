#include "config.h"

#include "core/application.h"

#include "core/base/i18n.h"
#include "core/column.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- one ---- */

static const struct db_column columns[] = {
    COLUMN_INT(struct application, project_id),
    COLUMN_TEXT(struct application, approval),
    COLUMN_TEXT(struct application, state),
    COLUMN_TEXT(struct application, name),
    COLUMN_TEXT(struct application, region),
    COLUMN_TEXT(struct application, project_type),
    COLUMN_TEXT(struct application, programme),
    COLUMN_TEXT(struct application, project_class),
    COLUMN_TEXT(struct application, nature),
    COLUMN_TEXT(struct application, ownership),
    COLUMN_INT(struct application, investment_fen),
    COLUMN_TEXT(struct application, floor_area_m2),
    COLUMN_INT(struct application, hr_office_id),
    COLUMN_TEXT(struct application, industry),
    COLUMN_INT(struct application, industry_office_id),
    COLUMN_TEXT(struct application, contact_name),
    COLUMN_TEXT(struct application, contact_position),
    COLUMN_TEXT(struct application, contact_email),
    COLUMN_TEXT(struct application, contact_phone),
    COLUMN_DAY(struct application, planned_start_on),
    COLUMN_DAY(struct application, planned_end_on),
    COLUMN_DAY(struct application, actual_start_on),
    COLUMN_TEXT(struct application, address),
    COLUMN_TEXT(struct application, longitude),
    COLUMN_TEXT(struct application, latitude),
    COLUMN_TEXT(struct application, contract_number),
    COLUMN_INT(struct application, contract_price_fen),
    COLUMN_DAY(struct application, contract_signed_on),
    COLUMN_INT(struct application, transfer_cycle_days),
    COLUMN_TEXT(struct application, permit),
    COLUMN_TEXT(struct application, permit_number),
    COLUMN_DAY(struct application, permit_issued_on),
    COLUMN_DAY(struct application, permit_valid_until),
    COLUMN_TEXT(struct application, guarantee),
    COLUMN_TEXT(struct application, guarantor),
    COLUMN_TEXT(struct application, guarantor_uscc),
    COLUMN_INT(struct application, guarantee_fen),
    COLUMN_DAY(struct application, guarantee_from_on),
    COLUMN_DAY(struct application, guarantee_until_on),
    COLUMN_BOOL(struct application, in_assessment_scope),
    COLUMN_TEXT(struct application, assessment_reason),
    COLUMN_TEXT(struct application, assessment_by_name),
    COLUMN_TEXT(struct application, region_name),
    COLUMN_TEXT(struct application, region_path),
    COLUMN_TEXT(struct application, hr_office_name),
    COLUMN_TEXT(struct application, industry_office_name),
    COLUMN_INT(struct application, company_id),
    COLUMN_TEXT(struct application, company_name),
    COLUMN_TEXT(struct application, made_by_name),
    COLUMN_TIME(struct application, made_at),
    COLUMN_INT(struct application, administrator_id),
    COLUMN_TEXT(struct application, administrator_name),
    COLUMN_INT(struct application, contact_id),
    COLUMN_TEXT(struct application, confirmed_phone),
    COLUMN_BOOL(struct application, geocoded),
    COLUMN_INT(struct application, round),
    COLUMN_TIME(struct application, submitted_at),
    COLUMN_TEXT(struct application, submitted_by_name),
    COLUMN_TIME(struct application, approved_at),
    COLUMN_INT(struct application, client),
    COLUMN_TEXT(struct application, client_name),
    COLUMN_INT(struct application, designer),
    COLUMN_TEXT(struct application, designer_name),
    COLUMN_INT(struct application, supervision_firm),
    COLUMN_TEXT(struct application, supervision_firm_name),
    COLUMN_INT(struct application, surveyor),
    COLUMN_TEXT(struct application, surveyor_name),
    COLUMN_INT(struct application, safety_authority),
    COLUMN_TEXT(struct application, safety_authority_name),
    COLUMN_INT(struct application, quality_authority),
    COLUMN_TEXT(struct application, quality_authority_name),
    COLUMN_INT(struct application, occupant),
    COLUMN_TEXT(struct application, occupant_name),
    COLUMN_TIME(struct application, changed_at_1),
    COLUMN_TEXT(struct application, changed_by_1),
    COLUMN_TIME(struct application, changed_at_2),
    COLUMN_TEXT(struct application, changed_by_2),
    COLUMN_TIME(struct application, changed_at_3),
    COLUMN_TEXT(struct application, changed_by_3),
    COLUMN_TIME(struct application, changed_at_4),
    COLUMN_TEXT(struct application, changed_by_4),
    COLUMN_BOOL(struct application, may_write),
    COLUMN_TEXT(struct application, may_decide),
    COLUMN_END,
};

static const struct stmt get_stmt = {
    .name = "application_get",
    .text = "select * from api.application_get($1)",
    .params = {DB_INT},
    .columns = columns,
    .row_size = sizeof(struct application),
    .repeat = DB_READ,
};

static const struct stmt project_stmt = {
    .name = "project_get",
    .text = "select * from api.project_get($1)",
    .params = {DB_INT},
    .columns = columns,
    .row_size = sizeof(struct application),
    .repeat = DB_READ,
};

/* A call about one project and nothing else. */
static void ask_of(struct db *db, const struct stmt *stmt, int64_t project_id, void *owner,
                   db_done *done)
{
    struct db_arg args[] = {db_int(project_id)};

    db_ask(db, stmt, args, owner, done);
}

void application_get(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    ask_of(db, &get_stmt, project_id, owner, done);
}

void project_get(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    ask_of(db, &project_stmt, project_id, owner, done);
}

int64_t application_page_at(const struct application *a, int page)
{
    const int64_t at[] = {a->changed_at_1, a->changed_at_2, a->changed_at_3, a->changed_at_4};

    return page >= 1 && page <= APPLICATION_PAGES ? at[page - 1] : 0;
}

const char *application_page_by(const struct application *a, int page)
{
    const char *const by[] = {a->changed_by_1, a->changed_by_2, a->changed_by_3, a->changed_by_4};

    return page >= 1 && page <= APPLICATION_PAGES ? by[page - 1] : NULL;
}

static const struct db_column missing_columns[] = {
    COLUMN_INT(struct application_missing, page),
    COLUMN_TEXT(struct application_missing, field),
    COLUMN_END,
};

static const struct stmt missing_stmt = {
    .name = "application_missing",
    .text = "select * from api.application_missing($1)",
    .params = {DB_INT},
    .columns = missing_columns,
    .row_size = sizeof(struct application_missing),
    .repeat = DB_READ,
};

void application_missing(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    ask_of(db, &missing_stmt, project_id, owner, done);
}

static const struct db_column decision_columns[] = {
    COLUMN_INT(struct application_decision, round),
    COLUMN_TEXT(struct application_decision, bureau),
    COLUMN_TEXT(struct application_decision, office_name),
    COLUMN_TEXT(struct application_decision, decision),
    COLUMN_TEXT(struct application_decision, reason),
    COLUMN_TEXT(struct application_decision, decided_by),
    COLUMN_TIME(struct application_decision, decided_at),
    COLUMN_END,
};

static const struct stmt decisions_stmt = {
    .name = "application_decisions",
    .text = "select * from api.application_decisions($1)",
    .params = {DB_INT},
    .columns = decision_columns,
    .row_size = sizeof(struct application_decision),
    .repeat = DB_READ,
};

void application_decisions(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    ask_of(db, &decisions_stmt, project_id, owner, done);
}

/* ---- the list ---- */

static const struct record_field filter_fields[] = {
    RECORD_TEXT_OF(struct application_filter, search),
    RECORD_TEXT_OF(struct application_filter, approval),
    RECORD_TEXT_OF(struct application_filter, industry),
    RECORD_TEXT_OF(struct application_filter, state),
    RECORD_TEXT_OF(struct application_filter, in_assessment_scope),
    RECORD_ID_OF(struct application_filter, hr_office_id),
    RECORD_ID_OF(struct application_filter, industry_office_id),
};

const struct record_shape application_filter_shape = {
    filter_fields,
    sizeof filter_fields / sizeof *filter_fields,
    sizeof(struct application_filter),
};

static const struct db_column row_columns[] = {
    COLUMN_INT(struct application_row, project_id),
    COLUMN_TEXT(struct application_row, approval),
    COLUMN_TEXT(struct application_row, name),
    COLUMN_TEXT(struct application_row, region_name),
    COLUMN_TEXT(struct application_row, company_name),
    COLUMN_TEXT(struct application_row, hr_office_name),
    COLUMN_TEXT(struct application_row, industry_name),
    COLUMN_TEXT(struct application_row, industry_office_name),
    COLUMN_TEXT(struct application_row, state_name),
    COLUMN_TEXT(struct application_row, programme),
    COLUMN_TEXT(struct application_row, client_name),
    COLUMN_BOOL(struct application_row, in_assessment_scope),
    COLUMN_BOOL(struct application_row, waits_for_me),
    COLUMN_TIME(struct application_row, changed_at),
    COLUMN_JSON(struct application_row, at),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "application_list",
    .text = "select * from api.application_list($1, $2, $3, $4, $5)",
    .params = {DB_JSON, DB_TEXT, DB_BOOL, DB_JSON, DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct application_row),
    .repeat = DB_READ,
};

void application_list(struct db *db, const struct application_filter *filter, const char *sort,
                      bool backwards, const char *after, int n, void *owner, db_done *done)
{
    char *filters = record_to_json(&application_filter_shape, filter);
    struct db_arg args[] = {db_json(filters), db_text(sort), db_bool(backwards), db_json(after),
                            db_int(n)};

    db_ask(db, &list_stmt, args, owner, done);
    record_json_free(&filters);
}

static const struct {
    const char *approval, *name;
} approvals[] = {
    {"draft", N_("draft")},
    {"pending", N_("pending")},
    {"approved", N_("approved")},
    {"rejected", N_("rejected")},
};

static const struct stmt note_stmt = {
    .name = "application_export_note",
    .text = "select api.application_export_note($1, $2, $3)",
    .params = {DB_JSON, DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};

void application_export_note(struct db *db, const char *filters, const struct export_result *result,
                             void *owner, db_done *done)
{
    struct db_arg args[] = {db_json(filters ? filters : "{}"), db_int(result->rows),
                            db_text(result->sha256)};

    db_ask(db, &note_stmt, args, owner, done);
}

const char *application_approval_name(const char *approval)
{
    for (size_t i = 0; approval && i < sizeof approvals / sizeof *approvals; i++)
        if (strcmp(approvals[i].approval, approval) == 0)
            return gettext(approvals[i].name);
    return approval ? approval : "";
}

static const struct db_column count_columns[] = {
    COLUMN_TEXT(struct application_count, approval),
    COLUMN_INT(struct application_count, count),
    COLUMN_END,
};

static const struct stmt counts_stmt = {
    .name = "application_counts",
    .text = "select * from api.application_counts()",
    .columns = count_columns,
    .row_size = sizeof(struct application_count),
    .repeat = DB_READ,
};

void application_counts(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &counts_stmt, NULL, owner, done);
}

/* ---- verbs ---- */

static const struct db_column made_columns[] = {
    COLUMN_INT(struct application_made, project_id),
    COLUMN_TIME(struct application_made, changed_at),
    COLUMN_END,
};

static const struct stmt make_stmt = {
    .name = "application_make",
    .text = "select * from api.application_make($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_JSON},
    .columns = made_columns,
    .row_size = sizeof(struct application_made),
    .repeat = DB_AGAIN,
};

void application_make(struct db *db, int64_t company_id, const char *request_id,
                      const struct application_pages *form, void *owner, db_done *done)
{
    char *json = record_to_json(&application_page_shape[0], form);
    struct db_arg args[] = {db_int(company_id), db_text(request_id), db_json(json)};

    db_ask(db, &make_stmt, args, owner, done);
    record_json_free(&json);
}

static const struct db_column saved_columns[] = {
    COLUMN_TIME(struct application_saved, changed_at),
    COLUMN_END,
};

static const struct stmt save_stmt = {
    .name = "application_save",
    .text = "select * from api.application_save($1, $2, $3::int, $4)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_JSON},
    .columns = saved_columns,
    .row_size = sizeof(struct application_saved),
    .repeat = DB_AGAIN,
};

void application_save(struct db *db, int64_t project_id, const char *request_id, int page,
                      const struct application_pages *form, void *owner, db_done *done)
{
    char *json = record_to_json(&application_page_shape[page - 1], form);
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_int(page), db_json(json)};

    db_ask(db, &save_stmt, args, owner, done);
    record_json_free(&json);
}

static const struct stmt submit_stmt = {
    .name = "application_submit",
    .text = "select round from api.application_submit($1, $2)",
    .params = {DB_INT, DB_TEXT},
    .repeat = DB_AGAIN,
};

void application_submit(struct db *db, int64_t project_id, const char *request_id, void *owner,
                        db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id)};

    db_ask(db, &submit_stmt, args, owner, done);
}

static const struct stmt withdraw_stmt = {
    .name = "application_withdraw",
    .text = "select api.application_withdraw($1)",
    .params = {DB_INT},
};

void application_withdraw(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    ask_of(db, &withdraw_stmt, project_id, owner, done);
}

static const struct stmt drop_stmt = {
    .name = "application_drop",
    .text = "select api.application_drop($1)",
    .params = {DB_INT},
};

void application_drop(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    ask_of(db, &drop_stmt, project_id, owner, done);
}

static const struct db_column decided_columns[] = {
    COLUMN_TEXT(struct application_decided, approval),
    COLUMN_END,
};

static const struct stmt approve_stmt = {
    .name = "application_approve",
    .text = "select * from api.application_approve($1, $2, $3, $4)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_TEXT},
    .columns = decided_columns,
    .row_size = sizeof(struct application_decided),
    .repeat = DB_AGAIN,
};

static const struct stmt reject_stmt = {
    .name = "application_reject",
    .text = "select * from api.application_reject($1, $2, $3, $4)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_TEXT},
    .columns = decided_columns,
    .row_size = sizeof(struct application_decided),
    .repeat = DB_AGAIN,
};

void application_decide(struct db *db, int64_t project_id, const char *request_id, int64_t round,
                        bool approve, const char *reason, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_int(round),
                            db_text(reason)};

    db_ask(db, approve ? &approve_stmt : &reject_stmt, args, owner, done);
}

static const struct stmt assess_stmt = {
    .name = "application_assess",
    .text = "select api.application_assess($1, $2, $3)",
    .params = {DB_INT, DB_BOOL, DB_TEXT},
};

void application_assess(struct db *db, int64_t project_id, bool in_scope, const char *reason,
                        void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_bool(in_scope), db_text(reason)};

    db_ask(db, &assess_stmt, args, owner, done);
}

static const struct stmt code_send_stmt = {
    .name = "application_code_send",
    .text = "select api.application_code_send($1, $2)",
    .params = {DB_INT, DB_TEXT},
};

void application_code_send(struct db *db, int64_t project_id, const char *phone, void *owner,
                           db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(phone)};

    db_ask(db, &code_send_stmt, args, owner, done);
}

static const struct db_column confirmed_columns[] = {
    COLUMN_BOOL(struct application_confirmed, confirmed),
    COLUMN_END,
};

static const struct stmt code_check_stmt = {
    .name = "application_code_check",
    .text = "select * from api.application_code_check($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_TEXT},
    .columns = confirmed_columns,
    .row_size = sizeof(struct application_confirmed),
};

void application_code_check(struct db *db, int64_t project_id, const char *phone, const char *code,
                            void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(phone), db_text(code)};

    db_ask(db, &code_check_stmt, args, owner, done);
}

/* ---- the position ---- */

static const struct db_column job_columns[] = {
    COLUMN_INT(struct application_job, job_id),
    COLUMN_END,
};

static const struct stmt geocode_stmt = {
    .name = "application_geocode",
    .text = "select * from api.application_geocode($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_TEXT},
    .columns = job_columns,
    .row_size = sizeof(struct application_job),
    .repeat = DB_AGAIN,
};

void application_geocode(struct db *db, int64_t project_id, const char *address,
                         const char *request_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(address), db_text(request_id)};

    db_ask(db, &geocode_stmt, args, owner, done);
}

static bool degrees(const cJSON *json, const char *name, double most, char out[16])
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(json, name);

    if (!cJSON_IsNumber(value) || !(fabs(value->valuedouble) <= most))
        return false;
    snprintf(out, 16, "%.6f", value->valuedouble);
    return true;
}

bool application_position(const char *answer, char longitude[16], char latitude[16],
                          struct err *err)
{
    cJSON *json = cJSON_Parse(answer);
    bool right = cJSON_IsObject(json) && degrees(json, "longitude", 180, longitude) &&
                 degrees(json, "latitude", 90, latitude);

    cJSON_Delete(json);
    if (!right)
        return err_set(err, ERR_INPUT, "longitude", _("The geocoder knows no such address."),
                       _("Type the position."));
    return true;
}

/* ---- what can be named ---- */

static const struct db_column office_columns[] = {
    COLUMN_INT(struct office_offer, office_id),
    COLUMN_TEXT(struct office_offer, name),
    COLUMN_TEXT(struct office_offer, region_name),
    COLUMN_TEXTS(struct office_offer, initials),
    COLUMN_END,
};

static const struct stmt office_stmt = {
    .name = "office_find",
    .text = "select * from api.office_find($1, $2, $3)",
    .params = {DB_TEXT, DB_TEXT, DB_TEXT},
    .columns = office_columns,
    .row_size = sizeof(struct office_offer),
    .repeat = DB_READ,
};

void office_find(struct db *db, const char *bureau, const char *region, const char *industry,
                 void *owner, db_done *done)
{
    struct db_arg args[] = {db_text(bureau), db_text(region), db_text(industry)};

    db_ask(db, &office_stmt, args, owner, done);
}

static const struct db_column person_columns[] = {
    COLUMN_INT(struct company_person, account_id),
    COLUMN_TEXT(struct company_person, name),
    COLUMN_TEXT(struct company_person, phone_masked),
    COLUMN_TEXTS(struct company_person, initials),
    COLUMN_END,
};

static const struct stmt people_stmt = {
    .name = "company_people",
    .text = "select * from api.company_people($1, $2)",
    .params = {DB_INT, DB_TEXT},
    .columns = person_columns,
    .row_size = sizeof(struct company_person),
    .repeat = DB_READ,
};

void company_people(struct db *db, int64_t company_id, const char *typed, void *owner,
                    db_done *done)
{
    struct db_arg args[] = {db_int(company_id), db_text(typed)};

    db_ask(db, &people_stmt, args, owner, done);
}
