/* What leads to the sheet: relations, workbook, styles. */
#include "config.h"

#include "core/sheet/serial.h"
#include "core/sheet/xlsx_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MOST = 5000 };

void xlsx_add(struct xml *xml, struct sheet_text *to, const char *bytes, size_t n, size_t most)
{
    if (!sheet_text_add(to, bytes, n, most))
        xml_stop(xml, SHEET_LARGE, "a text is too long");
}

/* ---- relations ---- */

bool xlsx_target(const char *base, const char *target, char to[PART_NAME])
{
    const char *slash = strrchr(base, '/');
    size_t used = 0;

    if (*target == '/')
        target++;
    else if (slash)
        used = (size_t)(slash - base) + 1;
    if (used + strlen(target) >= PART_NAME)
        return false;
    memcpy(to, base, used);
    while (*target) {
        size_t n = strcspn(target, "/");

        if (n == 2 && strncmp(target, "..", 2) == 0) {
            if (used == 0)
                return false;
            for (used--; used > 0 && to[used - 1] != '/';)
                used--;
        } else if (n > 0 && !(n == 1 && *target == '.')) {
            memcpy(to + used, target, n);
            used += n;
            if (target[n])
                to[used++] = '/';
        }
        target += n + (target[n] == '/');
    }
    to[used] = '\0';
    return used > 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

static void relation_start(struct xml *xml, const char *name, const char **attributes)
{
    struct xlsx_relation *relation = xml->owner;
    const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type"),
               *target = xml_attribute(attributes, "Target");

    if (strcmp(name, "Relationship") != 0 || relation->target[0] || !target)
        return;
    if ((relation->type && (!type || !ends_with(type, relation->type))) ||
        (relation->id && (!id || strcmp(id, relation->id) != 0)))
        return;
    if (!xlsx_target(relation->base, target, relation->target))
        xml_stop(xml, SHEET_BAD, "a relation leads out of the workbook");
}

const struct xml_calls xlsx_relation_calls = {relation_start, NULL, NULL};

/* Where the relations of a part are: xl/_rels/workbook.xml.rels. */
static void relations_of(const char *part, char to[PART_NAME + 16])
{
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part) + 1 : 0;

    snprintf(to, PART_NAME + 16, "%.*s_rels/%s.rels", folder, part, part + folder);
}

static enum sheet_fault relate(zip_t *zip, struct xlsx_relation *relation, struct sheet_out *out)
{
    char relations[PART_NAME + 16];

    relations_of(relation->base, relations);
    return xml_walk(zip, relations, &xlsx_relation_calls, relation, out);
}

/* ---- workbook ---- */

static bool is_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static void workbook_start(struct xml *xml, const char *name, const char **attributes)
{
    struct xlsx *book = xml->owner;

    if (strcmp(name, "workbookPr") == 0) {
        book->from_1904 = is_true(xml_attribute(attributes, "date1904"));
    } else if (strcmp(name, "sheet") == 0 && !book->sheet_id[0]) {
        const char *state = xml_attribute(attributes, "state");
        const char *id = xml_attribute(attributes, "id");

        if (id && strlen(id) < sizeof book->sheet_id && (!state || strcmp(state, "visible") == 0))
            snprintf(book->sheet_id, sizeof book->sheet_id, "%s", id);
    }
}

const struct xml_calls xlsx_workbook_calls = {workbook_start, NULL, NULL};

/* ---- styles ---- */

static bool shows_days(const struct xlsx *book, long format)
{
    for (size_t i = 0; i < book->dated_count; i++)
        if (book->dated[i] == format)
            return true;
    return serial_builtin(format);
}

static void *grown(void *array, size_t count, size_t size)
{
    if (count & (count - 1)) /* room is always the next power of two */
        return array;
    return realloc(array, (count ? count * 2 : 1) * size);
}

static void own_format(struct xml *xml, const char **attributes)
{
    struct xlsx *book = xml->owner;
    const char *id = xml_attribute(attributes, "numFmtId");
    const char *code = xml_attribute(attributes, "formatCode");
    long *more;

    if (!id || !code || !serial_format(code))
        return;
    if (book->dated_count == STYLES_MOST / 16) {
        xml_stop(xml, SHEET_LARGE, "too many number formats");
        return;
    }
    more = grown(book->dated, book->dated_count, sizeof *more);
    if (!more) {
        xml_stop(xml, SHEET_MEMORY, "memory");
        return;
    }
    book->dated = more;
    book->dated[book->dated_count++] = strtol(id, NULL, 10);
}

static void style(struct xml *xml, const char **attributes)
{
    struct xlsx *book = xml->owner;
    const char *format = xml_attribute(attributes, "numFmtId");
    unsigned char *more;

    if (book->style_count == STYLES_MOST) {
        xml_stop(xml, SHEET_LARGE, "too many styles");
        return;
    }
    more = grown(book->styles, book->style_count, sizeof *more);
    if (!more) {
        xml_stop(xml, SHEET_MEMORY, "memory");
        return;
    }
    book->styles = more;
    book->styles[book->style_count++] = format && shows_days(book, strtol(format, NULL, 10));
}

