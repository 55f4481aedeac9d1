/* What the server says, in the user's words: one table. A new constraint is one row here; its name
 * is tried first, then the SQLSTATE, then the SQLSTATE's class.
 *
 * Errors of our own class (AXnnn, raised by the functions of schema/api) carry their text
 * themselves: MESSAGE is the msgid, COLUMN the field, HINT an msgid too; DETAIL is a list
 * "key=value, …" whose values stand in for {key} in the text. */
#include "config.h"

#include "core/db/db_private.h"

#include "core/base/i18n.h"
#include "core/base/log.h"

#include <stdio.h>
#include <string.h>

struct error_row {
    const char *match; /* a constraint, five characters of SQLSTATE, or its class of two */
    enum err_code code;
    const char *field;
    const char *text, *hint;
};

static const struct error_row ROWS[] = {
    /* constraints */
    {"engagement_live_uq", ERR_CONFLICT, "document_number",
     N_("This worker already has a live engagement on the project."),
     N_("Look the worker up in the list.")},
    {"team_name_live_uq", ERR_CONFLICT, "name",
     N_("The company has a team of this name on the project already."),
     N_("Choose another name, or open that team.")},
    {"team_exit_ck", ERR_INPUT, "exited_on", N_("The team cannot leave before it has entered."),
     NULL},
    {"team_leader_phone_ck", ERR_INPUT, "leader_phone", N_("This is not a mobile number."), NULL},
    {"team_responsible_phone_ck", ERR_INPUT, "responsible_phone",
     N_("This is not a mobile number."), NULL},
    {"worker_phone_ck", ERR_INPUT, "phone", N_("This is not a mobile number."), NULL},
    {"invitation_phone_ck", ERR_INPUT, "phone", N_("This is not a mobile number."), NULL},
    {"invitation_open_uq", ERR_CONFLICT, "document_number",
     N_("This person has been invited to the project already."), NULL},
    {"participant_live_uq", ERR_CONFLICT, "company_id",
     N_("The company is on the project already."), NULL},
    {"participant_general_contractor_uq", ERR_CONFLICT, "kind",
     N_("The project has a general contractor already."), NULL},
    {"engagement_end_ck", ERR_INPUT, "ended_on", N_("The last day cannot be before the first."),
     NULL},
    {"reveal_reason_ck", ERR_INPUT, "reason", N_("Give a reason of 4 to 200 characters."), NULL},
    {"company_uscc_uq", ERR_CONFLICT, "uscc", N_("A company with this code is registered already."),
     NULL},
    {"company_name_uq", ERR_CONFLICT, "name", N_("A company of this name is registered already."),
     NULL},
    {"account_phone_uq", ERR_CONFLICT, "phone", N_("This number has an account already."), NULL},
    {"draft_size_ck", ERR_INPUT, NULL, N_("The draft is too long to be kept."), NULL},
    /* our own class: the text comes with the error */
    {"AX001", ERR_INPUT, NULL, NULL, NULL},
    {"AX002", ERR_CONFLICT, NULL, NULL, NULL},
    {"AX003", ERR_DENIED, NULL, NULL, NULL},
    {"AX004", ERR_INPUT, NULL, NULL, NULL},
    {"AX005", ERR_DENIED, NULL, NULL, N_("Wait a while and try again.")},
    {"AX006", ERR_CONFLICT, NULL, NULL, N_("Look at it again before you save.")},
    /* what PostgreSQL itself refuses */
    {"23505", ERR_CONFLICT, NULL, N_("This is there already."), NULL},
    {"23503", ERR_CONFLICT, NULL, N_("Something that belongs to this is gone, or still needs it."),
     NULL},
    {"23502", ERR_INPUT, NULL, N_("Something that is needed is missing."), NULL},
    {"23514", ERR_INPUT, NULL, N_("A value is not allowed."), NULL},
    {"22", ERR_INPUT, NULL, N_("A value cannot be understood."), NULL},
    {"42501", ERR_DENIED, NULL, N_("You may not do this."),
     N_("Ask who manages the accounts of your company or project.")},
    {"55P03", ERR_CONFLICT, NULL, N_("Somebody else is changing this at the moment."),
     N_("Try again.")},
    {"40", ERR_CONFLICT, NULL, N_("Others were changing the same at the same moment."),
     N_("Try again.")},
    {"57014", ERR_OFFLINE, NULL, N_("The database took too long."), N_("Try again.")},
    {"25006", ERR_OFFLINE, NULL, N_("The database takes no changes at the moment."),
     N_("Try again later.")},
    {"53100", ERR_OFFLINE, NULL, N_("The server's disk is full."),
     N_("Tell who looks after the server.")},
    {"53", ERR_OFFLINE, NULL, N_("The server is short of something."),
     N_("Try again later; tell who looks after the server.")},
    {"42883", ERR_BUG, NULL, N_("The database and this program are of different versions."),
     N_("Run: anxin db migrate")},
    {"3F000", ERR_BUG, NULL, N_("The database and this program are of different versions."),
     N_("Run: anxin db migrate")},
};

static const char *field_of(const PGresult *result, int which)
{
    const char *said = PQresultErrorField(result, which);

    return said ? said : "";
}

