#include "config.h"

#include "tui/kit/edit.h"

#include "core/base/secret.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

bool edit_init(struct edit *edit, int max, enum edit_filter filter, bool secret)
{
    memset(edit, 0, sizeof *edit);
    edit->max = max;
    edit->filter = filter;
    edit->secret = secret;
    edit->size = (size_t)max * 4 + 1;
    edit->text = calloc(1, edit->size);
    return edit->text != NULL;
}

void edit_clear(struct edit *edit)
{
    if (edit->text)
        secret_wipe(edit->text, edit->size);
    free(edit->text);
    memset(edit, 0, sizeof *edit);
}

void edit_set(struct edit *edit, const char *text)
{
    if (edit->secret)
        secret_wipe(edit->text, edit->size);
    text_copy(edit->text, edit->size, text ? text : "");
    edit->length = edit->at = strlen(edit->text);
    edit->skip = 0;
}

/* What this field makes of a typed character; 0 refuses it. */
static uint32_t filtered(const struct edit *edit, uint32_t code)
{
    char from[5] = "", folded[8];

    if (code == '\t' || code == '\r' || code == '\n' || code == 0x3000)
        code = ' ';
    if (code < ' ' || code == 0x7F)
        return 0;
    if (edit->filter == EDIT_ANY)
        return code;
    from[text_put(from, code)] = '\0';
    text_fold_number(folded, sizeof folded, from, false);
    code = (unsigned char)folded[0];
    if (code >= '0' && code <= '9')
        return code;
    if (edit->filter == EDIT_CODE && code >= 'A' && code <= 'Z')
        return code;
    if (edit->filter == EDIT_DAY && code && strchr("-./+", (int)code))
        return code;
    return 0;
}

static bool insert(struct edit *edit, uint32_t code)
{
    char bytes[4];
    size_t n;

    code = filtered(edit, code);
    if (code == 0)
        return false;
    n = text_put(bytes, code);
    if (edit->length + n >= edit->size || text_length(edit->text) >= (size_t)edit->max)
        return false;
    memmove(edit->text + edit->at + n, edit->text + edit->at, edit->length - edit->at + 1);
    memcpy(edit->text + edit->at, bytes, n);
    edit->at += n;
    edit->length += n;
    return true;
}

/* A step over one character and the marks that join it. */
static size_t left_of(const struct edit *edit, size_t at)
{
    const char *p = edit->text + at, *q;
    uint32_t code = 0;

    do {
        p = text_back(edit->text, p);
        q = p;
        text_next(&q, &code);
    } while (p > edit->text && text_char_width(code, 1) == 0);
    return (size_t)(p - edit->text);
}

static size_t right_of(const struct edit *edit, size_t at)
{
    const char *p = edit->text + at, *q;
    uint32_t code;

    if (!text_next(&p, &code))
        return at;
    for (q = p; text_next(&q, &code) && text_char_width(code, 1) == 0; p = q)
        ;
    return (size_t)(p - edit->text);
}

static bool erase(struct edit *edit, size_t from, size_t to)
{
    if (from == to)
        return false;
    memmove(edit->text + from, edit->text + to, edit->length - to + 1);
    edit->length -= to - from;
    edit->at = from;
    return true;
}

enum handled edit_key(struct edit *edit, int key, bool *changed)
{
    bool done = false;

    switch (key) {
    case K_LEFT:
        edit->at = left_of(edit, edit->at);
        break;
    case K_RIGHT:
        edit->at = right_of(edit, edit->at);
        break;
    case K_HOME:
    case K_CTRL('A'):
        edit->at = 0;
        break;
    case K_END:
    case K_CTRL('E'):
        edit->at = edit->length;
        break;
    case K_BACKSPACE:
        done = erase(edit, left_of(edit, edit->at), edit->at);
        break;
    case K_DELETE:
        done = erase(edit, edit->at, right_of(edit, edit->at));
        break;
    case K_CTRL('U'):
        done = erase(edit, 0, edit->length);
        break;
    case K_CTRL('K'):
        done = erase(edit, edit->at, edit->length);
        break;
    default:
        if (!key_is_text(key))
            return H_PASS;
        done = insert(edit, (uint32_t)key);
    }
    *changed = done;
    return H_DONE;
}

bool edit_paste(struct edit *edit, const char *text, size_t length)
{
    const char *end = text + length;
    uint32_t code;
    bool changed = false, after_end = false;

    while (end > text && (end[-1] == '\n' || end[-1] == '\r'))
        end--;
    while (text < end && text_next(&text, &code)) {
        bool line_end = code == '\n' || code == '\r';

        if (!line_end || !after_end)
            changed |= insert(edit, code);
        after_end = line_end;
    }
    return changed;
}

static int cells_to(const struct edit *edit, const struct canvas *canvas, size_t to)
{
    char kept = edit->text[to];
    int cells;

    if (edit->secret) {
        edit->text[to] = '\0';
        cells = (int)text_length(edit->text);
    } else {
        edit->text[to] = '\0';
        cells = canvas_width(canvas, edit->text);
    }
    edit->text[to] = kept;
    return cells;
}

void edit_scroll(struct edit *edit, const struct canvas *canvas, int width)
{
    int at = cells_to(edit, canvas, edit->at);
    int all = cells_to(edit, canvas, edit->length);

    if (at < edit->skip)
        edit->skip = at > 4 ? at - 4 : 0;
    else if (at - edit->skip > width - 1)
        edit->skip = at - width + 1;
    if (edit->skip > 0 && all - edit->skip < width - 1)
        edit->skip = all > width - 1 ? all - width + 1 : 0;
}

void edit_paint(const struct edit *edit, struct canvas *canvas, int y, int x, int width,
                enum role role)
{
    canvas_fill(canvas, (struct rect){y, x, 1, width}, role);
    if (edit->secret) {
        int stars = (int)text_length(edit->text) - edit->skip;

        for (int i = 0; i < stars && i < width; i++)
            canvas_clip(canvas, y, x + i, 1, role, "*", 0);
        return;
    }
    canvas_clip(canvas, y, x, width, role, edit->text, edit->skip);
}

int edit_cursor(const struct edit *edit, const struct canvas *canvas)
{
    return cells_to(edit, canvas, edit->at) - edit->skip;
}
