#include "config.h"

#include "core/base/secret.h"

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct secret {
    char *memory; /* capacity + 1 bytes: a zero stands behind the content */
    size_t capacity;
    size_t used;
    unsigned open; /* how many opens wait for their close */
};

struct secret *secret_new(size_t capacity, struct err *err)
{
    struct secret *secret;

    if (sodium_init() < 0) {
        err_set(err, ERR_BUG, NULL, _("Memory for secrets cannot be had."), NULL);
        return NULL;
    }
    secret = calloc(1, sizeof *secret);
    if (secret)
        secret->memory = sodium_malloc(capacity + 1);
    if (!secret || !secret->memory) {
        free(secret);
        err_set(err, ERR_BUG, NULL, _("Memory for secrets cannot be had."), NULL);
        return NULL;
    }
    secret->capacity = capacity;
    sodium_memzero(secret->memory, capacity + 1);
    sodium_mprotect_noaccess(secret->memory);
    return secret;
}

void secret_free(struct secret **secret)
{
    if (!*secret)
        return;
    sodium_free((*secret)->memory); /* wipes it, and unlocks it first */
    free(*secret);
    *secret = NULL;
}

struct secret *secret_from_file(const char *path, struct err *err)
{
    struct secret *secret;
    char *text;
    size_t n;

    if (!file_read(path, 1024, &text, &n, err))
        return NULL;
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        text[--n] = '\0';
    secret = secret_new(n + 1, err);
    if (secret)
        secret_set(secret, text, n);
    secret_wipe(text, n);
    free(text);
    return secret;
}

static void unlock(struct secret *secret)
{
    sodium_mprotect_readwrite(secret->memory);
}

static void lock(struct secret *secret)
{
    if (secret->open > 0)
        sodium_mprotect_readonly(secret->memory);
    else
        sodium_mprotect_noaccess(secret->memory);
}

bool secret_set(struct secret *secret, const void *bytes, size_t n)
{
    secret_empty(secret);
    return secret_append(secret, bytes, n);
}

bool secret_append(struct secret *secret, const char *bytes, size_t n)
{
    if (n > secret->capacity - secret->used)
        return false;
    unlock(secret);
    if (n > 0)
        memcpy(secret->memory + secret->used, bytes, n);
    secret->used += n;
    lock(secret);
    return true;
}

void secret_take_last(struct secret *secret)
{
    size_t left;

    unlock(secret);
    left = (size_t)(text_back(secret->memory, secret->memory + secret->used) - secret->memory);
    sodium_memzero(secret->memory + left, secret->used - left);
    secret->used = left;
    lock(secret);
}

size_t secret_size(const struct secret *secret)
{
    return secret->used;
}

size_t secret_length(struct secret *secret)
{
    size_t n = text_length(secret_open(secret));

    secret_close(secret);
    return n;
}

void secret_empty(struct secret *secret)
{
    unlock(secret);
    sodium_memzero(secret->memory, secret->capacity + 1);
    secret->used = 0;
    lock(secret);
}

const char *secret_open(struct secret *secret)
{
    secret->open++;
    lock(secret);
    return secret->memory;
}

void secret_close(struct secret *secret)
{
    if (secret->open > 0)
        secret->open--;
    lock(secret);
}

bool secret_equals(struct secret *secret, const void *bytes, size_t n)
{
    bool same;

    if (n != secret->used)
        return false;
    same = sodium_memcmp(secret_open(secret), bytes, n) == 0;
    secret_close(secret);
    return same;
}

void secret_wipe(void *memory, size_t n)
{
    sodium_memzero(memory, n);
}

bool secret_forbid_dumps(struct err *err)
{
    struct rlimit none = {0, 0};

    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && setrlimit(RLIMIT_CORE, &none) == 0)
        return true;
    err_set(err, ERR_BUG, NULL, _("Core dumps cannot be switched off."), NULL);
    err_detail(err, "prctl/setrlimit: %s", strerror(errno));
    return false;
}
