#include "config.h"

#include "core/base/err.h"
#include "core/base/i18n.h"
#include "tests/unit/unit.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void language(void **state)
{
    (void)state;
    assert_int_equal(i18n_choose(NULL, NULL, NULL, NULL, NULL), I18N_CHINESE);
    assert_int_equal(i18n_choose(NULL, NULL, NULL, NULL, "en_US.UTF-8"), I18N_ENGLISH);
    assert_int_equal(i18n_choose("", "", "", "", "en_US.UTF-8"), I18N_ENGLISH);
    assert_int_equal(i18n_choose(NULL, NULL, NULL, NULL, "C.UTF-8"), I18N_CHINESE);
    assert_int_equal(i18n_choose(NULL, NULL, NULL, NULL, "de_DE.UTF-8"), I18N_CHINESE);
    assert_int_equal(i18n_choose(NULL, NULL, "C.UTF-8", NULL, "en_GB"), I18N_ENGLISH);
    assert_int_equal(i18n_choose(NULL, "zh_CN:en", NULL, NULL, "en_US"), I18N_CHINESE);
    assert_int_equal(i18n_choose(NULL, NULL, "zh_CN.GB18030", "en_US", "en_US"), I18N_CHINESE);
    assert_int_equal(i18n_choose(NULL, NULL, NULL, "en_US", "zh_CN"), I18N_ENGLISH);
    assert_int_equal(i18n_choose("en", "zh", "zh", "zh", "zh"), I18N_ENGLISH);
    assert_int_equal(i18n_choose("zh_CN", "en", "en", "en", "en"), I18N_CHINESE);
    assert_int_equal(i18n_choose("auto", NULL, NULL, NULL, "en_US"), I18N_ENGLISH);
}

static void set_locale(const char *value)
{
    unsetenv("LANGUAGE");
    unsetenv("LC_MESSAGES");
    unsetenv("LC_CTYPE");
    unsetenv("LANG");
    setenv("LC_ALL", value, 1);
}

static void missing_locale(void **state)
{
    static const char *const missing[] = {"C", "POSIX", "xx_YY.UTF-8", ""};

    (void)state;
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++) {
        set_locale(missing[i]);
        assert_int_equal(i18n_start(NULL), I18N_CHINESE);
        assert_true(i18n_locale_is_utf8());
        assert_string_equal(setlocale(LC_MESSAGES, NULL), "C.UTF-8");
        assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
        assert_string_equal(getenv("LANGUAGE"), "zh_CN");
    }
    set_locale("C.UTF-8");
    assert_int_equal(i18n_start("en"), I18N_ENGLISH);
    assert_string_equal(_("Nobody translates this sentence."), "Nobody translates this sentence.");
}

/* The msgids are English; Chinese comes from the catalogue, in UTF-8 whatever the locale writes. */
static void chinese(void **state)
{
    const char *folder = getenv("ANXIN_LOCALE");
    char path[PATH_MAX] = "";

    (void)state;
    if (folder)
        snprintf(path, sizeof path, "%s/zh_CN/LC_MESSAGES/anxin.mo", folder);
    if (access(path, R_OK) != 0)
        skip();
    set_locale("C");
    assert_int_equal(i18n_start("zh"), I18N_CHINESE);
    assert_string_not_equal(_("The ID number is missing."), "The ID number is missing.");
    assert_non_null(strstr(_("The ID number is missing."), "证件号码"));
    assert_int_equal(i18n_start("en"), I18N_ENGLISH);
    assert_string_equal(gettext("The ID number is too long."), "The ID number is too long.");
}

static void errors(void **state)
{
    struct err err;
    char text[512];

    (void)state;
    err_clear(&err);
    assert_int_equal(err.code, ERR_NONE);
    err_clear(NULL);
    assert_false(err_set(NULL, ERR_BUG, NULL, "x", NULL));
    err_detail(NULL, "%d", 1);
    assert_false(err_set(&err, ERR_DENIED, "name", "text", "hint"));
    err_detail(&err, "%s", "first");
    assert_string_equal(err.detail, "first");
    /* A new error forgets the old one. */
    assert_false(err_set(&err, ERR_INPUT, NULL, NULL, NULL));
    assert_string_equal(err.field, "");
    assert_string_equal(err.text, "");
    assert_string_equal(err.detail, "");
    /* Cut at a character's edge: 85 × 3 bytes and the zero are 256. */
    text[0] = '\0';
    for (int i = 0; i < 100; i++)
        strncat(text, "样", 4);
    err_set(&err, ERR_INPUT, "name", text, NULL);
    assert_int_equal(strlen(err.text), 255);
    memmove(text + 1, text, strlen(text) + 1);
    text[0] = 'x';
    err_set(&err, ERR_INPUT, "name", text, NULL);
    assert_int_equal(strlen(err.text), 253);
    assert_memory_equal(err.text + 250, "样", 4);
    /* What came cut already is mended as well. */
    err_set(&err, ERR_INPUT, "name", "ab样\xE6\xA0", NULL);
    assert_string_equal(err.text, "ab样");
    err_set(&err, ERR_INPUT, "name", "\xE6", NULL);
    assert_string_equal(err.text, "");
    err_set(&err, ERR_INPUT, "name", "\xF0\xA0\xAE\xB7", NULL);
    assert_string_equal(err.text, "𠮷");
    err_set(&err, ERR_INPUT, "name", "é", NULL);
    assert_string_equal(err.text, "é");
    err_set(&err, ERR_INPUT, "name", "ab", NULL);
    assert_string_equal(err.text, "ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 2: the screen speaks Chinese unless English is asked for", language),
        UNIT_TEST("SPEC 2: Chinese in any locale, English when asked", chinese),
        UNIT_TEST("SPEC 20.1: without a usable locale the program is in UTF-8", missing_locale),
        UNIT_TEST("SPEC 20.4: an error holds whole characters and forgets the one before", errors),
    };

    return UNIT_RUN(tests);
}
