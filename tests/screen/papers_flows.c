/* What the pages of applications, settings and files do when two write at once, when something was
 * typed and not saved, when a list leaves. */
#include "config.h"

#include "tests/screen/fake_app.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/site.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct ui *open_screen(const char *name, const char *arg)
{
    struct ui *ui = fake_app_new(24, 80);
    struct err err = {.code = ERR_NONE};

    assert_true(ui_open(ui, name, arg, &err));
    fake_settle();
    return ui;
}

static int setup(void **state)
{
    (void)state;
    i18n_start("en");
    site_papers_draft();
    fake_answer("draft_get", "content\n");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fake_app_free();
    return 0;
}

/* ---- two write one page ---- */

static void write_against_another(void)
{
    open_screen("application", "5 1");
    fake_keys("^U \"样本一期\"");
    fake_refuse("application_save", ERR_CONFLICT, "AX006", "Somebody has changed this.", NULL);
    fake_keys("F2");
    assert_true(fake_shows("Changed by 样本丙 at"));
    fake_answer("application_save", "changed_at\n2026-11-23 03:00\n");
}

static void page_see(void **state)
{
    (void)state;
    write_against_another();
    fake_keys("s");
    assert_true(fake_shows("theirs: 样本安居小区"));
    assert_true(fake_shows("样本一期"));
    fake_keys("F2");
    assert_true(fake_shows("The page is saved."));
    assert_int_equal(fake_asked("application_save"), 2);
    assert_non_null(strstr(fake_arg("application_save", 3), "\"name\":\"样本一期\""));
}

static void page_keep(void **state)
{
    (void)state;
    write_against_another();
    fake_keys("k");
    assert_true(fake_shows("The page is saved."));
    assert_non_null(strstr(fake_arg("application_save", 3), "\"name\":\"样本一期\""));
}

static void page_drop(void **state)
{
    (void)state;
    write_against_another();
    fake_keys("d");
    assert_true(fake_hides("样本一期"));
    assert_true(fake_shows("本安居小区三标段"));
    assert_int_equal(fake_asked("application_save"), 1);
    assert_int_equal(fake_asked("draft_drop"), 1);
}

static void settings_keep_or_drop(void **state)
{
    struct ui *ui = open_screen("project_settings", NULL);

    (void)state;
    assert_int_equal(ui_set(ui, "wage_day", "28", NULL), SET_DONE);
    fake_refuse("project_settings_save", ERR_CONFLICT, "AX006", "Somebody has changed this.", NULL);
    fake_keys("F2");
    assert_true(fake_shows("Changed by 样本丙 at"));
    fake_keys("s");
    assert_true(fake_shows("theirs: 20"));
    fake_keys("F2");
    assert_true(fake_shows("Changed by 样本丙 at"));
    fake_keys("d");
    assert_true(fake_hides("28"));
    assert_int_equal(fake_asked("project_settings_save"), 2);
}

/* ---- not saved ---- */

static void page_draft(void **state)
{
    (void)state;
    fake_answer("draft_get", "content\n{\"name\":\"样本三期\"}\n");
    open_screen("application", "5 1");
    assert_true(fake_shows("样本三期"));
    assert_true(fake_shows("This is what you had typed on this page and not saved."));
    assert_string_equal(fake_arg("draft_get", 1), "0/5 1");
}

static void page_left(void **state)
{
    struct ui *ui = fake_app_new(24, 80);
    struct err err = {.code = ERR_NONE};

    (void)state;
    assert_true(ui_open(ui, "messages", NULL, &err));
    assert_true(ui_open(ui, "application", "5 1", &err));
    fake_settle();
    fake_keys("^U \"样本一期\" F10");
    assert_true(fake_shows("This page was not saved."));
    fake_keys("F4");
    assert_string_equal(ui_top(ui)->ops->name, "messages");
    assert_int_equal(fake_asked("draft_save"), 1);
    assert_int_equal(fake_asked("application_save"), 0);
}

static void gone_to_read(void **state)
{
    struct ui *ui;

    (void)state;
    site_answers(); /* it is handed in by now */
    ui = open_screen("application", "5");
    assert_string_equal(ui_top(ui)->ops->name, "application_view");
    assert_true(fake_shows("Handed in"));
}

static void not_there(void **state)
{
    (void)state;
    fake_answer("application_get", "");
    open_screen("application", "5");
    assert_true(fake_shows("This application is not there."));
}

/* ---- papers ---- */

static void papers_are_counted(void **state)
{
    struct ui *ui;

    (void)state;
    site_answers();
    ui = open_screen("application_view", "5");
    fake_keys("F3");
    assert_true(fake_shows("Print the application form"));
    assert_true(fake_shows("2 of 5 at most"));
    fake_keys("Down Down Enter");
    assert_string_equal(ui_top(ui)->ops->name, "attachments");
    assert_string_equal(fake_arg("attachment_list", 0), "5");
    assert_string_equal(fake_arg("attachment_list", 1), "permit_scan");
}

static char folder[64];

static int files_there(void)
{
    DIR *dir = opendir(folder);
    char path[400];
    int files = 0;

    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
        files++;
    }
    closedir(dir);
    return files;
}

static void files_leave_on_record(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/anxin-export-XXXXXX");
    assert_non_null(mkdtemp(folder));
    setenv("ANXIN_EXPORT", folder, 1);
    open_screen("attachments", "5 permit_scan");
    fake_refuse("attachment_export_note", ERR_DENIED, "AX003", "You may not do this.", NULL);
    fake_keys("F7 c");
    assert_true(fake_shows("You may not do this."));
    assert_int_equal(files_there(), 0);
    fake_answer("attachment_export_note", "");
    fake_keys("F7 c");
    assert_true(fake_shows("rows: 3"));
    assert_string_equal(fake_arg("attachment_export_note", 2), "3");
    assert_int_equal(files_there(), 1);
    rmdir(folder);
}

#define FLOW(sentence, function)                                                                   \
    {                                                                                              \
        sentence, function, setup, teardown, NULL                                                  \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        FLOW("SPEC 5.1: a page changed by two: see both, then save mine", page_see),
        FLOW("SPEC 5.1: or keep mine", page_keep),
        FLOW("SPEC 5.1: or give mine up", page_drop),
        FLOW("SPEC 5.4: settings changed by two: see both, or give mine up", settings_keep_or_drop),
        FLOW("SPEC 20.7: what was typed on a page comes back", page_draft),
        FLOW("SPEC 20.2: a page that was not saved is asked about", page_left),
        FLOW("SPEC 5.2: what was handed in meanwhile is for reading", gone_to_read),
        FLOW("SPEC 20.4: an application that is gone says so", not_there),
        FLOW("SPEC 5.1: papers are offered with how many are there", papers_are_counted),
        FLOW("SPEC 20.5: the list of files leaves on record, or not at all", files_leave_on_record),
    };

    return UNIT_RUN(tests);
}
