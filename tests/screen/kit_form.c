/* Forms: typing, choosing, checking, taking back, drafts. */
#include "config.h"

#include "tests/screen/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct stage open_form(void)
{
    struct stage stage = {0};

    stage_language("en");
    return stage;
}

#define OPEN(stage)                                                                                \
    struct stage stage = open_form();                                                              \
    (void)state;                                                                                   \
    stage_open(&stage, 24, 80, &demo_form_screen, NULL)

static const char *value(struct stage *stage, const char *field)
{
    return form_value(stage->demo.form, field);
}

static void first_look(void **state)
{
    OPEN(stage);
    assert_true(stage_snapshot(&stage, "kit/form"));
    assert_string_equal(form_focused(stage.demo.form), "same_person");
    assert_int_equal(stage_role(&stage, "阿卜杜热合曼"), ROLE_STRONG);
    assert_int_equal(stage_role(&stage, "姓名"), ROLE_LABEL);
    stage_close(&stage);
}

static void typing(void **state)
{
    const struct canvas *canvas;

    OPEN(stage);
    canvas = ui_canvas(stage.ui);
    form_focus(stage.demo.form, "remark");
    stage_type(&stage, "高处作业持证");
    assert_string_equal(value(&stage, "remark"), "高处作业持证");
    /* the cursor stands behind six wide characters */
    ui_refresh(stage.ui);
    assert_int_equal(canvas->cursor_y, stage_row(&stage, "备注"));
    assert_int_equal(canvas->cursor_x, 15 + 12);
    stage_keys(&stage, "Left Left Backspace");
    assert_string_equal(value(&stage, "remark"), "高处作持证");
    stage_keys(&stage, "Home Del End Backspace");
    assert_string_equal(value(&stage, "remark"), "处作持");
    stage_keys(&stage, "^U");
    assert_string_equal(value(&stage, "remark"), "");
    stage_close(&stage);
}

static void clicked(void **state)
{
    OPEN(stage);
    ui_click(stage.ui, stage_row(&stage, "备注"), 4);
    assert_string_equal(form_focused(stage.demo.form), "remark");
    stage_type(&stage, "高处");
    assert_string_equal(value(&stage, "remark"), "高处");
    /* behind a field there is none */
    ui_click(stage.ui, stage_row(&stage, "手机"), 79);
    assert_string_equal(form_focused(stage.demo.form), "remark");
    ui_click(stage.ui, stage_row(&stage, "手机"), 4);
    assert_string_equal(form_focused(stage.demo.form), "phone");
    /* an open list takes all there is */
    form_focus(stage.demo.form, "company_id");
    stage_keys(&stage, "Enter");
    ui_click(stage.ui, stage_row(&stage, "手机"), 4);
    assert_string_equal(form_focused(stage.demo.form), "company_id");
    stage_close(&stage);
}

static void long_value(void **state)
{
    OPEN(stage);
    form_focus(stage.demo.form, "remark");
    stage_type(&stage, "一二三四五六七八九十甲乙丙丁");
    assert_true(stage_shows(&stage, "甲乙丙丁"));
    assert_true(stage_hides(&stage, "一二三"));
    assert_true(ui_canvas(stage.ui)->cursor_x < 15 + 20);
    stage_keys(&stage, "Home");
    assert_true(stage_shows(&stage, "一二三"));
    assert_true(stage_hides(&stage, "丙丁"));
    stage_close(&stage);
}

static void numbers(void **state)
{
    OPEN(stage);
    form_focus(stage.demo.form, "phone");
    stage_type(&stage, "１３8 x-汉0");
    assert_string_equal(value(&stage, "phone"), "1380");
    assert_true(stage_shows(&stage, "7 more digits"));
    assert_int_equal(stage_role(&stage, "7 more digits"), ROLE_WARN);
    stage_keys(&stage, "Tab");
    assert_int_equal(stage_role(&stage, "7 more digits"), ROLE_ERROR);
    form_focus(stage.demo.form, "phone");
    stage_type(&stage, "0138000999");
    assert_string_equal(value(&stage, "phone"), "13800138000");
    assert_true(stage_hides(&stage, "more digits"));
    stage_close(&stage);
}

