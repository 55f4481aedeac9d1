/* The audit chains (SPEC 22.3): how long they are, and whether they are whole. */
#include "config.h"

#include "core/audit.h"
#include "core/base/i18n.h"
#include "tui/app.h"
#include "tui/kit/table.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum verdict { VERDICT_NONE, VERDICT_WHOLE, VERDICT_BROKEN };

struct line {
    struct audit_chain chain;
    enum verdict verdict;
    int64_t first_bad;
};

struct page {
    struct table *table;
    struct db_rows *rows; /* what the lines point into */
    struct line *lines;
    int count;
    int asked; /* index of the line that is being verified */
    bool all;  /* and then the next */
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define LINE(row) ((const struct line *)(row))

static void name_text(const void *row, char *out, size_t size)
{
    const char *name = LINE(row)->chain.name;

    snprintf(out, size, "%s", name && *name ? name : _("the region"));
}

static void last_text(const void *row, char *out, size_t size)
{
    app_moment(LINE(row)->chain.last_at, out, size);
}

static void verdict_text(const void *row, char *out, size_t size)
{
    switch (LINE(row)->verdict) {
    case VERDICT_NONE:
        *out = '\0';
        break;
    case VERDICT_WHOLE:
        snprintf(out, size, "%s", _("whole"));
        break;
    case VERDICT_BROKEN:
        snprintf(out, size, _("BROKEN at entry %lld"), (long long)LINE(row)->first_bad);
        break;
    }
}

static enum role verdict_role(const void *row)
{
    return LINE(row)->verdict == VERDICT_BROKEN ? ROLE_ERROR : ROLE_GOOD;
}

#define AT(member) offsetof(struct line, chain.member)

static const struct column columns[] = {
    {"name", N_("Chain"), COLUMN_CALL, COLUMN_KEY | COLUMN_FROZEN, 16, 24, 2, 0, name_text, NULL},
    {"entries", N_("Entries"), COLUMN_INT64, COLUMN_RIGHT, 8, 10, 0, AT(entries), NULL, NULL},
    {"last_at", N_("Last entry"), COLUMN_CALL, 0, 16, 16, 0, 0, last_text, NULL},
    {"verdict", N_("Verified"), COLUMN_CALL, 0, 10, 24, 1, 0, verdict_text, verdict_role},
    {"head", N_("Head"), COLUMN_STRING, COLUMN_SPARE, 12, 20, 1, AT(head_sha256), NULL, NULL},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    return LINE(row)->chain.chain_id;
}

static const struct table_spec spec = {
    .name = "audit",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_id = row_id,
    .empty = N_("Nothing is recorded yet."),
};

static void put(struct screen *screen)
{
    struct page *page = page_of(screen);

    table_put(page->table, page->lines, page->count);
    screen_dirty(screen, DIRTY_PAINT);
}

static void forget(struct page *page)
{
    free(page->lines);
    page->lines = NULL;
    page->count = 0;
    db_rows_free(&page->rows);
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct audit_chain *chains = err->code ? NULL : (*rows)->data;
    struct db_rows *old = page->rows;
    struct line *old_lines = page->lines;

    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    page->lines = calloc((*rows)->count + 1, sizeof *page->lines);
    page->count = page->lines ? (int)(*rows)->count : 0;
    for (int i = 0; i < page->count; i++)
        page->lines[i].chain = chains[i];
    page->rows = *rows;
    *rows = NULL;
    put(screen);
    free(old_lines);
    db_rows_free(&old);
}

static void ask(struct screen *screen)
{
    if (!page_of(screen)->busy)
        db_ask(app_db(app_of(screen)), &audit_list_stmt, NULL, screen, came);
}

/* ---- verifying ---- */

static void verify_line(struct screen *screen, int line);

static void say_end(struct screen *screen)
{
    const struct page *page = page_of(screen);
    int broken = 0;

    for (int i = 0; i < page->count; i++)
        broken += page->lines[i].verdict == VERDICT_BROKEN;
    if (broken > 0)
        ui_say(screen->ui, MESSAGE_ERROR,
               _("A chain is broken: what was recorded has been altered. Keep the database as it "
                 "is and look into the backup."));
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("What was verified is whole."));
}

static void verified(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct audit_result *result = err->code || !(*rows)->count ? NULL : (*rows)->data;

    ui_busy_done(screen->ui, &page->busy);
    if (!result) {
        ui_fail(screen->ui, err);
        return;
    }
    if (page->asked < page->count) {
        page->lines[page->asked].verdict = result->ok ? VERDICT_WHOLE : VERDICT_BROKEN;
        page->lines[page->asked].first_bad = result->first_bad;
        put(screen);
    }
    if (page->all && page->asked + 1 < page->count)
        verify_line(screen, page->asked + 1);
    else
        say_end(screen);
}

static void give_up(void *owner)
{
    struct screen *screen = owner;

    db_cancel(app_db(app_of(screen)), screen);
}

static void verify_line(struct screen *screen, int line)
{
    struct page *page = page_of(screen);
    struct db_arg args[3];

    page->asked = line;
    page->busy = ui_busy(screen->ui, _("Verifying"), give_up, screen);
    audit_verify_args(args, page->lines[line].chain.chain_id, NULL);
    db_ask(app_db(app_of(screen)), &audit_verify_stmt, args, screen, verified);
}

static enum handled verify_one(struct screen *screen)
{
    struct page *page = page_of(screen);
    int64_t id = table_current_id(page->table);

    page->all = false;
    for (int i = 0; i < page->count && !page->busy; i++) {
        if (page->lines[i].chain.chain_id == id)
            verify_line(screen, i);
    }
    return H_DONE;
}

static enum handled verify_all(struct screen *screen)
{
    struct page *page = page_of(screen);

    page->all = true;
    if (!page->busy && page->count > 0)
        verify_line(screen, 0);
    return H_DONE;
}

static enum handled refresh(struct screen *screen)
{
    ask(screen);
    return H_DONE;
}

/* ---- the screen ---- */

static bool audit_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    page->table = table_new(screen, &spec, screen);
    if (!page->table || !screen_add(screen, table_widget(page->table)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    ask(screen);
    return true;
}

static void audit_close(struct screen *screen)
{
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page_of(screen)->busy);
    forget(page_of(screen));
}

static bool has_lines(const struct screen *screen)
{
    return page_of(screen)->count > 0;
}

static const struct action actions[] = {
    {"verify", "Enter", N_("Verify"), N_("Walks through this chain from its first entry."),
     "audit_read", ACTION_MAIN, has_lines, verify_one},
    {"verify_all", "F2", N_("Verify all"), N_("Walks through every chain."), "audit_read",
     ACTION_MAIN, has_lines, verify_all},
    {"refresh", "F5", N_("Anew"), N_("Asks the database again."), NULL, 0, NULL, refresh},
    {.name = NULL},
};

const struct screen_ops screen_audit = {
    .name = "audit",
    .title = N_("Audit chains"),
    .help = N_("Every change and every look at a number is an entry that holds the hash of the one "
               "before. A tail cut off shows only against a printed head: `anxin verify --anchor`."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = audit_open,
    .close = audit_close,
};
