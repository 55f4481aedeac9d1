#include "config.h"

#include "tui/kit/prompt.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/edit.h"
#include "tui/kit/ui_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWERS = 6, TEXT_MOST = 200, FIELD_WIDTH = 44 };

struct prompt {
    struct overlay overlay; /* first */
    char question[256], detail[512], label[64], note[96];
    struct action actions[ANSWERS + 1];
    char keys[ANSWERS][24];
    struct rect area;
    /* one of: */
    prompt_yes_no_fn *yes_no;
    prompt_text_fn *text;
    prompt_choose_fn *choose;
    void *owner;
    struct edit edit; /* of `text` */
    int min;
};

static struct prompt *of(const struct screen *screen)
{
    return (struct prompt *)ui_overlay(screen->ui);
}

/* ---- look ---- */

static int detail_lines(const struct prompt *prompt, int width)
{
    const char *text = prompt->detail, *next;
    int lines = 0;

    while (*text && lines < 4) {
        text_wrap(text, width, prompt->overlay.ui->canvas->ambiguous, &next);
        lines++;
        if (next <= text)
            break;
        text = next;
    }
    return lines;
}

static void layout(struct overlay *overlay, struct rect content)
{
    struct prompt *prompt = (struct prompt *)overlay;
    struct canvas *canvas = overlay->ui->canvas;
    int rows = 3 + detail_lines(prompt, content.w) + (prompt->text ? 2 : 0);

    prompt->area = (struct rect){canvas->rows - 2 - rows, 0, rows, canvas->cols};
    if (prompt->text)
        edit_scroll(&prompt->edit, canvas, FIELD_WIDTH);
}

static int field_x(const struct prompt *prompt)
{
    int label = canvas_width(prompt->overlay.ui->canvas, prompt->label);

    return UI_MARGIN + (label ? label + 2 : 0);
}

static void paint(const struct overlay *overlay, struct canvas *canvas)
{
    const struct prompt *prompt = (const struct prompt *)overlay;
    int x = UI_MARGIN, y = prompt->area.y + 1, width = canvas->cols - 2 * UI_MARGIN;

    canvas_fill(canvas, prompt->area, ROLE_PANEL);
    canvas_text(canvas, y++, x, width, ROLE_PANEL_STRONG, prompt->question);
    y += canvas_wrap(canvas, (struct rect){y, x, 4, width}, ROLE_PANEL, prompt->detail);
    if (!prompt->text)
        return;
    y++;
    canvas_text(canvas, y, x, width, ROLE_PANEL_DIM, prompt->label);
    x = field_x(prompt);
    edit_paint(&prompt->edit, canvas, y, x, FIELD_WIDTH, ROLE_PANEL_FIELD);
    x += FIELD_WIDTH + 2;
    canvas_text(canvas, y, x, canvas->cols - UI_MARGIN - x, ROLE_PANEL_DIM, prompt->note);
}

static bool cursor(const struct overlay *overlay, int *y, int *x)
{
    const struct prompt *prompt = (const struct prompt *)overlay;

    if (!prompt->text)
        return false;
    *y = prompt->area.y + prompt->area.h - 2;
    *x = field_x(prompt) + edit_cursor(&prompt->edit, overlay->ui->canvas);
    return true;
}

/* ---- answers ---- */

static enum handled no_event(struct overlay *overlay, const struct event *event)
{
    (void)overlay;
    return event->kind == EV_KEY ? H_PASS : H_DONE;
}

static void note_length(struct prompt *prompt)
{
    int length = (int)text_length(prompt->edit.text);

    prompt->note[0] = '\0';
    if (length < prompt->min)
        snprintf(prompt->note, sizeof prompt->note, _("at least %d characters"), prompt->min);
}

static enum handled text_event(struct overlay *overlay, const struct event *event)
{
    struct prompt *prompt = (struct prompt *)overlay;
    bool changed = false;

    if (event->kind == EV_PASTE)
        edit_paste(&prompt->edit, event->text, event->length);
    else if (edit_key(&prompt->edit, event->key, &changed) == H_PASS)
        return H_PASS;
    note_length(prompt);
    ui_dirty(overlay->ui, DIRTY_LAYOUT);
    return H_DONE;
}

static enum widget_set text_set(struct overlay *overlay, const char *field, const char *value,
                                struct err *err)
{
    struct prompt *prompt = (struct prompt *)overlay;

    (void)err;
    (void)field; /* there is but one */
    edit_set(&prompt->edit, "");
    edit_paste(&prompt->edit, value, strlen(value));
    note_length(prompt);
    ui_dirty(overlay->ui, DIRTY_LAYOUT);
    return SET_DONE;
}

static void free_prompt(struct overlay *overlay)
{
    struct prompt *prompt = (struct prompt *)overlay;

    edit_clear(&prompt->edit);
    free(prompt);
}

static enum handled answer(struct screen *screen, int index)
{
    struct prompt *prompt = of(screen);

    ui_overlay_close(&prompt->overlay);
    if (prompt->yes_no)
        prompt->yes_no(prompt->owner, index == 0);
    else if (prompt->choose)
        prompt->choose(prompt->owner, index);
    else
        prompt->text(prompt->owner, index < 0 ? NULL : prompt->edit.text);
    return H_DONE;
}

