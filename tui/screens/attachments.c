/* The files of one kind that belong to a project (SPEC 5.1). */
#include "config.h"

#include "core/attachment.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"
#include "tui/kit/ui.h"
#include "tui/screens/file_choose.h"
#include "tui/screens/screens.h"
#include "tui/screens/whole.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_ROWS = 2 };

struct page {
    struct whole list;
    int64_t project_id;
    char kind[48], kind_name[96];
    char subject[96];
    int64_t max_count, max_bytes, stored;
    bool known, may_write; /* known: the kind has come */
    char formats[64];
    struct file_choose choose;
    /* one transfer at a time */
    struct attachment_send *send;
    struct attachment_copy *copy;
    bool giving_up;
    char what[64]; /* its file's name, cut */
    unsigned busy, timer;
    int64_t removing;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

static struct db *db_of(const struct screen *screen)
{
    return app_db(app_of(screen));
}

static const struct attachment_row *current(const struct screen *screen)
{
    return whole_current(&page_of(screen)->list);
}

/* ---- the list ---- */

static void size_text(const void *row, char *out, size_t size)
{
    file_size_text(((const struct attachment_row *)row)->size_bytes, out, size);
}

static void time_text(const void *row, char *out, size_t size)
{
    app_moment(((const struct attachment_row *)row)->made_at, out, size);
}

#define ROW(member) offsetof(struct attachment_row, member)

static const struct column columns[] = {
    {"file_name", N_("File"), COLUMN_STRING, COLUMN_SORT | COLUMN_KEY | COLUMN_FROZEN, 16, 30, 2,
     ROW(file_name), NULL, NULL},
    {"format", N_("Format"), COLUMN_STRING, 0, 6, 6, 0, ROW(format), NULL, NULL},
    {"size", N_("Size"), COLUMN_CALL, COLUMN_RIGHT, 9, 9, 0, 0, size_text, NULL},
    {"made_by", N_("Added by"), COLUMN_STRING, COLUMN_SORT, 12, 14, 1, ROW(made_by), NULL, NULL},
    {"made_at", N_("Added at"), COLUMN_CALL, COLUMN_SORT, 16, 16, 0, 0, time_text, NULL},
    {"sha256", N_("Digest"), COLUMN_STRING, COLUMN_EXPORT_ONLY, 16, 64, 0, ROW(sha256), NULL, NULL},
    {.name = NULL},
};

static int64_t row_id(const void *row)
{
    return ((const struct attachment_row *)row)->attachment_id;
}

static const struct table_spec table = {
    .name = "attachments",
    .columns = columns,
    .row_size = sizeof(struct attachment_row),
    .row_id = row_id,
    .empty = N_("No file of this kind is stored yet."),
};

/* There are a few at most: all come at once. */
static void ask(struct screen *screen, void *owner, db_done *done)
{
    struct page *page = page_of(screen);

    attachment_list(db_of(screen), page->project_id, page->kind, owner, done);
}

static void kind_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct attachment_kind *kind = *rows ? (*rows)->data : NULL;
    struct code code;

    if (err->code != ERR_NONE)
        return; /* the list's own answer says it */
    if (!kind || (*rows)->count == 0)
        return;
    code =
        (struct code){.code = kind->attachment_kind, .name = kind->name, .name_en = kind->name_en};
    text_copy(page->kind_name, sizeof page->kind_name,
              code_shown(app_codes(app_of(screen)), &code));
    page->max_count = kind->max_count;
    page->max_bytes = kind->max_bytes;
    page->stored = kind->stored;
    page->may_write = kind->may_write;
    page->formats[0] = '\0';
    for (const char *const *format = kind->formats; format && *format; format++) {
        size_t used = strlen(page->formats);

        snprintf(page->formats + used, sizeof page->formats - used, "%s%s", used ? ", " : "",
                 *format);
    }
    page->known = true;
    screen_set_part(screen, page->subject[0] ? page->subject : page->kind_name);
    screen_dirty(screen, DIRTY_PAINT);
}

static void read_again(struct screen *screen)
{
    struct page *page = page_of(screen);

    attachment_kind_get(db_of(screen), page->project_id, page->kind, screen, kind_came);
    whole_again(&page->list);
}

/* ---- transfers ---- */

static bool is_moving(const struct page *page)
{
    return page->send || page->copy;
}

static void name_it(struct page *page, const char *name)
{
    text_cut(page->what, sizeof page->what, name, 30, 2);
}

static void progressed(void *owner, int64_t done, int64_t all)
{
    struct page *page = page_of(owner);
    int percent = all > 0 ? (int)(done * 100 / all) : 100;
    char text[96];

    snprintf(text, sizeof text, page->send ? _("Storing %s: %d %%") : _("Saving %s: %d %%"),
             page->what, percent);
    if (!page->giving_up)
        ui_busy_say(((struct screen *)owner)->ui, page->busy, text);
}

