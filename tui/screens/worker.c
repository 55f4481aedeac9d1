/* One worker (SPEC 8, 3.6): what the project knows of them, masked; who enrolled them, where they
 * worked here, who has looked at their numbers. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/phone.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/reveal.h"
#include "core/worker.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/screens/facts.h"
#include "tui/screens/leave.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MS = 30000, SHOWN_SIZE = 32, LINE_SIZE = 512 };

/* A phone number on its way; with PHONE_ASK somebody else was faster, and their record is read. */
enum phone_step { PHONE_NONE, PHONE_SAVING, PHONE_ASK };

struct page {
    int64_t worker_id;
    struct facts *facts;
    struct db_rows *worker, *history, *looks; /* NULL: not there yet */
    struct err err;                           /* why `worker` is not there */
    const char *what;                         /* "id_number", "phone": asked for or shown */
    char reason[256];                         /* given for it */
    bool recorded;                            /* asked once: the look is on record */
    char shown[SHOWN_SIZE];                   /* the number, for half a minute; "" else */
    unsigned timer;
    enum phone_step step;
    char phone[PHONE_SIZE], request_id[UUID_SIZE];
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct worker *worker_of(const struct page *page)
{
    return page->worker ? page->worker->data : NULL;
}

/* ---- the page ---- */

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* A cell of a line, two spaces behind the one before it. */
static void add_cell(char *out, size_t size, const char *text, int cells)
{
    size_t used = strlen(out);

    if (used && used + 3 < size) {
        memcpy(out + used, "  ", 3);
        used += 2;
    }
    text_fit(out + used, size - used, or_empty(text), cells, TEXT_LEFT, 1);
}

/* "2026-11-23 09:12  样本乙" */
static void add_act(struct facts *facts, bool beside, const char *label, int64_t at, const char *by,
                    const char *more)
{
    char moment[32], text[LINE_SIZE];

    app_moment(at, moment, sizeof moment);
    snprintf(text, sizeof text, "%s%s%s%s%s", moment, or_empty(by)[0] ? "  " : "", or_empty(by),
             or_empty(more)[0] ? "  " : "", or_empty(more));
    (beside ? facts_beside : facts_line)(facts, label, text);
}

static void span(char *out, size_t size, struct day from, struct day to, const char *open)
{
    char begin[DAY_SIZE], end[DAY_SIZE];

    day_format(from, begin);
    day_format(to, end);
    snprintf(out, size, _("%s to %s"), begin[0] ? begin : _("not known"), end[0] ? end : open);
}

static void add_number(struct facts *facts, const struct page *page, const char *label,
                       const char *what, const char *masked, bool beside)
{
    bool shown = page->shown[0] && page->what && !strcmp(page->what, what);

    (beside ? facts_beside : facts_line)(facts, label, shown ? page->shown : masked);
    if (shown)
        facts_role(facts, ROLE_STRONG);
}

static void add_person(struct facts *facts, const struct page *page, const struct code_book *book,
                       struct day today)
{
    const struct worker *worker = worker_of(page);
    char day[DAY_SIZE], text[LINE_SIZE];
    bool ends = day_is_set(worker->valid_from) || day_is_set(worker->valid_until);

