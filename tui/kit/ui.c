#include "config.h"

#include "tui/kit/ui.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/kit/prompt.h"
#include "tui/kit/ui_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ui *ui_new(const struct ui_options *options, struct err *err)
{
    struct ui *ui = calloc(1, sizeof *ui);

    if (ui)
        ui->keymap = keymap_new();
    if (!ui || !ui->keymap) {
        free(ui);
        err_set(err, ERR_BUG, NULL, _("out of memory"), NULL);
        return NULL;
    }
    ui->options = *options;
    ui->loop = options->loop;
    ui->canvas = options->canvas;
    ui->term = options->term;
    ui->dirty = DIRTY_LAYOUT;
    if (ui->term)
        ui->canvas->ambiguous = term_ambiguous(ui->term);
    if (options->keymap) {
        struct err wrong = {0};

        if (!keymap_read(ui->keymap, options->keymap, &wrong))
            ui_fail(ui, &wrong);
    }
    return ui;
}

static void free_screen(struct screen *screen)
{
    if (screen->ops->close)
        screen->ops->close(screen);
    for (int i = 0; i < screen->widget_count; i++)
        screen->widgets[i]->ops->free(screen->widgets[i]);
    if (screen->state)
        secret_wipe(screen->state, screen->ops->state_size);
    free(screen->state);
    free(screen);
}

/* What was closed under a running handler is freed when none runs any more. */
void ui_bury(struct ui *ui)
{
    while (ui->depth == 0 && ui->dead_overlays) {
        struct overlay *overlay = ui->dead_overlays;

        ui->dead_overlays = overlay->below;
        overlay->ops->free(overlay);
    }
    while (ui->depth == 0 && ui->dead) {
        struct screen *screen = ui->dead;

        ui->dead = screen->below;
        free_screen(screen);
    }
}

void ui_free(struct ui **at)
{
    struct ui *ui = *at;

    if (!ui)
        return;
    if (ui->script)
        script_detach(ui->script);
    ui->leaving = true;
    ui->depth = 0;
    ui_pop_all(ui);
    ui_bury(ui);
    canvas_free(&ui->canvas);
    term_close(&ui->term);
    keymap_free(&ui->keymap);
    free(ui);
    *at = NULL;
}

void *ui_app(const struct ui *ui)
{
    return ui->options.app;
}

struct loop *ui_loop(const struct ui *ui)
{
    return ui->loop;
}

struct canvas *ui_canvas(const struct ui *ui)
{
    return ui->canvas;
}

const struct keymap *ui_keymap(const struct ui *ui)
{
    return ui->keymap;
}

const struct ui_hooks *ui_hooks(const struct ui *ui)
{
    return ui->options.hooks;
}

bool ui_full_bar(const struct ui *ui)
{
    return ui->options.full_bar;
}

bool ui_has_keyboard(const struct ui *ui)
{
    return ui->term != NULL;
}

/* ---- screens ---- */

struct screen *ui_top(const struct ui *ui)
{
    return ui->top;
}

bool ui_push(struct ui *ui, const struct screen_ops *ops, const void *arg, struct err *err)
{
    struct screen *screen = calloc(1, sizeof *screen);

    if (screen)
        screen->state = calloc(1, ops->state_size ? ops->state_size : 1);
    if (!screen || !screen->state) {
        free(screen);
        return err_set(err, ERR_BUG, NULL, _("out of memory"), NULL);
    }
    screen->ops = ops;
    screen->ui = ui;
    screen->focus = -1;
    screen->below = ui->top;
    ui->top = screen;
    ui->depth++;
    if (ops->open && !ops->open(screen, arg, err)) {
        ui->depth--;
        ui_close(ui, screen);
        return false;
    }
    ui->depth--;
    ui_dirty(ui, DIRTY_LAYOUT);
    return true;
}

bool ui_open_listed(struct ui *ui, const char *name, const char *arg, struct err *err)
{
    const struct screen_ops *const *ops = ui->options.screens;

    for (; ops && *ops; ops++)
        if (strcmp((*ops)->name, name) == 0)
            return ui_push(ui, *ops, arg, err);
    return err_set(err, ERR_INPUT, NULL, _("there is no such screen"), NULL);
}

bool ui_open(struct ui *ui, const char *name, const char *arg, struct err *err)
{
    if (ui->options.hooks && ui->options.hooks->open)
        return ui->options.hooks->open(ui, name, arg, err);
    return ui_open_listed(ui, name, arg, err);
}

static void drop_overlays_of(struct ui *ui, const struct screen *screen)
{
    struct overlay **at = &ui->overlay;

    while (*at) {
        struct overlay *overlay = *at;

        if (overlay->over != screen) {
            at = &overlay->below;
            continue;
        }
        *at = overlay->below;
        overlay->below = ui->dead_overlays;
        ui->dead_overlays = overlay;
    }
}

