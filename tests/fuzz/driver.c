/* Stands in for libFuzzer's main where that is not linked in: gives a fuzzer the inputs of files
 * and folders, then a fixed number of mutations of them, the same ones every time. An input that
 * brings it down is kept. Of libFuzzer's arguments only -artifact_prefix=PREFIX is heeded. */
#include "config.h"

#include "core/base/file.h"
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define MUTATIONS 20000
#define INPUT_MAX 4096
#define CORPUS_MAX 1024
#define SECONDS_MAX 120 /* a hang is stopped, and its input kept */

struct input {
    uint8_t *bytes;
    size_t n;
};

struct corpus {
    struct input input[CORPUS_MAX];
    size_t count;
};

/* The input being eaten and where to keep it, for the signal handler. */
static struct {
    const uint8_t *bytes;
    size_t n;
    char path[PATH_MAX];
} current;

static uint64_t random_state = 0x9E3779B97F4A7C15u;

/* xorshift64*: the same numbers everywhere. */
static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * 0x2545F4914F6CDD1Du) >> 32) % limit;
}

static void keep_input(int number)
{
    int fd = open(current.path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if (fd >= 0) {
        ssize_t done = write(fd, current.bytes, current.n);

        (void)done;
        close(fd);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static void feed(const uint8_t *bytes, size_t n)
{
    /* Exactly as large as the input, so that the sanitizers see a read behind it. */
    uint8_t *copy = malloc(n ? n : 1);

    fuzz_require(copy);
    if (n > 0)
        memcpy(copy, bytes, n);
    current.bytes = copy;
    current.n = n;
    LLVMFuzzerTestOneInput(copy, n);
    free(copy);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void load_file(struct corpus *corpus, const char *path)
{
    struct input *input = &corpus->input[corpus->count];
    struct err err;
    char *bytes;

    fuzz_require(corpus->count < CORPUS_MAX);
    if (!file_read(path, INPUT_MAX, &bytes, &input->n, &err)) {
        fprintf(stderr, "%s\n", err.detail);
        exit(1);
    }
    input->bytes = (uint8_t *)bytes;
    corpus->count++;
}

static void load(struct corpus *corpus, const char *path)
{
    struct dirent **entries = NULL;
    int found = scandir(path, &entries, is_input, by_name);

    if (found < 0)
        load_file(corpus, path);
    for (int i = 0; i < found; i++) {
        char inside[PATH_MAX];

        snprintf(inside, sizeof inside, "%s/%s", path, entries[i]->d_name);
        load_file(corpus, inside);
        free(entries[i]);
    }
    free(entries);
}

static size_t insert(uint8_t *bytes, size_t n, size_t at, const void *more, size_t count)
{
    if (n + count > INPUT_MAX)
        return n;
    memmove(bytes + at + count, bytes + at, n - at);
    memcpy(bytes + at, more, count);
    return n + count;
}

/* Pieces that parsers treat in a special way. */
static size_t insert_piece(uint8_t *bytes, size_t n, size_t at)
{
    static const char *const pieces[] = {
        "\xC2\xB7",
        "\xE3\x80\x80",
        "\xEF\xBC\x91",
        "\xF0\xA0\xAE\xB7",
        "\xE8\x89",
        "\xCC\x81",
        "\"",
        "=",
        "-",
        "X",
        "99999999",
        "\r\n",
        "\xFF\xFF",
        "\xAA\xAA\xAA\x96\x69",
    };
    static const uint8_t zeros[8];
    uint32_t choice = random_below(sizeof pieces / sizeof pieces[0] + 1);

    if (choice == sizeof pieces / sizeof pieces[0])
        return insert(bytes, n, at, zeros, 1 + random_below(sizeof zeros));
    return insert(bytes, n, at, pieces[choice], strlen(pieces[choice]));
}

static size_t mutate_once(uint8_t *bytes, size_t n, const struct input *other)
{
    size_t at = n > 0 ? random_below((uint32_t)n) : 0;
    uint8_t byte = (uint8_t)random_below(256);

    switch (random_below(6)) {
    case 0: /* another byte */
        if (n > 0)
            bytes[at] = byte;
        return n;
    case 1: /* one bit */
        if (n > 0)
            bytes[at] ^= (uint8_t)(1u << random_below(8));
        return n;
    case 2: /* one byte more */
        return insert(bytes, n, at, &byte, 1);
    case 3: { /* some bytes less */
        size_t count = n > 0 ? 1 + random_below((uint32_t)(n - at < 16 ? n - at : 16)) : 0;

        memmove(bytes + at, bytes + at + count, n - at - count);
        return n - count;
    }
    case 4:
        return insert_piece(bytes, n, at);
    default: { /* a stretch of another input */
        size_t from = other->n > 0 ? random_below((uint32_t)other->n) : 0;
        size_t count = other->n > from ? 1 + random_below((uint32_t)(other->n - from)) : 0;

        return insert(bytes, n, at, other->bytes + from, count);
    }
    }
}

static void feed_mutations(const struct corpus *corpus)
{
    static uint8_t bytes[INPUT_MAX];
    uint32_t count = (uint32_t)corpus->count;

    for (int i = 0; i < MUTATIONS; i++) {
        const struct input *first = &corpus->input[random_below(count)];
        const struct input *second = &corpus->input[random_below(count)];
        uint32_t times = 1 + random_below(6);
        size_t n = first->n;

        if (n > 0)
            memcpy(bytes, first->bytes, n);
        while (times-- > 0)
            n = mutate_once(bytes, n, second);
        feed(bytes, n);
    }
}

int main(int argc, char **argv)
{
    static const char prefix[] = "-artifact_prefix=";
    static struct corpus corpus;

    snprintf(current.path, sizeof current.path, "crash-input");
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], prefix, sizeof prefix - 1) == 0)
            snprintf(current.path, sizeof current.path, "%.256scrash-input",
                     argv[i] + sizeof prefix - 1);
        else if (argv[i][0] != '-')
            load(&corpus, argv[i]);
    }
    if (corpus.count == 0) {
        fprintf(stderr, "no inputs\n");
        return 1;
    }
    signal(SIGABRT, keep_input);
    signal(SIGSEGV, keep_input);
    signal(SIGALRM, keep_input);
    alarm(SECONDS_MAX);
    feed((const uint8_t *)"", 0);
    for (size_t i = 0; i < corpus.count; i++)
        feed(corpus.input[i].bytes, corpus.input[i].n);
    feed_mutations(&corpus);
    fprintf(stderr, "%zu inputs, %d mutations\n", corpus.count, MUTATIONS);
    for (size_t i = 0; i < corpus.count; i++)
        free(corpus.input[i].bytes);
    return 0;
}
