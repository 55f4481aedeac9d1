/* Workers invited by tables: the record of it, and a new one (SPEC 8.2). */
#include "config.h"

#include "core/base/i18n.h"
#include "core/participant.h"
#include "core/sheet/sheet.h"
#include "core/worker_import.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/picker.h"
#include "tui/kit/ui.h"
#include "tui/screens/file_choose.h"
#include "tui/screens/import_run.h"
#include "tui/screens/list.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMPANIES_MOST = 200 };

struct imports {
    struct import_filter filter;
    struct form *form;
    struct list *list;
    struct file_choose choose;
    int64_t participant_id; /* whose people the table brings */
    struct import_run *run;
    char asked; /* its address owns the question for the companies */
};

struct line LIST_ROW(struct import_row);

static struct imports *imports_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- the list ---- */

static const struct field fields[] = {
    {.name = "search",
     .label = N_("Find"),
     .help = N_("Part of the name."),
     .kind = FIELD_TEXT,
     .width = 14,
     FIELD_AT(struct import_filter, search)},
    {.name = NULL},
};

static void time_text(const void *row, char *out, size_t size)
{
    app_moment(((const struct line *)row)->row.invited_at, out, size);
}

static void state_text(const void *row, char *out, size_t size)
{
    const char *state = ((const struct line *)row)->row.state;

    if (state && strcmp(state, "joined") == 0)
        snprintf(out, size, "%s", _("joined"));
    else if (state && strcmp(state, "withdrawn") == 0)
        snprintf(out, size, "%s", _("taken back"));
    else
        snprintf(out, size, "-");
}

#define ROW(member) offsetof(struct line, row.member)

static const struct column columns[] = {
    {"name", N_("Name"), COLUMN_STRING, COLUMN_KEY | COLUMN_FROZEN, 12, 14, 2, ROW(name), NULL,
     NULL},
    {"phone_masked", N_("Phone"), COLUMN_STRING, 0, 11, 11, 0, ROW(phone_masked), NULL, NULL},
    {"id_masked", N_("ID number"), COLUMN_STRING, 0, 18, 18, 0, ROW(id_masked), NULL, NULL},
    {"invited_at", N_("Time"), COLUMN_CALL, COLUMN_SORT, 16, 16, 0, 0, time_text, NULL},
    {"state", N_("State"), COLUMN_CALL, 0, 8, 8, 0, 0, state_text, NULL},
    {"company_name", N_("Company"), COLUMN_STRING, COLUMN_SPARE, 16, 22, 2, ROW(company_name), NULL,
     NULL},
    {"team_name", N_("Team"), COLUMN_STRING, COLUMN_SPARE, 10, 12, 1, ROW(team_name), NULL, NULL},
    {"invited_by", N_("By"), COLUMN_STRING, COLUMN_EXPORT_ONLY, 10, 10, 0, ROW(invited_by), NULL,
     NULL},
    {"file_name", N_("Table"), COLUMN_STRING, COLUMN_EXPORT_ONLY, 10, 10, 0, ROW(file_name), NULL,
     NULL},
    {.name = NULL},
};

static const struct list_order orders[] = {
    {"invited_at", "time"},
    {NULL, NULL},
};

#define TEXT(member) offsetof(struct import_row, member)

static const size_t texts[] = {
    TEXT(name),  TEXT(phone_masked), TEXT(id_masked),  TEXT(company_name), TEXT(team_name),
    TEXT(state), TEXT(file_name),    TEXT(invited_by), TEXT(at),
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->row.invitation_id;
}

static const struct table_spec table = {
    .name = "imports",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_clear = list_row_clear,
    .row_id = line_id,
    .empty = N_("Nobody was invited by a table yet. F5 writes an empty one, F2 takes it in."),
    .sort = "invited_at",
    .flags = TABLE_DESCENDING,
    .ask = list_ask,
};

static void fetch(struct screen *screen, const struct list_from *from, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    import_list(app_db(app), app_project_id(app), &imports_of(screen)->filter, from->sort,
                from->backwards, from->after, from->n, owner, done);
}

static const struct list_spec list = {
    .table = &table,
    .orders = orders,
    .at_row = offsetof(struct line, row),
    .row_size = sizeof(struct import_row),
    .at = TEXT(at),
    .texts = texts,
    .text_count = sizeof texts / sizeof *texts,
    .fetch = fetch,
    .filter_shape = &import_filter_shape,
    .filter_at = offsetof(struct imports, filter),
};

/* ---- a new one ---- */

static void run_ended(struct screen *screen)
{
    import_run_free(&imports_of(screen)->run);
    list_again(imports_of(screen)->list);
}

static void file_came(void *owner, int fd, const char *name)
{
    struct screen *screen = owner;
    struct imports *page = imports_of(screen);

    page->run = import_run_new(screen, page->participant_id, fd, name, run_ended);
}

