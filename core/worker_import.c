#include "config.h"

#include "core/worker_import.h"

#include "core/base/i18n.h"
#include "core/base/idno.h"
#include "core/base/phone.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/export_file.h"
#include "core/sheet/number.h"
#include "core/sheet/sheet.h"
#include "core/sheet/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADING_ROWS = 10, NO_COLUMN = SHEET_COLUMNS_MOST };

enum column { NAME, NUMBER, TEAM, PHONE, KIND, TRADE, COLUMNS };

/* Headings as we write them, and as offices do; the first letters decide where one goes on
 * ("(必填)"). */
static const struct {
    const char *field, *heading;
    bool required;
    const char *known[6];
} columns[COLUMNS] = {
    [NAME] = {"name", N_("Name"), true, {"姓名", "工人姓名", "人员姓名", "name"}},
    [NUMBER] = {"document_number",
                N_("ID number"),
                true,
                {"身份证", "证件号", "公民身份", "idnumber", "idno"}},
    [TEAM] = {"team_name", N_("Team"), true, {"班组", "所在班组", "所属班组", "team"}},
    [PHONE] = {"phone", N_("Phone"), false, {"手机", "联系电话", "联系方式", "电话", "phone"}},
    [KIND] = {"worker_kind", N_("Worker kind"), false, {"工人类型", "人员类型", "workerkind"}},
    [TRADE] = {"trade", N_("Trade"), false, {"工种", "岗位", "trade"}},
};

struct line {
    int64_t line;
    char name[128];
    char document_kind[16], document_number[20];
    char team_name[128];
    char phone[16];
    char worker_kind[64], trade[64];
    bool invited;
    char *fault; /* NULL: good */
};

static const struct record_field fields[] = {
    RECORD_ID_OF(struct line, line),
    RECORD_TEXT_OF(struct line, name),
    RECORD_TEXT_OF(struct line, document_kind),
    RECORD_TEXT_OF(struct line, document_number),
    RECORD_TEXT_OF(struct line, team_name),
    RECORD_TEXT_OF(struct line, phone),
    RECORD_TEXT_OF(struct line, worker_kind),
    RECORD_TEXT_OF(struct line, trade),
};

static const struct record_shape line_shape = {fields, sizeof fields / sizeof *fields,
                                               sizeof(struct line)};

struct worker_import {
    struct day today;
    int64_t heading; /* the row's number; 0: not found yet */
    int rows_above;
    size_t at[COLUMNS]; /* where each column stands */
    size_t width;       /* of the widest row */
    struct line *lines;
    size_t count, room;
    FILE *raw; /* all rows as they came, core/sheet/stream.h */
    char *raw_bytes;
    size_t raw_size;
};

struct worker_import *worker_import_new(struct day today)
{
    struct worker_import *import = calloc(1, sizeof *import);

    if (!import)
        return NULL;
    import->today = today;
    import->raw = open_memstream(&import->raw_bytes, &import->raw_size);
    if (!import->raw)
        worker_import_free(&import);
    return import;
}

void worker_import_free(struct worker_import **slot)
{
    struct worker_import *import = *slot;

    *slot = NULL;
    if (!import)
        return;
    if (import->raw)
        fclose(import->raw);
    if (import->raw_bytes)
        secret_wipe(import->raw_bytes, import->raw_size);
    free(import->raw_bytes);
    for (size_t i = 0; i < import->count; i++)
        free(import->lines[i].fault);
    if (import->lines)
        secret_wipe(import->lines, import->count * sizeof *import->lines);
    free(import->lines);
    free(import);
}

/* ---- what is wrong ---- */

/* Adds to what is wrong with a line: "B3 ID number: …". */
static void add_fault(const struct worker_import *import, struct line *line, const char *field,
                      const char *text, const char *hint)
{
    const char *heading = "";
    char place[48] = "", letters[4], *all = NULL;

    for (int i = 0; i < COLUMNS; i++)
        if (field && strcmp(columns[i].field, field) == 0) {
            heading = gettext(columns[i].heading);
            if (import->at[i] != NO_COLUMN)
                snprintf(place, sizeof place, "%s%lld ", sheet_column(import->at[i], letters),
                         (long long)line->line);
        }
    if (asprintf(&all, "%s%s%s%s%s%s%s%s", line->fault ? line->fault : "", line->fault ? " " : "",
                 place, heading, *heading ? ": " : "", text, hint && *hint ? " " : "",
                 hint ? hint : "") < 0)
        return;
    free(line->fault);
    line->fault = all;
}

