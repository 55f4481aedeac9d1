#include "core/code.h"

#include "core/column.h"

#include <stdlib.h>
#include <string.h>

static const char *const dict_names[CODE_DICTS] = {
    [CODE_WORKER_KIND] = "worker_kind",
    [CODE_TRADE] = "trade",
    [CODE_DOCUMENT_KIND] = "document_kind",
    [CODE_SEX] = "sex",
    [CODE_CONSENT_MEANS] = "consent_means",
    [CODE_EMPLOYMENT_STATE] = "employment_state",
    [CODE_PARTICIPANT_KIND] = "participant_kind",
    [CODE_REGION] = "region",
    [CODE_INDUSTRY] = "industry",
    [CODE_PROJECT_TYPE] = "project_type",
    [CODE_PROJECT_CLASS] = "project_class",
    [CODE_PROJECT_NATURE] = "project_nature",
    [CODE_PROJECT_OWNERSHIP] = "project_ownership",
    [CODE_PROJECT_STATE] = "project_state",
    [CODE_MEMBER_ROLE] = "member_role",
    [CODE_ZONE] = "zone",
    [CODE_ATTENDED_RULE] = "attended_rule",
    [CODE_BANK] = "bank",
    [CODE_COMPANY_ROLE] = "company_role",
};

/* One call's owner, so that an answer knows which list it is. */
struct slot {
    struct code_book *book;
    struct db_rows *rows;
};

struct code_book {
    bool english;
    struct slot slots[CODE_DICTS];
    size_t awaited;
    void *owner;
    code_loaded *loaded;
};

static const struct db_column columns[] = {
    COLUMN_TEXT(struct code, code),
    COLUMN_TEXT(struct code, name),
    COLUMN_TEXT(struct code, name_en),
    COLUMN_TEXTS(struct code, initials),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "code_list",
    .text = "select code, name, name_en, initials from api.code_list($1)",
    .params = {DB_TEXT},
    .columns = columns,
    .row_size = sizeof(struct code),
    .repeat = DB_READ,
};

struct code_book *code_book_new(bool english)
{
    struct code_book *book = calloc(1, sizeof *book);

    if (!book)
        return NULL;
    book->english = english;
    for (size_t i = 0; i < CODE_DICTS; i++)
        book->slots[i].book = book;
    return book;
}

void code_book_free(struct code_book **slot)
{
    struct code_book *book = *slot;

    *slot = NULL;
    if (!book)
        return;
    for (size_t i = 0; i < CODE_DICTS; i++)
        db_rows_free(&book->slots[i].rows);
    free(book);
}

static void listed(void *owner, struct db_rows **rows, const struct err *err)
{
    struct slot *slot = owner;
    struct code_book *book = slot->book;
    code_loaded *loaded = book->loaded;

    if (rows && *rows) {
        db_rows_free(&slot->rows);
        slot->rows = *rows;
        *rows = NULL;
    }
    book->awaited--;
    if (loaded && (err->code != ERR_NONE || book->awaited == 0)) {
        book->loaded = NULL;
        loaded(book->owner, err);
    }
}

void code_book_load(struct code_book *book, struct db *db, void *owner, code_loaded *loaded)
{
    book->owner = owner;
    book->loaded = loaded;
    book->awaited = CODE_DICTS;
    for (size_t i = 0; i < CODE_DICTS; i++) {
        struct db_arg args[] = {db_text(dict_names[i])};

        db_ask(db, &list_stmt, args, &book->slots[i], listed);
    }
}

void code_book_forget(struct code_book *book, struct db *db)
{
    for (size_t i = 0; i < CODE_DICTS; i++)
        db_forget(db, &book->slots[i]);
    book->loaded = NULL;
}

const struct code *code_at(const struct code_book *book, enum code_dict dict, size_t i)
{
    const struct db_rows *rows = book->slots[dict].rows;

    return rows ? db_row(rows, &list_stmt, i) : NULL;
}

const char *code_shown(const struct code_book *book, const struct code *code)
{
    if (book->english && code->name_en && *code->name_en)
        return code->name_en;
    return code->name ? code->name : code->code;
}

const char *code_name(const struct code_book *book, enum code_dict dict, const char *wanted)
{
    const struct code *code;

    if (!wanted || !*wanted)
        return "";
    for (size_t i = 0; (code = code_at(book, dict, i)); i++) {
        if (strcmp(code->code, wanted) == 0)
            return code_shown(book, code);
    }
    return wanted;
}
