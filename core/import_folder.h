/* Where files may be taken from: the import folder and the memory sticks that are mounted, read
 * only, and nowhere else (SPEC 22.5). Links are neither listed nor followed: a folder on a stick
 * cannot lead out of it. */
#ifndef ANXIN_CORE_IMPORT_FOLDER_H
#define ANXIN_CORE_IMPORT_FOLDER_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IMPORT_PLACES = 8, IMPORT_MOST = 500, IMPORT_NAME_SIZE = 512 };

struct import_place {
    char path[IMPORT_NAME_SIZE];
    char label[64]; /* a stick's name; "" for the import folder */
};

struct import_file {
    int place;
    char name[IMPORT_NAME_SIZE]; /* below the place: "DCIM/0001.jpg" */
    int64_t size;
    int64_t changed; /* microseconds, as app_moment takes it */
};

struct import_list {
    struct import_place places[IMPORT_PLACES];
    int place_count;
    struct import_file *files; /* the newest first */
    size_t count;
    bool more; /* there are more than IMPORT_MOST */
};

/* Lists the files with one of these endings ("jpg", NULL at the end; letters of either case) in
 * `folder` and on sticks below `roots` (NULL: /media and /run/media), three folders deep. A folder
 * that is missing is an empty one. False: no memory is left. */
bool import_list_read(struct import_list *list, const char *folder, const char *const *roots,
                      const char *const *endings, struct err *err);
void import_list_clear(struct import_list *list);

/* Opens a listed file for reading: every folder on the way and the file itself must be what they
 * seem, no links. Returns the descriptor, or -1 and err. */
int import_open(const struct import_place *place, const char *name, struct err *err);

#endif
