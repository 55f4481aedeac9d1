/* anxin finger: what the fingerprint engine makes of images and records, without a scanner.
 *
 *   anxin finger extract IMAGE.pgm... -o DIR   an ISO/IEC 19794-2:2005 record NAME.iso for each
 * image anxin finger score PROBE.iso CANDIDATE.iso... a score a line, in the order of the
 * candidates anxin finger bench DIR...                  folders of FINGER_VIEW.pgm, or .iso where
 * there are no images: error rates and speed
 *
 * Images are 500 dpi, dark ridges. Ends with 0, or with 1 and a message. A record is personal data:
 * what is written is for its owner alone (0600). */
#include "config.h"

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "drivers/finger/engine.h"
#include "tui/commands/commands.h"
#include "tui/commands/finger_bench.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 4 << 20 };

bool finger_view_read(const char *path, struct finger_extractor *extractor,
                      struct finger_view *view, struct err *err)
{
    char *bytes = NULL;
    const uint8_t *grey;
    size_t n, count = 0, length = strlen(path);
    int width, height;
    bool ok = file_read(path, FILE_MAX, &bytes, &n, err);

    if (ok && length > 4 && strcmp(path + length - 4, ".pgm") == 0)
        ok = pgm_read((const uint8_t *)bytes, n, &grey, &width, &height, err) &&
             finger_extract(extractor, grey, width, height, view, err);
    else if (ok)
        ok = iso_record_read((const uint8_t *)bytes, n, view, 1, &count, err) &&
             (count == 1 || err_set(err, ERR_INPUT, NULL, _("This record holds no view."), NULL));
    if (bytes)
        secret_wipe(bytes, n);
    free(bytes);
    return ok;
}

static int complain(const char *path, const struct err *err)
{
    fprintf(stderr, "%s: ", path);
    return command_complain(err);
}

/* DIR/NAME.iso of an image's NAME.pgm. */
static void record_path(const char *folder, const char *image, char *out, size_t size)
{
    const char *slash = strrchr(image, '/'), *name = slash ? slash + 1 : image;
    const char *dot = strrchr(name, '.');

    snprintf(out, size, "%s/%.*s.iso", folder, (int)(dot ? dot - name : (long)strlen(name)), name);
}

static int extract_all(char **images, int n, const char *folder)
{
    struct finger_extractor *extractor = finger_extractor_new();
    struct err err;
    int status = COMMAND_OK;

    err_clear(&err);
    if (!file_make_folder(folder, 0700, &err)) {
        finger_extractor_free(&extractor);
        return complain(folder, &err);
    }
    for (int i = 0; extractor && i < n && status == COMMAND_OK; i++) {
        struct finger_view view;
        uint8_t record[ISO_ONE_VIEW_MAX];
        char path[4096];

        record_path(folder, images[i], path, sizeof path);
        if (!finger_view_read(images[i], extractor, &view, &err))
            status = complain(images[i], &err);
        else if (!file_replace(path, 0600, record, iso_record_write(&view, record), &err))
            status = complain(path, &err);
        else
            printf(_("%s: %d points, quality %d\n"), path, view.count, view.quality);
        secret_wipe(&view, sizeof view);
        secret_wipe(record, sizeof record);
    }
    finger_extractor_free(&extractor);
    return status;
}

static int score_all(char **records, int n)
{
    struct finger_extractor *extractor = finger_extractor_new();
    struct finger_probe *probe = malloc(sizeof *probe);
    struct finger_template *with = malloc(sizeof *with);
    struct match_room *room = match_room_new();
    struct finger_view view;
    struct err err;
    int status = extractor && probe && with && room ? COMMAND_OK : COMMAND_FAILED;

    err_clear(&err);
    for (int i = 0; i < n && status == COMMAND_OK; i++) {
        if (!finger_view_read(records[i], extractor, &view, &err)) {
            status = complain(records[i], &err);
        } else if (i == 0) {
            finger_probe_init(probe, &view);
        } else {
            finger_template_init(with, &view);
            printf("%.1f\n", (double)finger_match(probe, with, room));
        }
        secret_wipe(&view, sizeof view);
    }
    match_room_free(&room);
    free(with);
    free(probe);
    finger_extractor_free(&extractor);
    return status;
}

static int run(int argc, char **argv, const struct command_options *options)
{
    const char *folder = NULL, *what = argc > 1 ? argv[1] : "";
    int option;

    (void)options;
    optind = 0; /* from the beginning, with options behind the files, too */
    while ((option = getopt(argc - 1, argv + 1, "o:")) != -1) {
        if (option != 'o')
            return command_usage(&command_finger);
        folder = optarg;
    }
    argv += 1 + optind;
    argc -= 1 + optind;
    if (strcmp(what, "extract") == 0 && argc > 0 && folder)
        return extract_all(argv, argc, folder);
    if (strcmp(what, "score") == 0 && argc > 1 && !folder)
        return score_all(argv, argc);
    if (strcmp(what, "bench") == 0 && argc > 0 && !folder)
        return finger_bench(argv, argc);
    return command_usage(&command_finger);
}

const struct command command_finger = {
    .name = "finger",
    .usage = "extract IMAGE.pgm... -o DIR | score PROBE CANDIDATE... | bench DIR...",
    .summary = N_("what the fingerprint engine makes of images and records"),
    .run = run,
};
