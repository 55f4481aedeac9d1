/* Tables: paging by key over 100,000 rows, sorting, filters, marks, what is said when nothing is
 * there. */
#include "config.h"

#include "tests/screen/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void open_list(struct stage *stage)
{
    stage_language("en");
    stage_open(stage, 24, 80, &demo_list_screen, NULL);
}

static const struct demo_row *current(struct stage *stage)
{
    return table_current(stage->demo.table);
}

static void first_look(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    assert_true(stage_snapshot(&stage, "kit/list"));
    assert_int_equal(stage_role(&stage, "李样本00000"), ROLE_CELL_FOCUS);
    assert_int_equal(stage_role(&stage, "钢筋一班"), ROLE_VALUE);
    assert_int_equal(stage_role(&stage, "no "), ROLE_WARN);
    stage_close(&stage);
}

static void only_the_key_cell(void **state)
{
    struct stage stage = {0};
    const struct canvas *canvas;
    int lit = 0;

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "Down Down");
    canvas = ui_canvas(stage.ui);
    for (int x = 0; x < canvas->cols; x++)
        lit += canvas_at(canvas, stage_row(&stage, "张样本00002"), x)->role == ROLE_CELL_FOCUS;
    assert_in_range(lit, 12, 24);
    assert_int_equal(stage_role(&stage, "王样本00001"), ROLE_VALUE);
    stage_close(&stage);
}

static void clicked(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    ui_click(stage.ui, stage_row(&stage, "张样本00002"), 3);
    ui_refresh(stage.ui);
    assert_int_equal(stage_role(&stage, "张样本00002"), ROLE_CELL_FOCUS);
    assert_true(stage_shows(&stage, "row 3 of"));
    /* the head, the title and what lies beyond are no rows */
    ui_click(stage.ui, stage_row(&stage, "李样本00000") - 1, 3);
    ui_click(stage.ui, 0, 3);
    ui_click(stage.ui, 500, -3);
    ui_refresh(stage.ui);
    assert_true(stage_shows(&stage, "row 3 of"));
    stage_close(&stage);
}

static void long_key(void **state)
{
    struct stage stage = {0};

    (void)state;
    stage_language("en");
    stage_open(&stage, 24, 120, &demo_list_screen, NULL);
    for (int i = 0; i < 40; i++)
        ui_key(stage.ui, K_DOWN);
    assert_true(stage_shows(&stage, "阿卜杜热合曼・艾合买提江"));
    assert_int_equal(stage_role(&stage, "阿卜杜热合曼・艾合"), ROLE_CELL_FOCUS);
    assert_int_equal(stage_role(&stage, "・艾合买提江"), ROLE_VALUE);
    stage_close(&stage);
}

static void full_bar(void **state)
{
    struct stage stage = {.full_bar = true};
    const struct canvas *canvas;

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "Down");
    canvas = ui_canvas(stage.ui);
    for (int x = 4; x < 70; x++) {
        int role = canvas_at(canvas, stage_row(&stage, "王样本00001"), x)->role;

        assert_true(role == ROLE_ROW_FOCUS || role == ROLE_CELL_FOCUS);
    }
    assert_int_equal(stage_role(&stage, "李样本00000"), ROLE_VALUE);
    stage_close(&stage);
}

/* Every row from the first to `n`, one key each: the window slides, nothing is left out. */
static void walk(struct stage *stage, int n, int step)
{
    for (int i = 0; i < n; i++) {
        int64_t before = current(stage)->id;

        ui_key(stage->ui, step > 0 ? K_DOWN : K_UP);
        ui_refresh(stage->ui);
        assert_int_equal(current(stage)->id, before + step);
    }
}

static void scrolling(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    walk(&stage, 3000, 1);
    assert_int_equal(current(&stage)->id, 3001);
    assert_true(stage_shows(&stage, "row 3,001 of 100,000"));
    assert_true(table_shown(stage.demo.table) <= 1200);
    walk(&stage, 3000, -1);
    assert_int_equal(current(&stage)->id, 1);
    assert_true(stage_shows(&stage, "row 1 of 100,000"));
    stage_close(&stage);
}

static void whole_list(void **state)
{
    struct stage stage = {0};
    int pages = 0;

    (void)state;
    open_list(&stage);
    while (current(&stage)->id < DEMO_ROWS && pages < 20000) {
        int64_t before = current(&stage)->id;

        ui_key(stage.ui, K_PAGE_DOWN);
        assert_true(current(&stage)->id > before);
        pages++;
    }
    ui_refresh(stage.ui);
    assert_int_equal(current(&stage)->id, DEMO_ROWS);
    assert_true(stage_shows(&stage, "row 100,000 of 100,000"));
    assert_true(table_shown(stage.demo.table) <= 1200);
    stage_keys(&stage, "Home");
    assert_int_equal(current(&stage)->id, 1);
    stage_close(&stage);
}

