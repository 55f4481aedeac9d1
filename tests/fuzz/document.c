#include "config.h"

#include "core/print/document.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    enum document_fault fault;
    char why[256] = "";
    cJSON *document = document_parse((const char *)bytes, n, &fault, why, sizeof why);

    fuzz_require((document != NULL) == (fault == DOCUMENT_GOOD));
    fuzz_require((document != NULL) == (why[0] == '\0'));
    cJSON_Delete(document);
    return 0;
}
