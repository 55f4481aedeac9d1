/* Prints how long a card takes from being laid down to its event, in milliseconds, on a simulated
 * reader that answers at once: what the driver adds (SPEC 23). No part of pass or fail.
 *   anxin-sim [--profile single] -- tests/device/latency [TIMES] */
#include "config.h"

#include "drivers/driver.h"
#include "tests/sim/sim_client.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TIMES_MAX 10000

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1000000;
}

static bool wait_for(struct registry *reg, enum device_event_kind kind)
{
    struct device_event event;
    struct pollfd fd = {.fd = registry_fd(reg), .events = POLLIN};
    double until = now_ms() + 20000;

    while (now_ms() < until) {
        while (registry_next(reg, &event)) {
            if (event.kind == kind)
                return true;
        }
        poll(&fd, 1, 1000);
    }
    return false;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static double took[TIMES_MAX];
    long times = argc > 1 ? strtol(argv[1], NULL, 10) : 200;
    struct registry *reg;
    char answer[256];
    struct err err;
    int sim = sim_client_connect();

    if (sim < 0 || times < 1 || times > TIMES_MAX) {
        fputs("usage: anxin-sim -- latency [TIMES]\n", stderr);
        return 2;
    }
    reg = registry_new(NULL, &err);
    if (reg == NULL || !wait_for(reg, DEVICE_EVENT_ATTACHED))
        return 1;
    for (long i = 0; i < times; i++) {
        poll(NULL, 0, (int)(40 + i * 7 % 60)); /* at any moment between two looks */
        double from = now_ms();
        if (!sim_client_ask(sim, i % 2 ? "card T1" : "card T2", answer, sizeof answer) ||
            !wait_for(reg, DEVICE_EVENT_CARD))
            return 1;
        took[i] = now_ms() - from;
        poll(NULL, 0, 150); /* nobody lifts a card more quickly */
        if (!sim_client_ask(sim, "lift", answer, sizeof answer) ||
            !wait_for(reg, DEVICE_EVENT_CARD_LIFTED))
            return 1;
    }
    registry_free(&reg);
    close(sim);
    qsort(took, (size_t)times, sizeof took[0], ascending);
    printf("card to event, ms: median %.1f, 99th percentile %.1f, worst %.1f of %ld\n",
           took[times / 2], took[times * 99 / 100], took[times - 1], times);
    return 0;
}
