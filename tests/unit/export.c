#include "config.h"

#include "core/export.h"
#include "tests/unit/unit.h"

#include "core/base/file.h"

#include <dirent.h>
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
    static const char *const head[] = {"姓名", "备注"};
    static const char *const row[] = {"李\"样本\"", "=1+1"};
    static const char *const empty[] = {NULL, "a,b"};
    static const char expected[] = "\xEF\xBB\xBF\"姓名\",\"备注\"\r\n"
                                   "\"李\"\"样本\"\"\",\"'=1+1\"\r\n\"\",\"a,b\"\r\n";
    struct export_result result;
    struct export *file = export_open(folder, "workers", NULL);
    char digest[DIGEST_SIZE], *bytes = NULL;
    struct stat info;
    size_t n = 0;

    (void)state;
    assert_non_null(file);
    assert_true(export_row(file, head, 2, NULL));
    assert_true(export_row(file, row, 2, NULL));
    assert_true(export_row(file, empty, 2, NULL));
    assert_int_equal(count_files(false, false), 0); /* nothing has a name before it is whole */
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
    static const char *const row[] = {"x"};
    struct export *file = export_open(folder, "workers", NULL);

    (void)state;
    assert_true(export_row(file, row, 1, NULL));
    export_abandon(&file);
    assert_null(file);
    assert_int_equal(count_files(true, false), 0);
}

static void twice_in_a_second(void **state)
{
    static const char *const row[] = {"x"};
    struct export_result first, second;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct export *file = export_open(folder, "workers", NULL);

        assert_true(export_row(file, row, 1, NULL));
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

        assert_null(export_open(folder, bad[i], &err));
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
    assert_null(export_open(path, "workers", &err));
    assert_int_equal(err.code, ERR_BUG);
    assert_true(err.hint[0] != '\0');
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
    };

    return UNIT_RUN(tests);
}
