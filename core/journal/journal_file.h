/* The open file, and what may go wrong with it; only the files of this folder include it. */
#ifndef ANXIN_JOURNAL_JOURNAL_FILE_H
#define ANXIN_JOURNAL_JOURNAL_FILE_H

#include "core/base/secret.h"

#include <sqlite3.h>

struct journal {
    sqlite3 *db;
    struct secret *key;
    bool on_disk;
};

/* Renames PATH and what SQLite keeps beside it to PATH.aside-TIME…; the new name in `to`. */
bool journal_set_aside(const char *path, char *to, size_t size);

/* Fills `err` from what SQLite says; returns false. */
bool journal_sql_err(struct journal *journal, const char *doing, struct err *err);

#endif
