/* A list on its way into a file (SPEC 20.5): asked for page by page, written as it comes, and
 * handed to the person only once the database has noted it. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/export.h"
#include "tui/app.h"
#include "tui/kit/loop.h"
#include "tui/kit/ui.h"
#include "tui/screens/export_cells.h"
#include "tui/screens/list.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STATUS_SLOT = 7, PAGE = 500 };

struct export_job {
    struct list *list;
    struct export *file;
    struct export_result result;
    char *last; /* the table's row behind which the next page begins; NULL: from the beginning */
    char *filters;
    char sort[40];
    int64_t rows;
    unsigned busy;
    int packing; /* what is watched until the workbook is packed; -1 */
};

static struct ui *ui_of(const struct export_job *job)
{
    return list_screen(job->list)->ui;
}

static void forget_line(const struct list_spec *spec, char **line)
{
    if (!*line)
        return;
    spec->table->row_clear(*line);
    free(*line);
    *line = NULL;
}

void export_job_free(struct export_job **job)
{
    struct export_job *it = *job;

    if (!it)
        return;
    db_forget(app_db(app_of(list_screen(it->list))), it);
    if (it->packing >= 0)
        loop_unwatch(ui_loop(ui_of(it)), it->packing);
    if (it->result.path[0])
        unlink(it->result.path); /* nobody noted it: it must not lie there */
    export_abandon(&it->file);
    forget_line(list_spec(it->list), &it->last);
    ui_busy_done(ui_of(it), &it->busy);
    ui_set_status(ui_of(it), STATUS_SLOT, ROLE_VALUE, NULL);
    record_json_free(&it->filters);
    free(it);
    *job = NULL;
}

static void give_up(struct export_job *job, const struct err *err)
{
    ui_fail(ui_of(job), err);
    list_exported(job->list);
}

static void cancelled(void *owner)
{
    struct export_job *job = owner;

    ui_say(ui_of(job), MESSAGE_PLAIN, _("The export was given up; no file was left behind."));
    list_exported(job->list);
}

/* ---- writing ---- */

static bool write_cells(struct export_job *job, const void *line, struct err *err)
{
    const struct list_spec *spec = list_spec(job->list);

    return export_cells(job->file, spec->table->columns, spec->screen_only, line, err);
}

static void noted(void *owner, struct db_rows **rows, const struct err *err)
{
    struct export_job *job = owner;

    (void)rows;
    if (err->code) {
        give_up(job, err);
        return;
    }
    export_say(ui_of(job), &job->result);
    job->result.path[0] = 0; /* it stays */
    list_exported(job->list);
}

static void finish(struct export_job *job)
{
    const struct list_spec *spec = list_spec(job->list);
    struct app *app = app_of(list_screen(job->list));
    struct err err = {.code = ERR_NONE};

    if (!export_close(&job->file, &job->result, &err)) {
        give_up(job, &err);
        return;
    }
    if (spec->note)
        spec->note(list_screen(job->list), job->filters, &job->result, job, noted);
    else
        export_note(app_db(app), app_project_id(app), spec->table->name, job->filters, &job->result,
                    job, noted);
}

static void packed(void *owner, int fd, short revents)
{
    struct export_job *job = owner;

    (void)revents;
    loop_unwatch(ui_loop(ui_of(job)), fd);
    job->packing = -1;
    finish(job);
}

/* The last row is written. A large workbook takes its time, and the screen does not wait for it. */
static void last_came(struct export_job *job)
{
    struct err err = {.code = ERR_NONE};
    int fd;

    if (!export_end(job->file, &fd, &err))
        give_up(job, &err);
    else if (fd >= 0 && loop_watch(ui_loop(ui_of(job)), fd, POLLIN, packed, job))
        job->packing = fd;
    else
        finish(job);
}

/* ---- asking ---- */

static void page_came(void *owner, struct db_rows **rows, const struct err *err);

static void ask(struct export_job *job)
{
    const struct list_spec *spec = list_spec(job->list);
    struct list_from from = {
        .sort = job->sort,
        .after = job->last ? *(const char *const *)(job->last + spec->at_row + spec->at) : NULL,
        .n = PAGE,
    };

    spec->fetch(list_screen(job->list), &from, job, page_came);
}

static void show_progress(struct export_job *job)
{
    int64_t total = table_total(list_table(job->list));
    char text[96];

    if (total > 0 && total >= job->rows)
        snprintf(text, sizeof text, _("%lld of %lld rows"), (long long)job->rows, (long long)total);
    else
        snprintf(text, sizeof text, _("%lld rows so far"), (long long)job->rows);
    ui_set_status(ui_of(job), STATUS_SLOT, ROLE_ACCENT, text);
}

/* Writes a row of the answer; the last one is kept as the place to go on from. */
static bool take_row(struct export_job *job, const void *noun_row, struct err *err)
{
    const struct list_spec *spec = list_spec(job->list);
    char *line = malloc(spec->table->row_size);

    if (!line || !list_keep(spec, line, noun_row)) {
        free(line);
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    }
    forget_line(spec, &job->last);
    job->last = line;
    job->rows++;
    return write_cells(job, line, err);
}

static void page_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct export_job *job = owner;
    size_t n = *rows ? (*rows)->count : 0;
    struct err bad = {.code = ERR_NONE};

    if (err->code) {
        give_up(job, err);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (!take_row(job, (char *)(*rows)->data + i * list_spec(job->list)->row_size, &bad)) {
            give_up(job, &bad);
            return;
        }
    show_progress(job);
    if (n)
        ask(job);
    else
        last_came(job);
}

struct export_job *export_job_new(struct list *list, enum export_format format)
{
    struct screen *screen = list_screen(list);
    struct export_job *job = calloc(1, sizeof *job);
    struct err err = {.code = ERR_NONE};

    if (!job)
        return NULL;
    job->list = list;
    job->packing = -1;
    list_sort(list, job->sort, sizeof job->sort);
    job->filters = list_filters(list);
    job->file = export_open(app_export_folder(app_of(screen)), list_spec(list)->table->name,
                            gettext(screen->ops->title), format, &err);
    if (!job->file || !write_cells(job, NULL, &err)) {
        ui_fail(screen->ui, &err);
        export_job_free(&job);
        return NULL;
    }
    job->busy = ui_busy(screen->ui, _("Writing the list into a file"), cancelled, job);
    ask(job);
    return job;
}
