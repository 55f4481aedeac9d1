/* The one loop of a program with a screen: descriptors, timers, signals; no threads.
 *
 * A turn polls every watched descriptor, calls back those that are ready, then the timers that are
 * due, then the `after` function (which paints once). The loop knows neither libpq nor libusb: a
 * database socket or a device registry's eventfd is a watch like any other.
 *
 * Callbacks may add and remove watches and timers, their own too. Times are monotonic milliseconds.
 */
#ifndef ANXIN_KIT_LOOP_H
#define ANXIN_KIT_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

struct loop;

typedef void loop_fd_fn(void *owner, int fd, short revents); /* poll(2)'s bits */
typedef void loop_timer_fn(void *owner);
typedef void loop_signal_fn(void *owner, int signo);

struct loop *loop_new(struct err *err);
void loop_free(struct loop **loop);

/* Calls `ready` whenever `fd` has any of `events` (POLLIN, POLLOUT), or an error. Watching a
 * watched descriptor again replaces events, callback and owner. */
bool loop_watch(struct loop *loop, int fd, short events, loop_fd_fn *ready, void *owner);
void loop_unwatch(struct loop *loop, int fd);

/* Calls `due` once, `ms` from now. The number stops it; 0 is never given out. */
unsigned loop_after(struct loop *loop, int64_t ms, loop_timer_fn *due, void *owner);
/* Stops the timer and sets *timer to 0; nothing happens for 0 or one that has run. */
void loop_stop(struct loop *loop, unsigned *timer);

/* Takes TERM, HUP, INT, QUIT and WINCH from the process's ordinary handling and hands them to `fn`.
 * The mask is put back by loop_free. */
bool loop_signals(struct loop *loop, loop_signal_fn *fn, void *owner, struct err *err);

/* Called at the end of every turn. */
void loop_each_turn(struct loop *loop, loop_timer_fn *after, void *owner);

/* One turn; waits at most `most_ms` (-1: until something happens). */
bool loop_turn(struct loop *loop, int most_ms);
/* Turns until loop_end. Returns what loop_end was given. */
int loop_run(struct loop *loop);
void loop_end(struct loop *loop, int status);
bool loop_ended(const struct loop *loop);

int64_t loop_now(void);

#endif
