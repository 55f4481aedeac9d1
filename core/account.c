#include "config.h"

#include "core/account.h"

#include "core/base/i18n.h"
#include "core/base/idno.h"
#include "core/base/phone.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/column.h"
#include "core/password.h"

#include <stdlib.h>
#include <string.h>

static const struct db_column word_columns[] = {
    COLUMN_TEXT(struct account_word, word),
    COLUMN_END,
};

#define WORD(NAME, TEXT, REPEAT, ...)                                                              \
    static const struct stmt NAME##_stmt = {                                                       \
        .name = #NAME,                                                                             \
        .text = TEXT,                                                                              \
        .params = {__VA_ARGS__},                                                                   \
        .columns = word_columns,                                                                   \
        .row_size = sizeof(struct account_word),                                                   \
        .repeat = REPEAT,                                                                          \
    }

/* ---- passwords ---- */

bool account_password_check(const char *password, const char *phone, const char *field,
                            struct err *err)
{
    switch (password_judge(password, phone)) {
    case PASSWORD_SHORT:
        return err_set(err, ERR_INPUT, field, _("The password has fewer than 10 characters."),
                       _("A sentence is easy to keep in mind and hard to guess."));
    case PASSWORD_COMMON:
        return err_set(err, ERR_INPUT, field, _("This password is one of those tried first."),
                       _("Take some words that do not belong together."));
    case PASSWORD_PHONE:
        return err_set(err, ERR_INPUT, field, _("The phone number is no part of a good password."),
                       NULL);
    case PASSWORD_GOOD:
        break;
    }
    return true;
}

char *account_verifier(struct db *db, const char *password, const char *again, const char *phone,
                       struct err *err)
{
    struct secret *secret;
    char *verifier = NULL;

    if (!account_password_check(password, phone, "password", err))
        return NULL;
    if (strcmp(password, again) != 0) {
        err_set(err, ERR_INPUT, "again", _("The two are not the same."),
                _("Type the password again."));
        return NULL;
    }
    secret = secret_new(strlen(password) + 1, err);
    if (secret && secret_set(secret, password, strlen(password)))
        verifier = db_verifier(db, secret, err);
    secret_free(&secret);
    return verifier;
}

/* ---- registration ---- */

static const struct record_field registration_fields[] = {
    RECORD_TEXT_OF(struct account_registration, phone),
    RECORD_TEXT_OF(struct account_registration, code),
    RECORD_TEXT_OF(struct account_registration, name),
    RECORD_TEXT_OF(struct account_registration, document_kind),
    RECORD_TEXT_OF(struct account_registration, document_number),
    RECORD_TEXT_OF(struct account_registration, verifier),
};

const struct record_shape account_registration_shape = {
    registration_fields,
    sizeof registration_fields / sizeof *registration_fields,
    sizeof(struct account_registration),
};

bool account_registration_parse(struct account_registration *form, struct day today,
                                struct err *err)
{
    char name[sizeof form->name];
    struct phone phone;
    struct idno number;

    if (!phone_parse(form->phone, &phone))
        return phone_err(&phone, "phone", err);
    text_copy(form->phone, sizeof form->phone, phone.number);
    if (!text_name_store(name, sizeof name, form->name) || !*name)
        return err_set(err, ERR_INPUT, "name", _("Type the name as it is on the card."), NULL);
    text_copy(form->name, sizeof form->name, name);
    if (!idno_parse(form->document_number, today, &number))
        return idno_err(&number, "document_number", err);
    text_copy(form->document_number, sizeof form->document_number, number.number);
    return true;
}

WORD(register_code, "select api.register_code($1) as word", DB_ONCE, DB_TEXT);
WORD(password_code, "select api.password_code($1) as word", DB_ONCE, DB_TEXT);
WORD(phone_code, "select api.phone_code($1) as word", DB_ONCE, DB_TEXT);

