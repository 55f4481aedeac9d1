/* What the screens of an office do: asked for by keys, looked at on the screen, judged by what they
 * ask of the database. */
#include "config.h"

#include "tests/screen/fake_app.h"
#include "tests/screen/fake_clock.h"
#include "tests/screen/fake_db.h"
#include "tests/screen/site.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
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
    return 0;
}

/* ---- the list ---- */

static void finds(void **state)
{
    (void)state;
    open_screen("workers", NULL);
    assert_true(fake_shows("row 1 of 8"));
    assert_non_null(strstr(fake_arg("worker_list", 1), "\"state\":\"employed\""));
    fake_answer("worker_list", "kind\tworker_id\tname\tat\nworker\t102\t李样本\t[1]\n");
    fake_answer("worker_count", "count\n1\n");
    fake_keys("/ \"002X\"");
    assert_true(fake_shows("row 1 of 1"));
    assert_non_null(strstr(fake_arg("worker_list", 1), "\"search\":\"002X\""));
}

static void opens_again_where_it_was(void **state)
{
    struct ui *ui;
    struct err err = {.code = ERR_NONE};

    (void)state;
    ui = open_screen("messages", NULL);
    assert_true(ui_open(ui, "workers", NULL, &err));
    fake_keys("/ \"002X\" Enter Down Down");
    assert_true(fake_shows("row 3 of 8"));
    ui_pop(ui, false);
    assert_true(ui_open(ui, "workers", NULL, &err));
    assert_true(fake_shows("row 3 of 8"));
    assert_non_null(strstr(fake_arg("worker_list", 1), "\"search\":\"002X\""));
}

static void a_team_alone(void **state)
{
    (void)state;
    open_screen("workers", "team 11 钢筋一班");
    assert_true(fake_shows("row 1 of 8"));
    assert_non_null(strstr(fake_arg("worker_list", 1), "\"team_id\":11"));
}

static void sorts(void **state)
{
    (void)state;
    open_screen("workers", NULL);
    assert_string_equal(fake_arg("worker_list", 2), "name");
    fake_keys("s \"Team\" Enter");
    assert_string_equal(fake_arg("worker_list", 2), "team");
    fake_keys("s \"Team\" Enter");
    assert_string_equal(fake_arg("worker_list", 2), "-team");
}

static void opens_workers_and_invitations(void **state)
{
    struct ui *ui = open_screen("workers", NULL);

    (void)state;
    fake_keys("Down Enter");
    assert_string_equal(ui_top(ui)->ops->name, "worker");
    assert_string_equal(fake_arg("worker_get", 1), "102");
    fake_keys("F10 End Enter");
    assert_string_equal(ui_top(ui)->ops->name, "enrol");
    assert_string_equal(fake_enrolling(), "invitation 9");
}

static void keys_without_duty(void **state)
{
    static const char *const none[] = {"worker_read", "team_read", NULL};
    struct ui *ui = open_screen("workers", NULL);

    (void)state;
    fake_duties(none);
    fake_keys("F2 F7");
    assert_string_equal(ui_top(ui)->ops->name, "workers");
    assert_int_equal(fake_asked("export_note"), 0);
}

/* ---- export ---- */

static char folder[64];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/anxin-export-XXXXXX");
    assert_non_null(mkdtemp(folder));
    setenv("ANXIN_EXPORT", folder, 1);
}

/* The one file there, or ""; read, and taken away with its folder. */
static char *only_file(void)
{
    DIR *dir = opendir(folder);
    char path[400], *text = calloc(1, 65536);
    int files = 0;

    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        FILE *in;

        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        in = fopen(path, "r");
        assert_non_null(in);
        text[fread(text, 1, 65535, in)] = 0;
        fclose(in);
        unlink(path);
        files++;
    }
    closedir(dir);
    rmdir(folder);
    assert_in_range(files, 0, 1);
    return text;
}

static void exports(void **state)
{
    char *text;

    (void)state;
    make_folder();
    open_screen("workers", NULL);
    /* the second page is the end */
    site_answers();
    fake_answer_first("worker_list", "kind\tworker_id\tname\tid_masked\tphone_masked\tat\n"
                                     "worker\t102\t李样本\t110105********002X\t199****0011\t[1]\n"
                                     "worker\t103\t=样本\t990101********0021\t\t[2]\n");
    fake_answer("worker_list", "");
    fake_keys("F7 c");
    assert_true(fake_shows("rows: 2"));
    assert_int_equal(fake_asked("export_note"), 1);
    assert_string_equal(fake_arg("export_note", 1), "workers");
    assert_string_equal(fake_arg("export_note", 3), "2");
    assert_string_equal(fake_arg("worker_list", 4), "[2]");
    text = only_file();
    assert_non_null(strstr(text, "110105********002X"));
    assert_non_null(strstr(text, "'=样本"));
    free(text);
}

