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

enum { OTHERS_MAX = 5 };

struct page {
    struct facts *facts;
    struct db_rows *sessions; /* NULL: not there yet */
    int64_t ending;           /* the session asked about */
    char labels[OTHERS_MAX][96];
    struct prompt_answer others[OTHERS_MAX];
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

/* "since … from …", of one of my other sessions. Returns out. */
static char *session_words(const struct account_session *session, char *out, size_t size)
{
    const char *from = session->from_where;
    char moment[32];

    snprintf(out, size, _("since %s from %s"), app_moment(session->since, moment, sizeof moment),
             from && strcmp(from, "local") != 0 ? from : _("this computer"));
    return out;
}

static void add_sessions(struct facts *facts, const struct page *page)
{
    const struct account_session *sessions = page->sessions ? page->sessions->data : NULL;
    char text[256];

    facts_heading(facts, _("Signed in elsewhere"));
    if (page->sessions && page->sessions->count == 0)
        facts_text(facts, ROLE_LABEL, _("Nowhere: this is your only session."));
    for (size_t i = 0; page->sessions && i < page->sessions->count; i++)
        facts_text(facts, ROLE_WARN, session_words(&sessions[i], text, sizeof text));
    if (page->sessions && page->sessions->count > 0)
        facts_text(facts, ROLE_LABEL,
                   _("F7 signs it out. If it is not you, change the password with F2 as well."));
}

/* Each by its own name, so that whoever reads only that one finds it. */
static const char *language_words(const char *language)
{
    if (!language)
        return _("as the terminal");
    return strcmp(language, "en") == 0 ? "English" : "中文";
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
    snprintf(text, sizeof text,
             ngettext("after %lld minute", "after %lld minutes", (unsigned long)me->idle_minutes),
             (long long)me->idle_minutes);
    facts_line(page->facts, _("Idle lock"), text);
    facts_beside(page->facts, _("Language"), language_words(me->language));
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

enum { LANGUAGES = 3 };
static const char *const languages[LANGUAGES] = {"zh", "en", NULL};
static const struct prompt_answer language_answers[LANGUAGES] = {
    {"zh", "1", "中文"},
    {"en", "2", "English"},
    {"terminal", "3", N_("As the terminal")},
};

static void language_known(void *owner, const struct err *err)
{
    struct screen *screen = owner;

    me_known(screen, err);
    if (!err->code)
        ui_say(screen->ui, MESSAGE_GOOD, _("Saved. It is used from your next sign-in on."));
}

static void language_set(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (!err->code)
        app_me_again(app_of(screen), screen, language_known);
    else
        me_known(screen, err);
}

static void language_chosen(void *owner, int answer)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (answer < 0 || page->busy)
        return;
    page->busy = ui_busy(screen->ui, _("Saving"), NULL, NULL);
    account_language_set(app_db(app_of(screen)), languages[answer], screen, language_set);
}

static enum handled choose_language(struct screen *screen)
{
    prompt_choose(screen->ui, _("In which language do you work?"),
                  _("From your next sign-in on, at every terminal that can show it."),
                  language_answers, LANGUAGES, language_chosen, screen);
    return H_DONE;
}

/* ---- my other sessions ---- */

static void session_ended(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    ui_busy_done(screen->ui, &page_of(screen)->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("That session is signed out."));
    ask(screen);
}

static void end_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (!yes || page->busy)
        return;
    page->busy = ui_busy(screen->ui, _("Working"), NULL, NULL);
    account_session_end(app_db(app_of(screen)), page->ending, screen, session_ended);
}

static const struct account_session *other_of(const struct page *page, int i)
{
    return page->sessions && i >= 0 && (size_t)i < page->sessions->count
               ? (const struct account_session *)page->sessions->data + i
               : NULL;
}

static void other_chosen(void *owner, int answer)
{
    struct screen *screen = owner;
    const struct account_session *other = other_of(page_of(screen), answer);

    if (!other)
        return;
    page_of(screen)->ending = other->session;
    end_answered(screen, true);
}

static bool has_others(const struct screen *screen)
{
    return other_of(page_of(screen), 0) != NULL;
}

static enum handled end_other(struct screen *screen)
{
    static const char *const keys[OTHERS_MAX] = {"1", "2", "3", "4", "5"};
    struct page *page = page_of(screen);
    const struct account_session *other;
    char words[80];
    int n = 0;

    while (n < OTHERS_MAX && (other = other_of(page, n))) {
        session_words(other, page->labels[n], sizeof page->labels[n]);
        page->others[n] = (struct prompt_answer){keys[n], keys[n], page->labels[n]};
        n++;
    }
    page->ending = other_of(page, 0)->session;
    if (n == 1)
        prompt_yes_no(screen->ui, _("Sign this session out?"),
                      session_words(other_of(page, 0), words, sizeof words), end_answered, screen);
    else
        prompt_choose(screen->ui, _("Which session is to be signed out?"), NULL, page->others, n,
                      other_chosen, screen);
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
    {"idle", "F4", N_("Idle"), N_("After how many minutes the screen is locked."), NULL,
     ACTION_MAIN, NULL, set_idle},
    {"refresh", "F5", N_("Anew"), N_("Asks the database again."), NULL, 0, NULL, refresh},
    {"language", "F6", N_("Language"), N_("The language you work in: Chinese or English."), NULL,
     ACTION_MAIN, NULL, choose_language},
    {"sign_out_other", "F7", N_("End other"),
     N_("Ends another session of yours; what was typed there is kept as a draft."), NULL,
     ACTION_MAIN | ACTION_WHEN, has_others, end_other},
    {"lock_now", "F8", N_("Lock"), N_("Locks the screen until your password is typed."), NULL, 0,
     NULL, lock},
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
