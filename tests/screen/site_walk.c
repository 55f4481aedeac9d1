/* Rules that every picture of every screen keeps at each size, language and width of ambiguous
 * characters (2 is what a GB18030 terminal shows). */
#include "config.h"

#include "tests/screen/scene_rules.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"

#include <stdio.h>

static const int sizes[][2] = {{24, 80}, {36, 120}};

static int look(const struct scene *scene, int mood, const int size[2], int ambiguous)
{
    struct canvas *canvas = canvas_memory(size[0], size[1]);
    char where[120];
    struct ui *ui;
    bool whole;

    canvas->ambiguous = ambiguous;
    ui = scene_open(scene, (enum scene_mood)mood, canvas, NULL);
    snprintf(where, sizeof where, "%s %s, %dx%d, ambiguous %d", scene->name,
             scene_mood_name((enum scene_mood)mood), size[1], size[0], ambiguous);
    whole = scene_is_whole(scene, ui, where);
    /* the same after another size */
    ui_resize(ui, sizes[0][0] + sizes[1][0] - size[0], sizes[0][1] + sizes[1][1] - size[1]);
    ui_refresh(ui);
    whole = whole && scene_is_whole(scene, ui, where);
    scene_close();
    return !whole;
}

static void walk(const char *language)
{
    int wrong = 0;

    i18n_start(language);
    for (size_t i = 0; i < scene_count; i++)
        for (int mood = 0; mood < (scenes[i].moods ? SCENE_MOODS : 1); mood++)
            for (int size = 0; size < 2; size++)
                for (int ambiguous = 1; ambiguous <= 2; ambiguous++)
                    wrong += look(&scenes[i], mood, sizes[size], ambiguous);
    assert_int_equal(wrong, 0);
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
        UNIT_TEST("SPEC 20.1: nothing is cut or split, in Chinese", walk_chinese),
        UNIT_TEST("SPEC 20.1: nothing is cut or split, in English", walk_english),
    };

    return UNIT_RUN(tests);
}
