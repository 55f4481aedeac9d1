/* A table on its way into a file: what every export asks, writes and says (SPEC 20.5). */
#ifndef ANXIN_TUI_EXPORT_CELLS_H
#define ANXIN_TUI_EXPORT_CELLS_H

#include "core/export.h"
#include "tui/kit/table.h"
#include "tui/kit/ui.h"

/* Asks whether a workbook or CSV; `chosen` gets enum export_format, or -1: neither. */
void export_ask(struct ui *ui, void (*chosen)(void *owner, int format), void *owner);

/* One line as the table shows it; `line` NULL: the heading. `skip`: a column that is not exported;
 * NULL. */
bool export_cells(struct export *file, const struct column *columns, const char *skip,
                  const void *line, struct err *err);

/* "Written to …": once the database has noted it. */
void export_say(struct ui *ui, const struct export_result *result);

#endif