static void refused_export_leaves_nothing(void **state)
{
    char *text;

    (void)state;
    make_folder();
    open_screen("workers", NULL);
    fake_answer("worker_list", "");
    fake_refuse("export_note", ERR_DENIED, "AX003", "You may not do this.", NULL);
    fake_keys("F7 c");
    assert_true(fake_shows("You may not do this."));
    text = only_file();
    assert_string_equal(text, "");
    free(text);
}

static void given_up_export_leaves_nothing(void **state)
{
    char *text;

    (void)state;
    make_folder();
    open_screen("workers", NULL);
    fake_silence("worker_list");
    fake_keys("F7 c");
    assert_true(fake_shows("Writing the list into a file"));
    fake_keys("Esc");
    assert_true(fake_shows("no file was left behind"));
    text = only_file();
    assert_string_equal(text, "");
    free(text);
}

/* ---- one worker ---- */

static void reveals(void **state)
{
    (void)state;
    open_screen("worker", "102");
    assert_true(fake_shows("110105********002X"));
    fake_answer_first("reveal", "value\n\t\n");
    fake_answer("reveal", "value\n11010519491231002X\n");
    fake_keys("F3 \"look at the contract\" Enter");
    assert_true(fake_shows("11010519491231002X"));
    assert_int_equal(fake_asked("reveal"), 2);
    assert_string_equal(fake_arg("reveal", 2), "id_number");
    assert_string_equal(fake_arg("reveal", 3), "look at the contract");
    assert_int_equal(fake_asked("worker_reveals"), 2);
    fake_pass(29);
    fake_settle();
    assert_true(fake_shows("11010519491231002X"));
    fake_pass(2);
    assert_true(fake_shows("110105********002X"));
    assert_true(fake_hides("11010519491231002X"));
}

static void reveal_wants_a_reason(void **state)
{
    (void)state;
    open_screen("worker", "102");
    fake_keys("F4 \"no\" Enter");
    assert_int_equal(fake_asked("reveal"), 0);
    fake_keys("Esc");
    assert_int_equal(fake_asked("reveal"), 0);
    assert_true(fake_shows("199****0011"));
}

static void no_reveal_without_duty(void **state)
{
    static const char *const none[] = {"worker_read", NULL};

    (void)state;
    open_screen("worker", "102");
    fake_duties(none);
    fake_keys("F3 F4 F5");
    assert_true(fake_hides("Why do you need"));
    assert_int_equal(fake_asked("reveal"), 0);
    assert_int_equal(fake_asked("worker_phone_save"), 0);
}

static void phone_conflict(void **state)
{
    (void)state;
    open_screen("worker", "102");
    fake_refuse("worker_phone_save", ERR_CONFLICT, "AX006", "Somebody has changed this.", NULL);
    fake_keys("F5 \"19900000042\" Enter");
    assert_true(fake_shows("Changed by 样本丙 at 2026-11-23"));
    assert_int_equal(fake_asked("worker_phone_save"), 1);
    fake_answer("worker_phone_save", "changed_at\n2026-11-23 03:00\n");
    fake_keys("k");
    assert_true(fake_shows("The phone number was changed."));
    assert_int_equal(fake_asked("worker_phone_save"), 2);
}

/* ---- teams ---- */

static void saves_a_team(void **state)
{
    struct ui *ui = open_screen("teams", NULL);

    (void)state;
    fake_answer("team_save", "team_id\tchanged_at\n15\t2026-11-23 03:00\n");
    fake_keys("F2");
    assert_string_equal(ui_top(ui)->ops->name, "team");
    fake_keys("\"样本劳务\" Enter");
    fake_keys("\"架子工班\" Tab Tab \"样本班长庚\" Tab \"19900001007\" F2");
    assert_true(fake_shows("Saved: "));
    assert_string_equal(ui_top(ui)->ops->name, "teams");
    assert_non_null(strstr(fake_arg("team_save", 2), "\"participant_id\":2"));
    assert_non_null(strstr(fake_arg("team_save", 2), "\"name\":\"架子工班\""));
    assert_non_null(strstr(fake_arg("team_save", 2), "\"leader_phone\":\"19900001007\""));
    assert_null(strstr(fake_arg("team_save", 2), "team_id"));
}

static void a_wrong_phone_is_said_at_the_field(void **state)
{
    (void)state;
    open_screen("team", "11");
    fake_keys("Tab Tab Tab ^U \"123\" F2");
    assert_int_equal(fake_asked("team_save"), 0);
    assert_true(fake_shows("8 digits are missing"));
}

