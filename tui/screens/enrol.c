/* Enrol (SPEC 8.1): card on the reader, a look at the person, one key, the phone number, F2. */
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/kit/prompt.h"
#include "tui/screens/enrol_private.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

/* ---- phases ---- */

void enrol_corner(struct enrol *enrol)
{
    char text[64];

    snprintf(text, sizeof text, _("%ld enrolled today"), (long)app_enrolled_today(enrol->app));
    screen_set_corner(enrol->screen, text);
}

static void forget_person(struct enrol *enrol)
{
    secret_wipe(&enrol->record, sizeof enrol->record);
    secret_wipe(&enrol->hand, sizeof enrol->hand);
    enrol->line_count = 0;
    enrol->look = LOOK_NONE;
    enrol->known = enrol->blocked = enrol->name_full = false;
    enrol->save_wanted = false;
}

void enrol_rest(struct enrol *enrol)
{
    db_forget(app_db(enrol->app), enrol);
    enrol_form_close(enrol);
    forget_person(enrol);
    enrol->phase = ENROL_REST;
    screen_set_part(enrol->screen, NULL);
    enrol_corner(enrol);
    enrol_form_ask_lists(enrol);
    if (enrol->next.kind != ID_CARD_NONE) {
        struct id_card card = enrol->next;

        id_card_clear(&enrol->next);
        enrol_take_card(enrol, &card);
        id_card_clear(&card);
    }
}

bool enrol_show_person(struct enrol *enrol, struct err *err)
{
    enrol->phase = ENROL_CARD;
    uuid_make(enrol->request_id);
    screen_set_part(enrol->screen, enrol->record.e.name);
    if (!enrol_form_card(enrol, err))
        return false;
    enrol_card_ask(enrol);
    return true;
}

/* The person stands on the screen at once; what is known of them comes when the database answers.
 */
bool enrol_take_card(struct enrol *enrol, const struct id_card *card)
{
    struct err err;

    err_clear(&err);
    if (enrol->phase != ENROL_REST) {
        enrol_form_close(enrol);
        db_forget(app_db(enrol->app), enrol);
        forget_person(enrol);
    }
    enrol_from_card(&enrol->record.e, card);
    enrol_card_judge(enrol, card);
    if (enrol_show_person(enrol, &err))
        return true;
    ui_fail(enrol->screen->ui, &err);
    enrol_rest(enrol);
    return false;
}

/* ---- the reader ---- */

static void other_answered(void *owner, bool yes)
{
    struct enrol *enrol = owner;
    struct id_card card = enrol->next;

    enrol->asking = false;
    id_card_clear(&enrol->next);
    if (yes) {
        enrol_draft_drop(enrol);
        enrol_take_card(enrol, &card);
    }
    id_card_clear(&card);
}

static void ask_about_other(struct enrol *enrol)
{
    char question[256];

    if (enrol->asking)
        return;
    enrol->asking = true;
    snprintf(question, sizeof question, _("Another card lies on the reader. Give up %s?"),
             enrol->phase == ENROL_HAND ? _("what was typed") : enrol->record.e.name);
    prompt_yes_no(enrol->screen->ui, question, _("What was typed for this person is lost then."),
                  other_answered, enrol);
}

/* A person who may not be enrolled has no form. */
static bool unsaved(const struct enrol *enrol)
{
    return enrol->form && form_changed(enrol->form);
}

static void card_read(struct enrol *enrol, const struct id_card *card)
{
    bool same =
        enrol->phase == ENROL_CARD && strcmp(card->number, enrol->record.e.document_number) == 0;

    *enrol->reader = '\0';
    if (same) {
        ui_say(enrol->screen->ui, MESSAGE_PLAIN, _("The same card again."));
    } else if (enrol->phase == ENROL_REST) {
        enrol_take_card(enrol, card);
    } else if (enrol->saving) {
        enrol->next = *card; /* taken up when this one is saved */
    } else if (unsaved(enrol)) {
        enrol->next = *card;
        ask_about_other(enrol);
    } else {
        enrol_take_card(enrol, card);
    }
}

static void reader_says(struct enrol *enrol, enum role role, const char *text, const char *hint)
{
    enrol->reader_role = role;
    snprintf(enrol->reader, sizeof enrol->reader, "%s %s", text, hint ? hint : "");
    screen_dirty(enrol->screen, DIRTY_PAINT);
}

/* What the page at rest says under its one sentence. */
static void reader_state(struct enrol *enrol)
{
    struct device_info devices[8];
    struct registry *registry = app_registry(enrol->app);
    size_t n = registry ? registry_list(registry, devices, 8) : 0;
    const struct device_info *worst = NULL;

    for (size_t i = 0; i < n && i < 8; i++) {
        if (devices[i].kind != DEVICE_KIND_CARD)
            continue;
        switch (devices[i].state) {
        case DEVICE_BUSY:
            reader_says(enrol, ROLE_ACCENT, _("Reading: leave the card where it is."), NULL);
            return;
        case DEVICE_READY:
        case DEVICE_CARD_ON:
            *enrol->reader = '\0';
            enrol->reader_role = ROLE_DIM;
            screen_dirty(enrol->screen, DIRTY_PAINT);
            return;
        case DEVICE_FAULTY:
        case DEVICE_REFUSED:
            worst = &devices[i];
            break;
        case DEVICE_STARTING:
        case DEVICE_FINGER_ON:
        case DEVICE_LEFT:
            break;
        }
    }
    if (worst)
        reader_says(enrol, ROLE_WARN, worst->text, worst->hint);
    else
        reader_says(enrol, ROLE_WARN,
                    _("No reader is plugged in. F5 enters a person by hand meanwhile."), NULL);
}

