/* How an application's page is read, saved and handed in. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/kit/prompt.h"
#include "tui/screens/application_private.h"

#include <stdio.h>
#include <string.h>

/* ---- reading ---- */

static void conflict_answered(void *owner, int answer);

static void show_or_go_on(struct screen *screen)
{
    struct application_screen *page = application_of(screen);
    struct err err = {.code = ERR_NONE};

    if (page->then == THEN_STAY || page->then == THEN_CODE || page->then == THEN_POSITION) {
        if (!application_show(screen, page->page)) {
            err_set(&err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
            ui_fail(screen->ui, &err);
            return;
        }
    }
    application_go_on(screen);
}

static void missing_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct application_screen *page = application_of(screen);

    if (!err->code) {
        db_rows_free(&page->missing);
        page->missing = *rows;
        *rows = NULL;
    }
    show_or_go_on(screen);
}

/* Somebody else was faster: theirs, mine, or both beside each other? */
static void ask_whose(struct screen *screen, const struct application *theirs)
{
    struct application_screen *page = application_of(screen);
    const char *by = application_page_by(theirs, page->page);
    char moment[32], text[200];

    app_moment(application_page_at(theirs, page->page), moment, sizeof moment);
    if (by && *by)
        snprintf(text, sizeof text, _("Changed by %s at %s."), by, moment);
    else
        snprintf(text, sizeof text, _("Changed by somebody else at %s."), moment);
    prompt_conflict(screen->ui, text, conflict_answered, screen);
}

/* It was handed in or decided meanwhile: its page to read takes this one's place. */
static void only_to_read(struct screen *screen)
{
    struct ui *ui = screen->ui;
    struct err err = {.code = ERR_NONE};
    char arg[24];

    snprintf(arg, sizeof arg, "%lld", (long long)application_of(screen)->project_id);
    if (!ui_open(ui, "application_view", arg, &err))
        ui_fail(ui, &err);
    ui_close(ui, screen); /* only now: the last one closed would end the program */
}

/* Without a page to stand on, the reason stands in its place. */
static void not_there(struct screen *screen, const struct err *err)
{
    struct application_screen *page = application_of(screen);
    struct err none = *err;

    page->asking = false;
    if (!err->code)
        err_set(&none, ERR_INPUT, NULL, _("This application is not there."),
                _("Go back to the list and look again."));
    if (page->form)
        ui_fail(screen->ui, &none);
    page->err = none;
    screen_dirty(screen, DIRTY_PAINT);
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct application_screen *page = application_of(screen);
    const struct application *now;

    if (err->code || !(*rows)->count) {
        not_there(screen, err);
        return;
    }
    db_rows_free(page->asking ? &page->newer : &page->now);
    *(page->asking ? &page->newer : &page->now) = *rows;
    now = (*rows)->data;
    *rows = NULL;
    if (page->asking) {
        page->asking = false;
        ask_whose(screen, now);
        return;
    }
    if (!now->may_write) {
        only_to_read(screen);
        return;
    }
    page->company_id = now->company_id;
    application_missing(app_db(app_of(screen)), page->project_id, screen, missing_came);
}

void application_read(struct screen *screen)
{
    application_get(app_db(app_of(screen)), application_of(screen)->project_id, screen, came);
}

/* ---- saving ---- */

static void save(struct screen *screen);

/* Theirs stands beside mine wherever they differ. */
static void compare(struct screen *screen, const struct application_pages *theirs)
{
    struct application_screen *page = application_of(screen);
    char text[192];

    for (const struct field *f = application_fields(page->page); f->name; f++) {
        const char *value = (const char *)theirs + f->offset;

        if (f->kind == FIELD_HEADING || f->store != STORE_TEXT ||
            strcmp(value, form_value(page->form, f->name)) == 0)
            continue;
        snprintf(text, sizeof text, _("theirs: %s"), *value ? value : _("nothing"));
        form_note(page->form, f->name, ROLE_WARN, text);
    }
    ui_say(screen->ui, MESSAGE_WARN,
           _("Both are shown. F2 saves what stands in the fields, F10 leaves it as theirs."));
}