static void team_conflict(void **state)
{
    struct ui *ui = open_screen("teams", NULL);

    (void)state;
    fake_keys("Enter");
    assert_string_equal(ui_top(ui)->ops->name, "team");
    fake_keys("^U \"钢筋二班\"");
    fake_refuse("team_save", ERR_CONFLICT, "AX006", "Somebody has changed this.", NULL);
    fake_keys("F2");
    assert_true(fake_shows("样本丙"));
    fake_keys("s");
    assert_true(fake_shows("theirs: 钢筋一班"));
    fake_answer("team_save", "team_id\tchanged_at\n11\t2026-11-23 03:00\n");
    fake_keys("F2");
    assert_true(fake_shows("Saved: "));
    assert_non_null(strstr(fake_arg("team_save", 2), "\"name\":\"钢筋二班\""));
    assert_string_equal(ui_top(ui)->ops->name, "teams");
}

static void unsaved_team_asks(void **state)
{
    struct ui *ui = open_screen("teams", NULL);

    (void)state;
    fake_keys("Enter");
    fake_keys("^U \"钢筋二班\" F10");
    assert_true(fake_shows("This team was not saved."));
    fake_keys("Esc");
    assert_string_equal(ui_top(ui)->ops->name, "team");
    fake_keys("F10 F4");
    assert_string_equal(ui_top(ui)->ops->name, "teams");
    assert_int_equal(fake_asked("draft_save"), 1);
    assert_int_equal(fake_asked("team_save"), 0);
}

static void draft_comes_back(void **state)
{
    (void)state;
    fake_answer("draft_get", "content\n{\"name\":\"样本五班\"}\n");
    open_screen("team", NULL);
    assert_true(fake_shows("样本五班"));
    fake_keys("F8");
    assert_true(fake_hides("样本五班"));
    assert_int_equal(fake_asked("draft_drop"), 1);
}

static void team_without_duty_is_for_reading(void **state)
{
    static const char *const none[] = {"team_read", NULL};
    struct ui *ui;
    struct err err = {.code = ERR_NONE};

    (void)state;
    ui = open_screen("messages", NULL);
    fake_duties(none);
    assert_true(ui_open(ui, "team", "11", &err));
    fake_settle();
    fake_keys("\"x\" F2");
    assert_int_equal(fake_asked("team_save"), 0);
    assert_true(fake_shows("钢筋一班"));
}

/* ---- devices ---- */

static const struct device_info reader = {
    .device = 1,
    .vendor = 0x0400,
    .product = 0xc35a,
    .state = DEVICE_READY,
    .sure = DEVICE_SURE_PUBLISHED,
    .label = "ID card reader",
    .maker = "sample",
    .place = "1-2",
    .transport = "split",
    .text = "waits for a card",
};

static void devices_live(void **state)
{
    struct device_event event = {.kind = DEVICE_EVENT_TESTED, .device = 1};
    struct device_info faulty = reader;

    (void)state;
    open_screen("devices", NULL);
    assert_true(fake_shows("No device is plugged in"));
    fake_devices(&reader, 1);
    fake_device_event(&(struct device_event){.kind = DEVICE_EVENT_ATTACHED, .device = 1});
    assert_true(fake_shows("not yet tried on hardware"));
    fake_keys("F5");
    assert_int_equal(fake_device_asked(), 1);
    err_set(&event.err, ERR_DEVICE, NULL, "The reader does not answer.", "Plug it in again.");
    faulty.state = DEVICE_FAULTY;
    snprintf(faulty.hint, sizeof faulty.hint, "Plug it in again.");
    fake_devices(&faulty, 1);
    fake_device_event(&event);
    assert_true(fake_shows("The reader does not answer."));
    assert_true(fake_shows("What to do"));
}

/* A scanner says how it is reached and how sure that is; an adapter with something else on it is no
 * trouble. */
static void devices_scanners(void **state)
{
    struct device_info two[2] = {reader, reader};

    (void)state;
    for (int i = 0; i < 2; i++) {
        two[i].device = (unsigned)i + 1;
        two[i].kind = DEVICE_KIND_FINGER;
        two[i].use = DEVICE_USE_ADAPTER;
        snprintf(two[i].label, sizeof two[i].label, "Fingerprint scanner");
        snprintf(two[i].transport, sizeof two[i].transport, "serial");
    }
    two[0].state = DEVICE_FINGER_ON;
    two[1].state = DEVICE_REFUSED;
    open_screen("devices", NULL);
    fake_devices(two, 2);
    fake_device_event(&(struct device_event){.kind = DEVICE_EVENT_ATTACHED, .device = 1});
    assert_true(fake_shows("finger on"));
    assert_true(fake_shows("a serial port (serial)"));
    assert_true(fake_shows("not yet tried on hardware; speaks the published protocol"));
    assert_true(fake_shows("not ours"));
    assert_false(fake_shows("not usable"));
}