static void device_event(struct enrol *enrol, const struct device_event *event)
{
    if (event->info.kind != DEVICE_KIND_CARD)
        return; /* scanners are nothing to this page */
    switch (event->kind) {
    case DEVICE_EVENT_CARD:
        card_read(enrol, &event->card);
        return;
    case DEVICE_EVENT_FAULT:
        ui_fail(enrol->screen->ui, &event->err);
        if (enrol->phase == ENROL_REST)
            reader_says(enrol, ROLE_WARN, event->err.text, event->err.hint);
        return;
    case DEVICE_EVENT_GONE:
        ui_say(enrol->screen->ui, MESSAGE_WARN, _("A reader was unplugged."));
        break;
    case DEVICE_EVENT_ATTACHED:
        ui_say(enrol->screen->ui, MESSAGE_GOOD, _("A reader is ready."));
        break;
    case DEVICE_EVENT_NONE:
    case DEVICE_EVENT_CARD_LIFTED:
    case DEVICE_EVENT_PROGRESS:
    case DEVICE_EVENT_TESTED:
    case DEVICE_EVENT_FINGER_ON:
    case DEVICE_EVENT_FINGER:
    case DEVICE_EVENT_FINGER_POOR:
    case DEVICE_EVENT_FINGER_LIFTED:
    case DEVICE_EVENT_FINGER_MATCHED:
        break;
    }
    reader_state(enrol);
}

/* ---- actions ---- */

static const struct enrol *state_of(const struct screen *screen)
{
    return screen->state;
}

static bool at_rest(const struct screen *screen)
{
    return state_of(screen)->phase == ENROL_REST;
}

static bool with_person(const struct screen *screen)
{
    const struct enrol *enrol = state_of(screen);

    return enrol->phase != ENROL_REST && !enrol->blocked && !enrol->saving;
}

static bool not_at_rest(const struct screen *screen)
{
    return !at_rest(screen) && !state_of(screen)->saving;
}

static bool to_confirm(const struct screen *screen)
{
    const struct enrol *enrol = state_of(screen);

    return enrol->form && enrol->phase == ENROL_CARD && !enrol->blocked && !enrol_confirmed(enrol);
}

static enum handled confirm(struct screen *screen)
{
    enrol_confirm(screen->state);
    return H_DONE;
}

static enum handled by_hand(struct screen *screen)
{
    struct enrol *enrol = screen->state;
    struct err err;

    err_clear(&err);
    enrol->phase = ENROL_HAND;
    uuid_make(enrol->request_id);
    if (!enrol_form_hand(enrol, &err)) {
        ui_fail(screen->ui, &err);
        enrol_rest(enrol);
    }
    return H_DONE;
}

/* Asks every reader, or those that a card lies on already, for their card. */
static void ask_readers(struct enrol *enrol, bool all)
{
    struct registry *registry = app_registry(enrol->app);
    struct device_info devices[8];
    size_t n = registry ? registry_list(registry, devices, 8) : 0;

    for (size_t i = 0; i < n && i < 8; i++) {
        if (devices[i].kind == DEVICE_KIND_CARD && (all || devices[i].state == DEVICE_CARD_ON))
            registry_ask(registry, devices[i].device, DEVICE_REQUEST_READ);
    }
}

static enum handled read_again(struct screen *screen)
{
    ask_readers(screen->state, true);
    reader_state(screen->state);
    return H_DONE;
}

static void give_up(struct enrol *enrol)
{
    enrol_draft_drop(enrol);
    enrol_rest(enrol);
    reader_state(enrol);
    ui_say(enrol->screen->ui, MESSAGE_PLAIN, _("Given up. The next card, please."));
}

static void give_up_answered(void *owner, bool yes)
{
    if (yes)
        give_up(owner);
}

static enum handled discard(struct screen *screen)
{
    struct enrol *enrol = screen->state;

    if (unsaved(enrol))
        prompt_yes_no(screen->ui, _("Give up this person?"),
                      _("What was typed for this person is lost then."), give_up_answered, enrol);
    else
        give_up(enrol);
    return H_DONE;
}

static enum handled open_teams(struct screen *screen)
{
    struct err err;

