#include "config.h"

#include "tui/kit/term.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/event.h"
#include "tui/kit/term_private.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

/* Codes of our own behind curses' last, for the ends of a bracketed paste. */
enum { CODE_PASTE_START = KEY_MAX + 1, CODE_PASTE_END = KEY_MAX + 2 };
enum { PASTE_MOST = 64 * 1024 };

static bool put(const char *bytes)
{
    return write(STDOUT_FILENO, bytes, strlen(bytes)) == (ssize_t)strlen(bytes);
}

/* Has the terminal tell where the cursor is after a middle dot. The answer comes as a "key" when
 * it comes (term_key); nobody waits for it. */
static void ask_width(struct term *term)
{
    const char *name = getenv("TERM");

    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        term->ambiguous = wcwidth(L'\u2014') == 2 ? 2 : 1;
        return;
    }
    if (name && strcmp(name, "dumb") != 0)
        term->asked = put("\r\xC2\xB7\033[6n\r\033[K");
}

static enum theme_depth depth_of(int wanted)
{
    const char *no_colour = getenv("NO_COLOR");

    if (wanted == 0 || (wanted < 0 && no_colour && no_colour[0]) || !has_colors())
        return THEME_MONO;
    start_color();
    use_default_colors();
    if ((wanted < 0 || wanted == 256) && COLORS >= 256)
        return THEME_256;
    return COLORS >= 8 ? THEME_16 : THEME_MONO;
}

struct term *term_open(const struct term_options *options, struct err *err)
{
    struct term *term = calloc(1, sizeof *term);
    const char *name = getenv("TERM");

    if (!term || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        free(term);
        err_set(err, ERR_INPUT, NULL, _("there is no terminal here"),
                _("start it in a terminal window, or give it a script"));
        return NULL;
    }
    term->ambiguous = options->ambiguous == 2 ? 2 : 1;
    term->screen = newterm(NULL, stdout, stdin);
    if (!term->screen) {
        err_set(err, ERR_INPUT, NULL, _("this kind of terminal is not known"), NULL);
        err_detail(err, "TERM=%s", name ? name : "");
        free(term);
        return NULL;
    }
    term_setup(term, options);
    if (options->ambiguous == 0)
        ask_width(term); /* now that the terminal's answer is not echoed */
    return term;
}

void term_setup(struct term *term, const struct term_options *options)
{
    set_term(term->screen);
    raw();
    noecho();
    nonl();
    set_escdelay(50);
    /* reading from a window of its own: reading from stdscr would refresh that */
    term->keys = newpad(1, 1);
    keypad(term->keys, TRUE);
    nodelay(term->keys, TRUE);
    define_key("\033[200~", CODE_PASTE_START);
    define_key("\033[201~", CODE_PASTE_END);
    term->depth = depth_of(options->colours);
    if (options->mouse) {
        mouseinterval(0); /* a press is a click: nothing waits for a second one */
        mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    }
    term->paste_room = 0;
}

void term_close(struct term **at)
{
    struct term *term = *at;

    if (!term)
        return;
    term_paste_on(term, false);
    if (term->asked)
        tcflush(STDIN_FILENO, TCIFLUSH); /* a late answer is nothing for the shell */
    curs_set(1);
    delwin(term->keys);
    endwin();
    delscreen(term->screen);
    free(term->paste);
    free(term);
    *at = NULL;
}

int term_fd(const struct term *term)
{
    (void)term;
    return STDIN_FILENO;
}

int term_ambiguous(const struct term *term)
{
    return term->ambiguous;
}

enum theme_depth term_depth(const struct term *term)
{
    return term->depth;
}

void term_paste_on(struct term *term, bool on)
{
    const char *name = getenv("TERM");

    if (term->paste_sent == on || (name && strncmp(name, "vt", 2) == 0))
        return;
    term->paste_sent = on;
    fflush(stdout);
    put(on ? "\033[?2004h" : "\033[?2004l");
}

void term_beep(struct term *term)
{
    (void)term;
    beep();
}

/* ---- keys ---- */

struct code {
    int curses, key;
};

static const struct code codes[] = {
    {KEY_UP, K_UP},
    {KEY_DOWN, K_DOWN},
    {KEY_LEFT, K_LEFT},
    {KEY_RIGHT, K_RIGHT},
    {KEY_HOME, K_HOME},
    {KEY_END, K_END},
    {KEY_PPAGE, K_PAGE_UP},
    {KEY_NPAGE, K_PAGE_DOWN},
    {KEY_IC, K_INSERT},
    {KEY_DC, K_DELETE},
    {KEY_BTAB, K_BACKTAB},
    {KEY_ENTER, K_ENTER},
    {KEY_A1, K_HOME},
    {KEY_C1, K_END},
    {KEY_A3, K_PAGE_UP},
    {KEY_C3, K_PAGE_DOWN},
    {KEY_BACKSPACE, K_BACKSPACE},
    {KEY_FIND, K_HOME},
    {KEY_SELECT, K_END},
    {CODE_PASTE_START, K_PASTE_START},
    {CODE_PASTE_END, K_PASTE_END},
};

