#include "config.h"

#include "core/sheet/sheet.h"

#include "core/base/i18n.h"
#include "core/db/process.h"
#include "core/sheet/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID_SIZE = 512, PIECE = 65536, PIPE_SIZE = 1 << 20 };

const char *const sheet_endings[] = {"xlsx", "csv", "txt", "xls", NULL};

struct child {
    pid_t pid; /* 0: it has ended */
    int said_fd;
    char said[SAID_SIZE];
    size_t said_size;
};

struct sheet_in {
    struct child child;
    int rows_fd;
    struct stream stream;
    bool stopped; /* by the row function, or by nonsense */
};

struct sheet_out_job {
    struct child child;
    FILE *rows; /* NULL: no more come */
    int64_t number;
};

static const char *program(void)
{
    const char *elsewhere = getenv("ANXIN_SHEET");

    return elsewhere && elsewhere[0] == '/' ? elsewhere : PKGLIBEXECDIR "/anxin-sheet";
}

static bool cannot(struct err *err, const char *step)
{
    int number = errno;

    err_set(err, ERR_BUG, NULL, _("The program for tables could not be started."), NULL);
    err_detail(err, "sheet: %s: %s", step, strerror(number));
    return false;
}

/* ---- what went wrong ---- */

static const struct {
    enum sheet_fault fault;
    enum err_code code;
    const char *text, *hint;
} faults[] = {
    {SHEET_BAD, ERR_INPUT, N_("The file is damaged."),
     N_("Open it in the office program, save it anew as .xlsx, and choose that one.")},
    {SHEET_ENCRYPTED, ERR_INPUT, N_("The file is behind a password."),
     N_("Save it without a password, and choose that one.")},
    {SHEET_OLD, ERR_INPUT, N_("This is an old workbook (.xls), which cannot be read."),
     N_("Open it in the office program, save it as .xlsx, and choose that one.")},
    {SHEET_FOREIGN, ERR_INPUT, N_("This file is not a table."),
     N_("An .xlsx workbook or a CSV file is needed.")},
    {SHEET_CODING, ERR_INPUT, N_("The letters of this file cannot be read."),
     N_("Save it as .xlsx, or as CSV in UTF-8 or GB18030.")},
    {SHEET_QUOTE, ERR_INPUT, N_("A quotation mark in the file is not closed."),
     N_("Save it as .xlsx, and choose that one.")},
    {SHEET_LARGE, ERR_INPUT, N_("The file is too large."),
     N_("Divide it: at most 200,000 rows and 32 MB.")},
    {SHEET_EMPTY, ERR_INPUT, N_("There is nothing in the file."),
     N_("The first sheet is read; its first row holds the headings.")},
    {SHEET_WRITE, ERR_INPUT, N_("The file could not be written."),
     N_("Look whether the export folder may be written to and has room.")},
};

static bool explain(const struct child *child, int status, struct err *err)
{
    err_set(err, ERR_BUG, NULL, _("The table could not be read or written."),
            _("The log has the rest."));
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if ((int)faults[i].fault == status)
            err_set(err, faults[i].code, NULL, gettext(faults[i].text), gettext(faults[i].hint));
    err_detail(err, "anxin-sheet: status %d: %.*s", status, (int)strcspn(child->said, "\n"),
               child->said);
    return false;
}

/* ---- the child ---- */

static bool child_begin(struct child *child, const char *word, struct process_files *files,
                        struct err *err)
{
    const char *const argv[] = {program(), word, NULL};

    child->pid = process_begin(argv, files, err);
    return child->pid > 0;
}

/* What it says, until it ends. False: it still runs. */
static bool child_listen(struct child *child)
{
    char waste[256];

    for (;;) {
        size_t room = sizeof child->said - child->said_size - 1;
        ssize_t n = read(child->said_fd, room ? child->said + child->said_size : waste,
                         room ? room : sizeof waste);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno != EAGAIN && errno != EWOULDBLOCK;
        if (n == 0)
            return true;
        if (room)
            child->said_size += (size_t)n;
    }
}

