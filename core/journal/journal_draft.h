/* Drafts in the terminal's journal (SPEC 20.7): what stands in a form and is not saved. */
#ifndef ANXIN_JOURNAL_JOURNAL_DRAFT_H
#define ANXIN_JOURNAL_JOURNAL_DRAFT_H

#include "core/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct journal;

#define JOURNAL_DRAFT_DAYS 7
#define JOURNAL_DRAFT_MAX ((size_t)1 << 20) /* bytes of a content */

/* Whose it is and where it stands. These words are not sealed: `subject` is a key or "new", never
 * anything about a person. */
struct journal_draft_name {
    const char *login;
    const char *screen;
    const char *subject;
};

/* Seals and keeps `content`, in place of an earlier one; once it returns true the draft is on the
 * disk. An empty content is kept as any other. */
bool journal_draft_save(struct journal *journal, struct journal_draft_name name,
                        const char *content, struct err *err);

/* Puts the content in *content, new memory for the caller, who gives it to journal_content_free();
 * NULL with true if there is none. ERR_CONFLICT if it cannot be unsealed: it was changed on the
 * disk. */
bool journal_draft_get(struct journal *journal, struct journal_draft_name name, char **content,
                       struct err *err);

/* Wipes and frees. */
void journal_content_free(char **content);

struct journal_draft {
    char *screen;
    char *subject;
    int64_t saved_at; /* seconds since 1970 */
};

/* The drafts of `login`, the newest first; the caller gives them to journal_drafts_free(). */
bool journal_draft_list(struct journal *journal, const char *login, struct journal_draft **drafts,
                        size_t *count, struct err *err);
void journal_drafts_free(struct journal_draft **drafts, size_t count);

/* Forgets one; that there was none is no error. */
bool journal_draft_drop(struct journal *journal, struct journal_draft_name name, struct err *err);

/* Forgets all that were saved before `moment`. */
bool journal_draft_drop_older(struct journal *journal, int64_t moment, struct err *err);

#endif
