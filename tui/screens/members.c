/* The directory of a project (SPEC 6.2): who is a member, of which company, in which role, since
 * when; the administrator changes roles and removes, everybody may leave. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/member.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/prompt.h"
#include "tui/screens/list.h"
#include "tui/screens/offer.h"
#include "tui/screens/role_pick.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct members {
    struct member_filter filter;
    struct form *form;
    struct list *list;
    int64_t member_id; /* whom a question is about */
    char name[128], request_id[UUID_SIZE];
    struct role_pick pick;
};

struct line LIST_ROW(struct member_row);

static struct members *members_of(const struct screen *screen)
{
    return screen->state;
}

static const struct member_row *current(const struct screen *screen)
{
    return list_current(members_of(screen)->list);
}

/* ---- filters ---- */

#define FILTER(member) FIELD_AT(struct member_filter, member)

static const struct field fields[] = {
    {.name = "search",
     .label = N_("Find"),
     .help = N_("Part of a name or remark, its initials, or the phone's last four digits."),
     .kind = FIELD_TEXT,
     .width = 14,
     FILTER(search)},
    {.name = "role",
     .label = N_("Role"),
     .kind = FIELD_CHOICE,
     .width = 18,
     .no_text = N_("all"),
     FILTER(role)},
    {.name = "past",
     .label = N_("Members"),
     .help = N_("What somebody was before stays on record."),
     .kind = FIELD_CHOICE,
     .width = 10,
     FILTER(past)},
    {.name = NULL},
};

static bool open_filters(struct screen *screen)
{
    struct members *members = members_of(screen);
    struct form *form = form_new(screen, fields, &members->filter, FORM_LINE, NULL, screen);
    const struct choice past[] = {
        {.code = "no", .text = _("now")},
        {.code = "yes", .text = _("before")},
        {.code = "all", .text = _("all")},
    };

    members->form = form;
    return form && screen_add(screen, form_widget(form)) &&
           offer_codes(form, "role", app_codes(app_of(screen)), CODE_MEMBER_ROLE, _("all")) &&
           form_choices(form, "past", past, sizeof past / sizeof *past);
}

/* ---- the list ---- */

static void from_text(const void *row, char *out, size_t size)
{
    char moment[32];

    app_moment(((const struct line *)row)->row.from_at, moment, sizeof moment);
    snprintf(out, size, "%.10s", moment);
}

/* "2026-11-23 removed" */
static void until_text(const void *row, char *out, size_t size)
{
    const struct member_row *member = &((const struct line *)row)->row;
    char moment[32];

    app_moment(member->until_at, moment, sizeof moment);
    snprintf(out, size, "%.10s%s%s", moment, *moment ? " " : "",
             *moment ? member_end_name(member->end_kind) : "");
}

static enum role name_role(const void *row)
{
    const struct member_row *member = &((const struct line *)row)->row;

    if (member->until_at)
        return ROLE_DIM;
    return member->me ? ROLE_ACCENT : ROLE_VALUE;
}

#define ROW(member) offsetof(struct line, row.member)

static const struct column columns[] = {
    {"name", N_("Name"), COLUMN_STRING, COLUMN_SORT | COLUMN_KEY | COLUMN_FROZEN, 14, 18, 1,
     ROW(name), NULL, name_role},
    {"role_name", N_("Role"), COLUMN_STRING, COLUMN_SORT, 10, 12, 0, ROW(role_name), NULL, NULL},
    {"remark", N_("Remark"), COLUMN_STRING, 0, 8, 12, 1, ROW(remark), NULL, NULL},
    {"company_name", N_("Company"), COLUMN_STRING, COLUMN_SORT, 18, 22, 2, ROW(company_name), NULL,
     NULL},
    {"phone_masked", N_("Phone"), COLUMN_STRING, 0, 11, 11, 0, ROW(phone_masked), NULL, NULL},
    {"from_at", N_("Since"), COLUMN_CALL, COLUMN_SORT, 10, 10, 0, 0, from_text, NULL},
    {"until_at", N_("Until"), COLUMN_CALL, COLUMN_SPARE, 18, 20, 0, 0, until_text, NULL},
    {.name = NULL},
};

static const struct list_order orders[] = {
    {"company_name", "company"}, {"name", "name"}, {"role_name", "role"},
    {"from_at", "from"},         {NULL, NULL},
};

#define TEXT(member) offsetof(struct member_row, member)

static const size_t texts[] = {
    TEXT(name),   TEXT(phone_masked), TEXT(role),     TEXT(role_name),
    TEXT(remark), TEXT(company_name), TEXT(end_kind), TEXT(at),
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->row.member_id;
}

static const struct table_spec table = {
    .name = "members",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_clear = list_row_clear,
    .row_id = line_id,
    .empty = N_("Nobody is found. Look at the filters."),
    .sort = "company_name",
    .ask = list_ask,
};

static void fetch(struct screen *screen, const struct list_from *from, void *owner, db_done *done)
{
    struct app *app = app_of(screen);

    member_list(app_db(app), app_project_id(app), &members_of(screen)->filter, from->sort,
                from->backwards, from->after, from->n, owner, done);
}

