/* The small parts: cells, one line of text, keys, choices, the loop. */
#include "config.h"

#include "tests/unit/unit.h"

#include "core/base/i18n.h"
#include "tui/kit/canvas.h"
#include "tui/kit/choice.h"
#include "tui/kit/edit.h"
#include "tui/kit/keymap.h"
#include "tui/kit/loop.h"
#include "tui/kit/script.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- cells ---- */

static void row_is(struct canvas *canvas, const char *wanted)
{
    char *text = canvas_to_text(canvas, false);

    *strchr(text, '\n') = '\0';
    assert_string_equal(text, wanted);
    free(text);
}

static void cells(void **state)
{
    struct canvas *canvas = canvas_memory(2, 12);

    (void)state;
    assert_int_equal(canvas_text(canvas, 0, 0, 12, ROLE_VALUE, "李样本"), 6);
    row_is(canvas, "李样本");
    assert_int_equal(canvas_at(canvas, 0, 1)->width, 0);
    /* one half written over: the other becomes a blank */
    canvas_text(canvas, 0, 3, 1, ROLE_VALUE, "x");
    row_is(canvas, "李 x本");
    canvas_text(canvas, 0, 4, 1, ROLE_VALUE, "y");
    row_is(canvas, "李 xy");
    /* at the right edge nothing is split */
    canvas_clear(canvas);
    assert_int_equal(canvas_clip(canvas, 0, 11, 5, ROLE_VALUE, "李", 0), 1);
    row_is(canvas, "");
    canvas_text(canvas, 0, 9, 5, ROLE_VALUE, "abc李");
    row_is(canvas, "         abc");
    /* outside is nothing */
    canvas_text(canvas, 7, 0, 5, ROLE_VALUE, "no");
    canvas_text(canvas, 0, 40, 5, ROLE_VALUE, "no");
    canvas_fill(canvas, (struct rect){-3, -3, 100, 100}, ROLE_PANEL);
    assert_int_equal(canvas_at(canvas, 1, 11)->role, ROLE_PANEL);
    assert_null(canvas_at(canvas, 2, 0));
    canvas_free(&canvas);
    assert_null(canvas);
}

static void cutting(void **state)
{
    struct canvas *canvas = canvas_memory(1, 40);

    (void)state;
    assert_int_equal(canvas_text(canvas, 0, 0, 8, ROLE_VALUE, "阿卜杜热合曼"), 8);
    row_is(canvas, "阿卜杜..");
    canvas_clear(canvas);
    assert_int_equal(canvas_text(canvas, 0, 0, 7, ROLE_VALUE, "阿卜杜热合曼"), 6);
    row_is(canvas, "阿卜..");
    canvas_clear(canvas);
    assert_int_equal(canvas_right(canvas, 0, 0, 10, ROLE_VALUE, "312,480.00"), 10);
    assert_int_equal(canvas_right(canvas, 0, 12, 10, ROLE_VALUE, "0.00"), 4);
    row_is(canvas, "312,480.00        0.00");
    canvas_clear(canvas);
    /* scrolled by half a wide character */
    canvas_clip(canvas, 0, 0, 6, ROLE_VALUE, "李样本", 1);
    row_is(canvas, " 样本");
    canvas_free(&canvas);
}

static void odd_characters(void **state)
{
    struct canvas *canvas = canvas_memory(1, 40);

    (void)state;
    /* marks join, controls go, what no font has is the sign for it, bytes that are none too */
    canvas_text(canvas, 0, 0, 40, ROLE_VALUE, "e\xCC\x81\tx\x1B[2J");
    row_is(canvas, "e\xCC\x81x[2J");
    canvas_clear(canvas);
    assert_int_equal(canvas_text(canvas, 0, 0, 40, ROLE_VALUE, "\xEE\xA1\xA3\xF0\xB1\x8D\x90"), 4);
    row_is(canvas, "〓〓");
    canvas_clear(canvas);
    canvas_text(canvas, 0, 0, 40, ROLE_VALUE, "a\xFF\xC3");
    assert_int_equal(canvas_at(canvas, 0, 1)->width, 1);
    canvas_clear(canvas);
    assert_int_equal(canvas_text(canvas, 0, 0, 40, ROLE_VALUE, "买买提\xC2\xB7艾力"), 12);
    row_is(canvas, "买买提\xE3\x83\xBB艾力");
    canvas->ambiguous = 2;
    canvas_clear(canvas);
    assert_int_equal(canvas_text(canvas, 0, 0, 40, ROLE_VALUE, "买买提\xC2\xB7艾力"), 12);
    row_is(canvas, "买买提\xC2\xB7艾力");
    canvas_free(&canvas);
}

