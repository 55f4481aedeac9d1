/* Numbers of a workbook: as one would type them, and as days and times. */
#ifndef ANXIN_SHEET_SERIAL_H
#define ANXIN_SHEET_SERIAL_H

#include "core/sheet/cell.h"

enum { SERIAL_SIZE = 40 };

/* A number as it stands in the file ("1.1010519491231E+17") as one would type it: 15 digits, which
 * is all a spreadsheet keeps, whole numbers below 10^21 without an exponent. False: it is none. */
bool serial_number(const char *text, char to[SERIAL_SIZE]);

/* A number as the day, moment or time it stands for; days count from 1899-12-30 (with the 29th of
 * February 1900 that never was), or from 1904-01-01. SHEET_NUMBER: it stands for none. */
enum sheet_kind serial_day(const char *text, bool from_1904, char to[SERIAL_SIZE]);

/* Whether a number format ("yyyy\-mm\-dd;@") shows days or times; and the built-in one of this
 * number. */
bool serial_format(const char *code);
bool serial_builtin(long number);

#endif
