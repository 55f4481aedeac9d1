/* Two things wait in libpq 15 and libc whatever one does: looking a name up, and asking the server
 * to cancel. Each is done by a thread that touches nothing but its own struct helper. */
#include "config.h"

#include "core/db/db_private.h"

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

static void unuse(struct helper *helper)
{
    if (atomic_fetch_sub(&helper->users, 1) != 1)
        return;
    if (helper->cancel)
        PQfreeCancel(helper->cancel);
    close(helper->wake);
    free(helper);
}

static void finish(struct helper *helper)
{
    atomic_store(&helper->over, true);
    eventfd_write(helper->wake, 1);
    unuse(helper);
}

static void *look_up(void *argument)
{
    struct helper *helper = argument;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG}, *found = NULL;

    if (getaddrinfo(helper->host, NULL, &hints, &found) != 0)
        found = NULL;
    for (const struct addrinfo *a = found; a && helper->count < ADDRESSES_MAX; a = a->ai_next)
        if (getnameinfo(a->ai_addr, a->ai_addrlen, helper->addresses[helper->count], ADDRESS_SIZE,
                        NULL, 0, NI_NUMERICHOST) == 0)
            helper->count++;
    if (found)
        freeaddrinfo(found);
    finish(helper);
    return NULL;
}

static void *cancel(void *argument)
{
    struct helper *helper = argument;
    char said[256];

    PQcancel(helper->cancel, said, sizeof said);
    finish(helper);
    return NULL;
}

/* A detached thread with every signal blocked: they are the loop's. */
static bool run(struct helper *helper, void *(*work)(void *))
{
    sigset_t all, old;
    pthread_t thread;
    int wrong;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    wrong = pthread_create(&thread, NULL, work, helper);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (wrong == 0)
        pthread_detach(thread);
    return wrong == 0;
}

static struct helper *helper_new(int wake)
{
    struct helper *helper = calloc(1, sizeof *helper);

    if (!helper)
        return NULL;
    atomic_init(&helper->users, 2);
    atomic_init(&helper->over, false);
    helper->wake = dup(wake);
    if (helper->wake >= 0)
        return helper;
    free(helper);
    return NULL;
}

static struct helper *start(struct helper *helper, void *(*work)(void *))
{
    if (run(helper, work))
        return helper;
    atomic_store(&helper->users, 1);
    unuse(helper);
    return NULL;
}

struct helper *helper_look_up(const char *host, int wake)
{
    struct helper *helper = helper_new(wake);

    if (!helper)
        return NULL;
    snprintf(helper->host, sizeof helper->host, "%s", host);
    return start(helper, look_up);
}

struct helper *helper_cancel(PGconn *conn, int wake)
{
    struct helper *helper = helper_new(wake);

    if (!helper)
        return NULL;
    helper->cancel = PQgetCancel(conn);
    if (helper->cancel)
        return start(helper, cancel);
    atomic_store(&helper->users, 1);
    unuse(helper);
    return NULL;
}

void helper_drop(struct helper **helper)
{
    if (*helper)
        unuse(*helper);
    *helper = NULL;
}
