/* sim-tell LINE...: says each line to the simulator and prints its answers. Ends with 1 at the
 * first that is no "ok". */
#include "config.h"

#include "tests/sim/sim_client.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    int fd = sim_client_connect();
    char answer[16384];

    if (fd < 0) {
        fputs("sim-tell: no simulator at $ANXIN_SIM\n", stderr);
        return 1;
    }
    for (int i = 1; i < argc; i++) {
        bool ok = sim_client_ask(fd, argv[i], answer, sizeof answer);
        fputs(answer, stdout);
        if (!ok)
            return 1;
    }
    return 0;
}