static int from_mouse(struct term *term)
{
    MEVENT mouse;

    if (getmouse(&mouse) != OK)
        return K_NONE;
    if (mouse.bstate & BUTTON4_PRESSED)
        return K_UP;
    if (mouse.bstate & BUTTON5_PRESSED)
        return K_DOWN;
    if (!(mouse.bstate & BUTTON1_PRESSED))
        return K_NONE;
    term->click_y = mouse.y;
    term->click_x = mouse.x;
    return K_CLICK;
}

void term_click(const struct term *term, int *y, int *x)
{
    *y = term->click_y;
    *x = term->click_x;
}

static int from_curses(struct term *term, int code)
{
    if (code == KEY_MOUSE)
        return from_mouse(term);
    /* the position report of the top row reads like F15 (column 2) and F51 (column 3) */
    if (term->asked && (code == KEY_F(15) || code == KEY_F(51))) {
        term->asked = false;
        term->ambiguous = code == KEY_F(51) ? 2 : 1;
        return K_NONE;
    }
    if (code > KEY_F0 && code <= KEY_F(24))
        return K_F(code - KEY_F0);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].curses == code)
            return codes[i].key;
    return K_NONE;
}

/* The rest of an escape sequence that curses does not know: "[24;2R" is the answer to ask_width,
 * anything else is dropped whole so that it does not end up as text in a field. */
static void read_sequence(struct term *term)
{
    int numbers[2] = {0, 0}, at = 0;
    wint_t wide;

    for (int i = 0; i < 32 && wget_wch(term->keys, &wide) == OK; i++) {
        if (wide >= '0' && wide <= '9' && numbers[at] < 10000) {
            numbers[at] = numbers[at] * 10 + (int)wide - '0';
        } else if (wide == ';' && at == 0) {
            at = 1;
        } else if (wide >= 0x40 && wide <= 0x7E) {
            if (wide == 'R' && term->asked) {
                term->asked = false;
                term->ambiguous = numbers[1] >= 3 ? 2 : 1;
            }
            return;
        }
    }
}

/* One key of curses; false: none is waiting. K_NONE: something that is no key for us. */
static bool read_one(struct term *term, int *key)
{
    wint_t wide;
    int kind;

    if (term->pushed) {
        *key = term->pushed;
        term->pushed = 0;
        return true;
    }
    kind = wget_wch(term->keys, &wide);
    if (kind == ERR)
        return false;
    if (kind == KEY_CODE_YES)
        *key = from_curses(term, (int)wide);
    else if (wide == '\n' || wide == '\r')
        *key = K_ENTER;
    else if (wide == 8)
        *key = K_BACKSPACE;
    else
        *key = (int)wide;
    return true;
}

static void keep_paste(struct term *term, const char *bytes, size_t n)
{
    if (term->paste_size + n + 1 > term->paste_room) {
        size_t room = term->paste_room ? term->paste_room * 2 : 1024;
        char *more = room <= PASTE_MOST ? realloc(term->paste, room) : NULL;

        if (!more)
            return; /* nobody pastes a book into a form on purpose */
        term->paste = more;
        term->paste_room = room;
    }
    memcpy(term->paste + term->paste_size, bytes, n);
    term->paste_size += n;
}

/* True: the whole paste has arrived. */
static bool read_paste(struct term *term)
{
    char bytes[4];
    int key;

    while (read_one(term, &key)) {
        if (key == K_PASTE_END) {
            term->pasting = false;
            keep_paste(term, "", 0);
            if (term->paste)
                term->paste[term->paste_size] = '\0';
            term->paste_size = 0;
            return term->paste != NULL;
        }
        if (key == K_ENTER)
            keep_paste(term, "\n", 1);
        else if (key_is_text(key) || key == K_TAB)
            keep_paste(term, bytes, text_put(bytes, (uint32_t)key));
    }
    return false;
}

int term_key(struct term *term, const char **paste)
{
    int key;

    for (;;) {
        if (term->pasting) {
            if (!read_paste(term))
                return K_NONE;
            *paste = term->paste;
            return K_PASTE_START;
        }
        if (!read_one(term, &key))
            return K_NONE;
        if (key == K_PASTE_START) {
            term->pasting = true;
            continue;
        }
        if (key == K_ESC) {
            int next;

            if (!read_one(term, &next))
                return K_ESC;
            if (next != '[') {
                term->pushed = next;
                return K_ESC;
            }
            read_sequence(term);
            continue;
        }
        if (key != K_NONE && key != K_PASTE_END)
            return key;
    }
}
