/* A slow line: a socket of PostgreSQL's kind that passes everything on to the real one, no faster
 * than so many bits a second, both directions together.
 *
 *   slow_link LISTEN TARGET BITS-PER-SECOND
 *
 * Says "ready" once it listens; ends when its standard input ends. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PAIRS = 16, TICK_MS = 10 };

struct pair {
    int fds[2]; /* client, server; -1: free */
};

static struct pair pairs[PAIRS];

static int open_socket(const char *path, bool listens)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (fd < 0 || (listens ? bind(fd, (struct sockaddr *)&address, sizeof address)
                           : connect(fd, (struct sockaddr *)&address, sizeof address)) != 0 ||
        (listens && listen(fd, 8) != 0)) {
        perror(path);
        exit(1);
    }
    return fd;
}

static void drop(struct pair *pair)
{
    close(pair->fds[0]);
    close(pair->fds[1]);
    pair->fds[0] = pair->fds[1] = -1;
}

static void take(int listener, const char *target)
{
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

    for (int i = 0; client >= 0 && i < PAIRS; i++)
        if (pairs[i].fds[0] < 0) {
            pairs[i].fds[0] = client;
            pairs[i].fds[1] = open_socket(target, false);
            return;
        }
    if (client >= 0)
        close(client);
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = send(fd, bytes, n, MSG_NOSIGNAL);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

/* One direction, at most `room` bytes; returns how many went, -1 at the end. */
static ssize_t pass(int from, int to, size_t room)
{
    char bytes[65536];
    ssize_t n = recv(from, bytes, room < sizeof bytes ? room : sizeof bytes, MSG_DONTWAIT);

    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
    return n == 0 || !write_all(to, bytes, (size_t)n) ? -1 : n;
}

static void tick(size_t budget)
{
    for (int i = 0; i < PAIRS; i++)
        for (int k = 0; k < 2 && budget > 0 && pairs[i].fds[0] >= 0; k++) {
            ssize_t n = pass(pairs[i].fds[k], pairs[i].fds[1 - k], budget);

            if (n < 0)
                drop(&pairs[i]);
            else
                budget -= (size_t)n;
        }
}

int main(int argc, char **argv)
{
    char *end = NULL;
    long bits = argc == 4 ? strtol(argv[3], &end, 10) : 0;
    int listener;

    if (bits < 8000 || *end) {
        fprintf(stderr, "usage: slow_link LISTEN TARGET BITS-PER-SECOND\n");
        return 2;
    }
    for (int i = 0; i < PAIRS; i++)
        pairs[i].fds[0] = pairs[i].fds[1] = -1;
    listener = open_socket(argv[1], true);
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                               {.fd = listener, .events = POLLIN}};

        poll(fds, 2, 0);
        if (fds[0].revents)
            return 0;
        if (fds[1].revents)
            take(listener, argv[2]);
        tick((size_t)(bits / 8 * TICK_MS / 1000));
        poll(NULL, 0, TICK_MS);
    }
}
