/* Expected screens as plain text files, reviewed like code: tests/screen/snapshots/NAME.txt.
 *
 * With ANXIN_SNAPSHOTS=update in the environment they are written instead (into the source
 * folder); look at what git diff says before you commit them. */
#ifndef ANXIN_TESTS_SCREEN_SNAPSHOT_H
#define ANXIN_TESTS_SCREEN_SNAPSHOT_H

#include <stdbool.h>

/* Compares `text` (canvas_to_text, ui_text) with the file; prints both on a difference. `name` may
 * hold slashes. False too when there is no such file. */
bool snapshot_matches(const char *name, const char *text);

/* A screen on standard error, a line "# MARK|…" a row, as TAP takes it. */
void snapshot_print(const char *mark, const char *text);

#endif
