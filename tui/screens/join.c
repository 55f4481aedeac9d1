/* Projects I may ask to join, or to take over for my company (SPEC 5.6, 6.2), and what has become
 * of asking. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/member.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/prompt.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <stdio.h>
#include <string.h>

struct record {
    char search[64];
};

struct page {
    struct record record;
    struct form *form;
    struct whole list;
    int64_t participant_id; /* what a question is about */
    char request_id[UUID_SIZE];
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct project_found *current(const struct screen *screen)
{
    return whole_current(&page_of(screen)->list);
}

static const struct field fields[] = {
    {.name = "search",
     .label = N_("Find"),
     .help = N_("Part of the project's name, or its initials."),
     .kind = FIELD_TEXT,
     .width = 24,
     FIELD_AT(struct record, search)},
    {.name = NULL},
};

static void search_changed(void *owner, struct form *form, const char *field)
{
    struct page *page = page_of(owner);

    (void)field;
    text_copy(page->record.search, sizeof page->record.search, form_value(form, "search"));
    whole_again(&page->list);
}

static const struct form_hooks hooks = {.changed = search_changed, .typed = search_changed};

/* ---- the list ---- */

static const struct {
    const char *state, *text;
} states[] = {
    {"open", N_("asked, no answer yet")},
    {"refused", N_("refused")},
    {"withdrawn", N_("taken back")},
    {"accepted", N_("was accepted")},
};

/* "refused: enough people" */
static void state_text(const void *row, char *out, size_t size)
{
    const struct project_found *it = row;
    const char *text = strcmp(it->kind, "claim") ? _("may be joined") : _("may be claimed");

    if (it->member) {
        text_copy(out, size, _("I am a member"));
        return;
    }
    for (size_t i = 0; it->state && i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, it->state) == 0)
            text = gettext(states[i].text);
    if (it->reason)
        snprintf(out, size, _("%s: %s"), text, it->reason);
    else
        text_copy(out, size, text);
}

static bool is_open(const struct project_found *it)
{
    return it && it->state && strcmp(it->state, "open") == 0;
}

static enum role state_role(const void *row)
{
    const struct project_found *it = row;

    if (it->member)
        return ROLE_DIM;
    return is_open(it) ? ROLE_ACCENT : ROLE_VALUE;
}

#define ROW(member) offsetof(struct project_found, member)

static const struct column columns[] = {
    {"project_name", N_("Project"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 18, 22, 2,
     ROW(project_name), NULL, NULL},
    {"company_name", N_("For my company"), COLUMN_STRING, 0, 16, 20, 1, ROW(company_name), NULL,
     NULL},
    {"state", N_("State"), COLUMN_CALL, 0, 20, 24, 1, 0, state_text, state_role},
    {"contractor_name", N_("General contractor"), COLUMN_STRING, COLUMN_SPARE, 18, 22, 1,
     ROW(contractor_name), NULL, NULL},
    {"region_name", N_("Region"), COLUMN_STRING, COLUMN_SPARE, 10, 12, 0, ROW(region_name), NULL,
     NULL},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    return ((const struct project_found *)row)->participant_id;
}

static const struct table_spec table = {
    .name = "join",
    .columns = columns,
    .row_size = sizeof(struct project_found),
    .row_id = row_id,
    .empty = N_("No project has a company of yours on it yet: its general contractor enters the "
                "company there. Without a company, join one first (My companies)."),
};

static void ask(struct screen *screen, void *owner, db_done *done)
{
    project_find(app_db(app_of(screen)), page_of(screen)->record.search, owner, done);
}

/* ---- asking ---- */

static void asked(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("Sent. The answer will stand here."));
    whole_again(&page_of(screen)->list);
}

static void taken_back(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code)
        ui_fail(screen->ui, err);
    whole_again(&page_of(screen)->list);
}

/* The list may have been read anew under the question: the row is found again. */
static const struct project_found *find(const struct page *page)
{
    const struct project_found *rows = page->list.rows ? page->list.rows->data : NULL;

    for (size_t i = 0; rows && i < page->list.rows->count; i++)
        if (rows[i].participant_id == page->participant_id)
            return &rows[i];
    return NULL;
}

static void message_given(void *owner, const char *message)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct project_found *it = find(page);

    if (message && it)
        project_apply(app_db(app_of(screen)), it, page->request_id, message, screen, asked);
}

static enum handled apply(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct project_found *it = current(screen);
    char text[300];

    page->participant_id = it->participant_id;
    uuid_make(page->request_id);
    if (strcmp(it->kind, "claim") == 0) {
        snprintf(text, sizeof text, _("Claim %s for %s?"), it->project_name, it->company_name);
        prompt_text(screen->ui, text, _("Message"), _("The company's administrator reads it."), 0,
                    false, message_given, screen);
    } else {
        snprintf(text, sizeof text, _("Ask to join %s?"), it->project_name);
        prompt_text(screen->ui, text, _("Message"),
                    _("Who you are and what for; the project administrator reads it."), 0, false,
                    message_given, screen);
    }
    return H_DONE;
}

static enum handled take_back(struct screen *screen)
{
    project_apply_withdraw(app_db(app_of(screen)), current(screen)->participant_id, screen,
                           taken_back);
    return H_DONE;
}

/* ---- the screen ---- */

static bool join_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    page->form = form_new(screen, fields, &page->record, FORM_LINE, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)) ||
        !whole_open(&page->list, screen, &table, ask))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    table_filters(page->list.table, page->form);
    return true;
}

static void join_close(struct screen *screen)
{
    whole_close(&page_of(screen)->list);
    db_forget(app_db(app_of(screen)), screen);
}

static void join_resume(struct screen *screen)
{
    whole_again(&page_of(screen)->list);
}

static enum handled join_event(struct screen *screen, const struct event *event)
{
    return whole_event(&page_of(screen)->list, event);
}

static bool may_apply(const struct screen *screen)
{
    return current(screen) && !current(screen)->member && !is_open(current(screen));
}

static bool may_take_back(const struct screen *screen)
{
    return is_open(current(screen));
}

static const struct action actions[] = {
    {"apply", "Enter F2", N_("Ask"),
     N_("Asks to join the project, or claims it for the company, with a message."), NULL,
     ACTION_MAIN, may_apply, apply},
    {"withdraw", "F8", N_("Withdraw"), N_("Takes back what was not answered yet."), NULL,
     ACTION_MAIN, may_take_back, take_back},
    {.name = NULL},
};

const struct screen_ops screen_join = {
    .name = "join",
    .title = N_("Join a project"),
    .help = N_("Projects that have a company of yours on them. Its project administrator answers; "
               "a recorded project is claimed, and your company's administrator answers."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = join_open,
    .event = join_event,
    .resume = join_resume,
    .close = join_close,
};
