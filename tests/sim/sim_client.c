#include "config.h"

#include "tests/sim/sim_client.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MS 20000

int sim_client_connect(void)
{
    const char *path = getenv("ANXIN_SIM");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd;

    if (path == NULL || strlen(path) >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, path, strlen(path) + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The last line there is, if it is whole. */
static const char *last_line(const char *answer, size_t len)
{
    const char *at = answer + len;

    if (len == 0 || at[-1] != '\n')
        return "";
    at--;
    while (at > answer && at[-1] != '\n')
        at--;
    return at;
}

bool sim_client_ask(int fd, const char *line, char *answer, size_t size)
{
    char out[512];
    size_t len = 0;
    int n = snprintf(out, sizeof out, "%s\n", line);

    answer[0] = '\0';
    if (n < 0 || (size_t)n >= sizeof out || send(fd, out, (size_t)n, MSG_NOSIGNAL) != n)
        return false;
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, ANSWER_MS) <= 0)
            return false;
        ssize_t got = recv(fd, answer + len, size - 1 - len, 0);
        if (got <= 0)
            return false;
        len += (size_t)got;
        answer[len] = '\0';
        const char *last = last_line(answer, len);
        if (strncmp(last, "ok", 2) == 0)
            return true;
        if (strncmp(last, "error", 5) == 0 || len + 1 >= size)
            return false;
    }
}
