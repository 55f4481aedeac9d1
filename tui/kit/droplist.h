/* A list of choices narrowed by what is typed, with a current line: under choice and lookup fields
 * and in the picker. */
#ifndef ANXIN_KIT_DROPLIST_H
#define ANXIN_KIT_DROPLIST_H

#include "tui/kit/canvas.h"
#include "tui/kit/choice.h"

struct droplist {
    const struct choices *all; /* borrowed */
    int *order;                /* indices of those that answer, best first */
    int count, room;
    int current, top, rows;
    bool waiting; /* the list was asked for and is not here yet */
};

void droplist_clear(struct droplist *list);
/* Takes the choices that answer to `typed` ("" or NULL: all, in their order). The current line is
 * the best one, or the one with `code` where given. */
bool droplist_narrow(struct droplist *list, const struct choices *all, const char *typed,
                     const char *code);
/* Up, Down, PgUp, PgDn, Home, End. */
bool droplist_key(struct droplist *list, int key);
const struct choice *droplist_current(const struct droplist *list);
/* Cells of the widest line, note included. */
int droplist_width(const struct droplist *list, const struct canvas *canvas);
void droplist_rows(struct droplist *list, int rows); /* how many fit */
void droplist_paint(const struct droplist *list, struct canvas *canvas, struct rect area);

#endif
