/* What an operator does: jobs, services, codes (SPEC 21); and how a screen waits for a look-up. */
#include "config.h"

#include "tests/screen/fake_app.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/site.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"
#include "tui/kit/loop.h"
#include "tui/kit/ui.h"
#include "tui/screens/job_wait.h"
#include "tui/screens/screens.h"

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
    site_answers();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fake_app_free();
    fake_forget_all();
    return 0;
}

/* ---- jobs ---- */

static void resends(void **state)
{
    (void)state;
    open_screen("jobs", NULL);
    assert_true(fake_shows("has failed"));
    fake_answer("job_resend", "");
    fake_keys("F6");
    assert_true(fake_shows("Send job 9 again?"));
    fake_keys("Esc");
    assert_int_equal(fake_asked("job_resend"), 0);
    fake_keys("F6 y");
    assert_int_equal(fake_asked("job_resend"), 1);
    assert_string_equal(fake_arg("job_resend", 0), "9");
    assert_true(fake_shows("It is sent again."));
}

static void unknown_is_not_resent(void **state)
{
    (void)state;
    open_screen("jobs", NULL);
    fake_answer("job_resend", "");
    fake_keys("Down F6");
    assert_int_equal(fake_asked("job_resend"), 0);
    fake_answer("job_list", "job_id\tkind\tsubject\tstate\tkey\n"
                            "8\tdeposit\tcompany_certification:2\tunknown\tdeposit:2\n");
    fake_keys("Enter");
    assert_true(fake_shows("It may have been done."));
    assert_true(fake_shows("company_certification:2"));
}

static void filters(void **state)
{
    (void)state;
    open_screen("jobs", "dead");
    assert_non_null(strstr(fake_arg("job_list", 0), "\"state\":\"dead\""));
}

/* ---- services ---- */

static void sets_a_service(void **state)
{
    struct ui *ui = open_screen("services", NULL);

    (void)state;
    assert_true(fake_shows("Failed logins lock nobody out"));
    fake_keys("Enter");
    assert_string_equal(ui_top(ui)->ops->name, "service");
    fake_answer("service_save", "");
    fake_keys("Space F2");
    assert_int_equal(fake_asked("service_save"), 0);
    assert_true(fake_shows("needs its address"));
    fake_keys("\"http://bank.example\" F2");
    assert_int_equal(fake_asked("service_save"), 0);
    fake_keys("^U \"https://bank.example/v1\" F2");
    assert_int_equal(fake_asked("service_save"), 1);
    assert_non_null(strstr(fake_arg("service_save", 0), "\"service\":\"deposit\""));
    assert_non_null(strstr(fake_arg("service_save", 0), "\"enabled\":true"));
    assert_non_null(strstr(fake_arg("service_save", 0), "\"changed_at\":\"2026-11-23T01:00:00"));
    assert_string_equal(ui_top(ui)->ops->name, "services");
}

static void service_conflict(void **state)
{
    struct ui *ui = open_screen("service", "sms");

    (void)state;
    fake_refuse("service_save", ERR_CONFLICT, "AX006", "Somebody has changed this.", NULL);
    fake_keys("Tab Tab ^U \"20\" F2");
    assert_true(fake_shows("Changed by 样本甲"));
    fake_keys("s");
    assert_true(fake_shows("theirs: 10"));
    fake_answer("service_save", "");
    fake_keys("F2");
    assert_int_equal(fake_asked("service_save"), 2);
    assert_non_null(strstr(fake_arg("service_save", 0), "\"timeout_s\":\"20\""));
    assert_null(ui_top(ui));
}

/* ---- codes ---- */

static void tells_a_code(void **state)
{
    (void)state;
    open_screen("codes", NULL);
    assert_true(fake_shows("199****0052"));
    assert_true(fake_hides("477275"));
    fake_keys("Enter");
    assert_int_equal(fake_asked("sms_code_tell"), 2); /* on record first, then answered */
    assert_true(fake_shows("19900000052: the code is 477275"));
    fake_keys("Down");
    assert_true(fake_hides("477275"));
}

