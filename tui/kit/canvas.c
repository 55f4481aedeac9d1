#include "config.h"

#include "tui/kit/canvas.h"

#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

void canvas_free(struct canvas **at)
{
    struct canvas *canvas = *at;

    if (!canvas)
        return;
    if (canvas->ops && canvas->ops->free)
        canvas->ops->free(canvas->self);
    free(canvas->cells);
    free(canvas);
    *at = NULL;
}

bool canvas_resize(struct canvas *canvas, int rows, int cols)
{
    struct cell *cells;

    if (rows < 1 || cols < 1)
        return false;
    cells = calloc((size_t)rows * (size_t)cols, sizeof *cells);
    if (!cells)
        return false;
    free(canvas->cells);
    canvas->cells = cells;
    canvas->rows = rows;
    canvas->cols = cols;
    canvas_clear(canvas);
    return true;
}

void canvas_show(struct canvas *canvas)
{
    if (canvas->ops && canvas->ops->show)
        canvas->ops->show(canvas->self, canvas);
}

static struct cell *cell_at(const struct canvas *canvas, int y, int x)
{
    return &canvas->cells[(size_t)y * (size_t)canvas->cols + (size_t)x];
}

const struct cell *canvas_at(const struct canvas *canvas, int y, int x)
{
    if (y < 0 || x < 0 || y >= canvas->rows || x >= canvas->cols)
        return NULL;
    return cell_at(canvas, y, x);
}

static void set_blank(struct cell *cell, enum role role)
{
    memset(cell, 0, sizeof *cell);
    cell->bytes[0] = ' ';
    cell->width = 1;
    cell->role = (uint8_t)role;
}

/* Whatever wide character has one half here is no more: its other half becomes a space. */
static void part_from(struct canvas *canvas, int y, int x)
{
    struct cell *cell = cell_at(canvas, y, x);

    if (cell->width == 2 && x + 1 < canvas->cols)
        set_blank(cell_at(canvas, y, x + 1), cell_at(canvas, y, x + 1)->role);
    else if (cell->width == 0 && x > 0)
        set_blank(cell_at(canvas, y, x - 1), cell_at(canvas, y, x - 1)->role);
}

static void put_blank(struct canvas *canvas, int y, int x, enum role role)
{
    part_from(canvas, y, x);
    set_blank(cell_at(canvas, y, x), role);
}

static void put_char(struct canvas *canvas, int y, int x, uint32_t code, int width, enum role role)
{
    struct cell *cell = cell_at(canvas, y, x);
    char bytes[4];
    size_t n = text_put(bytes, code);

    for (int i = 0; i < width; i++)
        put_blank(canvas, y, x + i, role);
    memset(cell->bytes, 0, sizeof cell->bytes);
    memcpy(cell->bytes, bytes, n);
    cell->width = (uint8_t)width;
    if (width == 2) {
        memset(cell + 1, 0, sizeof *cell);
        cell[1].role = (uint8_t)role;
    }
}

static void join(struct cell *cell, uint32_t code)
{
    char bytes[4];
    size_t n = text_put(bytes, code), used = strlen(cell->bytes);

    if (used + n < sizeof cell->bytes)
        memcpy(cell->bytes + used, bytes, n);
}

void canvas_clear(struct canvas *canvas)
{
    canvas_fill(canvas, (struct rect){0, 0, canvas->rows, canvas->cols}, ROLE_PLAIN);
    canvas->cursor_y = canvas->cursor_x = -1;
}

static struct rect on_canvas(const struct canvas *canvas, struct rect r)
{
    int bottom = r.y + r.h, right = r.x + r.w;

    r.y = r.y < 0 ? 0 : r.y;
    r.x = r.x < 0 ? 0 : r.x;
    bottom = bottom > canvas->rows ? canvas->rows : bottom;
    right = right > canvas->cols ? canvas->cols : right;
    r.h = bottom - r.y;
    r.w = right - r.x;
    return r;
}

void canvas_fill(struct canvas *canvas, struct rect area, enum role role)
{
    struct rect r = on_canvas(canvas, area);

    for (int y = r.y; y < r.y + r.h; y++)
        for (int x = r.x; x < r.x + r.w; x++)
            put_blank(canvas, y, x, role);
}

void canvas_paint_role(struct canvas *canvas, struct rect area, enum role role)
{
    struct rect r = on_canvas(canvas, area);

    for (int y = r.y; y < r.y + r.h; y++)
        for (int x = r.x; x < r.x + r.w; x++)
            cell_at(canvas, y, x)->role = (uint8_t)role;
}

/* The stored middle dot of a name is drawn as the one all terminals agree on; private-use
 * characters, which each font draws its own way, as the sign for a missing character. */
static uint32_t shown(const struct canvas *canvas, uint32_t code)
{
    if (code == TEXT_DOT && canvas->ambiguous == 1)
        return TEXT_DOT_SHOWN;
    if (code >= 0xE000 && code <= 0xF8FF)
        return TEXT_GETA;
    return text_shown(code);
}

