#include "config.h"

#include "core/sheet/take.h"

#include "core/base/text.h"
#include "core/sheet/take_private.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum sheet_fault sheet_fault_of(struct sheet_out *out, enum sheet_fault fault, const char *why)
{
    if (out->why_size > 0 && !out->why[0])
        snprintf(out->why, out->why_size, "%s", why);
    return fault;
}

enum sheet_fault sheet_give(struct sheet_out *out, int64_t number, const struct sheet_cell *cells,
                            size_t n)
{
    while (n > 0 && !cells[n - 1].text[0])
        n--;
    if (n == 0)
        return SHEET_GOOD;
    if (out->rows == SHEET_ROWS_MOST)
        return sheet_fault_of(out, SHEET_LARGE, "too many rows");
    out->rows++;
    if (out->row(out->owner, number, cells, n))
        return SHEET_GOOD;
    return sheet_fault_of(out, SHEET_WRITE, "nobody takes the rows");
}

bool sheet_text_add(struct sheet_text *text, const char *bytes, size_t n, size_t most)
{
    size_t need = text->used + n + 1;

    if (n > most || text->used > most - n)
        return false;
    if (need > text->room) {
        size_t room = need < 128 ? 256 : need * 2;
        char *more = realloc(text->bytes, room);

        if (!more)
            return false;
        text->bytes = more;
        text->room = room;
    }
    if (n > 0)
        memcpy(text->bytes + text->used, bytes, n);
    text->used += n;
    text->bytes[text->used] = '\0';
    return true;
}

void sheet_text_clear(struct sheet_text *text)
{
    free(text->bytes);
    *text = (struct sheet_text){NULL, 0, 0};
}

/* ---- what it is ---- */

static bool begins(const unsigned char *bytes, size_t n, const char *with, size_t length)
{
    return n >= length && memcmp(bytes, with, length) == 0;
}

/* A workbook of before 2007 and one behind a password are both in the old kind of container; the
 * second names its one stream so, in UTF-16. */
static enum sheet_fault old_container(const unsigned char *bytes, size_t n, struct sheet_out *out)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

    if (memmem(bytes, n, name, sizeof name))
        return sheet_fault_of(out, SHEET_ENCRYPTED, "the workbook is encrypted");
    return sheet_fault_of(out, SHEET_OLD, "a compound file: an old workbook");
}

static bool is_markup(const unsigned char *bytes, size_t n)
{
    static const char *const words[] = {"<!doctype", "<html", "<?xml", "<table", "<meta", "<head"};
    size_t at = begins(bytes, n, "\xEF\xBB\xBF", 3) ? 3 : 0;

    while (at < n && (bytes[at] == ' ' || bytes[at] == '\r' || bytes[at] == '\n'))
        at++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (n - at >= strlen(words[i]) &&
            strncasecmp((const char *)bytes + at, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static bool is_foreign(const unsigned char *bytes, size_t n)
{
    return begins(bytes, n, "%PDF", 4) || begins(bytes, n, "\xFF\xD8\xFF", 3) ||
           begins(bytes, n, "\x89PNG", 4) || begins(bytes, n, "Rar!", 4) ||
           begins(bytes, n, "7z\xBC\xAF", 4) || begins(bytes, n, "{\\rtf", 5) ||
           is_markup(bytes, n);
}

/* ---- coding ---- */

/* The coding of a text, and how many bytes its mark has. NULL: UTF-8, or one that only a look at
 * all of it tells. A table begins with letters, digits or signs: in UTF-16 without a mark one of
 * the first separators or line ends has a nought beside it. */
static const char *marked_coding(const unsigned char *bytes, size_t n, size_t *mark)
{
    size_t even = 0, odd = 0, look = n < 4096 ? n : 4096;

    *mark = 0;
    if (begins(bytes, n, "\xEF\xBB\xBF", 3)) {
        *mark = 3;
        return "UTF-8";
    }
    if (begins(bytes, n, "\xFF\xFE", 2) || begins(bytes, n, "\xFE\xFF", 2)) {
        *mark = 2;
        return bytes[0] == 0xFF ? "UTF-16LE" : "UTF-16BE";
    }
    if (begins(bytes, n, "\x84\x31\x95\x33", 4)) {
        *mark = 4;
        return "GB18030";
    }
    for (size_t i = 0; i + 1 < look; i += 2) {
        even += bytes[i] == 0;
        odd += bytes[i + 1] == 0;
    }
    if (odd > 0 && even == 0)
        return "UTF-16LE";
    if (even > 0 && odd == 0)
        return "UTF-16BE";
    return NULL;
}

/* Into UTF-8; NULL: not of this coding, or no memory. */
static char *recode(const char *coding, const unsigned char *bytes, size_t n)
{
    size_t room = n * 3 + 4; /* no coding of ours needs more: two bytes become three at most */
    char *text = malloc(room + 1), *to = text;
    char *from = (char *)bytes; /* iconv() only reads it */
    iconv_t conversion = iconv_open("UTF-8", coding);
    bool good = text && conversion != (iconv_t)-1 &&
                iconv(conversion, &from, &n, &to, &room) != (size_t)-1 && n == 0;

    if (conversion != (iconv_t)-1)
        iconv_close(conversion);
    if (good) {
        *to = '\0';
        return text;
    }
    free(text);
    return NULL;
}

/* Not a table: controls that no text has. */
static bool has_controls(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 && !strchr("\t\n\r\v\f\x1A", *text))
            return true;
    return false;
}

static enum sheet_fault text_take(const unsigned char *bytes, size_t n, struct sheet_out *out)
{
    enum sheet_fault fault;
    size_t mark;
    const char *coding = marked_coding(bytes, n, &mark);
    char *text;

    bytes += mark;
    n -= mark;
    if (!coding)
        coding = text_is_valid((const char *)bytes, n) ? "UTF-8" : "GB18030";
    if (memchr(bytes, 0, n) && strncmp(coding, "UTF-16", 6) != 0)
        return sheet_fault_of(out, SHEET_FOREIGN, "noughts in a text");
    text = recode(coding, bytes, n);
    if (!text)
        return sheet_fault_of(out, SHEET_CODING, coding);
    if (has_controls(text))
        fault = sheet_fault_of(out, SHEET_FOREIGN, "controls in a text");
    else
        fault = csv_take(text, out);
    free(text);
    return fault;
}

enum sheet_fault sheet_take(const void *bytes, size_t n, sheet_row_fn *row, void *owner, char *why,
                            size_t size)
{
    struct sheet_out out = {.row = row, .owner = owner, .why = why, .why_size = size};
    enum sheet_fault fault;

    if (size > 0)
        why[0] = '\0';
    if (n > SHEET_FILE_MOST)
        return sheet_fault_of(&out, SHEET_LARGE, "too many bytes");
    if (n == 0)
        return sheet_fault_of(&out, SHEET_EMPTY, "nothing in the file");
    if (begins(bytes, n, "PK\x03\x04", 4))
        fault = xlsx_take(bytes, n, &out);
    else if (begins(bytes, n, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        fault = old_container(bytes, n, &out);
    else if (is_foreign(bytes, n))
        fault = sheet_fault_of(&out, SHEET_FOREIGN, "another kind of file");
    else
        fault = text_take(bytes, n, &out);
    if (fault == SHEET_GOOD && out.rows == 0)
        fault = sheet_fault_of(&out, SHEET_EMPTY, "no row");
    return fault;
}
