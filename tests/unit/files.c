#include "config.h"

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <limits.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[64];

static char *in_folder(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/anxin-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"a", "b", "log", "log.old", "link", "x/y", "x", ""};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        remove(in_folder(names[i]));
    return access(folder, F_OK) == 0 ? -1 : 0;
}

static mode_t mode_of(const char *name)
{
    struct stat about;

    assert_int_equal(stat(in_folder(name), &about), 0);
    return about.st_mode & 07777;
}

static void assert_content(const char *name, const char *expected)
{
    struct err err;
    char *bytes;
    size_t n;

    assert_true(file_read(in_folder(name), 100, &bytes, &n, &err));
    assert_string_equal(bytes, expected);
    assert_int_equal(n, strlen(expected));
    free(bytes);
}

static void files(void **state)
{
    struct err err;
    char *bytes;
    size_t n;

    (void)state;
    umask(0);
    assert_true(file_create(in_folder("a"), 0600, "one", 3, &err));
    assert_int_equal(mode_of("a"), 0600);
    assert_content("a", "one");
    assert_false(file_create(in_folder("a"), 0600, "two", 3, &err));
    assert_content("a", "one");
    assert_true(file_replace(in_folder("a"), 0644, "three", 5, &err));
    assert_int_equal(mode_of("a"), 0644);
    assert_content("a", "three");
    assert_true(file_create(in_folder("b"), 0400, "", 0, &err));
    assert_content("b", "");
    assert_true(file_read(in_folder("a"), 5, &bytes, &n, &err));
    free(bytes);
    assert_false(file_read(in_folder("a"), 4, &bytes, &n, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_null(bytes);
    assert_false(file_read(in_folder("missing"), 4, &bytes, &n, &err));
    assert_non_null(strstr(err.detail, "No such file"));
    assert_false(file_read(folder, 4, &bytes, &n, &err));
    assert_false(file_create(in_folder("missing/a"), 0600, "", 0, &err));
    assert_false(file_replace(in_folder("missing/a"), 0600, "", 0, &err));
    assert_non_null(strstr(err.detail, "No such file"));
    /* Nothing can be put in the place of a folder, and nothing stays behind of the attempt. */
    assert_false(file_replace(folder, 0600, "", 0, &err));
    /* A new file is never written through somebody's link. */
    assert_int_equal(symlink("a", in_folder("link")), 0);
    assert_false(file_create(in_folder("link"), 0600, "x", 1, &err));
    assert_content("a", "three");
}

static void folders(void **state)
{
    struct err err;

    (void)state;
    assert_true(file_make_folder(in_folder("x/y"), 0700, &err));
    assert_int_equal(mode_of("x/y"), 0700);
    assert_true(file_make_folder(in_folder("x/y"), 0700, &err));
    assert_true(file_make_folder(in_folder("x/y/"), 0700, &err));
    assert_false(file_make_folder(in_folder("a/z"), 0700, &err));
    assert_false(file_make_folder(in_folder("a"), 0700, &err));
    assert_false(file_make_folder("", 0700, &err));
}

static char *read_log(void)
{
    struct err err;
    char *bytes;
    size_t n;

    assert_true(file_read(in_folder("log"), 1 << 20, &bytes, &n, &err));
    return bytes;
}

static void assert_matches(const char *s, const char *pattern)
{
    regex_t regex;

    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    if (regexec(&regex, s, 0, NULL, 0) != 0)
        fail_msg("not as expected: %s", s);
    regfree(&regex);
}

/* When the first entry was written. */
static time_t entry_moment(const char *bytes)
{
    struct tm utc = {0};

    assert_non_null(strptime(bytes, "%Y-%m-%dT%H:%M:%S", &utc));
    return timegm(&utc);
}

static void entries(void **state)
{
    time_t now;
    struct err err;
    struct log *log = log_open(in_folder("log"), LOG_LEVEL_INFO, &err);
    char *bytes;

    (void)state;
    assert_non_null(log);
    assert_int_equal(mode_of("log"), 0600);
    log_write(log, LOG_LEVEL_INFO, "db", "connected in %d ms", 12);
    log_write(log, LOG_LEVEL_DEBUG, "db", "not of interest");
    log_write(log, LOG_LEVEL_WARNING, "db", "two\nlines\x1B[31m\x9B\xFF");
    log_write(NULL, LOG_LEVEL_ERROR, "db", "nowhere");
    log_close(&log);
    assert_null(log);
    log_close(&log);
    bytes = read_log();
    assert_matches(bytes, "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z "
                          "[0-9]+ info db: connected in 12 ms\n"
                          "[^\n]* warning db: two\\\\nlines\\\\u001B\\[31m");
    assert_null(strstr(bytes, "not of interest"));
    assert_null(strchr(bytes, 0x1B));
    /* The clock is today's. */
    now = time(NULL);
    assert_in_range(entry_moment(bytes), now - 60, now);
    free(bytes);
    remove(in_folder("log"));
}

static void nothing_personal(void **state)
{
    static const char *const personal[] = {"11010519491231002X", "19900000001", "CAN110081080310",
                                           "6222000000000000001", "11010519491231002x"};
    struct err err;
    struct log *log = log_open(in_folder("log"), LOG_LEVEL_INFO, &err);
    char *bytes;

    (void)state;
    for (size_t i = 0; i < sizeof personal / sizeof personal[0]; i++) {
        log_write(log, LOG_LEVEL_INFO, "db", "Key (a)=(%s) exists; %s, \"%s\"", personal[i],
                  personal[i], personal[i]);
    }
    log_write(log, LOG_LEVEL_INFO, "db", "１１０１０５１９４９１２３１００２Ｘ");
    log_write(log, LOG_LEVEL_INFO, "db", "12345678 ZAB12345678 ABCD12345678 ABC1234567 12345678XX");
    log_write(log, LOG_LEVEL_INFO, "db", "worker 1234567 sheet p000123 a1b2c3d4e5f60718");
    log_close(&log);
    bytes = read_log();
    for (size_t i = 0; i < sizeof personal / sizeof personal[0]; i++)
        assert_null(strstr(bytes, personal[i]));
    assert_non_null(strstr(bytes, "Key (a)=(<18 digits>) exists; <18 digits>, \"<18 digits>\""));
    assert_null(strstr(bytes, "１"));
    assert_non_null(strstr(bytes, ": <8 digits> <11 digits> ABCD12345678 ABC1234567 12345678XX"));
    assert_non_null(strstr(bytes, "worker 1234567 sheet p000123 a1b2c3d4e5f60718"));
    free(bytes);
    remove(in_folder("log"));
}

static void references(void **state)
{
    char reference[LOG_REFERENCE_SIZE] = "";
    char expected[64];
    struct err err;
    struct log *log = log_open(in_folder("log"), LOG_LEVEL_ERROR, &err);
    char *bytes;

    (void)state;
    err_set(&err, ERR_CONFLICT, "name", "This name is taken.", NULL);
    err_detail(&err, "team_name_live_uq");
    memcpy(err.sqlstate, "23505", 6);
    log_err(log, "db", &err, reference);
    log_close(&log);
    assert_int_equal(strlen(reference), 6);
    snprintf(expected, sizeof expected,
             "error db: [%s] conflict field name sqlstate 23505:", reference);
    bytes = read_log();
    assert_non_null(strstr(bytes, expected));
    assert_non_null(strstr(bytes, "team_name_live_uq"));
    free(bytes);
    remove(in_folder("log"));
    log_err(NULL, "db", &err, reference);
    assert_int_equal(strlen(reference), 6);
}

static void long_entries(void **state)
{
    struct err err;
    struct log *log = log_open(in_folder("log"), LOG_LEVEL_INFO, &err);
    char message[6000];
    char *bytes;

    (void)state;
    for (size_t i = 0; i + 3 < sizeof message; i += 3)
        memcpy(message + i, "样", 3);
    message[sizeof message - 3] = '\0';
    log_write(log, LOG_LEVEL_INFO, "db", "%s", message);
    log_write(log, LOG_LEVEL_INFO, "db", "second");
    log_close(&log);
    bytes = read_log();
    assert_non_null(strstr(bytes, "样\n"));
    assert_non_null(strstr(bytes, "info db: second\n"));
    free(bytes);
    remove(in_folder("log"));
}

static void growing(void **state)
{
    struct err err;
    struct log *log;
    char *bytes;

    (void)state;
    assert_true(file_create(in_folder("log"), 0600, "x", 1, &err));
    assert_int_equal(truncate(in_folder("log"), (8 << 20) + 1), 0);
    log = log_open(in_folder("log"), LOG_LEVEL_INFO, &err);
    assert_non_null(log);
    log_write(log, LOG_LEVEL_INFO, "db", "new");
    log_close(&log);
    assert_int_equal(access(in_folder("log.old"), F_OK), 0);
    bytes = read_log();
    assert_true(strlen(bytes) < 200);
    free(bytes);
    remove(in_folder("log"));
    assert_int_equal(symlink("a", in_folder("log")), 0);
    assert_null(log_open(in_folder("log"), LOG_LEVEL_INFO, &err));
    assert_int_equal(err.code, ERR_INPUT);
}

static void levels(void **state)
{
    enum log_level level;

    (void)state;
    for (int i = LOG_LEVEL_ERROR; i <= LOG_LEVEL_DEBUG; i++) {
        assert_true(log_level_parse(log_level_name((enum log_level)i), &level));
        assert_int_equal(level, i);
    }
    assert_false(log_level_parse("loud", &level));
}

static void digests(void **state)
{
    char to[DIGEST_SIZE];
    struct digest digest;

    (void)state;
    /* FIPS 180-4, the two shortest samples. */
    digest_of("abc", 3, to);
    assert_string_equal(to, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_start(&digest);
    digest_add(&digest, "a", 1);
    digest_add(&digest, "bc", 2);
    digest_end(&digest, to);
    assert_string_equal(to, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_of("", 0, to);
    assert_string_equal(to, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void uuids(void **state)
{
    char a[UUID_SIZE], b[UUID_SIZE];

    (void)state;
    uuid_make(a);
    uuid_make(b);
    assert_matches(a, "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
    assert_string_not_equal(a, b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("small files are read, made and replaced whole", files),
        UNIT_TEST("folders are made with those above them", folders),
        UNIT_TEST("the log has one clean line per entry", entries),
        UNIT_TEST("SPEC 22.4: no number of a person reaches the log", nothing_personal),
        UNIT_TEST("SPEC 20.4: a reference leads from the message to the log", references),
        UNIT_TEST("long entries are cut at a whole character", long_entries),
        UNIT_TEST("a long log is put aside, a link is refused", growing),
        UNIT_TEST("levels of the log have names", levels),
        UNIT_TEST("SHA-256 of the standard's samples", digests),
        UNIT_TEST("request ids are random UUIDs", uuids),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
