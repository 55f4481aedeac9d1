#include "config.h"

#include "tui/screens/file_choose.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/app.h"
#include "tui/kit/picker.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the picker shows of one file, while it copies it. */
struct shown {
    char code[24];
    char note[160];
};

char *file_size_text(int64_t bytes, char *out, size_t size)
{
    if (bytes < 1048576)
        snprintf(out, size, _("%lld KB"), (long long)((bytes + 1023) / 1024));
    else
        snprintf(out, size, _("%lld.%lld MB"), (long long)(bytes / 1048576),
                 (long long)(bytes % 1048576 * 10 / 1048576));
    return out;
}

static void picked(void *owner, const struct choice *choice)
{
    struct file_choose *choose = owner;
    size_t i = choice ? (size_t)strtoul(choice->code, NULL, 10) : choose->list.count;
    const struct import_file *file = i < choose->list.count ? &choose->list.files[i] : NULL;
    struct err err = {.code = ERR_NONE};
    const char *slash;
    int fd;

    if (!file)
        return;
    fd = import_open(&choose->list.places[file->place], file->name, &err);
    if (fd < 0) {
        ui_fail(choose->screen->ui, &err);
        return;
    }
    slash = strrchr(file->name, '/');
    choose->chosen(choose->owner, fd, slash ? slash + 1 : file->name);
}

static void describe(const struct file_choose *choose, const struct import_file *file,
                     struct shown *shown)
{
    const char *label = choose->list.places[file->place].label;
    char size[24], day[24];

    file_size_text(file->size, size, sizeof size);
    app_moment(file->changed, day, sizeof day);
    snprintf(shown->note, sizeof shown->note, "%s  %s%s%s", size, day, *label ? "  " : "", label);
}

static void say_nothing_there(const struct file_choose *choose)
{
    struct err err;
    char hint[sizeof err.hint];

    snprintf(hint, sizeof hint, _("Lay it into %s, or plug a memory stick in."),
             app_import_folder(app_of(choose->screen)));
    err_set(&err, ERR_INPUT, NULL, _("No such file is found."), hint);
    ui_fail(choose->screen->ui, &err);
}

void file_choose_open(struct file_choose *choose)
{
    struct ui *ui = choose->screen->ui;
    struct err err = {.code = ERR_NONE};
    struct choice *items;
    struct shown *shown;
    size_t n;

    import_list_clear(&choose->list);
    if (!import_list_read(&choose->list, app_import_folder(app_of(choose->screen)), NULL,
                          choose->endings, &err)) {
        ui_fail(ui, &err);
        return;
    }
    n = choose->list.count;
    if (n == 0) {
        say_nothing_there(choose);
        return;
    }
    items = calloc(n, sizeof *items);
    shown = calloc(n, sizeof *shown);
    for (size_t i = 0; items && shown && i < n; i++) {
        snprintf(shown[i].code, sizeof shown[i].code, "%zu", i);
        describe(choose, &choose->list.files[i], &shown[i]);
        items[i] = (struct choice){
            .code = shown[i].code, .text = choose->list.files[i].name, .note = shown[i].note};
    }
    if (items && shown)
        picker_open(ui, choose->title, items, (int)n, NULL, NULL, picked, choose);
    free(items);
    free(shown);
    if (choose->list.more)
        ui_say(ui, MESSAGE_WARN, _("There are more files than can be shown; the rest is left out."));
}

void file_choose_clear(struct file_choose *choose)
{
    import_list_clear(&choose->list);
}
