/* Files of a project (SPEC 5.1): scans of forms, permits, agreements. What kinds there are, how
 * many of each and how large, is data (app.attachment_kind).
 *
 * A file goes in pieces of 64 KiB and is there for others only once the database has found it
 * whole. Neither way is it ever held in memory, and nothing waits: a transfer is a state machine
 * over db_ask that its owner moves on with attachment_send_step where there is something to
 * compute. Nothing is resumed: what was not finished is taken back. */
#ifndef ANXIN_CORE_ATTACHMENT_H
#define ANXIN_CORE_ATTACHMENT_H

#include "core/base/digest.h"
#include "core/base/err.h"
#include "core/db/db.h"
#include "core/export.h"

#include <stdbool.h>
#include <stdint.h>

struct attachment_kind {
    const char *attachment_kind, *name, *name_en;
    int64_t max_count, max_bytes;
    const char *const *formats; /* "jpg", … */
    int64_t stored;             /* how many there are */
    bool may_write;             /* may the person add one and remove one? */
};

/* One row of struct attachment_kind; or one for each kind. */
void attachment_kind_get(struct db *db, int64_t project_id, const char *kind, void *owner,
                         db_done *done);
void attachment_kinds(struct db *db, int64_t project_id, void *owner, db_done *done);

struct attachment_row {
    int64_t attachment_id;
    const char *file_name; /* as whoever added it called it */
    const char *format;    /* as its content says */
    int64_t size_bytes;
    const char *sha256;
    const char *made_by;
    int64_t made_at;
};

void attachment_list(struct db *db, int64_t project_id, const char *kind, void *owner,
                     db_done *done);

/* The list of a kind's files left the database (SPEC 20.5). No row. */
void attachment_export_note(struct db *db, int64_t project_id, const char *kind,
                            const struct export_result *result, void *owner, db_done *done);

/* No row. Made again it does nothing. */
void attachment_remove(struct db *db, int64_t project_id, int64_t attachment_id, void *owner,
                       db_done *done);

/* ---- both ways ---- */

struct attachment_hooks {
    void *owner;
    /* Bytes that have arrived, of all. */
    void (*progress)(void *owner, int64_t done, int64_t all);
    /* Once, at the end, never from inside a call of the owner's. err->code is ERR_NONE when it is
     * whole there; after a cancel it is ERR_CONFLICT with SQLSTATE 57014. The owner may free the
     * transfer. `path`: where a copy was laid; "" for a file that was sent. */
    void (*ended)(void *owner, const char *path, const struct err *err);
};

/* ---- sending ---- */

struct attachment_send;

/* Takes `fd`, the open file, whatever happens. `name` is kept as the file's name. NULL and err when
 * it is empty, larger than `max_bytes`, or its first bytes are no picture's. */
struct attachment_send *attachment_send_new(struct db *db, int64_t project_id, const char *kind,
                                            int fd, const char *name, int64_t max_bytes,
                                            const struct attachment_hooks *hooks, struct err *err);

/* Computes a part of the digest, some milliseconds; call it again from a timer while it returns
 * true. Then it sends by itself. */
bool attachment_send_step(struct attachment_send *send);

/* Esc. What was stored is taken back; then `ended` is called. */
void attachment_send_cancel(struct attachment_send *send);

/* Also before the end: the screen goes. What was stored is taken back without waiting for the
 * answer. */
void attachment_send_free(struct attachment_send **send);

/* ---- saving a copy ---- */

struct attachment_copy;

/* Into the export folder, under its own name with the ending of its format. */
struct attachment_copy *attachment_copy_new(struct db *db, int64_t project_id,
                                            const struct attachment_row *row, const char *folder,
                                            const struct attachment_hooks *hooks, struct err *err);
void attachment_copy_cancel(struct attachment_copy *copy);
void attachment_copy_free(struct attachment_copy **copy);

#endif
