/* Sign in: phone number and password; in the demonstration also who one may be. */
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/demo.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/picker.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

enum { ACCOUNTS_MAX = 16, FORM_ROWS = 2, PASSWORD_SIZE = 128 };

struct record {
    char phone[24];
    char password[PASSWORD_SIZE];
};

struct state {
    struct record record;
    struct form *form;
    struct demo_account accounts[ACCOUNTS_MAX];
    size_t account_count;
    bool busy;
    unsigned waiting;
};

static const struct field fields[] = {
    {.name = "phone",
     .label = N_("Phone number"),
     .help = N_("The mobile number your account was registered with."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 16,
     .max = 16,
     FIELD_AT(struct record, phone)},
    {.name = "password",
     .label = N_("Password"),
     .help = N_("At least 10 characters. After 10 wrong tries the account is locked for 15 "
                "minutes."),
     .kind = FIELD_SECRET,
     .flags = FIELD_REQUIRED,
     .width = 30,
     .max = 100,
     FIELD_AT(struct record, password)},
    {.name = NULL},
};

static void entered(void *owner, const struct err *err)
{
    struct screen *screen = owner;
    struct state *state = screen->state;
    struct app *app = app_of(screen);
    struct err wrong;

    state->busy = false;
    ui_busy_done(screen->ui, &state->waiting);
    if (err->code != ERR_NONE) {
        form_error(state->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    err_clear(&wrong);
    if (!app_first_page(app, &wrong))
        ui_fail(screen->ui, &wrong);
}

static void forget_password(struct state *state)
{
    secret_wipe(state->record.password, sizeof state->record.password);
    form_load_field(state->form, "password");
}

static void given_up(void *owner)
{
    struct screen *screen = owner;
    struct state *state = screen->state;

    state->busy = false;
    app_give_up_sign_in(app_of(screen));
    ui_busy_done(screen->ui, &state->waiting);
    ui_say(screen->ui, MESSAGE_PLAIN, _("Sign-in given up."));
}

static enum handled sign_in(struct screen *screen)
{
    struct state *state = screen->state;
    struct secret *password = NULL;
    struct err err;

    err_clear(&err);
    if (state->busy || !form_store(state->form, &err))
        return H_DONE;
    password = secret_new(PASSWORD_SIZE, &err);
    if (!password) {
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    secret_set(password, state->record.password, strlen(state->record.password));
    state->busy = true;
    state->waiting = ui_busy(screen->ui, _("Signing in"), given_up, screen);
    app_sign_in(app_of(screen), state->record.phone, password, screen, entered);
    secret_free(&password);
    forget_password(state);
    return H_DONE;
}

static enum handled enter(void *owner, struct form *form)
{
    (void)form;
    return sign_in(owner);
}

static bool is_demo(const struct screen *screen)
{
    return ((const struct state *)screen->state)->account_count > 0;
}

static void account_chosen(void *owner, const struct choice *chosen)
{
    struct screen *screen = owner;
    struct state *state = screen->state;

    for (size_t i = 0; chosen && i < state->account_count; i++) {
        const struct demo_account *account = &state->accounts[i];

        if (strcmp(account->phone, chosen->code) != 0)
            continue;
        text_copy(state->record.phone, sizeof state->record.phone, account->phone);
        text_copy(state->record.password, sizeof state->record.password, account->password);
        form_load(state->form);
        form_focus(state->form, "password");
    }
}

static enum handled choose_account(struct screen *screen)
{
    struct state *state = screen->state;
    struct choice items[ACCOUNTS_MAX];

    if (state->busy)
        return H_DONE;
    for (size_t i = 0; i < state->account_count; i++) {
        const struct demo_account *account = &state->accounts[i];

        items[i] = (struct choice){
            .code = account->phone, .text = account->name, .note = account->role_name};
    }
    picker_open(screen->ui, _("Demonstration: sign in as"), items, (int)state->account_count,
                state->record.phone, NULL, account_chosen, screen);
    return H_DONE;
}

static enum handled open_page(struct screen *screen, const char *name)
{
    const struct state *state = screen->state;
    struct err err;

    err_clear(&err);
    if (!state->busy && !ui_open(screen->ui, name, form_value(state->form, "phone"), &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

static enum handled open_register(struct screen *screen)
{
    return open_page(screen, "register");
}

static enum handled open_forgotten(struct screen *screen)
{
    return open_page(screen, "forgotten");
}

static enum handled leave(struct screen *screen)
{
    ui_leave(screen->ui, 0);
    return H_DONE;
}

static const struct action actions[] = {
    {"sign_in", "F2", N_("Sign in"), N_("Signs in with the number and password typed."), NULL,
     ACTION_MAIN, NULL, sign_in},
    {"accounts", "F3", N_("Sample accounts"),
     N_("Chooses one of the demonstration's accounts and fills in its number and password."), NULL,
     ACTION_MAIN | ACTION_WHEN, is_demo, choose_account},
    {"register", "F4", N_("Register"),
     N_("A new account with your mobile number and identity document."), NULL, ACTION_MAIN, NULL,
     open_register},
    {"forgotten", "F6", N_("Forgot?"),
     N_("Sets a new password with a code and your own identity card."), NULL, ACTION_MAIN, NULL,
     open_forgotten},
    {"back", "F10 Esc ^Q", N_("Leave"), N_("Leaves the program."), NULL, ACTION_MAIN | ACTION_LAST,
     NULL, leave},
    {0},
};

static bool open(struct screen *screen, const void *arg, struct err *err)
{
    static const struct form_hooks hooks = {.enter = enter};
    struct state *state = screen->state;
    const char *demo = app_demo_accounts(app_of(screen));

    (void)arg;
    if (demo)
        state->account_count = demo_accounts(demo, state->accounts, ACCOUNTS_MAX, NULL);
    state->form = form_new(screen, fields, &state->record, 0, &hooks, screen);
    if (!state->form || !screen_add(screen, form_widget(state->form)))
        return err_set(err, ERR_BUG, NULL, _("Out of memory."), NULL);
    return true;
}

static struct rect inset(struct rect area, int from)
{
    struct rect inner = {area.y + from, area.x, area.h - from, area.w};

    return inner;
}

/* Where things stand, in rows from the top of the content; slogan, title < 0: no room for it. */
struct places {
    int slogan, form, title, accounts;
};

/* A third of the height above the form where there is room and nothing to list. The accounts of a
 * demonstration come first: where a low terminal would cut them, the air between goes. */
static struct places places_of(const struct state *state, struct rect content)
{
    static const struct places roomy = {1, 3, 7, 9}, tight = {-1, 0, 2, 3},
                               tightest = {-1, 0, -1, 2};
    int count = (int)state->account_count;

    if (state->account_count == 0)
        return (struct places){content.h / 4 - 2, content.h / 4, 0, 0};
    if (roomy.accounts + count <= content.h)
        return roomy;
    return tight.accounts + count <= content.h ? tight : tightest;
}

static void layout(struct screen *screen, struct rect content)
{
    struct state *state = screen->state;
    struct rect area = inset(content, places_of(state, content).form);

    area.h = FORM_ROWS;
    form_widget(state->form)->area = area;
    form_widget(state->form)->ops->layout(form_widget(state->form), area);
}

/* All of them, or as many as there are rows for and a last row that says how many more. */
static void paint_accounts(const struct state *state, struct canvas *canvas, struct rect area)
{
    int count = (int)state->account_count, shown = count <= area.h ? count : area.h - 1;
    char more[96];

    for (int i = 0; i < shown; i++) {
        const struct demo_account *account = &state->accounts[i];
        int y = area.y + i;

        canvas_text(canvas, y, area.x + 2, 12, ROLE_VALUE, account->phone);
        canvas_text(canvas, y, area.x + 16, 15, ROLE_VALUE, account->password);
        canvas_text(canvas, y, area.x + 33, 10, ROLE_STRONG, account->name);
        canvas_text(canvas, y, area.x + 44, area.w - 44, ROLE_LABEL, account->role_name);
    }
    if (shown >= 0 && shown < count) {
        snprintf(more, sizeof more, _("%d more: F3 lists them all"), count - shown);
        canvas_text(canvas, area.y + shown, area.x + 2, area.w - 2, ROLE_WARN, more);
    }
}

static void paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    const struct state *state = screen->state;
    struct places at = places_of(state, content);

    if (at.slogan >= 0)
        canvas_text(
            canvas, content.y + at.slogan, content.x, content.w, ROLE_STRONG,
            _("Wages at ease: work leaves data, hiring leaves evidence, claims have proof"));
    screen_paint_widgets(screen, canvas);
    if (state->account_count == 0)
        return;
    if (at.title >= 0)
        canvas_text(canvas, content.y + at.title, content.x, content.w, ROLE_TITLE,
                    _("Demonstration: sign in as"));
    paint_accounts(state, canvas, inset(content, at.accounts));
}

static void resume(struct screen *screen)
{
    struct state *state = screen->state;

    forget_password(state);
    form_load(state->form);
    form_focus(state->form, *state->record.phone ? "password" : "phone");
}

static bool may_close(struct screen *screen)
{
    (void)screen;
    return true;
}

static void close(struct screen *screen)
{
    struct state *state = screen->state;

    ui_busy_done(screen->ui, &state->waiting);
    secret_wipe(&state->record, sizeof state->record);
}

const struct screen_ops screen_sign_in = {
    .name = "sign_in",
    .title = N_("Sign in"),
    .help = N_("Sign in with your phone number and password. Who has no account registers with F4; "
               "a forgotten password is set anew with F6."),
    .state_size = sizeof(struct state),
    .actions = actions,
    .open = open,
    .layout = layout,
    .paint = paint,
    .resume = resume,
    .may_close = may_close,
    .close = close,
};
