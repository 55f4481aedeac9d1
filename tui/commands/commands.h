/* The commands: `anxin NAME …` does without a screen. One file per command, no curses; each
 * file gives one const struct command, listed in tui/main.c's table, and main.c does nothing but
 * find it. */
#ifndef ANXIN_TUI_COMMANDS_H
#define ANXIN_TUI_COMMANDS_H

#include "core/base/err.h"

#include <stdbool.h>

/* How a command ends, unless it says otherwise. */
enum {
    COMMAND_OK = 0,
    COMMAND_FAILED = 1, /* the work could not be done; stderr says why */
    COMMAND_USAGE = 2,  /* the words make no sense; stderr says how */
};

/* What was said before the command's name. */
struct command_options {
    const char *data;     /* --data DIR, or NULL */
    const char *script;   /* --script FILE, or NULL */
    const char *language; /* the configuration's word, or NULL */
    bool demo;
};

struct command {
    const char *name;    /* "db" */
    const char *usage;   /* "init|migrate|start …", not translated */
    const char *summary; /* N_("…"): one line of --help */
    /* argv[0] is the command's name. Returns the program's exit status. */
    int (*run)(int argc, char **argv, const struct command_options *options);
};

extern const struct command command_db;
extern const struct command command_device;
extern const struct command command_finger;
extern const struct command command_verify;
extern const struct command command_worker;

/* No command: the program with a screen (tui/commands/screen.c). */
int command_screen(const struct command_options *options);

/* Writes "anxin: text hint" on standard error. Returns COMMAND_FAILED. */
int command_complain(const struct err *err);

/* Writes how a command is used on standard error. Returns COMMAND_USAGE. */
int command_usage(const struct command *command);

#endif
