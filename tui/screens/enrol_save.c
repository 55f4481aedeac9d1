/* Saving, drafts, and who was enrolled a moment ago. */
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/kit/prompt.h"
#include "tui/screens/enrol_private.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char screen_name[] = "enrol";

/* ---- who was enrolled a moment ago ---- */

static void push_recent(struct enrol *enrol, const struct enrol_recent *one)
{
    memmove(enrol->recent + 1, enrol->recent, sizeof *enrol->recent * (ENROL_RECENT - 1));
    enrol->recent[0] = *one;
    if (enrol->recent_count < ENROL_RECENT)
        enrol->recent_count++;
}

/* The time of day is enough for today. */
static void say_when(struct enrol *enrol, int64_t at, char *out, size_t size)
{
    char moment[20], today[DAY_SIZE];

    app_moment(at, moment, sizeof moment);
    day_format(app_today(enrol->app), today);
    text_copy(out, size, strncmp(moment, today, DAY_SIZE - 1) == 0 ? moment + DAY_SIZE : moment);
}

static void note_recent(struct enrol *enrol)
{
    const struct team_row *team = enrol_team(enrol, enrol->kept.team_id);
    struct enrol_recent one = {.name = ""};
    time_t now = time(NULL);

    text_copy(one.name, sizeof one.name, enrol->enrolled_name);
    text_copy(one.team, sizeof one.team, team ? team->name : "");
    text_copy(one.trade, sizeof one.trade,
              code_name(app_codes(enrol->app), CODE_TRADE, enrol->kept.trade));
    say_when(enrol, (int64_t)now * 1000000, one.when, sizeof one.when);
    push_recent(enrol, &one);
}

static void recent_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct enrol *enrol = owner;
    const struct worker_row *row = err->code == ERR_NONE ? (*rows)->data : NULL;

    if (!row || enrol->recent_count > 0)
        return;
    for (size_t i = (*rows)->count; i-- > 0;) {
        struct enrol_recent one = {.name = ""};

        text_copy(one.name, sizeof one.name, row[i].name);
        text_copy(one.team, sizeof one.team, row[i].team_name ? row[i].team_name : "");
        text_copy(one.trade, sizeof one.trade, row[i].trade_name ? row[i].trade_name : "");
        say_when(enrol, row[i].enrolled_at, one.when, sizeof one.when);
        push_recent(enrol, &one);
    }
    screen_dirty(enrol->screen, DIRTY_PAINT);
}

void enrol_recent_ask(struct enrol *enrol)
{
    struct worker_filter filter = {.state = "employed"};

    worker_list(app_db(enrol->app), app_project_id(enrol->app), &filter, "-enrolled", false, NULL,
                ENROL_RECENT, enrol, recent_known);
}

/* ---- saving ---- */

static void save_ended(struct enrol *enrol)
{
    enrol->saving = false;
    ui_busy_done(enrol->screen->ui, &enrol->busy);
    screen_dirty(enrol->screen, DIRTY_PAINT);
}

static void not_saved(struct enrol *enrol, const struct err *err)
{
    struct err kept = *err;

    if (err->code == ERR_OFFLINE) {
        enrol->save_wanted = true;
        form_draft_now(enrol->form);
        ui_say(enrol->screen->ui, MESSAGE_WARN,
               _("Offline: nothing is lost. It is saved by itself when the link is back."));
        return;
    }
    if (!form_error(enrol->form, &kept))
        form_focus(enrol->form, "phone");
    ui_fail(enrol->screen->ui, &kept);
}

static void enrolled(void *owner, struct db_rows **rows, const struct err *err)
{
    struct enrol *enrol = owner;
    const struct enrolled *row = err->code == ERR_NONE ? (*rows)->data : NULL;
    char text[256];

    save_ended(enrol);
    if (!row) {
        not_saved(enrol, err);
        return;
    }
    app_count_enrolled(enrol->app);
    note_recent(enrol);
    snprintf(text, sizeof text,
             row->returning ? _("%s is back: enrolled. %ld today. The next card, please.")
                            : _("%s is enrolled. %ld today. The next card, please."),
             enrol->enrolled_name, (long)app_enrolled_today(enrol->app));
    form_saved(enrol->form);
    enrol_draft_drop(enrol);
    enrol_rest(enrol);
    ui_say(enrol->screen->ui, MESSAGE_GOOD, text);
}

