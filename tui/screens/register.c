/* Registration (SPEC 3.1), before anybody is signed in: over the terminal's own connection. */
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
        struct account_registration form;
        char password[256], again[256];
    } record;
    struct account_door door;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct page, record.member)

static const struct field fields[] = {
    {.name = "phone",
     .label = N_("Mobile number"),
     .help = N_("Your own; you sign in with it. F4 sends a code there."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 16,
     .max = 16,
     MEMBER(form.phone)},
    ACCOUNT_FIELD_CODE(MEMBER(form.code)),
    {.name = "name",
     .label = N_("Name"),
     .help = N_("As it is on your card: the two are compared."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_NAME | FIELD_NO_DRAFT,
     .width = 30,
     .max = 60,
     MEMBER(form.name)},
    {.name = "document_kind",
     .label = N_("Document"),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 30,
     MEMBER(form.document_kind)},
    {.name = "document_number",
     .label = N_("Number"),
     .help = N_("The number of your own document. Afterwards the card itself is read."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_LETTERS | FIELD_NO_DRAFT,
     .width = 20,
     .max = 18,
     MEMBER(form.document_number)},
    ACCOUNT_FIELD_PASSWORD(N_("Password"), MEMBER(password)),
    ACCOUNT_FIELD_AGAIN(MEMBER(again)),
    {.name = NULL},
};

/* Code lists are read by people who are in; a terminal has these three by heart. */
static bool offer_kinds(struct form *form)
{
    const struct choice items[] = {
        {.code = "resident_id", .text = _("Resident ID card")},
        {.code = "hmt_permit", .text = _("HK/Macao/Taiwan residence permit")},
        {.code = "foreigner_id", .text = _("Foreigner's permanent residence card")},
    };

    return form_choices(form, "document_kind", items, sizeof items / sizeof *items);
}

static enum handled send_code(struct screen *screen)
{
    account_door_send(&page_of(screen)->door, ACCOUNT_CODE_REGISTER);
    return H_DONE;
}

static void forget_secrets(struct page *page)
{
    secret_wipe(page->record.password, sizeof page->record.password);
    secret_wipe(page->record.again, sizeof page->record.again);
    secret_wipe(page->record.form.verifier, sizeof page->record.form.verifier);
}

static void registered(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    struct err wrong = *err;

    ui_busy_done(screen->ui, &page->door.busy);
    if (answer && answer->word && !strcmp(answer->word, "registered")) {
        ui_say(screen->ui, MESSAGE_GOOD,
               _("Registered. Sign in with your number and password; then your card is read."));
        form_saved(page->door.form);
        ui_close(screen->ui, screen);
        return;
    }
    if (!err->code)
        account_code_wrong(&wrong);
    account_door_complain(&page->door, &wrong);
}

static enum handled register_now(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    struct err err = {.code = ERR_NONE};
    char *verifier;

    if (page->door.busy)
        return H_DONE;
    if (!account_door_open(&page->door))
        return H_DONE;
    if (!form_store(page->door.form, &err) ||
        !account_registration_parse(&page->record.form, app_today(app), &err) ||
        !(verifier = account_verifier(page->door.db, page->record.password, page->record.again,
                                      page->record.form.phone, &err))) {
        account_door_complain(&page->door, &err);
        return H_DONE;
    }
    text_copy(page->record.form.verifier, sizeof page->record.form.verifier, verifier);
    db_verifier_free(&verifier);
    page->door.busy = ui_busy(screen->ui, _("Registering"), NULL, NULL);
    account_register(page->door.db, &page->record.form, screen, registered);
    secret_wipe(page->record.form.verifier, sizeof page->record.form.verifier);
    return H_DONE;
}

static bool register_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    text_copy(page->record.form.phone, sizeof page->record.form.phone, arg ? arg : "");
    text_copy(page->record.form.document_kind, sizeof page->record.form.document_kind,
              "resident_id");
    page->door.screen = screen;
    page->door.form = form_new(screen, fields, page, 0, NULL, screen);
    if (!page->door.form || !screen_add(screen, form_widget(page->door.form)) || !offer_kinds(page->door.form))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    form_load(page->door.form);
    return true;
}

static void register_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    account_door_close(&page->door);
    forget_secrets(page);
}

static bool is_idle(const struct screen *screen)
{
    return page_of(screen)->door.busy == 0;
}

static const struct action actions[] = {
    {"register", "F2", N_("Register"), N_("Makes the account."), NULL, ACTION_MAIN, is_idle,
     register_now},
    {"code", "F4", N_("Send code"), N_("Sends an SMS to the number typed."), NULL, ACTION_MAIN,
     is_idle, send_code},
    {.name = NULL},
};

const struct screen_ops screen_register = {
    .name = "register",
    .title = N_("Register"),
    .help = N_("A new account: number, code, name and document as on the card, a password. After the "
               "first sign-in your own card is read, or your company's hr checks it."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = register_open,
    .close = register_close,
};
