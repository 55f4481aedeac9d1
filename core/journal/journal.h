/* The terminal's journal: what has to survive on this machine while the database is away.
 *
 * One SQLite file (WAL, synchronous=FULL: what was saved survives a loss of power), shared by all
 * programs that use the same data folder. What is personal in it is sealed with the key file beside
 * it (XChaCha20-Poly1305), so that nothing readable is ever on the disk. Without a file that can
 * be written the journal lives in memory, in the same form, and is gone with the program.
 *
 * So far it keeps drafts (SPEC 20.7); the tables of later versions join it by a step in
 * journal_schema.c. For one thread at a time. */
#ifndef ANXIN_JOURNAL_JOURNAL_H
#define ANXIN_JOURNAL_JOURNAL_H

#include "core/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct journal;

/* Opens `path`, made if missing (0600), and the key in `key_path`, made on first use (0600, 32
 * random bytes as hex). Drafts older than 7 days are dropped.
 *
 * The journal that comes back can always be used; `err` then says what the user should know, or is
 * ERR_NONE:
 *   - the file was damaged, or sealed with another key: it was renamed to PATH.aside-TIME, never
 *     deleted, and a new one begun (ERR_CONFLICT);
 *   - no file can be written, or a newer program made it: the journal is in memory (ERR_DENIED).
 * NULL only if memory itself cannot be had (ERR_BUG). Either path may be NULL: in memory, which is
 * then no error. */
struct journal *journal_open(const char *path, const char *key_path, struct err *err);
void journal_close(struct journal **journal);

/* False: in memory, gone with the program. */
bool journal_is_on_disk(const struct journal *journal);

/* ---- drafts: what stands in a form and is not saved ---- */

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
