/* The frame: title row, content, message, status, key bar. */
#include "config.h"

#include "core/base/i18n.h"
#include "tui/kit/ui_private.h"

#include <stdio.h>
#include <string.h>

/* Row 0 the title, 1 free, then content; below it a row free (or the first of a long message),
 * message, status, keys. */
enum { ROWS_ABOVE = 2, ROWS_BELOW = 4 };

bool ui_too_small(const struct ui *ui)
{
    return ui->canvas->rows < UI_MIN_ROWS || ui->canvas->cols < UI_MIN_COLS;
}

static void lay_widgets(struct screen *screen)
{
    struct rect left = screen->content;

    for (int i = 0; i < screen->widget_count; i++) {
        struct widget *widget = screen->widgets[i];
        struct rect area = left;

        if (i + 1 < screen->widget_count) {
            int wanted = widget->ops->wants ? widget->ops->wants(widget, left.w) : 1;

            area.h = wanted < left.h ? wanted : left.h;
            left.y += area.h + 1;
            left.h -= area.h + 1;
            if (left.h < 0)
                left.h = 0;
        }
        widget->area = area;
        widget->ops->layout(widget, area);
    }
}

void ui_layout(struct ui *ui)
{
    struct screen *screen = ui->top;
    struct overlay *overlays[16];
    int count = 0;

    if (!screen || ui_too_small(ui))
        return;
    screen->content =
        (struct rect){ROWS_ABOVE, UI_MARGIN, ui->canvas->rows - ROWS_ABOVE - ROWS_BELOW,
                      ui->canvas->cols - 2 * UI_MARGIN};
    if (screen->ops->layout)
        screen->ops->layout(screen, screen->content);
    else
        lay_widgets(screen);
    screen->dirty = 0;
    for (struct overlay *o = ui->overlay; o && count < 16; o = o->below)
        overlays[count++] = o;
    while (count-- > 0)
        overlays[count]->ops->layout(overlays[count], screen->content);
}

static void paint_title(struct ui *ui)
{
    struct canvas *canvas = ui->canvas;
    const struct screen *screen = ui->top;
    const char *parts[3] = {ui->place, _(screen->ops->title ? screen->ops->title : ""),
                            screen->part};
    int right = canvas->cols - UI_MARGIN, x = UI_MARGIN, last = 0;

    canvas_fill(canvas, (struct rect){0, 0, 1, canvas->cols}, ROLE_BAR);
    if (ui->who[0]) {
        int width = canvas_width(canvas, ui->who);

        width = width > canvas->cols * 2 / 5 ? canvas->cols * 2 / 5 : width;
        right -= width;
        canvas_text(canvas, 0, right, width, ROLE_BAR, ui->who);
        right -= 2;
    }
    x += canvas_text(canvas, 0, x, right - x, ROLE_BAR_NAME, _("Anxin")) + 2;
    for (int i = 0; i < 3; i++)
        if (parts[i][0])
            last = i;
    for (int i = 0; i <= last; i++) {
        if (!parts[i][0])
            continue;
        x += canvas_text(canvas, 0, x, right - x, i == last ? ROLE_BAR_STRONG : ROLE_BAR, parts[i]);
        if (i < last)
            x += canvas_text(canvas, 0, x, right - x, ROLE_BAR, " / ");
    }
}

static const struct ui_busy_row *slow_row(const struct ui *ui)
{
    const struct ui_busy_row *newest = NULL;

    for (int i = 0; i < UI_BUSY; i++)
        if (ui->busy[i].number && loop_now() - ui->busy[i].since >= UI_SLOW_MS &&
            (!newest || ui->busy[i].number > newest->number))
            newest = &ui->busy[i];
    return newest;
}

