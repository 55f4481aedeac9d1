#include "config.h"

#include "core/journal/journal_file.h"

#include "core/base/i18n.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

bool journal_sql_err(struct journal *journal, const char *doing, struct err *err)
{
    int code = journal->db ? sqlite3_errcode(journal->db) : SQLITE_NOMEM;

    switch (code) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        err_set(err, ERR_CONFLICT, NULL, _("This terminal's journal is damaged."),
                _("Start the program again: the file is then set aside."));
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        err_set(err, ERR_CONFLICT, NULL, _("Another program is using this terminal's journal."),
                NULL);
        break;
    case SQLITE_FULL:
        err_set(err, ERR_DENIED, NULL, _("This terminal's disk is full."), NULL);
        break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_IOERR:
        err_set(err, ERR_DENIED, NULL, _("This terminal's journal cannot be written."), NULL);
        break;
    default:
        err_set(err, ERR_BUG, NULL, _("This terminal's journal failed."), NULL);
        break;
    }
    err_detail(err, "%s: sqlite %d: %s", doing, code,
               journal->db ? sqlite3_errmsg(journal->db) : "");
    return false;
}

bool journal_set_aside(const char *path, char *to, size_t size)
{
    static const char *const beside[] = {"", "-wal", "-shm"};
    time_t now = time(NULL);
    struct tm utc;
    struct stat about;
    bool done = true;
    int n = -1;

    gmtime_r(&now, &utc);
    for (int i = 1; i < 100; i++) {
        n = snprintf(to, size, "%s.aside-%04d%02d%02dT%02d%02d%02dZ-%d", path, utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, i);
        if (n < 0 || (size_t)n + 5 > size)
            return false;
        if (lstat(to, &about) != 0)
            break;
    }
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        char from[PATH_MAX];
        char name[PATH_MAX + 8];

        if (snprintf(from, sizeof from, "%s%s", path, beside[i]) >= (int)sizeof from)
            return false;
        snprintf(name, sizeof name, "%s%s", to, beside[i]);
        if (rename(from, name) != 0 && (i == 0 || errno != ENOENT))
            done = false;
    }
    return done;
}