static void add_err(const struct worker_import *import, struct line *line, const struct err *err)
{
    add_fault(import, line, err->field, err->text, err->hint);
}

/* ---- rows ---- */

static void take_number(const struct worker_import *import, struct line *line,
                        const struct sheet_cell *cell)
{
    static const char *const kinds[] = {
        [IDNO_RESIDENT] = "resident_id",
        [IDNO_PERMIT] = "hmt_permit",
        [IDNO_FOREIGNER_2023] = "foreigner_id",
        [IDNO_FOREIGNER_2017] = "foreigner_id",
    };
    char text[64];
    struct idno number;
    struct err err = {.code = ERR_NONE};

    if (!sheet_damage_err(sheet_number(cell, text, sizeof text), "document_number", &err) ||
        (!idno_parse(text, import->today, &number) &&
         !idno_err(&number, "document_number", &err))) {
        add_err(import, line, &err);
        return;
    }
    text_copy(line->document_number, sizeof line->document_number, number.number);
    text_copy(line->document_kind, sizeof line->document_kind, kinds[number.kind]);
}

static void take_phone(const struct worker_import *import, struct line *line,
                       const struct sheet_cell *cell)
{
    char text[64];
    struct phone phone;
    struct err err = {.code = ERR_NONE};

    if (!sheet_damage_err(sheet_number(cell, text, sizeof text), "phone", &err))
        add_err(import, line, &err);
    else if (*text && !phone_parse(text, &phone) && !phone_err(&phone, "phone", &err))
        add_err(import, line, &err);
    else if (*text)
        text_copy(line->phone, sizeof line->phone, phone.number);
}

static void take_words(const struct worker_import *import, struct line *line,
                       const struct sheet_cell *cell, enum column column, char *to, size_t size)
{
    if (!sheet_words(cell, to, size))
        add_fault(import, line, columns[column].field, _("This is too long."), NULL);
    else if (!*to && columns[column].required)
        add_fault(import, line, columns[column].field, _("Nothing stands here."), NULL);
}

static void take_line(const struct worker_import *import, struct line *line,
                      const struct sheet_cell *const cells[COLUMNS])
{
    char name[sizeof line->name];

    take_words(import, line, cells[NAME], NAME, name, sizeof name);
    text_name_store(line->name, sizeof line->name, name);
    take_number(import, line, cells[NUMBER]);
    take_words(import, line, cells[TEAM], TEAM, line->team_name, sizeof line->team_name);
    take_phone(import, line, cells[PHONE]);
    take_words(import, line, cells[KIND], KIND, line->worker_kind, sizeof line->worker_kind);
    take_words(import, line, cells[TRADE], TRADE, line->trade, sizeof line->trade);
}

/* A heading without spaces, marks and capitals. */
static void plain_heading(const struct sheet_cell *cell, char *to, size_t size)
{
    char text[256];
    const char *at = text;
    size_t used = 0;
    uint32_t code;

    sheet_words(cell, text, sizeof text);
    while (text_next(&at, &code) && used + 5 < size) {
        if (code >= 'A' && code <= 'Z')
            code += 'a' - 'A';
        if (!text_is_space(code) && code != '*' && code != 0xFF0A)
            used += text_put(to + used, code);
    }
    to[used] = '\0';
}

static bool is_heading(enum column column, const char *text)
{
    for (size_t i = 0; i < sizeof columns[0].known / sizeof *columns[0].known; i++) {
        const char *known = columns[column].known[i];

        if (known && strncmp(text, known, strlen(known)) == 0)
            return true;
    }
    return false;
}

/* Is this the row of headings? */
static bool find_headings(struct worker_import *import, const struct sheet_cell *cells, size_t n)
{
    for (int i = 0; i < COLUMNS; i++)
        import->at[i] = NO_COLUMN;
    for (size_t c = 0; c < n; c++) {
        char text[128];

        plain_heading(&cells[c], text, sizeof text);
        for (int i = 0; i < COLUMNS; i++)
            if (import->at[i] == NO_COLUMN && is_heading((enum column)i, text)) {
                import->at[i] = c;
                break;
            }
    }
    return import->at[NAME] != NO_COLUMN && import->at[NUMBER] != NO_COLUMN;
}