static void paint_message(struct ui *ui)
{
    static const enum role roles[] = {ROLE_VALUE, ROLE_GOOD, ROLE_WARN, ROLE_ERROR};
    struct canvas *canvas = ui->canvas;
    const struct ui_busy_row *slow = slow_row(ui);
    const struct message *message = ui->messages.shown ? messages_at(&ui->messages, 0) : NULL;
    int y = canvas->rows - 3, width = canvas->cols - 2 * UI_MARGIN;
    char said[200];

    if (slow) {
        snprintf(said, sizeof said, slow->cancel ? _("%s ... Esc cancels") : _("%s ..."),
                 slow->what);
        canvas_text(canvas, y, UI_MARGIN, width, ROLE_ACCENT, said);
    } else if (message && canvas_width(canvas, message->text) <= width) {
        canvas_text(canvas, y, UI_MARGIN, width, roles[message->kind], message->text);
    } else if (message) {
        canvas_wrap(canvas, (struct rect){y - 1, UI_MARGIN, 2, width}, roles[message->kind],
                    message->text);
    }
}

static void paint_status(struct ui *ui)
{
    struct canvas *canvas = ui->canvas;
    int y = canvas->rows - 2, x = UI_MARGIN, right = canvas->cols - UI_MARGIN;

    if (ui->top->corner[0]) {
        int width = canvas_width(canvas, ui->top->corner);

        width = width > canvas->cols / 2 ? canvas->cols / 2 : width;
        right -= width;
        canvas_text(canvas, y, right, width, ROLE_VALUE, ui->top->corner);
        right -= 2;
    }
    for (int i = 0; i < UI_SLOTS; i++)
        if (ui->slots[i].text[0])
            x += canvas_text(canvas, y, x, right - x, ui->slots[i].role, ui->slots[i].text) + 3;
}

/* ---- the key bar ---- */

struct bar_item {
    const struct action *action;
    char key[20];
    int width; /* key, space, label */
    bool on, keep;
};

struct bar {
    struct bar_item items[40];
    int count;
};

static void bar_add(struct ui *ui, struct bar *bar, const char *place, const struct action *action,
                    const struct screen *screen)
{
    const char *keys = keymap_keys(ui->keymap, place, action);
    struct bar_item *item = &bar->items[bar->count];

    if ((action->flags & ACTION_HIDDEN) || !keys[0] || !action->label || bar->count == 40)
        return;
    for (int i = 0; i < bar->count; i++) {
        const char *other = bar->items[i].action->name;

        if (strcmp(other, action->name) == 0)
            return; /* a nearer table has one of that name */
    }
    item->action = action;
    item->on = action_enabled(screen, action, NULL);
    if (!item->on && (action->flags & ACTION_WHEN))
        return;
    item->keep = action->flags & ACTION_MAIN;
    key_label(key_parse(keys, NULL), item->key, sizeof item->key);
    item->width =
        canvas_width(ui->canvas, item->key) + 1 + canvas_width(ui->canvas, _(action->label));
    bar->count++;
}

static void bar_add_table(struct ui *ui, struct bar *bar, const char *place,
                          const struct action *table, const struct screen *screen, bool last)
{
    for (; table && table->name; table++)
        if (((table->flags & ACTION_LAST) != 0) == last)
            bar_add(ui, bar, place, table, screen);
}

static void bar_fill(struct ui *ui, struct bar *bar)
{
    const struct screen *screen = ui->top;
    const struct widget *focus = screen_focus(screen);
    const char *widget = focus ? focus->ops->name : "";
    const struct action *modal = focus && focus->ops->modal ? focus->ops->modal(focus) : NULL;

    if (modal && !ui->overlay) {
        bar_add_table(ui, bar, widget, modal, screen, false);
        return;
    }
    if (ui->overlay) {
        bar_add_table(ui, bar, ui->overlay->ops->name, ui->overlay->actions, screen, false);
        bar_add_table(ui, bar, ui->overlay->ops->name, ui->overlay->actions, screen, true);
        return;
    }
    bar_add(ui, bar, "global", &ui_kit_actions[0], screen);
    for (int last = 0; last < 2; last++) {
        bar_add_table(ui, bar, screen->ops->name, screen->ops->actions, screen, last);
        bar_add_table(ui, bar, widget, focus ? focus->ops->actions : NULL, screen, last);
        bar_add_table(ui, bar, "global", ui->options.globals, screen, last);
        bar_add_table(ui, bar, "global", ui_kit_actions, screen, last);
    }
}

