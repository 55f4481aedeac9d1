#include "config.h"

#include "core/journal/journal_schema.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define APPLICATION_ID 0x416E786E /* "Anxn", in the file's header */

/* Step n makes version n + 1 out of version n. Steps are only ever added. */
static const char *const steps[] = {
    /* The words of journal_draft_name are open, what the person typed is sealed. */
    "create table draft (\n"
    "    login text not null,\n"
    "    screen text not null,\n"
    "    subject text not null,\n"
    "    saved_at integer not null,\n"
    "    sealed blob not null,\n"
    "    primary key (login, screen, subject)\n"
    ") without rowid;\n"
    "create index draft_saved_at_ix on draft (saved_at);\n",
};

#define SCHEMA_VERSION ((int)(sizeof steps / sizeof steps[0]))

static const struct journal_about key_proof = {.what = "key proof"};

/* The one number a query gives; `otherwise` if it gives none. */
static sqlite3_int64 number_of(sqlite3 *db, const char *sql, sqlite3_int64 otherwise)
{
    sqlite3_stmt *stmt;
    sqlite3_int64 number = otherwise;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return otherwise;
    if (sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return number;
}

/* Runs a statement with an optional blob and number. */
static bool run(sqlite3 *db, const char *sql, const void *blob, size_t n, sqlite3_int64 number)
{
    sqlite3_stmt *stmt;
    bool done;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return false;
    if (blob)
        sqlite3_bind_blob(stmt, 1, blob, (int)n, SQLITE_TRANSIENT);
    else
        sqlite3_bind_int64(stmt, 1, number);
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)time(NULL));
    done = sqlite3_step(stmt) == SQLITE_DONE;
    return sqlite3_finalize(stmt) == SQLITE_OK && done;
}

/* A new file: the table of versions, and a text sealed with the key, by which it is known again. */
static bool begin_file(struct journal *journal)
{
    static const char text[] = "anxin journal";
    unsigned char proof[sizeof text + JOURNAL_SEAL_EXTRA];
    char pragma[64];

    journal_seal(journal, key_proof, text, sizeof text, proof);
    snprintf(pragma, sizeof pragma, "pragma application_id = %d", APPLICATION_ID);
    return sqlite3_exec(journal->db,
                        "create table journal_version (version integer primary key,"
                        " applied_at integer not null);"
                        "create table journal_key (id integer primary key check (id = 1),"
                        " proof blob not null, made_at integer not null);",
                        NULL, NULL, NULL) == SQLITE_OK &&
           run(journal->db, "insert into journal_key values (1, ?1, ?2)", proof, sizeof proof, 0) &&
           sqlite3_exec(journal->db, pragma, NULL, NULL, NULL) == SQLITE_OK;
}

static bool key_fits(struct journal *journal)
{
    sqlite3_stmt *stmt;
    bool fits = false;

    if (sqlite3_prepare_v2(journal->db, "select proof from journal_key", -1, &stmt, NULL) !=
        SQLITE_OK)
        return false;
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        size_t n = (size_t)sqlite3_column_bytes(stmt, 0);
        unsigned char plain[64];

        fits = n >= JOURNAL_SEAL_EXTRA && n <= sizeof plain &&
               journal_unseal(journal, key_proof, sqlite3_column_blob(stmt, 0), n, plain);
    }
    sqlite3_finalize(stmt);
    return fits;
}

static enum journal_schema bring_up(struct journal *journal)
{
    sqlite3 *db = journal->db;
    sqlite3_int64 id = number_of(db, "pragma application_id", -1);
    sqlite3_int64 version;

    if (id == 0 && number_of(db, "select count(*) from sqlite_schema", -1) == 0) {
        if (!begin_file(journal))
            return JOURNAL_SCHEMA_FAILED;
    } else if (id == 0) {
        return JOURNAL_SCHEMA_FOREIGN;
    } else if (id != APPLICATION_ID) {
        return id < 0 ? JOURNAL_SCHEMA_FAILED : JOURNAL_SCHEMA_FOREIGN;
    }
    version = number_of(db, "select coalesce(max(version), 0) from journal_version", -1);
    if (version < 0)
        return JOURNAL_SCHEMA_FAILED;
    if (version > SCHEMA_VERSION)
        return JOURNAL_SCHEMA_NEWER;
    if (!key_fits(journal))
        return JOURNAL_SCHEMA_OTHER_KEY;
    for (; version < SCHEMA_VERSION; version++) {
        if (sqlite3_exec(db, steps[version], NULL, NULL, NULL) != SQLITE_OK ||
            !run(db, "insert into journal_version values (?1, ?2)", NULL, 0, version + 1))
            return JOURNAL_SCHEMA_FAILED;
    }
    return JOURNAL_SCHEMA_OK;
}

enum journal_schema journal_schema_check(struct journal *journal)
{
    enum journal_schema found;

    if (sqlite3_exec(journal->db, "begin immediate", NULL, NULL, NULL) != SQLITE_OK)
        return JOURNAL_SCHEMA_FAILED;
    found = bring_up(journal);
    if (found == JOURNAL_SCHEMA_OK &&
        sqlite3_exec(journal->db, "commit", NULL, NULL, NULL) == SQLITE_OK)
        return found;
    sqlite3_exec(journal->db, "rollback", NULL, NULL, NULL);
    return found == JOURNAL_SCHEMA_OK ? JOURNAL_SCHEMA_FAILED : found;
}
