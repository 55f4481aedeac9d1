/* anxin device: what is plugged in, whether it works, and one card read without a screen.
 *
 *   anxin device list [--json]      one line a device
 *   anxin device test [--json]      asks each device for its state
 *   anxin device read [--wait SECONDS]
 *                                   waits (30 s) for one card; prints it as one JSON object
 *   anxin device finger [--wait SECONDS]
 *                                   waits (30 s) for one finger; prints how well it was taken, and
 *                                   nothing of the finger itself
 *   anxin device udev               prints the udev rules for these devices
 *   anxin device quirks             prints the line that keeps usb-storage off scanners
 *
 * --transport split|single, before or after these words, overrides what the descriptors and the
 * setting reader_pipes say.
 *
 * Ends with
 *   0  done (list: also when nothing is plugged in)
 *   1  USB cannot be used at all
 *   2  the words make no sense
 *   3  no reader or scanner, or none that may be used
 *   4  no card or finger was laid down in time
 *   5  a fault of the reader or the card
 * and a message on standard error for each but 0.
 *
 * read prints the holder's name and number: its output is personal data. Ethnicity, picture and
 * prints are not in it; members the card does not have are null. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/settings.h"
#include "drivers/driver.h"
#include "tui/commands/commands.h"

#include <cjson/cJSON.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    DEVICE_NO_READER = 3,
    DEVICE_NO_CARD = 4,
    DEVICE_FAULT = 5,
};

/* How long the devices that are there may take to say what they are. */
#define SETTLE_MS 12000
#define READ_SECONDS 30
#define WAIT_SECONDS_MAX 86400
#define DEVICES_MAX 32

