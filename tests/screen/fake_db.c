#define _GNU_SOURCE /* timegm, strptime */
#include "config.h"

#include "tests/screen/fake_db.h"

#include "core/base/day.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CANNED_MOST = 128, ASKED_MOST = 64, LOG_MOST = 512, CELLS_MOST = 96 };

struct canned {
    char stmt[64];
    const char *table;
    const char *first; /* before that, once; NULL: nothing */
    struct err err;
    bool silent;
};

struct asked {
    const struct stmt *stmt;
    char args[DB_PARAMS_MAX][512];
    void *owner;
    db_done *done;
};

struct db {
    struct canned canned[CANNED_MOST];
    int canned_count;
    struct asked queue[ASKED_MOST];
    int queued;
    struct asked log[LOG_MOST];
    int logged;
};

/* What rows point into: a chain of blocks. */
struct arena {
    struct arena *next;
    char bytes[];
};

static struct db the_db;

struct db *fake_db(void)
{
    return &the_db;
}

/* ---- what is known ---- */

static struct canned *canned_for(const char *stmt)
{
    for (int i = 0; i < the_db.canned_count; i++)
        if (!strcmp(the_db.canned[i].stmt, stmt))
            return &the_db.canned[i];
    return NULL;
}

static struct canned *make(const char *stmt)
{
    struct canned *canned = canned_for(stmt);
    const char *first = canned ? canned->first : NULL;

    if (!canned) {
        if (the_db.canned_count == CANNED_MOST)
            abort();
        canned = &the_db.canned[the_db.canned_count++];
    }
    *canned = (struct canned){.first = first};
    snprintf(canned->stmt, sizeof canned->stmt, "%s", stmt);
    return canned;
}

void fake_answer(const char *stmt, const char *table)
{
    make(stmt)->table = table;
}

void fake_answer_first(const char *stmt, const char *table)
{
    struct canned *canned = canned_for(stmt);

    (canned ? canned : make(stmt))->first = table;
}

void fake_refuse(const char *stmt, enum err_code code, const char *sqlstate, const char *text,
                 const char *hint)
{
    struct canned *canned = make(stmt);

    err_set(&canned->err, code, NULL, text, hint);
    snprintf(canned->err.sqlstate, sizeof canned->err.sqlstate, "%s", sqlstate);
}

void fake_silence(const char *stmt)
{
    make(stmt)->silent = true;
}

void fake_forget_all(void)
{
    memset(&the_db, 0, sizeof the_db);
}

int fake_asked(const char *stmt)
{
    int n = 0;

    for (int i = 0; i < the_db.logged; i++)
        n += !strcmp(the_db.log[i].stmt->name, stmt);
    return n;
}

const char *fake_arg(const char *stmt, int i)
{
    for (int k = the_db.logged - 1; k >= 0; k--)
        if (!strcmp(the_db.log[k].stmt->name, stmt))
            return the_db.log[k].args[i];
    return "";
}

/* ---- rows ---- */

static void *keep(struct db_rows *rows, size_t size)
{
    struct arena *block = calloc(1, sizeof *block + size);

    if (!block)
        abort();
    block->next = rows->own;
    rows->own = block;
    return block->bytes;
}

static const char *keep_text(struct db_rows *rows, const char *text)
{
    size_t size = strlen(text) + 1;

    return *text ? memcpy(keep(rows, size), text, size) : NULL;
}

static const char *const *keep_texts(struct db_rows *rows, const char *text)
{
    const char **list = keep(rows, 16 * sizeof *list);
    char *copy = strdup(text), *rest = copy;
    int n = 0;

    for (char *word; *text && n < 15 && (word = strsep(&rest, ","));)
        list[n++] = keep_text(rows, word);
    free(copy);
    return list;
}

static int64_t moment(const char *text)
{
    struct tm civil = {0};

    return strptime(text, "%Y-%m-%d %H:%M", &civil) ? (int64_t)timegm(&civil) * 1000000 : 0;
}

static void put(struct db_rows *rows, char *row, const struct db_column *column, const char *cell)
{
    void *at = row + column->offset;

    switch (column->kind) {
    case DB_TEXT:
    case DB_JSON:
        *(const char **)at = keep_text(rows, cell);
        break;
    case DB_INT:
        *(int64_t *)at = strtoll(cell, NULL, 10);
        break;
    case DB_BOOL:
        *(bool *)at = *cell == 't';
        break;
    case DB_DAY:
        if (*cell && !day_parse(cell, at))
            abort();
        break;
    case DB_TIME:
        *(int64_t *)at = moment(cell);
        break;
    case DB_TEXTS:
        *(const char *const **)at = keep_texts(rows, cell);
        break;
    case DB_BYTES:
        *(struct db_bytes *)at =
            (struct db_bytes){(const unsigned char *)keep_text(rows, cell), strlen(cell)};
        break;
    case DB_END:
        break;
    }
}

static int split(char *line, char **cells)
{
    int n = 0;

    while (n < CELLS_MOST && (cells[n] = strsep(&line, "\t")))
        n++;
    return n;
}

