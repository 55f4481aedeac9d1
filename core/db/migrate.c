#include "config.h"

#include "core/db/migrate.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/db/cluster.h"
#include "core/db/connect.h"
#include "core/db/migrate_private.h"
#include "core/db/sql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Functions are made by their owners, those that others' functions call first. */
static const char *const OWNERS[] = {"ax_keyholder", "ax_role_keeper", "ax_search", "ax_api",
                                     "ax_owner"};
#define OWNER_COUNT (sizeof OWNERS / sizeof OWNERS[0])

/* What each transaction of an administrator's step begins with. */
static const char STEP[] = "begin; set local lock_timeout = '3s'; set local statement_timeout = 0; "
                           "set local idle_in_transaction_session_timeout = 0; "
                           "set local client_min_messages = warning";

/* ---- init ---- */

static bool create_database(PGconn *conn, const char *name, struct err *err)
{
    const char *const values[] = {name};
    char quoted[160], text[320];
    PGresult *result =
        sql_ask(conn, "select from pg_catalog.pg_database where datname = $1", 1, values, err);
    bool found = result && PQntuples(result) > 0, ok = result != NULL;

    PQclear(result);
    if (!ok || found)
        return ok;
    if (!sql_name(name, quoted, sizeof quoted))
        return err_set(err, ERR_INPUT, NULL, _("The database's name is too long."), NULL);
    snprintf(text, sizeof text,
             "create database %s template template0 encoding 'UTF8' lc_collate 'C' "
             "lc_ctype 'C.UTF-8'",
             quoted);
    return sql_do(conn, text, 0, NULL, err);
}

static bool run_init(PGconn *conn, const struct schema_file *file, struct err *err)
{
    if (!sql_do(conn, "begin", 0, NULL, err))
        return false;
    return sql_end(conn, sql_run(conn, file->name, file->text, err), err);
}

bool migrate_init(const struct db_where *where, const char *login, struct secret *password,
                  struct err *err)
{
    struct db_where there = *where;
    struct schema_files files;
    PGconn *conn;
    bool ok;

    there.statement_timeout_ms = -1;
    if (!schema_files_read(&files, "init", ".sql", err))
        return false;
    conn = connect_now(&there, login, password, "postgres", err);
    ok = conn && create_database(conn, where->database, err);
    PQfinish(conn);
    conn = ok ? connect_now(&there, login, password, NULL, err) : NULL;
    ok = conn != NULL;
    for (size_t i = 0; ok && i < files.count; i++)
        ok = run_init(conn, &files.file[i], err);
    if (conn)
        PQfinish(conn);
    schema_files_clear(&files);
    return ok;
}

bool migrate_print_init(FILE *to, struct err *err)
{
    struct schema_files files;

    if (!schema_files_read(&files, "init", ".sql", err))
        return false;
    fputs("-- Run as a superuser, with psql. Then set passwords for the login roles, and run: "
          "anxin db migrate\n"
          "create database " CLUSTER_DATABASE " template template0 encoding 'UTF8' lc_collate 'C' "
          "lc_ctype 'C.UTF-8';\n"
          "\\connect " CLUSTER_DATABASE "\n",
          to);
    for (size_t i = 0; i < files.count; i++)
        fprintf(to, "\n-- %s\nbegin;\n%s\ncommit;\n", files.file[i].name, files.file[i].text);
    schema_files_clear(&files);
    return true;
}

/* ---- migrations ---- */

bool migrate_begin(PGconn *conn, struct err *err)
{
    if (!sql_run(conn, NULL, STEP, err))
        return false;
    if (sql_do(conn, "lock table meta.migration in share row exclusive mode", 0, NULL, err))
        return true;
    sql_end(conn, false, NULL);
    return false;
}

static bool file_number(const struct schema_file *file, int *number, struct err *err)
{
    const char *base = schema_file_base(file);
    char text[256], *end;
    long n = strtol(base, &end, 10);

    if (isdigit((unsigned char)base[0]) && end == base + 4 && *end == '-' && n > 0) {
        *number = (int)n;
        return true;
    }
    snprintf(text, sizeof text, _("%s: A migration is called NNNN-name.sql."), file->name);
    return err_set(err, ERR_BUG, NULL, text, NULL);
}

