#include "config.h"

#include "core/sheet/book.h"

#include "core/base/day.h"
#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { NARROW = 6, WIDE = 60, TITLE_MOST = 31, ROWS_MOST = 1048576, TEXT_MOST = 32767 };

struct book {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *head, *text, *day, *moment, *time, *wrong;
    uint32_t rows;
    size_t columns;
    unsigned char widths[SHEET_COLUMNS_MOST];
    bool texts[SHEET_COLUMNS_MOST]; /* nothing but texts so far */
    enum sheet_fault fault;
};

/* A sheet's name has no brackets and slashes, and 31 characters at most. */
static void clean_title(const char *title, char to[128])
{
    size_t used = 0, length = 0;
    uint32_t code;

    while (text_next(&title, &code) && length < TITLE_MOST && used + 5 < 128) {
        if (code < 0x20 || (code < 0x7F && strchr("[]:*?/\\'", (int)code)))
            continue;
        used += text_put(to + used, code);
        length++;
    }
    to[used] = '\0';
}

static lxw_format *format(struct book *book, const char *code)
{
    lxw_format *made = workbook_add_format(book->workbook);

    if (made && code)
        format_set_num_format(made, code);
    return made;
}

static bool add_formats(struct book *book)
{
    book->head = format(book, "@");
    book->text = format(book, "@");
    book->wrong = format(book, "@");
    book->day = format(book, "yyyy-mm-dd");
    book->moment = format(book, "yyyy-mm-dd hh:mm");
    book->time = format(book, "hh:mm");
    if (!book->head || !book->text || !book->wrong || !book->day || !book->moment || !book->time)
        return false;
    format_set_bold(book->head);
    format_set_bottom(book->head, LXW_BORDER_THIN);
    format_set_font_color(book->wrong, 0xB00020);
    return true;
}

struct book *book_open(const char *path, const char *title)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    struct book *book = calloc(1, sizeof *book);
    char name[128];

    if (!book)
        return NULL;
    clean_title(title, name);
    memset(book->texts, true, sizeof book->texts);
    book->workbook = workbook_new_opt(path, &options);
    if (book->workbook)
        book->sheet = workbook_add_worksheet(book->workbook, *name ? name : NULL);
    if (book->sheet && add_formats(book)) {
        worksheet_freeze_panes(book->sheet, 1, 0);
        return book;
    }
    lxw_workbook_free(book->workbook);
    free(book);
    return NULL;
}

static bool put_number(struct book *book, lxw_col_t column, const char *text)
{
    char *end;
    double value = strtod(text, &end);

    return end != text && !*end && strlen(text) <= 16 &&
           worksheet_write_number(book->sheet, book->rows, column, value, NULL) == LXW_NO_ERROR;
}

static bool take_time(const char *text, lxw_datetime *to)
{
    int hour, minute, second = 0, used = 0;

    if (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 || used < 4)
        return false;
    if (text[used] == ':' && sscanf(text + used, ":%2d", &second) != 1)
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    to->hour = hour;
    to->min = minute;
    to->sec = second;
    return true;
}

static bool put_day(struct book *book, lxw_col_t column, const struct sheet_cell *cell)
{
    lxw_datetime at = {0};
    lxw_format *shown = book->day;
    char text[DAY_SIZE];
    struct day day;

    if (cell->kind == SHEET_TIME) {
        if (!take_time(cell->text, &at))
            return false;
        shown = book->time;
    } else {
        text_copy(text, sizeof text, cell->text);
        if (!day_parse(text, &day) || day.year < 1900)
            return false;
        at.year = day.year;
        at.month = day.month;
        at.day = day.day;
        if (cell->kind == SHEET_MOMENT &&
            (strlen(cell->text) < 16 || !take_time(cell->text + 11, &at)))
            return false;
        if (cell->kind == SHEET_MOMENT)
            shown = book->moment;
    }
    return worksheet_write_datetime(book->sheet, book->rows, column, &at, shown) == LXW_NO_ERROR;
}

/* Where TEXT_MOST characters end. */
static size_t cut(const char *text)
{
    const char *at = text;
    uint32_t code;

    for (int i = 0; i < TEXT_MOST && text_next(&at, &code); i++)
        continue;
    return (size_t)(at - text);
}

static bool put_text(struct book *book, lxw_col_t column, const char *text, lxw_format *shown)
{
    char *shorter;
    bool good;

    if (!*text && shown != book->head)
        return true;
    if (strlen(text) <= TEXT_MOST)
        return worksheet_write_string(book->sheet, book->rows, column, text, shown) == LXW_NO_ERROR;
    shorter = strndup(text, cut(text));
    good = shorter &&
           worksheet_write_string(book->sheet, book->rows, column, shorter, shown) == LXW_NO_ERROR;
    free(shorter);
    return good;
}

static bool put_cell(struct book *book, size_t i, const struct sheet_cell *cell)
{
    lxw_col_t column = (lxw_col_t)i;
    int width = text_width(cell->text);
    bool done = false;

    if (width > WIDE)
        width = WIDE;
    if (width > book->widths[i])
        book->widths[i] = (unsigned char)width;
    if (book->rows == 0)
        return put_text(book, column, cell->text, book->head);
    if (cell->kind == SHEET_NUMBER)
        done = put_number(book, column, cell->text);
    else if (cell->kind == SHEET_DAY || cell->kind == SHEET_MOMENT || cell->kind == SHEET_TIME)
        done = put_day(book, column, cell);
    if (done)
        book->texts[i] = false;
    return done ||
           put_text(book, column, cell->text, cell->kind == SHEET_ERROR ? book->wrong : book->text);
}

bool book_row(struct book *book, const struct sheet_cell *cells, size_t n)
{
    if (book->rows == ROWS_MOST || n > SHEET_COLUMNS_MOST)
        book->fault = SHEET_LARGE;
    for (size_t i = 0; book->fault == SHEET_GOOD && i < n; i++)
        if (!put_cell(book, i, &cells[i]))
            book->fault = SHEET_WRITE;
    if (n > book->columns)
        book->columns = n;
    book->rows++;
    return book->fault == SHEET_GOOD;
}

enum sheet_fault book_close(struct book **slot, char *why, size_t size)
{
    struct book *book = *slot;
    enum sheet_fault fault = book->fault;
    lxw_error error;

    *slot = NULL;
    for (size_t i = 0; fault == SHEET_GOOD && i < book->columns; i++) {
        int width = book->widths[i] < NARROW ? NARROW : book->widths[i];

        worksheet_set_column(book->sheet, (lxw_col_t)i, (lxw_col_t)i, width + 2,
                             book->texts[i] ? book->text : NULL);
    }
    error = workbook_close(book->workbook); /* frees it too */
    if (size > 0)
        snprintf(why, size, "%s", error == LXW_NO_ERROR ? "" : lxw_strerror(error));
    if (fault == SHEET_GOOD && error != LXW_NO_ERROR)
        fault = SHEET_WRITE;
    free(book);
    return fault;
}
