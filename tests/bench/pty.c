/* Runs a full-screen program on a pseudo-terminal and measures what it writes there.
 *
 *   pty [--size COLSxROWS] [--quiet MS] STEP... -- COMMAND [ARGUMENT...]
 *
 * Steps, in order (each prints one line "LABEL<tab>…" where it has a label):
 *   wait TEXT            until the screen shows TEXT (30 s at most, then the screen is printed)
 *   settle               until nothing was written for the quiet time
 *   type TEXT            types it; \t \r \e \\ as in C
 *   slow MS TEXT         types it, one key every MS milliseconds
 *   key NAME[*N]         presses a key: up down left right pgup pgdn home end enter esc tab f1…f12
 *   measure LABEL NAME[*N]  presses it N times; bytes and milliseconds of each answer
 *   echo LABEL NAME[*N]  presses it N times, one each 50 ms; milliseconds to the first byte
 *   first LABEL          bytes and milliseconds since the program's start (or since `clock`)
 *   clock                time and bytes are counted from here
 *   lap LABEL            milliseconds since `clock`, with nothing waited for
 *   memory LABEL         the program's own memory: resident and proportional, KiB
 *   until FILE           until the file exists (30 s at most)
 *   run COMMAND          starts a shell command beside it and goes on
 *   show                 prints the screen
 *
 * Output is parsed by libvterm, which also answers what the program asks its terminal. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum { WAIT_LIMIT_MS = 30000, MOST_PRESSES = 512 };

struct bench {
    VTerm *term;
    VTermScreen *screen;
    int master;
    pid_t pid;
    int cols, rows;
    int quiet_ms;
    double clock;   /* ms, when counting began */
    long bytes;     /* written since then */
    double last_at; /* ms, when the last of them came */
    bool gone;
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t wrote = write(fd, bytes, n);
        if (wrote < 0 && errno != EINTR)
            return;
        if (wrote > 0) {
            bytes += wrote;
            n -= (size_t)wrote;
        }
    }
}

static void to_program(const char *bytes, size_t n, void *user)
{
    const struct bench *b = user;
    write_all(b->master, bytes, n);
}

/* Reads what comes within `ms`; false when nothing did. */
static bool read_some(struct bench *b, double ms)
{
    struct pollfd p = {.fd = b->master, .events = POLLIN};
    if (ms < 0)
        ms = 0;
    if (b->gone || poll(&p, 1, (int)(ms + 0.999)) <= 0)
        return false;
    char buffer[65536];
    ssize_t n = read(b->master, buffer, sizeof buffer);
    if (n <= 0) {
        b->gone = n == 0 || errno != EINTR;
        return false;
    }
    b->last_at = now_ms();
    b->bytes += n;
    vterm_input_write(b->term, buffer, (size_t)n);
    return true;
}

static void settle(struct bench *b, double limit_ms)
{
    double end = now_ms() + limit_ms;
    while (!b->gone && now_ms() < end && read_some(b, b->quiet_ms))
        continue;
}

static char *screen_text(const struct bench *b)
{
    size_t size = (size_t)b->rows * ((size_t)b->cols * 4 + 1) + 1;
    char *text = calloc(1, size);
    if (text == NULL)
        abort();
    size_t at = 0;
    for (int row = 0; row < b->rows; row++) {
        VTermRect line = {.start_row = row, .end_row = row + 1, .start_col = 0, .end_col = b->cols};
        at += vterm_screen_get_text(b->screen, text + at, size - at - 1, line);
        text[at++] = '\n';
    }
    return text;
}

static bool shows(const struct bench *b, const char *wanted)
{
    char *text = screen_text(b);
    bool found = strstr(text, wanted) != NULL;
    free(text);
    return found;
}

static void print_screen(const struct bench *b, FILE *out)
{
    char *text = screen_text(b);
    fprintf(out, "%s\n", text);
    free(text);
}

static bool wait_for(struct bench *b, const char *wanted)
{
    double end = now_ms() + WAIT_LIMIT_MS;
    while (!shows(b, wanted)) {
        if (b->gone || now_ms() > end) {
            fprintf(stderr, "pty: the screen never showed \"%s\":\n", wanted);
            print_screen(b, stderr);
            return false;
        }
        read_some(b, 50);
    }
    return true;
}

static bool wait_file(struct bench *b, const char *path)
{
    double end = now_ms() + WAIT_LIMIT_MS;
    while (access(path, F_OK) != 0 && now_ms() < end)
        read_some(b, 10);
    return access(path, F_OK) == 0;
}

