/* Running SQL of our own files and commands, waiting for the answer; errors name file and line.
 * For the administrator's steps only: screens and commands for people ask through db.h. */
#ifndef ANXIN_DB_SQL_H
#define ANXIN_DB_SQL_H

#include "core/base/err.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

/* Runs a whole file's text, many statements, in the transaction that is open (or, without one, in
 * one of its own). `file` is the name an error gives, with the line. */
bool sql_run(PGconn *conn, const char *file, const char *text, struct err *err);

/* One statement of ours with parameters (text or NULL). The result is the caller's to PQclear; NULL
 * and err on failure. */
PGresult *sql_ask(PGconn *conn, const char *text, int n, const char *const *values,
                  struct err *err);

/* As sql_ask, for statements without rows. */
bool sql_do(PGconn *conn, const char *text, int n, const char *const *values, struct err *err);

/* Ends a transaction: commit if `ok`, else rollback. False if it was not committed. */
bool sql_end(PGconn *conn, bool ok, struct err *err);

/* `"name"` with its quotes doubled; false when it does not fit. */
bool sql_name(const char *name, char *to, size_t size);

/* The line (from 1) of the n-th statement (from 0) of a text, and of the n-th character (from 1).
 * Knows quotes, dollar quotes, nested comments, and the bodies of SQL functions (begin atomic). */
int sql_line_of_statement(const char *text, int n);
int sql_line_of_character(const char *text, int n);

#endif
