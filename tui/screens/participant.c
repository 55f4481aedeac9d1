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
#include "tui/screens/conflict.h"
#include "tui/screens/offer.h"
#include "tui/screens/page_draft.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS_MAX = 32, KINDS_SIZE = 160, ASKED_SIZE = 256 };

struct kind_line {
    int64_t id; /* its place in the list of codes, from 1 */
    char code[16], name[96], theirs[64];
};

struct record {
    int64_t company_id;
    char entered_on[DAY_SIZE];
    char kinds[KINDS_SIZE]; /* the codes of the marked ones, apart by spaces */
};

/* What is done with the companies once they were read. */
enum then { THEN_SHOW, THEN_ASK };

struct page {
    int64_t participant_id, changed_at; /* 0: a company that enters */
    enum then then;
    struct conflict conflict;
    struct page_draft draft;
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
    /* never shown: the marks below, so that they are changed, kept and given up with the rest */
    {.name = "kinds", .label = N_("Kinds"), .kind = FIELD_TEXT, .width = 20, MEMBER(kinds)},
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

static void keep_draft(void *owner, const char *json)
{
    page_draft_keep(&page_of(owner)->draft, json);
}

static const struct form_hooks hooks = {.look_up = look_up, .draft = keep_draft};

/* ---- kinds ---- */

static const struct column columns[] = {
    {"name", N_("Kinds on this project (Space marks them)"), COLUMN_TEXT, COLUMN_KEY, 30, 40, 1,
     offsetof(struct kind_line, name), NULL, NULL},
    {"theirs", "", COLUMN_TEXT, 0, 24, 30, 1, offsetof(struct kind_line, theirs), NULL, NULL},
    {.name = NULL},
};

static int64_t kind_id(const void *row)
{
    return ((const struct kind_line *)row)->id;
}

static void marked(void *owner, struct table *marks);

static const struct table_spec table = {
    .name = "kinds",
    .columns = columns,
    .row_size = sizeof(struct kind_line),
    .row_id = kind_id,
    .empty = " ",
    .flags = TABLE_MARKS | TABLE_NO_ROW_N,
    .marked = marked,
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

static bool is_among(const char *const *kinds, const char *code)
{
    for (; kinds && *kinds; kinds++)
        if (strcmp(*kinds, code) == 0)
            return true;
    return false;
}

/* The codes of the marked ones, NULL at the end. */
static int marked_codes(const struct page *page, const char *codes[KINDS_MAX + 1])
{
    int n = 0;

    for (int i = 0; i < page->kind_count; i++)
        if (table_is_marked(page->table, page->kinds[i].id))
            codes[n++] = page->kinds[i].code;
    codes[n] = NULL;
    return n;
}

/* In the order of the list, so that the same marks are the same text. */
static void join(const struct page *page, const char *const *kinds, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (int i = 0; i < page->kind_count && used + 8 < size; i++)
        if (is_among(kinds, page->kinds[i].code))
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? " " : "",
                                     page->kinds[i].code);
}

static void marked(void *owner, struct table *marks)
{
    struct page *page = page_of(owner);
    const char *codes[KINDS_MAX + 1];

    (void)marks;
    marked_codes(page, codes);
    join(page, codes, page->record.kinds, sizeof page->record.kinds);
    form_load_field(page->form, "kinds");
    form_draft_now(page->form);
}

/* The marks as the form has them. */
static void show_marks(struct screen *screen)
{
    struct page *page = page_of(screen);
    const char *kinds = form_value(page->form, "kinds");

    for (int i = 0; i < page->kind_count; i++) {
        table_mark(page->table, page->kinds[i].id, strstr(kinds, page->kinds[i].code) != NULL);
        page->kinds[i].theirs[0] = '\0';
    }
    table_put(page->table, page->kinds, page->kind_count);
}

/* ---- reading ---- */

static void show(struct screen *screen, const struct participant *it)
{
    struct page *page = page_of(screen);
    char code[24];

    page->changed_at = it->changed_at;
    page->record.company_id = it->company_id;
    day_format(it->entered_on, page->record.entered_on);
    join(page, it->kinds, page->record.kinds, sizeof page->record.kinds);
    form_load(page->form);
    snprintf(code, sizeof code, "%lld", (long long)it->company_id);
    form_show_as(page->form, "company_id", code, it->company_name);
    form_read_only(page->form, "company_id", true);
    form_read_only(page->form, "entered_on", true);
    screen_set_part(screen, it->company_name);
    show_marks(screen);
    screen_focus_on(screen, table_widget(page->table));
}

/* ---- somebody else was faster ---- */

static void save(struct screen *screen);

/* The company and its day cannot differ. */
static void form_from(void *form, const void *row)
{
    const struct participant *it = row;
    struct record *record = form;

    record->company_id = it->company_id;
    day_format(it->entered_on, record->entered_on);
}

static void made_after(struct screen *screen, const void *row)
{
    page_of(screen)->changed_at = ((const struct participant *)row)->changed_at;
}

static void take(struct screen *screen, const void *row)
{
    page_draft_drop(&page_of(screen)->draft);
    show(screen, row);
}

static void compared(struct screen *screen, const void *row)
{
    struct page *page = page_of(screen);
    const struct participant *it = row;

    for (int i = 0; i < page->kind_count; i++) {
        struct kind_line *line = &page->kinds[i];
        bool theirs = is_among(it->kinds, line->code);

        snprintf(line->theirs, sizeof line->theirs, "%s",
                 theirs == table_is_marked(page->table, line->id) ? ""
                 : theirs                                         ? _("theirs: marked")
                                                                  : _("theirs: not marked"));
    }
    table_put(page->table, page->kinds, page->kind_count);
}

static const struct conflict_ops conflict_ops = {
    .form_size = sizeof(struct record),
    .form_from = form_from,
    .after = made_after,
    .take = take,
    .save = save,
    .compared = compared,
};

static void list_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct participant *it = *rows ? (*rows)->data : NULL;
    size_t n = *rows ? (*rows)->count : 0;

    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    for (; n && it->participant_id != page->participant_id; n--)
        it++;
    if (!n)
        return;
    if (page->then == THEN_ASK) {
        conflict_ask(&page->conflict, screen, page->form, &conflict_ops, rows, it, it->changed_by,
                     it->changed_at);
    } else {
        show(screen, it);
        page_draft_offer(&page->draft);
    }
}

