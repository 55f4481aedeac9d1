#include "config.h"

#include "core/import_folder.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH = 3, LOOKED_AT_MOST = 20000 };

/* One listing on its way. */
struct search {
    struct import_list *list;
    const char *const *endings;
    int place;
    dev_t device; /* of the place: another file system mounted below it is not it */
    int looked_at;
};

static int open_folder(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static bool ends_well(const struct search *search, const char *name)
{
    const char *dot = strrchr(name, '.');

    for (const char *const *ending = search->endings; dot && *ending; ending++)
        if (strcasecmp(dot + 1, *ending) == 0)
            return true;
    return false;
}

/* Names that a screen or the database could not take are passed over. */
static bool is_plain(const char *name)
{
    if (name[0] == '.' || !text_is_valid(name, strlen(name)))
        return false;
    for (const unsigned char *c = (const unsigned char *)name; *c; c++)
        if (*c < 0x20 || *c == 0x7F)
            return false;
    return true;
}

static void add(struct search *search, const char *below, const char *name, const struct stat *st)
{
    struct import_list *list = search->list;
    struct import_file *file = &list->files[list->count];

    list->more = list->more || list->count == IMPORT_MOST;
    if (list->more || st->st_size <= 0)
        return;
    *file = (struct import_file){.place = search->place,
                                 .size = (int64_t)st->st_size,
                                 .changed = (int64_t)st->st_mtime * 1000000};
    if (snprintf(file->name, sizeof file->name, "%s%s", below, name) < (int)sizeof file->name)
        list->count++;
}

/* Takes fd. `below` is "" or "DCIM/". */
static void walk(struct search *search, int fd, const char *below, int depth)
{
    DIR *dir = fdopendir(fd);
    const struct dirent *entry;

    if (!dir) {
        close(fd);
        return;
    }
    while ((entry = readdir(dir)) && ++search->looked_at < LOOKED_AT_MOST) {
        char deeper[IMPORT_NAME_SIZE];
        struct stat st;

        if (!is_plain(entry->d_name) ||
            fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            st.st_dev != search->device)
            continue;
        if (S_ISREG(st.st_mode) && ends_well(search, entry->d_name))
            add(search, below, entry->d_name, &st);
        else if (S_ISDIR(st.st_mode) && depth < DEPTH &&
                 snprintf(deeper, sizeof deeper, "%s%s/", below, entry->d_name) <
                     (int)sizeof deeper) {
            int inner = open_folder(dirfd(dir), entry->d_name);

            if (inner >= 0)
                walk(search, inner, deeper, depth + 1);
        }
    }
    closedir(dir);
}

static void add_place(struct search *search, const char *path, const char *label)
{
    struct import_list *list = search->list;
    struct stat st;
    int fd;

    if (list->place_count == IMPORT_PLACES ||
        (fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        return;
    if (fstat(fd, &st) != 0) {
        close(fd);
        return;
    }
    search->place = list->place_count;
    search->device = st.st_dev;
    text_copy(list->places[search->place].path, IMPORT_NAME_SIZE, path);
    text_copy(list->places[search->place].label, sizeof list->places[0].label, label);
    list->place_count++;
    walk(search, fd, "", 1);
}

/* Sticks are mounted as ROOT/STICK or ROOT/PERSON/STICK. */
static void find_sticks(struct search *search, const char *root, int level)
{
    DIR *dir = opendir(root);
    const struct dirent *entry;
    struct stat above;

    if (!dir)
        return;
    if (fstat(dirfd(dir), &above) != 0) {
        closedir(dir);
        return;
    }
    while ((entry = readdir(dir))) {
        char path[IMPORT_NAME_SIZE];
        struct stat st;

        if (!is_plain(entry->d_name) ||
            fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISDIR(st.st_mode) ||
            snprintf(path, sizeof path, "%s/%s", root, entry->d_name) >= (int)sizeof path)
            continue;
        if (st.st_dev != above.st_dev)
            add_place(search, path, entry->d_name);
        else if (level == 1)
            find_sticks(search, path, 2);
    }
    closedir(dir);
}

static int newest_first(const void *a, const void *b)
{
    const struct import_file *one = a, *other = b;

    if (one->changed != other->changed)
        return one->changed > other->changed ? -1 : 1;
    return strcmp(one->name, other->name);
}

bool import_list_read(struct import_list *list, const char *folder, const char *const *roots,
                      const char *const *endings, struct err *err)
{
    static const char *const usual[] = {"/media", "/run/media", NULL};
    struct search search = {.list = list, .endings = endings};

    memset(list, 0, sizeof *list);
    list->files = calloc(IMPORT_MOST + 1, sizeof *list->files);
    if (!list->files)
        return err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
    add_place(&search, folder, "");
    for (const char *const *root = roots ? roots : usual; *root; root++)
        find_sticks(&search, *root, 1);
    if (list->count > 1)
        qsort(list->files, list->count, sizeof *list->files, newest_first);
    return true;
}

void import_list_clear(struct import_list *list)
{
    free(list->files);
    memset(list, 0, sizeof *list);
}

static int refuse(struct err *err, const char *text, int number)
{
    err_set(err, ERR_INPUT, NULL, text, _("Look whether it is still there, and choose it again."));
    err_detail(err, "import: %s", strerror(number));
    return -1;
}

int import_open(const struct import_place *place, const char *name, struct err *err)
{
    int at = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), next = -1;
    struct stat st;

    while (at >= 0) {
        char part[IMPORT_NAME_SIZE];
        size_t n = strcspn(name, "/");

        if (n == 0 || n >= sizeof part || strncmp(name, "..", n) == 0) {
            errno = EINVAL;
            break;
        }
        memcpy(part, name, n);
        part[n] = '\0';
        /* a pipe that somebody laid there must not hold the program up */
        next = name[n] ? open_folder(at, part)
                       : openat(at, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (next < 0 || !name[n])
            break;
        close(at);
        at = next;
        next = -1;
        name += n + 1;
    }
    if (at >= 0) {
        int number = errno;

        close(at);
        errno = number;
    }
    if (next < 0)
        return refuse(err, _("The file cannot be opened."), errno);
    if (fstat(next, &st) == 0 && S_ISREG(st.st_mode))
        return next;
    close(next);
    return refuse(err, _("This is not a file."), EINVAL);
}
