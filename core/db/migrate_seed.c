/* schema/seed/SCHEMA.TABLE.tsv: the first line names the columns, the rest is COPY's text format.
 * A row whose primary key is there is brought up to date; a row that the file no longer has stays,
 * since others may point to it. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/db/migrate_private.h"
#include "core/db/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 64

struct seed {
    const struct schema_file *file;
    char schema[64], table[64];
    char target[160]; /* quoted */
    char columns[1024], updates[2048];
    bool changed, done;
};

static bool bad_file(const struct schema_file *file, const char *why, struct err *err)
{
    char text[512];

    snprintf(text, sizeof text, "%s: %s", file->name, why);
    return err_set(err, ERR_BUG, NULL, text, NULL);
}

static bool split_name(struct seed *seed, struct err *err)
{
    const char *base = schema_file_base(seed->file), *dot = strchr(base, '.');
    char schema[80], table[80];
    int n = dot ? (int)(dot - base) : 0, m;

    m = dot ? (int)(strlen(dot + 1) - strlen(".tsv")) : 0;
    if (n <= 0 || m <= 0 || n >= (int)sizeof seed->schema || m >= (int)sizeof seed->table)
        return bad_file(seed->file, _("A seed file is called SCHEMA.TABLE.tsv."), err);
    snprintf(seed->schema, sizeof seed->schema, "%.*s", n, base);
    snprintf(seed->table, sizeof seed->table, "%.*s", m, dot + 1);
    if (!sql_name(seed->schema, schema, sizeof schema) ||
        !sql_name(seed->table, table, sizeof table))
        return bad_file(seed->file, _("A seed file is called SCHEMA.TABLE.tsv."), err);
    snprintf(seed->target, sizeof seed->target, "%s.%s", schema, table);
    return true;
}

static bool append(char *to, size_t size, const char *what)
{
    size_t n = strlen(to), m = strlen(what);

    if (n + m >= size)
        return false;
    memcpy(to + n, what, m + 1);
    return true;
}

/* One column of the heading: into the list, and, unless it is of the key, into the updates. */
static bool add_column(struct seed *seed, const char *name, const PGresult *key)
{
    char quoted[160];
    bool of_key = false;

    for (int i = 0; i < PQntuples(key); i++)
        of_key = of_key || strcmp(PQgetvalue(key, i, 0), name) == 0;
    if (!sql_name(name, quoted, sizeof quoted) ||
        (seed->columns[0] && !append(seed->columns, sizeof seed->columns, ", ")) ||
        !append(seed->columns, sizeof seed->columns, quoted))
        return false;
    if (of_key)
        return true;
    return (!seed->updates[0] || append(seed->updates, sizeof seed->updates, ", ")) &&
           append(seed->updates, sizeof seed->updates, quoted) &&
           append(seed->updates, sizeof seed->updates, " = excluded.") &&
           append(seed->updates, sizeof seed->updates, quoted);
}

static bool read_heading(struct seed *seed, const PGresult *key, struct err *err)
{
    const char *at = seed->file->text;
    size_t end = strcspn(at, "\n");
    char name[80];

    while (end > 0 && at[end - 1] == '\r')
        end--;
    while (end > 0) {
        size_t n = strcspn(at, "\t\n\r");
        if (n == 0 || n >= sizeof name)
            return bad_file(seed->file, _("The first line must name the columns."), err);
        memcpy(name, at, n);
        name[n] = '\0';
        if (!add_column(seed, name, key))
            return bad_file(seed->file, _("The first line is too long."), err);
        if (at[n] != '\t')
            return true;
        at += n + 1;
    }
    return bad_file(seed->file, _("The first line must name the columns."), err);
}

/* The primary key's columns. */
static PGresult *read_key(PGconn *conn, const struct seed *seed, struct err *err)
{
    const char *const values[] = {seed->schema, seed->table};

    return sql_ask(
        conn,
        "select a.attname from pg_catalog.pg_index i "
        "join pg_catalog.pg_class c on c.oid = i.indrelid "
        "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
        "join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey) "
        "where i.indisprimary and n.nspname = $1 and c.relname = $2",
        2, values, err);
}

static bool copy_in(PGconn *conn, const struct seed *seed, struct err *err)
{
    const struct schema_file *file = seed->file;
    const char *body = strchr(file->text, '\n');
    size_t left = body ? file->size - (size_t)(body + 1 - file->text) : 0;
    char text[1200], said[256];
    PGresult *result;
    bool ok;

    snprintf(text, sizeof text, "copy seed_load (%s) from stdin", seed->columns);
    result = sql_ask(conn, text, 0, NULL, err);
    if (!result)
        return false;
    PQclear(result);
    ok = left == 0 || PQputCopyData(conn, body + 1, (int)left) == 1;
    ok = PQputCopyEnd(conn, ok ? NULL : "cut off") == 1 && ok;
    while ((result = PQgetResult(conn))) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK) {
            const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
            const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
            snprintf(said, sizeof said, "%s (%s)", message ? message : "?", context ? context : "");
            ok = bad_file(file, said, err);
        }
        PQclear(result);
    }
    return ok;
}

