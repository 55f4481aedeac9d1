/* An application for a project (SPEC 5.1): its four pages, each saved as it is left. */
#include "config.h"

#include "tui/screens/application_private.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/prompt.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_ROWS = 2, GAP = 3 };

struct application_screen *application_of(const struct screen *screen)
{
    return screen->state;
}

const struct application *application_now(const struct application_screen *page)
{
    return page->now ? page->now->data : NULL;
}

/* ---- the line of pages ---- */

static size_t missing_on(const struct application_screen *page, int number)
{
    const struct application_missing *row = page->missing ? page->missing->data : NULL;
    size_t n = 0;

    for (size_t i = 0; row && i < page->missing->count; i++)
        n += row[i].page == number;
    return n;
}

static void layout(struct screen *screen, struct rect content)
{
    struct application_screen *page = application_of(screen);
    struct widget *widget = page->form ? form_widget(page->form) : NULL;

    if (!widget)
        return;
    content.y += HEAD_ROWS;
    content.h -= HEAD_ROWS;
    widget->area = content;
    widget->ops->layout(widget, content);
}

/* "1 Basics   2 Units 3   3 Time and place   4 Contract and papers 1": the number behind a title is
 * how many fields of it are still missing. */
static void paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    const struct application_screen *page = application_of(screen);
    int x = content.x;
    char text[96];

    if (!page->form) {
        canvas_text(canvas, content.y, content.x, content.w, ROLE_ERROR, page->err.text);
        canvas_text(canvas, content.y + 1, content.x, content.w, ROLE_VALUE, page->err.hint);
        return;
    }
    for (int i = 1; i <= APPLICATION_PAGES; i++) {
        size_t n = missing_on(page, i);

        snprintf(text, sizeof text, "%d %s", i, application_page_title(i));
        x += canvas_text(canvas, content.y, x, content.x + content.w - x,
                         i == page->page ? ROLE_STRONG : ROLE_DIM, text);
        if (n) {
            snprintf(text, sizeof text, _(" -%zu"), n);
            x += canvas_text(canvas, content.y, x, content.x + content.w - x, ROLE_WARN, text);
        }
        x += GAP;
    }
    screen_paint_widgets(screen, canvas);
}

/* ---- a page ---- */

static void keep_draft(void *owner, const char *json)
{
    struct screen *screen = owner;

    draft_keep(app_drafts(app_of(screen)), "application", application_of(screen)->subject, json);
}

static const struct form_hooks hooks = {
    .draft = keep_draft,
    .changed = application_changed,
    .look_up = application_look_up,
};

void application_drop_draft(struct screen *screen)
{
    draft_drop(app_drafts(app_of(screen)), "application", application_of(screen)->subject);
}

static void draft_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    const struct draft_content *draft = *rows ? (*rows)->data : NULL;
    struct form *form = application_of(screen)->form;
    struct err bad = {.code = ERR_NONE};

    if (err->code || !(*rows)->count || !draft->content || form_changed(form))
        return;
    if (!form_restore(form, draft->content, &bad))
        ui_fail(screen->ui, &bad);
    else
        ui_say(screen->ui, MESSAGE_WARN,
               _("This is what you had typed on this page and not saved."));
}

static void note_missing(struct application_screen *page)
{
    const struct application_missing *row = page->missing ? page->missing->data : NULL;

    for (size_t i = 0; row && i < page->missing->count; i++) {
        if (row[i].page != page->page)
            continue;
        if (strcmp(row[i].field, "contact_code") == 0)
            form_note(page->form, "contact_phone", ROLE_WARN, _("F4 confirms it by a code"));
        else
            form_note(page->form, row[i].field, ROLE_WARN, _("missing"));
    }
}

static void forget_offers(struct application_screen *page)
{
    offer_forget(&page->hr_office);
    offer_forget(&page->industry_office);
    offer_forget(&page->units);
    offer_forget(&page->people);
}

bool application_show(struct screen *screen, int number)
{
    struct application_screen *page = application_of(screen);
    const struct application *now = application_now(page);

    forget_offers(page);
    if (page->form)
        screen_remove(screen, form_widget(page->form));
    page->form = NULL;
    page->page = number;
    if (now)
        application_pages_from(&page->record, now);
    if (page->project_id)
        snprintf(page->subject, sizeof page->subject, "0/%lld %d", (long long)page->project_id,
                 number);
    else
        snprintf(page->subject, sizeof page->subject, "0/new %lld", (long long)page->company_id);
    page->form = form_new(screen, application_fields(number), &page->record, 0, &hooks, screen);
    if (!page->form || !screen_add(screen, form_widget(page->form)) || !application_dress(screen))
        return false;
    screen_focus_on(screen, form_widget(page->form));
    note_missing(page);
    screen_set_part(screen, now ? now->name : _("new application"));
    draft_get(app_drafts(app_of(screen)), "application", page->subject, screen, draft_came);
    screen_dirty(screen, DIRTY_LAYOUT);
    return true;
}

