/* The blocks of a document, each set on the pages in its turn. */
#ifndef ANXIN_PRINT_BLOCK_H
#define ANXIN_PRINT_BLOCK_H

#include "core/print/page.h"

/* A checked document's body. */
void blocks_set(struct page *page, const cJSON *document);

#endif
