/* A folder holds FINGER_VIEW.pgm or FINGER_VIEW.iso: views of one number are of one finger. Fingers
 * of different folders are never compared: they may be other sensors', and other people's. */
#include "config.h"

#include "tui/commands/finger_bench.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "drivers/finger/engine.h"
#include "tui/commands/commands.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    VIEWS_MAX = 4096,
    ENROLLED = 3, /* views of the second table: the first three */
    GALLERY_PEOPLE = 5000,
    GALLERY_VIEWS = 6, /* two fingers, three views each */
    GALLERY_ROUNDS = 10,
};

struct item {
    int folder, finger, number;
    char path[1024];
    struct finger_view view;
};

struct set {
    struct item *items;
    int count;
    double extracting, matching; /* seconds of this processor */
    int extracted;
    long matches;
    struct trial_scores genuine, impostor, best_genuine, best_impostor;
};

static double processor_seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- the set ---- */

static bool is_view(const char *name, const char *ending, int *finger, int *number)
{
    char *end;
    long a = strtol(name, &end, 10), b;

    if (end == name || *end != '_')
        return false;
    b = strtol(end + 1, &end, 10);
    *finger = (int)a;
    *number = (int)b;
    return strcmp(end, ending) == 0;
}

static int collect(struct set *set, const char *folder, int which, const char *ending)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int n = 0;

    while (dir && (entry = readdir(dir))) {
        struct item *item = &set->items[set->count];

        if (set->count == VIEWS_MAX ||
            !is_view(entry->d_name, ending, &item->finger, &item->number))
            continue;
        item->folder = which;
        snprintf(item->path, sizeof item->path, "%s/%s", folder, entry->d_name);
        set->count++;
        n++;
    }
    if (dir)
        closedir(dir);
    return n;
}

static int in_order(const void *a, const void *b)
{
    const struct item *x = a, *y = b;

    if (x->folder != y->folder)
        return x->folder - y->folder;
    return x->finger != y->finger ? x->finger - y->finger : x->number - y->number;
}

static bool load(struct set *set, char **folders, int count, struct err *err)
{
    struct finger_extractor *extractor = finger_extractor_new();
    bool ok = extractor != NULL;

    for (int i = 0; i < count; i++) {
        if (collect(set, folders[i], i, ".pgm") == 0 && collect(set, folders[i], i, ".iso") == 0)
            fprintf(stderr, _("%s: no FINGER_VIEW.pgm and no FINGER_VIEW.iso is there\n"),
                    folders[i]);
    }
    qsort(set->items, (size_t)set->count, sizeof *set->items, in_order);
    for (int i = 0; ok && i < set->count; i++) {
        double begin = processor_seconds(CLOCK_PROCESS_CPUTIME_ID);

        ok = finger_view_read(set->items[i].path, extractor, &set->items[i].view, err);
        if (!ok)
            fprintf(stderr, "%s: ", set->items[i].path);
        if (strstr(set->items[i].path, ".pgm")) {
            set->extracting += processor_seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
            set->extracted++;
        }
    }
    finger_extractor_free(&extractor);
    return ok;
}

/* ---- error rates ---- */

/* One view against all later ones of its folder, and against each finger's enrolled views. */
static bool compare(struct set *set, int probe, const struct finger_probe *ready,
                    const struct finger_template *templates, struct match_room *room)
{
    const struct item *a = &set->items[probe];
    float best = 0;
    bool ok = true;

    for (int i = 0; ok && i < set->count; i++) {
        const struct item *b = &set->items[i];
        bool same = a->finger == b->finger, last;
        float score;

        if (a->folder != b->folder)
            continue;
        score = i == probe ? 0 : finger_match(ready, &templates[i], room);
        set->matches += i != probe;
        if (i > probe)
            ok = trial_add(same ? &set->genuine : &set->impostor, score);
        if (a->number <= ENROLLED)
            continue;
        if (b->number <= ENROLLED && score > best)
            best = score;
        last = i + 1 == set->count || set->items[i + 1].finger != b->finger ||
               set->items[i + 1].folder != b->folder;
        if (ok && last) {
            ok = trial_add(same ? &set->best_genuine : &set->best_impostor, best);
            best = 0;
        }
    }
    return ok;
}

