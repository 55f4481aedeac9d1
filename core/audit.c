#include "config.h"

#include "core/audit.h"

#include "core/column.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AN_HOUR_MS 3600000 /* a region's years of entries take their time */

static const struct db_column chain_columns[] = {
    COLUMN_INT(struct audit_chain, chain_id), COLUMN_TEXT(struct audit_chain, name),
    COLUMN_INT(struct audit_chain, entries),  COLUMN_TEXT(struct audit_chain, head_sha256),
    COLUMN_TIME(struct audit_chain, last_at), COLUMN_END,
};

static const struct db_column result_columns[] = {
    COLUMN_INT(struct audit_result, entries),
    COLUMN_BOOL(struct audit_result, ok),
    COLUMN_INT(struct audit_result, first_bad),
    COLUMN_TEXT(struct audit_result, head_sha256),
    COLUMN_END,
};

const struct stmt audit_list_stmt = {
    .name = "audit_chain_list",
    .text = "select * from api.audit_chain_list()",
    .columns = chain_columns,
    .row_size = sizeof(struct audit_chain),
    .repeat = DB_READ,
};

const struct stmt audit_verify_stmt = {
    .name = "audit_verify",
    .text = "select * from api.audit_verify($1, $2, $3)",
    .params = {DB_INT, DB_INT, DB_TEXT},
    .columns = result_columns,
    .row_size = sizeof(struct audit_result),
    .repeat = DB_READ,
    .deadline_ms = AN_HOUR_MS,
};

const struct stmt audit_admin_list_stmt = {
    .name = "chain_list",
    .text = "select * from sec.chain_list()",
    .columns = chain_columns,
    .row_size = sizeof(struct audit_chain),
    .repeat = DB_READ,
};

const struct stmt audit_admin_verify_stmt = {
    .name = "chain_verify",
    .text = "select * from sec.chain_verify($1, $2, $3)",
    .params = {DB_INT, DB_INT, DB_TEXT},
    .columns = result_columns,
    .row_size = sizeof(struct audit_result),
    .repeat = DB_READ,
    .deadline_ms = AN_HOUR_MS,
};

static bool number(const char **at, int64_t *to)
{
    char *end;

    if (!isdigit((unsigned char)**at))
        return false;
    errno = 0;
    *to = strtoll(*at, &end, 10);
    if (errno != 0 || *end != ':')
        return false;
    *at = end + 1;
    return true;
}

bool audit_anchor_parse(const char *text, struct audit_anchor *anchor)
{
    if (!number(&text, &anchor->chain_id) || !number(&text, &anchor->entry) || anchor->entry < 1 ||
        strlen(text) != 64 || strspn(text, "0123456789abcdef") != 64)
        return false;
    memcpy(anchor->sha256, text, 65);
    return true;
}

void audit_verify_args(struct db_arg args[3], int64_t chain_id, const struct audit_anchor *anchor)
{
    args[0] = db_int(chain_id);
    args[1] = anchor ? db_int(anchor->entry) : db_null(DB_INT);
    args[2] = anchor ? db_text(anchor->sha256) : db_null(DB_TEXT);
}