    facts_heading(facts, _("Identity document"));
    facts_line(facts, _("Name"), worker->name);
    facts_role(facts, ROLE_STRONG);
    add_number(facts, page, _("Phone"), "phone", worker->phone_masked, true);
    if (or_empty(worker->other_name)[0])
        facts_line(facts, _("Other name"), worker->other_name);
    facts_line(facts, _("Sex"), code_name(book, CODE_SEX, worker->sex));
    facts_beside(facts, _("Born"), day_format(worker->birth_on, day));
    add_number(facts, page, _("ID number"), "id_number", worker->id_masked, false);
    facts_beside(facts, _("Document"), code_name(book, CODE_DOCUMENT_KIND, worker->document_kind));
    span(text, sizeof text, worker->valid_from, worker->valid_until, _("no end"));
    facts_line(facts, _("Valid"), ends ? text : "");
    if (day_is_set(worker->valid_until) && day_compare(worker->valid_until, today) < 0)
        facts_role(facts, ROLE_WARN);
    facts_beside(facts, _("Issued by"), worker->issuer);
    facts_line(facts, _("Address"), worker->address);
    if (or_empty(worker->nationality)[0] && strcmp(worker->nationality, "CHN") != 0)
        facts_line(facts, _("Country"), worker->nationality);
    if (worker->name_maybe_cut)
        facts_text(facts, ROLE_WARN, _("The card's name field is full: the name may go on."));
}

static void add_work(struct facts *facts, const struct page *page)
{
    const struct worker *worker = worker_of(page);
    bool left = day_is_set(worker->ended_on);
    char day[DAY_SIZE], text[LINE_SIZE];

    facts_heading(facts, _("On this project"));
    facts_line(facts, _("State"), worker->state_name);
    facts_role(facts, left ? ROLE_DIM : ROLE_ACCENT);
    span(text, sizeof text, worker->started_on, worker->ended_on, _("today"));
    facts_beside(facts, left ? _("Was here") : _("Started on"),
                 left ? text : day_format(worker->started_on, day));
    facts_line(facts, _("Company"), worker->company_name);
    facts_beside(facts, _("Team"), worker->team_name);
    facts_line(facts, _("Trade"), worker->trade_name);
    facts_beside(facts, _("Kind"), worker->worker_kind_name);
}

static void add_record(struct facts *facts, const struct page *page, const struct code_book *book)
{
    const struct worker *worker = worker_of(page);

    facts_heading(facts, _("Enrolment"));
    add_act(facts, false, _("Enrolled"), worker->enrolled_at, worker->enrolled_by, NULL);
    add_act(facts, true, _("Same person"), worker->same_person_at, worker->same_person_by, NULL);
    add_act(facts, false, _("Consent"), worker->consent_at, worker->consent_by,
            code_name(book, CODE_CONSENT_MEANS, worker->consent_means));
}

static void add_history(struct facts *facts, const struct page *page)
{
    const struct worker_engagement *row = page->history ? page->history->data : NULL;
    size_t n = page->history ? page->history->count : 0;
    char days[64], text[LINE_SIZE];

    if (n < 2)
        return; /* it stands above */
    facts_heading(facts, _("Engagements on this project"));
    for (size_t i = 0; i < n; i++) {
        span(days, sizeof days, row[i].started_on, row[i].ended_on, _("today"));
        text[0] = 0;
        add_cell(text, sizeof text, days, 24);
        add_cell(text, sizeof text, row[i].team_name, 14);
        add_cell(text, sizeof text, row[i].trade_name, 10);
        add_cell(text, sizeof text, row[i].company_name, 20);
        facts_text(facts, day_is_set(row[i].ended_on) ? ROLE_DIM : ROLE_VALUE, text);
    }
}

static void add_looks(struct facts *facts, const struct page *page)
{
    const struct reveal_row *row = page->looks ? page->looks->data : NULL;
    size_t n = page->looks ? page->looks->count : 0;
    char moment[32], text[LINE_SIZE];

    facts_heading(facts, _("Who has looked at the numbers"));
    if (page->looks && !n)
        facts_text(facts, ROLE_DIM, _("Nobody yet."));
    for (size_t i = 0; i < n; i++) {
        text[0] = 0;
        add_cell(text, sizeof text, app_moment(row[i].at, moment, sizeof moment), 16);
        add_cell(text, sizeof text, row[i].by_name, 14);
        add_cell(text, sizeof text, reveal_what_name(row[i].what), 9);
        snprintf(text + strlen(text), sizeof text - strlen(text), "  %s", or_empty(row[i].reason));
        facts_text(facts, ROLE_VALUE, text);
    }
}

static void fill(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct code_book *book = app_codes(app_of(screen));
    const struct worker *worker = worker_of(page);

    facts_begin(page->facts);
    if (worker) {
        add_person(page->facts, page, book, app_today(app_of(screen)));
        add_work(page->facts, page);
        add_record(page->facts, page, book);
        add_history(page->facts, page);
        add_looks(page->facts, page);
        screen_set_part(screen, worker->name);
    } else if (page->err.code) {
        facts_text(page->facts, ROLE_ERROR, page->err.text);
        facts_text(page->facts, ROLE_VALUE, page->err.hint);
    }
    facts_end(page->facts);
}

/* ---- reading ---- */

static void ask_whose(struct screen *screen);

static void take(struct db_rows **kept, struct db_rows **rows)
{
    db_rows_free(kept);
    *kept = *rows;
    *rows = NULL;
}

static void worker_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    page->err = *err;
    if (!err->code && (*rows)->count)
        take(&page->worker, rows);
    else if (!err->code)
        err_set(&page->err, ERR_INPUT, NULL, _("This worker is not on the project."),
                _("Go back to the list and look again."));
    fill(screen);
    if (page->err.code && worker_of(page))
        ui_fail(screen->ui, &page->err);
    else if (!page->err.code && page->step == PHONE_ASK)
        ask_whose(screen);
}

