/* Invitations (SPEC 8.1, 8.2): the broken-reader path. Somebody typed in by hand is invited; the
 * card, once it is read, joins them. */
#ifndef ANXIN_CORE_INVITATION_H
#define ANXIN_CORE_INVITATION_H

#include "core/base/day.h"
#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

struct invitation_form {
    char name[128];
    char document_kind[16], document_number[20];
    char phone[16];
    int64_t participant_id, team_id;
    char worker_kind[16], trade[16];
};

extern const struct record_shape invitation_form_shape;

bool invitation_parse(struct invitation_form *form, struct day today, struct err *err);

struct invitation_saved {
    int64_t invitation_id;
};

/* One row of struct invitation_saved. */
void invitation_save(struct db *db, int64_t project_id, const char *request_id,
                     const struct invitation_form *form, void *owner, db_done *done);

#endif
