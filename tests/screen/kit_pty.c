/* On a terminal: what a person at the other end of the line sees, and how many bytes it took. */
#include "config.h"

#include "tests/screen/pty.h"
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char demo[1024];
static const char *const english[] = {"LANGUAGE=en", "TERM=xterm-256color", NULL};

static void open_demo(struct pty *pty, int rows, int cols, const char *const *environment,
                      const char *screen, const char *more)
{
    const char *argv[] = {demo, screen, more, NULL};

    pty_open(pty, rows, cols, environment, argv);
}

/* The list in English on 80x24, once its first screen stands. */
static void open_list(struct pty *pty)
{
    open_demo(pty, 24, 80, english, "list", NULL);
    assert_true(pty_until(pty, "row 1 of"));
}

/* Names of every width: no column may be off. */
static void wide_text(void **state)
{
    struct pty pty;

    (void)state;
    open_demo(&pty, 24, 80, english, "list", NULL);
    assert_true(pty_until(&pty, "赵样本00013"));
    pty_settle(&pty);
    assert_true(pty_whole(&pty));
    /* the column behind a name with a dot stands where it stands behind the others */
    assert_true(pty_until(&pty, "    阿卜杜热合曼・努尔    防水班"));
    assert_true(pty_until(&pty, "    周样本00006           钢筋一班"));
    pty_close(&pty);
}

static void bytes_per_move(void **state)
{
    struct pty pty;
    size_t first, worst = 0, scroll = 0;

    (void)state;
    open_demo(&pty, 24, 80, english, "list", NULL);
    assert_true(pty_until(&pty, "row 1 of 100,000"));
    pty_settle(&pty);
    first = pty.bytes;
    for (int i = 2; i <= 14; i++) {
        char wanted[40];

        pty.bytes = 0;
        snprintf(wanted, sizeof wanted, "row %d of", i);
        pty_send(&pty, "\033OB");
        assert_true(pty_until(&pty, wanted));
        pty_settle(&pty);
        worst = pty.bytes > worst ? pty.bytes : worst;
    }
    for (int i = 15; i <= 30; i++) {
        char wanted[40];

        pty.bytes = 0;
        snprintf(wanted, sizeof wanted, "row %d of", i);
        pty_send(&pty, "\033OB");
        assert_true(pty_until(&pty, wanted));
        pty_settle(&pty);
        scroll = pty.bytes; /* the first scroll costs a screen, the later ones do not */
    }
    print_message("# first screen %zu bytes, a move at most %zu, a steady scroll %zu\n", first,
                  worst, scroll);
    assert_true(first <= 3072);
    assert_true(worst <= 100);
    assert_true(scroll <= 300);
    pty_close(&pty);
}

static void cursor_in_field(void **state)
{
    struct pty pty;
    int row, col;

    (void)state;
    open_demo(&pty, 24, 80, english, "form", NULL);
    assert_true(pty_until(&pty, "备注"));
    for (int i = 0; i < 6; i++)
        pty_send(&pty, "\t");
    pty_send(&pty, "高处作业");
    assert_true(pty_until(&pty, "高处作业"));
    pty_settle(&pty);
    pty_cursor(&pty, &row, &col);
    assert_int_equal(col, 15 + 8);
    pty_send(&pty, "\033OD\033OD"); /* Left Left */
    pty_settle(&pty);
    pty_cursor(&pty, &row, &col);
    assert_int_equal(col, 15 + 4);
    pty_close(&pty);
}

static void resize_storm(void **state)
{
    struct pty pty;

    (void)state;
    open_list(&pty);
    for (int i = 0; i < 60; i++)
        pty_resize(&pty, 5 + (i * 13) % 50, 20 + (i * 29) % 160);
    pty_resize(&pty, 10, 40);
    assert_true(pty_until(&pty, "need 80x24, have 40x10"));
    pty_resize(&pty, 36, 120);
    assert_true(pty_until(&pty, "row 1 of"));
    assert_true(pty_until(&pty, "F10 Back"));
    assert_true(pty_until(&pty, "赵样本00023"));
    pty_close(&pty);
}