struct run {
    struct registry *registry;
    bool json;
    long wait; /* seconds; negative: not said */
    const char *transport;
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for an event until `until`; looks at least every 100 ms, since devices may also settle
 * without one. False when there is none yet. */
static bool wait_event(struct run *run, int64_t until, struct device_event *event)
{
    struct pollfd fd = {.fd = registry_fd(run->registry), .events = POLLIN};
    int64_t left = until - now_ms();

    if (registry_next(run->registry, event))
        return true;
    if (left > 0)
        poll(&fd, 1, left < 100 ? (int)left : 100);
    return registry_next(run->registry, event);
}

static void settle(struct run *run)
{
    int64_t until = now_ms() + SETTLE_MS;
    struct device_event event;

    while (!registry_settled(run->registry) && now_ms() < until) {
        if (wait_event(run, until, &event))
            device_event_clear(&event);
    }
}

static size_t list_devices(struct run *run, struct device_info list[DEVICES_MAX])
{
    size_t n = registry_list(run->registry, list, DEVICES_MAX);

    return n < DEVICES_MAX ? n : DEVICES_MAX;
}

static bool is_usable(const struct device_info *info)
{
    return info->state == DEVICE_READY || info->state == DEVICE_BUSY ||
           info->state == DEVICE_CARD_ON || info->state == DEVICE_FINGER_ON;
}

/* Something else hangs on a serial adapter. */
static bool others_adapter(const struct device_info *info)
{
    return info->use == DEVICE_USE_ADAPTER && info->state == DEVICE_REFUSED;
}

static void complain(const char *text, const char *hint)
{
    struct err err;

    err_clear(&err);
    err_set(&err, ERR_DEVICE, NULL, text, hint);
    command_complain(&err);
}

/* ---- JSON ---- */

static void add_text(cJSON *to, const char *key, const char *text)
{
    /* By reference: no second copy of a person's data. */
    if (text[0] != '\0')
        cJSON_AddItemToObject(to, key, cJSON_CreateStringReference(text));
    else
        cJSON_AddNullToObject(to, key);
}

/* Prints one line and wipes it. */
static bool print_json(cJSON *json)
{
    char *text = json != NULL ? cJSON_PrintUnformatted(json) : NULL;
    bool ok = text != NULL && puts(text) != EOF && fflush(stdout) == 0;

    if (text != NULL)
        secret_wipe(text, strlen(text));
    cJSON_free(text);
    cJSON_Delete(json);
    return ok;
}

static const char *state_word(enum device_state state)
{
    static const char *const words[] = {
        [DEVICE_STARTING] = "starting", [DEVICE_READY] = "ready",      [DEVICE_BUSY] = "busy",
        [DEVICE_CARD_ON] = "card",      [DEVICE_FINGER_ON] = "finger", [DEVICE_FAULTY] = "faulty",
        [DEVICE_REFUSED] = "refused",   [DEVICE_LEFT] = "left"};

    return words[state];
}

static const char *sure_word(enum device_sure sure)
{
    switch (sure) {
    case DEVICE_SURE_SAYSO:
        return "one_source";
    case DEVICE_SURE_PUBLISHED:
        return "published";
    case DEVICE_SURE_TRIED:
        break;
    }
    return "tried";
}

static cJSON *device_json(const struct device_info *info, const struct err *tested)
{
    cJSON *json = cJSON_CreateObject();
    char id[10];

    snprintf(id, sizeof id, "%04x:%04x", info->vendor, info->product);
    cJSON_AddStringToObject(json, "id", id);
    cJSON_AddStringToObject(json, "kind", info->kind == DEVICE_KIND_FINGER ? "finger" : "card");
    add_text(json, "label", info->label);
    add_text(json, "maker", info->maker);
    add_text(json, "place", info->place);
    add_text(json, "transport", info->transport);
    add_text(json, "identity", info->identity);
    cJSON_AddStringToObject(json, "sure", sure_word(info->sure));
    cJSON_AddStringToObject(json, "state", state_word(info->state));
    add_text(json, "text", info->text);
    add_text(json, "hint", info->hint);
    if (tested != NULL)
        cJSON_AddBoolToObject(json, "passed", tested->code == ERR_NONE);
    return json;
}

static cJSON *card_json(const struct id_card *card)
{
    cJSON *json = cJSON_CreateObject(), *flags;

    cJSON_AddStringToObject(json, "kind", id_card_kind_word(card->kind));
    add_text(json, "name", card->name);
    add_text(json, "other_name", card->other_name);
    cJSON_AddStringToObject(json, "sex", id_card_sex_word(card->sex));
    add_text(json, "birth", card->birth);
    add_text(json, "number", card->number);
    add_text(json, "address", card->address);
    add_text(json, "issuer", card->issuer);
    add_text(json, "valid_from", card->valid_from);
    add_text(json, "valid_until", card->valid_until);
    cJSON_AddBoolToObject(json, "long_term", card->long_term);
    add_text(json, "nationality", card->nationality);
    add_text(json, "travel_document", card->travel_document);
    add_text(json, "issue_count", card->issue_count);
    add_text(json, "card_version", card->card_version);
    add_text(json, "authority", card->authority);
    add_text(json, "renewals", card->renewals);
    add_text(json, "old_number", card->old_number);
    flags = cJSON_AddArrayToObject(json, "flags");
    for (unsigned flag = 1; id_card_flag_word(flag) != NULL; flag <<= 1) {
        if (card->flags & flag)
            cJSON_AddItemToArray(flags, cJSON_CreateString(id_card_flag_word(flag)));
    }
    return json;
}

/* ---- list, test ---- */

static void print_device(const struct device_info *info, const char *text, const char *hint)
{
    char label[128];

    text_fit(label, sizeof label, info->label, 20, TEXT_LEFT, 1);
    printf("%-8s %04x:%04x  %s %-7s %s\n", info->place, info->vendor, info->product, label,
           info->transport, text);
    if (hint[0] != '\0')
        printf("%20s%s\n", "", hint);
}

static int list(struct run *run)
{
    struct device_info devices[DEVICES_MAX];
    cJSON *array = run->json ? cJSON_CreateArray() : NULL;
    size_t n;

    settle(run);
    n = list_devices(run, devices);
    for (size_t i = 0; i < n; i++) {
        if (run->json)
            cJSON_AddItemToArray(array, device_json(&devices[i], NULL));
        else
            print_device(&devices[i], devices[i].text, devices[i].hint);
    }
    if (n == 0 && !run->json)
        complain(_("No reader is plugged in."), NULL);
    return !run->json || print_json(array) ? COMMAND_OK : COMMAND_FAILED;
}

/* Asks one device and waits for what it says. False if it left. */
static bool test_one(struct run *run, const struct device_info *info, struct device_event *event)
{
    int64_t until = now_ms() + SETTLE_MS;

    if (!registry_ask(run->registry, info->device, DEVICE_REQUEST_TEST)) {
        /* Only reported, never spoken to. */
        event->info = *info;
        err_set(&event->err, ERR_DEVICE, NULL, info->text, info->hint);
        return true;
    }
    while (now_ms() < until) {
        if (!wait_event(run, until, event))
            continue;
        if (event->device == info->device && event->kind == DEVICE_EVENT_TESTED)
            return true;
        if (event->device == info->device && event->kind == DEVICE_EVENT_GONE)
            return false;
        device_event_clear(event);
    }
    event->info = *info;
    err_set(&event->err, ERR_DEVICE, NULL, _("The device does not answer."), NULL);
    return true;
}

/* The event goes before the array does: its texts are copied. */
static void add_result(cJSON *array, const struct device_event *event)
{
    cJSON *json = device_json(&event->info, &event->err);

    cJSON_AddItemToArray(array, cJSON_Duplicate(json, true));
    cJSON_Delete(json);
}

static int test(struct run *run)
{
    struct device_info devices[DEVICES_MAX];
    cJSON *array = run->json ? cJSON_CreateArray() : NULL;
    int passed = 0, failed = 0;
    size_t n;

    settle(run);
    n = list_devices(run, devices);
    for (size_t i = 0; i < n; i++) {
        struct device_event event = {.kind = DEVICE_EVENT_NONE};
        if (others_adapter(&devices[i]))
            continue;
        if (!test_one(run, &devices[i], &event))
            continue;
        bool ok = event.err.code == ERR_NONE;
        passed += ok;
        failed += !ok;
        if (run->json)
            add_result(array, &event);
        else
            print_device(&event.info, ok ? _("The test was passed.") : event.err.text,
                         ok ? "" : event.err.hint);
    }
    if (run->json && !print_json(array))
        return COMMAND_FAILED;
    if (passed + failed == 0) {
        complain(_("No reader is plugged in."), NULL);
        return DEVICE_NO_READER;
    }
    if (failed > 0)
        complain(_("A device did not pass its test."), NULL);
    return failed > 0 ? DEVICE_FAULT : COMMAND_OK;
}

/* ---- read, finger ---- */

/* What one waits for, and what is said when it does not come. */
struct waiting {
    enum device_kind kind;
    enum device_event_kind wanted;
    bool (*print)(const struct device_event *event);
    const char *none, *late;
};

/* Nothing that could do it is there: says why. Returns 0 while something is, or may be soon. */
static int nobody(struct run *run, const struct waiting *what)
{
    struct device_info devices[DEVICES_MAX];
    const struct device_info *why = NULL;
    size_t n;

    if (!registry_settled(run->registry))
        return 0;
    n = list_devices(run, devices);
    for (size_t i = 0; i < n; i++) {
        if (devices[i].kind != what->kind || others_adapter(&devices[i]))
            continue;
        if (is_usable(&devices[i]) || devices[i].state == DEVICE_STARTING)
            return 0;
        if (why == NULL || devices[i].state == DEVICE_FAULTY)
            why = &devices[i];
    }
    if (why == NULL)
        complain(gettext(what->none), NULL);
    else
        complain(why->text, why->hint);
    return why != NULL && why->state == DEVICE_FAULTY ? DEVICE_FAULT : DEVICE_NO_READER;
}

/* What an event means: the exit status, or -1 to go on. */
static int take_event(const struct device_event *event, const struct waiting *what)
{
    if (event->kind == what->wanted)
        return what->print(event) ? COMMAND_OK : COMMAND_FAILED;
    /* A device that is not for us, or of another kind, says nothing about those beside it. */
    if (event->info.kind != what->kind || event->info.state == DEVICE_REFUSED ||
        (event->kind != DEVICE_EVENT_FAULT && event->kind != DEVICE_EVENT_FINGER_POOR))
        return -1;
    complain(event->err.text, event->err.hint);
    return DEVICE_FAULT;
}

static int wait_for(struct run *run, const struct waiting *what)
{
    long seconds = run->wait >= 0 ? run->wait : READ_SECONDS;
    int64_t until = now_ms() + seconds * 1000;
    struct device_event event;
    int status = -1;

    do {
        if (wait_event(run, until, &event)) {
            status = take_event(&event, what);
            device_event_clear(&event);
        } else {
            int none = nobody(run, what);
            if (none != 0)
                return none;
        }
    } while (status < 0 && now_ms() < until);
    if (status >= 0)
        return status;
    complain(gettext(what->late), NULL);
    return DEVICE_NO_CARD;
}

static bool print_card(const struct device_event *event)
{
    return print_json(card_json(&event->card));
}

static int read_card(struct run *run)
{
    static const struct waiting card = {DEVICE_KIND_CARD, DEVICE_EVENT_CARD, print_card,
                                        N_("No reader is plugged in."),
                                        N_("No card was laid on the reader in time.")};

    return wait_for(run, &card);
}

static bool print_finger(const struct device_event *event)
{
    const struct finger_capture *finger = &event->finger;
    cJSON *json = cJSON_CreateObject();

    cJSON_AddStringToObject(json, "kind", finger->kind);
    cJSON_AddNumberToObject(json, "bytes", finger->len);
    if (finger->format == FINGER_FORMAT_RECORD) {
        cJSON_AddNumberToObject(json, "quality", finger->quality);
        cJSON_AddNumberToObject(json, "minutiae", finger->minutiae);
    }
    return print_json(json);
}

static int take_finger(struct run *run)
{
    static const struct waiting finger = {DEVICE_KIND_FINGER, DEVICE_EVENT_FINGER, print_finger,
                                          N_("No fingerprint scanner is plugged in."),
                                          N_("No finger was laid on the scanner in time.")};

    registry_want_fingers(run->registry, true);
    return wait_for(run, &finger);
}

/* ---- the words ---- */

/* Prints what the drivers' tables say. */
static int print_table(size_t (*write)(const struct driver *const *drivers, char *out, size_t cap))
{
    size_t size = write(drivers_all, NULL, 0) + 1;
    char *text = malloc(size);
    int status = COMMAND_FAILED;

    if (text != NULL) {
        write(drivers_all, text, size);
        if (fputs(text, stdout) != EOF && fflush(stdout) == 0)
            status = COMMAND_OK;
    }
    free(text);
    return status;
}

static bool take_seconds(const char *text, long *seconds)
{
    char *end;

    *seconds = strtol(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && *seconds <= WAIT_SECONDS_MAX;
}

static bool take_options(struct run *run, int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'j'},
                                            {"wait", required_argument, NULL, 'w'},
                                            {"transport", required_argument, NULL, 't'},
                                            {NULL, 0, NULL, 0}};
    int option;

