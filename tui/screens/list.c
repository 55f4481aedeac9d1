#include "config.h"

#include "tui/screens/list.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/kit/ui.h"
#include "tui/screens/export_cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SORT_SIZE = 40 };

/* One question on its way. Its address is the owner the database knows it by. */
struct question {
    struct list *list;
    unsigned ticket;
    int n;
    bool backwards;
};

struct list {
    struct screen *screen;
    const struct list_spec *spec;
    struct form *form;
    struct table *table;
    bool again; /* remembers where it was */
    struct question page, total;
    struct export_job *job;
};

/* ---- as it was when last left ---- */

enum { MEMORY_SIZE = 2048 };

static void *filter_of(const struct list *list)
{
    return (char *)list->screen->state + list->spec->filter_at;
}

char *list_filters(const struct list *list)
{
    return record_to_json(list->spec->filter_shape, filter_of(list));
}

/* Four lines: order, row, the lookup's text, the filters. */
static void remember(const struct list *list)
{
    const struct list_spec *spec = list->spec;
    char *filters = list_filters(list);
    bool descending;
    const char *sort = table_sort(list->table, &descending);
    char text[MEMORY_SIZE];

    if (filters && snprintf(text, sizeof text, "%s%s\n%lld\n%s\n%s", descending ? "-" : "", sort,
                            (long long)table_current_id(list->table),
                            spec->shown ? form_shown(list->form, spec->shown) : "",
                            filters) < (int)sizeof text)
        app_remember(app_of(list->screen), spec->table->name, text);
    record_json_free(&filters);
}

static char *next_line(char **rest)
{
    char *line = *rest;
    char *end = strchr(line, '\n');

    *rest = end ? end + 1 : line + strlen(line);
    if (end)
        *end = 0;
    return line;
}

static void recall_order(struct list *list, const char *sort)
{
    bool descending = *sort == '-';

    table_sort_by(list->table, sort + descending, descending);
}

static void recall(struct list *list)
{
    const struct list_spec *spec = list->spec;
    char text[MEMORY_SIZE], code[64];
    char *rest = text, *sort, *id, *shown;
    struct err err;

    snprintf(text, sizeof text, "%s", app_remembered(app_of(list->screen), spec->table->name));
    if (!text[0])
        return;
    sort = next_line(&rest);
    id = next_line(&rest);
    shown = next_line(&rest);
    if (!record_from_json(spec->filter_shape, filter_of(list), rest, &err))
        return;
    form_load(list->form);
    if (spec->shown && *shown) {
        snprintf(code, sizeof code, "%s", form_value(list->form, spec->shown));
        form_show_as(list->form, spec->shown, code, shown);
    }
    table_go(list->table, strtoll(id, NULL, 10));
    recall_order(list, sort);
}

struct list *list_new(struct screen *screen, const struct list_spec *spec, struct form *filters,
                      bool again)
{
    struct list *list = calloc(1, sizeof *list);

    if (!list)
        return NULL;
    list->screen = screen;
    list->spec = spec;
    list->form = filters;
    list->again = again;
    list->page.list = list->total.list = list;
    list->table = table_new(screen, spec->table, list);
    if (!list->table || !screen_add(screen, table_widget(list->table))) {
        free(list);
        return NULL;
    }
    table_filters(list->table, filters);
    if (again)
        recall(list);
    screen_focus_on(screen, table_widget(list->table));
    return list;
}

void list_free(struct list **list)
{
    struct db *db;

    if (!*list)
        return;
    if ((*list)->again)
        remember(*list);
    export_job_free(&(*list)->job);
    db = app_db(app_of((*list)->screen));
    db_forget(db, &(*list)->page);
    db_forget(db, &(*list)->total);
    free(*list);
    *list = NULL;
}

struct table *list_table(const struct list *list)
{
    return list->table;
}

const struct list_spec *list_spec(const struct list *list)
{
    return list->spec;
}

struct screen *list_screen(const struct list *list)
{
    return list->screen;
}

const void *list_current(const struct list *list)
{
    const char *line = list ? table_current(list->table) : NULL;

    return line ? line + list->spec->at_row : NULL;
}

/* ---- rows ---- */

void list_row_clear(void *row)
{
    char **own = row; /* LIST_ROW */

    free(*own);
    *own = NULL;
}

bool list_keep(const struct list_spec *spec, void *line, const void *noun_row)
{
    char *kept = (char *)line + spec->at_row;
    size_t size = 1;
    char *own, *to;

    memset(line, 0, spec->table->row_size);
    memcpy(kept, noun_row, spec->row_size);
    for (size_t i = 0; i < spec->text_count; i++) {
        const char *text = *(const char *const *)(kept + spec->texts[i]);

        size += text ? strlen(text) + 1 : 0;
    }
    own = to = malloc(size);
    if (!own)
        return false;
    for (size_t i = 0; i < spec->text_count; i++) {
        const char **text = (const char **)(kept + spec->texts[i]);

        if (!*text)
            continue;
        size = strlen(*text) + 1;
        *text = memcpy(to, *text, size);
        to += size;
    }
    *(char **)line = own;
    return true;
}

