#include "config.h"

#include "core/service/service.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct db_column row_columns[] = {
    COLUMN_TEXT(struct service_row, service),
    COLUMN_TEXT(struct service_row, url),
    COLUMN_BOOL(struct service_row, enabled),
    COLUMN_INT(struct service_row, timeout_s),
    COLUMN_TEXT(struct service_row, client_id),
    COLUMN_TEXT(struct service_row, sign),
    COLUMN_INT(struct service_row, waiting),
    COLUMN_INT(struct service_row, failed),
    COLUMN_TIME(struct service_row, changed_at),
    COLUMN_TEXT(struct service_row, changed_by_name),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "service_list",
    .text = "select * from api.service_list()",
    .columns = row_columns,
    .row_size = sizeof(struct service_row),
    .repeat = DB_READ,
};

void service_list(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &list_stmt, NULL, owner, done);
}

static const struct record_field form_fields[] = {
    RECORD_TEXT_OF(struct service_form, service),    RECORD_TEXT_OF(struct service_form, url),
    RECORD_FLAG_OF(struct service_form, enabled),    RECORD_TEXT_OF(struct service_form, timeout_s),
    RECORD_TEXT_OF(struct service_form, client_id),  RECORD_TEXT_OF(struct service_form, sign),
    RECORD_TEXT_OF(struct service_form, changed_at),
};

const struct record_shape service_form_shape = {
    form_fields,
    sizeof form_fields / sizeof *form_fields,
    sizeof(struct service_form),
};

static void take(char *to, size_t size, const char *from)
{
    text_copy(to, size, from ? from : "");
}

void service_form_from(struct service_form *form, const struct service_row *row)
{
    memset(form, 0, sizeof *form);
    take(form->service, sizeof form->service, row->service);
    take(form->url, sizeof form->url, row->url);
    form->enabled = row->enabled;
    snprintf(form->timeout_s, sizeof form->timeout_s, "%d", (int)(row->timeout_s % 100));
    take(form->client_id, sizeof form->client_id, row->client_id);
    take(form->sign, sizeof form->sign, row->sign);
    record_moment(row->changed_at, form->changed_at, sizeof form->changed_at);
}

bool service_parse(struct service_form *form, struct err *err)
{
    char url[sizeof form->url], *end;
    long seconds = strtol(form->timeout_s, &end, 10);

    text_trim(url, sizeof url, form->url);
    text_copy(form->url, sizeof form->url, url);
    if (form->enabled && !*form->url)
        return err_set(err, ERR_INPUT, "url",
                       _("A service needs its address before it is switched on."), NULL);
    if (*form->url && (strncmp(form->url, "https://", 8) != 0 || strpbrk(form->url + 8, " @?#") ||
                       strlen(form->url) < 11))
        return err_set(
            err, ERR_INPUT, "url",
            _("An address begins with https:// and holds no name, password or question."),
            _("Passwords and keys lie in files on the worker's machine."));
    if (!*form->timeout_s || *end || seconds < 1 || seconds > 60)
        return err_set(err, ERR_INPUT, "timeout_s", _("A wait of 1 to 60 seconds."), NULL);
    return true;
}

static const struct stmt save_stmt = {
    .name = "service_save",
    .text = "select api.service_save($1)",
    .params = {DB_JSON},
    .repeat = DB_ONCE,
};

void service_save(struct db *db, const struct service_form *form, void *owner, db_done *done)
{
    char *json = record_to_json(&service_form_shape, form);
    struct db_arg args[] = {db_json(json)};

    db_ask(db, &save_stmt, args, owner, done);
    record_json_free(&json);
}

const char *service_name(const char *service)
{
    static const struct {
        const char *service, *name;
    } names[] = {
        {"sms", N_("Short messages")},
        {"registry", N_("Business registry")},
        {"geocode", N_("Geocoder")},
        {"deposit", N_("Micro-deposits")},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].service, service) == 0)
            return gettext(names[i].name);
    return service;
}

static const struct db_column lockout_columns[] = {
    COLUMN_TIME(struct lockout_state, read_at),
    COLUMN_TEXT(struct lockout_state, error),
    COLUMN_END,
};

static const struct stmt lockout_stmt = {
    .name = "lockout_state",
    .text = "select * from api.lockout_state()",
    .columns = lockout_columns,
    .row_size = sizeof(struct lockout_state),
    .repeat = DB_READ,
};

void lockout_state(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &lockout_stmt, NULL, owner, done);
}

const char *lockout_why(const char *error)
{
    static const struct {
        const char *error, *text;
    } whys[] = {
        {"never_run", N_("Failed logins lock nobody out: the worker has not run yet.")},
        {"stopped", N_("Failed logins lock nobody out: the worker does not run.")},
        {"no_json_log", N_("Failed logins lock nobody out: the database server writes no JSON log "
                           "(logging_collector, log_destination = jsonlog).")},
        {"unreadable", N_("Failed logins lock nobody out: the database server's log cannot be "
                          "read.")},
    };

    for (size_t i = 0; error && i < sizeof whys / sizeof *whys; i++)
        if (strcmp(whys[i].error, error) == 0)
            return gettext(whys[i].text);
    return error ? error : "";
}