static void wrapping(void **state)
{
    struct canvas *canvas = canvas_memory(4, 12);
    char *text;

    (void)state;
    assert_int_equal(
        canvas_wrap(canvas, (struct rect){0, 1, 4, 10}, ROLE_DIM, "核对卡面与本人后,填写手机号。"),
        3);
    text = canvas_to_text(canvas, true);
    assert_non_null(strstr(text, " 核对卡面与\n"));
    assert_null(strstr(text, " 。"));
    free(text);
    canvas_free(&canvas);
}

/* ---- one line ---- */

static void type(struct edit *edit, const char *words)
{
    bool changed;

    while (*words) {
        edit_key(edit, key_parse(words, &words), &changed);
        words += strspn(words, " ");
    }
}

static void editing(void **state)
{
    static const char number[] = "１１０１０５ 1949-1231 ００２ｘ";
    struct canvas *canvas = canvas_memory(1, 20);
    struct edit edit;

    (void)state;
    assert_true(edit_init(&edit, 5, EDIT_ANY, false));
    type(&edit, "李 样 e Home Right Right");
    assert_int_equal(edit_cursor(&edit, canvas), 4);
    type(&edit, "Right Right 本 甲 乙"); /* five at most */
    assert_string_equal(edit.text, "李样e本甲");
    edit_set(&edit, "e\xCC\x81x"); /* a mark goes with its letter */
    type(&edit, "Home Right Backspace");
    assert_string_equal(edit.text, "x");
    type(&edit, "^K ^U");
    assert_string_equal(edit.text, "");
    edit_clear(&edit);

    assert_true(edit_init(&edit, 18, EDIT_CODE, false));
    assert_true(edit_paste(&edit, number, strlen(number)));
    assert_string_equal(edit.text, "11010519491231002X");
    edit_clear(&edit);
    canvas_free(&canvas);
}

/* ---- keys ---- */

static void key_words(void **state)
{
    static const char *const words[] = {"F1",  "F12",   "F24", "^S",   "Esc", "Enter",
                                        "Tab", "S-Tab", "Up",  "PgDn", "Del", "Space",
                                        "/",   "a",     "钢",  "^L"};
    char out[24];

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        int key = key_parse(words[i], NULL);

        assert_int_not_equal(key, K_NONE);
        assert_string_equal(key_word(key, out, sizeof out), words[i]);
    }
    assert_int_equal(key_parse("F25", NULL), K_NONE);
    assert_int_equal(key_parse("F0", NULL), K_NONE);
    assert_int_equal(key_parse("Shift", NULL), K_NONE);
    assert_int_equal(key_parse("", NULL), K_NONE);
}

static void own_keys(void **state)
{
    static const struct action table[] = {{.name = "export", .keys = "F7"}, {.name = NULL}};
    struct keymap *keymap = keymap_new();
    struct err err = {0};

    (void)state;
    assert_ptr_equal(keymap_find(keymap, "workers", table, K_F(7)), &table[0]);
    assert_true(keymap_read(keymap, "\n# x\nworkers.export = F9 ^X\n", &err));
    assert_null(keymap_find(keymap, "workers", table, K_F(7)));
    assert_ptr_equal(keymap_find(keymap, "workers", table, K_CTRL('X')), &table[0]);
    assert_ptr_equal(keymap_find(keymap, "teams", table, K_F(7)), &table[0]);
    assert_false(keymap_read(keymap, "export = F99", &err));
    assert_false(keymap_read(keymap, "export =", &err));
    assert_false(keymap_read(keymap, "= F9", &err));
    keymap_free(&keymap);
}

/* ---- choices ---- */

static void matching(void **state)
{
    static const struct choice team = {"17", "钢筋一班", "样本劳务", "gjyb gjb"};
    static const struct choice twice[] = {{"1", "一班", NULL, NULL}, {"2", "一班", NULL, NULL}};
    struct choices choices = {NULL, 0, NULL};

    (void)state;
    assert_true(choice_match(&team, "") > 0);
    assert_true(choice_match(&team, "GJY") > 0);
    assert_true(choice_match(&team, "gjb") > 0);
    assert_true(choice_match(&team, "筋一") > 0);
    assert_true(choice_match(&team, "劳务") > 0);
    assert_int_equal(choice_match(&team, "jyb"), 0);
    assert_int_equal(choice_match(&team, "木"), 0);
    assert_true(choice_match(&team, "钢筋一班") > choice_match(&team, "钢筋"));
    assert_true(choice_match(&team, "钢筋") > choice_match(&team, "gj"));
    assert_true(choices_copy(&choices, twice, 2));
    assert_int_equal(choices_find(&choices, "2"), 1);
    assert_int_equal(choices_find(&choices, "一班"), -1); /* which? */
    choices_clear(&choices);
}

/* ---- scripts ---- */

