/* The companies the person belongs to, and which of them is the open one. */
#include "config.h"

#include "core/base/i18n.h"
#include "tui/app_private.h"

#include <stdlib.h>

const struct company_mine *app_companies(const struct app *app, size_t *count)
{
    *count = app->companies ? app->companies->count : 0;
    return app->companies ? app->companies->data : NULL;
}

const struct company_mine *app_company(const struct app *app)
{
    size_t count;
    const struct company_mine *mine = app_companies(app, &count);

    for (size_t i = 0; i < count; i++) {
        if (mine[i].company_id == app->company_id)
            return &mine[i];
    }
    return NULL;
}

bool app_open_company(struct app *app, int64_t company_id)
{
    int64_t before = app->company_id;

    app->company_id = company_id;
    if (!app_company(app)) {
        app->company_id = before;
        return false;
    }
    ui_tell(app->ui, APP_COMPANY, NULL);
    return true;
}

bool app_need_company(const struct app *app, struct err *err)
{
    if (app_company(app))
        return true;
    return err_set(err, ERR_INPUT, NULL, _("You belong to no company yet."),
                   _("Join one, or certify your own: F9."));
}

static void companies_known(void *owner, struct db_rows **rows, const struct err *err)
{
    struct app *app = owner;
    const struct company_mine *mine;

    if (err->code != ERR_NONE)
        return; /* what was known stays; the next reading says it again */
    db_rows_free(&app->companies);
    app->companies = *rows;
    *rows = NULL;
    mine = app->companies->data;
    if (!app_company(app))
        app->company_id = app->companies->count > 0 ? mine[0].company_id : 0;
    ui_tell(app->ui, APP_COMPANY, NULL);
}

void app_read_companies(struct app *app)
{
    company_mine(session_db(app->session), app, companies_known);
    app_link_soon(app);
}
