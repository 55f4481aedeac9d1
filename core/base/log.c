#include "config.h"

#include "core/base/log.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SIZE_LIMIT (8 << 20)
#define LINE_SIZE 2048
#define PERSONAL_DIGITS 8

struct log {
    int fd;
    enum log_level level;
};

static const char *const level_names[] = {"error", "warning", "info", "debug"};

const char *log_level_name(enum log_level level)
{
    return level_names[level];
}

bool log_level_parse(const char *word, enum log_level *level)
{
    for (int i = LOG_LEVEL_ERROR; i <= LOG_LEVEL_DEBUG; i++) {
        if (strcmp(word, level_names[i]) == 0) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

static void put_aside_if_long(const char *path)
{
    char old[PATH_MAX];
    struct stat about;

    if (lstat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > SIZE_LIMIT &&
        snprintf(old, sizeof old, "%s.old", path) < (int)sizeof old)
        rename(path, old);
}

struct log *log_open(const char *path, enum log_level level, struct err *err)
{
    struct log *log;
    int fd;

    put_aside_if_long(path);
    fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
    log = fd >= 0 ? malloc(sizeof *log) : NULL;
    if (!log) {
        err_set(err, ERR_INPUT, NULL, _("The log file cannot be written."), NULL);
        err_detail(err, "open %s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    log->fd = fd;
    log->level = level;
    return log;
}

void log_close(struct log **log)
{
    if (!*log)
        return;
    close((*log)->fd);
    free(*log);
    *log = NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Bytes of the number a word at `s` is (up to three capitals, digits, perhaps an X); 0 if it is
 * none, or too short to be anybody's. */
static size_t personal_number(const char *s)
{
    size_t letters = 0;
    size_t n;

    while (letters < 3 && s[letters] >= 'A' && s[letters] <= 'Z')
        letters++;
    for (n = letters; is_digit(s[n]);)
        n++;
    if (n - letters < PERSONAL_DIGITS)
        return 0;
    if (s[n] == 'X' || s[n] == 'x')
        n++;
    return is_word(s[n]) ? 0 : n;
}

/* One line, without numbers of people, without anything a terminal or another program would act
 * on. Full-width digits are seen through. */
static void clean(char *to, size_t size, const char *message)
{
    char folded[LINE_SIZE];
    const char *at = folded;
    size_t used = 0;
    bool in_word = false;

    text_fold_ascii(folded, sizeof folded, message);
    while (*at && used + 32 < size) {
        size_t number = in_word ? 0 : personal_number(at);
        uint32_t code;

        if (number > 0) {
            used += (size_t)snprintf(to + used, size - used, "<%zu digits>", number);
            at += number;
            continue;
        }
        in_word = is_word(*at);
        text_next(&at, &code);
        if (code == '\n')
            used += (size_t)snprintf(to + used, size - used, "\\n");
        else if (code != '?' && text_shown(code) == '?')
            used += (size_t)snprintf(to + used, size - used, "\\u%04X", (unsigned)code);
        else
            used += text_put(to + used, code);
    }
    to[used] = '\0';
}

static void write_entry(const struct log *log, enum log_level level, const char *area,
                        const char *message)
{
    char line[LINE_SIZE];
    char text[LINE_SIZE - 128];
    struct timespec now;
    struct tm utc;
    int n;

    clean(text, sizeof text, message);
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    n = snprintf(line, sizeof line, "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ %ld %s %.32s: %s\n",
                 utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
                 utc.tm_sec, now.tv_nsec / 1000000, (long)getpid(), level_names[level], area, text);
    if (n > 0 && n < (int)sizeof line) {
        /* One write, so that lines of several processes do not mix; a full disk is no reason to
         * stop the program. */
        ssize_t done = write(log->fd, line, (size_t)n);

        (void)done;
    }
}

void log_write(struct log *log, enum log_level level, const char *area, const char *format, ...)
{
    char message[LINE_SIZE];
    va_list args;

    if (!log || level > log->level)
        return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    write_entry(log, level, area, message);
}

static void make_reference(char to[LOG_REFERENCE_SIZE])
{
    /* No I, O, 0, 1: it is read out over the telephone. */
    static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    for (int i = 0; i < LOG_REFERENCE_SIZE - 1; i++)
        to[i] = alphabet[randombytes_uniform(sizeof alphabet - 1)];
    to[LOG_REFERENCE_SIZE - 1] = '\0';
}

void log_err(struct log *log, const char *area, const struct err *err,
             char reference[LOG_REFERENCE_SIZE])
{
    static const char *const codes[] = {"none",    "input",  "conflict", "denied",
                                        "offline", "device", "bug"};
    char made[LOG_REFERENCE_SIZE];

    make_reference(made);
    log_write(log, LOG_LEVEL_ERROR, area, "[%s] %s%s%s%s%s: %s; %s", made, codes[err->code],
              err->field[0] ? " field " : "", err->field, err->sqlstate[0] ? " sqlstate " : "",
              err->sqlstate, err->text, err->detail);
    if (reference)
        memcpy(reference, made, sizeof made);
}
