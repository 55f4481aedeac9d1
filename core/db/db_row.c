/* Arguments out, rows in: the one place where SQL's types meet C's. */
#include "config.h"

#include "core/db/db_private.h"

#include "core/base/day.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* PostgreSQL's type numbers (pg_type.dat; they never change). */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_CHAR = 18,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_JSON = 114,
    OID_NAMES = 1003,
    OID_TEXTS = 1009,
    OID_VARCHARS = 1015,
    OID_BPCHAR = 1042,
    OID_VARCHAR = 1043,
    OID_DATE = 1082,
    OID_TIMESTAMP = 1114,
    OID_TIMESTAMPTZ = 1184,
    OID_UUID = 2950,
    OID_JSONB = 3802,
};

#define DAYS_1970_TO_2000 10957
#define MICROSECONDS_1970_TO_2000 INT64_C(946684800000000)

/* ---- arena ---- */

#define CHUNK 4096

struct chunk {
    struct chunk *next;
    size_t size, used;
    max_align_t bytes[];
};

struct arena {
    struct chunk *first;
};

struct arena *arena_new(void)
{
    return calloc(1, sizeof(struct arena));
}

void *arena_take(struct arena *arena, size_t n)
{
    struct chunk *chunk = arena->first;
    const size_t align = sizeof(max_align_t);
    void *memory;

    if (n > SIZE_MAX / 2)
        return NULL;
    n = (n + align - 1) / align * align;
    if (!chunk || chunk->size - chunk->used < n) {
        size_t size = n > CHUNK ? n : CHUNK;
        chunk = calloc(1, sizeof *chunk + size);
        if (!chunk)
            return NULL;
        chunk->size = size;
        chunk->next = arena->first;
        arena->first = chunk;
    }
    memory = (char *)chunk->bytes + chunk->used;
    chunk->used += n;
    return memory;
}

void arena_free(struct arena **arena)
{
    struct chunk *chunk, *next;

    if (!*arena)
        return;
    for (chunk = (*arena)->first; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(*arena);
    *arena = NULL;
}

/* ---- arguments ---- */

/* {"a","b \"c\""}: every element quoted, '"' and '\' escaped. */
static char *array_text(const char *const *texts)
{
    size_t size = 3;
    char *array, *to;

    for (const char *const *t = texts; *t; t++)
        size += 2 * strlen(*t) + 3;
    array = to = malloc(size);
    if (!array)
        return NULL;
    *to++ = '{';
    for (const char *const *t = texts; *t; t++) {
        if (t > texts)
            *to++ = ',';
        *to++ = '"';
        for (const char *c = *t; *c; c++) {
            if (*c == '"' || *c == '\\')
                *to++ = '\\';
            *to++ = *c;
        }
        *to++ = '"';
    }
    *to++ = '}';
    *to = '\0';
    return array;
}

static char *time_text(int64_t microseconds)
{
    int64_t seconds = microseconds / 1000000, rest = microseconds % 1000000;
    char text[64];
    struct tm tm;
    time_t t;

    if (rest < 0) {
        rest += 1000000;
        seconds--;
    }
    t = (time_t)seconds;
    if (!gmtime_r(&t, &tm))
        return NULL;
    snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d.%06d+00", tm.tm_year + 1900,
             tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)rest);
    return strdup(text);
}

static char *arg_text(const struct db_arg *arg)
{
    char number[32];

    switch (arg->kind) {
    case DB_TEXT:
    case DB_JSON:
        return strdup(arg->text);
    case DB_INT:
        snprintf(number, sizeof number, "%lld", (long long)arg->integer);
        return strdup(number);
    case DB_BOOL:
        return strdup(arg->truth ? "t" : "f");
    case DB_DAY:
        return strdup(arg->day);
    case DB_TIME:
        return time_text(arg->integer);
    case DB_TEXTS:
        return array_text(arg->texts);
    case DB_BYTES:
    case DB_END:
        break;
    }
    return NULL;
}

/* As it goes to the server: bytes as they are, all else as text. */
static void put_arg(struct call *call, int i, const struct db_arg *arg)
{
    size_t n = arg->bytes.n;

    if (arg->kind != DB_BYTES) {
        call->values[i] = arg_text(arg);
        call->sizes[i] = call->values[i] ? (int)strlen(call->values[i]) : 0;
    } else if (n <= DB_BYTES_MAX && (call->values[i] = malloc(n + 1)) != NULL) {
        memcpy(call->values[i], arg->bytes.at, n);
        call->sizes[i] = (int)n;
    }
}

static void call_is_wrong(struct call *call, const char *why)
{
    err_set(&call->err, ERR_BUG, NULL, _("Something went wrong."), NULL);
    err_detail(&call->err, "%s: %s", call->stmt->name, why);
}