    err_clear(&err);
    if (!ui_open(screen->ui, "teams", NULL, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

static const struct action actions[] = {
    {"confirm", "Enter ^O", N_("Confirm both"),
     N_("Confirms both with one key (also Enter on either field): you have looked from the card to "
        "the person, and the consent is signed on paper."),
     NULL, ACTION_MAIN | ACTION_WHEN, to_confirm, confirm},
    {"save", "F2 ^S", N_("Save, next card"), N_("Enrols this person and waits for the next card."),
     "worker_enrol", ACTION_MAIN | ACTION_WHEN, with_person, enrol_save},
    {"teams", "F4", N_("Teams"), N_("The project's teams."), NULL, ACTION_WHEN, at_rest,
     open_teams},
    {"by_hand", "F5", N_("By hand"), N_("The reader is broken: invites a person typed in by hand."),
     "worker_enrol", ACTION_MAIN | ACTION_WHEN, at_rest, by_hand},
    {"read_again", "F6", N_("Read again"), N_("Reads the card that lies on the reader once more."),
     NULL, 0, NULL, read_again},
    {"discard", "F8", N_("Give up"), N_("Gives this person up and waits for the next card."), NULL,
     ACTION_MAIN | ACTION_WHEN, not_at_rest, discard},
    {0},
};

/* Enter on either of the two confirmations confirms both: the one key of a clerk with a queue. */
static bool confirms(const struct enrol *enrol, const struct event *event)
{
    const char *field;

    if (event->kind != EV_KEY || event->key != K_ENTER || !to_confirm(enrol->screen))
        return false;
    if (prompt_open(enrol->screen->ui))
        return false;
    field = form_focused(enrol->form);
    return strcmp(field, "same_person") == 0 || strcmp(field, "consent_means") == 0;
}

static enum handled event(struct screen *screen, const struct event *event)
{
    struct enrol *enrol = screen->state;

    if (event->kind != EV_APP) {
        if (!confirms(enrol, event))
            return H_PASS;
        enrol_confirm(enrol);
        return H_DONE;
    }
    switch (event->code) {
    case APP_DEVICE:
        device_event(enrol, event->data);
        return H_DONE;
    case APP_ONLINE:
        if (enrol->phase == ENROL_CARD && enrol->look == LOOK_FAILED)
            enrol_card_ask(enrol);
        if (enrol->save_wanted)
            enrol_save(screen);
        return H_DONE;
    case APP_PROJECT:
        enrol_corner(enrol);
        return H_DONE;
    default:
        return H_PASS;
    }
}

/* ---- life ---- */

static bool open(struct screen *screen, const void *arg, struct err *err)
{
    struct enrol *enrol = screen->state;
    bool draft = arg && strcmp(arg, "draft") == 0;

    enrol->screen = screen;
    enrol->app = app_of(screen);
    if (!app_need_project(enrol->app, err))
        return false;
    if (!app_may(enrol->app, "worker_enrol"))
        return err_set(err, ERR_DENIED, NULL, _("You may not enrol workers on this project."),
                       _("The project administrator gives the role of wage officer."));
    text_copy(enrol->kept.worker_kind, sizeof enrol->kept.worker_kind, "worker");
    enrol_rest(enrol);
    reader_state(enrol);
    enrol_recent_ask(enrol);
    enrol_draft_ask(enrol, draft);
    if (!draft)
        ask_readers(enrol, false); /* the card may have been laid down before the page was opened */
    return true;
}

static void resume(struct screen *screen)
{
    struct enrol *enrol = screen->state;

    reader_state(enrol);
    enrol_form_ask_lists(enrol);
}

static void leave_answered(void *owner, int index)
{
    struct enrol *enrol = owner;

    if (index < 0)
        return;
    if (index == 0)
        form_draft_now(enrol->form);
    enrol->leaving = true;
    if (index == 1)
        enrol_draft_drop(enrol);
    ui_close(enrol->screen->ui, enrol->screen);
}

static bool may_close(struct screen *screen)
{
    static const struct prompt_answer answers[] = {
        {"keep", "Enter", N_("Keep it as a draft")},
        {"throw_away", "d", N_("Throw it away")},
    };
    struct enrol *enrol = screen->state;

    if (!unsaved(enrol))
        return true;
    prompt_choose(screen->ui, _("This person is not saved yet."), NULL, answers, 2, leave_answered,
                  enrol);
    return false;
}

static void close(struct screen *screen)
{
    struct enrol *enrol = screen->state;
    struct db *db = app_db(enrol->app);

    enrol_draft_forget(enrol);
    if (enrol->form && !enrol->leaving)
        form_draft_now(enrol->form);
    if (db)
        db_forget(db, enrol);
    ui_busy_done(screen->ui, &enrol->busy);
    db_rows_free(&enrol->participants);
    db_rows_free(&enrol->teams);
    id_card_clear(&enrol->next);
}

const struct screen_ops screen_enrol = {
    .name = "enrol",
    .title = N_("Enrol"),
    .help = N_("Put a card on the reader, look from the card to the person and press Enter, type "
               "the phone number, F2. Company, team, kind and trade stay for the next person."),
    .state_size = sizeof(struct enrol),
    .actions = actions,
    .open = open,
    .layout = enrol_layout,
    .paint = enrol_paint,
    .event = event,
    .resume = resume,
    .may_close = may_close,
    .close = close,
};