static const struct error_row *find(const char *match, size_t n)
{
    for (size_t i = 0; n > 0 && i < sizeof ROWS / sizeof ROWS[0]; i++)
        if (strlen(ROWS[i].match) == n && strncmp(ROWS[i].match, match, n) == 0)
            return &ROWS[i];
    return NULL;
}

static const struct error_row *find_row(const PGresult *result, const char *sqlstate)
{
    const char *constraint = field_of(result, PG_DIAG_CONSTRAINT_NAME);
    const struct error_row *row = find(constraint, strlen(constraint));

    if (!row)
        row = find(sqlstate, strlen(sqlstate));
    return row || strlen(sqlstate) != 5 ? row : find(sqlstate, 2);
}

/* The value of `key` in "key=value, key=value"; its length, or -1. */
static int value_of(const char *list, const char *key, size_t key_size, const char **value)
{
    while (*list) {
        size_t n = strcspn(list, "=,");
        if (list[n] == '=' && n == key_size && strncmp(list, key, n) == 0) {
            *value = list + n + 1;
            return (int)strcspn(*value, ",");
        }
        list += strcspn(list, ",");
        list += strspn(list, ", ");
    }
    return -1;
}

/* Copies a text with its {key}s replaced. */
static void fill_in(char *to, size_t size, const char *text, const char *values)
{
    size_t n = 0;

    while (*text && n + 1 < size) {
        size_t key = *text == '{' ? strcspn(text, "}") : 0;
        const char *value;
        int length = key > 1 && text[key] == '}' ? value_of(values, text + 1, key - 1, &value) : -1;
        if (length < 0) {
            to[n++] = *text++;
            continue;
        }
        if ((size_t)length > size - 1 - n)
            length = (int)(size - 1 - n);
        memcpy(to + n, value, (size_t)length);
        n += (size_t)length;
        text += key + 1;
    }
    to[n] = '\0';
}

static void fill_own(const PGresult *result, const struct error_row *row, struct err *err)
{
    const char *message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *values = field_of(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = field_of(result, PG_DIAG_MESSAGE_HINT);
    char text[sizeof err->text], more[sizeof err->hint];

    if (!hint[0] && row->hint)
        hint = row->hint;
    /* gettext("") is the catalogue's heading. */
    fill_in(text, sizeof text, message[0] ? gettext(message) : "", values);
    fill_in(more, sizeof more, hint[0] ? gettext(hint) : "", values);
    err_set(err, row->code, field_of(result, PG_DIAG_COLUMN_NAME), text, more);
}

/* A message of these classes names objects, never values: it may go to the log. Others (22:
 * "invalid input syntax for type date: …") may quote what somebody typed. */
static bool may_log_message(const char *sqlstate)
{
    static const char *const CLASSES[] = {"08", "23", "25", "28", "3D", "3F", "40", "42",
                                          "53", "54", "55", "57", "58", "XX", "AX"};

    for (size_t i = 0; i < sizeof CLASSES / sizeof CLASSES[0]; i++)
        if (strncmp(sqlstate, CLASSES[i], 2) == 0)
            return true;
    return false;
}

/* CONTEXT names functions and lines; what stands between quotes in it may be a value. */
static void add_detail(const PGresult *result, const struct stmt *stmt, const char *sqlstate,
                       struct err *err)
{
    const char *context = field_of(result, PG_DIAG_CONTEXT);
    const char *message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
    char where[160];
    size_t n = strcspn(context, "\"\n");

    snprintf(where, sizeof where, "%.*s", (int)(n < 150 ? n : 150), context);
    err_detail(err, "%s: %s constraint=%s table=%s column=%s in %s: %s", stmt->name, sqlstate,
               field_of(result, PG_DIAG_CONSTRAINT_NAME), field_of(result, PG_DIAG_TABLE_NAME),
               field_of(result, PG_DIAG_COLUMN_NAME), where,
               may_log_message(sqlstate) ? message : "(message withheld)");
}

void db_error_fill(const PGresult *result, const struct stmt *stmt, struct log *log,
                   struct err *err)
{
    const char *sqlstate = field_of(result, PG_DIAG_SQLSTATE);
    const struct error_row *row = find_row(result, sqlstate);
    char reference[LOG_REFERENCE_SIZE], text[160];

    if (row && !row->text) {
        fill_own(result, row, err);
    } else if (row) {
        const char *column = field_of(result, PG_DIAG_COLUMN_NAME);
        err_set(err, row->code, row->field ? row->field : column, gettext(row->text),
                row->hint ? gettext(row->hint) : NULL);
    }
    if (!row)
        err_set(err, ERR_BUG, NULL, NULL, NULL);
    snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate);
    add_detail(result, stmt, sqlstate, err);
    if (row && row->code != ERR_BUG && row->code != ERR_OFFLINE)
        return; /* people's everyday mistakes are not the log's business */
    log_err(log, "db", err, reference);
    if (!row) {
        snprintf(text, sizeof text, _("Something went wrong (reference %s)."), reference);
        snprintf(err->text, sizeof err->text, "%s", text);
        snprintf(err->hint, sizeof err->hint, "%s", _("The log has the rest under the reference."));
    }
}