static void from_the_end(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "End");
    assert_int_equal(current(&stage)->id, DEMO_ROWS);
    assert_true(stage_shows(&stage, "row 100,000 of 100,000"));
    walk(&stage, 1500, -1);
    assert_true(stage_shows(&stage, "row 98,500 of 100,000"));
    walk(&stage, 1500, 1);
    assert_int_equal(current(&stage)->id, DEMO_ROWS);
    stage_keys(&stage, "Down");
    assert_int_equal(current(&stage)->id, DEMO_ROWS);
    stage_keys(&stage, "Home PgDn");
    assert_int_equal(current(&stage)->id, 1 + 14);
    stage_close(&stage);
}

/* What is asked first is little, so that it is soon there; the rest when somebody goes on. */
static void first_page(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    assert_int_equal(table_shown(stage.demo.table), 50);
    assert_int_equal(stage.demo.asks, 1);
    stage_keys(&stage, "Down");
    assert_int_equal(stage.demo.asks, 2);
    assert_int_equal(table_shown(stage.demo.table), 50 + 200);
    /* read again it is as much as one has seen */
    walk(&stage, 120, 1);
    stage_keys(&stage, "^R");
    assert_int_equal(current(&stage)->id, 122);
    stage_close(&stage);
    /* a window that shows more than that is filled at once */
    stage_language("en");
    stage_open(&stage, 70, 80, &demo_list_screen, NULL);
    assert_true(table_shown(stage.demo.table) > 60);
    assert_true(stage_shows(&stage, "00060"));
    stage_close(&stage);
}

/* Come back to, a list goes to the row it was left on, further down than its first page. */
static void goes_there(void **state)
{
    struct stage stage = {.demo = {.late = true}};

    (void)state;
    open_list(&stage);
    table_go(stage.demo.table, 150);
    table_sort_by(stage.demo.table, "name", false);
    assert_true(stage_until(&stage, "00149"));
    assert_int_equal(current(&stage)->id, 150);
    stage_close(&stage);
}

static void late_answers(void **state)
{
    struct stage stage = {0};
    int64_t end = loop_now() + 20000;

    (void)state;
    stage.demo.late = true;
    open_list(&stage);
    assert_null(table_current(stage.demo.table));
    stage_keys(&stage, "Down"); /* nothing to move on yet: no harm */
    assert_true(stage_until(&stage, "李样本00000"));
    assert_true(stage_shows(&stage, "of 50 or more"));
    /* keys run ahead of the answers: they are made good when the rows come */
    for (int i = 0; i < 30; i++)
        ui_key(stage.ui, K_PAGE_DOWN);
    while (table_loading(stage.demo.table) && loop_now() < end)
        loop_turn(stage.loop, 20);
    assert_true(current(&stage)->id > 200);
    /* an answer that nobody waits for any more changes nothing */
    table_rows(stage.demo.table, 1, NULL, 0, false);
    assert_true(current(&stage)->id > 200);
    stage_close(&stage);
}

static void sorting(void **state)
{
    struct stage stage = {0};
    struct demo_row row;

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "s");
    assert_true(stage_snapshot(&stage, "kit/sort"));
    stage_keys(&stage, "Down Enter");
    demo_row_at(&stage.demo, "days", 0, &row);
    assert_int_equal(current(&stage)->id, row.id);
    stage_keys(&stage, "Down Down Down");
    demo_row_at(&stage.demo, "days", 3, &row);
    assert_int_equal(current(&stage)->id, row.id);
    /* the same column again: the other way round, also when read backwards */
    assert_true(table_sort_by(stage.demo.table, "days", true));
    demo_row_at(&stage.demo, "days", DEMO_ROWS - 1, &row);
    assert_int_equal(current(&stage)->id, row.id);
    stage_keys(&stage, "End");
    demo_row_at(&stage.demo, "days", 0, &row);
    assert_int_equal(current(&stage)->id, row.id);
    assert_false(table_sort_by(stage.demo.table, "team", false));
    stage_close(&stage);
}

static void filters(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "/");
    stage_type(&stage, "0037");
    assert_true(stage_until_gone(&stage, "李样本00000"));
    assert_true(stage_shows(&stage, "王样本00001"));
    stage_keys(&stage, "Esc");
    assert_int_equal(stage_role(&stage, "王样本00001"), ROLE_CELL_FOCUS);
    /* one more filter, by choice */
    stage_keys(&stage, "F4");
    stage_type(&stage, "水电");
    stage_keys(&stage, "Enter");
    assert_true(stage_hides(&stage, "王样本00001"));
    stage_keys(&stage, "Esc /");
    stage_keys(&stage, "^U Enter");
    assert_true(stage_shows(&stage, "钱样本00004"));
    assert_true(stage_hides(&stage, "木工二班"));
    assert_true(stage_shows(&stage, "of 16,666"));
    /* a digit in the list begins a search */
    stage_keys(&stage, "7");
    assert_string_equal(form_focused(stage.demo.form), "search");
    assert_string_equal(form_value(stage.demo.form, "search"), "7");
    stage_close(&stage);
}