static void days(void **state)
{
    static const struct {
        const char *typed, *day;
    } rows[] = {
        {"20261105", "2026-11-05"},
        {"2026-1-3", "2026-01-03"},
        {"2026/12/31", "2026-12-31"},
        {"２０２６-02-28", "2026-02-28"},
    };

    OPEN(stage);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        form_focus(stage.demo.form, "started_on");
        stage_keys(&stage, "^U");
        stage_type(&stage, rows[i].typed);
        stage_keys(&stage, "Tab");
        assert_string_equal(value(&stage, "started_on"), rows[i].day);
    }
    form_focus(stage.demo.form, "started_on");
    stage_type(&stage, "+");
    assert_string_equal(value(&stage, "started_on"), "2026-03-01");
    stage_type(&stage, "--");
    assert_string_equal(value(&stage, "started_on"), "2026-02-27");
    stage_keys(&stage, "^U");
    stage_type(&stage, "2026-02-30");
    stage_keys(&stage, "Tab");
    assert_true(stage_shows(&stage, "no such day"));
    stage_close(&stage);
}

static void choice(void **state)
{
    OPEN(stage);
    form_focus(stage.demo.form, "company_id");
    stage_keys(&stage, "Enter");
    assert_true(stage_snapshot(&stage, "kit/form-choice"));
    stage_keys(&stage, "Esc");
    assert_string_equal(value(&stage, "company_id"), "");
    /* initials, then Tab takes the current line and goes on */
    stage_type(&stage, "ybj");
    assert_true(stage_hides(&stage, "天山机械"));
    stage_keys(&stage, "Tab");
    assert_string_equal(value(&stage, "company_id"), "12");
    assert_string_equal(form_shown(stage.demo.form, "company_id"), "样本建工集团有限公司");
    assert_string_equal(form_focused(stage.demo.form), "team_id");
    /* part of the name, with an input method's characters */
    form_focus(stage.demo.form, "company_id");
    stage_type(&stage, "机械");
    stage_keys(&stage, "Enter");
    assert_string_equal(value(&stage, "company_id"), "13");
    form_focus(stage.demo.form, "company_id");
    stage_type(&stage, "zzz");
    assert_true(stage_shows(&stage, "Nothing found"));
    stage_keys(&stage, "Enter Esc");
    assert_string_equal(value(&stage, "company_id"), "13");
    stage_keys(&stage, "Del");
    assert_string_equal(value(&stage, "company_id"), "");
    stage_close(&stage);
}

static void look_up(void **state)
{
    struct stage stage = open_form();

    (void)state;
    stage.demo.late = true;
    stage_open(&stage, 24, 80, &demo_form_screen, NULL);
    form_focus(stage.demo.form, "team_id");
    stage_type(&stage, "mg");
    assert_true(stage_shows(&stage, "Looking"));
    assert_string_equal(stage.demo.asked_team, "mg");
    demo_answer_team(&stage.demo);
    assert_true(stage_shows(&stage, "木工二班"));
    /* the answer to an older question is dropped */
    stage.demo.team_ticket--;
    snprintf(stage.demo.asked_team, sizeof stage.demo.asked_team, "gj");
    demo_answer_team(&stage.demo);
    assert_true(stage_hides(&stage, "钢筋一班"));
    stage_keys(&stage, "Enter");
    assert_string_equal(value(&stage, "team_id"), "8");
    stage_close(&stage);
}

static void yes_no(void **state)
{
    OPEN(stage);
    form_focus(stage.demo.form, "same_person");
    assert_true(stage_shows(&stage, "未核对"));
    stage_keys(&stage, "Space");
    assert_true(stage_shows(&stage, "已核对卡面与本人一致"));
    stage_keys(&stage, "n");
    assert_string_equal(value(&stage, "same_person"), "");
    stage_close(&stage);
}

