/* Tables as they come in, and go out again: bytes in, rows out. */
#include "config.h"

#include "core/sheet/book.h"
#include "core/sheet/number.h"
#include "core/sheet/serial.h"
#include "core/sheet/take.h"
#include "tests/unit/sheet_zip.h"
#include "tests/unit/unit.h"

#include "core/base/file.h"
#include "core/base/text.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char why[256];

static enum sheet_fault read_bytes(const void *bytes, size_t n, struct seen *seen)
{
    *seen = (struct seen){.first = 0};
    return sheet_take(bytes, n, seen_row, seen, why, sizeof why);
}

static void text_is(const char *text, const char *expected)
{
    struct seen seen;

    assert_int_equal(read_bytes(text, strlen(text), &seen), SHEET_GOOD);
    assert_string_equal(seen.text, expected);
}

/* ---- CSV ---- */

static void separators(void **state)
{
    (void)state;
    text_is("a,b\r\n1,2\r\n", "1:t=a t=b\n2:t=1 t=2\n");
    text_is("a;b,c;d\n1;2;3", "1:t=a t=b,c t=d\n2:t=1 t=2 t=3\n");
    text_is("a\tb\r1\t2\r", "1:t=a t=b\n2:t=1 t=2\n");
    text_is("sep=;\r\na;b\n", "2:t=a t=b\n");
    text_is("\"a,a,a\";b\n", "1:t=a,a,a t=b\n");
    text_is("only\n", "1:t=only\n");
}

static void quotes(void **state)
{
    struct seen seen;

    (void)state;
    text_is("\"a\"\"b\",\"c\nd\"\n1", "1:t=a\"b t=c\nd\n2:t=1\n");
    text_is("a\"b,\"c\"d\n", "1:t=a\"b t=cd\n");
    text_is("\"\",,x,,\n\n,\nz", "1:t= t= t=x\n4:t=z\n");
    assert_int_equal(read_bytes("a,\"b\nc", 6, &seen), SHEET_QUOTE);
    assert_string_equal(seen.text, "");
}

static void codings(void **state)
{
    static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"};
    static const char plain[] = "姓名,电话\r\n阿卜杜·䶮,1\r\n";

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int marked = 0; marked < 2; marked++) {
            char marked_text[128], bytes[256];
            char *from = marked_text, *to = bytes;
            size_t n, room = sizeof bytes;
            iconv_t conversion = iconv_open(names[i], "UTF-8");
            struct seen seen;

            snprintf(marked_text, sizeof marked_text, "%s%s", marked ? "\xEF\xBB\xBF" : "", plain);
            n = strlen(marked_text);
            assert_int_not_equal(iconv(conversion, &from, &n, &to, &room), (size_t)-1);
            iconv_close(conversion);
            assert_int_equal(read_bytes(bytes, sizeof bytes - room, &seen), SHEET_GOOD);
            assert_string_equal(seen.text, "1:t=姓名 t=电话\n2:t=阿卜杜·䶮 t=1\n");
        }
}

static void is_refused(const void *bytes, size_t n, enum sheet_fault fault)
{
    struct seen seen;

    assert_int_equal(read_bytes(bytes, n, &seen), fault);
    assert_true(why[0] != '\0');
    assert_string_equal(seen.text, "");
}