static void invited(void *owner, struct db_rows **rows, const struct err *err)
{
    struct enrol *enrol = owner;
    char text[256];

    save_ended(enrol);
    if (err->code != ERR_NONE || (*rows)->count == 0) {
        not_saved(enrol, err);
        return;
    }
    snprintf(text, sizeof text, _("%s is invited, and joins as soon as the card has been read."),
             enrol->enrolled_name);
    form_saved(enrol->form);
    enrol_draft_drop(enrol);
    enrol_rest(enrol);
    ui_say(enrol->screen->ui, MESSAGE_GOOD, text);
}

static void cancel(void *owner)
{
    struct enrol *enrol = owner;

    db_cancel(app_db(enrol->app), enrol);
}

static bool wrong(struct enrol *enrol, const struct err *err)
{
    form_error(enrol->form, err);
    ui_fail(enrol->screen->ui, err);
    return false;
}

static bool read_card_form(struct enrol *enrol)
{
    struct enrolment *e = &enrol->record.e;
    struct err err;

    err_clear(&err);
    if (!form_store(enrol->form, &err))
        return wrong(enrol, &err);
    text_copy(e->consent_means, sizeof e->consent_means,
              enrol->record.consent ? "signed_paper" : "");
    text_copy(e->consent_text_version, sizeof e->consent_text_version,
              enrol->record.consent ? ENROL_CONSENT_TEXT : "");
    e->name_extended = enrol->name_full; /* it stood before the clerk, in a field of its own */
    if (!enrolment_parse(e, app_today(enrol->app), &err))
        return wrong(enrol, &err);
    return true;
}

static bool read_hand_form(struct enrol *enrol)
{
    struct err err;

    err_clear(&err);
    if (form_store(enrol->form, &err) &&
        invitation_parse(&enrol->hand, app_today(enrol->app), &err))
        return true;
    return wrong(enrol, &err);
}

static void send_card(struct enrol *enrol)
{
    text_copy(enrol->enrolled_name, sizeof enrol->enrolled_name, enrol->record.e.name);
    worker_enrol(app_db(enrol->app), app_project_id(enrol->app), enrol->request_id,
                 &enrol->record.e, enrol, enrolled);
}

static void send_hand(struct enrol *enrol)
{
    text_copy(enrol->enrolled_name, sizeof enrol->enrolled_name, enrol->hand.name);
    invitation_save(app_db(enrol->app), app_project_id(enrol->app), enrol->request_id, &enrol->hand,
                    enrol, invited);
}

enum handled enrol_save(struct screen *screen)
{
    struct enrol *enrol = screen->state;
    bool card = enrol->phase == ENROL_CARD;

    if (enrol->phase == ENROL_REST || enrol->saving)
        return H_DONE;
    if (card && enrol->blocked) {
        ui_say(screen->ui, MESSAGE_ERROR,
               _("This person cannot be enrolled here; the reason stands beside the card."));
        return H_DONE;
    }
    enrol->save_wanted = false;
    if (!(card ? read_card_form(enrol) : read_hand_form(enrol)))
        return H_DONE;
    enrol_form_keep(enrol);
    enrol->saving = true;
    enrol->busy = ui_busy(screen->ui, _("Saving"), cancel, enrol);
    if (card)
        send_card(enrol);
    else
        send_hand(enrol);
    return H_DONE;
}

/* ---- drafts ----
 *
 * A draft is {"record": the card and all, "form": what was typed, "request": its id}; one by hand
 * has no card and no "record". The subject is the project. */

static void subject_of(const struct enrol *enrol, char *out, size_t size)
{
    snprintf(out, size, "%" PRId64, app_project_id(enrol->app));
}

static bool add_card(const struct enrol *enrol, cJSON *object)
{
    char *record = record_to_json(&enrolment_shape, &enrol->record.e);
    bool ok = record && cJSON_AddRawToObject(object, "record", record) &&
              cJSON_AddBoolToObject(object, "name_full", enrol->name_full);

    record_json_free(&record);
    return ok;
}

static char *pack(const struct enrol *enrol, const char *form)
{
    cJSON *object = cJSON_CreateObject();
    char *text = NULL;

    if (object && (enrol->phase == ENROL_HAND || add_card(enrol, object)) &&
        cJSON_AddRawToObject(object, "form", form) &&
        cJSON_AddStringToObject(object, "request", enrol->request_id))
        text = cJSON_PrintUnformatted(object);
    cJSON_Delete(object);
    return text;
}

void enrol_draft(void *owner, const char *json)
{
    struct enrol *enrol = owner;
    char subject[24], *text;

    if (enrol->phase == ENROL_REST || enrol->leaving)
        return;
    subject_of(enrol, subject, sizeof subject);
    text = pack(enrol, json);
    if (text)
        draft_keep(app_drafts(enrol->app), screen_name, subject, text);
    record_json_free(&text);
}

