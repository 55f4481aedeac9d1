/* Choosing a file to take in: those in the import folder and on mounted memory sticks, found as one
 * types a part of the name (core/import_folder.h says what is listed and what is not). */
#ifndef ANXIN_TUI_FILE_CHOOSE_H
#define ANXIN_TUI_FILE_CHOOSE_H

#include "core/import_folder.h"
#include "tui/kit/screen.h"

#include <stdbool.h>
#include <stdint.h>

/* `fd` is the open file, taken by the function; `name` is its name without folders, borrowed. Not
 * called when the person leaves without a choice. */
typedef void file_chosen(void *owner, int fd, const char *name);

/* One choice, embedded by the screen. Fill screen, endings, chosen and owner. */
struct file_choose {
    struct screen *screen;
    const char *const *endings; /* "jpg", NULL at the end */
    const char *title;          /* translated */
    file_chosen *chosen;
    void *owner;
    struct import_list list;
};

/* Opens the list; where there is nothing to choose, says where files are looked for. */
void file_choose_open(struct file_choose *choose);
/* In the screen's close(). */
void file_choose_clear(struct file_choose *choose);

/* "312 KB", "1.4 MB". Returns out. */
char *file_size_text(int64_t bytes, char *out, size_t size);

#endif
