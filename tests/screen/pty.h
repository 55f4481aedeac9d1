/* A program on a pseudo-terminal, with libvterm as the terminal in front of it. */
#ifndef ANXIN_TESTS_SCREEN_PTY_H
#define ANXIN_TESTS_SCREEN_PTY_H

#include <iconv.h>
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
    bool cursor_shown;
    void (*still)(char *text); /* takes out of a screen's text what changes by itself; NULL */
    iconv_t in, out;           /* the line's character set to UTF-8 and back; NULL: it is UTF-8 */
    char half[8];              /* the beginning of a character whose rest has not come */
    size_t half_size;
};

/* `environment`: NAME=VALUE strings put over the test's own, NULL-terminated. */
void pty_open(struct pty *pty, int rows, int cols, const char *const *environment,
              const char *const *argv);
/* A terminal of another character set, said before anything is read. Characters of ambiguous width
 * take two cells there; on the screen something stands for them that libvterm gives two cells
 * (pty_stand_in). `raw` stays as it came. */
void pty_charset(struct pty *pty, const char *name);
/* The environment of zh_CN in that character set: LOCPATH=… and LC_ALL=…, 1,100 bytes each. False:
 * that locale could not be made here. */
bool pty_locale(const char *charset, char *locpath, char *locale);
void pty_send(struct pty *pty, const char *utf8);
/* Until the screen shows the text; false after 20 s, with the screen printed. */
bool pty_until(struct pty *pty, const char *text);
bool pty_until_gone(struct pty *pty, const char *text);
/* Until the whole screen is this text and the cursor stands there (row -1: is hidden). */
bool pty_until_same(struct pty *pty, const char *text, int row, int col);
/* Reads until the program is quiet for a moment. */
void pty_settle(struct pty *pty);
bool pty_shows(struct pty *pty, const char *text);
/* The whole screen; caller frees. */
char *pty_text(struct pty *pty);
/* No half of a wide character stands alone. Says what does. */
bool pty_whole(struct pty *pty);
/* The text as a terminal of another character set shows it here; caller frees. */
char *pty_stand_in(const char *text);
void pty_cursor(struct pty *pty, int *row, int *col);
void pty_resize(struct pty *pty, int rows, int cols);
void pty_hang_up(struct pty *pty);
/* The program's exit status as the shell has it; -1 if it does not end within 20 s (it is killed).
 */
int pty_status(struct pty *pty);
void pty_close(struct pty *pty);

#endif
