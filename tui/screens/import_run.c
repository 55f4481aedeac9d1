#include "config.h"

#include "tui/screens/import_run.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/export_file.h"
#include "core/sheet/sheet.h"
#include "core/worker_import.h"
#include "tui/app.h"
#include "tui/kit/loop.h"
#include "tui/kit/prompt.h"
#include "tui/kit/ui.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct import_run {
    struct screen *screen;
    void (*ended)(struct screen *screen);
    int64_t participant_id, import_id;
    char name[256];
    struct worker_import *import;
    struct sheet_in *in;
    int watched; /* -1: none */
    unsigned busy;
    size_t at; /* the line that the next batch begins with */
};

static struct ui *ui_of(const struct import_run *run)
{
    return run->screen->ui;
}

static struct app *app_of_run(const struct import_run *run)
{
    return app_of(run->screen);
}

static void stop_reading(struct import_run *run)
{
    if (run->watched >= 0)
        loop_unwatch(ui_loop(ui_of(run)), run->watched);
    run->watched = -1;
    sheet_in_free(&run->in);
}

void import_run_free(struct import_run **slot)
{
    struct import_run *run = *slot;

    *slot = NULL;
    if (!run)
        return;
    db_forget(app_db(app_of_run(run)), run);
    stop_reading(run);
    ui_busy_done(ui_of(run), &run->busy);
    worker_import_free(&run->import);
    free(run);
}

/* ---- the end ---- */

static void fail(struct import_run *run, const struct err *err)
{
    ui_fail(ui_of(run), err);
    run->ended(run->screen);
}

/* What is wrong is written down and told, with how many came in. */
static void finish(struct import_run *run)
{
    size_t invited = worker_import_invited(run->import);
    size_t bad = worker_import_count(run->import) - invited - worker_import_good(run->import);
    char path[EXPORT_PATH_SIZE], text[EXPORT_PATH_SIZE + 160];
    struct err err = {.code = ERR_NONE};

    if (bad == 0) {
        snprintf(text, sizeof text, _("Invited: %zu."), invited);
        ui_say(ui_of(run), MESSAGE_GOOD, text);
    } else if (worker_import_return(run->import, app_export_folder(app_of_run(run)), run->name,
                                    path, &err)) {
        snprintf(text, sizeof text, _("Invited: %zu. Not: %zu; what is wrong stands in %s"),
                 invited, bad, path);
        ui_say(ui_of(run), MESSAGE_WARN, text);
    } else {
        ui_fail(ui_of(run), &err);
    }
    run->ended(run->screen);
}

static void cancelled(void *owner)
{
    struct import_run *run = owner;
    char text[128];

    snprintf(text, sizeof text, _("The import was given up. Invited: %zu."),
             worker_import_invited(run->import));
    ui_say(ui_of(run), MESSAGE_PLAIN, text);
    run->ended(run->screen);
}

static void no_memory(struct import_run *run)
{
    struct err err;

    err_set(&err, ERR_BUG, NULL, _("No memory is left."), NULL);
    fail(run, &err);
}

static void show_progress(struct import_run *run, bool sending)
{
    size_t all = worker_import_count(run->import);
    char text[128];

    if (sending)
        snprintf(text, sizeof text, _("Inviting: row %zu of %zu"), run->at, all);
    else
        snprintf(text, sizeof text, _("Looking through the table: row %zu of %zu"), run->at, all);
    ui_busy_say(ui_of(run), run->busy, text);
}

/* The next batch, or NULL: there is none, or it is told that there is no memory. */
static char *next_batch(struct import_run *run, bool *over)
{
    size_t count;
    char *lines = worker_import_batch(run->import, &run->at, &count);

    *over = !lines && count == 0;
    if (!lines && count)
        no_memory(run);
    return lines;
}

/* ---- sending ---- */

static void send_next(struct import_run *run);

static void sent(void *owner, struct db_rows **rows, const struct err *err)
{
    struct import_run *run = owner;
    const struct worker_import_line *line = err->code ? NULL : (*rows)->data;

    if (err->code) {
        fail(run, err);
        return;
    }
    for (size_t i = 0; i < (*rows)->count; i++) {
        run->import_id = line[i].import_id;
        worker_import_say(run->import, line[i].line, line[i].field, line[i].message);
    }
    send_next(run);
}