static void secret(void **state)
{
    char *draft;

    OPEN(stage);
    form_focus(stage.demo.form, "password");
    stage_type(&stage, "anxin-demo-1");
    assert_true(stage_shows(&stage, "************"));
    assert_true(stage_hides(&stage, "anxin-demo-1"));
    assert_string_equal(value(&stage, "password"), "anxin-demo-1");
    stage_keys(&stage, "Esc"); /* asks, since something was typed */
    stage_keys(&stage, "n");
    draft = form_draft(stage.demo.form);
    assert_null(strstr(draft, "anxin-demo-1"));
    free(draft);
    stage_close(&stage);
}

static void take_back(void **state)
{
    OPEN(stage);
    form_focus(stage.demo.form, "remark");
    stage_type(&stage, "甲");
    stage_keys(&stage, "Esc");
    assert_string_equal(value(&stage, "remark"), "");
    stage_keys(&stage, "^Z");
    assert_string_equal(value(&stage, "remark"), "甲");
    stage_keys(&stage, "^Z");
    assert_string_equal(value(&stage, "remark"), "");
    stage_close(&stage);
}

static void store(void **state)
{
    struct err err = {0};
    const struct demo_person *person;

    OPEN(stage);
    person = ui_top(stage.ui)->state;
    assert_false(form_store(stage.demo.form, &err));
    assert_string_equal(err.field, "phone");
    assert_string_equal(form_focused(stage.demo.form), "phone");
    assert_true(stage_shows(&stage, "please fill in"));
    assert_string_equal(err.text, "手机号: please fill in"); /* on a row of its own it says where */
    assert_true(form_error(stage.demo.form, &err));
    assert_true(stage_hides(&stage, "手机号: please fill in")); /* beside the field it need not */
    stage_type(&stage, "13800138000");
    form_focus(stage.demo.form, "company_id");
    stage_type(&stage, "tsj");
    stage_keys(&stage, "Enter");
    form_focus(stage.demo.form, "same_person");
    stage_keys(&stage, "y F2");
    assert_int_equal(stage.demo.saves, 1);
    assert_true(stage_shows(&stage, "Saved."));
    assert_string_equal(person->phone, "13800138000");
    assert_int_equal(person->company_id, 13);
    assert_true(person->same_person);
    assert_false(form_changed(stage.demo.form));
    stage_close(&stage);
}

static void from_database(void **state)
{
    struct err err = {0};

    OPEN(stage);
    err_set(&err, ERR_CONFLICT, "team_id", "this team has left the site", "choose another");
    assert_true(form_error(stage.demo.form, &err));
    assert_string_equal(form_focused(stage.demo.form), "team_id");
    assert_true(stage_shows(&stage, "this team has left the site"));
    err_set(&err, ERR_CONFLICT, "elsewhere", "x", NULL);
    assert_false(form_error(stage.demo.form, &err));
    stage_close(&stage);
}

static void drafts(void **state)
{
    int64_t end = loop_now() + 20000;
    struct err err = {0};

    OPEN(stage);
    form_focus(stage.demo.form, "phone");
    stage_type(&stage, "1380013");
    form_focus(stage.demo.form, "team_id");
    stage_type(&stage, "jz");
    stage_keys(&stage, "Enter");
    assert_int_equal(stage.demo.drafts, 0);
    while (stage.demo.drafts == 0 && loop_now() < end)
        loop_turn(stage.loop, 100);
    assert_int_equal(stage.demo.drafts, 1);
    assert_non_null(strstr(stage.demo.draft, "\"phone\":\"1380013\""));
    stage_close(&stage);

    stage_open(&stage, 24, 80, &demo_form_screen, NULL);
    assert_true(form_restore(stage.demo.form, stage.demo.draft, &err));
    assert_string_equal(value(&stage, "phone"), "1380013");
    assert_string_equal(value(&stage, "team_id"), "9");
    assert_true(stage_shows(&stage, "架子工班"));
    assert_true(form_changed(stage.demo.form));
    assert_false(form_restore(stage.demo.form, "[1, 2", &err));
    assert_true(form_restore(stage.demo.form, "{\"gone\": \"x\", \"phone\": 3}", &err));
    assert_string_equal(value(&stage, "phone"), "1380013");
    stage_close(&stage);
}

