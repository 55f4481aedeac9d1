/* What the files of the journal share; nobody else includes it. */
#ifndef ANXIN_JOURNAL_JOURNAL_FILE_H
#define ANXIN_JOURNAL_JOURNAL_FILE_H

#include "core/base/secret.h"
#include "core/journal/journal.h"

#include <sqlite3.h>

struct journal {
    sqlite3 *db;
    struct secret *key;
    bool on_disk;
};

/* ---- journal_schema.c ---- */

enum journal_schema {
    JOURNAL_SCHEMA_OK,
    JOURNAL_SCHEMA_NEWER,     /* a newer program's file: not ours to touch */
    JOURNAL_SCHEMA_FOREIGN,   /* a database of something else */
    JOURNAL_SCHEMA_OTHER_KEY, /* sealed with a key that is not this one */
    JOURNAL_SCHEMA_FAILED,    /* sqlite3_errcode() says why */
};

/* Brings the file to this program's version, in one transaction, and proves the key. */
enum journal_schema journal_schema_check(struct journal *journal);

/* ---- journal_seal.c ---- */

#define JOURNAL_KEY_SIZE 32u /* bytes */

/* How much longer sealed bytes are: format, nonce, tag. */
#define JOURNAL_SEAL_EXTRA (1u + 24u + 16u)

/* What sealed bytes belong to; they cannot be unsealed as anything else's. */
struct journal_about {
    const char *what; /* "draft" */
    const char *part[3];
};

/* Puts n + JOURNAL_SEAL_EXTRA bytes in `to`. */
void journal_seal(struct journal *journal, struct journal_about about, const void *plain, size_t n,
                  unsigned char *to);

/* Puts n - JOURNAL_SEAL_EXTRA bytes in `to`; false if the bytes were changed, or sealed for
 * something else or with another key. */
bool journal_unseal(struct journal *journal, struct journal_about about,
                    const unsigned char *sealed, size_t n, void *to);

/* The key of `path`, made if it is missing. A file that holds no key is set aside and a new one
 * made. NULL if it can be neither read nor made. */
struct secret *journal_key(const char *path, struct err *err);

/* A key for this run alone. */
struct secret *journal_random_key(struct err *err);

/* ---- journal.c ---- */

/* Renames PATH and what SQLite keeps beside it to PATH.aside-TIME…; the new name in `to`. */
bool journal_set_aside(const char *path, char *to, size_t size);

/* Fills `err` from what SQLite says; returns false. */
bool journal_sql_err(struct journal *journal, const char *doing, struct err *err);

#endif
