/* What a script notes down from a screen or a file, and where it is put in again. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/script_private.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MOST = 1 << 20 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_name_part(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

static size_t name_length(const char *from)
{
    size_t n = 0;

    if (!is_letter(*from))
        return 0;
    while (is_name_part(from[n]))
        n++;
    return n;
}

static struct note *find(struct script *script, const char *name, size_t length)
{
    for (int i = 0; i < script->note_count; i++) {
        struct note *note = &script->notes[i];

        if (strlen(note->name) == length && memcmp(note->name, name, length) == 0)
            return note;
    }
    return NULL;
}

/* ---- while the script is read ---- */

const char *script_notes_read(struct script *script, const struct step *step)
{
    const char *name = step->words[0];
    size_t length;

    for (int i = 0; i < step->count; i++) {
        for (const char *at = strchr(step->words[i], '$'); at; at = strchr(at + 1, '$')) {
            length = name_length(at + 1);
            if (length && !find(script, at + 1, length))
                return _("nothing was noted under this name");
        }
    }
    if (strcmp(script_verb(step), "note") != 0)
        return NULL;
    length = name_length(name);
    if (!length || name[length] || length >= sizeof script->notes->name)
        return _("a name has small letters, digits and _");
    if (find(script, name, length))
        return NULL;
    if (script->note_count == SCRIPT_NOTES)
        return _("too many notes");
    text_copy(script->notes[script->note_count++].name, sizeof script->notes->name, name);
    return NULL;
}

/* ---- while it runs ---- */

/* One word with what was noted in place of $NAME; any other $ stands for itself. */
static char *put_in(struct script *script, const char *word)
{
    size_t size = strlen(word) + 1, at = 0, length;
    char *out;

    for (const char *c = word; *c; c++)
        size += *c == '$' ? sizeof script->notes->value : 0;
    out = malloc(size);
    for (const char *c = word; out && *c; c++) {
        const struct note *note = NULL;

        length = *c == '$' ? name_length(c + 1) : 0;
        if (length)
            note = find(script, c + 1, length);
        if (note) {
            memcpy(out + at, note->value, strlen(note->value));
            at += strlen(note->value);
            c += length;
        } else {
            out[at++] = *c;
        }
    }
    if (out)
        out[at] = '\0';
    return out;
}

bool script_notes_put_in(struct script *script, const struct step *from, struct step *to)
{
    *to = *from;
    for (to->count = 0; to->count < from->count; to->count++) {
        to->words[to->count] = put_in(script, from->words[to->count]);
        if (!to->words[to->count])
            return false;
    }
    return true;
}

static char *whole_file(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = in ? malloc(TEXT_MOST + 1) : NULL;

    if (text)
        text[fread(text, 1, TEXT_MOST, in)] = '\0';
    if (in)
        fclose(in);
    return text;
}

/* The word behind `after`: up to a space, the line's end or a punctuation mark that ends it. */
static bool word_behind(const char *text, const char *after, char *to, size_t size)
{
    const char *from = text ? strstr(text, after) : NULL;
    size_t length;

    if (!from)
        return false;
    from += strlen(after);
    from += strspn(from, " ");
    length = strcspn(from, " \t\r\n");
    while (length && strchr(".,:;", from[length - 1]))
        length--;
    if (length == 0 || length >= size)
        return false;
    memcpy(to, from, length);
    to[length] = '\0';
    return true;
}

enum script_done script_note(struct script *script, const struct step *step)
{
    bool in_file = step->count > 2;
    char *text = in_file ? whole_file(step->words[2]) : ui_text(script->ui);
    struct note *note = find(script, step->words[0], strlen(step->words[0]));
    bool found = note && word_behind(text, step->words[1], note->value, sizeof note->value);

    free(text);
    text_copy(script->why, sizeof script->why, _("no word stands behind it"));
    return found ? SCRIPT_DONE : SCRIPT_AGAIN;
}
