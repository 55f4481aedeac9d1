/* The server's processes: found, started, stopped. Called under the cluster's lock. */
#include "config.h"

#include "core/db/cluster_private.h"

#include "core/base/file.h"
#include "core/base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define START_MS 60000 /* recovery after a crash may take long */
#define STOP_MS 60000
#define ORPHANS_MS 20000

/* postmaster.pid, line by line (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_…). */
enum {
    LINE_PID,
    LINE_DATA,
    LINE_STARTED,
    LINE_PORT,
    LINE_SOCKETS,
    LINE_LISTEN,
    LINE_SHMEM,
    LINE_STATUS
};

static long long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void nap(void)
{
    const struct timespec ms10 = {0, 10 * 1000 * 1000};

    nanosleep(&ms10, NULL);
}

static bool read_line(const char *text, int number, char *to, size_t size)
{
    while (number-- > 0) {
        text = strchr(text, '\n');
        if (!text)
            return false;
        text++;
    }
    size_t n = strcspn(text, "\n");
    while (n > 0 && text[n - 1] == ' ')
        n--;
    if (n >= size)
        return false;
    memcpy(to, text, n);
    to[n] = '\0';
    return true;
}

/* The state letter of a process (proc(5)): 'Z' is one that is dead and only not yet waited for. 'X'
 * when there is none. */
static char process_state(pid_t pid)
{
    char path[64], text[512];
    const char *end;
    ssize_t n;
    int fd;

    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 'X';
    n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    end = strrchr(text, ')');
    return end && end[1] == ' ' ? end[2] : 'X';
}

static char *read_pid_file(const struct cluster *cluster)
{
    char path[CLUSTER_PATH_MAX], *text = NULL;
    size_t n;

    if (!cluster_path(cluster, "pg/postmaster.pid", path, NULL) ||
        !file_read(path, 8192, &text, &n, NULL))
        return NULL;
    return text;
}

/* A process that is that server: alive (a dead one that nobody has waited for yet does not count),
 * and at home in this very data folder: after a restart of the machine the number may be
 * anybody's. */
static bool is_server(const struct cluster *cluster, pid_t pid)
{
    char path[64], cwd[CLUSTER_PATH_MAX], pg[CLUSTER_PATH_MAX], state = process_state(pid);
    struct stat there, here;

    if (state == 'Z' || state == 'X')
        return false;
    snprintf(path, sizeof path, "/proc/%ld/cwd", (long)pid);
    if (!cluster_path(cluster, "pg", pg, NULL) || stat(pg, &here) != 0)
        return false;
    if (stat(path, &there) != 0) {
        ssize_t got = readlink(path, cwd, sizeof cwd);
        return got < 0 && errno == EACCES; /* another user's: better not to touch it */
    }
    return there.st_dev == here.st_dev && there.st_ino == here.st_ino;
}

pid_t server_pid(struct cluster *cluster)
{
    char line[CLUSTER_PATH_MAX], *text = read_pid_file(cluster);
    pid_t pid = 0;

    if (text && read_line(text, LINE_PID, line, sizeof line))
        pid = (pid_t)labs(strtol(line, NULL, 10));
    if (pid > 0 && !is_server(cluster, pid))
        pid = 0;
    if (pid > 0 && read_line(text, LINE_SOCKETS, line, sizeof line) && line[0] == '/')
        snprintf(cluster->sockets, sizeof cluster->sockets, "%.*s", CLUSTER_SOCKET_MAX - 1, line);
    free(text);
    return pid;
}

