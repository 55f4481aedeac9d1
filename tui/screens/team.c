/* One team (SPEC 7.1): made, corrected, or read by those who may not correct it. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/team.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/conflict.h"
#include "tui/screens/offer.h"
#include "tui/screens/page_draft.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is done with the team once it was read. */
enum then { THEN_SHOW, THEN_ASK };

struct page {
    struct team_form record;
    struct form *form;
    struct offer companies;
    int64_t team_id; /* 0: a new one */
    struct page_draft draft;
    char request_id[UUID_SIZE], asked[DIGEST_SIZE]; /* the last saving, and what it held */
    char team_name[128];
    enum then then;
    struct conflict conflict;
    unsigned busy;
    bool fixed; /* nobody, or not this person, may change it */
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- the form ---- */

#define MEMBER(member) FIELD_AT(struct team_form, member)

static const struct field fields[] = {
    {.name = "team_head", .label = N_("Team"), .kind = FIELD_HEADING},
    {.name = "participant_id",
     .label = N_("Company"),
     .help = N_("A company on this project; the general contractor enters companies."),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .flags = FIELD_REQUIRED,
     .width = 36,
     MEMBER(participant_id)},
    {.name = "name",
     .label = N_("Team's name"),
     .help = N_("One name among the company's teams that are on site."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED,
     .width = 36,
     .max = 40,
     MEMBER(name)},
    {.name = "entered_on",
     .label = N_("Entered on"),
     .kind = FIELD_DAY,
     .flags = FIELD_REQUIRED,
     .width = 12,
     MEMBER(entered_on)},
    {.name = "leader_head", .label = N_("Team leader"), .kind = FIELD_HEADING},
    {.name = "leader_name",
     .label = N_("Name"),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_NAME,
     .width = 24,
     .max = 40,
     MEMBER(leader_name)},
    {.name = "leader_phone",
     .label = N_("Phone"),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED,
     .width = 16,
     .max = 14,
     MEMBER(leader_phone)},
    {.name = "leader_document_kind",
     .label = N_("Document"),
     .kind = FIELD_CHOICE,
     .width = 24,
     MEMBER(leader_document_kind)},
    {.name = "leader_document_number",
     .label = N_("Number"),
     .help = N_("The number of the leader's document. Left empty, what is on record stays."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_LETTERS,
     .width = 20,
     .max = 18,
     MEMBER(leader_document_number)},
    {.name = "responsible_head", .label = N_("Responsible person"), .kind = FIELD_HEADING},
    {.name = "responsible_name",
     .label = N_("Name"),
     .kind = FIELD_TEXT,
     .flags = FIELD_NAME,
     .width = 24,
     .max = 40,
     MEMBER(responsible_name)},
    {.name = "responsible_phone",
     .label = N_("Phone"),
     .kind = FIELD_NUMBER,
     .width = 16,
     .max = 14,
     MEMBER(responsible_phone)},
    {.name = "responsible_document_kind",
     .label = N_("Document"),
     .kind = FIELD_CHOICE,
     .width = 24,
     MEMBER(responsible_document_kind)},
    {.name = "responsible_document_number",
     .label = N_("Number"),
     .help = N_("The number of the person's document. Left empty, what is on record stays."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_LETTERS,
     .width = 20,
     .max = 18,
     MEMBER(responsible_document_number)},
    {.name = NULL},
};

static void keep_draft(void *owner, const char *json)
{
    page_draft_keep(&page_of(owner)->draft, json);
}

static const struct form_hooks hooks = {
    .draft = keep_draft,
};

static void fix_all(struct page *page)
{
    page->fixed = true;
    for (const struct field *field = fields; field->name; field++)
        if (field->kind != FIELD_HEADING)
            form_read_only(page->form, field->name, true);
}

/* "on record, ends in 002X" */
static void note_tail(struct form *form, const char *field, const char *tail)
{
    char text[96];

    if (!tail || !*tail)
        return;
    snprintf(text, sizeof text, _("on record, ends in %s"), tail);
    form_note(form, field, ROLE_DIM, text);
}

/* ---- reading ---- */

static void show(struct screen *screen, const struct team *team)
{
    struct page *page = page_of(screen);
    char code[24];

    team_form_from(&page->record, team);
    snprintf(page->team_name, sizeof page->team_name, "%s", team->name ? team->name : "");
    screen_set_part(screen, page->team_name);
    form_load(page->form);
    snprintf(code, sizeof code, "%lld", (long long)team->participant_id);
    form_show_as(page->form, "participant_id", code, team->company_name);
    form_read_only(page->form, "participant_id", true);
    page->companies.wanted = team->participant_id;
    note_tail(page->form, "leader_document_number", team->leader_document_tail);
    note_tail(page->form, "responsible_document_number", team->responsible_document_tail);
    if (day_is_set(team->exited_on) || !app_may(app_of(screen), "team_write"))
        fix_all(page);
}

/* ---- somebody else was faster ---- */

static void save(struct screen *screen);

static void form_from(void *form, const void *row)
{
    team_form_from(form, row);
}

static void made_after(struct screen *screen, const void *row)
{
    struct team_form theirs;

    team_form_from(&theirs, row);
    text_copy(page_of(screen)->record.changed_at, sizeof theirs.changed_at, theirs.changed_at);
    secret_wipe(&theirs, sizeof theirs);
}

static void take(struct screen *screen, const void *row)
{
    page_draft_drop(&page_of(screen)->draft);
    show(screen, row);
}

static const char *const never_whole[] = {"leader_document_number", "responsible_document_number",
                                          NULL};

static const struct conflict_ops conflict_ops = {
    .form_size = sizeof(struct team_form),
    .form_from = form_from,
    .unseen = never_whole,
    .after = made_after,
    .take = take,
    .save = save,
};

static void team_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct err missing = *err;
    const struct team *team = *rows && (*rows)->count ? (*rows)->data : NULL;

    if (!err->code && !team)
        err_set(&missing, ERR_INPUT, NULL, _("This team is not on the project."),
                _("Go back to the list and look again."));
    if (missing.code) {
        ui_fail(screen->ui, &missing);
    } else if (page->then == THEN_SHOW) {
        show(screen, team);
    } else {
        conflict_ask(&page->conflict, screen, page->form, &conflict_ops, rows, team,
                     team->changed_by, team->changed_at);
    }
}

static void read_team(struct screen *screen, enum then then)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    page->then = then;
    team_get(app_db(app), app_project_id(app), page->team_id, screen, team_came);
}

/* A draft holds choices by code, so the lists come first. */
static void companies_came(void *owner, struct form *form, const char *field)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (page->team_id && !page->companies.offered)
        fix_all(page); /* another company's team */
    if (!page->team_id && page->companies.only && !form_changed(form)) {
        page->record.participant_id = page->companies.only;
        form_load_field(form, field);
        form_focus(form, "name");
    }
    if (!page->fixed)
        page_draft_offer(&page->draft);
}

/* ---- saving ---- */

static void saved(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    char text[200];

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code && !strcmp(err->sqlstate, "AX006")) {
        read_team(screen, THEN_ASK);
        return;
    }
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    page_draft_drop(&page_of(screen)->draft);
    form_saved(page->form);
    snprintf(text, sizeof text, _("Saved: %s."), page->record.name);
    ui_say(screen->ui, MESSAGE_GOOD, text);
    ui_close(screen->ui, screen);
}

