#include "config.h"

#include "tests/screen/pty.h"

#include "core/base/text.h"
#include "tests/screen/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, QUIET_MS = 150 };

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int property(VTermProp name, VTermValue *value, void *owner)
{
    struct pty *pty = owner;

    if (name == VTERM_PROP_CURSORVISIBLE)
        pty->cursor_shown = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = property};

void pty_open(struct pty *pty, int rows, int cols, const char *const *environment,
              const char *const *argv)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    memset(pty, 0, sizeof *pty);
    pty->rows = rows;
    pty->cols = cols;
    pty->child = forkpty(&pty->master, NULL, NULL, &size);
    if (pty->child == 0) {
        unsetenv("LINES");
        unsetenv("COLUMNS");
        for (; *environment; environment++)
            putenv((char *)(uintptr_t)*environment);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    if (pty->child < 0) {
        fprintf(stderr, "forkpty: %s\n", strerror(errno));
        exit(99);
    }
    fcntl(pty->master, F_SETFL, O_NONBLOCK);
    pty->vt = vterm_new(rows, cols);
    vterm_set_utf8(pty->vt, 1);
    pty->screen = vterm_obtain_screen(pty->vt);
    vterm_screen_enable_altscreen(pty->screen, 1);
    vterm_screen_set_callbacks(pty->screen, &callbacks, pty);
    vterm_screen_reset(pty->screen, 1);
}

/* ---- another character set ---- */

void pty_charset(struct pty *pty, const char *name)
{
    pty->in = iconv_open("UTF-8", name);
    pty->out = iconv_open(name, "UTF-8");
    if (pty->in == (iconv_t)-1 || pty->out == (iconv_t)-1) {
        fprintf(stderr, "iconv_open %s: %s\n", name, strerror(errno));
        exit(99);
    }
}

bool pty_locale(const char *charset, char *locpath, char *locale)
{
    const char *top = getenv("TOP_BUILDDIR");
    char path[1200];
    struct stat seen;

    snprintf(locpath, 1100, "LOCPATH=%s/tests/screen/locales", top ? top : ".");
    snprintf(locale, 1100, "LC_ALL=zh_CN.%s", charset);
    snprintf(path, sizeof path, "%s/zh_CN.%s/LC_CTYPE", strchr(locpath, '=') + 1, charset);
    if (stat(path, &seen) == 0)
        return true;
    fprintf(stderr, "# no locale zh_CN.%s could be made here\n", charset);
    return false;
}

char *pty_stand_in(const char *text)
{
    char *to = calloc(3, strlen(text) + 1), *end = to; /* the longest that comes in is 3 bytes */
    uint32_t code;

    while (text_next(&text, &code)) {
        if (code == TEXT_DOT)
            code = TEXT_DOT_SHOWN;
        else if (text_char_width(code, 1) != text_char_width(code, 2))
            code = TEXT_GETA;
        end += text_put(end, code);
    }
    return to;
}

/* To the screen, as far as characters are whole. What is none is shown as "?". */
static void show_decoded(struct pty *pty, const char *bytes, size_t n)
{
    size_t left = pty->half_size + n, room = left * 4 + 1, free_bytes = room - 1;
    char *from = malloc(left), *to = malloc(room), *in = from, *out = to, *shown;

    memcpy(from, pty->half, pty->half_size);
    memcpy(from + pty->half_size, bytes, n);
    while (left > 0 && iconv(pty->in, &in, &left, &out, &free_bytes) == (size_t)-1) {
        if (errno == EINVAL && left <= sizeof pty->half)
            break;
        *out++ = '?';
        free_bytes--;
        in++;
        left--;
    }
    pty->half_size = left;
    memcpy(pty->half, in, left);
    *out = '\0';
    shown = pty_stand_in(to);
    vterm_input_write(pty->vt, shown, strlen(shown));
    free(shown);
    free(to);
    free(from);
}

/* ---- the line ---- */

static void answer(struct pty *pty)
{
    char bytes[256];
    size_t n = vterm_output_read(pty->vt, bytes, sizeof bytes);

    if (n > 0 && !pty->deaf && write(pty->master, bytes, n) != (ssize_t)n)
        fprintf(stderr, "# the terminal's answer was not taken\n");
}

/* Takes what has come within `ms`; false: nothing has. */
static bool read_some(struct pty *pty, int ms)
{
    struct pollfd poll_fd = {.fd = pty->master, .events = POLLIN};
    char bytes[8192];
    ssize_t n;

    if (pty->master < 0 || poll(&poll_fd, 1, ms) <= 0)
        return false;
    n = read(pty->master, bytes, sizeof bytes);
    if (n <= 0)
        return false;
    pty->raw = realloc(pty->raw, pty->raw_size + (size_t)n + 1);
    memcpy(pty->raw + pty->raw_size, bytes, (size_t)n);
    pty->raw_size += (size_t)n;
    pty->raw[pty->raw_size] = '\0';
    pty->bytes += (size_t)n;
    if (pty->in)
        show_decoded(pty, bytes, (size_t)n);
    else
        vterm_input_write(pty->vt, bytes, (size_t)n);
    answer(pty);
    return true;
}

void pty_send(struct pty *pty, const char *utf8)
{
    char typed[1024], *from = (char *)(uintptr_t)utf8, *to = typed;
    const char *bytes = utf8;
    size_t n = strlen(utf8), left = n, room = sizeof typed;

    if (pty->out) {
        if (iconv(pty->out, &from, &left, &to, &room) == (size_t)-1)
            return;
        bytes = typed;
        n = sizeof typed - room;
    }
    while (n > 0) {
        ssize_t sent = write(pty->master, bytes, n);

        if (sent < 0 && errno != EAGAIN)
            return;
        if (sent > 0) {
            bytes += sent;
            n -= (size_t)sent;
        }
        read_some(pty, 0);
    }
}

