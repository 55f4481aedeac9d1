/* The workers of a project (SPEC 8.6): found by name, initials, phone or the last digits of a
 * document's number, narrowed by company, team, kind, trade and state. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/leaving.h"
#include "core/worker.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/prompt.h"
#include "tui/screens/leave.h"
#include "tui/screens/list.h"
#include "tui/screens/offer.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct workers {
    struct worker_filter filter;
    struct form *form;
    struct list *list;
    struct offer companies, teams;
    int64_t invitation_id; /* that a question is about */
};

struct line LIST_ROW(struct worker_row);

static struct workers *workers_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- filters ---- */

#define FILTER(member) FIELD_AT(struct worker_filter, member)

static const struct field fields[] = {
    {.name = "search",
     .label = N_("Find"),
     .help = N_("Part of a name, its initials, a phone number, or the last digits of a document."),
     .kind = FIELD_TEXT,
     .width = 14,
     FILTER(search)},
    {.name = "participant_id",
     .label = N_("Company"),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .width = 18,
     .no_text = N_("all"),
     FILTER(participant_id)},
    {.name = "team_id",
     .label = N_("Team"),
     .help = N_("Type a part of the team's name or its initials."),
     .kind = FIELD_LOOKUP,
     .store = STORE_INT64,
     .width = 14,
     .no_text = N_("all"),
     FILTER(team_id)},
    {.name = "trade",
     .label = N_("Trade"),
     .kind = FIELD_CHOICE,
     .width = 14,
     .no_text = N_("all"),
     FILTER(trade)},
    {.name = "worker_kind",
     .label = N_("Kind"),
     .kind = FIELD_CHOICE,
     .width = 18,
     .no_text = N_("all"),
     FILTER(worker_kind)},
    {.name = "state",
     .label = N_("State"),
     .help = N_("Invited people have no engagement until their card is read."),
     .kind = FIELD_CHOICE,
     .width = 14,
     FILTER(state)},
    {.name = NULL},
};

/* The states as the database calls them; it wants a word for all of them, too. */
static bool offer_states(struct form *form, const struct code_book *book)
{
    static const char *const codes[] = {"employed", "left", "invited", "withdrawn"};
    enum { CODES = sizeof codes / sizeof *codes };
    struct choice items[CODES + 1] = {0};

    for (int i = 0; i < CODES; i++)
        items[i] = (struct choice){.code = codes[i],
                                   .text = code_name(book, CODE_EMPLOYMENT_STATE, codes[i])};
    items[CODES] = (struct choice){.code = "all", .text = _("all")};
    return form_choices(form, "state", items, CODES + 1);
}

/* Another company has other teams. */
static void filter_changed(void *owner, struct form *form, const char *field)
{
    struct workers *workers = workers_of(owner);

    if (strcmp(field, "participant_id") || !workers->filter.team_id)
        return;
    workers->filter.team_id = 0;
    form_load_field(form, "team_id");
}

static void look_up(void *owner, struct form *form, const char *field, const char *typed,
                    unsigned ticket)
{
    struct workers *workers = workers_of(owner);

    (void)form;
    (void)field;
    offer_teams(&workers->teams, workers->filter.participant_id, typed, ticket);
}

static const struct form_hooks hooks = {
    .changed = filter_changed,
    .look_up = look_up,
};

static bool open_filters(struct screen *screen)
{
    struct workers *workers = workers_of(screen);
    const struct code_book *book = app_codes(app_of(screen));
    struct form *form = form_new(screen, fields, &workers->filter, FORM_LINE, &hooks, screen);

    workers->form = form;
    if (!form || !screen_add(screen, form_widget(form)))
        return false;
    workers->companies = (struct offer){
        .app = app_of(screen), .form = form, .field = "participant_id", .all = _("all")};
    workers->teams =
        (struct offer){.app = app_of(screen), .form = form, .field = "team_id", .all = _("all")};
    offer_companies(&workers->companies);
    return offer_states(form, book) &&
           offer_codes(form, "worker_kind", book, CODE_WORKER_KIND, _("all")) &&
           offer_codes(form, "trade", book, CODE_TRADE, _("all"));
}

/* ---- the list ---- */

static bool is_invitation(const struct worker_row *row)
{
    return row->kind && !strcmp(row->kind, "invitation");
}

static enum role state_role(const void *row)
{
    const struct line *line = row;

    if (is_invitation(&line->row))
        return ROLE_ACCENT;
    return line->row.state && !strcmp(line->row.state, "left") ? ROLE_DIM : ROLE_VALUE;
}

static void started_text(const void *row, char *out, size_t size)
{
    list_day(((const struct line *)row)->row.started_on, out, size);
}

static void ended_text(const void *row, char *out, size_t size)
{
    list_day(((const struct line *)row)->row.ended_on, out, size);
}

static void enrolled_text(const void *row, char *out, size_t size)
{
    app_moment(((const struct line *)row)->row.enrolled_at, out, size);
}

/* The last four of the number: what a person is asked for. */
static void tail_text(const void *row, char *out, size_t size)
{
    const char *id = ((const struct line *)row)->row.id_masked;
    size_t length = id ? strlen(id) : 0;

    snprintf(out, size, "%s", length > 4 ? id + length - 4 : "");
}

