#include "config.h"

#include "tests/screen/stage.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tests/screen/snapshot.h"
#include "tui/kit/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 20000 };

void stage_language(const char *language)
{
    char folder[1024];
    const char *top = getenv("TOP_BUILDDIR");

    snprintf(folder, sizeof folder, "%s/po/locale", top ? top : ".");
    setenv("ANXIN_LOCALE", folder, 0);
    i18n_start(language);
}

void stage_open(struct stage *stage, int rows, int cols, const struct screen_ops *ops,
                const char *keymap)
{
    struct err err = {0};
    struct ui_options options = {.hooks = &demo_hooks,
                                 .screens = demo_screens,
                                 .keymap = keymap,
                                 .full_bar = stage->full_bar,
                                 .app = &stage->demo};

    stage->loop = loop_new(&err);
    options.loop = stage->loop;
    options.canvas = canvas_memory(rows, cols);
    stage->ui = ui_new(&options, &err);
    assert_non_null(stage->ui);
    ui_set_place(stage->ui, "天山花园二期");
    ui_set_who(stage->ui, "劳资员 样本乙");
    ui_set_status(stage->ui, 0, ROLE_VALUE, "读卡器 就绪");
    assert_true(ui_push(stage->ui, ops, NULL, &err));
    ui_refresh(stage->ui);
}

void stage_close(struct stage *stage)
{
    ui_free(&stage->ui);
    loop_free(&stage->loop);
}

void stage_keys(struct stage *stage, const char *words)
{
    while (*words) {
        int key = key_parse(words, &words);

        assert_int_not_equal(key, K_NONE);
        ui_key(stage->ui, key);
        ui_refresh(stage->ui);
        assert_true(stage_whole(stage));
        words += strspn(words, " ");
    }
}

void stage_type(struct stage *stage, const char *text)
{
    uint32_t code;

    while (text_next(&text, &code)) {
        ui_key(stage->ui, (int)code);
        ui_refresh(stage->ui);
        assert_true(stage_whole(stage));
    }
}

static bool holds(struct stage *stage, const char *text)
{
    char *screen = ui_text(stage->ui);
    bool found = strstr(screen, text) != NULL;

    free(screen);
    return found;
}

bool stage_until(struct stage *stage, const char *text)
{
    int64_t end = loop_now() + PATIENCE_MS;

    while (!holds(stage, text) && loop_now() < end)
        loop_turn(stage->loop, 50);
    return stage_shows(stage, text);
}

bool stage_until_gone(struct stage *stage, const char *text)
{
    int64_t end = loop_now() + PATIENCE_MS;

    while (holds(stage, text) && loop_now() < end)
        loop_turn(stage->loop, 50);
    return stage_hides(stage, text);
}

static void print_screen(struct stage *stage, const char *why, const char *text)
{
    char *screen = ui_text(stage->ui);

    fprintf(stderr, "# %s: %s\n", why, text);
    snapshot_print("", screen);
    free(screen);
}

bool stage_shows(struct stage *stage, const char *text)
{
    if (holds(stage, text))
        return true;
    print_screen(stage, "not on the screen", text);
    return false;
}

bool stage_hides(struct stage *stage, const char *text)
{
    if (!holds(stage, text))
        return true;
    print_screen(stage, "on the screen", text);
    return false;
}

bool stage_snapshot(struct stage *stage, const char *name)
{
    char *screen = ui_text(stage->ui);
    bool same = snapshot_matches(name, screen);

    free(screen);
    return same;
}

/* Where the text begins: the cell, since bytes and cells are not the same. */
static bool find(struct stage *stage, const char *text, int *y, int *x)
{
    const struct canvas *canvas = ui_canvas(stage->ui);
    char row[4096];

    ui_refresh(stage->ui);
    for (*y = 0; *y < canvas->rows; (*y)++)
        for (*x = 0; *x < canvas->cols; (*x)++) {
            size_t n = 0;

            if (canvas_at(canvas, *y, *x)->width == 0)
                continue;
            for (int i = *x; i < canvas->cols; i++)
                n += (size_t)snprintf(row + n, sizeof row - n, "%s",
                                      canvas_at(canvas, *y, i)->bytes);
            if (strncmp(row, text, strlen(text)) == 0)
                return true;
        }
    return false;
}

int stage_row(struct stage *stage, const char *text)
{
    int y, x;

    return find(stage, text, &y, &x) ? y : -1;
}

enum role stage_role(struct stage *stage, const char *text)
{
    int y, x;

    if (!find(stage, text, &y, &x))
        return ROLE_COUNT;
    return (enum role)canvas_at(ui_canvas(stage->ui), y, x)->role;
}

bool stage_whole(struct stage *stage)
{
    const struct canvas *canvas = ui_canvas(stage->ui);

    for (int y = 0; y < canvas->rows; y++)
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell *cell = canvas_at(canvas, y, x);
            bool half = cell->width == 0 && (x == 0 || canvas_at(canvas, y, x - 1)->width != 2);
            bool cut = cell->width == 2 &&
                       (x + 1 == canvas->cols || canvas_at(canvas, y, x + 1)->width != 0);

            if (half || cut || text_width_as(cell->bytes, canvas->ambiguous) != cell->width) {
                print_screen(stage, "a split wide character", cell->bytes);
                return false;
            }
        }
    if (canvas->cursor_y >= canvas->rows || canvas->cursor_x >= canvas->cols) {
        print_screen(stage, "the cursor is outside", "");
        return false;
    }
    return true;
}
