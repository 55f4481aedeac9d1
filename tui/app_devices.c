/* The devices in the loop: their events go to every screen, their state to the status row. */
#include "tui/app_private.h"

#include "core/base/i18n.h"
#include "core/base/log.h"

#include <poll.h>
#include <stdio.h>

enum { DEVICES_MAX = 16 };

/* The most telling state of several readers, and how it is said. */
static const struct {
    enum device_state state;
    enum role role;
    const char *text;
} sayings[] = {
    {DEVICE_BUSY, ROLE_ACCENT, N_("Reader: reading")},
    {DEVICE_CARD_ON, ROLE_GOOD, N_("Reader: card read")},
    {DEVICE_READY, ROLE_LABEL, N_("Reader: ready")},
    {DEVICE_STARTING, ROLE_DIM, N_("Reader: starting")},
    {DEVICE_FAULTY, ROLE_ERROR, N_("Reader: fault")},
    {DEVICE_REFUSED, ROLE_ERROR, N_("Reader: not usable")},
};

void app_devices_show(struct app *app)
{
    struct device_info devices[DEVICES_MAX];
    size_t n = app->registry ? registry_list(app->registry, devices, DEVICES_MAX) : 0;

    if (n > DEVICES_MAX)
        n = DEVICES_MAX;
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
        for (size_t j = 0; j < n; j++) {
            if (devices[j].state == sayings[i].state) {
                ui_set_status(app->ui, SLOT_READER, sayings[i].role, gettext(sayings[i].text));
                return;
            }
        }
    }
    ui_set_status(app->ui, SLOT_READER, ROLE_DIM, _("Reader: none"));
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
