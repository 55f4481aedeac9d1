#include "config.h"

#include "tests/screen/scene_rules.h"

#include "tests/screen/snapshot.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each rule: NULL, or what is wrong. */

static const char *cells(const struct scene *scene, struct ui *ui)
{
    const struct canvas *canvas = ui_canvas(ui);

    (void)scene;
    for (int y = 0; y < canvas->rows; y++)
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell *cell = canvas_at(canvas, y, x);
            const struct cell *next = x + 1 < canvas->cols ? canvas_at(canvas, y, x + 1) : NULL;

            if ((cell->width == 2) != (next && next->width == 0))
                return "half a wide character";
            if (cell->width && (unsigned char)cell->bytes[0] < ' ')
                return "a control character";
            if (text_width_as(cell->bytes, canvas->ambiguous) != cell->width)
                return "a character of another width than its cell";
        }
    return NULL;
}

/* The text of one row, counted from the end if negative; "" when there is none. */
static const char *row_of(struct ui *ui, int y, char *out, size_t size)
{
    const struct canvas *canvas = ui_canvas(ui);
    size_t used = 0;

    *out = '\0';
    for (int x = 0; x < canvas->cols && used < size; x++)
        used += (size_t)snprintf(out + used, size - used, "%s",
                                 canvas_at(canvas, y < 0 ? canvas->rows + y : y, x)->bytes);
    return out;
}

static const char *title(const struct scene *scene, struct ui *ui)
{
    char row[2048];

    (void)scene;
    row_of(ui, 0, row, sizeof row);
    if (!strstr(row, gettext("Anxin")) || !strstr(row, "天山花园二期") || !strstr(row, "样本乙"))
        return "the title row does not say where, and who";
    return NULL;
}

/* What can be done now. */
static const char *key_bar(const struct scene *scene, struct ui *ui)
{
    const struct screen *screen = ui_top(ui);
    char row[2048];

    row_of(ui, -1, row, sizeof row);
    if (scene->over)
        return row[strspn(row, " ")] ? NULL : "no key bar";
    if (!strstr(row, "F1 ") || !strstr(row, "F10 "))
        return "no way to the help, or back";
    for (const struct action *a = screen->ops->actions; a && a->name; a++)
        if ((a->flags & ACTION_MAIN) && action_enabled(screen, a, NULL) &&
            !strstr(row, gettext(a->label)))
            return a->name;
    return NULL;
}

static const char *labels(const struct scene *scene, struct ui *ui)
{
    char *text = ui_text(ui);
    const char *missing = NULL;
    size_t most = sizeof scene->labels / sizeof *scene->labels;

    for (size_t i = 0; i < most && scene->labels[i] && !missing; i++)
        if (!strstr(text, gettext(scene->labels[i])))
            missing = scene->labels[i];
    free(text);
    return missing;
}

/* Inside the content, and there if something is being edited. */
static const char *cursor(const struct scene *scene, struct ui *ui)
{
    const struct canvas *canvas = ui_canvas(ui);

    if (canvas->cursor_y < 0)
        return scene->typed ? "no cursor in the field" : NULL;
    if (canvas->cursor_y < 1 || canvas->cursor_y > canvas->rows - 3 || canvas->cursor_x < 0 ||
        canvas->cursor_x >= canvas->cols)
        return "the cursor is not in the content";
    return NULL;
}

bool scene_is_whole(const struct scene *scene, struct ui *ui, const char *where)
{
    static const char *(*const rules[])(const struct scene *, struct ui *) = {cells, title, key_bar,
                                                                              labels, cursor};

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const char *wrong = rules[i](scene, ui);

        if (wrong) {
            char *text = ui_text(ui);

            fprintf(stderr, "# %s: %s\n", where, wrong);
            snapshot_print("", text);
            free(text);
            return false;
        }
    }
    return true;
}
