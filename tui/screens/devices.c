/* The devices of this terminal (SPEC 19.1), as they are at this moment; each can be tested. While
 * the program runs beside simulated devices, their rack of cards lies below. */
#include "config.h"

#include "core/base/i18n.h"
#include "drivers/driver.h"
#include "tui/app.h"
#include "tui/kit/table.h"
#include "tui/screens/facts.h"
#include "tui/screens/rack.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEVICES_MOST = 16, FACTS_ROWS = 7, LIST_LEAST = 3 };

struct line {
    struct device_info info;
};

struct page {
    struct table *devices, *rack_list; /* rack_list NULL: there is no rack */
    struct facts *facts;
    struct rack *rack;
    unsigned tested; /* the device whose test runs; 0: none */
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- the list ---- */

static const struct {
    const char *name;
    enum role role;
} states[] = {
    [DEVICE_STARTING] = {N_("starting"), ROLE_DIM},
    [DEVICE_READY] = {N_("ready"), ROLE_GOOD},
    [DEVICE_BUSY] = {N_("reading"), ROLE_ACCENT},
    [DEVICE_CARD_ON] = {N_("card read"), ROLE_GOOD},
    [DEVICE_FINGER_ON] = {N_("finger on"), ROLE_GOOD},
    [DEVICE_FAULTY] = {N_("fault"), ROLE_ERROR},
    [DEVICE_REFUSED] = {N_("not usable"), ROLE_ERROR},
    [DEVICE_LEFT] = {N_("unplugged"), ROLE_DIM},
};

/* A serial adapter with something else on it is no trouble. */
static bool others_adapter(const struct device_info *info)
{
    return info->use == DEVICE_USE_ADAPTER && info->state == DEVICE_REFUSED;
}

static enum role info_role(const struct device_info *info)
{
    return others_adapter(info) ? ROLE_DIM : states[info->state].role;
}

static void state_text(const void *row, char *out, size_t size)
{
    const struct device_info *info = &((const struct line *)row)->info;

    snprintf(out, size, "%s",
             others_adapter(info) ? _("not ours") : gettext(states[info->state].name));
}

static enum role state_role(const void *row)
{
    return info_role(&((const struct line *)row)->info);
}

#define INFO(member) offsetof(struct line, info.member)

static const struct column columns[] = {
    {"label", N_("Device"), COLUMN_TEXT, COLUMN_KEY, 16, 22, 1, INFO(label), NULL, NULL},
    {"state", N_("State"), COLUMN_CALL, 0, 10, 10, 0, 0, state_text, state_role},
    {"text", N_("What it does"), COLUMN_TEXT, 0, 20, 28, 2, INFO(text), NULL, NULL},
    {"place", N_("Port"), COLUMN_TEXT, 0, 8, 8, 0, INFO(place), NULL, NULL},
    {.name = NULL},
};

static int64_t line_id(const void *row)
{
    return ((const struct line *)row)->info.device;
}

/* ---- one device ---- */

static const char *sure_text(enum device_sure sure)
{
    switch (sure) {
    case DEVICE_SURE_TRIED:
        return _("tried on this hardware");
    case DEVICE_SURE_PUBLISHED:
        return _("not yet tried on hardware; speaks the published protocol");
    case DEVICE_SURE_SAYSO:
        break;
    }
    return _("not yet tried on hardware; known from one source only");
}

static const char *pipes_text(const char *transport)
{
    static const struct {
        const char *transport, *text;
    } words[] = {
        {"split", N_("several pipes (split)")},
        {"single", N_("one pair of pipes (single)")},
        {"reports", N_("HID reports (reports)")},
        {"serial", N_("a serial port (serial)")},
        {"disk", N_("as a disk would (disk)")},
        {"raw", N_("announced transfers (raw)")},
        {"sensor", N_("registers and images (sensor)")},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!strcmp(transport, words[i].transport))
            return gettext(words[i].text);
    }
    return transport;
}