static void company_chosen(void *owner, const struct choice *choice)
{
    struct screen *screen = owner;

    if (!choice)
        return;
    imports_of(screen)->participant_id = strtoll(choice->code, NULL, 10);
    file_choose_open(&imports_of(screen)->choose);
}

/* Those that I may enrol for; one alone is not asked about. */
static void companies_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct imports *page =
        (struct imports *)(void *)((char *)owner - offsetof(struct imports, asked));
    struct screen *screen = page->choose.screen;
    struct choice items[COMPANIES_MOST];
    char codes[COMPANIES_MOST][24];
    int n = 0;

    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    for (size_t i = 0; i < (*rows)->count && n < COMPANIES_MOST; i++) {
        const struct participant *company = (const struct participant *)(*rows)->data + i;

        if (!company->mine || day_is_set(company->exited_on))
            continue;
        snprintf(codes[n], sizeof codes[n], "%lld", (long long)company->participant_id);
        items[n] = (struct choice){
            .code = codes[n], .text = company->company_name, .note = company->kind_names};
        n++;
    }
    if (n == 1)
        company_chosen(screen, &items[0]);
    else if (n > 1)
        picker_open(screen->ui, _("Whose people are in the table?"), items, n, NULL, NULL,
                    company_chosen, screen);
    else
        ui_say(screen->ui, MESSAGE_WARN, _("There is no company here that you may enrol for."));
}

static enum handled import(struct screen *screen)
{
    struct imports *page = imports_of(screen);
    struct app *app = app_of(screen);

    participant_list(app_db(app), app_project_id(app), &page->asked, companies_came);
    return H_DONE;
}

static enum handled write_template(struct screen *screen)
{
    char path[EXPORT_PATH_SIZE], text[EXPORT_PATH_SIZE + 64];
    struct err err = {.code = ERR_NONE};

    if (!worker_import_template(app_export_folder(app_of(screen)), path, &err)) {
        ui_fail(screen->ui, &err);
        return H_DONE;
    }
    snprintf(text, sizeof text, _("The empty table is %s"), path);
    ui_say(screen->ui, MESSAGE_GOOD, text);
    return H_DONE;
}

/* ---- the screen ---- */

static bool imports_open(struct screen *screen, const void *arg, struct err *err)
{
    struct imports *page = imports_of(screen);

    (void)arg;
    if (!app_need_project(app_of(screen), err))
        return false;
    page->choose = (struct file_choose){.screen = screen,
                                        .endings = sheet_endings,
                                        .title = _("Which table?"),
                                        .chosen = file_came,
                                        .owner = screen};
    page->form = form_new(screen, fields, &page->filter, FORM_LINE, NULL, screen);
    if (page->form && screen_add(screen, form_widget(page->form)))
        page->list = list_new(screen, &list, page->form, true);
    if (!page->list)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void imports_close(struct screen *screen)
{
    struct imports *page = imports_of(screen);

    db_forget(app_db(app_of(screen)), &page->asked);
    import_run_free(&page->run);
    file_choose_clear(&page->choose);
    list_free(&page->list);
}

static void imports_resume(struct screen *screen)
{
    list_again(imports_of(screen)->list);
}

static enum handled imports_event(struct screen *screen, const struct event *event)
{
    return list_event(imports_of(screen)->list, event);
}

static enum handled export_all(struct screen *screen)
{
    list_export(imports_of(screen)->list);
    return H_DONE;
}

static bool has_rows(const struct screen *screen)
{
    const struct list *it = imports_of(screen)->list;

    return list_current(it) != NULL && !list_exporting(it);
}

static bool is_free(const struct screen *screen)
{
    return imports_of(screen)->run == NULL;
}

static const struct action actions[] = {
    {"import", "F2", N_("Import"),
     N_("Takes in a table of workers; what is wrong with it comes back as a workbook."),
     "worker_invite", ACTION_MAIN, is_free, import},
    {"template", "F5", N_("Empty table"),
     N_("Writes a workbook with the headings into the export folder."), "worker_invite",
     ACTION_MAIN, NULL, write_template},
    {"export", "F7", N_("Export"),
     N_("Writes the list, as it is filtered and sorted now, into a file; numbers stay masked."),
     "list_export", ACTION_MAIN, has_rows, export_all},
    {.name = NULL},
};

const struct screen_ops screen_imports = {
    .name = "imports",
    .title = N_("Imported workers"),
    .help = N_("Who was invited by a table. The invited join when their ID card is read; until "
               "then they cannot work, clock in or be paid."),
    .state_size = sizeof(struct imports),
    .actions = actions,
    .open = imports_open,
    .event = imports_event,
    .resume = imports_resume,
    .close = imports_close,
};
