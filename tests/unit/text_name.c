#include "config.h"

#include "core/base/text.h"
#include "tests/unit/unit.h"

#include <string.h>

static void assert_stored(const char *typed, const char *expected)
{
    char to[256];
    char again[256];

    assert_true(text_name_store(to, sizeof to, typed));
    assert_string_equal(to, expected);
    assert_true(text_name_store(again, sizeof again, to));
    assert_string_equal(again, to);
}

static void every_dot(void **state)
{
    static const char *const dots[] = {
        "\u00B7", "\u2022", "\u30FB", "\uFF0E", ".",      "\u2027", "\u2219", "\u22C5", "\u25CF",
        "\uFF65", "\u3002", "\u0387", "\u2024", "\u2E31", "\u2E33", "\uFF61", "\uFE52",
    };

    (void)state;
    for (size_t i = 0; i < sizeof dots / sizeof dots[0]; i++) {
        char typed[64] = "买买提";

        strncat(typed, dots[i], 8);
        strncat(typed, "艾力", 16);
        assert_stored(typed, "买买提·艾力");
    }
}

static void stored_names(void **state)
{
    (void)state;
    assert_stored("李样本", "李样本");
    assert_stored("  李样本　", "李样本");
    assert_stored("买买提 · 艾力", "买买提·艾力");
    assert_stored("买买提 .艾力", "买买提·艾力");
    assert_stored("阿卜杜热合曼·买买提·吐尔逊", "阿卜杜热合曼·买买提·吐尔逊");
    assert_stored("John A. Smith", "John A. Smith");
    assert_stored("John  A．Smith", "John A.Smith");
    assert_stored("ＪＯＨＮ　ＳＭＩＴＨ", "JOHN SMITH");
    assert_stored("买买提·", "买买提·");
    assert_stored("买买提.", "买买提.");
    assert_stored(".买买提", ".买买提");
    assert_stored("李样本。", "李样本。");
    assert_stored("", "");
    assert_stored("   ", "");
    /* Old systems wrote 䶮 and others with private-use code points. */
    assert_stored("刘\uE863", "刘䶮");
    assert_stored("\uE815\uE864", "⺁龻");
    assert_stored("刘\uE000", "刘\uE000");
    /* Nothing invisible gets in, with which one name could stand beside itself. */
    assert_stored("李\u200B样\u202E本\uFEFF\x01", "李样本");
    assert_stored("李?", "李?");
    assert_stored("Éé.Éé", "Éé·Éé");
    assert_stored("买 . 力", "买·力");
    assert_stored("a买 . b力", "a买 . b力");
    assert_stored("a. 买", "a. 买");
    assert_stored("买.a力", "买.a力");
    assert_stored("买a.力", "买a.力");
    assert_stored("买﹒", "买.");
    assert_stored("买｡", "买。");
    assert_stored("买买提・ ", "买买提·");
    assert_stored("\uE814\uE865", "\uE814\uE865");
    assert_stored("买买提。.艾力", "买买提··艾力");
    assert_stored("买买提．", "买买提.");
}

static void long_names(void **state)
{
    char typed[1024] = "";
    char to[1024];

    (void)state;
    /* 25 Chinese characters and more. */
    for (int i = 0; i < 50; i++)
        strncat(typed, "样", 4);
    assert_stored(typed, typed);
    assert_false(text_name_store(to, 10, typed));
    assert_string_equal(to, "样样样");
    for (int i = 0; i < 200; i++)
        strncat(typed, "本", 4);
    assert_false(text_name_store(to, sizeof to, typed));
    assert_true(strlen(to) > 0);
    assert_false(text_name_fold(to, sizeof to, typed));
}

static void assert_folded(const char *name, const char *expected)
{
    char to[256];
    char again[256];

    assert_true(text_name_fold(to, sizeof to, name));
    assert_string_equal(to, expected);
    assert_true(text_name_fold(again, sizeof again, to));
    assert_string_equal(again, to);
}

static void folded_names(void **state)
{
    (void)state;
    assert_folded("李 样 本", "李样本");
    assert_folded("买买提••艾力", "买买提艾力");
    assert_folded("买买提 ・ 艾力", "买买提艾力");
    assert_folded("买买提艾力", "买买提艾力");
    assert_folded("买买提。艾力", "买买提艾力");
    assert_folded("John   A. Smith", "johnasmith");
    assert_folded("ｊｏｈｎ－smith", "johnsmith");
    assert_folded("O'Neil", "oneil");
    assert_folded("José MÜLLER", "josémüller");
    assert_folded("ÀÞ×÷ßAZ", "àþ×÷ßaz");
    assert_folded("李 John", "李john");
    assert_folded("刘\uE863", "刘䶮");
    assert_folded("···", "");
}

