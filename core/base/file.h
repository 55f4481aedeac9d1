/* Small files read whole and written whole. */
#ifndef ANXIN_BASE_FILE_H
#define ANXIN_BASE_FILE_H

#include "core/base/err.h"

#include <stddef.h>
#include <sys/types.h>

/* Reads all of `path`, at most `limit` bytes, into new memory (the caller frees) with a zero behind
 * it. ERR_INPUT if it is missing, longer or unreadable. */
bool file_read(const char *path, size_t limit, char **bytes, size_t *n, struct err *err);

/* Writes a new file with this mode, whatever the umask, and syncs it; fails if the name exists. */
bool file_create(const char *path, mode_t mode, const void *bytes, size_t n, struct err *err);

/* Writes beside `path`, syncs, and renames over it: a reader sees the old or the new, whole. */
bool file_replace(const char *path, mode_t mode, const void *bytes, size_t n, struct err *err);

/* Makes the folder and those above it that are missing, all with `mode`. */
bool file_make_folder(const char *path, mode_t mode, struct err *err);

#endif
