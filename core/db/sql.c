#include "config.h"

#include "core/db/sql.h"

#include "core/base/i18n.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- where a statement begins ---- */

struct scan {
    const char *at;
    int words;     /* seen in this statement, up to 4 of their first letters in `first` */
    char first[5]; /* "c f": create function, as psql tells them */
    int depth;     /* of begin … end in the body of a create function */
    int parens;
};

static const char *skip_quoted(const char *at, char quote, bool backslashes)
{
    for (at++; *at; at++) {
        if (backslashes && *at == '\\' && at[1])
            at++;
        else if (*at == quote) {
            if (at[1] != quote)
                return at + 1;
            at++;
        }
    }
    return at;
}

static const char *skip_comment(const char *at)
{
    int depth = 0;

    if (at[0] == '-') {
        while (*at && *at != '\n')
            at++;
        return at;
    }
    while (*at) {
        if (at[0] == '/' && at[1] == '*') {
            depth++;
            at += 2;
        } else if (at[0] == '*' && at[1] == '/') {
            at += 2;
            if (--depth == 0)
                break;
        } else {
            at++;
        }
    }
    return at;
}

/* $tag$ … $tag$; NULL when this is no dollar quote. */
static const char *skip_dollar(const char *at)
{
    size_t n = 1;

    while (isalnum((unsigned char)at[n]) || at[n] == '_')
        n++;
    if (at[n] != '$' || isdigit((unsigned char)at[1]))
        return NULL;
    n++;
    for (const char *end = at + n; (end = strchr(end, '$')); end++)
        if (strncmp(end, at, n) == 0)
            return end + n;
    return at + strlen(at);
}

static bool word_is(const char *at, size_t n, const char *word)
{
    if (strlen(word) != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (tolower((unsigned char)at[i]) != word[i])
            return false;
    return true;
}

/* In the body of "create function", begin and case open, end closes: a ';' inside ends nothing. */
static void see_word(struct scan *scan, const char *at, size_t n)
{
    const char *f = scan->first;
    bool function = f[0] == 'c' && (f[1] == 'f' || f[1] == 'p' ||
                                    (f[1] == 'o' && f[2] == 'r' && (f[3] == 'f' || f[3] == 'p')));

    if (function && word_is(at, n, "begin"))
        scan->depth++;
    else if (scan->depth > 0 && word_is(at, n, "case"))
        scan->depth++;
    else if (scan->depth > 0 && word_is(at, n, "end"))
        scan->depth--;
    if (scan->words < 4)
        scan->first[scan->words] = (char)tolower((unsigned char)*at);
    scan->words++;
}

/* One token on; true at the ';' that ends a statement. */
static bool step(struct scan *scan)
{
    const char *at = scan->at, *end;

    if ((at[0] == '-' && at[1] == '-') || (at[0] == '/' && at[1] == '*')) {
        scan->at = skip_comment(at);
    } else if (*at == '\'' || *at == '"') {
        scan->words++;
        scan->at = skip_quoted(at, *at, false);
    } else if ((*at == 'e' || *at == 'E') && at[1] == '\'') {
        scan->words++;
        scan->at = skip_quoted(at + 1, '\'', true);
    } else if (*at == '$' && (end = skip_dollar(at))) {
        scan->words++;
        scan->at = end;
    } else if (isalpha((unsigned char)*at) || *at == '_') {
        for (end = at; isalnum((unsigned char)*end) || *end == '_' || *end == '$'; end++)
            continue;
        see_word(scan, at, (size_t)(end - at));
        scan->at = end;
    } else {
        scan->parens += (*at == '(') - (*at == ')');
        scan->at = at + 1;
        return *at == ';' && scan->parens <= 0 && scan->depth == 0;
    }
    return false;
}

static int line_at(const char *text, const char *at)
{
    int line = 1;

    for (; text < at && *text; text++)
        line += *text == '\n';
    return line;
}

int sql_line_of_statement(const char *text, int n)
{
    struct scan scan = {.at = text};
    const char *first = NULL;

    while (*scan.at) {
        const char *before = scan.at;
        int words = scan.words;
        bool ends = step(&scan);
        if (words == 0 && scan.words > 0)
            first = before;
        if (!ends)
            continue;
        if (first && n-- == 0)
            return line_at(text, first);
        first = NULL;
        scan = (struct scan){.at = scan.at};
    }
    return line_at(text, first ? first : scan.at);
}

int sql_line_of_character(const char *text, int n)
{
    const char *at = text;

    for (; *at && n > 1; n--) {
        at++;
        while (((unsigned char)*at & 0xC0) == 0x80)
            at++;
    }
    return line_at(text, at);
}

/* ---- errors of our own files ---- */

/* Our files hold no personal data, so the server's message may be shown to who runs them. */
static bool file_error(const PGresult *result, PGconn *conn, const char *file, const char *text,
                       int statement, struct err *err)
{
    const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *position = result ? PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION) : NULL;
    const char *context = result ? PQresultErrorField(result, PG_DIAG_CONTEXT) : NULL;
    char said[256];

    if (!message)
        message = PQerrorMessage(conn);
    if (file && text) {
        int line = position ? sql_line_of_character(text, (int)strtol(position, NULL, 10))
                            : sql_line_of_statement(text, statement);
        snprintf(said, sizeof said, _("%s, line %d: %s"), file, line, message);
    } else {
        snprintf(said, sizeof said, _("The database refused a step: %s"), message);
    }
    err_set(err, PQstatus(conn) == CONNECTION_BAD ? ERR_OFFLINE : ERR_BUG, NULL, said, NULL);
    err_detail(err, "%s%s%s", message, context ? "; " : "", context ? context : "");
    if (err && sqlstate)
        snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate);
    return false;
}

bool sql_run(PGconn *conn, const char *file, const char *text, struct err *err)
{
    PGresult *result;
    int statement = 0;
    bool ok = PQsendQuery(conn, text) == 1;

    if (!ok)
        return file_error(NULL, conn, file, text, 0, err);
    while ((result = PQgetResult(conn))) {
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_COPY_IN)
            PQputCopyEnd(conn, "a file may not copy from the client");
        else if (ok && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
                 status != PGRES_EMPTY_QUERY)
            ok = file_error(result, conn, file, text, statement, err);
        statement++;
        PQclear(result);
    }
    return ok;
}

PGresult *sql_ask(PGconn *conn, const char *text, int n, const char *const *values, struct err *err)
{
    PGresult *result = PQexecParams(conn, text, n, NULL, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN)
        return result;
    file_error(result, conn, NULL, NULL, 0, err);
    PQclear(result);
    return NULL;
}

bool sql_do(PGconn *conn, const char *text, int n, const char *const *values, struct err *err)
{
    PGresult *result = sql_ask(conn, text, n, values, err);
    bool ok = result != NULL;

    PQclear(result);
    return ok;
}

bool sql_end(PGconn *conn, bool ok, struct err *err)
{
    if (ok)
        return sql_do(conn, "commit", 0, NULL, err);
    sql_do(conn, "rollback", 0, NULL, NULL);
    return false;
}

bool sql_name(const char *name, char *to, size_t size)
{
    size_t n = 0;

    if (size < 3)
        return false;
    to[n++] = '"';
    for (; *name; name++) {
        if (n + 4 > size)
            return false;
        if (*name == '"')
            to[n++] = '"';
        to[n++] = *name;
    }
    to[n++] = '"';
    to[n] = '\0';
    return true;
}