static void a_code_that_is_over(void **state)
{
    (void)state;
    open_screen("codes", NULL);
    fake_refuse("sms_code_tell", ERR_INPUT, "AX004", "This code is over.", NULL);
    fake_keys("Enter");
    assert_true(fake_shows("This code is over."));
    assert_true(fake_hides("the code is"));
}

/* ---- waiting for a look-up ---- */

static struct {
    struct job_wait wait;
    int calls;
    enum job_end end;
    char answer[64], text[256];
} look;

static void looked(void *owner, enum job_end end, const char *answer, const struct err *err)
{
    (void)owner;
    look.calls++;
    look.end = end;
    snprintf(look.answer, sizeof look.answer, "%s", answer ? answer : "");
    snprintf(look.text, sizeof look.text, "%s", err->text);
}

static void wait_close(struct screen *screen)
{
    (void)screen;
    job_wait_stop(&look.wait);
}

static const struct screen_ops looking = {
    .name = "looking", .title = "Looking", .close = wait_close};

static struct ui *looking_ui;

static void begin_look(int deadline_ms)
{
    struct ui *ui = looking_ui = fake_app_new(24, 80);
    struct err err = {.code = ERR_NONE};

    memset(&look, 0, sizeof look);
    assert_true(ui_push(ui, &looking, NULL, &err));
    job_wait_start(&look.wait, ui_top(ui), 7, "Asking the registry", deadline_ms, NULL, looked);
}

static void wait_for_end(void)
{
    for (int i = 0; i < 2000 && !look.calls; i++) {
        fake_settle();
        loop_turn(ui_loop(looking_ui), 5);
    }
}

static void look_answers(void **state)
{
    (void)state;
    fake_answer_first("job_state", "state\tanswer\tlast_error\nqueued\t\t\n");
    fake_answer("job_state", "state\tanswer\tlast_error\ndone\t{\"found\":true}\t\n");
    begin_look(0);
    assert_true(fake_shows("Asking the registry"));
    wait_for_end();
    assert_int_equal(look.end, JOB_ANSWERED);
    assert_string_equal(look.answer, "{\"found\":true}");
    assert_int_equal(look.calls, 1);
    assert_true(fake_hides("Asking the registry"));
    assert_false(job_waiting(&look.wait));
}

static void look_fails(void **state)
{
    (void)state;
    fake_answer("job_state", "state\tanswer\tlast_error\ndead\t\thttp 500\n");
    begin_look(0);
    wait_for_end();
    assert_int_equal(look.end, JOB_FAILED);
    assert_string_equal(look.text, "The service gave no answer.");
}

static void look_is_late(void **state)
{
    (void)state;
    fake_answer("job_state", "state\tanswer\tlast_error\ntaken\t\t\n");
    begin_look(600);
    wait_for_end();
    assert_int_equal(look.end, JOB_LATE);
    assert_string_equal(look.text, "The service has not answered yet.");
}

static void look_is_left(void **state)
{
    (void)state;
    fake_answer("job_state", "state\tanswer\tlast_error\ntaken\t\t\n");
    begin_look(0);
    assert_true(fake_shows("Asking the registry"));
    fake_keys("Esc");
    assert_int_equal(look.calls, 1);
    assert_int_equal(look.end, JOB_LEFT);
}

static void look_goes_with_its_screen(void **state)
{
    (void)state;
    fake_silence("job_state");
    begin_look(0);
    fake_settle();
    ui_pop_all(look.wait.screen->ui);
    assert_false(job_waiting(&look.wait));
    assert_int_equal(look.calls, 0);
}

/* ---- the operator's lists into a file ---- */

/* How many files an export left; they go, with their folder. */
static int files_left(const char *folder)
{
    DIR *dir = opendir(folder);
    int files = 0;

    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        files++;
        unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    rmdir(folder);
    return files;
}