static void refused(void **state)
{
    static const char old[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 Workbook";
    static const char locked[] =
        "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0"
        "c\0k\0a\0g\0e\0";

    (void)state;
    is_refused(old, sizeof old, SHEET_OLD);
    is_refused(locked, sizeof locked, SHEET_ENCRYPTED);
    is_refused("%PDF-1.7", 8, SHEET_FOREIGN);
    is_refused("\r\n <HTML><table>", 16, SHEET_FOREIGN);
    is_refused("a,b\n\x01\x02", 6, SHEET_FOREIGN);
    is_refused("a\0b\0\0c", 6, SHEET_FOREIGN);
    is_refused("a,\xFF\xFF\n", 5, SHEET_CODING);
    is_refused("", 0, SHEET_EMPTY);
    is_refused("\n,\n\"\"\n", 6, SHEET_EMPTY);
    is_refused("PK\x03\x04 cut off", 12, SHEET_BAD);
}

static void limits(void **state)
{
    size_t n = (size_t)SHEET_ROWS_MOST * 2 + 2;
    char *many = malloc(SHEET_FILE_MOST + 1);
    struct seen seen;

    (void)state;
    assert_non_null(many);
    for (size_t i = 0; i < n; i += 2)
        memcpy(many + i, "a\n", 2);
    assert_int_equal(read_bytes(many, n, &seen), SHEET_LARGE);
    assert_int_equal(read_bytes(many, n - 2, &seen), SHEET_GOOD);
    memset(many, 'a', SHEET_FILE_MOST + 1);
    assert_int_equal(read_bytes(many, SHEET_FILE_MOST + 1, &seen), SHEET_LARGE);
    assert_int_equal(read_bytes(many, SHEET_CELL_MOST + 1, &seen), SHEET_LARGE);
    assert_int_equal(read_bytes(many, SHEET_CELL_MOST - 1, &seen), SHEET_GOOD);
    free(many);
}

/* ---- numbers ---- */

static void serials(void **state)
{
    static const struct {
        const char *text;
        bool from_1904;
        enum sheet_kind kind;
        const char *shown;
    } cases[] = {
        {"45000", false, SHEET_DAY, "2023-03-15"},
        {"45000", true, SHEET_DAY, "2027-03-16"},
        {"1", false, SHEET_DAY, "1900-01-01"},
        {"59", false, SHEET_DAY, "1900-02-28"},
        {"61", false, SHEET_DAY, "1900-03-01"},
        {"60", false, SHEET_NUMBER, ""},
        {"0", true, SHEET_DAY, "1904-01-01"},
        {"0.354166666666667", false, SHEET_TIME, "08:30"},
        {"45000.5", false, SHEET_MOMENT, "2023-03-15 12:00"},
        {"45000.000011574", false, SHEET_MOMENT, "2023-03-15 00:00:01"},
        {"0.99999999", false, SHEET_DAY, "1900-01-01"},
        {"2958465", false, SHEET_DAY, "9999-12-31"},
        {"2958466", false, SHEET_NUMBER, ""},
        {"-1", false, SHEET_NUMBER, ""},
        {"nan", false, SHEET_NUMBER, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char shown[SERIAL_SIZE] = "";

        assert_int_equal(serial_day(cases[i].text, cases[i].from_1904, shown), cases[i].kind);
        assert_string_equal(shown, cases[i].shown);
    }
}

static void numbers(void **state)
{
    static const char *const cases[][2] = {
        {"1", "1"},
        {"12.50", "12.5"},
        {"0.30000000000000004", "0.3"},
        {"1E3", "1000"},
        {"19900000011", "19900000011"},
        {"1.1010519491231E+17", "110105194912310000"},
        {"110105194912310021", "110105194912310016"},
    };
    char shown[SERIAL_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(serial_number(cases[i][0], shown));
        assert_string_equal(shown, cases[i][1]);
    }
    assert_false(serial_number("inf", shown));
    assert_false(serial_number("0x10", shown));
    assert_false(serial_number("", shown));
    assert_false(serial_number("1a", shown));
}

static void formats(void **state)
{
    static const char *const dated[] = {"yyyy\\-mm\\-dd;@", "[$-804]yyyy\"年\"m\"月\"", "h:mm",
                                        "[h]:mm"};
    static const char *const plain[] = {"General", "0.00",  "\"day\"0", "[Red]0",
                                        "0_d",     "0;\\d", "@",        "\"m"};

    (void)state;
    for (size_t i = 0; i < sizeof dated / sizeof *dated; i++)
        assert_true(serial_format(dated[i]));
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_false(serial_format(plain[i]));
}

static void damaged(void **state)
{
    static const struct {
        enum sheet_kind kind;
        const char *text, *number;
        enum sheet_damage damage;
    } cases[] = {
        {SHEET_TEXT, "11010519491231002X", "11010519491231002X", SHEET_WHOLE},
        {SHEET_TEXT, "'11010519491231002x", "11010519491231002X", SHEET_WHOLE},
        {SHEET_TEXT, " \t110105 19491231 002X\xE2\x80\x8B ", "11010519491231002X", SHEET_WHOLE},
        {SHEET_TEXT, "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", SHEET_WHOLE},
        {SHEET_TEXT, "=\"11010519491231002X\"", "11010519491231002X", SHEET_WHOLE},
        {SHEET_NUMBER, "19900000011", "19900000011", SHEET_WHOLE},
        {SHEET_TEXT, "", "", SHEET_WHOLE},
        {SHEET_TEXT, "1.10105E+17", "", SHEET_SCIENTIFIC},
        {SHEET_TEXT, "1.1e17", "", SHEET_SCIENTIFIC},
        {SHEET_NUMBER, "110105194912310000", "", SHEET_ROUNDED},
        {SHEET_NUMBER, "990101199001010021", "", SHEET_ROUNDED},
        {SHEET_TEXT, "110105194912310000", "", SHEET_ROUNDED},
        {SHEET_ERROR, "#N/A", "", SHEET_NO_NUMBER},
        {SHEET_DAY, "1949-12-31", "", SHEET_NO_NUMBER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sheet_cell cell = {cases[i].kind, cases[i].text};
        struct err err = {ERR_NONE};
        char number[32];

        assert_int_equal(sheet_number(&cell, number, sizeof number), cases[i].damage);
        assert_string_equal(number, cases[i].number);
        assert_int_equal(sheet_damage_err(cases[i].damage, "document_number", &err),
                         cases[i].damage == SHEET_WHOLE);
        assert_int_equal(err.hint[0] != '\0', cases[i].damage != SHEET_WHOLE);
    }
}

static void words(void **state)
{
    struct sheet_cell cell = {SHEET_TEXT, "'=1+1"};
    char text[16], letters[4];

    (void)state;
    assert_true(sheet_words(&cell, text, sizeof text));
    assert_string_equal(text, "=1+1");
    cell.text = " 李\n样本　";
    assert_true(sheet_words(&cell, text, sizeof text));
    assert_string_equal(text, "李 样本");
    cell.text = "阿卜杜热合曼";
    assert_false(sheet_words(&cell, text, sizeof text));
    assert_string_equal(sheet_column(0, letters), "A");
    assert_string_equal(sheet_column(25, letters), "Z");
    assert_string_equal(sheet_column(26, letters), "AA");
    assert_string_equal(sheet_column(255, letters), "IV");
}

/* ---- XLSX ---- */

static void book_is(const struct zip_part *parts, const char *expected)
{
    struct seen seen;
    size_t n;
    char *bytes = zip_make(parts, &n);
    enum sheet_fault fault = read_bytes(bytes, n, &seen);

    free(bytes);
    if (fault != SHEET_GOOD)
        print_error("%s\n", why);
    assert_int_equal(fault, SHEET_GOOD);
    assert_string_equal(seen.text, expected);
}

static void book_fails(const struct zip_part *parts, enum sheet_fault expected)
{
    struct seen seen;
    size_t n;
    char *bytes = zip_make(parts, &n);
    enum sheet_fault fault = read_bytes(bytes, n, &seen);

    free(bytes);
    assert_int_equal(fault, expected);
    assert_true(why[0] != '\0');
}

#define SHEET(cells) "<worksheet><sheetData>" cells "</sheetData></worksheet>"

static void cells_of_a_workbook(void **state)
{
    static const struct zip_part parts[] = {
        ZIP_RELS,
        ZIP_BOOK,
        ZIP_BOOK_RELS,
        {"xl/sharedStrings.xml",
         "<sst><si><t>姓名</t><rPh sb='0' eb='2'><t>xm</t></rPh></si>"
         "<si><r><rPr/><t>电</t></r><r><t xml:space='preserve'>话 </t></r></si>"
         "<si/></sst>"},
        {"xl/styles.xml",
         "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='h:mm'/></numFmts>"
         "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
         "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='176'/></cellXfs>"
         "</styleSheet>"},
        {"xl/worksheets/sheet1.xml",
         "<x:worksheet xmlns:x='u'><x:sheetData><x:row r='1'><x:c r='A1' t='s'><x:v>0</x:v></x:c>"
         "<x:c r='C1' t='s'><x:v>1</x:v></x:c></x:row>"
         "<x:row><x:c "
         "t='inlineStr'><x:is><x:t>a_x0041_&lt;</x:t></x:is></x:c><x:c><x:v>12.50</x:v></x:c>"
         "<x:c t='s'><x:v>2</x:v></x:c><x:c/></x:row>"
         "<x:row r='5'><x:c r='A5' s='1'><x:v>45000</x:v></x:c><x:c r='B5' "
         "s='2'><x:v>0.3541666667</x:v></x:c>"
         "<x:c r='C5' t='b'><x:v>1</x:v></x:c><x:c r='D5' t='e'><x:v>#N/A</x:v></x:c>"
         "<x:c r='E5' t='str'><x:f>A1</x:f><x:v>姓名</x:v></x:c><x:c "
         "r='F5'><x:f>1+1</x:f><x:v>2</x:v></x:c>"
         "<x:c r='G5'><x:f>1+1</x:f></x:c><x:c r='H5' t='d'><x:v>2026-11-23T08:30:00</x:v></x:c>"
         "<x:c r='XFD5'><x:v>9</x:v></x:c></x:row>"
         "<x:row r='9'><x:c r='A9' s='1'/></x:row></x:sheetData></x:worksheet>"},
        {NULL, NULL},
    };

    (void)state;
    book_is(parts,
            "1:t=姓名 t= t=电话 \n2:t=aA< n=12.5\n"
            "5:d=2023-03-15 h=08:30 b=TRUE e=#N/A t=姓名 n=2 e=#FORMULA m=2026-11-23 08:30\n");
}

static void days_from_1904_and_hidden_sheets(void **state)
{
    static const struct zip_part parts[] = {
        ZIP_RELS,
        {"xl/workbook.xml", "<workbook><workbookPr date1904='1'/><sheets>"
                            "<sheet name='h' state='hidden' r:id='r9' xmlns:r='u'/>"
                            "<sheet name='v' r:id='r1' xmlns:r='u'/></sheets></workbook>"},
        ZIP_BOOK_RELS,
        {"xl/styles.xml", "<s><cellXfs><xf numFmtId='14'/></cellXfs></s>"},
        {"xl/worksheets/sheet1.xml", SHEET("<row><c><v>0</v></c></row>")},
        {NULL, NULL},
    };

    (void)state;
    book_is(parts, "1:d=1904-01-01\n");
}

static void bad_workbooks(void **state)
{
    static const char doctype[] =
        "<!DOCTYPE a [<!ENTITY b 'bb'>]>" SHEET("<row><c><v>&b;</v></c></row>");
    static const char *const sheets[] = {
        doctype,
        "<worksheet><sheetData><row>",
        "not XML",
        SHEET("<row><c t='s'><v>7</v></c></row>"),
        SHEET("<row><c t='s'><v>x</v></c></row>"),
    };
    static const struct zip_part no_sheet[] = {ZIP_RELS, ZIP_BOOK, ZIP_BOOK_RELS, {NULL, NULL}};
    static const struct zip_part other[] = {{"mimetype", "application/x"}, {NULL, NULL}};
    static const struct zip_part outside[] = {
        {"_rels/.rels", "<R><Relationship Type='x/officeDocument' Target='../../etc/passwd'/></R>"},
        {NULL, NULL}};
    char deep[2048] = "";

    (void)state;
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        struct zip_part parts[] = {ZIP_RELS,
                                   ZIP_BOOK,
                                   ZIP_BOOK_RELS,
                                   {"xl/worksheets/sheet1.xml", sheets[i]},
                                   {NULL, NULL}};

        book_fails(parts, SHEET_BAD);
    }
    for (int i = 0; i < 100; i++)
        strncat(deep, "<a>", sizeof deep - strlen(deep) - 1);
    {
        struct zip_part parts[] = {
            ZIP_RELS, ZIP_BOOK, ZIP_BOOK_RELS, {"xl/worksheets/sheet1.xml", deep}, {NULL, NULL}};

        book_fails(parts, SHEET_BAD);
    }
    book_fails(no_sheet, SHEET_BAD);
    book_fails(other, SHEET_FOREIGN);
    book_fails(outside, SHEET_BAD);
}

/* A part that is tiny packed and 300 MB unpacked. */
static void bomb(void **state)
{
    size_t n = (size_t)SHEET_PART_MOST + 4096;
    char *spaces = malloc(n + 1);
    struct zip_part parts[] = {
        ZIP_RELS, ZIP_BOOK, ZIP_BOOK_RELS, {"xl/worksheets/sheet1.xml", spaces}, {NULL, NULL}};

    (void)state;
    assert_non_null(spaces);
    memset(spaces, ' ', n);
    memcpy(spaces, "<worksheet>", 11);
    spaces[n] = '\0';
    book_fails(parts, SHEET_LARGE);
    free(spaces);
}

static void many_strings(void **state)
{
    enum { TEXT = 100000 };
    size_t n = (size_t)SHEET_STRINGS_MOST + 5 * TEXT, used = 5;
    char *strings = malloc(n + TEXT);
    struct zip_part parts[] = {ZIP_RELS,
                               ZIP_BOOK,
                               ZIP_BOOK_RELS,
                               {"xl/sharedStrings.xml", strings},
                               {"xl/worksheets/sheet1.xml", SHEET("")},
                               {NULL, NULL}};

    (void)state;
    assert_non_null(strings);
    memcpy(strings, "<sst>", 5);
    while (used < n) {
        memcpy(strings + used, "<si><t>", 7);
        memset(strings + used + 7, 'a', TEXT - 16);
        memcpy(strings + used + TEXT - 9, "</t></si>", 9);
        used += TEXT;
    }
    memcpy(strings + used - TEXT, "</sst>", 7); /* the last one is left out */
    book_fails(parts, SHEET_LARGE);
    free(strings);
}

/* ---- out, and in again ---- */

static void whole_book(void **state)
{
    static const struct sheet_cell head[] = {
        {SHEET_TEXT, "姓名"}, {SHEET_TEXT, "身份证号"}, {SHEET_TEXT, "日期"}, {SHEET_TEXT, "金额"}};
    static const struct sheet_cell row[] = {{SHEET_TEXT, "=1+1 & <李>\""},
                                            {SHEET_TEXT, "110105194912310021"},
                                            {SHEET_DAY, "2026-11-23"},
                                            {SHEET_NUMBER, "-1234.5"}};
    static const struct sheet_cell odd[] = {{SHEET_ERROR, "缺少手机号"},
                                            {SHEET_NUMBER, "110105194912310021"},
                                            {SHEET_MOMENT, "2026-11-23 08:30"},
                                            {SHEET_TIME, "23:59"}};
    char path[] = "/tmp/anxin-sheet-XXXXXX", said[64] = "", *bytes = NULL;
    int fd = mkstemp(path);
    struct book *book = book_open(path, "工人[1]/*");
    struct seen seen;
    size_t n = 0;

    (void)state;
    assert_non_null(book);
    assert_true(book_row(book, head, 4));
    assert_true(book_row(book, row, 4));
    assert_true(book_row(book, odd, 4));
    assert_int_equal(book_close(&book, said, sizeof said), SHEET_GOOD);
    assert_true(file_read(path, 1 << 20, &bytes, &n, NULL));
    close(fd);
    unlink(path);
    assert_int_equal(read_bytes(bytes, n, &seen), SHEET_GOOD);
    assert_string_equal(seen.text,
                        "1:t=姓名 t=身份证号 t=日期 t=金额\n"
                        "2:t==1+1 & <李>\" t=110105194912310021 d=2026-11-23 n=-1234.5\n"
                        "3:t=缺少手机号 t=110105194912310021 m=2026-11-23 08:30 h=23:59\n");
    assert_true(zip_holds(bytes, n, "xl/workbook.xml", "name=\"工人1\""));
    assert_true(zip_holds(bytes, n, "xl/worksheets/sheet1.xml", "state=\"frozen\""));
    assert_true(
        zip_holds(bytes, n, "xl/worksheets/sheet1.xml", "<col min=\"2\" max=\"2\" width=\"20."));
    assert_false(zip_holds(bytes, n, "xl/worksheets/sheet1.xml", "<f>"));
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 8.2: a CSV file's separator and line ends are found", separators),
        UNIT_TEST("SPEC 8.2: quotes of a CSV file, and one that nothing closes", quotes),
        UNIT_TEST(
            "SPEC 8.2: CSV in UTF-8, UTF-16 and GB18030, marked or not, is known by its content",
            codings),
        UNIT_TEST("SPEC 22.5: old, encrypted and other files are refused, each by its name",
                  refused),
        UNIT_TEST("SPEC 22.5: rows, cells and files have limits", limits),
        UNIT_TEST("SPEC 8.2: numbers of a workbook as days and times, from 1900 and 1904", serials),
        UNIT_TEST("SPEC 8.2: numbers of a workbook as one would type them", numbers),
        UNIT_TEST("SPEC 8.2: number formats that show days", formats),
        UNIT_TEST("SPEC 8.2: numbers that an office program damaged are mended or told", damaged),
        UNIT_TEST("SPEC 8.2: words of a cell, letters of a column", words),
        UNIT_TEST("SPEC 8.2: every kind of cell of a workbook", cells_of_a_workbook),
        UNIT_TEST("SPEC 8.2: the first sheet that is not hidden, with days from 1904",
                  days_from_1904_and_hidden_sheets),
        UNIT_TEST("SPEC 22.5: damaged workbooks, entities and ways out of them are refused",
                  bad_workbooks),
        UNIT_TEST("SPEC 22.5: a part that unpacks to hundreds of megabytes is refused", bomb),
        UNIT_TEST("SPEC 22.5: texts without end are refused", many_strings),
        UNIT_TEST("SPEC 20.5: a workbook comes back as it went out, nothing a formula", whole_book),
    };

    return UNIT_RUN(tests);
}
