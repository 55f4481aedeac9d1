/* Who asks, and what is answered: people who want to join a project (SPEC 6.2), and people of a
 * company who want to take over a recorded project for it (SPEC 5.6). One page under two names. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/member.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/role_pick.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct whole list;
    int64_t id; /* whom a question is about */
    char name[128], request_id[UUID_SIZE];
    struct role_pick pick;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct applicant *current(const struct screen *screen)
{
    return whole_current(&page_of(screen)->list);
}

static bool is_claims(const struct screen *screen)
{
    return screen->ops == &screen_claims;
}

/* ---- the lists ---- */

static void applied_text(const void *row, char *out, size_t size)
{
    app_moment(((const struct applicant *)row)->applied_at, out, size);
}

static enum role dim(const void *row)
{
    (void)row;
    return ROLE_DIM;
}

#define ROW(member) offsetof(struct applicant, member)

static const struct column application_columns[] = {
    {"name", N_("Name"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 10, 14, 0, ROW(name), NULL,
     NULL},
    {"where", N_("Company"), COLUMN_STRING, 0, 16, 20, 1, ROW(where), NULL, NULL},
    {"message", N_("Their words"), COLUMN_STRING, 0, 16, 20, 2, ROW(message), NULL, NULL},
    {"phone_masked", N_("Phone"), COLUMN_STRING, COLUMN_SPARE, 11, 11, 0, ROW(phone_masked), NULL,
     NULL},
    {"before", N_("Was here as"), COLUMN_STRING, 0, 10, 12, 0, ROW(before), NULL, NULL},
    {"applied_at", N_("Since"), COLUMN_CALL, 0, 16, 16, 0, 0, applied_text, dim},
    {.name = NULL},
};

static const struct column claim_columns[] = {
    {"name", N_("Name"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 10, 14, 0, ROW(name), NULL,
     NULL},
    {"where", N_("Project"), COLUMN_STRING, 0, 20, 24, 1, ROW(where), NULL, NULL},
    {"message", N_("Their words"), COLUMN_STRING, 0, 16, 20, 2, ROW(message), NULL, NULL},
    {"phone_masked", N_("Phone"), COLUMN_STRING, COLUMN_SPARE, 11, 11, 0, ROW(phone_masked), NULL,
     NULL},
    {"applied_at", N_("Since"), COLUMN_CALL, 0, 16, 16, 0, 0, applied_text, dim},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    return ((const struct applicant *)row)->id;
}

static const struct table_spec applications = {
    .name = "applicants",
    .columns = application_columns,
    .row_size = sizeof(struct applicant),
    .row_id = row_id,
    .empty = N_("Nobody asks to join the project."),
};

static const struct table_spec claims = {
    .name = "claims",
    .columns = claim_columns,
    .row_size = sizeof(struct applicant),
    .row_id = row_id,
    .empty = N_("Nobody claims a project for the company."),
};

static void ask(struct screen *screen, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    if (is_claims(screen))
        claim_list(app_db(app), app_company(app)->company_id, owner, done);
    else
        member_application_list(app_db(app), app_project_id(app), owner, done);
}

/* ---- deciding ---- */

/* Two may decide at the same moment: who came second is told what was decided. */
static void decided_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct decided *decided = *rows ? (*rows)->data : NULL;
    bool accepted = decided && decided->state && strcmp(decided->state, "accepted") == 0;
    char text[300], moment[32];

    if (err->code || !decided) {
        ui_fail(screen->ui, err);
        return;
    }
    app_moment(decided->decided_at, moment, sizeof moment);
    if (decided->done)
        snprintf(text, sizeof text, accepted ? _("%s is accepted.") : _("%s is refused."),
                 page->name);
    else if (strcmp(decided->state, "withdrawn") == 0)
        snprintf(text, sizeof text, _("%s had taken the application back."), page->name);
    else
        snprintf(text, sizeof text,
                 accepted ? _("%s was accepted already, by %s at %s.")
                          : _("%s was refused already, by %s at %s."),
                 page->name, decided->decided_by ? decided->decided_by : "", moment);
    ui_say(screen->ui, decided->done ? MESSAGE_GOOD : MESSAGE_WARN, text);
    whole_again(&page->list);
}

static void about(struct screen *screen)
{
    struct page *page = page_of(screen);

    page->id = current(screen)->id;
    text_copy(page->name, sizeof page->name, current(screen)->name);
    uuid_make(page->request_id);
}

static void role_given(void *owner, const char *role, const char *remark)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    member_application_decide(app_db(app), app_project_id(app), page->request_id, page->id, role,
                              remark, NULL, screen, decided_came);
}

