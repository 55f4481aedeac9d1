#include "config.h"

#include "core/print/print.h"

#include "core/base/i18n.h"
#include "core/db/process.h"
#include "core/print/document.h"

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

enum { SAID_SIZE = 512 };

struct print_job {
    struct export_file file;
    char stem[256];
    pid_t pid; /* 0: it has ended */
    int said_fd;
    char said[SAID_SIZE];
    size_t said_size;
};

static const char *program(void)
{
    const char *elsewhere = getenv("ANXIN_PRINT");

    return elsewhere && elsewhere[0] == '/' ? elsewhere : PKGLIBEXECDIR "/anxin-print";
}

static bool cannot(struct err *err, const char *step)
{
    int number = errno;

    err_set(err, ERR_BUG, NULL, _("Printing could not be started."), NULL);
    err_detail(err, "print: %s: %s", step, strerror(number));
    return false;
}

/* The document in a file that has no name: the program reads it at its own pace, and it never lies
 * on a disk. */
static int lay_down(const char *json, struct err *err)
{
    int fd = memfd_create("anxin-print", MFD_CLOEXEC);
    size_t n = strlen(json), done = 0;

    while (fd >= 0 && done < n) {
        ssize_t more = write(fd, json + done, n - done);

        if (more < 0 && errno == EINTR)
            continue;
        if (more <= 0)
            break;
        done += (size_t)more;
    }
    if (fd >= 0 && done == n && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    cannot(err, "memfd");
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool start(struct print_job *job, const char *json, struct err *err)
{
    const char *const argv[] = {program(), NULL};
    int said[2] = {-1, -1}, in = lay_down(json, err);

    if (in < 0)
        return false;
    if (pipe2(said, O_CLOEXEC) == 0) {
        struct process_files files = {.in = in, .out = job->file.fd, .error = said[1]};

        job->pid = process_begin(argv, &files, err);
        close(said[1]);
        job->said_fd = said[0];
        fcntl(said[0], F_SETFL, O_NONBLOCK);
    } else {
        cannot(err, "pipe");
    }
    close(in);
    return job->pid > 0;
}

struct print_job *print_begin(const char *json, const char *folder, const char *stem,
                              struct err *err)
{
    struct print_job *job = json ? calloc(1, sizeof *job) : NULL;

    if (!job) {
        err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
        return NULL;
    }
    job->said_fd = -1;
    snprintf(job->stem, sizeof job->stem, "%s", stem);
    if (export_file_open(&job->file, folder, err) && start(job, json, err))
        return job;
    print_free(&job);
    return NULL;
}

int print_fd(const struct print_job *job)
{
    return job->said_fd;
}

static const struct {
    int status;
    enum err_code code;
    const char *text, *hint;
} outcomes[] = {
    {DOCUMENT_BAD, ERR_BUG, N_("This paper cannot be printed."), N_("The log has the rest.")},
    {DOCUMENT_LARGE, ERR_INPUT, N_("The paper is too long to be printed."),
     N_("Print a part of it: a shorter time, one team.")},
    {DOCUMENT_FONT, ERR_INPUT, N_("No font with the letters of this paper is installed."),
     N_("Install the packages fonts-wqy-microhei and fonts-ukij-uyghur.")},
    {DOCUMENT_WRITE, ERR_INPUT, N_("The paper could not be written."),
     N_("Look whether the export folder may be written to and has room.")},
};

static enum print_state explain(const struct print_job *job, int status, struct err *err)
{
    err_set(err, ERR_BUG, NULL, _("This paper cannot be printed."), _("The log has the rest."));
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        if (outcomes[i].status == status)
            err_set(err, outcomes[i].code, NULL, gettext(outcomes[i].text),
                    gettext(outcomes[i].hint));
    err_detail(err, "anxin-print: status %d: %.*s", status, (int)strcspn(job->said, "\n"),
               job->said);
    return PRINT_FAILED;
}

/* What it says, until it ends. False: it still runs. */
static bool listen_to(struct print_job *job)
{
    char waste[256];

    for (;;) {
        bool full = job->said_size + 1 >= sizeof job->said;
        ssize_t n = read(job->said_fd, full ? waste : job->said + job->said_size,
                         full ? sizeof waste : sizeof job->said - job->said_size - 1);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno != EAGAIN && errno != EWOULDBLOCK;
        if (n == 0)
            return true;
        if (!full)
            job->said_size += (size_t)n;
    }
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int unknown_letters(const struct print_job *job)
{
    static const char word[] = "unknown letters: ";
    const char *at = strstr(job->said, word);

    return at ? (int)strtol(at + sizeof word - 1, NULL, 10) : 0;
}

enum print_state print_io(struct print_job *job, char *path, int *unknown, struct err *err)
{
    int status;

    path[0] = '\0';
    if (!listen_to(job))
        return PRINT_RUNS;
    job->said[job->said_size] = '\0';
    status = wait_for(job->pid);
    job->pid = 0;
    if (unknown)
        *unknown = unknown_letters(job);
    if (status != 0)
        return explain(job, status, err);
    return export_file_close(&job->file, job->stem, strlen(job->stem), "pdf", path, err)
               ? PRINT_DONE
               : PRINT_FAILED;
}

void print_free(struct print_job **slot)
{
    struct print_job *job = *slot;

    *slot = NULL;
    if (!job)
        return;
    if (job->pid > 0) {
        kill(job->pid, SIGKILL);
        wait_for(job->pid);
    }
    if (job->said_fd >= 0)
        close(job->said_fd);
    export_file_abandon(&job->file);
    free(job);
}

bool print_now(const char *json, const char *folder, const char *stem, char *path, int *unknown,
               struct err *err)
{
    struct print_job *job = print_begin(json, folder, stem, err);
    enum print_state state = job ? PRINT_RUNS : PRINT_FAILED;

    while (state == PRINT_RUNS) {
        struct pollfd fd = {.fd = print_fd(job), .events = POLLIN};

        poll(&fd, 1, -1);
        state = print_io(job, path, unknown, err);
    }
    print_free(&job);
    return state == PRINT_DONE;
}
