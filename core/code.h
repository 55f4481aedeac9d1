/* Lists of codes (kinds of workers, trades, states …) as the database has them, read once for each
 * sign-in. */
#ifndef ANXIN_CORE_CODE_H
#define ANXIN_CORE_CODE_H

#include "core/base/err.h"
#include "core/db/db.h"

#include <stddef.h>

struct code {
    const char *code, *name, *name_en;
    const char *const *initials; /* spellings of the Chinese name; NULL at the end */
};

/* The lists the screens need. */
enum code_dict {
    CODE_WORKER_KIND,
    CODE_TRADE,
    CODE_DOCUMENT_KIND,
    CODE_SEX,
    CODE_CONSENT_MEANS,
    CODE_EMPLOYMENT_STATE,
    CODE_PARTICIPANT_KIND,
    CODE_REGION,
    CODE_INDUSTRY,
    CODE_PROJECT_TYPE,
    CODE_PROJECT_CLASS,
    CODE_PROJECT_NATURE,
    CODE_PROJECT_OWNERSHIP,
    CODE_PROJECT_STATE,
    CODE_MEMBER_ROLE,
    CODE_ZONE,
    CODE_ATTENDED_RULE,
    CODE_BANK,
    CODE_COMPANY_ROLE,
    CODE_DICTS,
};

struct code_book;

/* `english`: names are given in English where there is an English one. NULL: memory is out. */
struct code_book *code_book_new(bool english);
void code_book_free(struct code_book **book);

/* Asks for every list; `loaded` is called once, when all are there, or with the first error. */
typedef void code_loaded(void *owner, const struct err *err);
void code_book_load(struct code_book *book, struct db *db, void *owner, code_loaded *loaded);

/* Nothing is called back any more. Before the db is freed. */
void code_book_forget(struct code_book *book, struct db *db);

/* The i-th code of a list, NULL behind the last. */
const struct code *code_at(const struct code_book *book, enum code_dict dict, size_t i);

/* What to show for a code: its name; the code itself where the list has none; "" for "" and NULL.
 */
const char *code_name(const struct code_book *book, enum code_dict dict, const char *code);
const char *code_shown(const struct code_book *book, const struct code *code);

#endif
