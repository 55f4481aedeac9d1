/* The first start of a private database: nobody operates it, so whoever owns it makes the account that
 * does (SPEC 1). How to sign in is said once, here. */
#include "config.h"

#include "core/account.h"
#include "core/base/i18n.h"
#include "core/base/phone.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/account_card.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

enum { TOP = 4 };

struct page {
    struct {
        char name[128], phone[24], password[256], again[256];
    } record;
    struct form *form;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct page, record.member)

static const struct field fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .help = N_("Yours: it stands beside what you decide."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_NAME | FIELD_NO_DRAFT,
     .width = 30,
     .max = 60,
     MEMBER(name)},
    {.name = "phone",
     .label = N_("Mobile number"),
     .help = N_("You sign in with it."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 16,
     .max = 16,
     MEMBER(phone)},
    ACCOUNT_FIELD_PASSWORD(N_("Password"), MEMBER(password)),
    ACCOUNT_FIELD_AGAIN(MEMBER(again)),
    {.name = NULL},
};

static bool check(struct page *page, struct err *err)
{
    char name[sizeof page->record.name];
    struct phone phone;

    if (!form_store(page->form, err))
        return false;
    if (!phone_parse(page->record.phone, &phone))
        return phone_err(&phone, "phone", err);
    text_copy(page->record.phone, sizeof page->record.phone, phone.number);
    if (text_name_store(name, sizeof name, page->record.name))
        text_copy(page->record.name, sizeof page->record.name, name);
    if (!account_password_check(page->record.password, phone.number, "password", err))
        return false;
    return strcmp(page->record.password, page->record.again) == 0 ||
           err_set(err, ERR_INPUT, "again", _("The two are not the same."),
                   _("Type the password again."));
}

static enum handled make(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};
    char text[200];

    if (!check(page, &err) || !app_make_operator(app_of(screen), page->record.phone,
                                                 page->record.name, page->record.password, &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    snprintf(text, sizeof text, _("You are the operator. Sign in with %s and your password."),
             page->record.phone);
    ui_say(screen->ui, MESSAGE_GOOD, text);
    form_saved(page->form);
    return H_CLOSE;
}

static enum handled enter(void *owner, struct form *form)
{
    struct screen *screen = owner;

    (void)form;
    return make(screen);
}

static bool first_open(struct screen *screen, const void *arg, struct err *err)
{
    static const struct form_hooks hooks = {.enter = enter};
    struct page *page = page_of(screen);

    (void)arg;
    page->form = form_new(screen, fields, page, 0, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    return true;
}

static void first_layout(struct screen *screen, struct rect content)
{
    struct widget *form = form_widget(page_of(screen)->form);
    struct rect area = {content.y + TOP, content.x, content.h - TOP, content.w};

    form->area = area;
    form->ops->layout(form, area);
}

static void first_paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    struct rect text = {content.y + 1, content.x, 2, content.w};

    canvas_text(canvas, content.y, content.x, content.w, ROLE_TITLE,
                _("A new database: who operates it?"));
    canvas_wrap(canvas, text, ROLE_LABEL,
                _("The operator lets companies, regulators and terminals in. The password is kept "
                  "nowhere: remember it."));
    screen_paint_widgets(screen, canvas);
}

static void first_close(struct screen *screen)
{
    secret_wipe(&page_of(screen)->record, sizeof page_of(screen)->record);
}

static enum handled leave(struct screen *screen)
{
    ui_leave(screen->ui, 0);
    return H_DONE;
}

static const struct action actions[] = {
    {"make", "F2", N_("Make the account"), N_("Makes the operator's account."), NULL, ACTION_MAIN,
     NULL, make},
    {"back", "F10 Esc ^Q", N_("Leave"), N_("Leaves the program; the next start asks again."), NULL,
     ACTION_MAIN | ACTION_LAST, NULL, leave},
    {.name = NULL},
};

const struct screen_ops screen_first_start = {
    .name = "first_start",
    .title = N_("First start"),
    .help = N_("This database is yours and empty. The first account is its operator's."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = first_open,
    .layout = first_layout,
    .paint = first_paint,
    .close = first_close,
};
