/* The page on which workers, teams or a company leave a site: who they are, the day, the reason,
 * and each one's result. */
#ifndef ANXIN_TUI_LEAVE_H
#define ANXIN_TUI_LEAVE_H

#include "tui/kit/screen.h"
#include "tui/kit/table.h"

#include <stddef.h>
#include <stdint.h>

enum leave_kind { LEAVE_WORKERS, LEAVE_TEAMS, LEAVE_COMPANY };

struct leave_who {
    int64_t id;
    char name[128]; /* "": not known here */
};

/* `who` is copied. */
enum handled leave_open(struct screen *screen, enum leave_kind kind, const struct leave_who *who,
                        size_t count);

/* The same for the rows marked in a table, else the current one; `name` gives a row's name. */
enum handled leave_open_chosen(struct screen *screen, enum leave_kind kind,
                               const struct table *table,
                               const char *(*name)(const void *row),
                               int64_t (*id)(const void *row));

#endif