/* ---- asking ---- */

static char *sort_word(const struct list_spec *spec, const char *column, bool descending, char *out,
                       size_t size)
{
    const struct list_order *order = spec->orders;

    while (order->column && strcmp(order->column, column) != 0)
        order++;
    if (!order->column)
        order = spec->orders;
    snprintf(out, size, "%s%s", descending ? "-" : "", order->sort);
    return out;
}

char *list_sort(const struct list *list, char *out, size_t size)
{
    bool descending;
    const char *column = table_sort(list->table, &descending);

    return sort_word(list->spec, column, descending, out, size);
}

static void fail(struct list *list, unsigned ticket, const struct err *err)
{
    table_failed(list->table, ticket, err);
    screen_dirty(list->screen, DIRTY_PAINT);
}

static void page_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct question *page = owner;
    struct list *list = page->list;
    const struct list_spec *spec = list->spec;
    size_t size = spec->table->row_size, n = *rows ? (*rows)->count : 0, kept = 0;
    struct err memory = {.code = ERR_NONE};
    const char *from;
    char *lines;

    if (err->code) {
        fail(list, page->ticket, err);
        return;
    }
    lines = calloc(n ? n : 1, size);
    for (; lines && kept < n; kept++) {
        /* the table wants the nearest first */
        from =
            (const char *)(*rows)->data + (page->backwards ? n - 1 - kept : kept) * spec->row_size;
        if (!list_keep(spec, lines + kept * size, from))
            break;
    }
    if (lines && kept == n) {
        table_rows(list->table, page->ticket, lines, (int)n, (int)n >= page->n);
    } else {
        for (size_t i = 0; lines && i < kept; i++)
            list_row_clear(lines + i * size);
        err_set(&memory, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
        fail(list, page->ticket, &memory);
    }
    free(lines);
}

void list_ask(void *owner, struct table *table, const struct table_ask *ask)
{
    struct list *list = owner;
    const struct list_spec *spec = list->spec;
    const char *line = ask->from;
    char sort[SORT_SIZE];
    struct list_from from = {
        .sort = sort_word(spec, ask->sort, ask->descending, sort, sizeof sort),
        .backwards = ask->backwards,
        .after = line ? *(const char *const *)(line + spec->at_row + spec->at) : NULL,
        .n = ask->n,
    };

    (void)table;
    db_forget(app_db(app_of(list->screen)), &list->page);
    list->page.ticket = ask->ticket;
    list->page.n = ask->n;
    list->page.backwards = ask->backwards;
    spec->fetch(list->screen, &from, &list->page, page_came);
}

static void total_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct question *total = owner;
    int64_t count;

    if (err->code || (*rows)->count < 1)
        return; /* the page's own answer says what is wrong; the total stays unknown */
    memcpy(&count, (*rows)->data, sizeof count);
    table_counted(total->list->table, total->ticket, count);
}

void list_count(void *owner, struct table *table, unsigned ticket)
{
    struct list *list = owner;
    struct db *db = app_db(app_of(list->screen));

    (void)table;
    if (!list->spec->total)
        return;
    db_forget(db, &list->total);
    list->total.ticket = ticket;
    list->spec->total(list->screen, &list->total, total_came);
}

/* ---- for the screens ---- */

void list_again(struct list *list)
{
    table_reload(list->table, true);
}

enum handled list_event(struct list *list, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE)
        list_again(list);
    return H_PASS;
}

enum handled list_go(struct screen *screen, const char *name, const char *arg)
{
    struct err err = {.code = ERR_NONE};

    if (!ui_open(screen->ui, name, arg, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

void list_day(struct day day, char *out, size_t size)
{
    char text[DAY_SIZE];

    text_copy(out, size, day_format(day, text));
}

/* ---- export ---- */

static void format_chosen(void *owner, int format)
{
    struct list *list = owner;

    if (format >= 0 && !list->job)
        list->job = export_job_new(list, (enum export_format)format);
}

void list_export(struct list *list)
{
    if (list->job)
        ui_say(list->screen->ui, MESSAGE_WARN, _("The export is still running."));
    else
        export_ask(list->screen->ui, format_chosen, list);
}

bool list_exporting(const struct list *list)
{
    return list->job != NULL;
}

void list_exported(struct list *list)
{
    export_job_free(&list->job);
    screen_dirty(list->screen, DIRTY_PAINT);
}