static int child_wait(struct child *child)
{
    int status = 0;

    while (waitpid(child->pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    child->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void child_clear(struct child *child)
{
    if (child->pid > 0) {
        kill(child->pid, SIGKILL);
        child_wait(child);
    }
    if (child->said_fd >= 0)
        close(child->said_fd);
    child->said_fd = -1;
}

static void *no_memory(struct err *err)
{
    err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
    return NULL;
}

/* ---- in ---- */

struct sheet_in *sheet_in_begin(int fd, struct err *err)
{
    struct sheet_in *in = calloc(1, sizeof *in);
    int rows[2] = {-1, -1};
    bool good = false;

    if (in) {
        in->rows_fd = -1;
        in->child.said_fd = memfd_create("anxin-sheet", MFD_CLOEXEC);
        if (in->child.said_fd >= 0 && pipe2(rows, O_CLOEXEC) == 0) {
            struct process_files files = {.in = fd, .out = rows[1], .error = in->child.said_fd};

            good = child_begin(&in->child, "take", &files, err);
            close(rows[1]);
            in->rows_fd = rows[0];
            fcntl(rows[0], F_SETFL, O_NONBLOCK);
        } else {
            cannot(err, "pipe");
        }
    } else {
        no_memory(err);
    }
    close(fd);
    if (!good)
        sheet_in_free(&in);
    return in;
}

int sheet_in_fd(const struct sheet_in *in)
{
    return in->rows_fd;
}

static enum sheet_state in_ended(struct sheet_in *in, struct err *err)
{
    int status = child_wait(&in->child);

    lseek(in->child.said_fd, 0, SEEK_SET);
    child_listen(&in->child);
    if (status == SHEET_GOOD && in->stream.ended)
        return SHEET_DONE;
    explain(&in->child, status, err);
    return SHEET_FAILED;
}

enum sheet_state sheet_in_io(struct sheet_in *in, sheet_row_fn *row, void *owner, struct err *err)
{
    char bytes[PIECE];
    ssize_t n;

    in->stream.row = row;
    in->stream.owner = owner;
    do
        n = read(in->rows_fd, bytes, sizeof bytes);
    while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return SHEET_RUNS;
    if (n <= 0)
        return in_ended(in, err);
    if (stream_take(&in->stream, bytes, (size_t)n))
        return SHEET_RUNS;
    return SHEET_FAILED;
}

void sheet_in_free(struct sheet_in **slot)
{
    struct sheet_in *in = *slot;

    *slot = NULL;
    if (!in)
        return;
    child_clear(&in->child);
    if (in->rows_fd >= 0)
        close(in->rows_fd);
    stream_clear(&in->stream);
    free(in);
}

static void wait_for(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

    poll(&poll_fd, 1, -1);
}

bool sheet_in_now(int fd, sheet_row_fn *row, void *owner, struct err *err)
{
    struct sheet_in *in = sheet_in_begin(fd, err);
    enum sheet_state state = in ? SHEET_RUNS : SHEET_FAILED;

    while (state == SHEET_RUNS) {
        wait_for(in->rows_fd);
        state = sheet_in_io(in, row, owner, err);
    }
    sheet_in_free(&in);
    return state == SHEET_DONE;
}

/* ---- out ---- */

/* Both pipes: rows go in, what it says comes out; its end is the end of what it says. */
static bool out_start(struct sheet_out_job *out, int fd, struct err *err)
{
    int rows[2] = {-1, -1}, said[2] = {-1, -1};
    bool good = false;

    if (pipe2(rows, O_CLOEXEC) == 0 && pipe2(said, O_CLOEXEC) == 0) {
        struct process_files files = {.in = rows[0], .out = fd, .error = said[1]};

        fcntl(rows[1], F_SETPIPE_SZ, PIPE_SIZE); /* a page of a list, without waiting */
        fcntl(said[0], F_SETFL, O_NONBLOCK);
        good = child_begin(&out->child, "book", &files, err);
        out->child.said_fd = said[0];
        out->rows = fdopen(rows[1], "w");
        good = good && (out->rows || cannot(err, "fdopen"));
        if (!out->rows)
            close(rows[1]);
        close(said[1]);
    } else {
        cannot(err, "pipe");
        if (rows[1] >= 0)
            close(rows[1]);
    }
    if (rows[0] >= 0)
        close(rows[0]);
    return good;
}

static bool out_failed(struct err *err)
{
    err_set(err, ERR_BUG, NULL, _("The file could not be written."),
            _("Look whether the export folder may be written to and has room."));
    err_detail(err, "sheet: rows: %s", strerror(errno));
    return false;
}

struct sheet_out_job *sheet_out_begin(int fd, const char *title, struct err *err)
{
    struct sheet_out_job *out = calloc(1, sizeof *out);

    if (!out)
        return no_memory(err);
    out->child.said_fd = -1;
    if (out_start(out, fd, err) && (stream_put(out->rows, STREAM_TITLE, title) || out_failed(err)))
        return out;
    sheet_out_free(&out);
    return NULL;
}

bool sheet_out_row(struct sheet_out_job *out, const struct sheet_cell *cells, size_t n,
                   struct err *err)
{
    if (n > SHEET_COLUMNS_MOST)
        n = SHEET_COLUMNS_MOST;
    return stream_put_row(out->rows, ++out->number, cells, n) || out_failed(err);
}

bool sheet_out_end(struct sheet_out_job *out, struct err *err)
{
    bool good = stream_put(out->rows, STREAM_END, "");

    good = fclose(out->rows) == 0 && good;
    out->rows = NULL;
    return good || out_failed(err);
}

int sheet_out_fd(const struct sheet_out_job *out)
{
    return out->child.said_fd;
}

enum sheet_state sheet_out_io(struct sheet_out_job *out, struct err *err)
{
    int status;

    if (!child_listen(&out->child))
        return SHEET_RUNS;
    status = child_wait(&out->child);
    if (status == SHEET_GOOD)
        return SHEET_DONE;
    explain(&out->child, status, err);
    return SHEET_FAILED;
}

bool sheet_out_wait(struct sheet_out_job *out, struct err *err)
{
    enum sheet_state state;

    while ((state = sheet_out_io(out, err)) == SHEET_RUNS)
        wait_for(sheet_out_fd(out));
    return state == SHEET_DONE;
}

void sheet_out_free(struct sheet_out_job **slot)
{
    struct sheet_out_job *out = *slot;

    *slot = NULL;
    if (!out)
        return;
    child_clear(&out->child); /* before its rows end: half of them are no table */
    if (out->rows)
        fclose(out->rows);
    free(out);
}
