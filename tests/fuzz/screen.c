/* Whatever is drawn, typed, pasted or read from a person's settings: no cell holds half a
 * character, no line of text breaks. */
#include "config.h"

#include "core/base/text.h"
#include "tests/fuzz/fuzz.h"
#include "tui/kit/canvas.h"
#include "tui/kit/edit.h"
#include "tui/kit/keymap.h"
#include "tui/kit/script.h"

#include <string.h>

enum { ROWS = 4, COLS = 23 };

static void whole(const struct canvas *canvas)
{
    for (int y = 0; y < ROWS; y++)
        for (int x = 0; x < COLS; x++) {
            const struct cell *cell = canvas_at(canvas, y, x);

            fuzz_require(memchr(cell->bytes, '\0', sizeof cell->bytes) != NULL);
            fuzz_require(text_is_valid(cell->bytes, strlen(cell->bytes)));
            if (cell->width == 0)
                fuzz_require(x > 0 && canvas_at(canvas, y, x - 1)->width == 2);
            if (cell->width == 2)
                fuzz_require(x + 1 < COLS && canvas_at(canvas, y, x + 1)->width == 0);
        }
}

static void draw(const char *text, int at)
{
    struct canvas *canvas = canvas_memory(ROWS, COLS);
    char *shown;

    canvas->ambiguous = at % 2 + 1;
    fuzz_require(canvas_text(canvas, 0, at % COLS, at % 29, ROLE_VALUE, text) <= COLS);
    fuzz_require(canvas_clip(canvas, 1, 0, COLS, ROLE_VALUE, text, at % 31) <= COLS);
    fuzz_require(canvas_right(canvas, 2, 0, at % COLS, ROLE_VALUE, text) <= COLS);
    whole(canvas);
    fuzz_require(canvas_wrap(canvas, (struct rect){0, at % 5, ROWS, 7}, ROLE_DIM, text) <= ROWS);
    canvas_text(canvas, 0, at % COLS, 3, ROLE_DIM, text);
    whole(canvas);
    shown = canvas_to_text(canvas, true);
    fuzz_require(shown && text_is_valid(shown, strlen(shown)));
    free(shown);
    canvas_free(&canvas);
}

static void type(const char *text, int at)
{
    static const int keys[] = {K_LEFT, K_RIGHT, K_HOME, K_END, K_BACKSPACE, K_DELETE, K_CTRL('K')};
    struct canvas *canvas = canvas_memory(ROWS, COLS);
    const char *next = text;
    struct edit edit;
    uint32_t code;
    bool changed;

    fuzz_require(edit_init(&edit, 20, (enum edit_filter)(at % 4), at % 5 == 0));
    edit_paste(&edit, text, strlen(text));
    while (text_next(&next, &code)) {
        int key = code % 3 == 0 ? keys[code % 7] : (int)code;

        edit_key(&edit, key, &changed);
        edit_scroll(&edit, canvas, 9);
        edit_paint(&edit, canvas, 0, 2, 9, ROLE_FIELD);
        fuzz_require(edit.length == strlen(edit.text) && edit.at <= edit.length);
        fuzz_require(text_length(edit.text) <= 20);
        fuzz_require(edit_cursor(&edit, canvas) >= 0 && edit_cursor(&edit, canvas) < 9);
        whole(canvas);
    }
    edit_clear(&edit);
    canvas_free(&canvas);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char text[600], *words[8];
    struct keymap *keymap = keymap_new();
    struct err err = {0};
    int at = n > 0 ? bytes[0] : 0, count;

    n = n < sizeof text ? n : sizeof text - 1;
    memcpy(text, bytes, n);
    text[n] = '\0';
    draw(text, at);
    type(text, at);
    if (!keymap_read(keymap, text, &err))
        fuzz_require(err.text[0] != '\0');
    keymap_free(&keymap);
    count = script_words(text, words, 8);
    fuzz_require(count >= -1 && count <= 8);
    for (int i = 0; i < count; i++)
        fuzz_require(words[i] >= text && words[i] <= text + n);
    return 0;
}
