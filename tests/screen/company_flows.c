/* What the companies' pages keep: a conflict shown and settled, drafts without numbers, kinds that
 * somebody else has marked. */
#include "config.h"

#include "tests/screen/fake_app.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/site.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"

#include <string.h>

static struct ui *open_screen(const char *name, const char *arg)
{
    struct ui *ui = fake_app_new(24, 80);
    struct err err = {.code = ERR_NONE};

    assert_true(ui_open(ui, "companies", NULL, &err));
    assert_true(ui_open(ui, name, arg, &err));
    fake_settle();
    return ui;
}

static int setup(void **state)
{
    (void)state;
    i18n_start("en");
    site_answers();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fake_app_free();
    return 0;
}

/* ---- two at once ---- */

static void company_conflict(void **state)
{
    (void)state;
    open_screen("company", NULL);
    fake_keys("^U \"建工\"");
    fake_refuse("company_save", ERR_CONFLICT, "AX006", "Somebody has changed this.", NULL);
    fake_keys("F2");
    assert_true(fake_shows("Changed by 样本辛 at 2026-11-23"));
    fake_keys("s");
    assert_true(fake_shows("theirs: 样本建工"));
    fake_answer("company_save", "changed_at\n2026-11-23 03:00\n");
    fake_keys("F2");
    assert_true(fake_shows("Saved."));
    assert_non_null(strstr(fake_arg("company_save", 2), "\"short_name\":\"建工\""));
}

static void theirs_is_taken(void **state)
{
    (void)state;
    open_screen("company", NULL);
    fake_keys("^U \"建工\"");
    fake_refuse("company_save", ERR_CONFLICT, "AX006", "Somebody has changed this.", NULL);
    fake_keys("F2 d");
    assert_true(fake_shows("样本建工"));
    assert_int_equal(fake_asked("company_save"), 1);
    assert_int_equal(fake_asked("draft_drop"), 1);
}

static void kinds_conflict(void **state)
{
    (void)state;
    open_screen("participant", "2");
    assert_true(fake_shows("劳务分包"));
    fake_keys("Down Space");
    assert_int_equal(fake_asked("draft_save"), 1);
    assert_non_null(strstr(fake_arg("draft_save", 2), "006 001"));
    fake_refuse("participant_kinds", ERR_CONFLICT, "AX006", "Somebody has changed this.", NULL);
    fake_keys("F2");
    assert_true(fake_shows("Changed by somebody else at 2026-03-01"));
    fake_keys("s");
    assert_true(fake_shows("theirs: not marked"));
    fake_answer("participant_kinds", "changed_at\n2026-11-23 03:00\n");
    fake_keys("F2");
    assert_true(fake_shows("The kinds of 样本劳务有限公司 were changed."));
    assert_int_equal(fake_asked("participant_kinds"), 2);
}

/* ---- what was not saved ---- */

static void marks_are_asked_about(void **state)
{
    struct ui *ui = open_screen("participant", "2");

    (void)state;
    fake_keys("Space F10");
    assert_true(fake_shows("This company's kinds were not saved."));
    fake_keys("F8");
    assert_string_equal(ui_top(ui)->ops->name, "companies");
    assert_int_equal(fake_asked("participant_kinds"), 0);
    assert_int_equal(fake_asked("draft_drop"), 1);
}

static void marks_come_back(void **state)
{
    (void)state;
    fake_answer("draft_get", "content\n{\"kinds\":\"001\"}\n");
    open_screen("participant", "2");
    assert_true(fake_shows("This is what you had typed and not saved."));
    fake_answer("participant_kinds", "changed_at\n2026-11-23 03:00\n");
    fake_keys("F2");
    assert_string_equal(fake_arg("participant_kinds", 3), "001");
}

static void numbers_are_in_no_draft(void **state)
{
    const char *draft;

    (void)state;
    open_screen("certify", "9");
    fake_keys("\"李样本\" Tab \"11010519491231002X\" F10");
    assert_true(fake_shows("This certification was not begun."));
    fake_keys("F4");
    assert_int_equal(fake_asked("draft_save"), 1);
    draft = fake_arg("draft_save", 2);
    assert_non_null(strstr(draft, "李样本"));
    assert_null(strstr(draft, "11010519491231002X"));
    assert_null(strstr(draft, "id_number"));
}

static void amount_is_in_no_draft(void **state)
{
    struct ui *ui;

    (void)state;
    site_deposit_answers();
    ui = open_screen("certify", "9");
    fake_keys("\"37\" F10");
    assert_int_equal(fake_asked("draft_save"), 0);
    assert_string_equal(ui_top(ui)->ops->name, "companies");
}

static void added_company_is_kept(void **state)
{
    struct ui *ui = open_screen("company_add", NULL);

    (void)state;
    fake_keys("\"样本外来有限公司\" F10");
    assert_true(fake_shows("This company was not added."));
    fake_keys("F4");
    assert_string_equal(ui_top(ui)->ops->name, "companies");
    assert_non_null(strstr(fake_arg("draft_save", 2), "样本外来有限公司"));
}

/* ---- one key, two actions ---- */

static void amount_is_told_with_f2(void **state)
{
    (void)state;
    site_deposit_answers();
    fake_refuse("certification_answer", ERR_INPUT, "AX001", "This is not the amount.", NULL);
    open_screen("certify", "9");
    fake_keys("\"37\" F2");
    assert_int_equal(fake_asked("certification_answer"), 1);
    assert_true(fake_shows("This is not the amount."));
}

static void company_is_added_with_f2(void **state)
{
    (void)state;
    open_screen("company_add", NULL);
    fake_keys("\"样本外来有限公司\"");
    assert_true(fake_shows("F2 Add"));
    fake_keys("F2");
    assert_true(fake_shows("Social credit code: please fill in"));
}

#define FLOW(sentence, function)                                                                   \
    {                                                                                              \
        sentence, function, setup, teardown, NULL                                                  \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        FLOW("SPEC 4.1: a company that two have changed is compared", company_conflict),
        FLOW("SPEC 4.1: or theirs is taken, and the draft goes", theirs_is_taken),
        FLOW("SPEC 6.1: kinds that two have marked are compared", kinds_conflict),
        FLOW("SPEC 20.2: marks that were not saved are asked about", marks_are_asked_about),
        FLOW("SPEC 20.7: and are there again", marks_come_back),
        FLOW("SPEC 4.2: a certification's draft has no number", numbers_are_in_no_draft),
        FLOW("SPEC 4.2: nor an amount", amount_is_in_no_draft),
        FLOW("SPEC 20.7: a company that was not added is kept", added_company_is_kept),
        FLOW("SPEC 20.3: a key does what the bar says: the amount is told", amount_is_told_with_f2),
        FLOW("SPEC 20.3: and a company is added without a registry", company_is_added_with_f2),
    };

    return UNIT_RUN(tests);
}
