/* Companies (SPEC 4). */
#ifndef ANXIN_CORE_COMPANY_H
#define ANXIN_CORE_COMPANY_H

#include "core/db/db.h"

#include <stdbool.h>
#include <stdint.h>

/* One I am a member of. */
struct company_mine {
    int64_t company_id;
    const char *name, *short_name, *uscc;
    bool certified;
    const char *const *roles;  /* mine there; NULL at the end */
    const char *const *duties; /* what they let me do there; NULL at the end */
};

/* Rows of struct company_mine, in the order of their names. */
void company_mine(struct db *db, void *owner, db_done *done);

#endif
