/* A company enters a project, or becomes something else there (SPEC 6.1): the company and the day,
 * and under them the kinds to mark. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/participant.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/table.h"
#include "tui/screens/company_pick.h"
#include "tui/screens/offer.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS_MAX = 32, ASKED_SIZE = 256 };

struct kind_line {
    int64_t id; /* its place in the list of codes, from 1 */
    char code[16], name[96], mark[8];
};

struct record {
    int64_t company_id;
    char entered_on[DAY_SIZE];
};

struct page {
    int64_t participant_id, changed_at; /* 0: a company that enters */
    struct record record;
    struct form *form;
    struct table *table;
    struct kind_line kinds[KINDS_MAX];
    int kind_count;
    struct offer companies;
    char request_id[UUID_SIZE], asked[ASKED_SIZE];
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct record, member)

static const struct field fields[] = {
    {.name = "company_id",
     .label = N_("Company"),
     .help = N_("A part of its name, the beginning of its credit code, or its initials. It must be "
                "registered and certified."),
     .kind = FIELD_LOOKUP,
     .store = STORE_INT64,
     .flags = FIELD_REQUIRED,
     .width = 44,
     .missing = N_("choose the company"),
     MEMBER(company_id)},
    {.name = "entered_on",
     .label = N_("Entered on"),
     .kind = FIELD_DAY,
     .flags = FIELD_REQUIRED,
     .width = 12,
     MEMBER(entered_on)},
    {.name = NULL},
};

static void look_up(void *owner, struct form *form, const char *field, const char *typed,
                    unsigned ticket)
{
    struct page *page = page_of(owner);

    (void)form;
    (void)field;
    offer_company(&page->companies, app_project_id(page->companies.app), typed, ticket);
}

static const struct form_hooks hooks = {.look_up = look_up};

/* ---- kinds ---- */

static const struct column columns[] = {
    {"name", N_("Kinds on this project (Space marks them)"), COLUMN_TEXT, COLUMN_KEY, 30, 40, 1,
     offsetof(struct kind_line, name), NULL, NULL},
    {.name = NULL},
};

static int64_t kind_id(const void *row)
{
    return ((const struct kind_line *)row)->id;
}

static const struct table_spec table = {
    .name = "kinds",
    .columns = columns,
    .row_size = sizeof(struct kind_line),
    .row_id = kind_id,
    .empty = " ",
    .flags = TABLE_MARKS | TABLE_NO_ROW_N,
};

/* The general contractor's is not given to others. */
static void fill_kinds(struct page *page, const struct code_book *book)
{
    const struct code *code;

    for (size_t i = 0;
         (code = code_at(book, CODE_PARTICIPANT_KIND, i)) && page->kind_count < KINDS_MAX; i++) {
        struct kind_line *line = &page->kinds[page->kind_count];

        if (strcmp(code->code, PARTICIPANT_GENERAL_CONTRACTOR) == 0)
            continue;
        line->id = ++page->kind_count;
        text_copy(line->code, sizeof line->code, code->code);
        text_copy(line->name, sizeof line->name, code_shown(book, code));
    }
    table_put(page->table, page->kinds, page->kind_count);
}

static void mark(struct page *page, const char *const *kinds)
{
    for (; kinds && *kinds; kinds++)
        for (int i = 0; i < page->kind_count; i++)
            if (strcmp(page->kinds[i].code, *kinds) == 0)
                table_mark(page->table, page->kinds[i].id, true);
}

/* The codes of the marked ones, NULL at the end. */
static int marked(const struct page *page, const char *codes[KINDS_MAX + 1])
{
    int n = 0;

    for (int i = 0; i < page->kind_count; i++)
        if (table_is_marked(page->table, page->kinds[i].id))
            codes[n++] = page->kinds[i].code;
    codes[n] = NULL;
    return n;
}

/* ---- reading ---- */