static void describe(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct line *line = table_current(page->devices);
    const struct device_info *info = line ? &line->info : NULL;
    char text[96];

    facts_begin(page->facts);
    if (info) {
        facts_heading(page->facts, info->label);
        facts_line(page->facts, _("State"), info->text);
        facts_role(page->facts, info_role(info));
        if (info->hint[0])
            facts_line(page->facts, _("What to do"), info->hint);
        facts_line(page->facts, _("Known as"), info->maker);
        snprintf(text, sizeof text, "%04x:%04x", info->vendor, info->product);
        facts_beside(page->facts, _("USB number"), text);
        facts_line(page->facts, _("Transport"), pipes_text(info->transport));
        facts_beside(page->facts, _("Module"), info->identity);
        facts_line(page->facts, _("How sure"), sure_text(info->sure));
        facts_role(page->facts, info->sure == DEVICE_SURE_TRIED ? ROLE_VALUE : ROLE_DIM);
    }
    facts_end(page->facts);
}

static void moved(void *owner, struct table *table)
{
    (void)table;
    if (page_of(owner)->facts)
        describe(owner);
}

static const struct table_spec device_table = {
    .name = "devices",
    .columns = columns,
    .row_size = sizeof(struct line),
    .row_id = line_id,
    .empty =
        N_("No device is plugged in. Plug a card reader or a fingerprint scanner into a USB port."),
    .moved = moved,
};

static void read_devices(struct screen *screen)
{
    struct registry *registry = app_registry(app_of(screen));
    struct device_info infos[DEVICES_MOST];
    size_t n = registry ? registry_list(registry, infos, DEVICES_MOST) : 0;

    if (n > DEVICES_MOST)
        n = DEVICES_MOST;
    table_put(page_of(screen)->devices, infos, (int)n); /* struct line is one of them */
    describe(screen);
}

/* ---- the rack ---- */

static void on_text(const void *row, char *out, size_t size)
{
    const struct rack_item *item = row;

    static const char *const words[] = {
        [RACK_CARD] = N_("on the reader"),
        [RACK_FINGER] = N_("on the scanner"),
        [RACK_DEVICE] = N_("plugged in"),
    };

    snprintf(out, size, "%s", item->on ? gettext(words[item->kind]) : "");
}

static const struct column rack_columns[] = {
    {"name", N_("Rack"), COLUMN_TEXT, COLUMN_KEY, 10, 12, 0, offsetof(struct rack_item, name), NULL,
     NULL},
    {"title", N_("What it is"), COLUMN_TEXT, 0, 24, 40, 1, offsetof(struct rack_item, title), NULL,
     NULL},
    {"on", N_("State"), COLUMN_CALL, 0, 14, 14, 0, 0, on_text, NULL},
    {.name = NULL},
};

static int64_t rack_id(const void *row)
{
    const struct rack_item *item = row;
    int64_t id = 7;

    for (const char *c = item->name; *c; c++)
        id = (id * 31 + *c) % 1000003;
    return id * 3 + item->kind;
}

static const struct table_spec rack_table = {
    .name = "rack",
    .columns = rack_columns,
    .row_size = sizeof(struct rack_item),
    .row_id = rack_id,
    .empty = N_("The rack is empty."),
    .flags = TABLE_NO_ROW_N,
};

static void rack_listed(void *owner, const struct rack_item *items, size_t n)
{
    table_put(page_of(owner)->rack_list, items, (int)n);
}

static void rack_failed(void *owner, const struct err *err)
{
    ui_fail(((struct screen *)owner)->ui, err);
}

static const struct rack_hooks rack_hooks = {rack_listed, rack_failed};

