/* A database that answers what a test says, through the very db_ask() that screens call: it is
 * linked in place of core/db. Answers come from fake_turn(), never from inside db_ask(). */
#ifndef ANXIN_TESTS_FAKE_DB_H
#define ANXIN_TESTS_FAKE_DB_H

#include "core/base/err.h"
#include "core/db/db.h"

struct db *fake_db(void);

/* What a statement answers from now on: the first line names columns, each further one is a row;
 * cells are parted by tabs, an empty cell is null. Moments are "2026-11-23 09:12", in UTC; lists of
 * texts are parted by commas. `stmt` is its name, or "NAME:ARG" for the calls whose first text
 * parameter is ARG. Borrowed. */
void fake_answer(const char *stmt, const char *table);
/* It answers `table` once, and then what it is told to from now on. */
void fake_answer_first(const char *stmt, const char *table);
/* It fails. */
void fake_refuse(const char *stmt, enum err_code code, const char *sqlstate, const char *text,
                 const char *hint);
/* Whoever asks it waits. */
void fake_silence(const char *stmt);
/* Nothing is known any more; nobody waits. */
void fake_forget_all(void);

/* Answers whatever was asked, and what is asked by that; returns how many answers that were. */
int fake_turn(void);

/* How often a statement was asked, and a parameter of the last time (as text, "" for null). */
int fake_asked(const char *stmt);
const char *fake_arg(const char *stmt, int i);

#endif
