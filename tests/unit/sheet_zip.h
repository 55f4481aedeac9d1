/* Workbooks laid together by hand, and what was read out of a table, as one text. */
#ifndef ANXIN_TESTS_UNIT_SHEET_ZIP_H
#define ANXIN_TESTS_UNIT_SHEET_ZIP_H

#include "core/sheet/cell.h"

struct zip_part {
    const char *name, *text; /* ends with name NULL */
};

#define ZIP_RELS                                                                                   \
    {                                                                                              \
        "_rels/.rels", "<R><Relationship Id='r1' Type='http://x/officeDocument' "                  \
                       "Target='xl/workbook.xml'/></R>"                                            \
    }
#define ZIP_BOOK                                                                                   \
    {                                                                                              \
        "xl/workbook.xml",                                                                         \
            "<workbook><sheets><sheet name='a' xmlns:r='u' r:id='r1'/></sheets></workbook>"        \
    }
#define ZIP_BOOK_RELS                                                                              \
    {                                                                                              \
        "xl/_rels/workbook.xml.rels",                                                              \
            "<R><Relationship Id='r1' Type='http://x/worksheet' Target='worksheets/sheet1.xml'/>"  \
            "<Relationship Id='r2' Type='http://x/styles' Target='./styles.xml'/>"                 \
            "<Relationship Id='r3' Type='http://x/sharedStrings' "                                 \
            "Target='/xl/sharedStrings.xml'/></R>"                                                 \
    }

/* An archive of these parts; the caller frees. */
char *zip_make(const struct zip_part *parts, size_t *n);
/* Whether a part of an archive holds this text. */
bool zip_holds(const void *bytes, size_t n, const char *part, const char *text);

/* Rows as "NUMBER:KIND=TEXT KIND=TEXT\n", as far as they fit; start with zeros. */
struct seen {
    char text[4096];
    size_t used;
    int64_t first, rows;
};
bool seen_row(void *owner, int64_t number, const struct sheet_cell *cells, size_t n);

#endif