static void escape_is_quick(void **state)
{
    struct pty pty;

    (void)state;
    open_list(&pty);
    pty_send(&pty, "\033OQ"); /* F2 */
    assert_true(pty_until(&pty, "登记信息"));
    pty_send(&pty, "\033");
    assert_true(pty_until(&pty, "row 1 of"));
    /* an escape sequence nobody knows is no text and no Esc */
    pty_send(&pty, "/\033[99;99z5");
    assert_true(pty_until(&pty, "查找  5 "));
    pty_close(&pty);
}

static void pasting(void **state)
{
    struct pty pty;

    (void)state;
    open_list(&pty);
    pty_settle(&pty);
    assert_null(strstr(pty.raw, "\033[?2004h")); /* a list is no place to paste into */
    pty_send(&pty, "/");
    pty_settle(&pty);
    assert_non_null(strstr(pty.raw, "\033[?2004h"));
    pty_send(&pty, "\033[200~样本\r\n00013\033[201~");
    assert_true(pty_until(&pty, "查找  样本 00013"));
    pty_close(&pty);
}

static void gone(void **state)
{
    struct pty pty;

    (void)state;
    open_list(&pty);
    pty_hang_up(&pty);
    assert_int_equal(pty_status(&pty), 0);
    pty_close(&pty);
}

static void terminated(void **state)
{
    struct pty pty;

    (void)state;
    open_list(&pty);
    kill(pty.child, SIGTERM);
    assert_int_equal(pty_status(&pty), 128 + SIGTERM);
    assert_non_null(strstr(pty.raw, "\033[?1049l")); /* the terminal is as it was before */
    pty_close(&pty);
}

static void interrupt_is_a_key(void **state)
{
    struct pty pty;

    (void)state;
    open_list(&pty);
    pty_send(&pty, "\003\032\021"); /* ^C ^Z ^Q: typed by accident, nothing is lost */
    pty_send(&pty, "\033OB");
    assert_true(pty_until(&pty, "row 2 of"));
    pty_close(&pty);
}

static void mouse(void **state)
{
    struct pty pty;

    (void)state;
    open_demo(&pty, 24, 80, english, "list", "--mouse");
    assert_true(pty_until(&pty, "row 1 of"));
    pty_send(&pty, "\033[<65;5;10M"); /* the wheel, down, down and up */
    pty_send(&pty, "\033[<65;5;10M");
    assert_true(pty_until(&pty, "row 3 of"));
    pty_send(&pty, "\033[<64;5;10M");
    assert_true(pty_until(&pty, "row 2 of"));
    pty_send(&pty, "\033[<0;5;10M\033[<0;5;10m");
    assert_true(pty_until(&pty, "row 5 of"));
    pty_close(&pty);
}

static void wide_dots(void **state)
{
    struct pty pty;

    (void)state;
    open_demo(&pty, 24, 80, english, "list", NULL);
    pty.deaf = true; /* its answer is ours: the dot took two cells, in the top row too */
    assert_true(pty_until(&pty, "row 1 of"));
    pty_send(&pty, "\033[1;3R");
    pty_send(&pty, "\033OB");
    assert_true(pty_until(&pty, "row 2 of"));
    assert_true(pty_until(&pty, "    阿卜杜热合曼・努尔    防水班"));
    pty_close(&pty);
}

static void linux_console(void **state)
{
    static const char *const console[] = {"TERM=linux", "LANGUAGE=zh_CN", NULL};
    struct pty pty;

    (void)state;
    open_demo(&pty, 24, 80, console, "list", NULL);
    assert_true(pty_until(&pty, "This console cannot show Chinese: English is shown."));
    assert_true(pty_until(&pty, "F1 Help"));
    pty_close(&pty);
}

