#include "config.h"

#include "tests/unit/sheet_zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

char *zip_make(const struct zip_part *parts, size_t *n)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_CREATE, &error);
    zip_stat_t about;
    char *bytes;

    zip_source_keep(source);
    for (; parts->name; parts++)
        zip_file_add(zip, parts->name, zip_source_buffer(zip, parts->text, strlen(parts->text), 0),
                     0);
    zip_close(zip);
    zip_source_stat(source, &about);
    bytes = malloc(about.size);
    zip_source_open(source);
    zip_source_read(source, bytes, about.size);
    zip_source_close(source);
    zip_source_free(source);
    *n = about.size;
    return bytes;
}

bool zip_holds(const void *bytes, size_t n, const char *part, const char *text)
{
    zip_error_t error;
    zip_t *zip =
        zip_open_from_source(zip_source_buffer_create(bytes, n, 0, &error), ZIP_RDONLY, &error);
    zip_file_t *file = zip ? zip_fopen(zip, part, 0) : NULL;
    char *all = calloc(1, 1 << 20);
    bool found = file && all && zip_fread(file, all, (1 << 20) - 1) > 0 && strstr(all, text);

    free(all);
    if (file)
        zip_fclose(file);
    zip_discard(zip);
    return found;
}

bool seen_row(void *owner, int64_t number, const struct sheet_cell *cells, size_t n)
{
    struct seen *seen = owner;

    if (seen->rows++ == 0)
        seen->first = number;
    for (size_t i = 0; i < n && seen->used < sizeof seen->text; i++) {
        int more;

        if (i == 0)
            more = snprintf(seen->text + seen->used, sizeof seen->text - seen->used, "%lld:%c=%s",
                            (long long)number, cells[i].kind, cells[i].text);
        else
            more = snprintf(seen->text + seen->used, sizeof seen->text - seen->used, " %c=%s",
                            cells[i].kind, cells[i].text);
        seen->used += more > 0 ? (size_t)more : 0;
    }
    if (seen->used + 1 < sizeof seen->text) {
        seen->text[seen->used++] = '\n';
        seen->text[seen->used] = '\0';
    }
    return true;
}
