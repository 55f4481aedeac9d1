/* The open company's directory (SPEC 4.3 to 4.5): members, who wants to be one, who left;
 * accepting, refusing, roles, removing; the check of a person who has no reader. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/company_member.h"
#include "core/export.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/prompt.h"
#include "tui/screens/list.h"
#include "tui/screens/offer.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <string.h>

struct page {
    struct company_member_filter filter;
    struct form *form;
    struct list *list;
    int64_t company_id, account_id, application_id; /* whom a question is about */
    char name[128], phone[24];
    int64_t grant_id; /* the last one that is being shown */
};

struct line LIST_ROW(struct company_member_row);

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static const struct company_member_row *current(const struct screen *screen)
{
    return list_current(page_of(screen)->list);
}

static bool is(const struct company_member_row *row, const char *kind)
{
    return row && strcmp(row->kind, kind) == 0;
}

static struct db *db_of(struct screen *screen)
{
    return app_db(app_of(screen));
}

/* ---- filters ---- */

#define FILTER(member) FIELD_AT(struct company_member_filter, member)

static const struct field fields[] = {
    {.name = "search",
     .label = N_("Find"),
     .help = N_("Part of a name, its initials, or the phone's last four digits."),
     .kind = FIELD_TEXT,
     .width = 14,
     FILTER(search)},
    {.name = "state", .label = N_("Who"), .kind = FIELD_CHOICE, .width = 12, FILTER(state)},
    {.name = "role",
     .label = N_("Role"),
     .kind = FIELD_CHOICE,
     .width = 16,
     .no_text = N_("all"),
     FILTER(role)},
    {.name = NULL},
};

static bool open_filters(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct choice states[] = {
        {.code = "member", .text = _("members")},
        {.code = "applicant", .text = _("applicants")},
        {.code = "left", .text = _("left")},
        {.code = "all", .text = _("all")},
    };

    page->form = form_new(screen, fields, &page->filter, FORM_LINE, NULL, screen);
    return page->form && screen_add(screen, form_widget(page->form)) &&
           form_choices(page->form, "state", states, sizeof states / sizeof *states) &&
           offer_codes(page->form, "role", app_codes(app_of(screen)), CODE_COMPANY_ROLE, _("all"));
}

/* ---- the list ---- */

static void roles_text(const void *row, char *out, size_t size)
{
    const struct company_member_row *member = &((const struct line *)row)->row;

    char roles[200];

    company_roles_text(member->roles, roles, sizeof roles);
    if (is(member, "applicant"))
        text_copy(out, size, _("wants to join"));
    else if (is(member, "left"))
        snprintf(out, size, _("left: %s"), roles);
    else
        text_copy(out, size, roles);
}

static void since_text(const void *row, char *out, size_t size)
{
    char moment[32];

    app_moment(((const struct line *)row)->row.since, moment, sizeof moment);
    snprintf(out, size, "%.10s", moment);
}

static void until_text(const void *row, char *out, size_t size)
{
    char moment[32];

    app_moment(((const struct line *)row)->row.until_at, moment, sizeof moment);
    snprintf(out, size, "%.10s", moment);
}

static enum role name_role(const void *row)
{
    const struct company_member_row *member = &((const struct line *)row)->row;

    if (is(member, "left"))
        return ROLE_DIM;
    return is(member, "applicant") || member->me ? ROLE_ACCENT : ROLE_VALUE;
}

#define ROW(member) offsetof(struct line, row.member)

static const struct column columns[] = {
    {"name", N_("Name"), COLUMN_STRING, COLUMN_SORT | COLUMN_KEY | COLUMN_FROZEN, 14, 24, 2,
     ROW(name), NULL, name_role},
    {"roles", N_("Roles"), COLUMN_CALL, 0, 16, 24, 2, 0, roles_text, NULL},
    {"phone_masked", N_("Phone"), COLUMN_STRING, 0, 11, 11, 0, ROW(phone_masked), NULL, NULL},
    {"since", N_("Since"), COLUMN_CALL, COLUMN_SORT, 10, 10, 0, 0, since_text, NULL},
    {"note", N_("Message or reason"), COLUMN_STRING, 0, 12, 20, 2, ROW(note), NULL, NULL},
    {"until_at", N_("Until"), COLUMN_CALL, COLUMN_SPARE, 10, 10, 0, 0, until_text, NULL},
    {.name = NULL},
};

static const struct list_order orders[] = {{"name", "name"}, {"since", "since"}, {NULL, NULL}};

#define TEXT(member) offsetof(struct company_member_row, member)

static const size_t texts[] = {
    TEXT(kind), TEXT(name), TEXT(phone_masked), TEXT(roles), TEXT(note), TEXT(at),
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->row.id;
}

