#include "config.h"

#include "core/db/connect.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

bool connect_is_local(const char *host)
{
    return host[0] == '\0' || host[0] == '/' || host[0] == '@' || strcmp(host, "localhost") == 0 ||
           strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0;
}

static void add(struct connect_params *params, const char *key, const char *value)
{
    if (value && value[0] && params->count < CONNECT_PARAMS_MAX) {
        params->keys[params->count] = key;
        params->values[params->count] = value;
        params->count++;
    }
}

void connect_fill(struct connect_params *params, const struct db_where *where, const char *login,
                  const char *password, const char *address)
{
    bool local = connect_is_local(where->host);
    int timeout = where->statement_timeout_ms;

    memset(params, 0, sizeof *params);
    /* A role may have changed its own defaults; what is said here wins over them. */
    snprintf(
        params->options, sizeof params->options,
        "-c default_transaction_read_only=off -c default_transaction_isolation=read\\ committed "
        "-c statement_timeout=%d -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s "
        "-c search_path=pg_catalog -c client_min_messages=warning -c DateStyle=ISO "
        "-c role=none -c row_security=on -c anxin.language=%s",
        timeout == 0  ? 60000
        : timeout < 0 ? 0
                      : timeout,
        i18n_language() == I18N_ENGLISH ? "en" : "zh");
    add(params, "host", where->host);
    add(params, "hostaddr", address);
    add(params, "port", where->port);
    add(params, "dbname", where->database);
    add(params, "user", login);
    add(params, "password", password);
    add(params, "options", params->options);
    add(params, "application_name", "anxin");
    add(params, "client_encoding", "UTF8");
    add(params, "gssencmode", "disable");
    add(params, "connect_timeout", "8");
    if (where->sslmode[0])
        add(params, "sslmode", where->sslmode);
    else if (!local)
        add(params, "sslmode", "verify-full");
    /* Over a net the password goes only as SCRAM bound to the server's certificate. */
    if (!local && strcmp(where->sslmode, "disable") != 0)
        add(params, "channel_binding", "require");
    add(params, "sslrootcert", where->root_certificate);
    add(params, "sslcert", where->certificate);
    add(params, "sslkey", where->key);
    if (where->host[0] != '/') {
        add(params, "keepalives_idle", "20");
        add(params, "keepalives_interval", "5");
        add(params, "keepalives_count", "3");
        add(params, "tcp_user_timeout", "20000");
    }
}

void connect_wipe_password(PGconn *conn)
{
    /* libpq offers no call for it; PQpass shows where its copy is ("" when there is none). */
    char *copy = conn ? PQpass(conn) : NULL;

    if (copy && copy[0])
        secret_wipe(copy, strlen(copy));
}

void connect_sqlstate(const PGconn *conn, char to[6])
{
    const char *text = PQerrorMessage(conn);

    /* "FATAL:  28P01: password …": a severity, colon, spaces, five of 0-9A-Z, colon. */
    to[0] = '\0';
    for (const char *colon = strchr(text, ':'); colon; colon = strchr(colon + 1, ':')) {
        const char *code = colon + 1 + strspn(colon + 1, " ");
        int n = 0;
        while (n < 5 && (isdigit((unsigned char)code[n]) || isupper((unsigned char)code[n])))
            n++;
        if (code > colon + 1 && n == 5 && code[5] == ':') {
            memcpy(to, code, 5);
            to[5] = '\0';
        }
    }
}

static bool is_denied(const char *sqlstate)
{
    return strncmp(sqlstate, "28", 2) == 0;
}

void connect_error(const PGconn *conn, const struct db_where *where, struct err *err)
{
    const char *said = conn ? PQerrorMessage(conn) : "";
    char text[256], sqlstate[6] = "";

    if (conn)
        connect_sqlstate(conn, sqlstate);
    if (is_denied(sqlstate)) {
        err_set(err, ERR_DENIED, NULL, _("The login name or the password is wrong."),
                _("Type them again; after several wrong tries the account is locked for a while."));
    } else if (strcmp(sqlstate, "53300") == 0) {
        err_set(err, ERR_OFFLINE, NULL, _("Too many sessions are open."),
                _("Sign out where you do not need it, or wait a minute."));
    } else if (strcmp(sqlstate, "3D000") == 0) {
        err_set(err, ERR_OFFLINE, NULL, _("The database does not exist on the server."),
                _("Run: anxin db init, then anxin db migrate"));
    } else if (strstr(said, "certificate") || strstr(said, "SSL")) {
        err_set(err, ERR_OFFLINE, NULL, _("The server could not prove who it is."),
                _("Check root_certificate in the configuration."));
    } else {
        snprintf(text, sizeof text, _("The database cannot be reached (%s)."),
                 where->host[0] ? where->host : _("this computer"));
        err_set(err, ERR_OFFLINE, NULL, text, NULL);
    }
    if (err && sqlstate[0])
        memcpy(err->sqlstate, sqlstate, sizeof sqlstate);
    err_detail(err, "connect: %s", said);
}

static void drop_notice(void *owner, const PGresult *notice)
{
    (void)owner;
    (void)notice;
}

#define CONNECT_NOW_MS 10000

/* PQconnectdb would do, but for the SQLSTATE of a refusal: verbose errors must be asked for before.
 */
static bool finish_connecting(PGconn *conn)
{
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    struct timespec start, now;

    clock_gettime(CLOCK_MONOTONIC, &start);
    PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
    while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
        struct pollfd fd = {PQsocket(conn), status == PGRES_POLLING_READING ? POLLIN : POLLOUT, 0};
        clock_gettime(CLOCK_MONOTONIC, &now);
        long left = CONNECT_NOW_MS - (now.tv_sec - start.tv_sec) * 1000 -
                    (now.tv_nsec - start.tv_nsec) / 1000000;
        if (left <= 0)
            return false;
        if (poll(&fd, 1, (int)left) > 0)
            status = PQconnectPoll(conn);
    }
    return status == PGRES_POLLING_OK;
}

PGconn *connect_now(const struct db_where *where, const char *login, struct secret *password,
                    const char *database, struct err *err)
{
    struct connect_params params;
    struct db_where there = *where;
    PGconn *conn;

    if (database)
        snprintf(there.database, sizeof there.database, "%s", database);
    connect_fill(&params, &there, login, password ? secret_open(password) : NULL, NULL);
    conn = PQconnectStartParams(params.keys, params.values, 0);
    if (password)
        secret_close(password);
    if (conn && PQstatus(conn) != CONNECTION_BAD && finish_connecting(conn)) {
        PQsetNoticeReceiver(conn, drop_notice, NULL);
        connect_wipe_password(conn);
        return conn;
    }
    connect_error(conn, where, err);
    PQfinish(conn);
    return NULL;
}
