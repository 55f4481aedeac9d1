/* A cell of a table that comes in or goes out, and what can be wrong with a file. */
#ifndef ANXIN_SHEET_CELL_H
#define ANXIN_SHEET_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The letters are those of the stream between the program and anxin-sheet (README.md). */
enum sheet_kind {
    SHEET_TEXT = 't',   /* also every cell of a CSV file */
    SHEET_NUMBER = 'n', /* as it would be typed: "12.5", "110105194912310000" */
    SHEET_DAY = 'd',    /* "2026-11-23" */
    SHEET_MOMENT = 'm', /* "2026-11-23 08:30", with seconds where they are not nought */
    SHEET_TIME = 'h',   /* "08:30": less than a day */
    SHEET_FLAG = 'b',   /* "TRUE", "FALSE" */
    SHEET_ERROR = 'e',  /* "#N/A"; "#FORMULA": a formula whose result nobody has computed */
};

struct sheet_cell {
    enum sheet_kind kind;
    const char *text; /* UTF-8, never NULL; "": an empty cell */
};

/* Also the exit status of anxin-sheet. */
enum sheet_fault {
    SHEET_GOOD = 0,
    SHEET_USAGE = 2,
    SHEET_BAD,       /* damaged, or not as its kind of file should be */
    SHEET_ENCRYPTED, /* behind a password */
    SHEET_OLD,       /* a workbook of before 2007, .xls */
    SHEET_FOREIGN,   /* another kind of file altogether */
    SHEET_CODING,    /* text in a coding that is none of ours */
    SHEET_QUOTE,     /* a quotation mark that nothing closes */
    SHEET_LARGE,     /* beyond the limits below */
    SHEET_EMPTY,     /* no row */
    SHEET_WRITE,     /* the disk or the reader is gone */
    SHEET_MEMORY,
};

/* Whoever needs more has made a mistake, or means harm. */
enum {
    SHEET_FILE_MOST = 32 << 20,    /* bytes of a file */
    SHEET_PART_MOST = 256 << 20,   /* bytes of a part of a workbook, unpacked */
    SHEET_STRINGS_MOST = 64 << 20, /* bytes of all texts that cells share */
    SHEET_ROWS_MOST = 200000,      /* rows that hold something */
    SHEET_COLUMNS_MOST = 256,      /* columns beyond are passed over */
    SHEET_CELL_MOST = 131072,      /* bytes of a cell */
};

/* Takes the next row that holds something: its number in the file (from 1) and cells up to the last
 * one that is not empty, borrowed for the call. False: no more, and SHEET_WRITE is the fault. */
typedef bool sheet_row_fn(void *owner, int64_t number, const struct sheet_cell *cells, size_t n);

#endif
