#include "config.h"

#include "core/export.h"

#include "core/base/day.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/sheet/sheet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { STEM_SIZE = 96 };

struct export
{
    enum export_format format;
    FILE *out;                  /* CSV: on a copy of the file's descriptor */
    struct sheet_out_job *book; /* XLSX */
    struct export_file file;
    char list[48];
    int64_t lines;
    struct digest sum; /* of CSV, as it is written */
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

static bool start(struct export *file, const char *title, struct err *err)
{
    if (file->format == EXPORT_XLSX) {
        file->book = sheet_out_begin(file->file.fd, title, err);
        return file->book != NULL;
    }
    digest_start(&file->sum);
    file->out = fdopen(dup(file->file.fd), "w");
    return file->out ? put(file, "\xEF\xBB\xBF", 3, err) : failed(err, "fdopen");
}

struct export *export_open(const char *folder, const char *list, const char *title,
                           enum export_format format, struct err *err)
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
    file->format = format;
    file->file.fd = file->file.folder_fd = -1;
    snprintf(file->list, sizeof file->list, "%s", list);
    if (export_file_open(&file->file, folder, err) && start(file, title, err))
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

bool export_row(struct export *file, const struct sheet_cell *cells, size_t n, struct err *err)
{
    file->lines++;
    if (file->book)
        return sheet_out_row(file->book, cells, n, err);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && !put(file, ",", 1, err))
            return false;
        if (!put_cell(file, cells[i].text, err))
            return false;
    }
    return put(file, "\r\n", 2, err);
}

/* A number as a machine writes it, which no zero leads and a spreadsheet keeps whole. */
static bool is_number(const char *text)
{
    const char *at = text + (*text == '-');
    size_t whole = strspn(at, "0123456789"), parts = 0;

    if (whole == 0 || (whole > 1 && *at == '0'))
        return false;
    if (at[whole] == '.')
        parts = strspn(at + whole + 1, "0123456789");
    return whole + parts <= 15 && strlen(at) == whole + (parts ? parts + 1 : 0);
}

struct sheet_cell export_cell(const char *text, bool of_numbers)
{
    struct sheet_cell cell = {SHEET_TEXT, text};
    char first[DAY_SIZE];
    size_t n = strlen(text);
    struct day day;

    if (of_numbers && is_number(text)) {
        cell.kind = SHEET_NUMBER;
    } else if ((n == 10 || n == 16 || n == 19) && text[4] == '-' && text[7] == '-') {
        snprintf(first, sizeof first, "%.10s", text);
        if (day_parse(first, &day) && (n == 10 || (text[10] == ' ' && text[13] == ':')))
            cell.kind = n == 10 ? SHEET_DAY : SHEET_MOMENT;
    }
    return cell;
}

bool export_end(struct export *file, int *fd, struct err *err)
{
    *fd = -1;
    if (!file->book)
        return fflush(file->out) == 0 || failed(err, "flush");
    *fd = sheet_out_fd(file->book);
    return sheet_out_end(file->book, err);
}

/* A workbook is not written from its beginning to its end: it is read once more. */
static bool digest_file(int fd, char sha256[DIGEST_SIZE], struct err *err)
{
    struct digest sum;
    char bytes[32768];
    off_t at = 0;
    ssize_t n;

    digest_start(&sum);
    while ((n = pread(fd, bytes, sizeof bytes, at)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(err, "read");
        digest_add(&sum, bytes, (size_t)n);
        at += n;
    }
    digest_end(&sum, sha256);
    return true;
}

bool export_close(struct export **slot, struct export_result *result, struct err *err)
{
    struct export *file = *slot;
    time_t now = time(NULL);
    struct tm civil;
    char stamp[32], stem[STEM_SIZE];
    bool ok = true;

    memset(result, 0, sizeof *result);
    localtime_r(&now, &civil);
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &civil);
    snprintf(stem, sizeof stem, "%s-%s", file->list, stamp);
    if (file->book)
        ok = sheet_out_wait(file->book, err) && digest_file(file->file.fd, result->sha256, err);
    else
        digest_end(&file->sum, result->sha256);
    ok = ok && export_file_close(&file->file, stem, strlen(stem), file->book ? "xlsx" : "csv",
                                 result->path, err);
    result->rows = file->lines > 0 ? file->lines - 1 : 0;
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
    sheet_out_free(&file->book);
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
