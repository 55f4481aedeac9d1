/* The program with a screen: finds or starts its database, then opens it. */
#include "config.h"

#include "tui/commands/commands.h"

#include "core/base/i18n.h"

int command_screen(const struct command_options *options)
{
    struct err err;

    (void)options;
    err_set(&err, ERR_BUG, NULL, _("The screen is not part of this build."), NULL);
    return command_complain(&err);
}
