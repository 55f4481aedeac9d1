/* Events on their way from device threads to the program: a list under the registry's lock, and an
 * eventfd that is readable while the list is not empty. */
#ifndef ANXIN_DRIVERS_EVENT_QUEUE_H
#define ANXIN_DRIVERS_EVENT_QUEUE_H

#include "drivers/driver.h"

struct event_node;

struct event_queue {
    int fd;
    size_t count;
    struct event_node *first;
    struct event_node *last;
};

/* False when no eventfd is to be had. */
bool event_queue_init(struct event_queue *queue);
void event_queue_clear(struct event_queue *queue);

/* Copies. A PROGRESS of the same device that waits at the end is replaced. When very many events
 * wait (nobody takes them), only ATTACHED and GONE are still added. */
void event_queue_push(struct event_queue *queue, const struct device_event *event);

bool event_queue_pop(struct event_queue *queue, struct device_event *event);

#endif