static void stop_moving(struct screen *screen)
{
    struct page *page = page_of(screen);

    attachment_send_free(&page->send);
    attachment_copy_free(&page->copy);
    loop_stop(ui_loop(screen->ui), &page->timer);
    ui_busy_done(screen->ui, &page->busy);
    page->giving_up = false;
}

static void transfer_ended(void *owner, const char *path, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    bool sent = page->send != NULL, given_up = strcmp(err->sqlstate, "57014") == 0;
    char text[EXPORT_PATH_SIZE + 64];

    stop_moving(screen);
    if (err->code == ERR_NONE) {
        snprintf(text, sizeof text, sent ? _("Stored: %s") : _("Saved: %s"),
                 sent ? page->what : path);
        ui_say(screen->ui, MESSAGE_GOOD, text);
    } else if (given_up) {
        ui_say(screen->ui, MESSAGE_PLAIN,
               sent ? _("Given up; nothing of the file was stored.")
                    : _("Given up; no file was left behind."));
    } else {
        ui_fail(screen->ui, err);
    }
    if (sent)
        read_again(screen);
    screen_dirty(screen, DIRTY_PAINT);
}

static void give_up(void *owner)
{
    struct page *page = page_of(owner);

    page->giving_up = true; /* Esc took the sign away */
    page->busy = ui_busy(((struct screen *)owner)->ui, _("Giving it up"), NULL, NULL);
    if (page->send)
        attachment_send_cancel(page->send);
    else if (page->copy)
        attachment_copy_cancel(page->copy);
}

static void step(void *owner)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    page->timer = 0;
    if (page->send && attachment_send_step(page->send))
        page->timer = loop_after(ui_loop(screen->ui), 0, step, screen);
    app_db(app_of(screen)); /* what it asked is taken up at the end of this turn */
}

static struct attachment_hooks hooks_for(struct screen *screen)
{
    return (struct attachment_hooks){screen, progressed, transfer_ended};
}

static void file_is_chosen(void *owner, int fd, const char *name)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    struct attachment_hooks hooks = hooks_for(screen);
    struct err err = {.code = ERR_NONE};

    name_it(page, name);
    page->send = attachment_send_new(db_of(screen), page->project_id, page->kind, fd, name,
                                     page->max_bytes, &hooks, &err);
    if (!page->send) {
        ui_fail(screen->ui, &err);
        return;
    }
    page->busy = ui_busy(screen->ui, _("Looking at the file"), give_up, screen);
    page->timer = loop_after(ui_loop(screen->ui), 0, step, screen);
    screen_dirty(screen, DIRTY_PAINT);
}

/* ---- the screen ---- */

/* "KIND SUBJECT" of the open project, or "PROJECT KIND SUBJECT" of any. */
static bool read_arg(struct screen *screen, const char *arg, struct err *err)
{
    struct page *page = page_of(screen);
    char *rest = NULL;
    size_t n;

    arg = arg ? arg : "";
    page->project_id = strtoll(arg, &rest, 10);
    if (page->project_id > 0 && *rest == ' ') {
        arg = rest + 1;
    } else {
        if (!app_need_project(app_of(screen), err))
            return false;
        page->project_id = app_project_id(app_of(screen));
    }
    n = strcspn(arg, " ");
    if (n == 0 || n >= sizeof page->kind)
        return err_set(err, ERR_INPUT, NULL, _("Which kind of file is meant?"), NULL);
    memcpy(page->kind, arg, n);
    text_copy(page->subject, sizeof page->subject, arg[n] ? arg + n + 1 : "");
    return true;
}

static bool attachments_open(struct screen *screen, const void *arg, struct err *err)
{
    static const char *const endings[] = {"jpg", "jpeg", "jpe", "jfif", "png", "gif", NULL};
    struct page *page = page_of(screen);

    if (!read_arg(screen, arg, err))
        return false;
    page->choose = (struct file_choose){.screen = screen,
                                        .endings = endings,
                                        .title = _("Choose a picture"),
                                        .chosen = file_is_chosen,
                                        .owner = screen};
    if (!whole_open(&page->list, screen, &table, ask))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    if (page->subject[0])
        screen_set_part(screen, page->subject);
    attachment_kind_get(db_of(screen), page->project_id, page->kind, screen, kind_came);
    return true;
}

static void attachments_close(struct screen *screen)
{
    struct page *page = page_of(screen);

    stop_moving(screen);
    file_choose_clear(&page->choose);
    whole_close(&page->list);
    db_forget(db_of(screen), screen);
}

