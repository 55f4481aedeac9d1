#include "config.h"

#include "core/sheet/stream.h"

#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

enum { ROW_MOST = SHEET_CELL_MOST * 16 };

bool stream_put(FILE *to, char letter, const char *text)
{
    return putc(letter, to) != EOF && fwrite(text, 1, strlen(text) + 1, to) == strlen(text) + 1;
}

bool stream_put_row(FILE *to, int64_t number, const struct sheet_cell *cells, size_t n)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)number);
    if (!stream_put(to, STREAM_ROW, text))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!stream_put(to, (char)cells[i].kind, cells[i].text))
            return false;
    return true;
}

static bool keep(struct stream *stream, const char *bytes, size_t n)
{
    size_t need = stream->used + n;

    if (n > ROW_MOST || stream->used > ROW_MOST - n)
        return false;
    if (need > stream->room) {
        size_t room = need * 2 + 256;
        char *more = realloc(stream->bytes, room);

        if (!more)
            return false;
        stream->bytes = more;
        stream->room = room;
    }
    memcpy(stream->bytes + stream->used, bytes, n);
    stream->used = need;
    return true;
}

/* The row whose cells have come is given; the item at `begin` stays, moved to the front. */
static bool give(struct stream *stream)
{
    for (size_t i = 0; i < stream->count; i++)
        stream->cells[i].text = stream->bytes + stream->starts[i];
    if (stream->number > 0 &&
        !stream->row(stream->owner, stream->number, stream->cells, stream->count))
        return false;
    memmove(stream->bytes, stream->bytes + stream->begin, stream->used - stream->begin);
    stream->used -= stream->begin;
    stream->begin = 0;
    stream->count = 0;
    return true;
}

static bool is_kind(char letter)
{
    return strchr("tndmhbe", letter) != NULL;
}

/* A whole item stands at `begin`. */
static bool item(struct stream *stream)
{
    char letter = stream->bytes[stream->begin];

    if (stream->ended)
        return false;
    if (letter == STREAM_ROW || letter == STREAM_END) {
        if (!give(stream))
            return false;
        stream->ended = letter == STREAM_END;
        stream->number = stream->ended ? 0 : strtoll(stream->bytes + 1, NULL, 10);
        stream->used = 0;
        return stream->ended || stream->number > 0;
    }
    if (letter == STREAM_TITLE && stream->number == 0) {
        text_copy(stream->title, sizeof stream->title, stream->bytes + stream->begin + 1);
        stream->used = stream->begin;
        return true;
    }
    if (stream->number == 0 || !letter || !is_kind(letter) || stream->count == SHEET_COLUMNS_MOST)
        return false;
    stream->cells[stream->count].kind = (enum sheet_kind)letter;
    stream->starts[stream->count++] = stream->begin + 1;
    stream->begin = stream->used;
    return true;
}

bool stream_take(struct stream *stream, const char *bytes, size_t n)
{
    while (n > 0) {
        const char *nought = memchr(bytes, 0, n);
        size_t piece = nought ? (size_t)(nought - bytes) + 1 : n;

        if (!keep(stream, bytes, piece))
            return false;
        bytes += piece;
        n -= piece;
        if (nought && !item(stream))
            return false;
    }
    return true;
}

void stream_clear(struct stream *stream)
{
    free(stream->bytes);
    stream->bytes = NULL;
    stream->used = stream->room = stream->begin = stream->count = 0;
}
