/* Terminals (SPEC 19.5): all of them for the operator, one project's for its administrator. */
#include "config.h"

#include "core/account.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/password.h"
#include "core/terminal.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <stdio.h>
#include <string.h>

enum { PASSWORD_SIZE = 33 };

struct page {
    struct whole list;
    bool project;                 /* of the open project */
    char password[PASSWORD_SIZE]; /* of the one being made */
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define ROW(row) ((const struct terminal_row *)(row))

static void seen_text(const void *row, char *out, size_t size)
{
    if (ROW(row)->last_seen_at)
        app_moment(ROW(row)->last_seen_at, out, size);
    else
        snprintf(out, size, "%s", _("never"));
}

static void state_text(const void *row, char *out, size_t size)
{
    snprintf(out, size, "%s",
             ROW(row)->withdrawn_at   ? _("withdrawn")
             : ROW(row)->project_name ? _("bound")
                                      : _("free"));
}

static enum role name_role(const void *row)
{
    return ROW(row)->withdrawn_at ? ROLE_DIM : ROLE_VALUE;
}

#define AT(member) offsetof(struct terminal_row, member)

static const struct column columns[] = {
    {"login", N_("Terminal"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 8, 9, 0, AT(login), NULL,
     name_role},
    {"name", N_("Place"), COLUMN_STRING, 0, 10, 16, 2, AT(name), NULL, name_role},
    {"state", N_("State"), COLUMN_CALL, 0, 6, 9, 0, 0, state_text, NULL},
    {"project_name", N_("Project"), COLUMN_STRING, 0, 12, 18, 2, AT(project_name), NULL, NULL},
    {"last_seen_at", N_("Last seen"), COLUMN_CALL, 0, 16, 16, 0, 0, seen_text, NULL},
    {"made_by", N_("Enrolled by"), COLUMN_STRING, COLUMN_SPARE, 8, 12, 0, AT(made_by), NULL, NULL},
    {"bound_by", N_("Bound by"), COLUMN_STRING, COLUMN_SPARE, 8, 12, 0, AT(bound_by), NULL, NULL},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    return ROW(row)->terminal_id;
}

static const struct table_spec spec = {
    .name = "terminals",
    .columns = columns,
    .row_size = sizeof(struct terminal_row),
    .row_id = row_id,
    .empty = N_("There is no terminal here yet."),
};

static void ask(struct screen *screen, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    terminal_list(app_db(app), page_of(screen)->project ? app_project_id(app) : 0, owner, done);
}

static void again(struct screen *screen)
{
    whole_again(&page_of(screen)->list);
}

static bool terminals_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    page->project = arg && !strcmp(arg, "project");
    if (page->project && !app_need_project(app_of(screen), err))
        return false;
    return whole_open(&page->list, screen, &spec, ask) ||
           err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
}

static void terminals_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    whole_close(&page->list);
    secret_wipe(page->password, sizeof page->password);
}

static enum handled terminals_event(struct screen *screen, const struct event *event)
{
    return whole_event(&page_of(screen)->list, event);
}

static const struct terminal_row *current(const struct screen *screen)
{
    return whole_current(&page_of(screen)->list);
}

/* ---- enrolled ---- */

static void made(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct terminal_made *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    struct err wrong = *err;
    char path[1100], text[1400];

    ui_busy_done(screen->ui, &page->busy);
    if (answer && terminal_write_password(app_export_folder(app_of(screen)), answer->login,
                                          page->password, path, sizeof path, &wrong)) {
        snprintf(text, sizeof text,
                 _("%s is enrolled. Its password stands once, in %s: take that file there."),
                 answer->login, path);
        ui_say(screen->ui, MESSAGE_GOOD, text);
    } else {
        ui_fail(screen->ui, &wrong);
    }
    secret_wipe(page->password, sizeof page->password);
    again(screen);
}

static void name_typed(void *owner, const char *name)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct db *db = app_db(app_of(screen));
    struct secret *secret;
    char *verifier = NULL;
    struct err err;

    if (!name || page->busy)
        return;
    err_clear(&err);
    password_make(page->password, sizeof page->password);
    secret = secret_new(sizeof page->password, &err);
    if (secret && secret_set(secret, page->password, strlen(page->password)))
        verifier = db_verifier(db, secret, &err);
    secret_free(&secret);
    if (!verifier) {
        ui_fail(screen->ui, &err);
        return;
    }
    page->busy = ui_busy(screen->ui, _("Enrolling the terminal"), NULL, NULL);
    terminal_make(db, name, verifier, screen, made);
    db_verifier_free(&verifier);
}

