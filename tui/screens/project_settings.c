/* The open project's settings (SPEC 5.4): where and how attendance counts, when wages are due. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/project_care.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/conflict.h"
#include "tui/screens/offer.h"
#include "tui/screens/page_draft.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct project_settings_form record;
    struct form *form;
    struct db_rows *now; /* as read */
    struct conflict conflict;
    struct page_draft draft;
    char request_id[UUID_SIZE], asked[DIGEST_SIZE];
    unsigned busy;
    bool asking; /* what is read is to be compared */
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct project_settings_form, member)

static const struct field fields[] = {
    {.name = "area_head", .label = N_("Attendance area"), .kind = FIELD_HEADING},
    {.name = "attendance_radius_m",
     .label = N_("Radius"),
     .help = N_("Metres about the project's position, 20 to 20000."),
     .kind = FIELD_NUMBER,
     .width = 8,
     .max = 5,
     .flags = FIELD_REQUIRED,
     MEMBER(attendance_radius_m)},
    {.name = "attendance_points",
     .label = N_("Or its corners"),
     .help = N_("3 to 40 points: 87.61,43.82; 87.63,43.82; 87.63,43.84. Empty: the circle counts."),
     .kind = FIELD_TEXT,
     .width = 54,
     .max = 440,
     MEMBER(attendance_points)},
    {.name = "closed_site",
     .label = N_("Closed site"),
     .help = N_("Closed: gates and kiosks only. Open: manual import, too."),
     .kind = FIELD_YES_NO,
     .store = STORE_BOOL,
     .width = 8,
     MEMBER(closed_site)},
    {.name = "hours_head", .label = N_("Attendance"), .kind = FIELD_HEADING},
    {.name = "attended_rule",
     .label = N_("A day counts"),
     .help = N_("With one in and one out, or by hours: 8 are a day, 4 a half."),
     .kind = FIELD_CHOICE,
     .width = 20,
     .flags = FIELD_REQUIRED,
     MEMBER(attended_rule)},
    {.name = "standard_hours",
     .label = N_("Standard hours"),
     .help = N_("Hours of a day, 4 to 12."),
     .kind = FIELD_TEXT,
     .width = 8,
     .max = 4,
     .flags = FIELD_REQUIRED,
     MEMBER(standard_hours)},
    {.name = "zone",
     .label = N_("Time zone"),
     .kind = FIELD_CHOICE,
     .width = 20,
     .flags = FIELD_REQUIRED,
     MEMBER(zone)},
    {.name = "wage_head", .label = N_("Wages"), .kind = FIELD_HEADING},
    {.name = "wage_day",
     .label = N_("Wage day"),
     .help = N_("Of the month after the wage month."),
     .kind = FIELD_NUMBER,
     .width = 6,
     .max = 2,
     .flags = FIELD_REQUIRED,
     MEMBER(wage_day)},
    {.name = "minimum_wage_fen",
     .label = N_("Minimum wage"),
     .help = N_("Yuan a month, above the table's for the region; empty: the table's."),
     .kind = FIELD_TEXT,
     .width = 16,
     .max = 16,
     MEMBER(minimum_wage_fen)},
    {.name = "second_reviewer",
     .label = N_("Second reviewer"),
     .help = N_("A wage sheet wants two finance reviewers."),
     .kind = FIELD_YES_NO,
     .store = STORE_BOOL,
     .width = 8,
     MEMBER(second_reviewer)},
    {.name = NULL},
};

static void keep_draft(void *owner, const char *json)
{
    page_draft_keep(&page_of(owner)->draft, json);
}

static const struct form_hooks hooks = {
    .draft = keep_draft,
};

/* ---- reading ---- */

static void show(struct screen *screen, const struct project_settings *settings)
{
    struct page *page = page_of(screen);
    char text[96];

    project_settings_from(&page->record, settings);
    form_load(page->form);
    if (settings->longitude && settings->latitude) {
        snprintf(text, sizeof text, _("metres about %s, %s"), settings->longitude,
                 settings->latitude);
        form_note(page->form, "attendance_radius_m", ROLE_DIM, text);
    }
    if (!app_may(app_of(screen), "project_settings_write")) {
        for (const struct field *field = fields; field->name; field++)
            form_read_only(page->form, field->name, true);
        return;
    }
    page_draft_offer(&page->draft);
}

/* ---- somebody else was faster ---- */

static void save(struct screen *screen);

