/* One document as it comes in, checked whole before anything is drawn. core/print/README.md says
 * what may stand in it. */
#ifndef ANXIN_PRINT_DOCUMENT_H
#define ANXIN_PRINT_DOCUMENT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    DOCUMENT_BYTES = 8 << 20,
    DOCUMENT_BLOCKS = 5000,
    DOCUMENT_ROWS = 50000, /* of all tables and grids together */
    DOCUMENT_COLUMNS = 24,
    DOCUMENT_TEXT = 8000, /* bytes of one text */
    DOCUMENT_PAGES = 3000
};

/* Why a document cannot be printed; also the program's exit status. */
enum document_fault {
    DOCUMENT_GOOD = 0,
    DOCUMENT_BAD = 2,   /* not what README.md says */
    DOCUMENT_LARGE = 3, /* beyond one of the limits */
    DOCUMENT_FONT = 4,  /* no font is installed that has its letters */
    DOCUMENT_WRITE = 5, /* the PDF could not be written */
};

/* NULL, *fault and a sentence for the log in `why`. Freed with cJSON_Delete. */
cJSON *document_parse(const char *json, size_t n, enum document_fault *fault, char *why,
                      size_t size);

/* Members of a block that has passed; what is missing is "" or `otherwise`. */
const char *document_text(const cJSON *object, const char *name);
double document_number(const cJSON *object, const char *name, double otherwise);
bool document_flag(const cJSON *object, const char *name);

#endif
