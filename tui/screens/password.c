/* Another password for who is in (SPEC 3.3): the old one is proven by a connection made with it. */
#include "config.h"

#include "core/account.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/account_card.h"
#include "tui/screens/screens.h"

#include <string.h>

struct page {
    struct {
        char old[256], password[256], again[256];
    } record;
    struct form *form;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct page, record.member)

static const struct field fields[] = {
    {.name = "old",
     .label = N_("Present password"),
     .kind = FIELD_SECRET,
     .flags = FIELD_REQUIRED,
     .width = 30,
     .max = 100,
     MEMBER(old)},
    ACCOUNT_FIELD_PASSWORD(N_("New password"), MEMBER(password)),
    ACCOUNT_FIELD_AGAIN(MEMBER(again)),
    {.name = NULL},
};

static void complain(struct screen *screen, const struct err *err)
{
    struct page *page = page_of(screen);

    ui_busy_done(screen->ui, &page->busy);
    form_error(page->form, err);
    ui_fail(screen->ui, err);
}

/* The new one is what the connection is made again with. */
static void adopted(void *owner, const struct err *err)
{
    struct screen *screen = owner;

    ui_busy_done(screen->ui, &page_of(screen)->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("Your password is changed."));
    form_saved(page_of(screen)->form);
    ui_close(screen->ui, screen);
}

static void changed(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code)
        complain(screen, err);
    else
        app_adopt_password(app_of(screen), page_of(screen)->record.password, screen, adopted);
}

static void proven(void *owner, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct err wrong = *err;
    char *verifier;

    if (err->code) {
        if (err->code == ERR_DENIED)
            err_set(&wrong, ERR_DENIED, "old", _("The present password is wrong."),
                    _("After 10 wrong tries the account is locked for 15 minutes."));
        complain(screen, &wrong);
        return;
    }
    verifier = account_verifier(app_db(app_of(screen)), page->record.password, page->record.again,
                                NULL, &wrong);
    if (!verifier) {
        complain(screen, &wrong);
        return;
    }
    account_password_change(app_db(app_of(screen)), verifier, screen, changed);
    db_verifier_free(&verifier);
}

/* What can be told without a connection is told before one is made. */
static bool good(struct page *page, struct err *err)
{
    if (!account_password_check(page->record.password, NULL, "password", err))
        return false;
    if (strcmp(page->record.password, page->record.again) != 0)
        return err_set(err, ERR_INPUT, "again", _("The two are not the same."),
                       _("Type the password again."));
    if (strcmp(page->record.password, page->record.old) == 0)
        return err_set(err, ERR_INPUT, "password", _("This is the present password."), NULL);
    return true;
}

static enum handled change(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};

    if (page->busy)
        return H_DONE;
    if (!form_store(page->form, &err) || !good(page, &err)) {
        complain(screen, &err);
        return H_DONE;
    }
    page->busy = ui_busy(screen->ui, _("Changing the password"), NULL, NULL);
    app_prove(app_of(screen), page->record.old, screen, proven);
    return H_DONE;
}

static enum handled enter(void *owner, struct form *form)
{
    (void)form;
    return change(owner);
}

static bool password_open(struct screen *screen, const void *arg, struct err *err)
{
    static const struct form_hooks hooks = {.enter = enter};
    struct page *page = page_of(screen);

    (void)arg;
    page->form = form_new(screen, fields, page, 0, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    return true;
}

static void password_close(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct db *db = app_db(app_of(screen));

    app_forget_proof(app_of(screen));
    if (db)
        db_forget(db, screen);
    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->record, sizeof page->record);
}

static const struct action actions[] = {
    {"save", "F2", N_("Change"), N_("Changes the password."), NULL, ACTION_MAIN, NULL, change},
    {.name = NULL},
};

const struct screen_ops screen_password = {
    .name = "password",
    .title = N_("Change password"),
    .help = N_("The present password, and the new one twice."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = password_open,
    .close = password_close,
};