void enrol_draft_drop(struct enrol *enrol)
{
    char subject[24];

    subject_of(enrol, subject, sizeof subject);
    draft_drop(app_drafts(enrol->app), screen_name, subject);
}

static char *part(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return item ? cJSON_PrintUnformatted(item) : NULL;
}

static bool unpack_card(struct enrol *enrol, const cJSON *object, const char *form, struct err *err)
{
    char *record = part(object, "record");
    bool ok = record && record_from_json(&enrolment_shape, &enrol->record.e, record, err);

    if (ok) {
        enrol->record.consent = false;
        enrol->record.e.same_person = false;
        /* What was typed is put back by the form, and so counts as unsaved again. */
        secret_wipe(enrol->record.e.phone, sizeof enrol->record.e.phone);
        enrol->line_count = 0;
        enrol->name_full = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, "name_full"));
        ok = enrol_show_person(enrol, err) && form_restore(enrol->form, form, err);
        /* The person may have gone meanwhile: to be looked at again. */
        if (ok)
            form_set(enrol->form, "same_person", "no", NULL);
    }
    record_json_free(&record);
    return ok;
}

static bool unpack_hand(struct enrol *enrol, const char *form, struct err *err)
{
    enrol->phase = ENROL_HAND;
    return enrol_form_hand(enrol, err) && form_restore(enrol->form, form, err);
}

static bool unpack(struct enrol *enrol, const cJSON *object, struct err *err)
{
    const cJSON *request = cJSON_GetObjectItemCaseSensitive(object, "request");
    bool by_hand = !cJSON_HasObjectItem(object, "record"), ok = false;
    char *form = part(object, "form");

    if (!form || !cJSON_IsString(request)) {
        err_set(err, ERR_INPUT, NULL, _("This draft cannot be read any more."), NULL);
    } else {
        ok = by_hand ? unpack_hand(enrol, form, err) : unpack_card(enrol, object, form, err);
        text_copy(enrol->request_id, sizeof enrol->request_id, request->valuestring);
    }
    record_json_free(&form);
    return ok;
}

static void restore(struct enrol *enrol, const char *content)
{
    cJSON *object = cJSON_Parse(content);
    struct err err;

    err_clear(&err);
    if (unpack(enrol, object, &err)) {
        ui_say(enrol->screen->ui, MESSAGE_GOOD,
               enrol->phase == ENROL_HAND
                   ? _("The draft is here again.")
                   : _("The draft is here again. Look from the card to the person once more."));
    } else {
        ui_fail(enrol->screen->ui, &err);
        enrol_draft_drop(enrol);
        enrol_rest(enrol);
    }
    cJSON_Delete(object);
}

void enrol_draft_forget(struct enrol *enrol)
{
    if (enrol->offered)
        secret_wipe(enrol->offered, strlen(enrol->offered));
    free(enrol->offered);
    enrol->offered = NULL;
}

static void answered(void *owner, int index)
{
    struct enrol *enrol = owner;

    if (index == 0 && enrol->phase == ENROL_REST)
        restore(enrol, enrol->offered);
    else if (index == 1)
        enrol_draft_drop(enrol);
    enrol_draft_forget(enrol);
}

static void ask_about(struct enrol *enrol, const char *content)
{
    static const struct prompt_answer answers[] = {
        {"go_on", "Enter", N_("Go on with it")},
        {"throw_away", "d", N_("Throw it away")},
    };

    enrol_draft_forget(enrol);
    enrol->offered = strdup(content);
    if (enrol->offered)
        prompt_choose(enrol->screen->ui, _("An enrolment that was not saved is still here."),
                      _("It was kept as a draft."), answers, 2, answered, enrol);
}

static void draft_known(struct enrol *enrol, struct db_rows **rows, const struct err *err,
                        bool at_once)
{
    const struct draft_content *row = err->code == ERR_NONE ? (*rows)->data : NULL;

    if (!row || (*rows)->count == 0 || !row->content || enrol->phase != ENROL_REST)
        return;
    if (at_once)
        restore(enrol, row->content);
    else
        ask_about(enrol, row->content);
}

static void found(void *owner, struct db_rows **rows, const struct err *err)
{
    draft_known(owner, rows, err, false);
}

static void wanted(void *owner, struct db_rows **rows, const struct err *err)
{
    draft_known(owner, rows, err, true);
}

void enrol_draft_ask(struct enrol *enrol, bool at_once)
{
    char subject[24];

    subject_of(enrol, subject, sizeof subject);
    draft_get(app_drafts(enrol->app), screen_name, subject, enrol, at_once ? wanted : found);
}
