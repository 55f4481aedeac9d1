#include "config.h"

#include "tui/kit/form.h"

#include "core/base/day.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/kit/form_private.h"
#include "tui/kit/ui.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool form_is_choice(const struct box *box)
{
    return box->field->kind == FIELD_CHOICE || box->field->kind == FIELD_LOOKUP;
}

bool form_shows(const struct box *box)
{
    if (box->hidden)
        return false;
    if (box->read_only && (box->field->flags & FIELD_HIDE_EMPTY) && !box->edit.text[0])
        return false;
    return true;
}

bool form_can_focus(const struct box *box)
{
    return box->field->kind != FIELD_HEADING && !box->read_only && !box->hidden;
}

struct box *form_box(const struct form *form, const char *name)
{
    for (int i = 0; name && i < form->count; i++)
        if (strcmp(form->boxes[i].field->name, name) == 0 &&
            form->boxes[i].field->kind != FIELD_HEADING)
            return &form->boxes[i];
    return NULL;
}

void form_dirty(struct form *form)
{
    if (form->widget.screen)
        screen_dirty(form->widget.screen, DIRTY_LAYOUT);
}

/* What is stored: a choice's code, "1" or "" of a yes-no, else the text. */
const char *form_box_value(const struct box *box)
{
    if (form_is_choice(box) || box->field->kind == FIELD_YES_NO)
        return box->code;
    return box->edit.text;
}

/* ---- record and boxes ---- */

const char *form_yes_no(const struct field *field, bool yes)
{
    const char *text = yes ? (field->yes_text ? field->yes_text : N_("yes"))
                           : (field->no_text ? field->no_text : N_("no"));

    return text[0] ? _(text) : "";
}

void form_set_code(struct box *box, const char *code, const char *text)
{
    text_copy(box->code, sizeof box->code, code);
    if (box->field->kind == FIELD_YES_NO)
        edit_set(&box->edit, form_yes_no(box->field, box->code[0] != '\0'));
    else
        edit_set(&box->edit, text);
}

void form_from_record(const void *record, const struct box *box, char *out, size_t size)
{
    const char *at = (const char *)record + box->field->offset;
    int64_t number = 0;
    int small = 0;
    bool yes = false;

    out[0] = '\0';
    switch (box->field->store) {
    case STORE_TEXT:
        text_copy(out, size, at);
        return;
    case STORE_INT64:
        memcpy(&number, at, sizeof number);
        break;
    case STORE_INT:
        memcpy(&small, at, sizeof small);
        number = small;
        break;
    case STORE_BOOL:
        memcpy(&yes, at, sizeof yes);
        number = yes;
        break;
    }
    if (number)
        snprintf(out, size, "%" PRId64, number);
}

void form_to_record(const struct form *form, const struct box *box, void *record)
{
    char *at = (char *)record + box->field->offset;
    const char *value = form_box_value(box);
    int64_t number = strtoll(value, NULL, 10);
    int small = (int)number;
    bool yes = value[0] != '\0' && strcmp(value, "0") != 0;

    (void)form;
    switch (box->field->store) {
    case STORE_TEXT:
        text_copy(at, box->field->size, value);
        break;
    case STORE_INT64:
        memcpy(at, &number, sizeof number);
        break;
    case STORE_INT:
        memcpy(at, &small, sizeof small);
        break;
    case STORE_BOOL:
        memcpy(at, &yes, sizeof yes);
        break;
    }
}

static void keep_text(char **kept, const char *text)
{
    char *copy = strdup(text);

    if (*kept)
        secret_wipe(*kept, strlen(*kept));
    free(*kept);
    *kept = copy;
}

static void set_loaded(struct box *box)
{
    keep_text(&box->loaded, form_box_value(box));
}