bool server_has_socket(const struct cluster *cluster)
{
    char path[CLUSTER_SOCKET_MAX + 32];
    struct stat st;

    snprintf(path, sizeof path, "%s/.s.PGSQL.5432", cluster->sockets);
    return stat(path, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* Back ends that outlive a killed server still hold its shared memory: a second server beside them
 * would ruin the data. */
static bool wait_for_orphans(const char *pid_file, struct err *err)
{
    char line[128];
    unsigned long key, id;
    struct shmid_ds shm;
    long long until = now_ms() + ORPHANS_MS;

    if (!read_line(pid_file, LINE_SHMEM, line, sizeof line))
        return true;
    char *end;
    key = strtoul(line, &end, 10);
    id = strtoul(end, NULL, 10);
    while (key != 0 && shmctl((int)id, IPC_STAT, &shm) == 0 && shm.shm_nattch > 0) {
        if (now_ms() > until)
            return err_set(err, ERR_CONFLICT, NULL,
                           _("Processes of a database server that was killed are still at work."),
                           _("Wait a minute and try again, or restart the machine."));
        nap();
    }
    return true;
}

/* PostgreSQL removes stale lock files itself, unless their number is in use again, be it by a dead
 * process that nobody has waited for. Both folders are this server's alone. */
static bool clear_stale(struct cluster *cluster, struct err *err)
{
    static const char *const NAMES[] = {".s.PGSQL.5432.lock", ".s.PGSQL.5432"};
    char path[CLUSTER_PATH_MAX], *text = read_pid_file(cluster);
    bool ok = true;

    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", cluster->sockets, NAMES[i]);
        unlink(path);
    }

    if (text) {
        ok = wait_for_orphans(text, err) && cluster_path(cluster, "pg/postmaster.pid", path, err);
        if (ok && unlink(path) != 0 && errno != ENOENT)
            ok = cluster_cannot(err, _("Cannot remove"), path, errno);
        free(text);
    }
    return ok;
}

static bool is_ready(const struct cluster *cluster, pid_t pid)
{
    char line[64], *text = read_pid_file(cluster);
    bool ready = text && read_line(text, LINE_PID, line, sizeof line) &&
                 strtol(line, NULL, 10) == (long)pid &&
                 read_line(text, LINE_STATUS, line, sizeof line) && strcmp(line, "ready") == 0;

    free(text);
    return ready;
}

#define TAIL 65536

/* The last FATAL message in the end of a log: as text, or as a line of JSON. */
static bool last_fatal(const char *path, char *to, size_t size)
{
    static const char *const MARKS[] = {"FATAL:  ", "\"FATAL\",\"message\":\""};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = fd < 0 ? NULL : malloc(TAIL + 1);
    const char *found = NULL;
    struct stat st;
    ssize_t n = 0;

    if (text && fstat(fd, &st) == 0)
        n = pread(fd, text, TAIL, st.st_size > TAIL ? st.st_size - TAIL : 0);
    if (fd >= 0)
        close(fd);
    if (text)
        text[n > 0 ? n : 0] = '\0';
    for (int i = 0; text && i < 2; i++)
        for (const char *at = text; (at = strstr(at, MARKS[i])); found = at)
            at += strlen(MARKS[i]);
    if (found)
        snprintf(to, size, "%.*s", (int)strcspn(found, "\n\"\\"), found);
    free(text);
    return found != NULL;
}

/* The server writes to start.log until its own log is open. */
static bool start_failed(const struct cluster *cluster, const char *log, struct err *err)
{
    static const char *const DAYS[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    char text[512], path[CLUSTER_PATH_MAX], name[32], said[200];
    time_t now = time(NULL);
    struct tm tm;

    if (!last_fatal(log, said, sizeof said)) {
        snprintf(name, sizeof name, "log/server-%s.json", DAYS[gmtime_r(&now, &tm)->tm_wday]);
        if (!cluster_path(cluster, name, path, NULL) || !last_fatal(path, said, sizeof said))
            snprintf(said, sizeof said, "%s", _("it does not say why"));
    }
    snprintf(text, sizeof text, _("The database in %s did not start: %s"), cluster->data, said);
    err_set(err, ERR_OFFLINE, NULL, text,
            strstr(said, "No space left") ? _("Free some disk space.")
                                          : _("The folder log/ in it says more."));
    err_detail(err, "server start: %s", said);
    return false;
}

bool server_start(struct cluster *cluster, struct err *err)
{
    char program[300], pg[CLUSTER_PATH_MAX], log[CLUSTER_PATH_MAX];
    const char *const argv[] = {program, "-D", pg, NULL};
    long long until = now_ms() + START_MS;
    pid_t pid;

    if (!clear_stale(cluster, err) || !cluster_path(cluster, "pg", pg, err) ||
        !cluster_path(cluster, "log/start.log", log, err))
        return false;
    snprintf(program, sizeof program, "%s/postgres", cluster->programs);
    unlink(log);
    pid = process_stay(&cluster->user, argv, log, err);
    if (pid < 0)
        return false;
    while (!is_ready(cluster, pid)) {
        char state = process_state(pid);
        if (state == 'Z' || state == 'X' || now_ms() > until)
            return start_failed(cluster, log, err);
        nap();
    }
    return true;
}

bool server_stop(struct cluster *cluster, struct err *err)
{
    pid_t pid = server_pid(cluster);
    long long until = now_ms() + STOP_MS;
    bool urged = false;

    if (pid == 0)
        return true;
    if (kill(pid, SIGINT) != 0 && errno != ESRCH)
        return cluster_cannot(err, _("Cannot stop the database in"), cluster->data, errno);
    while (is_server(cluster, pid)) {
        if (!urged && now_ms() > until - STOP_MS / 2) {
            kill(pid, SIGQUIT);
            urged = true;
        }
        if (now_ms() > until)
            return cluster_cannot(err, _("Cannot stop the database in"), cluster->data, ETIMEDOUT);
        nap();
    }
    rmdir(cluster->sockets);
    return true;
}
