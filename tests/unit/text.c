#include "config.h"

#include "core/base/text.h"
#include "tests/unit/unit.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

static void characters(void **state)
{
    const char *s = "aé艾𠮷";
    const char *at = s;
    uint32_t code;
    char put[4];

    (void)state;
    assert_true(text_next(&at, &code));
    assert_int_equal(code, 'a');
    assert_true(text_next(&at, &code));
    assert_int_equal(code, 0xE9);
    assert_true(text_next(&at, &code));
    assert_int_equal(code, 0x827E);
    assert_true(text_next(&at, &code));
    assert_int_equal(code, 0x20BB7);
    assert_false(text_next(&at, &code));
    assert_ptr_equal(at, s + 10);
    assert_ptr_equal(text_back(s, at), s + 6);
    assert_ptr_equal(text_back(s, s + 6), s + 3);
    assert_ptr_equal(text_back(s, s + 3), s + 1);
    assert_ptr_equal(text_back(s, s + 1), s);
    assert_ptr_equal(text_back(s, s), s);
    assert_int_equal(text_length(s), 4);
    for (code = 1; code < 0x110000; code++) {
        char one[5] = "";
        const char *p = one;
        uint32_t back;

        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        text_put(one, code);
        assert_true(text_next(&p, &back));
        assert_int_equal(back, code);
        assert_int_equal(*p, 0);
    }
    assert_int_equal(text_put(put, 0xD800), 3);
    assert_memory_equal(put, "\xEF\xBF\xBD", 3);
    assert_int_equal(text_put(put, 0x110000), 3);
}