void account_code_send(struct db *db, enum account_code code, const char *phone, void *owner,
                       db_done *done)
{
    static const struct stmt *const stmts[] = {
        [ACCOUNT_CODE_REGISTER] = &register_code_stmt,
        [ACCOUNT_CODE_PASSWORD] = &password_code_stmt,
        [ACCOUNT_CODE_PHONE] = &phone_code_stmt,
    };
    struct db_arg args[] = {db_text(phone)};

    db_ask(db, stmts[code], args, owner, done);
}

WORD(account_register, "select api.register($1) as word", DB_ONCE, DB_JSON);

void account_register(struct db *door, const struct account_registration *form, void *owner,
                      db_done *done)
{
    char *json = record_to_json(&account_registration_shape, form);
    struct db_arg args[] = {db_json(json)};

    db_ask(door, &account_register_stmt, args, owner, done);
    record_json_free(&json);
}

/* ---- a card that was read ---- */

static const struct record_field card_fields[] = {
    RECORD_TEXT_OF(struct account_card, document_kind),
    RECORD_TEXT_OF(struct account_card, document_number),
    RECORD_TEXT_OF(struct account_card, name),
    RECORD_TEXT_OF(struct account_card, other_name),
    RECORD_TEXT_OF(struct account_card, sex),
    RECORD_TEXT_OF(struct account_card, birth_on),
    RECORD_TEXT_OF(struct account_card, nationality),
    RECORD_TEXT_OF(struct account_card, address),
    RECORD_TEXT_OF(struct account_card, issuer),
    RECORD_TEXT_OF(struct account_card, valid_from),
    RECORD_TEXT_OF(struct account_card, valid_until),
    RECORD_TEXT_OF(struct account_card, travel_document),
    RECORD_TEXT_OF(struct account_card, card_version),
};

const struct record_shape account_card_shape = {
    card_fields,
    sizeof card_fields / sizeof *card_fields,
    sizeof(struct account_card),
};

WORD(account_reset, "select api.password_reset($1, $2, $3, $4) as word", DB_ONCE, DB_TEXT, DB_TEXT,
     DB_TEXT, DB_JSON);

void account_password_reset(struct db *door, const char *phone, const char *code,
                            const char *verifier, const struct account_card *card, void *owner,
                            db_done *done)
{
    char *json = card ? record_to_json(&account_card_shape, card) : NULL;
    struct db_arg args[] = {db_text(phone), db_text(code), db_text(verifier), db_json(json)};

    db_ask(door, &account_reset_stmt, args, owner, done);
    record_json_free(&json);
}

WORD(account_shown, "select api.card_shown($1, $2) as word", DB_ONCE, DB_TEXT, DB_JSON);

void account_card_shown(struct db *door, const char *token, const struct account_card *card,
                        void *owner, db_done *done)
{
    char *json = record_to_json(&account_card_shape, card);
    struct db_arg args[] = {db_text(token), db_json(json)};

    db_ask(door, &account_shown_stmt, args, owner, done);
    record_json_free(&json);
}

const char *account_card_words(const char *word)
{
    static const struct {
        const char *word, *text;
    } words[] = {
        {"expired", N_("This card is no longer valid. Bring the new one.")},
        {"other_number", N_("This is not the card whose number was given at registration.")},
        {"other_name", N_("The name on the card is not the one given at registration.")},
        {"has_account", N_("This person has an account already, with another phone number.")},
    };

    if (word && strcmp(word, "checked") == 0)
        return NULL;
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].word, word) == 0)
            return gettext(words[i].text);
    }
    return _("The card could not be checked.");
}

/* ---- the person's own ---- */

WORD(account_wanted, "select api.card_wanted($1)::text as word", DB_ONCE, DB_TEXT);

void account_card_wanted(struct db *db, const char *purpose, void *owner, db_done *done)
{
    struct db_arg args[] = {db_text(purpose)};

    db_ask(db, &account_wanted_stmt, args, owner, done);
}

