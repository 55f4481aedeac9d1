/* The terminal's journal: what has to survive on this machine while the database is away.
 *
 * One SQLite file (WAL, synchronous=FULL: what was saved survives a loss of power), shared by all
 * programs that use the same data folder. What is personal in it is sealed with the key file beside
 * it (XChaCha20-Poly1305), so that nothing readable is ever on the disk. Without a file that can
 * be written the journal lives in memory, in the same form, and is gone with the program.
 *
 * So far it keeps drafts (journal_draft.h); the tables of later versions join it by a step in
 * journal_schema.c. For one thread at a time. */
#ifndef ANXIN_JOURNAL_JOURNAL_H
#define ANXIN_JOURNAL_JOURNAL_H

#include "core/base/err.h"

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

#endif
