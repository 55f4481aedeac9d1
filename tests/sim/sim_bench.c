#include "config.h"

#include "tests/sim/sim_server.h"

#include "tests/sim/ef01_model.h"
#include "tests/sim/reader_model.h"
#include "tests/sim/uareu_model.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How a device speaks; what it looks like on the bus is another matter. */
enum speech { SPEAKS_SAM, SPEAKS_SERIAL, SPEAKS_DISK, SPEAKS_RAW, SPEAKS_SENSOR };

/* What can be plugged: readers and scanners of every shape, and what else has their numbers. */
static const struct {
    const char *name;
    const char *title;
    unsigned vendor, product;
    int look; /* enum usb_look; -1: as the profile says, -2: the other one */
    enum speech speech;
    const char *habit; /* a fault it always has */
} kinds[] = {
    {"reader", "ID card reader", 0x0400, 0xC35A, -1, SPEAKS_SAM, NULL},
    {"reader2", "a second reader", 0x0400, 0xC35A, -2, SPEAKS_SAM, NULL},
    {"four-pipes", "a reader with four pipes that uses two", 0x0400, 0xC35A, USB_LOOK_SPLIT,
     SPEAKS_SAM, NULL},
    {"interrupt", "a reader with interrupt pipes", 0x0316, 0x5020, USB_LOOK_INTERRUPT, SPEAKS_SAM,
     "pad:all"},
    {"hid-reader", "a reader of class HID", 0x2B8B, 0x2721, USB_LOOK_HID, SPEAKS_SAM, "pad:all"},
    {"stranger", "something else with a reader's numbers", 0x0483, 0x5750, USB_LOOK_SINGLE,
     SPEAKS_SAM, "echo"},
    {"odd-pipes", "a device with a reader's numbers and other pipes", 0x0400, 0xC35A, USB_LOOK_ODD,
     SPEAKS_SAM, NULL},
    {"update-mode", "a reader in its update mode", 0x0483, 0xDF11, USB_LOOK_SINGLE, SPEAKS_SAM,
     NULL},
    {"makers-own", "a reader with its maker's own protocol", 0x0425, 0x8159, USB_LOOK_SINGLE,
     SPEAKS_SAM, NULL},
    {"scanner", "U.are.U 4500 fingerprint scanner", 0x05BA, 0x000A, USB_LOOK_SENSOR, SPEAKS_SENSOR,
     NULL},
    {"module", "EF01 fingerprint module on a serial adapter", 0x1A86, 0x7523, USB_LOOK_SERIAL,
     SPEAKS_SERIAL, NULL},
    {"module-disk", "EF01 fingerprint module that pretends to be a disk", 0x2109, 0x7638,
     USB_LOOK_DISK, SPEAKS_DISK, NULL},
    {"module-raw", "EF01 fingerprint module with pipes of its own", 0x0453, 0x9005, USB_LOOK_SINGLE,
     SPEAKS_RAW, NULL},
    {"adapter", "a serial adapter with something else on it", 0x10C4, 0xEA60, USB_LOOK_SERIAL,
     SPEAKS_SERIAL, "echo"},
    {"true-disk", "a disk with a scanner's numbers", 0x0483, 0x5720, USB_LOOK_DISK, SPEAKS_DISK,
     "csw-failed:all"},
    {"not-scanner", "something else with a scanner's numbers", 0x05BA, 0x000A, USB_LOOK_SENSOR,
     SPEAKS_SENSOR, "echo"},
    {"makers-scanner", "a scanner with its maker's own protocol", 0x1B55, 0x0124, USB_LOOK_SINGLE,
     SPEAKS_SAM, NULL},
};
#define KINDS (sizeof kinds / sizeof kinds[0])

static struct sim_model *model_of(enum speech speech, bool two_ways)
{
    struct reader_model *reader;

    switch (speech) {
    case SPEAKS_SERIAL:
        return ef01_model_new(EF01_WAY_SERIAL);
    case SPEAKS_DISK:
        return ef01_model_new(EF01_WAY_DISK);
    case SPEAKS_RAW:
        return ef01_model_new(EF01_WAY_RAW);
    case SPEAKS_SENSOR:
        return uareu_model_new();
    case SPEAKS_SAM:
        break;
    }
    reader = reader_model_new(two_ways);
    return reader != NULL ? reader_model_base(reader) : NULL;
}

