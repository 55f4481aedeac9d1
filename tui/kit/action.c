#include "config.h"

#include "tui/kit/action.h"

#include "tui/kit/screen.h"
#include "tui/kit/ui.h"

bool action_enabled(const struct screen *screen, const struct action *action, bool *denied)
{
    const struct ui_hooks *hooks = ui_hooks(screen->ui);

    if (denied)
        *denied = false;
    if (action->need && hooks && hooks->may && !hooks->may(ui_app(screen->ui), action->need)) {
        if (denied)
            *denied = true;
        return false;
    }
    return !action->enabled || action->enabled(screen);
}