static bool is_altered(const struct schema_file *file, struct err *err)
{
    char text[256];

    snprintf(text, sizeof text, _("%s has been altered since it was applied to this database."),
             file->name);
    return err_set(err, ERR_CONFLICT, NULL, text,
                   _("Bring the file back as it was; a change is a new migration."));
}

/* Whether it was applied; false also for an altered file. */
static bool look_up(PGconn *conn, const struct schema_file *file, int number, bool *applied,
                    struct err *err)
{
    char id[16];
    const char *const values[] = {id};
    PGresult *result;
    bool ok = true;

    snprintf(id, sizeof id, "%d", number);
    result = sql_ask(conn,
                     "select pg_catalog.encode(sha256, 'hex') from meta.migration "
                     "where migration_id = $1::int",
                     1, values, err);
    if (!result)
        return false;
    *applied = PQntuples(result) > 0;
    if (*applied && strcmp(PQgetvalue(result, 0, 0), file->sha256) != 0)
        ok = is_altered(file, err);
    PQclear(result);
    return ok;
}

static bool insert_row(PGconn *conn, const struct schema_file *file, int number, struct err *err)
{
    char id[16], breaking[8] = "no", client[16] = "1";
    const char *const values[] = {id, schema_file_base(file), file->sha256, breaking, client};

    snprintf(id, sizeof id, "%d", number);
    schema_file_header(file, "breaking", breaking, sizeof breaking);
    schema_file_header(file, "client_min", client, sizeof client);
    return sql_do(conn,
                  "insert into meta.migration (migration_id, name, sha256, breaking, client_min) "
                  "values ($1::int, $2, pg_catalog.decode($3, 'hex'), $4::bool, $5::int)",
                  5, values, err);
}

/* For what PostgreSQL does in no transaction (create index concurrently): one statement, then the
 * row. When it is cut off between them, the statement must bear being run again. */
/* What a migration leaves behind in the same transaction: its tables belong to the owner, and the
 * api runs again whatever its files say, because a new table has its policy and grants from there.
 */
static bool close_migration(PGconn *conn, struct err *err)
{
    return sql_do(conn, "reassign owned by session_user to ax_owner", 0, NULL, err) &&
           sql_do(conn, "delete from meta.api_file", 0, NULL, err);
}

static bool apply_alone(PGconn *conn, const struct schema_file *file, int number, struct err *err)
{
    return sql_run(conn, file->name, file->text, err) && migrate_begin(conn, err) &&
           sql_end(conn, insert_row(conn, file, number, err) && close_migration(conn, err), err);
}

static bool apply(PGconn *conn, const struct schema_file *file, int *done, struct err *err)
{
    char alone[8];
    bool applied, ok;
    int number;

    if (!file_number(file, &number, err) || !look_up(conn, file, number, &applied, err))
        return false;
    if (applied)
        return true;
    if (schema_file_header(file, "transaction", alone, sizeof alone) && strcmp(alone, "no") == 0) {
        *done += 1;
        return apply_alone(conn, file, number, err);
    }
    if (!migrate_begin(conn, err))
        return false;
    /* Another runner may have done it while we waited for the lock. */
    ok = look_up(conn, file, number, &applied, err);
    if (ok && !applied) {
        ok = insert_row(conn, file, number, err) && sql_run(conn, file->name, file->text, err) &&
             close_migration(conn, err);
        *done += 1;
    }
    return sql_end(conn, ok, err);
}

/* A database that is ahead of these files in a way an older program must not touch. */
static bool check_newer(PGconn *conn, const struct schema_files *files, struct err *err)
{
    int last = 0;
    char id[16], text[256];
    const char *const values[] = {id};
    PGresult *result;
    bool ok;

    if (files->count > 0 && !file_number(&files->file[files->count - 1], &last, err))
        return false;
    snprintf(id, sizeof id, "%d", last);
    result = sql_ask(conn,
                     "select name from meta.migration where migration_id > $1::int and breaking "
                     "order by migration_id limit 1",
                     1, values, err);
    ok = result && PQntuples(result) == 0;
    if (result && !ok) {
        snprintf(text, sizeof text, _("The database is newer than this program (%s)."),
                 PQgetvalue(result, 0, 0));
        err_set(err, ERR_CONFLICT, NULL, text, _("Install the newer version of anxin."));
    }
    PQclear(result);
    return ok;
}

