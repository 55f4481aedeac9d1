#include "config.h"

#include "tests/screen/snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool path_of(const char *name, char *path, size_t size)
{
    const char *top = getenv("TOP_SRCDIR");

    return snprintf(path, size, "%s/tests/screen/snapshots/%s.txt", top ? top : ".", name) <
           (int)size;
}

static bool write_it(const char *path, const char *text)
{
    char folder[1024];
    char *slash;
    FILE *file;
    bool good;

    snprintf(folder, sizeof folder, "%s", path);
    slash = strrchr(folder, '/');
    *slash = '\0';
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return false;
    file = fopen(path, "w");
    good = file && fputs(text, file) >= 0;
    if (file && fclose(file) != 0)
        good = false;
    return good;
}

void snapshot_print(const char *mark, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");

        fprintf(stderr, "# %s|%.*s\n", mark, (int)n, text);
        text += n + (text[n] == '\n');
    }
}

bool snapshot_matches(const char *name, const char *text)
{
    const char *mode = getenv("ANXIN_SNAPSHOTS");
    char path[1024], wanted[65536] = "";
    size_t n = 0;
    FILE *file;

    if (!text || !path_of(name, path, sizeof path))
        return false;
    if (mode && strcmp(mode, "update") == 0)
        return write_it(path, text);
    file = fopen(path, "r");
    if (file) {
        n = fread(wanted, 1, sizeof wanted - 1, file);
        fclose(file);
    }
    wanted[n] = '\0';
    if (file && strcmp(wanted, text) == 0)
        return true;
    fprintf(stderr, "# %s: %s\n", path, file ? "the screen is another" : "no such snapshot");
    snapshot_print("wanted", wanted);
    snapshot_print("  have", text);
    return false;
}
