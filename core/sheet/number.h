/* Numbers that are names, such as ID numbers and phone numbers, as they come out of a table: what
 * an office program did to them is undone where it can be, and told where it cannot. */
#ifndef ANXIN_SHEET_NUMBER_H
#define ANXIN_SHEET_NUMBER_H

#include "core/base/err.h"
#include "core/sheet/cell.h"

enum sheet_damage {
    SHEET_WHOLE,
    SHEET_SCIENTIFIC, /* 1.10105E+17: only the first digits are left */
    SHEET_ROUNDED,    /* 110105194912310000: the last digits became noughts */
    SHEET_NO_NUMBER,  /* an error of a formula, a day, a flag */
};

/* The number of a cell: without what an office program puts around it (an apostrophe, ="…", tabs,
 * spaces, signs that do not show), full-width digits as digits, letters as capitals. `to` is empty
 * for an empty cell and where it is damaged, and cut if it is too long. */
enum sheet_damage sheet_number(const struct sheet_cell *cell, char *to, size_t size);

/* Says what is wrong with it and what to do. False. */
bool sheet_damage_err(enum sheet_damage damage, const char *field, struct err *err);

/* Any cell as a text for people: trimmed, line ends and tabs as spaces, an apostrophe that stands
 * before a formula's sign taken away. False: cut. */
bool sheet_words(const struct sheet_cell *cell, char *to, size_t size);

/* The letters of a column, from 0: "A", "AB". Returns `to`. */
char *sheet_column(size_t column, char to[4]);

#endif