bool sim_bench_init(struct sim_bench *bench, bool split)
{
    memset(bench, 0, sizeof *bench);
    bench->front = usb_front_new();
    if (bench->front == NULL || !sim_rack_init(&bench->rack))
        return false;
    for (size_t i = 0; i < KINDS; i++) {
        enum usb_look look = (enum usb_look)kinds[i].look;
        if (kinds[i].look < 0)
            look = (kinds[i].look == -1) == split ? USB_LOOK_SPLIT : USB_LOOK_SINGLE;
        bool two_ways = look == USB_LOOK_SPLIT && strcmp(kinds[i].name, "four-pipes") != 0;
        struct sim_model *model = model_of(kinds[i].speech, two_ways);
        if (model == NULL)
            return false;
        if (kinds[i].habit != NULL)
            sim_model_fault(model, kinds[i].habit);
        bench->devices[i].name = kinds[i].name;
        bench->devices[i].title = kinds[i].title;
        bench->devices[i].model = model;
        bench->devices[i].device = usb_front_add(bench->front, kinds[i].name, kinds[i].vendor,
                                                 kinds[i].product, look, model);
        bench->count++;
    }
    return true;
}

void sim_bench_clear(struct sim_bench *bench)
{
    usb_front_free(bench->front);
    for (int i = 0; i < bench->count; i++)
        sim_model_free(bench->devices[i].model);
    sim_rack_clear(&bench->rack);
    sim_fingers_clear();
    memset(bench, 0, sizeof *bench);
}

static int find_device(const struct sim_bench *bench, const char *name)
{
    for (int i = 0; i < bench->count; i++) {
        if (strcmp(bench->devices[i].name, name) == 0)
            return i;
    }
    return -1;
}

bool sim_bench_plug(struct sim_bench *bench, const char *name)
{
    int device = find_device(bench, name);

    return device >= 0 && usb_device_plug(bench->devices[device].device);
}

/* ---- the words ---- */

/* Does this lie anywhere? */
static bool lies(const struct sim_bench *bench, const char *name)
{
    for (int i = 0; i < bench->count; i++) {
        const struct sim_model *model = bench->devices[i].model;
        if (strcmp(model->ops->lying(model), name) == 0)
            return true;
    }
    return false;
}

/* Of each card's holder, two fingers. */
static void list(struct sim_bench *bench, GString *answer)
{
    for (size_t c = 0; c < bench->rack.count; c++) {
        const struct sim_card *card = &bench->rack.cards[c];
        g_string_append_printf(answer, "card %s %s %s\n", card->name,
                               lies(bench, card->name) ? "on" : "off", card->title);
    }
    for (size_t f = 0; f < 2 * bench->rack.count; f++) {
        const struct sim_card *card = &bench->rack.cards[f / 2];
        char name[48];
        snprintf(name, sizeof name, "%s.%zu", card->name, f % 2 + 1);
        g_string_append_printf(answer, "finger %s %s %.*s\n", name,
                               lies(bench, name) ? "on" : "off", (int)strcspn(card->title, " "),
                               card->title);
    }
    for (int i = 0; i < bench->count; i++)
        g_string_append_printf(answer, "device %s %s %s\n", bench->devices[i].name,
                               usb_device_plugged(bench->devices[i].device) ? "plugged"
                                                                            : "unplugged",
                               bench->devices[i].title);
}

static int64_t now_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

/* Returns NULL, or what is wrong. */
static const char *lay_card(struct sim_bench *bench, struct sim_model *model, const char *name)
{
    const struct sim_card *card = sim_rack_find(&bench->rack, name);

    if (card == NULL)
        return "no such card on the rack";
    if (model->ops->put_card == NULL)
        return "it takes no cards";
    model->ops->put_card(model, card);
    return NULL;
}