static void displayed_names(void **state)
{
    char to[64];

    (void)state;
    assert_true(text_name_display(to, sizeof to, "买买提·艾力", 1));
    assert_string_equal(to, "买买提・艾力");
    assert_true(text_name_display(to, sizeof to, "买买提·艾力", 2));
    assert_string_equal(to, "买买提·艾力");
    assert_false(text_name_display(to, 10, "买买提·艾力", 1));
    assert_true(text_has_private("刘\uE000"));
    assert_true(text_has_private("刘\U000F0000"));
    assert_false(text_has_private("刘\uE863"));
    assert_false(text_has_private("刘䶮"));
}

static void folded_numbers(void **state)
{
    char to[64];

    (void)state;
    assert_true(text_fold_ascii(to, sizeof to, "１２３Ｘ（ａ）　·"));
    assert_string_equal(to, "123X(a) ·");
    assert_true(text_fold_number(to, sizeof to, " １2 ３-ｘ ", false));
    assert_string_equal(to, "123-X");
    assert_true(text_fold_number(to, sizeof to, "1-2－3—4–5", true));
    assert_string_equal(to, "12345");
    assert_true(text_fold_number(to, sizeof to, "1‐2―3−4ー5﹣6一7～", true));
    assert_string_equal(to, "123456一7~");
    assert_false(text_fold_ascii(to, 3, "123"));
    assert_string_equal(to, "12");
    assert_false(text_fold_number(to, 3, "123", true));
    assert_string_equal(to, "12");
}

static void masks(void **state)
{
    char to[64];

    (void)state;
    assert_true(text_mask_id(to, sizeof to, "11010519491231002X"));
    assert_string_equal(to, "110105********002X");
    assert_true(text_mask_id(to, sizeof to, "CAN110081080310"));
    assert_string_equal(to, "CAN110*****0310");
    assert_true(text_mask_phone(to, sizeof to, "19900000001"));
    assert_string_equal(to, "199****0001");
    assert_true(text_mask_card(to, sizeof to, "6222000000000000001"));
    assert_string_equal(to, "***************0001");
    /* Too short to hide enough: nothing is shown. */
    assert_true(text_mask_id(to, sizeof to, "1101051231"));
    assert_string_equal(to, "**********");
    assert_true(text_mask_phone(to, sizeof to, "1990000"));
    assert_string_equal(to, "*******");
    assert_true(text_mask_card(to, sizeof to, "1234"));
    assert_string_equal(to, "****");
    assert_true(text_mask_id(to, sizeof to, ""));
    assert_string_equal(to, "");
    assert_false(text_mask_id(to, 8, "11010519491231002X"));
    assert_string_equal(to, "110105*");
}

static void csv_cells(void **state)
{
    static const struct {
        const char *cell;
        const char *csv;
    } cells[] = {
        {"", "\"\""},
        {"样本", "\"样本\""},
        {"a,b", "\"a,b\""},
        {"a\"b", "\"a\"\"b\""},
        {"a\nb", "\"a\nb\""},
        {"=1+1", "\"'=1+1\""},
        {"=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""},
        {"+1", "\"'+1\""},
        {"-1", "\"-1\""},
        {"-12.50", "\"-12.50\""},
        {"-1234567890.9", "\"-1234567890.9\""},
        {"-1+1", "\"'-1+1\""},
        {"-1.2.3", "\"'-1.2.3\""},
        {"-", "\"'-\""},
        {"--1", "\"'--1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\t=1", "\"'\t=1\""},
        {"\r=1", "\"'\r=1\""},
        {"\n=1", "\"'\n=1\""},
        {"  =1", "\"'  =1\""},
        {"\u3000=1", "\"'\u3000=1\""},
        {"\u00A0=1", "\"'\u00A0=1\""},
        {"\uFEFF=1", "\"'\uFEFF=1\""},
        {"\u200B=1", "\"'\u200B=1\""},
        {"＝1+1", "\"'＝1+1\""},
        {"＋1", "\"'＋1\""},
        {"－1+1", "\"'－1+1\""},
        {"＠A1", "\"'＠A1\""},
        {"?=1", "\"?=1\""},
        {"a=1", "\"a=1\""},
        {"\"=1", "\"\"\"=1\""},
        {"110105********002X", "\"110105********002X\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        char to[128];

        assert_true(text_csv_cell(to, 2 * strlen(cells[i].cell) + 4, cells[i].cell));
        assert_string_equal(to, cells[i].csv);
        assert_false(text_csv_cell(to, strlen(cells[i].csv), cells[i].cell));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 3.5: every look-alike of the dot is stored as U+00B7", every_dot),
        UNIT_TEST("SPEC 3.5: names are stored in one form", stored_names),
        UNIT_TEST("SPEC 3.5: names hold 25 characters and more", long_names),
        UNIT_TEST("SPEC 3.5: names are compared folded", folded_names),
        UNIT_TEST("SPEC 3.5: names are shown with a dot of certain width", displayed_names),
        UNIT_TEST("SPEC 3.4: full-width digits are folded in numbers", folded_numbers),
        UNIT_TEST("SPEC 3.6: numbers are masked", masks),
        UNIT_TEST("SPEC 22.5: CSV cells cannot become formulas", csv_cells),
    };

    return UNIT_RUN(tests);
}
