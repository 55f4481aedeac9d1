/* The demonstration's accounts, so that the sign-in page can say who one may be. */
#ifndef ANXIN_CORE_DEMO_H
#define ANXIN_CORE_DEMO_H

#include "core/base/err.h"

#include <stddef.h>

struct demo_account {
    char phone[16], name[64], role_name[64], password[64];
};

/* Reads `accounts.tsv` (phone, name, role_name, password; the first line names the columns; lines
 * that begin with # are passed over). At most `max` are put in; returns how many, 0 with `err` when
 * the file cannot be read. */
size_t demo_accounts(const char *path, struct demo_account *out, size_t max, struct err *err);

/* The parser: the same from text. `text` is changed. */
size_t demo_accounts_parse(char *text, struct demo_account *out, size_t max);

#endif