static bool press(struct bench *b, const char *name)
{
    static const struct {
        const char *name;
        VTermKey key;
    } keys[] = {
        {"up", VTERM_KEY_UP},       {"down", VTERM_KEY_DOWN},     {"left", VTERM_KEY_LEFT},
        {"right", VTERM_KEY_RIGHT}, {"pgup", VTERM_KEY_PAGEUP},   {"pgdn", VTERM_KEY_PAGEDOWN},
        {"home", VTERM_KEY_HOME},   {"end", VTERM_KEY_END},       {"enter", VTERM_KEY_ENTER},
        {"esc", VTERM_KEY_ESCAPE},  {"back", VTERM_KEY_BACKSPACE}};
    if (strcmp(name, "tab") == 0) {
        write_all(b->master, "\t", 1);
        return true;
    }
    if (name[0] == 'f' && name[1] >= '1' && name[1] <= '9') {
        vterm_keyboard_key(b->term, (VTermKey)VTERM_KEY_FUNCTION(strtol(name + 1, NULL, 10)),
                           VTERM_MOD_NONE);
        return true;
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(name, keys[i].name) == 0) {
            vterm_keyboard_key(b->term, keys[i].key, VTERM_MOD_NONE);
            return true;
        }
    write_all(b->master, name, strlen(name));
    return name[0] != '\0';
}

