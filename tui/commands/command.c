#include "config.h"

#include "tui/commands/commands.h"

#include "core/base/i18n.h"

#include <stdio.h>

int command_complain(const struct err *err)
{
    fprintf(stderr, "anxin: %s\n", err->text[0] ? err->text : _("Something went wrong."));
    if (err->hint[0])
        fprintf(stderr, "       %s\n", err->hint);
    return COMMAND_FAILED;
}

int command_usage(const struct command *command)
{
    fprintf(stderr, _("usage: anxin %s %s\n"), command->name, command->usage);
    return COMMAND_USAGE;
}
