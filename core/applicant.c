/* Asking to join a project or to take one over, and deciding about it. */
#include "config.h"

#include "core/member.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/column.h"

#include <string.h>

static const struct db_column found_columns[] = {
    COLUMN_TEXT(struct project_found, kind),
    COLUMN_INT(struct project_found, project_id),
    COLUMN_INT(struct project_found, participant_id),
    COLUMN_TEXT(struct project_found, project_name),
    COLUMN_TEXT(struct project_found, region_name),
    COLUMN_TEXT(struct project_found, company_name),
    COLUMN_TEXT(struct project_found, contractor_name),
    COLUMN_BOOL(struct project_found, member),
    COLUMN_TEXT(struct project_found, state),
    COLUMN_TEXT(struct project_found, reason),
    COLUMN_TIME(struct project_found, since),
    COLUMN_END,
};

static const struct stmt find_stmt = {
    .name = "project_find",
    .text = "select * from api.project_find($1)",
    .params = {DB_TEXT},
    .columns = found_columns,
    .row_size = sizeof(struct project_found),
    .repeat = DB_READ,
};

void project_find(struct db *db, const char *typed, void *owner, db_done *done)
{
    struct db_arg args[] = {db_text(typed)};

    db_ask(db, &find_stmt, args, owner, done);
}

static const struct stmt join_stmt = {
    .name = "member_apply",
    .text = "select api.member_apply($1, $2, $3)",
    .params = {DB_TEXT, DB_INT, DB_TEXT},
    .repeat = DB_AGAIN,
};

static const struct stmt claim_stmt = {
    .name = "project_claim",
    .text = "select api.project_claim($1, $2, $3)",
    .params = {DB_TEXT, DB_INT, DB_TEXT},
    .repeat = DB_AGAIN,
};

void project_apply(struct db *db, const struct project_found *project, const char *request_id,
                   const char *message, void *owner, db_done *done)
{
    bool claim = strcmp(project->kind, "claim") == 0;
    struct db_arg args[] = {db_text(request_id),
                            db_int(claim ? project->project_id : project->participant_id),
                            db_text(message)};

    db_ask(db, claim ? &claim_stmt : &join_stmt, args, owner, done);
}

static const struct stmt withdraw_stmt = {
    .name = "member_apply_withdraw",
    .text = "select api.member_apply_withdraw($1)",
    .params = {DB_INT},
    .repeat = DB_AGAIN,
};

void project_apply_withdraw(struct db *db, int64_t participant_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(participant_id)};

    db_ask(db, &withdraw_stmt, args, owner, done);
}

/* ---- deciding ---- */

static const struct db_column application_columns[] = {
    {"application_id", DB_INT, offsetof(struct applicant, id)},
    COLUMN_TEXT(struct applicant, name),
    COLUMN_TEXT(struct applicant, phone_masked),
    {"company_name", DB_TEXT, offsetof(struct applicant, where)},
    COLUMN_BOOL(struct applicant, general_contractor),
    COLUMN_TEXT(struct applicant, message),
    COLUMN_TIME(struct applicant, applied_at),
    COLUMN_TEXT(struct applicant, before),
    COLUMN_END,
};

static const struct stmt application_stmt = {
    .name = "application_list",
    .text = "select * from api.application_list($1)",
    .params = {DB_INT},
    .columns = application_columns,
    .row_size = sizeof(struct applicant),
    .repeat = DB_READ,
};

void application_list(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id)};

    db_ask(db, &application_stmt, args, owner, done);
}

static const struct db_column claim_columns[] = {
    {"claim_id", DB_INT, offsetof(struct applicant, id)},
    COLUMN_TEXT(struct applicant, name),
    COLUMN_TEXT(struct applicant, phone_masked),
    {"project_name", DB_TEXT, offsetof(struct applicant, where)},
    COLUMN_TEXT(struct applicant, message),
    COLUMN_TIME(struct applicant, applied_at),
    COLUMN_END,
};

static const struct stmt claims_stmt = {
    .name = "claim_list",
    .text = "select * from api.claim_list($1)",
    .params = {DB_INT},
    .columns = claim_columns,
    .row_size = sizeof(struct applicant),
    .repeat = DB_READ,
};

void claim_list(struct db *db, int64_t company_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id)};

    db_ask(db, &claims_stmt, args, owner, done);
}

static const struct db_column decided_columns[] = {
    COLUMN_BOOL(struct decided, done),
    COLUMN_TEXT(struct decided, state),
    COLUMN_TEXT(struct decided, decided_by),
    COLUMN_TIME(struct decided, decided_at),
    COLUMN_END,
};

static const struct stmt decide_stmt = {
    .name = "application_decide",
    .text = "select * from api.application_decide($1, $2, $3, $4, $5, $6, $7)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_BOOL, DB_TEXT, DB_TEXT, DB_TEXT},
    .columns = decided_columns,
    .row_size = sizeof(struct decided),
    .repeat = DB_AGAIN,
};

void application_decide(struct db *db, int64_t project_id, const char *request_id, int64_t id,
                        const char *role, const char *remark, const char *reason, void *owner,
                        db_done *done)
{
    struct db_arg args[] = {db_int(project_id),    db_text(request_id), db_int(id),
                            db_bool(role != NULL), db_text(role),       db_text(remark),
                            db_text(reason)};

    db_ask(db, &decide_stmt, args, owner, done);
}

static const struct stmt claim_decide_stmt = {
    .name = "claim_decide",
    .text = "select * from api.claim_decide($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_BOOL, DB_TEXT},
    .columns = decided_columns,
    .row_size = sizeof(struct decided),
    .repeat = DB_AGAIN,
};

void claim_decide(struct db *db, int64_t company_id, const char *request_id, int64_t id,
                  bool accept, const char *reason, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id), db_text(request_id), db_int(id), db_bool(accept),
                            db_text(reason)};

    db_ask(db, &claim_decide_stmt, args, owner, done);
}

/* ---- recording ---- */

static const struct record_field record_fields[] = {
    RECORD_TEXT_OF(struct project_record, name),
    RECORD_TEXT_OF(struct project_record, region),
    RECORD_TEXT_OF(struct project_record, industry),
    RECORD_ID_OF(struct project_record, company_id),
};

const struct record_shape project_record_shape = {
    record_fields,
    sizeof record_fields / sizeof *record_fields,
    sizeof(struct project_record),
};

bool project_record_parse(struct project_record *record, struct err *err)
{
    char name[sizeof record->name];

    text_trim(name, sizeof name, record->name);
    text_copy(record->name, sizeof record->name, name);
    if (!*record->name)
        return err_set(err, ERR_INPUT, "name", _("Type the project's name."), NULL);
    if (!*record->region)
        return err_set(err, ERR_INPUT, "region", _("Choose the region."), NULL);
    if (!*record->industry)
        return err_set(err, ERR_INPUT, "industry", _("Choose the industry."), NULL);
    if (!record->company_id)
        return err_set(err, ERR_INPUT, "company_id", _("Choose the general contractor."), NULL);
    return true;
}

static const struct stmt record_stmt = {
    .name = "project_record",
    .text = "select api.project_record($1, $2)",
    .params = {DB_TEXT, DB_JSON},
    .repeat = DB_AGAIN,
};

void project_record(struct db *db, const char *request_id, const struct project_record *record,
                    void *owner, db_done *done)
{
    char *json = record_to_json(&project_record_shape, record);
    struct db_arg args[] = {db_text(request_id), db_json(json)};

    db_ask(db, &record_stmt, args, owner, done);
    record_json_free(&json);
}
