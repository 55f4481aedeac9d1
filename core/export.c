#include "config.h"

#include "core/export.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { STEM_SIZE = 96 };

struct export
{
    FILE *out; /* on a copy of the file's descriptor */
    struct export_file file;
    char list[48];
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

static bool list_name_ok(const char *list)
{
    size_t length = strlen(list);

    return length > 0 && length < sizeof((struct export *)0)->list &&
           strspn(list, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
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
    snprintf(file->list, sizeof file->list, "%s", list);
    digest_start(&file->sum);
    if (export_file_open(&file->file, folder, err)) {
        file->out = fdopen(dup(file->file.fd), "w");
        if (!file->out)
            failed(err, "fdopen");
        else if (put(file, "\xEF\xBB\xBF", 3, err))
            return file;
    }
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

bool export_close(struct export **slot, struct export_result *result, struct err *err)
{
    struct export *file = *slot;
    time_t now = time(NULL);
    struct tm civil;
    char stamp[32], stem[STEM_SIZE];
    bool ok;

    memset(result, 0, sizeof *result);
    localtime_r(&now, &civil);
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &civil);
    snprintf(stem, sizeof stem, "%s-%s", file->list, stamp);
    ok = fflush(file->out) == 0 || failed(err, "flush");
    ok = ok && export_file_close(&file->file, stem, strlen(stem), "csv", result->path, err);
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
    export_file_abandon(&file->file);
    free(file);
}

static const struct stmt note_stmt = {
    .name = "export_note",
    .text = "select api.export_note($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_JSON, DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};
static const struct stmt note_company_stmt = {
    .name = "company_export_note",
    .text = "select api.company_export_note($1, $2, $3, $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_JSON, DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};
static const struct stmt note_operator_stmt = {
    .name = "operator_export_note",
    .text = "select api.operator_export_note($1, $2, $3, $4)",
    .params = {DB_TEXT, DB_JSON, DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};

/* `id`: whose list it is; NULL: nobody's but the operator's. */
static void note(struct db *db, const struct stmt *stmt, const int64_t *id, const char *list,
                 const char *filters, const struct export_result *result, void *owner,
                 db_done *done)
{
    struct db_arg args[] = {db_int(id ? *id : 0), db_text(list), db_json(filters ? filters : "{}"),
                            db_int(result->rows), db_text(result->sha256)};

    db_ask(db, stmt, id ? args : args + 1, owner, done);
}

void export_note(struct db *db, int64_t project_id, const char *list, const char *filters,
                 const struct export_result *result, void *owner, db_done *done)
{
    note(db, &note_stmt, &project_id, list, filters, result, owner, done);
}

void export_note_company(struct db *db, int64_t company_id, const char *list, const char *filters,
                         const struct export_result *result, void *owner, db_done *done)
{
    note(db, &note_company_stmt, &company_id, list, filters, result, owner, done);
}

void export_note_operator(struct db *db, const char *list, const char *filters,
                          const struct export_result *result, void *owner, db_done *done)
{
    note(db, &note_operator_stmt, NULL, list, filters, result, owner, done);
}
