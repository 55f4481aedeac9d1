#include "config.h"

#include "drivers/event_queue.h"

#include "core/base/secret.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define MANY 1000

struct event_node {
    struct event_node *next;
    struct device_event event;
};

void device_event_clear(struct device_event *event)
{
    secret_wipe(event, sizeof *event);
}

bool event_queue_init(struct event_queue *queue)
{
    *queue = (struct event_queue){.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    return queue->fd >= 0;
}

void event_queue_clear(struct event_queue *queue)
{
    struct device_event event;

    while (event_queue_pop(queue, &event))
        device_event_clear(&event);
    if (queue->fd >= 0)
        close(queue->fd);
    queue->fd = -1;
}

void event_queue_push(struct event_queue *queue, const struct device_event *event)
{
    struct event_node *node = queue->last;
    bool keep = event->kind == DEVICE_EVENT_ATTACHED || event->kind == DEVICE_EVENT_GONE;
    uint64_t one = 1;

    if (node != NULL && event->kind == DEVICE_EVENT_PROGRESS &&
        node->event.kind == DEVICE_EVENT_PROGRESS && node->event.device == event->device) {
        node->event = *event;
        return;
    }
    if (queue->count >= MANY && !keep)
        return;
    node = malloc(sizeof *node);
    if (node == NULL)
        return;
    node->next = NULL;
    node->event = *event;
    if (queue->last != NULL)
        queue->last->next = node;
    else
        queue->first = node;
    queue->last = node;
    /* Only a full counter can refuse, and then the descriptor is readable anyway. */
    if (queue->count++ == 0 && write(queue->fd, &one, sizeof one) < 0)
        return;
}

bool event_queue_pop(struct event_queue *queue, struct device_event *event)
{
    struct event_node *node = queue->first;
    uint64_t ignored;

    if (node == NULL)
        return false;
    *event = node->event;
    queue->first = node->next;
    if (queue->first == NULL)
        queue->last = NULL;
    device_event_clear(&node->event);
    free(node);
    if (--queue->count == 0 && read(queue->fd, &ignored, sizeof ignored) < 0)
        return true; /* not readable: as it should be */
    return true;
}
