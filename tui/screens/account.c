/* One account, as the operator sees it: checked by hand, locked, let in again, closed (SPEC 3). */
#include "config.h"

#include "core/account_admin.h"
#include "core/base/i18n.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/facts.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    int64_t account_id;
    struct facts *facts;
    struct db_rows *rows; /* NULL: not there yet */
    enum account_act act; /* asked about */
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct account_facts *account_of(const struct screen *screen)
{
    const struct page *page = page_of(screen);

    return page->rows && page->rows->count ? page->rows->data : NULL;
}

/* ---- the page ---- */

static const char *checked_words(const struct account_facts *account)
{
    static const struct {
        const char *how, *text;
    } words[] = {
        {"card", N_("with the card on a reader")},
        {"hr", N_("by hr, who saw the card")},
        {"operator", N_("by the operator, who saw the card")},
        {"install", N_("made at installation")},
    };

    for (size_t i = 0; account->checked_how && i < sizeof words / sizeof *words; i++) {
        if (!strcmp(words[i].how, account->checked_how))
            return gettext(words[i].text);
    }
    return "";
}

static const char *state_words(const struct account_facts *account)
{
    if (!strcmp(account->state, "closed"))
        return _("closed");
    if (account->locked)
        return !strcmp(account->locked, "operator") ? _("locked by the operator")
                                                    : _("locked after failed sign-ins");
    return !strcmp(account->state, "new") ? _("not checked") : _("in use");
}

static void add_state(struct facts *facts, const struct account_facts *account)
{
    char moment[32], text[200];

    facts_line(facts, _("State"), state_words(account));
    facts_role(facts, account->locked ? ROLE_ERROR : ROLE_VALUE);
    if (account->locked && account->locked_until)
        facts_beside(facts, _("Until"), app_moment(account->locked_until, moment, sizeof moment));
    else if (account->locked)
        facts_beside(facts, _("By"), account->locked_by);
    else if (account->closed_at)
        facts_beside(facts, _("Closed"), app_moment(account->closed_at, moment, sizeof moment));
    facts_line(facts, _("Registered"), app_moment(account->made_at, moment, sizeof moment));
    facts_beside(facts, _("Last sign-in"),
                 app_moment(account->last_login_at, moment, sizeof moment));
    if (account->password_release) {
        snprintf(text, sizeof text, _("until %s with an SMS code alone"),
                 app_moment(account->password_release, moment, sizeof moment));
        facts_line(facts, _("May set a password"), text);
    }
    if (account->phone_release) {
        snprintf(text, sizeof text, _("until %s without a card"),
                 app_moment(account->phone_release, moment, sizeof moment));
        facts_line(facts, _("May change the phone"), text);
    }
}

static void show(struct screen *screen)
{
    struct facts *facts = page_of(screen)->facts;
    const struct account_facts *account = account_of(screen);
    char text[200], moment[32];

    if (!account)
        return;
    screen_set_part(screen, account->name);
    facts_begin(facts);
    facts_heading(facts, _("Account"));
    facts_line(facts, _("Name"), account->name);
    facts_role(facts, ROLE_STRONG);
    facts_beside(facts, _("Phone"), account->phone_masked);
    add_state(facts, account);
    facts_heading(facts, _("Person"));
    if (account->document_tail) {
        snprintf(text, sizeof text, _("ends in %s"), account->document_tail);
        facts_line(facts, _("Number typed"), text);
    }
    snprintf(text, sizeof text, "%s %s",
             account->checked_how ? app_moment(account->checked_at, moment, sizeof moment) : "",
             checked_words(account));
    facts_line(facts, _("Checked"), account->checked_how ? text : "");
    if (account->checked_by && strcmp(account->checked_by, "install") != 0)
        facts_beside(facts, _("By"), account->checked_by);
    facts_heading(facts, _("Part"));
    if (account->is_operator)
        facts_text(facts, ROLE_VALUE, _("Operator"));
    if (account->regulator_office)
        facts_line(facts, _("Regulator"), account->regulator_office);
    for (size_t i = 0; account->companies && account->companies[i]; i++)
        facts_text(facts, ROLE_VALUE, account->companies[i]);
    facts_end(facts);
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct err missing = *err;

    if (!err->code && !(*rows)->count)
        err_set(&missing, ERR_INPUT, NULL, _("This account is not there."),
                _("Go back to the list and look again."));
    if (missing.code) {
        ui_fail(screen->ui, &missing);
        return;
    }
    db_rows_free(&page->rows);
    page->rows = *rows;
    *rows = NULL;
    show(screen);
}

