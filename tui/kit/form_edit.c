/* Keys of a form: typing, moving between fields, taking back. */
#include "config.h"

#include "core/base/day.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/form_private.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DRAFT_MS = 2000, TYPED_MS = 150 };

/* ---- days ---- */

static struct day today(void)
{
    time_t now = time(NULL);
    struct tm tm;

    localtime_r(&now, &tm);
    return (struct day){(int16_t)(tm.tm_year + 1900), (int8_t)(tm.tm_mon + 1), (int8_t)tm.tm_mday};
}

/* "23" is that day of this month, "11-23" and "1123" of this year, "." today, "+7" in a week. */
static bool short_day(const char *typed, struct day *out)
{
    int numbers[2] = {0, 0}, n = 0, digits = 0;
    struct day now = today();
    char *end;
    long step;

    if (strcmp(typed, ".") == 0) {
        *out = now;
        return true;
    }
    if (typed[0] == '+' || (typed[0] == '-' && typed[1])) {
        step = strtol(typed, &end, 10);
        *out = day_add_days(now, (int32_t)(step > 4000 ? 4000 : step < -4000 ? -4000 : step));
        return *end == '\0';
    }
    for (const char *at = typed; *at; at++) {
        if (*at >= '0' && *at <= '9' && digits < 4) {
            numbers[n] = numbers[n] * 10 + *at - '0';
            digits++;
        } else if (strchr("-./", *at) && n == 0 && digits > 0) {
            n = 1;
        } else {
            return false;
        }
    }
    if (n == 0 && digits > 2) {
        numbers[1] = numbers[0] % 100;
        numbers[0] /= 100;
        n = 1;
    }
    *out = now;
    out->month = n ? (int8_t)numbers[0] : now.month;
    out->day = (int8_t)(n ? numbers[1] : numbers[0]);
    return day_is_valid(*out);
}

bool form_day(const char *typed, char *out, size_t size)
{
    char trimmed[32], written[DAY_SIZE];
    struct day day;

    text_fold_number(trimmed, sizeof trimmed, typed, false);
    if (!day_parse(trimmed, &day) && !short_day(trimmed, &day))
        return false;
    return text_copy(out, size, day_format(day, written));
}

/* ---- changes ---- */

static void draft_due(void *owner)
{
    struct form *form = owner;

    form->draft_timer = 0;
    form_draft_now(form);
}

static void typed_due(void *owner)
{
    struct form *form = owner;

    form->typed_timer = 0;
    if (form->hooks.typed && form->focus >= 0)
        form->hooks.typed(form->owner, form, form->boxes[form->focus].field->name);
    if (form->told)
        form->told(form->told_who, FORM_TOLD_CHANGED);
}

/* `finished`: the value stands (chosen, or its field left); else it is being typed. */
void form_touched(struct form *form, struct box *box, bool finished)
{
    struct loop *loop = ui_loop(form->widget.screen->ui);
    struct err wrong = {0};

    if (form_check_box(form, box, finished, &wrong)) {
        form_note_box(form, box, ROLE_PLAIN, NULL);
        form_to_record(form, box, form->record);
    } else {
        form_note_box(form, box, finished ? ROLE_ERROR : ROLE_WARN, wrong.text);
    }
    if (form->hooks.draft) {
        loop_stop(loop, &form->draft_timer);
        form->draft_timer = loop_after(loop, DRAFT_MS, draft_due, form);
    }
    if (finished && form->hooks.changed)
        form->hooks.changed(form->owner, form, box->field->name);
    if (finished && form->told)
        form->told(form->told_who, FORM_TOLD_CHANGED);
    if (!finished && (form->hooks.typed || form->told)) {
        loop_stop(loop, &form->typed_timer);
        form->typed_timer = loop_after(loop, TYPED_MS, typed_due, form);
    }
    form_dirty(form);
}

static void keep_undo(struct box *box)
{
    size_t size = strlen(box->code) + strlen(box->edit.text) + 2;

    free(box->undo);
    box->undo = box->edit.secret ? NULL : malloc(size);
    if (box->undo)
        snprintf(box->undo, size, "%s\t%s", box->code, box->edit.text);
}

static bool differs_from_undo(const struct box *box)
{
    size_t n = strlen(box->code);

    return box->undo && (strncmp(box->undo, box->code, n) != 0 || box->undo[n] != '\t' ||
                         strcmp(box->undo + n + 1, box->edit.text) != 0);
}

