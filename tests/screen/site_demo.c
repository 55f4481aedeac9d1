/* site_demo SCENE: a screen of the program on this terminal, before the site of scene.h. */
#include "config.h"

#include "tests/screen/fake_app.h"
#include "tests/screen/scene.h"

#include "tui/kit/locale.h"
#include "tui/kit/term.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    const struct term_options look = {.ambiguous = 0, .colours = -1};
    const struct scene *scene = scene_find(argc > 1 ? argv[1] : "");
    struct err err = {.code = ERR_NONE};
    struct locale_state locale;
    struct term *term;
    int status;

    if (!scene) {
        fputs("site_demo: which scene?\n", stderr);
        return 2;
    }
    locale_start(NULL, true, &locale);
    term = term_open(&look, &err);
    if (!term) {
        fprintf(stderr, "site_demo: %s\n", err.text);
        return 2;
    }
    scene_status(scene_open(scene, SCENE_FULL, canvas_curses(term), term));
    status = fake_app_run();
    scene_close();
    return status;
}
