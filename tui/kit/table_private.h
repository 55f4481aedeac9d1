/* What table*.c share. */
#ifndef ANXIN_KIT_TABLE_PRIVATE_H
#define ANXIN_KIT_TABLE_PRIVATE_H

#include "tui/kit/canvas.h"
#include "tui/kit/table.h"

/* Rows asked for at first, so that they are soon there, and at once later; rows kept, and how near
 * the edge the next are asked for. */
enum {
    TABLE_FIRST = 50,
    TABLE_PAGE = 200,
    TABLE_KEPT = 1000,
    TABLE_EDGE = 60,
    TABLE_COLUMNS = 64
};

/* What the answer that is waited for will be. */
enum table_asked { ASKED_NOTHING, ASKED_NEW, ASKED_AFTER, ASKED_BEFORE, ASKED_END };

struct table {
    struct widget widget; /* first */
    const struct table_spec *spec;
    void *owner;
    struct form *filters;
    char *filters_seen; /* their values when rows were last asked for */

    char *rows; /* the window: count rows of spec->row_size */
    int count, room;
    int64_t first;         /* number of the window's first row, -1: not known */
    bool at_start, at_end; /* nothing lies beyond */
    int64_t total;         /* -1: not known */

    enum table_asked asked;
    unsigned next_ticket, ticket, count_ticket, busy;
    int pending;        /* rows to move on when they arrive */
    int64_t go;         /* the row to go to when they arrive, 0: none */
    int64_t keep_id;    /* of the row the cursor is to stay on */
    int keep_top;       /* cursor minus top then */
    int64_t keep_first; /* number of the first row that was asked for */
    bool keep_start;
    char failed[520];

    int cursor, top; /* in the window */
    char sort[32];
    bool descending;

    int columns, shift; /* shift: columns scrolled out behind the frozen ones */
    int x[TABLE_COLUMNS], width[TABLE_COLUMNS]; /* width 0: not shown */
    bool more_right;
    bool has_focus;

    int64_t *marks;
    int mark_count, mark_room;
};

/* table.c */
void table_free_widget(struct widget *widget);
void table_ask_rows(struct table *table, enum table_asked what);
void table_prefetch(struct table *table);
void table_cursor_to(struct table *table, int row);
void table_move(struct table *table, int step);
void table_corner(struct table *table);
int table_height(const struct table *table);
const char *table_at(const struct table *table, int row);
void table_dirty(struct table *table);

/* table_keys.c */
extern const struct widget_ops table_ops;

/* table_paint.c */
int table_wants(const struct widget *widget, int width);
void table_layout(struct widget *widget, struct rect area);
void table_paint(const struct widget *widget, struct canvas *canvas);
/* 12345678 as "12,345,678". */
char *table_number(int64_t number, char *out, size_t size);

#endif