static void load_box(struct form *form, struct box *box)
{
    char text[2048];

    if (box->field->kind == FIELD_HEADING)
        return;
    form_from_record(form->record, box, text, sizeof text);
    if (form_is_choice(box)) {
        int i = choices_find(&box->choices, text);
        bool same = strcmp(box->code, text) == 0;

        /* a code without its list stays as it was shown, else it shows itself until it has one */
        if (i >= 0)
            form_set_code(box, text, box->choices.items[i].text);
        else if (!same || !text[0])
            form_set_code(box, text, text);
    } else if (box->field->kind == FIELD_YES_NO) {
        form_set_code(box, text[0] && strcmp(text, "0") != 0 ? "1" : "", "");
    } else {
        edit_set(&box->edit, text);
    }
    secret_wipe(text, sizeof text);
    form_note_box(form, box, ROLE_PLAIN, NULL);
}

static enum edit_filter filter_of(const struct field *field)
{
    if (field->kind == FIELD_NUMBER)
        return field->flags & FIELD_LETTERS ? EDIT_CODE : EDIT_DIGITS;
    return field->kind == FIELD_DAY ? EDIT_DAY : EDIT_ANY;
}

static int most_of(const struct field *field)
{
    if (field->kind == FIELD_CHOICE || field->kind == FIELD_LOOKUP || field->kind == FIELD_YES_NO)
        return 120;
    if (field->max)
        return field->max;
    if (field->kind == FIELD_DAY)
        return 10;
    return field->store == STORE_TEXT && field->size > 1 ? (int)field->size - 1 : 20;
}

static bool init_boxes(struct form *form)
{
    while (form->fields[form->count].name)
        form->count++;
    form->boxes = calloc((size_t)form->count + 1, sizeof *form->boxes);
    if (!form->boxes || !edit_init(&form->typed, 60, EDIT_ANY, false))
        return false;
    for (int i = 0; i < form->count; i++) {
        struct box *box = &form->boxes[i];

        box->field = &form->fields[i];
        box->read_only = (box->field->flags & FIELD_READ_ONLY) != 0;
        if (!edit_init(&box->edit, most_of(box->field), filter_of(box->field),
                       box->field->kind == FIELD_SECRET))
            return false;
    }
    return true;
}

void form_free(struct widget *widget)
{
    struct form *form = (struct form *)widget;

    if (form->widget.screen) {
        loop_stop(ui_loop(form->widget.screen->ui), &form->draft_timer);
        loop_stop(ui_loop(form->widget.screen->ui), &form->typed_timer);
    }
    for (int i = 0; form->boxes && i < form->count; i++) {
        struct box *box = &form->boxes[i];

        edit_clear(&box->edit);
        choices_clear(&box->choices);
        keep_text(&box->loaded, "");
        keep_text(&box->undo, "");
        free(box->loaded);
        free(box->undo);
    }
    free(form->boxes);
    edit_clear(&form->typed);
    droplist_clear(&form->list);
    free(form);
}

static void focus_first(struct form *form)
{
    form->focus = -1;
    for (int i = 0; i < form->count && form->focus < 0; i++)
        if (form_can_focus(&form->boxes[i]))
            form_enter_box(form, i);
    form->widget.focusable = form->focus >= 0;
}

struct form *form_new(struct screen *screen, const struct field *fields, void *record,
                      unsigned flags, const struct form_hooks *hooks, void *owner)
{
    struct form *form = calloc(1, sizeof *form);

    if (!form)
        return NULL;
    form->widget.ops = &form_ops;
    form->widget.screen = screen;
    form->fields = fields;
    form->record = record;
    form->flags = flags;
    form->owner = owner;
    form->focus = -1;
    if (hooks)
        form->hooks = *hooks;
    if (!init_boxes(form)) {
        form_free(&form->widget);
        return NULL;
    }
    form_load(form);
    focus_first(form);
    return form;
}

struct widget *form_widget(struct form *form)
{
    return form ? &form->widget : NULL;
}

void form_load(struct form *form)
{
    form_close_list(form);
    for (int i = 0; i < form->count; i++) {
        load_box(form, &form->boxes[i]);
        set_loaded(&form->boxes[i]);
    }
    if (form->focus >= 0)
        form_enter_box(form, form->focus);
    loop_stop(ui_loop(form->widget.screen->ui), &form->draft_timer);
    form_dirty(form);
}

