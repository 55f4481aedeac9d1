/* The frame: key bar, help, messages, questions, sizes, languages, keys of one's own. */
#include "config.h"

#include "tests/screen/stage.h"

#include "core/base/i18n.h"
#include "tui/kit/picker.h"
#include "tui/kit/prompt.h"
#include "tui/kit/script.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void open_list(struct stage *stage)
{
    stage_language("en");
    stage_open(stage, 24, 80, &demo_list_screen, NULL);
}

/* The key bar's row: all of it, the first and the last in any width, no word cut without a sign. */
static void bar_fits(struct stage *stage, int cols)
{
    const struct canvas *canvas = ui_canvas(stage->ui);
    char bar[1024] = "";
    size_t n = 0;

    ui_resize(stage->ui, 24, cols);
    ui_refresh(stage->ui);
    assert_true(stage_whole(stage));
    for (int x = 0; x < cols; x++)
        n += (size_t)snprintf(bar + n, sizeof bar - n, "%s", canvas_at(canvas, 23, x)->bytes);
    assert_non_null(strstr(bar, "F1 "));
    assert_non_null(strstr(bar, _("Help")));
    assert_non_null(strstr(bar, "F10 "));
    assert_non_null(strstr(bar, _("Back")));
    assert_string_equal(canvas_at(canvas, 23, cols - 1)->bytes, " ");
    assert_string_equal(canvas_at(canvas, 23, cols - 2)->bytes, " ");
}

static void key_bar(void **state)
{
    static const char *const languages[] = {"en", "zh_CN"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct stage stage = {0};

        stage_language(languages[i]);
        stage_open(&stage, 24, 80, &demo_list_screen, NULL);
        for (int cols = 80; cols <= 140; cols++)
            bar_fits(&stage, cols);
        stage_close(&stage);
        stage_open(&stage, 24, 80, &demo_form_screen, NULL);
        bar_fits(&stage, 80);
        bar_fits(&stage, 120);
        stage_close(&stage);
    }
}

static enum handled nothing(struct screen *screen)
{
    (void)screen;
    return H_DONE;
}

#define ACTION(key, says, kept)                                                                    \
    {                                                                                              \
        .name = says, .keys = key, .label = says, .help = says, .flags = kept, .run = nothing      \
    }

static const struct action crowd[] = {
    ACTION("F2", "Important thing", ACTION_MAIN),
    ACTION("F3", "Something ordinary", 0),
    ACTION("F4", "Another ordinary", 0),
    ACTION("F5", "Yet another one", 0),
    ACTION("F6", "One more of them", 0),
    ACTION("F7", "And the last one", 0),
    {.name = NULL},
};

static const struct screen_ops crowded = {.name = "crowd", .title = "Crowd", .actions = crowd};

static void narrow_bar(void **state)
{
    struct stage stage = {0};

    (void)state;
    stage_language("en");
    stage_open(&stage, 24, 80, &crowded, NULL);
    assert_true(stage_shows(&stage, "F2 Important thing"));
    assert_true(stage_shows(&stage, "F10 Back"));
    assert_true(stage_shows(&stage, "F3 Something ordinary"));
    assert_true(stage_hides(&stage, "And the last"));
    ui_resize(stage.ui, 24, 160);
    assert_true(stage_shows(&stage, "F7 And the last one  F10 Back"));
    stage_close(&stage);
}

static void too_small(void **state)
{
    static const int sizes[][2] = {{24, 79}, {23, 80}, {10, 40}, {1, 1}, {2, 5}, {24, 40}};
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        ui_resize(stage.ui, sizes[i][0], sizes[i][1]);
        ui_refresh(stage.ui);
        assert_true(stage_whole(&stage));
        ui_key(stage.ui, K_DOWN); /* goes nowhere unseen */
    }
    assert_true(stage_shows(&stage, "need 80x24, have 40x24"));
    ui_resize(stage.ui, 24, 80);
    assert_int_equal(table_current_id(stage.demo.table), 1);
    assert_true(stage_shows(&stage, "李样本00000"));
    stage_close(&stage);
}

static void any_size(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "s"); /* a list of choices over it */
    for (int i = 0; i < 400; i++) {
        ui_resize(stage.ui, 1 + (i * 13) % 60, 1 + (i * 29) % 200);
        ui_refresh(stage.ui);
        assert_true(stage_whole(&stage));
    }
    ui_resize(stage.ui, 24, 80);
    assert_true(stage_shows(&stage, "Sort by"));
    stage_keys(&stage, "Esc F2");
    form_focus(stage.demo.form, "company_id");
    stage_keys(&stage, "Enter");
    for (int i = 0; i < 200; i++) {
        ui_resize(stage.ui, 24 + (i * 7) % 40, 80 + (i * 31) % 120);
        ui_refresh(stage.ui);
        assert_true(stage_whole(&stage));
        assert_true(stage_shows(&stage, "样本建工集团有限公司"));
    }
    stage_close(&stage);
}

