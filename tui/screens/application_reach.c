/* An application's contact phone, confirmed by a code, and its position, asked of the geocoder. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/prompt.h"
#include "tui/screens/application_private.h"

#include <stdio.h>
#include <string.h>

/* ---- the code ---- */

static void checked(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    const struct application_confirmed *answer = *rows && (*rows)->count ? (*rows)->data : NULL;
    struct err wrong;

    ui_busy_done(screen->ui, &application_of(screen)->busy);
    if (err->code) {
        ui_fail(screen->ui, err);
    } else if (!answer || !answer->confirmed) {
        err_clear(&wrong);
        err_set(&wrong, ERR_INPUT, "contact_phone", _("This is not the code that was sent."),
                _("F4 sends a new one."));
        ui_fail(screen->ui, &wrong);
    } else {
        ui_say(screen->ui, MESSAGE_GOOD, _("The contact phone is confirmed."));
        application_read(screen);
    }
}

static void code_typed(void *owner, const char *text)
{
    struct screen *screen = owner;
    struct application_screen *page = application_of(screen);

    if (!text)
        return;
    page->busy = ui_busy(screen->ui, _("Checking the code"), NULL, NULL);
    application_code_check(app_db(app_of(screen)), page->project_id, page->record.contact_phone,
                           text, screen, checked);
}

static void sent(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    bool just_sent = strcmp(err->sqlstate, "AX005") == 0; /* that one can be typed, too */

    (void)rows;
    ui_busy_done(screen->ui, &application_of(screen)->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    if (err->code && !just_sent)
        return;
    prompt_text(
        screen->ui,
        just_sent ? _("A code was sent a moment ago.") : _("A code was sent to the contact phone."),
        _("Code"), _("6 digits, valid for 5 minutes. Without SMS here, the operator tells it."), 6,
        false, code_typed, screen);
}

void application_ask_code(struct screen *screen)
{
    struct application_screen *page = application_of(screen);
    struct err err = {.code = ERR_NONE};

    if (!*page->record.contact_phone) {
        err_set(&err, ERR_INPUT, "contact_phone", _("Type the contact phone first."), NULL);
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    page->busy = ui_busy(screen->ui, _("Sending a code"), NULL, NULL);
    application_code_send(app_db(app_of(screen)), page->project_id, page->record.contact_phone,
                          screen, sent);
}

/* ---- the position ---- */

static void found(void *owner, enum job_end end, const char *answer, const struct err *err)
{
    struct screen *screen = owner;
    struct application_screen *page = application_of(screen);
    char longitude[16], latitude[16];
    struct err wrong = *err;

    if (end == JOB_LEFT || !page->form || page->page != PAGE_TIME)
        return;
    if (end != JOB_ANSWERED || !application_position(answer, longitude, latitude, &wrong)) {
        form_focus(page->form, "longitude");
        ui_fail(screen->ui, &wrong);
        return;
    }
    form_set(page->form, "longitude", longitude, NULL);
    form_set(page->form, "latitude", latitude, NULL);
    ui_say(screen->ui, MESSAGE_GOOD, _("The position is filled in; F2 saves it."));
}

static void job_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct application_screen *page = application_of(screen);

    if (err->code || !(*rows)->count) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    job_wait_start(&page->wait, screen, ((const struct application_job *)(*rows)->data)->job_id,
                   _("Looking the address up"), 0, screen, found);
}

void application_ask_position(struct screen *screen)
{
    struct application_screen *page = application_of(screen);
    struct err err = {.code = ERR_NONE};

    if (!*page->record.address) {
        err_set(&err, ERR_INPUT, "address", _("Type the address first."), NULL);
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    uuid_make(page->geocode_id);
    application_geocode(app_db(app_of(screen)), page->project_id, page->record.address,
                        page->geocode_id, screen, job_came);
}
