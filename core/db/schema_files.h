/* The files of schema/: found, read, digested. */
#ifndef ANXIN_DB_SCHEMA_FILES_H
#define ANXIN_DB_SCHEMA_FILES_H

#include "core/base/digest.h"
#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct schema_file {
    char name[128]; /* "api/worker.sql" */
    char *text;
    size_t size;
    char sha256[DIGEST_SIZE];
};

struct schema_files {
    struct schema_file *file;
    size_t count;
};

/* The folder: $ANXIN_SCHEMA, else the installed one. */
const char *schema_folder(void);

/* Reads every file of schema/`part` whose name ends in `suffix`, sorted by name. The files are
 * empty (and it is no error) when `part` has none; ERR_INPUT when the folder is missing. */
bool schema_files_read(struct schema_files *files, const char *part, const char *suffix,
                       struct err *err);
void schema_files_clear(struct schema_files *files);

/* The file's own name without the folder. */
const char *schema_file_base(const struct schema_file *file);

/* The value of a header line "-- key: value" among the comment lines a file begins with; false
 * when it has none. */
bool schema_file_header(const struct schema_file *file, const char *key, char *to, size_t size);

/* A digest of the whole folder's names, sizes and times: as long as it stays, nothing has to be
 * read again. False when the folder cannot be listed. */
bool schema_stamp(char to[DIGEST_SIZE], struct err *err);

#endif
