/* service-sim FOLDER: plays the SMS gateway, the business registry, the geocoder and the bank's
 * channel for micro-deposits on one HTTPS port of this machine, until it is killed.
 *
 *   FOLDER/port       the port, once it listens
 *   FOLDER/ca.pem     whom to trust
 *   FOLDER/ledger     one line "KIND KEY" for each thing that was done: nothing is done once only
 *                     because its key was seen before, so a test can count
 *   FOLDER/statement  what the account's holder sees: a line "received AMOUNT" for each deposit
 *   FOLDER/last.KIND  the last request, head and body
 *   FOLDER/fault.KIND a fault's word (README.md); "once" behind it: for one request
 *   FOLDER/fault.all  deaf or other: before any request is read
 *
 * KIND is sms, registry, geocode, deposit or inquiry. */
#include "config.h"

#include "tests/sim/service.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char *folder;

static const char *path_of(const char *name, const char *kind)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s%s%s", folder, name, kind ? "." : "", kind ? kind : "");
    return path;
}

static void put(const char *name, const char *kind, int flags, const char *text)
{
    int fd = open(path_of(name, kind), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);

    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        perror(name);
    if (fd >= 0)
        close(fd);
}

/* The fault that is set for a kind, or "". */
static void fault_of(const char *kind, char fault[32])
{
    char text[64] = "", once[16] = "";
    int fd = open(path_of("fault", kind), O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;

    if (fd >= 0)
        close(fd);
    fault[0] = '\0';
    if (n <= 0 || sscanf(text, "%31s %15s", fault, once) < 1)
        return;
    if (strcmp(once, "once") == 0)
        unlink(path_of("fault", kind));
}

/* As long as the fault's file is there. */
static void wait_out(const char *kind)
{
    const struct timespec step = {0, 20 * 1000 * 1000};

    while (access(path_of("fault", kind), F_OK) == 0)
        nanosleep(&step, NULL);
}

static void answer(SSL *tls, int status, const char *body, size_t n)
{
    char head[256];
    int length = snprintf(head, sizeof head,
                          "HTTP/1.1 %d Answer\r\nContent-Type: application/json\r\n"
                          "Content-Length: %zu\r\n%sConnection: close\r\n\r\n",
                          status, n, status == 302 ? "Location: https://127.0.0.1:1/\r\n" : "");

    if (SSL_write(tls, head, length) > 0 && n > 0)
        SSL_write(tls, body, (int)n);
}

static void answer_text(SSL *tls, int status, const char *body)
{
    answer(tls, status, body, strlen(body));
}

static void answer_huge(SSL *tls)
{
    size_t n = 10u << 20;
    char *body = malloc(n);

    if (!body)
        return;
    memset(body, 'x', n);
    memcpy(body, "{\"a\":\"", 6);
    memcpy(body + n - 2, "\"}", 2);
    answer(tls, 200, body, n);
    free(body);
}

/* True: the fault was the answer. */
static bool answer_wrong(SSL *tls, const char *kind, const char *fault, const char *good)
{
    char text[2048];
    long status = strtol(fault, NULL, 10);

    if (status >= 100) {
        answer_text(tls, (int)status, "{\"error\":\"as told\"}");
    } else if (strcmp(fault, "slow") == 0) {
        wait_out(kind);
        return false;
    } else if (strcmp(fault, "lost") == 0) {
        return true;
    } else if (strcmp(fault, "cut") == 0) {
        snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%.*s",
                 strlen(good) + 40, (int)strlen(good) / 2, good);
        SSL_write(tls, text, (int)strlen(text));
    } else if (strcmp(fault, "nonsense") == 0) {
        answer_text(tls, 200, "<html>busy</html>");
    } else if (strcmp(fault, "nested") == 0) {
        answer_text(tls, 200, "{\"a\":{\"b\":[1,2,3]}}");
    } else if (strcmp(fault, "huge") == 0) {
        answer_huge(tls);
    } else if (strcmp(fault, "twice") == 0) {
        snprintf(text, sizeof text, "%s%s", good, good);
        answer_text(tls, 200, text);
    } else {
        return false;
    }
    return true;
}

static bool in_ledger(const char *kind, const char *key)
{
    char line[256], wanted[256];
    FILE *file = fopen(path_of("ledger", NULL), "r");
    bool found = false;

    snprintf(wanted, sizeof wanted, "%s %.128s\n", kind, key);
    while (file && !found && fgets(line, sizeof line, file))
        found = strcmp(line, wanted) == 0;
    if (file)
        fclose(file);
    return found;
}

/* Does the question's address hold the word? It is written as %XX there. */
static bool has_word(const char *path, const char *word)
{
    char escaped[256] = "";

    for (size_t n = 0; *word && n + 4 < sizeof escaped; word++, n += 3)
        snprintf(escaped + n, 4, "%%%02X", (unsigned char)*word);
    return strstr(path, escaped) != NULL;
}