static const struct application *as_saved(const struct screen *screen)
{
    return application_now(application_of(screen));
}

void application_go_on(struct screen *screen)
{
    struct application_screen *page = application_of(screen);
    enum then then = page->then;

    page->then = THEN_STAY;
    if (then == THEN_GO && page->to != page->page)
        application_show(screen, page->to);
    else if (then == THEN_SUBMIT)
        application_hand_in(screen);
    else if (then == THEN_CODE)
        application_ask_code(screen);
    else if (then == THEN_POSITION)
        application_ask_position(screen);
    else if (then == THEN_LEAVE)
        ui_close(screen->ui, screen);
    else if (then == THEN_PAPERS)
        papers_choose(&page->papers, screen, as_saved);
}

/* ---- actions ---- */

static enum handled run_save(struct screen *screen)
{
    application_leave(screen, THEN_STAY);
    return H_DONE;
}

static enum handled turn(struct screen *screen, int by)
{
    struct application_screen *page = application_of(screen);
    int to = page->page + by;

    if (to < 1 || to > APPLICATION_PAGES)
        return H_DONE;
    page->to = to;
    application_leave(screen, THEN_GO);
    return H_DONE;
}

static enum handled turn_back(struct screen *screen)
{
    return turn(screen, -1);
}

static enum handled turn_on(struct screen *screen)
{
    return turn(screen, 1);
}

static enum handled submit(struct screen *screen)
{
    application_leave(screen, THEN_SUBMIT);
    return H_DONE;
}

static enum handled papers(struct screen *screen)
{
    application_leave(screen, THEN_PAPERS);
    return H_DONE;
}

static enum handled code(struct screen *screen)
{
    application_leave(screen, THEN_CODE);
    return H_DONE;
}

static enum handled position(struct screen *screen)
{
    application_leave(screen, THEN_POSITION);
    return H_DONE;
}

static void dropped(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    ui_busy_done(screen->ui, &application_of(screen)->busy);
    if (err->code) {
        ui_fail(screen->ui, err);
        return;
    }
    application_drop_draft(screen);
    ui_say(screen->ui, MESSAGE_GOOD, _("The application is thrown away."));
    form_saved(application_of(screen)->form);
    ui_close(screen->ui, screen);
}

static void drop_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct application_screen *page = application_of(screen);

    if (!yes)
        return;
    page->busy = ui_busy(screen->ui, _("Throwing the application away"), NULL, NULL);
    application_drop(app_db(app_of(screen)), page->project_id, screen, dropped);
}

static enum handled drop(struct screen *screen)
{
    prompt_yes_no(screen->ui, _("Throw this application away?"),
                  _("All four pages and its papers go; this cannot be undone."), drop_answered,
                  screen);
    return H_DONE;
}

static bool can_save(const struct screen *screen)
{
    return application_of(screen)->form && !application_of(screen)->busy;
}

static bool has_before(const struct screen *screen)
{
    return can_save(screen) && application_of(screen)->page > 1;
}

static bool has_after(const struct screen *screen)
{
    return can_save(screen) && application_of(screen)->page < APPLICATION_PAGES;
}

static bool is_made(const struct screen *screen)
{
    return can_save(screen) && application_of(screen)->project_id != 0;
}

static bool on_units(const struct screen *screen)
{
    return is_made(screen) && application_of(screen)->page == PAGE_UNITS;
}

static bool on_time(const struct screen *screen)
{
    return is_made(screen) && application_of(screen)->page == PAGE_TIME;
}

static bool never_handed_in(const struct screen *screen)
{
    const struct application *now = application_now(application_of(screen));

    return is_made(screen) && now && now->round == 0;
}

