#include "config.h"

#include "tests/screen/fake_clock.h"

#include <time.h>

static int passed;

/* The linker's names: every call of clock_gettime() comes here, libc's own is the real one. */
int __real_clock_gettime(clockid_t clock, struct timespec *at);
int __wrap_clock_gettime(clockid_t clock, struct timespec *at);

int __wrap_clock_gettime(clockid_t clock, struct timespec *at)
{
    int result = __real_clock_gettime(clock, at);

    if (clock == CLOCK_MONOTONIC)
        at->tv_sec += passed;
    return result;
}

void fake_pass(int seconds)
{
    passed += seconds;
}