/* The same content asked again is the same request: an answer that was lost comes back. */
static void name_request(struct page *page)
{
    char *json = record_to_json(&team_form_shape, &page->record);
    char digest[DIGEST_SIZE] = "";

    if (json)
        digest_of(json, strlen(json), digest);
    if (!json || strcmp(digest, page->asked))
        uuid_make(page->request_id);
    memcpy(page->asked, digest, sizeof page->asked);
    record_json_free(&json);
}

static void save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    struct err err = {.code = ERR_NONE};

    if (page->busy)
        return;
    if (!form_store(page->form, &err) || !team_parse(&page->record, app_today(app), &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    page->record.team_id = page->team_id;
    name_request(page);
    page->busy = ui_busy(screen->ui, _("Saving the team"), NULL, NULL);
    team_save(app_db(app), app_project_id(app), page->request_id, &page->record, screen, saved);
}

/* ---- the screen ---- */

static bool team_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    const struct code_book *book = app_codes(app);

    if (!app_need_project(app, err))
        return false;
    page->team_id = arg ? strtoll(arg, NULL, 10) : 0;
    if (!page->team_id)
        day_format(app_today(app), page->record.entered_on);
    page->form = form_new(screen, fields, &page->record, 0, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)) ||
        !offer_codes(page->form, "leader_document_kind", book, CODE_DOCUMENT_KIND, _("none")) ||
        !offer_codes(page->form, "responsible_document_kind", book, CODE_DOCUMENT_KIND, _("none")))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    page->draft = (struct page_draft){.screen = screen,
                                      .form = page->form,
                                      .question = _("This team was not saved."),
                                      .save = save};
    page_draft_subject(&page->draft, app_project_id(app), page->team_id);
    page->companies = (struct offer){.app = app,
                                     .form = page->form,
                                     .field = "participant_id",
                                     .mine = true,
                                     .came = companies_came,
                                     .owner = screen};
    if (page->team_id)
        read_team(screen, THEN_SHOW);
    else
        screen_set_part(screen, _("new team"));
    offer_companies(&page->companies);
    return true;
}

