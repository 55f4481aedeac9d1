/* From a key to whatever it does; and the loop around it. */
#include "config.h"

#include "core/base/i18n.h"
#include "tui/kit/ui_private.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static enum handled act_back(struct screen *screen)
{
    ui_pop(screen->ui, true);
    return H_DONE;
}

static enum handled act_redraw(struct screen *screen)
{
    ui_redraw(screen->ui);
    return H_DONE;
}

const struct action ui_kit_actions[] = {
    {.name = "help",
     .keys = "F1",
     .label = N_("Help"),
     .help = N_("Shows this page."),
     .flags = ACTION_MAIN,
     .run = ui_help},
    {.name = "back",
     .keys = "F10 Esc",
     .label = N_("Back"),
     .help = N_("Leaves this page; asks first if something was typed and not saved."),
     .flags = ACTION_MAIN | ACTION_LAST,
     .run = act_back},
    {.name = "redraw",
     .keys = "^L",
     .label = N_("Redraw"),
     .help = N_("Draws the screen anew if something else wrote on it."),
     .flags = ACTION_HIDDEN,
     .run = act_redraw},
    {.name = NULL},
};

int ui_tables(const struct screen *screen, const struct action *tables[UI_TABLES],
              const char *places[UI_TABLES])
{
    const struct widget *focus = screen_focus(screen);
    const struct action *modal = focus && focus->ops->modal ? focus->ops->modal(focus) : NULL;
    int n = 0;

    if (modal) {
        places[n] = focus->ops->name;
        tables[n++] = modal;
    }
    if (focus && focus->ops->actions) {
        places[n] = focus->ops->name;
        tables[n++] = focus->ops->actions;
    }
    if (screen->ops->actions) {
        places[n] = screen->ops->name;
        tables[n++] = screen->ops->actions;
    }
    if (screen->ui->options.globals) {
        places[n] = "global";
        tables[n++] = screen->ui->options.globals;
    }
    places[n] = "global";
    tables[n++] = ui_kit_actions;
    return n;
}

static enum handled run_action(struct screen *screen, const struct action *action)
{
    struct ui *ui = screen->ui;
    char said[200];
    bool denied;

    if (action_enabled(screen, action, &denied))
        return action->run(screen);
    snprintf(said, sizeof said, denied ? _("You may not do this: %s.") : _("Not possible now: %s."),
             _(action->label));
    ui_say(ui, MESSAGE_WARN, said);
    return H_DONE;
}

static enum handled run_key(struct screen *screen, int key)
{
    const struct action *tables[UI_TABLES];
    const char *places[UI_TABLES];
    int count = ui_tables(screen, tables, places);

    for (int i = 0; i < count; i++) {
        const struct action *action = keymap_find(screen->ui->keymap, places[i], tables[i], key);

        /* one that is there only at times leaves its key to those behind it */
        while (action && (action->flags & ACTION_WHEN) && !action_enabled(screen, action, NULL))
            action = keymap_find(screen->ui->keymap, places[i], action + 1, key);
        if (action)
            return run_action(screen, action);
    }
    return H_PASS;
}

/* Tab goes on to the next widget when the focused one has no more use for it. */
static enum handled move_focus(struct screen *screen, int key)
{
    int step = key == K_TAB ? 1 : key == K_BACKTAB ? -1 : 0, count = screen->widget_count;

    for (int i = 1; step != 0 && i <= count; i++) {
        int next = (screen->focus + step * i + count * 2) % count;

        if (screen->widgets[next]->focusable) {
            screen_focus_on(screen, screen->widgets[next]);
            return H_DONE;
        }
    }
    return H_PASS;
}

static enum handled to_overlay(struct overlay *overlay, const struct event *event)
{
    const struct action *action;
    enum handled done = overlay->ops->event(overlay, event);

    if (done != H_PASS || event->kind != EV_KEY)
        return done;
    action = keymap_find(overlay->ui->keymap, overlay->ops->name, overlay->actions, event->key);
    if (action && overlay->over)
        return run_action(overlay->over, action);
    if (event->key == K_CTRL('L'))
        ui_redraw(overlay->ui);
    return H_DONE;
}

