/* A table of the kit that shows a list of the database, and sends it into a file.
 *
 * A noun's list function is asked by key, page by page, in either direction; its rows live as long
 * as their answer, so the table keeps copies that own their text. The same function, asked from the
 * beginning, feeds the export (SPEC 20.5). */
#ifndef ANXIN_TUI_LIST_H
#define ANXIN_TUI_LIST_H

#include "core/base/day.h"
#include "core/db/db.h"
#include "core/export.h"
#include "core/record.h"
#include "tui/kit/form.h"
#include "tui/kit/screen.h"
#include "tui/kit/table.h"

#include <stddef.h>
#include <stdint.h>

struct export_job;
struct list;

/* What one page is asked with; the strings are borrowed for the call. */
struct list_from {
    const char *sort;  /* the list function's own word, with a minus before it: descending */
    bool backwards;    /* the rows before `after`; they come in the list's own order */
    const char *after; /* the `at` of the row before the first one wanted; NULL: none */
    int n;
};

/* A column's name and the list function's word for that order. */
struct list_order {
    const char *column, *sort;
};

/* The table's row is `char *own;` and then the noun's row: LIST_ROW(struct worker_row). */
#define LIST_ROW(type)                                                                             \
    {                                                                                              \
        char *own; /* the texts */                                                                 \
        type row;                                                                                  \
    }

struct list_spec {
    const struct table_spec *table;  /* its ask, count and row_clear are list_ask … */
    const struct list_order *orders; /* ends with column NULL; the first is the list's own order */
    size_t at_row, row_size;         /* the noun's row in the table's: offset and size */
    size_t at;                       /* offset of `at` in the noun's row */
    const size_t *texts;             /* offsets of its const char *, `text_count` of them */
    size_t text_count;
    /* Asks the noun. `screen` is the list's; `owner` and `done` are handed on to db_ask. */
    void (*fetch)(struct screen *screen, const struct list_from *from, void *owner, db_done *done);
    /* One row that begins with an int64_t; NULL: never known. */
    void (*total)(struct screen *screen, void *owner, db_done *done);
    /* The record of its filters: shape, and where it stands in the screen's state. */
    const struct record_shape *filter_shape;
    size_t filter_at;
    const char *shown; /* a lookup among the filters, whose text is remembered too; NULL */
    /* Tells the database what left it; NULL: as a list of the open project. */
    void (*note)(struct screen *screen, const char *filters, const struct export_result *result,
                 void *owner, db_done *done);
    const char *screen_only; /* a column that is not exported; NULL */
};

/* Makes the table and adds it to the screen, behind its filters; `spec` is kept. With `recall` it
 * is as it was when last left (SPEC 20.2). NULL: no memory. */
struct list *list_new(struct screen *screen, const struct list_spec *spec, struct form *filters,
                      bool recall);
/* Call from the screen's close(): remembers filters, order and row. *list may be NULL. */
void list_free(struct list **list);

struct table *list_table(const struct list *list);
/* The noun's row under the cursor, or NULL. */
const void *list_current(const struct list *list);

/* Asks whether a workbook or CSV, and sends the whole list, as filtered and sorted now, into it;
 * progress and Esc as everywhere. Asked again while one is running, it says so. */
void list_export(struct list *list);
bool list_exporting(const struct list *list);

/* For a screen's resume() and event(): what the list shows is read again, the cursor stays. */
void list_again(struct list *list);
enum handled list_event(struct list *list, const struct event *event);

/* For the actions of a list's screen: opens a screen, or says why not. */
enum handled list_go(struct screen *screen, const char *name, const char *arg);

/* A cell that shows a day. */
void list_day(struct day day, char *out, size_t size);

/* For struct table_spec. */
void list_ask(void *owner, struct table *table, const struct table_ask *ask);
void list_count(void *owner, struct table *table, unsigned ticket);
void list_row_clear(void *row);

/* ---- for the export ---- */

/* The filters as JSON, for the log of exports; the caller frees it with record_json_free. */
char *list_filters(const struct list *list);
const struct list_spec *list_spec(const struct list *list);
struct screen *list_screen(const struct list *list);
/* The list's order as the list function takes it: "-name". Returns out. */
char *list_sort(const struct list *list, char *out, size_t size);
/* A noun's row as the table keeps it: `line` has the table's row_size. False: no memory. */
bool list_keep(const struct list_spec *spec, void *line, const void *noun_row);
/* The job ended. */
void list_exported(struct list *list);

/* Frees *job; nothing of it is called any more, a file that is not whole is thrown away. */
struct export_job *export_job_new(struct list *list, enum export_format format);
void export_job_free(struct export_job **job);

#endif
