/* Jobs for outside services, for operators (SPEC 21.1): what waits, what failed, what is unknown.
 */
#include "config.h"

#include "core/base/i18n.h"
#include "core/job.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/prompt.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct jobs {
    struct job_filter filter;
    struct form *form;
    struct list *list;
    int64_t chosen; /* the one that is to be sent again */
};

struct line LIST_ROW(struct job_row);

static struct jobs *jobs_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- filters ---- */

#define FILTER(member) FIELD_AT(struct job_filter, member)

static const struct field fields[] = {
    {.name = "state",
     .label = N_("State"),
     .help = N_("Unknown: only the service can say what became of it; it is being asked."),
     .kind = FIELD_CHOICE,
     .width = 14,
     .no_text = N_("all"),
     FILTER(state)},
    {.name = "kind",
     .label = N_("Type"),
     .kind = FIELD_CHOICE,
     .width = 18,
     .no_text = N_("all"),
     FILTER(kind)},
    {.name = NULL},
};

static bool offer_states(struct form *form)
{
    static const char *const states[] = {"queued", "taken", "unknown", "dead", "by_hand", "done"};
    struct choice items[sizeof states / sizeof *states + 1] = {{.code = "", .text = _("all")}};

    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        items[i + 1] = (struct choice){.code = states[i], .text = job_state_name(states[i])};
    return form_choices(form, "state", items, sizeof items / sizeof *items);
}

static bool offer_kinds(struct form *form)
{
    const struct choice items[] = {
        {.code = "", .text = _("all")},
        {.code = "sms", .text = _("Short messages")},
        {.code = "registry", .text = _("Business registry")},
        {.code = "geocode", .text = _("Geocoder")},
        {.code = "deposit", .text = _("Micro-deposits")},
    };

    return form_choices(form, "kind", items, sizeof items / sizeof *items);
}

static bool open_filters(struct screen *screen)
{
    struct jobs *jobs = jobs_of(screen);
    struct form *form = form_new(screen, fields, &jobs->filter, FORM_LINE, NULL, screen);

    jobs->form = form;
    return form && screen_add(screen, form_widget(form)) && offer_states(form) && offer_kinds(form);
}

/* ---- the list ---- */

static const struct job_row *row_of(const void *row)
{
    return &((const struct line *)row)->row;
}

static void kind_text(const void *row, char *out, size_t size)
{
    snprintf(out, size, "%s", job_kind_name(row_of(row)));
}

static void state_text(const void *row, char *out, size_t size)
{
    snprintf(out, size, "%s", job_state_name(row_of(row)->state));
}

static void error_text(const void *row, char *out, size_t size)
{
    snprintf(out, size, "%s", job_error_words(row_of(row)->last_error));
}

static enum role state_role(const void *row)
{
    const char *state = row_of(row)->state;

    if (strcmp(state, "dead") == 0)
        return ROLE_ERROR;
    if (strcmp(state, "unknown") == 0 || strcmp(state, "by_hand") == 0)
        return ROLE_WARN;
    return strcmp(state, "done") == 0 ? ROLE_DIM : ROLE_VALUE;
}

static void made_text(const void *row, char *out, size_t size)
{
    app_moment(row_of(row)->made_at, out, size);
}

static void next_text(const void *row, char *out, size_t size)
{
    app_moment(row_of(row)->next_try_at, out, size);
}

#define ROW(member) offsetof(struct line, row.member)

static const struct column columns[] = {
    {"job_id", N_("No."), COLUMN_INT64, COLUMN_SORT | COLUMN_KEY | COLUMN_RIGHT | COLUMN_FROZEN, 6,
     8, 0, ROW(job_id), NULL, NULL},
    {"kind", N_("Type"), COLUMN_CALL, 0, 14, 18, 1, 0, kind_text, NULL},
    {"state", N_("State"), COLUMN_CALL, 0, 10, 11, 0, 0, state_text, state_role},
    {"tries", N_("Tries"), COLUMN_INT64, COLUMN_RIGHT, 5, 5, 0, ROW(tries), NULL, NULL},
    {"last_error", N_("Last error"), COLUMN_CALL, 0, 14, 24, 2, 0, error_text, NULL},
    {"made_at", N_("Made at"), COLUMN_CALL, 0, 16, 16, 0, 0, made_text, NULL},
    {"next_try_at", N_("Next try"), COLUMN_CALL, COLUMN_SPARE, 16, 16, 0, 0, next_text, NULL},
    {"subject", N_("Subject"), COLUMN_STRING, COLUMN_SPARE, 14, 24, 2, ROW(subject), NULL, NULL},
    {.name = NULL},
};

static const struct list_order orders[] = {{"job_id", "newest"}, {NULL, NULL}};

