/* The texts that cells share, and the sheet itself, row by row. */
#include "config.h"

#include "core/base/text.h"
#include "core/sheet/serial.h"
#include "core/sheet/xlsx_private.h"

#include <stdlib.h>
#include <string.h>

/* ---- texts ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* _xHHHH_ at `at`; 0: none. */
static uint32_t escaped(const char *at, size_t n)
{
    uint32_t code = 0;

    if (n < 7 || at[0] != '_' || at[1] != 'x' || at[6] != '_')
        return 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);

        if (digit < 0)
            return 0;
        code = code * 16 + (uint32_t)digit;
    }
    return code;
}

size_t xlsx_unescape(char *text, size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n;) {
        uint32_t code = escaped(text + i, n - i);

        if (code) {
            used += text_put(text + used, code);
            i += 7;
        } else {
            text[used++] = text[i++];
        }
    }
    if (n > 0)
        text[used] = '\0';
    return used;
}

static void strings_start(struct xml *xml, const char *name, const char **attributes)
{
    struct xlsx *book = xml->owner;

    (void)attributes;
    if (strcmp(name, "t") == 0)
        book->in_text = !book->in_phonetic;
    else if (strcmp(name, "rPh") == 0)
        book->in_phonetic = true;
    else if (strcmp(name, "si") == 0)
        book->value.used = 0;
}

/* One text is whole: it goes behind the others, terminated. */
static void keep_string(struct xml *xml)
{
    struct xlsx *book = xml->owner;
    size_t n = book->value.used ? xlsx_unescape(book->value.bytes, book->value.used) : 0;

    if (book->text_count == book->text_room) {
        size_t room = book->text_room ? book->text_room * 2 : 256;
        size_t *more = room > STRINGS_COUNT ? NULL : realloc(book->text_at, room * sizeof *more);

        if (!more) {
            xml_stop(xml, SHEET_LARGE, "too many texts");
            return;
        }
        book->text_at = more;
        book->text_room = room;
    }
    book->text_at[book->text_count++] = book->texts.used;
    xlsx_add(xml, &book->texts, book->value.bytes, n, SHEET_STRINGS_MOST);
    xlsx_add(xml, &book->texts, "", 1, SHEET_STRINGS_MOST);
}

static void strings_end(struct xml *xml, const char *name)
{
    struct xlsx *book = xml->owner;

    if (strcmp(name, "t") == 0)
        book->in_text = false;
    else if (strcmp(name, "rPh") == 0)
        book->in_phonetic = false;
    else if (strcmp(name, "si") == 0)
        keep_string(xml);
}

static void strings_text(struct xml *xml, const char *bytes, size_t n)
{
    struct xlsx *book = xml->owner;

    if (book->in_text)
        xlsx_add(xml, &book->value, bytes, n, SHEET_CELL_MOST);
}

const struct xml_calls xlsx_strings_calls = {strings_start, strings_end, strings_text};

/* ---- cells ---- */

/* "BC12" is column 54, from 0; SHEET_COLUMNS_MOST: beyond, or no such thing. */
static size_t column_of(const char *reference)
{
    size_t column = 0;

    if (*reference < 'A' || *reference > 'Z')
        return SHEET_COLUMNS_MOST;
    for (; *reference >= 'A' && *reference <= 'Z'; reference++) {
        column = column * 26 + (size_t)(*reference - 'A' + 1);
        if (column > SHEET_COLUMNS_MOST)
            return SHEET_COLUMNS_MOST;
    }
    return column - 1;
}

static void row_start(struct xlsx *book, const char **attributes)
{
    const char *r = xml_attribute(attributes, "r");
    long number = r ? strtol(r, NULL, 10) : 0;

    book->number = number > 0 && number <= 1048576 ? number : book->number + 1;
    book->row.used = 0;
    book->column = SHEET_COLUMNS_MOST + 1; /* before the first */
    book->columns = 0;
    memset(book->kinds, 0, sizeof book->kinds);
}

static void cell_start(struct xlsx *book, const char **attributes)
{
    const char *r = xml_attribute(attributes, "r"), *t = xml_attribute(attributes, "t"),
               *s = xml_attribute(attributes, "s");

    if (r)
        book->column = column_of(r);
    else if (book->column > SHEET_COLUMNS_MOST)
        book->column = 0;
    else if (book->column < SHEET_COLUMNS_MOST)
        book->column++;
    text_copy(book->type, sizeof book->type, t ? t : "n");
    book->style = s ? strtol(s, NULL, 10) : 0;
    book->has_formula = false;
    book->value.used = 0;
}