/* Changes places with what stood there when the focus came; once more brings it back. */
void form_undo(struct form *form)
{
    struct box *box = &form->boxes[form->focus];
    char *before = box->undo, *tab = before ? strchr(before, '\t') : NULL;

    if (!tab)
        return;
    box->undo = NULL;
    keep_undo(box);
    *tab = '\0';
    text_copy(box->code, sizeof box->code, before);
    edit_set(&box->edit, tab + 1);
    free(before);
    form_touched(form, box, true);
}

void form_enter_box(struct form *form, int index)
{
    form->focus = index;
    keep_undo(&form->boxes[index]);
    form->boxes[index].edit.at = form->boxes[index].edit.length;
    form_dirty(form);
}

void form_leave_box(struct form *form)
{
    struct box *box = form->focus < 0 ? NULL : &form->boxes[form->focus];

    form_close_list(form);
    if (box && differs_from_undo(box) && !form_is_choice(box)) {
        form_touched(form, box, true);
        keep_undo(box);
    }
}

bool form_step(struct form *form, int step)
{
    for (int i = form->focus + step; i >= 0 && i < form->count; i += step) {
        if (!form_can_focus(&form->boxes[i]))
            continue;
        form_leave_box(form);
        form_enter_box(form, i);
        return true;
    }
    return false;
}

/* ---- actions ---- */

static struct form *form_of(const struct screen *screen)
{
    return (struct form *)screen_focus(screen);
}

static enum handled act_next(struct screen *screen)
{
    struct form *form = form_of(screen);

    if (form_step(form, 1))
        return H_DONE;
    form_leave_box(form);
    return H_PASS;
}

static enum handled act_previous(struct screen *screen)
{
    struct form *form = form_of(screen);

    if (form_step(form, -1))
        return H_DONE;
    form_leave_box(form);
    return H_PASS;
}

static enum handled act_undo(struct screen *screen)
{
    form_undo(form_of(screen));
    return H_DONE;
}

static bool at_choice(const struct screen *screen)
{
    const struct form *form = form_of(screen);

    return form->focus >= 0 && form_is_choice(&form->boxes[form->focus]);
}

static enum handled act_choose(struct screen *screen)
{
    form_open_list(form_of(screen), "");
    return H_DONE;
}

static bool at_yes_no(const struct screen *screen)
{
    const struct form *form = form_of(screen);

    return form->focus >= 0 && form->boxes[form->focus].field->kind == FIELD_YES_NO;
}

static void flip(struct form *form, int yes)
{
    struct box *box = &form->boxes[form->focus];

    form_set_code(box, yes < 0 ? (box->code[0] ? "" : "1") : yes ? "1" : "", "");
    form_touched(form, box, true);
}

static enum handled act_flip(struct screen *screen)
{
    flip(form_of(screen), -1);
    return H_DONE;
}

static const struct action actions[] = {
    {.name = "next_field",
     .keys = "Tab",
     .label = N_("Next"),
     .help = N_("Goes to the next field."),
     .run = act_next},
    {.name = "previous_field",
     .keys = "S-Tab",
     .label = N_("Previous"),
     .help = N_("Goes to the field before."),
     .flags = ACTION_HIDDEN,
     .run = act_previous},
    {.name = "choose",
     .keys = "Enter",
     .label = N_("Choose"),
     .help = N_("Opens the list of a choice; type a part of the name or its initials."),
     .flags = ACTION_WHEN,
     .enabled = at_choice,
     .run = act_choose},
    {.name = "flip",
     .keys = "Space",
     .label = N_("Yes or no"),
     .help = N_("Changes between yes and no."),
     .flags = ACTION_WHEN,
     .enabled = at_yes_no,
     .run = act_flip},
    {.name = "undo",
     .keys = "^Z",
     .label = N_("Take back"),
     .help = N_("Puts back what stood in the field; once more brings the new text again."),
     .flags = ACTION_HIDDEN,
     .run = act_undo},
    {.name = NULL},
};

static enum handled act_pick(struct screen *screen)
{
    return form_list_key(form_of(screen), K_ENTER);
}

static enum handled act_close(struct screen *screen)
{
    return form_list_key(form_of(screen), K_ESC);
}

