#include "config.h"

#include "core/certification.h"

#include "core/base/i18n.h"
#include "core/base/idno.h"
#include "core/base/text.h"
#include "core/base/uscc.h"
#include "core/column.h"

#include <string.h>

static const struct db_column columns[] = {
    COLUMN_INT(struct certification, certification_id),
    COLUMN_INT(struct certification, company_id),
    COLUMN_TEXT(struct certification, company_name),
    COLUMN_TEXT(struct certification, uscc),
    COLUMN_TEXT(struct certification, way),
    COLUMN_TEXT(struct certification, state),
    COLUMN_TEXT(struct certification, failure),
    COLUMN_TEXT(struct certification, legal_representative),
    COLUMN_TEXT(struct certification, id_tail),
    COLUMN_TIME(struct certification, started_at),
    COLUMN_TIME(struct certification, ended_at),
    COLUMN_TEXT(struct certification, bank_name),
    COLUMN_TEXT(struct certification, branch),
    COLUMN_TEXT(struct certification, account_tail),
    COLUMN_TIME(struct certification, expected_at),
    COLUMN_TEXT(struct certification, paid),
    COLUMN_INT(struct certification, tries_left),
    COLUMN_TIME(struct certification, again_at),
    COLUMN_END,
};

static const struct stmt get_stmt = {
    .name = "certification_get",
    .text = "select * from api.certification_get($1)",
    .params = {DB_INT},
    .columns = columns,
    .row_size = sizeof(struct certification),
    .repeat = DB_READ,
};

void certification_get(struct db *db, int64_t company_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(company_id)};

    db_ask(db, &get_stmt, args, owner, done);
}

struct word {
    const char *word, *text;
};

static const char *text_of(const struct word *words, size_t n, const char *word)
{
    for (size_t i = 0; word && i < n; i++) {
        if (strcmp(words[i].word, word) == 0)
            return gettext(words[i].text);
    }
    return NULL;
}

const char *certification_failure_text(const char *failure)
{
    static const struct word words[] = {
        {"wrong_amount", N_("The amount was typed wrong three times.")},
        {"not_paid", N_("The bank could not pay into this account: look at its number and name.")},
        {"overtaken", N_("Somebody else has certified the company meanwhile.")},
        {"given_up", N_("A newer attempt has taken its place.")},
        {"late", N_("It was not finished in time.")},
    };
    const char *text = text_of(words, sizeof words / sizeof *words, failure);

    return text ? text : "";
}

const char *certification_card_text(const char *word)
{
    static const struct word words[] = {
        {"expired", N_("This card is no longer valid.")},
        {"other_number",
         N_("This card's number is not the legal representative's number that was typed.")},
        {"other_name", N_("This card's name is not the legal representative's.")},
        {"overtaken", N_("Somebody else has certified the company meanwhile.")},
    };

    return text_of(words, sizeof words / sizeof *words, word);
}

/* ---- beginning ---- */

static const struct record_field form_fields[] = {
    RECORD_ID_OF(struct certification_form, company_id),
    RECORD_TEXT_OF(struct certification_form, name),
    RECORD_TEXT_OF(struct certification_form, uscc),
    RECORD_TEXT_OF(struct certification_form, legal_representative),
    RECORD_TEXT_OF(struct certification_form, id_number),
    RECORD_TEXT_OF(struct certification_form, way),
    RECORD_TEXT_OF(struct certification_form, account_name),
    RECORD_TEXT_OF(struct certification_form, account_number),
    RECORD_TEXT_OF(struct certification_form, bank),
    RECORD_TEXT_OF(struct certification_form, branch),
    RECORD_FLAG_OF(struct certification_form, own_account),
};

const struct record_shape certification_form_shape = {
    form_fields,
    sizeof form_fields / sizeof *form_fields,
    sizeof(struct certification_form),
};

