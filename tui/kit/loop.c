#include "config.h"

#include "tui/kit/loop.h"

#include "core/base/i18n.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

struct watch {
    int fd;
    short events;
    unsigned serial; /* tells a watch from a later one on the same descriptor */
    loop_fd_fn *ready;
    void *owner;
};

struct timer {
    unsigned number;
    int64_t due;
    loop_timer_fn *fn;
    void *owner;
};

struct loop {
    struct watch *watches;
    struct pollfd *polls; /* as many as watches, filled for each turn */
    unsigned *serials;
    size_t watch_count, watch_room;
    struct timer *timers;
    size_t timer_count, timer_room;
    unsigned next_serial, next_timer;
    loop_timer_fn *after;
    void *after_owner;
    int signals; /* signalfd, -1 */
    loop_signal_fn *on_signal;
    void *signal_owner;
    sigset_t mask_before;
    bool ended;
    int status;
};

int64_t loop_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct loop *loop_new(struct err *err)
{
    struct loop *loop = calloc(1, sizeof *loop);

    if (!loop) {
        err_set(err, ERR_BUG, NULL, _("out of memory"), NULL);
        return NULL;
    }
    loop->signals = -1;
    return loop;
}

void loop_free(struct loop **at)
{
    struct loop *loop = *at;

    if (!loop)
        return;
    if (loop->signals >= 0) {
        struct signalfd_siginfo info;

        /* one that waits would end the program at once, with its screen still on the terminal */
        while (read(loop->signals, &info, sizeof info) == (ssize_t)sizeof info)
            ;
        close(loop->signals);
        pthread_sigmask(SIG_SETMASK, &loop->mask_before, NULL);
    }
    free(loop->watches);
    free(loop->polls);
    free(loop->serials);
    free(loop->timers);
    free(loop);
    *at = NULL;
}

static struct watch *find_watch(struct loop *loop, int fd)
{
    for (size_t i = 0; i < loop->watch_count; i++)
        if (loop->watches[i].fd == fd)
            return &loop->watches[i];
    return NULL;
}

static bool grow_watches(struct loop *loop)
{
    size_t room = loop->watch_room ? loop->watch_room * 2 : 8;
    struct watch *watches = realloc(loop->watches, room * sizeof *watches);
    struct pollfd *polls;
    unsigned *serials;

    if (!watches)
        return false;
    loop->watches = watches;
    polls = realloc(loop->polls, room * sizeof *polls);
    if (!polls)
        return false;
    loop->polls = polls;
    serials = realloc(loop->serials, room * sizeof *serials);
    if (!serials)
        return false;
    loop->serials = serials;
    loop->watch_room = room;
    return true;
}

bool loop_watch(struct loop *loop, int fd, short events, loop_fd_fn *ready, void *owner)
{
    struct watch *watch = find_watch(loop, fd);

    if (!watch) {
        if (loop->watch_count == loop->watch_room && !grow_watches(loop))
            return false;
        watch = &loop->watches[loop->watch_count++];
        watch->fd = fd;
        watch->serial = ++loop->next_serial;
    }
    watch->events = events;
    watch->ready = ready;
    watch->owner = owner;
    return true;
}

void loop_unwatch(struct loop *loop, int fd)
{
    struct watch *watch = find_watch(loop, fd);

    if (watch)
        *watch = loop->watches[--loop->watch_count];
}

unsigned loop_after(struct loop *loop, int64_t ms, loop_timer_fn *due, void *owner)
{
    struct timer *timer;

    if (loop->timer_count == loop->timer_room) {
        size_t room = loop->timer_room ? loop->timer_room * 2 : 8;
        struct timer *timers = realloc(loop->timers, room * sizeof *timers);

        if (!timers)
            return 0;
        loop->timers = timers;
        loop->timer_room = room;
    }
    timer = &loop->timers[loop->timer_count++];
    if (++loop->next_timer == 0)
        loop->next_timer = 1;
    timer->number = loop->next_timer;
    timer->due = loop_now() + ms;
    timer->fn = due;
    timer->owner = owner;
    return timer->number;
}