void form_load_field(struct form *form, const char *name)
{
    struct box *box = form_box(form, name);

    if (!box)
        return;
    load_box(form, box);
    form_dirty(form);
}

void form_saved(struct form *form)
{
    for (int i = 0; i < form->count; i++)
        set_loaded(&form->boxes[i]);
    loop_stop(ui_loop(form->widget.screen->ui), &form->draft_timer);
}

static bool box_changed(const struct box *box)
{
    return box->field->kind != FIELD_HEADING && !box->read_only && box->loaded &&
           strcmp(box->loaded, form_box_value(box)) != 0;
}

bool form_changed(const struct form *form)
{
    for (int i = 0; i < form->count; i++)
        if (box_changed(&form->boxes[i]))
            return true;
    return false;
}

bool form_field_changed(const struct form *form, const char *name)
{
    const struct box *box = form_box(form, name);

    return box && box_changed(box);
}

/* ---- checks ---- */

static const char *label_of(const struct box *box)
{
    return box->label[0] ? box->label : box->field->label ? _(box->field->label) : "";
}

/* Beside its field a message is short; on the message row it says which field it means. */
static void name_field(const struct form *form, const struct err *wrong, struct err *err)
{
    const struct box *box = form_box(form, wrong->field);

    *err = *wrong;
    if (box && label_of(box)[0])
        snprintf(err->text, sizeof err->text, _("%s: %s"), label_of(box), wrong->text);
}

/* And back: the text without the label that name_field put before it. */
static const char *without_label(const struct box *box, const char *text)
{
    char named[128];
    size_t n;

    snprintf(named, sizeof named, _("%s: %s"), label_of(box), "");
    n = strlen(named);
    return label_of(box)[0] && strncmp(text, named, n) == 0 ? text + n : text;
}

static bool no_such_day(const struct box *box, struct err *err)
{
    char today[DAY_SIZE] = "", hint[80];

    form_day(".", today, sizeof today);
    snprintf(hint, sizeof hint, _("write it like %s"), today);
    return err_set(err, ERR_INPUT, box->field->name, _("no such day"), hint);
}

static bool normal_text(struct box *box, struct err *err)
{
    char out[2048];

    if (form_is_choice(box) || box->field->kind == FIELD_YES_NO ||
        box->field->kind == FIELD_SECRET || !box->edit.text[0])
        return true;
    if (box->field->kind == FIELD_DAY) {
        if (!form_day(box->edit.text, out, sizeof out))
            return no_such_day(box, err);
    } else if (box->field->flags & FIELD_NAME) {
        text_name_store(out, sizeof out, box->edit.text);
    } else {
        text_trim(out, sizeof out, box->edit.text);
    }
    if (strcmp(out, box->edit.text) != 0)
        edit_set(&box->edit, out);
    return true;
}

/* `finished`: the field was left or the form is to be stored; before that only its own check is
 * asked, and what it says is a hint. */
bool form_check_box(struct form *form, struct box *box, bool finished, struct err *err)
{
    const struct field *field = box->field;
    const char *value;

    if (field->kind == FIELD_HEADING || box->read_only || box->hidden)
        return true;
    if (finished && !normal_text(box, err))
        return false;
    value = form_box_value(box);
    if (field->store == STORE_TEXT && field->size > 0 && strlen(value) >= field->size)
        return err_set(err, ERR_INPUT, field->name, _("too long"), NULL);
    if (!value[0] || !field->check)
        return true;
    form_to_record(form, box, form->record);
    if (field->check(form->record, value, err))
        return true;
    if (err && !err->field[0])
        text_copy(err->field, sizeof err->field, field->name);
    return false;
}

static const char *missing_text(const struct box *box)
{
    if (box->field->missing)
        return gettext(box->field->missing);
    return form_is_choice(box) ? _("please choose") : _("please fill in");
}