static bool parse_deposit(struct certification_form *form, struct err *err)
{
    char number[sizeof form->account_number];

    text_fold_number(number, sizeof number, form->account_number, false);
    text_copy(form->account_number, sizeof form->account_number, number);
    if (strlen(number) < 8 || strlen(number) > 32 || strspn(number, "0123456789") != strlen(number))
        return err_set(err, ERR_INPUT, "account_number",
                       _("Type the account's number, 8 to 32 digits."), NULL);
    if (!*form->bank)
        return err_set(err, ERR_INPUT, "bank", _("Choose the bank."), NULL);
    if (!form->own_account)
        return err_set(err, ERR_INPUT, "own_account",
                       _("A project's special account for wages cannot be used."), NULL);
    return true;
}

bool certification_parse(struct certification_form *form, struct day today, struct err *err)
{
    char name[sizeof form->legal_representative];
    struct uscc uscc;
    struct idno number;

    if (!uscc_parse(form->uscc, &uscc))
        return uscc_err(&uscc, "uscc", err);
    text_copy(form->uscc, sizeof form->uscc, uscc.code);
    if (text_name_store(name, sizeof name, form->legal_representative))
        text_copy(form->legal_representative, sizeof form->legal_representative, name);
    if (!*form->legal_representative)
        return err_set(err, ERR_INPUT, "legal_representative",
                       _("Type the legal representative's name."), NULL);
    if (!idno_parse(form->id_number, today, &number))
        return idno_err(&number, "id_number", err);
    text_copy(form->id_number, sizeof form->id_number, number.number);
    return strcmp(form->way, "deposit") != 0 || parse_deposit(form, err);
}

static const struct db_column begun_columns[] = {
    COLUMN_INT(struct certification_begun, certification_id),
    COLUMN_TEXT(struct certification_begun, token),
    COLUMN_END,
};

static const struct stmt begin_stmt = {
    .name = "certification_begin",
    .text = "select certification_id, token::text from api.certification_begin($1, $2)",
    .params = {DB_TEXT, DB_JSON},
    .columns = begun_columns,
    .row_size = sizeof(struct certification_begun),
    .repeat = DB_AGAIN,
};

void certification_begin(struct db *db, const char *request_id,
                         const struct certification_form *form, void *owner, db_done *done)
{
    char *json = record_to_json(&certification_form_shape, form);
    struct db_arg args[] = {db_text(request_id), db_json(json)};

    db_ask(db, &begin_stmt, args, owner, done);
    record_json_free(&json);
}

/* ---- ending ---- */

static const struct db_column word_columns[] = {
    COLUMN_TEXT(struct account_word, word),
    COLUMN_END,
};

static const struct stmt card_stmt = {
    .name = "certification_card",
    .text = "select api.certification_card($1, $2) as word",
    .params = {DB_TEXT, DB_JSON},
    .columns = word_columns,
    .row_size = sizeof(struct account_word),
    .repeat = DB_ONCE,
};

void certification_card(struct db *door, const char *token, const struct account_card *card,
                        void *owner, db_done *done)
{
    char *json = record_to_json(&account_card_shape, card);
    struct db_arg args[] = {db_text(token), db_json(json)};

    db_ask(door, &card_stmt, args, owner, done);
    record_json_free(&json);
}

static const struct db_column verdict_columns[] = {
    COLUMN_TEXT(struct certification_verdict, verdict),
    COLUMN_INT(struct certification_verdict, tries_left),
    COLUMN_END,
};

static const struct stmt answer_stmt = {
    .name = "certification_answer",
    .text = "select * from api.certification_answer($1, $2)",
    .params = {DB_INT, DB_INT},
    .columns = verdict_columns,
    .row_size = sizeof(struct certification_verdict),
    .repeat = DB_AGAIN,
};

void certification_answer(struct db *db, int64_t certification_id, int fen, void *owner,
                          db_done *done)
{
    struct db_arg args[] = {db_int(certification_id), db_int(fen)};

    db_ask(db, &answer_stmt, args, owner, done);
}
