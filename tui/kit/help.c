/* F1: what this screen is for, what the field wants, and every key that works here. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/ui_private.h"

#include <stdio.h>
#include <string.h>

enum { LINES = 96, TEXT = 600, KEY_WIDTH = 12, LABEL_WIDTH = 16 };

/* One line: a heading, a text, or a key with its label and what it does. */
struct line {
    enum role role;
    bool off;
    char key[24], label[64], text[TEXT];
    int rows; /* set by layout */
};

struct help {
    struct line lines[LINES];
    int count, top, rows; /* rows: all, wrapped */
    char title[96];
};

static struct line *add(struct help *help, enum role role, const char *text)
{
    struct line *line = &help->lines[help->count];

    if (help->count == LINES)
        return &help->lines[LINES - 1];
    help->count++;
    line->role = role;
    text_copy(line->text, sizeof line->text, text);
    return line;
}

/* What a screen does under the same key as the program everywhere is said once. */
static bool listed(const struct help *help, const char *key, const char *label)
{
    for (int i = 0; i < help->count; i++)
        if (strcmp(help->lines[i].key, key) == 0 && strcmp(help->lines[i].label, label) == 0)
            return true;
    return false;
}

/* A widget's keys are the same for all of its kind; what this one can never do or cannot do now is
 * left out. A screen's own keys all stay: people look them up here. */
static bool is_absent(const struct screen *screen, const char *place, const struct action *action)
{
    const struct widget *focus = screen_focus(screen);

    return focus && focus->ops->name == place && (action->flags & ACTION_WHEN) &&
           !action_enabled(screen, action, NULL);
}

static void add_actions(struct help *help, const struct screen *screen, const char *place,
                        const struct action *table)
{
    for (; table && table->name; table++) {
        const char *keys = keymap_keys(screen->ui->keymap, place, table);
        struct line *line;
        bool denied = false;
        char said[TEXT], key[sizeof line->key];

        if (!keys[0] || !table->label || is_absent(screen, place, table))
            continue;
        key_label(key_parse(keys, NULL), key, sizeof key);
        if (listed(help, key, _(table->label)))
            continue;
        line = add(help, ROLE_VALUE, table->help ? _(table->help) : "");
        text_copy(line->key, sizeof line->key, key);
        text_copy(line->label, sizeof line->label, _(table->label));
        line->off = !action_enabled(screen, table, &denied);
        if (denied) {
            snprintf(said, sizeof said, _("%s (not with your duties)"), line->text);
            text_copy(line->text, sizeof line->text, said);
        }
    }
}

/* The last line is for who writes a script: what all of this is called there. */
static void add_names(struct help *help, const struct screen *about)
{
    const struct action *tables[UI_TABLES];
    const char *places[UI_TABLES];
    const struct widget *focus = screen_focus(about);
    const char *field = focus && focus->ops->field ? focus->ops->field(focus) : "";
    int count = ui_tables(about, tables, places);
    char said[TEXT], names[TEXT - 120] = "";
    size_t n = 0;

    for (int i = 0; i < count; i++)
        for (const struct action *a = tables[i]; a->name && n + 40 < sizeof names; a++) {
            snprintf(names + n, sizeof names - n, " %s", a->name);
            n = strlen(names);
        }
    snprintf(said, sizeof said,
             field[0] ? _("In scripts: screen %s, field %s, actions%s")
                      : _("In scripts: screen %s%s, actions%s"),
             about->ops->name, field, names);
    add(help, ROLE_PLAIN, "");
    add(help, ROLE_DIM, said);
}

