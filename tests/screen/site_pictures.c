/* What the screens of an office look like: reviewed pictures at 80x24 in Chinese (full, empty,
 * without the database), and rules that every picture keeps at each size, language and width of
 * ambiguous characters (2 is what a GB18030 terminal shows).
 */
#include "config.h"

#include "tests/screen/fake_app.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/site.h"
#include "tests/screen/snapshot.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tests/unit/unit.h"
#include "tui/kit/form.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct device_info devices[] = {
    {.device = 1,
     .vendor = 0x0400,
     .product = 0xc35a,
     .state = DEVICE_READY,
     .sure = DEVICE_SURE_PUBLISHED,
     .label = "身份证读卡器",
     .maker = "样本 100U",
     .place = "1-2.3",
     .transport = "split",
     .identity = "05.01-20260101-0000012345-0000012345",
     .text = "等待放卡"},
    {.device = 2,
     .vendor = 0x0483,
     .product = 0x5090,
     .state = DEVICE_FAULTY,
     .sure = DEVICE_SURE_SAYSO,
     .label = "身份证读卡器",
     .maker = "样本 16D",
     .place = "1-3",
     .transport = "single",
     .text = "读卡器没有应答",
     .hint = "拔出读卡器,等两秒再插入。"},
};

static const struct {
    const char *screen, *arg, *keys; /* keys: before it is looked at */
} views[] = {
    {"workers", NULL, NULL},  {"worker", "102", NULL},  {"teams", NULL, NULL},
    {"team", "11", NULL},     {"messages", NULL, NULL}, {"devices", NULL, NULL},
    {"jobs", NULL, NULL},     {"job", "9", NULL},       {"services", NULL, NULL},
    {"service", "sms", NULL}, {"codes", NULL, NULL},    {"team", NULL, NULL},
    {"workers", NULL, "F4"},  {"workers", NULL, "F1"},  {"worker", "102", "F3"},
    {"team", "11", "F1"},     {"jobs", NULL, "F4"},     {"codes", NULL, "Enter"},
    {"jobs", NULL, "F1"},     {"service", "sms", "F1"},
};

enum { VIEWS = sizeof views / sizeof *views, PICTURED = 11 };

static const struct {
    const char *name;
    void (*answers)(void);
} moods[] = {{"full", site_answers}, {"empty", site_empty}, {"away", site_away}};

enum { MOODS = sizeof moods / sizeof *moods };

/* ---- a view ---- */

static struct ui *show(int view, int mood, int rows, int cols, int ambiguous)
{
    struct err err = {.code = ERR_NONE};
    struct ui *ui;

    moods[mood].answers();
    ui = fake_app_new(rows, cols);
    ui_canvas(ui)->ambiguous = ambiguous;
    if (mood == 0) {
        fake_devices(devices, sizeof devices / sizeof *devices);
        ui_say(ui, MESSAGE_ERROR, "读卡器没有应答。拔出读卡器,等两秒再插入。");
        ui_hush(ui);
    }
    assert_true(ui_open(ui, views[view].screen, views[view].arg, &err));
    fake_settle();
    if (views[view].keys)
        fake_keys(views[view].keys);
    return ui;
}

/* ---- pictures ---- */

/* The clock's digits, "11-23 09:12:00", as 0. */
static void still_clock(char *text)
{
    static const char shape[] = "00-00 00:00:00";

    for (; *text; text++) {
        size_t n = 0;

        while (shape[n] &&
               (shape[n] == '0' ? text[n] >= '0' && text[n] <= '9' : text[n] == shape[n]))
            n++;
        if (!shape[n])
            memcpy(text, shape, n);
    }
}

static void pictures(void **state)
{
    char name[80];
    int wrong = 0;

    (void)state;
    i18n_start("zh");
    for (int view = 0; view < PICTURED; view++)
        for (int mood = 0; mood < MOODS; mood++) {
            struct ui *ui = show(view, mood, 24, 80, 1);
            char *text = ui_text(ui);

            still_clock(text);
            snprintf(name, sizeof name, "site/%s-%s", views[view].screen, moods[mood].name);
            wrong += !snapshot_matches(name, text);
            free(text);
            fake_app_free();
        }
    assert_int_equal(wrong, 0);
}

/* ---- rules ---- */

static char where[160];

static void fail_at(struct ui *ui, const char *what)
{
    char *text = ui_text(ui);

    fprintf(stderr, "%s: %s\n%s\n", where, what, text);
    free(text);
    fail();
}

