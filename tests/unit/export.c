#include "config.h"

#include "core/export.h"
#include "tests/unit/unit.h"

#include "core/base/file.h"
#include "core/sheet/sheet.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/anxin-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int count_files(bool all, bool take_away)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int n = 0;

    while (dir && (entry = readdir(dir))) {
        if (entry->d_type != DT_REG)
            continue;
        n += all || entry->d_name[0] != '.';
        if (take_away)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    if (dir)
        closedir(dir);
    return n;
}

static int remove_folder(void **state)
{
    (void)state;
    count_files(true, true);
    return rmdir(folder);
}

static void whole_file(void **state)
{
    static const struct sheet_cell head[] = {{SHEET_TEXT, "姓名"}, {SHEET_TEXT, "备注"}};
    static const struct sheet_cell row[] = {{SHEET_TEXT, "李\"样本\""}, {SHEET_TEXT, "=1+1"}};
    static const struct sheet_cell empty[] = {{SHEET_TEXT, ""}, {SHEET_TEXT, "a,b"}};
    static const char expected[] = "\xEF\xBB\xBF\"姓名\",\"备注\"\r\n"
                                   "\"李\"\"样本\"\"\",\"'=1+1\"\r\n\"\",\"a,b\"\r\n";
    struct export_result result;
    struct export *file = export_open(folder, "workers", "工人", EXPORT_CSV, NULL);
    char digest[DIGEST_SIZE], *bytes = NULL;
    struct stat info;
    size_t n = 0;
    int fd;

    (void)state;
    assert_non_null(file);
    assert_true(export_row(file, head, 2, NULL));
    assert_true(export_row(file, row, 2, NULL));
    assert_true(export_row(file, empty, 2, NULL));
    assert_int_equal(count_files(false, false), 0); /* nothing has a name before it is whole */
    assert_true(export_end(file, &fd, NULL));
    assert_int_equal(fd, -1);
    assert_true(export_close(&file, &result, NULL));
    assert_null(file);
    assert_int_equal(result.rows, 2);
    assert_int_equal(count_files(true, false), 1);
    assert_true(file_read(result.path, 4096, &bytes, &n, NULL));
    assert_int_equal(n, sizeof expected - 1);
    assert_memory_equal(bytes, expected, n);
    digest_of(bytes, n, digest);
    assert_string_equal(result.sha256, digest);
    assert_int_equal(stat(result.path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    free(bytes);
}

static void given_up(void **state)
{
    static const struct sheet_cell row[] = {{SHEET_TEXT, "x"}};
    struct export *file = export_open(folder, "workers", "工人", EXPORT_CSV, NULL);

    (void)state;
    assert_true(export_row(file, row, 1, NULL));
    export_abandon(&file);
    assert_null(file);
    assert_int_equal(count_files(true, false), 0);
}

static void twice_in_a_second(void **state)
{
    static const struct sheet_cell row[] = {{SHEET_TEXT, "x"}};
    struct export_result first, second;
    int fd;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct export *file = export_open(folder, "workers", "工人", EXPORT_CSV, NULL);

        assert_true(export_row(file, row, 1, NULL));
        assert_true(export_end(file, &fd, NULL));
        assert_true(export_close(&file, i ? &second : &first, NULL));
    }
    assert_string_not_equal(first.path, second.path);
    assert_int_equal(count_files(false, false), 2);
}

static void names_are_words(void **state)
{
    static const char *const bad[] = {
        "",        "../workers",
        "a/b",     "Workers",
        ".hidden", "a b",
        "名单",    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct err err = {ERR_NONE};

        assert_null(export_open(folder, bad[i], "工人", EXPORT_CSV, &err));
        assert_int_equal(err.code, ERR_BUG);
    }
    assert_int_equal(count_files(true, false), 0);
}

static void folder_that_cannot_be(void **state)
{
    struct err err = {ERR_NONE};
    char path[128];

    (void)state;
    snprintf(path, sizeof path, "%s/no/such", folder);
    assert_null(export_open(path, "workers", "工人", EXPORT_XLSX, &err));
    assert_int_equal(err.code, ERR_BUG);
    assert_true(err.hint[0] != '\0');
}

/* ---- a workbook ---- */

struct gathered {
    char text[512];
    int64_t rows;
};

static bool gather(void *owner, int64_t number, const struct sheet_cell *cells, size_t n)
{
    struct gathered *all = owner;
    size_t used = strlen(all->text);

    all->rows++;
    for (size_t i = 0; i < n && used < sizeof all->text; i++)
        used += (size_t)snprintf(all->text + used, sizeof all->text - used, "%lld%c%s ",
                                 (long long)number, cells[i].kind, cells[i].text);
    return true;
}

static void whole_workbook(void **state)
{
    static const struct sheet_cell head[] = {
        {SHEET_TEXT, "姓名"}, {SHEET_TEXT, "日期"}, {SHEET_TEXT, "人数"}};
    struct sheet_cell row[] = {
        {SHEET_TEXT, "=1+1"}, export_cell("2026-11-23", false), export_cell("12", true)};
    struct export *file = export_open(folder, "workers", "工人", EXPORT_XLSX, NULL);
    struct gathered all = {""};
    struct export_result result;
    char digest[DIGEST_SIZE], *bytes = NULL;
    struct err err = {ERR_NONE};
    size_t n = 0;
    int fd;

    (void)state;
    assert_non_null(file);
    assert_true(export_row(file, head, 3, NULL));
    assert_true(export_row(file, row, 3, NULL));
    assert_int_equal(count_files(false, false), 0);
    assert_true(export_end(file, &fd, NULL));
    assert_true(fd >= 0);
    assert_true(export_close(&file, &result, NULL));
    assert_int_equal(result.rows, 1);
    assert_string_equal(result.path + strlen(result.path) - 5, ".xlsx");
    assert_true(file_read(result.path, 65536, &bytes, &n, NULL));
    digest_of(bytes, n, digest);
    assert_string_equal(result.sha256, digest);
    free(bytes);
    assert_true(sheet_in_now(open(result.path, O_RDONLY | O_CLOEXEC), gather, &all, &err));
    assert_string_equal(all.text, "1t姓名 1t日期 1t人数 2t=1+1 2d2026-11-23 2n12 ");
}

/* Far more than a pipe holds, and given up with half of it written. */
static void large_workbook_given_up(void **state)
{
    static const struct sheet_cell row[] = {{SHEET_TEXT, "样本"},
                                            {SHEET_TEXT, "110105194912310021"}};
    struct export *file = export_open(folder, "workers", "工人", EXPORT_XLSX, NULL);

    (void)state;
    assert_non_null(file);
    for (int i = 0; i < 100000; i++)
        assert_true(export_row(file, row, 2, NULL));
    export_abandon(&file);
    assert_null(file);
    assert_int_equal(count_files(true, false), 0);
}

static void no_program(void **state)
{
    struct err err = {ERR_NONE};
    char before[1024];
    struct export *file;
    int fd;

    (void)state;
    snprintf(before, sizeof before, "%s", getenv("ANXIN_SHEET"));
    setenv("ANXIN_SHEET", "/bin/false", 1);
    file = export_open(folder, "workers", "工人", EXPORT_XLSX, &err);
    if (file) {
        struct export_result result;
        struct sheet_cell row = {SHEET_TEXT, "x"};
        bool good = export_row(file, &row, 1, &err) && export_end(file, &fd, &err);

        assert_false(good && export_close(&file, &result, &err));
        export_abandon(&file);
    }
    setenv("ANXIN_SHEET", before, 1);
    assert_int_equal(err.code, ERR_BUG);
    assert_int_equal(count_files(true, false), 0);
}

static void refused_file(void **state)
{
    struct gathered all = {""};
    struct err err = {ERR_NONE};
    char path[128];

    (void)state;
    snprintf(path, sizeof path, "%s/old.xls", folder);
    assert_true(file_create(path, 0600, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, NULL));
    assert_false(sheet_in_now(open(path, O_RDONLY | O_CLOEXEC), gather, &all, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_true(err.text[0] && err.hint[0]);
    assert_int_equal(all.rows, 0);
}

static void cells_by_kind(void **state)
{
    static const struct {
        const char *text;
        bool of_numbers;
        enum sheet_kind kind;
    } cases[] = {
        {"12", true, SHEET_NUMBER},
        {"12", false, SHEET_TEXT},
        {"0", true, SHEET_NUMBER},
        {"-3.50", true, SHEET_NUMBER},
        {"007", true, SHEET_TEXT},
        {"1.", true, SHEET_TEXT},
        {"", true, SHEET_TEXT},
        {"1234567890123456", true, SHEET_TEXT},
        {"2026-11-23", false, SHEET_DAY},
        {"2026-13-23", false, SHEET_TEXT},
        {"2026-11-23 08:30", false, SHEET_MOMENT},
        {"2026-11-23 08.30", false, SHEET_TEXT},
        {"199****0011", true, SHEET_TEXT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(export_cell(cases[i].text, cases[i].of_numbers).kind, cases[i].kind);
}

#define IN_FOLDER(sentence, function)                                                              \
    {                                                                                              \
        sentence, function, make_folder, remove_folder, NULL                                       \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER("SPEC 20.5: an export is UTF-8 with BOM, named when whole, digested", whole_file),
        IN_FOLDER("SPEC 20.5: an export that was given up leaves nothing", given_up),
        IN_FOLDER("SPEC 20.5: two exports in one second have two names", twice_in_a_second),
        IN_FOLDER("SPEC 22.5: nothing but a plain word names an export", names_are_words),
        IN_FOLDER("SPEC 20.4: a folder that cannot be written is told with what to do",
                  folder_that_cannot_be),
        IN_FOLDER("SPEC 20.5: an export is a workbook with days and numbers as such",
                  whole_workbook),
        IN_FOLDER("SPEC 20.5: a large workbook that was given up leaves nothing",
                  large_workbook_given_up),
        IN_FOLDER("SPEC 20.5: a workbook whose program fails is told, and leaves nothing",
                  no_program),
        IN_FOLDER("SPEC 20.4: a file that cannot be read is told with what to do", refused_file),
        UNIT_TEST("SPEC 20.5: what a list shows is written as what it is", cells_by_kind),
    };

    signal(SIGPIPE, SIG_IGN); /* as the program does */
    return UNIT_RUN(tests);
}
