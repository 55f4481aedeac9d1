/* The curses canvas in process: what curses believes is on the screen is what the canvas holds. */
#include "config.h"

#include "tests/screen/stage.h"

#include "core/base/text.h"
#include "tui/kit/term_private.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

struct terminal {
    struct stage stage;
    struct term term;
    FILE *in, *out;
};

static void open_terminal(struct terminal *t, const char *name, int colours,
                          const struct screen_ops *ops)
{
    struct term_options look = {.ambiguous = 1, .colours = colours};
    struct err err = {0};
    struct ui_options options = {
        .hooks = &demo_hooks, .screens = demo_screens, .app = &t->stage.demo};

    setenv("LINES", "24", 1);
    setenv("COLUMNS", "80", 1);
    stage_language("en");
    t->in = fopen("/dev/null", "r");
    t->out = fopen("/dev/null", "w");
    t->term.ambiguous = 1;
    t->term.screen = newterm(name, t->out, t->in);
    assert_non_null(t->term.screen);
    term_setup(&t->term, &look);
    t->stage.loop = loop_new(&err);
    options.loop = t->stage.loop;
    options.canvas = canvas_curses(&t->term);
    t->stage.ui = ui_new(&options, &err);
    ui_set_place(t->stage.ui, "天山花园二期");
    ui_set_who(t->stage.ui, "劳资员 样本乙");
    assert_true(ui_push(t->stage.ui, ops, NULL, &err));
    ui_refresh(t->stage.ui);
}

static void close_terminal(struct terminal *t)
{
    stage_close(&t->stage);
    delwin(t->term.keys);
    endwin();
    delscreen(t->term.screen);
    fclose(t->in);
    fclose(t->out);
}

/* Each cell of curses' own idea of the terminal against the canvas. */
static void same_picture(struct terminal *t)
{
    const struct canvas *canvas = ui_canvas(t->stage.ui);
    int row, col;

    ui_refresh(t->stage.ui);
    getyx(curscr, row, col); /* reading the cells moves it */
    for (int y = 0; y < canvas->rows; y++)
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell *cell = canvas_at(canvas, y, x);
            wchar_t wide[CCHARW_MAX + 1] = L"";
            const char *at = cell->bytes;
            uint32_t code = 0;
            attr_t attrs;
            short pair;
            cchar_t got;

            if (cell->width == 0)
                continue;
            assert_int_equal(mvwin_wch(curscr, y, x, &got), OK);
            assert_int_equal(getcchar(&got, wide, &attrs, &pair, NULL), OK);
            text_next(&at, &code);
            if ((uint32_t)wide[0] != code)
                fail_msg("row %d column %d: U+%04X instead of U+%04X", y, x, (unsigned)wide[0],
                         (unsigned)code);
            assert_int_equal(wcwidth(wide[0]), cell->width);
        }
    if (canvas->cursor_y >= 0) {
        assert_int_equal(row, canvas->cursor_y);
        assert_int_equal(col, canvas->cursor_x);
    }
    wmove(curscr, row, col);
}

static void same_keys(struct terminal *t, const char *words)
{
    while (*words) {
        ui_key(t->stage.ui, key_parse(words, &words));
        same_picture(t);
        words += strspn(words, " ");
    }
}

static void list_walk(void **state)
{
    struct terminal t = {0};

    (void)state;
    open_terminal(&t, "xterm-256color", -1, &demo_list_screen);
    same_picture(&t);
    assert_int_equal(t.term.depth, THEME_256);
    same_keys(&t, "Down Down Space PgDn PgDn End Up Home s Down Enter / 1 2 3 Esc F4 Enter Down "
                  "Enter Esc F1 PgDn Esc F2");
    close_terminal(&t);
}

static void form_walk(void **state)
{
    struct terminal t = {0};

    (void)state;
    open_terminal(&t, "xterm-256color", -1, &demo_form_screen);
    same_keys(&t, "Space Tab 1 3 8 Tab Enter Down Enter m Tab Tab Tab");
    form_focus(t.stage.demo.form, "remark");
    for (int i = 0; i < 30; i++) {
        ui_key(t.stage.ui, i % 3 == 2 ? 'x' : 0x4E00 + i);
        same_picture(&t);
    }
    same_keys(&t, "Home Right Del Right Backspace End F10 n");
    close_terminal(&t);
}

