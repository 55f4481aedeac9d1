/* The offices of regulators and the people in them, as an operator keeps them (SPEC 17.1). */
#ifndef ANXIN_CORE_OFFICE_H
#define ANXIN_CORE_OFFICE_H

#include "core/base/day.h"
#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

struct office_row {
    int64_t office_id;
    const char *name, *region, *region_name;
    const char *bureau;   /* hr, industry */
    const char *industry; /* NULL for an hr bureau */
    int64_t regulators, projects, closed_at;
};

/* All of them. */
void office_page(struct db *db, void *owner, db_done *done);

struct office_form {
    int64_t office_id; /* 0: a new one */
    char name[256], region[8], bureau[16], industry[16];
};

void office_save(struct db *db, const struct office_form *form, void *owner, db_done *done);
void office_close(struct db *db, int64_t office_id, void *owner, db_done *done);

/* A regulator: the operator has seen the card. */
struct regulator_form {
    char phone[24], name[128], document_kind[16], document_number[24];
    int64_t office_id;
};

bool regulator_parse(struct regulator_form *form, struct day today, struct err *err);
void regulator_save(struct db *db, const struct regulator_form *form, void *owner, db_done *done);

#endif
