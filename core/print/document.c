#include "config.h"

#include "core/print/document.h"

#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct check {
    enum document_fault *fault;
    char *why;
    size_t size;
    int rows;
};

static bool wrong(struct check *check, enum document_fault fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool wrong(struct check *check, enum document_fault fault, const char *format, ...)
{
    va_list args;

    *check->fault = fault;
    va_start(args, format);
    vsnprintf(check->why, check->size, format, args);
    va_end(args);
    return false;
}

const char *document_text(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(item) ? item->valuestring : "";
}

double document_number(const cJSON *object, const char *name, double otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}

bool document_flag(const cJSON *object, const char *name)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static bool text_fits(struct check *check, const cJSON *item, const char *name)
{
    if (!cJSON_IsString(item))
        return wrong(check, DOCUMENT_BAD, "%s is not a text", name);
    if (strlen(item->valuestring) > DOCUMENT_TEXT)
        return wrong(check, DOCUMENT_LARGE, "%s is too long", name);
    return text_is_valid(item->valuestring, strlen(item->valuestring)) ||
           wrong(check, DOCUMENT_BAD, "%s is not UTF-8", name);
}

/* The member is there, or need not be, and is a text. */
static bool has_text(struct check *check, const cJSON *object, const char *name, bool needed)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    if (!item)
        return !needed || wrong(check, DOCUMENT_BAD, "%s is missing", name);
    return text_fits(check, item, name);
}

static bool has_number(struct check *check, const cJSON *object, const char *name, double least,
                       double most)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    if (!item)
        return true;
    return (cJSON_IsNumber(item) && item->valuedouble >= least && item->valuedouble <= most) ||
           wrong(check, DOCUMENT_BAD, "%s is not a number from %g to %g", name, least, most);
}

static bool one_of(struct check *check, const cJSON *object, const char *name,
                   const char *const *words)
{
    const char *word = document_text(object, name);

    if (!has_text(check, object, name, false))
        return false;
    for (; *word && *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return !*word || wrong(check, DOCUMENT_BAD, "%s is not one of its words", name);
}

static bool has_align(struct check *check, const cJSON *object)
{
    static const char *const words[] = {"left", "center", "right", NULL};

    return one_of(check, object, "align", words);
}

/* An array of rows, each of exactly `columns` texts. */
static bool has_rows(struct check *check, const cJSON *block, int columns)
{
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(block, "rows"), *row, *cell;

    if (!cJSON_IsArray(rows))
        return wrong(check, DOCUMENT_BAD, "rows are missing");
    cJSON_ArrayForEach(row, rows)
    {
        int n = 0;

        if (++check->rows > DOCUMENT_ROWS)
            return wrong(check, DOCUMENT_LARGE, "there are too many rows");
        if (!cJSON_IsArray(row))
            return wrong(check, DOCUMENT_BAD, "a row is not an array");
        cJSON_ArrayForEach(cell, row)
        {
            if (++n > columns || !text_fits(check, cell, "a cell"))
                break;
        }
        if (*check->fault != DOCUMENT_GOOD)
            return false;
        if (n != columns)
            return wrong(check, DOCUMENT_BAD, "a row has not its %d cells", columns);
    }
    return true;
}

static bool check_words(struct check *check, const cJSON *block)
{
    return has_text(check, block, "text", true) && has_align(check, block);
}

static bool check_grid(struct check *check, const cJSON *block)
{
    return has_number(check, block, "columns", 1, 3) && has_rows(check, block, 2);
}

static bool check_table(struct check *check, const cJSON *block)
{
    const cJSON *columns = cJSON_GetObjectItemCaseSensitive(block, "columns"), *column;
    int n = 0;

    if (!cJSON_IsArray(columns))
        return wrong(check, DOCUMENT_BAD, "columns are missing");
    cJSON_ArrayForEach(column, columns)
    {
        if (++n > DOCUMENT_COLUMNS)
            return wrong(check, DOCUMENT_LARGE, "there are too many columns");
        if (!has_text(check, column, "head", true) ||
            !has_number(check, column, "width", 0.1, 1000) || !has_align(check, column))
            return false;
    }
    return n > 0 ? has_rows(check, block, n) : wrong(check, DOCUMENT_BAD, "columns are missing");
}

static bool check_signatures(struct check *check, const cJSON *block)
{
    const cJSON *boxes = cJSON_GetObjectItemCaseSensitive(block, "boxes"), *box;
    int n = 0;

    if (!cJSON_IsArray(boxes))
        return wrong(check, DOCUMENT_BAD, "boxes are missing");
    cJSON_ArrayForEach(box, boxes)
    {
        if (++n > 4)
            return wrong(check, DOCUMENT_LARGE, "there are too many boxes side by side");
        if (!has_text(check, box, "label", true) || !has_text(check, box, "foot", false))
            return false;
    }
    return (n > 0 || wrong(check, DOCUMENT_BAD, "boxes are missing")) &&
           has_number(check, block, "height_mm", 10, 120);
}

static bool check_space(struct check *check, const cJSON *block)
{
    return has_number(check, block, "mm", 0, 200);
}

static bool check_nothing(struct check *check, const cJSON *block)
{
    (void)check;
    (void)block;
    return true;
}

static const struct {
    const char *kind;
    bool (*check)(struct check *check, const cJSON *block);
} kinds[] = {
    {"title", check_words},           {"heading", check_words}, {"paragraph", check_words},
    {"grid", check_grid},             {"table", check_table},   {"signatures", check_signatures},
    {"space", check_space},           {"page_break", check_nothing},
};

static bool check_block(struct check *check, const cJSON *block)
{
    const char *kind = document_text(block, "kind");

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i].kind) == 0)
            return kinds[i].check(check, block);
    return wrong(check, DOCUMENT_BAD, "a block is of no kind that is known");
}

