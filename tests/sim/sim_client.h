/* For tests: words to the simulator's socket. Not for anxin itself, which knows of no simulator but
 * by $ANXIN_SIM and the protocol. */
#ifndef ANXIN_TESTS_SIM_SIM_CLIENT_H
#define ANXIN_TESTS_SIM_SIM_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

/* Connects to $ANXIN_SIM; -1 if there is none. Closed with close(2). */
int sim_client_connect(void);

/* Sends one line and takes the whole answer, up to and with its "ok" or "error …" line. True for
 * "ok". The answer is cut to `size`. */
bool sim_client_ask(int fd, const char *line, char *answer, size_t size);

#endif
