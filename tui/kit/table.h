/* A list of any length. Rows come page by page from a source that is asked by key (keyset), a
 * window of them is kept, the next page is asked for before the cursor gets there.
 *
 * Only the key cell of the current row is highlighted (full bar by setting), so that a cursor
 * move over a slow line costs few bytes (SPEC 20.6). */
#ifndef ANXIN_KIT_TABLE_H
#define ANXIN_KIT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "tui/kit/theme.h"
#include "tui/kit/widget.h"

struct form;
struct screen;
struct table;

enum column_kind {
    COLUMN_TEXT,   /* char array at offset */
    COLUMN_STRING, /* const char * at offset, may be NULL */
    COLUMN_INT64,
    COLUMN_INT,
    COLUMN_YES_NO, /* bool: the words yes and no */
    COLUMN_CALL,   /* text() */
};

enum column_flags {
    COLUMN_RIGHT = 1,  /* money, counts */
    COLUMN_SORT = 2,   /* can be sorted by */
    COLUMN_KEY = 4,    /* the highlighted cell; the first column if none says so */
    COLUMN_FROZEN = 8, /* stays when the table is moved sideways; only leading columns */
    COLUMN_SPARE = 16, /* left out first when the window is narrow */
    COLUMN_TIGHT = 32, /* no gap before it: the days of a month */
    COLUMN_EXPORT_ONLY = 64,
};

struct column {
    const char *name;  /* column name, sort word, heading key of an export */
    const char *title; /* N_("Team") */
    enum column_kind kind;
    unsigned flags;
    unsigned char min, want; /* cells; want 0: min */
    unsigned char grow;      /* share of the cells left over */
    size_t offset;
    void (*text)(const void *row, char *out, size_t size); /* COLUMN_CALL */
    enum role (*role)(const void *row);                    /* NULL: value */
};

/* A table asks its source for rows in one order. `from` is a row it has (NULL: from the beginning,
 * or, backwards, from the end); rows wanted are those after it, or, backwards, those before it,
 * nearest first. Answer now or later with table_rows or table_failed; a newer ticket makes older
 * ones void. */
struct table_ask {
    unsigned ticket;
    const void *from;
    bool backwards;
    int n;
    const char *sort; /* a column's name, "" for the source's own order */
    bool descending;
};

struct table_spec {
    const char *name;                /* script and export word */
    const struct column *columns;    /* ends with name NULL */
    size_t row_size;                 /* rows are copied bit by bit */
    void (*row_clear)(void *row);    /* frees what a row owns; NULL */
    int64_t (*row_id)(const void *); /* who a row is: kept cursor, marks */
    const char *empty;               /* N_("No workers yet. F2 enrols the first.") */
    unsigned flags;                  /* enum table_flags */
    const char *sort;                /* at first; NULL: "" */
    void (*ask)(void *owner, struct table *table, const struct table_ask *ask);
    void (*count)(void *owner, struct table *table, unsigned ticket); /* NULL: never known */
    void (*moved)(void *owner, struct table *table);  /* the cursor is on another row; NULL */
    void (*marked)(void *owner, struct table *table); /* a key marked or unmarked rows; NULL */
};

enum table_flags {
    TABLE_MARKS = 1,     /* Space marks rows */
    TABLE_NO_HEAD = 2,   /* no column titles */
    TABLE_NO_ROW_N = 4,  /* no "row n of m" in the status row */
    TABLE_DESCENDING = 8 /* at first */
};

struct table *table_new(struct screen *screen, const struct table_spec *spec, void *owner);
struct widget *table_widget(struct table *table);

/* Its filters: "/" goes to the first field, F4 to the second; a line form of the same screen that
 * the source reads. Changing it reloads the table. */
void table_filters(struct table *table, struct form *form);

/* Everything anew, from the first row, or from where the cursor is if `keep`. */
void table_reload(struct table *table, bool keep);
/* Answers: `rows` (n of them) are copied, their contents taken. `more`: there are rows beyond. */
void table_rows(struct table *table, unsigned ticket, const void *rows, int n, bool more);
void table_counted(struct table *table, unsigned ticket, int64_t count);
void table_failed(struct table *table, unsigned ticket, const struct err *err);
/* A table whose rows the program simply has: spec.ask may be NULL. Sorted and moved through here.
 */
void table_put(struct table *table, const void *rows, int n);

const void *table_current(const struct table *table); /* NULL: none */
int64_t table_current_id(const struct table *table);  /* 0: none */
/* If it is in the window, or will be when what is being asked for has come. */
void table_go(struct table *table, int64_t id);
int table_shown(const struct table *table); /* rows in the window */
const void *table_row(const struct table *table, int i);
int64_t table_total(const struct table *table); /* -1: not known */
bool table_loading(const struct table *table);
const char *table_sort(const struct table *table, bool *descending);
bool table_sort_by(struct table *table, const char *column, bool descending);

/* Marks, by row_id. */
int table_marked(const struct table *table);
bool table_is_marked(const struct table *table, int64_t id);
int64_t table_marked_id(const struct table *table, int i);
void table_mark(struct table *table, int64_t id, bool on);
void table_unmark_all(struct table *table);

/* A cell as it is shown and exported. */
void table_cell(const struct column *column, const void *row, char *out, size_t size);

#endif
