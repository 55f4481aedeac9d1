/* anxin-sheet take: a file from standard input, its rows to standard output.
 * anxin-sheet book: rows from standard input, a workbook into the file that standard output is.
 * README.md beside this file. It opens no other file, and its exit status says what was wrong. */
#include "config.h"

#include "core/sheet/book.h"
#include "core/sheet/stream.h"
#include "core/sheet/take.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SECONDS = 120, MEMORY_MB = 768, PIECE = 65536 };

/* A file that would keep the processor or fill the memory ends this program, nothing else. */
static void limit_self(void)
{
    struct rlimit cpu = {SECONDS, SECONDS};

    setrlimit(RLIMIT_CPU, &cpu);
#ifndef ANXIN_SANITIZERS /* which map terabytes */
    struct rlimit memory = {(rlim_t)MEMORY_MB << 20, (rlim_t)MEMORY_MB << 20};

    setrlimit(RLIMIT_AS, &memory);
#endif
}

static int say(enum sheet_fault fault, const char *why)
{
    if (fault != SHEET_GOOD)
        fprintf(stderr, "anxin-sheet: %s\n", why);
    return (int)fault;
}

/* ---- take ---- */

/* One byte more than is allowed is enough to know. NULL: no memory. */
static char *read_input(size_t *n)
{
    size_t room = PIECE;
    char *bytes = malloc(room);

    *n = 0;
    while (bytes && *n <= SHEET_FILE_MOST) {
        ssize_t got;

        if (*n == room) {
            char *more = realloc(bytes, room *= 2);

            if (!more) {
                free(bytes);
                return NULL;
            }
            bytes = more;
        }
        got = read(STDIN_FILENO, bytes + *n, room - *n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        *n += (size_t)got;
    }
    return bytes;
}

static bool give_row(void *owner, int64_t number, const struct sheet_cell *cells, size_t n)
{
    (void)owner;
    return stream_put_row(stdout, number, cells, n);
}

static int take(void)
{
    char why[256] = "no memory is left";
    enum sheet_fault fault = SHEET_MEMORY;
    size_t n;
    char *bytes = read_input(&n);

    if (bytes)
        fault = sheet_take(bytes, n, give_row, NULL, why, sizeof why);
    free(bytes);
    if (fault == SHEET_GOOD && (!stream_put(stdout, STREAM_END, "") || fflush(stdout) != 0))
        fault = SHEET_WRITE;
    return say(fault, why);
}

/* ---- book ---- */

struct making {
    struct stream stream;
    struct book *book;
};

static bool make_row(void *owner, int64_t number, const struct sheet_cell *cells, size_t n)
{
    struct making *making = owner;

    (void)number;
    if (!making->book)
        making->book = book_open("/proc/self/fd/1", making->stream.title);
    return making->book && book_row(making->book, cells, n);
}

static int make(void)
{
    struct making *making = calloc(1, sizeof *making);
    char bytes[PIECE], why[256] = "the rows make no sense, or end too early";
    enum sheet_fault fault = SHEET_USAGE;
    ssize_t n;
    bool good = making != NULL;

    if (making)
        making->stream = (struct stream){.row = make_row, .owner = making};
    while (good && (n = read(STDIN_FILENO, bytes, sizeof bytes)) != 0)
        good = n < 0 ? errno == EINTR : stream_take(&making->stream, bytes, (size_t)n);
    if (making && making->book) {
        bool whole = good && making->stream.ended;
        char said[256];

        fault = book_close(&making->book, said, sizeof said);
        if (*said)
            snprintf(why, sizeof why, "%s", said);
        if (fault == SHEET_GOOD && !whole)
            fault = SHEET_USAGE;
    }
    if (making)
        stream_clear(&making->stream);
    free(making);
    return say(fault, why);
}

int main(int argc, char **argv)
{
    limit_self();
    if (argc == 2 && strcmp(argv[1], "take") == 0)
        return take();
    if (argc == 2 && strcmp(argv[1], "book") == 0)
        return make();
    fprintf(stderr, "usage: anxin-sheet take < FILE\n       anxin-sheet book < ROWS > FILE.xlsx\n");
    return SHEET_USAGE;
}