void ui_close(struct ui *ui, struct screen *screen)
{
    struct screen **at = &ui->top;
    bool was_top = ui->top == screen;

    while (*at && *at != screen)
        at = &(*at)->below;
    if (!*at)
        return;
    *at = screen->below;
    drop_overlays_of(ui, screen);
    screen->below = ui->dead;
    ui->dead = screen;
    if (was_top && ui->top && !ui->leaving && ui->top->ops->resume)
        ui->top->ops->resume(ui->top);
    if (!ui->top && !ui->leaving && (!ui->options.hooks || !ui->options.hooks->leave))
        ui_leave(ui, 0);
    else if (!ui->top && !ui->leaving)
        ui->options.hooks->leave(ui);
    ui_dirty(ui, DIRTY_LAYOUT);
    ui_bury(ui);
}

void ui_pop_all(struct ui *ui)
{
    bool leaving = ui->leaving;

    ui->leaving = true; /* nobody is resumed on the way, and the last one is not the end */
    while (ui->top)
        ui_close(ui, ui->top);
    ui->leaving = leaving;
}

static void close_if_yes(void *owner, bool yes)
{
    struct screen *screen = owner;

    if (yes)
        ui_close(screen->ui, screen);
}

static bool holds_changes(const struct screen *screen)
{
    for (int i = 0; i < screen->widget_count; i++)
        if (screen->widgets[i]->ops->changed &&
            screen->widgets[i]->ops->changed(screen->widgets[i]))
            return true;
    return false;
}

bool ui_pop(struct ui *ui, bool ask)
{
    struct screen *screen = ui->top;

    if (!screen)
        return false;
    if (ask && screen->ops->may_close) {
        if (!screen->ops->may_close(screen))
            return false;
    } else if (ask && holds_changes(screen)) {
        prompt_yes_no(ui, _("Leave without saving?"), _("What you typed on this page is lost."),
                      close_if_yes, screen);
        return false;
    }
    ui_close(ui, screen);
    return true;
}

static bool is_open(const struct ui *ui, const struct screen *wanted)
{
    for (const struct screen *screen = ui->top; screen; screen = screen->below)
        if (screen == wanted)
            return true;
    return false;
}

void ui_tell(struct ui *ui, int code, const void *data)
{
    struct event event = {.kind = EV_APP, .code = code, .data = data};
    struct screen *told[UI_DEPTH];
    int count = 0;

    for (struct screen *screen = ui->top; screen && count < UI_DEPTH; screen = screen->below)
        told[count++] = screen;
    ui->depth++;
    for (int i = 0; i < count; i++) /* one of them may close others */
        if (told[i]->ops->event && is_open(ui, told[i]))
            told[i]->ops->event(told[i], &event);
    ui->depth--;
    ui_bury(ui);
}

/* ---- overlays ---- */

void ui_overlay_open(struct ui *ui, struct overlay *overlay)
{
    overlay->ui = ui;
    overlay->over = ui->top;
    overlay->below = ui->overlay;
    ui->overlay = overlay;
    ui_dirty(ui, DIRTY_LAYOUT);
}

void ui_overlay_close(struct overlay *overlay)
{
    struct ui *ui = overlay->ui;
    struct overlay **at = &ui->overlay;

    while (*at && *at != overlay)
        at = &(*at)->below;
    if (!*at)
        return;
    *at = overlay->below;
    overlay->below = ui->dead_overlays;
    ui->dead_overlays = overlay;
    ui_dirty(ui, DIRTY_LAYOUT);
}

/* A question whose screen was covered by another waits until that is gone. */
struct overlay *ui_overlay(const struct ui *ui)
{
    return ui->overlay && ui->overlay->over == ui->top ? ui->overlay : NULL;
}

bool prompt_open(const struct ui *ui)
{
    return ui_overlay(ui) != NULL;
}

/* ---- what the frame shows ---- */

void ui_set_place(struct ui *ui, const char *place)
{
    text_copy(ui->place, sizeof ui->place, place ? place : "");
    ui_dirty(ui, DIRTY_PAINT);
}

void ui_set_who(struct ui *ui, const char *who)
{
    text_copy(ui->who, sizeof ui->who, who ? who : "");
    ui_dirty(ui, DIRTY_PAINT);
}

void ui_set_status(struct ui *ui, int slot, enum role role, const char *text)
{
    if (slot < 0 || slot >= UI_SLOTS)
        return;
    ui->slots[slot].role = role;
    text_copy(ui->slots[slot].text, sizeof ui->slots[slot].text, text ? text : "");
    ui_dirty(ui, DIRTY_PAINT);
}

