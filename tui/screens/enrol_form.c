/* The two forms of the enrol screen, their lists, and what is kept from one person to the next. */
#include "core/base/i18n.h"
#include "core/base/phone.h"
#include "core/base/text.h"
#include "tui/screens/enrol_private.h"
#include "tui/screens/offer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 500, ID_TEXT = 24 };

static bool check_phone(const void *record, const char *text, struct err *err)
{
    struct phone phone;

    (void)record;
    return !*text || phone_parse(text, &phone) || phone_err(&phone, "phone", err);
}

#define CARD(member) FIELD_AT(struct enrol_record, member)

static const struct field card_fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .help = N_("The card's field was full: the printed name may go on. Compare, and add what is "
                "missing."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_NAME,
     .width = 40,
     .max = 60,
     CARD(e.name)},
    {.name = "same_person",
     .label = N_("Same person"),
     .help = N_("Look from the printed card to the person. Your name and the time are recorded."),
     .kind = FIELD_YES_NO,
     .store = STORE_BOOL,
     .flags = FIELD_REQUIRED,
     .width = 32,
     .yes_text = N_("checked: card and person agree"),
     .no_text = N_("not yet checked"),
     .missing = N_("Look from the card to the person, then confirm that they are the same."),
     CARD(e.same_person)},
    {.name = "consent_means",
     .label = N_("Consent"),
     .help = N_("The worker has signed the consent on paper; the paper is kept at the office."),
     .kind = FIELD_YES_NO,
     .store = STORE_BOOL,
     .flags = FIELD_REQUIRED,
     .width = 32,
     .yes_text = N_("signed on paper"),
     .no_text = N_("not yet signed"),
     .missing = N_("The worker's consent is missing: it is signed on paper first."),
     CARD(consent)},
    {.name = "phone",
     .label = N_("Phone"),
     .help = N_("The worker's own mobile number, 11 digits."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED,
     .width = 32,
     .max = 11,
     .check = check_phone,
     CARD(e.phone)},
    {.name = "participant_id",
     .label = N_("Company"),
     .help = N_("Whose worker this is. Enter shows the list; or type a part of the name or its "
                "initials."),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .flags = FIELD_REQUIRED,
     .width = 32,
     CARD(e.participant_id)},
    {.name = "team_id",
     .label = N_("Team"),
     .help = N_("The team the worker starts in. Choosing it chooses the company too."),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .flags = FIELD_REQUIRED,
     .width = 32,
     CARD(e.team_id)},
    {.name = "worker_kind",
     .label = N_("Kind"),
     .help = N_("Worker or manager. Managers are enrolled for attendance."),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 32,
     CARD(e.worker_kind)},
    {.name = "trade",
     .label = N_("Trade"),
     .help = N_("What the worker does. Type a part of it or its initials."),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 32,
     CARD(e.trade)},
    {.name = "started_on",
     .label = N_("Start"),
     .help = N_("The day the work starts: 2026-11-23; . is today, + and - move a day."),
     .kind = FIELD_DAY,
     .flags = FIELD_REQUIRED,
     .width = 32,
     CARD(e.started_on)},
    {.name = NULL},
};

#define HAND(member) FIELD_AT(struct invitation_form, member)

