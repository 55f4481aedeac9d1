#include "config.h"

#include "tui/kit/screen.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/ui.h"
#include "tui/kit/ui_private.h"

#include <string.h>

bool screen_add(struct screen *screen, struct widget *widget)
{
    if (!widget || screen->widget_count == SCREEN_WIDGETS)
        return false;
    widget->screen = screen;
    screen->widgets[screen->widget_count++] = widget;
    if (screen->focus < 0 && widget->focusable)
        screen_focus_on(screen, widget);
    screen_dirty(screen, DIRTY_LAYOUT);
    return true;
}

void screen_remove(struct screen *screen, struct widget *widget)
{
    struct widget *focus = screen_focus(screen);

    for (int i = 0; i < screen->widget_count; i++) {
        if (screen->widgets[i] != widget)
            continue;
        memmove(&screen->widgets[i], &screen->widgets[i + 1],
                sizeof screen->widgets[0] * (size_t)(screen->widget_count - i - 1));
        screen->widget_count--;
        break;
    }
    screen->focus = -1;
    for (int i = 0; i < screen->widget_count; i++)
        if (focus != widget ? screen->widgets[i] == focus
                            : screen->focus < 0 && screen->widgets[i]->focusable)
            screen->focus = i;
    widget->ops->free(widget);
    screen_dirty(screen, DIRTY_LAYOUT);
}

struct widget *screen_focus(const struct screen *screen)
{
    return screen->focus < 0 ? NULL : screen->widgets[screen->focus];
}

void screen_focus_on(struct screen *screen, struct widget *widget)
{
    struct widget *before = screen_focus(screen);

    if (before == widget)
        return;
    for (int i = 0; i < screen->widget_count; i++)
        if (screen->widgets[i] == widget) {
            if (before && before->ops->focused)
                before->ops->focused(before, false);
            screen->focus = i;
            if (widget->ops->focused)
                widget->ops->focused(widget, true);
            screen_dirty(screen, DIRTY_PAINT);
            return;
        }
}

void screen_paint_widgets(const struct screen *screen, struct canvas *canvas)
{
    for (int i = 0; i < screen->widget_count; i++)
        screen->widgets[i]->ops->paint(screen->widgets[i], canvas);
    for (int i = 0; i < screen->widget_count; i++)
        if (screen->widgets[i]->ops->paint_over)
            screen->widgets[i]->ops->paint_over(screen->widgets[i], canvas);
}

void screen_dirty(struct screen *screen, enum dirty bits)
{
    screen->dirty |= (unsigned)bits;
    ui_dirty(screen->ui, bits);
}

void screen_set_part(struct screen *screen, const char *text)
{
    text_copy(screen->part, sizeof screen->part, text ? text : "");
    screen_dirty(screen, DIRTY_PAINT);
}

void screen_set_corner(struct screen *screen, const char *text)
{
    text_copy(screen->corner, sizeof screen->corner, text ? text : "");
    screen_dirty(screen, DIRTY_PAINT);
}

static const struct action *by_name(const struct action *table, const char *name)
{
    for (; table && table->name; table++)
        if (strcmp(table->name, name) == 0)
            return table;
    return NULL;
}

static const struct action *find_action(struct screen *screen, const char *name)
{
    const struct action *tables[UI_TABLES], *found = NULL;
    const char *places[UI_TABLES];
    int count = ui_tables(screen, tables, places);

    for (int i = 0; i < count && !found; i++)
        found = by_name(tables[i], name);
    /* a widget that has not the focus gets it: a script need not know which one has */
    for (int i = 0; i < screen->widget_count && !found; i++) {
        found = by_name(screen->widgets[i]->ops->actions, name);
        if (found)
            screen_focus_on(screen, screen->widgets[i]);
    }
    return found;
}

bool screen_do(struct screen *screen, const char *name, struct err *err)
{
    const struct action *action = find_action(screen, name);
    bool denied;

    if (!action)
        return err_set(err, ERR_INPUT, NULL, _("there is no such action here"), NULL);
    if (!action_enabled(screen, action, &denied))
        return denied ? err_set(err, ERR_DENIED, NULL, _("you may not do this"),
                                _("ask who administers the project"))
                      : err_set(err, ERR_INPUT, NULL, _("this is not possible now"), NULL);
    if (action->run(screen) == H_CLOSE)
        ui_close(screen->ui, screen);
    return true;
}

bool screen_key_taken(const struct screen *screen, int key)
{
    const struct keymap *keymap = ui_keymap(screen->ui);
    const struct action *tables[UI_TABLES];
    const char *places[UI_TABLES];
    int count = ui_tables(screen, tables, places);

    for (int i = 0; i < count; i++)
        if (keymap_find(keymap, places[i], tables[i], key))
            return true;
    return false;
}
