#include "config.h"

#include "core/project_care.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/column.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct db_column person_columns[] = {
    COLUMN_TEXT(struct project_person, name),         COLUMN_TEXT(struct project_person, role),
    COLUMN_TEXT(struct project_person, company_name), COLUMN_TEXT(struct project_person, remark),
    COLUMN_TIME(struct project_person, from_at),      COLUMN_END,
};

static const struct stmt people_stmt = {
    .name = "project_people",
    .text = "select * from api.project_people($1)",
    .params = {DB_INT},
    .columns = person_columns,
    .row_size = sizeof(struct project_person),
    .repeat = DB_READ,
};

void project_people(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id)};

    db_ask(db, &people_stmt, args, owner, done);
}

/* ---- states ---- */

static const struct db_column state_columns[] = {
    COLUMN_TEXT(struct project_state, state),      COLUMN_DAY(struct project_state, from_on),
    COLUMN_TEXT(struct project_state, reason),     COLUMN_TEXT(struct project_state, changed_by),
    COLUMN_TIME(struct project_state, changed_at), COLUMN_END,
};

static const struct stmt states_stmt = {
    .name = "project_states",
    .text = "select * from api.project_states($1)",
    .params = {DB_INT},
    .columns = state_columns,
    .row_size = sizeof(struct project_state),
    .repeat = DB_READ,
};

void project_states(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id)};

    db_ask(db, &states_stmt, args, owner, done);
}

bool project_state_parse(struct project_state_form *form, struct day today, struct err *err)
{
    struct day day;

    if (!*form->state)
        return err_set(err, ERR_INPUT, "state", _("Choose the state."), NULL);
    if (!day_parse(form->from_on, &day))
        return day_err(today, "from_on", err);
    if (day_compare(day, today) > 0)
        return err_set(err, ERR_INPUT, "from_on", _("This day is still to come."), NULL);
    day_format(day, form->from_on);
    return true;
}

static const struct stmt change_stmt = {
    .name = "project_state_change",
    .text = "select api.project_state_change($1, $2, $3, $4::date, $5)",
    .params = {DB_INT, DB_TEXT, DB_TEXT, DB_DAY, DB_TEXT},
    .repeat = DB_AGAIN,
};

void project_state_change(struct db *db, int64_t project_id, const char *request_id,
                          const struct project_state_form *form, void *owner, db_done *done)
{
    struct day day = DAY_NONE;

    day_parse(form->from_on, &day);
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_text(form->state),
                            db_day(&day), db_text(form->reason)};

    db_ask(db, &change_stmt, args, owner, done);
}

/* ---- settings ---- */

static const struct db_column settings_columns[] = {
    COLUMN_TIME(struct project_settings, changed_at),
    COLUMN_TEXT(struct project_settings, changed_by),
    COLUMN_INT(struct project_settings, attendance_radius_m),
    COLUMN_TEXT(struct project_settings, attendance_points),
    COLUMN_BOOL(struct project_settings, closed_site),
    COLUMN_INT(struct project_settings, wage_day),
    COLUMN_TEXT(struct project_settings, zone),
    COLUMN_TEXT(struct project_settings, standard_hours),
    COLUMN_TEXT(struct project_settings, attended_rule),
    COLUMN_INT(struct project_settings, minimum_wage_fen),
    COLUMN_BOOL(struct project_settings, second_reviewer),
    COLUMN_TEXT(struct project_settings, longitude),
    COLUMN_TEXT(struct project_settings, latitude),
    COLUMN_END,
};

static const struct stmt settings_stmt = {
    .name = "project_settings_get",
    .text = "select * from api.project_settings_get($1)",
    .params = {DB_INT},
    .columns = settings_columns,
    .row_size = sizeof(struct project_settings),
    .repeat = DB_READ,
};

void project_settings_get(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id)};

    db_ask(db, &settings_stmt, args, owner, done);
}

#define FORM struct project_settings_form

static const struct record_field settings_fields[] = {
    RECORD_TEXT_OF(FORM, changed_at),
    RECORD_TEXT_OF(FORM, attendance_radius_m),
    RECORD_TEXT_OF(FORM, attendance_points),
    RECORD_FLAG_OF(FORM, closed_site),
    RECORD_TEXT_OF(FORM, wage_day),
    RECORD_TEXT_OF(FORM, zone),
    RECORD_TEXT_OF(FORM, standard_hours),
    RECORD_TEXT_OF(FORM, attended_rule),
    {"minimum_wage_fen", RECORD_TEXT, offsetof(FORM, minimum_wage_sent),
     sizeof(((FORM *)0)->minimum_wage_sent)},
    RECORD_FLAG_OF(FORM, second_reviewer),
};

const struct record_shape project_settings_shape = {
    settings_fields,
    sizeof settings_fields / sizeof *settings_fields,
    sizeof(FORM),
};

static void take(char *to, size_t size, const char *from)
{
    text_copy(to, size, from ? from : "");
}

void project_settings_from(FORM *form, const struct project_settings *s)
{
    memset(form, 0, sizeof *form);
    record_moment(s->changed_at, form->changed_at, sizeof form->changed_at);
    snprintf(form->attendance_radius_m, sizeof form->attendance_radius_m, "%d",
             (int)(s->attendance_radius_m % 100000));
    snprintf(form->wage_day, sizeof form->wage_day, "%d", (int)(s->wage_day % 100));
    take(form->attendance_points, sizeof form->attendance_points, s->attendance_points);
    take(form->zone, sizeof form->zone, s->zone);
    take(form->standard_hours, sizeof form->standard_hours, s->standard_hours);
    take(form->attended_rule, sizeof form->attended_rule, s->attended_rule);
    if (s->minimum_wage_fen)
        money_format(s->minimum_wage_fen, form->minimum_wage_fen);
    form->closed_site = s->closed_site;
    form->second_reviewer = s->second_reviewer;
}

bool project_settings_parse(FORM *form, struct err *err)
{
    int day = (int)strtol(form->wage_day, NULL, 10);
    int64_t fen = 0;

    if (day < 1 || day > 31)
        return err_set(err, ERR_INPUT, "wage_day", _("A day of the month, 1 to 31."), NULL);
    if (*form->minimum_wage_fen && (!money_parse(form->minimum_wage_fen, &fen) || !fen))
        return money_err("minimum_wage_fen", err);
    form->minimum_wage_sent[0] = '\0';
    if (fen)
        snprintf(form->minimum_wage_sent, sizeof form->minimum_wage_sent, "%" PRId64, fen);
    return true;
}

static const struct db_column saved_columns[] = {
    COLUMN_TIME(struct project_settings_saved, changed_at),
    COLUMN_END,
};

static const struct stmt save_stmt = {
    .name = "project_settings_save",
    .text = "select * from api.project_settings_save($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_JSON},
    .columns = saved_columns,
    .row_size = sizeof(struct project_settings_saved),
    .repeat = DB_AGAIN,
};

void project_settings_save(struct db *db, int64_t project_id, const char *request_id,
                           const FORM *form, void *owner, db_done *done)
{
    char *json = record_to_json(&project_settings_shape, form);
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_json(json)};

    db_ask(db, &save_stmt, args, owner, done);
    record_json_free(&json);
}
