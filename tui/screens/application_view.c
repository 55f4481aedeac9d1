/* An application to read (SPEC 5.2): by the offices that decide it, and by its own people while it
 * is decided and after. */
#include "config.h"

#include "core/application.h"
#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/application_facts.h"
#include "tui/screens/papers.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    int64_t project_id;
    struct facts *facts;
    struct db_rows *now, *decisions;
    struct papers papers;
    struct err err; /* why `now` is not there */
    bool approve, in_scope;
    char request_id[UUID_SIZE];
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct application *now_of(const struct screen *screen)
{
    const struct page *page = page_of(screen);

    return page->now ? page->now->data : NULL;
}

static void fill(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct application *now = now_of(screen);

    facts_begin(page->facts);
    if (now) {
        application_way(page->facts, now, page->decisions);
        application_facts(page->facts, app_of(screen), now);
        screen_set_part(screen, now->name);
    } else if (page->err.code) {
        facts_text(page->facts, ROLE_ERROR, page->err.text);
        facts_text(page->facts, ROLE_VALUE, page->err.hint);
    }
    facts_end(page->facts);
}

static void take(struct db_rows **kept, struct db_rows **rows)
{
    db_rows_free(kept);
    *kept = *rows;
    *rows = NULL;
}

static void decisions_came(void *owner, struct db_rows **rows, const struct err *err)
{
    if (!err->code)
        take(&page_of(owner)->decisions, rows);
    fill(owner);
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    page->err = *err;
    if (!err->code && (*rows)->count)
        take(&page->now, rows);
    else if (!err->code)
        err_set(&page->err, ERR_INPUT, NULL, _("This application is not there."),
                _("Go back to the list and look again."));
    fill(screen);
    if (page->err.code && page->now)
        ui_fail(screen->ui, &page->err);
}

static void read_all(struct screen *screen)
{
    struct app *app = app_of(screen);

    application_get(app_db(app), page_of(screen)->project_id, screen, came);
    application_decisions(app_db(app), page_of(screen)->project_id, screen, decisions_came);
}

/* ---- deciding ---- */

static void decided(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct application_decided *answer = *rows && (*rows)->count ? (*rows)->data : NULL;
    const char *approval = answer && answer->approval ? answer->approval : "";

    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        ui_fail(screen->ui, err);
        if (err->code == ERR_CONFLICT)
            read_all(screen);
        return;
    }
    page->request_id[0] = '\0';
    ui_say(screen->ui, MESSAGE_GOOD,
           strcmp(approval, "approved") == 0 ? _("Approved by both offices: the project is there.")
           : strcmp(approval, "rejected") == 0
               ? _("Rejected; the applicant is told why.")
               : _("Approved by your office; the other one decides, too."));
    read_all(screen);
}

static void decide(struct screen *screen, const char *reason)
{
    struct page *page = page_of(screen);

    if (page->busy)
        return;
    if (!*page->request_id)
        uuid_make(page->request_id);
    page->busy = ui_busy(screen->ui, _("Recording the decision"), NULL, NULL);
    application_decide(app_db(app_of(screen)), page->project_id, page->request_id,
                       now_of(screen)->round, page->approve, reason, screen, decided);
}

static void approve_answered(void *owner, bool yes)
{
    struct screen *screen = owner;

    if (!yes)
        return;
    page_of(screen)->approve = true;
    page_of(screen)->request_id[0] = '\0';
    decide(screen, NULL);
}

static void reject_answered(void *owner, const char *reason)
{
    struct screen *screen = owner;

    if (!reason)
        return;
    page_of(screen)->approve = false;
    page_of(screen)->request_id[0] = '\0';
    decide(screen, reason);
}

static enum handled run_approve(struct screen *screen)
{
    prompt_yes_no(screen->ui, _("Approve this application?"),
                  _("When both offices have approved it, the project is made with its units."),
                  approve_answered, screen);
    return H_DONE;
}

static enum handled run_reject(struct screen *screen)
{
    prompt_text(screen->ui, _("Reject this application?"), _("Reason"),
                _("The applicant reads it, corrects the application and hands it in again."), 2,
                false, reject_answered, screen);
    return H_DONE;
}

/* ---- the assessment, set by hand ---- */

static void done_and_read(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    ui_busy_done(screen->ui, &page_of(screen)->busy);
    if (err->code)
        ui_fail(screen->ui, err);
    else
        read_all(screen);
}