static void history_came(void *owner, struct db_rows **rows, const struct err *err)
{
    if (!err->code)
        take(&page_of(owner)->history, rows);
    fill(owner);
}

static void looks_came(void *owner, struct db_rows **rows, const struct err *err)
{
    if (!err->code)
        take(&page_of(owner)->looks, rows);
    fill(owner);
}

static void read_looks(struct screen *screen)
{
    struct app *app = app_of(screen);

    reveal_list(app_db(app), app_project_id(app), page_of(screen)->worker_id, screen, looks_came);
}

static void read_worker(struct screen *screen)
{
    struct app *app = app_of(screen);

    worker_get(app_db(app), app_project_id(app), page_of(screen)->worker_id, screen, worker_came);
}

static void read_all(struct screen *screen)
{
    struct app *app = app_of(screen);

    read_worker(screen);
    worker_history(app_db(app), app_project_id(app), page_of(screen)->worker_id, screen,
                   history_came);
    read_looks(screen);
}

/* ---- a number shown whole ---- */

static void mask_again(void *owner)
{
    struct page *page = page_of(owner);

    page->timer = 0;
    secret_wipe(page->shown, sizeof page->shown);
    fill(owner);
}

static void ask_number(struct screen *screen);

/* The first call puts the look on record, the second one, being another transaction, answers. */
static void revealed(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct revealed *answer = *rows ? (*rows)->data : NULL;

    if (err->code || !(*rows)->count) {
        if (err->code)
            ui_fail(screen->ui, err);
        return;
    }
    if (!answer->value && !page->recorded) {
        page->recorded = true;
        ask_number(screen);
        return;
    }
    loop_stop(ui_loop(screen->ui), &page->timer);
    snprintf(page->shown, sizeof page->shown, "%s", or_empty(answer->value));
    page->timer = loop_after(ui_loop(screen->ui), SHOWN_MS, mask_again, screen);
    ui_say(screen->ui, MESSAGE_PLAIN,
           _("Shown for 30 seconds. Your look and its reason are on record."));
    fill(screen);
    read_looks(screen);
}

static void ask_number(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    reveal(app_db(app), app_project_id(app), page->worker_id, page->what, page->reason, screen,
           revealed);
}

static void reason_given(void *owner, const char *reason)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};

    if (!reason)
        return;
    if (!reveal_reason_ok(reason, &err)) {
        ui_fail(screen->ui, &err);
        return;
    }
    text_copy(page->reason, sizeof page->reason, reason);
    page->recorded = false;
    ask_number(screen);
}

static enum handled ask_reason(struct screen *screen, const char *what, const char *question)
{
    loop_stop(ui_loop(screen->ui), &page_of(screen)->timer);
    page_of(screen)->what = what;
    mask_again(screen);
    prompt_text(screen->ui, question, _("Reason"),
                _("It is recorded with your name; the worker can see it."), 4, false, reason_given,
                screen);
    return H_DONE;
}

static enum handled show_id(struct screen *screen)
{
    return ask_reason(screen, "id_number", _("Why do you need the whole ID number?"));
}

static enum handled show_phone(struct screen *screen)
{
    return ask_reason(screen, "phone", _("Why do you need the whole phone number?"));
}

/* ---- another phone number ---- */

static void phone_saved(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    (void)rows;
    page->step = PHONE_NONE;
    if (err->code && !strcmp(err->sqlstate, "AX006")) {
        page->step = PHONE_ASK;
        read_worker(screen);
        return;
    }
    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    ui_say(screen->ui, MESSAGE_GOOD, _("The phone number was changed."));
    read_worker(screen);
}

