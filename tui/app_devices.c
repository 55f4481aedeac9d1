/* The devices in the loop: their events go to every screen, their state to the status row. */
#include "tui/app_private.h"

#include "core/base/i18n.h"
#include "core/base/log.h"

#include <poll.h>
#include <stdio.h>

enum { DEVICES_MAX = 16 };

/* The most telling state of several devices of a kind, and how it is said. */
struct saying {
    enum device_state state;
    enum role role;
    const char *text;
};

static const struct saying reader_sayings[] = {
    {DEVICE_BUSY, ROLE_ACCENT, N_("Reader: reading")},
    {DEVICE_CARD_ON, ROLE_GOOD, N_("Reader: card read")},
    {DEVICE_READY, ROLE_LABEL, N_("Reader: ready")},
    {DEVICE_STARTING, ROLE_DIM, N_("Reader: starting")},
    {DEVICE_FAULTY, ROLE_ERROR, N_("Reader: fault")},
    {DEVICE_REFUSED, ROLE_ERROR, N_("Reader: not usable")},
    {.text = NULL},
};

static const struct saying scanner_sayings[] = {
    {DEVICE_BUSY, ROLE_ACCENT, N_("Scanner: hold still")},
    {DEVICE_FINGER_ON, ROLE_GOOD, N_("Scanner: finger taken")},
    {DEVICE_READY, ROLE_LABEL, N_("Scanner: ready")},
    {DEVICE_STARTING, ROLE_DIM, N_("Scanner: starting")},
    {DEVICE_FAULTY, ROLE_ERROR, N_("Scanner: fault")},
    {DEVICE_REFUSED, ROLE_ERROR, N_("Scanner: not usable")},
    {.text = NULL},
};

/* A serial adapter counts once a scanner answers on it. */
static bool counts(const struct device_info *info)
{
    return info->use != DEVICE_USE_ADAPTER ||
           (info->state != DEVICE_REFUSED && info->state != DEVICE_STARTING);
}

/* NULL: there is no device of this kind. */
static const struct saying *find_saying(const struct saying *sayings, enum device_kind kind,
                                        const struct device_info *devices, size_t n)
{
    for (; sayings->text; sayings++) {
        for (size_t i = 0; i < n; i++) {
            if (devices[i].kind == kind && devices[i].state == sayings->state &&
                counts(&devices[i]))
                return sayings;
        }
    }
    return NULL;
}

/* A reader's place says too that there is none; a scanner's stays empty then. */
void app_devices_show(struct app *app)
{
    struct device_info devices[DEVICES_MAX];
    size_t n = app->registry ? registry_list(app->registry, devices, DEVICES_MAX) : 0;
    const struct saying *reader, *scanner;

    if (n > DEVICES_MAX)
        n = DEVICES_MAX;
    reader = find_saying(reader_sayings, DEVICE_KIND_CARD, devices, n);
    scanner = find_saying(scanner_sayings, DEVICE_KIND_FINGER, devices, n);
    ui_set_status(app->ui, SLOT_READER, reader ? reader->role : ROLE_DIM,
                  reader ? gettext(reader->text) : _("Reader: none"));
    ui_set_status(app->ui, SLOT_SCANNER, scanner ? scanner->role : ROLE_DIM,
                  scanner ? gettext(scanner->text) : NULL);
}

static void ready(void *owner, int fd, short revents)
{
    struct app *app = owner;
    struct device_event event;

    (void)fd;
    (void)revents;
    while (registry_next(app->registry, &event)) {
        app_devices_show(app);
        if (!app->locked) /* nobody is there to look from a card to a person */
            ui_tell(app->ui, APP_DEVICE, &event);
        device_event_clear(&event);
    }
}

void app_devices_start(struct app *app)
{
    const struct registry_options options = {.transport = app->options->reader_pipes};
    struct err err;

    err_clear(&err);
    app->registry = registry_new(&options, &err);
    if (app->registry) {
        loop_watch(app->loop, registry_fd(app->registry), POLLIN, ready, app);
    } else {
        char reference[LOG_REFERENCE_SIZE];

        log_err(app->options->log, "drivers", &err, reference);
        ui_fail(app->ui, &err);
    }
    app_devices_show(app);
}

void app_devices_stop(struct app *app)
{
    if (app->registry)
        loop_unwatch(app->loop, registry_fd(app->registry));
    registry_free(&app->registry);
}
