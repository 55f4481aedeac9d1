/* A record that somebody else saved while it stood in a form here (AX006): theirs, mine, or both
 * beside each other. Nothing is lost without being chosen. */
#ifndef ANXIN_TUI_CONFLICT_H
#define ANXIN_TUI_CONFLICT_H

#include "core/db/db.h"
#include "tui/kit/form.h"
#include "tui/kit/screen.h"

#include <stddef.h>
#include <stdint.h>

struct conflict_ops {
    size_t form_size; /* of the record that the form's fields lie in */
    /* What that record would be for `row`. */
    void (*form_from)(void *form, const void *row);
    /* NULL at the end: fields that never come back whole, and so are not compared. May be NULL. */
    const char *const *unseen;
    /* Mine counts as made after `row`: its changed_at is taken. */
    void (*after)(struct screen *screen, const void *row);
    /* Theirs goes into the fields, and what I had typed is given up. */
    void (*take)(struct screen *screen, const void *row);
    void (*save)(struct screen *screen);
    /* Shows what of theirs stands in no field; NULL: nothing does. */
    void (*compared)(struct screen *screen, const void *row);
};

/* Embedded by the screen, zeroed. */
struct conflict {
    struct screen *screen;
    struct form *form;
    const struct conflict_ops *ops;
    struct db_rows *theirs;
    const void *row; /* of theirs */
};

/* Asks. Takes *rows, of which `row` is the one; `by` (NULL or "": not known) changed it `at`. */
void conflict_ask(struct conflict *conflict, struct screen *screen, struct form *form,
                  const struct conflict_ops *ops, struct db_rows **rows, const void *row,
                  const char *by, int64_t at);
/* Call in the screen's close(). */
void conflict_clear(struct conflict *conflict);

#endif
