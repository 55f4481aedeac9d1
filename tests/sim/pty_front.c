#include "config.h"

#include "tests/sim/pty_front.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* How often it looks for what has become ready; a byte from the host is noticed at once. */
#define TURN_MS 3

struct pty_front {
    int fd;
    struct sim_model *model;
    pthread_mutex_t *lock;
    void (*left)(void *user);
    void *user;
    pthread_t thread;
    atomic_bool stopping;
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A module hears nothing at another rate than its own. */
static bool same_rate(const struct pty_front *p)
{
    static const struct {
        int rate;
        speed_t speed;
    } speeds[] = {{9600, B9600}, {57600, B57600}, {115200, B115200}};
    struct termios line;

    if (tcgetattr(p->fd, &line) != 0)
        return false;
    for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++) {
        if (speeds[i].rate == p->model->rate)
            return cfgetospeed(&line) == speeds[i].speed;
    }
    return false;
}

static void put(const struct pty_front *p, const uint8_t *bytes, size_t n)
{
    while (n > 0 && !atomic_load(&p->stopping)) {
        ssize_t done = write(p->fd, bytes, n);
        if (done < 0 && errno != EAGAIN && errno != EINTR)
            return;
        if (done < 0)
            poll(NULL, 0, 1);
        else {
            bytes += done;
            n -= (size_t)done;
        }
    }
}

/* Under the lock. Returns false when the model is gone. */
static bool take_in(struct pty_front *p, const uint8_t *bytes, size_t n)
{
    enum sim_io io;

    if (!same_rate(p))
        return true;
    io = sim_model_edge(p->model);
    if (io == SIM_OK)
        io = sim_model_write(p->model, SIM_HEAD_OUT, bytes, n, now_ms());
    return io != SIM_GONE;
}

/* One chunk that is ready, if there is one. A line cannot halt: what would, is not sent. */
static bool give_out(struct pty_front *p, bool *gone)
{
    uint8_t bytes[4096];
    size_t got;
    int64_t ready;

    pthread_mutex_lock(p->lock);
    enum sim_io io =
        sim_model_read(p->model, SIM_HEAD_IN, bytes, sizeof bytes, &got, now_ms(), &ready);
    if (io == SIM_STALL)
        sim_model_clear(p->model);
    if (io == SIM_OK && got > 0 && sim_model_edge(p->model) == SIM_GONE)
        io = SIM_GONE;
    *gone = io == SIM_GONE;
    if (*gone && p->left != NULL)
        p->left(p->user);
    pthread_mutex_unlock(p->lock);
    if (io == SIM_OK)
        put(p, bytes, got);
    return io == SIM_OK;
}

static void *serve(void *argument)
{
    struct pty_front *p = argument;
    bool gone = false;

    while (!atomic_load(&p->stopping) && !gone) {
        struct pollfd fd = {.fd = p->fd, .events = POLLIN};
        uint8_t bytes[512];
        ssize_t n = 0;
        if (poll(&fd, 1, TURN_MS) > 0)
            n = read(p->fd, bytes, sizeof bytes);
        if (n < 0 || (n == 0 && fd.revents & POLLHUP))
            poll(NULL, 0, TURN_MS); /* nobody has it open */
        pthread_mutex_lock(p->lock);
        if (n > 0 && !take_in(p, bytes, (size_t)n)) {
            gone = true;
            if (p->left != NULL)
                p->left(p->user);
        }
        pthread_mutex_unlock(p->lock);
        while (!gone && give_out(p, &gone))
            continue;
    }
    return NULL;
}

struct pty_front *pty_front_new(int fd, struct sim_model *model, pthread_mutex_t *lock,
                                void (*left)(void *user), void *user)
{
    struct pty_front *p = calloc(1, sizeof *p);

    if (p == NULL)
        return NULL;
    *p = (struct pty_front){.fd = fd, .model = model, .lock = lock, .left = left, .user = user};
    atomic_init(&p->stopping, false);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    if (pthread_create(&p->thread, NULL, serve, p) != 0) {
        free(p);
        return NULL;
    }
    return p;
}

void pty_front_free(struct pty_front *p)
{
    if (p == NULL)
        return;
    atomic_store(&p->stopping, true);
    pthread_join(p->thread, NULL);
    free(p);
}

int pty_front_open(char *path, size_t size)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (fd >= 0 && grantpt(fd) == 0 && unlockpt(fd) == 0 && ptsname_r(fd, path, size) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}