static void team_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (!page->form)
        return;
    offer_forget(&page->companies);
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    conflict_clear(&page->conflict);
    page_draft_forget(&page->draft);
}

static enum handled team_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE &&
        !form_changed(page_of(screen)->form) && page_of(screen)->team_id)
        read_team(screen, THEN_SHOW);
    return H_PASS;
}

static bool team_may_close(struct screen *screen)
{
    return page_draft_may_close(&page_of(screen)->draft);
}

static enum handled run_save(struct screen *screen)
{
    save(screen);
    return H_DONE;
}

static enum handled open_workers(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};
    char arg[192];

    snprintf(arg, sizeof arg, "team %lld %s", (long long)page->team_id, page->team_name);
    if (!ui_open(screen->ui, "workers", arg, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

static enum handled throw_away(struct screen *screen)
{
    struct page *page = page_of(screen);

    page_draft_drop(&page_of(screen)->draft);
    if (page->team_id) {
        read_team(screen, THEN_SHOW);
    } else {
        memset(&page->record, 0, sizeof page->record);
        day_format(app_today(app_of(screen)), page->record.entered_on);
        form_load(page->form);
    }
    return H_DONE;
}

static bool may_change(const struct screen *screen)
{
    return !page_of(screen)->fixed && !page_of(screen)->busy;
}

static bool was_changed(const struct screen *screen)
{
    return may_change(screen) && form_changed(page_of(screen)->form);
}

static bool is_saved(const struct screen *screen)
{
    return page_of(screen)->team_id != 0;
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Saves the team and goes back to the list."), "team_write",
     ACTION_MAIN, may_change, run_save},
    {"workers", "F3", N_("Workers"), N_("The workers of this team."), NULL, ACTION_WHEN, is_saved,
     open_workers},
    {"discard", "F8", N_("Undo changes"), N_("Throws away what was typed and not saved."), NULL,
     ACTION_WHEN, was_changed, throw_away},
    {.name = NULL},
};

const struct screen_ops screen_team = {
    .name = "team",
    .title = N_("Team"),
    .help = N_("A team of a company on the project: its leader, and who answers for it."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = team_open,
    .event = team_event,
    .may_close = team_may_close,
    .close = team_close,
};