static bool check_whole(struct form *form, struct box *box, struct err *err)
{
    if (!form_check_box(form, box, true, err))
        return false;
    if ((box->field->flags & FIELD_REQUIRED) && form_can_focus(box) && !form_box_value(box)[0])
        return err_set(err, ERR_INPUT, box->field->name, missing_text(box), NULL);
    return true;
}

bool form_store(struct form *form, struct err *err)
{
    struct err first = {0};

    form_close_list(form);
    for (int i = 0; i < form->count; i++) {
        struct box *box = &form->boxes[i];
        struct err wrong = {0};

        if (box->field->kind == FIELD_HEADING)
            continue;
        if (!check_whole(form, box, &wrong)) {
            form_note_box(form, box, ROLE_ERROR, wrong.text);
            if (first.code == ERR_NONE)
                first = wrong;
        }
    }
    if (first.code != ERR_NONE) {
        form_error(form, &first);
        if (err)
            name_field(form, &first, err);
        return false;
    }
    for (int i = 0; i < form->count; i++)
        if (form->boxes[i].field->kind != FIELD_HEADING && !form->boxes[i].read_only)
            form_to_record(form, &form->boxes[i], form->record);
    return true;
}

/* ---- what a screen asks and says ---- */

const char *form_value(const struct form *form, const char *name)
{
    const struct box *box = form_box(form, name);

    return box ? form_box_value(box) : "";
}

const char *form_shown(const struct form *form, const char *name)
{
    const struct box *box = form_box(form, name);

    return box ? box->edit.text : "";
}

void form_note_box(struct form *form, struct box *box, enum role role, const char *text)
{
    text_copy(box->note, sizeof box->note, text ? text : "");
    box->note_role = role;
    form_dirty(form);
}

void form_note(struct form *form, const char *name, enum role role, const char *text)
{
    struct box *box = form_box(form, name);

    if (box)
        form_note_box(form, box, role, text);
}

bool form_error(struct form *form, const struct err *err)
{
    struct box *box = form_box(form, err->field);

    if (!box)
        return false;
    form_note_box(form, box, ROLE_ERROR, without_label(box, err->text));
    form_focus(form, err->field);
    return true;
}

void form_focus(struct form *form, const char *name)
{
    struct box *box = form_box(form, name);

    if (!box || !form_can_focus(box))
        return;
    if (&form->boxes[form->focus] != box) {
        char note[FORM_NOTE];
        enum role role = box->note_role;

        text_copy(note, sizeof note, box->note);
        form_enter_box(form, (int)(box - form->boxes));
        form_note_box(form, box, role, note);
    }
    if (form->widget.screen)
        screen_focus_on(form->widget.screen, &form->widget);
}

const char *form_focused(const struct form *form)
{
    return form->focus < 0 ? "" : form->boxes[form->focus].field->name;
}

/* The field with the focus may just have been taken away, or the only one given. */
static void mend_focus(struct form *form)
{
    if (form->focus >= 0 && form_can_focus(&form->boxes[form->focus]))
        return;
    if (form->focus < 0 || !form_step(form, 1))
        focus_first(form);
    form->widget.focusable = form->focus >= 0;
}

void form_read_only(struct form *form, const char *name, bool read_only)
{
    struct box *box = form_box(form, name);

    if (!box || box->read_only == read_only)
        return;
    box->read_only = read_only;
    mend_focus(form);
    form_dirty(form);
}

void form_hide(struct form *form, const char *name, bool hidden)
{
    struct box *box = NULL;

    for (int i = 0; i < form->count; i++) /* headings too */
        if (strcmp(form->boxes[i].field->name, name) == 0)
            box = &form->boxes[i];
    if (!box || box->hidden == hidden)
        return;
    box->hidden = hidden;
    mend_focus(form);
    form_dirty(form);
}

void form_label(struct form *form, const char *name, const char *label)
{
    struct box *box = form_box(form, name);

    if (!box)
        return;
    text_copy(box->label, sizeof box->label, label ? label : "");
    form_dirty(form);
}
