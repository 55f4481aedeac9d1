/* A file on its way into the database: its digest, begun, pieces, ended; or taken back. */
#include "config.h"

#include "core/attachment_private.h"

#include "core/base/i18n.h"
#include "core/base/image.h"
#include "core/base/text.h"
#include "core/column.h"
#include "core/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP = 524288 };

enum send_state { SEND_DIGEST, SEND_BEGIN, SEND_PIECES, SEND_END, SEND_TAKE_BACK, SEND_OVER };

struct attachment_send {
    struct db *db;
    struct attachment_hooks hooks;
    int64_t project_id, attachment_id;
    enum send_state state;
    int fd;
    int64_t size, looked_at; /* looked_at: how far the digest is */
    int64_t asked, arrived;  /* bytes */
    int in_flight;
    bool given_up;
    struct err why; /* it failed; said once what is stored is taken back */
    struct digest digest;
    char request_id[UUID_SIZE];
    struct fields {
        char kind[48], file_name[512], size_bytes[24], sha256[DIGEST_SIZE];
    } fields;
    unsigned char piece[PIECE];
};

#define FIELD(member) RECORD_TEXT_OF(struct fields, member)

static const struct record_field fields[] = {FIELD(kind), FIELD(file_name), FIELD(size_bytes),
                                             FIELD(sha256)};

static const struct record_shape fields_shape = {fields, sizeof fields / sizeof *fields,
                                                 sizeof(struct fields)};

struct begun {
    int64_t attachment_id;
};

static const struct db_column begun_columns[] = {COLUMN_INT(struct begun, attachment_id),
                                                 COLUMN_END};

static const struct stmt begin_stmt = {
    .name = "attachment_begin",
    .text = "select * from api.attachment_begin($1, $2, $3)",
    .params = {DB_INT, DB_TEXT, DB_JSON},
    .columns = begun_columns,
    .row_size = sizeof(struct begun),
    .repeat = DB_AGAIN,
    .quiet = true,
};

static const struct stmt chunk_stmt = {
    .name = "attachment_chunk",
    .text = "select api.attachment_chunk($1, $2, $3, $4)",
    .params = {DB_INT, DB_INT, DB_INT, DB_BYTES},
    .repeat = DB_AGAIN,
    .deadline_ms = PIECE_MS,
    .quiet = true,
};

static const struct stmt end_stmt = {
    .name = "attachment_end",
    .text = "select api.attachment_end($1, $2)",
    .params = {DB_INT, DB_INT},
    .repeat = DB_AGAIN,
    .deadline_ms = PIECE_MS,
    .quiet = true,
};

static const struct stmt cancel_stmt = {
    .name = "attachment_cancel",
    .text = "select api.attachment_cancel($1, $2)",
    .params = {DB_INT, DB_INT},
    .repeat = DB_AGAIN,
    .deadline_ms = PIECE_MS,
    .quiet = true,
};

/* ---- its file ---- */

static bool read_at(int fd, unsigned char *to, size_t n, int64_t at)
{
    while (n > 0) {
        ssize_t got = pread(fd, to, n, (off_t)at);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        at += got;
        n -= (size_t)got;
    }
    return true;
}

static bool cannot_read(struct err *err)
{
    int number = errno;

    err_set(err, ERR_INPUT, NULL, _("The file cannot be read any more."),
            _("Look whether it is still there, and choose it again."));
    err_detail(err, "attachment: %s", strerror(number));
    return false;
}

static bool look(struct attachment_send *send, int64_t max_bytes, struct err *err)
{
    struct image image;
    struct stat st;
    char text[160];
    size_t n;

    if (fstat(send->fd, &st) != 0)
        return cannot_read(err);
    send->size = (int64_t)st.st_size;
    if (!S_ISREG(st.st_mode) || send->size <= 0)
        return err_set(err, ERR_INPUT, NULL, _("The file is empty."), NULL);
    if (send->size > max_bytes) {
        snprintf(text, sizeof text, _("The file is larger than %lld MB."),
                 (long long)(max_bytes >> 20));
        return err_set(err, ERR_INPUT, NULL, text, _("Scan it again with a lower resolution."));
    }
    n = send->size < PIECE ? (size_t)send->size : PIECE;
    if (!read_at(send->fd, send->piece, n, 0))
        return cannot_read(err);
    return image_look(send->piece, n, &image) ||
           err_set(err, ERR_INPUT, NULL, _("This is no picture, whatever its name says."),
                   _("JPEG, PNG and GIF pictures are taken."));
}

struct attachment_send *attachment_send_new(struct db *db, int64_t project_id, const char *kind,
                                            int fd, const char *name, int64_t max_bytes,
                                            const struct attachment_hooks *hooks, struct err *err)
{
    struct attachment_send *send = calloc(1, sizeof *send);

    if (!send) {
        close(fd);
        err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
        return NULL;
    }
    send->db = db;
    send->project_id = project_id;
    send->hooks = *hooks;
    send->fd = fd;
    text_copy(send->fields.kind, sizeof send->fields.kind, kind);
    text_copy(send->fields.file_name, sizeof send->fields.file_name, name);
    uuid_make(send->request_id);
    digest_start(&send->digest);
    if (look(send, max_bytes, err))
        return send;
    attachment_send_free(&send);
    return NULL;
}

/* ---- its end ---- */

static void over(struct attachment_send *send)
{
    send->state = SEND_OVER;
    attachment_over(&send->hooks, "", &send->why);
}

