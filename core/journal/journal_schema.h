/* The file's version; only the files of this folder include it. */
#ifndef ANXIN_JOURNAL_JOURNAL_SCHEMA_H
#define ANXIN_JOURNAL_JOURNAL_SCHEMA_H

#include "core/journal/journal_seal.h"

enum journal_schema {
    JOURNAL_SCHEMA_OK,
    JOURNAL_SCHEMA_NEWER,     /* a newer program's file: not ours to touch */
    JOURNAL_SCHEMA_FOREIGN,   /* a database of something else */
    JOURNAL_SCHEMA_OTHER_KEY, /* sealed with a key that is not this one */
    JOURNAL_SCHEMA_FAILED,    /* sqlite3_errcode() says why */
};

/* Brings the file to this program's version, in one transaction, and proves the key. */
enum journal_schema journal_schema_check(struct journal *journal);

#endif
