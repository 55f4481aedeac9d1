/* The person check (SPEC 3.1): a new account's only page. The account asks for a token, the terminal
 * answers it with what its reader read. */
#include "config.h"

#include "core/account.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/account_card.h"
#include "tui/screens/facts.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct facts *facts;
    struct db *door;
    struct account_card card;
    char wrong[200]; /* why the last card was not the one */
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static void show(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct me *me = app_me(app_of(screen));
    const char *kind = me ? code_name(app_codes(app_of(screen)), CODE_DOCUMENT_KIND,
                                      me->document_kind)
                          : "";
    char tail[64];

    snprintf(tail, sizeof tail, _("ends in %s"), me && me->document_tail ? me->document_tail : "");
    facts_begin(page->facts);
    facts_heading(page->facts, _("Your account is not checked yet"));
    facts_line(page->facts, _("Name"), me ? me->name : "");
    facts_role(page->facts, ROLE_STRONG);
    facts_beside(page->facts, _("Phone"), me ? me->phone_masked : "");
    facts_line(page->facts, _("Document"), kind);
    facts_beside(page->facts, _("Number"), tail);
    facts_heading(page->facts, _("Lay your own card on the reader"));
    facts_text(page->facts, ROLE_LABEL,
               _("Its number and name must be those given at registration. Then the account can be "
                 "used."));
    facts_text(page->facts, ROLE_LABEL,
               _("Without a reader: go with your card to your company's hr or the operator; they "
                 "check it and their name is kept. Then press F5."));
    if (page->wrong[0])
        facts_text(page->facts, ROLE_ERROR, page->wrong);
    facts_end(page->facts);
}

static void say_wrong(struct screen *screen, const char *text)
{
    struct page *page = page_of(screen);

    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->card, sizeof page->card);
    text_copy(page->wrong, sizeof page->wrong, text);
    show(screen);
}

static void me_known(void *owner, const struct err *err)
{
    struct screen *screen = owner;
    struct app *app = app_of(screen);
    struct err wrong;

    ui_busy_done(screen->ui, &page_of(screen)->busy);
    err_clear(&wrong);
    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    if (app_is_new(app)) {
        ui_say(screen->ui, MESSAGE_PLAIN, _("Nobody has checked it yet."));
        show(screen);
        return;
    }
    page_of(screen)->door = NULL;
    app_close_door(app);
    ui_close(screen->ui, screen);
    if (!ui_open(app_ui(app), "home", NULL, &wrong))
        ui_fail(app_ui(app), &wrong);
    else
        ui_say(app_ui(app), MESSAGE_GOOD,
               _("Your account is checked. Join a company, or have yours certified."));
}

static void shown(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    const char *words = answer ? account_card_words(answer->word) : NULL;

    if (err->code || !answer) {
        say_wrong(screen, err->text);
        ui_fail(screen->ui, err);
    } else if (words) {
        say_wrong(screen, words);
        ui_say(screen->ui, MESSAGE_ERROR, words);
    } else {
        secret_wipe(&page_of(screen)->card, sizeof page_of(screen)->card);
        app_me_again(app_of(screen), screen, me_known);
    }
}

static void token_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    struct err wrong = *err;

    page->door = answer ? app_door(app_of(screen), &wrong) : NULL;
    if (!page->door) {
        say_wrong(screen, wrong.text);
        ui_fail(screen->ui, &wrong);
        return;
    }
    account_card_shown(page->door, answer->word, &page->card, screen, shown);
}

static enum handled check_event(struct screen *screen, const struct event *event)
{
    struct page *page = page_of(screen);

    if (event->kind == EV_APP && event->code == APP_ONLINE)
        show(screen);
    if (page->busy || !account_card_read(event, &page->card))
        return H_PASS;
    page->wrong[0] = '\0';
    page->busy = ui_busy(screen->ui, _("Checking the card"), NULL, NULL);
    account_card_wanted(app_db(app_of(screen)), "person", screen, token_came);
    return H_DONE;
}

static bool check_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    if (!app_is_new(app_of(screen)))
        return err_set(err, ERR_DENIED, NULL, _("This account was checked already."), NULL);
    page->facts = facts_new(screen);
    if (!page->facts)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    show(screen);
    return true;
}

static void check_close(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct db *db = app_db(app_of(screen));

    if (db)
        db_forget(db, screen);
    if (page->door && app_me(app_of(screen)))
        db_forget(page->door, screen);
    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->card, sizeof page->card);
}

static enum handled look_again(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (!page->busy) {
        page->busy = ui_busy(screen->ui, _("Asking"), NULL, NULL);
        app_me_again(app_of(screen), screen, me_known);
    }
    return H_DONE;
}

static void sign_out_answered(void *owner, bool yes)
{
    struct screen *screen = owner;

    if (yes)
        app_sign_out(app_of(screen));
}

static enum handled sign_out(struct screen *screen)
{
    prompt_yes_no(screen->ui, _("Sign out?"), NULL, sign_out_answered, screen);
    return H_DONE;
}

/* Closed by the program alone, when the account was checked or the person signs out. */
static bool check_may_close(struct screen *screen)
{
    sign_out(screen);
    return false;
}

static const struct action actions[] = {
    {"again", "F5", N_("Look again"), N_("Asks whether somebody has checked the account."), NULL,
     ACTION_MAIN, NULL, look_again},
    {"back", "F10 Esc", N_("Sign out"), N_("Ends this visit."), NULL, ACTION_MAIN | ACTION_LAST,
     NULL, sign_out},
    {.name = NULL},
};

const struct screen_ops screen_person_check = {
    .name = "person_check",
    .title = N_("Person check"),
    .help = N_("Before an account can be used, its holder's own card is read, or seen by the "
               "company's hr or the operator."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = check_open,
    .event = check_event,
    .may_close = check_may_close,
    .close = check_close,
};
