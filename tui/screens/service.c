/* One outside service set up by an operator (SPEC 21). */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/service/service.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/prompt.h"
#include "tui/kit/ui.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct service_form record;
    char service[24];
    struct form *form;
    bool conflict; /* read again to ask whose is kept */
    struct service_form theirs;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct service_form, member)

static const struct field fields[] = {
    {.name = "enabled",
     .label = N_("Switched on"),
     .help = N_("Off: nothing is sent, and the fallback is offered."),
     .kind = FIELD_YES_NO,
     .store = STORE_BOOL,
     .width = 4,
     .yes_text = N_("yes"),
     .no_text = N_("no"),
     MEMBER(enabled)},
    {.name = "url",
     .label = N_("Web address"),
     .help = N_("https:// and no more than host, port and path. The service's certificate is "
                "always checked."),
     .kind = FIELD_TEXT,
     .width = 50,
     .max = 300,
     MEMBER(url)},
    {.name = "timeout_s",
     .label = N_("Wait, seconds"),
     .help = N_("How long one call may take: 1 to 60."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED,
     .width = 4,
     .max = 2,
     MEMBER(timeout_s)},
    {.name = "client_id",
     .label = N_("Our account there"),
     .help = N_("The name this platform has with the service. Not a key or password: those lie in "
                "files on the worker's machine."),
     .kind = FIELD_TEXT,
     .width = 30,
     .max = 60,
     MEMBER(client_id)},
    {.name = "sign",
     .label = N_("Signature"),
     .help = N_("What a short message is signed with, where the service wants it."),
     .kind = FIELD_TEXT,
     .width = 20,
     .max = 20,
     MEMBER(sign)},
    {.name = NULL},
};

static void whose_answered(void *owner, int answer);

static const struct service_row *find(const struct db_rows *rows, const char *service)
{
    for (size_t i = 0; rows && i < rows->count; i++) {
        const struct service_row *row = (const struct service_row *)rows->data + i;
        if (strcmp(row->service, service) == 0)
            return row;
    }
    return NULL;
}

static void ask_whose(struct screen *screen, const struct service_row *row)
{
    char moment[32], text[200];

    service_form_from(&page_of(screen)->theirs, row);
    app_moment(row->changed_at, moment, sizeof moment);
    if (row->changed_by_name && *row->changed_by_name)
        snprintf(text, sizeof text, _("Changed by %s at %s."), row->changed_by_name, moment);
    else
        snprintf(text, sizeof text, _("Changed by somebody else at %s."), moment);
    prompt_conflict(screen->ui, text, whose_answered, screen);
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct service_row *row = find(*rows, page->service);
    struct err missing = *err;

    if (!err->code && !row)
        err_set(&missing, ERR_INPUT, NULL, _("There is no such service."), NULL);
    if (missing.code) {
        ui_fail(screen->ui, &missing);
    } else if (page->conflict) {
        ask_whose(screen, row);
    } else {
        service_form_from(&page->record, row);
        form_load(page->form);
    }
}

static void read_one(struct screen *screen, bool conflict)
{
    page_of(screen)->conflict = conflict;
    service_list(app_db(app_of(screen)), screen, came);
}

static void saved(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code && strcmp(err->sqlstate, "AX006") == 0) {
        read_one(screen, true);
        return;
    }
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    form_saved(page->form);
    ui_say(screen->ui, MESSAGE_GOOD,
           page->record.enabled ? _("Saved; the worker calls it from now on.")
                                : _("Saved; it is off."));
    ui_close(screen->ui, screen);
}

static void save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};

    if (page->busy || !page->record.service[0])
        return;
    if (!form_store(page->form, &err) || !service_parse(&page->record, &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    page->busy = ui_busy(screen->ui, _("Saving the service"), NULL, NULL);
    service_save(app_db(app_of(screen)), &page->record, screen, saved);
}

/* Theirs stands beside mine wherever they differ. */
static void compare(struct page *page)
{
    char text[400];

    for (const struct field *field = fields; field->name; field++) {
        const char *value = (const char *)&page->theirs + field->offset;
        if (field->store == STORE_BOOL)
            value = page->theirs.enabled ? _("yes") : _("no");
        if (strcmp(value, form_shown(page->form, field->name)) == 0)
            continue;
        snprintf(text, sizeof text, _("theirs: %s"), *value ? value : _("nothing"));
        form_note(page->form, field->name, ROLE_WARN, text);
    }
}

static void whose_answered(void *owner, int answer)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (answer == CONFLICT_STAY)
        return;
    text_copy(page->record.changed_at, sizeof page->record.changed_at, page->theirs.changed_at);
    if (answer == CONFLICT_DROP) {
        page->record = page->theirs;
        form_load(page->form);
    } else if (answer == CONFLICT_SEE) {
        compare(page);
    } else {
        save(screen);
    }
}

static bool service_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    text_copy(page->service, sizeof page->service, arg ? arg : "");
    page->form = form_new(screen, fields, &page->record, 0, NULL, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    screen_set_part(screen, service_name(page->service));
    form_hide(page->form, "sign", strcmp(page->service, "sms") != 0);
    read_one(screen, false);
    return true;
}

static void service_close(struct screen *screen)
{
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page_of(screen)->busy);
}

static enum handled service_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE && !form_changed(page_of(screen)->form))
        read_one(screen, false);
    return H_PASS;
}

static enum handled run_save(struct screen *screen)
{
    save(screen);
    return H_DONE;
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Saves the service."), NULL, ACTION_MAIN, NULL, run_save},
    {.name = NULL},
};

const struct screen_ops screen_service = {
    .name = "service",
    .title = N_("Service"),
    .help = N_("Where the service is reached, and whether it is on. Its keys and certificates lie "
               "in the worker's folder: SERVICE.token, SERVICE.crt, SERVICE.key, SERVICE.ca."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = service_open,
    .event = service_event,
    .close = service_close,
};
