#include "config.h"

#include "tui/kit/picker.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/droplist.h"
#include "tui/kit/edit.h"
#include "tui/kit/ui_private.h"

#include <stdlib.h>
#include <string.h>

enum { TYPED_MOST = 60, TYPED_WIDTH = 40, ROWS_MOST = 12 };

struct picker {
    struct overlay overlay; /* first */
    char title[128];
    struct choices choices;
    struct droplist list;
    struct edit typed;
    picker_ask_fn *ask;
    picker_fn *done;
    void *owner;
    unsigned ticket, next_ticket; /* ticket 0: nothing is waited for */
    struct rect area;
};

static void narrow(struct picker *picker, const char *code)
{
    droplist_narrow(&picker->list, &picker->choices, picker->ask ? "" : picker->typed.text, code);
    picker->list.waiting = picker->ticket != 0;
    ui_dirty(picker->overlay.ui, DIRTY_LAYOUT);
}

static void ask(struct picker *picker)
{
    if (++picker->next_ticket == 0)
        picker->next_ticket = 1;
    picker->ticket = picker->next_ticket;
    picker->ask(picker->owner, picker, picker->typed.text, picker->ticket);
}

void picker_offer(struct picker *picker, unsigned ticket, const struct choice *items, int count)
{
    if (ticket != picker->ticket)
        return;
    picker->ticket = 0;
    choices_copy(&picker->choices, items, count);
    narrow(picker, NULL);
}

static void layout(struct overlay *overlay, struct rect content)
{
    struct picker *picker = (struct picker *)overlay;
    struct canvas *canvas = overlay->ui->canvas;
    int rows = picker->choices.count, most = content.h - 4;

    most = most > ROWS_MOST ? ROWS_MOST : most;
    rows = rows > most ? most : rows < 1 ? 1 : rows;
    picker->area = (struct rect){canvas->rows - 2 - (rows + 4), 0, rows + 4, canvas->cols};
    droplist_rows(&picker->list, rows);
    edit_scroll(&picker->typed, canvas, TYPED_WIDTH);
}

static void paint(const struct overlay *overlay, struct canvas *canvas)
{
    const struct picker *picker = (const struct picker *)overlay;
    struct rect area = picker->area;
    int used, width = canvas->cols - 2 * UI_MARGIN;

    canvas_fill(canvas, area, ROLE_PANEL);
    used = canvas_text(canvas, area.y + 1, UI_MARGIN, width, ROLE_PANEL_STRONG, picker->title);
    edit_paint(&picker->typed, canvas, area.y + 1, UI_MARGIN + used + 3, TYPED_WIDTH,
               ROLE_PANEL_FIELD);
    droplist_paint(&picker->list, canvas,
                   (struct rect){area.y + 3, UI_MARGIN - 1, area.h - 4, width + 2});
}

static bool cursor(const struct overlay *overlay, int *y, int *x)
{
    const struct picker *picker = (const struct picker *)overlay;
    struct canvas *canvas = overlay->ui->canvas;

    *y = picker->area.y + 1;
    *x = UI_MARGIN + canvas_width(canvas, picker->title) + 3 + edit_cursor(&picker->typed, canvas);
    return true;
}

static enum handled event(struct overlay *overlay, const struct event *event)
{
    struct picker *picker = (struct picker *)overlay;
    bool changed = false;

    if (event->kind == EV_PASTE)
        changed = edit_paste(&picker->typed, event->text, event->length);
    else if (event->key != K_HOME && event->key != K_END && droplist_key(&picker->list, event->key))
        changed = false;
    else if (edit_key(&picker->typed, event->key, &changed) == H_PASS)
        return H_PASS;
    if (changed && picker->ask)
        ask(picker);
    if (changed)
        narrow(picker, NULL);
    ui_dirty(overlay->ui, DIRTY_LAYOUT);
    return H_DONE;
}

/* A script's "set pick TEXT" puts the line of that text or code under the cursor. */
static enum widget_set set(struct overlay *overlay, const char *field, const char *value,
                           struct err *err)
{
    struct picker *picker = (struct picker *)overlay;
    int i = choices_find(&picker->choices, value);

    (void)field;
    if (picker->ticket != 0)
        return SET_WAIT;
    if (i < 0 && picker->ask && strcmp(picker->typed.text, value) != 0) {
        edit_set(&picker->typed, value);
        ask(picker);
        return SET_WAIT;
    }
    if (i < 0) {
        err_set(err, ERR_INPUT, NULL, _("this is not in the list"), NULL);
        return SET_BAD;
    }
    edit_set(&picker->typed, "");
    droplist_narrow(&picker->list, &picker->choices, "", picker->choices.items[i].code);
    return SET_DONE;
}

static void free_picker(struct overlay *overlay)
{
    struct picker *picker = (struct picker *)overlay;

    choices_clear(&picker->choices);
    droplist_clear(&picker->list);
    edit_clear(&picker->typed);
    free(picker);
}

static enum handled finish(struct screen *screen, bool chosen)
{
    struct picker *picker = (struct picker *)ui_overlay(screen->ui);
    const struct choice *choice = droplist_current(&picker->list);

    if (chosen && !choice)
        return H_DONE;
    ui_overlay_close(&picker->overlay);
    picker->done(picker->owner, chosen ? choice : NULL);
    return H_DONE;
}

static enum handled act_choose(struct screen *screen)
{
    return finish(screen, true);
}

static enum handled act_cancel(struct screen *screen)
{
    return finish(screen, false);
}

static const struct action actions[] = {
    {.name = "choose",
     .keys = "Enter",
     .label = N_("Choose"),
     .flags = ACTION_MAIN,
     .run = act_choose},
    {.name = "cancel",
     .keys = "Esc F10",
     .label = N_("Cancel"),
     .flags = ACTION_MAIN,
     .run = act_cancel},
    {.name = NULL},
};

static const struct overlay_ops ops = {"picker", layout, paint, cursor,
                                       event,    set,    true,  free_picker};

struct picker *picker_open(struct ui *ui, const char *title, const struct choice *items, int count,
                           const char *current, picker_ask_fn *asked, picker_fn *done, void *owner)
{
    struct picker *picker = ui->top ? calloc(1, sizeof *picker) : NULL;

    if (!picker)
        return NULL;
    picker->overlay.ops = &ops;
    picker->overlay.actions = actions;
    picker->overlay.ui = ui;
    picker->ask = asked;
    picker->done = done;
    picker->owner = owner;
    text_copy(picker->title, sizeof picker->title, title);
    if (!edit_init(&picker->typed, TYPED_MOST, EDIT_ANY, false) ||
        !choices_copy(&picker->choices, items, count)) {
        free_picker(&picker->overlay);
        return NULL;
    }
    ui_overlay_open(ui, &picker->overlay);
    if (asked && count == 0)
        ask(picker);
    narrow(picker, current);
    return picker;
}