static const struct list_spec list = {
    .table = &table,
    .orders = orders,
    .at_row = offsetof(struct line, row),
    .row_size = sizeof(struct member_row),
    .at = TEXT(at),
    .texts = texts,
    .text_count = sizeof texts / sizeof *texts,
    .fetch = fetch,
    .filter_shape = &member_filter_shape,
    .filter_at = offsetof(struct members, filter),
};

/* ---- changing ---- */

static void changed(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    char text[200];

    (void)rows;
    if (err->code) {
        ui_fail(screen->ui, err);
        if (!strcmp(err->sqlstate, "AX006"))
            list_again(members_of(screen)->list);
        return;
    }
    snprintf(text, sizeof text, _("Done: %s."), members_of(screen)->name);
    ui_say(screen->ui, MESSAGE_GOOD, text);
    list_again(members_of(screen)->list);
}

static void about(struct screen *screen, const struct member_row *member)
{
    struct members *members = members_of(screen);

    members->member_id = member->member_id;
    text_copy(members->name, sizeof members->name, member->name);
    uuid_make(members->request_id);
}

static void role_given(void *owner, const char *role, const char *remark)
{
    struct screen *screen = owner;
    struct members *members = members_of(screen);
    struct app *app = app_of(screen);

    member_change(app_db(app), app_project_id(app), members->request_id, members->member_id, role,
                  remark, screen, changed);
}

static enum handled change_role(struct screen *screen)
{
    const struct member_row *member = current(screen);

    about(screen, member);
    role_pick_open(&members_of(screen)->pick, screen, member->general_contractor, member->role,
                   role_given);
    return H_DONE;
}

static void reason_given(void *owner, const char *reason)
{
    struct screen *screen = owner;
    struct members *members = members_of(screen);
    struct app *app = app_of(screen);

    if (reason)
        member_remove(app_db(app), app_project_id(app), members->request_id, members->member_id,
                      reason, screen, changed);
}

static void leave_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct app *app = app_of(screen);

    if (yes)
        member_leave(app_db(app), app_project_id(app), members_of(screen)->request_id, screen,
                     changed);
}

/* My own row: I leave. Another's: I remove them, and say why. */
static enum handled end(struct screen *screen)
{
    const struct member_row *member = current(screen);
    char text[200];

    about(screen, member);
    if (member->me) {
        prompt_yes_no(screen->ui, _("Leave the project?"),
                      _("You see it no more, unless your company's roles let you."), leave_answered,
                      screen);
        return H_DONE;
    }
    snprintf(text, sizeof text, _("Why is %s removed?"), member->name);
    prompt_text(screen->ui, text, _("Reason"), _("It is recorded with your name."), 2, false,
                reason_given, screen);
    return H_DONE;
}

/* ---- the screen ---- */

static bool members_open(struct screen *screen, const void *arg, struct err *err)
{
    struct members *members = members_of(screen);

    (void)arg;
    if (!app_need_project(app_of(screen), err))
        return false;
    snprintf(members->filter.past, sizeof members->filter.past, "no");
    if (open_filters(screen))
        members->list = list_new(screen, &list, members->form, true);
    if (!members->list)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    return true;
}

static void members_close(struct screen *screen)
{
    list_free(&members_of(screen)->list);
    db_forget(app_db(app_of(screen)), screen);
}

static void members_resume(struct screen *screen)
{
    list_again(members_of(screen)->list);
}

static enum handled members_event(struct screen *screen, const struct event *event)
{
    return list_event(members_of(screen)->list, event);
}

static enum handled open_applications(struct screen *screen)
{
    return list_go(screen, "applicants", NULL);
}

static enum handled export_all(struct screen *screen)
{
    list_export(members_of(screen)->list);
    return H_DONE;
}

static bool is_live(const struct screen *screen)
{
    return current(screen) && !current(screen)->until_at;
}

static bool may_end(const struct screen *screen)
{
    return is_live(screen) && (current(screen)->me || app_may(app_of(screen), "member_write"));
}

static bool has_rows(const struct screen *screen)
{
    return current(screen) != NULL && !list_exporting(members_of(screen)->list);
}

static const struct action actions[] = {
    {"applicants", "F2", N_("Applicants"), N_("Who wants to join the project."), "member_write",
     ACTION_MAIN, NULL, open_applications},
    {"role", "Enter", N_("Role"), N_("Gives the member another role."), "member_write", ACTION_MAIN,
     is_live, change_role},
    {"export", "F7", N_("Export"),
     N_("Writes the list, as it is filtered and sorted now, into a file; numbers stay masked."),
     "list_export", ACTION_MAIN, has_rows, export_all},
    {"end", "F8", N_("Remove, leave"), N_("Removes the member; on your own row: you leave."), NULL,
     ACTION_MAIN, may_end, end},
    {.name = NULL},
};

const struct screen_ops screen_members = {
    .name = "members",
    .title = N_("Members"),
    .help = N_("The members of the project and their roles. The last project administrator stays "
               "until there is another."),
    .state_size = sizeof(struct members),
    .actions = actions,
    .open = members_open,
    .event = members_event,
    .resume = members_resume,
    .close = members_close,
};