static bool run_migrations(PGconn *conn, int *done, struct err *err)
{
    struct schema_files files;
    bool ok;

    if (!schema_files_read(&files, "migrations", ".sql", err))
        return false;
    ok = check_newer(conn, &files, err);
    for (size_t i = 0; ok && i < files.count; i++)
        ok = apply(conn, &files.file[i], done, err);
    schema_files_clear(&files);
    return ok;
}

/* ---- files that are run again when they change ---- */

bool migrate_is_known(PGconn *conn, const struct schema_file *file, bool *known, struct err *err)
{
    const char *const values[] = {file->name, file->sha256};
    PGresult *result = sql_ask(conn,
                               "select from (select name, sha256 from meta.api_file "
                               "union all select name, sha256 from meta.seed_file) f "
                               "where name = $1 and sha256 = pg_catalog.decode($2, 'hex')",
                               2, values, err);
    bool ok = result != NULL;

    *known = ok && PQntuples(result) > 0;
    PQclear(result);
    return ok;
}

bool migrate_note(PGconn *conn, const struct schema_file *file, const char *owner, struct err *err)
{
    const char *const values[] = {file->name, file->sha256, owner};

    if (owner)
        return sql_do(conn,
                      "insert into meta.api_file (name, sha256, owner) "
                      "values ($1, pg_catalog.decode($2, 'hex'), $3) on conflict (name) do update "
                      "set sha256 = excluded.sha256, owner = excluded.owner, applied_at = now()",
                      3, values, err);
    return sql_do(conn,
                  "insert into meta.seed_file (name, sha256) "
                  "values ($1, pg_catalog.decode($2, 'hex')) on conflict (name) do update "
                  "set sha256 = excluded.sha256, applied_at = now()",
                  2, values, err);
}

static bool owner_of(const struct schema_file *file, size_t *rank, struct err *err)
{
    char owner[64] = "", text[256];

    schema_file_header(file, "owner", owner, sizeof owner);
    for (*rank = 0; *rank < OWNER_COUNT; (*rank)++)
        if (strcmp(owner, OWNERS[*rank]) == 0)
            return true;
    snprintf(text, sizeof text, _("%s: The first line must be \"-- owner: ROLE\"."), file->name);
    return err_set(err, ERR_BUG, NULL, text, NULL);
}

static bool run_api(PGconn *conn, const struct schema_file *file, size_t rank, struct err *err)
{
    char text[128];

    snprintf(text, sizeof text, "set local role %s", OWNERS[rank]);
    return sql_do(conn, text, 0, NULL, err) && sql_run(conn, file->name, file->text, err) &&
           sql_do(conn, "reset role", 0, NULL, err) && migrate_note(conn, file, OWNERS[rank], err);
}

static bool run_apis(PGconn *conn, const struct schema_files *files, struct err *err)
{
    bool ok = sql_do(conn, "set local check_function_bodies = off", 0, NULL, err);

    for (size_t rank = 0; ok && rank < OWNER_COUNT; rank++)
        for (size_t i = 0; ok && i < files->count; i++) {
            size_t owner;
            ok = owner_of(&files->file[i], &owner, err);
            if (ok && owner == rank)
                ok = run_api(conn, &files->file[i], rank, err);
        }
    return ok;
}

static bool migrate_apis(PGconn *conn, int *done, struct err *err)
{
    struct schema_files files;
    bool ok, known = true;

    if (!schema_files_read(&files, "api", ".sql", err))
        return false;
    ok = true;
    for (size_t i = 0; ok && known && i < files.count; i++)
        ok = migrate_is_known(conn, &files.file[i], &known, err);
    if (ok && !known) {
        ok = migrate_begin(conn, err) && sql_end(conn, run_apis(conn, &files, err), err);
        *done += ok ? (int)files.count : 0;
    }
    schema_files_clear(&files);
    return ok;
}

static PGconn *connect_admin(const struct db_where *where, const char *login,
                             struct secret *password, struct err *err)
{
    struct db_where there = *where;

