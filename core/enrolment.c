/* Enrolment: the second half of core/worker.h. */
#include "core/base/i18n.h"
#include "core/base/idno.h"
#include "core/base/phone.h"
#include "core/base/text.h"
#include "core/column.h"
#include "core/worker.h"

#include <stdio.h>
#include <string.h>

static const struct record_field fields[] = {
    /* the card's own: card_look sends these alone */
    RECORD_TEXT_OF(struct enrolment, document_kind),
    RECORD_TEXT_OF(struct enrolment, document_number),
    RECORD_TEXT_OF(struct enrolment, name),
    RECORD_TEXT_OF(struct enrolment, sex),
    RECORD_TEXT_OF(struct enrolment, birth_on),
    RECORD_TEXT_OF(struct enrolment, valid_from),
    RECORD_TEXT_OF(struct enrolment, valid_until),
    /* the rest of the card, and what the clerk adds */
    RECORD_FLAG_OF(struct enrolment, name_extended),
    RECORD_TEXT_OF(struct enrolment, other_name),
    RECORD_TEXT_OF(struct enrolment, nationality),
    RECORD_TEXT_OF(struct enrolment, address),
    RECORD_TEXT_OF(struct enrolment, issuer),
    RECORD_TEXT_OF(struct enrolment, travel_document),
    RECORD_TEXT_OF(struct enrolment, card_version),
    RECORD_FLAG_OF(struct enrolment, same_person),
    RECORD_TEXT_OF(struct enrolment, phone),
    RECORD_ID_OF(struct enrolment, participant_id),
    RECORD_ID_OF(struct enrolment, team_id),
    RECORD_ID_OF(struct enrolment, invitation_id),
    RECORD_TEXT_OF(struct enrolment, worker_kind),
    RECORD_TEXT_OF(struct enrolment, trade),
    RECORD_TEXT_OF(struct enrolment, started_on),
    RECORD_TEXT_OF(struct enrolment, consent_text_version),
    RECORD_TEXT_OF(struct enrolment, consent_means),
};

enum { LOOK_FIELDS = 7 };

const struct record_shape enrolment_shape = {
    fields,
    sizeof fields / sizeof *fields,
    sizeof(struct enrolment),
};

static const struct record_shape look_shape = {fields, LOOK_FIELDS, sizeof(struct enrolment)};

static bool missing(struct err *err, const char *field, const char *text)
{
    return err_set(err, ERR_INPUT, field, text, NULL);
}

static bool parse_phone(struct enrolment *enrolment, struct err *err)
{
    struct phone phone;

    if (!phone_parse(enrolment->phone, &phone))
        return phone_err(&phone, "phone", err);
    return text_copy(enrolment->phone, sizeof enrolment->phone, phone.number);
}

/* The same days as sec-enrol.sql allows. */
static bool start_allowed(struct day start, struct day today, struct err *err)
{
    const struct day first = {2000, 1, 1}, last = day_add_days(today, 366);
    char from[DAY_SIZE], until[DAY_SIZE], text[160];

    if (day_compare(start, first) >= 0 && day_compare(start, last) <= 0)
        return true;
    snprintf(text, sizeof text, _("Start: a day from %s to %s."), day_format(first, from),
             day_format(last, until));
    return missing(err, "started_on", text);
}

static bool parse_start(struct enrolment *enrolment, struct day today, struct err *err)
{
    struct day day;

    if (!*enrolment->started_on)
        return missing(err, "started_on", _("Type the day the work starts."));
    if (!day_parse(enrolment->started_on, &day))
        return day_err(today, "started_on", err);
    day_format(day, enrolment->started_on);
    return start_allowed(day, today, err);
}

bool enrolment_parse(struct enrolment *enrolment, struct day today, struct err *err)
{
    struct idno number;
    char name[sizeof enrolment->name];

    if (!*enrolment->document_number)
        return missing(err, "document_number", _("Put the card on the reader first."));
    /* A wrong check digit on a card only warns: the card is the document, not our arithmetic. */
    idno_parse(enrolment->document_number, today, &number);
    if (number.problem == IDNO_OK)
        text_copy(enrolment->document_number, sizeof enrolment->document_number, number.number);
    if (!text_name_store(name, sizeof name, enrolment->name) || !*name)
        return missing(err, "name", _("The card's name is missing."));
    text_copy(enrolment->name, sizeof enrolment->name, name);
    if (!enrolment->same_person)
        return err_set(err, ERR_INPUT, "same_person",
                       _("Look from the card to the person, then confirm that they are the same."),
                       NULL);
    if (!*enrolment->consent_means)
        return missing(err, "consent_means",
                       _("The worker's consent is missing: it is signed on paper first."));
    if (!parse_phone(enrolment, err))
        return false;
    if (enrolment->participant_id == 0)
        return missing(err, "participant_id", _("Choose the company."));
    if (enrolment->team_id == 0)
        return missing(err, "team_id", _("Choose the team."));
    if (!*enrolment->worker_kind)
        return missing(err, "worker_kind", _("Choose what kind of worker this is."));
    if (!*enrolment->trade)
        return missing(err, "trade", _("Choose the trade."));
    return parse_start(enrolment, today, err);
}

