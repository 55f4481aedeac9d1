#include "config.h"

#include "core/journal/journal.h"

#include "core/base/i18n.h"
#include "core/journal/journal_draft.h"
#include "core/journal/journal_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BUSY_MS 5000

enum opening {
    OPENED,
    SPOILT, /* damaged, foreign, or another key's: to be set aside */
    CLOSED, /* cannot be written, or is a newer program's: left alone */
};

static void close_db(struct journal *journal)
{
    sqlite3_close(journal->db);
    journal->db = NULL;
}

/* How things are set: what was committed is on the disk, what was dropped is overwritten. */
static bool set_up(sqlite3 *db)
{
    sqlite3_busy_timeout(db, BUSY_MS);
    return sqlite3_exec(db,
                        "pragma journal_mode = wal;"
                        "pragma synchronous = full;"
                        "pragma secure_delete = on;"
                        "pragma temp_store = memory;"
                        "pragma trusted_schema = off;",
                        NULL, NULL, NULL) == SQLITE_OK;
}

static bool is_sound(sqlite3 *db)
{
    sqlite3_stmt *stmt;
    bool sound = false;

    if (sqlite3_prepare_v2(db, "pragma quick_check(1)", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        sound = strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") == 0;
    sqlite3_finalize(stmt);
    return sound;
}

static enum opening judge(struct journal *journal, struct err *err)
{
    int code = sqlite3_errcode(journal->db);

    journal_sql_err(journal, "open", err);
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? SPOILT : CLOSED;
}

/* The file as SQLite is to find it: ours alone, and no link to somewhere. */
static bool prepare_file(const char *path, struct err *err)
{
    struct stat about;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
    else if (errno != EEXIST || lstat(path, &about) != 0 || !S_ISREG(about.st_mode) ||
             access(path, R_OK | W_OK) != 0) {
        err_set(err, ERR_DENIED, NULL, _("This terminal's journal cannot be written."), NULL);
        err_detail(err, "open %s: %s", path, strerror(errno));
        return false;
    }
    return true;
}

static enum opening open_file(struct journal *journal, const char *path, struct err *err)
{
    if (!prepare_file(path, err))
        return CLOSED;
    if (sqlite3_open_v2(path, &journal->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK)
        return judge(journal, err);
    /* A damaged file is kept as it was found. */
    sqlite3_db_config(journal->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (!set_up(journal->db))
        return judge(journal, err);
    if (!is_sound(journal->db)) {
        err_set(err, ERR_CONFLICT, NULL, _("This terminal's journal is damaged."), NULL);
        return SPOILT;
    }
    switch (journal_schema_check(journal)) {
    case JOURNAL_SCHEMA_OK:
        sqlite3_db_config(journal->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
        return OPENED;
    case JOURNAL_SCHEMA_NEWER:
        err_set(err, ERR_DENIED, NULL, _("A newer Anxin made this terminal's journal."),
                _("Start the newer one: drafts are in it."));
        return CLOSED;
    case JOURNAL_SCHEMA_OTHER_KEY:
        err_set(err, ERR_CONFLICT, NULL, _("This terminal's journal was sealed with another key."),
                NULL);
        return SPOILT;
    case JOURNAL_SCHEMA_FOREIGN:
        err_set(err, ERR_CONFLICT, NULL, _("This terminal's journal is another program's file."),
                NULL);
        return SPOILT;
    case JOURNAL_SCHEMA_FAILED:
        break;
    }
    return judge(journal, err);
}

/* Opens what is there, or sets it aside and begins anew. */
static enum opening open_or_renew(struct journal *journal, const char *path, struct err *err)
{
    enum opening opening = open_file(journal, path, err);
    char aside[PATH_MAX];
    char hint[sizeof err->hint];
    struct err second = {0};

    if (opening != SPOILT)
        return opening;
    close_db(journal);
    if (!journal_set_aside(path, aside, sizeof aside))
        return CLOSED;
    if (err) {
        snprintf(hint, sizeof hint, _("It was set aside as %.160s; a new one is used."), aside);
        memcpy(err->hint, hint, sizeof hint);
    }
    opening = open_file(journal, path, &second);
    if (opening == OPENED)
        return OPENED;
    if (err)
        *err = second;
    return CLOSED;
}

static bool open_memory(struct journal *journal, struct err *err)
{
    close_db(journal);
    secret_free(&journal->key);
    journal->key = journal_random_key(err);
    journal->on_disk = false;
    return journal->key &&
           sqlite3_open_v2(":memory:", &journal->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                           NULL) == SQLITE_OK &&
           set_up(journal->db) && journal_schema_check(journal) == JOURNAL_SCHEMA_OK;
}

/* One program at a time decides about the file and the key. */
static int take_lock(const char *path)
{
    char name[PATH_MAX];
    int fd;

    if (snprintf(name, sizeof name, "%s.lock", path) >= (int)sizeof name)
        return -1;
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    while (fd >= 0 && flock(fd, LOCK_EX) != 0) {
        if (errno != EINTR) {
            close(fd);
            return -1;
        }
    }
    return fd;
}

static enum opening open_disk(struct journal *journal, const char *path, const char *key_path,
                              struct err *err)
{
    enum opening opening = CLOSED;
    int lock = take_lock(path);

    if (lock < 0) {
        err_set(err, ERR_DENIED, NULL, _("This terminal's journal cannot be written."), NULL);
        err_detail(err, "lock beside %s: %s", path, strerror(errno));
        return CLOSED;
    }
    journal->key = journal_key(key_path, err);
    if (journal->key)
        opening = open_or_renew(journal, path, err);
    close(lock);
    return opening;
}

struct journal *journal_open(const char *path, const char *key_path, struct err *err)
{
    struct err ignored;
    struct journal *journal;

    err_clear(err);
    if (sodium_init() < 0 || !(journal = calloc(1, sizeof *journal))) {
        err_set(err, ERR_BUG, NULL, _("There is no memory for the journal."), NULL);
        return NULL;
    }
    if (path && key_path && open_disk(journal, path, key_path, err) == OPENED) {
        journal->on_disk = true;
        journal_draft_drop_older(journal, (int64_t)time(NULL) - (int64_t)JOURNAL_DRAFT_DAYS * 86400,
                                 &ignored);
        return journal;
    }
    if (open_memory(journal, &ignored)) {
        if (path && key_path && err && !err->hint[0])
            snprintf(err->hint, sizeof err->hint, "%s",
                     _("Drafts are kept in memory only, until the program ends."));
        return journal;
    }
    err_set(err, ERR_BUG, NULL, _("There is no memory for the journal."), NULL);
    journal_close(&journal);
    return NULL;
}

void journal_close(struct journal **journal)
{
    if (!*journal)
        return;
    close_db(*journal);
    secret_free(&(*journal)->key);
    free(*journal);
    *journal = NULL;
}

bool journal_is_on_disk(const struct journal *journal)
{
    return journal->on_disk;
}