    there.statement_timeout_ms = -1;
    return connect_now(&there, login, password, NULL, err);
}

bool migrate_run(const struct db_where *where, const char *login, struct secret *password,
                 struct migrate_report *report, struct err *err)
{
    PGconn *conn = connect_admin(where, login, password, err);
    bool ok;

    memset(report, 0, sizeof *report);
    if (!conn)
        return false;
    ok = run_migrations(conn, &report->migrations, err) &&
         migrate_seeds(conn, &report->seeds, err) && migrate_apis(conn, &report->apis, err);
    PQfinish(conn);
    return ok;
}

/* A demonstration that was loaded from other files than these is not loaded over. */
static bool demo_is_this_one(PGconn *conn, const struct schema_file *file, struct err *err)
{
    const char *const values[] = {file->name, file->sha256};
    PGresult *result = sql_ask(conn,
                               "select from meta.seed_file "
                               "where name = $1 and sha256 <> pg_catalog.decode($2, 'hex')",
                               2, values, err);
    bool ok = result && PQntuples(result) == 0;

    if (result && !ok)
        err_set(err, ERR_INPUT, NULL,
                _("This folder holds the demonstration of another version of Anxin."),
                _("Name a new folder with --data, or none."));
    PQclear(result);
    return ok;
}

bool migrate_demo(const struct db_where *where, const char *login, struct secret *password,
                  struct err *err)
{
    PGconn *conn = connect_admin(where, login, password, err);
    struct schema_files files = {NULL, 0};
    bool ok = conn && schema_files_read(&files, "demo", ".sql", err);

    for (size_t i = 0; ok && i < files.count; i++)
        ok = demo_is_this_one(conn, &files.file[i], err);
    for (size_t i = 0; ok && i < files.count; i++) {
        const struct schema_file *file = &files.file[i];
        bool known;
        ok = migrate_is_known(conn, file, &known, err);
        if (ok && !known)
            ok = migrate_begin(conn, err) && sql_end(conn,
                                                     sql_run(conn, file->name, file->text, err) &&
                                                         migrate_note(conn, file, NULL, err),
                                                     err);
    }
    schema_files_clear(&files);
    if (conn)
        PQfinish(conn);
    return ok;
}

char *migrate_verifier(PGconn *conn, const char *role, struct secret *password, struct err *err)
{
    char *verifier = PQencryptPasswordConn(conn, secret_open(password), role, "scram-sha-256");

    secret_close(password);
    if (!verifier)
        err_set(err, ERR_BUG, NULL, _("The password could not be prepared."), NULL);
    return verifier;
}

void migrate_verifier_free(char **verifier)
{
    if (*verifier)
        secret_wipe(*verifier, strlen(*verifier));
    PQfreemem(*verifier);
    *verifier = NULL;
}

static bool set_verifier(PGconn *conn, const char *role, struct secret *password, struct err *err)
{
    char quoted[160], text[512], *verifier = migrate_verifier(conn, role, password, err);
    bool ok = verifier && sql_name(role, quoted, sizeof quoted);

    if (ok) {
        /* A verifier is letters, digits and +/=:$-; alter role takes no parameters. */
        snprintf(text, sizeof text, "alter role %s password '%s'", quoted, verifier);
        ok = sql_do(conn, text, 0, NULL, err);
        secret_wipe(text, sizeof text);
    }
    migrate_verifier_free(&verifier);
    return ok;
}

bool migrate_set_passwords(const struct db_where *where, const char *superuser,
                           struct secret *superuser_password,
                           const struct migrate_password *passwords, size_t count, struct err *err)
{
    PGconn *conn = connect_admin(where, superuser, superuser_password, err);
    bool ok = conn != NULL;

    for (size_t i = 0; ok && i < count; i++) {
        const char *const values[] = {passwords[i].role};
        PGresult *result =
            sql_ask(conn, "select from pg_catalog.pg_roles where rolname = $1", 1, values, err);
        ok = result != NULL;
        if (ok && PQntuples(result) > 0)
            ok = set_verifier(conn, passwords[i].role, passwords[i].password, err);
        PQclear(result);
    }
    if (conn)
        PQfinish(conn);
    return ok;
}