/* Every row is full, and no wide character is half there. */
static void rule_cells(struct ui *ui)
{
    const struct canvas *canvas = ui_canvas(ui);

    for (int y = 0; y < canvas->rows; y++)
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell *cell = canvas_at(canvas, y, x);
            const struct cell *next = canvas_at(canvas, y, x + 1);

            if (cell->width == 2 && (!next || next->width != 0))
                fail_at(ui, "a wide character without its right half");
            if (next && next->width == 0 && cell->width != 2)
                fail_at(ui, "a right half without its left");
            if (cell->width && (unsigned char)cell->bytes[0] < ' ')
                fail_at(ui, "a control character");
        }
}

static void row_text(const struct canvas *canvas, int y, char *out, size_t size)
{
    size_t used = 0;

    for (int x = 0; x < canvas->cols; x++) {
        const struct cell *cell = canvas_at(canvas, y, x);

        used += (size_t)snprintf(out + used, size - used, "%s", cell->width ? cell->bytes : "");
    }
}

static bool stands_in(const struct canvas *canvas, int from, int to, const char *text)
{
    char row[2048];

    for (int y = from; y < to; y++) {
        row_text(canvas, y, row, sizeof row);
        if (strstr(row, text))
            return true;
    }
    return false;
}

/* What can be done now stands on the key bar, in whole words. */
static void rule_key_bar(struct ui *ui)
{
    const struct canvas *canvas = ui_canvas(ui);
    const struct screen *screen = ui_top(ui);
    char row[2048];

    row_text(canvas, canvas->rows - 1, row, sizeof row);
    if (!strstr(row, "F1 ") || !strstr(row, "F10 "))
        fail_at(ui, "no way to the help, or back");
    for (const struct action *a = screen->ops->actions; a && a->name; a++)
        if ((a->flags & ACTION_MAIN) && action_enabled(screen, a, NULL) &&
            !strstr(row, gettext(a->label)))
            fail_at(ui, a->name);
}

/* The labels of a form's fields: whole. */
static void rule_labels(struct ui *ui)
{
    static const char *const of_team[] = {"Company",           "Team's name", "Entered on",
                                          "Team leader",       "Phone",       "Document",
                                          "Responsible person"};
    static const char *const of_workers[] = {"Find", "Company", "Team", "Trade", "Kind", "State"};
    const char *name = ui_top(ui)->ops->name;
    const char *const *labels = !strcmp(name, "team")      ? of_team
                                : !strcmp(name, "workers") ? of_workers
                                                           : NULL;
    int n = labels == of_team ? 7 : 6;

    for (int i = 0; labels && i < n; i++)
        if (!stands_in(ui_canvas(ui), 1, ui_canvas(ui)->rows - 3, gettext(labels[i])))
            fail_at(ui, labels[i]);
}

/* A form that has the focus has the cursor, inside the content. */
static void rule_cursor(struct ui *ui)
{
    const struct canvas *canvas = ui_canvas(ui);
    const struct widget *focus = screen_focus(ui_top(ui));

    if (!focus || !focus->ops->takes_text || !focus->ops->takes_text(focus))
        return;
    if (canvas->cursor_y < 1 || canvas->cursor_y >= canvas->rows - 3 || canvas->cursor_x < 0 ||
        canvas->cursor_x >= canvas->cols)
        fail_at(ui, "the cursor is not in the field");
}

static void rules(int view, int mood, int rows, int cols, const char *language, int ambiguous)
{
    struct ui *ui = show(view, mood, rows, cols, ambiguous);

    snprintf(where, sizeof where, "%s %s %s, %dx%d, %s, ambiguous %d", views[view].screen,
             views[view].keys ? views[view].keys : "", moods[mood].name, cols, rows, language,
             ambiguous);
    rule_cells(ui);
    rule_cursor(ui);
    if (!views[view].keys) {
        rule_key_bar(ui);
        rule_labels(ui);
    }
    fake_app_free();
}

static void walk(const char *language)
{
    static const int sizes[][2] = {{24, 80}, {36, 120}};

    i18n_start(language);
    for (int view = 0; view < VIEWS; view++)
        for (int mood = 0; mood < MOODS; mood++)
            for (int size = 0; size < 2; size++)
                for (int ambiguous = 1; ambiguous <= 2; ambiguous++)
                    if (mood == 0 || !views[view].keys)
                        rules(view, mood, sizes[size][0], sizes[size][1], language, ambiguous);
}

static void walk_chinese(void **state)
{
    (void)state;
    walk("zh");
}

static void walk_english(void **state)
{
    (void)state;
    walk("en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 9: each screen looks as it was reviewed", pictures),
        UNIT_TEST("SPEC 20.1: nothing is cut or split, in Chinese", walk_chinese),
        UNIT_TEST("SPEC 20.1: nothing is cut or split, in English", walk_english),
    };

    return UNIT_RUN(tests);
}
