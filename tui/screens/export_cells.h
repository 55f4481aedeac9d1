/* A row of a table on its way into a file: what every export writes (SPEC 20.5). */
#ifndef ANXIN_TUI_EXPORT_CELLS_H
#define ANXIN_TUI_EXPORT_CELLS_H

#include "core/export.h"
#include "tui/kit/table.h"
#include "tui/kit/ui.h"

/* One line as the table shows it; `line` NULL: the heading. `skip`: a column that is not exported;
 * NULL. */
bool export_cells(struct export *file, const struct column *columns, const char *skip,
                  const void *line, struct err *err);

/* "Written to …": once the database has noted it. */
void export_say(struct ui *ui, const struct export_result *result);

#endif