struct call *call_new(const struct stmt *stmt, const struct db_arg *args, void *owner,
                      db_done *done)
{
    struct call *call = calloc(1, sizeof *call);

    if (!call)
        return NULL;
    call->stmt = stmt;
    call->owner = owner;
    call->done = done;
    for (; call->count < DB_PARAMS_MAX && stmt->params[call->count] != DB_END; call->count++) {
        int i = call->count;
        if (!args || args[i].kind != stmt->params[i]) {
            call_is_wrong(call, "an argument is not of its parameter's kind");
            break;
        }
        if (args[i].null)
            continue;
        put_arg(call, i, &args[i]);
        if (!call->values[i])
            call_is_wrong(call, "an argument cannot be written down");
    }
    return call;
}

void call_free(struct call **call)
{
    if (!*call)
        return;
    /* What people type passes through here. */
    for (int i = 0; i < DB_PARAMS_MAX; i++)
        if ((*call)->values[i]) {
            secret_wipe((*call)->values[i], (size_t)(*call)->sizes[i]);
            free((*call)->values[i]);
        }
    free(*call);
    *call = NULL;
}

void calls_add(struct calls *calls, struct call *call)
{
    call->next = NULL;
    if (calls->last)
        calls->last->next = call;
    else
        calls->first = call;
    calls->last = call;
}

void calls_add_first(struct calls *calls, struct call *call)
{
    call->next = calls->first;
    calls->first = call;
    if (!calls->last)
        calls->last = call;
}

struct call *calls_take(struct calls *calls)
{
    struct call *call = calls->first;

    if (call) {
        calls->first = call->next;
        if (!calls->first)
            calls->last = NULL;
        call->next = NULL;
    }
    return call;
}

/* ---- rows ---- */

static bool fits(enum db_kind kind, Oid type)
{
    switch (kind) {
    case DB_TEXT:
        return type == OID_TEXT || type == OID_VARCHAR || type == OID_BPCHAR || type == OID_NAME ||
               type == OID_CHAR || type == OID_UUID;
    case DB_INT:
        return type == OID_INT2 || type == OID_INT4 || type == OID_INT8;
    case DB_BOOL:
        return type == OID_BOOL;
    case DB_DAY:
        return type == OID_DATE;
    case DB_TIME:
        return type == OID_TIMESTAMPTZ || type == OID_TIMESTAMP;
    case DB_JSON:
        return type == OID_JSON || type == OID_JSONB;
    case DB_TEXTS:
        return type == OID_TEXTS || type == OID_VARCHARS || type == OID_NAMES;
    case DB_BYTES:
        return type == OID_BYTEA;
    case DB_END:
        break;
    }
    return false;
}

static uint32_t get_32(const unsigned char *from)
{
    uint32_t value;

    memcpy(&value, from, sizeof value);
    return ntohl(value);
}

static int64_t get_integer(const unsigned char *from, int n)
{
    if (n == 2)
        return (int16_t)((from[0] << 8) | from[1]);
    if (n == 4)
        return (int32_t)get_32(from);
    return (int64_t)(((uint64_t)get_32(from) << 32) | get_32(from + 4));
}

static char *take_text(struct arena *arena, const void *from, size_t n)
{
    char *text = arena_take(arena, n + 1);

    if (text)
        memcpy(text, from, n);
    return text;
}

static char *take_uuid(struct arena *arena, const unsigned char *from)
{
    char *text = arena_take(arena, 37);
    size_t n = 0;

    for (int i = 0; text && i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[n++] = '-';
        n += (size_t)snprintf(text + n, 37 - n, "%02x", from[i]);
    }
    return text;
}

/* An array's bytes: dimensions, has-nulls, element type; per dimension length and first index;
 * then length and bytes of each element. */
static const char *const *take_texts(struct arena *arena, const unsigned char *from, size_t size)
{
    uint32_t count = size >= 20 ? get_32(from + 12) : 0;
    const unsigned char *at = from + 20, *end = from + size;
    const char **texts;
    size_t n = 0;

    if (count > size / 4)
        return NULL;
    texts = arena_take(arena, (count + 1) * sizeof *texts);
    for (uint32_t i = 0; texts && i < count && end - at >= 4; i++) {
        int32_t length = (int32_t)get_32(at);
        at += 4;
        if (length < 0)
            continue;
        if (end - at < length)
            return NULL;
        texts[n] = take_text(arena, at, (size_t)length);
        if (!texts[n++])
            return NULL;
        at += length;
    }
    return texts;
}

