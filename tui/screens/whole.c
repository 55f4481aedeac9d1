#include "config.h"

#include "tui/screens/whole.h"

#include "core/base/text.h"
#include "tui/app.h"

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
