#include "config.h"

#include "core/db/setup.h"

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/db/cluster_private.h"
#include "core/db/connect.h"
#include "core/db/migrate_private.h"
#include "core/db/schema_files.h"
#include "core/db/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Login roles whose passwords lie in secrets/. */
static const struct {
    const char *role;
    const char *secret;
} SERVICES[] = {
    {"ax_migrator", "ax_migrator"}, {"ax_worker", "ax_worker"}, {CLUSTER_TERMINAL, "terminal"}};
/* Logins that nobody has yet: a phone number that nobody has is answered with one of them. */
#define STOCK "256"
#define SERVICE_COUNT (sizeof SERVICES / sizeof SERVICES[0])

static bool set_passwords(const struct cluster *cluster, const struct db_where *where,
                          struct secret *superuser, struct err *err)
{
    struct migrate_password passwords[SERVICE_COUNT];
    bool ok = true;

    memset(passwords, 0, sizeof passwords);
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        passwords[i].role = SERVICES[i].role;
        passwords[i].password = ok ? cluster_secret(cluster, SERVICES[i].secret, err) : NULL;
        ok = passwords[i].password != NULL;
    }
    ok = ok &&
         migrate_set_passwords(where, CLUSTER_SUPERUSER, superuser, passwords, SERVICE_COUNT, err);
    for (size_t i = 0; i < SERVICE_COUNT; i++)
        secret_free(&passwords[i].password);
    return ok;
}

/* The server's own way to the keys: its user reads them, no setting names them. */
static bool record_keys(const struct cluster *cluster, PGconn *conn, struct err *err)
{
    static const char *const NAMES[] = {"blind", "seal"};
    bool ok = true;

    for (size_t i = 0; ok && i < 2; i++) {
        char path[CLUSTER_PATH_MAX + 16];
        const char *const values[] = {NAMES[i], path};
        ok = cluster_key_path(cluster, NAMES[i], path, sizeof path) &&
             sql_do(conn, "select sec.key_path($1, $2)", 2, values, err);
    }
    return ok;
}

/* This computer is the private cluster's first terminal, so its login is t000001. */
static bool make_terminal(const struct cluster *cluster, PGconn *conn, struct err *err)
{
    const char *values[] = {CLUSTER_TERMINAL, _("this computer")};
    PGresult *result =
        sql_ask(conn, "select from pg_catalog.pg_roles where rolname = $1", 1, values, err);
    bool there = result && PQntuples(result) > 0, ok = result != NULL;
    struct secret *password;
    char *verifier;

    PQclear(result);
    if (!ok || there)
        return ok;
    password = cluster_secret(cluster, "terminal", err);
    if (!password)
        return false;
    verifier = migrate_verifier(conn, CLUSTER_TERMINAL, password, err);
    secret_free(&password);
    values[0] = verifier;
    ok = verifier &&
         sql_do(conn, "select adm.terminal_make($2, null, $1)", 2, values, err);
    migrate_verifier_free(&verifier);
    return ok;
}

/* What the superuser does once the functions are there. */
static bool finish(const struct cluster *cluster, const struct db_where *where,
                   struct secret *superuser, struct err *err)
{
    PGconn *conn = connect_now(where, CLUSTER_SUPERUSER, superuser, NULL, err);
    bool ok = conn && record_keys(cluster, conn, err) && make_terminal(cluster, conn, err) &&
              sql_do(conn, "select adm.stock_fill(" STOCK ")", 0, NULL, err);

    if (conn)
        PQfinish(conn);
    return ok;
}

static bool is_up_to_date(struct cluster *cluster, const char *stamp)
{
    char path[CLUSTER_PATH_MAX], *last = NULL;
    size_t n;
    bool same = !cluster->moved && cluster_path(cluster, "stamp", path, NULL) &&
                file_read(path, 256, &last, &n, NULL) && strcmp(last, stamp) == 0;

    free(last);
    return same;
}

static bool note_stamp(const struct cluster *cluster, const char *stamp, struct err *err)
{
    char path[CLUSTER_PATH_MAX];

    return cluster_path(cluster, "stamp", path, err) &&
           file_replace(path, 0600, stamp, strlen(stamp), err);
}

static bool build(struct cluster *cluster, struct migrate_report *report, struct err *err)
{
    struct db_where where;
    struct secret *superuser = cluster_secret(cluster, "superuser", err);
    struct secret *migrator = superuser ? cluster_secret(cluster, "ax_migrator", err) : NULL;
    bool ok = migrator != NULL;

    cluster_where(cluster, &where);
    ok = ok && migrate_init(&where, CLUSTER_SUPERUSER, superuser, err) &&
         set_passwords(cluster, &where, superuser, err) &&
         migrate_run(&where, "ax_migrator", migrator, report, err) &&
         finish(cluster, &where, superuser, err);
    secret_free(&superuser);
    secret_free(&migrator);
    return ok;
}

static bool setup(struct cluster *cluster, bool always, struct migrate_report *report,
                  struct err *err)
{
    struct migrate_report none;
    char stamp[DIGEST_SIZE];
    bool ok;
    int fd;

