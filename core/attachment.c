/* Attachments: kinds, lists, removal. The transfers are in attachment_send.c, attachment_copy.c. */
#include "config.h"

#include "core/attachment_private.h"

#include "core/base/i18n.h"
#include "core/column.h"

#include <string.h>

static const struct db_column kind_columns[] = {
    COLUMN_TEXT(struct attachment_kind, attachment_kind),
    COLUMN_TEXT(struct attachment_kind, name),
    COLUMN_TEXT(struct attachment_kind, name_en),
    COLUMN_INT(struct attachment_kind, max_count),
    COLUMN_INT(struct attachment_kind, max_bytes),
    COLUMN_TEXTS(struct attachment_kind, formats),
    COLUMN_INT(struct attachment_kind, stored),
    COLUMN_BOOL(struct attachment_kind, may_write),
    COLUMN_END,
};

static const struct stmt kind_stmt = {
    .name = "attachment_kind",
    .text = "select * from api.attachment_kind($1, $2)",
    .params = {DB_INT, DB_TEXT},
    .columns = kind_columns,
    .row_size = sizeof(struct attachment_kind),
    .repeat = DB_READ,
};

static const struct stmt kinds_stmt = {
    .name = "attachment_kinds",
    .text = "select * from api.attachment_kinds($1)",
    .params = {DB_INT},
    .columns = kind_columns,
    .row_size = sizeof(struct attachment_kind),
    .repeat = DB_READ,
};

static const struct db_column row_columns[] = {
    COLUMN_INT(struct attachment_row, attachment_id), COLUMN_TEXT(struct attachment_row, file_name),
    COLUMN_TEXT(struct attachment_row, format),       COLUMN_INT(struct attachment_row, size_bytes),
    COLUMN_TEXT(struct attachment_row, sha256),       COLUMN_TEXT(struct attachment_row, made_by),
    COLUMN_TIME(struct attachment_row, made_at),      COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "attachment_list",
    .text = "select * from api.attachment_list($1, $2)",
    .params = {DB_INT, DB_TEXT},
    .columns = row_columns,
    .row_size = sizeof(struct attachment_row),
    .repeat = DB_READ,
};

static const struct stmt note_stmt = {
    .name = "attachment_export_note",
    .text = "select api.attachment_export_note($1, $2, $3, $4)",
    .params = {DB_INT, DB_TEXT, DB_INT, DB_TEXT},
    .repeat = DB_ONCE,
};

static const struct stmt remove_stmt = {
    .name = "attachment_remove",
    .text = "select api.attachment_remove($1, $2)",
    .params = {DB_INT, DB_INT},
    .repeat = DB_AGAIN,
};

void attachment_kind_get(struct db *db, int64_t project_id, const char *kind, void *owner,
                         db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(kind)};

    db_ask(db, &kind_stmt, args, owner, done);
}

void attachment_kinds(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id)};

    db_ask(db, &kinds_stmt, args, owner, done);
}

void attachment_list(struct db *db, int64_t project_id, const char *kind, void *owner,
                     db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(kind)};

    db_ask(db, &list_stmt, args, owner, done);
}

void attachment_export_note(struct db *db, int64_t project_id, const char *kind,
                            const struct export_result *result, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_text(kind), db_int(result->rows),
                            db_text(result->sha256)};

    db_ask(db, &note_stmt, args, owner, done);
}

void attachment_remove(struct db *db, int64_t project_id, int64_t attachment_id, void *owner,
                       db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_int(attachment_id)};

    db_ask(db, &remove_stmt, args, owner, done);
}

void attachment_over(const struct attachment_hooks *hooks, const char *path, const struct err *err)
{
    struct attachment_hooks kept = *hooks;
    char where[EXPORT_PATH_SIZE];
    struct err said = *err;

    strncpy(where, path, sizeof where - 1);
    where[sizeof where - 1] = '\0';
    if (kept.ended)
        kept.ended(kept.owner, where, &said);
}

void attachment_given_up(struct err *err)
{
    err_set(err, ERR_CONFLICT, NULL, _("Cancelled."), NULL);
    memcpy(err->sqlstate, "57014", 6);
}
