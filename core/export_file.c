#include "config.h"

#include "core/export_file.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 100, STEM_SIZE = 121, NAME_SIZE = 160 };

static bool failed(struct err *err, const char *step)
{
    int code = errno;

    err_set(err, ERR_BUG, NULL, _("The export could not be written."),
            _("Look whether the export folder may be written to and has room."));
    err_detail(err, "export: %s: %s", step, strerror(code));
    return false;
}

bool export_folder(const char *configured, char *out, size_t size, struct err *err)
{
    const char *home = getenv("HOME");
    int used;

    if (!configured || !*configured)
        configured = getenv("ANXIN_EXPORT");
    if (configured && *configured)
        used = snprintf(out, size, "%s", configured);
    else
        used = snprintf(out, size, "%s/anxin-export", home && *home ? home : ".");
    if (used >= 0 && (size_t)used < size)
        return true;
    return err_set(err, ERR_INPUT, NULL, _("The export folder's name is too long."), NULL);
}

static int folder_open(const char *folder)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return -1;
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool export_file_open(struct export_file *file, const char *folder, struct err *err)
{
    static atomic_uint number;

    *file = (struct export_file){.fd = -1, .folder_fd = -1};
    text_copy(file->folder, sizeof file->folder, folder);
    file->folder_fd = folder_open(folder);
    if (file->folder_fd < 0)
        return failed(err, "folder");
    snprintf(file->hidden, sizeof file->hidden, ".anxin-%ld-%u.part", (long)getpid(),
             atomic_fetch_add(&number, 1));
    unlinkat(file->folder_fd, file->hidden, 0);
    file->fd = openat(file->folder_fd, file->hidden,
                      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file->fd >= 0)
        return true;
    failed(err, "open");
    export_file_abandon(file);
    return false;
}

bool export_file_write(struct export_file *file, const void *bytes, size_t n, struct err *err)
{
    const char *at = bytes;

    while (n > 0) {
        ssize_t done = write(file->fd, at, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return failed(err, "write");
        at += done;
        n -= (size_t)done;
    }
    return true;
}

/* What a file's name may hold, of the first `n` bytes. */
static void clean(const char *name, size_t n, char out[STEM_SIZE])
{
    const char *at = name;
    size_t used = 0;
    uint32_t code;

    while (at < name + n && text_next(&at, &code)) {
        char bytes[4];
        size_t length = text_put(bytes, code);
        bool bad = code < 0x20 || code == 0x7F || code == '/' || code == '\\';

        if (bad || (used == 0 && (code == '.' || code == ' ')))
            continue;
        if (used + length >= STEM_SIZE)
            break;
        memcpy(out + used, bytes, length);
        used += length;
    }
    out[used] = '\0';
    if (used == 0)
        text_copy(out, STEM_SIZE, "file");
}

size_t export_file_stem(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && dot != name ? (size_t)(dot - name) : strlen(name);
}

/* A name of its own; a file system without hard links (a USB stick) has renaming without
 * overwriting instead. */
static bool take(const struct export_file *file, const char *name)
{
    if (linkat(file->folder_fd, file->hidden, file->folder_fd, name, 0) == 0) {
        unlinkat(file->folder_fd, file->hidden, 0);
        return true;
    }
    if (errno != EPERM && errno != EOPNOTSUPP)
        return false;
    return renameat2(file->folder_fd, file->hidden, file->folder_fd, name, RENAME_NOREPLACE) == 0;
}

static bool take_name(struct export_file *file, const char *stem, const char *ending, char *path,
                      struct err *err)
{
    char name[NAME_SIZE];

    for (int i = 1; i <= TRIES; i++) {
        if (i == 1)
            snprintf(name, sizeof name, "%s.%s", stem, ending);
        else
            snprintf(name, sizeof name, "%s-%d.%s", stem, i, ending);
        if (take(file, name)) {
            file->hidden[0] = '\0';
            if (snprintf(path, EXPORT_PATH_SIZE, "%s/%s", file->folder, name) >= EXPORT_PATH_SIZE)
                return failed(err, "path");
            return fsync(file->folder_fd) == 0 || failed(err, "sync folder");
        }
        if (errno != EEXIST)
            break;
    }
    return failed(err, "name");
}

bool export_file_close(struct export_file *file, const char *stem, size_t stem_size,
                       const char *ending, char *path, struct err *err)
{
    char name[STEM_SIZE];
    bool ok = fsync(file->fd) == 0 || failed(err, "sync");

    clean(stem, stem_size, name);
    ok = ok && take_name(file, name, ending, path, err);
    export_file_abandon(file);
    return ok;
}

void export_file_abandon(struct export_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    if (file->folder_fd >= 0) {
        if (file->hidden[0])
            unlinkat(file->folder_fd, file->hidden, 0);
        close(file->folder_fd);
    }
    file->fd = file->folder_fd = -1;
    file->hidden[0] = '\0';
}