#define ROW(member) offsetof(struct line, row.member)

static const struct column columns[] = {
    {"name", N_("Name"), COLUMN_STRING, COLUMN_SORT | COLUMN_KEY | COLUMN_FROZEN, 20, 26, 2,
     ROW(name), NULL, NULL},
    {"company_name", N_("Company"), COLUMN_STRING, COLUMN_SPARE, 20, 22, 1, ROW(company_name), NULL,
     NULL},
    {"team_name", N_("Team"), COLUMN_STRING, COLUMN_SORT, 12, 12, 1, ROW(team_name), NULL, NULL},
    {"trade_name", N_("Trade"), COLUMN_STRING, COLUMN_SORT, 10, 12, 1, ROW(trade_name), NULL, NULL},
    {"state_name", N_("State"), COLUMN_STRING, 0, 6, 6, 0, ROW(state_name), NULL, state_role},
    {"phone_masked", N_("Phone"), COLUMN_STRING, 0, 11, 11, 0, ROW(phone_masked), NULL, NULL},
    {"id_tail", N_("Ends"), COLUMN_CALL, 0, 4, 4, 0, 0, tail_text, NULL},
    {"id_masked", N_("ID number"), COLUMN_STRING, COLUMN_EXPORT_ONLY, 18, 18, 0, ROW(id_masked),
     NULL, NULL},
    {"started_on", N_("Started on"), COLUMN_CALL, COLUMN_SORT | COLUMN_SPARE, 10, 10, 0, 0,
     started_text, NULL},
    {"worker_kind_name", N_("Kind"), COLUMN_STRING, COLUMN_SPARE, 8, 10, 0, ROW(worker_kind_name),
     NULL, NULL},
    {"ended_on", N_("Left on"), COLUMN_CALL, COLUMN_SPARE, 10, 10, 0, 0, ended_text, NULL},
    {"enrolled_at", N_("Enrolled"), COLUMN_CALL, COLUMN_SORT | COLUMN_SPARE, 16, 16, 0, 0,
     enrolled_text, NULL},
    {.name = NULL},
};

static const struct list_order orders[] = {
    {"name", "name"},          {"team_name", "team"},       {"trade_name", "trade"},
    {"started_on", "started"}, {"enrolled_at", "enrolled"}, {NULL, NULL},
};

#define TEXT(member) offsetof(struct worker_row, member)

static const size_t texts[] = {
    TEXT(kind),
    TEXT(name),
    TEXT(sex),
    TEXT(company_name),
    TEXT(team_name),
    TEXT(worker_kind),
    TEXT(worker_kind_name),
    TEXT(trade),
    TEXT(trade_name),
    TEXT(state),
    TEXT(state_name),
    TEXT(phone_masked),
    TEXT(document_kind),
    TEXT(id_masked),
    TEXT(at),
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->row.worker_id;
}

static const struct table_spec table = {
    .name = "workers",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_clear = list_row_clear,
    .row_id = line_id,
    .empty = N_("Nobody is found. Look at the filters, or enrol the first worker with F2."),
    .sort = "name",
    .ask = list_ask,
    .count = list_count,
    .flags = TABLE_MARKS,
};

static void fetch(struct screen *screen, const struct list_from *from, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    worker_list(app_db(app), app_project_id(app), &workers_of(screen)->filter, from->sort,
                from->backwards, from->after, from->n, owner, done);
}

static void total(struct screen *screen, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    worker_count(app_db(app), app_project_id(app), &workers_of(screen)->filter, owner, done);
}

static const struct list_spec list = {
    .table = &table,
    .orders = orders,
    .at_row = offsetof(struct line, row),
    .row_size = sizeof(struct worker_row),
    .at = TEXT(at),
    .texts = texts,
    .text_count = sizeof texts / sizeof *texts,
    .fetch = fetch,
    .total = total,
    .filter_shape = &worker_filter_shape,
    .filter_at = offsetof(struct workers, filter),
    .shown = "team_id",
    .screen_only = "id_tail", /* the masked number has it */
};

/* ---- the screen ---- */

/* "team ID NAME": that team alone; "company ID NAME"; "invited": those. False: it is none. */
static bool take_argument(struct workers *workers, const char *arg)
{
    long long team = 0, company = 0;
    int used = 0;
    char code[24];

    if (arg && sscanf(arg, "company %lld %n", &company, &used) == 1 && company > 0) {
        workers->filter.participant_id = company;
        form_load(workers->form);
        snprintf(code, sizeof code, "%lld", company);
        form_show_as(workers->form, "participant_id", code, used ? arg + used : code);
        return true;
    }

    if (arg && !strcmp(arg, "invited")) {
        text_copy(workers->filter.state, sizeof workers->filter.state, arg);
        form_load(workers->form);
        return true;
    }
    if (!arg || sscanf(arg, "team %lld %n", &team, &used) != 1 || team <= 0)
        return false;
    workers->filter.team_id = team;
    form_load(workers->form);
    snprintf(code, sizeof code, "%lld", team);
    form_show_as(workers->form, "team_id", code, used ? arg + used : code);
    return true;
}

