/* `--script FILE`: the program driven by the names of its actions and fields; anxin-script(7).
 *
 *   login PHONE PASSWORD     open SCREEN [ARG]        do ACTION
 *   set FIELD VALUE          key KEY...               type TEXT
 *   wait TEXT                wait-not TEXT            expect TEXT      expect-not TEXT
 *   wait-screen NAME         save-screen FILE         size COLSxROWS   limit SECONDS
 *   card NAME                finger NAME              lift             plug NAME
 *   unplug NAME              sim WORDS                quit
 *
 * "…" quotes with \" \\ \n inside; # begins a comment. A wait ends after 20 s (`limit`). Whatever
 * fails ends the program with status 1, the line and the screen on standard error. card,
 * finger, lift, plug, unplug and sim go to the Unix socket named by $ANXIN_SIM, a line each, answered by "ok" or
 * "error WHY". */
#ifndef ANXIN_KIT_SCRIPT_H
#define ANXIN_KIT_SCRIPT_H

#include <stdbool.h>

#include "core/base/err.h"

struct script;
struct ui;

/* Reads and checks the whole file ("-": standard input). */
struct script *script_read(const char *file, struct err *err);
void script_free(struct script **script);
/* Goes on with it from now on, in the ui's loop; ends the loop with 0 or 1. At the end of the file
 * without `quit`, a ui with a terminal is left to the person. */
void script_start(struct script *script, struct ui *ui);

/* One line into words, in place; at most `most`. -1: an open quote. */
int script_words(char *line, char **words, int most);

#endif
