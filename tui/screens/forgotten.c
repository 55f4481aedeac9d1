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
    struct account_door door;
    struct account_card card;
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
    ACCOUNT_FIELD_CODE(MEMBER(code)),
    {.name = "card",
     .label = N_("Your card"),
     .kind = FIELD_TEXT,
     .flags = FIELD_READ_ONLY | FIELD_NO_DRAFT,
     .width = 46,
     MEMBER(card)},
    ACCOUNT_FIELD_PASSWORD(N_("New password"), MEMBER(password)),
    ACCOUNT_FIELD_AGAIN(MEMBER(again)),
    {.name = NULL},
};

static void show_card(struct page *page)
{
    text_copy(page->record.card, sizeof page->record.card,
              page->card.document_number[0] ? page->card.name
                                            : _("Lay it on the reader; not needed if hr let you."));
    form_load_field(page->door.form, "card");
}

static enum handled send_code(struct screen *screen)
{
    account_door_send(&page_of(screen)->door, ACCOUNT_CODE_PASSWORD);
    return H_DONE;
}

static void done(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    const char *word = answer && answer->word ? answer->word : "";
    struct err wrong = *err;

    ui_busy_done(screen->ui, &page->door.busy);
    if (!strcmp(word, "done")) {
        ui_say(screen->ui, MESSAGE_GOOD, _("The new password is set. Sign in with it."));
        form_saved(page->door.form);
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
        account_code_wrong(&wrong);
    account_door_complain(&page->door, &wrong);
}

static enum handled set_password(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};
    char phone[24], *verifier;

    if (page->door.busy || !account_phone_typed(screen, page->door.form, phone, sizeof phone))
        return H_DONE;
    if (!account_door_open(&page->door))
        return H_DONE;
    if (!form_store(page->door.form, &err) ||
        !(verifier = account_verifier(page->door.db, page->record.password, page->record.again, phone,
                                      &err))) {
        account_door_complain(&page->door, &err);
        return H_DONE;
    }
    page->door.busy = ui_busy(screen->ui, _("Setting the password"), NULL, NULL);
    account_password_reset(page->door.db, phone, page->record.code, verifier,
                           page->card.document_number[0] ? &page->card : NULL, screen, done);
    db_verifier_free(&verifier);
    return H_DONE;
}

static bool forgotten_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    text_copy(page->record.phone, sizeof page->record.phone, arg ? arg : "");
    page->door.screen = screen;
    page->door.form = form_new(screen, fields, page, 0, NULL, screen);
    if (!page->door.form || !screen_add(screen, form_widget(page->door.form)))
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

    account_door_close(&page->door);
    secret_wipe(&page->record, sizeof page->record);
    secret_wipe(&page->card, sizeof page->card);
}

static bool is_idle(const struct screen *screen)
{
    return page_of(screen)->door.busy == 0;
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