static void json(void **state)
{
    static const char *const more[] = {"changed_at", "2026-11-23T10:00:00Z", NULL};
    char *text;

    OPEN(stage);
    form_focus(stage.demo.form, "phone");
    stage_type(&stage, "13800138000");
    form_focus(stage.demo.form, "company_id");
    stage_type(&stage, "tsj");
    stage_keys(&stage, "Enter");
    text = form_json(stage.demo.form, more);
    assert_string_equal(text, "{\"same_person\":false,\"phone\":\"13800138000\",\"company_id\":13,"
                              "\"started_on\":\"2026-11-23\","
                              "\"changed_at\":\"2026-11-23T10:00:00Z\"}");
    free(text);
    stage_close(&stage);
}

static void paste(void **state)
{
    OPEN(stage);
    form_focus(stage.demo.form, "remark");
    ui_paste(stage.ui, "第一行\n第二行\t末\r\n", strlen("第一行\n第二行\t末\r\n"));
    assert_string_equal(value(&stage, "remark"), "第一行 第二行 末");
    form_focus(stage.demo.form, "phone");
    ui_paste(stage.ui, "tel 138-0013-8000", 17);
    assert_string_equal(value(&stage, "phone"), "13800138000");
    stage_close(&stage);
}

static void leaving(void **state)
{
    OPEN(stage);
    stage_keys(&stage, "F10");
    assert_true(loop_ended(stage.loop));
    stage_close(&stage);

    stage_open(&stage, 24, 80, &demo_list_screen, NULL);
    stage_keys(&stage, "F2");
    form_focus(stage.demo.form, "remark");
    stage_type(&stage, "甲");
    stage_keys(&stage, "F10");
    assert_true(stage_snapshot(&stage, "kit/leave"));
    stage_keys(&stage, "n");
    assert_string_equal(ui_top(stage.ui)->ops->name, "form");
    assert_string_equal(value(&stage, "remark"), "甲");
    stage_keys(&stage, "F10 y");
    assert_string_equal(ui_top(stage.ui)->ops->name, "list");
    stage_close(&stage);
}

static void script_set(void **state)
{
    struct err err = {0};
    struct stage stage = open_form();

    (void)state;
    stage.demo.late = true;
    stage_open(&stage, 24, 80, &demo_form_screen, NULL);
    assert_int_equal(ui_set(stage.ui, "company_id", "天山机械有限公司", &err), SET_DONE);
    assert_int_equal(ui_set(stage.ui, "trade", "030", &err), SET_DONE);
    assert_string_equal(form_shown(stage.demo.form, "trade"), "木工");
    assert_int_equal(ui_set(stage.ui, "team_id", "木工二班", &err), SET_WAIT);
    demo_answer_team(&stage.demo);
    assert_int_equal(ui_set(stage.ui, "team_id", "木工二班", &err), SET_DONE);
    assert_string_equal(value(&stage, "team_id"), "8");
    assert_int_equal(ui_set(stage.ui, "team_id", "没有的班组", &err), SET_WAIT);
    demo_answer_team(&stage.demo);
    assert_int_equal(ui_set(stage.ui, "team_id", "没有的班组", &err), SET_BAD);
    assert_int_equal(ui_set(stage.ui, "name", "x", &err), SET_BAD);
    assert_int_equal(ui_set(stage.ui, "nothing", "x", &err), SET_UNKNOWN);
    stage_close(&stage);
}

static const char *row_text(const struct canvas *canvas, int y, char *out, size_t size)
{
    size_t n = 0;

    for (int x = 0; x < canvas->cols; x++)
        n += (size_t)snprintf(out + n, size - n, "%s", canvas_at(canvas, y, x)->bytes);
    return out;
}