static bool compare_all(struct set *set)
{
    struct finger_template *templates = calloc((size_t)set->count, sizeof *templates);
    struct finger_probe *probe = malloc(sizeof *probe);
    struct match_room *room = match_room_new();
    bool ok = templates && probe && room;
    double begin;

    for (int i = 0; ok && i < set->count; i++)
        finger_template_init(&templates[i], &set->items[i].view);
    begin = processor_seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; ok && i < set->count; i++) {
        finger_probe_init(probe, &set->items[i].view);
        ok = compare(set, i, probe, templates, room);
    }
    set->matching = processor_seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
    match_room_free(&room);
    free(probe);
    free(templates);
    return ok;
}

static void print_rates(const char *what, struct trial_scores *genuine,
                        struct trial_scores *impostor)
{
    struct trial_result r = trial_judge(genuine, impostor);

    printf("%-22s %8zu %9zu %6.2f %% %6.2f %% %6.2f %% %7.1f %7.1f\n", what, genuine->count,
           impostor->count, r.equal * 100, r.reject_1 * 100, r.reject_01 * 100, (double)r.at_01,
           (double)r.worst);
}

/* ---- one among many ---- */

/* The set's views over and over, as 5,000 people's: seconds on the clock for one search. */
static void print_search(const struct set *set)
{
    struct finger_gallery *gallery = finger_gallery_new(0);
    double begin, took = 0;
    int i = 0;

    while (gallery && i < GALLERY_PEOPLE * GALLERY_VIEWS &&
           finger_gallery_add(gallery, 1 + i / GALLERY_VIEWS,
                              &set->items[(long)i * 7919 % set->count].view))
        i++;
    if (gallery && i == GALLERY_PEOPLE * GALLERY_VIEWS) {
        begin = processor_seconds(CLOCK_MONOTONIC);
        for (int k = 0; k < GALLERY_ROUNDS; k++)
            finger_gallery_identify(gallery, &set->items[k * 31 % set->count].view);
        took = (processor_seconds(CLOCK_MONOTONIC) - begin) / GALLERY_ROUNDS;
        printf(_("1 among %d people, %d views each: %.2f s\n"), GALLERY_PEOPLE, GALLERY_VIEWS,
               took);
    }
    finger_gallery_free(&gallery);
}

static void print_all(struct set *set)
{
    printf("%-22s %8s %9s %8s %8s %8s %7s %7s\n", "", _("genuine"), _("impostor"), _("equal"),
           _("FRR@1%"), _("FRR@0.1%"), _("score"), _("worst"));
    print_rates(_("view against view"), &set->genuine, &set->impostor);
    print_rates(_("best of three views"), &set->best_genuine, &set->best_impostor);
    if (set->extracted > 0)
        printf(_("extraction: %.1f ms an image\n"), set->extracting / set->extracted * 1000);
    if (set->matching > 0)
        printf(_("matching: %.0f comparisons a second on one core\n"),
               (double)set->matches / set->matching);
    print_search(set);
}

int finger_bench(char **folders, int count)
{
    struct set set = {.items = calloc(VIEWS_MAX + 1, sizeof *set.items)};
    struct err err;
    int status = COMMAND_FAILED;

    err_clear(&err);
    if (set.items && load(&set, folders, count, &err) && set.count > 0 && compare_all(&set)) {
        print_all(&set);
        status = COMMAND_OK;
    } else if (err.code != ERR_NONE) {
        command_complain(&err);
    }
    trial_clear(&set.genuine);
    trial_clear(&set.impostor);
    trial_clear(&set.best_genuine);
    trial_clear(&set.best_impostor);
    if (set.items)
        secret_wipe(set.items, (VIEWS_MAX + 1) * sizeof *set.items);
    free(set.items);
    return status;
}
