#include "config.h"

#include "tests/sim/sim_server.h"

#include <errno.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define LINE_MAX_LEN 1024

struct sim_server {
    struct sim_bench *bench;
    char folder[64];
    char path[96];
    int fd;
    guint source;
};

struct client {
    struct sim_server *server;
    int fd;
    GString *input;
};

static void obey_lines(struct client *c)
{
    char *end;

    while ((end = memchr(c->input->str, '\n', c->input->len)) != NULL) {
        GString *answer = g_string_new(NULL);
        *end = '\0';
        g_strchomp(c->input->str);
        sim_bench_obey(c->server->bench, c->input->str, answer);
        /* An answer fits a socket's buffer; who does not read it hangs up on himself. */
        ssize_t sent = send(c->fd, answer->str, answer->len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent != (ssize_t)answer->len)
            shutdown(c->fd, SHUT_RDWR);
        g_string_erase(c->input, 0, end + 1 - c->input->str);
        g_string_free(answer, TRUE);
    }
}

static void client_free(void *user)
{
    struct client *c = user;

    close(c->fd);
    g_string_free(c->input, TRUE);
    free(c);
}

static gboolean client_speaks(gint fd, GIOCondition condition, gpointer user)
{
    struct client *c = user;
    char bytes[512];
    ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);

    (void)condition;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return G_SOURCE_CONTINUE;
    if (n <= 0 || c->input->len + (gsize)n > LINE_MAX_LEN)
        return G_SOURCE_REMOVE;
    g_string_append_len(c->input, bytes, n);
    obey_lines(c);
    return G_SOURCE_CONTINUE;
}

static gboolean client_comes(gint fd, GIOCondition condition, gpointer user)
{
    struct client *c = calloc(1, sizeof *c);

    (void)condition;
    if (c == NULL)
        return G_SOURCE_CONTINUE;
    c->fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (c->fd < 0) {
        free(c);
        return G_SOURCE_CONTINUE;
    }
    c->server = user;
    c->input = g_string_new(NULL);
    g_unix_fd_add_full(G_PRIORITY_DEFAULT, c->fd, G_IO_IN | G_IO_HUP, client_speaks, c,
                       client_free);
    return G_SOURCE_CONTINUE;
}

struct sim_server *sim_server_new(struct sim_bench *bench)
{
    struct sim_server *s = calloc(1, sizeof *s);
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (s == NULL)
        return NULL;
    s->bench = bench;
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    snprintf(s->folder, sizeof s->folder, "/tmp/anxin-sim-XXXXXX");
    if (s->fd < 0 || mkdtemp(s->folder) == NULL) {
        perror("anxin-sim: socket");
        sim_server_free(s);
        return NULL;
    }
    snprintf(s->path, sizeof s->path, "%s/socket", s->folder);
    memcpy(address.sun_path, s->path, strlen(s->path) + 1);
    if (bind(s->fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        listen(s->fd, 8) != 0) {
        perror("anxin-sim: socket");
        sim_server_free(s);
        return NULL;
    }
    s->source = g_unix_fd_add(s->fd, G_IO_IN, client_comes, s);
    return s;
}

void sim_server_free(struct sim_server *s)
{
    if (s == NULL)
        return;
    if (s->source != 0)
        g_source_remove(s->source);
    if (s->fd >= 0)
        close(s->fd);
    if (s->path[0] != '\0')
        unlink(s->path);
    rmdir(s->folder);
    free(s);
}

const char *sim_server_path(const struct sim_server *s)
{
    return s->path;
}
