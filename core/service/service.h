/* Outside services as an operator sees and sets them (SPEC 21): where each is reached, and whether
 * it is switched on. Their secrets are not here: core/service/key_ring.h. */
#ifndef ANXIN_SERVICE_SERVICE_H
#define ANXIN_SERVICE_SERVICE_H

#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

struct service_row {
    const char *service; /* sms, registry, geocode, deposit */
    const char *url;     /* NULL: none yet */
    bool enabled;
    int64_t timeout_s;
    const char *client_id, *sign;
    int64_t waiting, failed; /* jobs */
    int64_t changed_at;
    const char *changed_by_name;
};

/* Rows of struct service_row, all of them. */
void service_list(struct db *db, void *owner, db_done *done);

/* A service as the form holds it. */
struct service_form {
    char service[24];
    char url[320];
    bool enabled;
    char timeout_s[4];
    char client_id[64], sign[64];
    char changed_at[48];
};

extern const struct record_shape service_form_shape;

void service_form_from(struct service_form *form, const struct service_row *row);

/* Checks what can be told without the database. */
bool service_parse(struct service_form *form, struct err *err);

/* A change made by somebody else since `changed_at` is an ERR_CONFLICT with SQLSTATE AX006. */
void service_save(struct db *db, const struct service_form *form, void *owner, db_done *done);

/* A service in the user's words. */
const char *service_name(const char *service);

/* Whether anybody looks for failed logins (SPEC 3.3). */
struct lockout_state {
    int64_t read_at;   /* 0: never */
    const char *error; /* never_run, stopped, no_json_log, unreadable; NULL: all is well */
};
/* Why failed logins lock nobody out, in the user's words; "" for NULL. */
const char *lockout_why(const char *error);
void lockout_state(struct db *db, void *owner, db_done *done);

#endif
