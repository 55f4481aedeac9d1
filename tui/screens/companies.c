/* My companies (SPEC 4.2, 4.4): those I belong to, have applied to, am certifying; and the way to
 * others: find one, then join it or certify it. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/company_member.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/company_pick.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct whole list;
    struct company_pick pick;
    int64_t company_id, application_id; /* what a question is about */
    char name[320];
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct company_place *current(const struct screen *screen)
{
    return whole_current(&page_of(screen)->list);
}

static bool is(const struct company_place *place, const char *kind)
{
    return place && strcmp(place->kind, kind) == 0;
}

/* ---- the list ---- */

static const struct {
    const char *state, *text;
} states[] = {
    {"waiting", N_("applied, no answer yet")},
    {"refused", N_("refused")},
    {"deposit_asked", N_("the amount is on its way")},
    {"deposit_sent", N_("type in the amount that came")},
};

/* "refused: we do not know you"; for a member the roles. */
static void state_text(const void *row, char *out, size_t size)
{
    const struct company_place *place = row;
    const char *text = place->state;
    size_t used = 0;

    *out = '\0';
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, place->state) == 0)
            text = gettext(states[i].text);
    if (!is(place, "member")) {
        snprintf(out, size, "%s%s%s", text, place->note && *place->note ? ": " : "",
                 place->note ? place->note : "");
        return;
    }
    for (const char *const *role = place->roles; role && *role && used < size; role++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", used ? _(", ") : "",
                                 company_role_name(*role));
}

static enum role state_role(const void *row)
{
    const struct company_place *place = row;

    if (strcmp(place->state, "refused") == 0)
        return ROLE_WARN;
    return is(place, "member") ? ROLE_VALUE : ROLE_ACCENT;
}

static void certified_text(const void *row, char *out, size_t size)
{
    text_copy(out, size, ((const struct company_place *)row)->certified ? _("yes") : _("no"));
}

static void since_text(const void *row, char *out, size_t size)
{
    char moment[32];

    app_moment(((const struct company_place *)row)->since, moment, sizeof moment);
    snprintf(out, size, "%.10s", moment);
}

#define ROW(member) offsetof(struct company_place, member)

static const struct column columns[] = {
    {"name", N_("Company"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 20, 26, 1, ROW(name), NULL,
     NULL},
    {"state", N_("My roles, or state"), COLUMN_CALL, 0, 22, 30, 3, 0, state_text, state_role},
    {"certified", N_("Certified"), COLUMN_CALL, 0, 9, 9, 0, 0, certified_text, NULL},
    {"since", N_("Since"), COLUMN_CALL, 0, 10, 10, 0, 0, since_text, NULL},
    {"uscc", N_("Social credit code"), COLUMN_STRING, COLUMN_SPARE, 18, 18, 0, ROW(uscc), NULL,
     NULL},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    const struct company_place *place = row;

    return place->company_id * 4 + (is(place, "member") ? 0 : is(place, "application") ? 1 : 2);
}

static const struct table_spec table = {
    .name = "companies",
    .columns = columns,
    .row_size = sizeof(struct company_place),
    .row_id = row_id,
    .empty =
        N_("You belong to no company yet. F2 finds yours: join it, or certify it if nobody has."),
};

static void ask(struct screen *screen, void *owner, db_done *done)
{
    company_desk(app_db(app_of(screen)), owner, done);
}

/* ---- joining, leaving ---- */

static void changed(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("Done."));
    app_read_companies(app_of(screen));
    whole_again(&page_of(screen)->list);
}

static void applied(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD,
               _("Sent. The company's administrator or hr answers; the answer will stand here."));
    whole_again(&page_of(screen)->list);
}

static void message_given(void *owner, const char *message)
{
    struct screen *screen = owner;

    if (message)
        company_apply(app_db(app_of(screen)), page_of(screen)->company_id, message, screen,
                      applied);
}

static enum handled go_to(struct screen *screen, const char *name, int64_t id)
{
    char arg[24];

    snprintf(arg, sizeof arg, "%lld", (long long)id);
    return list_go(screen, name, id ? arg : NULL);
}