/* "ESC [ numbers m" with one of 30 … 49 */
static bool asks_for_colour(const char *raw)
{
    while ((raw = strstr(raw, "\033[")) != NULL) {
        size_t n = strspn(raw + 2, "0123456789;");

        for (const char *at = raw + 2; raw[2 + n] == 'm' && at < raw + 2 + n; at++) {
            long code = strtol(at, NULL, 10);

            if (code >= 30 && code <= 49)
                return true;
            at += strspn(at, "0123456789");
        }
        raw += 2;
    }
    return false;
}

static void mono(void **state)
{
    static const char *const old[] = {"TERM=vt100", "LANGUAGE=en", NULL};
    struct pty pty;

    (void)state;
    open_demo(&pty, 24, 80, old, "list", NULL);
    assert_true(pty_until(&pty, "row 1 of"));
    pty_send(&pty, "\033OB");
    assert_true(pty_until(&pty, "row 2 of"));
    assert_false(asks_for_colour(pty.raw));
    assert_null(strstr(pty.raw, "\033[?2004"));
    pty_close(&pty);
}

/* The form on a terminal of that character set. */
static void open_chinese(struct pty *pty, const char *charset, const char *language)
{
    char locpath[1100], locale[1100];
    const char *const environment[] = {locpath, locale, language, "TERM=xterm-256color", NULL};

    if (!pty_locale(charset, locpath, locale))
        skip();
    open_demo(pty, 24, 80, environment, "form", NULL);
}

static void chinese_utf8(void **state)
{
    struct pty pty;

    (void)state;
    open_chinese(&pty, "UTF-8", "LANGUAGE=");
    assert_true(pty_until(&pty, "阿卜杜热合曼・努尔"));
    pty_close(&pty);
}

static void chinese_gb18030(void **state)
{
    struct pty pty;

    (void)state;
    open_chinese(&pty, "GB18030", "LANGUAGE=en");
    pty_charset(&pty, "GB18030");
    assert_true(pty_until(&pty, "F10 Back"));
    for (int i = 0; i < 6; i++)
        pty_send(&pty, "\t");
    pty_send(&pty, "钢筋xyz"); /* as an input method of that terminal sends it */
    assert_true(pty_until(&pty, "钢筋xyz"));
    assert_true(pty_until(&pty, "阿卜杜热合曼・努尔"));
    assert_true(pty_until(&pty, "登记信息"));
    assert_true(pty_whole(&pty));
    assert_non_null(strstr(pty.raw, "\xA1\xA4")); /* the stored dot itself: two cells wide there */
    pty_close(&pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 20.1: wide characters are whole and columns stand under another",
                  wide_text),
        UNIT_TEST("SPEC 20.6: a cursor move costs at most 100 bytes, the first screen 3 KB",
                  bytes_per_move),
        UNIT_TEST("DESIGN 5: the terminal's cursor stands in the field", cursor_in_field),
        UNIT_TEST("SPEC 20.1: a storm of sizes ends in the right picture", resize_storm),
        UNIT_TEST("SPEC 20.2: a lone Esc acts at once, unknown sequences do nothing",
                  escape_is_quick),
        UNIT_TEST("DESIGN 5: bracketed paste is on in text fields only", pasting),
        UNIT_TEST("DESIGN 5: a terminal that is gone ends the program", gone),
        UNIT_TEST("DESIGN 5: SIGTERM leaves the terminal as it was", terminated),
        UNIT_TEST("SPEC 20.2: ^C and ^Z end nothing", interrupt_is_a_key),
        UNIT_TEST("SPEC 20.2: the wheel and a click, where they are switched on", mouse),
        UNIT_TEST("DESIGN 5: a terminal with wide dots may say so late", wide_dots),
        UNIT_TEST("SPEC 20.1: the Linux console gets English and the reason", linux_console),
        UNIT_TEST("SPEC 20.1: vt100 without colour", mono),
        UNIT_TEST("SPEC 20.1: zh_CN.UTF-8", chinese_utf8),
        UNIT_TEST("SPEC 20.1: zh_CN.GB18030", chinese_gb18030),
    };
    const char *top = getenv("TOP_BUILDDIR");

    snprintf(demo, sizeof demo, "%s/tests/screen/kit_demo", top ? top : ".");
    return UNIT_RUN(tests);
}
