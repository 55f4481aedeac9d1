#include "config.h"

#include "tui/screens/conflict.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"

#include <stdlib.h>

/* Theirs stands beside mine wherever they differ. */
static void see(struct conflict *conflict)
{
    const struct conflict_ops *ops = conflict->ops;
    void *theirs = calloc(1, ops->form_size);

    if (!theirs)
        return;
    ops->form_from(theirs, conflict->row);
    form_compare(conflict->form, theirs, ops->unseen);
    secret_wipe(theirs, ops->form_size);
    free(theirs);
    if (ops->compared)
        ops->compared(conflict->screen, conflict->row);
    ui_say(conflict->screen->ui, MESSAGE_WARN,
           _("Both are shown. F2 saves what stands in the fields, F10 leaves it as theirs."));
}

static void answered(void *owner, int answer)
{
    struct conflict *conflict = owner;

    if (answer == CONFLICT_STAY || !conflict->row)
        return;
    if (answer == CONFLICT_DROP) {
        conflict->ops->take(conflict->screen, conflict->row);
        return;
    }
    conflict->ops->after(conflict->screen, conflict->row);
    if (answer == CONFLICT_SEE)
        see(conflict);
    else
        conflict->ops->save(conflict->screen);
}

void conflict_ask(struct conflict *conflict, struct screen *screen, struct form *form,
                  const struct conflict_ops *ops, struct db_rows **rows, const void *row,
                  const char *by, int64_t at)
{
    char text[300];

    db_rows_free(&conflict->theirs);
    *conflict =
        (struct conflict){.screen = screen, .form = form, .ops = ops, .theirs = *rows, .row = row};
    *rows = NULL;
    prompt_conflict(screen->ui, app_whose(by, at, text, sizeof text), answered, conflict);
}

void conflict_clear(struct conflict *conflict)
{
    db_rows_free(&conflict->theirs);
    conflict->row = NULL;
}