static enum handled to_screen(struct screen *screen, const struct event *event)
{
    struct widget *focus = screen_focus(screen);
    enum handled done = H_PASS;

    if (screen->ops->event)
        done = screen->ops->event(screen, event);
    if (done == H_PASS && focus)
        done = focus->ops->event(focus, event);
    if (done == H_PASS && event->kind == EV_KEY)
        done = run_key(screen, event->key);
    if (done == H_PASS && event->kind == EV_KEY)
        done = move_focus(screen, event->key);
    return done;
}

static bool cancelled(struct ui *ui)
{
    struct ui_busy_row *newest = NULL, row;

    for (int i = 0; i < UI_BUSY; i++)
        if (ui->busy[i].number && ui->busy[i].cancel &&
            (!newest || ui->busy[i].number > newest->number))
            newest = &ui->busy[i];
    if (!newest || loop_now() - newest->since < UI_SLOW_MS)
        return false;
    row = *newest;
    newest->number = 0;
    ui_say(ui, MESSAGE_PLAIN, _("Cancelled."));
    row.cancel(row.owner);
    return true;
}

static bool only_moves(const struct event *event)
{
    return event->kind == EV_KEY && event->key > K_SPECIAL && event->key <= K_PAGE_DOWN;
}

static void dispatch(struct ui *ui, const struct event *event)
{
    struct screen *screen = ui->top;
    int count = ui->messages.count, newest = ui->messages.newest;
    enum handled done;

    if (!screen || ui_too_small(ui))
        return;
    if (event->kind == EV_KEY && event->key == K_ESC && cancelled(ui))
        return;
    ui->depth++;
    done = ui->overlay ? to_overlay(ui->overlay, event) : to_screen(screen, event);
    if (done == H_CLOSE)
        ui_close(ui, screen);
    if (done != H_PASS && !only_moves(event) && count == ui->messages.count &&
        newest == ui->messages.newest)
        ui_hush(ui);
    ui->depth--;
    ui_bury(ui);
}

void ui_key(struct ui *ui, int key)
{
    struct event event = {.kind = EV_KEY, .key = key};

    if (ui->options.hooks && ui->options.hooks->awake)
        ui->options.hooks->awake(ui->options.app);
    dispatch(ui, &event);
}

/* The widget under the mouse gets the focus, then the click. A question and an open list, which
 * take all keys, are answered by keys. */
void ui_click(struct ui *ui, int y, int x)
{
    struct screen *screen = ui->top;
    struct widget *focus = screen ? screen_focus(screen) : NULL, *hit = NULL;
    struct event event = {.kind = EV_CLICK, .y = y, .x = x};

    if (ui->options.hooks && ui->options.hooks->awake)
        ui->options.hooks->awake(ui->options.app);
    if (!screen || ui->overlay || (focus && focus->ops->modal && focus->ops->modal(focus)))
        return;
    for (int i = 0; i < screen->widget_count; i++) {
        struct rect area = screen->widgets[i]->area;

        if (screen->widgets[i]->focusable && y >= area.y && y < area.y + area.h && x >= area.x &&
            x < area.x + area.w)
            hit = screen->widgets[i];
    }
    if (!hit)
        return;
    if (hit != focus)
        screen_focus_on(screen, hit);
    dispatch(ui, &event);
}

void ui_paste(struct ui *ui, const char *text, size_t length)
{
    struct event event = {.kind = EV_PASTE, .text = text, .length = length};

    dispatch(ui, &event);
}

enum widget_set ui_set(struct ui *ui, const char *field, const char *value, struct err *err)
{
    enum widget_set done = SET_UNKNOWN;
    struct screen *screen = ui->top;