/* False when memory is out or bytes make no sense. */
static bool read_value(struct arena *arena, enum db_kind kind, Oid type, const char *value, int n,
                       char *to)
{
    const unsigned char *from = (const unsigned char *)value;
    const char *text = NULL;
    const char *const *texts;
    struct db_bytes bytes;
    int64_t integer;
    struct day day;

    switch (kind) {
    case DB_TEXT:
        text = type == OID_UUID ? take_uuid(arena, from) : take_text(arena, from, (size_t)n);
        break;
    case DB_JSON: /* jsonb begins with its version, 1 */
        if (type == OID_JSONB && (n < 1 || from[0] != 1))
            return false;
        text = type == OID_JSONB ? take_text(arena, from + 1, (size_t)n - 1)
                                 : take_text(arena, from, (size_t)n);
        break;
    case DB_INT:
        integer = get_integer(from, n);
        memcpy(to, &integer, sizeof integer);
        return true;
    case DB_BOOL:
        memcpy(to, &(bool){from[0] != 0}, sizeof(bool));
        return true;
    case DB_DAY: /* infinity is out of every range and gives no day */
        integer = get_integer(from, 4) + DAYS_1970_TO_2000;
        day = integer > INT32_MAX ? DAY_NONE : day_from_number((int32_t)integer);
        memcpy(to, &day, sizeof day);
        return true;
    case DB_TIME:
        integer = get_integer(from, 8);
        if (integer > INT64_MAX - MICROSECONDS_1970_TO_2000)
            integer = INT64_MAX - MICROSECONDS_1970_TO_2000;
        integer += MICROSECONDS_1970_TO_2000;
        memcpy(to, &integer, sizeof integer);
        return true;
    case DB_TEXTS:
        texts = take_texts(arena, from, (size_t)n);
        memcpy(to, &texts, sizeof texts);
        return texts != NULL;
    case DB_BYTES:
        bytes.n = (size_t)n;
        bytes.at = (const unsigned char *)take_text(arena, from, bytes.n);
        memcpy(to, &bytes, sizeof bytes);
        return bytes.at != NULL;
    case DB_END:
        return false;
    }
    memcpy(to, &text, sizeof text);
    return text != NULL;
}

#define COLUMNS_MAX 128

/* Where each declared column is in the answer. */
static bool match_columns(const struct stmt *stmt, const PGresult *result, int at[COLUMNS_MAX],
                          struct err *err)
{
    const struct db_column *column = stmt->columns;

    for (int i = 0; column && column->name; column++, i++) {
        at[i] = -1;
        for (int k = 0; k < PQnfields(result); k++)
            if (strcmp(PQfname(result, k), column->name) == 0)
                at[i] = k;
        if (i + 1 < COLUMNS_MAX && at[i] >= 0 && fits(column->kind, PQftype(result, at[i])))
            continue;
        err_set(err, ERR_BUG, NULL, _("The database's answer does not fit this program."),
                _("The database and the program are of different versions."));
        if (at[i] < 0)
            err_detail(err, "%s: there is no column %s", stmt->name, column->name);
        else
            err_detail(err, "%s: column %s is of type %u", stmt->name, column->name,
                       (unsigned)PQftype(result, at[i]));
        return false;
    }
    return true;
}

static bool read_row(const struct stmt *stmt, const PGresult *result, int row,
                     const int at[COLUMNS_MAX], struct arena *arena, char *to)
{
    const struct db_column *column = stmt->columns;

    for (int i = 0; column && column->name; column++, i++) {
        if (PQgetisnull(result, row, at[i]))
            continue; /* the row is zeroed: NULL, 0, false, no day */
        if (!read_value(arena, column->kind, PQftype(result, at[i]), PQgetvalue(result, row, at[i]),
                        PQgetlength(result, row, at[i]), to + column->offset))
            return false;
    }
    return true;
}

struct db_rows *rows_read(const struct stmt *stmt, const PGresult *result, struct err *err)
{
    int at[COLUMNS_MAX];
    struct db_rows *rows;
    bool ok;

    if (!match_columns(stmt, result, at, err))
        return NULL;
    rows = calloc(1, sizeof *rows);
    if (!rows || !(rows->own = arena_new())) {
        free(rows);
        err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
        return NULL;
    }
    if (stmt->columns)
        rows->count = (size_t)PQntuples(result);
    ok = rows->count == 0 ||
         (rows->data = arena_take(rows->own, rows->count * stmt->row_size)) != NULL;
    for (size_t i = 0; ok && i < rows->count; i++)
        ok = read_row(stmt, result, (int)i, at, rows->own, (char *)rows->data + i * stmt->row_size);
    if (!ok) {
        db_rows_free(&rows);
        err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
    }
    return rows;
}

const void *db_row(const struct db_rows *rows, const struct stmt *stmt, size_t i)
{
    if (!rows || i >= rows->count)
        return NULL;
    return (const char *)rows->data + i * stmt->row_size;
}

void db_rows_free(struct db_rows **rows)
{
    if (!*rows)
        return;
    arena_free(&(*rows)->own);
    free(*rows);
    *rows = NULL;
}
