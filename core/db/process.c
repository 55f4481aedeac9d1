#include "config.h"

#include "core/db/process.h"

#include "core/base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GROUPS_MAX 64
#define INPUT_FD 3
#define FAIL_FD 4

/* Everything the child needs, made before the fork: after it, only calls that are safe in a
 * copy of a program with threads. */
struct child {
    const struct process_user *user;
    const char *const *argv;
    gid_t groups[GROUPS_MAX];
    int group_count;
    int zero;  /* becomes 0, or -1: it reads nothing */
    int out;   /* becomes 1 and, where there is no other, 2 */
    int error; /* becomes 2, or -1 */
    int input; /* becomes 3, or -1 */
    int fail;  /* close-on-exec; errno is written here when the program cannot be started */
    bool dies; /* with this program */
};

static const char *const CHILD_ENVIRONMENT[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC0",
                                                NULL};

static void child_signals(void)
{
    sigset_t none;

    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool child_become(const struct child *child)
{
    const struct process_user *user = child->user;

    if (!user->change)
        return true;
    if (setgroups((size_t)child->group_count, child->groups) != 0 ||
        setresgid(user->gid, user->gid, user->gid) != 0 ||
        setresuid(user->uid, user->uid, user->uid) != 0)
        return false;
    return setuid(0) != 0; /* there must be no way back */
}

static void child_give_up(const struct child *child)
{
    int wrong = errno;

    while (write(child->fail, &wrong, sizeof wrong) < 0 && errno == EINTR)
        continue;
    _exit(127);
}

/* Never returns. */
static void child_exec(const struct child *child)
{
    int null, input = -1;

    child_signals();
    umask(077);
    null = open("/dev/null", O_RDWR);
    /* First out of the way of 0 to 3, then into place. */
    int out = fcntl(child->out, F_DUPFD, 10);
    int zero = child->zero >= 0 ? fcntl(child->zero, F_DUPFD, 10) : null;
    int error = child->error >= 0 ? fcntl(child->error, F_DUPFD, 10) : out;
    int fail = fcntl(child->fail, F_DUPFD_CLOEXEC, 10);
    if (child->input >= 0)
        input = fcntl(child->input, F_DUPFD, 10);
    if (null < 0 || out < 0 || fail < 0 || dup2(zero, 0) < 0 || dup2(out, 1) < 0 ||
        dup2(error, 2) < 0)
        child_give_up(child);
    if (dup2(input >= 0 ? input : null, INPUT_FD) < 0 || dup3(fail, FAIL_FD, O_CLOEXEC) < 0)
        child_give_up(child);
    close_range(FAIL_FD + 1, ~0U, 0);
    struct child late = *child;
    late.fail = FAIL_FD;
    if (chdir("/") != 0 || !child_become(&late) ||
        (late.dies && prctl(PR_SET_PDEATHSIG, SIGTERM) != 0))
        child_give_up(&late);
    execve(late.argv[0], (char *const *)(void *)late.argv,
           (char *const *)(void *)CHILD_ENVIRONMENT);
    child_give_up(&late);
}

static bool prepare(struct child *child, const struct process_user *user, struct err *err)
{
    int n = GROUPS_MAX;

    child->user = user;
    if (user->change && getgrouplist(user->name, user->gid, child->groups, &n) < 0)
        return err_set(err, ERR_BUG, NULL, _("The system user has too many groups."), NULL);
    child->group_count = user->change ? n : 0;
    return true;
}

static bool cannot_start(const char *program, int wrong, struct err *err)
{
    char text[256];

    snprintf(text, sizeof text, _("%s could not be started: %s"), program, strerror(wrong));
    return err_set(err, ERR_INPUT, NULL, text, NULL);
}

static void close_pair(int pair[2])
{
    for (int i = 0; i < 2; i++) {
        if (pair[i] >= 0)
            close(pair[i]);
        pair[i] = -1;
    }
}

/* Writes the input (a pipe takes 64 KiB at once; ours are passwords) and reads the output. */
static void read_all(int fd, char *output, size_t size)
{
    size_t have = 0;
    char waste[512];

    for (;;) {
        bool full = size == 0 || have + 1 >= size;
        ssize_t n = read(fd, full ? waste : output + have, full ? sizeof waste : size - have - 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        if (!full)
            have += (size_t)n;
    }
    if (size > 0)
        output[have] = '\0';
}

static int wait_for(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The errno the child wrote before giving up, or 0. */
static int read_failure(int fd)
{
    int wrong = 0;
    ssize_t n;

    do
        n = read(fd, &wrong, sizeof wrong);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof wrong ? wrong : 0;
}

int process_run(const struct process_user *user, const char *const *argv, const char *input,
                char *output, size_t size, struct err *err)
{
    int out[2] = {-1, -1}, in[2] = {-1, -1}, fail[2] = {-1, -1}, status = -1, wrong = 0;
    struct child child = {.argv = argv, .zero = -1, .error = -1, .input = -1, .dies = true};
    pid_t pid = -1;

    if (!prepare(&child, user, err))
        return -1;
    if (pipe2(out, O_CLOEXEC) == 0 && pipe2(fail, O_CLOEXEC) == 0 &&
        (!input || (pipe2(in, O_CLOEXEC) == 0 &&
                    /* it is opened anew by name, as /dev/fd/3, by whom it then must belong to */
                    (!user->change || fchown(in[0], user->uid, user->gid) == 0)))) {
        child.out = out[1];
        child.fail = fail[1];
        child.input = in[0];
        pid = fork();
    }
    if (pid == 0)
        child_exec(&child);
    if (pid < 0) {
        cannot_start(argv[0], errno, err);
    } else {
        close(out[1]);
        close(fail[1]);
        out[1] = fail[1] = -1;
        wrong = read_failure(fail[0]);
        if (input && wrong == 0) {
            ssize_t n = write(in[1], input, strlen(input));
            (void)n; /* a child that does not read it says so by its exit status */
        }
        close_pair(in);
        read_all(out[0], output, size);
        status = wait_for(pid);
        if (wrong != 0) {
            cannot_start(argv[0], wrong, err);
            status = -1;
        }
    }
    close_pair(out);
    close_pair(in);
    close_pair(fail);
    return status;
}

int process_log(const char *path, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        cannot_start(path, errno, err);
    return fd;
}

/* In the first child: the second becomes a session of its own and, when the first ends, init's. */
static void stay_child(const struct child *child, int tell)
{
    pid_t pid;

    setsid();
    pid = fork();
    if (pid == 0) {
        close(tell);
        child_exec(child);
    }
    while (write(tell, &pid, sizeof pid) < 0 && errno == EINTR)
        continue;
    _exit(0);
}

pid_t process_stay(const struct process_user *user, const char *const *argv, const char *log,
                   struct err *err)
{
    int tell[2] = {-1, -1}, fail[2] = {-1, -1}, wrong;
    struct child child = {.argv = argv, .zero = -1, .error = -1, .input = -1};
    pid_t first = -1, pid = -1;

    if (!prepare(&child, user, err))
        return -1;
    child.out = process_log(log, err);
    if (child.out < 0)
        return -1;
    if (pipe2(tell, O_CLOEXEC) == 0 && pipe2(fail, O_CLOEXEC) == 0) {
        child.fail = fail[1];
        first = fork();
    }
    if (first == 0)
        stay_child(&child, tell[1]);
    wrong = errno;
    close(child.out);
    if (first > 0) {
        close(tell[1]);
        close(fail[1]);
        tell[1] = fail[1] = -1;
        if (read(tell[0], &pid, sizeof pid) != (ssize_t)sizeof pid)
            pid = -1;
        wrong = read_failure(fail[0]);
        wait_for(first);
        if (wrong != 0)
            pid = -1;
    }
    close_pair(tell);
    close_pair(fail);
    if (pid < 0)
        cannot_start(argv[0], wrong, err);
    return pid;
}

pid_t process_begin(const char *const *argv, const struct process_files *files, struct err *err)
{
    static const struct process_user self = {.change = false};
    int fail[2] = {-1, -1}, wrong = 0;
    struct child child = {.argv = argv,
                          .zero = files->in,
                          .out = files->out,
                          .error = files->error,
                          .input = -1,
                          .dies = true};
    pid_t pid = -1;

    if (!prepare(&child, &self, err))
        return -1;
    if (pipe2(fail, O_CLOEXEC) == 0) {
        child.fail = fail[1];
        pid = fork();
    }
    if (pid == 0)
        child_exec(&child);
    wrong = errno;
    if (pid > 0) {
        close(fail[1]);
        fail[1] = -1;
        wrong = read_failure(fail[0]);
        if (wrong != 0) {
            wait_for(pid);
            pid = -1;
        }
    }
    close_pair(fail);
    if (pid < 0)
        cannot_start(argv[0], wrong, err);
    return pid;
}

void process_end(pid_t *pid, int ms)
{
    const struct timespec step = {0, 10 * 1000 * 1000};

    if (*pid <= 0)
        return;
    kill(*pid, SIGTERM);
    for (int left = ms; left > 0 && waitpid(*pid, NULL, WNOHANG) == 0; left -= 10)
        nanosleep(&step, NULL);
    *pid = 0;
}

bool process_may(const struct process_user *user, const char *path, int mode)
{
    if (!user->change)
        return access(path, mode) == 0;

    struct child child = {.argv = NULL};
    pid_t pid;

    if (!prepare(&child, user, NULL))
        return false;
    pid = fork();
    if (pid == 0)
        _exit(child_become(&child) && access(path, mode) == 0 ? 0 : 1);
    return pid > 0 && wait_for(pid) == 0;
}