static const struct table_spec table = {
    .name = "company_members",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_clear = list_row_clear,
    .row_id = line_id,
    .empty = N_("Nobody is found. Look at the filters above."),
    .sort = "name",
    .ask = list_ask,
};

static void fetch(struct screen *screen, const struct list_from *from, void *owner, db_done *done)
{
    struct page *page = page_of(screen);

    company_member_list(db_of(screen), page->company_id, &page->filter, from->sort, from->backwards,
                        from->after, from->n, owner, done);
}

static void note_export(struct screen *screen, const char *filters,
                        const struct export_result *result, void *owner, db_done *done)
{
    export_note_company(db_of(screen), page_of(screen)->company_id, table.name, filters, result,
                        owner, done);
}

static const struct list_spec list = {
    .table = &table,
    .orders = orders,
    .at_row = offsetof(struct line, row),
    .row_size = sizeof(struct company_member_row),
    .at = TEXT(at),
    .texts = texts,
    .text_count = sizeof texts / sizeof *texts,
    .fetch = fetch,
    .note = note_export,
    .filter_shape = &company_member_filter_shape,
    .filter_at = offsetof(struct page, filter),
};

/* ---- what is done with people ---- */

static void about(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct company_member_row *row = current(screen);

    page->account_id = row->account_id;
    page->application_id = row->application_id;
    text_copy(page->name, sizeof page->name, row->name);
}

static void changed(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    char text[200];

    (void)rows;
    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    snprintf(text, sizeof text, _("Done: %s."), page_of(screen)->name);
    ui_say(screen->ui, MESSAGE_GOOD, text);
    list_again(page_of(screen)->list);
}

/* Two may decide at the same moment: who came second is told what was decided. */
static void decided(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    const struct company_decided *it = err->code || !(*rows)->count ? NULL : (*rows)->data;
    char text[300];

    if (!it) {
        ui_fail(screen->ui, err);
        return;
    }
    company_decided_text(it, page_of(screen)->name, text, sizeof text);
    ui_say(screen->ui, strncmp(it->outcome, "was_", 4) ? MESSAGE_GOOD : MESSAGE_WARN, text);
    list_again(page_of(screen)->list);
}

/* Accepts, or changes roles: both choose among the same six. */
static enum handled choose_roles(struct screen *screen)
{
    const struct company_member_row *row = current(screen);
    char arg[300];

    snprintf(arg, sizeof arg, "%s %lld %s %s", row->kind,
             (long long)(is(row, "applicant") ? row->application_id : row->account_id),
             row->roles && *row->roles ? row->roles : "-", row->name);
    return list_go(screen, "company_roles", arg);
}

static void refusal_given(void *owner, const char *reason)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (reason)
        company_decide(db_of(screen), page->company_id, page->application_id, NULL, reason, screen,
                       decided);
}

static void removal_given(void *owner, const char *reason)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (reason)
        company_member_remove(db_of(screen), page->company_id, page->account_id, reason, screen,
                              changed);
}

static void left(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    app_read_companies(app_of(screen));
    ui_close(screen->ui, screen);
}

static void leave_answered(void *owner, bool yes)
{
    struct screen *screen = owner;

    if (yes)
        company_leave(db_of(screen), page_of(screen)->company_id, screen, left);
}

/* An applicant is refused, another is removed, I leave. */
static enum handled end(struct screen *screen)
{
    const struct company_member_row *row = current(screen);
    char text[200];

    about(screen);
    if (is(row, "applicant")) {
        snprintf(text, sizeof text, _("Why is %s refused?"), row->name);
        prompt_text(screen->ui, text, _("Reason"), _("The applicant reads it."), 2, false,
                    refusal_given, screen);
    } else if (row->me) {
        prompt_yes_no(screen->ui, _("Leave the company?"),
                      _("Your roles on its projects end with it."), leave_answered, screen);
    } else {
        snprintf(text, sizeof text, _("Why is %s removed?"), row->name);
        prompt_text(screen->ui, text, _("Reason"),
                    _("It is recorded with your name. Roles on the company's projects end, too."),
                    2, false, removal_given, screen);
    }
    return H_DONE;
}

/* ---- a person without a reader ---- */

static void checked(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD,
               _("The account is checked, with your name. The person can apply to join now."));
}

static void number_given(void *owner, const char *number)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (number)
        company_member_check(db_of(screen), page->company_id, page->phone, number, screen, checked);
}