    ui->depth++;
    if (ui->overlay) {
        if (ui->overlay->ops->set)
            done = ui->overlay->ops->set(ui->overlay, field, value, err);
    } else {
        for (int i = 0; screen && i < screen->widget_count && done == SET_UNKNOWN; i++)
            if (screen->widgets[i]->ops->set)
                done = screen->widgets[i]->ops->set(screen->widgets[i], field, value, err);
    }
    ui->depth--;
    ui_bury(ui);
    if (done == SET_UNKNOWN)
        err_set(err, ERR_INPUT, NULL, _("there is no such field here"), NULL);
    return done;
}

bool ui_do(struct ui *ui, const char *name, struct err *err)
{
    const struct action *action = ui->overlay ? ui->overlay->actions : NULL;
    bool done;

    if (!ui->top)
        return err_set(err, ERR_INPUT, NULL, _("no screen is open"), NULL);
    ui->depth++;
    if (ui->overlay) {
        while (action && action->name && strcmp(action->name, name) != 0)
            action++;
        done = action && action->name;
        if (done)
            run_action(ui->top, action);
        else
            err_set(err, ERR_INPUT, NULL, _("there is no such action here"), NULL);
    } else {
        int newest = ui->messages.newest, count = ui->messages.count;

        done = screen_do(ui->top, name, err);
        if (newest == ui->messages.newest && count == ui->messages.count)
            ui_hush(ui);
    }
    ui->depth--;
    ui_bury(ui);
    return done;
}

/* ---- the loop ---- */

static void flush_all(struct ui *ui)
{
    for (struct screen *screen = ui->top; screen; screen = screen->below)
        for (int i = 0; i < screen->widget_count; i++)
            if (screen->widgets[i]->ops->flush)
                screen->widgets[i]->ops->flush(screen->widgets[i]);
}

void ui_leave(struct ui *ui, int status)
{
    flush_all(ui);
    loop_end(ui->loop, status);
}

static void terminal_ready(void *owner, int fd, short revents)
{
    struct ui *ui = owner;
    const char *paste;
    int key, y, x;

    (void)fd;
    while ((key = term_key(ui->term, &paste)) != K_NONE && !loop_ended(ui->loop)) {
        if (key == K_PASTE_START) {
            ui_paste(ui, paste, strlen(paste));
        } else if (key == K_CLICK) {
            term_click(ui->term, &y, &x);
            ui_click(ui, y, x);
        } else {
            ui_key(ui, key);
        }
    }
    if (ui->canvas->ambiguous != term_ambiguous(ui->term)) {
        ui->canvas->ambiguous = term_ambiguous(ui->term);
        ui_dirty(ui, DIRTY_LAYOUT);
    }
    if (revents & (POLLHUP | POLLERR | POLLNVAL)) {
        signal(SIGHUP, SIG_IGN); /* it is on its way too */
        ui_leave(ui, 0);         /* nobody is there any more */
    }
}

static void signalled(void *owner, int signo)
{
    struct ui *ui = owner;

    if (signo == SIGWINCH)
        ui_resize(ui, 0, 0);
    else
        ui_leave(ui, signo == SIGHUP ? 0 : 128 + signo);
}

static void each_turn(void *owner)
{
    struct ui *ui = owner;
    const struct screen *screen = ui->top;
    const struct widget *focus = screen ? screen_focus(screen) : NULL;
    bool text = ui->overlay ? ui->overlay->ops->takes_text
                            : focus && focus->ops->takes_text && focus->ops->takes_text(focus);

    if (ui->term && text != ui->paste_on) {
        ui->paste_on = text;
        term_paste_on(ui->term, text);
    }
    ui_refresh(ui);
}

int ui_run(struct ui *ui)
{
    struct err err = {0};

    if (ui->term && !loop_watch(ui->loop, term_fd(ui->term), POLLIN, terminal_ready, ui))
        return 1;
    if (!loop_signals(ui->loop, signalled, ui, &err))
        return 1;
    loop_each_turn(ui->loop, each_turn, ui);
    ui_resize(ui, 0, 0);
    each_turn(ui);
    return loop_run(ui->loop);
}