static void list_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct participant *list = *rows ? (*rows)->data : NULL;
    char code[24];

    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    for (size_t i = 0; i < (*rows)->count; i++) {
        if (list[i].participant_id != page->participant_id)
            continue;
        page->changed_at = list[i].changed_at;
        page->record.company_id = list[i].company_id;
        day_format(list[i].entered_on, page->record.entered_on);
        form_load(page->form);
        snprintf(code, sizeof code, "%lld", (long long)list[i].company_id);
        form_show_as(page->form, "company_id", code, list[i].company_name);
        form_read_only(page->form, "company_id", true);
        form_read_only(page->form, "entered_on", true);
        screen_set_part(screen, list[i].company_name);
        table_unmark_all(page->table);
        mark(page, list[i].kinds);
        screen_focus_on(screen, table_widget(page->table));
    }
}

static void read_again(struct screen *screen)
{
    struct app *app = app_of(screen);

    participant_list(app_db(app), app_project_id(app), screen, list_came);
}

/* ---- saving ---- */

static void saved(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    char text[256];

    (void)rows;
    ui_busy_done(screen->ui, &page->busy);
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        if (!strcmp(err->sqlstate, "AX006"))
            read_again(screen);
        return;
    }
    snprintf(text, sizeof text,
             page->participant_id ? _("The kinds of %s were changed.")
                                  : _("%s is on the project now."),
             form_shown(page->form, "company_id"));
    form_saved(page->form);
    ui_say(screen->ui, MESSAGE_GOOD, text);
    ui_close(screen->ui, screen);
}

/* The same content asked again is the same request. */
static void name_request(struct page *page, const char *const *kinds)
{
    char asked[ASKED_SIZE];
    size_t n;

    snprintf(asked, sizeof asked, "%lld %s", (long long)page->record.company_id,
             page->record.entered_on);
    for (n = strlen(asked); *kinds && n < sizeof asked - 8; kinds++)
        n += (size_t)snprintf(asked + n, sizeof asked - n, " %s", *kinds);
    if (strcmp(asked, page->asked) != 0)
        uuid_make(page->request_id);
    text_copy(page->asked, sizeof page->asked, asked);
}

static enum handled run_save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    const char *kinds[KINDS_MAX + 1];
    struct err err = {.code = ERR_NONE};
    struct day day;

    if (!form_store(page->form, &err)) {
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    if (!marked(page, kinds)) {
        err_set(&err, ERR_INPUT, NULL, _("Mark at least one kind with Space."), NULL);
        ui_fail(screen->ui, &err);
        screen_focus_on(screen, table_widget(page->table));
        return H_DONE;
    }
    if (!day_parse(page->record.entered_on, &day))
        return H_DONE;
    name_request(page, kinds);
    page->busy = ui_busy(screen->ui, _("Saving the company"), NULL, NULL);
    if (page->participant_id)
        participant_kinds(app_db(app), app_project_id(app), page->request_id, page->participant_id,
                          kinds, page->changed_at, screen, saved);
    else
        participant_enter(app_db(app), app_project_id(app), page->request_id,
                          page->record.company_id, kinds, day, screen, saved);
    return H_DONE;
}

/* ---- the screen ---- */

static bool participant_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    if (!app_need_project(app, err))
        return false;
    page->participant_id = arg ? strtoll(arg, NULL, 10) : 0;
    day_format(app_today(app), page->record.entered_on);
    page->form = form_new(screen, fields, &page->record, 0, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    page->table = table_new(screen, &table, screen);
    if (!page->table || !screen_add(screen, table_widget(page->table)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    page->companies = (struct offer){.app = app, .form = page->form, .field = "company_id"};
    fill_kinds(page, app_codes(app));
    if (page->participant_id)
        read_again(screen);
    else
        screen_set_part(screen, _("entry"));
    return true;
}

static void participant_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (!page->form)
        return;
    offer_forget(&page->companies);
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
}

static bool may_save(const struct screen *screen)
{
    return !page_of(screen)->busy;
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Saves the company and its kinds and goes back to the list."),
     "participant_write", ACTION_MAIN, may_save, run_save},
    {.name = NULL},
};

const struct screen_ops screen_participant = {
    .name = "participant",
    .title = N_("Company on site"),
    .help = N_("A company that enters the project, and what it is here. One company may hold "
               "several kinds; Space marks them, Tab goes from the form to the kinds."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = participant_open,
    .close = participant_close,
};