static bool attachments_may_close(struct screen *screen)
{
    if (!is_moving(page_of(screen)))
        return true;
    ui_say(screen->ui, MESSAGE_WARN, _("A file is still on its way; Esc gives it up."));
    return false;
}

static enum handled attachments_event(struct screen *screen, const struct event *event)
{
    if (event->kind == EV_APP && event->code == APP_ONLINE)
        read_again(screen);
    return H_PASS;
}

static void attachments_layout(struct screen *screen, struct rect content)
{
    struct widget *list = table_widget(page_of(screen)->list.table);

    content.y += HEAD_ROWS;
    content.h -= HEAD_ROWS;
    list->ops->layout(list, content);
}

/* Above the list: what is kept here, and how much of it. */
static void attachments_paint(const struct screen *screen, struct canvas *canvas,
                              struct rect content)
{
    const struct page *page = page_of(screen);
    char text[320];

    screen_paint_widgets(screen, canvas);
    if (!page->known)
        return;
    snprintf(text, sizeof text, _("%s: %lld of %lld at most; each up to %lld MB, %s"),
             page->kind_name, (long long)page->stored, (long long)page->max_count,
             (long long)(page->max_bytes >> 20), page->formats);
    canvas_text(canvas, content.y, content.x, content.w, ROLE_LABEL, text);
}

static enum handled add(struct screen *screen)
{
    file_choose_open(&page_of(screen)->choose);
    return H_DONE;
}

static enum handled save_copy(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct attachment_row *row = current(screen);
    struct attachment_hooks hooks = hooks_for(screen);
    struct err err = {.code = ERR_NONE};

    if (!row)
        return H_DONE;
    name_it(page, row->file_name);
    page->copy = attachment_copy_new(db_of(screen), page->project_id, row,
                                     app_export_folder(app_of(screen)), &hooks, &err);
    if (page->copy)
        page->busy = ui_busy(screen->ui, _("Saving the file"), give_up, screen);
    else
        ui_fail(screen->ui, &err);
    return H_DONE;
}

static void removed(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    (void)rows;
    if (err->code != ERR_NONE)
        ui_fail(screen->ui, err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("Removed."));
    read_again(screen);
}

static void remove_answered(void *owner, bool yes)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);

    if (yes)
        attachment_remove(db_of(screen), page->project_id, page->removing, screen, removed);
}

static enum handled ask_remove(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct attachment_row *row = current(screen);
    char question[160], name[64];

    if (!row)
        return H_DONE;
    page->removing = row->attachment_id;
    text_cut(name, sizeof name, row->file_name, 40, 2);
    snprintf(question, sizeof question, _("Remove %s?"), name);
    prompt_yes_no(screen->ui, question,
                  _("It cannot be brought back; that it was there stays on record."),
                  remove_answered, screen);
    return H_DONE;
}

static void note_export(struct screen *screen, const struct export_result *result, void *owner,
                        db_done *done)
{
    struct page *page = page_of(screen);

    attachment_export_note(db_of(screen), page->project_id, page->kind, result, owner, done);
}

static enum handled export_all(struct screen *screen)
{
    whole_export(&page_of(screen)->list, note_export);
    return H_DONE;
}

static bool may_export(const struct screen *screen)
{
    return current(screen) != NULL;
}

static bool may_add(const struct screen *screen)
{
    const struct page *page = page_of(screen);

    return page->known && page->may_write && !is_moving(page) && page->stored < page->max_count;
}

static bool may_copy(const struct screen *screen)
{
    return current(screen) && !is_moving(page_of(screen));
}

static bool may_remove(const struct screen *screen)
{
    return page_of(screen)->may_write && may_copy(screen);
}

static const struct action actions[] = {
    {"add", "F2", N_("Add"),
     N_("Adds a picture from the import folder or a memory stick. It is there for others once it "
        "is stored whole."),
     NULL, ACTION_MAIN, may_add, add},
    {"copy", "F3", N_("Save a copy"), N_("Saves the file into the export folder."), NULL,
     ACTION_MAIN, may_copy, save_copy},
    {"remove", "F8", N_("Remove"), N_("Removes the file, after a question."), NULL, ACTION_MAIN,
     may_remove, ask_remove},
    {"export", "F7", N_("Export"), N_("Writes the list, as it is sorted now, into a file."), NULL,
     0, may_export, export_all},
    {.name = NULL},
};

const struct screen_ops screen_attachments = {
    .name = "attachments",
    .title = N_("Files"),
    .help = N_("The files of one kind that belong to the project. What a file is, is told by its "
               "content, never by its name."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = attachments_open,
    .layout = attachments_layout,
    .paint = attachments_paint,
    .event = attachments_event,
    .may_close = attachments_may_close,
    .close = attachments_close,
};
