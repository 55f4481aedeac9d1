/* A person's own account: registration, the person check, passwords and phone (SPEC 3). What only a
 * terminal may ask goes over the terminal's connection (session_door), the rest over the person's. */
#ifndef ANXIN_CORE_ACCOUNT_H
#define ANXIN_CORE_ACCOUNT_H

#include "core/base/day.h"
#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

struct secret;

enum { ACCOUNT_PASSWORD_LEAST = 10, ACCOUNT_VERIFIER_SIZE = 256 };

/* Whether a password may be taken: its length, none of the common ones, nothing of the phone. */
bool account_password_check(const char *password, const char *phone, const char *field,
                            struct err *err);

/* Checks both fields and answers the verifier; NULL and err. The caller's, for db_verifier_free. */
char *account_verifier(struct db *db, const char *password, const char *again, const char *phone,
                       struct err *err);

/* What the function answered: a word. */
struct account_word {
    const char *word;
};

/* ---- over the terminal's connection ---- */

struct account_registration {
    char phone[24], code[16], name[128], document_kind[16], document_number[24];
    char verifier[ACCOUNT_VERIFIER_SIZE];
};

extern const struct record_shape account_registration_shape;

/* Checks what can be told without the database. */
bool account_registration_parse(struct account_registration *form, struct day today,
                                struct err *err);

enum account_code { ACCOUNT_CODE_REGISTER, ACCOUNT_CODE_PASSWORD, ACCOUNT_CODE_PHONE };

/* Sends a code; ACCOUNT_CODE_PHONE over the person's connection. The answer is the same whether the
 * number has an account or not: the SMS says so. Words: sms, operator (who tells it: no SMS here). */
void account_code_send(struct db *db, enum account_code code, const char *phone, void *owner,
                       db_done *done);

/* Words: registered, wrong_code. */
void account_register(struct db *door, const struct account_registration *form, void *owner,
                      db_done *done);

/* A card as a reader read it. */
struct account_card {
    char document_kind[16], document_number[24], name[128], other_name[128], sex[8];
    char birth_on[DAY_SIZE], nationality[8], address[256], issuer[96];
    char valid_from[DAY_SIZE], valid_until[DAY_SIZE], travel_document[24], card_version[8];
};

extern const struct record_shape account_card_shape;

/* Words: done, wrong_code, card (the code was right; the own card or a release is missing). `card`
 * may be NULL. */
void account_password_reset(struct db *door, const char *phone, const char *code,
                            const char *verifier, const struct account_card *card, void *owner,
                            db_done *done);

/* Words: checked, expired, other_number, other_name, has_account. */
void account_card_shown(struct db *door, const char *token, const struct account_card *card,
                        void *owner, db_done *done);

/* What such a word means, for the person; NULL: checked. */
const char *account_card_words(const char *word);

/* ---- over the person's own ---- */

/* purpose: person, phone. One struct account_word: the token for account_card_shown. */
void account_card_wanted(struct db *db, const char *purpose, void *owner, db_done *done);

void account_password_change(struct db *db, const char *verifier, void *owner, db_done *done);

/* Words: done, wrong_code, card. */
void account_phone_change(struct db *db, const char *phone, const char *code, void *owner,
                          db_done *done);

/* Where else this login is signed in. */
struct account_session {
    int64_t session; /* the server's number for it */
    int64_t since;
    const char *from_where, *program;
};
void account_sessions(struct db *db, void *owner, db_done *done);
void account_session_end(struct db *db, int64_t session, void *owner, db_done *done);

/* Why a session was ended from elsewhere, over the terminal's connection. Words: password, lock,
 * close, elsewhere; NULL: nobody's order. */
void account_session_ended(struct db *door, const char *login, int64_t session, void *owner,
                           db_done *done);

/* What such a word means, for the person; NULL and words we do not know mean that the password is
 * not taken any more. */
void account_ended_err(const char *word, struct err *err);

/* "zh", "en"; NULL: as the terminal has it. */
void account_language_set(struct db *db, const char *language, void *owner, db_done *done);

struct account_minutes {
    int64_t minutes;
};
/* 0: as everybody. One row of struct account_minutes. */
void account_idle_set(struct db *db, int64_t minutes, void *owner, db_done *done);

#endif
