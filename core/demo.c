#include "config.h"

#include "core/demo.h"

#include "core/base/file.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 64 * 1024, COLUMNS = 8 };

/* Where each member of struct demo_account stands in a line; -1: nowhere. */
struct order {
    int phone, name, role_name, password;
};

static int split(char *line, char *cells[COLUMNS])
{
    int n = 0;

    while (line && n < COLUMNS) {
        char *end = strchr(line, '\t');

        cells[n++] = line;
        if (end)
            *end++ = '\0';
        line = end;
    }
    return n;
}

static int place(char *cells[COLUMNS], int n, const char *name)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(cells[i], name) == 0)
            return i;
    }
    return -1;
}

static void take(char *to, size_t size, char *cells[COLUMNS], int n, int at)
{
    text_copy(to, size, at >= 0 && at < n ? cells[at] : "");
}

static char *next_line(char **rest)
{
    char *line = *rest, *end;

    if (!line || !*line)
        return NULL;
    end = strchr(line, '\n');
    if (end)
        *end++ = '\0';
    *rest = end;
    line[strcspn(line, "\r")] = '\0';
    return line;
}

size_t demo_accounts_parse(char *text, struct demo_account *out, size_t max)
{
    struct order order = {-1, -1, -1, -1};
    char *cells[COLUMNS], *line;
    size_t count = 0;
    bool head = true;

    while (count < max && (line = next_line(&text))) {
        int n;

        if (*line == '#' || !*line)
            continue;
        n = split(line, cells);
        if (head) {
            order = (struct order){place(cells, n, "phone"), place(cells, n, "name"),
                                   place(cells, n, "role_name"), place(cells, n, "password")};
            head = false;
            continue;
        }
        take(out[count].phone, sizeof out->phone, cells, n, order.phone);
        take(out[count].name, sizeof out->name, cells, n, order.name);
        take(out[count].role_name, sizeof out->role_name, cells, n, order.role_name);
        take(out[count].password, sizeof out->password, cells, n, order.password);
        count++;
    }
    return count;
}

size_t demo_accounts(const char *path, struct demo_account *out, size_t max, struct err *err)
{
    char *bytes = NULL;
    size_t n = 0, count;

    if (!file_read(path, FILE_MAX, &bytes, &n, err))
        return 0;
    count = demo_accounts_parse(bytes, out, max);
    free(bytes);
    return count;
}
