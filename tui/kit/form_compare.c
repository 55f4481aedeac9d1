/* Two records beside each other: mine in the fields, the other's values as notes. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/kit/form_private.h"

#include <stdio.h>
#include <string.h>

static bool is_named(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* What the other's value is called; a code that no list explains is somebody else's choice. */
static const char *shown(const struct box *box, const char *value)
{
    int i;

    if (box->field->kind == FIELD_YES_NO)
        return form_yes_no(box->field, value[0] != '\0');
    if (!value[0])
        return _("nothing");
    if (!form_is_choice(box))
        return value;
    i = choices_find(&box->choices, value);
    return i < 0 ? _("another") : box->choices.items[i].text;
}

void form_compare(struct form *form, const void *other, const char *const *but)
{
    char value[2048], told[FORM_NOTE - 64], text[FORM_NOTE];

    for (int i = 0; i < form->count; i++) {
        struct box *box = &form->boxes[i];

        if (box->field->kind == FIELD_HEADING || box->field->kind == FIELD_SECRET || box->hidden ||
            is_named(but, box->field->name))
            continue;
        form_from_record(other, box, value, sizeof value);
        if (strcmp(value, form_box_value(box)) == 0)
            continue;
        text_copy(told, sizeof told, shown(box, value));
        snprintf(text, sizeof text, _("theirs: %s"), told);
        form_note_box(form, box, ROLE_WARN, text);
    }
    secret_wipe(value, sizeof value);
    form_dirty(form);
}
