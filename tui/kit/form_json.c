/* A form as JSON: drafts, and the `fields` of an api function. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/form_private.h"
#include "tui/kit/ui.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static bool in_draft(const struct box *box)
{
    return box->field->kind != FIELD_HEADING && box->field->kind != FIELD_SECRET &&
           !box->read_only && !(box->field->flags & FIELD_NO_DRAFT);
}

/* A choice is kept with its text: {"code": "17", "text": "钢筋一班"}. */
static bool add_draft(cJSON *json, const struct box *box)
{
    cJSON *pair;

    if (!form_is_choice(box))
        return cJSON_AddStringToObject(json, box->field->name, form_box_value(box)) != NULL;
    pair = cJSON_AddObjectToObject(json, box->field->name);
    return pair && cJSON_AddStringToObject(pair, "code", box->code) &&
           cJSON_AddStringToObject(pair, "text", box->edit.text);
}

static char *print(cJSON *json)
{
    char *text = cJSON_PrintUnformatted(json), *copy = NULL;

    if (text)
        copy = strdup(text); /* so that callers free() it, whatever cJSON allocates with */
    cJSON_free(text);
    return copy;
}

char *form_draft(const struct form *form)
{
    cJSON *json = cJSON_CreateObject();
    bool good = json != NULL;
    char *text = NULL;

    for (int i = 0; good && i < form->count; i++)
        if (in_draft(&form->boxes[i]) && form_box_value(&form->boxes[i])[0])
            good = add_draft(json, &form->boxes[i]);
    if (good)
        text = print(json);
    cJSON_Delete(json);
    return text;
}

static void restore_box(struct form *form, struct box *box, const cJSON *value)
{
    const char *code = cJSON_GetStringValue(value), *text = code;

    if (cJSON_IsObject(value)) {
        code = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(value, "code"));
        text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(value, "text"));
    }
    if (!code)
        return;
    if (form_is_choice(box) || box->field->kind == FIELD_YES_NO)
        form_set_code(box, code, text ? text : code);
    else
        edit_set(&box->edit, code);
    form_note_box(form, box, ROLE_PLAIN, NULL);
}

bool form_restore(struct form *form, const char *text, struct err *err)
{
    cJSON *json = cJSON_Parse(text);

    if (!cJSON_IsObject(json)) {
        cJSON_Delete(json);
        return err_set(err, ERR_INPUT, NULL, _("the draft cannot be read"), NULL);
    }
    form_close_list(form);
    for (int i = 0; i < form->count; i++) {
        struct box *box = &form->boxes[i];
        const cJSON *value = cJSON_GetObjectItemCaseSensitive(json, box->field->name);

        if (value && in_draft(box))
            restore_box(form, box, value);
    }
    cJSON_Delete(json);
    if (form->focus >= 0)
        form_enter_box(form, form->focus);
    form_dirty(form);
    return true;
}

void form_draft_now(struct form *form)
{
    char *json;

    loop_stop(ui_loop(form->widget.screen->ui), &form->draft_timer);
    if (!form->hooks.draft || !form_changed(form))
        return;
    json = form_draft(form);
    if (json) {
        form->hooks.draft(form->owner, json);
        memset(json, 0, strlen(json));
    }
    free(json);
}

static bool is_number(const char *value)
{
    value += *value == '-';
    return *value && value[strspn(value, "0123456789")] == '\0';
}

static bool add_value(cJSON *json, const struct box *box)
{
    const char *value = form_box_value(box), *name = box->field->name;

    if (box->field->store == STORE_BOOL || box->field->kind == FIELD_YES_NO)
        return cJSON_AddBoolToObject(json, name, value[0] != '\0') != NULL;
    if (!value[0])
        return true;
    /* as raw digits: a number of cJSON's is a double */
    if (box->field->store != STORE_TEXT && is_number(value))
        return cJSON_AddRawToObject(json, name, value) != NULL;
    return cJSON_AddStringToObject(json, name, value) != NULL;
}

char *form_json(const struct form *form, const char *const *more)
{
    cJSON *json = cJSON_CreateObject();
    bool good = json != NULL;
    char *text = NULL;

    for (int i = 0; good && i < form->count; i++) {
        const struct box *box = &form->boxes[i];

        if (box->field->kind != FIELD_HEADING && !box->read_only && !box->hidden)
            good = add_value(json, box);
    }
    for (; good && more && more[0]; more += 2)
        good = !more[1] || cJSON_AddStringToObject(json, more[0], more[1]) != NULL;
    if (good)
        text = print(json);
    cJSON_Delete(json);
    return text;
}
