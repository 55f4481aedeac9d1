/* A forgotten password (SPEC 3.3): a code by SMS, and the own card on the reader or a release by hr. */
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
        char phone[24], code[16], card[96], password[256], again[256];
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
    {.name = "phone",
     .label = N_("Mobile number"),
     .help = N_("The one you sign in with. F4 sends a code there."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 16,
     .max = 16,
     MEMBER(phone)},
    {.name = "code",
     .label = N_("Code"),
     .help = N_("The 6 digits of the SMS. Where no SMS is sent, the operator tells it by telephone."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 8,
     .max = 6,
     MEMBER(code)},
    {.name = "card",
     .label = N_("Your card"),
     .kind = FIELD_TEXT,
     .flags = FIELD_READ_ONLY | FIELD_NO_DRAFT,
     .width = 46,
     MEMBER(card)},
    {.name = "password",
     .label = N_("New password"),
     .help = N_("At least 10 characters, none of those tried first. It never leaves this terminal."),
     .kind = FIELD_SECRET,
     .flags = FIELD_REQUIRED,
     .width = 30,
     .max = 100,
     MEMBER(password)},
    {.name = "again",
     .label = N_("Once more"),
     .help = N_("The same password again."),
     .kind = FIELD_SECRET,
     .flags = FIELD_REQUIRED,
     .width = 30,
     .max = 100,
     MEMBER(again)},
    {.name = NULL},
};

static void complain(struct screen *screen, const struct err *err)
{
    form_error(page_of(screen)->form, err);
    ui_fail(screen->ui, err);
}

static void show_card(struct page *page)
{
    text_copy(page->record.card, sizeof page->record.card,
              page->card.document_number[0] ? page->card.name
                                            : _("Lay it on the reader; not needed if hr let you."));
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
    struct err err = {.code = ERR_NONE};
    char phone[24];

    if (page->busy || !account_phone_typed(screen, page->form, phone, sizeof phone))
        return H_DONE;
    page->door = app_door(app_of(screen), &err);
    if (!page->door) {
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    page->busy = ui_busy(screen->ui, _("Sending a code"), NULL, NULL);
    account_code_send(page->door, ACCOUNT_CODE_PASSWORD, phone, screen, code_sent);
    return H_DONE;
}

static void done(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    const char *word = answer && answer->word ? answer->word : "";
    struct err wrong = *err;

    ui_busy_done(screen->ui, &page->busy);
    if (!strcmp(word, "done")) {
        ui_say(screen->ui, MESSAGE_GOOD, _("The new password is set. Sign in with it."));
        form_saved(page->form);
        ui_close(screen->ui, screen);
        return;
    }
    if (!err->code && !strcmp(word, "card"))
        err_set(&wrong, ERR_DENIED, "code",
                page->card.document_number[0]
                    ? _("This is not the card of the account's holder.")
                    : _("Your own card is missing."),
                _("Lay it on the reader or ask your company's hr, then ask for a new code with "
                  "F4."));
    else if (!err->code)
        err_set(&wrong, ERR_INPUT, "code", _("The code is wrong or no longer valid."),
                _("F4 sends a new one; look into the SMS."));
    complain(screen, &wrong);
}

static enum handled set_password(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};
    char phone[24], *verifier;

    if (page->busy || !account_phone_typed(screen, page->form, phone, sizeof phone))
        return H_DONE;
    page->door = app_door(app_of(screen), &err);
    if (!page->door || !form_store(page->form, &err) ||
        !(verifier = account_verifier(page->door, page->record.password, page->record.again, phone,
                                      &err))) {
        complain(screen, &err);
        return H_DONE;
    }
    page->busy = ui_busy(screen->ui, _("Setting the password"), NULL, NULL);
    account_password_reset(page->door, phone, page->record.code, verifier,
                           page->card.document_number[0] ? &page->card : NULL, screen, done);
    db_verifier_free(&verifier);
    return H_DONE;
}

static bool forgotten_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    text_copy(page->record.phone, sizeof page->record.phone, arg ? arg : "");
    page->form = form_new(screen, fields, page, 0, NULL, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    show_card(page);
    return true;
}

static enum handled forgotten_event(struct screen *screen, const struct event *event)
{
    struct page *page = page_of(screen);

    if (!account_card_read(event, &page->card))
        return H_PASS;
    show_card(page);
    screen_dirty(screen, DIRTY_PAINT);
    return H_DONE;
}

static void forgotten_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (page->door)
        db_forget(page->door, screen);
    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->record, sizeof page->record);
    secret_wipe(&page->card, sizeof page->card);
}

static bool is_idle(const struct screen *screen)
{
    return page_of(screen)->busy == 0;
}

static const struct action actions[] = {
    {"set", "F2", N_("Set password"), N_("Sets the new password."), NULL, ACTION_MAIN, is_idle,
     set_password},
    {"code", "F4", N_("Send code"), N_("Sends an SMS to the number typed."), NULL, ACTION_MAIN,
     is_idle, send_code},
    {.name = NULL},
};

const struct screen_ops screen_forgotten = {
    .name = "forgotten",
    .title = N_("Forgotten password"),
    .help = N_("A code by SMS and your own card on the reader; without a reader your company's hr or "
               "the operator, who have seen the card, let you set it with the code alone."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = forgotten_open,
    .event = forgotten_event,
    .close = forgotten_close,
};