static void wrong_bytes(void **state)
{
    static const struct {
        const char *bytes;
        const char *repaired;
    } bad[] = {
        {"\xFF", "\uFFFD"},
        {"a\x80z", "a\uFFFDz"},
        {"\xC0\xAF", "\uFFFD\uFFFD"},                     /* overlong '/' */
        {"\xE0\x80\xAF", "\uFFFD\uFFFD\uFFFD"},           /* the same in three */
        {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},           /* a surrogate */
        {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"}, /* beyond U+10FFFF */
        {"\xE8\x89", "\uFFFD\uFFFD"},                     /* cut */
        {"\xE8\x89"
         "b",
         "\uFFFD\uFFFD"
         "b"},
        {"\xF0\x9F\x98", "\uFFFD\uFFFD\uFFFD"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char to[32];

        assert_false(text_is_valid(bad[i].bytes, strlen(bad[i].bytes)));
        assert_false(text_repair(to, sizeof to, bad[i].bytes, strlen(bad[i].bytes)));
        assert_string_equal(to, bad[i].repaired);
        assert_true(text_is_valid(to, strlen(to)));
        assert_false(text_copy(to, 1, bad[i].bytes));
        assert_true(text_copy(to, sizeof to, bad[i].bytes));
        assert_string_equal(to, bad[i].repaired);
    }
    assert_true(text_is_valid("艾力", 6));
    assert_false(text_is_valid("a\0b", 3));
    assert_true(text_is_valid("", 0));
}

static void copying(void **state)
{
    char to[8] = "xxxxxxx";

    (void)state;
    assert_true(text_repair(to, sizeof to, "艾力", 6));
    assert_string_equal(to, "艾力");
    assert_false(text_repair(to, 6, "艾力", 6));
    assert_string_equal(to, "艾");
    assert_false(text_copy(to, 6, "艾力"));
    assert_string_equal(to, "艾");
    assert_true(text_copy(to, 7, "艾力"));
    assert_string_equal(to, "艾力");
    assert_false(text_copy(to, 0, "艾"));
    assert_true(text_trim(to, sizeof to, " \t　艾 力\u00A0\n"));
    assert_string_equal(to, "艾 力");
    assert_true(text_trim(to, sizeof to, " \t　"));
    assert_string_equal(to, "");
    assert_false(text_trim(to, 4, "  艾力"));
    assert_string_equal(to, "艾");
}

static void kinds(void **state)
{
    static const uint32_t han[] = {0x2E80, 0x2FDF, 0x3005, 0x3007, 0x3400,  0x4DBF,
                                   0x4E00, 0x9FFF, 0xF900, 0xFAFF, 0x20000, 0x3FFFD};
    static const uint32_t not_han[] = {'a',    0x2E7F, 0x2FE0, 0x3004, 0x3006, 0x3008,  0x33FF,
                                       0x4DC0, 0x4DFF, 0xA000, 0xF8FF, 0xFB00, 0x1FFFF, 0x3FFFE};
    static const uint32_t space[] = {'\t',   '\n',   '\r',   ' ',    0x85,   0xA0,   0x1680,
                                     0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
    static const uint32_t not_space[] = {8,      14,     '!',    0x84,   0x9F,   0x1FFF,
                                         0x200B, 0x2027, 0x202A, 0x2030, 0x2060, 0x3001};

    (void)state;
    for (size_t i = 0; i < sizeof han / sizeof han[0]; i++)
        assert_true(text_is_han(han[i]));
    for (size_t i = 0; i < sizeof not_han / sizeof not_han[0]; i++)
        assert_false(text_is_han(not_han[i]));
    for (size_t i = 0; i < sizeof space / sizeof space[0]; i++)
        assert_true(text_is_space(space[i]));
    for (size_t i = 0; i < sizeof not_space / sizeof not_space[0]; i++)
        assert_false(text_is_space(not_space[i]));
}

/* Where the C library knows a character, it and the table agree, but for what is never drawn. */
static void widths_as_the_library(void **state)
{
    size_t compared = 0;

    (void)state;
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    for (uint32_t code = 0x20; code < 0x110000; code++) {
        int theirs = wcwidth((wchar_t)code);

        if (theirs < 0 || text_shown(code) != code)
            continue;
        if (theirs != text_char_width(code, 1))
            print_message("U+%04X: %d, here %d\n", (unsigned)code, theirs,
                          text_char_width(code, 1));
        assert_int_equal(theirs, text_char_width(code, 1));
        compared++;
    }
    setlocale(LC_CTYPE, "C");
    assert_true(compared > 140000);
}

static void widths_that_differ(void **state)
{
    (void)state;
    assert_int_equal(text_width("买买提"), 6);
    assert_int_equal(text_width("买买提·艾力"), 11);
    assert_int_equal(text_width_as("买买提·艾力", 2), 12);
    assert_int_equal(text_width("买买提・艾力"), 12);
    assert_int_equal(text_width("，（￥"), 6);
    assert_int_equal(text_width("—…“”×①℃°★●↑"), 11);
    assert_int_equal(text_width_as("—…“”×①℃°★●↑", 2), 22);
    assert_int_equal(text_width_as("─│┌█", 2), 8);
    assert_int_equal(text_width_as("¥✓", 2), 2);
    assert_int_equal(text_width("㛃𠮷𬱖"), 6); /* extensions A, B, E */
    assert_int_equal(text_width("\U00030000"), 2);  /* G */
    assert_int_equal(text_width("e\u0301"), 1);
    assert_int_equal(text_width("ئۇيغۇر"), 6);
    assert_int_equal(text_width_as("\uE863", 2), 1); /* private use */
    /* Extension H is known to no library here: the sign in its place is as wide as it. */
    assert_int_equal(text_shown(0x31350), TEXT_GETA);
    assert_int_equal(text_width("\U00031350"), 2);
}

static void harmful_characters(void **state)
{
    static const uint32_t harmful[] = {0x00,   0x07,   0x1B,   0x7F,    0x9B,
                                       0xAD,   0x200B, 0x200E, 0x202E,  0x2066,
                                       0xFEFF, 0xFFFD, 0xFFFE, 0xE0041, 0x110000};
    char to[32];

    (void)state;
    for (size_t i = 0; i < sizeof harmful / sizeof harmful[0]; i++) {
        assert_int_equal(text_shown(harmful[i]), '?');
        assert_int_equal(text_char_width(harmful[i], 1), 1);
    }
    assert_int_equal(text_cut(to, sizeof to, "a\x1B[31mb\u202Ec\xFF", 30, 1), 10);
    assert_string_equal(to, "a?[31mb?c?");
}

static void cutting(void **state)
{
    char to[64];
    int width;

    (void)state;
    assert_int_equal(text_cut(to, sizeof to, "样本建工集团", 12, 1), 12);
    assert_string_equal(to, "样本建工集团");
    assert_int_equal(text_cut(to, sizeof to, "样本建工集团", 11, 1), 10);
    assert_string_equal(to, "样本建工..");
    assert_int_equal(text_cut(to, sizeof to, "样本建工集团", 4, 1), 4);
    assert_string_equal(to, "样..");
    assert_int_equal(text_cut(to, sizeof to, "样本建工集团", 3, 1), 2);
    assert_string_equal(to, "样");
    assert_int_equal(text_cut(to, sizeof to, "样本", 1, 1), 0);
    assert_string_equal(to, "");
    assert_int_equal(text_cut(to, sizeof to, "样本", 0, 1), 0);
    assert_int_equal(text_cut(to, sizeof to, "样本", -5, 1), 0);
    assert_int_equal(text_cut(to, 6, "样本", 8, 1), 2);
    assert_string_equal(to, "样");
    assert_int_equal(text_prefix("e\u0301e\u0301", 1, 1, &width), 3);
    assert_int_equal(width, 1);
    assert_int_equal(text_prefix("★★", 3, 2, &width), 3);
    assert_int_equal(width, 2);
    assert_int_equal(text_prefix("", 3, 2, NULL), 0);
}

static void fitting(void **state)
{
    char to[64];

    (void)state;
    assert_int_equal(text_fit(to, sizeof to, "样本", 6, TEXT_LEFT, 1), 6);
    assert_string_equal(to, "样本  ");
    assert_int_equal(text_fit(to, sizeof to, "样本", 6, TEXT_RIGHT, 1), 6);
    assert_string_equal(to, "  样本");
    assert_int_equal(text_fit(to, sizeof to, "样本", 7, TEXT_CENTRE, 1), 7);
    assert_string_equal(to, " 样本  ");
    assert_int_equal(text_fit(to, sizeof to, "样本建工", 7, TEXT_LEFT, 1), 7);
    assert_string_equal(to, "样本.. ");
    assert_int_equal(text_fit(to, sizeof to, "样本建工", 7, TEXT_RIGHT, 1), 7);
    assert_string_equal(to, " 样本..");
    assert_int_equal(text_fit(to, sizeof to, "样本", 1, TEXT_LEFT, 1), 1);
    assert_string_equal(to, " ");
    assert_int_equal(text_fit(to, sizeof to, "a·b", 4, TEXT_RIGHT, 2), 4);
    assert_string_equal(to, "a·b");
    assert_int_equal(text_fit(to, 3, "ab", 6, TEXT_LEFT, 1), 2);
    assert_string_equal(to, "ab");
    assert_int_equal(text_fit(to, 3, "ab", 6, TEXT_RIGHT, 1), 2);
}

/* Whatever the text, the cells and the buffer: never more cells than asked, never half a
 * character. */
static void cutting_anything(void **state)
{
    static const char *const texts[] = {
        "买买提·艾力",     "e\u0301e\u0301e\u0301",
        "\xE8\x89买\xFF",  "aé艾𠮷\u200D\U00031350",
        "\u0301\u0301abc", "  —…★  ",
        "ئۇيغۇر ئاپتونوم", "样本1Ａ２·",
    };
    char to[64];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (int cells = -1; cells < 16; cells++) {
            for (size_t size = 0; size <= sizeof to; size++) {
                for (int variant = 0; variant < 8; variant++) {
                    int ambiguous = variant % 2 + 1;
                    int used;

                    memset(to, '#', sizeof to);
                    if (variant / 2 == 3)
                        used = text_cut(to, size, texts[i], cells, ambiguous);
                    else
                        used = text_fit(to, size, texts[i], cells, (enum text_align)(variant / 2),
                                        ambiguous);
                    if (size == 0) {
                        assert_int_equal(used, 0);
                        continue;
                    }
                    assert_true(strlen(to) < size);
                    assert_true(text_is_valid(to, strlen(to)));
                    assert_int_equal(text_width_as(to, ambiguous), used);
                    assert_true(used <= (cells > 0 ? cells : 0));
                    if (variant / 2 < 3 && size == sizeof to && cells >= 0)
                        assert_int_equal(used, cells);
                }
            }
        }
    }
}

static void assert_lines(const char *s, int cells, const char *joined)
{
    char to[256] = "";
    size_t used = 0;

    for (int lines = 0; *s && lines < 20; lines++) {
        const char *next;
        size_t n = text_wrap(s, cells, 1, &next);

        assert_true(next > s);
        memcpy(to + used, s, n);
        used += n;
        to[used++] = '|';
        to[used] = '\0';
        s = next;
    }
    assert_string_equal(to, joined);
}

/* No line begins with a closing mark or ends with an opening one. */
static void wrapping_at_marks(void **state)
{
    static const char *const closing[] = {
        "!",  ")",  ",",  ".",  ":",  ";",  "?",  "]",  "}",  "’",  "”",  "、", "。", "〉", "》",
        "」", "』", "】", "〕", "・", "！", "）", "，", "．", "：", "；", "？", "］", "｝"};
    static const char *const opening[] = {"(",  "[",  "{",  "‘",  "“",  "〈", "《",
                                          "「", "『", "【", "〔", "（", "［", "｛"};
    char line[64];
    const char *next;

    (void)state;
    for (size_t i = 0; i < sizeof closing / sizeof closing[0]; i++) {
        snprintf(line, sizeof line, "样本样%s本", closing[i]);
        assert_int_equal(text_wrap(line, 6, 1, &next), 6);
    }
    for (size_t i = 0; i < sizeof opening / sizeof opening[0]; i++) {
        snprintf(line, sizeof line, "样本%s样本", opening[i]);
        assert_int_equal(text_wrap(line, 6, 1, &next), 6);
    }
    assert_int_equal(text_wrap("样本一样本", 6, 1, &next), 9);
}

static void wrapping(void **state)
{
    (void)state;
    assert_lines("one two three", 7, "one two|three|");
    assert_lines("one two three", 8, "one two|three|");
    assert_lines("one  two", 4, "one|two|");
    assert_lines("a\nb\n\nc", 9, "a|b||c|");
    assert_lines("abcdefgh ij", 3, "abc|def|gh|ij|");
    assert_lines("请把身份证放在读卡器上。", 10, "请把身份证|放在读卡器|上。|");
    assert_lines("请把身份证放在读卡器。", 10, "请把身份证|放在读卡|器。|");
    assert_lines("样本（说明）", 6, "样本|（说|明）|");
    assert_lines("艾", 1, "艾|");
    assert_lines("", 5, "");
    assert_lines("one two ", 7, "one two |");
    assert_lines("one two\nthree", 7, "one two|three|");
    assert_lines("one two \nthree", 7, "one two |three|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("UTF-8 is read and written character by character", characters),
        UNIT_TEST("bytes that are no UTF-8 become replacement characters", wrong_bytes),
        UNIT_TEST("copies end with a whole character", copying),
        UNIT_TEST("Han characters and spaces are told apart", kinds),
        UNIT_TEST("SPEC 20.1: widths are those of the C library", widths_as_the_library),
        UNIT_TEST("SPEC 20.1: widths where terminals differ", widths_that_differ),
        UNIT_TEST("SPEC 22.5: what a terminal would act on is shown as a question mark",
                  harmful_characters),
        UNIT_TEST("SPEC 20.1: text is cut by cells, with a mark", cutting),
        UNIT_TEST("SPEC 20.1: columns are filled to their width", fitting),
        UNIT_TEST("SPEC 20.1: no cut is too wide or splits a character", cutting_anything),
        UNIT_TEST("SPEC 20.1: lines break at spaces and between Chinese characters", wrapping),
        UNIT_TEST("SPEC 20.1: marks stay with what they open or close", wrapping_at_marks),
    };

    return UNIT_RUN(tests);
}