static void sheet_start(struct xml *xml, const char *name, const char **attributes)
{
    struct xlsx *book = xml->owner;

    if (strcmp(name, "sheetData") == 0)
        book->in_data = true;
    if (!book->in_data)
        return;
    if (strcmp(name, "row") == 0)
        row_start(book, attributes);
    else if (strcmp(name, "c") == 0)
        cell_start(book, attributes);
    else if (strcmp(name, "f") == 0)
        book->has_formula = true;
    else if (strcmp(name, "rPh") == 0)
        book->in_phonetic = true;
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        book->in_value = !book->in_phonetic;
}

static bool shows_days(const struct xlsx *book)
{
    return book->style >= 0 && (size_t)book->style < book->style_count && book->styles[book->style];
}

/* "2026-11-23T00:00:00", which some programs write for a day. */
static enum sheet_kind iso_moment(const char *text, char to[SERIAL_SIZE])
{
    const char *time = strchr(text, 'T');
    bool midnight = !time || strncmp(time, "T00:00", 6) == 0;

    text_copy(to, midnight ? 11 : 17, text);
    if (!midnight && strlen(to) > 10)
        to[10] = ' ';
    return midnight ? SHEET_DAY : SHEET_MOMENT;
}

/* What the cell's value, which is terminated, means. */
static enum sheet_kind meaning(struct xml *xml, const char **text, char made[SERIAL_SIZE])
{
    struct xlsx *book = xml->owner;
    const char *type = book->type;
    enum sheet_kind kind = SHEET_NUMBER;

    if (strcmp(type, "s") == 0) {
        char *end;
        unsigned long i = strtoul(*text, &end, 10);

        if (end == *text || *end || i >= book->text_count) {
            xml_stop(xml, SHEET_BAD, "a shared text that is not there");
            return SHEET_TEXT;
        }
        *text = book->texts.bytes + book->text_at[i];
        return SHEET_TEXT;
    }
    if (strcmp(type, "inlineStr") == 0 || strcmp(type, "str") == 0)
        return SHEET_TEXT;
    if (strcmp(type, "e") == 0)
        return SHEET_ERROR;
    if (strcmp(type, "b") == 0) {
        *text = strcmp(*text, "1") == 0 ? "TRUE" : "FALSE";
        return SHEET_FLAG;
    }
    if (strcmp(type, "d") == 0)
        kind = iso_moment(*text, made);
    else if (shows_days(book))
        kind = serial_day(*text, book->from_1904, made);
    if (kind != SHEET_NUMBER)
        *text = made;
    else if (serial_number(*text, made))
        *text = made;
    else
        kind = SHEET_TEXT;
    return kind;
}

static void cell_end(struct xml *xml)
{
    struct xlsx *book = xml->owner;
    bool empty = book->value.used == 0;
    const char *text = empty ? "" : book->value.bytes;
    enum sheet_kind kind = SHEET_TEXT;
    char made[SERIAL_SIZE];

    if (book->column >= SHEET_COLUMNS_MOST)
        return;
    if (empty && book->has_formula && strcmp(book->type, "str") != 0) {
        kind = SHEET_ERROR;
        text = "#FORMULA";
    } else if (!empty) {
        if (strcmp(book->type, "inlineStr") == 0)
            xlsx_unescape(book->value.bytes, book->value.used);
        kind = meaning(xml, &text, made);
    }
    book->starts[book->column] = book->row.used;
    book->kinds[book->column] = (char)kind;
    if (book->column >= book->columns)
        book->columns = book->column + 1;
    xlsx_add(xml, &book->row, text, strlen(text) + 1, (size_t)SHEET_CELL_MOST * 8);
}

static void row_end(struct xml *xml)
{
    struct xlsx *book = xml->owner;
    struct sheet_cell cells[SHEET_COLUMNS_MOST];
    enum sheet_fault fault;

    for (size_t i = 0; i < book->columns; i++) {
        cells[i] = (struct sheet_cell){SHEET_TEXT, ""};
        if (book->kinds[i])
            cells[i] = (struct sheet_cell){(enum sheet_kind)book->kinds[i],
                                           book->row.bytes + book->starts[i]};
    }
    fault = sheet_give(book->out, book->number, cells, book->columns);
    if (fault != SHEET_GOOD)
        xml_stop(xml, fault, "a row");
}

static void sheet_end(struct xml *xml, const char *name)
{
    struct xlsx *book = xml->owner;

    if (!book->in_data)
        return;
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        book->in_value = false;
    else if (strcmp(name, "rPh") == 0)
        book->in_phonetic = false;
    else if (strcmp(name, "c") == 0)
        cell_end(xml);
    else if (strcmp(name, "row") == 0)
        row_end(xml);
    else if (strcmp(name, "sheetData") == 0)
        xml_done(xml);
}

static void sheet_text(struct xml *xml, const char *bytes, size_t n)
{
    struct xlsx *book = xml->owner;

    if (book->in_value)
        xlsx_add(xml, &book->value, bytes, n, SHEET_CELL_MOST);
}

const struct xml_calls xlsx_sheet_calls = {sheet_start, sheet_end, sheet_text};
