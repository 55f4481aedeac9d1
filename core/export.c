#include "config.h"

#include "core/export.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAME_SIZE = 96, TRIES = 100 };

struct export
{
    FILE *out;
    int folder_fd;
    char folder[EXPORT_PATH_SIZE];
    char list[48];
    char hidden[NAME_SIZE];
    int64_t lines;
    struct digest sum;
};

static bool failed(struct err *err, const char *step)
{
    int code = errno;

    err_set(err, ERR_BUG, NULL, _("The export could not be written."),
            _("Look whether the export folder may be written to and has room."));
    err_detail(err, "export: %s: %s", step, strerror(code));
    return false;
}

bool export_folder(const char *configured, char *out, size_t size, struct err *err)
{
    const char *home = getenv("HOME");
    int used;

    if (!configured || !*configured)
        configured = getenv("ANXIN_EXPORT");
    if (configured && *configured)
        used = snprintf(out, size, "%s", configured);
    else
        used = snprintf(out, size, "%s/anxin-export", home && *home ? home : ".");
    if (used >= 0 && (size_t)used < size)
        return true;
    return err_set(err, ERR_INPUT, NULL, _("The export folder's name is too long."), NULL);
}

static bool list_name_ok(const char *list)
{
    size_t length = strlen(list);

    return length > 0 && length < sizeof((struct export *)0)->list &&
           strspn(list, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

/* Opens the folder without following a link at its end. */
static int folder_open(const char *folder)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return -1;
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool hidden_open(struct export *file, struct err *err)
{
    int fd;

    snprintf(file->hidden, sizeof file->hidden, ".%s-%ld.part", file->list, (long)getpid());
    unlinkat(file->folder_fd, file->hidden, 0);
    fd = openat(file->folder_fd, file->hidden, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                0600);
    if (fd < 0)
        return failed(err, "open");
    file->out = fdopen(fd, "w");
    if (file->out)
        return true;
    failed(err, "fdopen");
    close(fd);
    return false;
}

static bool put(struct export *file, const char *bytes, size_t n, struct err *err)
{
    digest_add(&file->sum, bytes, n);
    if (fwrite(bytes, 1, n, file->out) == n)
        return true;
    return failed(err, "write");
}

struct export *export_open(const char *folder, const char *list, struct err *err)
{
    struct export *file = NULL;

    if (!list_name_ok(list)) {
        err_set(err, ERR_BUG, NULL, _("The export could not be written."), NULL);
        err_detail(err, "export: bad list name");
        return NULL;
    }
    file = calloc(1, sizeof *file);
    if (!file) {
        failed(err, "memory");
        return NULL;
    }
    snprintf(file->folder, sizeof file->folder, "%s", folder);
    snprintf(file->list, sizeof file->list, "%s", list);
    digest_start(&file->sum);
    file->folder_fd = folder_open(folder);
    if (file->folder_fd < 0)
        failed(err, "folder");
    else if (hidden_open(file, err) && put(file, "\xEF\xBB\xBF", 3, err))
        return file;
    export_abandon(&file);
    return NULL;
}

static bool put_cell(struct export *file, const char *text, struct err *err)
{
    size_t size = 2 * strlen(text) + 4; /* always enough, says text_csv_cell */
    char *cell = malloc(size);
    bool ok = cell && text_csv_cell(cell, size, text);

    ok = ok ? put(file, cell, strlen(cell), err) : failed(err, "memory");
    free(cell);
    return ok;
}

bool export_row(struct export *file, const char *const *cells, size_t n, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && !put(file, ",", 1, err))
            return false;
        if (!put_cell(file, cells[i] ? cells[i] : "", err))
            return false;
    }
    file->lines++;
    return put(file, "\r\n", 2, err);
}

/* Gives the hidden file its name; a second export within one second gets a number. */
static bool take_name(struct export *file, struct export_result *result, struct err *err)
{
    time_t now = time(NULL);
    struct tm civil;
    char stamp[32], name[NAME_SIZE];

    localtime_r(&now, &civil);
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &civil);
    for (int i = 1; i <= TRIES; i++) {
        if (i == 1)
            snprintf(name, sizeof name, "%s-%s.csv", file->list, stamp);
        else
            snprintf(name, sizeof name, "%s-%s-%d.csv", file->list, stamp, i);
        if (linkat(file->folder_fd, file->hidden, file->folder_fd, name, 0) == 0) {
            unlinkat(file->folder_fd, file->hidden, 0);
            if (snprintf(result->path, sizeof result->path, "%s/%s", file->folder, name) < 0)
                return failed(err, "path");
            return fsync(file->folder_fd) == 0 || failed(err, "sync folder");
        }
        if (errno != EEXIST)
            break;
    }
    return failed(err, "name");
}

bool export_close(struct export **slot, struct export_result *result, struct err *err)
{
    struct export *file = *slot;
    bool ok;

    memset(result, 0, sizeof *result);
    ok = fflush(file->out) == 0 && fsync(fileno(file->out)) == 0;
    if (!ok)
        failed(err, "sync");
    else
        ok = take_name(file, result, err);
    if (ok) {
        digest_end(&file->sum, result->sha256);
        result->rows = file->lines > 0 ? file->lines - 1 : 0;
    }
    export_abandon(slot);
    return ok;
}

void export_abandon(struct export **slot)
{
    struct export *file = *slot;

    *slot = NULL;
    if (!file)
        return;
    if (file->out)
        fclose(file->out);
    if (file->folder_fd >= 0) {
        if (file->hidden[0])
            unlinkat(file->folder_fd, file->hidden, 0);
        close(file->folder_fd);
    }
    free(file);
}

static const struct stmt note_stmt = {
    .name = "export_note",
    .text = "select api.export_note($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_JSON, DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};

void export_note(struct db *db, int64_t project_id, const char *list, const char *filters,
                 const struct export_result *result, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(list), db_json(filters ? filters : "{}"),
                            db_int(result->rows), db_text(result->sha256)};

    db_ask(db, &note_stmt, args, owner, done);
}

static const struct stmt note_company_stmt = {
    .name = "company_export_note",
    .text = "select api.company_export_note($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_JSON, DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};

void export_note_company(struct db *db, int64_t company_id, const char *list, const char *filters,
                         const struct export_result *result, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id), db_text(list), db_json(filters ? filters : "{}"),
                            db_int(result->rows), db_text(result->sha256)};

    db_ask(db, &note_company_stmt, args, owner, done);
}