int canvas_width(const struct canvas *canvas, const char *text)
{
    uint32_t code;
    int width = 0;

    while (text_next(&text, &code))
        if (code >= ' ')
            width += text_char_width(shown(canvas, code), canvas->ambiguous);
    return width;
}

int canvas_clip(struct canvas *canvas, int y, int x, int width, enum role role, const char *text,
                int skip)
{
    uint32_t code;
    int at = -skip, right = x + width > canvas->cols ? canvas->cols - x : width, last = -1;

    if (y < 0 || y >= canvas->rows || x < 0)
        return 0;
    while (text_next(&text, &code)) {
        int cells;

        if (code < ' ' || code == 0x7F)
            continue;
        code = shown(canvas, code);
        cells = text_char_width(code, canvas->ambiguous);
        if (cells == 0) {
            if (last >= 0)
                join(cell_at(canvas, y, x + last), code);
            continue;
        }
        last = -1;
        if (at + cells > right) {
            if (at >= 0 && at < right)
                put_blank(canvas, y, x + at, role);
            return right < 0 ? 0 : right;
        }
        if (at >= 0) {
            put_char(canvas, y, x + at, code, cells, role);
            last = at;
        } else if (at + cells > 0) {
            put_blank(canvas, y, x, role); /* the right half of a character scrolled out */
        }
        at += cells;
    }
    return at < 0 ? 0 : at;
}

int canvas_text(struct canvas *canvas, int y, int x, int width, enum role role, const char *text)
{
    int used, room = x + width > canvas->cols ? canvas->cols - x : width;
    size_t fits;
    char *part;

    if (room <= 0 || !text)
        return 0;
    if (canvas_width(canvas, text) <= room)
        return canvas_clip(canvas, y, x, room, role, text, 0);
    if (room < 4)
        return canvas_clip(canvas, y, x, room, role, text, 0);
    fits = strlen(text);
    part = malloc(fits + 1);
    if (!part)
        return 0;
    memcpy(part, text, fits + 1);
    while (fits > 0 && canvas_width(canvas, part) > room - 2) {
        fits = (size_t)(text_back(part, part + fits) - part);
        part[fits] = '\0';
    }
    used = canvas_clip(canvas, y, x, room - 2, role, part, 0);
    free(part);
    return used + canvas_clip(canvas, y, x + used, room - used, role, "..", 0);
}

int canvas_right(struct canvas *canvas, int y, int x, int width, enum role role, const char *text)
{
    int wanted = canvas_width(canvas, text);

    if (wanted > width)
        wanted = width;
    return canvas_text(canvas, y, x + width - wanted, wanted, role, text);
}

int canvas_wrap(struct canvas *canvas, struct rect area, enum role role, const char *text)
{
    int lines = 0;
    char part[1024];

    while (*text && lines < area.h && area.w > 1) {
        const char *next;
        size_t n = text_wrap(text, area.w, canvas->ambiguous, &next);

        if (n >= sizeof part)
            n = sizeof part - 1;
        memcpy(part, text, n);
        part[n] = '\0';
        canvas_text(canvas, area.y + lines, area.x, area.w, role, part);
        lines++;
        if (next <= text)
            break;
        text = next;
    }
    return lines;
}

static bool is_blank(const struct canvas *canvas, int y, int x)
{
    const struct cell *cell = cell_at(canvas, y, x);

    return cell->width == 1 && strcmp(cell->bytes, " ") == 0;
}

/* A letter for each role: the order of the enumeration, a … z, then A … */
static char role_letter(unsigned role)
{
    return role == ROLE_PLAIN ? '.' : role <= 26 ? (char)('a' + role - 1) : (char)('A' + role - 27);
}

static char *row_text(const struct canvas *canvas, int y, char *to)
{
    int end = canvas->cols;

    while (end > 0 && is_blank(canvas, y, end - 1))
        end--;
    for (int x = 0; x < end; x++) {
        size_t n = strlen(cell_at(canvas, y, x)->bytes);

        memcpy(to, cell_at(canvas, y, x)->bytes, n);
        to += n;
    }
    *to++ = '\n';
    return to;
}

static char *row_roles(const struct canvas *canvas, int y, char *to)
{
    int end = canvas->cols;

    while (end > 0 && cell_at(canvas, y, end - 1)->role == ROLE_PLAIN)
        end--;
    *to++ = '\t';
    for (int x = 0; x < end; x++)
        *to++ = role_letter(cell_at(canvas, y, x)->role);
    *to++ = '\n';
    return to;
}

char *canvas_to_text(const struct canvas *canvas, bool roles)
{
    size_t row = (size_t)canvas->cols * (CELL_BYTES + 1) + 4;
    char *text = malloc((size_t)canvas->rows * row + 1), *to = text;

    if (!text)
        return NULL;
    for (int y = 0; y < canvas->rows; y++) {
        to = row_text(canvas, y, to);
        if (roles)
            to = row_roles(canvas, y, to);
    }
    *to = '\0';
    return text;
}