#define TEXT(member) offsetof(struct job_row, member)

static const size_t texts[] = {
    TEXT(kind),       TEXT(kind_name), TEXT(subject), TEXT(state),
    TEXT(last_error), TEXT(by_name),   TEXT(key),     TEXT(at),
};

static int64_t line_id(const void *row)
{
    return row_of(row)->job_id;
}

static const struct table_spec table = {
    .name = "jobs",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_clear = list_row_clear,
    .row_id = line_id,
    .empty = N_("No job is found. Look at the filters; jobs come with what people do."),
    .sort = "job_id",
    .ask = list_ask,
};

static void fetch(struct screen *screen, const struct list_from *from, void *owner, db_done *done)
{
    job_list(app_db(app_of(screen)), &jobs_of(screen)->filter, from->sort, from->backwards,
             from->after, from->n, owner, done);
}

static const struct list_spec list = {
    .table = &table,
    .orders = orders,
    .at_row = offsetof(struct line, row),
    .row_size = sizeof(struct job_row),
    .at = TEXT(at),
    .texts = texts,
    .text_count = sizeof texts / sizeof *texts,
    .fetch = fetch,
    .filter_shape = &job_filter_shape,
    .filter_at = offsetof(struct jobs, filter),
};

/* ---- the screen ---- */

static bool jobs_open(struct screen *screen, const void *arg, struct err *err)
{
    struct jobs *jobs = jobs_of(screen);

    if (arg)
        snprintf(jobs->filter.state, sizeof jobs->filter.state, "%s", (const char *)arg);
    if (open_filters(screen))
        jobs->list = list_new(screen, &list, jobs->form, !arg);
    if (!jobs->list)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void jobs_close(struct screen *screen)
{
    list_free(&jobs_of(screen)->list);
    db_forget(app_db(app_of(screen)), screen);
}

static void jobs_resume(struct screen *screen)
{
    list_again(jobs_of(screen)->list);
}

static enum handled jobs_event(struct screen *screen, const struct event *event)
{
    return list_event(jobs_of(screen)->list, event);
}

static bool has_current(const struct screen *screen)
{
    return list_current(jobs_of(screen)->list) != NULL;
}

static bool may_resend(const struct screen *screen)
{
    const struct job_row *row = list_current(jobs_of(screen)->list);

    return row && (strcmp(row->state, "dead") == 0 || strcmp(row->state, "by_hand") == 0);
}

static void resent(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("It is sent again."));
    list_again(jobs_of(screen)->list);
}

static void resend_answered(void *owner, bool yes)
{
    struct screen *screen = owner;

    if (yes)
        job_resend(app_db(app_of(screen)), jobs_of(screen)->chosen, screen, resent);
}

static enum handled resend(struct screen *screen)
{
    const struct job_row *row = list_current(jobs_of(screen)->list);
    char question[96];

    if (!row)
        return H_DONE;
    jobs_of(screen)->chosen = row->job_id;
    snprintf(question, sizeof question, _("Send job %lld again?"), (long long)row->job_id);
    prompt_yes_no(screen->ui, question, _("It goes out under the same key, with new tries."),
                  resend_answered, screen);
    return H_DONE;
}

static enum handled open_current(struct screen *screen)
{
    const struct job_row *row = list_current(jobs_of(screen)->list);
    char arg[24];

    if (!row)
        return H_DONE;
    snprintf(arg, sizeof arg, "%lld", (long long)row->job_id);
    return list_go(screen, "job", arg);
}

static enum handled read_again(struct screen *screen)
{
    list_again(jobs_of(screen)->list);
    return H_DONE;
}

static const struct action actions[] = {
    {"open", "Enter", N_("Open"), N_("Shows all that is known of the job."), NULL, ACTION_MAIN,
     has_current, open_current},
    {"resend", "F6", N_("Send again"),
     N_("Sends a job again that has failed, or was left to be done by hand."), NULL, ACTION_MAIN,
     may_resend, resend},
    {"refresh", "F5", N_("Read again"), N_("Reads the list again."), NULL, ACTION_MAIN, NULL,
     read_again},
    {.name = NULL},
};

const struct screen_ops screen_jobs = {
    .name = "jobs",
    .title = N_("Jobs"),
    .help = N_("What is sent to outside services: short messages, look-ups, micro-deposits. The "
               "worker tries again by itself; what has failed for good stands here in red and can "
               "be sent again. An unknown deposit is asked about until the bank has answered, and "
               "never made twice."),
    .state_size = sizeof(struct jobs),
    .actions = actions,
    .open = jobs_open,
    .event = jobs_event,
    .resume = jobs_resume,
    .close = jobs_close,
};
