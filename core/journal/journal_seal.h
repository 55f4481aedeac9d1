/* Sealing what is personal, and the key; only the files of this folder include it. */
#ifndef ANXIN_JOURNAL_JOURNAL_SEAL_H
#define ANXIN_JOURNAL_JOURNAL_SEAL_H

#include "core/journal/journal_file.h"

#include <stddef.h>

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

#endif