static void resize_in_prompt(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "F2");
    form_focus(stage.demo.form, "remark");
    stage_type(&stage, "甲");
    stage_keys(&stage, "F10");
    ui_resize(stage.ui, 10, 30);
    assert_true(stage_shows(&stage, "too small"));
    ui_resize(stage.ui, 30, 100);
    assert_true(stage_shows(&stage, "Leave without saving?"));
    stage_keys(&stage, "n");
    assert_true(stage_shows(&stage, "甲"));
    stage_close(&stage);
}

static void help(void **state)
{
    struct stage stage = {0};

    (void)state;
    stage_language("en");
    stage_open(&stage, 24, 80, &demo_form_screen, NULL);
    form_focus(stage.demo.form, "phone");
    stage_keys(&stage, "F1");
    assert_true(stage_snapshot(&stage, "kit/help"));
    assert_true(stage_shows(&stage, "The worker's own number, 11 digits."));
    stage_keys(&stage, "PgDn PgUp Esc");
    assert_string_equal(ui_top(stage.ui)->ops->name, "form");
    assert_string_equal(form_focused(stage.demo.form), "phone");
    stage_keys(&stage, "F1 F1");
    assert_string_equal(ui_top(stage.ui)->ops->name, "form");
    stage_close(&stage);
}

static void messages(void **state)
{
    struct stage stage = {0};
    struct err err = {0};
    char said[32];

    (void)state;
    open_list(&stage);
    ui_say(stage.ui, MESSAGE_GOOD, "Enrolled 李样本.");
    assert_true(stage_shows(&stage, "Enrolled 李样本."));
    assert_int_equal(stage_role(&stage, "Enrolled"), ROLE_GOOD);
    stage_keys(&stage, "Down"); /* a move is no act */
    assert_true(stage_shows(&stage, "Enrolled 李样本."));
    stage_keys(&stage, "Space");
    assert_true(stage_hides(&stage, "Enrolled 李样本."));
    err_set(&err, ERR_CONFLICT, NULL, "this worker already has a live engagement on the project",
            "end that engagement first, or look whether it is the same person");
    ui_fail(stage.ui, &err);
    assert_true(stage_shows(&stage, "this worker already has a live engagement on the project."));
    assert_true(stage_shows(&stage, "the same person")); /* on a second row */
    for (int i = 0; i < 60; i++) {
        snprintf(said, sizeof said, "message %d", i);
        ui_say(stage.ui, MESSAGE_PLAIN, said);
    }
    assert_int_equal(ui_messages(stage.ui)->count, MESSAGE_KEPT);
    assert_string_equal(messages_at(ui_messages(stage.ui), 0)->text, "message 59");
    assert_string_equal(messages_at(ui_messages(stage.ui), 49)->text, "message 10");
    assert_null(messages_at(ui_messages(stage.ui), 50));
    stage_close(&stage);
}

static void permissions(void **state)
{
    struct stage stage = {.demo = {.denied = true}};
    struct err err = {0};

    (void)state;
    open_list(&stage);
    ui_resize(stage.ui, 24, 120);
    assert_int_equal(stage_role(&stage, "Enrol"), ROLE_KEY_OFF);
    stage_keys(&stage, "F2");
    assert_true(stage_shows(&stage, "You may not do this: Enrol."));
    assert_string_equal(ui_top(stage.ui)->ops->name, "list");
    assert_false(ui_do(stage.ui, "enrol", &err));
    assert_int_equal(err.code, ERR_DENIED);
    stage_keys(&stage, "F1");
    assert_true(stage_shows(&stage, "Enrols a worker. (not with your duties)"));
    stage_close(&stage);
}

static void own_keys(void **state)
{
    struct stage stage = {0};

    (void)state;
    stage_language("en");
    stage_open(&stage, 24, 80, &demo_list_screen,
               "# mine\nlist.enrol = F6 ^E\nback = F12\nform.save = F9\n");
    assert_true(stage_shows(&stage, "F6 Enrol"));
    assert_true(stage_shows(&stage, "F12 Back"));
    stage_keys(&stage, "^E");
    assert_string_equal(ui_top(stage.ui)->ops->name, "form");
    assert_true(stage_shows(&stage, "F9 Save"));
    stage_keys(&stage, "F12");
    assert_string_equal(ui_top(stage.ui)->ops->name, "list");
    stage_close(&stage);
    stage_open(&stage, 24, 80, &demo_list_screen, "save F9\n");
    assert_true(stage_shows(&stage, "key settings, line 1 cannot be read"));
    stage_close(&stage);
}

