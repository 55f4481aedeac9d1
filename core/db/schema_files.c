#include "config.h"

#include "core/db/schema_files.h"

#include "core/base/file.h"
#include "core/base/i18n.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX_BYTES (32u << 20)

static const char *const PARTS[] = {"init", "migrations", "seed", "api", "demo"};

const char *schema_folder(void)
{
    const char *said = getenv("ANXIN_SCHEMA");

    return said && said[0] ? said : PKGDATADIR "/schema";
}

static bool is_wanted(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);

    return name[0] != '.' && n > m && strcmp(name + n - m, suffix) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct schema_file *)a)->name, ((const struct schema_file *)b)->name);
}

static bool missing(const char *path, struct err *err)
{
    char text[256];

    snprintf(text, sizeof text, _("The schema's files cannot be read: %s: %s"), path,
             strerror(errno));
    return err_set(err, ERR_INPUT, NULL, text, _("Install anxin again, or set ANXIN_SCHEMA."));
}

static bool add_file(struct schema_files *files, const char *part, const char *name,
                     struct err *err)
{
    char path[1024];
    struct schema_file *more, *file;

    more = realloc(files->file, (files->count + 1) * sizeof *more);
    if (!more)
        return err_set(err, ERR_BUG, NULL, _("No memory is left."), NULL);
    files->file = more;
    file = &more[files->count];
    memset(file, 0, sizeof *file);
    snprintf(path, sizeof path, "%s/%s/%s", schema_folder(), part, name);
    if (snprintf(file->name, sizeof file->name, "%s/%s", part, name) >= (int)sizeof file->name) {
        errno = ENAMETOOLONG;
        return missing(path, err);
    }
    if (!file_read(path, FILE_MAX_BYTES, &file->text, &file->size, err))
        return false;
    digest_of(file->text, file->size, file->sha256);
    files->count++;
    return true;
}

bool schema_files_read(struct schema_files *files, const char *part, const char *suffix,
                       struct err *err)
{
    char path[1024];
    const struct dirent *entry;
    bool ok = true;
    DIR *folder;

    memset(files, 0, sizeof *files);
    snprintf(path, sizeof path, "%s/%s", schema_folder(), part);
    folder = opendir(path);
    if (!folder)
        return missing(path, err);
    while (ok && (entry = readdir(folder)))
        if (is_wanted(entry->d_name, suffix))
            ok = add_file(files, part, entry->d_name, err);
    closedir(folder);
    if (!ok)
        schema_files_clear(files);
    else if (files->count > 0)
        qsort(files->file, files->count, sizeof *files->file, by_name);
    return ok;
}

void schema_files_clear(struct schema_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->file[i].text);
    free(files->file);
    memset(files, 0, sizeof *files);
}

const char *schema_file_base(const struct schema_file *file)
{
    const char *slash = strrchr(file->name, '/');

    return slash ? slash + 1 : file->name;
}

bool schema_file_header(const struct schema_file *file, const char *key, char *to, size_t size)
{
    const char *line = file->text;
    size_t n = strlen(key);

    while (strncmp(line, "--", 2) == 0) {
        const char *word = line + 2 + strspn(line + 2, " \t");
        size_t end = strcspn(line, "\n");
        if (strncmp(word, key, n) == 0 && word[n] == ':') {
            const char *value = word + n + 1;
            value += strspn(value, " \t");
            size_t length = (size_t)(line + end - value);
            while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\r'))
                length--;
            if (length >= size)
                return false;
            memcpy(to, value, length);
            to[length] = '\0';
            return true;
        }
        if (line[end] == '\0')
            break;
        line += end + 1;
    }
    return false;
}

/* readdir's order is no order: each entry is digested alone and the digests are added up. */
static void add_entry(const char *part, const char *name, const struct stat *st,
                      unsigned char sum[64])
{
    char text[512], hex[DIGEST_SIZE];
    unsigned carry = 0;

    snprintf(text, sizeof text, "%s/%s %lld %lld.%09ld", part, name, (long long)st->st_size,
             (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
    digest_of(text, strlen(text), hex);
    for (int i = 0; i < 64; i++) {
        carry += sum[i] + (unsigned char)hex[i];
        sum[i] = (unsigned char)carry;
        carry >>= 8;
    }
}

bool schema_stamp(char to[DIGEST_SIZE], struct err *err)
{
    unsigned char sum[64] = {0};
    char path[1024];
    struct stat st;

    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        const struct dirent *entry;
        DIR *folder;
        snprintf(path, sizeof path, "%s/%s", schema_folder(), PARTS[i]);
        folder = opendir(path);
        if (!folder)
            return missing(path, err);
        while ((entry = readdir(folder)))
            if (entry->d_name[0] != '.' && fstatat(dirfd(folder), entry->d_name, &st, 0) == 0)
                add_entry(PARTS[i], entry->d_name, &st, sum);
        closedir(folder);
    }
    digest_of(sum, sizeof sum, to);
    return true;
}