static void conflict_answered(void *owner, int answer)
{
    struct screen *screen = owner;
    struct application_screen *page = application_of(screen);
    struct application_pages theirs;
    size_t at = (size_t)page->page - 1;

    if (answer == CONFLICT_STAY || !page->newer)
        return;
    application_pages_from(&theirs, page->newer->data);
    if (answer == CONFLICT_DROP) {
        application_drop_draft(screen);
        db_rows_free(&page->now);
        page->now = page->newer;
        page->newer = NULL;
        application_show(screen, page->page);
    } else {
        text_copy(page->record.changed_at[at], sizeof page->record.changed_at[at],
                  theirs.changed_at[at]);
        if (answer == CONFLICT_SEE)
            compare(screen, &theirs);
        else
            save(screen);
    }
    secret_wipe(&theirs, sizeof theirs);
}

static bool went_wrong(struct screen *screen, const struct err *err)
{
    struct application_screen *page = application_of(screen);

    ui_busy_done(screen->ui, &page->busy);
    if (!err->code)
        return false;
    if (strcmp(err->sqlstate, "AX006") == 0) {
        page->asking = true;
        application_read(screen);
        return true;
    }
    form_error(page->form, err);
    ui_fail(screen->ui, err);
    return true;
}

/* What is shown from now on is what the database has. */
static void page_is_saved(struct screen *screen)
{
    application_drop_draft(screen);
    form_saved(application_of(screen)->form);
    ui_say(screen->ui, MESSAGE_GOOD, _("The page is saved."));
    application_read(screen);
}

static void made(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    if (went_wrong(screen, err))
        return;
    application_drop_draft(screen); /* under its name as a new one */
    application_of(screen)->project_id =
        ((const struct application_made *)(*rows)->data)->project_id;
    page_is_saved(screen);
}

static void saved(void *owner, struct db_rows **rows, const struct err *err)
{
    (void)rows;
    if (!went_wrong(owner, err))
        page_is_saved(owner);
}

/* The same content asked again is the same request: an answer that was lost comes back. */
static void name_request(struct application_screen *page)
{
    char *json = record_to_json(&application_page_shape[page->page - 1], &page->record);
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
    struct application_screen *page = application_of(screen);
    struct app *app = app_of(screen);
    struct err err = {.code = ERR_NONE};

    if (page->busy)
        return;
    if (!form_store(page->form, &err) ||
        !application_parse(&page->record, page->page, app_today(app), &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    name_request(page);
    page->busy = ui_busy(screen->ui, _("Saving the page"), NULL, NULL);
    if (page->project_id)
        application_save(app_db(app), page->project_id, page->request_id, page->page, &page->record,
                         screen, saved);
    else
        application_make(app_db(app), page->company_id, page->request_id, &page->record, screen,
                         made);
}

void application_leave(struct screen *screen, enum then then)
{
    struct application_screen *page = application_of(screen);

    if (!page->form || page->busy)
        return;
    page->then = then;
    if (!page->project_id || form_changed(page->form) || then == THEN_STAY)
        save(screen);
    else
        application_go_on(screen);
}

/* ---- handing in ---- */

/* The page with the first gap is shown, and what is missing is said. */
static void show_gap(struct screen *screen)
{
    struct application_screen *page = application_of(screen);
    const struct application_missing *row = page->missing->data;
    char text[200];

    if (row->page != page->page)
        application_show(screen, (int)row->page);
    form_focus(page->form, row->field);
    snprintf(text, sizeof text, _("Still missing on page %d: %s."), (int)row->page,
             application_field_label((int)row->page, row->field));
    ui_say(screen->ui, MESSAGE_ERROR, text);
}

static void handed_in(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct application_screen *page = application_of(screen);

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    form_saved(page->form);
    ui_say(screen->ui, MESSAGE_GOOD,
           _("Handed in. Both offices decide it; the list shows how far it is."));
    ui_close(screen->ui, screen);
}

static void hand_in_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct application_screen *page = application_of(screen);

    if (!yes)
        return;
    if (!*page->submit_id)
        uuid_make(page->submit_id);
    page->busy = ui_busy(screen->ui, _("Handing in"), NULL, NULL);
    application_submit(app_db(app_of(screen)), page->project_id, page->submit_id, screen,
                       handed_in);
}

void application_hand_in(struct screen *screen)
{
    struct application_screen *page = application_of(screen);
    const struct application *now = application_now(page);
    char text[300];

    if (page->missing && page->missing->count) {
        show_gap(screen);
        return;
    }
    snprintf(text, sizeof text,
             _("It goes to %s and %s; until they have decided it is not changed."),
             now && now->hr_office_name ? now->hr_office_name : "",
             now && now->industry_office_name ? now->industry_office_name : "");
    prompt_yes_no(screen->ui, _("Hand the application in?"), text, hand_in_answered, screen);
}
