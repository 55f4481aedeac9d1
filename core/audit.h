/* The audit chains (SPEC 22.3): one for each project and number 0 for the region. Each entry holds
 * the hash of the one before, so a change, a gap or a swap shows at its number. A tail that was cut
 * off shows only against a head kept elsewhere: an anchor, as the bulletin prints it. */
#ifndef ANXIN_CORE_AUDIT_H
#define ANXIN_CORE_AUDIT_H

#include "core/base/err.h"
#include "core/db/db.h"

#include <stdbool.h>
#include <stdint.h>

struct audit_chain {
    int64_t chain_id; /* the project's number; 0: the region */
    const char *name; /* the project's name, "" for the region */
    int64_t entries;
    const char *head_sha256;
    int64_t last_at;
};

struct audit_result {
    int64_t entries;
    bool ok;
    int64_t first_bad; /* 0 when ok */
    const char *head_sha256;
};

/* A head as it was printed. */
struct audit_anchor {
    int64_t chain_id, entry;
    char sha256[65];
};

/* Reads "CHAIN:ENTRY:SHA256". */
bool audit_anchor_parse(const char *text, struct audit_anchor *anchor);

extern const struct stmt audit_list_stmt; /* rows: struct audit_chain; for operators */
extern const struct stmt
    audit_verify_stmt; /* chain, anchor's entry and hash: one struct audit_result */

/* The same with the administrator's powers, for the private database, which needs no operator. */
extern const struct stmt audit_admin_list_stmt, audit_admin_verify_stmt;

/* Arguments of audit_verify_stmt; `anchor` may be NULL. */
void audit_verify_args(struct db_arg args[3], int64_t chain_id, const struct audit_anchor *anchor);

#endif
