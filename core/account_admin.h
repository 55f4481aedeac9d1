/* Accounts as an operator sees them, and what is done with them (SPEC 3, 1). */
#ifndef ANXIN_CORE_ACCOUNT_ADMIN_H
#define ANXIN_CORE_ACCOUNT_ADMIN_H

#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

struct account_row {
    int64_t account_id;
    const char *name, *phone_masked;
    const char *state;  /* new, active, closed */
    const char *part;   /* operator, regulator, member; NULL: none */
    const char *place;  /* the office's or the companies' names */
    const char *checked_how, *checked_by;
    int64_t checked_at, made_at, last_login_at;
    const char *locked; /* failures, operator; NULL: not locked */
    const char *at;
};

struct account_filter {
    char search[64];
    char state[16]; /* live, new, active, locked, regulator, operator, closed, all */
};

extern const struct record_shape account_filter_shape;

/* `sort` is name or made. */
void account_list(struct db *db, const struct account_filter *filter, const char *sort,
                  bool backwards, const char *after, int n, void *owner, db_done *done);

struct account_facts {
    int64_t account_id;
    const char *name, *login, *phone_masked, *state, *document_kind, *document_tail;
    const char *checked_how, *checked_by;
    int64_t checked_at, made_at, last_login_at;
    const char *last_login_from, *locked;
    int64_t locked_until;
    const char *locked_by;
    int64_t closed_at;
    bool is_operator;
    const char *regulator_office;
    const char *const *companies;
    int64_t password_release, phone_release;
};

void account_get(struct db *db, int64_t account_id, void *owner, db_done *done);

enum account_act {
    ACCOUNT_LOCK,
    ACCOUNT_UNLOCK,
    ACCOUNT_CLOSE,
    ACCOUNT_WITHDRAW, /* no regulator any more */
    ACCOUNT_RELEASE_PASSWORD,
    ACCOUNT_RELEASE_PHONE,
};

/* No rows. */
void account_do(struct db *db, enum account_act act, int64_t account_id, void *owner,
                db_done *done);

/* The operator has the card before them and types its number. */
void account_check(struct db *db, int64_t account_id, const char *document_number, void *owner,
                   db_done *done);

#endif
