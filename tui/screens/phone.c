/* Another phone number (SPEC 3.3): a code sent to it, and the own card on the reader or hr's word. */
#include "config.h"

#include "core/account.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/account_card.h"
#include "tui/screens/screens.h"

#include <string.h>

struct page {
    struct {
        char phone[24], code[16], card[128];
    } record;
    struct form *form;
    struct db *door;
    struct account_card card;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct page, record.member)

static const struct field fields[] = {
    {.name = "card",
     .label = N_("Your card"),
     .kind = FIELD_TEXT,
     .flags = FIELD_READ_ONLY | FIELD_NO_DRAFT,
     .width = 52,
     MEMBER(card)},
    {.name = "phone",
     .label = N_("New number"),
     .help = N_("The number you will sign in with. F4 sends a code there."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 16,
     .max = 16,
     MEMBER(phone)},
    ACCOUNT_FIELD_CODE(MEMBER(code)),
    {.name = NULL},
};

static void show_card(struct page *page, const char *text)
{
    text_copy(page->record.card, sizeof page->record.card, text);
    form_load_field(page->form, "card");
}

static void code_sent(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    ui_busy_done(screen->ui, &page_of(screen)->busy);
    account_code_said(screen, page_of(screen)->form, *rows, err);
}

static enum handled send_code(struct screen *screen)
{
    struct page *page = page_of(screen);
    char phone[24];

    if (page->busy || !account_phone_typed(screen, page->form, phone, sizeof phone))
        return H_DONE;
    page->busy = ui_busy(screen->ui, _("Sending a code"), NULL, NULL);
    account_code_send(app_db(app_of(screen)), ACCOUNT_CODE_PHONE, phone, screen, code_sent);
    return H_DONE;
}

/* ---- the card ---- */

static void shown(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    const char *words = answer ? account_card_words(answer->word) : err->text;

    ui_busy_done(screen->ui, &page->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    if (answer && answer->word && !strcmp(answer->word, "other_number"))
        words = _("This is not the card of the account's holder.");
    show_card(page, words ? words : page->card.name);
    if (words)
        ui_say(screen->ui, MESSAGE_ERROR, words);
    secret_wipe(&page->card, sizeof page->card);
}

static void token_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    struct err wrong = *err;

    page->door = answer ? app_door(app_of(screen), &wrong) : NULL;
    if (!page->door) {
        ui_busy_done(screen->ui, &page->busy);
        ui_fail(screen->ui, &wrong);
        return;
    }
    account_card_shown(page->door, answer->word, &page->card, screen, shown);
}

static enum handled phone_event(struct screen *screen, const struct event *event)
{
    struct page *page = page_of(screen);

    if (page->busy || !account_card_read(event, &page->card))
        return H_PASS;
    page->busy = ui_busy(screen->ui, _("Checking the card"), NULL, NULL);
    account_card_wanted(app_db(app_of(screen)), "phone", screen, token_came);
    return H_DONE;
}

/* ---- saving ---- */

static void me_known(void *owner, const struct err *err)
{
    struct screen *screen = owner;

    ui_busy_done(screen->ui, &page_of(screen)->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("From now on you sign in with the new number."));
    form_saved(page_of(screen)->form);
    ui_close(screen->ui, screen);
}

static void done(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    const char *word = answer && answer->word ? answer->word : "";
    struct err wrong = *err;

    if (!strcmp(word, "done")) {
        app_me_again(app_of(screen), screen, me_known);
        return;
    }
    ui_busy_done(screen->ui, &page->busy);
    if (!err->code && !strcmp(word, "card"))
        err_set(&wrong, ERR_DENIED, NULL, _("First lay your own card on the reader."),
                _("Without a reader your company's hr, who has seen the card, lets you change it."));
    else if (!err->code)
        account_code_wrong(&wrong);
    form_error(page->form, &wrong);
    ui_fail(screen->ui, &wrong);
}

static enum handled save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};
    char phone[24];

    if (page->busy || !account_phone_typed(screen, page->form, phone, sizeof phone) ||
        !form_store(page->form, &err))
        return H_DONE;
    page->busy = ui_busy(screen->ui, _("Changing the number"), NULL, NULL);
    account_phone_change(app_db(app_of(screen)), phone, page->record.code, screen, done);
    return H_DONE;
}

static bool phone_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    page->form = form_new(screen, fields, page, 0, NULL, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    show_card(page, _("Lay it on the reader; not needed if hr let you."));
    return true;
}

static void phone_close(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct db *db = app_db(app_of(screen));

    if (db)
        db_forget(db, screen);
    if (page->door) {
        db_forget(page->door, screen);
        app_close_door(app_of(screen));
    }
    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->card, sizeof page->card);
}

static const struct action actions[] = {
    {"save", "F2", N_("Change"), N_("Changes the number you sign in with."), NULL, ACTION_MAIN,
     NULL, save},
    {"code", "F4", N_("Send code"), N_("Sends an SMS to the number typed."), NULL, ACTION_MAIN,
     NULL, send_code},
    {.name = NULL},
};

const struct screen_ops screen_phone = {
    .name = "phone",
    .title = N_("Change phone number"),
    .help = N_("Your own card on the reader, or hr's word; and a code sent to the new number."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = phone_open,
    .event = phone_event,
    .close = phone_close,
};
