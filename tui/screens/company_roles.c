/* Which roles has a person in the company? Asked when an applicant is accepted and when a member's
 * roles change (SPEC 4.3). */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/company_member.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/facts.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROLES = 6 };

struct roles {
    bool administrator, hr, staff, manager, seal_keeper, finance;
};

struct page {
    struct roles record;
    struct form *form;
    struct facts *facts;
    int64_t company_id, id; /* an application's, or an account's */
    bool applicant;
    char name[128], seen_text[120];
    const char *seen[ROLES + 1]; /* in company_roles' own strings */
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define ROLE_FIELD(member, label_text)                                                             \
    {                                                                                              \
        .name = #member, .label = label_text, .kind = FIELD_YES_NO, .store = STORE_BOOL,           \
        .yes_text = N_("yes"), .no_text = N_("no"), .width = 6, FIELD_AT(struct roles, member)     \
    }

static const struct field fields[] = {
    ROLE_FIELD(staff, N_("Staff")),
    ROLE_FIELD(hr, N_("HR")),
    ROLE_FIELD(manager, N_("Manager")),
    ROLE_FIELD(finance, N_("Finance")),
    ROLE_FIELD(seal_keeper, N_("Seal keeper")),
    ROLE_FIELD(administrator, N_("Administrator")),
    {.name = NULL},
};

static bool *role_of(struct roles *record, const char *role)
{
    for (const struct field *field = fields; field->name; field++)
        if (strcmp(field->name, role) == 0)
            return (bool *)((char *)record + field->offset);
    return NULL;
}

/* ---- saving ---- */

static void done(struct screen *screen, enum message_kind kind, const char *text)
{
    struct ui *ui = screen->ui;

    form_saved(page_of(screen)->form);
    app_read_companies(app_of(screen));
    ui_close(ui, screen);
    ui_say(ui, kind, text);
}

static void decided(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct company_decided *it = err->code || !(*rows)->count ? NULL : (*rows)->data;
    char text[300];

    ui_busy_done(screen->ui, &page->busy);
    if (!it) {
        ui_fail(screen->ui, err);
        return;
    }
    company_decided_text(it, page->name, text, sizeof text);
    done(screen, strncmp(it->outcome, "was_", 4) ? MESSAGE_GOOD : MESSAGE_WARN, text);
}

static void changed(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    char text[200];

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    snprintf(text, sizeof text, _("Done: %s."), page->name);
    done(screen, MESSAGE_GOOD, text);
}

static enum handled save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct db *db = app_db(app_of(screen));
    const char *chosen[ROLES + 1] = {NULL};
    struct err err = {.code = ERR_NONE};
    int n = 0;

    if (!form_store(page->form, &err)) {
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    for (int i = 0; company_roles[i]; i++)
        if (*role_of(&page->record, company_roles[i]))
            chosen[n++] = company_roles[i];
    if (!n) {
        ui_say(screen->ui, MESSAGE_ERROR, _("Choose at least one role."));
        return H_DONE;
    }
    page->busy = ui_busy(screen->ui, _("Asking"), NULL, NULL);
    if (page->applicant)
        company_decide(db, page->company_id, page->id, chosen, NULL, screen, decided);
    else
        company_roles_set(db, page->company_id, page->id, chosen, page->seen, screen, changed);
    return H_DONE;
}

/* ---- the screen ---- */

static bool give_form(struct screen *screen)
{
    struct page *page = page_of(screen);

    page->facts = facts_new(screen);
    if (!page->facts)
        return false;
    facts_begin(page->facts);
    facts_line(page->facts, page->applicant ? _("Wants to join") : _("Member"), page->name);
    facts_role(page->facts, ROLE_STRONG);
    facts_text(page->facts, ROLE_LABEL,
               page->applicant ? _("A person may have several roles. Space changes yes and no.")
                               : _("Space changes yes and no."));
    facts_end(page->facts);
    page->form = form_new(screen, fields, &page->record, 0, NULL, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)))
        return false;
    screen_focus_on(screen, form_widget(page->form));
    for (const struct field *field = fields; field->name; field++) {
        form_note(page->form, field->name, ROLE_DIM, company_role_note(field->name));
        if (strcmp(field->name, "staff") && strcmp(field->name, "hr"))
            form_read_only(page->form, field->name, !app_may(app_of(screen), "role_grant"));
    }
    return true;
}

/* ARG: "applicant ID - NAME" or "member ID staff,hr NAME". */
static bool roles_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    char kind[16] = "", seen[120] = "", *name;
    long long id = 0;
    int used = 0, n = 0;

    if (!app_need_company(app_of(screen), err))
        return false;
    if (!arg || sscanf(arg, "%15s %lld %119s %n", kind, &id, seen, &used) < 3 || !id)
        return err_set(err, ERR_INPUT, NULL, _("Whose roles? Choose a person in the list."), NULL);
    name = (char *)arg + used;
    page->company_id = app_company(app_of(screen))->company_id;
    page->id = id;
    page->applicant = strcmp(kind, "applicant") == 0;
    text_copy(page->name, sizeof page->name, name);
    for (int i = 0; company_roles[i]; i++) {
        const char *at = strstr(seen, company_roles[i]);

        if (!at)
            continue;
        page->seen[n++] = company_roles[i];
        *role_of(&page->record, company_roles[i]) = true;
    }
    if (page->applicant)
        page->record.staff = true;
    if (!give_form(screen))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    screen_set_part(screen, page->name);
    return true;
}

static void roles_close(struct screen *screen)
{
    if (app_db(app_of(screen)))
        db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page_of(screen)->busy);
}

static bool may_save(const struct screen *screen)
{
    return !page_of(screen)->busy;
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("The person has these roles from now on."), "member_accept",
     ACTION_MAIN, may_save, save},
    {.name = NULL},
};

const struct screen_ops screen_company_roles = {
    .name = "company_roles",
    .title = N_("Roles in the company"),
    .help =
        N_("A person may have several roles. Administrator, manager, seal keeper and finance are "
           "an administrator's to give; an administrator who takes finance or the seal is shown to "
           "the other administrators."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = roles_open,
    .close = roles_close,
};
