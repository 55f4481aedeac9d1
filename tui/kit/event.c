#include "config.h"

#include "tui/kit/event.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

struct key_row {
    int key;
    const char *word, *label;
};

static const struct key_row names[] = {
    {K_TAB, "Tab", "Tab"},
    {K_BACKTAB, "S-Tab", N_("Shift-Tab")},
    {K_ENTER, "Enter", N_("Enter")},
    {K_ESC, "Esc", "Esc"},
    {K_BACKSPACE, "Backspace", N_("Backspace")},
    {K_UP, "Up", N_("Up arrow")},
    {K_DOWN, "Down", N_("Down arrow")},
    {K_LEFT, "Left", N_("Left arrow")},
    {K_RIGHT, "Right", N_("Right arrow")},
    {K_HOME, "Home", N_("Home key")},
    {K_END, "End", N_("End key")},
    {K_PAGE_UP, "PgUp", "PgUp"},
    {K_PAGE_DOWN, "PgDn", "PgDn"},
    {K_INSERT, "Ins", "Ins"},
    {K_DELETE, "Del", "Del"},
    {' ', "Space", N_("Space")},
};

enum { NAMES = sizeof names / sizeof names[0] };

static int named_key(const char *word, size_t n)
{
    int number = 0;
    size_t i = 1;

    for (i = 0; i < NAMES; i++)
        if (strlen(names[i].word) == n && memcmp(names[i].word, word, n) == 0)
            return names[i].key;
    if (n < 2 || n > 3 || word[0] != 'F')
        return K_NONE;
    for (i = 1; i < n && word[i] >= '0' && word[i] <= '9'; i++)
        number = number * 10 + word[i] - '0';
    return i == n && number >= 1 && number <= 24 ? K_F(number) : K_NONE;
}

int key_parse(const char *word, const char **next)
{
    const char *at = word, *end;
    uint32_t code;
    size_t n;
    int key;

    while (*word == ' ')
        word++;
    n = strcspn(word, " ");
    end = word + n;
    if (next)
        *next = end;
    if (n == 2 && word[0] == '^' && word[1] >= '@' && word[1] <= '_')
        return K_CTRL(word[1]);
    key = named_key(word, n);
    if (key != K_NONE)
        return key;
    at = word;
    if (n > 0 && text_next(&at, &code) && at == end && code >= ' ')
        return (int)code;
    return K_NONE;
}

static const struct key_row *row_of(int key)
{
    for (size_t i = 0; i < NAMES; i++)
        if (names[i].key == key)
            return &names[i];
    return NULL;
}

static char *plain_word(int key, char *out, size_t size)
{
    char bytes[5] = "";

    if (key > K_F0 && key <= K_F(24)) {
        snprintf(out, size, "F%d", key - K_F0);
    } else if (key > 0 && key < ' ') {
        snprintf(out, size, "^%c", key + '@');
    } else {
        if (key_is_text(key))
            text_put(bytes, (uint32_t)key);
        snprintf(out, size, "%s", bytes);
    }
    return out;
}

const char *key_word(int key, char *out, size_t size)
{
    const struct key_row *row = row_of(key);

    if (!row)
        return plain_word(key, out, size);
    snprintf(out, size, "%s", row->word);
    return out;
}

const char *key_label(int key, char *out, size_t size)
{
    const struct key_row *row = row_of(key);

    if (!row)
        return plain_word(key, out, size);
    snprintf(out, size, "%s", _(row->label));
    return out;
}

bool key_is_text(int key)
{
    return key >= ' ' && key != K_BACKSPACE && key < K_SPECIAL;
}