static void save_phone(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    page->step = PHONE_SAVING;
    worker_phone_save(app_db(app), app_project_id(app), page->request_id, page->worker_id,
                      page->phone, worker_of(page)->changed_at, screen, phone_saved);
}

static void conflict_answered(void *owner, int answer)
{
    if (answer == CONFLICT_KEEP)
        save_phone(owner);
}

/* The page shows the newer record already. */
static void ask_whose(struct screen *screen)
{
    const struct worker *worker = worker_of(page_of(screen));
    char text[200];

    page_of(screen)->step = PHONE_NONE;
    app_whose(worker->changed_by, worker->changed_at, text, sizeof text);
    prompt_conflict(screen->ui, text, conflict_answered, screen);
}

static void phone_given(void *owner, const char *typed)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct phone phone;
    struct err err = {.code = ERR_NONE};

    if (!typed || !worker_of(page))
        return;
    if (!phone_parse(typed, &phone)) {
        phone_err(&phone, NULL, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    snprintf(page->phone, sizeof page->phone, "%s", phone.number);
    uuid_make(page->request_id);
    save_phone(screen);
}

static enum handled change_phone(struct screen *screen)
{
    prompt_text(screen->ui, _("Another phone number for this worker"), _("Phone"),
                _("11 digits; the worker's own."), 11, false, phone_given, screen);
    return H_DONE;
}

/* ---- the screen ---- */

static bool worker_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    const char *text = arg ? arg : "";

    page->worker_id = strtoll(text, NULL, 10);
    if (!app_need_project(app_of(screen), err))
        return false;
    if (page->worker_id <= 0)
        return err_set(err, ERR_INPUT, NULL, _("Which worker?"), _("Choose one in the list."));
    page->facts = facts_new(screen);
    if (!page->facts)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    read_all(screen);
    return true;
}

static void worker_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (!page->facts)
        return;
    db_forget(app_db(app_of(screen)), screen);
    loop_stop(ui_loop(screen->ui), &page->timer);
    secret_wipe(page->shown, sizeof page->shown);
    db_rows_free(&page->worker);
    db_rows_free(&page->history);
    db_rows_free(&page->looks);
}

static enum handled worker_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE)
        read_all(screen);
    return H_PASS;
}

static bool is_there(const struct screen *screen)
{
    return worker_of(page_of(screen)) != NULL && app_online(app_of(screen));
}

static bool is_at_work(const struct screen *screen)
{
    return is_there(screen) && !strcmp(or_empty(worker_of(page_of(screen))->state), "employed");
}

static enum handled leave(struct screen *screen)
{
    const struct worker *worker = worker_of(page_of(screen));
    struct leave_who who = {.id = page_of(screen)->worker_id};

    text_copy(who.name, sizeof who.name, or_empty(worker->name));
    return leave_open(screen, LEAVE_WORKERS, &who, 1);
}

static void worker_resume(struct screen *screen)
{
    read_all(screen);
}

static const struct action actions[] = {
    {"show-id", "F3", N_("ID number"),
     N_("Shows the whole number for 30 seconds; asks for a reason, which is recorded."),
     "id_number_reveal", ACTION_MAIN, is_there, show_id},
    {"show-phone", "F4", N_("Phone"),
     N_("Shows the whole number for 30 seconds; asks for a reason, which is recorded."),
     "phone_reveal", ACTION_MAIN, is_there, show_phone},
    {"change-phone", "F5", N_("Change phone"), N_("Corrects the worker's phone number."),
     "worker_phone_write", ACTION_MAIN, is_there, change_phone},
    {"leave", "F8", N_("Exit"), N_("The worker leaves the site, on a day and for a reason."),
     "worker_exit", ACTION_MAIN, is_at_work, leave},
    {.name = NULL},
};

const struct screen_ops screen_worker = {
    .name = "worker",
    .title = N_("Worker"),
    .help = N_("What the project knows of this worker. Numbers are masked; who looks at a whole "
               "one says why, and the worker can see it."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = worker_open,
    .event = worker_event,
    .resume = worker_resume,
    .close = worker_close,
};
