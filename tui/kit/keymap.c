#include "config.h"

#include "tui/kit/keymap.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct binding {
    char place[32], action[32], keys[64];
};

struct keymap {
    struct binding *bindings;
    size_t count, room;
};

struct keymap *keymap_new(void)
{
    return calloc(1, sizeof(struct keymap));
}

void keymap_free(struct keymap **keymap)
{
    if (*keymap)
        free((*keymap)->bindings);
    free(*keymap);
    *keymap = NULL;
}

static bool keys_good(const char *keys)
{
    const char *next = keys;
    bool any = false;

    while (*next) {
        while (*next == ' ')
            next++;
        if (!*next)
            break;
        if (key_parse(next, &next) == K_NONE)
            return false;
        any = true;
    }
    return any;
}

static bool add(struct keymap *keymap, const struct binding *binding)
{
    if (keymap->count == keymap->room) {
        size_t room = keymap->room ? keymap->room * 2 : 16;
        struct binding *more = realloc(keymap->bindings, room * sizeof *more);

        if (!more)
            return false;
        keymap->bindings = more;
        keymap->room = room;
    }
    keymap->bindings[keymap->count++] = *binding;
    return true;
}

/* "workers.export = F9"; the line ends with 0. */
static bool read_line(struct keymap *keymap, char *line)
{
    struct binding binding = {"", "", ""};
    char *equals = strchr(line, '='), *dot;
    char name[80];

    if (!equals)
        return false;
    *equals = '\0';
    text_trim(name, sizeof name, line);
    text_trim(binding.keys, sizeof binding.keys, equals + 1);
    dot = strchr(name, '.');
    if (dot) {
        *dot = '\0';
        text_copy(binding.place, sizeof binding.place, name);
    }
    text_copy(binding.action, sizeof binding.action, dot ? dot + 1 : name);
    return binding.action[0] && keys_good(binding.keys) && add(keymap, &binding);
}

bool keymap_read(struct keymap *keymap, const char *text, struct err *err)
{
    int number = 0;

    while (*text) {
        char line[160], trimmed[160], said[200];
        size_t n = strcspn(text, "\n");

        number++;
        snprintf(line, sizeof line, "%.*s", (int)n, text);
        text += n + (text[n] == '\n');
        text_trim(trimmed, sizeof trimmed, line);
        if (trimmed[0] == '\0' || trimmed[0] == '#')
            continue;
        if (!read_line(keymap, trimmed)) {
            snprintf(said, sizeof said, _("key settings, line %d cannot be read"), number);
            return err_set(err, ERR_INPUT, NULL, said, _("write: screen.action = F9"));
        }
    }
    return true;
}

const char *keymap_keys(const struct keymap *keymap, const char *place, const struct action *action)
{
    const char *keys = action->keys;

    for (size_t i = 0; keymap && i < keymap->count; i++) {
        const struct binding *binding = &keymap->bindings[i];

        if (strcmp(binding->action, action->name) == 0 &&
            (!binding->place[0] || strcmp(binding->place, place) == 0))
            keys = binding->keys;
    }
    return keys ? keys : "";
}

const struct action *keymap_find(const struct keymap *keymap, const char *place,
                                 const struct action *table, int key)
{
    for (; table && table->name; table++) {
        const char *next = keymap_keys(keymap, place, table);

        while (*next) {
            if (key_parse(next, &next) == key)
                return table;
            next += strspn(next, " ");
        }
    }
    return NULL;
}
