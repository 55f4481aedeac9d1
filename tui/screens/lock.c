/* The lock page (SPEC 3.3): over every other screen until the password was typed. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/prompt.h"
#include "tui/screens/screens.h"

#include <string.h>

struct page {
    struct {
        char password[256];
    } record;
    struct form *form;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct field fields[] = {
    {.name = "password",
     .label = N_("Password"),
     .help = N_("Yours. What stands on the screens beneath is kept."),
     .kind = FIELD_SECRET,
     .flags = FIELD_REQUIRED,
     .width = 30,
     .max = 100,
     FIELD_AT(struct page, record.password)},
    {.name = NULL},
};

static void forget(struct page *page)
{
    secret_wipe(page->record.password, sizeof page->record.password);
    form_load(page->form);
}

static void proven(void *owner, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    app_unlocked(app);
    ui_say(screen->ui, MESSAGE_PLAIN, _("Unlocked."));
    ui_close(screen->ui, screen);
}

static enum handled unlock(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};

    if (page->busy || !form_store(page->form, &err))
        return H_DONE;
    page->busy = ui_busy(screen->ui, _("Unlocking"), NULL, NULL);
    app_prove(app_of(screen), page->record.password, screen, proven);
    forget(page);
    return H_DONE;
}

static enum handled enter(void *owner, struct form *form)
{
    (void)form;
    return unlock(owner);
}

static bool lock_open(struct screen *screen, const void *arg, struct err *err)
{
    static const struct form_hooks hooks = {.enter = enter};
    struct page *page = page_of(screen);

    (void)arg;
    page->form = form_new(screen, fields, page, 0, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    return true;
}

static void lock_layout(struct screen *screen, struct rect content)
{
    struct widget *form = form_widget(page_of(screen)->form);

    form->area = (struct rect){content.y + content.h / 4 + 3, content.x, 1, content.w};
    form->ops->layout(form, form->area);
}

static void lock_paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    int y = content.y + content.h / 4;

    canvas_text(canvas, y, content.x, content.w, ROLE_TITLE, _("The screen is locked"));
    canvas_text(canvas, y + 1, content.x, content.w, ROLE_LABEL,
                _("Your work is kept as it was. Type your password to go on."));
    screen_paint_widgets(screen, canvas);
}

static void lock_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    app_forget_proof(app_of(screen));
    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->record, sizeof page->record);
}

static void sign_out_answered(void *owner, bool yes)
{
    struct screen *screen = owner;

    if (yes)
        app_sign_out(app_of(screen));
}

static enum handled sign_out(struct screen *screen)
{
    prompt_yes_no(screen->ui, _("Sign out?"), _("What was typed and not saved stays as a draft."),
                  sign_out_answered, screen);
    return H_DONE;
}

static bool lock_may_close(struct screen *screen)
{
    sign_out(screen);
    return false;
}

static const struct action actions[] = {
    {"unlock", "F2", N_("Unlock"), N_("Goes on where you were."), NULL, ACTION_MAIN, NULL, unlock},
    {"back", "F10 Esc", N_("Sign out"), N_("Ends this visit; drafts are kept."), NULL,
     ACTION_MAIN | ACTION_LAST, NULL, sign_out},
    {.name = NULL},
};

const struct screen_ops screen_lock = {
    .name = "lock",
    .title = N_("Locked"),
    .help = N_("After some minutes without a key the screen is locked and the password forgotten."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = lock_open,
    .layout = lock_layout,
    .paint = lock_paint,
    .may_close = lock_may_close,
    .close = lock_close,
};
