#include "config.h"

#include "tui/screens/role_pick.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/kit/picker.h"
#include "tui/kit/prompt.h"

#include <string.h>

/* What each may do, beside its name; the names are the database's. */
static const struct {
    const char *role, *note;
} roles[] = {
    {"project_administrator", N_("everything; companies, members")},
    {"wage_officer", N_("workers, teams, contracts, wage sheets")},
    {"reviewer", N_("reads attendance; approves exits, corrections")},
    {"other", N_("reads; the remark names the duty")},
};

enum { ROLES = sizeof roles / sizeof *roles };

static void duty_given(void *owner, const char *remark)
{
    struct role_pick *pick = owner;

    if (remark)
        pick->done(pick->screen, pick->role, remark);
}

static void chosen(void *owner, const struct choice *choice)
{
    struct role_pick *pick = owner;

    if (!choice)
        return;
    text_copy(pick->role, sizeof pick->role, choice->code);
    if (strcmp(pick->role, "other") == 0)
        prompt_text(pick->screen->ui, _("Which duty?"), _("Remark"),
                    _("Two words say it: safety officer, materials, …"), 1, false, duty_given,
                    pick);
    else
        pick->done(pick->screen, pick->role, "");
}

void role_pick_open(struct role_pick *pick, struct screen *screen, bool administrator,
                    const char *now, role_pick_fn *done)
{
    const struct code_book *book = app_codes(app_of(screen));
    struct choice items[ROLES];
    int n = 0;

    *pick = (struct role_pick){.screen = screen, .done = done};
    for (int i = 0; i < ROLES; i++) {
        if (i == 0 && !administrator)
            continue;
        items[n++] = (struct choice){.code = roles[i].role,
                                     .text = code_name(book, CODE_MEMBER_ROLE, roles[i].role),
                                     .note = gettext(roles[i].note)};
    }
    picker_open(screen->ui, _("Role on the project"), items, n, now, NULL, chosen, pick);
}