static struct line *new_line(struct worker_import *import)
{
    if (import->count == WORKER_IMPORT_MOST)
        return NULL;
    if (import->count == import->room) {
        size_t room = import->room ? import->room * 2 : 64;
        struct line *more = realloc(import->lines, room * sizeof *more);

        if (!more)
            return NULL;
        import->lines = more;
        import->room = room;
    }
    memset(&import->lines[import->count], 0, sizeof(struct line));
    return &import->lines[import->count++];
}

bool worker_import_row(void *owner, int64_t number, const struct sheet_cell *cells, size_t n)
{
    static const struct sheet_cell nothing = {SHEET_TEXT, ""};
    struct worker_import *import = owner;
    const struct sheet_cell *found[COLUMNS];
    struct line *line;

    if (n > import->width)
        import->width = n;
    if (!stream_put_row(import->raw, number, cells, n))
        return false;
    if (import->heading == 0) {
        if (find_headings(import, cells, n))
            import->heading = number;
        return import->heading > 0 || ++import->rows_above <= HEADING_ROWS;
    }
    line = new_line(import);
    if (!line)
        return false;
    line->line = number;
    for (int i = 0; i < COLUMNS; i++)
        found[i] = import->at[i] < n ? &cells[import->at[i]] : &nothing;
    take_line(import, line, found);
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct line *one = *(struct line *const *)a, *other = *(struct line *const *)b;
    int order = strcmp(one->document_number, other->document_number);

    if (order != 0)
        return order;
    return one->line < other->line ? -1 : one->line > other->line;
}

static bool find_twice(struct worker_import *import)
{
    struct line **order = malloc(import->count * sizeof(struct line *));

    if (!order)
        return false;
    for (size_t i = 0; i < import->count; i++)
        order[i] = &import->lines[i];
    qsort(order, import->count, sizeof(struct line *), by_number);
    for (size_t i = 1, first = 0; i < import->count; i++) {
        char text[96];

        if (!*order[i]->document_number ||
            strcmp(order[first]->document_number, order[i]->document_number) != 0) {
            first = i;
            continue;
        }
        snprintf(text, sizeof text, _("The same number stands in row %lld."),
                 (long long)order[first]->line);
        add_fault(import, order[i], "document_number", text, NULL);
    }
    free(order);
    return true;
}

bool worker_import_ready(struct worker_import *import, struct err *err)
{
    char text[128];

    if (fflush(import->raw) != 0)
        return err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
    for (int i = 0; i < COLUMNS; i++)
        if (columns[i].required && (import->heading == 0 || import->at[i] == NO_COLUMN)) {
            snprintf(text, sizeof text, _("The table has no column for this: %s."),
                     gettext(columns[i].heading));
            return err_set(err, ERR_INPUT, NULL, text, _("The template has all of them."));
        }
    if (import->count == 0)
        return err_set(err, ERR_INPUT, NULL, _("The table has headings, but no row."), NULL);
    return find_twice(import) || err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
}

/* ---- counting and sending ---- */

size_t worker_import_count(const struct worker_import *import)
{
    return import->count;
}

size_t worker_import_good(const struct worker_import *import)
{
    size_t n = 0;

    for (size_t i = 0; i < import->count; i++)
        n += !import->lines[i].fault && !import->lines[i].invited;
    return n;
}

size_t worker_import_invited(const struct worker_import *import)
{
    size_t n = 0;

    for (size_t i = 0; i < import->count; i++)
        n += import->lines[i].invited;
    return n;
}

const char *worker_import_first_fault(const struct worker_import *import)
{
    for (size_t i = 0; i < import->count; i++)
        if (import->lines[i].fault)
            return import->lines[i].fault;
    return "";
}

char *worker_import_batch(const struct worker_import *import, size_t *at, size_t *count)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out;
    bool good;

    *count = 0;
    for (; *at < import->count; ++*at)
        if (!import->lines[*at].fault && !import->lines[*at].invited)
            break;
    if (*at == import->count)
        return NULL;
    out = open_memstream(&text, &size);
    good = out != NULL;
    for (; good && *at < import->count && *count < WORKER_IMPORT_BATCH; ++*at) {
        const struct line *line = &import->lines[*at];
        char *json;

        if (line->fault || line->invited)
            continue;
        json = record_to_json(&line_shape, line);
        good = json && fprintf(out, "%s%s", *count ? "," : "[", json) > 0;
        record_json_free(&json);
        ++*count;
    }
    good = good && fputs("]", out) >= 0;
    if (out)
        good = fclose(out) == 0 && good;
    if (good)
        return text;
    free(text);
    *count = 1;
    return NULL;
}