/* While a list is open; its keys are form_list_key's. */
static const struct action list_actions[] = {
    {.name = "pick", .keys = "Enter", .label = N_("Choose"), .run = act_pick},
    {.name = "close", .keys = "Esc", .label = N_("Close"), .run = act_close},
    {.name = NULL},
};

static const struct action *modal(const struct widget *widget)
{
    return ((const struct form *)widget)->open ? list_actions : NULL;
}

/* ---- keys ---- */

static void day_step(struct form *form, struct box *box, int step)
{
    char written[DAY_SIZE], now[32];
    struct day day;

    if (!form_day(box->edit.text[0] ? box->edit.text : ".", now, sizeof now) ||
        !day_parse(now, &day))
        return;
    edit_set(&box->edit, day_format(day_add_days(day, step), written));
    form_touched(form, box, false);
}

static enum handled choice_key(struct form *form, struct box *box, int key)
{
    char typed[5] = "";

    if (key == K_BACKSPACE || key == K_DELETE) {
        form_set_code(box, "", "");
        form_touched(form, box, true);
        return H_DONE;
    }
    if (key == K_ENTER || key == ' ' || key == K_F(4)) {
        form_open_list(form, "");
        return H_DONE;
    }
    if (!key_is_text(key))
        return H_PASS;
    typed[text_put(typed, (uint32_t)key)] = '\0';
    form_open_list(form, typed);
    return H_DONE;
}

static enum handled text_key(struct form *form, struct box *box, int key)
{
    bool changed = false;
    bool whole_day = box->field->kind == FIELD_DAY && box->edit.length == 10;

    /* a whole day is there: + and - move it; while one is typed they belong to it */
    if ((key == '+' || key == '-') && whole_day && box->edit.at == box->edit.length) {
        day_step(form, box, key == '+' ? 1 : -1);
        return H_DONE;
    }
    if (edit_key(&box->edit, key, &changed) == H_PASS)
        return H_PASS;
    if (changed)
        form_touched(form, box, false);
    form_dirty(form);
    return H_DONE;
}

static enum handled value_key(struct form *form, struct box *box, int key)
{
    if (form_is_choice(box))
        return choice_key(form, box, key);
    if (box->field->kind != FIELD_YES_NO)
        return text_key(form, box, key);
    if (key == ' ' || key == 'y' || key == 'Y' || key == 'n' || key == 'N') {
        flip(form, key == ' ' ? -1 : key == 'y' || key == 'Y');
        return H_DONE;
    }
    return H_PASS;
}

static enum handled enter_key(struct form *form)
{
    bool last = true;

    for (int i = form->focus + 1; i < form->count; i++)
        if (form_can_focus(&form->boxes[i]))
            last = false;
    form_leave_box(form);
    if (form->told) {
        form->told(form->told_who, FORM_TOLD_LEFT);
        return H_DONE;
    }
    if ((last || (form->flags & FORM_LINE)) && form->hooks.enter)
        return form->hooks.enter(form->owner, form);
    if (!last && !(form->flags & FORM_LINE))
        form_step(form, 1);
    return H_DONE;
}

static enum handled escape(struct form *form)
{
    struct box *box = &form->boxes[form->focus];

    if (form->flags & FORM_LINE) {
        if (!form->hooks.leave && !form->told)
            return H_PASS;
        form_leave_box(form);
        if (form->told)
            form->told(form->told_who, FORM_TOLD_LEFT);
        else
            form->hooks.leave(form->owner, form);
        return H_DONE;
    }
    if (!differs_from_undo(box) || form_is_choice(box))
        return H_PASS;
    form_undo(form);
    return H_DONE;
}

static enum handled form_key(struct form *form, int key)
{
    struct box *box = &form->boxes[form->focus];
    enum handled done;

    if (form->open)
        return form_list_key(form, key);
    if (key == K_ESC)
        return escape(form);
    done = value_key(form, box, key);
    if (done != H_PASS)
        return done;
    if (key == K_ENTER)
        return enter_key(form);
    if (key == K_UP || key == K_DOWN) {
        if (form->flags & FORM_LINE) {
            if (key == K_DOWN)
                return escape(form);
            return H_PASS;
        }
        form_step(form, key == K_UP ? -1 : 1);
        return H_DONE;
    }
    if ((key == K_LEFT || key == K_RIGHT) && (form->flags & FORM_LINE)) {
        form_step(form, key == K_LEFT ? -1 : 1);
        return H_DONE;
    }
    if ((key == K_PAGE_UP || key == K_PAGE_DOWN) && !(form->flags & FORM_LINE)) {
        for (int i = 0; i < 5; i++)
            form_step(form, key == K_PAGE_UP ? -1 : 1);
        return H_DONE;
    }
    return H_PASS;
}

