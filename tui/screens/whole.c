#include "config.h"

#include "tui/screens/whole.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/screens/list.h"

#include <stdio.h>
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

/* ---- into a file ---- */

static void not_exported(struct whole *whole)
{
    if (whole->exported.path[0])
        unlink(whole->exported.path); /* nobody noted it: it must not lie there */
    whole->exported.path[0] = '\0';
    ui_busy_done(whole->screen->ui, &whole->busy);
}

static void noted(void *owner, struct db_rows **rows, const struct err *err)
{
    struct whole *whole = owner;
    char text[EXPORT_PATH_SIZE + 128];

    (void)rows;
    if (err->code) {
        not_exported(whole);
        ui_fail(whole->screen->ui, err);
        return;
    }
    list_exported_text(&whole->exported, text, sizeof text);
    whole->exported.path[0] = '\0'; /* it stays */
    not_exported(whole);
    ui_say(whole->screen->ui, MESSAGE_GOOD, text);
}

static bool write_all(const struct whole *whole, struct export *file, struct err *err)
{
    bool good = list_export_line(&whole->spec, NULL, NULL, file, err);

    for (int i = 0; good && i < table_shown(whole->table); i++)
        good = list_export_line(&whole->spec, NULL, table_row(whole->table, i), file, err);
    return good;
}

void whole_export(struct whole *whole, whole_note_fn *note)
{
    struct screen *screen = whole->screen;
    struct err err = {.code = ERR_NONE};
    struct export *file;

    if (whole->busy)
        return;
    file = export_open(app_export_folder(app_of(screen)), whole->spec.name, &err);
    if (!file || !write_all(whole, file, &err) || !export_close(&file, &whole->exported, &err)) {
        export_abandon(&file);
        ui_fail(screen->ui, &err);
        return;
    }
    whole->busy = ui_busy(screen->ui, _("Writing the list into a file"), NULL, NULL);
    note(screen, &whole->exported, whole, noted);
}

void whole_close(struct whole *whole)
{
    struct db *db = whole->screen ? app_db(app_of(whole->screen)) : NULL;

    if (db)
        db_forget(db, whole);
    if (whole->screen)
        not_exported(whole);
    db_rows_free(&whole->rows);
}

void whole_again(struct whole *whole)
{
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