static int by_line(const void *key, const void *member)
{
    int64_t wanted = *(const int64_t *)key, has = ((const struct line *)member)->line;

    return wanted < has ? -1 : wanted > has;
}

void worker_import_say(struct worker_import *import, int64_t line, const char *field,
                       const char *message)
{
    struct line *found = bsearch(&line, import->lines, import->count, sizeof *found, by_line);

    if (!found)
        return;
    if (message)
        add_fault(import, found, field, gettext(message), NULL);
    else
        found->invited = true;
}

/* ---- the workbook that goes back ---- */

struct returning {
    const struct worker_import *import;
    struct sheet_out_job *out;
    struct err *err;
    bool only_bad;
};

static bool return_row(void *owner, int64_t number, const struct sheet_cell *cells, size_t n)
{
    struct returning *returning = owner;
    const struct worker_import *import = returning->import;
    const struct line *line = NULL;
    struct sheet_cell all[SHEET_COLUMNS_MOST];
    size_t width = import->width < SHEET_COLUMNS_MOST ? import->width : SHEET_COLUMNS_MOST - 1;

    if (number < import->heading)
        return true;
    if (number > import->heading)
        line = bsearch(&number, import->lines, import->count, sizeof *line, by_line);
    if (number > import->heading && returning->only_bad && !(line && line->fault))
        return true;
    for (size_t i = 0; i < width; i++)
        all[i] = i < n ? cells[i] : (struct sheet_cell){SHEET_TEXT, ""};
    all[width] = (struct sheet_cell){SHEET_ERROR, line && line->fault ? line->fault : ""};
    if (number == import->heading)
        all[width] = (struct sheet_cell){SHEET_TEXT, _("What is wrong")};
    return sheet_out_row(returning->out, all, width + 1, returning->err);
}

static bool write_rows(struct returning *returning)
{
    struct stream *stream = calloc(1, sizeof *stream);
    bool good = stream != NULL;

    if (!good)
        return err_set(returning->err, ERR_BUG, NULL, _("No memory is left."), NULL);
    stream->row = return_row;
    stream->owner = returning;
    good = stream_take(stream, returning->import->raw_bytes, returning->import->raw_size) &&
           stream_take(stream, "z", 2);
    stream_clear(stream);
    free(stream);
    return good;
}

bool worker_import_return(const struct worker_import *import, const char *folder, const char *name,
                          char *path, struct err *err)
{
    struct returning returning = {
        .import = import, .err = err, .only_bad = worker_import_invited(import) > 0};
    struct export_file file;
    char stem[256];
    bool good;

    snprintf(stem, sizeof stem, "%.*s-%s", (int)export_file_stem(name), name, _("errors"));
    if (!export_file_open(&file, folder, err))
        return false;
    returning.out = sheet_out_begin(file.fd, _("Workers"), err);
    good = returning.out && write_rows(&returning) && sheet_out_end(returning.out, err) &&
           sheet_out_wait(returning.out, err) &&
           export_file_close(&file, stem, strlen(stem), "xlsx", path, err);
    sheet_out_free(&returning.out);
    export_file_abandon(&file);
    return good;
}

bool worker_import_template(const char *folder, char *path, struct err *err)
{
    struct sheet_cell cells[COLUMNS];
    char headings[COLUMNS][64];
    const char *stem = _("workers to invite");
    struct sheet_out_job *out;
    struct export_file file;
    bool good;

    for (int i = 0; i < COLUMNS; i++) {
        snprintf(headings[i], sizeof headings[i], "%s%s", gettext(columns[i].heading),
                 columns[i].required ? "*" : "");
        cells[i] = (struct sheet_cell){SHEET_TEXT, headings[i]};
    }
    if (!export_file_open(&file, folder, err))
        return false;
    out = sheet_out_begin(file.fd, _("Workers"), err);
    good = out && sheet_out_row(out, cells, COLUMNS, err) && sheet_out_end(out, err) &&
           sheet_out_wait(out, err) &&
           export_file_close(&file, stem, strlen(stem), "xlsx", path, err);
    sheet_out_free(&out);
    export_file_abandon(&file);
    return good;
}
