/* The program's own log: what only an operator needs to read.
 *
 * One line per entry: time (UTC, milliseconds), level, area, message. A reference code ties what
 * the user sees ("reference K7F3QX") to the line with the details. Entries are appended in one
 * write each, so that several threads and processes may share a file. Nothing personal is
 * written: callers name keys, never values; as a net below that, a number of eight digits or
 * more standing alone (phone, identity or card number) is replaced by its length. */
#ifndef ANXIN_BASE_LOG_H
#define ANXIN_BASE_LOG_H

#include "core/base/err.h"

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG,
};

#define LOG_REFERENCE_SIZE 7 /* six characters and the terminating zero */

struct log;

/* Opens or creates `path` (mode 0600, appended to) and writes entries up to `level`. A file that
 * has grown over 8 MiB is first renamed to `path`.old, in place of the one before. Returns NULL
 * and fills `err` if it cannot be written; the program goes on without a log. */
struct log *log_open(const char *path, enum log_level level, struct err *err);
void log_close(struct log **log);

/* Writes one entry. `log` may be NULL: then nothing happens. `area` is a short word: "db",
 * "drivers". */
void log_write(struct log *log, enum log_level level, const char *area, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Logs an error with its code, field, SQLSTATE and detail, and puts the reference code to show to
 * the user in `reference`. Makes a code even without a log. */
void log_err(struct log *log, const char *area, const struct err *err,
             char reference[LOG_REFERENCE_SIZE]);

/* "error", "warning", …; and back: false if `word` is none. */
const char *log_level_name(enum log_level level);
bool log_level_parse(const char *word, enum log_level *level);

#endif
