/* Text with separators (RFC 4180 and what office programs make of it): comma, semicolon or tab,
 * lines ended by CR LF, LF or CR, quotes doubled within quotes. */
#include "config.h"

#include "core/base/text.h"
#include "core/sheet/take_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct csv {
    struct sheet_out *out;
    const char *at;
    char separator;
    int64_t line;          /* the row's number: records, not line ends, as a spreadsheet counts */
    struct sheet_text row; /* its cells, each terminated */
    size_t starts[SHEET_COLUMNS_MOST];
    size_t count;
};

/* "sep=;" on the first line is a spreadsheet's own way to say it. */
static bool says_separator(struct csv *csv)
{
    const char *at = csv->at;

    if (strncasecmp(at, "sep=", 4) != 0 || !at[4] || !strchr(",;\t", at[4]))
        return false;
    if (at[5] != '\r' && at[5] != '\n' && at[5] != '\0')
        return false;
    csv->separator = at[4];
    csv->at += 5 + (at[5] == '\r') + (at[5] == '\r' ? at[6] == '\n' : at[5] == '\n');
    csv->line++;
    return true;
}

/* The one of which the first line that holds something has most, quotes left out. */
static char likely_separator(const char *at)
{
    static const char known[] = ",;\t";
    size_t counts[sizeof known - 1] = {0}, best = 0;
    bool quoted = false;

    while (*at == '\r' || *at == '\n')
        at++;
    for (; *at && (quoted || (*at != '\r' && *at != '\n')); at++) {
        const char *found = quoted ? NULL : strchr(known, *at);

        if (*at == '"')
            quoted = !quoted;
        if (found)
            counts[found - known]++;
    }
    for (size_t i = 1; i < sizeof known - 1; i++)
        if (counts[i] > counts[best])
            best = i;
    return known[best];
}

static bool add(struct csv *csv, const char *bytes, size_t n)
{
    return sheet_text_add(&csv->row, bytes, n, (size_t)SHEET_CELL_MOST * 8);
}

/* The inside of quotes; csv->at stands behind the first and goes behind the last one. */
static enum sheet_fault quoted(struct csv *csv)
{
    for (;;) {
        size_t n = strcspn(csv->at, "\"");

        if (!add(csv, csv->at, n))
            return sheet_fault_of(csv->out, SHEET_LARGE, "a row is too long");
        csv->at += n;
        if (!*csv->at)
            return sheet_fault_of(csv->out, SHEET_QUOTE, "a quotation mark is not closed");
        if (csv->at[1] != '"') {
            csv->at++;
            return SHEET_GOOD;
        }
        if (!add(csv, "\"", 1))
            return sheet_fault_of(csv->out, SHEET_LARGE, "a row is too long");
        csv->at += 2;
    }
}

static enum sheet_fault cell(struct csv *csv)
{
    size_t start = csv->row.used, n;
    const char stop[] = {csv->separator, '\r', '\n', '\0'};
    enum sheet_fault fault = SHEET_GOOD;

    if (*csv->at == '"') {
        csv->at++;
        fault = quoted(csv);
    }
    if (fault != SHEET_GOOD)
        return fault;
    n = strcspn(csv->at, stop);
    if (!add(csv, csv->at, n) || csv->row.used - start > SHEET_CELL_MOST || !add(csv, "", 1))
        return sheet_fault_of(csv->out, SHEET_LARGE, "a cell is too long");
    csv->at += n;
    if (csv->count < SHEET_COLUMNS_MOST)
        csv->starts[csv->count++] = start;
    else
        csv->row.used = start;
    return SHEET_GOOD;
}

static enum sheet_fault give(struct csv *csv)
{
    struct sheet_cell cells[SHEET_COLUMNS_MOST];

    for (size_t i = 0; i < csv->count; i++)
        cells[i] = (struct sheet_cell){SHEET_TEXT, csv->row.bytes + csv->starts[i]};
    return sheet_give(csv->out, csv->line, cells, csv->count);
}

static enum sheet_fault row(struct csv *csv)
{
    enum sheet_fault fault;

    csv->row.used = 0;
    csv->count = 0;
    csv->line++;
    for (;;) {
        fault = cell(csv);
        if (fault != SHEET_GOOD)
            return fault;
        if (*csv->at != csv->separator)
            break;
        csv->at++;
    }
    if (*csv->at == '\r')
        csv->at++;
    if (*csv->at == '\n')
        csv->at++;
    return give(csv);
}

enum sheet_fault csv_take(const char *text, struct sheet_out *out)
{
    struct csv csv = {.out = out, .at = text};
    enum sheet_fault fault = SHEET_GOOD;

    if (!says_separator(&csv))
        csv.separator = likely_separator(text);
    while (fault == SHEET_GOOD && *csv.at && strcmp(csv.at, "\x1A") != 0)
        fault = row(&csv);
    sheet_text_clear(&csv.row);
    return fault;
}
