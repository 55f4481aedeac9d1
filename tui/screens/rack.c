#include "config.h"

#include "tui/screens/rack.h"

#include "core/base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { ITEMS_MOST = 128, INPUT_SIZE = 16384, COMMAND_SIZE = 96 };

enum asked { ASKED_NOTHING, ASKED_LIST, ASKED_COMMAND };

struct rack {
    struct loop *loop;
    const struct rack_hooks *hooks;
    void *owner;
    int fd;
    enum asked asked;
    char input[INPUT_SIZE];
    size_t used;
    struct rack_item items[ITEMS_MOST];
    size_t count;
};

static void gone(struct rack *rack)
{
    struct err err;

    loop_unwatch(rack->loop, rack->fd);
    close(rack->fd);
    rack->fd = -1;
    err_set(&err, ERR_DEVICE, NULL, _("The rack of cards does not answer any more."), NULL);
    rack->hooks->failed(rack->owner, &err);
}

/* A line is short and the socket empty when it is sent: it goes out at once or never. */
static bool send_line(struct rack *rack, const char *line, enum asked asked)
{
    size_t length = strlen(line);

    if (rack->fd < 0 || rack->asked != ASKED_NOTHING)
        return false;
    rack->asked = asked;
    if (asked == ASKED_LIST)
        rack->count = 0;
    if (send(rack->fd, line, length, MSG_NOSIGNAL) == (ssize_t)length)
        return true;
    gone(rack);
    return false;
}

static const struct {
    const char *word, *on; /* what it is called, and its state when it is there */
    enum rack_kind kind;
} kinds[] = {
    {"card", "on", RACK_CARD}, {"finger", "on", RACK_FINGER}, {"device", "plugged", RACK_DEVICE}};

/* "card T1 on TITLE" */
static void take_item(struct rack *rack, const char *line)
{
    struct rack_item item = {0};
    char what[8], state[12];
    int used = 0;

    if (rack->count == ITEMS_MOST ||
        sscanf(line, "%7s %31s %11s %n", what, item.name, state, &used) != 3)
        return;
    snprintf(item.title, sizeof item.title, "%s", used ? line + used : item.name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(what, kinds[i].word) != 0)
            continue;
        item.kind = kinds[i].kind;
        item.on = !strcmp(state, kinds[i].on);
        rack->items[rack->count++] = item;
    }
}

static void answered(struct rack *rack, const char *line)
{
    enum asked asked = rack->asked;
    bool ok = !strncmp(line, "ok", 2);
    struct err err;

    rack->asked = ASKED_NOTHING;
    if (!ok) {
        err_set(&err, ERR_DEVICE, NULL, _("The rack could not do that."), NULL);
        err_detail(&err, "%s", line);
        rack->hooks->failed(rack->owner, &err);
    }
    if (asked == ASKED_COMMAND)
        send_line(rack, "rack\n", ASKED_LIST);
    else if (ok)
        rack->hooks->listed(rack->owner, rack->items, rack->count);
}

static void take_line(struct rack *rack, const char *line)
{
    if (!strncmp(line, "ok", 2) || !strncmp(line, "error", 5))
        answered(rack, line);
    else if (rack->asked == ASKED_LIST)
        take_item(rack, line);
}

static void readable(void *owner, int fd, short revents)
{
    struct rack *rack = owner;
    ssize_t n = recv(fd, rack->input + rack->used, sizeof rack->input - 1 - rack->used, 0);
    char *line = rack->input, *end;

    (void)revents;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        gone(rack);
        return;
    }
    rack->used += (size_t)n;
    rack->input[rack->used] = 0;
    for (; (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        take_line(rack, line);
    }
    rack->used = strlen(line);
    memmove(rack->input, line, rack->used + 1);
    if (rack->used == sizeof rack->input - 1)
        gone(rack); /* no line is that long */
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = -1;

    if (snprintf(address.sun_path, sizeof address.sun_path, "%s", path) <
        (int)sizeof address.sun_path)
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

struct rack *rack_new(struct loop *loop, const char *path, const struct rack_hooks *hooks,
                      void *owner, struct err *err)
{
    struct rack *rack = calloc(1, sizeof *rack);
    int fd = rack ? connect_to(path) : -1;

    if (fd < 0 || !loop_watch(loop, fd, POLLIN, readable, rack)) {
        if (fd >= 0)
            close(fd);
        free(rack);
        err_set(err, ERR_DEVICE, NULL, _("The rack of cards does not answer."), NULL);
        return NULL;
    }
    rack->loop = loop;
    rack->hooks = hooks;
    rack->owner = owner;
    rack->fd = fd;
    send_line(rack, "rack\n", ASKED_LIST);
    return rack;
}

void rack_free(struct rack **rack)
{
    struct rack *it = *rack;

    if (!it)
        return;
    if (it->fd >= 0) {
        loop_unwatch(it->loop, it->fd);
        close(it->fd);
    }
    free(it);
    *rack = NULL;
}

bool rack_do(struct rack *rack, const char *verb, const char *name)
{
    char line[COMMAND_SIZE];

    if (name && *name)
        snprintf(line, sizeof line, "%s %s\n", verb, name);
    else
        snprintf(line, sizeof line, "%s\n", verb);
    return send_line(rack, line, ASKED_COMMAND);
}
