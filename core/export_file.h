/* One file on its way into the export folder, whatever is in it: a list, a paper, a printed form
 * (SPEC 22.5).
 *
 * Nothing is written outside the folder: callers name a file, never a path. It is written under a
 * hidden name, for its owner alone, and takes its own name only when it is whole and on the disk;
 * a file that has that name already is never written over, the new one gets a number. */
#ifndef ANXIN_CORE_EXPORT_FILE_H
#define ANXIN_CORE_EXPORT_FILE_H

#include "core/base/err.h"

#include <stddef.h>

#define EXPORT_PATH_SIZE 1024

struct export_file {
    int fd; /* to write to; -1: none open */
    int folder_fd;
    char folder[EXPORT_PATH_SIZE];
    char hidden[128];
};

/* The folder: `configured` if not NULL or empty, else $ANXIN_EXPORT, else ~/anxin-export. */
bool export_folder(const char *configured, char *out, size_t size, struct err *err);

/* Makes the folder (0700) when missing and opens a file in it under a hidden name. */
bool export_file_open(struct export_file *file, const char *folder, struct err *err);

bool export_file_write(struct export_file *file, const void *bytes, size_t n, struct err *err);

/* Syncs and names it STEM.ENDING, or STEM-2.ENDING … when that is taken; closes it whatever
 * happens. The stem is the first `stem_size` bytes; slashes, control characters and dots at its
 * beginning go, what is left is cut to 120 bytes, nothing becomes "file". `path` has
 * EXPORT_PATH_SIZE bytes. */
bool export_file_close(struct export_file *file, const char *stem, size_t stem_size,
                       const char *ending, char *path, struct err *err);

/* Throws it away; nothing happens when it is closed already. */
void export_file_abandon(struct export_file *file);

/* How many bytes of a file's name stand before its ending. */
size_t export_file_stem(const char *name);

#endif