static void assess_answered(void *owner, const char *reason)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (!reason || page->busy)
        return;
    page->busy = ui_busy(screen->ui, _("Saving"), NULL, NULL);
    application_assess(app_db(app_of(screen)), page->project_id, page->in_scope, reason, screen,
                       done_and_read);
}

static enum handled run_assess(struct screen *screen)
{
    struct page *page = page_of(screen);

    page->in_scope = !now_of(screen)->in_assessment_scope;
    prompt_text(screen->ui,
                page->in_scope ? _("Put this project in assessment scope?")
                               : _("Take this project out of assessment scope?"),
                _("Reason"),
                _("It stands on the page with your name, instead of the region's rule."), 4, false,
                assess_answered, screen);
    return H_DONE;
}

/* ---- taking back ---- */

static void withdraw_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (!yes || page->busy)
        return;
    page->busy = ui_busy(screen->ui, _("Taking the application back"), NULL, NULL);
    application_withdraw(app_db(app_of(screen)), page->project_id, screen, done_and_read);
}

static enum handled run_withdraw(struct screen *screen)
{
    prompt_yes_no(screen->ui, _("Take this application back?"),
                  _("It is a draft again; handed in once more, both offices decide it anew."),
                  withdraw_answered, screen);
    return H_DONE;
}

static enum handled run_papers(struct screen *screen)
{
    papers_choose(&page_of(screen)->papers, screen, now_of);
    return H_DONE;
}

static enum handled run_edit(struct screen *screen)
{
    struct err err = {.code = ERR_NONE};
    char arg[24];

    snprintf(arg, sizeof arg, "%lld", (long long)page_of(screen)->project_id);
    if (!ui_open(screen->ui, "application", arg, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

/* ---- the screen ---- */

static bool in_state(const struct screen *screen, const char *approval)
{
    const struct application *now = now_of(screen);

    return now && !page_of(screen)->busy && now->approval && strcmp(now->approval, approval) == 0;
}

static bool is_there(const struct screen *screen)
{
    return now_of(screen) != NULL;
}

static bool may_decide(const struct screen *screen)
{
    return in_state(screen, "pending") && now_of(screen)->may_decide;
}

static bool may_assess(const struct screen *screen)
{
    return is_there(screen) && now_of(screen)->may_decide;
}

static bool may_withdraw(const struct screen *screen)
{
    return in_state(screen, "pending") && !now_of(screen)->may_decide;
}

static bool may_edit(const struct screen *screen)
{
    return is_there(screen) && now_of(screen)->may_write;
}

static const struct action actions[] = {
    {"approve", "F2", N_("Approve"), N_("Your office's word for this application."), NULL,
     ACTION_WHEN | ACTION_MAIN, may_decide, run_approve},
    {"edit", "F2", N_("Correct"), N_("Opens its pages to be corrected and handed in again."), NULL,
     ACTION_WHEN | ACTION_MAIN, may_edit, run_edit},
    {"reject", "F4", N_("Reject"), N_("Your office's word against it, with a reason."), NULL,
     ACTION_WHEN | ACTION_MAIN, may_decide, run_reject},
    {"papers", "F3", N_("Papers"),
     N_("Prints the application form, filled in; and the scans that belong to it."), NULL,
     ACTION_MAIN, is_there, run_papers},
    {"assess", "F5", N_("Assessment"),
     N_("Says otherwise than the region's rule whether it is assessed, with a reason."), NULL,
     ACTION_WHEN, may_assess, run_assess},
    {"withdraw", "F8", N_("Take back"), N_("Takes it back before it is decided, to change it."),
     NULL, ACTION_WHEN | ACTION_MAIN, may_withdraw, run_withdraw},
    {.name = NULL},
};

static bool open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    page->project_id = arg ? strtoll(arg, NULL, 10) : 0;
    page->facts = facts_new(screen);
    if (!page->facts)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    read_all(screen);
    return true;
}

static void close(struct screen *screen)
{
    struct page *page = page_of(screen);

    papers_close(&page->papers);
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    db_rows_free(&page->now);
    db_rows_free(&page->decisions);
}

static void resume(struct screen *screen)
{
    read_all(screen);
}

static enum handled event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE)
        read_all(screen);
    return H_PASS;
}

const struct screen_ops screen_application_view = {
    .name = "application_view",
    .title = N_("Application"),
    .help =
        N_("What an application says, and how far it is: both offices that it names approve it, or "
           "either rejects it with a reason."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = open,
    .event = event,
    .resume = resume,
    .close = close,
};