    if (!report)
        report = &none;
    memset(report, 0, sizeof *report);
    if (!schema_stamp(stamp, err))
        return false;
    if (!always && is_up_to_date(cluster, stamp))
        return true;
    fd = cluster_lock(cluster, "setup.lock", err);
    if (fd < 0)
        return false;
    /* Whoever held the lock before us may have done it. */
    ok = (!always && is_up_to_date(cluster, stamp)) ||
         (build(cluster, report, err) && cluster_settle(cluster, err) &&
          note_stamp(cluster, stamp, err));
    close(fd);
    return ok;
}

bool setup_private(struct cluster *cluster, struct migrate_report *report, struct err *err)
{
    return setup(cluster, false, report, err);
}

bool setup_again(struct cluster *cluster, struct migrate_report *report, struct err *err)
{
    return setup(cluster, true, report, err);
}

bool setup_init(struct cluster *cluster, struct err *err)
{
    struct db_where where;
    struct secret *superuser = cluster_secret(cluster, "superuser", err);
    bool ok;

    cluster_where(cluster, &where);
    ok = superuser && migrate_init(&where, CLUSTER_SUPERUSER, superuser, err) &&
         set_passwords(cluster, &where, superuser, err);
    secret_free(&superuser);
    return ok;
}

/* ---- the demonstration ---- */

void setup_demo_accounts_path(char *to, size_t size)
{
    snprintf(to, size, "%s/demo/accounts.tsv", schema_folder());
}

struct account {
    char login[64];
    struct secret *password;
};

#define ACCOUNTS_MAX 32

/* Field number `wanted` of a line of tab-separated fields. */
static bool field(const char *line, int wanted, char *to, size_t size)
{
    for (; wanted > 0; wanted--) {
        line += strcspn(line, "\t\n");
        if (*line != '\t')
            return false;
        line++;
    }
    size_t n = strcspn(line, "\t\r\n");
    if (n >= size)
        return false;
    memcpy(to, line, n);
    to[n] = '\0';
    return true;
}

static int field_number(const char *heading, const char *name)
{
    char found[64];

    for (int i = 0; i < 16 && field(heading, i, found, sizeof found); i++)
        if (strcmp(found, name) == 0)
            return i;
    return -1;
}

static bool find_login(PGconn *conn, const char *phone, struct account *account, struct err *err)
{
    const char *const values[] = {phone};
    PGresult *result =
        sql_ask(conn, "select login from app.account where phone = $1", 1, values, err);
    bool ok = result && PQntuples(result) == 1;

    if (ok)
        snprintf(account->login, sizeof account->login, "%s", PQgetvalue(result, 0, 0));
    else if (result)
        err_set(err, ERR_BUG, NULL, _("The demonstration's accounts do not fit its data."), NULL);
    PQclear(result);
    return ok;
}

static bool add_account(PGconn *conn, const char *line, const char *heading,
                        struct account *account, struct err *err)
{
    char phone[32], password[128];
    int at_phone = field_number(heading, "phone"), at_password = field_number(heading, "password");

    if (at_phone < 0 || at_password < 0 || !field(line, at_phone, phone, sizeof phone) ||
        !field(line, at_password, password, sizeof password))
        return err_set(err, ERR_BUG, NULL, _("The demonstration's accounts cannot be read."), NULL);
    account->password = secret_new(sizeof password, err);
    return account->password && secret_set(account->password, password, strlen(password)) &&
           find_login(conn, phone, account, err);
}

static bool set_demo_passwords(const struct db_where *where, PGconn *conn, struct secret *superuser,
                               const char *text, struct err *err)
{
    struct account accounts[ACCOUNTS_MAX];
    struct migrate_password passwords[ACCOUNTS_MAX];
    size_t count = 0;
    bool ok = true;

    memset(accounts, 0, sizeof accounts);
    for (const char *line = strchr(text, '\n'); ok && line && line[1]; line = strchr(line, '\n')) {
        line++;
        if (*line == '\0' || *line == '\n' || count == ACCOUNTS_MAX)
            break;
        ok = add_account(conn, line, text, &accounts[count], err);
        passwords[count].role = accounts[count].login;
        passwords[count].password = accounts[count].password;
        count++;
    }
    ok = ok && migrate_set_passwords(where, CLUSTER_SUPERUSER, superuser, passwords, count, err);
    for (size_t i = 0; i < count; i++)
        secret_free(&accounts[i].password);
    return ok;
}

bool setup_demo(struct cluster *cluster, struct err *err)
{
    char path[CLUSTER_PATH_MAX], *text = NULL;
    struct secret *superuser = cluster_secret(cluster, "superuser", err);
    struct secret *migrator = superuser ? cluster_secret(cluster, "ax_migrator", err) : NULL;
    struct db_where where;
    PGconn *conn = NULL;
    size_t n;
    bool ok = migrator != NULL;

    cluster_where(cluster, &where);
    setup_demo_accounts_path(path, sizeof path);
    ok = ok && migrate_demo(&where, "ax_migrator", migrator, err) &&
         file_read(path, 65536, &text, &n, err) &&
         (conn = connect_now(&where, "ax_migrator", migrator, NULL, err)) &&
         set_demo_passwords(&where, conn, superuser, text, err);
    if (conn)
        PQfinish(conn);
    free(text);
    secret_free(&superuser);
    secret_free(&migrator);
    return ok;
}