static void ask(struct screen *screen)
{
    account_get(app_db(app_of(screen)), page_of(screen)->account_id, screen, came);
}

static bool account_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    page->account_id = arg ? strtoll(arg, NULL, 10) : 0;
    page->facts = facts_new(screen);
    if (!page->facts)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    ask(screen);
    return true;
}

static void account_screen_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    db_rows_free(&page->rows);
}

static enum handled account_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE)
        ask(screen);
    return H_PASS;
}

/* ---- what is done with it ---- */

static void done(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    ui_busy_done(screen->ui, &page_of(screen)->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("Done."));
    ask(screen);
}

static void act_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (!yes || page->busy)
        return;
    page->busy = ui_busy(screen->ui, _("Working"), NULL, NULL);
    account_do(app_db(app_of(screen)), page->act, page->account_id, screen, done);
}

static enum handled ask_act(struct screen *screen, enum account_act act, const char *question,
                            const char *detail)
{
    page_of(screen)->act = act;
    prompt_yes_no(screen->ui, question, detail, act_answered, screen);
    return H_DONE;
}

static enum handled lock_or_unlock(struct screen *screen)
{
    if (account_of(screen)->locked)
        return ask_act(screen, ACCOUNT_UNLOCK, _("Let this account in again?"), NULL);
    return ask_act(screen, ACCOUNT_LOCK, _("Lock this account?"),
                   _("Nobody can sign in with it until it is let in again."));
}

static enum handled close_account(struct screen *screen)
{
    return ask_act(screen, ACCOUNT_CLOSE, _("Close this account for good?"),
                   _("Its roles end, and its phone number is free for a new account."));
}

static enum handled withdraw(struct screen *screen)
{
    return ask_act(screen, ACCOUNT_WITHDRAW, _("Withdraw this regulator?"),
                   _("The account stays; it sees no project as a regulator any more."));
}

static const struct prompt_answer releases[] = {
    {"password", "1", N_("Set a password")},
    {"phone", "2", N_("Change the phone")},
};

static void release_chosen(void *owner, int answer)
{
    page_of(owner)->act = answer == 0 ? ACCOUNT_RELEASE_PASSWORD : ACCOUNT_RELEASE_PHONE;
    act_answered(owner, answer >= 0);
}

static enum handled release(struct screen *screen)
{
    prompt_choose(screen->ui, _("You have seen the person's card. What may they do without it?"),
                  _("For 24 hours. Your name is kept."), releases, 2, release_chosen, screen);
    return H_DONE;
}

static void number_typed(void *owner, const char *text)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (!text || page->busy)
        return;
    page->busy = ui_busy(screen->ui, _("Checking"), NULL, NULL);
    account_check(app_db(app_of(screen)), page->account_id, text, screen, done);
}

static enum handled check(struct screen *screen)
{
    prompt_text(screen->ui, _("You have the person and the card before you."), _("Number"),
                _("Type the number that is on the card. Your name is kept as the one who checked."),
                8, false, number_typed, screen);
    return H_DONE;
}

static bool is_live(const struct screen *screen)
{
    const struct account_facts *account = account_of(screen);

    return account && strcmp(account->state, "closed") != 0;
}

static bool is_unchecked(const struct screen *screen)
{
    return is_live(screen) && !strcmp(account_of(screen)->state, "new");
}

static bool is_checked(const struct screen *screen)
{
    return is_live(screen) && !is_unchecked(screen);
}

static bool is_regulator(const struct screen *screen)
{
    return is_live(screen) && account_of(screen)->regulator_office;
}

static const struct action actions[] = {
    {"check", "F2", N_("Check by hand"), N_("You have seen the card: the account may be used."),
     "account_manage", ACTION_MAIN | ACTION_WHEN, is_unchecked, check},
    {"lock_account", "F3", N_("Lock / let in"), N_("Locks the account, or lets it in again."),
     "account_manage", ACTION_MAIN, is_live, lock_or_unlock},
    {"release", "F4", N_("Vouch"),
     N_("You have seen the card: the person may set a password or change the phone without it."),
     "account_manage", ACTION_MAIN, is_checked, release},
    {"withdraw", "F6", N_("Revoke"), N_("This person is no regulator any more."),
     "regulator_manage", ACTION_WHEN, is_regulator, withdraw},
    {"close", "F8", N_("Close account"), N_("Closes the account for good."), "account_manage", 0, is_live,
     close_account},
    {.name = NULL},
};

const struct screen_ops screen_account = {
    .name = "account",
    .title = N_("Account"),
    .help = N_("One account: its state, who checked the person, its roles."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = account_open,
    .event = account_event,
    .close = account_screen_close,
};