static void chosen(void *owner, int index)
{
    *(int *)owner = index;
}

static void reason(void *owner, const char *text)
{
    snprintf(owner, 64, "%s", text ? text : "(none)");
}

static void questions(void **state)
{
    struct stage stage = {0};
    struct err err = {0};
    int index = 9;
    char text[64] = "";

    (void)state;
    open_list(&stage);
    prompt_conflict(stage.ui, "样本甲 changed it at 10:42.", chosen, &index);
    assert_true(stage_snapshot(&stage, "kit/conflict"));
    stage_keys(&stage, "Down k"); /* nothing gets past it */
    assert_int_equal(index, CONFLICT_KEEP);
    assert_int_equal(table_current_id(stage.demo.table), 1);

    prompt_text(stage.ui, "Why do you need the number?", "Reason", "It is kept in the log.", 4,
                false, reason, text);
    assert_true(stage_snapshot(&stage, "kit/reason"));
    stage_type(&stage, "核对");
    stage_keys(&stage, "Enter"); /* too short */
    assert_string_equal(text, "");
    stage_type(&stage, "证件");
    ui_refresh(stage.ui);
    assert_int_equal(ui_canvas(stage.ui)->cursor_x, 2 + 6 + 2 + 8);
    stage_keys(&stage, "Enter");
    assert_string_equal(text, "核对证件");

    prompt_text(stage.ui, "Why?", "Reason", NULL, 0, false, reason, text);
    stage_keys(&stage, "Esc");
    assert_string_equal(text, "(none)");
    prompt_text(stage.ui, "Why?", "Reason", NULL, 2, false, reason, text);
    assert_int_equal(ui_set(stage.ui, "reason", "补录", &err), SET_DONE);
    assert_true(ui_do(stage.ui, "ok", &err));
    assert_string_equal(text, "补录");
    stage_close(&stage);
}

struct picked {
    unsigned ticket;
    char typed[32], code[16];
};

static void pick_ask(void *owner, struct picker *picker, const char *typed, unsigned ticket)
{
    struct picked *picked = owner;

    (void)picker;
    picked->ticket = ticket;
    snprintf(picked->typed, sizeof picked->typed, "%s", typed);
}

static void pick_done(void *owner, const struct choice *chosen)
{
    struct picked *picked = owner;

    snprintf(picked->code, sizeof picked->code, "%s", chosen ? chosen->code : "(none)");
}

static void asked_list(void **state)
{
    static const struct choice found[] = {{"11", "样本劳务有限公司", "劳务分包", NULL},
                                          {"12", "样本建工集团有限公司", NULL, NULL}};
    struct stage stage = {0};
    struct picked picked = {0};
    struct picker *picker;
    struct err err = {0};

    (void)state;
    open_list(&stage);
    picker = picker_open(stage.ui, "Company", NULL, 0, NULL, pick_ask, pick_done, &picked);
    assert_true(stage_shows(&stage, "Looking ..."));
    stage_type(&stage, "样");
    assert_string_equal(picked.typed, "样");
    picker_offer(picker, picked.ticket - 1, found, 1); /* an older question's answer */
    assert_true(stage_shows(&stage, "Looking ..."));
    picker_offer(picker, picked.ticket, found, 2);
    assert_true(stage_shows(&stage, "样本劳务有限公司  劳务分包"));
    stage_keys(&stage, "Down Enter");
    assert_string_equal(picked.code, "12");
    assert_false(prompt_open(stage.ui));

    picker = picker_open(stage.ui, "Company", NULL, 0, NULL, pick_ask, pick_done, &picked);
    picker_offer(picker, picked.ticket, NULL, 0);
    assert_true(stage_shows(&stage, "Nothing found"));
    stage_keys(&stage, "Enter"); /* nothing to choose: stays */
    assert_true(prompt_open(stage.ui));
    assert_int_equal(ui_set(stage.ui, "pick", "样本劳务有限公司", &err), SET_WAIT);
    picker_offer(picker, picked.ticket, found, 2);
    assert_int_equal(ui_set(stage.ui, "pick", "样本劳务有限公司", &err), SET_DONE);
    assert_true(ui_do(stage.ui, "choose", &err));
    assert_string_equal(picked.code, "11");
    picker_open(stage.ui, "Company", found, 2, "12", NULL, pick_done, &picked);
    stage_keys(&stage, "Esc");
    assert_string_equal(picked.code, "(none)");
    stage_close(&stage);
}

struct heard {
    int count;
    bool close_all;
};

static enum handled hear(struct screen *screen, const struct event *event)
{
    struct heard *heard = (struct heard *)event->data;

    if (event->kind != EV_APP)
        return H_PASS;
    heard->count++;
    if (heard->close_all)
        ui_pop_all(screen->ui);
    return H_DONE;
}