/* Splits NAME*N; N is 1 where it is left out. */
static int repeat_count(const char *spec, char *name, size_t size)
{
    const char *star = strrchr(spec, '*');
    size_t length = star != NULL && star != spec ? (size_t)(star - spec) : strlen(spec);
    if (length >= size)
        length = size - 1;
    memcpy(name, spec, length);
    name[length] = '\0';
    int count = star != NULL && star != spec ? (int)strtol(star + 1, NULL, 10) : 1;
    return count < 1 ? 1 : count > MOST_PRESSES ? MOST_PRESSES : count;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* LABEL, presses, then bytes min median max last, then ms to the last byte: median p99 max. */
static bool measure(struct bench *b, const char *label, const char *spec)
{
    char name[64];
    double bytes[MOST_PRESSES], ms[MOST_PRESSES];
    int n = repeat_count(spec, name, sizeof name);
    double last = 0;
    for (int i = 0; i < n; i++) {
        settle(b, 2000);
        b->bytes = 0;
        double pressed = now_ms();
        b->last_at = pressed;
        if (!press(b, name))
            return false;
        double first = -1;
        double end = pressed + 5000;
        while (now_ms() < end && read_some(b, first < 0 ? 1000 : b->quiet_ms))
            if (first < 0)
                first = b->last_at;
        bytes[i] = last = (double)b->bytes;
        ms[i] = b->last_at - pressed;
    }
    qsort(bytes, (size_t)n, sizeof *bytes, by_size);
    qsort(ms, (size_t)n, sizeof *ms, by_size);
    printf("%s\t%d\t%.0f\t%.0f\t%.0f\t%.0f\t%.2f\t%.2f\t%.2f\n", label, n, bytes[0], bytes[n / 2],
           bytes[n - 1], last, ms[n / 2], ms[(n * 99) / 100], ms[n - 1]);
    return true;
}

/* LABEL, presses, then ms to the first byte: median p99 max. The program may be writing anyway. */
static bool echo(struct bench *b, const char *label, const char *spec)
{
    char name[64];
    double ms[MOST_PRESSES];
    int n = repeat_count(spec, name, sizeof name);
    for (int i = 0; i < n; i++) {
        double end = now_ms() + 50;
        while (now_ms() < end)
            read_some(b, end - now_ms());
        double pressed = now_ms();
        if (!press(b, name))
            return false;
        ms[i] = read_some(b, 5000) ? b->last_at - pressed : 5000;
    }
    qsort(ms, (size_t)n, sizeof *ms, by_size);
    printf("%s\t%d\t%.2f\t%.2f\t%.2f\n", label, n, ms[n / 2], ms[(n * 99) / 100], ms[n - 1]);
    return true;
}

static void type_keys(struct bench *b, const char *text, long pace_ms)
{
    for (const char *at = text; *at != '\0'; at++) {
        char c = *at;
        if (c == '\\' && at[1] != '\0') {
            c = *++at;
            c = c == 't' ? '\t' : c == 'r' ? '\r' : c == 'e' ? '\033' : c;
        }
        write_all(b->master, &c, 1);
        bool inside = (at[1] & 0xC0) == 0x80; /* a UTF-8 sequence is one key */
        double end = now_ms() + (inside ? 0 : (double)pace_ms);
        while (now_ms() < end)
            read_some(b, end - now_ms());
    }
}

static void memory(const struct bench *b, const char *label)
{
    char path[64], line[256];
    long rss = 0, pss = 0;
    snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", (long)b->pid);
    FILE *in = fopen(path, "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL) {
        if (strncmp(line, "Rss:", 4) == 0)
            rss = strtol(line + 4, NULL, 10);
        if (strncmp(line, "Pss:", 4) == 0)
            pss = strtol(line + 4, NULL, 10);
    }
    if (in != NULL)
        fclose(in);
    printf("%s\t%ld\t%ld\n", label, rss, pss);
}

static void run_beside(const char *command)
{
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
}

static void restart_clock(struct bench *b)
{
    b->clock = now_ms();
    b->bytes = 0;
    b->last_at = b->clock;
}

/* One step with its arguments at *at; moves *at past them. False ends the run. */
static bool step(struct bench *b, char **args, int n, int *at)
{
    const char *verb = args[(*at)++];
    const char *one = *at < n ? args[*at] : "";
    const char *two = *at + 1 < n ? args[*at + 1] : "";
    if (strcmp(verb, "settle") == 0)
        return settle(b, 10000), true;
    if (strcmp(verb, "clock") == 0)
        return restart_clock(b), true;
    if (strcmp(verb, "show") == 0)
        return print_screen(b, stdout), true;
    (*at)++;
    if (strcmp(verb, "wait") == 0)
        return wait_for(b, one);
    if (strcmp(verb, "until") == 0)
        return wait_file(b, one);
    if (strcmp(verb, "type") == 0)
        return type_keys(b, one, 0), true;
    if (strcmp(verb, "memory") == 0)
        return memory(b, one), true;
    if (strcmp(verb, "run") == 0)
        return run_beside(one), true;
    if (strcmp(verb, "lap") == 0)
        return printf("%s\t%.1f\n", one, now_ms() - b->clock) > 0;
    if (strcmp(verb, "first") == 0) {
        settle(b, 10000);
        return printf("%s\t%ld\t%.1f\n", one, b->bytes, b->last_at - b->clock) > 0;
    }
    if (strcmp(verb, "key") == 0) {
        char name[64];
        for (int left = repeat_count(one, name, sizeof name); left > 0; left--) {
            press(b, name);
            settle(b, 2000);
        }
        return true;
    }
    (*at)++;
    if (strcmp(verb, "measure") == 0)
        return measure(b, one, two);
    if (strcmp(verb, "echo") == 0)
        return echo(b, one, two);
    if (strcmp(verb, "slow") == 0)
        return type_keys(b, two, strtol(one, NULL, 10)), true;
    fprintf(stderr, "pty: no step is called %s\n", verb);
    return false;
}

static bool start(struct bench *b, char **command)
{
    struct winsize size = {.ws_row = (unsigned short)b->rows, .ws_col = (unsigned short)b->cols};
    b->term = vterm_new(b->rows, b->cols);
    vterm_set_utf8(b->term, 1);
    vterm_output_set_callback(b->term, to_program, b);
    b->screen = vterm_obtain_screen(b->term);
    vterm_screen_reset(b->screen, 1);
    restart_clock(b);
    b->pid = forkpty(&b->master, NULL, NULL, &size);
    if (b->pid == 0) {
        execvp(command[0], command);
        _exit(127);
    }
    return b->pid > 0;
}

static void stop(struct bench *b)
{
    kill(b->pid, SIGHUP);
    double end = now_ms() + 10000;
    while (waitpid(b->pid, NULL, WNOHANG) == 0) {
        if (now_ms() > end)
            kill(b->pid, SIGKILL);
        read_some(b, 20);
    }
    vterm_free(b->term);
}

int main(int argc, char **argv)
{
    struct bench b = {.cols = 80, .rows = 24, .quiet_ms = 80};
    int at = 1, end = 1;
    while (end < argc && strcmp(argv[end], "--") != 0)
        end++;
    for (; at + 1 < end && strncmp(argv[at], "--", 2) == 0; at += 2) {
        if (strcmp(argv[at], "--size") == 0)
            sscanf(argv[at + 1], "%dx%d", &b.cols, &b.rows);
        if (strcmp(argv[at], "--quiet") == 0)
            b.quiet_ms = (int)strtol(argv[at + 1], NULL, 10);
    }
    if (end + 1 >= argc || b.cols < 1 || b.rows < 1) {
        fprintf(stderr, "usage: pty [--size COLSxROWS] [--quiet MS] STEP... -- COMMAND...\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    if (!start(&b, argv + end + 1))
        return 1;
    bool good = true;
    while (good && at < end)
        good = step(&b, argv, end, &at);
    fflush(stdout);
    stop(&b);
    return good ? 0 : 1;
}