static void claim_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    if (yes && app_company(app))
        claim_decide(app_db(app), app_company(app)->company_id, page->request_id, page->id, true,
                     NULL, screen, decided_came);
}

static enum handled accept(struct screen *screen)
{
    const struct applicant *it = current(screen);
    char text[400];

    about(screen);
    if (!is_claims(screen)) {
        role_pick_open(&page_of(screen)->pick, screen, it->general_contractor, "wage_officer",
                       role_given);
        return H_DONE;
    }
    snprintf(text, sizeof text, _("%s takes over %s?"), it->name, it->where);
    prompt_yes_no(screen->ui, text, _("The claimant becomes its project administrator."),
                  claim_answered, screen);
    return H_DONE;
}

static void reason_given(void *owner, const char *reason)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    if (!reason)
        return;
    if (is_claims(screen))
        claim_decide(app_db(app), app_company(app)->company_id, page->request_id, page->id, false,
                     reason, screen, decided_came);
    else
        member_application_decide(app_db(app), app_project_id(app), page->request_id, page->id,
                                  NULL, NULL, reason, screen, decided_came);
}

static enum handled refuse(struct screen *screen)
{
    char text[200];

    about(screen);
    snprintf(text, sizeof text, _("Why is %s refused?"), page_of(screen)->name);
    prompt_text(screen->ui, text, _("Reason"), _("The applicant reads it."), 2, false, reason_given,
                screen);
    return H_DONE;
}

/* ---- the screens ---- */

static bool applicants_open(struct screen *screen, const void *arg, struct err *err)
{
    bool claiming = is_claims(screen);

    (void)arg;
    if (claiming ? !app_need_company(app_of(screen), err) : !app_need_project(app_of(screen), err))
        return false;
    if (!whole_open(&page_of(screen)->list, screen, claiming ? &claims : &applications, ask))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void applicants_close(struct screen *screen)
{
    whole_close(&page_of(screen)->list);
    db_forget(app_db(app_of(screen)), screen);
}

static void applicants_resume(struct screen *screen)
{
    whole_again(&page_of(screen)->list);
}

static enum handled applicants_event(struct screen *screen, const struct event *event)
{
    return whole_event(&page_of(screen)->list, event);
}

static bool has_current(const struct screen *screen)
{
    return current(screen) != NULL;
}

static const struct action application_actions[] = {
    {"accept", "Enter F2", N_("Accept"), N_("Accepts with a role, which is asked for."),
     "member_write", ACTION_MAIN, has_current, accept},
    {"refuse", "F8", N_("Refuse"), N_("Refuses with a reason, which the applicant reads."),
     "member_write", ACTION_MAIN, has_current, refuse},
    {.name = NULL},
};

static const struct action claim_actions[] = {
    {"accept", "Enter F2", N_("Approve"), N_("The claimant becomes project administrator."),
     "claim_decide", ACTION_MAIN, has_current, accept},
    {"refuse", "F8", N_("Refuse"), N_("Refuses with a reason, which the applicant reads."),
     "claim_decide", ACTION_MAIN, has_current, refuse},
    {.name = NULL},
};

const struct screen_ops screen_applicants = {
    .name = "applicants",
    .title = N_("Applicants"),
    .help = N_("People of companies on the project who want to be its members. Accept with a role, "
               "or refuse with a reason."),
    .state_size = sizeof(struct page),
    .actions = application_actions,
    .open = applicants_open,
    .event = applicants_event,
    .resume = applicants_resume,
    .close = applicants_close,
};

const struct screen_ops screen_claims = {
    .name = "claims",
    .title = N_("Project claims"),
    .help = N_("A regulator has recorded a project and named this company its general contractor; "
               "these people of the company want to take it over."),
    .state_size = sizeof(struct page),
    .actions = claim_actions,
    .open = applicants_open,
    .event = applicants_event,
    .resume = applicants_resume,
    .close = applicants_close,
};