    optind = 0; /* glibc: start anew, main() has parsed its own */
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'j':
            run->json = true;
            break;
        case 'w':
            if (!take_seconds(optarg, &run->wait))
                return false;
            break;
        case 't':
            if (strcmp(optarg, "split") != 0 && strcmp(optarg, "single") != 0)
                return false;
            run->transport = optarg;
            break;
        default:
            return false;
        }
    }
    return optind == argc - 1;
}

static int device(int argc, char **argv, const struct command_options *options)
{
    static const struct {
        const char *word;
        int (*run)(struct run *run);
    } words[] = {{"list", list}, {"test", test}, {"read", read_card}, {"finger", take_finger}};
    struct run run = {.wait = -1};
    struct settings settings;
    struct err err;

    (void)options;
    if (settings_read(&settings, &err))
        run.transport = settings.reader_pipes;
    if (!take_options(&run, argc, argv))
        return command_usage(&command_device);
    if (strcmp(argv[optind], "udev") == 0)
        return print_table(drivers_udev_rules);
    if (strcmp(argv[optind], "quirks") == 0)
        return print_table(drivers_storage_quirks);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(argv[optind], words[i].word) != 0)
            continue;
        const struct registry_options choices = {.transport = run.transport};
        run.registry = registry_new(&choices, &err);
        if (run.registry == NULL)
            return command_complain(&err);
        int status = words[i].run(&run);
        registry_free(&run.registry);
        return status;
    }
    return command_usage(&command_device);
}

const struct command command_device = {
    .name = "device",
    .usage =
        "list|test|read|finger|udev|quirks [--json] [--wait SECONDS] [--transport split|single]",
    .summary = N_("lists and tests readers and scanners, reads one card or finger"),
    .run = device,
};