static void send_next(struct import_run *run)
{
    struct app *app = app_of_run(run);
    char request_id[UUID_SIZE];
    bool over;
    char *lines = next_batch(run, &over);

    if (over)
        finish(run);
    if (!lines)
        return;
    uuid_make(request_id);
    show_progress(run, true);
    worker_import_send(app_db(app), app_project_id(app), request_id, run->participant_id,
                       run->import_id, run->name, lines, run, sent);
    record_json_free(&lines);
}

static void begin_sending(struct import_run *run)
{
    run->at = 0;
    run->busy = ui_busy(ui_of(run), _("Inviting"), cancelled, run);
    send_next(run);
}

/* ---- asking ---- */

static void yes_answered(void *owner, bool yes)
{
    struct import_run *run = owner;

    if (yes)
        begin_sending(run);
    else
        cancelled(run);
}

static void choice_answered(void *owner, int index)
{
    struct import_run *run = owner;

    if (index == 0)
        begin_sending(run);
    else if (index == 1)
        finish(run);
    else
        cancelled(run);
}

static void ask(struct import_run *run)
{
    static const struct prompt_answer answers[] = {
        {"good", "G g", N_("Invite the good ones")},
        {"errors", "E e", N_("Only write down what is wrong")},
    };
    size_t good = worker_import_good(run->import), bad = worker_import_count(run->import) - good;
    char text[128];

    ui_busy_done(ui_of(run), &run->busy);
    if (good == 0) {
        finish(run);
    } else if (bad == 0) {
        snprintf(text, sizeof text, _("Invite %zu people?"), good);
        prompt_yes_no(ui_of(run), text,
                      _("Those with a phone number are told where to bring the card."),
                      yes_answered, run);
    } else {
        snprintf(text, sizeof text, _("Good rows: %zu. Rows with something wrong: %zu."), good,
                 bad);
        prompt_choose(ui_of(run), text, worker_import_first_fault(run->import), answers,
                      sizeof answers / sizeof *answers, choice_answered, run);
    }
}

/* ---- looking through ---- */

static void check_next(struct import_run *run);

static void checked(void *owner, struct db_rows **rows, const struct err *err)
{
    struct import_run *run = owner;
    const struct worker_import_line *line = err->code ? NULL : (*rows)->data;

    if (err->code) {
        fail(run, err);
        return;
    }
    for (size_t i = 0; i < (*rows)->count; i++)
        worker_import_say(run->import, line[i].line, line[i].field, line[i].message);
    check_next(run);
}

static void check_next(struct import_run *run)
{
    struct app *app = app_of_run(run);
    bool over;
    char *lines = next_batch(run, &over);

    if (over)
        ask(run);
    if (!lines)
        return;
    show_progress(run, false);
    worker_import_check(app_db(app), app_project_id(app), run->participant_id, lines, run, checked);
    record_json_free(&lines);
}

/* ---- reading ---- */

static void readable(void *owner, int fd, short revents)
{
    struct import_run *run = owner;
    struct err err = {.code = ERR_NONE};
    enum sheet_state state = sheet_in_io(run->in, worker_import_row, run->import, &err);

    (void)fd;
    (void)revents;
    if (state == SHEET_RUNS)
        return;
    stop_reading(run);
    if (state == SHEET_FAILED && err.code == ERR_NONE)
        err_set(&err, ERR_INPUT, NULL, _("This is no table of workers, or it has too many rows."),
                _("Its headings stand in the first rows; at most 20,000 people at once."));
    if (err.code || !worker_import_ready(run->import, &err))
        fail(run, &err);
    else
        check_next(run);
}

struct import_run *import_run_new(struct screen *screen, int64_t participant_id, int fd,
                                  const char *name, void (*ended)(struct screen *screen))
{
    struct import_run *run = calloc(1, sizeof *run);
    struct err err;

    err_set(&err, ERR_BUG, NULL, _("No memory is left."), NULL);
    if (run) {
        run->screen = screen;
        run->ended = ended;
        run->participant_id = participant_id;
        run->watched = -1;
        text_copy(run->name, sizeof run->name, name);
        run->import = worker_import_new(app_today(app_of(screen)));
    }
    if (run && run->import) {
        run->in = sheet_in_begin(fd, &err);
        fd = -1;
    }
    if (run && run->in &&
        loop_watch(ui_loop(screen->ui), sheet_in_fd(run->in), POLLIN, readable, run)) {
        run->watched = sheet_in_fd(run->in);
        run->busy = ui_busy(screen->ui, _("Reading the table"), cancelled, run);
        return run;
    }
    if (fd >= 0)
        close(fd);
    import_run_free(&run);
    ui_fail(screen->ui, &err);
    return NULL;
}
