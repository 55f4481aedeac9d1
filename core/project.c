#include "config.h"

#include "core/project.h"

#include "core/base/i18n.h"
#include "core/column.h"
#include "core/duty.h"

#include <stdlib.h>
#include <string.h>

static const struct db_column columns[] = {
    COLUMN_INT(struct project, project_id),     COLUMN_TEXT(struct project, name),
    COLUMN_TEXT(struct project, region_name),   COLUMN_TEXT(struct project, state),
    COLUMN_TEXT(struct project, state_name),    COLUMN_TEXT(struct project, role),
    COLUMN_TEXT(struct project, role_name),     COLUMN_INT(struct project, participant_id),
    COLUMN_TEXT(struct project, company_name),  COLUMN_BOOL(struct project, whole),
    COLUMN_TEXTS(struct project, duties),       COLUMN_INT(struct project, workers),
    COLUMN_INT(struct project, enrolled_today), COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "project_list",
    .text = "select * from api.project_list()",
    .columns = columns,
    .row_size = sizeof(struct project),
    .repeat = DB_READ,
};

void project_list(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &list_stmt, NULL, owner, done);
}

bool project_may(const struct project *project, const char *duty)
{
    return project && duty_among(project->duties, duty);
}

/* Every text member, so that copying and freeing walk the same list. */
static const size_t texts[] = {
    offsetof(struct project, name),         offsetof(struct project, region_name),
    offsetof(struct project, state),        offsetof(struct project, state_name),
    offsetof(struct project, role),         offsetof(struct project, role_name),
    offsetof(struct project, company_name),
};

static char **text_at(struct project *project, size_t i)
{
    return (char **)((char *)project + texts[i]);
}

struct project *project_copy(const struct project *from)
{
    struct project *to = malloc(sizeof *to);
    bool ok = to != NULL;

    if (!to)
        return NULL;
    *to = *from;
    to->duties = NULL;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char **at = text_at(to, i);

        *at = strdup(*at ? *at : "");
        ok = ok && *at;
    }
    to->duties = duties_copy(from->duties);
    ok = to->duties && ok;
    if (!ok)
        project_free(&to);
    return to;
}

void project_free(struct project **slot)
{
    struct project *project = *slot;

    *slot = NULL;
    if (!project)
        return;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(*text_at(project, i));
    duties_free(&project->duties);
    free(project);
}

/* ---- what waits ---- */

static const struct db_column waiting_columns[] = {
    COLUMN_TEXT(struct waiting, kind),         COLUMN_INT(struct waiting, project_id),
    COLUMN_TEXT(struct waiting, project_name), COLUMN_INT(struct waiting, count),
    COLUMN_TIME(struct waiting, since),        COLUMN_END,
};

static const struct stmt waiting_stmt = {
    .name = "waiting",
    .text = "select * from api.waiting()",
    .columns = waiting_columns,
    .row_size = sizeof(struct waiting),
    .repeat = DB_READ,
};

void waiting_list(struct db *db, void *owner, db_done *done)
{
    db_ask(db, &waiting_stmt, NULL, owner, done);
}

static const struct {
    const char *kind, *name;
} waiting_kinds[] = {
    {"invited", N_("invited, to be joined by their card")},
    {"name_maybe_cut", N_("names to check against the printed card")},
    {"company_application", N_("people want to join")},
    {"company_self_grant", N_("roles given to oneself")},
    {"company_refused", N_("applications to join, refused")},
    {"company_deposit", N_("amounts to type in")},
    {"member_application", N_("people who want to join")},
    {"exit_proposed", N_("exits to approve")},
    {"project_claim", N_("project claims to decide")},
    {"application_decide", N_("applications to decide")},
    {"application_rejected", N_("applications to correct")},
    {"application_draft", N_("applications in draft")},
    {"office_missing", N_("offices to make: hr, industry")},
    {"code_to_tell", N_("codes to tell by telephone")},
};

const char *waiting_name(const char *kind)
{
    for (size_t i = 0; i < sizeof waiting_kinds / sizeof *waiting_kinds; i++) {
        if (strcmp(waiting_kinds[i].kind, kind) == 0)
            return gettext(waiting_kinds[i].name);
    }
    return kind;
}
