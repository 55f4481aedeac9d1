/* Dispatch only: what was said before the command, then the command, or the screen. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/settings.h"
#include "tui/commands/commands.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command *const COMMANDS[] = {&command_db, &command_device, &command_finger,
                                                 &command_verify, &command_worker};
#define COMMAND_COUNT (sizeof COMMANDS / sizeof COMMANDS[0])

enum { OPTION_DATA = 256, OPTION_DEMO, OPTION_SCRIPT };

static const struct option OPTIONS[] = {
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"data", required_argument, NULL, OPTION_DATA},
    {"demo", no_argument, NULL, OPTION_DEMO},
    {"script", required_argument, NULL, OPTION_SCRIPT},
    {NULL, 0, NULL, 0},
};

static void help(void)
{
    printf(_("usage: anxin [--data DIR] [--demo] [--script FILE] [COMMAND...]\n\n"
             "Without a command the screen opens.\n\n"
             "  --data DIR     use the private database in DIR\n"
             "  --demo         try it with made-up data, in DIR or in a folder that is removed\n"
             "                 at the end\n"
             "  --script FILE  take the words of FILE instead of keys (\"-\": standard input)\n"
             "  --help         show this\n"
             "  --version      show the version\n\n"
             "Commands:\n"));
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-8s %s\n           anxin %s %s\n", COMMANDS[i]->name,
               gettext(COMMANDS[i]->summary), COMMANDS[i]->name, COMMANDS[i]->usage);
}

static int dispatch(int argc, char **argv, const struct command_options *options)
{
    if (argc == 0)
        return command_screen(options);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(argv[0], COMMANDS[i]->name) == 0)
            return COMMANDS[i]->run(argc, argv, options);
    fprintf(stderr, _("anxin: there is no command \"%s\"; anxin --help lists them\n"), argv[0]);
    return COMMAND_USAGE;
}

int main(int argc, char **argv)
{
    struct command_options options = {0};
    struct err err = {ERR_NONE};
    struct settings config;
    bool configured = settings_read(&config, &err);
    int option;

    signal(SIGPIPE, SIG_IGN);
    options.language = config.language;
    i18n_start(config.language);
    secret_forbid_dumps(NULL);
    while ((option = getopt_long(argc, argv, "+hV", OPTIONS, NULL)) != -1) {
        switch (option) {
        case 'h':
            help();
            return COMMAND_OK;
        case 'V':
            printf("%s\n", PACKAGE_STRING);
            return COMMAND_OK;
        case OPTION_DATA:
            options.data = optarg;
            break;
        case OPTION_DEMO:
            options.demo = true;
            break;
        case OPTION_SCRIPT:
            options.script = optarg;
            break;
        default:
            fputs(_("anxin --help says how it is used\n"), stderr);
            return COMMAND_USAGE;
        }
    }
    if (!configured)
        return command_complain(&err);
    if (options.data || options.demo)
        settings_forget_environment();
    return dispatch(argc - optind, argv + optind, &options);
}