static bool load(PGconn *conn, struct seed *seed, struct err *err)
{
    char text[4096];
    PGresult *key = read_key(conn, seed, err);
    bool ok = key != NULL;

    if (ok && PQntuples(key) == 0)
        ok = bad_file(seed->file, _("There is no such table, or it has no primary key."), err);
    ok = ok && read_heading(seed, key, err);
    PQclear(key);
    if (!ok)
        return false;
    snprintf(text, sizeof text,
             "create temporary table seed_load on commit drop as select %s from %s with no data",
             seed->columns, seed->target);
    if (!sql_run(conn, seed->file->name, text, err) || !copy_in(conn, seed, err))
        return false;
    key = read_key(conn, seed, err);
    char conflict[512] = "";
    for (int i = 0; key && i < PQntuples(key); i++) {
        char quoted[160];
        if (!sql_name(PQgetvalue(key, i, 0), quoted, sizeof quoted) ||
            (i > 0 && !append(conflict, sizeof conflict, ", ")) ||
            !append(conflict, sizeof conflict, quoted))
            break;
    }
    PQclear(key);
    int n = snprintf(text, sizeof text,
                     "insert into %s as t (%s) select %s from seed_load on conflict (%s) do %s%s",
                     seed->target, seed->columns, seed->columns, conflict,
                     seed->updates[0] ? "update set " : "nothing", seed->updates);
    if (n >= (int)sizeof text)
        return bad_file(seed->file, _("The first line is too long."), err);
    seed->done = true;
    return sql_run(conn, seed->file->name, text, err) &&
           sql_do(conn, "drop table pg_temp.seed_load", 0, NULL, err) &&
           migrate_note(conn, seed->file, NULL, err);
}

/* Whether a table that `seed` points to has yet to be loaded. */
static bool must_wait(const struct seed *seed, const struct seed *all, size_t count,
                      const PGresult *pairs)
{
    for (int i = 0; i < PQntuples(pairs); i++) {
        if (strcmp(PQgetvalue(pairs, i, 0), seed->schema) != 0 ||
            strcmp(PQgetvalue(pairs, i, 1), seed->table) != 0)
            continue;
        for (size_t k = 0; k < count; k++)
            if (&all[k] != seed && all[k].changed && !all[k].done &&
                strcmp(PQgetvalue(pairs, i, 2), all[k].schema) == 0 &&
                strcmp(PQgetvalue(pairs, i, 3), all[k].table) == 0)
                return true;
    }
    return false;
}

static bool load_all(PGconn *conn, struct seed *seeds, size_t count, struct err *err)
{
    PGresult *pairs = sql_ask(
        conn,
        "select n.nspname, c.relname, fn.nspname, fc.relname from pg_catalog.pg_constraint k "
        "join pg_catalog.pg_class c on c.oid = k.conrelid "
        "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
        "join pg_catalog.pg_class fc on fc.oid = k.confrelid "
        "join pg_catalog.pg_namespace fn on fn.oid = fc.relnamespace "
        "where k.contype = 'f' and k.conrelid <> k.confrelid",
        0, NULL, err);
    bool ok = pairs != NULL, patient = true, moved = true;

    /* Tables that point to each other in a ring are loaded as they come; their keys are to be
     * deferrable. */
    while (ok && (moved || patient)) {
        patient = moved;
        moved = false;
        for (size_t i = 0; ok && i < count; i++) {
            if (!seeds[i].changed || seeds[i].done ||
                (patient && must_wait(&seeds[i], seeds, count, pairs)))
                continue;
            ok = load(conn, &seeds[i], err);
            moved = true;
        }
    }
    PQclear(pairs);
    return ok;
}

bool migrate_seeds(PGconn *conn, int *loaded, struct err *err)
{
    struct schema_files files;
    struct seed *seeds;
    bool ok = true, any = false;

    if (!schema_files_read(&files, "seed", ".tsv", err))
        return false;
    seeds = calloc(files.count + 1, sizeof *seeds);
    if (!seeds)
        ok = err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
    for (size_t i = 0; ok && i < files.count; i++) {
        bool known;
        seeds[i].file = &files.file[i];
        ok = split_name(&seeds[i], err) && migrate_is_known(conn, &files.file[i], &known, err);
        seeds[i].changed = ok && !known;
        any = any || seeds[i].changed;
        *loaded += seeds[i].changed;
    }
    if (ok && any)
        ok =
            migrate_begin(conn, err) && sql_end(conn, load_all(conn, seeds, files.count, err), err);
    free(seeds);
    schema_files_clear(&files);
    return ok;
}