void ui_say(struct ui *ui, enum message_kind kind, const char *text)
{
    messages_add(&ui->messages, kind, text);
    ui_dirty(ui, DIRTY_PAINT);
}

static bool ends_sentence(const char *text)
{
    static const char *const ends[] = {".", "!", "?", "\u3002", "\uFF01", "\uFF1F"};
    size_t n = strlen(text);

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t m = strlen(ends[i]);

        if (n >= m && strcmp(text + n - m, ends[i]) == 0)
            return true;
    }
    return false;
}

void ui_fail(struct ui *ui, const struct err *err)
{
    char both[sizeof err->text + sizeof err->hint + 8];

    if (err->hint[0] && ends_sentence(err->text))
        snprintf(both, sizeof both, "%s %s", err->text, err->hint);
    else if (err->hint[0])
        snprintf(both, sizeof both, _("%s. %s"), err->text, err->hint);
    else
        snprintf(both, sizeof both, "%s", err->text);
    ui_say(ui, err->code == ERR_OFFLINE || err->code == ERR_CONFLICT ? MESSAGE_WARN : MESSAGE_ERROR,
           both);
}

void ui_hush(struct ui *ui)
{
    if (ui->messages.shown)
        ui_dirty(ui, DIRTY_PAINT);
    ui->messages.shown = 0;
}

const struct messages *ui_messages(const struct ui *ui)
{
    return &ui->messages;
}

/* ---- work going on ---- */

static void show_slow(void *owner)
{
    struct ui *ui = owner;

    ui->busy_timer = 0;
    ui_dirty(ui, DIRTY_PAINT);
}

unsigned ui_busy(struct ui *ui, const char *what, ui_cancel_fn *cancel, void *owner)
{
    for (int i = 0; i < UI_BUSY; i++) {
        struct ui_busy_row *row = &ui->busy[i];

        if (row->number)
            continue;
        if (++ui->busy_number == 0)
            ui->busy_number = 1;
        row->number = ui->busy_number;
        row->since = loop_now();
        text_copy(row->what, sizeof row->what, what);
        row->cancel = cancel;
        row->owner = owner;
        loop_stop(ui->loop, &ui->busy_timer);
        ui->busy_timer = loop_after(ui->loop, UI_SLOW_MS, show_slow, ui);
        return row->number;
    }
    return 0; /* nine things at once: the ninth has no sign of its own */
}

void ui_busy_say(struct ui *ui, unsigned number, const char *what)
{
    for (int i = 0; i < UI_BUSY && number; i++)
        if (ui->busy[i].number == number && strcmp(ui->busy[i].what, what) != 0) {
            text_copy(ui->busy[i].what, sizeof ui->busy[i].what, what);
            ui_dirty(ui, DIRTY_PAINT);
        }
}

void ui_busy_done(struct ui *ui, unsigned *number)
{
    for (int i = 0; i < UI_BUSY && *number; i++)
        if (ui->busy[i].number == *number)
            ui->busy[i].number = 0;
    *number = 0;
    ui_dirty(ui, DIRTY_PAINT);
}

bool ui_is_busy(const struct ui *ui)
{
    for (int i = 0; i < UI_BUSY; i++)
        if (ui->busy[i].number)
            return true;
    return false;
}

bool ui_is_slow(const struct ui *ui)
{
    for (int i = 0; i < UI_BUSY; i++)
        if (ui->busy[i].number && loop_now() - ui->busy[i].since >= UI_SLOW_MS)
            return true;
    return false;
}

void ui_dirty(struct ui *ui, enum dirty bits)
{
    ui->dirty |= (unsigned)bits;
}

void ui_redraw(struct ui *ui)
{
    if (ui->canvas->ops && ui->canvas->ops->redraw)
        ui->canvas->ops->redraw(ui->canvas->self);
    ui_dirty(ui, DIRTY_LAYOUT);
}

void ui_resize(struct ui *ui, int rows, int cols)
{
    if (rows == 0 && ui->canvas->ops && ui->canvas->ops->size)
        ui->canvas->ops->size(ui->canvas->self, &rows, &cols);
    if (rows > 0 && (rows != ui->canvas->rows || cols != ui->canvas->cols))
        canvas_resize(ui->canvas, rows, cols);
    ui_dirty(ui, DIRTY_LAYOUT);
}

void ui_refresh(struct ui *ui)
{
    ui_bury(ui);
    if (!ui->dirty || !ui->top)
        return;
    if (ui->dirty & DIRTY_LAYOUT)
        ui_layout(ui);
    ui->dirty = 0;
    ui_paint(ui);
    canvas_show(ui->canvas);
}

char *ui_text(struct ui *ui)
{
    ui_refresh(ui);
    return canvas_to_text(ui->canvas, false);
}
