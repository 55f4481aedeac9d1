/* The open project (SPEC 5.3): everything its application said, its units and people, the states it
 * has been in. */
#include "config.h"

#include "core/application.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/participant.h"
#include "core/project_care.h"
#include "tui/app.h"
#include "tui/screens/application_facts.h"
#include "tui/screens/papers.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct page {
    int64_t project_id;
    struct facts *facts;
    struct db_rows *now, *participants, *people, *states;
    struct papers papers;
    struct err err; /* why `now` is not there */
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

/* ---- the page ---- */

/* A cell of a line, two spaces behind the one before it. */
static void add_cell(char *out, size_t size, const char *text, int cells)
{
    size_t used = strlen(out);

    if (used && used + 3 < size) {
        memcpy(out + used, "  ", 3);
        used += 2;
    }
    text_fit(out + used, size - used, text ? text : "", cells, TEXT_LEFT, 1);
}

static void add_states(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct project_state *row = page->states ? page->states->data : NULL;
    size_t n = page->states ? page->states->count : 0;
    const struct application *now = now_of(screen);
    const struct code_book *book = app_codes(app_of(screen));
    char day[DAY_SIZE], text[600];

    facts_heading(page->facts, _("State"));
    facts_line(page->facts, _("Now"), code_name(book, CODE_PROJECT_STATE, now->state));
    facts_role(page->facts, ROLE_ACCENT);
    for (size_t i = 0; i < n; i++) {
        text[0] = '\0';
        add_cell(text, sizeof text, day_format(row[i].from_on, day), 10);
        add_cell(text, sizeof text, code_name(book, CODE_PROJECT_STATE, row[i].state), 12);
        add_cell(text, sizeof text, row[i].changed_by, 12);
        snprintf(text + strlen(text), sizeof text - strlen(text), "  %s",
                 row[i].reason ? row[i].reason : _("from the beginning"));
        facts_text(page->facts, i ? ROLE_DIM : ROLE_VALUE, text);
    }
}

static void add_participants(struct page *page)
{
    const struct participant *row = page->participants ? page->participants->data : NULL;
    size_t n = page->participants ? page->participants->count : 0;
    char day[DAY_SIZE], text[512];

    facts_heading(page->facts, _("Companies on the project"));
    for (size_t i = 0; i < n; i++) {
        text[0] = '\0';
        add_cell(text, sizeof text, row[i].company_name, 30);
        add_cell(text, sizeof text, row[i].kind_names, 20);
        add_cell(text, sizeof text, day_format(row[i].exited_on, day)[0] ? day : _("on site"), 10);
        facts_text(page->facts, day_is_set(row[i].exited_on) ? ROLE_DIM : ROLE_VALUE, text);
    }
}

static void add_people(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct project_person *row = page->people ? page->people->data : NULL;
    size_t n = page->people ? page->people->count : 0;
    char text[512];

    facts_heading(page->facts, _("People of the project"));
    for (size_t i = 0; i < n; i++) {
        text[0] = '\0';
        add_cell(text, sizeof text, row[i].name, 14);
        add_cell(text, sizeof text,
                 code_name(app_codes(app_of(screen)), CODE_MEMBER_ROLE, row[i].role), 20);
        add_cell(text, sizeof text, row[i].company_name, 26);
        snprintf(text + strlen(text), sizeof text - strlen(text), "  %s",
                 row[i].remark ? row[i].remark : "");
        facts_text(page->facts, ROLE_VALUE, text);
    }
}

static void fill(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct application *now = now_of(screen);

    facts_begin(page->facts);
    if (now) {
        add_states(screen);
        application_facts(page->facts, app_of(screen), now);
        add_participants(page);
        add_people(screen);
        screen_set_part(screen, now->name);
    } else if (page->err.code) {
        facts_text(page->facts, ROLE_ERROR, page->err.text);
        facts_text(page->facts, ROLE_VALUE, page->err.hint);
    }
    facts_end(page->facts);
}

/* ---- reading ---- */

static void take(struct db_rows **kept, struct db_rows **rows)
{
    db_rows_free(kept);
    *kept = *rows;
    *rows = NULL;
}

static void project_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    page->err = *err;
    if (!err->code && (*rows)->count)
        take(&page->now, rows);
    else if (!err->code)
        err_set(&page->err, ERR_INPUT, NULL, _("Nothing is known of this project."),
                _("It may have been taken from you meanwhile."));
    fill(screen);
    if (page->err.code && page->now)
        ui_fail(screen->ui, &page->err);
}

static void states_came(void *owner, struct db_rows **rows, const struct err *err)
{
    if (!err->code)
        take(&page_of(owner)->states, rows);
    fill(owner);
}

static void participants_came(void *owner, struct db_rows **rows, const struct err *err)
{
    if (!err->code)
        take(&page_of(owner)->participants, rows);
    fill(owner);
}

static void people_came(void *owner, struct db_rows **rows, const struct err *err)
{
    if (!err->code)
        take(&page_of(owner)->people, rows);
    fill(owner);
}

static void read_all(struct screen *screen)
{
    struct db *db = app_db(app_of(screen));
    int64_t project_id = page_of(screen)->project_id;

    project_get(db, project_id, screen, project_came);
    project_states(db, project_id, screen, states_came);
    participant_list(db, project_id, screen, participants_came);
    project_people(db, project_id, screen, people_came);
}

/* ---- actions ---- */

static enum handled go(struct screen *screen, const char *name)
{
    struct err err = {.code = ERR_NONE};

    if (!ui_open(screen->ui, name, NULL, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

static enum handled run_state(struct screen *screen)
{
    return go(screen, "project_state");
}

static enum handled run_settings(struct screen *screen)
{
    return go(screen, "project_settings");
}

static enum handled run_papers(struct screen *screen)
{
    papers_choose(&page_of(screen)->papers, screen, now_of);
    return H_DONE;
}

static bool is_there(const struct screen *screen)
{
    return now_of(screen) != NULL;
}

static const struct action actions[] = {
    {"state", "F2", N_("Change state"),
     N_("Suspends the project, goes on with it, completes it: with a day and a reason."),
     "project_state_write", ACTION_MAIN, is_there, run_state},
    {"papers", "F3", N_("Papers"),
     N_("Prints the application form, filled in; and the scans that belong to the project."), NULL,
     ACTION_MAIN, is_there, run_papers},
    {"settings", "F4", N_("Settings"), N_("Attendance area, wage day, hours and rules."), NULL,
     ACTION_MAIN, is_there, run_settings},
    {.name = NULL},
};

/* ---- the screen ---- */

static bool open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    if (!app_need_project(app_of(screen), err))
        return false;
    page->project_id = app_project_id(app_of(screen));
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
    db_rows_free(&page->now);
    db_rows_free(&page->participants);
    db_rows_free(&page->people);
    db_rows_free(&page->states);
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

const struct screen_ops screen_project = {
    .name = "project",
    .title = N_("Project"),
    .help = N_("What is known of the open project: what its application said, its companies and "
               "people, and the states it has been in."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = open,
    .event = event,
    .resume = resume,
    .close = close,
};
