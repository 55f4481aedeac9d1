#include "config.h"

#include "core/audit.h"
#include "core/db/sql.h"
#include "tests/unit/unit.h"

#include <string.h>

/* Which line an error is said to be on when the server tells no position. */
static void lines_of_statements(void **state)
{
    static const char text[] = "-- one; two\n"
                               "select 1; /* a; /* b; */ c; */\n"
                               "\n"
                               "select ';', \"a;b\", E'\\';', $$;$$, $x$ $$; $x$;\n"
                               ";\n"
                               "create function f() returns int language sql\n"
                               "begin atomic\n"
                               "  select case when true then 1 else 2 end;\n"
                               "  select 2;\n"
                               "end;\n"
                               "create rule r as on insert to t do (select 1; select 2);\n"
                               "create or replace procedure p() language plpgsql as $$\n"
                               "begin null; end $$;\n"
                               "-- the end\n"
                               "drop table t";
    static const int lines[] = {2, 4, 6, 11, 12, 15};

    (void)state;
    for (int i = 0; i < 6; i++)
        assert_int_equal(sql_line_of_statement(text, i), lines[i]);
    assert_int_equal(sql_line_of_statement(text, 99), 15);
    assert_int_equal(sql_line_of_statement("", 0), 1);
    assert_int_equal(sql_line_of_statement("select $1, $tag", 0), 1);
    assert_int_equal(sql_line_of_statement("/* never closed\n", 3), 2);
    assert_int_equal(sql_line_of_statement("'never closed\n", 0), 1);
}

/* The server counts characters, not bytes. */
static void lines_of_characters(void **state)
{
    (void)state;
    assert_int_equal(sql_line_of_character("样本\n李;", 1), 1);
    assert_int_equal(sql_line_of_character("样本\n李;", 3), 1);
    assert_int_equal(sql_line_of_character("样本\n李;", 4), 2);
    assert_int_equal(sql_line_of_character("样本\n李;", 99), 2);
}

static void names(void **state)
{
    char to[16];

    (void)state;
    assert_true(sql_name("a\"b", to, sizeof to));
    assert_string_equal(to, "\"a\"\"b\"");
    assert_false(sql_name("a name that is too long", to, sizeof to));
}

static void anchors(void **state)
{
    char text[128] = "3:17:";
    struct audit_anchor anchor;

    (void)state;
    memset(text + 5, 'a', 64);
    assert_true(audit_anchor_parse(text, &anchor));
    assert_int_equal(anchor.chain_id, 3);
    assert_int_equal(anchor.entry, 17);
    assert_int_equal(strlen(anchor.sha256), 64);
    text[68] = '\0';
    assert_false(audit_anchor_parse(text, &anchor));
    assert_false(audit_anchor_parse("", &anchor));
    assert_false(audit_anchor_parse("3:x:", &anchor));
    assert_false(audit_anchor_parse("99999999999999999999:1:", &anchor));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 3: an error names the line of its statement", lines_of_statements),
        UNIT_TEST("DESIGN 3: an error names the line of its character", lines_of_characters),
        UNIT_TEST("DESIGN 3: names are quoted", names),
        UNIT_TEST("SPEC 22.3: an anchor is read", anchors),
    };

    return UNIT_RUN(tests);
}