/* The field whose label or value was clicked. */
static enum handled form_click(struct form *form, int y, int x)
{
    int line = y - form->widget.area.y + form->top;

    for (int i = 0; i < form->count; i++) {
        const struct box *box = &form->boxes[i];

        if (form_can_focus(box) && line >= box->line && line < box->line + box->lines &&
            x >= form->widget.area.x + box->x &&
            x < form->widget.area.x + box->value_x + box->width) {
            form_focus(form, box->field->name);
            form_dirty(form);
            return H_DONE;
        }
    }
    return H_DONE;
}

static enum handled form_event(struct widget *widget, const struct event *event)
{
    struct form *form = (struct form *)widget;
    struct box *box;

    if (form->focus < 0)
        return H_PASS;
    if (event->kind == EV_KEY)
        return form_key(form, event->key);
    if (event->kind == EV_CLICK)
        return form_click(form, event->y, event->x);
    if (event->kind != EV_PASTE)
        return H_PASS;
    box = &form->boxes[form->focus];
    if (form_is_choice(box))
        form_list_paste(form, event->text, event->length);
    else if (box->field->kind != FIELD_YES_NO && edit_paste(&box->edit, event->text, event->length))
        form_touched(form, box, false);
    form_dirty(form);
    return H_DONE;
}

static void form_focused_now(struct widget *widget, bool on)
{
    struct form *form = (struct form *)widget;

    form->has_focus = on;
    if (on && form->focus >= 0)
        form_enter_box(form, form->focus);
    else if (!on)
        form_leave_box(form);
    form_dirty(form);
}

/* What is looked for is nothing that could be lost. */
static bool widget_changed(const struct widget *widget)
{
    const struct form *form = (const struct form *)widget;

    return !(form->flags & FORM_LINE) && form_changed(form);
}

static bool takes_text(const struct widget *widget)
{
    return ((const struct form *)widget)->focus >= 0;
}

enum widget_set form_set(struct form *form, const char *name, const char *value, struct err *err)
{
    struct box *box = form_box(form, name);

    if (!box)
        return SET_UNKNOWN;
    if (!form_can_focus(box)) {
        err_set(err, ERR_INPUT, name, _("this field cannot be changed now"), NULL);
        return SET_BAD;
    }
    form_focus(form, name);
    if (form_is_choice(box))
        return form_set_choice(form, box, value, err);
    if (box->field->kind == FIELD_YES_NO) {
        form_set_code(box, strcmp(value, "yes") == 0 || strcmp(value, "1") == 0 ? "1" : "", "");
    } else {
        edit_set(&box->edit, "");
        edit_paste(&box->edit, value, strlen(value));
    }
    /* a wrong one stays, as typed text does, with its message beside it */
    form_touched(form, box, true);
    keep_undo(box);
    return SET_DONE;
}

static enum widget_set widget_set(struct widget *widget, const char *field, const char *value,
                                  struct err *err)
{
    return form_set((struct form *)widget, field, value, err);
}

static const char *widget_help(const struct widget *widget, const char **label)
{
    const struct form *form = (const struct form *)widget;
    const struct box *box = form->focus < 0 ? NULL : &form->boxes[form->focus];

    if (!box || !box->field->help)
        return NULL;
    *label = box->label[0] ? box->label : _(box->field->label);
    return _(box->field->help);
}

static const char *widget_field(const struct widget *widget)
{
    return form_focused((const struct form *)widget);
}

static void flush(struct widget *widget)
{
    form_draft_now((struct form *)widget);
}

const struct widget_ops form_ops = {
    .name = "form",
    .actions = actions,
    .wants = form_wants,
    .layout = form_layout,
    .paint = form_paint,
    .paint_over = form_paint_over,
    .cursor = form_cursor,
    .event = form_event,
    .focused = form_focused_now,
    .modal = modal,
    .changed = widget_changed,
    .takes_text = takes_text,
    .set = widget_set,
    .help = widget_help,
    .field = widget_field,
    .flush = flush,
    .free = form_free,
};