static bool workers_open(struct screen *screen, const void *arg, struct err *err)
{
    struct workers *workers = workers_of(screen);

    if (!app_need_project(app_of(screen), err))
        return false;
    snprintf(workers->filter.state, sizeof workers->filter.state, "employed");
    if (!open_filters(screen))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    workers->list = list_new(screen, &list, workers->form, !take_argument(workers, arg));
    if (!workers->list)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void workers_close(struct screen *screen)
{
    struct workers *workers = workers_of(screen);

    list_free(&workers->list);
    db_forget(app_db(app_of(screen)), screen);
    offer_forget(&workers->companies);
    offer_forget(&workers->teams);
}

static void workers_resume(struct screen *screen)
{
    table_unmark_all(list_table(workers_of(screen)->list));
    list_again(workers_of(screen)->list);
}

static enum handled workers_event(struct screen *screen, const struct event *event)
{
    return list_event(workers_of(screen)->list, event);
}

/* The card itself brings the invitation back; the page says whose is wanted. */
static enum handled open_invitation(struct screen *screen, const struct worker_row *row)
{
    struct ui *ui = screen->ui;
    struct err err = {.code = ERR_NONE};
    char arg[40], text[256];

    snprintf(arg, sizeof arg, "invitation %lld", (long long)row->invitation_id);
    snprintf(text, sizeof text, _("Put the card of %s on the reader; the invitation is known."),
             row->name ? row->name : "");
    if (ui_open(ui, "enrol", arg, &err))
        ui_say(ui, MESSAGE_PLAIN, text);
    else
        ui_fail(ui, &err);
    return H_DONE;
}

static enum handled open_current(struct screen *screen)
{
    const struct worker_row *row = list_current(workers_of(screen)->list);
    char arg[24];

    if (!row)
        return H_DONE;
    if (is_invitation(row))
        return open_invitation(screen, row);
    snprintf(arg, sizeof arg, "%lld", (long long)row->worker_id);
    return list_go(screen, "worker", arg);
}

static enum handled enrol(struct screen *screen)
{
    return list_go(screen, "enrol", NULL);
}

/* ---- leaving ---- */

static const char *line_name(const void *row)
{
    return ((const struct line *)row)->row.name;
}

static void uninvited(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("The invitation was taken back."));
    list_again(workers_of(screen)->list);
}

static void uninvite_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct app *app = app_of(screen);

    if (yes)
        invitation_withdraw(app_db(app), app_project_id(app), workers_of(screen)->invitation_id,
                            screen, uninvited);
}

static enum handled leave(struct screen *screen)
{
    struct workers *workers = workers_of(screen);
    const struct worker_row *row = list_current(workers->list);
    const struct table *rows = list_table(workers->list);
    char text[256];

    if (!is_invitation(row) || table_marked(rows))
        return leave_open_chosen(screen, LEAVE_WORKERS, rows, line_name, line_id);
    workers->invitation_id = row->invitation_id;
    snprintf(text, sizeof text, _("Take back the invitation of %s?"), row->name ? row->name : "");
    prompt_yes_no(screen->ui, text, NULL, uninvite_answered, screen);
    return H_DONE;
}

static bool may_leave(const struct screen *screen)
{
    const struct list *it = workers_of(screen)->list;
    const struct worker_row *row = list_current(it);

    if (!row)
        return false;
    return table_marked(list_table(it)) || is_invitation(row) ||
           (row->state && !strcmp(row->state, "employed"));
}

static enum handled export_all(struct screen *screen)
{
    list_export(workers_of(screen)->list);
    return H_DONE;
}

static bool has_current(const struct screen *screen)
{
    return list_current(workers_of(screen)->list) != NULL;
}

static bool has_rows(const struct screen *screen)
{
    const struct list *it = workers_of(screen)->list;

    return list_current(it) != NULL && !list_exporting(it);
}

static const struct action actions[] = {
    {"open", "Enter F3", N_("View"), N_("Opens the worker; an invitation goes on with its card."),
     NULL, ACTION_MAIN, has_current, open_current},
    {"enrol", "F2", N_("Enrol"), N_("Enrols a worker by the ID card."), "worker_enrol", ACTION_MAIN,
     NULL, enrol},
    {"export", "F7", N_("Export"),
     N_("Writes the list, as it is filtered and sorted now, into a file; numbers stay masked."),
     "list_export", ACTION_MAIN, has_rows, export_all},
    {"leave", "F8", N_("Exit"),
     N_("Exits the marked workers, or the current one; takes an invitation back. Space marks."),
     "worker_exit", ACTION_MAIN, may_leave, leave},
    {.name = NULL},
};

const struct screen_ops screen_workers = {
    .name = "workers",
    .title = N_("Workers"),
    .help = N_("The workers of the project. Type / to find somebody by name, initials, phone or "
               "the last digits of the ID number; s sorts the list."),
    .state_size = sizeof(struct workers),
    .actions = actions,
    .open = workers_open,
    .event = workers_event,
    .resume = workers_resume,
    .close = workers_close,
};
