/* The monotonic clock, put forward. A test that has this links with --wrap=clock_gettime. */
#ifndef ANXIN_TESTS_FAKE_CLOCK_H
#define ANXIN_TESTS_FAKE_CLOCK_H

/* It goes on by so much. */
void fake_pass(int seconds);

#endif