static void read_again(struct screen *screen, enum then then)
{
    struct app *app = app_of(screen);

    page_of(screen)->then = then;
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
    if (err->code && strcmp(err->sqlstate, "AX006") == 0) {
        read_again(screen, THEN_ASK);
        return;
    }
    if (err->code) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    page_draft_drop(&page->draft);
    snprintf(text, sizeof text,
             page->participant_id ? _("The kinds of %s were changed.")
                                  : _("%s is on the project now."),
             form_shown(page->form, "company_id"));
    form_saved(page->form);
    ui_say(screen->ui, MESSAGE_GOOD, text);
    ui_close(screen->ui, screen);
}

/* The same content asked again is the same request. */
static void name_request(struct page *page)
{
    char asked[ASKED_SIZE];

    snprintf(asked, sizeof asked, "%lld %s %s", (long long)page->record.company_id,
             page->record.entered_on, page->record.kinds);
    if (strcmp(asked, page->asked) != 0)
        uuid_make(page->request_id);
    text_copy(page->asked, sizeof page->asked, asked);
}

static void save(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    const char *kinds[KINDS_MAX + 1];
    struct err err = {.code = ERR_NONE};
    struct day day;

    if (!form_store(page->form, &err)) {
        ui_fail(screen->ui, &err);
        return;
    }
    if (!marked_codes(page, kinds)) {
        err_set(&err, ERR_INPUT, NULL, _("Mark at least one kind with Space."), NULL);
        ui_fail(screen->ui, &err);
        screen_focus_on(screen, table_widget(page->table));
        return;
    }
    if (!day_parse(page->record.entered_on, &day))
        return;
    name_request(page);
    page->busy = ui_busy(screen->ui, _("Saving the company"), NULL, NULL);
    if (page->participant_id)
        participant_kinds(app_db(app), app_project_id(app), page->request_id, page->participant_id,
                          kinds, page->changed_at, screen, saved);
    else
        participant_enter(app_db(app), app_project_id(app), page->request_id,
                          page->record.company_id, kinds, day, screen, saved);
}

static enum handled run_save(struct screen *screen)
{
    save(screen);
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
    page->draft = (struct page_draft){.screen = screen,
                                      .form = page->form,
                                      .question = _("This company's kinds were not saved."),
                                      .save = save,
                                      .came = show_marks};
    page_draft_subject(&page->draft, app_project_id(app), page->participant_id);
    form_hide(page->form, "kinds", true);
    fill_kinds(page, app_codes(app));
    if (page->participant_id) {
        read_again(screen, THEN_SHOW);
    } else {
        screen_set_part(screen, _("entry"));
        page_draft_offer(&page->draft);
    }
    return true;
}

static void participant_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (!page->form)
        return;
    offer_forget(&page->companies);
    page_draft_forget(&page->draft);
    conflict_clear(&page->conflict);
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
}

static bool may_save(const struct screen *screen)
{
    return !page_of(screen)->busy;
}

static bool participant_may_close(struct screen *screen)
{
    return page_draft_may_close(&page_of(screen)->draft);
}

static bool was_changed(const struct screen *screen)
{
    return may_save(screen) && form_changed(page_of(screen)->form);
}

static enum handled throw_away(struct screen *screen)
{
    struct page *page = page_of(screen);

    page_draft_drop(&page->draft);
    if (page->participant_id) {
        read_again(screen, THEN_SHOW);
        return H_DONE;
    }
    memset(&page->record, 0, sizeof page->record);
    day_format(app_today(app_of(screen)), page->record.entered_on);
    form_load(page->form);
    show_marks(screen);
    return H_DONE;
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Saves the company and its kinds and goes back to the list."),
     "participant_write", ACTION_MAIN, may_save, run_save},
    {"discard", "F8", N_("Undo changes"), N_("Throws away what was typed and not saved."), NULL,
     ACTION_WHEN, was_changed, throw_away},
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
    .may_close = participant_may_close,
    .close = participant_close,
};
