#include "config.h"

#include "tui/screens/export_cells.h"

#include "core/base/i18n.h"
#include "tui/kit/prompt.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS_MOST = 40, CELL_SIZE = 512 };

void export_ask(struct ui *ui, void (*chosen)(void *owner, int format), void *owner)
{
    static const struct prompt_answer formats[] = {
        [EXPORT_XLSX] = {"xlsx", "X x", N_("Workbook (XLSX)")},
        [EXPORT_CSV] = {"csv", "C c", N_("Plain table (CSV)")},
    };

    prompt_choose(ui, _("How is the list written?"),
                  _("The file comes into the export folder; numbers stay masked."), formats,
                  sizeof formats / sizeof *formats, chosen, owner);
}

static bool is_of_numbers(const struct column *column)
{
    return column->kind == COLUMN_INT || column->kind == COLUMN_INT64 ||
           (column->flags & COLUMN_RIGHT);
}

bool export_cells(struct export *file, const struct column *columns, const char *skip,
                  const void *line, struct err *err)
{
    char texts[COLUMNS_MOST][CELL_SIZE];
    struct sheet_cell cells[COLUMNS_MOST];
    size_t n = 0;

    for (const struct column *column = columns; column->name && n < COLUMNS_MOST; column++) {
        if (skip && !strcmp(skip, column->name))
            continue;
        if (line) {
            table_cell(column, line, texts[n], CELL_SIZE);
            cells[n] = export_cell(texts[n], is_of_numbers(column));
        } else {
            cells[n] = (struct sheet_cell){SHEET_TEXT, gettext(column->title)};
        }
        n++;
    }
    return export_row(file, cells, n, err);
}

void export_say(struct ui *ui, const struct export_result *result)
{
    char text[EXPORT_PATH_SIZE + 128];

    snprintf(text, sizeof text, _("Written to %s, rows: %lld"), result->path,
             (long long)result->rows);
    ui_say(ui, MESSAGE_GOOD, text);
}