static bool check_page(struct check *check, const cJSON *document)
{
    static const char *const sizes[] = {"A4", "A3", NULL};
    const cJSON *page = cJSON_GetObjectItemCaseSensitive(document, "page");
    const cJSON *header = cJSON_GetObjectItemCaseSensitive(document, "header");
    const cJSON *footer = cJSON_GetObjectItemCaseSensitive(document, "footer");

    return one_of(check, page, "size", sizes) && has_number(check, page, "margin_mm", 8, 60) &&
           has_text(check, header, "left", false) && has_text(check, header, "right", false) &&
           has_text(check, footer, "left", false) && has_text(check, footer, "right", false) &&
           has_text(check, document, "title", false) &&
           has_number(check, document, "font_pt", 6, 20);
}

static bool check_document(struct check *check, const cJSON *document)
{
    const cJSON *body = cJSON_GetObjectItemCaseSensitive(document, "body"), *block;
    int n = 0;

    if (!cJSON_IsObject(document) || !cJSON_IsArray(body))
        return wrong(check, DOCUMENT_BAD, "this is no document with a body");
    if (!check_page(check, document))
        return false;
    cJSON_ArrayForEach(block, body)
    {
        if (++n > DOCUMENT_BLOCKS)
            return wrong(check, DOCUMENT_LARGE, "there are too many blocks");
        if (!check_block(check, block))
            return false;
    }
    return true;
}

cJSON *document_parse(const char *json, size_t n, enum document_fault *fault, char *why,
                      size_t size)
{
    struct check check = {fault, why, size, 0};
    cJSON *document;

    *fault = DOCUMENT_GOOD;
    if (n > DOCUMENT_BYTES) {
        wrong(&check, DOCUMENT_LARGE, "the document is too long");
        return NULL;
    }
    document = cJSON_ParseWithLength(json, n);
    if (!document) {
        wrong(&check, DOCUMENT_BAD, "this is not JSON");
        return NULL;
    }
    if (check_document(&check, document))
        return document;
    cJSON_Delete(document);
    return NULL;
}
