/* kit_demo SCREEN [--script FILE] [--full-bar] [--late] [--denied]: the demonstration screens on a
 * terminal, or on the memory canvas when a script runs without one. */
#include "config.h"

#include "tests/screen/demo.h"

#include "core/base/i18n.h"
#include "tui/kit/locale.h"
#include "tui/kit/script.h"
#include "tui/kit/term.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int die(const struct err *err)
{
    fprintf(stderr, "kit_demo: %s %s\n", err->text, err->detail);
    return 2;
}

int main(int argc, char **argv)
{
    struct demo demo = {.late = false};
    struct err err = {0};
    struct locale_state locale;
    struct term_options look = {.ambiguous = 0, .colours = -1};
    struct ui_options options = {.hooks = &demo_hooks, .screens = demo_screens, .app = &demo};
    struct script *script = NULL;
    const char *screen = argc > 1 ? argv[1] : "list";
    bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    struct ui *ui;
    int status;

    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--script") == 0 && i + 1 < argc)
            script = script_read(argv[++i], &err);
        else if (strcmp(argv[i], "--full-bar") == 0)
            options.full_bar = true;
        else if (strcmp(argv[i], "--mouse") == 0)
            look.mouse = true;
        else if (strcmp(argv[i], "--late") == 0)
            demo.late = true;
        else if (strcmp(argv[i], "--denied") == 0)
            demo.denied = true;
    }
    if (err.code != ERR_NONE)
        return die(&err);
    locale_start(NULL, terminal, &locale);
    options.loop = loop_new(&err);
    if (terminal)
        options.term = term_open(&look, &err);
    if (terminal && !options.term)
        return die(&err);
    options.canvas = terminal ? canvas_curses(options.term) : canvas_memory(24, 80);
    ui = ui_new(&options, &err);
    if (!ui)
        return die(&err);
    ui_set_place(ui, "天山花园二期");
    ui_set_who(ui, "劳资员 样本乙");
    ui_set_status(ui, 0, ROLE_VALUE, "读卡器 就绪");
    ui_set_status(ui, 1, ROLE_GOOD, "在线");
    if (locale_hint(&locale))
        ui_say(ui, MESSAGE_WARN, locale_hint(&locale));
    if (!ui_open(ui, screen, NULL, &err))
        return die(&err);
    if (script)
        script_start(script, ui);
    status = ui_run(ui);
    script_free(&script);
    ui_free(&ui);
    loop_free(&options.loop);
    return status;
}
