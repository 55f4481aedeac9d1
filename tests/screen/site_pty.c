/* Every screen of the program on a terminal, in UTF-8 and in GB18030: what stands there, cell by
 * cell and with its cursor, is what the canvas holds. */
#include "config.h"

#include "tests/screen/fake_app.h"
#include "tests/screen/pty.h"
#include "tests/screen/scene_rules.h"
#include "tests/screen/snapshot.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char demo[1024];

static const struct charset {
    const char *name;
    int ambiguous; /* cells of a character of ambiguous width */
    bool other;    /* libvterm reads a translation */
} utf8 = {"UTF-8", 1, false}, gb18030 = {"GB18030", 2, true};

/* A canvas in memory as that terminal's: what must stand there. */
static struct ui *wanted(const struct scene *scene, const struct charset *charset, int rows,
                         int cols)
{
    struct canvas *canvas = canvas_memory(rows, cols);
    struct ui *ui;

    canvas->ambiguous = charset->ambiguous;
    ui = scene_open(scene, SCENE_FULL, canvas, NULL);
    scene_status(ui);
    return ui;
}

/* Its text, as the terminal shows it. The caller frees. */
static char *shown(struct ui *ui, const struct charset *charset)
{
    char *text = ui_text(ui), *stood_in;

    scene_still(text);
    if (!charset->other)
        return text;
    stood_in = pty_stand_in(text);
    free(text);
    return stood_in;
}

static bool status_line(struct pty *pty)
{
    char *text = pty_text(pty), *row = text;
    bool there;

    for (int y = 0; y < pty->rows - 2; y++)
        row = strchr(row, '\n') + 1;
    row[strcspn(row, "\n")] = '\0';
    there = strstr(row, _("Reader: ready")) && strstr(row, _("online"));
    if (!there)
        fprintf(stderr, "# the status row is \"%s\"\n", row);
    free(text);
    return there;
}

/* The terminal shows the picture, whole and with its cursor. */
static bool agrees(struct pty *pty, struct ui *ui, const struct charset *charset)
{
    const struct canvas *canvas = ui_canvas(ui);
    char *text = shown(ui, charset);
    bool good = pty_until_same(pty, text, canvas->cursor_y, canvas->cursor_x) && pty_whole(pty) &&
                status_line(pty);

    free(text);
    return good;
}

/* The last character typed stands before the cursor. */
static bool typed_there(struct pty *pty, const char *typed)
{
    char *text = pty_text(pty), *stood_in = pty_stand_in(typed), *at = text;
    int row, col;
    bool there;

    pty_cursor(pty, &row, &col);
    for (int y = 0; y < row; y++)
        at = strchr(at, '\n') + 1;
    at[strcspn(at, "\n")] = '\0';
    there = strstr(at, typed) || strstr(at, stood_in);
    if (!there)
        fprintf(stderr, "# \"%s\" is not in the row of the cursor: \"%s\"\n", typed, at);
    free(stood_in);
    free(text);
    return there;
}

static int look(const struct scene *scene, const struct charset *charset, int rows, int cols,
                const char *const *environment)
{
    const char *const argv[] = {demo, scene->name, NULL};
    struct ui *ui = wanted(scene, charset, rows, cols);
    struct pty pty;
    char where[120], paste[64];
    bool good;

    snprintf(where, sizeof where, "%s, %dx%d, %s", scene->name, cols, rows, charset->name);
    pty_open(&pty, rows, cols, environment, argv);
    pty.still = scene_still;
    if (charset->other)
        pty_charset(&pty, charset->name);
    good = scene_is_whole(scene, ui, where) && agrees(&pty, ui, charset);
    if (good && scene->typed) {
        snprintf(paste, sizeof paste, "\"%s\"", scene->typed);
        fake_keys(paste);
        pty_send(&pty, scene->typed);
        good = agrees(&pty, ui, charset) && typed_there(&pty, scene->typed);
    }
    if (!good)
        fprintf(stderr, "# that was %s\n", where);
    pty_close(&pty);
    scene_close();
    return !good;
}

static void walk(const struct charset *charset, int rows, int cols)
{
    char locpath[1100], locale[1100];
    const char *const environment[] = {locpath, locale, "LANGUAGE=zh_CN", "TERM=xterm-256color",
                                       NULL};
    int wrong = 0;

    if (!pty_locale(charset->name, locpath, locale))
        skip();
    for (size_t i = 0; i < scene_count; i++)
        wrong += look(&scenes[i], charset, rows, cols, environment);
    assert_int_equal(wrong, 0);
}

static void small_utf8(void **state)
{
    (void)state;
    walk(&utf8, 24, 80);
}

static void large_utf8(void **state)
{
    (void)state;
    walk(&utf8, 36, 120);
}

static void small_gb18030(void **state)
{
    (void)state;
    walk(&gb18030, 24, 80);
}

static void large_gb18030(void **state)
{
    (void)state;
    walk(&gb18030, 36, 120);
}

/* Whoever changes the character set of a terminal sees the same screens. */
static void one_screen(void **state)
{
    int wrong = 0;

    (void)state;
    for (size_t i = 0; i < scene_count; i++) {
        char *texts[2];
        const struct charset *charsets[] = {&utf8, &gb18030};

        for (int j = 0; j < 2; j++) {
            texts[j] = shown(wanted(&scenes[i], charsets[j], 24, 80), charsets[j]);
            scene_close();
        }
        if (strcmp(texts[0], texts[1]) != 0) {
            fprintf(stderr, "# %s\n", scenes[i].name);
            snapshot_print("  UTF-8", texts[0]);
            snapshot_print("GB18030", texts[1]);
            wrong++;
        }
        free(texts[0]);
        free(texts[1]);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 20.1: every screen on a UTF-8 terminal of 80 by 24", small_utf8),
        UNIT_TEST("SPEC 20.1: every screen on a UTF-8 terminal of 120 by 36", large_utf8),
        UNIT_TEST("SPEC 20.1: every screen on a GB18030 terminal of 80 by 24", small_gb18030),
        UNIT_TEST("SPEC 20.1: every screen on a GB18030 terminal of 120 by 36", large_gb18030),
        UNIT_TEST("SPEC 20.1: both character sets show the same screens", one_screen),
    };
    const char *top = getenv("TOP_BUILDDIR");

    snprintf(demo, sizeof demo, "%s/tests/screen/site_demo", top ? top : ".");
    i18n_start("zh_CN");
    return UNIT_RUN(tests);
}