static enum handled answer_0(struct screen *screen)
{
    return answer(screen, 0);
}

static enum handled answer_1(struct screen *screen)
{
    return answer(screen, 1);
}

static enum handled answer_2(struct screen *screen)
{
    return answer(screen, 2);
}

static enum handled answer_3(struct screen *screen)
{
    return answer(screen, 3);
}

static enum handled answer_4(struct screen *screen)
{
    return answer(screen, 4);
}

static enum handled answer_none(struct screen *screen)
{
    return answer(screen, -1);
}

static bool long_enough(const struct screen *screen)
{
    const struct prompt *prompt = of(screen);

    return (int)text_length(prompt->edit.text) >= prompt->min;
}

static const struct action yes_no_actions[] = {
    {.name = "yes", .keys = "Y y", .label = N_("Yes"), .flags = ACTION_MAIN, .run = answer_0},
    {.name = "no", .keys = "N n Esc F10", .label = N_("No"), .flags = ACTION_MAIN, .run = answer_1},
    {.name = NULL},
};

static const struct action text_actions[] = {
    {.name = "ok",
     .keys = "Enter F2",
     .label = N_("OK"),
     .flags = ACTION_MAIN,
     .enabled = long_enough,
     .run = answer_0},
    {.name = "cancel",
     .keys = "Esc F10",
     .label = N_("Cancel"),
     .flags = ACTION_MAIN,
     .run = answer_none},
    {.name = NULL},
};

static const struct overlay_ops choose_ops = {"prompt", layout, paint, cursor,
                                              no_event, NULL,   false, free_prompt};
static const struct overlay_ops text_ops = {"prompt",   layout,   paint, cursor,
                                            text_event, text_set, true,  free_prompt};

static struct prompt *prompt_new(struct ui *ui, const struct overlay_ops *ops, const char *question,
                                 const char *detail, void *owner)
{
    struct prompt *prompt = ui->top ? calloc(1, sizeof *prompt) : NULL;

    if (!prompt)
        return NULL;
    prompt->overlay.ops = ops;
    prompt->owner = owner;
    text_copy(prompt->question, sizeof prompt->question, question);
    text_copy(prompt->detail, sizeof prompt->detail, detail ? detail : "");
    return prompt;
}

void prompt_yes_no(struct ui *ui, const char *question, const char *detail, prompt_yes_no_fn *done,
                   void *owner)
{
    struct prompt *prompt = prompt_new(ui, &choose_ops, question, detail, owner);

    if (!prompt)
        return;
    prompt->yes_no = done;
    prompt->overlay.actions = yes_no_actions;
    ui_overlay_open(ui, &prompt->overlay);
}

void prompt_text(struct ui *ui, const char *question, const char *label, const char *detail,
                 int min, bool secret, prompt_text_fn *done, void *owner)
{
    struct prompt *prompt = prompt_new(ui, &text_ops, question, detail, owner);

    if (!prompt)
        return;
    if (!edit_init(&prompt->edit, TEXT_MOST, EDIT_ANY, secret)) {
        free(prompt);
        return;
    }
    prompt->text = done;
    prompt->min = min;
    prompt->overlay.actions = text_actions;
    prompt->overlay.ui = ui;
    text_copy(prompt->label, sizeof prompt->label, label ? label : "");
    note_length(prompt);
    ui_overlay_open(ui, &prompt->overlay);
}

void prompt_choose(struct ui *ui, const char *question, const char *detail,
                   const struct prompt_answer *answers, int count, prompt_choose_fn *done,
                   void *owner)
{
    static enum handled (*const runs[])(struct screen *) = {answer_0, answer_1, answer_2, answer_3,
                                                            answer_4};
    struct prompt *prompt = prompt_new(ui, &choose_ops, question, detail, owner);
    int n = 0;

    if (!prompt)
        return;
    for (; n < count && n < ANSWERS - 1; n++) {
        text_copy(prompt->keys[n], sizeof prompt->keys[n], answers[n].key);
        prompt->actions[n] = (struct action){.name = answers[n].name,
                                             .keys = prompt->keys[n],
                                             .label = answers[n].label,
                                             .flags = ACTION_MAIN,
                                             .run = runs[n]};
    }
    prompt->actions[n] = (struct action){.name = "cancel",
                                         .keys = "Esc F10",
                                         .label = N_("Back"),
                                         .flags = ACTION_LAST,
                                         .run = answer_none};
    prompt->choose = done;
    prompt->overlay.actions = prompt->actions;
    ui_overlay_open(ui, &prompt->overlay);
}

void prompt_conflict(struct ui *ui, const char *who_and_when, prompt_choose_fn *done, void *owner)
{
    static const struct prompt_answer answers[] = {
        {"see", "S s", N_("See theirs")},
        {"keep", "K k", N_("Keep mine")},
        {"drop", "D d", N_("Give up mine")},
    };

    prompt_choose(ui, _("Somebody else has changed this meanwhile."), who_and_when, answers, 3,
                  done, owner);
}
