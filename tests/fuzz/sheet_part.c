/* The first byte chooses the part: relations, workbook, styles, texts, sheet; or the stream. */
#include "config.h"

#include "core/sheet/stream.h"
#include "core/sheet/xlsx_private.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static bool row(void *owner, int64_t number, const struct sheet_cell *cells, size_t n)
{
    (void)owner;
    fuzz_require(number > 0 && n <= SHEET_COLUMNS_MOST);
    for (size_t i = 0; i < n; i++)
        fuzz_require(cells[i].text != NULL && cells[i].kind != 0);
    return true;
}

static void take_stream(const char *bytes, size_t n)
{
    struct stream *stream = calloc(1, sizeof *stream);
    size_t half = n / 2;

    stream->row = row;
    if (stream_take(stream, bytes, half))
        stream_take(stream, bytes + half, n - half);
    stream_clear(stream);
    free(stream);
}

static void walk(unsigned part, const char *bytes, size_t n)
{
    static const struct xml_calls *const calls[] = {&xlsx_workbook_calls, &xlsx_styles_calls,
                                                    &xlsx_strings_calls, &xlsx_sheet_calls};
    char why[64] = "";
    struct sheet_out out = {.row = row, .why = why, .why_size = sizeof why};
    struct xlsx *book = calloc(1, sizeof *book);
    enum sheet_fault fault;

    book->out = &out;
    fault = xml_walk_bytes(bytes, n, calls[part], book, &out);
    fuzz_require((fault == SHEET_GOOD) == (why[0] == '\0'));
    xlsx_clear(book);
    free(book);
}

static void relate(const char *bytes, size_t n)
{
    char why[64] = "";
    struct sheet_out out = {.row = row, .why = why, .why_size = sizeof why};
    struct xlsx_relation relation = {.type = "/worksheet", .base = "xl/workbook.xml"};

    xml_walk_bytes(bytes, n, &xlsx_relation_calls, &relation, &out);
    fuzz_require(strlen(relation.target) < PART_NAME);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *rest = (const char *)bytes + 1;
    unsigned part;

    if (n == 0)
        return 0;
    part = bytes[0] % 6;
    if (part == 5)
        take_stream(rest, n - 1);
    else if (part == 4)
        relate(rest, n - 1);
    else
        walk(part, rest, n - 1);
    return 0;
}
