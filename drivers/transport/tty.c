#include "config.h"

#include "drivers/transport/tty.h"

#include "core/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct tty {
    struct transport base;
    int fd;
    int wake; /* readable once cancelled */
    atomic_bool cancelled;
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum transport_status from_errno(int code)
{
    switch (code) {
    case EIO:
    case ENXIO:
    case ENODEV:
    case EBADF:
        return TRANSPORT_GONE;
    default:
        return TRANSPORT_PROTO;
    }
}

/* Waits until the port can be read or written. */
static enum transport_status wait_for(struct tty *t, short events, int64_t until)
{
    struct pollfd fds[2] = {{.fd = t->fd, .events = events}, {.fd = t->wake, .events = POLLIN}};

    for (;;) {
        int64_t left = until - now_ms();
        int n = poll(fds, 2, left > 0 ? (int)left : 0);
        if (atomic_load(&t->cancelled))
            return TRANSPORT_TIMEOUT;
        if (n < 0 && errno != EINTR)
            return TRANSPORT_PROTO;
        if (n > 0 && fds[0].revents & events)
            return TRANSPORT_OK;
        if (n > 0 && fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
            return TRANSPORT_GONE;
        if (left <= 0)
            return TRANSPORT_TIMEOUT;
    }
}

static enum transport_status tty_write(struct transport *base, const uint8_t *data, size_t len,
                                       int timeout_ms)
{
    struct tty *t = (struct tty *)base;
    int64_t until = now_ms() + timeout_ms;

    while (len > 0) {
        enum transport_status status = wait_for(t, POLLOUT, until);
        if (status != TRANSPORT_OK)
            return status;
        ssize_t n = write(t->fd, data, len);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return from_errno(errno);
        if (n > 0) {
            data += n;
            len -= (size_t)n;
        }
    }
    return TRANSPORT_OK;
}

static enum transport_status tty_read(struct transport *base, uint8_t *buf, size_t cap, size_t *got,
                                      int timeout_ms)
{
    struct tty *t = (struct tty *)base;
    int64_t until = now_ms() + timeout_ms;

    for (;;) {
        enum transport_status status = wait_for(t, POLLIN, until);
        if (status != TRANSPORT_OK)
            return status;
        ssize_t n = read(t->fd, buf, cap);
        if (n > 0) {
            *got = (size_t)n;
            return TRANSPORT_OK;
        }
        if (n == 0)
            return TRANSPORT_GONE; /* hung up: a port that is there says EAGAIN */
        if (errno != EAGAIN && errno != EINTR)
            return from_errno(errno);
    }
}

static enum transport_status tty_read_body(struct transport *base, uint8_t *buf, size_t cap,
                                           size_t *got, int timeout_ms)
{
    (void)base, (void)buf, (void)cap, (void)got, (void)timeout_ms;
    return TRANSPORT_PROTO; /* a line has one way in */
}

static enum transport_status tty_control(struct transport *base, uint8_t request_type,
                                         uint8_t request, uint16_t value, uint16_t index,
                                         uint8_t *data, size_t len, size_t *got, int timeout_ms)
{
    (void)base, (void)request_type, (void)request, (void)value, (void)index, (void)data, (void)len;
    (void)got, (void)timeout_ms;
    return TRANSPORT_STALL;
}

static enum transport_status tty_drain(struct transport *base, int quiet_ms, size_t *dropped)
{
    uint8_t rubbish[TRANSPORT_READ_MIN];
    enum transport_status status;

    do {
        size_t got = 0;
        status = tty_read(base, rubbish, sizeof rubbish, &got, quiet_ms);
        *dropped += got;
    } while (status == TRANSPORT_OK && *dropped < TRANSPORT_DRAIN_MAX);
    secret_wipe(rubbish, sizeof rubbish);
    if (status == TRANSPORT_OK)
        return TRANSPORT_PROTO; /* it never stops talking */
    return status == TRANSPORT_TIMEOUT ? TRANSPORT_OK : status;
}

static enum transport_status tty_clear(struct transport *base)
{
    struct tty *t = (struct tty *)base;

    return tcflush(t->fd, TCIOFLUSH) == 0 ? TRANSPORT_OK : from_errno(errno);
}

static void tty_cancel(struct transport *base)
{
    struct tty *t = (struct tty *)base;
    uint64_t one = 1;

    atomic_store(&t->cancelled, true);
    if (write(t->wake, &one, sizeof one) < 0)
        return; /* only a full counter refuses, and then it is readable */
}

static int64_t tty_now(struct transport *base)
{
    (void)base;
    return now_ms();
}

static void tty_close(struct transport *base)
{
    struct tty *t = (struct tty *)base;

    /* Without this a close waits for what was never sent. */
    tcflush(t->fd, TCIOFLUSH);
    close(t->fd);
    close(t->wake);
    free(t);
}

static const struct transport_ops tty_ops = {
    .name = "serial",
    .write = tty_write,
    .read = tty_read,
    .read_body = tty_read_body,
    .control = tty_control,
    .drain = tty_drain,
    .clear = tty_clear,
    .cancel = tty_cancel,
    .now = tty_now,
    .close = tty_close,
};

static const struct {
    int rate;
    speed_t speed;
} speeds[] = {{9600, B9600}, {19200, B19200}, {38400, B38400}, {57600, B57600}, {115200, B115200}};

/* Bytes as they are, at this rate; the modem's lines are not asked. */
static bool set_line(int fd, int rate)
{
    struct termios line;

    if (tcgetattr(fd, &line) != 0)
        return false;
    cfmakeraw(&line);
    line.c_cflag |= CLOCAL | CREAD;
    line.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS | HUPCL);
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++) {
        if (speeds[i].rate == rate && cfsetspeed(&line, speeds[i].speed) == 0)
            return tcsetattr(fd, TCSANOW, &line) == 0;
    }
    errno = EINVAL;
    return false;
}

struct transport *tty_transport_new(const char *path, int rate, int *code)
{
    struct tty *t = calloc(1, sizeof *t);

    if (t == NULL) {
        *code = ENOMEM;
        return NULL;
    }
    t->base.ops = &tty_ops;
    t->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    t->fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    /* Others are kept out while it is ours; a port that cannot do that works all the same. */
    if (t->fd >= 0)
        ioctl(t->fd, TIOCEXCL);
    if (t->fd >= 0 && t->wake >= 0 && set_line(t->fd, rate))
        return &t->base;
    *code = errno != 0 ? errno : EIO;
    if (t->fd >= 0)
        close(t->fd);
    if (t->wake >= 0)
        close(t->wake);
    free(t);
    return NULL;
}
