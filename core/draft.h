/* Drafts (DESIGN 4, SPEC 20.7): what stands in a form and was not saved, kept for its owner.
 *
 * A draft is named by the screen it belongs to and a subject on it (a worker's id, "new"). Its
 * content is JSON text with personal data: sealed in the database, and never on the terminal's disk
 * but sealed. While the database is away the latest text of each is held here and in the
 * terminal's journal, and sent when the link is back. */
#ifndef ANXIN_CORE_DRAFT_H
#define ANXIN_CORE_DRAFT_H

#include "core/base/err.h"
#include "core/db/db.h"

struct draft_keeper;
struct journal;

/* `account` is whose drafts these are. `journal` may be NULL: then only memory keeps them while the
 * link is down. Both databases are borrowed and outlive the keeper. */
struct draft_keeper *draft_keeper_new(struct db *db, struct journal *journal, const char *account);

/* Sends nothing more; what waits is kept in the journal for the next sign-in. */
void draft_keeper_free(struct draft_keeper **keeper);

/* Keeps `content` (copied). Never fails to the caller: what cannot be sent waits. */
void draft_keep(struct draft_keeper *keeper, const char *screen, const char *subject,
                const char *content);

/* The form was saved or given up. */
void draft_drop(struct draft_keeper *keeper, const char *screen, const char *subject);

/* The link is back: sends what waits, the journal's first. */
void draft_online(struct draft_keeper *keeper);

/* Whether anything has still to reach the database. */
bool draft_pending(const struct draft_keeper *keeper);

/* How many drafts wait for the link. */
size_t draft_waiting(const struct draft_keeper *keeper);

struct draft_row {
    const char *screen, *subject;
    int64_t saved_at;
};

/* Rows of struct draft_row. */
void draft_list(struct draft_keeper *keeper, void *owner, db_done *done);

struct draft_content {
    const char *content;
};

/* One row of struct draft_content, or none. */
void draft_get(struct draft_keeper *keeper, const char *screen, const char *subject, void *owner,
               db_done *done);

#endif