static bool open_rack(struct screen *screen, struct err *err)
{
    struct page *page = page_of(screen);
    const char *path = getenv("ANXIN_SIM");
    struct err gone = {.code = ERR_NONE};

    if (!path || !*path)
        return true;
    page->rack_list = table_new(screen, &rack_table, screen);
    if (!page->rack_list || !screen_add(screen, table_widget(page->rack_list)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    page->rack = rack_new(ui_loop(screen->ui), path, &rack_hooks, screen, &gone);
    if (!page->rack)
        ui_fail(screen->ui, &gone);
    return true;
}

/* ---- the screen ---- */

static bool devices_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    (void)arg;
    page->devices = table_new(screen, &device_table, screen);
    if (!page->devices || !screen_add(screen, table_widget(page->devices)))
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    page->facts = facts_new(screen);
    if (!page->facts)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    if (!open_rack(screen, err))
        return false;
    read_devices(screen);
    if (!app_registry(app_of(screen)))
        ui_say(screen->ui, MESSAGE_WARN, _("USB cannot be used here; no device can be found."));
    return true;
}

static void devices_close(struct screen *screen)
{
    rack_free(&page_of(screen)->rack);
}

/* Devices, the one under the cursor whole, the rack. */
static void devices_layout(struct screen *screen, struct rect content)
{
    struct page *page = page_of(screen);
    struct widget *list = table_widget(page->devices), *facts = screen->widgets[1];
    struct rect area = content;
    int lines = table_shown(page->devices) + 1;

    area.h = lines > LIST_LEAST ? lines : LIST_LEAST;
    if (area.h > content.h / 3)
        area.h = content.h / 3;
    list->ops->layout(list, area);
    area.y += area.h + 1;
    area.h = FACTS_ROWS;
    facts->ops->layout(facts, area);
    area.y += area.h + 1;
    area.h = content.y + content.h - area.y;
    if (page->rack_list)
        table_widget(page->rack_list)->ops->layout(table_widget(page->rack_list), area);
}

static void test_ended(struct screen *screen, const struct device_event *event)
{
    struct page *page = page_of(screen);

    if (event->device != page->tested)
        return;
    page->tested = 0;
    if (event->err.code)
        ui_fail(screen->ui, &event->err);
    else
        ui_say(screen->ui, MESSAGE_GOOD, _("The device answered as it should."));
}

static enum handled devices_event(struct screen *screen, const struct event *event)
{
    if (event->kind != EV_APP || event->code != APP_DEVICE)
        return H_PASS;
    if (((const struct device_event *)event->data)->kind == DEVICE_EVENT_TESTED)
        test_ended(screen, event->data);
    read_devices(screen);
    return H_PASS;
}

static enum handled test(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct line *line = table_current(page->devices);

    if (line &&
        registry_ask(app_registry(app_of(screen)), line->info.device, DEVICE_REQUEST_TEST)) {
        page->tested = line->info.device;
        ui_say(screen->ui, MESSAGE_PLAIN, _("The device is being tested."));
    }
    return H_DONE;
}

static bool has_device(const struct screen *screen)
{
    return table_current(page_of(screen)->devices) != NULL;
}

static const struct rack_item *rack_current(const struct screen *screen)
{
    const struct page *page = page_of(screen);

    if (!page->rack || screen_focus(screen) != table_widget(page->rack_list))
        return NULL;
    return table_current(page->rack_list);
}

/* A card or finger is laid down or lifted, a device plugged in or unplugged: the other of what it
 * is. */
static enum handled toggle(struct screen *screen)
{
    const struct rack_item *item = rack_current(screen);

    if (!item)
        return H_PASS;
    if (item->kind == RACK_DEVICE)
        rack_do(page_of(screen)->rack, item->on ? "unplug" : "plug", item->name);
    else if (item->on)
        rack_do(page_of(screen)->rack, "lift", NULL);
    else
        rack_do(page_of(screen)->rack, item->kind == RACK_CARD ? "card" : "finger", item->name);
    return H_DONE;
}

static bool on_rack(const struct screen *screen)
{
    return rack_current(screen) != NULL;
}

/* There is a rack, and the cursor is elsewhere. */
static bool off_rack(const struct screen *screen)
{
    const struct page *page = page_of(screen);

    return page->rack && screen_focus(screen) != table_widget(page->rack_list);
}

static enum handled to_rack(struct screen *screen)
{
    screen_focus_on(screen, table_widget(page_of(screen)->rack_list));
    return H_DONE;
}

static const struct action actions[] = {
    {"test", "F5", N_("Test"), N_("Asks the device for its state and its module's number."), NULL,
     ACTION_MAIN, has_device, test},
    {"rack", "F6", N_("Rack"), N_("Goes to the rack of cards, fingers and devices."), NULL,
     ACTION_MAIN | ACTION_WHEN, off_rack, to_rack},
    {"lay", "Enter", N_("Lay down, plug in"),
     N_("In the rack: lays the card or finger down or lifts it, plugs the device in or out."), NULL,
     ACTION_MAIN | ACTION_WHEN, on_rack, toggle},
    {.name = NULL},
};

const struct screen_ops screen_devices = {
    .name = "devices",
    .title = N_("Devices"),
    .help = N_("Readers and scanners at this terminal. They may be plugged in and out at any time; "
               "no driver "
               "has to be installed."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = devices_open,
    .layout = devices_layout,
    .event = devices_event,
    .close = devices_close,
};
