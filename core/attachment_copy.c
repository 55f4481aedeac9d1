/* A file on its way out of the database into the export folder. */
#include "config.h"

#include "core/attachment_private.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/column.h"

#include <stdlib.h>
#include <string.h>

struct attachment_copy {
    struct db *db;
    struct attachment_hooks hooks;
    int64_t project_id, attachment_id;
    int64_t size, written;
    int64_t asked; /* pieces */
    char name[512], format[8], sha256[DIGEST_SIZE];
    struct digest digest;
    struct export_file file;
    bool over;
};

struct piece {
    struct db_bytes data;
};

static const struct db_column piece_columns[] = {COLUMN_BYTES(struct piece, data), COLUMN_END};

static const struct stmt read_stmt = {
    .name = "attachment_read",
    .text = "select * from api.attachment_read($1, $2, $3)",
    .params = {DB_INT, DB_INT, DB_INT},
    .columns = piece_columns,
    .row_size = sizeof(struct piece),
    .repeat = DB_READ,
    .deadline_ms = PIECE_MS,
    .quiet = true,
};

static void end(struct attachment_copy *copy, const char *path, const struct err *err)
{
    copy->over = true;
    db_forget(copy->db, copy);
    export_file_abandon(&copy->file);
    attachment_over(&copy->hooks, path, err);
}

static void finish(struct attachment_copy *copy)
{
    char sha256[DIGEST_SIZE], path[EXPORT_PATH_SIZE] = "";
    struct err err = {.code = ERR_NONE};

    digest_end(&copy->digest, sha256);
    if (strcmp(sha256, copy->sha256) != 0)
        err_set(&err, ERR_BUG, NULL, _("The copy is not what was stored; it was thrown away."),
                _("Tell who looks after the server."));
    else
        export_file_close(&copy->file, copy->name, export_file_stem(copy->name), copy->format, path,
                          &err);
    end(copy, path, &err);
}

static void ask_piece(struct attachment_copy *copy);

static void piece_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct attachment_copy *copy = owner;
    const struct piece *piece = db_row(*rows, &read_stmt, 0);
    size_t n = piece ? piece->data.n : 0;
    struct err bad = *err;

    if (bad.code == ERR_NONE && (n == 0 || (int64_t)n > copy->size - copy->written))
        err_set(&bad, ERR_BUG, NULL, _("The copy is not what was stored; it was thrown away."),
                _("Tell who looks after the server."));
    if (bad.code != ERR_NONE || !export_file_write(&copy->file, piece->data.at, n, &bad)) {
        end(copy, "", &bad);
        return;
    }
    digest_add(&copy->digest, piece->data.at, n);
    copy->written += (int64_t)n;
    if (copy->hooks.progress)
        copy->hooks.progress(copy->hooks.owner, copy->written, copy->size);
    if (copy->written == copy->size)
        finish(copy);
    else
        ask_piece(copy);
}

static void ask_piece(struct attachment_copy *copy)
{
    struct db_arg args[] = {db_int(copy->project_id), db_int(copy->attachment_id),
                            db_int(copy->asked)};

    if (copy->asked * PIECE >= copy->size)
        return;
    copy->asked++;
    db_ask(copy->db, &read_stmt, args, copy, piece_came);
}

struct attachment_copy *attachment_copy_new(struct db *db, int64_t project_id,
                                            const struct attachment_row *row, const char *folder,
                                            const struct attachment_hooks *hooks, struct err *err)
{
    struct attachment_copy *copy = calloc(1, sizeof *copy);

    if (!copy) {
        err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
        return NULL;
    }
    copy->db = db;
    copy->project_id = project_id;
    copy->attachment_id = row->attachment_id;
    copy->size = row->size_bytes;
    copy->hooks = *hooks;
    text_copy(copy->name, sizeof copy->name, row->file_name);
    text_copy(copy->format, sizeof copy->format, row->format);
    text_copy(copy->sha256, sizeof copy->sha256, row->sha256);
    digest_start(&copy->digest);
    if (!export_file_open(&copy->file, folder, err)) {
        free(copy);
        return NULL;
    }
    for (int i = 0; i < IN_FLIGHT; i++)
        ask_piece(copy);
    return copy;
}

void attachment_copy_cancel(struct attachment_copy *copy)
{
    struct err err;

    if (copy->over)
        return;
    attachment_given_up(&err);
    end(copy, "", &err);
}

void attachment_copy_free(struct attachment_copy **slot)
{
    struct attachment_copy *copy = *slot;

    *slot = NULL;
    if (!copy)
        return;
    db_forget(copy->db, copy);
    export_file_abandon(&copy->file);
    free(copy);
}