static const struct action actions[] = {
    {"save", "F2", N_("Save"), N_("Saves this page; what is missing may come later."), NULL,
     ACTION_MAIN, can_save, run_save},
    {"papers", "F3", N_("Papers"),
     N_("Prints the application form, filled in; and the scans that belong to it."), NULL,
     ACTION_WHEN | ACTION_MAIN, is_made, papers},
    {"code", "F4", N_("Confirm phone"),
     N_("Sends the contact phone a code; typed here it confirms the phone."), NULL, ACTION_WHEN,
     on_units, code},
    {"position", "F7", N_("Look up position"), N_("Asks the geocoder where the address lies."),
     NULL, ACTION_WHEN, on_time, position},
    {"before", "F5", N_("Page before"), N_("Saves this page and goes to the one before it."), NULL,
     ACTION_WHEN, has_before, turn_back},
    {"next", "F6", N_("Next page"), N_("Saves this page and goes to the next one."), NULL,
     ACTION_WHEN | ACTION_MAIN, has_after, turn_on},
    {"submit", "F8", N_("Hand in"),
     N_("Hands the application in to both offices; nothing may be missing."), NULL,
     ACTION_WHEN | ACTION_MAIN, is_made, submit},
    {"drop", "F12", N_("Throw away"), N_("Throws away an application that was never handed in."),
     NULL, ACTION_WHEN, never_handed_in, drop},
    {.name = NULL},
};

/* ---- the screen ---- */

static bool read_arg(struct screen *screen, const char *arg, struct err *err)
{
    struct application_screen *page = application_of(screen);
    char *rest;

    page->page = PAGE_BASICS;
    if (arg && *arg && strncmp(arg, "new", 3) != 0) {
        page->project_id = strtoll(arg, &rest, 10);
        page->page = (int)strtol(rest, NULL, 10);
        if (page->page < 1 || page->page > APPLICATION_PAGES)
            page->page = PAGE_BASICS;
        return true;
    }
    if (arg && strncmp(arg, "new ", 4) == 0)
        page->company_id = strtoll(arg + 4, NULL, 10);
    else if (app_need_company(app_of(screen), err))
        page->company_id = app_company(app_of(screen))->company_id;
    return page->company_id != 0;
}

static bool open(struct screen *screen, const void *arg, struct err *err)
{
    struct application_screen *page = application_of(screen);

    if (!read_arg(screen, arg, err))
        return false;
    page->leave_asked = true;
    if (page->project_id) {
        application_read(screen);
        return true;
    }
    text_copy(page->record.state, sizeof page->record.state, "preparing");
    if (!application_show(screen, PAGE_BASICS))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    return true;
}

static void close(struct screen *screen)
{
    struct application_screen *page = application_of(screen);

    forget_offers(page);
    job_wait_stop(&page->wait);
    papers_close(&page->papers);
    db_forget(app_db(app_of(screen)), screen);
    ui_busy_done(screen->ui, &page->busy);
    db_rows_free(&page->now);
    db_rows_free(&page->missing);
    db_rows_free(&page->newer);
}

static void resume(struct screen *screen)
{
    struct application_screen *page = application_of(screen);

    if (page->project_id && page->form && !form_changed(page->form))
        application_read(screen); /* papers may have come */
}

static enum handled event(struct screen *screen, const struct event *event)
{
    struct application_screen *page = application_of(screen);

    if (event->kind == EV_APP && event->code == APP_ONLINE && page->project_id &&
        (!page->form || !form_changed(page->form)))
        application_read(screen);
    return H_PASS;
}

static const struct prompt_answer leaving[] = {
    {"save", "F2", N_("Save it")},
    {"keep", "F4", N_("Keep as a draft")},
    {"discard", "F8", N_("Throw it away")},
};

static void leaving_answered(void *owner, int answer)
{
    struct screen *screen = owner;

    if (answer == 0) {
        application_leave(screen, THEN_LEAVE);
    } else if (answer == 1) {
        form_draft_now(application_of(screen)->form);
        ui_close(screen->ui, screen);
    } else if (answer == 2) {
        application_drop_draft(screen);
        ui_close(screen->ui, screen);
    }
}

static bool may_close(struct screen *screen)
{
    struct application_screen *page = application_of(screen);

    if (!page->form || !form_changed(page->form))
        return true;
    prompt_choose(screen->ui, _("This page was not saved."),
                  _("A draft is kept for 7 days; this page offers it again."), leaving, 3,
                  leaving_answered, screen);
    return false;
}

const struct screen_ops screen_application = {
    .name = "application",
    .title = N_("Application"),
    .help =
        N_("An application for a project, four pages. Each page is saved as it is left; F8 hands "
           "all four in to the hr bureau and the industry regulator that it names."),
    .state_size = sizeof(struct application_screen),
    .actions = actions,
    .open = open,
    .layout = layout,
    .paint = paint,
    .event = event,
    .resume = resume,
    .may_close = may_close,
    .close = close,
};
