/* What every picture of a scene keeps, whatever canvas, size and language. */
#ifndef ANXIN_TESTS_SCENE_RULES_H
#define ANXIN_TESTS_SCENE_RULES_H

#include "tests/screen/scene.h"

/* Title, labels and key bar stand there in whole words, no wide character is halved, the cursor is
 * in the field that takes text. False: `where` and the first thing wrong were printed. */
bool scene_is_whole(const struct scene *scene, struct ui *ui, const char *where);

#endif