static void phone_given(void *owner, const char *phone)
{
    struct screen *screen = owner;

    if (!phone)
        return;
    text_copy(page_of(screen)->phone, sizeof page_of(screen)->phone, phone);
    prompt_text(screen->ui, _("The number on the card before you?"), _("ID number"),
                _("You have seen the card and the person. It is recorded with your name."), 15,
                false, number_given, screen);
}

static enum handled check_person(struct screen *screen)
{
    prompt_text(screen->ui, _("Whose new account is to be checked?"), _("Phone"),
                _("For people who have no reader: you look at their ID card."), 11, false,
                phone_given, screen);
    return H_DONE;
}

/* ---- what administrators gave themselves ---- */

static void seen_noted(void *owner, struct db_rows **rows, const struct err *err)
{
    (void)rows;
    if (err->code)
        ui_fail(((struct screen *)owner)->ui, err);
}

static void grant_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (yes)
        company_self_grants_seen(db_of(screen), page->company_id, page->grant_id, screen,
                                 seen_noted);
}

static void grants_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    const struct company_self_grant *grant = err->code ? NULL : (*rows)->data;
    char text[300], moment[32];

    if (err->code || !(*rows)->count)
        return;
    page_of(screen)->grant_id = grant->grant_id;
    app_moment(grant->at, moment, sizeof moment);
    snprintf(text, sizeof text, _("%s has given themselves the role %s (%s)."), grant->name,
             company_role_name(grant->role), moment);
    prompt_yes_no(screen->ui, text,
                  _("The company's other administrators are told. Do not show it again?"),
                  grant_answered, screen);
}

/* ---- the screen ---- */

static bool members_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);

    if (!app_need_company(app, err))
        return false;
    page->company_id = app_company(app)->company_id;
    text_copy(page->filter.state, sizeof page->filter.state,
              arg && *(const char *)arg ? (const char *)arg : "member");
    if (open_filters(screen))
        page->list = list_new(screen, &list, page->form, !arg || !*(const char *)arg);
    if (!page->list)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this list."), NULL);
    screen_set_part(screen, app_company(app)->short_name);
    if (app_may(app, "role_grant"))
        company_self_grants(db_of(screen), page->company_id, screen, grants_came);
    return true;
}

static void members_close(struct screen *screen)
{
    list_free(&page_of(screen)->list);
    if (db_of(screen))
        db_forget(db_of(screen), screen);
}

static void members_resume(struct screen *screen)
{
    list_again(page_of(screen)->list);
}

static enum handled members_event(struct screen *screen, const struct event *event)
{
    return list_event(page_of(screen)->list, event);
}

static enum handled export_all(struct screen *screen)
{
    list_export(page_of(screen)->list);
    return H_DONE;
}

static bool is_applicant(const struct screen *screen)
{
    return is(current(screen), "applicant");
}

static bool is_member(const struct screen *screen)
{
    return is(current(screen), "member");
}

static bool is_me(const struct screen *screen)
{
    return is_member(screen) && current(screen)->me;
}

static bool is_other(const struct screen *screen)
{
    return is_member(screen) && !current(screen)->me;
}

static bool has_rows(const struct screen *screen)
{
    return current(screen) != NULL && !list_exporting(page_of(screen)->list);
}

static const struct action actions[] = {
    {"accept", "F2", N_("Accept"), N_("Accepts the applicant with the roles that are chosen."),
     "member_accept", ACTION_WHEN, is_applicant, choose_roles},
    {"roles", "Enter", N_("Roles"), N_("Changes the member's roles."), "member_accept", ACTION_WHEN,
     is_member, choose_roles},
    {"check", "F5", N_("Check a person"),
     N_("Checks the account of somebody who has no reader: you have their card before you."),
     "member_check", ACTION_MAIN, NULL, check_person},
    {"export", "F7", N_("Export"),
     N_("Writes the list, as it is filtered and sorted now, into a file; numbers stay masked."),
     "list_export", ACTION_MAIN, has_rows, export_all},
    {"refuse", "F8", N_("Refuse"), N_("Refuses the applicant, with a reason."), "member_accept",
     ACTION_WHEN, is_applicant, end},
    {"end", "F8", N_("Remove member"), N_("Removes the member, with a reason."), "member_accept",
     ACTION_WHEN, is_other, end},
    {"leave", "F8", N_("Leave"), N_("You leave the company."), NULL, ACTION_WHEN, is_me, end},
    {.name = NULL},
};

const struct screen_ops screen_company_members = {
    .name = "company_members",
    .title = N_("Company members"),
    .help = N_("Who belongs to the company and in which roles, who wants to join, who left. "
               "Administrators give every role; hr accepts and removes staff and hr."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = members_open,
    .event = members_event,
    .resume = members_resume,
    .close = members_close,
};
