#include "config.h"

#include "core/settings.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static void reads(void **state)
{
    static const char text[] = "\xEF\xBB\xBF# a comment\r\n"
                               "\n"
                               "  language=zh_CN\r\n"
                               "host = db.example.org\n"
                               "export_folder = \" with spaces \"\n"
                               "ambiguous_width = 2\n"
                               "reader_pipes = single\n"
                               "list_bar = row\n"
                               "mouse = yes\n"
                               "terminal = t000012";
    struct settings settings;
    struct err err;

    (void)state;
    assert_true(settings_parse(&settings, "anxin.conf", text, &err));
    assert_string_equal(settings.language, "zh_CN");
    assert_string_equal(settings.host, "db.example.org");
    assert_string_equal(settings.export_folder, " with spaces ");
    assert_int_equal(settings.ambiguous_width, 2);
    assert_true(settings.full_bar);
    assert_true(settings.mouse);
    assert_string_equal(settings.reader_pipes, "single");
    assert_string_equal(settings.terminal, "t000012");
    assert_string_equal(settings.service, "");
}

static void refuses(void **state)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"host = a\n\nhots = b\n", "anxin.conf, line 3: there is no such setting: hots"},
        {"host\n", "anxin.conf, line 1: this is not \"key = value\": host"},
        {"reader_pipes = four", "anxin.conf, line 1: this value is not understood: reader_pipes"},
        {"ambiguous_width = 3",
         "anxin.conf, line 1: this value is not understood: ambiguous_width"},
        {"lock_after = 0", "anxin.conf, line 1: this value is not understood: lock_after"},
        {"lock_after = 10m", "anxin.conf, line 1: this value is not understood: lock_after"},
        {"list_bar = wide", "anxin.conf, line 1: this value is not understood: list_bar"},
        {"mouse = 1", "anxin.conf, line 1: this value is not understood: mouse"},
        {"language = fr", "anxin.conf, line 1: this value is not understood: language"},
        {"port = 12345678901234567", "anxin.conf, line 1: this value is not understood: port"},
    };
    char text[2048];
    struct settings settings;
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(settings_parse(&settings, "anxin.conf", cases[i].text, &err));
        assert_int_equal(err.code, ERR_INPUT);
        assert_string_equal(err.text, cases[i].said);
    }
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_false(settings_parse(&settings, "anxin.conf", text, &err));
    assert_string_equal(err.text, "anxin.conf, line 1: this line is too long: ");
}

static void precedence(void **state)
{
    struct settings settings;
    struct db_where where;
    bool configured;
    struct err err;

    (void)state;
    unsetenv("PGSERVICE");
    unsetenv("PGHOST");
    unsetenv("PGDATABASE");
    assert_true(settings_parse(&settings, "c", "", &err));
    assert_true(settings_where(&settings, &where, &configured, &err));
    assert_false(configured); /* the private database */
    assert_true(settings_parse(&settings, "c", "host = file.example\nport = 5433", &err));
    assert_true(settings_where(&settings, &where, &configured, &err));
    assert_true(configured);
    assert_string_equal(where.host, "file.example");
    assert_string_equal(where.port, "5433");
    assert_string_equal(where.database, "anxin");
    assert_string_equal(where.sslmode, ""); /* verify-full, then */
    setenv("PGHOST", "environment.example", 1);
    setenv("PGSSLMODE", "verify-ca", 1);
    assert_true(settings_where(&settings, &where, &configured, &err));
    assert_string_equal(where.host, "environment.example");
    assert_string_equal(where.sslmode, "verify-ca");
    unsetenv("PGHOST");
    unsetenv("PGSSLMODE");
    setenv("PGSERVICE", "nowhere", 1);
    setenv("PGSERVICEFILE", "/nonexistent", 1);
    assert_false(settings_where(&settings, &where, &configured, &err));
    assert_int_equal(err.code, ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 8: settings are read", reads),
        UNIT_TEST("DESIGN 8: a slip is refused with file and line", refuses),
        UNIT_TEST("DESIGN 8: the environment wins over the file", precedence),
    };

    return UNIT_RUN(tests);
}