static void nothing_there(void **state)
{
    struct stage stage = {.demo = {.empty = true}};

    (void)state;
    open_list(&stage);
    assert_true(stage_snapshot(&stage, "kit/list-empty"));
    stage_keys(&stage, "Down PgDn End Home Up Space Enter");
    assert_null(table_current(stage.demo.table));
    assert_int_equal(stage.demo.opened, 0);
    stage_close(&stage);
}

static void away(void **state)
{
    struct stage stage = {.demo = {.fail = true}};

    (void)state;
    open_list(&stage);
    assert_true(stage_snapshot(&stage, "kit/list-error"));
    stage.demo.fail = false;
    stage_keys(&stage, "^R");
    assert_true(stage_shows(&stage, "李样本00000"));
    /* what is there stays while the database is away */
    stage.demo.fail = true;
    stage_keys(&stage, "Down Down ^R");
    assert_true(stage_shows(&stage, "李样本00000"));
    assert_true(stage_shows(&stage, "the database is away. it is tried again by itself"));
    stage_close(&stage);
}

static void marks(void **state)
{
    struct stage stage = {.demo = {.rows = 30}};

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "Space Down Space");
    assert_int_equal(table_marked(stage.demo.table), 2);
    assert_true(table_is_marked(stage.demo.table, 1));
    assert_true(table_is_marked(stage.demo.table, 3));
    assert_true(stage_shows(&stage, "2 marked"));
    assert_true(stage_shows(&stage, "* 张样本00002"));
    stage_keys(&stage, "Home Space");
    assert_int_equal(table_marked(stage.demo.table), 1);
    stage_keys(&stage, "a");
    assert_int_equal(table_marked(stage.demo.table), 30);
    stage_keys(&stage, "a");
    assert_int_equal(table_marked(stage.demo.table), 0);
    stage_close(&stage);
}

static void keeps_place(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    walk(&stage, 700, 1);
    stage_keys(&stage, "^R");
    assert_int_equal(current(&stage)->id, 701);
    assert_true(stage_shows(&stage, "row 701 of 100,000"));
    walk(&stage, 300, -1);
    assert_int_equal(current(&stage)->id, 401);
    stage_keys(&stage, "F2 Esc");
    assert_int_equal(current(&stage)->id, 401);
    stage_close(&stage);
}

static void month(void **state)
{
    struct stage stage = {0};

    (void)state;
    stage_language("en");
    stage_open(&stage, 36, 120, &demo_month_screen, NULL);
    assert_true(stage_snapshot(&stage, "kit/month-120"));
    ui_resize(stage.ui, 24, 80);
    stage_keys(&stage, "Down Right Right Right");
    assert_true(stage_snapshot(&stage, "kit/month-80"));
    for (int i = 0; i < 40; i++)
        stage_keys(&stage, "Right");
    assert_true(stage_shows(&stage, "31"));
    assert_true(stage_shows(&stage, "李样本00000")); /* frozen */
    for (int i = 0; i < 40; i++)
        stage_keys(&stage, "Left");
    assert_true(stage_shows(&stage, " 1  2  3"));
    stage_close(&stage);
}

static void opened(void **state)
{
    struct stage stage = {0};

    (void)state;
    open_list(&stage);
    stage_keys(&stage, "Down Down Enter");
    assert_int_equal(stage.demo.opened, 3);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 5: a list looks as sketched", first_look),
        UNIT_TEST("SPEC 20.6: only the key cell of the current row is lit", only_the_key_cell),
        UNIT_TEST("SPEC 20.6: of a long name a part is lit, up to a dot", long_key),
        UNIT_TEST("DESIGN 5: the whole row is lit where the settings say so", full_bar),
        UNIT_TEST("SPEC 20.5: rows come page by page, in both directions", scrolling),
        UNIT_TEST("SPEC 20.5: 100,000 rows are walked through in a window of 1,000", whole_list),
        UNIT_TEST("SPEC 20.5: the end is read from the end", from_the_end),
        UNIT_TEST("SPEC 23: the first page is a small one", first_page),
        UNIT_TEST("SPEC 20.2: a list goes to a row that is still on its way", goes_there),
        UNIT_TEST("SPEC 20.3: keys run ahead of answers, late answers are dropped", late_answers),
        UNIT_TEST("SPEC 20.5: columns sort, either way", sorting),
        UNIT_TEST("SPEC 8.6: filters narrow the list as one types", filters),
        UNIT_TEST("SPEC 20.4: an empty list says what to do", nothing_there),
        UNIT_TEST("SPEC 22.6: a list whose database is away says so and comes back", away),
        UNIT_TEST("SPEC 8.4: rows are marked", marks),
        UNIT_TEST("SPEC 20.2: a list read again, or come back to, is where it was", keeps_place),
        UNIT_TEST("SPEC 10.5: 31 days scroll sideways behind the name", month),
        UNIT_TEST("SPEC 20.2: Enter opens the row", opened),
        UNIT_TEST("SPEC 20.2: a click goes to the row", clicked),
    };

    return UNIT_RUN(tests);
}
