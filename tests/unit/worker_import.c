/* A table of workers: headings found, lines checked, batches made. */
#include "config.h"

#include "core/worker_import.h"
#include "tests/unit/unit.h"

#include "core/base/idno.h"

#include <stdio.h>
#include <string.h>

static const struct day today = {2026, 11, 25};

#define ROW(...) ((const struct sheet_cell[]){__VA_ARGS__})
#define T(text)                                                                                    \
    {                                                                                              \
        SHEET_TEXT, text                                                                           \
    }

static void put(struct worker_import *import, int64_t number, const struct sheet_cell *cells,
                size_t n)
{
    assert_true(worker_import_row(import, number, cells, n));
}

/* Headings below a title, in another order than ours, with marks. */
static struct worker_import *with_headings(void)
{
    struct worker_import *import = worker_import_new(today);

    assert_non_null(import);
    put(import, 1, ROW(T("进场人员花名册")), 1);
    put(import, 3,
        ROW(T("序号"), T("身份证号码 *"), T("姓 名*"), T("所属班组（必填）"), T("联系电话")), 5);
    return import;
}

static void lines_are_checked(void **state)
{
    struct worker_import *import = with_headings();
    struct err err = {.code = ERR_NONE};
    size_t at = 0, count;
    char *lines;

    (void)state;
    put(import, 4,
        ROW(T("1"), T("'11010519491231002x"), T("李样本"), T("钢筋一班"),
            {SHEET_NUMBER, "19900000011"}),
        5);
    put(import, 5,
        ROW(T("2"), {SHEET_NUMBER, "110105194912310000"}, T(""), T("钢筋一班"), T("123")), 5);
    put(import, 7, ROW(T("3"), T("11010519491231002X"), T("李样本"), T("钢筋一班")), 4);
    put(import, 8,
        ROW(T("4"), T("653125188001010010"), T("阿卜杜热合曼•努尔麦麦提"), T("钢筋一班")), 4);
    assert_true(worker_import_ready(import, &err));
    assert_int_equal(worker_import_count(import), 4);
    assert_int_equal(worker_import_good(import), 2);
    /* every column of the row that is wrong, each by its place */
    assert_non_null(strstr(worker_import_first_fault(import), "B5 ID number"));
    assert_non_null(strstr(worker_import_first_fault(import), "C5 Name"));
    assert_non_null(strstr(worker_import_first_fault(import), "E5 Phone"));
    lines = worker_import_batch(import, &at, &count);
    assert_int_equal(count, 2);
    assert_non_null(strstr(lines, "\"line\":4,"));
    assert_non_null(strstr(lines, "\"document_number\":\"11010519491231002X\""));
    assert_non_null(strstr(lines, "\"phone\":\"19900000011\""));
    assert_non_null(strstr(lines, "阿卜杜热合曼·努尔麦麦提"));
    assert_null(strstr(lines, "\"line\":7,"));
    record_json_free(&lines);
    assert_null(worker_import_batch(import, &at, &count));
    assert_int_equal(count, 0);
    worker_import_say(import, 4, NULL, NULL);
    worker_import_say(import, 8, "team_name", "no team of this name is at work for this company");
    assert_int_equal(worker_import_good(import), 0);
    assert_int_equal(worker_import_invited(import), 1);
    worker_import_free(&import);
    assert_null(import);
}

static void batches(void **state)
{
    struct worker_import *import = with_headings();
    struct err err = {.code = ERR_NONE};
    size_t at = 0, count, all = 0;
    char *lines;

    (void)state;
    for (int i = 0; i < WORKER_IMPORT_BATCH * 2 + 1; i++) {
        char number[24];

        snprintf(number, sizeof number, "990101%04d0101%03d", 1950 + i / 900, i % 900 + 1);
        number[17] = idno_check_18(number);
        number[18] = '\0';
        put(import, 4 + i, ROW(T(""), T(number), T("样本"), T("钢筋一班")), 4);
    }
    assert_true(worker_import_ready(import, &err));
    while ((lines = worker_import_batch(import, &at, &count))) {
        assert_in_range(count, 1, WORKER_IMPORT_BATCH);
        all += count;
        record_json_free(&lines);
    }
    assert_int_equal(all, WORKER_IMPORT_BATCH * 2 + 1);
    worker_import_free(&import);
}

static void no_table_of_workers(void **state)
{
    struct worker_import *import = worker_import_new(today);
    struct err err = {.code = ERR_NONE};

    (void)state;
    for (int i = 1; i <= 10; i++)
        put(import, i, ROW(T("a"), T("b")), 2);
    assert_false(worker_import_row(import, 11, ROW(T("a")), 1));
    assert_false(worker_import_ready(import, &err));
    assert_int_equal(err.code, ERR_INPUT);
    worker_import_free(&import);
    import = worker_import_new(today);
    put(import, 1, ROW(T("姓名"), T("身份证号")), 2);
    assert_false(worker_import_ready(import, &err)); /* no column for the team */
    assert_non_null(strstr(err.text, "Team"));
    worker_import_free(&import);
    import = with_headings();
    assert_false(worker_import_ready(import, &err)); /* no row */
    worker_import_free(&import);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(
            "SPEC 8.2: each line is checked, every column told, numbers that stand twice found",
            lines_are_checked),
        UNIT_TEST("SPEC 8.2: good lines go in batches, each once", batches),
        UNIT_TEST("SPEC 8.2: what is no table of workers is told by what is missing",
                  no_table_of_workers),
    };

    return UNIT_RUN(tests);
}
