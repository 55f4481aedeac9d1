/* A program on a pseudo-terminal, with libvterm as the terminal in front of it. */
#ifndef ANXIN_TESTS_SCREEN_PTY_H
#define ANXIN_TESTS_SCREEN_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <vterm.h>

struct pty {
    int master; /* -1: closed */
    pid_t child;
    VTerm *vt;
    VTermScreen *screen;
    int rows, cols;
    size_t bytes;    /* since pty_count_from_here */
    char *raw;       /* all that came, ends with 0 */
    size_t raw_size; /* bytes in it */
    bool deaf;       /* does not answer the program's questions */
};

/* `environment`: NAME=VALUE strings put over the test's own, NULL-terminated. */
void pty_open(struct pty *pty, int rows, int cols, const char *const *environment,
              const char *const *argv);
void pty_send(struct pty *pty, const char *bytes);
/* Until the screen shows the text; false after 20 s, with the screen printed. */
bool pty_until(struct pty *pty, const char *text);
bool pty_until_gone(struct pty *pty, const char *text);
/* Reads until the program is quiet for a moment. */
void pty_settle(struct pty *pty);
bool pty_shows(struct pty *pty, const char *text);
/* The whole screen; caller frees. */
char *pty_text(struct pty *pty);
void pty_cursor(struct pty *pty, int *row, int *col);
void pty_resize(struct pty *pty, int rows, int cols);
void pty_hang_up(struct pty *pty);
/* The program's exit status as the shell has it; -1 if it does not end within 20 s (it is killed).
 */
int pty_status(struct pty *pty);
void pty_close(struct pty *pty);

#endif