static const struct screen_ops hearer = {.name = "hearer", .title = "Hearer", .event = hear};

static void telling(void **state)
{
    struct stage stage = {0};
    struct heard heard = {0};
    struct err err = {0};

    (void)state;
    stage_language("en");
    stage_open(&stage, 24, 80, &hearer, NULL);
    for (int i = 0; i < 3; i++)
        assert_true(ui_push(stage.ui, &hearer, NULL, &err));
    ui_tell(stage.ui, 1, &heard);
    assert_int_equal(heard.count, 4);
    /* signing out in the middle: those that are closed hear nothing more */
    heard = (struct heard){.close_all = true};
    ui_tell(stage.ui, 1, &heard);
    assert_int_equal(heard.count, 1);
    assert_null(ui_top(stage.ui));
    ui_key(stage.ui, K_DOWN); /* and a key without a screen does nothing */
    ui_refresh(stage.ui);
    stage_close(&stage);
}

static void cancel(void *owner)
{
    *(int *)owner += 1;
}

static void slow_work(void **state)
{
    struct stage stage = {0};
    int cancelled = 0;
    unsigned work;

    (void)state;
    open_list(&stage);
    work = ui_busy(stage.ui, "Reading the card", cancel, &cancelled);
    assert_true(stage_hides(&stage, "Reading the card"));
    assert_true(stage_until(&stage, "Reading the card ... Esc cancels"));
    stage_keys(&stage, "Esc");
    assert_int_equal(cancelled, 1);
    assert_string_equal(ui_top(stage.ui)->ops->name, "list");
    assert_true(stage_hides(&stage, "Reading the card ..."));
    ui_busy_done(stage.ui, &work);
    assert_false(ui_is_busy(stage.ui));
    stage_close(&stage);
}

static void back_again(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "Down Down Down F2");
    assert_true(stage_shows(&stage, "登记"));
    stage_keys(&stage, "F10");
    assert_int_equal(table_current_id(stage.demo.table), 4);
    assert_true(stage_shows(&stage, "row 4 of"));
    stage_close(&stage);
}

static void script_outlives(void **state)
{
    char path[] = "/tmp/anxin-XXXXXX";
    struct stage stage = {0};
    struct script *script;
    struct err err = {0};
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "wait never\n", 11), 11);
    close(fd);
    script = script_read(path, &err);
    unlink(path);
    assert_non_null(script);
    open_list(&stage);
    script_start(script, stage.ui);
    loop_turn(stage.loop, 0);
    ui_free(&stage.ui);
    loop_free(&stage.loop);
    script_free(&script);
    assert_null(script);
}

static void ambiguous(void **state)
{
    struct stage stage = {0};

    (void)state;
    stage_language("en");
    stage_open(&stage, 24, 80, &demo_form_screen, NULL);
    /* the stored middle dot is drawn as the one that is wide everywhere */
    assert_true(stage_shows(&stage, "阿卜杜热合曼\xE3\x83\xBB努尔"));
    ui_canvas(stage.ui)->ambiguous = 2;
    ui_dirty(stage.ui, DIRTY_LAYOUT);
    assert_true(stage_shows(&stage, "阿卜杜热合曼\xC2\xB7努尔"));
    assert_true(stage_whole(&stage));
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 20.2: the key bar fits in both languages at every width", key_bar),
        UNIT_TEST("SPEC 20.2: a narrow key bar keeps F1, the important, and the way back",
                  narrow_bar),
        UNIT_TEST("SPEC 20.1: a window that is too small says what it needs", too_small),
        UNIT_TEST("SPEC 20.1: any size at any time", any_size),
        UNIT_TEST("SPEC 20.1: resizing while a question is open", resize_in_prompt),
        UNIT_TEST("SPEC 20.2: F1 explains the screen, the field and the keys", help),
        UNIT_TEST("SPEC 20.4: a message stays until the next key that acts; 50 are kept", messages),
        UNIT_TEST("DESIGN 5: what a person may not do is grey and says so", permissions),
        UNIT_TEST("DESIGN 5: a person's own keys replace the table's", own_keys),
        UNIT_TEST("SPEC 20.2: questions take all keys until they are answered", questions),
        UNIT_TEST("SPEC 4.6: a list that is asked for as one types", asked_list),
        UNIT_TEST("DESIGN 5: every open screen hears of an event, closed ones do not", telling),
        UNIT_TEST("SPEC 20.3: work of more than 0.3 s shows and can be cancelled", slow_work),
        UNIT_TEST("SPEC 20.2: a screen reopened is where it was", back_again),
        UNIT_TEST("DESIGN 5: a script may end after its screen", script_outlives),
        UNIT_TEST("DESIGN 5: ambiguous characters take the cells the terminal gives them",
                  ambiguous),
    };

    return UNIT_RUN(tests);
}