static int bar_width(const struct bar *bar)
{
    int width = 0;

    for (int i = 0; i < bar->count; i++)
        width += bar->items[i].width + (i ? 2 : 0);
    return width;
}

/* Who has to go when the window is narrow: first what cannot be done now, then the last of the
 * ordinary ones, then the last of the important ones; the first (F1) and the way back stay. */
static int bar_loser(const struct bar *bar)
{
    for (int i = bar->count - 1; i > 0; i--)
        if (!bar->items[i].on && !bar->items[i].keep)
            return i;
    for (int i = bar->count - 1; i > 0; i--)
        if (!bar->items[i].keep)
            return i;
    for (int i = bar->count - 1; i > 0; i--)
        if (!(bar->items[i].action->flags & ACTION_LAST))
            return i;
    return -1;
}

static void paint_bar(struct ui *ui)
{
    struct canvas *canvas = ui->canvas;
    struct bar bar = {.count = 0};
    int y = canvas->rows - 1, x = UI_MARGIN, right = canvas->cols - UI_MARGIN, loser;

    bar_fill(ui, &bar);
    while (bar_width(&bar) > right - x && (loser = bar_loser(&bar)) > 0) {
        memmove(&bar.items[loser], &bar.items[loser + 1],
                sizeof bar.items[0] * (size_t)(bar.count - loser - 1));
        bar.count--;
    }
    for (int i = 0; i < bar.count; i++) {
        const struct bar_item *item = &bar.items[i];

        x +=
            canvas_text(canvas, y, x, right - x, item->on ? ROLE_KEY : ROLE_KEY_OFF, item->key) + 1;
        x += canvas_text(canvas, y, x, right - x, item->on ? ROLE_KEY_LABEL : ROLE_KEY_OFF,
                         _(item->action->label)) +
             2;
    }
}

static void paint_too_small(struct ui *ui)
{
    struct canvas *canvas = ui->canvas;
    char said[80];
    int y = canvas->rows / 2 - 1;

    snprintf(said, sizeof said, _("need %dx%d, have %dx%d"), UI_MIN_COLS, UI_MIN_ROWS, canvas->cols,
             canvas->rows);
    y = y < 0 ? 0 : y;
    canvas_text(canvas, y, 1, canvas->cols - 1, ROLE_STRONG, _("The window is too small"));
    canvas_text(canvas, y + 1, 1, canvas->cols - 1, ROLE_LABEL, said);
}

static void place_cursor(struct ui *ui)
{
    const struct screen *screen = ui->top;
    const struct widget *focus = screen_focus(screen);
    int y = -1, x = -1;
    bool wanted;

    if (ui->overlay)
        wanted = ui->overlay->ops->cursor && ui->overlay->ops->cursor(ui->overlay, &y, &x);
    else if (screen->ops->cursor && screen->ops->cursor(screen, &y, &x))
        wanted = true;
    else
        wanted = focus && focus->ops->cursor && focus->ops->cursor(focus, &y, &x);
    ui->canvas->cursor_y = wanted ? y : -1;
    ui->canvas->cursor_x = wanted ? x : -1;
}

static void paint_overlays(struct ui *ui)
{
    struct overlay *overlays[16];
    int count = 0;

    for (struct overlay *o = ui->overlay; o && count < 16; o = o->below)
        overlays[count++] = o;
    while (count-- > 0)
        overlays[count]->ops->paint(overlays[count], ui->canvas);
}

void ui_paint(struct ui *ui)
{
    const struct screen *screen = ui->top;

    canvas_clear(ui->canvas);
    if (ui_too_small(ui)) {
        paint_too_small(ui);
        return;
    }
    if (screen->ops->paint)
        screen->ops->paint(screen, ui->canvas, screen->content);
    else
        screen_paint_widgets(screen, ui->canvas);
    paint_title(ui);
    paint_message(ui);
    paint_overlays(ui);
    paint_status(ui);
    paint_bar(ui);
    place_cursor(ui);
}
