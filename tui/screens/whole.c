#include "config.h"

#include "tui/screens/whole.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/screens/export_cells.h"

#include <unistd.h>

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct whole *whole = owner;

    if (err->code) {
        text_copy(whole->why, sizeof whole->why, err->text);
        whole->spec.empty = whole->why;
        ui_fail(whole->screen->ui, err);
    } else {
        whole->spec.empty = whole->empty;
        table_put(whole->table, (*rows)->data, (int)(*rows)->count);
        db_rows_free(&whole->rows);
        whole->rows = *rows;
        *rows = NULL;
    }
    screen_dirty(whole->screen, DIRTY_LAYOUT);
    if (whole->came)
        whole->came(whole->screen);
}

bool whole_open(struct whole *whole, struct screen *screen, const struct table_spec *spec,
                void (*ask)(struct screen *screen, void *owner, db_done *done))
{
    whole->screen = screen;
    whole->spec = *spec;
    whole->empty = spec->empty;
    whole->spec.empty = " "; /* what it is, is known when the database has answered */
    whole->ask = ask;
    whole->table = table_new(screen, &whole->spec, screen);
    if (!whole->table || !screen_add(screen, table_widget(whole->table)))
        return false;
    screen_focus_on(screen, table_widget(whole->table));
    whole_again(whole);
    return true;
}

void whole_close(struct whole *whole)
{
    struct db *db = whole->screen ? app_db(app_of(whole->screen)) : NULL;

    if (db)
        db_forget(db, whole);
    if (whole->noting.path[0])
        unlink(whole->noting.path); /* nobody noted it: it must not lie there */
    if (whole->screen)
        ui_busy_done(whole->screen->ui, &whole->busy);
    db_rows_free(&whole->rows);
}

void whole_again(struct whole *whole)
{
    if (whole->busy) /* what comes then is what is there */
        return;
    db_forget(app_db(app_of(whole->screen)), whole);
    whole->ask(whole->screen, whole, came);
}

enum handled whole_event(struct whole *whole, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE)
        whole_again(whole);
    return H_PASS;
}

const void *whole_current(const struct whole *whole)
{
    return whole->table ? table_current(whole->table) : NULL;
}

/* ---- into a file ---- */

static bool write_rows(const struct whole *whole, struct export *file, struct err *err)
{
    const struct column *columns = whole->spec.columns;
    bool ok = export_cells(file, columns, NULL, NULL, err);

    for (int i = 0; ok && i < table_shown(whole->table); i++)
        ok = export_cells(file, columns, NULL, table_row(whole->table, i), err);
    return ok;
}

static void noted(void *owner, struct db_rows **rows, const struct err *err)
{
    struct whole *whole = owner;

    (void)rows;
    ui_busy_done(whole->screen->ui, &whole->busy);
    if (err->code) {
        unlink(whole->noting.path);
        ui_fail(whole->screen->ui, err);
    } else {
        export_say(whole->screen->ui, &whole->noting);
    }
    whole->noting.path[0] = '\0';
}

/* Such a list is short: the workbook is waited for. */
static bool write_file(struct whole *whole, enum export_format format, struct err *err)
{
    struct screen *screen = whole->screen;
    struct export *file = export_open(app_export_folder(app_of(screen)), whole->spec.name,
                                      gettext(screen->ops->title), format, err);
    int fd;

    if (file && write_rows(whole, file, err) && export_end(file, &fd, err) &&
        export_close(&file, &whole->noting, err))
        return true;
    export_abandon(&file);
    whole->noting.path[0] = '\0';
    return false;
}

static void format_chosen(void *owner, int format)
{
    struct whole *whole = owner;
    struct err err = {.code = ERR_NONE};

    if (format < 0 || !whole_exportable(whole))
        return;
    if (!write_file(whole, (enum export_format)format, &err)) {
        ui_fail(whole->screen->ui, &err);
        return;
    }
    whole->busy = ui_busy(whole->screen->ui, _("Writing the list into a file"), NULL, NULL);
    whole->note(whole->screen, &whole->noting, whole, noted);
}

void whole_export(struct whole *whole,
                  void (*note)(struct screen *screen, const struct export_result *result,
                               void *owner, db_done *done))
{
    if (!whole_exportable(whole))
        return;
    whole->note = note;
    export_ask(whole->screen->ui, format_chosen, whole);
}

bool whole_exportable(const struct whole *whole)
{
    return whole->rows && whole->rows->count && !whole->busy;
}

size_t whole_chosen(const struct table *table, int64_t *ids, size_t most)
{
    int marked = table_marked(table);
    size_t n = 0;

    for (int i = 0; i < marked && n < most; i++)
        ids[n++] = table_marked_id(table, i);
    if (!marked && table_current_id(table) && most)
        ids[n++] = table_current_id(table);
    return n;
}
