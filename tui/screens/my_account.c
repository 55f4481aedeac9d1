/* My account (SPEC 3.3): who I am here, where I am signed in, what I may set. */
#include "config.h"

#include "core/account.h"
#include "core/base/i18n.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/facts.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct facts *facts;
    struct db_rows *sessions; /* NULL: not there yet */
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static void add_sessions(struct facts *facts, const struct page *page)
{
    const struct account_session *sessions = page->sessions ? page->sessions->data : NULL;
    char moment[32], text[256];

    facts_heading(facts, _("Signed in elsewhere"));
    if (page->sessions && page->sessions->count == 0)
        facts_text(facts, ROLE_LABEL, _("Nowhere: this is your only session."));
    for (size_t i = 0; page->sessions && i < page->sessions->count; i++) {
        const char *from = sessions[i].from_where;

        snprintf(text, sizeof text, _("since %s from %s"),
                 app_moment(sessions[i].since, moment, sizeof moment),
                 from && strcmp(from, "local") != 0 ? from : _("this computer"));
        facts_text(facts, ROLE_WARN, text);
    }
    if (page->sessions && page->sessions->count > 0)
        facts_text(facts, ROLE_LABEL, _("If that is not you: change the password with F2."));
}

static void show(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct me *me = app_me(app_of(screen));
    size_t count = 0;
    const struct company_mine *companies = app_companies(app_of(screen), &count);
    char text[256], moment[32];

    if (!me)
        return;
    facts_begin(page->facts);
    facts_heading(page->facts, _("Me"));
    facts_line(page->facts, _("Name"), me->name);
    facts_role(page->facts, ROLE_STRONG);
    facts_beside(page->facts, _("Phone"), me->phone_masked);
    facts_line(page->facts, _("Last sign-in"),
               app_moment(me->last_login_at, moment, sizeof moment));
    facts_beside(page->facts, _("From"),
                 me->last_login_from && strcmp(me->last_login_from, "local") != 0
                     ? me->last_login_from
                     : _("this computer"));
    snprintf(text, sizeof text, ngettext("after %lld minute", "after %lld minutes",
                                         (unsigned long)me->idle_minutes),
             (long long)me->idle_minutes);
    facts_line(page->facts, _("Idle lock"), text);
    facts_heading(page->facts, _("My companies"));
    if (count == 0)
        facts_text(page->facts, ROLE_LABEL, _("None yet: join one, or have yours certified."));
    for (size_t i = 0; i < count; i++)
        facts_text(page->facts, ROLE_VALUE, companies[i].name);
    add_sessions(page->facts, page);
    facts_end(page->facts);
}

static void sessions_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    db_rows_free(&page->sessions);
    page->sessions = *rows;
    *rows = NULL;
    show(screen);
}

static void ask(struct screen *screen)
{
    account_sessions(app_db(app_of(screen)), screen, sessions_came);
}

static bool my_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    page->facts = facts_new(screen);
    if (!page->facts)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    show(screen);
    ask(screen);
    return true;
}

static void my_close(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct db *db = app_db(app_of(screen));

    if (db)
        db_forget(db, screen);
    ui_busy_done(screen->ui, &page->busy);
    db_rows_free(&page->sessions);
}

static void my_resume(struct screen *screen)
{
    show(screen);
    ask(screen);
}

static enum handled my_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && (event->code == APP_ONLINE || event->code == APP_COMPANY))
        my_resume(screen);
    return H_PASS;
}

/* ---- actions ---- */

static enum handled change_password(struct screen *screen)
{
    return list_go(screen, "password", NULL);
}

static enum handled change_phone(struct screen *screen)
{
    return list_go(screen, "phone", NULL);
}

static void me_known(void *owner, const struct err *err)
{
    struct screen *screen = owner;

    ui_busy_done(screen->ui, &page_of(screen)->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("Saved."));
    show(screen);
}

static void idle_set(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (!err->code) {
        app_me_again(app_of(screen), screen, me_known);
        return;
    }
    ui_busy_done(screen->ui, &page_of(screen)->busy);
    ui_fail(screen->ui, err);
}

static void idle_typed(void *owner, const char *text)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    long minutes = text ? strtol(text, NULL, 10) : 0;

    if (!text || page->busy)
        return;
    if (minutes < 1 || minutes > 60) {
        ui_say(screen->ui, MESSAGE_ERROR, _("A number of minutes from 1 to 60."));
        return;
    }
    page->busy = ui_busy(screen->ui, _("Saving"), NULL, NULL);
    account_idle_set(app_db(app_of(screen)), minutes, screen, idle_set);
}

static enum handled set_idle(struct screen *screen)
{
    prompt_text(screen->ui, _("Lock the screen after how many minutes without a key?"),
                _("Minutes"), _("The longest is the operator's setting."), 1, false, idle_typed,
                screen);
    return H_DONE;
}

static enum handled lock(struct screen *screen)
{
    app_lock(app_of(screen));
    return H_DONE;
}

static enum handled refresh(struct screen *screen)
{
    ask(screen);
    return H_DONE;
}

static const struct action actions[] = {
    {"password", "F2", N_("Password"), N_("Another password."), NULL, ACTION_MAIN, NULL,
     change_password},
    {"phone", "F3", N_("Phone"), N_("Another phone number to sign in with."), NULL, ACTION_MAIN,
     NULL, change_phone},
    {"idle", "F4", N_("Idle lock"), N_("After how many minutes the screen is locked."), NULL,
     ACTION_MAIN, NULL, set_idle},
    {"refresh", "F5", N_("Anew"), N_("Asks the database again."), NULL, 0, NULL, refresh},
    {"lock_now", "F8", N_("Lock"), N_("Locks the screen until your password is typed."), NULL,
     ACTION_MAIN, NULL, lock},
    {.name = NULL},
};

const struct screen_ops screen_my_account = {
    .name = "my_account",
    .title = N_("My account"),
    .help = N_("Your account: phone, companies, sessions; password and lock are set here."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = my_open,
    .event = my_event,
    .resume = my_resume,
    .close = my_close,
};
