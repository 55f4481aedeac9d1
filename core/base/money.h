/* Money: yuan as people write it, fen (int64_t) as it is kept. No floating point. */
#ifndef ANXIN_BASE_MONEY_H
#define ANXIN_BASE_MONEY_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MONEY_SIZE = 32 }; /* bytes of "-12,345,678,901,234,567.00" and more */

/* Reads 1234, 1,234.5, 1234.56, 860万, 1.2亿, also in full-width digits, with spaces, a yuan sign
 * before or 元 behind it. False, and *fen untouched, for anything else, for a third decimal and for
 * more than 10^17 fen. */
bool money_parse(const char *typed, int64_t *fen);

/* "1,234.56"; whole yuan too have their two decimals. Returns `to`. */
char *money_format(int64_t fen, char to[MONEY_SIZE]);

/* ERR_INPUT: what was typed into `field` is no sum of money. False. */
bool money_err(const char *field, struct err *err);

#endif