/* ---- the rack ---- */

/* The other end of $ANXIN_SIM. */
struct far_end {
    int listener, fd;
    char folder[64], path[96];
};

static void far_end_listen(struct far_end *end)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    snprintf(end->folder, sizeof end->folder, "/tmp/anxin-rack-XXXXXX");
    assert_non_null(mkdtemp(end->folder));
    snprintf(end->path, sizeof end->path, "%s/socket", end->folder);
    memcpy(address.sun_path, end->path, strlen(end->path) + 1);
    end->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(end->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(end->listener, 1), 0);
    setenv("ANXIN_SIM", end->path, 1);
}

static void far_end_hears(struct far_end *end, const char *line)
{
    char bytes[128];
    size_t used = 0;

    while (used < sizeof bytes - 1 && recv(end->fd, bytes + used, 1, 0) == 1)
        if (bytes[used++] == '\n')
            break;
    bytes[used] = 0;
    assert_string_equal(bytes, line);
}

static void far_end_says(struct far_end *end, const char *text)
{
    assert_int_equal(send(end->fd, text, strlen(text), MSG_NOSIGNAL), (int)strlen(text));
}

static void rack_of_cards(void **state)
{
    struct far_end end;

    (void)state;
    far_end_listen(&end);
    open_screen("devices", NULL);
    end.fd = accept(end.listener, NULL, NULL);
    setsockopt(end.fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_sec = 20},
               sizeof(struct timeval));
    unsetenv("ANXIN_SIM");
    far_end_hears(&end, "rack\n");
    far_end_says(&end, "card T1 off resident card of a sample\ndevice reader plug");
    far_end_says(&end, "ged ID card reader\nok\n");
    assert_true(fake_shows("resident card of a sample"));
    assert_true(fake_shows("plugged in"));
    fake_keys("Tab Enter");
    far_end_hears(&end, "card T1\n");
    far_end_says(&end, "ok\n");
    fake_settle();
    far_end_hears(&end, "rack\n");
    far_end_says(&end, "card T1 on resident card of a sample\nok\n");
    assert_true(fake_shows("on the reader"));
    fake_keys("Enter");
    far_end_hears(&end, "lift\n");
    far_end_says(&end, "error nothing lies there\n");
    assert_true(fake_shows("The rack could not do that."));
    close(end.fd);
    assert_true(fake_shows("does not answer any more"));
    close(end.listener);
    unlink(end.path);
    rmdir(end.folder);
}

#define FLOW(sentence, function)                                                                   \
    {                                                                                              \
        sentence, function, setup, teardown, NULL                                                  \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        FLOW("SPEC 8.6: workers are found by what is typed", finds),
        FLOW("SPEC 20.2: a list opened again is where it was", opens_again_where_it_was),
        FLOW("SPEC 7.2: a team's workers alone", a_team_alone),
        FLOW("SPEC 20.5: columns sort, both ways", sorts),
        FLOW("SPEC 8.1: an invitation goes on with its card", opens_workers_and_invitations),
        FLOW("SPEC 22.1: keys without the duty do nothing", keys_without_duty),
        FLOW("SPEC 20.5: an export is masked, logged, and free of formulas", exports),
        FLOW("SPEC 20.5: an export that is not logged leaves no file",
             refused_export_leaves_nothing),
        FLOW("SPEC 20.3: an export given up leaves no file", given_up_export_leaves_nothing),
        FLOW("SPEC 3.6: a number is shown for a reason, on record, for half a minute", reveals),
        FLOW("SPEC 3.6: no reason, no number", reveal_wants_a_reason),
        FLOW("SPEC 3.6: who may not reveal is not asked", no_reveal_without_duty),
        FLOW("DESIGN 3: a phone changed by two is asked about", phone_conflict),
        FLOW("SPEC 7.1: a team is made", saves_a_team),
        FLOW("SPEC 20.4: a wrong phone number is said at its field",
             a_wrong_phone_is_said_at_the_field),
        FLOW("SPEC 7.1: a team changed by two: see, then save mine", team_conflict),
        FLOW("SPEC 20.2: unsaved input is not lost without asking", unsaved_team_asks),
        FLOW("SPEC 20.7: a draft comes back, and goes when thrown away", draft_comes_back),
        FLOW("SPEC 7.2: a team is for reading without the duty", team_without_duty_is_for_reading),
        FLOW("SPEC 19.1: devices are shown as they are, and tested", devices_live),
        FLOW("SPEC 19.3: scanners are shown with how sure they are", devices_scanners),
        FLOW("DESIGN 6: cards are laid down from the rack while there is one", rack_of_cards),
    };

    return UNIT_RUN(tests);
}