static void styles_start(struct xml *xml, const char *name, const char **attributes)
{
    struct xlsx *book = xml->owner;

    if (strcmp(name, "cellXfs") == 0)
        book->in_formats = true;
    else if (strcmp(name, "numFmt") == 0)
        own_format(xml, attributes);
    else if (strcmp(name, "xf") == 0 && book->in_formats)
        style(xml, attributes);
}

static void styles_end(struct xml *xml, const char *name)
{
    struct xlsx *book = xml->owner;

    if (strcmp(name, "cellXfs") == 0)
        book->in_formats = false;
}

const struct xml_calls xlsx_styles_calls = {styles_start, styles_end, NULL};

/* ---- all together ---- */

void xlsx_clear(struct xlsx *book)
{
    free(book->dated);
    free(book->styles);
    free(book->text_at);
    sheet_text_clear(&book->texts);
    sheet_text_clear(&book->row);
    sheet_text_clear(&book->value);
}

/* A part that a workbook may do without. */
static enum sheet_fault walk_if_there(zip_t *zip, const char *workbook, const char *type,
                                      const struct xml_calls *calls, struct xlsx *book)
{
    struct xlsx_relation relation = {.type = type, .base = workbook};
    enum sheet_fault fault = relate(zip, &relation, book->out);

    if (fault != SHEET_GOOD || !relation.target[0])
        return fault;
    if (zip_name_locate(zip, relation.target, ZIP_FL_NOCASE) < 0)
        return SHEET_GOOD;
    return xml_walk(zip, relation.target, calls, book, book->out);
}

static enum sheet_fault walk_workbook(zip_t *zip, const char *workbook, struct xlsx *book)
{
    struct xlsx_relation sheet = {.type = "/worksheet", .base = workbook, .id = book->sheet_id};
    enum sheet_fault fault = xml_walk(zip, workbook, &xlsx_workbook_calls, book, book->out);

    if (fault == SHEET_GOOD && !book->sheet_id[0])
        fault = sheet_fault_of(book->out, SHEET_FOREIGN, "no sheet that can be seen");
    if (fault == SHEET_GOOD)
        fault = relate(zip, &sheet, book->out);
    if (fault == SHEET_GOOD && !sheet.target[0])
        fault = sheet_fault_of(book->out, SHEET_BAD, "the sheet's part is not named");
    if (fault == SHEET_GOOD)
        fault = walk_if_there(zip, workbook, "/styles", &xlsx_styles_calls, book);
    if (fault == SHEET_GOOD)
        fault = walk_if_there(zip, workbook, "/sharedStrings", &xlsx_strings_calls, book);
    if (fault == SHEET_GOOD)
        fault = xml_walk(zip, sheet.target, &xlsx_sheet_calls, book, book->out);
    return fault;
}

static enum sheet_fault walk(zip_t *zip, struct sheet_out *out)
{
    struct xlsx_relation workbook = {.type = "/officeDocument", .base = ""};
    struct xlsx *book;
    enum sheet_fault fault;

    if (zip_get_num_entries(zip, 0) > ENTRIES_MOST)
        return sheet_fault_of(out, SHEET_LARGE, "too many parts");
    if (zip_name_locate(zip, "_rels/.rels", ZIP_FL_NOCASE) < 0)
        return sheet_fault_of(out, SHEET_FOREIGN, "an archive that is no workbook");
    fault = relate(zip, &workbook, out);
    if (fault == SHEET_GOOD && (!workbook.target[0] || ends_with(workbook.target, ".bin")))
        fault = sheet_fault_of(out, SHEET_FOREIGN, "no workbook of this kind");
    if (fault != SHEET_GOOD)
        return fault;
    book = calloc(1, sizeof *book);
    if (!book)
        return sheet_fault_of(out, SHEET_MEMORY, "memory");
    book->out = out;
    fault = walk_workbook(zip, workbook.target, book);
    xlsx_clear(book);
    free(book);
    return fault;
}

enum sheet_fault xlsx_take(const void *bytes, size_t n, struct sheet_out *out)
{
    zip_error_t error;
    zip_source_t *source;
    zip_t *zip;
    enum sheet_fault fault;

    zip_error_init(&error);
    source = zip_source_buffer_create(bytes, n, 0, &error);
    zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!zip) {
        zip_source_free(source);
        fault = sheet_fault_of(out, SHEET_BAD, zip_error_strerror(&error));
        zip_error_fini(&error);
        return fault;
    }
    zip_error_fini(&error);
    fault = walk(zip, out);
    zip_discard(zip);
    return fault;
}