static void form_from(void *form, const void *row)
{
    project_settings_from(form, row);
}

static void made_after(struct screen *screen, const void *row)
{
    struct project_settings_form theirs;

    project_settings_from(&theirs, row);
    text_copy(page_of(screen)->record.changed_at, sizeof theirs.changed_at, theirs.changed_at);
}

static void take(struct screen *screen, const void *row)
{
    page_draft_drop(&page_of(screen)->draft);
    show(screen, row);
}

static const struct conflict_ops conflict_ops = {
    .form_size = sizeof(struct project_settings_form),
    .form_from = form_from,
    .after = made_after,
    .take = take,
    .save = save,
};

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct project_settings *settings;

    if (err->code || !(*rows)->count) {
        if (err->code)
            ui_fail(screen->ui, err);
        return;
    }
    settings = (*rows)->data;
    if (page->asking) {
        page->asking = false;
        conflict_ask(&page->conflict, screen, page->form, &conflict_ops, rows, settings,
                     settings->changed_by, settings->changed_at);
        return;
    }
    db_rows_free(&page->now);
    page->now = *rows;
    *rows = NULL;
    show(screen, settings);
}

static void read_settings(struct screen *screen)
{
    struct app *app = app_of(screen);

    project_settings_get(app_db(app), app_project_id(app), screen, came);
}

/* ---- saving ---- */

static void saved(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code && strcmp(err->sqlstate, "AX006") == 0) {
        page->asking = true;
        read_settings(screen);
        return;
    }
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    page_draft_drop(&page_of(screen)->draft);
    form_saved(page->form);
    ui_say(screen->ui, MESSAGE_GOOD, _("The settings are saved."));
    ui_close(screen->ui, screen);
}

static void name_request(struct page *page)
{
    char *json = record_to_json(&project_settings_shape, &page->record);
    char digest[DIGEST_SIZE] = "";

    if (json)
        digest_of(json, strlen(json), digest);
    if (!json || strcmp(digest, page->asked) != 0)
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
    if (!form_store(page->form, &err) || !project_settings_parse(&page->record, &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    name_request(page);
    page->busy = ui_busy(screen->ui, _("Saving the settings"), NULL, NULL);
    project_settings_save(app_db(app), app_project_id(app), page->request_id, &page->record, screen,
                          saved);
}

static enum handled run_save(struct screen *screen)
{
    save(screen);
    return H_DONE;
}

static enum handled throw_away(struct screen *screen)
{
    page_draft_drop(&page_of(screen)->draft);
    read_settings(screen);
    return H_DONE;
}

static bool may_save(const struct screen *screen)
{
    return page_of(screen)->now && !page_of(screen)->busy;
}

static bool was_changed(const struct screen *screen)
{
    return may_save(screen) && form_changed(page_of(screen)->form);
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Saves the settings and goes back."), "project_settings_write",
     ACTION_MAIN, may_save, run_save},
    {"discard", "F8", N_("Undo changes"), N_("Throws away what was typed and not saved."), NULL,
     ACTION_WHEN, was_changed, throw_away},
    {.name = NULL},
};

/* ---- the screen ---- */

static bool open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    (void)arg;
    if (!app_need_project(app, err))
        return false;
    page->form = form_new(screen, fields, &page->record, 0, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)) ||
        !offer_codes(page->form, "zone", app_codes(app), CODE_ZONE, NULL) ||
        !offer_codes(page->form, "attended_rule", app_codes(app), CODE_ATTENDED_RULE, NULL))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    page->draft = (struct page_draft){.screen = screen,
                                      .form = page->form,
                                      .question = _("The settings were not saved."),
                                      .save = save};
    page_draft_subject(&page->draft, 0, app_project_id(app));
    read_settings(screen);
    return true;
}

static void close(struct screen *screen)
{
    struct page *page = page_of(screen);

    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    db_rows_free(&page->now);
    conflict_clear(&page->conflict);
    page_draft_forget(&page->draft);
}

static bool may_close(struct screen *screen)
{
    return page_draft_may_close(&page_of(screen)->draft);
}

static enum handled event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE && !form_changed(page_of(screen)->form))
        read_settings(screen);
    return H_PASS;
}

const struct screen_ops screen_project_settings = {
    .name = "project_settings",
    .title = N_("Project settings"),
    .help = N_("Where and how attendance counts on this project, and when wages are due."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = open,
    .event = event,
    .may_close = may_close,
    .close = close,
};