static void read_row(struct db_rows *rows, const struct stmt *stmt, char **names, int name_count,
                     char *line)
{
    char *cells[CELLS_MOST];
    char *row = (char *)rows->data + rows->count++ * stmt->row_size;
    int n = split(line, cells);

    memset(row, 0, stmt->row_size);
    for (const struct db_column *column = stmt->columns; column->name; column++)
        for (int i = 0; i < name_count; i++)
            if (!strcmp(names[i], column->name))
                put(rows, row, column, i < n ? cells[i] : "");
}

static struct db_rows *read_table(const struct stmt *stmt, const char *table)
{
    struct db_rows *rows = calloc(1, sizeof *rows);
    char *copy = strdup(table ? table : ""), *rest = copy, *line;
    char *names[CELLS_MOST];
    int name_count = 0;
    size_t lines = 1;

    for (const char *c = copy; *c; c++)
        lines += *c == '\n';
    if (stmt->columns && stmt->row_size)
        rows->data = calloc(lines, stmt->row_size);
    if ((line = strsep(&rest, "\n")))
        name_count = split(line, names);
    while (rows->data && (line = strsep(&rest, "\n")))
        if (*line)
            read_row(rows, stmt, names, name_count, line);
    free(copy);
    return rows;
}

const void *db_row(const struct db_rows *rows, const struct stmt *stmt, size_t i)
{
    return rows && i < rows->count ? (char *)rows->data + i * stmt->row_size : NULL;
}

void db_rows_free(struct db_rows **rows)
{
    if (!*rows)
        return;
    for (struct arena *next, *block = (*rows)->own; block; block = next) {
        next = block->next;
        free(block);
    }
    free((*rows)->data);
    free(*rows);
    *rows = NULL;
}

/* ---- parameters ---- */

/* Apart by spaces. */
static void write_texts(const char *const *texts, char *out, size_t size)
{
    size_t used = 0;

    for (; *texts && used < size; texts++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", used ? " " : "", *texts);
}

static void write_arg(const struct db_arg *arg, char *out, size_t size)
{
    out[0] = 0;
    if (arg->null)
        return;
    if (arg->kind == DB_TEXT || arg->kind == DB_JSON)
        snprintf(out, size, "%s", arg->text);
    else if (arg->kind == DB_BOOL)
        snprintf(out, size, "%s", arg->truth ? "true" : "false");
    else if (arg->kind == DB_DAY)
        snprintf(out, size, "%s", arg->day);
    else if (arg->kind == DB_TEXTS)
        write_texts(arg->texts, out, size);
    else
        snprintf(out, size, "%" PRId64, arg->integer);
}

/* ---- the calls ---- */

void db_ask(struct db *db, const struct stmt *stmt, const struct db_arg *args, void *owner,
            db_done *done)
{
    struct asked asked = {.stmt = stmt, .owner = owner, .done = done};

    if (db->queued == ASKED_MOST || db->logged == LOG_MOST)
        abort();
    for (int i = 0; args && i < DB_PARAMS_MAX && stmt->params[i] != DB_END; i++)
        write_arg(&args[i], asked.args[i], sizeof asked.args[i]);
    db->queue[db->queued++] = asked;
    db->log[db->logged++] = asked;
}

void db_forget(struct db *db, const void *owner)
{
    int kept = 0;

    for (int i = 0; i < db->queued; i++)
        if (db->queue[i].owner != owner)
            db->queue[kept++] = db->queue[i];
    db->queued = kept;
}

void db_cancel(struct db *db, const void *owner)
{
    db_forget(db, owner);
}

char *db_verifier(struct db *db, struct secret *password, struct err *err)
{
    (void)db;
    (void)password;
    (void)err;
    return strdup("SCRAM-SHA-256$4096:AAAA$BBBB:CCCC");
}

void db_verifier_free(char **verifier)
{
    free(*verifier);
    *verifier = NULL;
}

static struct canned *answer_to(const struct asked *asked)
{
    char name[128] = "";
    struct canned *canned;

    for (int i = 0; i < DB_PARAMS_MAX && asked->stmt->params[i] != DB_END; i++)
        if (asked->stmt->params[i] == DB_TEXT) {
            snprintf(name, sizeof name, "%s:%.60s", asked->stmt->name, asked->args[i]);
            break;
        }
    canned = name[0] ? canned_for(name) : NULL;
    return canned ? canned : canned_for(asked->stmt->name);
}

int fake_turn(void)
{
    int answers = 0;

    for (int i = 0; i < the_db.queued;) {
        struct asked asked = the_db.queue[i];
        struct canned *canned = answer_to(&asked);
        struct err err = {.code = ERR_NONE};
        struct db_rows *rows = NULL;

        if (canned && canned->silent) {
            i++;
            continue;
        }
        the_db.queued--;
        memmove(&the_db.queue[i], &the_db.queue[i + 1], (size_t)(the_db.queued - i) * sizeof asked);
        if (canned && canned->first)
            rows = read_table(asked.stmt, canned->first);
        else if (canned && canned->err.code)
            err = canned->err;
        else
            rows = read_table(asked.stmt, canned ? canned->table : NULL);
        if (canned)
            canned->first = NULL;
        asked.done(asked.owner, &rows, &err);
        db_rows_free(&rows);
        answers++;
        i = 0;
    }
    return answers;
}
