#include "config.h"

#include "tui/screens/paper_job.h"

#include "core/base/i18n.h"
#include "core/print/paper.h"
#include "core/print/print.h"
#include "tui/app.h"

#include <poll.h>
#include <stdio.h>

bool paper_job_runs(const struct paper_job *job)
{
    return job->print != NULL;
}

void paper_job_stop(struct paper_job *job)
{
    if (!job->print)
        return;
    loop_unwatch(ui_loop(job->screen->ui), print_fd(job->print));
    print_free(&job->print);
    ui_busy_done(job->screen->ui, &job->busy);
    screen_dirty(job->screen, DIRTY_PAINT);
}

static void given_up(void *owner)
{
    struct paper_job *job = owner;

    paper_job_stop(job);
    ui_say(job->screen->ui, MESSAGE_PLAIN, _("Given up; no file was left behind."));
}

static void said(void *owner, int fd, short revents)
{
    struct paper_job *job = owner;
    struct ui *ui = job->screen->ui;
    char path[EXPORT_PATH_SIZE], text[EXPORT_PATH_SIZE + 128];
    struct err err = {.code = ERR_NONE};
    enum print_state state;
    int unknown = 0;

    (void)fd;
    (void)revents;
    state = print_io(job->print, path, &unknown, &err);
    if (state == PRINT_RUNS)
        return;
    paper_job_stop(job);
    if (state == PRINT_FAILED) {
        ui_fail(ui, &err);
        return;
    }
    if (unknown)
        snprintf(text, sizeof text, _("Printed; %d letters are in no font and stand as boxes: %s"),
                 unknown, path);
    else
        snprintf(text, sizeof text, _("Printed: %s"), path);
    ui_say(ui, unknown ? MESSAGE_WARN : MESSAGE_GOOD, text);
}

void paper_job_start(struct paper_job *job, struct screen *screen, char **json, const char *stem)
{
    struct err err = {.code = ERR_NONE};

    if (job->print) {
        ui_say(screen->ui, MESSAGE_WARN, _("A paper is still being printed."));
        paper_json_free(json);
        return;
    }
    job->screen = screen;
    job->print = print_begin(*json, app_export_folder(app_of(screen)), stem, &err);
    paper_json_free(json);
    if (job->print && !loop_watch(ui_loop(screen->ui), print_fd(job->print), POLLIN, said, job)) {
        print_free(&job->print);
        err_set(&err, ERR_BUG, NULL, _("No memory is left."), NULL);
    }
    if (job->print)
        job->busy = ui_busy(screen->ui, _("Printing"), given_up, job);
    else
        ui_fail(screen->ui, &err);
}
