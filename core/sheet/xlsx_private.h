/* A workbook being read; only xlsx*.c and their fuzzer need it. Source: ECMA-376 part 1 (18.2 to
 * 18.8) and part 2 (relationships). */
#ifndef ANXIN_SHEET_XLSX_PRIVATE_H
#define ANXIN_SHEET_XLSX_PRIVATE_H

#include "core/sheet/xml.h"

enum { PART_NAME = 256, STYLES_MOST = 65536, STRINGS_COUNT = 4 << 20 };

/* The parts a relations file leads to, of those that are wanted. */
struct xlsx_relation {
    const char *type;       /* what its type ends with; NULL: any, found by id */
    const char *id;         /* NULL: any */
    const char *base;       /* the part that the relations are of: "xl/workbook.xml" */
    char target[PART_NAME]; /* "" until it is found */
};

struct xlsx {
    struct sheet_out *out;
    char sheet_id[64]; /* the relation of the first sheet that is not hidden */
    bool from_1904;
    /* styles */
    bool in_formats; /* within cellXfs */
    long *dated;     /* numbers of own formats that show days */
    size_t dated_count;
    unsigned char *styles; /* per style: shows days */
    size_t style_count;
    /* texts that cells share */
    struct sheet_text texts;
    size_t *text_at;
    size_t text_count, text_room;
    bool in_text, in_phonetic;
    /* the sheet */
    bool in_data, in_value, in_formula;
    struct sheet_text row;
    struct sheet_text value; /* of the cell being read */
    int64_t number;          /* of the row */
    size_t column, columns;  /* of the cell; of the row */
    char type[12];
    long style;
    bool has_formula;
    size_t starts[SHEET_COLUMNS_MOST];
    char kinds[SHEET_COLUMNS_MOST]; /* 0: nothing */
};

extern const struct xml_calls xlsx_relation_calls; /* owner: struct xlsx_relation */
extern const struct xml_calls xlsx_workbook_calls; /* owner: struct xlsx, as of all below */
extern const struct xml_calls xlsx_styles_calls;
extern const struct xml_calls xlsx_strings_calls;
extern const struct xml_calls xlsx_sheet_calls;

void xlsx_clear(struct xlsx *book);

/* The part a relation's target means, seen from `base`. False: it leads out, or is too long. */
bool xlsx_target(const char *base, const char *target, char to[PART_NAME]);

/* The text within an element: one that matters is added to `to`. */
void xlsx_add(struct xml *xml, struct sheet_text *to, const char *bytes, size_t n, size_t most);

/* Characters written as _x000D_ become what they stand for, in place. Returns the length. */
size_t xlsx_unescape(char *text, size_t n);

#endif
