#include "config.h"

#include "core/base/file.h"

#include "core/base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct err *err, const char *text, const char *what, const char *path, int number)
{
    err_set(err, ERR_INPUT, NULL, text, NULL);
    err_detail(err, "%s %s: %s", what, path, strerror(number));
    return false;
}

static bool read_all(int fd, char *to, size_t room, size_t *n)
{
    *n = 0;
    while (*n < room) {
        ssize_t got = read(fd, to + *n, room - *n);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        *n += (size_t)got;
    }
    return true;
}

bool file_read(const char *path, size_t limit, char **bytes, size_t *n, struct err *err)
{
    struct stat about;
    size_t room = 0;
    char *to = NULL;
    int fd;

    *bytes = NULL;
    *n = 0;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return fail(err, _("A file cannot be read."), "open", path, errno);
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        close(fd);
        return fail(err, _("This is not a file."), "open", path, EINVAL);
    }
    if (about.st_size >= 0 && (uintmax_t)about.st_size <= limit) {
        room = (size_t)about.st_size + 1; /* one more tells a file that has grown */
        to = malloc(room + 1);
    }
    if (!to || !read_all(fd, to, room, n) || *n == room) {
        int number = to ? errno : EFBIG;

        free(to);
        close(fd);
        *n = 0;
        return fail(err, _("A file cannot be read whole, or it is too large."), "read", path,
                    number);
    }
    close(fd);
    to[*n] = '\0';
    *bytes = to;
    return true;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

/* So that the name itself survives a loss of power. */
static void sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX];
    int fd;

    if (!slash)
        snprintf(folder, sizeof folder, ".");
    else
        snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

bool file_create(const char *path, mode_t mode, const void *bytes, size_t n, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode & 0777);
    int number;

    if (fd < 0)
        return fail(err, _("A file cannot be made."), "create", path, errno);
    if (write_all(fd, bytes, n) && fchmod(fd, mode) == 0 && fsync(fd) == 0) {
        close(fd);
        sync_folder_of(path);
        return true;
    }
    number = errno;
    close(fd);
    unlink(path);
    return fail(err, _("A file cannot be written."), "write", path, number);
}

bool file_replace(const char *path, mode_t mode, const void *bytes, size_t n, struct err *err)
{
    char beside[PATH_MAX];

    if (snprintf(beside, sizeof beside, "%s.new-%ld", path, (long)getpid()) >= (int)sizeof beside)
        return fail(err, _("A file cannot be made."), "create", path, ENAMETOOLONG);
    unlink(beside); /* of a process that died with the same number */
    if (!file_create(beside, mode, bytes, n, err))
        return false;
    if (rename(beside, path) != 0) {
        int number = errno;

        unlink(beside);
        return fail(err, _("A file cannot be written."), "rename", path, number);
    }
    sync_folder_of(path);
    return true;
}

bool file_make_folder(const char *path, mode_t mode, struct err *err)
{
    char part[PATH_MAX];
    size_t n = strlen(path);
    struct stat about;

    if (n == 0 || n >= sizeof part)
        return fail(err, _("A folder cannot be made."), "mkdir", path, ENAMETOOLONG);
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, mode & 0777) == 0)
            continue;
        if (errno != EEXIST)
            return fail(err, _("A folder cannot be made."), "mkdir", part, errno);
    }
    if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode))
        return fail(err, _("A folder cannot be made."), "mkdir", path, ENOTDIR);
    return true;
}