/* What can be done with a company that was found: read it, join it, certify it, or add it. */
static void found(struct screen *screen, const struct company_found *company)
{
    struct page *page = page_of(screen);
    char text[400];

    if (!company) {
        list_go(screen, "company_add", NULL);
        return;
    }
    page->company_id = company->company_id;
    text_copy(page->name, sizeof page->name, company->name);
    if (company->mine) {
        app_open_company(app_of(screen), company->company_id);
        list_go(screen, "company", NULL);
    } else if (!company->certified) {
        go_to(screen, "certify", company->company_id);
    } else {
        snprintf(text, sizeof text, _("Join %s?"), company->name);
        prompt_text(screen->ui, text, _("Message"),
                    _("Who are you? The company's administrator or hr reads it."), 1, false,
                    message_given, screen);
    }
}

static void leave_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (yes && page->application_id)
        company_apply_withdraw(app_db(app_of(screen)), page->application_id, screen, changed);
    else if (yes)
        company_leave(app_db(app_of(screen)), page->company_id, screen, changed);
}

static enum handled leave(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct company_place *place = current(screen);
    char text[400];

    page->company_id = place->company_id;
    page->application_id = is(place, "application") ? place->application_id : 0;
    snprintf(text, sizeof text,
             page->application_id ? _("Take the application to %s back?") : _("Leave %s?"),
             place->name);
    prompt_yes_no(screen->ui, text,
                  page->application_id ? NULL : _("Your roles on its projects end with it."),
                  leave_answered, screen);
    return H_DONE;
}

/* ---- the screen ---- */

static void seen(void *owner, struct db_rows **rows, const struct err *err)
{
    (void)owner;
    (void)rows;
    (void)err; /* they stand here again the next time */
}

static bool companies_open(struct screen *screen, const void *arg, struct err *err)
{
    (void)arg;
    if (!whole_open(&page_of(screen)->list, screen, &table, ask))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    company_answers_seen(app_db(app_of(screen)), screen, seen);
    return true;
}

static void companies_close(struct screen *screen)
{
    whole_close(&page_of(screen)->list);
    company_pick_forget(&page_of(screen)->pick);
    db_forget(app_db(app_of(screen)), screen);
}

static void companies_resume(struct screen *screen)
{
    whole_again(&page_of(screen)->list);
}

static enum handled companies_event(struct screen *screen, const struct event *event)
{
    return whole_event(&page_of(screen)->list, event);
}

static enum handled find(struct screen *screen)
{
    company_pick_open(&page_of(screen)->pick, screen, found);
    return H_DONE;
}

/* An application has no page: what became of it is said in full. */
static enum handled open_current(struct screen *screen)
{
    const struct company_place *place = current(screen);
    char text[400];

    if (is(place, "certification"))
        return go_to(screen, "certify", place->company_id);
    if (is(place, "application")) {
        state_text(place, text, sizeof text);
        ui_say(screen->ui, state_role(place) == ROLE_WARN ? MESSAGE_WARN : MESSAGE_PLAIN, text);
        return H_DONE;
    }
    app_open_company(app_of(screen), place->company_id);
    return list_go(screen, "company", NULL);
}

static enum handled open_members(struct screen *screen)
{
    app_open_company(app_of(screen), current(screen)->company_id);
    return list_go(screen, "company_members", NULL);
}

static bool may_open(const struct screen *screen)
{
    return current(screen) != NULL;
}

static bool is_member(const struct screen *screen)
{
    return is(current(screen), "member");
}

static bool may_leave(const struct screen *screen)
{
    const struct company_place *place = current(screen);

    return is(place, "member") || (place && strcmp(place->state, "waiting") == 0);
}

static const struct action actions[] = {
    {"find_company", "F2", N_("Find"),
     N_("Finds a company, to join it, to certify it or to add it."), NULL, ACTION_MAIN, NULL, find},
    {"open", "Enter", N_("Open"),
     N_("The company's record, or the certification that is under way."), NULL, ACTION_MAIN,
     may_open, open_current},
    {"members", "F3", N_("Members"), N_("Who belongs to the company, and who wants to."), NULL,
     ACTION_MAIN, is_member, open_members},
    {"leave", "F8", N_("Leave"), N_("Leaves the company, or takes an application back."), NULL,
     ACTION_WHEN, may_leave, leave},
    {.name = NULL},
};

const struct screen_ops screen_companies = {
    .name = "companies",
    .title = N_("My companies"),
    .help = N_("The companies you belong to, have applied to, or are certifying. Who certifies a "
               "company becomes its administrator; the others join it."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = companies_open,
    .event = companies_event,
    .resume = companies_resume,
    .close = companies_close,
};
