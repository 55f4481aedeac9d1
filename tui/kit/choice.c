#include "config.h"

#include "tui/kit/choice.h"

#include "core/base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static size_t store_size(const struct choice *item)
{
    size_t n = strlen(item->code) + strlen(item->text) + 2;

    if (item->note)
        n += strlen(item->note) + 1;
    if (item->initials)
        n += strlen(item->initials) + 1;
    return n;
}

static const char *keep(char **at, const char *text)
{
    char *start = *at;
    size_t n;

    if (!text)
        return NULL;
    n = strlen(text) + 1;
    memcpy(start, text, n);
    *at += n;
    return start;
}

bool choices_copy(struct choices *choices, const struct choice *items, int count)
{
    struct choices copy = {NULL, 0, NULL};
    size_t bytes = 1;
    char *at;

    for (int i = 0; i < count; i++)
        bytes += store_size(&items[i]);
    copy.items = calloc((size_t)count + 1, sizeof *copy.items);
    copy.store = malloc(bytes);
    if (!copy.items || !copy.store) {
        choices_clear(&copy);
        return false;
    }
    copy.count = count;
    at = copy.store;
    for (int i = 0; i < count; i++) {
        copy.items[i].code = keep(&at, items[i].code);
        copy.items[i].text = keep(&at, items[i].text);
        copy.items[i].note = keep(&at, items[i].note);
        copy.items[i].initials = keep(&at, items[i].initials);
    }
    choices_clear(choices);
    *choices = copy;
    return true;
}

void choices_clear(struct choices *choices)
{
    free(choices->items);
    free(choices->store);
    memset(choices, 0, sizeof *choices);
}

/* "gjyb gjb" holds the spelling "gj…" */
static bool spelling_begins(const char *spellings, const char *typed)
{
    size_t n = strlen(typed);

    while (spellings && *spellings) {
        if (strncasecmp(spellings, typed, n) == 0)
            return true;
        spellings += strcspn(spellings, " ");
        spellings += strspn(spellings, " ");
    }
    return false;
}

/* strcasestr is no C11; ASCII letters alone have a case that matters here. */
static bool holds(const char *text, const char *typed)
{
    size_t n = strlen(typed);

    for (; text && *text; text++)
        if (strncasecmp(text, typed, n) == 0)
            return true;
    return false;
}

int choice_match(const struct choice *choice, const char *typed)
{
    size_t n = strlen(typed);

    if (n == 0)
        return 1;
    if (strcmp(choice->text, typed) == 0 || strcmp(choice->code, typed) == 0)
        return 5;
    if (strncasecmp(choice->text, typed, n) == 0)
        return 4;
    if (spelling_begins(choice->initials, typed))
        return 3;
    if (holds(choice->text, typed))
        return 2;
    return holds(choice->note, typed) ? 1 : 0;
}

int choices_find(const struct choices *choices, const char *wanted)
{
    int found = -1;

    for (int i = 0; i < choices->count; i++)
        if (strcmp(choices->items[i].code, wanted) == 0)
            return i;
    for (int i = 0; i < choices->count; i++)
        if (strcmp(choices->items[i].text, wanted) == 0) {
            if (found >= 0)
                return -1;
            found = i;
        }
    return found;
}