void loop_stop(struct loop *loop, unsigned *number)
{
    for (size_t i = 0; *number && i < loop->timer_count; i++)
        if (loop->timers[i].number == *number) {
            loop->timers[i] = loop->timers[--loop->timer_count];
            break;
        }
    *number = 0;
}

static void read_signals(void *owner, int fd, short revents)
{
    struct loop *loop = owner;
    struct signalfd_siginfo info;

    (void)revents;
    while (read(fd, &info, sizeof info) == (ssize_t)sizeof info)
        loop->on_signal(loop->signal_owner, (int)info.ssi_signo);
}

bool loop_signals(struct loop *loop, loop_signal_fn *fn, void *owner, struct err *err)
{
    sigset_t mask;

    sigemptyset(&mask);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGHUP);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGQUIT);
    sigaddset(&mask, SIGWINCH);
    if (pthread_sigmask(SIG_BLOCK, &mask, &loop->mask_before) != 0)
        return err_set(err, ERR_BUG, NULL, _("signals cannot be taken"), NULL);
    loop->signals = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
    loop->on_signal = fn;
    loop->signal_owner = owner;
    if (loop->signals < 0 || !loop_watch(loop, loop->signals, POLLIN, read_signals, loop)) {
        pthread_sigmask(SIG_SETMASK, &loop->mask_before, NULL);
        err_set(err, ERR_BUG, NULL, _("signals cannot be taken"), NULL);
        err_detail(err, "signalfd: %s", strerror(errno));
        return false;
    }
    return true;
}

void loop_each_turn(struct loop *loop, loop_timer_fn *after, void *owner)
{
    loop->after = after;
    loop->after_owner = owner;
}

static int wait_time(const struct loop *loop, int most_ms)
{
    int64_t now = loop_now(), left = most_ms;

    for (size_t i = 0; i < loop->timer_count; i++) {
        int64_t until = loop->timers[i].due - now;

        if (until < 0)
            until = 0;
        if (left < 0 || until < left)
            left = until;
    }
    return left > 1000000 ? 1000000 : (int)left;
}

static void call_watches(struct loop *loop, size_t polled)
{
    for (size_t i = 0; i < polled && !loop->ended; i++) {
        struct watch *watch;

        if (loop->polls[i].revents == 0)
            continue;
        /* an earlier callback may have taken this one away, or put another on its descriptor */
        watch = find_watch(loop, loop->polls[i].fd);
        if (watch && watch->serial == loop->serials[i])
            watch->ready(watch->owner, watch->fd, loop->polls[i].revents);
    }
}

/* Only timers that were due at the beginning run, so that one that sets itself again at 0 ms does
 * not keep the others from their turn. */
static void call_timers(struct loop *loop)
{
    int64_t now = loop_now();
    unsigned last = loop->next_timer;

    while (!loop->ended) {
        struct timer *next = NULL, timer;

        for (size_t i = 0; i < loop->timer_count; i++) {
            struct timer *t = &loop->timers[i];

            if (t->due <= now && (int)(last - t->number) >= 0 && (!next || t->due < next->due))
                next = t;
        }
        if (!next)
            return;
        timer = *next;
        *next = loop->timers[--loop->timer_count];
        timer.fn(timer.owner);
    }
}

bool loop_turn(struct loop *loop, int most_ms)
{
    size_t count = loop->watch_count;
    int ready;

    for (size_t i = 0; i < count; i++) {
        loop->polls[i].fd = loop->watches[i].fd;
        loop->polls[i].events = loop->watches[i].events;
        loop->polls[i].revents = 0;
        loop->serials[i] = loop->watches[i].serial;
    }
    ready = poll(loop->polls, (nfds_t)count, wait_time(loop, most_ms));
    if (ready < 0 && errno != EINTR && errno != EAGAIN)
        return false;
    if (ready > 0)
        call_watches(loop, count);
    call_timers(loop);
    if (loop->after && !loop->ended)
        loop->after(loop->after_owner);
    return true;
}

int loop_run(struct loop *loop)
{
    while (!loop->ended)
        if (!loop_turn(loop, -1))
            loop_end(loop, 1);
    return loop->status;
}

void loop_end(struct loop *loop, int status)
{
    if (!loop->ended)
        loop->status = status;
    loop->ended = true;
}

bool loop_ended(const struct loop *loop)
{
    return loop->ended;
}
