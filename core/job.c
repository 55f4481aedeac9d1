#include "config.h"

#include "core/job.h"

#include "core/base/i18n.h"
#include "core/column.h"
#include "core/service/service.h"

#include <string.h>

static const struct db_column state_columns[] = {
    COLUMN_TEXT(struct job_state, state),
    COLUMN_JSON(struct job_state, answer),
    COLUMN_TEXT(struct job_state, last_error),
    COLUMN_END,
};

static const struct stmt state_stmt = {
    .name = "job_state",
    .text = "select * from api.job_state($1)",
    .params = {DB_INT},
    .columns = state_columns,
    .row_size = sizeof(struct job_state),
    .repeat = DB_READ,
};

void job_state(struct db *db, int64_t job_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(job_id)};

    db_ask(db, &state_stmt, args, owner, done);
}

static const struct record_field filter_fields[] = {
    RECORD_ID_OF(struct job_filter, job_id),
    RECORD_TEXT_OF(struct job_filter, state),
    RECORD_TEXT_OF(struct job_filter, kind),
};

const struct record_shape job_filter_shape = {
    filter_fields,
    sizeof filter_fields / sizeof *filter_fields,
    sizeof(struct job_filter),
};

static const struct db_column row_columns[] = {
    COLUMN_INT(struct job_row, job_id),       COLUMN_TEXT(struct job_row, kind),
    COLUMN_TEXT(struct job_row, kind_name),   COLUMN_TEXT(struct job_row, subject),
    COLUMN_TEXT(struct job_row, state),       COLUMN_INT(struct job_row, attempt),
    COLUMN_INT(struct job_row, tries),        COLUMN_INT(struct job_row, inquiries),
    COLUMN_TIME(struct job_row, next_try_at), COLUMN_TIME(struct job_row, lease_until),
    COLUMN_TIME(struct job_row, made_at),     COLUMN_TIME(struct job_row, done_at),
    COLUMN_TIME(struct job_row, expires_at),  COLUMN_TEXT(struct job_row, last_error),
    COLUMN_TEXT(struct job_row, by_name),     COLUMN_TEXT(struct job_row, key),
    COLUMN_INT(struct job_row, project_id),   COLUMN_INT(struct job_row, company_id),
    COLUMN_JSON(struct job_row, at),          COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "job_list",
    .text = "select * from api.job_list($1, $2, $3, $4, $5)",
    .params = {DB_JSON, DB_TEXT, DB_BOOL, DB_JSON, DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct job_row),
    .repeat = DB_READ,
};

void job_list(struct db *db, const struct job_filter *filter, const char *sort, bool backwards,
              const char *after, int n, void *owner, db_done *done)
{
    char *filters = record_to_json(&job_filter_shape, filter);
    struct db_arg args[] = {db_json(filters), db_text(sort), db_bool(backwards), db_json(after),
                            db_int(n)};

    db_ask(db, &list_stmt, args, owner, done);
    record_json_free(&filters);
}

/* Again: of a job that was queued meanwhile the second answer says that it has not failed. */
static const struct stmt resend_stmt = {
    .name = "job_resend",
    .text = "select api.job_resend($1)",
    .params = {DB_INT},
    .repeat = DB_ONCE,
};

void job_resend(struct db *db, int64_t job_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(job_id)};

    db_ask(db, &resend_stmt, args, owner, done);
}

/* The four that have a service of their name are known here; others are named by the database. */
const char *job_kind_name(const struct job_row *job)
{
    const char *name = service_name(job->kind);

    return name != job->kind ? name : job->kind_name;
}

const char *job_state_name(const char *state)
{
    static const struct {
        const char *state, *name;
    } names[] = {
        {"queued", N_("waiting")},  {"taken", N_("being sent")}, {"done", N_("done")},
        {"dead", N_("has failed")}, {"unknown", N_("unknown")},  {"by_hand", N_("by hand")},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].state, state) == 0)
            return gettext(names[i].name);
    return state;
}

const char *job_error_words(const char *error)
{
    static const char *const known[] = {
        N_("timeout"),
        N_("name not found"),
        N_("no connection"),
        N_("certificate not trusted"),
        N_("certificate file unusable"),
        N_("no tls"),
        N_("connection cut"),
        N_("address unusable"),
        N_("call failed"),
        N_("call could not be made"),
        N_("answer too long"),
        N_("answer unusable"),
        N_("key file unusable"),
        N_("too late to send"),
        N_("payload unusable"),
        N_("address too long"),
        N_("this worker does not know the kind"),
        N_("no answer within the lease"),
        N_("too late to be of use"),
        N_("refused"),
    };

    for (size_t i = 0; error && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], error) == 0)
            return gettext(known[i]);
    return error ? error : "";
}