static enum handled enrol(struct screen *screen)
{
    prompt_text(
        screen->ui, _("A new terminal"), _("Name"),
        _("Where it stands: \"gate house\". Its password is made now and kept in one file."), 2,
        false, name_typed, screen);
    return H_DONE;
}

/* ---- bound, let go, withdrawn ---- */

static void done(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    ui_busy_done(screen->ui, &page_of(screen)->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("Done."));
    again(screen);
}

static void login_typed(void *owner, const char *login)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    if (!login || page->busy)
        return;
    page->busy = ui_busy(screen->ui, _("Working"), NULL, NULL);
    terminal_bind(app_db(app), app_project_id(app), login, screen, done);
}

static enum handled bind(struct screen *screen)
{
    prompt_text(screen->ui, _("Which terminal becomes this project's kiosk?"), _("Terminal"),
                _("Its own name, t and six digits, from the operator."), 7, false, login_typed,
                screen);
    return H_DONE;
}

static void withdraw_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    if (!yes || page->busy || !current(screen))
        return;
    page->busy = ui_busy(screen->ui, _("Working"), NULL, NULL);
    if (page->project)
        terminal_unbind(app_db(app), app_project_id(app), current(screen)->login, true, screen,
                        done);
    else
        terminal_withdraw(app_db(app), current(screen)->login, screen, done);
}

static enum handled withdraw(struct screen *screen)
{
    const struct terminal_row *terminal = current(screen);
    char text[200];

    snprintf(text, sizeof text,
             _("%s, %s, cannot connect any more: for one that is lost or stolen."), terminal->login,
             terminal->name);
    prompt_yes_no(screen->ui, _("Withdraw this terminal for good?"), text, withdraw_answered,
                  screen);
    return H_DONE;
}

static void release_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    if (!yes || page->busy || !current(screen))
        return;
    page->busy = ui_busy(screen->ui, _("Working"), NULL, NULL);
    terminal_unbind(app_db(app), app_project_id(app), current(screen)->login, false, screen, done);
}

static enum handled release(struct screen *screen)
{
    prompt_yes_no(screen->ui, _("Let this terminal go?"),
                  _("It is this project's kiosk no more and can be bound to another."),
                  release_answered, screen);
    return H_DONE;
}

static bool of_project(const struct screen *screen)
{
    return page_of(screen)->project;
}

static bool of_all(const struct screen *screen)
{
    return !page_of(screen)->project;
}

static bool is_there(const struct screen *screen)
{
    return current(screen) && !current(screen)->withdrawn_at;
}

static bool is_ours(const struct screen *screen)
{
    return of_project(screen) && is_there(screen);
}

static void note(struct screen *screen, const struct export_result *result, void *owner,
                 db_done *then)
{
    struct app *app = app_of(screen);

    if (page_of(screen)->project)
        export_note(app_db(app), app_project_id(app), spec.name, NULL, result, owner, then);
    else
        export_note_operator(app_db(app), spec.name, NULL, result, owner, then);
}

static enum handled export_all(struct screen *screen)
{
    whole_export(&page_of(screen)->list, note);
    return H_DONE;
}

static bool has_rows(const struct screen *screen)
{
    return whole_exportable(&page_of(screen)->list);
}

static const struct action actions[] = {
    {"enrol", "F2", N_("New terminal"), N_("Enrols a terminal: its name and a password for it."),
     "terminal_manage", ACTION_MAIN | ACTION_WHEN, of_all, enrol},
    {"bind", "F2", N_("Bind"), N_("Makes a terminal this project's kiosk."), "terminal_bind",
     ACTION_MAIN | ACTION_WHEN, of_project, bind},
    {"release", "F3", N_("Let go"), N_("The terminal is no kiosk of this project any more."),
     "terminal_bind", ACTION_MAIN | ACTION_WHEN, is_ours, release},
    {"export", "F7", N_("Export"), N_("Writes the list into a file of the export folder."),
     "list_export", ACTION_MAIN, has_rows, export_all},
    {"withdraw", "F8", N_("Revoke"), N_("The terminal cannot connect any more."), NULL, ACTION_MAIN,
     is_there, withdraw},
    {.name = NULL},
};

const struct screen_ops screen_terminals = {
    .name = "terminals",
    .title = N_("Terminals"),
    .help = N_("A terminal proves itself with its own name and password; over a network it needs a "
               "certificate of its name, too. Bound to a project it is that project's kiosk."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = terminals_open,
    .event = terminals_event,
    .resume = again,
    .close = terminals_close,
};