static void taken_back(void *owner, struct db_rows **rows, const struct err *err)
{
    (void)rows;
    (void)err; /* what cannot be taken back now is swept by the database */
    over(owner);
}

/* Once nothing is under way: what is stored goes, then the end is told. */
static void take_back(struct attachment_send *send)
{
    struct db_arg args[] = {db_int(send->project_id), db_int(send->attachment_id)};

    if (send->in_flight > 0)
        return;
    if (send->why.code == ERR_NONE)
        attachment_given_up(&send->why);
    if (send->attachment_id == 0) {
        over(send);
        return;
    }
    send->state = SEND_TAKE_BACK;
    db_ask(send->db, &cancel_stmt, args, send, taken_back);
}

static void ended(void *owner, struct db_rows **rows, const struct err *err)
{
    struct attachment_send *send = owner;

    (void)rows;
    send->in_flight--;
    send->why = *err;
    if (err->code == ERR_NONE) /* also when it was given up: the end had come first */
        over(send);
    else
        take_back(send);
}

static void ask_end(struct attachment_send *send)
{
    struct db_arg args[] = {db_int(send->project_id), db_int(send->attachment_id)};

    send->state = SEND_END;
    send->in_flight++;
    db_ask(send->db, &end_stmt, args, send, ended);
}

/* ---- pieces ---- */

static void go_on(struct attachment_send *send);

static int64_t piece_at(const struct attachment_send *send, int64_t at)
{
    return send->size - at < PIECE ? send->size - at : PIECE;
}

static void piece_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct attachment_send *send = owner;

    (void)rows;
    send->in_flight--;
    if (err->code != ERR_NONE && send->why.code == ERR_NONE)
        send->why = *err;
    if (err->code == ERR_NONE) {
        send->arrived += piece_at(send, send->arrived);
        if (send->hooks.progress && !send->given_up)
            send->hooks.progress(send->hooks.owner, send->arrived, send->size);
    }
    go_on(send);
}

static void send_piece(struct attachment_send *send)
{
    size_t n = (size_t)piece_at(send, send->asked);
    struct db_arg args[4];

    if (!read_at(send->fd, send->piece, n, send->asked)) {
        cannot_read(&send->why);
        return;
    }
    args[0] = db_int(send->project_id);
    args[1] = db_int(send->attachment_id);
    args[2] = db_int(send->asked / PIECE);
    args[3] = db_bytes(send->piece, n);
    send->asked += (int64_t)n;
    send->in_flight++;
    db_ask(send->db, &chunk_stmt, args, send, piece_came);
}

static void go_on(struct attachment_send *send)
{
    while (send->why.code == ERR_NONE && !send->given_up && send->in_flight < IN_FLIGHT &&
           send->asked < send->size)
        send_piece(send);
    if (send->why.code != ERR_NONE || send->given_up)
        take_back(send);
    else if (send->arrived == send->size)
        ask_end(send);
}

static void begun(void *owner, struct db_rows **rows, const struct err *err)
{
    struct attachment_send *send = owner;
    const struct begun *row = db_row(*rows, &begin_stmt, 0);

    send->in_flight--;
    if (err->code != ERR_NONE)
        send->why = *err;
    else if (row)
        send->attachment_id = row->attachment_id;
    send->state = SEND_PIECES;
    go_on(send);
}

static void ask_begin(struct attachment_send *send)
{
    struct db_arg args[3];
    char *json;

    snprintf(send->fields.size_bytes, sizeof send->fields.size_bytes, "%lld",
             (long long)send->size);
    digest_end(&send->digest, send->fields.sha256);
    json = record_to_json(&fields_shape, &send->fields);
    args[0] = db_int(send->project_id);
    args[1] = db_text(send->request_id);
    args[2] = db_json(json);
    send->state = SEND_BEGIN;
    send->in_flight++;
    db_ask(send->db, &begin_stmt, args, send, begun);
    record_json_free(&json);
}

bool attachment_send_step(struct attachment_send *send)
{
    int64_t end = send->looked_at + STEP;

    if (send->state != SEND_DIGEST)
        return false;
    for (end = end < send->size ? end : send->size; send->looked_at < end;) {
        size_t n = (size_t)piece_at(send, send->looked_at);

        if (!read_at(send->fd, send->piece, n, send->looked_at)) {
            cannot_read(&send->why);
            over(send);
            return false;
        }
        digest_add(&send->digest, send->piece, n);
        send->looked_at += (int64_t)n;
    }
    if (send->looked_at < send->size)
        return true;
    ask_begin(send);
    return false;
}

void attachment_send_cancel(struct attachment_send *send)
{
    if (send->given_up || send->state == SEND_OVER)
        return;
    send->given_up = true;
    if (send->state == SEND_DIGEST)
        take_back(send);
    /* else: as soon as what is under way has been answered */
}

static void nobody_asks(void *owner, struct db_rows **rows, const struct err *err)
{
    (void)owner;
    (void)rows;
    (void)err;
}

void attachment_send_free(struct attachment_send **slot)
{
    static const char nobody;
    struct attachment_send *send = *slot;

    *slot = NULL;
    if (!send)
        return;
    db_forget(send->db, send);
    if (send->attachment_id != 0 && send->state != SEND_OVER) {
        struct db_arg args[] = {db_int(send->project_id), db_int(send->attachment_id)};

        db_ask(send->db, &cancel_stmt, args, (void *)(uintptr_t)&nobody, nobody_asks);
    }
    close(send->fd);
    free(send);
}