/* A form longer than its room says how much there is beyond its edges, where nothing else stands. */
static void more_beyond(void **state)
{
    const struct rect room = {4, 2, 6, 76}, tight = {4, 2, 6, 26};
    struct canvas *canvas = canvas_memory(24, 80);
    struct stage stage = open_form();
    struct widget *form;
    char row[512];

    (void)state;
    stage_open(&stage, 24, 80, &demo_form_screen, NULL);
    form = form_widget(stage.demo.form);
    form->ops->layout(form, room);
    form->ops->paint(form, canvas);
    assert_non_null(strstr(row_text(canvas, 9, row, sizeof row), " more below"));
    assert_int_equal(canvas_at(canvas, 9, 77)->role, ROLE_DIM);
    for (int i = 0; i < 12; i++)
        stage_keys(&stage, "Tab");
    form->ops->layout(form, room);
    canvas_fill(canvas, (struct rect){0, 0, 24, 80}, ROLE_VALUE);
    form->ops->paint(form, canvas);
    assert_non_null(strstr(row_text(canvas, 4, row, sizeof row), " more above"));
    /* no room beside the field: a sign in the margin */
    form->ops->layout(form, tight);
    canvas_fill(canvas, (struct rect){0, 0, 24, 80}, ROLE_VALUE);
    form->ops->paint(form, canvas);
    assert_null(strstr(row_text(canvas, 4, row, sizeof row), "more"));
    assert_string_equal(canvas_at(canvas, 4, 0)->bytes, "^");
    /* nothing is said where everything is seen */
    form->ops->layout(form, (struct rect){2, 2, 20, 76});
    canvas_fill(canvas, (struct rect){0, 0, 24, 80}, ROLE_VALUE);
    form->ops->paint(form, canvas);
    for (int y = 0; y < 24; y++)
        assert_null(strstr(row_text(canvas, y, row, sizeof row), "more"));
    canvas_free(&canvas);
    stage_close(&stage);
}

static void tall_form(void **state)
{
    struct stage stage = open_form();

    (void)state;
    /* the smallest window: all fields can be reached, the focused one is always seen */
    stage_open(&stage, 24, 80, &demo_form_screen, NULL);
    form_label(stage.demo.form, "address", "很长的住址");
    assert_true(stage_hides(&stage, "more below"));
    for (int i = 0; i < 12; i++) {
        stage_keys(&stage, "Tab");
        assert_in_range(ui_canvas(stage.ui)->cursor_y, 2, 24 - 5);
    }
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 5: a form looks as sketched", first_look),
        UNIT_TEST("DESIGN 5: the real cursor stands in the field, also behind Chinese", typing),
        UNIT_TEST("DESIGN 5: a value longer than its field scrolls", long_value),
        UNIT_TEST("SPEC 20.2: number fields fold full-width digits and refuse the rest", numbers),
        UNIT_TEST("SPEC 20.2: days are typed in many ways and kept in one", days),
        UNIT_TEST("SPEC 20.2: a choice is found by initials and by part of its name", choice),
        UNIT_TEST("SPEC 4.6: a lookup asks as one types and drops late answers", look_up),
        UNIT_TEST("SPEC 8.1: yes and no", yes_no),
        UNIT_TEST("SPEC 20.2: a click goes to the field", clicked),
        UNIT_TEST("DESIGN 4: a password is shown as stars and is in no draft", secret),
        UNIT_TEST("SPEC 20.2: Esc and ^Z take a field back, and bring it again", take_back),
        UNIT_TEST("SPEC 20.4: storing stops at the first wrong field", store),
        UNIT_TEST("SPEC 20.4: an error of the database goes to its field", from_database),
        UNIT_TEST("SPEC 20.7: a draft is kept two seconds after the last key", drafts),
        UNIT_TEST("DESIGN 5: a form is the fields object of its function", json),
        UNIT_TEST("DESIGN 5: a paste becomes one line, filtered as keys are", paste),
        UNIT_TEST("SPEC 20.2: unsaved input is not left without asking", leaving),
        UNIT_TEST("DESIGN 5: scripts set fields by name, lookups by what they show", script_set),
        UNIT_TEST("SPEC 20.1: a form that does not fit says so at its edge", more_beyond),
        UNIT_TEST("SPEC 20.1: each field of a tall form can be seen", tall_form),
    };

    return UNIT_RUN(tests);
}