char *pty_text(struct pty *pty)
{
    size_t room = (size_t)pty->rows * ((size_t)pty->cols * 24 + 1) + 1, at = 0;
    char *text = malloc(room);

    for (int row = 0; row < pty->rows; row++) {
        VTermRect line = {row, row + 1, 0, pty->cols};
        size_t n = vterm_screen_get_text(pty->screen, text + at, room - at, line);

        at += n;
        while (at > 0 && text[at - 1] == ' ')
            at--;
        text[at++] = '\n';
    }
    text[at] = '\0';
    return text;
}

bool pty_shows(struct pty *pty, const char *text)
{
    char *screen = pty_text(pty);
    bool found = strstr(screen, text) != NULL;

    free(screen);
    return found;
}

static void print_screen(struct pty *pty, const char *why, const char *text)
{
    char *screen = pty_text(pty);

    fprintf(stderr, "# %s: %s\n", why, text);
    snapshot_print("", screen);
    free(screen);
}

static bool until(struct pty *pty, const char *text, bool there)
{
    int64_t end = now() + PATIENCE_MS;

    while (pty_shows(pty, text) != there) {
        int64_t left = end - now();

        if (left <= 0) {
            print_screen(pty, there ? "never came" : "never went", text);
            return false;
        }
        read_some(pty, left > 100 ? 100 : (int)left);
    }
    return true;
}

bool pty_until(struct pty *pty, const char *text)
{
    return until(pty, text, true);
}

bool pty_until_gone(struct pty *pty, const char *text)
{
    return until(pty, text, false);
}

static bool same(struct pty *pty, const char *text, int row, int col)
{
    char *screen = pty_text(pty);
    int y, x;
    bool is;

    if (pty->still)
        pty->still(screen);
    is = strcmp(screen, text) == 0;
    free(screen);
    pty_cursor(pty, &y, &x);
    return is && (row < 0 ? !pty->cursor_shown : pty->cursor_shown && y == row && x == col);
}

bool pty_until_same(struct pty *pty, const char *text, int row, int col)
{
    int64_t end = now() + PATIENCE_MS;
    int y, x;

    while (!same(pty, text, row, col)) {
        if (now() > end) {
            pty_cursor(pty, &y, &x);
            fprintf(stderr, "# wanted, the cursor at %d,%d:\n", row, col);
            snapshot_print("", text);
            fprintf(stderr, "# the cursor is at %d,%d%s\n", y, x,
                    pty->cursor_shown ? "" : " hidden");
            print_screen(pty, "it shows", "");
            return false;
        }
        read_some(pty, 20);
    }
    return true;
}

bool pty_whole(struct pty *pty)
{
    VTermScreenCell cell, next;

    for (int y = 0; y < pty->rows; y++)
        for (int x = 0; x < pty->cols; x++) {
            vterm_screen_get_cell(pty->screen, (VTermPos){y, x}, &cell);
            if (cell.chars[0] == 0)
                continue;
            next.chars[0] = 0;
            if (x + 1 < pty->cols)
                vterm_screen_get_cell(pty->screen, (VTermPos){y, x + 1}, &next);
            if (cell.chars[0] == (uint32_t)-1 ||
                text_char_width(cell.chars[0], 1) != (next.chars[0] == (uint32_t)-1 ? 2 : 1)) {
                fprintf(stderr, "# half a character at row %d, column %d\n", y, x);
                print_screen(pty, "half a character", "");
                return false;
            }
            x += next.chars[0] == (uint32_t)-1;
        }
    return true;
}

void pty_settle(struct pty *pty)
{
    int64_t end = now() + PATIENCE_MS;

    while (now() < end && read_some(pty, QUIET_MS))
        ;
}

void pty_cursor(struct pty *pty, int *row, int *col)
{
    VTermPos at;

    vterm_state_get_cursorpos(vterm_obtain_state(pty->vt), &at);
    *row = at.row;
    *col = at.col;
}

void pty_resize(struct pty *pty, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    pty->rows = rows;
    pty->cols = cols;
    vterm_set_size(pty->vt, rows, cols);
    ioctl(pty->master, TIOCSWINSZ, &size); /* the kernel sends SIGWINCH */
}

void pty_hang_up(struct pty *pty)
{
    close(pty->master);
    pty->master = -1;
}

int pty_status(struct pty *pty)
{
    int64_t end = now() + PATIENCE_MS;
    int status;

    while (waitpid(pty->child, &status, WNOHANG) == 0) {
        if (now() > end) {
            kill(pty->child, SIGKILL);
            waitpid(pty->child, &status, 0);
            pty->child = 0;
            return -1;
        }
        if (!read_some(pty, 20) && pty->master < 0)
            poll(NULL, 0, 20);
    }
    pty->child = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void pty_close(struct pty *pty)
{
    if (pty->child > 0) {
        kill(pty->child, SIGKILL);
        waitpid(pty->child, NULL, 0);
    }
    if (pty->master >= 0)
        close(pty->master);
    if (pty->in) {
        iconv_close(pty->in);
        iconv_close(pty->out);
    }
    vterm_free(pty->vt);
    free(pty->raw);
    memset(pty, 0, sizeof *pty);
}