static void resizing(void **state)
{
    struct terminal t = {0};

    (void)state;
    open_terminal(&t, "xterm-256color", -1, &demo_list_screen);
    for (int i = 0; i < 60; i++) {
        int rows = 1 + (i * 17) % 50, cols = 2 + (i * 37) % 150;

        resizeterm(rows, cols);
        ui_resize(t.stage.ui, rows, cols);
        if (rows >= UI_MIN_ROWS && cols >= UI_MIN_COLS)
            ui_key(t.stage.ui, K_DOWN);
        same_picture(&t);
    }
    close_terminal(&t);
}

static void other_terminals(void **state)
{
    static const char *const names[] = {"linux", "screen-256color", "tmux-256color", "xterm"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct terminal t = {0};

        open_terminal(&t, names[i], -1, &demo_list_screen);
        same_keys(&t, "Down Down PgDn F2 Tab 1");
        close_terminal(&t);
    }
}

static void no_colour(void **state)
{
    struct terminal t = {0};
    cchar_t got;
    wchar_t wide[CCHARW_MAX + 1];
    attr_t attrs;
    short pair;

    (void)state;
    open_terminal(&t, "vt100", -1, &demo_list_screen);
    assert_int_equal(t.term.depth, THEME_MONO);
    same_keys(&t, "Down");
    /* the current cell and the title bar can still be told from the rest */
    mvwin_wch(curscr, 0, 2, &got);
    getcchar(&got, wide, &attrs, &pair, NULL);
    assert_true(attrs & A_REVERSE);
    mvwin_wch(curscr, stage_row(&t.stage, "王样本00001"), 4, &got);
    getcchar(&got, wide, &attrs, &pair, NULL);
    assert_true(attrs & A_REVERSE);
    assert_int_equal(pair, 0);
    close_terminal(&t);
    setenv("NO_COLOR", "1", 1);
    open_terminal(&t, "xterm-256color", -1, &demo_list_screen);
    unsetenv("NO_COLOR");
    assert_int_equal(t.term.depth, THEME_MONO);
    close_terminal(&t);
}

/* A row of text per role, to see that each depth tells apart what must be told apart. */
static void roles(void **state)
{
    static const enum role apart[][2] = {
        {ROLE_FIELD, ROLE_FIELD_FOCUS}, {ROLE_VALUE, ROLE_CELL_FOCUS}, {ROLE_PANEL, ROLE_PLAIN},
        {ROLE_PANEL, ROLE_PANEL_FOCUS}, {ROLE_VALUE, ROLE_STRONG},     {ROLE_FIELD, ROLE_VALUE},
        {ROLE_BAR, ROLE_PLAIN},         {ROLE_KEY, ROLE_KEY_LABEL},    {ROLE_KEY_OFF, ROLE_KEY},
        {ROLE_ERROR, ROLE_VALUE},       {ROLE_LABEL, ROLE_VALUE},
    };

    (void)state;
    for (int depth = THEME_MONO; depth <= THEME_256; depth++)
        for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++) {
            struct theme_look a = theme_look(apart[i][0], (enum theme_depth)depth);
            struct theme_look b = theme_look(apart[i][1], (enum theme_depth)depth);

            if (a.fore == b.fore && a.back == b.back && a.attrs == b.attrs)
                fail_msg("%s and %s look alike at depth %d", theme_role_name(apart[i][0]),
                         theme_role_name(apart[i][1]), depth);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 5: curses shows a list as the canvas holds it", list_walk),
        UNIT_TEST("DESIGN 5: curses shows a form as the canvas holds it", form_walk),
        UNIT_TEST("SPEC 20.1: curses follows every size", resizing),
        UNIT_TEST("SPEC 20.1: linux, screen, tmux, xterm", other_terminals),
        UNIT_TEST("SPEC 20.1: without colour the current cell is still seen", no_colour),
        UNIT_TEST("DESIGN 5: roles differ at every depth of colour", roles),
    };

    return UNIT_RUN(tests);
}