static const char *lay_finger(struct sim_model *model, const char *words)
{
    struct sim_finger finger;

    if (!sim_finger_named(words, &finger))
        return "no such finger";
    if (model->ops->put_finger == NULL)
        return "it takes no fingers";
    model->ops->put_finger(model, &finger, now_ms());
    return NULL;
}

/* The first scanner that is plugged in, or the first of all. */
static int first_scanner(const struct sim_bench *bench)
{
    int first = -1;

    for (int i = 0; i < bench->count; i++) {
        bool takes = bench->devices[i].model->ops->put_finger != NULL;
        if (takes && usb_device_plugged(bench->devices[i].device))
            return i;
        if (takes && first < 0)
            first = i;
    }
    return first;
}

/* `on` is -1 when no device was named: a card goes on the reader, a finger on the scanner; both are
 * lifted. */
static const char *lay_or_lift(struct sim_bench *bench, int on, const char *word, const char *rest)
{
    struct sim_model *reader = bench->devices[on < 0 ? 0 : on].model;
    struct sim_model *scanner = bench->devices[on < 0 ? first_scanner(bench) : on].model;

    if (strcmp(word, "card") == 0)
        return lay_card(bench, reader, rest);
    if (strcmp(word, "finger") == 0)
        return lay_finger(scanner, rest);
    reader->ops->lift(reader, now_ms());
    if (scanner != reader)
        scanner->ops->lift(scanner, now_ms());
    return NULL;
}

static const char *obey_word(struct sim_bench *bench, int on, const char *word, const char *rest,
                             GString *answer)
{
    struct sim_model *model = bench->devices[on < 0 ? 0 : on].model;

    if (strcmp(word, "card") == 0 || strcmp(word, "finger") == 0 || strcmp(word, "lift") == 0)
        return lay_or_lift(bench, on, word, rest);
    if (strcmp(word, "fault") == 0)
        return sim_model_fault(model, rest) ? NULL : "no such fault";
    if (strcmp(word, "reads") == 0) {
        g_string_append_printf(answer, "reads %u\n", model->reads);
        return NULL;
    }
    if (strcmp(word, "edges") == 0) {
        g_string_append_printf(answer, "edges %u\n", model->edges);
        return NULL;
    }
    if (strcmp(word, "rack") == 0)
        return list(bench, answer), NULL;
    if (strcmp(word, "plug") != 0 && strcmp(word, "unplug") != 0)
        return "no such word";
    if (rest[0] != '\0' && find_device(bench, rest) < 0)
        return "no such device";
    return NULL;
}

/* Plugging takes the front's lock itself. */
static const char *plug(struct sim_bench *bench, int on, const char *word, const char *rest)
{
    int device = rest[0] != '\0' ? find_device(bench, rest) : on < 0 ? 0 : on;
    bool in = strcmp(word, "plug") == 0;

    if (strcmp(word, "plug") != 0 && strcmp(word, "unplug") != 0)
        return NULL;
    if (in)
        return usb_device_plug(bench->devices[device].device) ? NULL : "it is plugged in already";
    return usb_device_unplug(bench->devices[device].device) ? NULL : "it is not plugged in";
}

void sim_bench_obey(struct sim_bench *bench, const char *line, struct _GString *answer)
{
    char **words = g_strsplit(line, " ", 4);
    char *rest = NULL;
    const char *wrong = NULL;
    int on = -1, at = 0;

    if (words[0] != NULL && strcmp(words[0], "on") == 0) {
        on = words[1] != NULL ? find_device(bench, words[1]) : -1;
        at = 2;
    }
    if ((at == 2 && on < 0) || g_strv_length(words) <= (guint)at) {
        wrong = at == 2 && on < 0 ? "no such device" : "no word";
    } else {
        rest = g_strjoinv(" ", words + at + 1);
        g_strstrip(rest);
        usb_front_turn(bench->front);
        usb_front_lock(bench->front);
        wrong = obey_word(bench, on, words[at], rest, answer);
        usb_front_unlock(bench->front);
        if (wrong == NULL)
            wrong = plug(bench, on, words[at], rest);
    }
    if (wrong != NULL)
        g_string_append_printf(answer, "error %s\n", wrong);
    else
        g_string_append(answer, "ok\n");
    g_free(rest);
    g_strfreev(words);
}