static const struct field hand_fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .help = N_("As printed on the card."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_NAME,
     .width = 32,
     .max = 40,
     HAND(name)},
    {.name = "document_kind",
     .label = N_("Document"),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 32,
     HAND(document_kind)},
    {.name = "document_number",
     .label = N_("ID number"),
     .help = N_("As printed on the card."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_LETTERS,
     .width = 32,
     .max = 18,
     HAND(document_number)},
    {.name = "phone",
     .label = N_("Phone"),
     .help = N_("The worker's own mobile number, 11 digits."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED,
     .width = 32,
     .max = 11,
     .check = check_phone,
     HAND(phone)},
    {.name = "participant_id",
     .label = N_("Company"),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .flags = FIELD_REQUIRED,
     .width = 32,
     HAND(participant_id)},
    {.name = "team_id",
     .label = N_("Team"),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .flags = FIELD_REQUIRED,
     .width = 32,
     HAND(team_id)},
    {.name = "worker_kind",
     .label = N_("Kind"),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 32,
     HAND(worker_kind)},
    {.name = "trade",
     .label = N_("Trade"),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 32,
     HAND(trade)},
    {.name = NULL},
};

/* ---- lists ---- */

const struct participant *enrol_participant(const struct enrol *enrol, int64_t participant_id)
{
    const struct participant *rows = enrol->participants ? enrol->participants->data : NULL;

    for (size_t i = 0; rows && i < enrol->participants->count; i++) {
        if (rows[i].participant_id == participant_id)
            return &rows[i];
    }
    return NULL;
}

const struct team_row *enrol_team(const struct enrol *enrol, int64_t team_id)
{
    const struct team_row *rows = enrol->teams ? enrol->teams->data : NULL;

    for (size_t i = 0; rows && i < enrol->teams->count; i++) {
        if (rows[i].team_id == team_id)
            return &rows[i];
    }
    return NULL;
}

/* One choice of a list under construction: what must live until the form has copied it. */
struct draft_choice {
    char code[ID_TEXT], initials[64];
};

struct choice_list {
    struct choice items[LIST_MAX];
    struct draft_choice store[LIST_MAX];
    int count;
};

static void join(const char *const *words, char *out, size_t size)
{
    size_t used = 0;

    *out = '\0';
    for (; words && *words; words++) {
        int n = snprintf(out + used, size - used, "%s%s", used ? " " : "", *words);

        if (n < 0 || used + (size_t)n >= size)
            return;
        used += (size_t)n;
    }
}

static void add(struct choice_list *list, int64_t id, const char *text, const char *note,
                const char *const *initials)
{
    struct draft_choice *store = &list->store[list->count];

    if (list->count >= LIST_MAX)
        return;
    snprintf(store->code, sizeof store->code, "%" PRId64, id);
    join(initials, store->initials, sizeof store->initials);
    list->items[list->count++] = (struct choice){store->code, text, note, store->initials};
}

static void list_companies(struct enrol *enrol, struct choice_list *list)
{
    const struct participant *rows = enrol->participants ? enrol->participants->data : NULL;

    list->count = 0;
    for (size_t i = 0; rows && i < enrol->participants->count; i++) {
        if (rows[i].mine && !day_is_set(rows[i].exited_on))
            add(list, rows[i].participant_id, rows[i].company_name, rows[i].kind_names,
                rows[i].initials);
    }
    form_choices(enrol->form, "participant_id", list->items, list->count);
}

static int64_t form_id(const struct form *form, const char *field)
{
    return strtoll(form_value(form, field), NULL, 10);
}

/* The teams of the chosen company; all there are while none is chosen. */
static void list_teams(struct enrol *enrol, struct choice_list *list)
{
    const struct team_row *rows = enrol->teams ? enrol->teams->data : NULL;
    int64_t company = form_id(enrol->form, "participant_id");

    list->count = 0;
    for (size_t i = 0; rows && i < enrol->teams->count; i++) {
        const struct participant *of = enrol_participant(enrol, rows[i].participant_id);

        if ((company == 0 || rows[i].participant_id == company) && of && of->mine)
            add(list, rows[i].team_id, rows[i].name, company == 0 ? rows[i].company_name : NULL,
                rows[i].initials);
    }
    form_choices(enrol->form, "team_id", list->items, list->count);
}

void enrol_form_lists(struct enrol *enrol)
{
    const struct code_book *codes = app_codes(enrol->app);
    struct choice_list *list = enrol->form ? malloc(sizeof *list) : NULL;

    if (!list)
        return;
    list_companies(enrol, list);
    list_teams(enrol, list);
    free(list);
    offer_codes(enrol->form, "worker_kind", codes, CODE_WORKER_KIND, NULL);
    offer_codes(enrol->form, "trade", codes, CODE_TRADE, NULL);
    if (enrol->phase == ENROL_HAND)
        offer_codes(enrol->form, "document_kind", codes, CODE_DOCUMENT_KIND, NULL);
}

/* ---- what follows from a choice ---- */

static void set_id(struct form *form, const char *field, int64_t id)
{
    char text[ID_TEXT] = "";

    if (id != 0)
        snprintf(text, sizeof text, "%" PRId64, id);
    form_set(form, field, text, NULL);
}

static void company_changed(struct enrol *enrol)
{
    const struct team_row *team = enrol_team(enrol, form_id(enrol->form, "team_id"));

    if (team && team->participant_id != form_id(enrol->form, "participant_id"))
        set_id(enrol->form, "team_id", 0);
    enrol_form_lists(enrol);
}

static void team_changed(struct enrol *enrol)
{
    const struct team_row *team = enrol_team(enrol, form_id(enrol->form, "team_id"));

    if (team && team->participant_id != form_id(enrol->form, "participant_id")) {
        set_id(enrol->form, "participant_id", team->participant_id);
        enrol_form_lists(enrol);
    }
}

static void changed(void *owner, struct form *form, const char *field)
{
    struct enrol *enrol = owner;

    (void)form;
    if (strcmp(field, "participant_id") == 0)
        company_changed(enrol);
    else if (strcmp(field, "team_id") == 0)
        team_changed(enrol);
}

/* While the number is being typed, how much of it is missing. */
static void typed(void *owner, struct form *form, const char *field)
{
    struct phone phone;
    char text[96];

    (void)owner;
    if (strcmp(field, "phone") != 0)
        return;
    phone_parse(form_value(form, "phone"), &phone);
    phone_problem_text(&phone, text, sizeof text);
    form_note(form, "phone", phone.problem == PHONE_SHORT ? ROLE_DIM : ROLE_ERROR,
              phone.problem == PHONE_OK || phone.problem == PHONE_EMPTY ? NULL : text);
}

static enum handled enter(void *owner, struct form *form)
{
    struct enrol *enrol = owner;

    (void)form;
    return enrol_save(enrol->screen);
}

static const struct form_hooks hooks = {
    .changed = changed,
    .typed = typed,
    .draft = enrol_draft,
    .enter = enter,
};

/* ---- opening and closing ---- */

static void note_kept(struct enrol *enrol, const char *field, bool is)
{
    if (is && enrol->kept.from_last)
        form_note(enrol->form, field, ROLE_DIM, _("as the last person"));
}

static void show_kept(struct enrol *enrol)
{
    note_kept(enrol, "participant_id", enrol->kept.participant_id != 0);
    note_kept(enrol, "team_id", enrol->kept.team_id != 0);
    note_kept(enrol, "worker_kind", *enrol->kept.worker_kind != '\0');
    note_kept(enrol, "trade", *enrol->kept.trade != '\0');
}

static bool add_form(struct enrol *enrol, const struct field *fields, void *record, struct err *err)
{
    enrol->form = form_new(enrol->screen, fields, record, 0, &hooks, enrol);
    if (!enrol->form || !screen_add(enrol->screen, form_widget(enrol->form)))
        return err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
    enrol_form_lists(enrol);
    form_load(enrol->form);
    show_kept(enrol);
    screen_dirty(enrol->screen, DIRTY_LAYOUT);
    return true;
}

static void put_kept(struct enrol *enrol, struct enrolment *e)
{
    e->participant_id = enrol->kept.participant_id;
    e->team_id = enrol->kept.team_id;
    text_copy(e->worker_kind, sizeof e->worker_kind, enrol->kept.worker_kind);
    text_copy(e->trade, sizeof e->trade, enrol->kept.trade);
    text_copy(e->started_on, sizeof e->started_on, enrol->kept.started_on);
    if (!*e->started_on)
        day_format(app_today(enrol->app), e->started_on);
}

bool enrol_form_card(struct enrol *enrol, struct err *err)
{
    put_kept(enrol, &enrol->record.e);
    if (!add_form(enrol, card_fields, &enrol->record, err))
        return false;
    form_hide(enrol->form, "name", !enrol->name_full);
    form_focus(enrol->form, "same_person");
    return true;
}

bool enrol_form_hand(struct enrol *enrol, struct err *err)
{
    struct invitation_form *hand = &enrol->hand;

    memset(hand, 0, sizeof *hand);
    hand->participant_id = enrol->kept.participant_id;
    hand->team_id = enrol->kept.team_id;
    text_copy(hand->document_kind, sizeof hand->document_kind, "resident_id");
    text_copy(hand->worker_kind, sizeof hand->worker_kind, enrol->kept.worker_kind);
    text_copy(hand->trade, sizeof hand->trade, enrol->kept.trade);
    return add_form(enrol, hand_fields, hand, err);
}

void enrol_form_close(struct enrol *enrol)
{
    if (enrol->form)
        screen_remove(enrol->screen, form_widget(enrol->form));
    enrol->form = NULL;
    screen_dirty(enrol->screen, DIRTY_LAYOUT);
}

void enrol_form_keep(struct enrol *enrol)
{
    bool hand = enrol->phase == ENROL_HAND;
    const struct enrolment *e = &enrol->record.e;
    struct enrol_kept *kept = &enrol->kept;

    kept->participant_id = hand ? enrol->hand.participant_id : e->participant_id;
    kept->team_id = hand ? enrol->hand.team_id : e->team_id;
    text_copy(kept->worker_kind, sizeof kept->worker_kind,
              hand ? enrol->hand.worker_kind : e->worker_kind);
    text_copy(kept->trade, sizeof kept->trade, hand ? enrol->hand.trade : e->trade);
    if (!hand)
        text_copy(kept->started_on, sizeof kept->started_on, e->started_on);
    kept->from_last = true;
}

/* ---- a person who is known ---- */

/* Puts what is known into a field the clerk has not touched. */
static void know(struct form *form, const char *field, const char *value, const char *note)
{
    if (!value || !*value || form_field_changed(form, field))
        return;
    if (form_set(form, field, value, NULL) == SET_DONE)
        form_note(form, field, ROLE_DIM, note);
}

static void know_id(struct form *form, const char *field, int64_t id, const char *note)
{
    char text[ID_TEXT];

    snprintf(text, sizeof text, "%" PRId64, id);
    know(form, field, id != 0 ? text : NULL, note);
}

void enrol_form_known(struct enrol *enrol, const struct card_look *look)
{
    bool invited = look->invitation_id != 0;
    const char *note = invited ? _("from the invitation") : _("as it was before");
    struct form *form = enrol->form;
    bool typed_already = form && form_changed(form);

    if (!form || !look->known)
        return;
    enrol->record.e.invitation_id = look->invitation_id;
    know(form, "phone", look->phone, note);
    know(form, "worker_kind", look->worker_kind, note);
    know(form, "trade", look->trade, note);
    /* The queue of today is for one team; somebody invited was invited into theirs. */
    if (invited || enrol->kept.team_id == 0) {
        if (enrol_team(enrol, look->team_id)) {
            know_id(form, "participant_id", look->participant_id, note);
            know_id(form, "team_id", look->team_id, note);
        }
    }
    if (!typed_already)
        form_saved(form); /* nothing of it was typed by a person, so nothing can be lost */
}

/* ---- the one key that confirms ---- */

bool enrol_confirmed(const struct enrol *enrol)
{
    return enrol->form && *form_value(enrol->form, "same_person") &&
           *form_value(enrol->form, "consent_means");
}

void enrol_confirm(struct enrol *enrol)
{
    form_set(enrol->form, "same_person", "yes", NULL);
    form_set(enrol->form, "consent_means", "yes", NULL);
    form_focus(enrol->form, *form_value(enrol->form, "phone") ? "team_id" : "phone");
    ui_say(enrol->screen->ui, MESSAGE_PLAIN,
           _("Type the phone number; F2 saves and waits for the next card."));
}

/* ---- company and team lists from the database ---- */

static void keep_rows(struct db_rows **slot, struct db_rows **rows)
{
    db_rows_free(slot);
    *slot = *rows;
    *rows = NULL;
}

/* Where there is only one company to choose, it is chosen. */
static void choose_only(struct enrol *enrol)
{
    const struct participant *companies = enrol->participants ? enrol->participants->data : NULL;
    int mine = 0;
    int64_t only = 0;

    for (size_t i = 0; companies && i < enrol->participants->count; i++) {
        if (companies[i].mine && !day_is_set(companies[i].exited_on)) {
            mine++;
            only = companies[i].participant_id;
        }
    }
    if (mine == 1 && enrol->kept.participant_id == 0)
        enrol->kept.participant_id = only;
}

static void companies_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct enrol *enrol = owner;

    if (err->code != ERR_NONE) {
        ui_fail(enrol->screen->ui, err);
        return;
    }
    keep_rows(&enrol->participants, rows);
    choose_only(enrol);
    enrol_form_lists(enrol);
    if (enrol->form && form_id(enrol->form, "participant_id") == 0 && enrol->kept.participant_id)
        set_id(enrol->form, "participant_id", enrol->kept.participant_id); /* the card was faster */
    screen_dirty(enrol->screen, DIRTY_PAINT);
}

static void teams_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct enrol *enrol = owner;

    if (err->code != ERR_NONE) {
        ui_fail(enrol->screen->ui, err);
        return;
    }
    keep_rows(&enrol->teams, rows);
    if (enrol->teams->count == 0)
        ui_say(enrol->screen->ui, MESSAGE_WARN,
               _("This project has no team yet: make one first (F4), then enrol."));
    enrol_form_lists(enrol);
    screen_dirty(enrol->screen, DIRTY_PAINT);
}

void enrol_form_ask_lists(struct enrol *enrol)
{
    struct team_filter filter = {.exited = "no"};
    struct db *db = app_db(enrol->app);
    int64_t project = app_project_id(enrol->app);

    participant_list(db, project, enrol, companies_known);
    team_list(db, project, &filter, "name", false, NULL, LIST_MAX, enrol, teams_known);
}
