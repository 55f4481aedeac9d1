/* Choice and lookup fields: the list that opens under them. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/form_private.h"
#include "tui/kit/ui.h"

#include <string.h>

static bool asks(const struct form *form, const struct box *box)
{
    return box->field->kind == FIELD_LOOKUP && form->hooks.look_up;
}

static void ask(struct form *form, struct box *box, const char *typed)
{
    if (++form->next_ticket == 0)
        form->next_ticket = 1;
    box->ticket = form->next_ticket;
    text_copy(box->asked, sizeof box->asked, typed);
    form->list.waiting = true;
    form->hooks.look_up(form->owner, form, box->field->name, typed, box->ticket);
}

static void narrow(struct form *form, struct box *box)
{
    bool asked = asks(form, box);

    /* what was asked for is what answers: the source judged it */
    droplist_narrow(&form->list, &box->choices, asked ? "" : form->typed.text,
                    form->typed.text[0] ? NULL : box->code);
    form->list.waiting = asked && box->ticket != 0;
    form_dirty(form);
}

void form_open_list(struct form *form, const char *typed)
{
    struct box *box = &form->boxes[form->focus];

    form->open = true;
    edit_set(&form->typed, typed);
    if (asks(form, box))
        ask(form, box, typed);
    narrow(form, box);
}

void form_close_list(struct form *form)
{
    form->open = false;
    edit_set(&form->typed, "");
    form_dirty(form);
}

static void pick(struct form *form, const struct choice *choice)
{
    struct box *box = &form->boxes[form->focus];

    form_set_code(box, choice->code, choice->text);
    form_close_list(form);
    form_touched(form, box, true);
}

enum handled form_list_key(struct form *form, int key)
{
    struct box *box = &form->boxes[form->focus];
    const struct choice *choice = droplist_current(&form->list);
    bool changed = false;

    if (key == K_ESC) {
        form_close_list(form);
        return H_DONE;
    }
    if (key == K_ENTER || key == K_TAB) {
        if (choice) {
            pick(form, choice);
            if (!(form->flags & FORM_LINE))
                form_step(form, 1);
        }
        return H_DONE;
    }
    if (key != K_HOME && key != K_END && droplist_key(&form->list, key)) {
        form_dirty(form);
        return H_DONE;
    }
    if (edit_key(&form->typed, key, &changed) == H_DONE && changed) {
        if (asks(form, box))
            ask(form, box, form->typed.text);
        narrow(form, box);
    }
    form_dirty(form);
    return H_DONE;
}

void form_list_paste(struct form *form, const char *text, size_t length)
{
    struct box *box = &form->boxes[form->focus];

    if (!form->open)
        form_open_list(form, "");
    if (edit_paste(&form->typed, text, length)) {
        if (asks(form, box))
            ask(form, box, form->typed.text);
        narrow(form, box);
    }
}

bool form_choices(struct form *form, const char *name, const struct choice *items, int count)
{
    struct box *box = form_box(form, name);
    int i;

    if (!box || !choices_copy(&box->choices, items, count))
        return false;
    box->has_choices = true;
    i = choices_find(&box->choices, box->code);
    if (box->code[0] && i >= 0)
        edit_set(&box->edit, box->choices.items[i].text);
    if (form->open && &form->boxes[form->focus] == box)
        narrow(form, box);
    form_dirty(form);
    return true;
}

void form_show_as(struct form *form, const char *name, const char *code, const char *text)
{
    struct box *box = form_box(form, name);

    if (!box)
        return;
    form_set_code(box, code, text);
    form_dirty(form);
}

void form_offer(struct form *form, unsigned ticket, const struct choice *items, int count)
{
    for (int i = 0; ticket && i < form->count; i++) {
        struct box *box = &form->boxes[i];

        if (box->ticket != ticket)
            continue;
        box->ticket = 0;
        choices_copy(&box->choices, items, count);
        box->has_choices = true;
        if (form->open && form->focus == i)
            narrow(form, box);
        form_dirty(form);
    }
}

/* A script's value: found in the list there is, else asked for by that text. */
enum widget_set form_set_choice(struct form *form, struct box *box, const char *value,
                                struct err *err)
{
    int i = choices_find(&box->choices, value);

    if (i < 0 && value[0] && asks(form, box)) {
        if (box->ticket != 0)
            return SET_WAIT;
        if (strcmp(box->asked, value) != 0) {
            ask(form, box, value);
            i = choices_find(&box->choices, value);
            if (box->ticket != 0)
                return SET_WAIT;
        }
    }
    if (i < 0 && value[0] && !box->has_choices)
        return SET_WAIT; /* its list has not come yet */
    if (i < 0 && value[0]) {
        err_set(err, ERR_INPUT, box->field->name, _("this is not in the list"), NULL);
        return SET_BAD;
    }
    if (i < 0)
        form_set_code(box, "", "");
    else
        form_set_code(box, box->choices.items[i].code, box->choices.items[i].text);
    box->asked[0] = '\0';
    form_close_list(form);
    form_touched(form, box, true);
    return SET_DONE;
}
