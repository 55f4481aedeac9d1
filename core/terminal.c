#include "config.h"

#include "core/terminal.h"

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/column.h"

#include <stdio.h>
#include <string.h>

static const struct db_column row_columns[] = {
    COLUMN_INT(struct terminal_row, terminal_id),
    COLUMN_TEXT(struct terminal_row, login),
    COLUMN_TEXT(struct terminal_row, name),
    COLUMN_TEXT(struct terminal_row, project_name),
    COLUMN_TEXT(struct terminal_row, made_by),
    COLUMN_TEXT(struct terminal_row, bound_by),
    COLUMN_TIME(struct terminal_row, made_at),
    COLUMN_TIME(struct terminal_row, bound_at),
    COLUMN_TIME(struct terminal_row, last_seen_at),
    COLUMN_TIME(struct terminal_row, withdrawn_at),
    COLUMN_END,
};

static const struct stmt all_stmt = {
    .name = "terminal_all",
    .text = "select * from api.terminal_all()",
    .columns = row_columns,
    .row_size = sizeof(struct terminal_row),
    .repeat = DB_READ,
};
static const struct stmt list_stmt = {
    .name = "terminal_list",
    .text = "select * from api.terminal_list($1)",
    .params = {DB_INT},
    .columns = row_columns,
    .row_size = sizeof(struct terminal_row),
    .repeat = DB_READ,
};

void terminal_list(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id)};

    if (project_id)
        db_ask(db, &list_stmt, args, owner, done);
    else
        db_ask(db, &all_stmt, NULL, owner, done);
}

static const struct db_column made_columns[] = {
    COLUMN_TEXT(struct terminal_made, login),
    COLUMN_END,
};

static const struct stmt make_stmt = {
    .name = "terminal_make",
    .text = "select api.terminal_make($1, $2) as login",
    .params = {DB_TEXT, DB_TEXT},
    .columns = made_columns,
    .row_size = sizeof(struct terminal_made),
    .repeat = DB_ONCE,
};

void terminal_make(struct db *db, const char *name, const char *verifier, void *owner,
                   db_done *done)
{
    struct db_arg args[] = {db_text(name), db_text(verifier)};

    db_ask(db, &make_stmt, args, owner, done);
}

static const struct stmt withdraw_stmt = {
    .name = "terminal_withdraw",
    .text = "select api.terminal_withdraw($1)",
    .params = {DB_TEXT},
    .repeat = DB_ONCE,
};

void terminal_withdraw(struct db *db, const char *login, void *owner, db_done *done)
{
    struct db_arg args[] = {db_text(login)};

    db_ask(db, &withdraw_stmt, args, owner, done);
}

static const struct stmt bind_stmt = {
    .name = "terminal_bind",
    .text = "select api.terminal_bind($1, $2)",
    .params = {DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};

void terminal_bind(struct db *db, int64_t project_id, const char *login, void *owner,
                   db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(login)};

    db_ask(db, &bind_stmt, args, owner, done);
}

static const struct stmt unbind_stmt = {
    .name = "terminal_unbind",
    .text = "select api.terminal_unbind($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_BOOL},
    .repeat = DB_ONCE,
};

void terminal_unbind(struct db *db, int64_t project_id, const char *login, bool withdraw,
                     void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(login), db_bool(withdraw)};

    db_ask(db, &unbind_stmt, args, owner, done);
}

bool terminal_write_password(const char *folder, const char *login, const char *password,
                             char *path, size_t size, struct err *err)
{
    if (snprintf(path, size, "%s/%s.password", folder, login) >= (int)size)
        return err_set(err, ERR_INPUT, NULL, _("The export folder's name is too long."), NULL);
    return file_make_folder(folder, 0700, err) &&
           file_replace(path, 0600, password, strlen(password), err);
}