static const struct stmt password_stmt = {
    .name = "password_change",
    .text = "select api.password_change($1)",
    .params = {DB_TEXT},
    .repeat = DB_AGAIN,
};

void account_password_change(struct db *db, const char *verifier, void *owner, db_done *done)
{
    struct db_arg args[] = {db_text(verifier)};

    db_ask(db, &password_stmt, args, owner, done);
}

WORD(account_phone, "select api.phone_change($1, $2) as word", DB_ONCE, DB_TEXT, DB_TEXT);

void account_phone_change(struct db *db, const char *phone, const char *code, void *owner,
                          db_done *done)
{
    struct db_arg args[] = {db_text(phone), db_text(code)};

    db_ask(db, &account_phone_stmt, args, owner, done);
}

static const struct db_column session_columns[] = {
    COLUMN_INT(struct account_session, session),
    COLUMN_TIME(struct account_session, since),
    COLUMN_TEXT(struct account_session, from_where),
    COLUMN_TEXT(struct account_session, program),
    COLUMN_END,
};

static const struct stmt sessions_stmt = {
    .name = "my_sessions",
    .text = "select * from api.my_sessions()",
    .columns = session_columns,
    .row_size = sizeof(struct account_session),
    .repeat = DB_READ,
};

void account_sessions(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &sessions_stmt, NULL, owner, done);
}

static const struct stmt session_end_stmt = {
    .name = "my_session_end",
    .text = "select api.my_session_end($1)",
    .params = {DB_INT},
    .repeat = DB_ONCE,
};

void account_session_end(struct db *db, int64_t session, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(session)};

    db_ask(db, &session_end_stmt, args, owner, done);
}

WORD(account_ended, "select api.session_ended($1, $2) as word", DB_READ, DB_TEXT, DB_INT);

void account_session_ended(struct db *door, const char *login, int64_t session, void *owner,
                           db_done *done)
{
    struct db_arg args[] = {db_text(login), db_int(session)};

    db_ask(door, &account_ended_stmt, args, owner, done);
}

void account_ended_err(const char *word, struct err *err)
{
    static const struct {
        const char *word, *text, *hint;
    } rows[] = {
        {"password", N_("You were signed out: your password was set anew."),
         N_("If that was not you, tell your company's hr or the operator at once.")},
        {"lock", N_("You were signed out: the operator has locked your account."),
         N_("Ask the operator.")},
        {"close", N_("You were signed out: your account was closed."), N_("Ask the operator.")},
        {"elsewhere", N_("You were signed out from another of your sessions."),
         N_("If that was not you, sign in and change your password.")},
        {NULL, N_("You were signed out: the database does not take your password any more."),
         N_("It was changed, or the account is locked for a while.")},
    };
    size_t i = 0;

    while (rows[i].word && (!word || strcmp(rows[i].word, word) != 0))
        i++;
    err_set(err, ERR_DENIED, NULL, gettext(rows[i].text), gettext(rows[i].hint));
}

static const struct stmt language_stmt = {
    .name = "language_set",
    .text = "select api.language_set($1)",
    .params = {DB_TEXT},
    .repeat = DB_AGAIN,
};

void account_language_set(struct db *db, const char *language, void *owner, db_done *done)
{
    struct db_arg args[] = {db_text(language)};

    db_ask(db, &language_stmt, args, owner, done);
}

static const struct db_column minutes_columns[] = {
    COLUMN_INT(struct account_minutes, minutes),
    COLUMN_END,
};

static const struct stmt idle_stmt = {
    .name = "idle_minutes_set",
    .text = "select api.idle_minutes_set($1) as minutes",
    .params = {DB_INT},
    .columns = minutes_columns,
    .row_size = sizeof(struct account_minutes),
    .repeat = DB_AGAIN,
};

void account_idle_set(struct db *db, int64_t minutes, void *owner, db_done *done)
{
    struct db_arg args[] = {minutes > 0 ? db_int(minutes) : db_null(DB_INT)};

    db_ask(db, &idle_stmt, args, owner, done);
}
