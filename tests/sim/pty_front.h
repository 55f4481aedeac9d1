/* Plugs a model into a serial line: serves the far end of a pty in a thread of its own. What is
 * opened at the near end is a line like any other. */
#ifndef ANXIN_TESTS_SIM_PTY_FRONT_H
#define ANXIN_TESTS_SIM_PTY_FRONT_H

#include "tests/sim/model.h"

#include <pthread.h>

struct pty_front;

/* Serves `fd`, the far end, which stays the caller's and outlives the front. The model is used
 * under `lock`. `left`, if not NULL, is called (under it) when the model unplugs itself: nothing is
 * served any more. NULL without memory or thread. */
struct pty_front *pty_front_new(int fd, struct sim_model *model, pthread_mutex_t *lock,
                                void (*left)(void *user), void *user);
/* Not while holding the lock. */
void pty_front_free(struct pty_front *front);

/* Makes a pair of ends: the far one and, in `path`, the near one's name. -1 if there is none. */
int pty_front_open(char *path, size_t size);

#endif