/* ---- what is known of a card ---- */

static const struct db_column look_columns[] = {
    COLUMN_BOOL(struct card_look, known),
    COLUMN_INT(struct card_look, worker_id),
    COLUMN_TEXT(struct card_look, name),
    COLUMN_TEXT(struct card_look, phone_masked),
    COLUMN_TEXT(struct card_look, phone),
    COLUMN_TEXT(struct card_look, worker_kind),
    COLUMN_TEXT(struct card_look, trade),
    COLUMN_INT(struct card_look, participant_id),
    COLUMN_INT(struct card_look, team_id),
    COLUMN_BOOL(struct card_look, live_here),
    COLUMN_TEXT(struct card_look, live_team_name),
    COLUMN_DAY(struct card_look, live_since),
    COLUMN_INT(struct card_look, live_elsewhere),
    COLUMN_INT(struct card_look, invitation_id),
    COLUMN_TEXTS(struct card_look, blocks),
    COLUMN_TEXTS(struct card_look, warnings),
    COLUMN_END,
};

static const struct stmt look_stmt = {
    .name = "card_look",
    .text = "select * from api.card_look($1, $2)",
    .params = {DB_INT, DB_JSON},
    .columns = look_columns,
    .row_size = sizeof(struct card_look),
    .repeat = DB_AGAIN,
};

void card_look(struct db *db, int64_t project_id, const struct enrolment *card, void *owner,
               db_done *done)
{
    char *json = record_to_json(&look_shape, card);
    struct db_arg args[] = {db_int(project_id), db_json(json)};

    db_ask(db, &look_stmt, args, owner, done);
    record_json_free(&json);
}

static const struct {
    const char *word, *text;
} sayings[] = {
    {"under_16", N_("Younger than 16: must not be enrolled.")},
    {"live_here", N_("Already working on this project.")},
    {"under_18", N_("Younger than 18: no heavy or dangerous work.")},
    {"over_age", N_("Beyond retirement age: mind the rules for heavy work.")},
    {"card_expired", N_("The card has expired: ask for a new one.")},
    {"live_elsewhere", N_("Working on another project at the same time.")},
    {"name_maybe_cut", N_("The name fills its field: compare it with the printed card.")},
    {"number_check", N_("The card's number does not fit its check digit.")},
    {"birth_mismatch", N_("The birth day differs from the one in the number.")},
    {"sex_mismatch", N_("The sex differs from the one in the number.")},
    {"name_differs", N_("Known under another name: the card's name will be taken.")},
};

static void say_live(const struct card_look *look, char *text, size_t size)
{
    char day[DAY_SIZE];

    snprintf(text, size, _("Already working on this project, in team %s since %s."),
             look->live_team_name, day_format(look->live_since, day));
}

void card_look_say(const struct card_look *look, const char *word, char *text, size_t size)
{
    if (strcmp(word, "live_here") == 0 && look->live_team_name) {
        say_live(look, text, size);
        return;
    }
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
        if (strcmp(sayings[i].word, word) == 0) {
            text_copy(text, size, gettext(sayings[i].text));
            return;
        }
    }
    text_copy(text, size, word);
}

/* ---- enrolling ---- */

static const struct db_column enrolled_columns[] = {
    COLUMN_INT(struct enrolled, worker_id),
    COLUMN_INT(struct enrolled, engagement_id),
    COLUMN_BOOL(struct enrolled, returning),
    COLUMN_END,
};

static const struct stmt enrol_stmt = {
    .name = "worker_enrol",
    .text = "select worker_id, engagement_id, \"returning\" from api.worker_enrol($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_JSON},
    .columns = enrolled_columns,
    .row_size = sizeof(struct enrolled),
    .repeat = DB_AGAIN,
};

void worker_enrol(struct db *db, int64_t project_id, const char *request_id,
                  const struct enrolment *enrolment, void *owner, db_done *done)
{
    char *json = record_to_json(&enrolment_shape, enrolment);
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_json(json)};

    db_ask(db, &enrol_stmt, args, owner, done);
    record_json_free(&json);
}