static void offices_into_a_folder(char *folder)
{
    assert_non_null(mkdtemp(folder));
    setenv("ANXIN_EXPORT", folder, 1);
    fake_answer("office_page", "office_id\tname\tregion_name\tbureau\tregulators\tprojects\n"
                               "1\t示例厅\t新疆\thr\t1\t2\n2\t示例局\t喀什\tindustry\t1\t1\n");
    open_screen("offices", NULL);
}

static void exports_offices(void **state)
{
    char folder[] = "/tmp/anxin-export-XXXXXX";

    (void)state;
    offices_into_a_folder(folder);
    fake_answer("operator_export_note", "");
    fake_keys("F7 c");
    assert_true(fake_shows("rows: 2"));
    assert_int_equal(fake_asked("operator_export_note"), 1);
    assert_string_equal(fake_arg("operator_export_note", 0), "offices");
    assert_string_equal(fake_arg("operator_export_note", 2), "2");
    assert_int_equal(files_left(folder), 1);
}

static void refused_export(void **state)
{
    char folder[] = "/tmp/anxin-export-XXXXXX";

    (void)state;
    offices_into_a_folder(folder);
    fake_refuse("operator_export_note", ERR_DENIED, "AX003", "You may not do this.", NULL);
    fake_keys("F7 c");
    assert_true(fake_shows("You may not do this."));
    assert_int_equal(files_left(folder), 0);
}

/* ---- my other sessions, my language ---- */

static void signs_another_out(void **state)
{
    (void)state;
    fake_answer("my_sessions", "session\tsince\tfrom_where\tprogram\n"
                               "4711\t2026-11-23 01:00\t10.0.0.9\tanxin\n");
    open_screen("my_account", NULL);
    assert_true(fake_shows("from 10.0.0.9"));
    fake_answer("my_session_end", "");
    fake_keys("F7 Esc");
    assert_int_equal(fake_asked("my_session_end"), 0);
    fake_answer("my_sessions", "session\tsince\tfrom_where\tprogram\n");
    fake_keys("F7 y");
    assert_string_equal(fake_arg("my_session_end", 0), "4711");
    assert_true(fake_shows("That session is signed out."));
    assert_true(fake_shows("only session"));
    fake_keys("F7");
    assert_int_equal(fake_asked("my_session_end"), 1);
}

static void chooses_a_language(void **state)
{
    (void)state;
    fake_answer("my_sessions", "session\tsince\tfrom_where\tprogram\n");
    fake_answer("language_set", "");
    open_screen("my_account", NULL);
    fake_keys("F6 2");
    assert_string_equal(fake_arg("language_set", 0), "en");
    assert_true(fake_shows("from your next sign-in on"));
}

#define FLOW(sentence, function)                                                                   \
    {                                                                                              \
        sentence, function, setup, teardown, NULL                                                  \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        FLOW("SPEC 21.1: a dead job is sent again, after a question", resends),
        FLOW("SPEC 21.3: an unknown one is not", unknown_is_not_resent),
        FLOW("SPEC 21.1: the dead are listed alone", filters),
        FLOW("SPEC 21: a service is set up, over TLS or not at all", sets_a_service),
        FLOW("SPEC 21: a service changed by two: see, then save mine", service_conflict),
        FLOW("SPEC 21.2: a code is shown on record, until the cursor leaves it", tells_a_code),
        FLOW("SPEC 21.2: a code that is over is not shown", a_code_that_is_over),
        FLOW("SPEC 20.3: a look-up shows that it waits, and answers", look_answers),
        FLOW("SPEC 21.4: a look-up that failed says so", look_fails),
        FLOW("SPEC 20.3: a look-up without an answer ends", look_is_late),
        FLOW("SPEC 20.3: Esc leaves a look-up", look_is_left),
        FLOW("DESIGN 4: a look-up goes with its screen", look_goes_with_its_screen),
        FLOW("SPEC 20.5: the operator's lists are exported, and that is noted", exports_offices),
        FLOW("SPEC 20.5: an export that is not noted leaves no file", refused_export),
        FLOW("SPEC 3.3: another session is signed out, after a question", signs_another_out),
        FLOW("SPEC 2: the language is the person's", chooses_a_language),
    };

    return UNIT_RUN(tests);
}
