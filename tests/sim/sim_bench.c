#include "config.h"

#include "tests/sim/sim_server.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What can be plugged: readers of both shapes, and what else has a reader's numbers. */
static const struct {
    const char *name;
    const char *title;
    unsigned vendor, product;
    int look;          /* enum usb_look; -1: as the profile says, -2: the other one */
    const char *habit; /* a fault it always has */
} kinds[] = {
    {"reader", "ID card reader", 0x0400, 0xC35A, -1, NULL},
    {"reader2", "a second reader", 0x0400, 0xC35A, -2, NULL},
    {"four-pipes", "a reader with four pipes that uses two", 0x0400, 0xC35A, USB_LOOK_SPLIT, NULL},
    {"interrupt", "a reader with interrupt pipes", 0x0316, 0x5020, USB_LOOK_INTERRUPT, "pad:all"},
    {"stranger", "something else with a reader's numbers", 0x0483, 0x5750, USB_LOOK_SINGLE, "echo"},
    {"odd-pipes", "a device with a reader's numbers and other pipes", 0x0400, 0xC35A, USB_LOOK_ODD,
     NULL},
    {"update-mode", "a reader in its update mode", 0x0483, 0xDF11, USB_LOOK_SINGLE, NULL},
    {"makers-own", "a reader with its maker's own protocol", 0x0425, 0x8159, USB_LOOK_SINGLE, NULL},
};

bool sim_bench_init(struct sim_bench *bench, bool split)
{
    memset(bench, 0, sizeof *bench);
    bench->front = usb_front_new();
    if (bench->front == NULL || !sim_rack_init(&bench->rack))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        enum usb_look look = (enum usb_look)kinds[i].look;
        if (kinds[i].look < 0)
            look = (kinds[i].look == -1) == split ? USB_LOOK_SPLIT : USB_LOOK_SINGLE;
        bool two_ways = look == USB_LOOK_SPLIT && strcmp(kinds[i].name, "four-pipes") != 0;
        struct reader_model *model = reader_model_new(two_ways);
        if (model == NULL)
            return false;
        if (kinds[i].habit != NULL)
            reader_model_fault(model, kinds[i].habit);
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
        reader_model_free(bench->devices[i].model);
    sim_rack_clear(&bench->rack);
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

/* ---- the words ---- */

static void list(struct sim_bench *bench, GString *answer)
{
    for (size_t c = 0; c < bench->rack.count; c++) {
        const struct sim_card *card = &bench->rack.cards[c];
        bool on = false;
        for (int i = 0; i < bench->count; i++)
            on = on || strcmp(reader_model_card(bench->devices[i].model), card->name) == 0;
        g_string_append_printf(answer, "card %s %s %s\n", card->name, on ? "on" : "off",
                               card->title);
    }
    for (int i = 0; i < bench->count; i++)
        g_string_append_printf(answer, "device %s %s %s\n", bench->devices[i].name,
                               usb_device_plugged(bench->devices[i].device) ? "plugged"
                                                                            : "unplugged",
                               bench->devices[i].title);
}

/* Returns NULL, or what is wrong. */
static const char *lay(struct sim_bench *bench, struct reader_model *model, const char *name)
{
    const struct sim_card *card = sim_rack_find(&bench->rack, name);

    if (card == NULL)
        return "no such card on the rack";
    reader_model_put(model, card);
    return NULL;
}

static const char *obey_word(struct sim_bench *bench, int on, const char *word, const char *rest,
                             GString *answer)
{
    struct reader_model *model = bench->devices[on].model;
    int device = find_device(bench, rest);

    if (strcmp(word, "card") == 0)
        return lay(bench, model, rest);
    if (strcmp(word, "lift") == 0)
        return reader_model_lift(model), NULL;
    if (strcmp(word, "fault") == 0)
        return reader_model_fault(model, rest) ? NULL : "no such fault";
    if (strcmp(word, "reads") == 0) {
        g_string_append_printf(answer, "reads %u\n", reader_model_reads(model));
        return NULL;
    }
    if (strcmp(word, "edges") == 0) {
        g_string_append_printf(answer, "edges %u\n", reader_model_edges(model));
        return NULL;
    }
    if (strcmp(word, "rack") == 0)
        return list(bench, answer), NULL;
    if (strcmp(word, "plug") != 0 && strcmp(word, "unplug") != 0)
        return "no such word";
    if (rest[0] != '\0' && device < 0)
        return "no such device";
    return NULL;
}

/* Plugging takes the front's lock itself. */
static const char *plug(struct sim_bench *bench, int on, const char *word, const char *rest)
{
    int device = rest[0] != '\0' ? find_device(bench, rest) : on;
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
    int on = 0, at = 0;

    if (words[0] != NULL && strcmp(words[0], "on") == 0) {
        on = words[1] != NULL ? find_device(bench, words[1]) : -1;
        at = 2;
    }
    if (on < 0 || g_strv_length(words) <= (guint)at) {
        wrong = on < 0 ? "no such device" : "no word";
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
