#include "config.h"

#include "core/print/paper.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

struct paper {
    cJSON *document, *body;
    cJSON *rows; /* of the grid or table that is being filled */
    bool failed;
};

static void check(struct paper *paper, const void *made)
{
    paper->failed = paper->failed || !made;
}

static void put(struct paper *paper, cJSON *object, const char *name, const char *text)
{
    check(paper, cJSON_AddStringToObject(object, name, text ? text : ""));
}

static cJSON *add_block(struct paper *paper, const char *kind)
{
    cJSON *block = cJSON_CreateObject();

    paper->rows = NULL;
    put(paper, block, "kind", kind);
    if (!cJSON_AddItemToArray(paper->body, block)) {
        cJSON_Delete(block);
        block = NULL;
    }
    check(paper, block);
    return block;
}

static void add_words(struct paper *paper, const char *kind, const char *text)
{
    put(paper, add_block(paper, kind), "text", text);
}

struct paper *paper_new(const char *title, enum paper_size size)
{
    struct paper *paper = calloc(1, sizeof *paper);
    cJSON *page;

    if (!paper)
        return NULL;
    paper->document = cJSON_CreateObject();
    put(paper, paper->document, "title", title);
    page = cJSON_AddObjectToObject(paper->document, "page");
    put(paper, page, "size", size == PAPER_A3 || size == PAPER_A3_LANDSCAPE ? "A3" : "A4");
    check(paper, cJSON_AddBoolToObject(page, "landscape",
                                       size == PAPER_A4_LANDSCAPE || size == PAPER_A3_LANDSCAPE));
    paper->body = cJSON_AddArrayToObject(paper->document, "body");
    check(paper, paper->body);
    return paper;
}

/* The tree holds copies of personal data. */
static void wipe(cJSON *item)
{
    for (; item; item = item->next) {
        if (item->valuestring)
            secret_wipe(item->valuestring, strlen(item->valuestring));
        wipe(item->child);
    }
}

void paper_free(struct paper **slot)
{
    struct paper *paper = *slot;

    *slot = NULL;
    if (!paper)
        return;
    wipe(paper->document);
    cJSON_Delete(paper->document);
    free(paper);
}

void paper_edges(struct paper *paper, const char *head_left, const char *head_right,
                 const char *foot_left)
{
    cJSON *header = cJSON_AddObjectToObject(paper->document, "header");
    cJSON *footer = cJSON_AddObjectToObject(paper->document, "footer");

    put(paper, header, "left", head_left);
    put(paper, header, "right", head_right);
    put(paper, footer, "left", foot_left);
    put(paper, footer, "right", _("page {n} of {m}"));
}

void paper_title(struct paper *paper, const char *text)
{
    add_words(paper, "title", text);
}

void paper_heading(struct paper *paper, const char *text)
{
    add_words(paper, "heading", text);
}

void paper_paragraph(struct paper *paper, const char *text)
{
    add_words(paper, "paragraph", text);
}

void paper_page_break(struct paper *paper)
{
    add_block(paper, "page_break");
}

void paper_grid(struct paper *paper, int columns)
{
    cJSON *block = add_block(paper, "grid");

    check(paper, cJSON_AddNumberToObject(block, "columns", columns));
    paper->rows = cJSON_AddArrayToObject(block, "rows");
    check(paper, paper->rows);
}

static void add_row(struct paper *paper, const char *const *cells, size_t n)
{
    cJSON *row = cJSON_CreateArray();

    for (size_t i = 0; i < n; i++) {
        cJSON *cell = cJSON_CreateString(cells[i] ? cells[i] : "");

        if (!cJSON_AddItemToArray(row, cell)) {
            cJSON_Delete(cell);
            paper->failed = true;
        }
    }
    if (!cJSON_AddItemToArray(paper->rows, row)) {
        cJSON_Delete(row);
        paper->failed = true;
    }
}

void paper_grid_row(struct paper *paper, const char *label, const char *value)
{
    const char *const cells[] = {label, value};

    add_row(paper, cells, 2);
}

void paper_table(struct paper *paper, const struct paper_column *columns, size_t n)
{
    cJSON *block = add_block(paper, "table");
    cJSON *heads = cJSON_AddArrayToObject(block, "columns");

    for (size_t i = 0; i < n; i++) {
        cJSON *column = cJSON_CreateObject();

        put(paper, column, "head", columns[i].head);
        put(paper, column, "align", columns[i].right ? "right" : "left");
        check(paper, cJSON_AddNumberToObject(column, "width", columns[i].width));
        if (!cJSON_AddItemToArray(heads, column)) {
            cJSON_Delete(column);
            paper->failed = true;
        }
    }
    paper->rows = cJSON_AddArrayToObject(block, "rows");
    check(paper, paper->rows);
}

void paper_table_row(struct paper *paper, const char *const *cells, size_t n)
{
    add_row(paper, cells, n);
}

void paper_signatures(struct paper *paper, const struct paper_box *boxes, size_t n, int height_mm)
{
    cJSON *block = add_block(paper, "signatures");
    cJSON *list = cJSON_AddArrayToObject(block, "boxes");

    check(paper, cJSON_AddNumberToObject(block, "height_mm", height_mm));
    for (size_t i = 0; i < n; i++) {
        cJSON *box = cJSON_CreateObject();

        put(paper, box, "label", boxes[i].label);
        put(paper, box, "foot", boxes[i].foot);
        if (!cJSON_AddItemToArray(list, box)) {
            cJSON_Delete(box);
            paper->failed = true;
        }
    }
}

char *paper_json(struct paper **paper)
{
    char *json = *paper && !(*paper)->failed ? cJSON_PrintUnformatted((*paper)->document) : NULL;

    paper_free(paper);
    return json;
}

void paper_json_free(char **json)
{
    if (*json) {
        secret_wipe(*json, strlen(*json));
        cJSON_free(*json);
    }
    *json = NULL;
}