static void fill(struct help *help, const struct screen *about)
{
    const struct action *tables[UI_TABLES];
    const char *places[UI_TABLES], *label = NULL, *text = NULL;
    const struct widget *focus = screen_focus(about);
    int count = ui_tables(about, tables, places);

    if (about->ops->help) {
        add(help, ROLE_VALUE, _(about->ops->help));
        add(help, ROLE_PLAIN, "");
    }
    if (focus && focus->ops->help)
        text = focus->ops->help(focus, &label);
    if (text) {
        add(help, ROLE_TITLE, label);
        add(help, ROLE_VALUE, text);
        add(help, ROLE_PLAIN, "");
    }
    add(help, ROLE_TITLE, _("Keys"));
    for (int i = 0; i < count; i++)
        add_actions(help, about, places[i], tables[i]);
    add(help, ROLE_PLAIN, "");
    add(help, ROLE_DIM,
        _("In a field: Left, Right, Home and End move, ^U empties it, Esc puts back what stood "
          "there. In a list: Up, Down, PgUp, PgDn, Home, End."));
    add_names(help, about);
}

static bool open_help(struct screen *screen, const void *arg, struct err *err)
{
    const struct screen *about = arg;
    struct help *help = screen->state;

    (void)err;
    fill(help, about);
    if (about->ops->title)
        screen_set_part(screen, _(about->ops->title));
    return true;
}

static int text_x(const struct line *line)
{
    return line->key[0] ? 2 + KEY_WIDTH + LABEL_WIDTH : line->role == ROLE_VALUE ? 2 : 0;
}

static void layout(struct screen *screen, struct rect content)
{
    struct help *help = screen->state;
    int ambiguous = screen->ui->canvas->ambiguous, most;

    help->rows = 0;
    for (int i = 0; i < help->count; i++) {
        struct line *line = &help->lines[i];
        const char *text = line->text, *next;

        line->rows = 0;
        while (*text) {
            text_wrap(text, content.w - text_x(line), ambiguous, &next);
            line->rows++;
            if (next <= text)
                break;
            text = next;
        }
        line->rows = line->rows ? line->rows : 1;
        help->rows += line->rows;
    }
    most = help->rows > content.h ? help->rows - content.h : 0;
    help->top = help->top > most ? most : help->top < 0 ? 0 : help->top;
    screen_set_corner(screen, help->top < most ? _("PgDn shows more") : "");
}

static void paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    const struct help *help = screen->state;
    int row = -help->top;

    for (int i = 0; i < help->count; i++) {
        const struct line *line = &help->lines[i];
        int y = content.y + row, x = content.x, left = content.h - row;

        row += line->rows;
        if (y < content.y || left <= 0)
            continue;
        if (line->key[0]) {
            canvas_text(canvas, y, x + 2, KEY_WIDTH - 1, line->off ? ROLE_DIM : ROLE_KEY,
                        line->key);
            canvas_text(canvas, y, x + 2 + KEY_WIDTH, LABEL_WIDTH - 1,
                        line->off ? ROLE_DIM : ROLE_VALUE, line->label);
        }
        canvas_wrap(canvas,
                    (struct rect){y, x + text_x(line), line->rows < left ? line->rows : left,
                                  content.w - text_x(line)},
                    line->key[0] ? ROLE_LABEL : line->role, line->text);
    }
}

static enum handled event(struct screen *screen, const struct event *event)
{
    struct help *help = screen->state;
    int page = screen->content.h - 1;

    if (event->kind != EV_KEY)
        return H_PASS;
    switch (event->key) {
    case K_UP:
        help->top--;
        break;
    case K_DOWN:
        help->top++;
        break;
    case K_PAGE_UP:
        help->top -= page;
        break;
    case K_PAGE_DOWN:
    case ' ':
        help->top += page;
        break;
    case K_F(1):
    case K_ENTER:
        return H_CLOSE;
    default:
        return H_PASS;
    }
    screen_dirty(screen, DIRTY_LAYOUT);
    return H_DONE;
}

static const struct screen_ops help_ops = {
    .name = "help",
    .title = N_("Help"),
    .state_size = sizeof(struct help),
    .open = open_help,
    .layout = layout,
    .paint = paint,
    .event = event,
};

enum handled ui_help(struct screen *screen)
{
    struct err err = {0};

    if (!ui_push(screen->ui, &help_ops, screen, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}