static void script_line(void **state)
{
    char *words[8];
    char plain[] = "set phone 13800138000 # a comment";
    char quoted[] = "expect \"a \\\"b\\\" # c\"  d\n";
    char open[] = "type \"no end";
    char nothing[] = "  \t # only this";

    (void)state;
    assert_int_equal(script_words(plain, words, 8), 3);
    assert_string_equal(words[2], "13800138000");
    assert_int_equal(script_words(quoted, words, 8), 3);
    assert_string_equal(words[1], "a \"b\" # c");
    assert_string_equal(words[2], "d");
    assert_int_equal(script_words(open, words, 8), -1);
    assert_int_equal(script_words(nothing, words, 8), 0);
}

/* ---- the loop ---- */

struct seen {
    struct loop *loop;
    int reads, timers, signals, turns;
    int order[8];
    int other; /* a descriptor to take away */
    unsigned timer;
};

static void ready(void *owner, int fd, short revents)
{
    struct seen *seen = owner;
    char byte;

    if (revents & POLLIN)
        assert_int_equal(read(fd, &byte, 1), 1);
    seen->reads++;
    if (seen->other >= 0)
        loop_unwatch(seen->loop, seen->other);
}

static void never(void *owner, int fd, short revents)
{
    (void)owner;
    (void)revents;
    fail_msg("descriptor %d was taken away", fd);
}

static void tick(void *owner)
{
    struct seen *seen = owner;

    seen->order[seen->timers++ % 8] = 1;
}

static void tock(void *owner)
{
    struct seen *seen = owner;

    seen->order[seen->timers++ % 8] = 2;
    loop_stop(seen->loop, &seen->timer);
    /* sets itself again: the others have their turn all the same */
    if (seen->timers < 4)
        loop_after(seen->loop, 0, tock, seen);
}

static void turn(void *owner)
{
    ((struct seen *)owner)->turns++;
}

static void signalled(void *owner, int signo)
{
    assert_int_equal(signo, SIGWINCH);
    ((struct seen *)owner)->signals++;
}

static void looping(void **state)
{
    struct err err = {0};
    struct seen seen = {.loop = loop_new(&err), .other = -1};
    int one[2], two[2];

    (void)state;
    assert_int_equal(pipe(one), 0);
    assert_int_equal(pipe(two), 0);
    loop_each_turn(seen.loop, turn, &seen);
    assert_true(loop_watch(seen.loop, one[0], POLLIN, ready, &seen));
    assert_true(loop_watch(seen.loop, two[0], POLLIN, never, &seen));
    assert_true(loop_turn(seen.loop, 0));
    assert_int_equal(seen.reads, 0);
    assert_int_equal(seen.turns, 1);
    /* both are ready, the first takes the second away */
    seen.other = two[0];
    assert_int_equal(write(one[1], "x", 1), 1);
    assert_int_equal(write(two[1], "x", 1), 1);
    assert_true(loop_turn(seen.loop, 20000));
    assert_int_equal(seen.reads, 1);
    /* timers: in order, stopped ones never, one that sets itself does not hold up the rest */
    seen.timer = loop_after(seen.loop, 0, tick, &seen);
    assert_int_not_equal(seen.timer, 0);
    loop_stop(seen.loop, &seen.timer);
    assert_int_equal(seen.timer, 0);
    loop_after(seen.loop, 1, tick, &seen);
    loop_after(seen.loop, 0, tock, &seen);
    for (int64_t end = loop_now() + 20000; seen.timers < 4 && loop_now() < end;)
        loop_turn(seen.loop, 100);
    assert_int_equal(seen.order[0], 2);
    /* signals are events */
    assert_true(loop_signals(seen.loop, signalled, &seen, &err));
    raise(SIGWINCH);
    assert_true(loop_turn(seen.loop, 20000));
    assert_int_equal(seen.signals, 1);
    loop_end(seen.loop, 3);
    assert_int_equal(loop_run(seen.loop), 3);
    loop_free(&seen.loop);
    for (int i = 0; i < 2; i++) {
        close(one[i]);
        close(two[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 5: no cell holds half a character", cells),
        UNIT_TEST("DESIGN 5: what is cut says so", cutting),
        UNIT_TEST("SPEC 3.5: dots, marks and characters that no font has", odd_characters),
        UNIT_TEST("DESIGN 5: Chinese breaks into lines, its stops stay with it", wrapping),
        UNIT_TEST("DESIGN 5: a line is edited by characters, not bytes", editing),
        UNIT_TEST("DESIGN 5: keys have words", key_words),
        UNIT_TEST("DESIGN 5: a settings text gives actions other keys", own_keys),
        UNIT_TEST("SPEC 4.6: a choice answers to its name, a part of it, or initials", matching),
        UNIT_TEST("DESIGN 5: a script's line is words, quotes and comments", script_line),
        UNIT_TEST("DESIGN 1: one loop for descriptors, timers and signals", looping),
    };

    i18n_start("en");
    return UNIT_RUN(tests);
}
