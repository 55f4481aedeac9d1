#include "config.h"

#include "core/db/operator.h"

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/db/admin.h"
#include "core/db/cluster_private.h"
#include "core/db/connect.h"
#include "core/db/migrate_private.h"
#include "core/db/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIGRATOR "ax_migrator"

static PGconn *connect_private(const struct cluster *cluster, struct err *err)
{
    struct secret *password = cluster_secret(cluster, MIGRATOR, err);
    struct db_where where;
    PGconn *conn = NULL;

    cluster_where(cluster, &where);
    if (password)
        conn = connect_now(&where, MIGRATOR, password, NULL, err);
    secret_free(&password);
    return conn;
}

/* The file says no more than that it is there. */
static bool note(const struct cluster *cluster, struct err *err)
{
    char path[CLUSTER_PATH_MAX];

    return cluster_path(cluster, "operator", path, err) && file_replace(path, 0600, "\n", 1, err);
}

static bool noted(const struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX], *text = NULL;
    size_t n;
    bool there =
        cluster_path(cluster, "operator", path, NULL) && file_read(path, 16, &text, &n, NULL);

    free(text);
    return there;
}

bool operator_missing(const struct cluster *cluster, bool *missing, struct err *err)
{
    PGconn *conn;
    PGresult *result;

    *missing = false;
    if (noted(cluster))
        return true;
    conn = connect_private(cluster, err);
    if (!conn)
        return false;
    result = sql_ask(conn, "select sec.has_operator()", 0, NULL, err);
    if (result)
        *missing = strcmp(PQgetvalue(result, 0, 0), "f") == 0;
    PQclear(result);
    PQfinish(conn);
    return result && (*missing || note(cluster, err));
}

static bool make(PGconn *conn, const char *phone, const char *name, struct secret *password,
                 struct err *err)
{
    char *verifier = migrate_verifier(conn, phone, password, err);
    const char *const values[] = {phone, name, verifier};
    bool ok = verifier && sql_do(conn, "select adm.operator_make($1, $2, $3)", 3, values, err);

    migrate_verifier_free(&verifier);
    return ok;
}

bool operator_make_private(const struct cluster *cluster, const char *phone, const char *name,
                           struct secret *password, struct err *err)
{
    PGconn *conn = connect_private(cluster, err);
    bool ok = conn && make(conn, phone, name, password, err) && note(cluster, err);

    if (conn)
        PQfinish(conn);
    return ok;
}

bool operator_make(const struct db_where *where, const char *phone, const char *name,
                   struct secret *password, struct err *err)
{
    struct secret *migrator = admin_ask_password(MIGRATOR, err);
    PGconn *conn = migrator ? connect_now(where, MIGRATOR, migrator, NULL, err) : NULL;
    bool ok = conn && make(conn, phone, name, password, err);

    secret_free(&migrator);
    if (conn)
        PQfinish(conn);
    return ok;
}