/* What a service without faults would say. */
static const char *good_answer(const char *kind, const struct service_request *request)
{
    if (strcmp(kind, "registry") == 0)
        return strstr(request->body, "样本建设有限公司")
                   ? "{\"found\":true,\"name\":\"样本建设有限公司\","
                     "\"uscc\":\"91650100MA0007YB27\",\"legal_representative\":\"样本四\","
                     "\"region\":\"650102\",\"founded_on\":\"2015-03-01\","
                     "\"address\":\"样本路4号\"}"
                   : "{\"found\":false}";
    if (strcmp(kind, "geocode") == 0) {
        if (has_word(request->path, "样本查无"))
            return "{\"msg\":\"无结果\",\"searchVersion\":\"6.4.9V\",\"status\":\"101\"}";
        return "{\"msg\":\"ok\",\"location\":{\"score\":100,\"level\":\"门址\",\"lon\":\"75."
               "989402\","
               "\"lat\":39.470512,\"keyWord\":\"样本路\"},\"searchVersion\":\"6.4.9V\",\"status\":"
               "\"0\"}";
    }
    if (strcmp(kind, "sms") == 0)
        return "{\"id\":\"m-1\"}";
    return "{\"state\":\"accepted\"}";
}

static const char *kind_of(const struct service_request *request)
{
    if (strncmp(request->path, "/deposits/", 10) == 0 && strcmp(request->method, "GET") == 0)
        return "inquiry";
    if (strncmp(request->path, "/geocode?ds=%7B%22keyWord%22%3A%22", 34) == 0 &&
        strcmp(request->method, "GET") == 0)
        return "geocode";
    if (strcmp(request->method, "POST") != 0)
        return NULL;
    if (strcmp(request->path, "/deposits") == 0)
        return "deposit";
    for (const char *const *k = (const char *const[]){"sms", "registry", NULL}; *k; k++)
        if (strcmp(request->path + 1, *k) == 0)
            return *k;
    return NULL;
}

/* The bank pays: its customer sees the amount in yuan, and nobody else. */
static void pay(const char *body)
{
    const char *at = strstr(body, "\"amount_fen\":");
    long fen = at ? strtol(at + strlen("\"amount_fen\":"), NULL, 10) : 0;
    char line[64];

    snprintf(line, sizeof line, "received %ld.%02ld\n", fen / 100, fen % 100);
    put("statement", NULL, O_APPEND, line);
}

static void serve(SSL *tls)
{
    static struct service_request request;
    const char *kind, *good;
    char fault[32], line[256];

    if (!service_read(tls, &request))
        return;
    kind = kind_of(&request);
    if (!kind) {
        answer_text(tls, 404, "no such place");
        return;
    }
    put("last", kind, O_TRUNC, request.text);
    fault_of(kind, fault);
    if (strcmp(kind, "geocode") == 0 && !strstr(request.path, "&tk=")) {
        answer_text(tls, 403, "{\"msg\":\"no key\"}");
        return;
    }
    if (strcmp(kind, "inquiry") == 0) {
        if (answer_wrong(tls, kind, fault, "{}"))
            return;
        if (in_ledger("deposit", request.path + strlen("/deposits/")))
            answer_text(tls, 200, "{\"state\":\"accepted\"}");
        else
            answer_text(tls, 404, "{}");
        return;
    }
    if (fault[0] != '4') { /* what is refused is not done */
        snprintf(line, sizeof line, "%s %s\n", kind, request.key);
        put("ledger", NULL, O_APPEND, line);
        if (strcmp(kind, "deposit") == 0)
            pay(request.body);
    }
    good = good_answer(kind, &request);
    if (!answer_wrong(tls, kind, fault, good))
        answer_text(tls, 200, good);
}

static void one(int client, SSL_CTX *good, SSL_CTX *other)
{
    char fault[32];
    SSL *tls;

    fault_of("all", fault);
    if (strcmp(fault, "deaf") == 0)
        wait_out("all");
    tls = SSL_new(strcmp(fault, "other") == 0 ? other : good);
    if (tls && SSL_set_fd(tls, client) == 1 && SSL_accept(tls) == 1) {
        serve(tls);
        SSL_shutdown(tls);
    }
    SSL_free(tls);
    close(client);
}

static int begin(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    char port[16];
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&here, sizeof here) != 0 || listen(fd, 32) != 0 ||
        getsockname(fd, (struct sockaddr *)&here, &size) != 0) {
        perror("service-sim");
        return -1;
    }
    snprintf(port, sizeof port, "%d\n", ntohs(here.sin_port));
    put("port.new", NULL, O_TRUNC, port);
    snprintf(port, sizeof port, "port");
    char from[512];
    snprintf(from, sizeof from, "%s", path_of("port.new", NULL));
    return rename(from, path_of(port, NULL)) == 0 ? fd : -1;
}

int main(int argc, char **argv)
{
    SSL_CTX *good, *other;
    int fd;

    if (argc != 2) {
        fputs("usage: service-sim FOLDER\n", stderr);
        return 2;
    }
    folder = argv[1];
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    if (!service_certificates(folder, &good, &other) || (fd = begin()) < 0)
        return 1;
    for (;;) {
        int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
        pid_t pid = client >= 0 ? fork() : -1;

        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            close(fd);
            one(client, good, other);
            _exit(0);
        }
        if (client >= 0)
            close(client);
        else if (errno != EINTR)
            return 1;
    }
}
