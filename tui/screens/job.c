/* One job, all that is known of it (SPEC 21.1). What it says to the service is sealed. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/job.h"
#include "tui/app.h"
#include "tui/kit/ui.h"
#include "tui/screens/facts.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct job_filter one;
    struct facts *facts;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static void number_line(struct facts *facts, const char *label, int64_t number, bool beside)
{
    char text[24] = "";

    if (number)
        snprintf(text, sizeof text, "%lld", (long long)number);
    (beside ? facts_beside : facts_line)(facts, label, text);
}

static void moment_line(struct facts *facts, const char *label, int64_t moment, bool beside)
{
    char text[32];

    (beside ? facts_beside : facts_line)(facts, label, app_moment(moment, text, sizeof text));
}

/* What the state means for whoever reads it. */
static const char *meaning(const char *state)
{
    static const struct {
        const char *state, *text;
    } meanings[] = {
        {"queued", N_("It waits for its turn, or for its next try.")},
        {"taken", N_("A worker has it. If no answer is recorded within the lease, it goes on as "
                     "its type says.")},
        {"done", N_("The service has done it.")},
        {"dead", N_("It is not tried any more. When the cause is gone, send it again.")},
        {"unknown", N_("It may have been done. The service is asked until it says so; until then "
                       "nothing is sent.")},
        {"by_hand", N_("No service is switched on for it: somebody has to do it by hand.")},
    };

    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].state, state) == 0)
            return gettext(meanings[i].text);
    return "";
}

static void fill(struct facts *facts, const struct job_row *job)
{
    facts_begin(facts);
    facts_heading(facts, job_kind_name(job));
    facts_line(facts, _("State"), job_state_name(job->state));
    if (strcmp(job->state, "dead") == 0)
        facts_role(facts, ROLE_ERROR);
    facts_beside(facts, _("Last error"), job_error_words(job->last_error));
    facts_text(facts, ROLE_DIM, meaning(job->state));
    facts_heading(facts, _("Tries"));
    number_line(facts, _("Attempt"), job->attempt, false);
    number_line(facts, _("Tries"), job->tries, true);
    number_line(facts, _("Inquiries"), job->inquiries, false);
    moment_line(facts, _("Next try"), job->next_try_at, true);
    moment_line(facts, _("Lease until"), job->lease_until, false);
    moment_line(facts, _("Useless after"), job->expires_at, true);
    facts_heading(facts, _("Where it comes from"));
    facts_line(facts, _("Subject"), job->subject);
    facts_line(facts, _("Key"), job->key);
    facts_line(facts, _("Caused by"), job->by_name);
    number_line(facts, _("Project"), job->project_id, false);
    number_line(facts, _("Company"), job->company_id, true);
    moment_line(facts, _("Made at"), job->made_at, false);
    moment_line(facts, _("Done at"), job->done_at, true);
    facts_end(facts);
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct err missing = *err;

    if (!err->code && !(*rows)->count)
        err_set(&missing, ERR_INPUT, NULL, _("This job is not there any more."), NULL);
    if (missing.code)
        ui_fail(screen->ui, &missing);
    else
        fill(page_of(screen)->facts, (*rows)->data);
}

static enum handled read_again(struct screen *screen)
{
    job_list(app_db(app_of(screen)), &page_of(screen)->one, NULL, false, NULL, 1, screen, came);
    return H_DONE;
}

static bool job_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    const char *number = arg ? arg : "";

    page->one.job_id = strtoll(number, NULL, 10);
    page->facts = facts_new(screen);
    if (!page->facts)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    screen_set_part(screen, number);
    read_again(screen);
    return true;
}

static void job_close(struct screen *screen)
{
    db_forget(app_db(app_of(screen)), screen);
}

static enum handled job_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE)
        read_again(screen);
    return H_PASS;
}

static const struct action actions[] = {
    {"refresh", "F5", N_("Read again"), N_("Reads the job again."), NULL, ACTION_MAIN, NULL,
     read_again},
    {.name = NULL},
};

const struct screen_ops screen_job = {
    .name = "job",
    .title = N_("Job"),
    .help = N_("All that is known of one job. What it says to the service is sealed and not "
               "shown."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = job_open,
    .event = job_event,
    .close = job_close,
};
