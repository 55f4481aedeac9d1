/* What reads our own SQL files to name a line, and heads of audit chains. */
#include "config.h"

#include "core/audit.h"
#include "core/db/sql.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char text[4096], name[64];
    struct audit_anchor anchor;
    int lines = 1, last = 0;

    if (n >= sizeof text)
        return 0;
    memcpy(text, bytes, n);
    text[n] = '\0';
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    for (int i = 0; i < 20; i++) {
        int line = sql_line_of_statement(text, i);
        fuzz_require(line >= last && line <= lines);
        last = line;
        line = sql_line_of_character(text, i * 7);
        fuzz_require(line >= 1 && line <= lines);
    }
    if (sql_name(text, name, sizeof name))
        fuzz_require(name[0] == '"' && name[strlen(name) - 1] == '"');
    if (audit_anchor_parse(text, &anchor))
        fuzz_require(anchor.entry >= 1 && strlen(anchor.sha256) == 64);
    return 0;
}
