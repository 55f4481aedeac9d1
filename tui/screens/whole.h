/* A list whose rows all come in one answer: companies of a project, applications, exits that wait.
 * (A list of any length is tui/screens/list.h.)
 *
 * The table's rows are the noun's own structs; what they point to lives until the next answer. */
#ifndef ANXIN_TUI_WHOLE_H
#define ANXIN_TUI_WHOLE_H

#include "core/db/db.h"
#include "core/export.h"
#include "tui/kit/screen.h"
#include "tui/kit/table.h"

#include <stddef.h>
#include <stdint.h>

struct whole {
    struct screen *screen;
    struct table *table;
    struct table_spec spec; /* the screen's, but for its words while nothing is known */
    const char *empty;
    char why[256]; /* the database did not answer */
    struct db_rows *rows;
    void (*ask)(struct screen *screen, void *owner, db_done *done);
    void (*came)(struct screen *screen); /* after each answer; NULL */
    void (*note)(struct screen *screen, const struct export_result *result, void *owner,
                 db_done *done); /* of an export that was asked for */
    struct export_result noting; /* a file that the database has yet to note; path "": none */
    unsigned busy;
};

/* `spec` without ask; `ask` asks the noun with the owner and done it is given. Embedded by the
 * screen's state. False: no memory. */
bool whole_open(struct whole *whole, struct screen *screen, const struct table_spec *spec,
                void (*ask)(struct screen *screen, void *owner, db_done *done));
void whole_close(struct whole *whole);

/* Asks again; the cursor stays on its row. For resume(), and for event() when the link is back. */
void whole_again(struct whole *whole);
enum handled whole_event(struct whole *whole, const struct event *event);

/* The noun's row under the cursor, or NULL. */
const void *whole_current(const struct whole *whole);

/* Asks for the kind of file, sends the whole list, as sorted now, into it, and tells the database
 * with `note` what left it (SPEC 20.5). */
void whole_export(struct whole *whole,
                  void (*note)(struct screen *screen, const struct export_result *result,
                               void *owner, db_done *done));
/* There are rows, and no file is on its way. */
bool whole_exportable(const struct whole *whole);

/* The rows marked in a table, else the current one: their ids into `ids`, at most `most`. */
size_t whole_chosen(const struct table *table, int64_t *ids, size_t most);

#endif
