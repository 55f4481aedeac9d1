/* Certifying a company (SPEC 4.2): the four elements, then the legal representative's own card or a
 * micro-deposit. */
#ifndef ANXIN_CORE_CERTIFICATION_H
#define ANXIN_CORE_CERTIFICATION_H

#include "core/account.h"
#include "core/base/day.h"
#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

#include <stdbool.h>
#include <stdint.h>

/* The company, and my newest attempt for it; certification_id 0: none. */
struct certification {
    int64_t certification_id, company_id;
    const char *company_name, *uscc;
    const char *way;     /* card, deposit */
    const char *state;   /* open, certified, failed */
    const char *failure; /* certification_failure_text */
    const char *legal_representative, *id_tail;
    int64_t started_at, ended_at;
    const char *bank_name, *branch, *account_tail;
    int64_t expected_at;
    const char *paid; /* asked, sent, failed */
    int64_t tries_left;
    int64_t again_at; /* the next micro-deposit; 0: at once */
};

void certification_get(struct db *db, int64_t company_id, void *owner, db_done *done);

/* Why an attempt failed, in the user's words; "" for NULL. */
const char *certification_failure_text(const char *failure);

struct certification_form {
    int64_t company_id;
    char name[320], uscc[40], legal_representative[128], id_number[24];
    char way[12];
    char account_name[320], account_number[48], bank[16], branch[320];
    bool own_account; /* it is not the special account for wages */
};

extern const struct record_shape certification_form_shape;

bool certification_parse(struct certification_form *form, struct day today, struct err *err);

struct certification_begun {
    int64_t certification_id;
    const char *token; /* for certification_card; NULL: a micro-deposit */
};
void certification_begin(struct db *db, const char *request_id,
                         const struct certification_form *form, void *owner, db_done *done);

/* Over the terminal's connection. One struct account_word: certified, expired, other_number,
 * other_name, overtaken. */
void certification_card(struct db *door, const char *token, const struct account_card *card,
                        void *owner, db_done *done);
/* What such a word means; NULL: certified. */
const char *certification_card_text(const char *word);

/* verdict: counted (ask once more, for the judgement), wrong, failed, certified, overtaken. */
struct certification_verdict {
    const char *verdict;
    int64_t tries_left;
};
void certification_answer(struct db *db, int64_t certification_id, int fen, void *owner,
                          db_done *done);

#endif
